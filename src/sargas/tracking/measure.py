"""Plots as the kernels take them: refused with a reason, or put on the system plane with a covariance.

Polar plots go through `sargas.geo.polar` with the height that fits best: a measured elevation or height, or the
pressure altitude, whichever is surer; with none, the height assumed there and its large sigma. Errors are the plot's
own, else the sensor's, else those of the settings. A pressure altitude becomes a height with the error of an unknown
QNH beside it (source pressure_standard); no other height is made of it.
Order: time, record number, row; so a batch is the same in whatever order its sensors were read.
"""

import math
from collections.abc import Mapping
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.geo.conformal import on_plane, plane_and_east_rad
from sargas.geo.kernel import kernel, leaf
from sargas.geo.polar import (
    ASSUMED_HEIGHT_M,
    ASSUMED_SIGMA_HEIGHT_M,
    ELEVATION,
    HEIGHT,
    plane_from_polar_rad,
)
from sargas.model.columns import hash_text
from sargas.model.plot import PURPOSES
from sargas.model.plots import BEARING, GEODETIC, HAS, POLAR, PRESENCE, Plots
from sargas.model.track import HEIGHT_SOURCES
from sargas.tracking.components import add_components
from sargas.tracking.features import level_of, word_of
from sargas.tracking.frame import Frame, region_of, turn_of
from sargas.tracking.rows import (
    CALLSIGN,
    DIRECTION,
    EMERGENCY,
    F8,
    MODE_3A,
    NEARBY,
    PRESSURE,
    SHOT,
    Bools,
    Ints,
    Rows,
    in_order,
)
from sargas.tracking.slant import NEAREST_M

REASONS = (
    "",
    "not a target: test or reference transponder",
    "sensor not configured",
    "polar plot of a sensor without a site",
    "bearing of a sensor without a site",
    "presence at a sensor without a site",
    "implausible measurement",
    "outside the system plane",
    "too old at its tick",
    "in the future of its tick",
)
"""Why a plot is refused; the place is the code, 0 is accepted, 1 is no fault."""
NO_FAULT = (0, 1)

_TARGET = PURPOSES.index("target")
_RADAR, _GEOMETRIC, _STANDARD = (HEIGHT_SOURCES.index(name) for name in ("radar", "geometric", "pressure_standard"))
_ELEVATION, _HEIGHT, _VELOCITY = HAS["elevation_deg"], HAS["height_m"], HAS["east_mps"] | HAS["north_mps"]
_S_RANGE, _S_AZIMUTH, _S_ELEVATION = (HAS[f"sigma_{name}"] for name in ("range_m", "azimuth_deg", "elevation_deg"))
_S_HORIZONTAL, _S_HEIGHT, _S_VELOCITY = (HAS[f"sigma_{n}"] for n in ("horizontal_m", "height_m", "velocity_mps"))
_MODE_S, _MODE_3A, _CALLSIGN = HAS["mode_s"], HAS["mode_3a"], HAS["callsign"]
EARLY = 1e-4
"""Part of a cell by which a time may pass its end through rounding (a float of Unix seconds has 2e-7 s)."""
_PRESSURE, _EMERGENCY, _REMOTE_ID = HAS["pressure_altitude_m"], HAS["emergency"], HAS["remote_id"]
_AMPLITUDE = HAS["amplitude_db"]
_COMPONENTS = HAS["range_rate_mps"] | HAS["elevation_deg"] | HAS["up_mps"]


BLOCK_S = 10.0
"""What was learned of sensors comes into force in blocks of time."""


class Given(NamedTuple):
    """The columns of Plots that the tracker reads; `callsign` as the number that its 8 bytes are."""

    time_s: F8
    kind: NDArray[np.uint8]
    has: NDArray[np.uint32]
    range_m: F8
    azimuth_deg: F8
    elevation_deg: F8
    lat_deg: F8
    lon_deg: F8
    height_m: F8
    radius_m: NDArray[np.float32]
    east_mps: NDArray[np.float32]
    north_mps: NDArray[np.float32]
    sigma_range_m: NDArray[np.float32]
    sigma_azimuth_deg: NDArray[np.float32]
    sigma_elevation_deg: NDArray[np.float32]
    sigma_horizontal_m: NDArray[np.float32]
    sigma_height_m: NDArray[np.float32]
    sigma_velocity_mps: NDArray[np.float32]
    mode_3a: NDArray[np.uint16]
    pressure_altitude_m: F8
    emergency: NDArray[np.uint8]
    amplitude_db: NDArray[np.float32]
    warnings: NDArray[np.uint64]
    echo: NDArray[np.uint8]
    purpose: NDArray[np.uint8]
    simulated: Bools
    mode_s: NDArray[np.uint32]
    record_number: Ints
    callsign: NDArray[np.uint64]


