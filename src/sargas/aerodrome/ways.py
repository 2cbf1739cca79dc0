"""Ways: possible courses of one object over the next hours, as places at fixed times.

Each of POINTS equally probable ways goes through the places of its own quantile at every time. What drifts is carried
by the air: the wind that was heard, along the mean way, and what it is wrong by, which is known now (the object's own
velocity less the wind here) and is forgotten with the time that winds last (an Ornstein-Uhlenbeck process):

    v(t) = w(p(t), t) + e(t),   E e(t) = e(0) r,   r = exp(-t / tau)
    C(t) = P_pp + 2 A P_pv + A^2 P_vv + s^2 tau^2 (2 t / tau - 3 + 4 r - r^2),   A = tau (1 - r)

P the covariance of place and velocity, s the wind's error on each axis, C that of the place after t (Gillespie, *Phys.
Rev. E* 54 (1996) 2084, eq. 2.12, of a velocity whose beginning is known). Where no wind was heard the mean keeps the
object's own velocity and A = t. What flies goes on as `sargas.motion` has it: `on_course` alone asks there.
What hovers or circles stays about where it is. Height: the climb dies away (`CLIMB_KEEPS_S`) and the level wanders.
"""

import math
from collections.abc import Callable, Sequence
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.aerodrome.settings import Settings
from sargas.geo.wgs84 import MERIDIAN_M_PER_DEG, METRES_PER_DEG
from sargas.model.tracks import FOUR, Tracks
from sargas.model.weather import Wind
from sargas.motion import SHIPPED, going_of
from sargas.motion import Settings as Motion
from sargas.motion import ways as flown
from sargas.motion.going import LATTICE, POINTS
from sargas.sensing.wind import NEAR_MPS, Air, air, usual_mps

Floats = NDArray[np.float64]

STEPS_S = ((600.0, 30.0), (1_800.0, 60.0), (3_600.0, 120.0), (86_400.0, 300.0))
"""(up to so long ahead, so long is a step)."""
WIND_STEP_S = 1_200.0
"""The wind is asked for anew after this time on the mean way."""
WANDERS_S = 1_800.0
"""What a course does in this time is foreseen; later it is as far off as then."""
KNOT = 10
"""A course is asked for at each of so many times, and straight between: it bends by wandering alone."""
HEIGHTS_M = np.arange(500.0, 6_001.0, 500.0)
"""Above the aerodrome: at one of these a balloon of unknown height is, as the wind there and what is usual have it."""
USUAL_M, USUAL_SIGMA_M = 3_000.0, 1_500.0
"""Heights at which balloons were reported in 2025: some 3 to 4 km; with an error of our own choice."""
HEARD = 0.6
"""A wind was heard where its error is less than this part of what is usual without."""
CLIMB_KEEPS_S = {True: 900.0, False: 60.0}
"""How long a climb goes on: of what drifts, and of what flies."""
LEVEL_WANDERS = {True: 8.0, False: 5.0}
"""How the level wanders, in metres for the root of a second: 480 m and 300 m in an hour (judgement)."""
UNKNOWN_CLIMB_MPS = {True: 2.0, False: 1.0}
"""One sigma of a climb that was not measured."""
GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0
LEVELS = np.array([NormalDist().inv_cdf((0.5 + k * GOLDEN) % 1.0) for k in range(1, POINTS + 1)])
"""(POINTS,): quantiles of height, in an order that has nothing to do with the places'."""


class Ways(NamedTuple):
    """T times, N ways. `weight` sums to 1."""

    times_s: Floats
    lat_deg: Floats
    """(T, N)."""
    lon_deg: Floats
    weight: Floats
    """(N,)."""
    stays: NDArray[np.bool_]
    """(N,): when it leaves cannot be told."""
    climb_m: Floats
    """(T, N): what each has climbed on the mean ..."""
    climb_sigma_m: Floats
    """... and its one-sigma error."""
    level: Floats
    """(N,): the quantile of height of each, a standard normal number."""


def times_s(horizon_s: float) -> Floats:
    """The times at which ways are looked at, from 0 to the horizon."""
    made, at = [0.0], 0.0
    for until_s, step_s in STEPS_S:
        while at < min(until_s, horizon_s) - 1e-6:
            at = min(at + step_s, horizon_s)
            made.append(at)
    return np.array(made)


