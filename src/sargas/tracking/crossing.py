"""How a track begins from what none of two sensors could say alone: bearings that cross, nodes that hear the same.

A bearing or a presence that no track takes waits for `partial_memory_s`. Another from another sensor that fits it gives
a place: the least-squares one of both, with the information of each (n n' / (sigma r)^2 of a bearing with normal n at
range r, I / sigma^2 of a presence; Bar-Shalom, Li and Kirubarajan 2001, 3.4.1). The two speak of different times, each
less the way of its sound, so the older one's variance grows by what the target may have moved.
Never from one alone. Bearings that cross at less than LEAST_CROSSING give no place.
Where the range remains unsure by more than two fifths, the place is long: it is cut along its length into up to PIECES
tentative tracks, a geometric row of ranges, of which the next bearings leave one (range-parametrised: Peach, IEE Proc.
Radar Sonar Navig. 142 (1995) 73).
"""

import math
from typing import Any

import numpy as np

from sargas.geo.kernel import kernel, leaf
from sargas.tracking.initiation import begin_at
from sargas.tracking.rows import DIRECTION, PARTIALS, Bools, Rows
from sargas.tracking.state import WAITING, State

LEAST_CROSSING = math.sin(math.radians(8.0))
PIECES = 4
_ROUNDS = 3
"""Each makes the ways of the sound right to wind / c of what was left."""


@kernel
def begin_crossings(state: State, shots: Rows, terms: Any, begin: int, end: int, s: int, used: Bools) -> None:
    """Tracks from sensor s's partial plots begin..end that are not `used` (plots,) and those that wait."""
    place_m = np.empty(6)
    for j in range(begin, end):
        if used[j - begin]:
            continue
        shot, best, best_m2 = shots[j], -1, 1e300
        for k in range(WAITING):
            waiting = state.partials[k]
            if waiting.serial < 0 or waiting.sensor == s or waiting.simulated != shot.simulated:
                continue
            if abs(shot.time_s - waiting.time_s) > terms.partial_memory_s:
                continue
            if cross(waiting, shot, state.stations, terms, place_m) and place_m[2] + place_m[4] < best_m2:
                best, best_m2 = k, place_m[2] + place_m[4]
        if best < 0:
            keep(state, shot)
            continue
        waiting = state.partials[best]
        cross(waiting, shot, state.stations, terms, place_m)
        begin_pieces(state, shot, waiting, terms, place_m)
        waiting.serial = -1


@leaf
def keep(state: State, shot: Any) -> None:
    """The plot waits for another."""
    waiting = state.partials[state.counters[PARTIALS] % WAITING]
    state.counters[PARTIALS] += 1
    waiting.time_s, waiting.x_m, waiting.y_m = shot.time_s, shot.x_m, shot.y_m
    waiting.bearing_rad, waiting.variance, waiting.kind = shot.bearing_rad, shot.rxx, shot.kind
    waiting.elevation_rad, waiting.elevation_rad2 = shot.elevation_rad, shot.elevation_rad2
    waiting.first[0], waiting.first[1] = shot.first[0], shot.first[1]
    waiting.serial, waiting.sensor, waiting.simulated = shot.serial, shot.sensor, shot.simulated


