"""The state of the tracker as rows that kernels work on: TRACK, STATION (a sensor), SHOT (a plot), TERMS (settings).

Numpy structured arrays: one row is one thing, and a kernel takes the array or one row of it. Measured against separate
arrays for each column: kernels compile in half the time and touch fewer cache lines per track.
A track lives in one slot of the array from its first plot to its end; free slots are a stack.

Letters, for all kernels of this room (M motion models):
  x  (M, 4)   means [x y vx vy], metres and m/s of the system plane, of each motion model, at `time_s`
  P  (M, 10)  their covariances, upper triangle rows first: xx xy xvx xvy yy yvx yvy vxvx vxvy vyvy
  mu (M,)     probability of each model
  xc (4,), Pc (10,)   mean and covariance of the mixture (Bar-Shalom, Li and Kirubarajan, Estimation with Applications
              to Tracking and Navigation, 2001, eq. 11.6.6-13 and -14)
  h  (2,), Ph (3,)    height above the ellipsoid and its rate, metres and m/s; covariance hh hv vv, at `height_s`
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sargas.geo.plane import SystemPlane
from sargas.model.sensor import Sensor
from sargas.model.tracks import CONTRIBUTORS
from sargas.tracking.settings import Settings

F8 = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Rows = NDArray[Any]
"""An array of one of the row types below."""

RINGS = 16
"""Range rings of equal width in which false plots are counted."""
MOST_CODES = 16
"""Conspicuity codes that TERMS has room for."""

_REPORTING = ("adsb", "mlat", "remote_id", "system", "observer")
"""Kinds of sensors that pass on positions: no turning antenna, hardly any clutter."""

MODE_3A, CALLSIGN, PRESSURE, EMERGENCY = 1, 2, 4, 8
"""Bits of `claimed`: which claims were made."""

HIGH, FREE, NEXT = 0, 1, 2
"""Places in `counters`: slots ever used, free slots on the stack, next track number."""


def track_row(models: int) -> np.dtype[Any]:
    """Row of a track with that many motion models."""
    fields: list[Any] = [
        ("time_s", "f8"),  # of the state
        ("alive", "?"),
        ("status", "u1"),
        ("changed", "?"),  # since it was last given out
        ("simulated", "?"),
        ("named", "?"),  # whether uid was worked out
        ("height_source", "u1"),  # index into HEIGHT_SOURCES
        ("claimed", "u1"),
        ("emergency", "u1"),
        ("xc", "f8", (4,)),
        ("Pc", "f8", (10,)),
        ("mu", "f8", (models,)),
        ("x", "f8", (models, 4)),
        ("P", "f8", (models, 10)),
        ("h", "f8", (2,)),
        ("Ph", "f8", (3,)),
        ("height_s", "f8"),
        ("height_bias_m2", "f8"),  # variance that the height's source does not average out
        ("existence", "f8"),
        ("updated_s", "f8"),
        ("first_s", "f8"),
        ("expected_s", "f8"),  # shortest interval of the sensors that see it
        ("hits", "i8"),
        ("misses", "i8"),  # looks missed in a row
        ("number", "i8"),  # 0: not given yet
        ("contributor", "i2", (CONTRIBUTORS,)),
        ("contributor_s", "f8", (CONTRIBUTORS,)),
        ("address", "u8"),  # Mode S address, or a hash of a Remote ID with the top bit set; 0 unknown
        ("callsign", "u8"),  # the number that its 8 bytes are
        ("pressure_altitude_m", "f8"),
        ("mode_3a", "u2"),
        ("address_votes", "u1"),
        ("mode_3a_votes", "u1"),
        ("ring", "u1"),  # in which the first plot was, of the sensor that gave it
        ("seed_sensor", "i2", (2,)),
        ("seed", "f8", (2, 3)),  # first two plots, of which the uid is made: time_s and the measurement
        ("last", "f8", (2,)),  # the measurement of the last plot, as `first` of SHOT
        ("uid", "u1", (16,)),
    ]
    return np.dtype(fields, align=True)


STATION = np.dtype(
    [
        ("x_m", "f8"),
        ("y_m", "f8"),
        ("height_m", "f8"),
        ("sited", "?"),
        ("reporting", "?"),  # its targets report their own positions: no turning antenna, hardly any clutter
        ("declared", "?"),  # the interval was given and is not learned
        ("interval_s", "f8"),
        ("jitter_s2", "f8"),  # mean square of what a look deviates from the interval
        ("watermark_s", "f8"),  # time up to which the sensor has reported; 0 before its first plot
        ("exposure", "f8"),  # turns that were counted in `clutter`, old ones forgotten
        ("clutter", "f8", (RINGS,)),  # plots that came to nothing
        ("unsettled", "f8", (RINGS,)),  # plots of tentative tracks, of which nobody knows yet
        ("detection_probability", "f8"),
        ("range_m", "f8"),
        ("bias_range_m", "f8"),
        ("bias_azimuth_rad", "f8"),
    ],
    align=True,
)
"""A sensor; in the order of the tracker's sensors."""

