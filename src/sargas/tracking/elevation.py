"""Elevation of a direction: a height, where the track says how far away it is.

Sight from a site at h_s reaches, at a distance d over the ground and an elevation e, the height
  h = (R + h_s) cos e / cos(e + d / R) - R      (law of sines in the triangle of site, target and centre of the Earth),
  dh/de = (R + h_s) sin(d / R) / cos^2(e + d / R),   dh/dd = (1 + h_s / R) cos e sin(e + d / R) / cos^2(e + d / R).
Rays are straight, as in `sargas.geo.polar`: light bends by 4 m at 20 km. What noise of the angle does to h averages
out; what an error of the distance does, does not, for the next look has it too: it is kept as the bias of the height
(`sargas.tracking.vertical`). So is what bends sound: where its speed, with the wind along its way, changes by g with
height, its way is an arc of radius c / g, turned by g d / 2c at the ear (Pierce, Acoustics, 1989, chapter 8), and g is
not known: `sound_gradient_ps`. Sound tells the height of when it left.

Second order of what is taken for first: of the angle's noise 2 V^2 (d tan e / cos^2 e)^2, of both V D / cos^4 e, with V
and D the variances of e and d. A height less sure than MOST_SIGMA_M is none; without distance or elevation there is
none.
"""

import math
from typing import Any

from sargas.geo.kernel import leaf
from sargas.model.track import HEIGHT_SOURCES
from sargas.sensing.horizon import EARTH_RADIUS_M
from sargas.tracking.claims import log_heights
from sargas.tracking.direction import delay_of
from sargas.tracking.rows import F8, Ints, Rows
from sargas.tracking.state import State
from sargas.tracking.update import place_covariance
from sargas.tracking.vertical import raise_to

MOST_SIGMA_M = 1000.0
_STEEPEST = 0.1
"""Least cosine of the elevation: above 84 degrees it says how far away and not how high."""
_TRIANGULATED = HEIGHT_SOURCES.index("triangulated")


@leaf
def height_seen(track: Any, shot: Any, station: Any, terms: Any) -> tuple[bool, float, float, float, float]:
    """(whether there is one, height in metres, its random variance, variance of its bias, time it is of).

    `shot` is a plot or a partial plot with an elevation.
    """
    tau_s = delay_of(track, shot, station)
    xc, Pr = track.xc, track.Pr
    t = shot.time_s - track.time_s - tau_s
    px = xc[0] + t * xc[2] + station.air_x_mps * tau_s - shot.x_m
    py = xc[1] + t * xc[3] + station.air_y_mps * tau_s - shot.y_m
    d = math.hypot(px, py)
    e, V = shot.elevation_rad, shot.elevation_rad2
    up, at_target = math.cos(e), math.cos(e + d / EARTH_RADIUS_M)
    if d == 0.0 or min(up, at_target) < _STEEPEST:
        return False, 0.0, 0.0, 0.0, 0.0
    ux, uy = px / d, py / d
    pxx, pxy, pyy = place_covariance(track.Pc, t)
    D = ux * ux * (pxx + Pr[0]) + 2.0 * ux * uy * (pxy + Pr[1]) + uy * uy * (pyy + Pr[2])
    from_m, steep = EARTH_RADIUS_M + station.height_m, 1.0 / (at_target * at_target)
    height_m = from_m * up / at_target - EARTH_RADIUS_M
    of_angle_m = from_m * math.sin(d / EARTH_RADIUS_M) * steep
    of_distance = from_m / EARTH_RADIUS_M * up * math.sin(e + d / EARTH_RADIUS_M) * steep
    bend = d * math.tan(e) * steep
    noise_m2 = of_angle_m * of_angle_m * V + 2.0 * bend * bend * V * V
    bias_m2 = of_distance * of_distance * D + V * D * steep * steep
    if station.sound_mps > 0.0:
        turned = of_angle_m * terms.sound_gradient_ps * d / (2.0 * station.sound_mps)
        bias_m2 += turned * turned
    known = noise_m2 + bias_m2 < MOST_SIGMA_M * MOST_SIGMA_M
    return known, height_m, noise_m2, bias_m2, shot.time_s - tau_s


@leaf
def raise_by_elevation(track: Any, shot: Any, station: Any, terms: Any) -> None:
    """The track takes the height that a direction with an elevation gives."""
    if shot.elevation_rad2 == 0.0:
        return
    known, height_m, noise_m2, bias_m2, time_s = height_seen(track, shot, station, terms)
    if known:
        raise_to(track, time_s, height_m, noise_m2, bias_m2, _TRIANGULATED, terms)


@leaf
def compare_elevations(
    state: State, shots: Rows, terms: Any, s: int, slots: Ints, first_edge: Ints, edge_plot: Ints, edge_log: F8,
    count: int,
) -> None:  # fmt: skip
    """Adds to the edges of sensor s's directions how well their heights agree with those of tracks that have one."""
    station = state.stations[s]
    for c in range(count):
        track = state.rows[slots[c]]
        if track.height_source == 0:
            continue
        for e in range(first_edge[c], first_edge[c + 1]):
            shot = shots[edge_plot[e]]
            if shot.elevation_rad2 == 0.0:
                continue
            known, height_m, noise_m2, bias_m2, time_s = height_seen(track, shot, station, terms)
            if known:
                noise_m2 += bias_m2 + track.height_bias_m2
                edge_log[e] += log_heights(track, time_s, height_m, noise_m2, float(station.heights[1]), terms)
