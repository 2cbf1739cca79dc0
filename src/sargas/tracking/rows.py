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
  Pr (3,)     covariance of a track's place in its formation (`sargas.tracking.formation`), xx xy yy; zeros alone
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
from sargas.sensing.sound import speed_of_sound_mps
from sargas.tracking.settings import Settings

F8 = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Rows = NDArray[Any]
"""An array of one of the row types below."""

RINGS, SECTORS = 16, 32
"""Range rings of equal width and sectors of azimuth: the regions of a radar in which false plots are counted."""
RATES = 60
"""Bins of equal width over `rate_span_mps` in which range rates of false plots are counted."""
WORDS, LEVELS = 7, 32
"""What warning codes say, 0 nothing, and levels of strength of echoes: see `sargas.tracking.features`."""
HEIGHTS = (5_000.0, 1.6e7)
"""Mean and variance of the heights of aircraft, before anything was learned: as likely as if even over 10 km."""
REPLIES = RINGS * SECTORS
"""The region of all plots of a radar that have a reply, wherever they are; its place in the counts is [RINGS, 0]."""
SPEEDS_MPS, USUAL = (10.0, 40.0, 150.0), (0.15, 0.15, 0.7)
"""Sigma of each component of velocity of birds and small drones, of what is slow, of what is fast; their shares before
anything was learned."""

RADARS = ("psr", "ssr")
"""Kinds with an antenna that comes round: their silence says something."""
_REACH_M = {"acoustic": 10_000.0, "rf": 60_000.0, "eo": 20_000.0}
"""Range of sensors of directions that state none."""
_CLAIMING = ("adsb", "remote_id")
_REPORTING = ("adsb", "mlat", "remote_id", "system")
"""Kinds of sensors that pass on positions: no turning antenna, hardly any clutter."""

MODE_3A, CALLSIGN, PRESSURE, EMERGENCY = 1, 2, 4, 8
"""Bits of `claimed`: which claims were made."""

HIGH, FREE, PARTIALS = 0, 1, 2
"""Places in `counters`: slots ever used, free slots on the stack, partial plots ever kept."""
POSITION, DIRECTION, NEARBY = 0, 1, 2
"""What a SHOT says: a place, the direction of one, that one is near its sensor."""
DUE, SWEPT, ACTED = 0, 1, 2
"""Places in `marks`, times: of the next change for want of plots, of the last sweep, of the last that ended a track."""