_COLUMNS = attrgetter(*Given._fields[:-1])


class Reading(NamedTuple):
    """Plots of one update: the rows accepted, in order of time and sensor; and why the others are not."""

    given: Given
    rows: Ints
    sensor: Ints
    """(N,) row of the sensor of each plot, -1 unknown."""
    reasons: NDArray[np.uint8]
    """(N,) codes of REASONS, one per row of the Plots."""


def read(plots: Plots, index: Mapping[str, int], frame: Frame, time_s: float) -> Reading:
    """Accepts or refuses each plot at the tick `time_s`; `index` gives the row of a sensor's id."""
    given = Given._make((*_COLUMNS(plots), np.ascontiguousarray(plots.callsign).view(np.uint64)))
    table = np.array([index.get(name, -1) for name in plots.sources] or [-1], np.int64)
    sensor = table[plots.source]
    reasons, refused, ordered = admit(given, sensor, frame, time_s)
    rows = np.flatnonzero(reasons == 0) if refused else np.arange(len(plots))
    if not ordered:
        rows = rows[np.lexsort((plots.record_number[rows], sensor[rows], plots.time_s[rows]))]
    return Reading(given, rows, sensor, reasons)


@kernel
def admit(given: Given, station: Ints, frame: Frame, time_s: float) -> tuple[NDArray[np.uint8], int, bool]:
    """Code of REASONS for each plot, how many are refused, and whether the others are in order."""
    n = station.shape[0]
    reasons = np.zeros(n, np.uint8)
    refused, ordered, before = 0, True, -1
    lat0_deg = math.degrees(math.asin(frame.constants[3]))
    lon0_deg = math.degrees(frame.constants[0])
    for j in range(n):
        s, kind = station[j], given.kind[j]
        late_s = time_s - given.time_s[j]
        if given.purpose[j] != _TARGET:
            reasons[j] = 1
        elif s < 0:
            reasons[j] = 2
        elif kind == POLAR and not frame.sited[s]:
            reasons[j] = 3
        elif kind == BEARING and not frame.sited[s]:
            reasons[j] = 4
        elif kind == PRESENCE and not frame.sited[s]:
            reasons[j] = 5
        elif not math.isfinite(late_s):
            reasons[j] = 6
        elif kind == POLAR:
            if not (given.range_m[j] > 0.0 and abs(given.azimuth_deg[j]) <= 720.0):
                reasons[j] = 6
            elif given.range_m[j] > frame.limits[2]:
                reasons[j] = 7
        elif kind == BEARING:
            reasons[j] = 0 if abs(given.azimuth_deg[j]) <= 720.0 else 6
        elif kind == PRESENCE:
            reasons[j] = 0 if 0.0 < given.radius_m[j] <= frame.limits[2] else 6
        elif not (abs(given.lat_deg[j]) <= 90.0 and abs(given.lon_deg[j]) <= 360.0):
            reasons[j] = 6
        else:
            north_m = 111_200.0 * (given.lat_deg[j] - lat0_deg)
            turn_deg = given.lon_deg[j] - lon0_deg
            turn_deg -= 360.0 * math.floor(turn_deg / 360.0 + 0.5)
            east_m = 111_200.0 * turn_deg * math.cos(math.radians(0.5 * (given.lat_deg[j] + lat0_deg)))
            if math.hypot(north_m, east_m) > frame.limits[2]:
                reasons[j] = 7
        if reasons[j] == 0 and late_s > frame.limits[0]:
            reasons[j] = 8
        elif reasons[j] == 0 and -late_s > frame.limits[1]:
            reasons[j] = 9
        if reasons[j] != 0:
            refused += 1
            continue
        if before >= 0 and not follows(given, station, before, j):
            ordered = False
        before = j
    return reasons, refused, ordered