@leaf
def cross(old: Any, new: Any, stations: Rows, terms: Any, out: Any) -> bool:
    """Whether two partial plots agree on a place: `out` (6,) [x y, Pxx Pxy Pyy, time of the newer one's emission]."""
    one, two = stations[old.sensor], stations[new.sensor]
    ux, uy = math.sin(old.bearing_rad), math.cos(old.bearing_rad)
    vx, vy = math.sin(new.bearing_rad), math.cos(new.bearing_rad)
    dx, dy = new.x_m - old.x_m, new.y_m - old.y_m
    if old.kind == DIRECTION and new.kind == DIRECTION:
        area = ux * vy - uy * vx
        if abs(area) < LEAST_CROSSING:
            return False
        r1, r2 = (dx * vy - dy * vx) / area, (dx * uy - dy * ux) / area
        ax, ay = 0.0, 0.0
        for _ in range(_ROUNDS):
            # The wind carried the sound on its way of r / c to each ear: both lines are moved back by it.
            tau1 = r1 / one.sound_mps if one.sound_mps > 0.0 else 0.0
            tau2 = r2 / two.sound_mps if two.sound_mps > 0.0 else 0.0
            ax, ay = one.air_x_mps * tau1, one.air_y_mps * tau1
            ex, ey = dx + ax - two.air_x_mps * tau2, dy + ay - two.air_y_mps * tau2
            r1, r2 = (ex * vy - ey * vx) / area, (ex * uy - ey * ux) / area
        x, y = old.x_m + r1 * ux - ax, old.y_m + r1 * uy - ay
        if not (0.0 < r1 < one.range_m and 0.0 < r2 < two.range_m):
            return False
    elif old.kind == DIRECTION:
        r1 = max(dx * ux + dy * uy, 0.0)
        x, y = old.x_m + r1 * ux, old.y_m + r1 * uy
        r2 = math.hypot(x - new.x_m, y - new.y_m)
    elif new.kind == DIRECTION:
        r2 = max(-dx * vx - dy * vy, 0.0)
        x, y = new.x_m + r2 * vx, new.y_m + r2 * vy
        r1 = math.hypot(x - old.x_m, y - old.y_m)
    else:
        w = old.variance / (old.variance + new.rxx)
        x, y = old.x_m + w * dx, old.y_m + w * dy
        r1, r2 = math.hypot(x - old.x_m, y - old.y_m), math.hypot(x - new.x_m, y - new.y_m)
    then_s = old.time_s - (r1 / one.sound_mps if one.sound_mps > 0.0 else 0.0)
    now_s = new.time_s - (r2 / two.sound_mps if two.sound_mps > 0.0 else 0.0)
    moved_m2 = terms.slow_m2ps2 * (now_s - then_s) ** 2
    i00, i01, i11 = 0.0, 0.0, 0.0
    for k in range(2):
        kind, variance = (old.kind, old.variance) if k == 0 else (new.kind, float(new.rxx))
        more_m2 = moved_m2 if k == 0 else 0.0
        if kind == DIRECTION:
            r, nx, ny = (r1, uy, -ux) if k == 0 else (r2, vy, -vx)
            weight = 1.0 / (variance * r * r + more_m2)
            i00, i01, i11 = i00 + weight * nx * nx, i01 + weight * nx * ny, i11 + weight * ny * ny
        else:
            r = r1 if k == 0 else r2
            # A presence is within its radius, two sigma.
            if r * r > 4.0 * (variance + moved_m2):
                return False
            weight = 1.0 / (variance + more_m2)
            i00, i11 = i00 + weight, i11 + weight
    det = i00 * i11 - i01 * i01
    out[0], out[1], out[5] = x, y, now_s
    out[2], out[3], out[4] = i11 / det, -i01 / det, i00 / det
    return True


@kernel
def begin_pieces(state: State, shot: Any, waiting: Any, terms: Any, place_m: Any) -> None:
    """One tentative track at the place, or several along it where it is long as seen from the newer sensor."""
    dx, dy = place_m[0] - shot.x_m, place_m[1] - shot.y_m
    r = max(math.hypot(dx, dy), 1.0)
    ux, uy = dx / r, dy / r
    along_m2 = ux * ux * place_m[2] + 2.0 * ux * uy * place_m[3] + uy * uy * place_m[4]
    unsure = math.sqrt(along_m2) / r
    pieces = min(max(int(unsure / 0.2), 1), PIECES) if shot.kind == DIRECTION else 1
    if pieces == 1:
        begin_at(state, shot, waiting, terms, place_m, 1.0)
        return
    # Ranges from two sigma nearer to two sigma further, each piece as long as its part of a geometric row.
    low, high = max(r * (1.0 - 2.0 * min(unsure, 0.45)), 100.0), r * (1.0 + 2.0 * unsure)
    step = (high / low) ** (1.0 / pieces)
    across_m2 = float(shot.rxx) * r * r
    part = np.empty(6)
    for k in range(pieces):
        middle = low * step ** (k + 0.5)
        length_m2 = (middle * (math.sqrt(step) - 1.0 / math.sqrt(step)) / math.sqrt(12.0)) ** 2 + 0.04 * middle * middle
        wide_m2 = across_m2 * (middle / r) ** 2
        part[0], part[1], part[5] = shot.x_m + middle * ux, shot.y_m + middle * uy, place_m[5]
        part[2] = length_m2 * ux * ux + wide_m2 * uy * uy
        part[3] = (length_m2 - wide_m2) * ux * uy
        part[4] = length_m2 * uy * uy + wide_m2 * ux * ux
        begin_at(state, shot, waiting, terms, part, 1.0 / pieces)