def track_row(models: int) -> np.dtype[Any]:
    """Row of a track with that many motion models."""
    fields: list[Any] = [
        # What passes over all tracks read, in one cache line of 64 bytes ...
        ("time_s", "f8"),  # of the state
        ("updated_s", "f8"),
        ("existence", "f8"),
        ("expected_s", "f8"),  # shortest interval of the sensors that see it
        ("number", "i8"),  # 0: not given yet
        ("origin", "i8"),  # serial number of the first plot: the same track in a replay of the lag
        ("hits", "i4"),
        ("misses", "i4"),  # looks missed in a row
        ("alive", "?"),
        ("status", "u1"),
        ("changed", "?"),  # since it was last given out
        ("simulated", "?"),
        ("named", "?"),  # whether uid was worked out
        ("height_source", "u1"),  # index into HEIGHT_SOURCES
        ("claimed", "u1"),
        ("emergency", "u1"),
        # ... then what a plot changes ...
        ("mu", "f8", (models,)),
        ("xc", "f8", (4,)),
        ("Pc", "f8", (10,)),
        ("calm", "f8"),  # probability that steady flight is calm, see `sargas.tracking.motion`
        ("x", "f8", (models, 4)),
        ("P", "f8", (models, 10)),
        ("Pr", "f8", (3,)),
        ("formation", "i8"),  # `origin` of the member that founded it; -1 alone
        ("held_s", "f8"),  # from then on it takes no plots: a person has it coast; 0 never
        ("h", "f8", (2,)),
        ("Ph", "f8", (3,)),
        ("height_s", "f8"),
        ("height_bias_m2", "f8"),  # variance that the height's source does not average out
        ("contributor", "i2", (CONTRIBUTORS,)),
        ("contributor_s", "f8", (CONTRIBUTORS,)),
        ("address", "u8"),  # Mode S address, or a hash of a Remote ID with the top bit set; 0 unknown
        ("callsign", "u8"),  # the number that its 8 bytes are
        ("pressure_altitude_m", "f8"),
        ("mode_3a", "u2"),
        ("address_votes", "u1"),
        ("mode_3a_votes", "u1"),
        ("moves", "u1"),  # how often it moved, see `sargas.tracking.standing`
        ("revision", "u2"),  # how often late plots rewrote its past
        ("region", "i2"),  # in which the first plot was, of the sensor that gave it
        ("answers", "f8"),  # mean of whether radars' plots of it had a reply
        ("places", "i8"),  # of its plots, the ones that say where
        ("latest", "i8"),  # serial number of the last plot taken
        ("last", "f8", (2,)),  # the measurement of the last plot, as `first` of SHOT
        ("claim_at_s", "f8"),
        ("claim_told_s", "f8", (3,)),  # when a plot last told its address, its code and its call sign
        # ... then what is seldom touched.
        ("first_s", "f8"),
        ("from_m", "f8", (2,)),  # where it was when it last moved, or began ...
        ("from_s", "f8"),  # ... and when
        ("proof", "f8"),  # existence after the second plot, as counted in its station's `proved`
        ("strain", "f8", (2,)),  # running mean of rho, see `sargas.tracking.formation`
        ("alone_s", "f8"),  # until then it joins no formation
        ("mixed", "i8"),  # `origin` of a track with which it may have changed places; -1 none
        ("mixed_with", "i8"),  # its number, once it has one
        ("doubt", "f8", (2,)),  # mean of what radar plots are off, see `sargas.tracking.trust`
        ("doubt_m2", "f8", (6,)),  # covariance of that mean, of plots' own noise and of what radars' plots share
        ("doubt_looks", "f8"),
        ("distrust_s", "f8"),  # until then it takes no claims
        ("claim_s", "f8"),  # the last claim held against it ...
        ("claim_off_m", "f8"),
        ("claim_sigma_m", "f8"),
        ("claim_jump_mps", "f8"),
        ("claim_m", "f8", (2,)),  # ... and the last that it took, at claim_at_s
        ("rate_bin", "i2"),  # of RATES, of the range rate of the first plot; -1 none
        ("word", "u1"),  # of WORDS, and of LEVELS (-1 none), of the first plot ...
        ("level", "i1"),
        ("hint", "f4"),  # ... and the logarithm of what they are worth, see `sargas.tracking.features`
        ("strength_db", "f4"),  # mean of its echoes over those of targets that answer ...
        ("strength_plots", "f4"),  # ... of so many plots; 0: not known
        ("word_plots", "f4"),  # plots of radars that give warning codes; the parts of them that were said to be ...
        ("said_bird", "f4"),
        ("said_helicopter", "f4"),
        ("seed_sensor", "i2", (2,)),
        ("seed", "f8", (2, 3)),  # first two plots, of which the uid is made: time_s and the measurement
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
        ("claiming", "?"),  # it repeats what targets say of themselves
        ("declared", "?"),  # the interval was given and is not learned
        ("radar", "i8"),  # row in `look_s` and `seen_s`; -1: its silence says nothing
        ("interval_s", "f8"),
        ("jitter_s2", "f8"),  # mean square of what a look deviates from the interval
        ("oldest_s", "f8"),  # no look at any track that it sees was accounted for before
        ("watermark_s", "f8"),  # time up to which the sensor has reported; 0 before its first plot
        ("exposure", "f8"),  # turns that were counted in `clutter`, old ones forgotten
        ("clutter", "f4", (RINGS + 1, SECTORS)),  # plots that came to nothing
        ("hits", "f4", (2, RINGS, SECTORS)),  # plots of confirmed tracks that do not answer, and that do ...
        ("looks", "f4", (2, RINGS, SECTORS)),  # ... and the looks at them, up to each of these plots
        ("unsettled", "f4", (RINGS + 1, SECTORS)),  # plots of tentative tracks, of which nobody knows yet
        ("rates", "f8", (RATES,)),  # of those in `clutter` by range rate ...
        ("rated", "f8"),  # ... and the sum of them
        ("says", "?"),  # whether any plot had a warning code or an amplitude ...
        ("speaks", "?"),  # ... or a warning code
        ("words", "f4", (2, 2, WORDS)),  # of echoes and of replies: false plots and those of targets, by word ...
        ("worded", "f4", (2, 2)),  # ... and the sums of them
        ("levels", "f4", (2, LEVELS)),  # of echoes: false ones and those of targets, by level ...
        ("leveled", "f4", (2,)),  # ... and the sums of them
        ("loud", "f8", (2,)),  # mean level of the echoes of targets that answer, and how many these are
        ("turn_s", "f8"),  # when the present turn of a radar began
        ("plots", "f8", (2,)),  # in the present turn and in the one before
        # Echoes and replies, of these, the ones that began tentative tracks; of older turns, by and by forgotten.
        ("born", "f8", (2, 3)),
        # Of those begun in the turn before, the ones that found a second plot, by probability.
        ("proved", "f8", (2, 2)),
        ("speeds", "f8", (2, len(SPEEDS_MPS))),  # shares of SPEEDS_MPS among its targets: of echoes, of replies
        ("heights", "f8", (2,)),  # mean and variance of the heights that plots tell which nobody takes
        ("share", "f8"),  # of plots that nobody takes the part that are targets, before anything was learned
        ("detection_probability", "f8"),
        ("range_m", "f8"),
        ("sound_mps", "f8"),  # of what it hears; 0: it sees
        ("air_x_mps", "f8"),  # wind on the plane
        ("air_y_mps", "f8"),
        ("air_sigma", "f8"),  # part by which the speed of sound may be wrong
        ("wind_m2ps2", "f8"),  # variance of each component of wind
    ],
    align=True,
)
"""A sensor; in the order of the tracker's sensors."""