@leaf
def follows(given: Given, station: Ints, i: int, j: int) -> bool:
    """Whether plot j is not before plot i in the order of time, sensor and record number."""
    if given.time_s[i] != given.time_s[j]:
        return bool(given.time_s[i] < given.time_s[j])
    if station[i] != station[j]:
        return bool(station[i] < station[j])
    return bool(given.record_number[i] <= given.record_number[j])


def shots_of(reading: Reading, plots: Plots, frame: Frame, biases: tuple[int, F8], serial: int) -> Rows:
    """The accepted plots on the plane as SHOT rows, by time and sensor; serial numbers count from `serial`.

    `biases` are those in force, as `sargas.tracking.learning` gives them: they are taken off.
    """
    shots = np.zeros(len(reading.rows), SHOT)
    if not len(shots):
        return shots
    told, ordered = project(reading.given, reading.rows, reading.sensor, frame, biases[0], biases[1], serial, shots)
    if told & _COMPONENTS:
        add_components(shots, plots, reading.rows, reading.sensor, frame.errors[:, 5:], float(frame.constants[5]))
    if told & _REMOTE_ID:
        remote = np.flatnonzero((reading.given.has[reading.rows] & np.uint32(_REMOTE_ID)) != 0)
        shots["address"][remote] = hash_text(np.strings.upper(plots.remote_id[reading.rows[remote]]))
    return shots if ordered else in_order(shots)


