"""Where a track may be that a primary radar alone sees and nothing tells the height of.

A plot without height is put on the plane at ASSUMED_HEIGHT_M (`sargas.geo.polar`). What it is off, some h^2 / 2R, all
plots of the track share: it does not move the track from turn to turn and no averaging removes it. So it is no noise of
plots but a bias of the track, told with it and not filtered (what Schmidt's filter considers: Bar-Shalom, Li and
Kirubarajan 2001, 8.2). Height has a prior, HEIGHTS_M with shares that depend on the speed:
  below SLOW_MPS  drones (those of the incidents of Lithuania in July 2025 at 100 and 200 m), birds, gliders, light
                  aircraft, balloons (at 3 to 4 km there); a quarter at 1 km and a fifth at 3 km is judged, not counted
  above FAST_MPS  aircraft, nearly even over 10 km (as HEIGHTS of `sargas.tracking.rows`), and what comes in low
and in between both. The track is told where it is if it flies at the lowest of them: that is what is looked for, and it
is not to be drawn inwards for the sake of what is high. With d_i the distance over the ground at HEIGHTS_M[i] and the
slant range of the track, its variance along the line of sight grows by the second moment of what it then is off,
  sum w_i (d_i - d_0)^2.
A height that would be above 45 degrees of elevation is none, for radars that search do not look there.
"""

import math
from typing import Any

from sargas.geo.kernel import leaf
from sargas.geo.polar import ASSUMED_HEIGHT_M
from sargas.tracking.rows import F8, Rows
from sargas.tracking.slant import NEAREST_M, ground_m, slant_of

HEIGHTS_M = (200.0, 1_000.0, 3_000.0, 8_000.0)
SLOW, FAST = (0.55, 0.25, 0.2, 0.0), (0.15, 0.15, 0.25, 0.45)
"""Shares of HEIGHTS_M."""
SLOW_MPS, FAST_MPS = 70.0, 110.0
_STEEPEST = math.sqrt(0.5)
"""Sine of the elevation."""
_SHARED_S = 60.0


@leaf
def presumed(slant_m: float, speed_mps: float, station: Any) -> tuple[float, float]:
    """(how much further out than at the assumed height, mean square of what that is off), metres over the ground."""
    before_m = ground_m(slant_m, ASSUMED_HEIGHT_M - station.height_m)
    low_m = ground_m(slant_m, HEIGHTS_M[0] - station.height_m)
    if slant_m < NEAREST_M or before_m <= 0.0 or low_m <= 0.0:
        return 0.0, 0.0
    fast = min(max((speed_mps - SLOW_MPS) / (FAST_MPS - SLOW_MPS), 0.0), 1.0)
    total, square_m2 = 0.0, 0.0
    for k in range(len(HEIGHTS_M)):
        rise_m = HEIGHTS_M[k] - station.height_m
        if rise_m < _STEEPEST * slant_m:
            share = (1.0 - fast) * SLOW[k] + fast * FAST[k]
            off_m = low_m - ground_m(slant_m, rise_m)
            total += share
            square_m2 += share * off_m * off_m
    return low_m - before_m, square_m2 / total


@leaf
def only_radar(track: Any, stations: Rows) -> int:
    """The one radar by which the track is where it is; -1 where several say, or reports do."""
    found = -1
    for k in range(track.contributor.shape[0]):
        if track.contributor_s[k] > max(track.updated_s - _SHARED_S, 0.0):
            station = stations[track.contributor[k]]
            if station.reporting or (station.radar >= 0 and found >= 0):
                return -1
            if station.radar >= 0:
                found = track.contributor[k]
    return found


@leaf
def tell_presumed(track: Any, stations: Rows, at: F8) -> None:
    """`at` (14,), mean and covariance of a track as of `mixture_ahead`, with what its height may do to its place."""
    if track.height_source != 0:
        return
    s = only_radar(track, stations)
    if s < 0:
        return
    station = stations[s]
    ux, uy = at[0] - station.x_m, at[1] - station.y_m
    away_m = math.sqrt(ux * ux + uy * uy)
    slant_m = slant_of(away_m, ASSUMED_HEIGHT_M - station.height_m)
    further_m, square_m2 = presumed(slant_m, math.sqrt(at[2] * at[2] + at[3] * at[3]), station)
    if square_m2 == 0.0:
        return
    ux, uy = ux / away_m, uy / away_m
    at[0], at[1] = at[0] + further_m * ux, at[1] + further_m * uy
    at[4], at[5], at[8] = at[4] + square_m2 * ux * ux, at[5] + square_m2 * ux * uy, at[8] + square_m2 * uy * uy


@leaf
def doubt_of(track: Any, shot: Any, station: Any) -> tuple[float, float, float]:
    """Covariance (xx, xy, yy) of what an unknown height may do to a plot, about where it was put."""
    if shot.slant_m == 0.0 or track.height_source != 0:
        return 0.0, 0.0, 0.0
    further_m, square_m2 = presumed(float(shot.slant_m), math.hypot(track.xc[2], track.xc[3]), station)
    ux, uy = shot.x_m - station.x_m, shot.y_m - station.y_m
    along = (square_m2 + further_m * further_m) / (ux * ux + uy * uy + 1.0)
    return along * ux * ux, along * ux * uy, along * uy * uy