def ways(
    tracks: Tracks,
    balloon: float,
    circles: float,
    winds: Sequence[Wind],
    settings: Settings,
    age_s: float = 0.0,
    motion: Motion = SHIPPED,
) -> tuple[Ways, str]:
    """(the ways of the one row of `tracks` from `age_s` after its time on, what they rest on).

    `balloon`: how probably it is one; `circles`: how probably, if it is none, it stays about where it is.
    """
    ahead_s = times_s(settings.horizon_s)
    at_s = age_s + ahead_s
    parts: list[tuple[Floats, Floats, float, bool, bool]] = []
    words = []
    if balloon > 0.0:
        (lat, lon), said = carried(tracks, at_s, winds, settings)
        parts.append((lat, lon, balloon, False, True))
        words.append(said)
    if balloon < 1.0 and circles < 1.0:
        parts.append((*on_course(tracks, at_s, motion), (1.0 - balloon) * (1.0 - circles), False, False))
        words.append("its own course, which wanders")
    if balloon < 1.0 and circles > 0.0:
        parts.append((*staying(tracks, at_s, settings), (1.0 - balloon) * circles, True, False))
        words.append("it may stay about where it is" if circles < 1.0 else "it stays about where it is")
    climbs = [_climb_m(tracks, at_s, part[4]) for part in parts]
    made = Ways(
        ahead_s,
        np.concatenate([part[0] for part in parts], axis=1),
        np.concatenate([part[1] for part in parts], axis=1),
        np.concatenate([np.full(POINTS, part[2] / POINTS) for part in parts]),
        np.concatenate([np.full(POINTS, part[3]) for part in parts]),
        np.concatenate([climb for climb, _ in climbs], axis=1),
        np.concatenate([sigma for _, sigma in climbs], axis=1),
        np.tile(LEVELS, len(parts)),
    )
    return made, "; ".join(words)


def carried(
    tracks: Tracks, at_s: Floats, winds: Sequence[Wind], settings: Settings
) -> tuple[tuple[Floats, Floats], str]:
    """((lat_deg, lon_deg), each (T, POINTS), what the air is known by) of a balloon."""
    own = np.array([tracks.east_mps[0], tracks.north_mps[0]], np.float64)
    start_s, lat, lon = float(tracks.time_s[0]), float(tracks.lat_deg[0]), float(tracks.lon_deg[0])
    is_known = bool(tracks.given("height_m")[0])
    height_m = float(tracks.height_m[0]) if is_known else _fitting_m(own, winds, start_s, lat, lon, settings)
    above_m = np.array([max(height_m - settings.elevation.value_m, 0.0)])

    def wind_at(after_s: float, offset_m: Floats) -> tuple[Floats, float]:
        east = METRES_PER_DEG * math.cos(math.radians(lat))
        there = np.array([lat + offset_m[1] / MERIDIAN_M_PER_DEG]), np.array([lon + offset_m[0] / east])
        return _reported(air(winds, start_s + after_s, *there, np.array([height_m]), above_m), usual)

    usual = float(usual_mps(above_m)[0])
    here, error_mps = wind_at(0.0, np.zeros(2))
    heard = error_mps < HEARD * usual
    tau_s, sigma_mps = settings.wind_keeps_s, max(settings.wind_sigma_mps, error_mps if heard else 0.0)
    kept = np.exp(-at_s / tau_s)
    mean_m = own * at_s[:, None]
    reach_s = at_s
    if heard:
        reach_s = tau_s * (1.0 - kept)
        mean_m = _blown_m(at_s, here, wind_at, own - here, tau_s, usual) + (own - here) * reach_s[:, None]
    p = tracks.covariance[0][FOUR].astype(np.float64)
    grown_m2 = (sigma_mps * tau_s) ** 2 * np.maximum(2.0 * at_s / tau_s - 3.0 + 4.0 * kept - kept**2, 0.0)
    a, b = reach_s, reach_s**2
    ee = p[0, 0] + 2.0 * a * p[0, 2] + b * p[2, 2] + grown_m2
    nn = p[1, 1] + 2.0 * a * p[1, 3] + b * p[3, 3] + grown_m2
    en = p[0, 1] + a * (p[0, 3] + p[1, 2]) + b * p[2, 3]
    east = np.sqrt(np.maximum(ee, 1.0))
    across = en / east
    rest = np.sqrt(np.maximum(nn - across**2, 1.0))
    east_m = mean_m[:, :1] + east[:, None] * LATTICE[0]
    north_m = mean_m[:, 1:] + across[:, None] * LATTICE[0] + rest[:, None] * LATTICE[1]
    lat_deg, lon_deg = _placed(lat, lon, east_m, north_m)
    speed, toward = float(np.hypot(*here)), math.degrees(math.atan2(-here[0], -here[1])) % 360.0
    words = f"wind from {toward:.0f} degrees, {speed:.0f} m/s" if heard else "its own drift: no wind was heard"
    words += f", at {height_m:.0f} m, which its drift speaks for" if heard and not is_known else ""
    return (lat_deg, lon_deg), f"{words} (one sigma {sigma_mps:.0f} m/s)"


def _fitting_m(
    own: Floats, winds: Sequence[Wind], time_s: float, lat_deg: float, lon_deg: float, settings: Settings
) -> float:
    """The height that a drift and what is usual speak for most, of those at which a wind was heard."""
    height_m = settings.elevation.value_m + HEIGHTS_M
    many = len(HEIGHTS_M)
    found = air(winds, time_s, np.full(many, lat_deg), np.full(many, lon_deg), height_m, HEIGHTS_M)
    off = np.hypot(found.east_mps - own[0], found.north_mps - own[1])
    sigma_mps = np.maximum(found.sigma_mps, settings.wind_sigma_mps)
    against = (off / sigma_mps) ** 2 + 4.0 * np.log(sigma_mps) + ((HEIGHTS_M - USUAL_M) / USUAL_SIGMA_M) ** 2
    return float(height_m[against.argmin()])