@leaf
def project(
    given: Given, rows: Ints, sensor: Ints, frame: Frame, first_block: int, biases: F8, serial: int, shots: Rows
) -> tuple[int, bool]:
    """Fills `shots`, which are zeros, from the given rows: (bits of HAS of any of them, whether they are in order)."""
    noise_m, bias_m = frame.limits[3], frame.limits[4]
    told, ordered = 0, True
    for k in range(rows.shape[0]):
        j, shot = rows[k], shots[k]
        s, has = sensor[j], given.has[j]
        told |= has
        bias = biases[int(given.time_s[j] // BLOCK_S) - first_block, s]
        shot.time_s, shot.sensor, shot.simulated = given.time_s[j] - bias[2], s, given.simulated[j]
        shot.cell = math.ceil(shot.time_s / frame.limits[5] - EARLY)
        if k > 0:
            before = shots[k - 1]
            ordered &= before.time_s < shot.time_s or (before.time_s == shot.time_s and before.sensor <= s)
        shot.bias_range_m, shot.bias_azimuth_rad = bias[3], bias[4]
        shot.serial, shot.taker = serial + k, -1
        if has & _MODE_S:
            shot.address = given.mode_s[j]
        surest_m = 1e9
        if has & _PRESSURE:
            surest_m = bias_m
            shot.height_source, shot.height_m = _STANDARD, given.pressure_altitude_m[j]
            shot.height_m2, shot.height_bias_m2 = noise_m * noise_m, bias_m * bias_m
        if has & _HEIGHT:
            sigma_m = given.sigma_height_m[j] if has & _S_HEIGHT else frame.errors[s, 4]
            if sigma_m <= surest_m:
                surest_m = sigma_m
                shot.height_source = _GEOMETRIC if given.kind[j] == GEODETIC else _RADAR
                shot.height_m, shot.height_m2, shot.height_bias_m2 = given.height_m[j], sigma_m * sigma_m, 0.0
        if given.kind[j] == POLAR:
            sigma_r_m = given.sigma_range_m[j] if has & _S_RANGE else frame.errors[s, 0]
            sigma_a_deg = given.sigma_azimuth_deg[j] if has & _S_AZIMUTH else frame.errors[s, 1]
            sigma_e = math.radians(given.sigma_elevation_deg[j] if has & _S_ELEVATION else frame.errors[s, 2])
            vertical, sigma_vertical, vertical_is = ASSUMED_HEIGHT_M, ASSUMED_SIGMA_HEIGHT_M, HEIGHT
            raised = (has & _ELEVATION) != 0 and given.range_m[j] * sigma_e < surest_m
            if raised:
                vertical, sigma_vertical, vertical_is = math.radians(given.elevation_deg[j]), sigma_e, ELEVATION
            elif shot.height_source != 0:
                vertical, sigma_vertical = shot.height_m, surest_m
            else:
                shot.slant_m, shot.slant_m2 = max(given.range_m[j] - bias[0], 1.0), sigma_r_m * sigma_r_m
                if shot.slant_m >= NEAREST_M:
                    # All plots of the track share it: see `sargas.tracking.presumed`.
                    sigma_vertical = 0.0
            azimuth_rad = math.radians(given.azimuth_deg[j]) - bias[1]
            shot.x_m, shot.y_m, height_m, shot.rxx, shot.rxy, shot.ryy, height_m2 = plane_from_polar_rad(
                max(given.range_m[j] - bias[0], 1.0), azimuth_rad,
                vertical, vertical_is, sigma_r_m,
                math.radians(sigma_a_deg), sigma_vertical, frame.sites[s], frame.constants,
            )  # fmt: skip
            if raised:
                shot.height_source, shot.height_m = _RADAR, height_m
                shot.height_m2, shot.height_bias_m2 = height_m2, 0.0
            x_m, y_m = shot.x_m - frame.planes[s, 0], shot.y_m - frame.planes[s, 1]
            away_m = math.sqrt(x_m * x_m + y_m * y_m)
            shot.away_m, shot.turn = away_m, turn_of(azimuth_rad - frame.planes[s, 2])
            shot.region = region_of(away_m, shot.turn, frame.planes[s, 4])
            shot.first[0], shot.first[1] = given.range_m[j], given.azimuth_deg[j]
            if given.warnings[j] != 0:
                shot.word = word_of(given.warnings[j])
            if has & _AMPLITUDE:
                shot.level_db = level_of(given.amplitude_db[j], given.range_m[j], given.echo[j])
        elif given.kind[j] == BEARING:
            sigma_rad = math.radians(given.sigma_azimuth_deg[j] if has & _S_AZIMUTH else frame.errors[s, 7])
            shot.kind, shot.x_m, shot.y_m = DIRECTION, frame.planes[s, 0], frame.planes[s, 1]
            # A plane azimuth is the true one less the convergence.
            shot.bearing_rad = math.radians(given.azimuth_deg[j]) - frame.planes[s, 2]
            shot.rxx, shot.ryy = sigma_rad * sigma_rad, sigma_rad * sigma_rad
            shot.first[0] = given.azimuth_deg[j]
        elif given.kind[j] == PRESENCE:
            radius_m = float(given.radius_m[j])
            shot.kind, shot.x_m, shot.y_m = NEARBY, frame.planes[s, 0], frame.planes[s, 1]
            # Somewhere on a disc: each coordinate has variance r^2 / 4; sound comes from 2 r / 3 on average.
            shot.rxx, shot.ryy = 0.25 * radius_m * radius_m, 0.25 * radius_m * radius_m
            if frame.planes[s, 3] > 0.0:
                shot.late_s = radius_m / (1.5 * frame.planes[s, 3])
            shot.first[0] = radius_m
        else:
            shot.x_m, shot.y_m, east_x, east_y = plane_and_east_rad(
                math.radians(given.lat_deg[j]), math.radians(given.lon_deg[j]), frame.constants
            )
            scale = math.sqrt(east_x * east_x + east_y * east_y)
            sigma_m = scale * (given.sigma_horizontal_m[j] if has & _S_HORIZONTAL else frame.errors[s, 3])
            shot.rxx, shot.ryy = sigma_m * sigma_m, sigma_m * sigma_m
            if has & _VELOCITY == _VELOCITY:
                sigma_mps = scale * (given.sigma_velocity_mps[j] if has & _S_VELOCITY else frame.errors[s, 5])
                vx_mps, vy_mps = on_plane(given.east_mps[j], given.north_mps[j], east_x, east_y)
                shot.vx_mps, shot.vy_mps, shot.velocity_m2ps2 = vx_mps, vy_mps, sigma_mps * sigma_mps
            shot.first[0], shot.first[1] = given.lat_deg[j], given.lon_deg[j]
        shot.mode_3a, shot.callsign, shot.emergency = given.mode_3a[j], given.callsign[j], given.emergency[j]
        shot.pressure_altitude_m = given.pressure_altitude_m[j]
        claimed = MODE_3A if has & _MODE_3A else 0
        claimed |= CALLSIGN if has & _CALLSIGN else 0
        claimed |= PRESSURE if has & _PRESSURE else 0
        claimed |= EMERGENCY if has & _EMERGENCY else 0
        shot.claimed = claimed
    return told, ordered