SHOT = np.dtype(
    [
        ("time_s", "f8"),
        ("sensor", "i8"),
        ("x_m", "f8"),
        ("y_m", "f8"),
        ("rxx", "f8"),  # covariance R of the position, square metres
        ("rxy", "f8"),
        ("ryy", "f8"),
        ("vx_mps", "f8"),
        ("vy_mps", "f8"),
        ("velocity_m2ps2", "f8"),  # variance of each component of velocity; 0: no velocity
        ("height_m", "f8"),
        ("height_m2", "f8"),
        ("height_bias_m2", "f8"),
        ("pressure_altitude_m", "f8"),
        ("address", "u8"),
        ("callsign", "u8"),
        ("first", "f8", (2,)),  # the measurement in the sensor's own terms, for the uid
        ("mode_3a", "u2"),
        ("height_source", "u1"),  # 0: no height
        ("claimed", "u1"),
        ("emergency", "u1"),
        ("simulated", "?"),
    ],
    align=True,
)
"""A plot on the system plane."""


_NUMBERS = (
    "motion_memory_s",
    "vertical_noise_m2ps3",
    "climb_m2ps2",
    "gate",
    "speed_m2ps2",
    "speed_limit_mps",
    "log_address_agrees",
    "log_address_differs",
    "log_mode_3a_agrees",
    "log_mode_3a_differs",
    "log_height_differs",
    "clutter_per_look",
    "clutter_prior_looks",
    "clutter_memory_looks",
    "clutter_of_reports_pm2",
    "birth_per_look",
    "birth_existence_least",
    "birth_existence_most",
    "birth_existence_first",
    "existence_most",
    "confirm_existence",
    "end_existence",
    "drop_existence",
    "look_memory",
    "coast_looks",
    "coast_latency_s",
    "coast_limit_s",
    "lost_m2",
)


def terms_row(models: int) -> np.dtype[Any]:
    """Settings as kernels take them: names as in Settings, variances for sigmas, logarithms for factors."""
    fields: list[Any] = [
        ("motion_noise", "f8", (models,)),
        ("motion_share", "f8", (models,)),
        *((name, "f8") for name in _NUMBERS),
        ("conspicuity_codes", "i8", (MOST_CODES,)),
        ("confirm_hits", "i8"),
        ("drop_misses", "i8"),
        ("show_tentative", "?"),
    ]
    return np.dtype(fields, align=True)


def terms_of(settings: Settings) -> Rows:
    """The settings as one row of `terms_row`; ValueError where they do not fit together."""
    if len(settings.motion_noise_m2ps3) != len(settings.motion_share):
        raise ValueError("motion_noise_m2ps3 and motion_share need one value per motion model each")
    if not 0 < len(settings.conspicuity_codes) <= MOST_CODES:
        raise ValueError(f"conspicuity_codes takes 1 to {MOST_CODES} codes")
    terms = np.zeros(1, terms_row(len(settings.motion_share)))
    for name in terms.dtype.names or ():
        if hasattr(settings, name):
            value = getattr(settings, name)
            terms[name] = np.resize(value, MOST_CODES) if name == "conspicuity_codes" else value
        elif name.startswith("log_"):
            terms[name] = math.log(getattr(settings, name.removeprefix("log_")))
    terms["motion_noise"] = settings.motion_noise_m2ps3
    terms["motion_share"] = np.array(settings.motion_share) / sum(settings.motion_share)
    terms["climb_m2ps2"] = settings.climb_sigma_mps**2
    terms["speed_m2ps2"] = settings.speed_sigma_mps**2
    terms["lost_m2"] = settings.lost_sigma_m**2
    return terms


def stations_of(sensors: Sequence[Sensor], plane: SystemPlane, settings: Settings) -> Rows:
    """The sensors as rows of STATION."""
    stations = np.zeros(len(sensors), STATION)
    for row, sensor in zip(stations, sensors, strict=True):
        reporting = sensor.kind in _REPORTING
        if sensor.site is not None:
            row["sited"], row["height_m"] = True, sensor.site.height_m
            row["x_m"], row["y_m"] = plane.plane_from_geodetic(sensor.site.lat_deg, sensor.site.lon_deg)
        row["reporting"], row["declared"] = reporting, sensor.interval_s is not None
        row["interval_s"] = sensor.interval_s or settings.interval_s
        row["jitter_s2"] = (0.1 * row["interval_s"]) ** 2
        usual = settings.reply_probability if reporting else settings.detection_probability
        stated = sensor.detection_probability
        row["detection_probability"] = min(max(usual if stated is None else stated, 0.01), 0.999)
        row["range_m"] = sensor.range_m or settings.range_m
        if not reporting:
            row["bias_range_m"] = settings.bias_range_m
            row["bias_azimuth_rad"] = math.radians(settings.bias_azimuth_deg)
    return stations