def _reported(around: Air, usual: float) -> tuple[Floats, float]:
    """(the wind that reports speak of, its error): not drawn towards none by what is usual where they are few."""
    error_mps = float(around.sigma_mps[0])
    unknown = min(max((error_mps**2 - NEAR_MPS**2) / (usual**2 - NEAR_MPS**2), 0.0), 0.95)
    return np.array([around.east_mps[0], around.north_mps[0]]) / (1.0 - unknown), error_mps


def _blown_m(
    at_s: Floats,
    here: Floats,
    wind_at: Callable[[float, Floats], tuple[Floats, float]],
    off: Floats,
    tau_s: float,
    usual: float,
) -> Floats:
    """(T, 2): how far the wind that was heard carries it on its mean way."""
    before_s = np.arange(0.0, at_s[0], WIND_STEP_S)
    whole_s = np.concatenate([before_s, at_s]) if len(before_s) else at_s
    blown_m, wind, asked_s = np.zeros((len(whole_s), 2)), here, 0.0
    for k in range(1, len(whole_s)):
        from_s = float(whole_s[k - 1])
        if from_s - asked_s >= WIND_STEP_S - 1e-6:
            asked_s = from_s
            then, error_mps = wind_at(from_s, blown_m[k - 1] + off * tau_s * (1.0 - math.exp(-from_s / tau_s)))
            wind = then if error_mps < HEARD * usual else wind  # of which nothing more is known: it goes on
        blown_m[k] = blown_m[k - 1] + wind * (whole_s[k] - from_s)
    return blown_m[len(before_s) :]


def on_course(tracks: Tracks, at_s: Floats, motion: Motion) -> tuple[Floats, Floats]:
    """(lat_deg, lon_deg), each (T, POINTS), of what flies."""
    going = going_of(tracks, 0)
    knots = np.unique(np.append(np.arange(0, len(at_s), KNOT), len(at_s) - 1))
    found = []
    for after_s in at_s[knots].tolist():
        lat, lon, east_mps, north_mps = flown(going, motion, min(after_s, WANDERS_S))
        found.append(_placed(lat, lon, east_mps * after_s, north_mps * after_s))
    places = np.array(found)
    k = np.clip(np.searchsorted(at_s[knots], at_s, side="right") - 1, 0, len(knots) - 2)
    share = ((at_s - at_s[knots][k]) / np.diff(at_s[knots])[k])[:, None]
    lat_deg, lon_deg = (places[k, axis] + share * (places[k + 1, axis] - places[k, axis]) for axis in (0, 1))
    return lat_deg, lon_deg


def staying(tracks: Tracks, at_s: Floats, settings: Settings) -> tuple[Floats, Floats]:
    """The same of what hovers or circles."""
    ee, en, nn = (float(tracks.covariance[0, k]) for k in (0, 1, 6))
    spread_m2 = np.minimum(at_s / 60.0, 1.0) * settings.circling_m**2
    east = np.sqrt(ee + spread_m2 + 1.0)
    across = en / east
    rest = np.sqrt(np.maximum(nn + spread_m2 - across**2, 1.0))
    east_m = east[:, None] * LATTICE[0]
    north_m = across[:, None] * LATTICE[0] + rest[:, None] * LATTICE[1]
    return _placed(tracks.lat_deg[0], tracks.lon_deg[0], east_m, north_m)


def _placed(lat_deg: Any, lon_deg: Any, east_m: Floats, north_m: Floats) -> tuple[Floats, Floats]:
    """Places so far from others: to some metres at 40 km, which no forecast is worth."""
    lat = np.clip(lat_deg + north_m / MERIDIAN_M_PER_DEG, -89.0, 89.0)
    lon = lon_deg + east_m / (METRES_PER_DEG * np.cos(np.radians((lat + lat_deg) / 2.0)))
    return lat, np.clip(lon, -180.0, 180.0)


def _climb_m(tracks: Tracks, at_s: Floats, drifts: bool) -> tuple[Floats, Floats]:
    """(what it has climbed, its one-sigma error), each (T, POINTS)."""
    keeps_s = CLIMB_KEEPS_S[drifts]
    reach_s = keeps_s * (1.0 - np.exp(-at_s / keeps_s))
    known = bool(tracks.given("up_mps")[0])
    up_mps = float(tracks.up_mps[0]) if known else 0.0
    sigma_mps = math.sqrt(max(float(tracks.covariance[0, 20]), 0.0)) if known else UNKNOWN_CLIMB_MPS[drifts]
    sigma_m = np.sqrt((sigma_mps * reach_s) ** 2 + LEVEL_WANDERS[drifts] ** 2 * at_s)
    shape = (len(at_s), POINTS)
    return np.broadcast_to((up_mps * reach_s)[:, None], shape), np.broadcast_to(sigma_m[:, None], shape)