SHOT = np.dtype(
    [
        # What the gate asks first of every plot that may be a track's, in 64 bytes ...
        ("time_s", "f8"),
        ("x_m", "f8"),
        ("y_m", "f8"),
        ("address", "u8"),
        ("rxx", "f4"),  # covariance R of the position, square metres; of a DIRECTION its variance, rad^2
        ("rxy", "f4"),
        ("ryy", "f4"),
        ("late_s", "f4"),  # mean time that the sound was on its way to a node
        ("slant_m", "f4"),  # range of a polar plot that tells no height, see `sargas.tracking.slant`; else 0
        ("height_m", "f4"),
        ("height_m2", "f4"),
        ("kind", "u1"),
        ("height_source", "u1"),  # 0: no height
        ("claimed", "u1"),
        ("simulated", "?"),
        # ... then the rest.
        ("sensor", "i2"),
        ("mode_3a", "u2"),
        ("region", "i2"),  # of its radar, and where it is from there: distance over the ground, `turn_of` its azimuth
        ("word", "u1"),  # of WORDS
        ("emergency", "u1"),
        ("bias_range_m", "f4"),  # one sigma of the error that all plots of its radar share
        ("bias_azimuth_rad", "f4"),
        ("vx_mps", "f4"),
        ("vy_mps", "f4"),
        ("velocity_m2ps2", "f4"),  # variance of each component of velocity; 0: no velocity
        ("height_bias_m2", "f4"),
        ("pressure_altitude_m", "f4"),
        ("slant_m2", "f4"),  # its variance
        ("rate_mps", "f4"),  # range rate, in metres of the plane on the ground below
        ("rate_m2ps2", "f4"),  # its variance; 0: none
        ("elevation_rad", "f4"),  # of a DIRECTION
        ("elevation_rad2", "f4"),  # its variance; 0: none
        ("climb_mps", "f4"),  # that a report says
        ("climb_m2ps2", "f4"),  # its variance; 0: none
        ("level_db", "f4"),  # strength of the echo, see `sargas.tracking.features`; 0 none
        ("away_m", "f4"),
        ("turn", "f4"),
        ("first", "f8", (2,)),  # the measurement in the sensor's own terms, for the uid
        ("callsign", "u8"),
        ("serial", "i8"),  # counts plots as they came
        ("taker", "i8"),  # `origin` of the track that took it, -1 none yet
        ("cell", "i8"),  # of time, see `sargas.tracking.cells`
        ("bearing_rad", "f8"),  # of a DIRECTION: azimuth of the plane, from the sensor at (x_m, y_m)
    ],
    align=True,
)
"""A plot on the system plane."""


