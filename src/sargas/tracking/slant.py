"""Where a plot without height is, for a track that has one: the same azimuth and slant range, at the track's height.

Such a plot is put on the plane at an assumed height (`sargas.geo.polar`). An airliner's, whose reply was missed, is
then kilometres off along the line of sight. With rise z above the site, Earth radius a and slant range R,
  sin el = (z (2 a + z) - R^2) / (2 R a),   ground d = a atan2(R cos el, a + R sin el)
and the plot moves along the line of sight by what d differs at the two heights. Its covariance there, with e the
elevation at the target:
  along (sigma_R^2 + sigma_z^2 sin^2 e) / cos^2 e, and to second order 0.75 sigma_z^4 / (R^2 cos^6 e)
and across it grows by (d / d_assumed)^2.
The mean Earth and the plane's scale 1 serve for a difference: a part in 500 of the move.
"""

import math
from typing import Any

from sargas.geo.kernel import leaf
from sargas.geo.polar import ASSUMED_HEIGHT_M, ASSUMED_SIGMA_HEIGHT_M
from sargas.sensing.horizon import EARTH_RADIUS_M

NEAREST_M = 2.0 * ASSUMED_HEIGHT_M
"""Nearer than this the assumed height is told as noise of each plot."""


@leaf
def ground_m(slant_m: float, rise_m: float) -> float:
    """Distance along the ground to what is that far and so much higher; negative where it cannot be."""
    sine = (rise_m * (2.0 * EARTH_RADIUS_M + rise_m) - slant_m * slant_m) / (2.0 * slant_m * EARTH_RADIUS_M)
    if abs(sine) > 0.99:
        return -1.0
    return EARTH_RADIUS_M * math.atan2(slant_m * math.sqrt(1.0 - sine * sine), EARTH_RADIUS_M + slant_m * sine)


@leaf
def slant_of(away_m: float, rise_m: float) -> float:
    """Slant range to what is that far over the ground and so much higher."""
    chord_m = 2.0 * EARTH_RADIUS_M * math.sin(0.5 * away_m / EARTH_RADIUS_M)
    return math.sqrt(rise_m * rise_m + (1.0 + rise_m / EARTH_RADIUS_M) * chord_m * chord_m)


@leaf
def at_height(x_m: float, y_m: float, before_m: float, height_m: float, station: Any) -> tuple[float, float]:
    """Where a place on the plane, told at the height `before_m`, is at another: the same azimuth and slant range.

    It stays where that is nearer than NEAREST_M or cannot be.
    """
    ux, uy = x_m - station.x_m, y_m - station.y_m
    away_m = math.sqrt(ux * ux + uy * uy)
    slant_m = slant_of(away_m, before_m - station.height_m)
    d = ground_m(slant_m, height_m - station.height_m) if slant_m >= NEAREST_M else -1.0
    return (x_m, y_m) if d <= 0.0 else (station.x_m + d / away_m * ux, station.y_m + d / away_m * uy)


@leaf
def tells_height(track: Any, shot: Any, station: Any) -> bool:
    """Whether a radar's plot is the first to tell the height of a track that flies alone."""
    return bool(
        track.height_source == 0 and shot.height_source != 0 and station.radar >= 0 and shot.slant_m == 0.0
        and track.formation < 0
    )  # fmt: skip


@leaf
def place_of(track: Any, shot: Any, station: Any) -> tuple[float, float, float, float, float]:
    """(x_m, y_m, R xx, xy, yy) of a plot as the track's."""
    x, y, xx, xy, yy = float(shot.x_m), float(shot.y_m), float(shot.rxx), float(shot.rxy), float(shot.ryy)
    if shot.slant_m == 0.0 or track.height_source == 0:
        return x, y, xx, xy, yy
    t, slant_m = shot.time_s - track.height_s, float(shot.slant_m)
    high_m2 = track.Ph[0] + t * (2.0 * track.Ph[1] + t * track.Ph[2]) + track.height_bias_m2
    rise_m = track.h[0] + t * track.h[1] - station.height_m
    before_m = ground_m(slant_m, ASSUMED_HEIGHT_M - station.height_m)
    d = ground_m(slant_m, rise_m)
    if before_m <= 0.0 or d <= 0.0 or not high_m2 < ASSUMED_SIGMA_HEIGHT_M * ASSUMED_SIGMA_HEIGHT_M:
        return x, y, xx, xy, yy
    ux, uy = x - station.x_m, y - station.y_m
    away_m = math.sqrt(ux * ux + uy * uy)
    ux, uy = ux / away_m, uy / away_m
    slope = rise_m / d + 0.5 * d / EARTH_RADIUS_M
    steep = 1.0 + slope * slope
    along = shot.slant_m2 * steep + high_m2 * slope * slope + 0.75 * high_m2 * high_m2 * steep**3 / (slant_m * slant_m)
    across = (uy * uy * xx - 2.0 * ux * uy * xy + ux * ux * yy) * (d / before_m) ** 2
    return (
        x + (d - before_m) * ux,
        y + (d - before_m) * uy,
        along * ux * ux + across * uy * uy,
        (along - across) * ux * uy,
        along * uy * uy + across * ux * ux,
    )


@leaf
def further_m(away_m: float, height_m: float, station: Any) -> float:
    """How much further from the site a target at that distance and height is put where its height is not known."""
    rise_m = height_m - station.height_m
    there_m = ground_m(math.sqrt(away_m * away_m + rise_m * rise_m), ASSUMED_HEIGHT_M - station.height_m)
    return abs(there_m - away_m) if there_m > 0.0 else 0.0