def taken(rows: Rows, order: Ints) -> Rows:
    """rows[order]; numpy's own copies structured rows field by field, thirty times slower."""
    return rows.take(order)


def duplicate(rows: Rows) -> Rows:
    """A copy, as one piece of memory."""
    return np.ascontiguousarray(rows).view(np.uint8).copy().view(rows.dtype)


def joined(parts: Sequence[Rows], dtype: np.dtype[Any]) -> Rows:
    """All parts, in order, as one."""
    whole = np.empty(sum(len(part) for part in parts), dtype)
    if len(whole):
        np.concatenate([np.ascontiguousarray(part).view(np.uint8) for part in parts], out=whole.view(np.uint8))
    return whole


def in_order(shots: Rows) -> Rows:
    """The plots by time and sensor; as they came where both are equal."""
    gap_s, step = np.diff(shots["time_s"]), np.diff(shots["sensor"])
    if np.all((gap_s > 0.0) | ((gap_s == 0.0) & (step >= 0))):
        return shots
    return taken(shots, np.lexsort((shots["serial"], shots["sensor"], shots["time_s"])))


def _wind_at(plane: SystemPlane, sensor: Sensor, settings: Settings) -> tuple[float, float]:
    """The wind at a sensor, on the plane."""
    if sensor.site is None:
        return settings.wind_east_mps, settings.wind_north_mps
    turn_rad = math.radians(float(plane.convergence_deg(sensor.site.lat_deg, sensor.site.lon_deg)))
    c, s = math.cos(turn_rad), math.sin(turn_rad)
    east, north = settings.wind_east_mps, settings.wind_north_mps
    return c * east - s * north, s * east + c * north


def stations_of(sensors: Sequence[Sensor], plane: SystemPlane, settings: Settings) -> Rows:
    """The sensors as rows of STATION."""
    stations = np.zeros(len(sensors), STATION)
    radars = 0
    for row, sensor in zip(stations, sensors, strict=True):
        reporting = sensor.kind in _REPORTING
        turning = sensor.kind in RADARS
        row["radar"] = radars if turning else -1
        radars += turning
        if sensor.site is not None:
            row["sited"], row["height_m"] = True, sensor.site.height_m
            row["x_m"], row["y_m"] = plane.plane_from_geodetic(sensor.site.lat_deg, sensor.site.lon_deg)
        row["reporting"], row["declared"] = reporting, sensor.interval_s is not None
        row["claiming"] = sensor.kind in _CLAIMING
        row["interval_s"] = sensor.interval_s or settings.interval_s
        row["jitter_s2"] = (0.1 * row["interval_s"]) ** 2
        usual = settings.reply_probability if reporting else settings.detection_probability
        stated = sensor.detection_probability
        row["detection_probability"] = min(max(usual if stated is None else stated, 0.01), 0.999)
        row["range_m"] = sensor.range_m or _REACH_M.get(sensor.kind, settings.range_m)
        if sensor.kind == "acoustic":
            row["sound_mps"] = speed_of_sound_mps(settings.air_temperature_k)
            # c goes with the root of the temperature.
            row["air_sigma"] = 0.5 * settings.air_temperature_sigma_k / settings.air_temperature_k
            row["wind_m2ps2"] = settings.wind_sigma_mps**2
            row["air_x_mps"], row["air_y_mps"] = _wind_at(plane, sensor, settings)
        row["heights"], row["speeds"] = HEIGHTS, USUAL
        row["share"] = settings.birth_share if turning else settings.birth_share_of_reports
    return stations
