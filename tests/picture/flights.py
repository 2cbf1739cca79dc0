"""Made flights of every class, as a tracker would show them: the independent answer for the classification.

Nothing here knows the tables that it tests. A flight is flown: legs with a wanted airspeed, turn and climb, reached
with limited acceleration, in a wind that grows with height; what is drawn is uniform or triangular, within limits that
makers, flight manuals and ornithologists give, where the tables are mixtures of normals. The track is what a filter
with lag makes of it: smoothed velocity, errors that last for some looks, and a covariance that is a little wrong.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.model.tracks import CONFIRMED, HAS, Tracks
from sargas.model.weather import Wind
from sargas.picture.classes import JUDGED
from sargas.picture.classification import GROUPS, classify, due, show
from sargas.picture.settings import ClassPrior, Settings
from sargas.picture.table import NO_KEY, Table

START_S = 1_753_660_800.0
LAT_DEG, LON_DEG = 54.7, 25.3
GROUND_M = 130.0

Range = tuple[float, float]


class Leg(NamedTuple):
    """A way to fly for a while."""

    share: float
    airspeed_mps: tuple[float, float, float]
    """Least, most common, most."""
    turn_radps: Range
    """To either side."""
    climb_mps: Range
    lasts_s: Range


class Style(NamedTuple):
    """One kind of flight within a class."""

    name: str
    share: float
    height_m: Range
    acceleration_mps2: float
    legs: tuple[Leg, ...]


STRAIGHT, STANDARD_RATE = (0.0, 0.004), (0.03, 0.055)
STYLES = (
    Style("bird", 0.4, (50, 1500), 2, (Leg(1, (8, 13, 22), (0, 0.01), (-0.7, 0.7), (30, 120)),)),
    Style("bird", 0.4, (20, 300), 3, (Leg(1, (4, 9, 15), (0, 0.25), (-1.2, 1.2), (5, 30)),)),
    Style("bird", 0.2, (50, 1000), 2, (
        Leg(0.6, (8, 10, 13), (0.25, 0.5), (0.3, 3), (30, 150)),
        Leg(0.4, (10, 14, 18), (0, 0.02), (-2, -0.4), (20, 90)),
    )),
    Style("balloon", 0.35, (200, 6000), 0.5, (Leg(1, (0, 0.2, 1), (0, 0.05), (2, 6), (60, 300)),)),
    Style("balloon", 0.45, (300, 5000), 0.5, (Leg(1, (0, 0.2, 1), (0, 0.05), (-0.5, 0.5), (60, 300)),)),
    Style("balloon", 0.20, (100, 4000), 0.5, (Leg(1, (0, 0.2, 1), (0, 0.05), (-6, -1), (60, 300)),)),
    Style("multirotor", 0.9, (20, 160), 3, (
        Leg(0.35, (0, 0.1, 0.5), (0, 0.3), (-0.2, 0.2), (10, 90)),
        Leg(0.30, (2, 5, 10), (0, 0.2), (-2, 3), (10, 60)),
        Leg(0.35, (8, 14, 21), (0, 0.02), (-1, 1), (15, 90)),
    )),
    Style("multirotor", 0.1, (20, 400), 8, (Leg(1, (12, 25, 42), (0, 0.4), (-4, 5), (4, 30)),)),
    Style("fixed_wing_drone", 0.35, (100, 1200), 1.5, (
        Leg(0.5, (15, 22, 33), STRAIGHT, (-1, 1), (30, 120)),
        Leg(0.5, (15, 20, 30), (0.04, 0.15), (-0.5, 0.5), (40, 200)),
    )),
    Style("fixed_wing_drone", 0.57, (50, 3000), 1.5, (
        Leg(0.85, (36, 43, 54), STRAIGHT, (-1, 1), (40, 200)),
        Leg(0.15, (36, 43, 54), (0.02, 0.1), (-3, 3), (10, 40)),
    )),
    Style("fixed_wing_drone", 0.08, (100, 3000), 3, (Leg(1, (70, 100, 150), (0, 0.02), (-3, 3), (30, 200)),)),
    Style("light_aircraft", 0.25, (250, 2500), 1.5, (
        Leg(0.5, (23, 26, 32), (0.2, 0.35), (0.3, 4), (60, 300)),
        Leg(0.5, (26, 32, 46), (0, 0.02), (-2.5, -0.5), (30, 200)),
    )),
    Style("light_aircraft", 0.55, (150, 1800), 1.5, (
        Leg(0.8, (38, 52, 72), STRAIGHT, (-2, 2), (40, 200)),
        Leg(0.2, (35, 45, 65), STANDARD_RATE, (-4, 4), (15, 60)),
    )),
    Style("light_aircraft", 0.2, (600, 5000), 1.5, (
        Leg(0.85, (62, 80, 110), STRAIGHT, (-3, 3), (60, 200)),
        Leg(0.15, (60, 70, 90), STANDARD_RATE, (-6, 6), (15, 60)),
    )),
    Style("airliner", 0.55, (8500, 12200), 1, (Leg(1, (195, 228, 255), (0, 0.001), (-0.3, 0.3), (100, 300)),)),
    Style("airliner", 0.3, (1500, 8000), 1, (
        Leg(0.4, (100, 150, 210), (0, 0.003), (4, 14), (60, 200)),
        Leg(0.4, (100, 150, 210), (0, 0.003), (-12, -4), (60, 200)),
        Leg(0.2, (90, 120, 160), (0.01, 0.03), (-3, 3), (15, 60)),
    )),
    Style("airliner", 0.15, (100, 1500), 1, (
        Leg(0.75, (62, 74, 95), (0, 0.003), (-5, -2.5), (60, 200)),
        Leg(0.25, (70, 85, 110), (0.02, 0.05), (-4, 1), (15, 60)),
    )),
    Style("helicopter", 0.75, (60, 600), 2, (
        Leg(0.8, (40, 60, 78), (0, 0.02), (-2, 2), (40, 200)),
        Leg(0.2, (20, 40, 60), (0.05, 0.15), (-4, 4), (10, 40)),
    )),
    Style("helicopter", 0.25, (30, 500), 2, (
        Leg(0.4, (0, 1, 5), (0, 0.2), (-1, 1), (20, 120)),
        Leg(0.6, (5, 25, 50), (0, 0.1), (-3, 3), (20, 90)),
    )),
    Style("other", 0.25, (200, 12000), 8, (
        Leg(0.6, (150, 230, 400), (0, 0.01), (-10, 10), (20, 100)),
        Leg(0.4, (150, 220, 350), (0.03, 0.1), (-60, 60), (10, 40)),
    )),
    Style("other", 0.25, (0, 10), 3, (Leg(1, (0, 15, 36), (0, 0.1), (-0.5, 0.5), (10, 60)),)),
    Style("other", 0.15, (200, 2000), 1, (Leg(1, (8, 10, 12), (0.05, 0.4), (-1.5, 3), (20, 100)),)),
    Style("other", 0.35, (0, 200), 15, (Leg(1, (0, 5, 30), (0.3, 1.5), (-3, 3), (2, 6)),)),
)  # fmt: skip


class Flights(NamedTuple):
    """`kind` (N,): index into JUDGED. `looks`: Tracks of those that were just measured, one a second."""

    kind: NDArray[np.int64]
    looks: Iterator[tuple[float, Tracks]]


def triangular(quantile: NDArray[np.float64], low: object, mode: object, high: object) -> NDArray[np.float64]:
    """Inverse of the triangular distribution function."""
    low, mode, high = (np.asarray(v, np.float64) for v in (low, mode, high))
    split = (mode - low) / (high - low)
    rising = low + np.sqrt(quantile * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - quantile) * (high - low) * (high - mode))
    return np.where(quantile < split, rising, falling)


def fly(
    rng: np.random.Generator,
    n: int,
    last_s: int,
    prior: ClassPrior = ClassPrior(),  # noqa: B008 (immutable)
    *,
    heights: float = 0.6,
    style: int = -1,
    wind_mps: tuple[float, float] | None = None,
) -> Flights:
    """N flights of `last_s` seconds, classes drawn from `prior`; a share `heights` shows its height. `style`: index of
    the only one flown. `wind_mps`: toward east and north, the same for all; else each flight has its own.
    """
    wanted = np.array([getattr(prior, s.name) * s.share for s in STYLES])
    styles = rng.choice(len(STYLES), n, p=wanted / wanted.sum()) if style < 0 else np.full(n, style)
    kind = np.array([JUDGED.index(STYLES[k].name) for k in styles])
    most = max(len(s.legs) for s in STYLES)
    legs = np.array([[_numbers(s.legs[min(k, len(s.legs) - 1)]) for k in range(most)] for s in STYLES])
    for s, one in enumerate(STYLES):
        legs[s, len(one.legs) :, 0] = 0.0
    height_m = rng.uniform(*np.array([s.height_m for s in STYLES])[styles].T)
    limit = np.array([s.acceleration_mps2 for s in STYLES])[styles] * rng.uniform(0.5, 1.2, n)
    # Weibull of shape 2; stronger with height as a power law, to 25 m/s on average at 10 km.
    scale = np.minimum(5.5 * (np.maximum(height_m, 10.0) / 50.0) ** 0.28, 28.0)
    blows_mps, toward = scale * rng.weibull(2.0, n), rng.uniform(0, 2 * np.pi, n)
    winds = np.stack([blows_mps * np.sin(toward), blows_mps * np.cos(toward)], axis=1)
    if wind_mps is not None:
        winds[:] = wind_mps
    return Flights(kind, _looks(rng, last_s, legs[styles], height_m, limit, winds, heights))


def _numbers(leg: Leg) -> list[float]:
    return [leg.share, *leg.airspeed_mps, *leg.turn_radps, *leg.climb_mps, *leg.lasts_s]


def _looks(
    rng: np.random.Generator,
    last_s: int,
    legs: NDArray[np.float64],
    height_m: NDArray[np.float64],
    limit_mps2: NDArray[np.float64],
    winds: NDArray[np.float64],
    heights: float,
) -> Iterator[tuple[float, Tracks]]:
    n = len(legs)
    habit = rng.uniform(size=n)
    period_s, phase_s = rng.choice([2, 4, 5, 10], n, p=[0.1, 0.5, 0.2, 0.2]), rng.integers(0, 10, n)
    lag_s, sigma_mps = rng.uniform(2, 7, n), np.exp(rng.uniform(np.log(0.6), np.log(4.0), n))
    told_mps, memory_s = sigma_mps * rng.uniform(0.8, 1.4, n), rng.uniform(4, 12, n)
    high, sigma_m, sigma_up = rng.uniform(size=n) < heights, np.exp(rng.uniform(3, 5.3, n)), rng.uniform(0.3, 1.5, n)
    bias_m = sigma_m * rng.normal(size=n)
    heading, left_s = rng.uniform(0, 2 * np.pi, n), np.zeros(n)
    airspeed = turn = climb = wanted = np.zeros(n)
    shown, error, gust = np.zeros((n, 2)), sigma_mps[:, None] * rng.normal(size=(n, 2)), np.zeros((n, 2))
    place = rng.uniform(-0.3, 0.3, (n, 2))
    for second in range(last_s):
        new = left_s <= 0
        which = (np.cumsum(legs[:, :, 0], axis=1) < rng.uniform(size=(n, 1))).sum(axis=1).clip(0, legs.shape[1] - 1)
        leg = legs[np.arange(n), which]
        quantile = np.clip(habit + 0.1 * rng.normal(size=n), 0.0, 1.0)
        wanted = np.where(new, triangular(quantile, leg[:, 1], leg[:, 2], leg[:, 3]), wanted)
        turn = np.where(new, rng.uniform(leg[:, 4], leg[:, 5]) * rng.choice([-1, 1], n), turn)
        climb = np.where(new, rng.uniform(leg[:, 6], leg[:, 7]), climb)
        left_s = np.where(new, rng.uniform(leg[:, 8], leg[:, 9]), left_s - 1)
        airspeed = wanted if second == 0 else airspeed + np.clip(wanted - airspeed, -limit_mps2, limit_mps2)
        heading = heading + turn
        height_m = np.maximum(height_m + climb, 0.0)
        gust = 0.9 * gust + 0.3 * rng.normal(size=(n, 2))
        velocity = airspeed[:, None] * np.stack([np.sin(heading), np.cos(heading)], axis=1) + winds + gust
        place = place + velocity / (111_200.0 * np.array([0.578, 1.0]))
        shown = velocity if second == 0 else shown + (velocity - shown) / lag_s[:, None]
        keep = np.exp(-1 / memory_s)[:, None]
        error = keep * error + np.sqrt(1 - keep**2) * sigma_mps[:, None] * rng.normal(size=(n, 2))
        seen = np.flatnonzero((second + phase_s) % period_s == 0)
        tracks = Tracks.empty(len(seen))
        tracks.number[:] = seen + 1
        for name in ("time_s", "updated_s"):
            getattr(tracks, name)[:] = START_S + second
        tracks.status[:] = CONFIRMED
        tracks.lon_deg[:], tracks.lat_deg[:] = LON_DEG + place[seen, 0], LAT_DEG + place[seen, 1]
        tracks.east_mps[:], tracks.north_mps[:] = (shown + error)[seen].T
        tracks.covariance[:, [15, 18]] = (told_mps[seen] ** 2)[:, None]
        up_mps = climb[seen] + sigma_up[seen] * rng.normal(size=len(seen))
        known = high[seen]
        tracks.has[:] = np.where(known, HAS["height_m"] | HAS["up_mps"], 0)
        measured_m = GROUND_M + height_m[seen] + bias_m[seen] + 0.3 * sigma_m[seen] * rng.normal(size=len(seen))
        tracks.height_m[:], tracks.up_mps[:] = np.where(known, measured_m, 0), np.where(known, up_mps, 0)
        tracks.covariance[:, 11] = np.where(known, sigma_m[seen] ** 2, 0)
        tracks.covariance[:, 20] = np.where(known, sigma_up[seen] ** 2, 0)
        yield START_S + second, tracks


def reports(east_mps: float, north_mps: float) -> tuple[Wind, ...]:
    """The same wind reported at every height over the place of the flights."""
    return tuple(
        Wind(START_S, LAT_DEG, LON_DEG, float(h), east_mps, north_mps)
        for h in (150, 500, 1000, 2000, 4000, 7000, 11000)
    )


def judged(
    looks: Iterator[tuple[float, Tracks]],
    n: int,
    *,
    winds: Sequence[Wind] = (),
    settings: Settings | None = None,
    every_s: float = 2.0,
) -> Iterator[tuple[float, NDArray[np.float64], NDArray[np.int64]]]:
    """(time, probabilities (N, 9) so far, rows that were looked at) every `every_s`, from looks alone."""
    settings, table, next_s = settings or Settings(), Table(), 0.0
    table.add(np.arange(1, n + 1), np.full(n, NO_KEY))
    for time_s, tracks in looks:
        rows = table.rows_of(tracks.number)
        for name, column in table.tracks.arrays().items():
            if name != "classification":
                column[rows] = getattr(tracks, name)
        if time_s >= next_s:
            next_s = time_s + every_s
            seen = due(table.tracks, table.memory, settings)
            never = {group: np.zeros(len(seen)) for group in ("asking", "claiming", *GROUPS)}
            classify(table.tracks, table.memory, seen, winds, time_s, never, settings)
            show(table.tracks, table.memory, seen)
            yield time_s, table.tracks.classification[:n].astype(np.float64), seen


def reliability(kind: NDArray[np.int64], shown: NDArray[np.float64]) -> list[tuple[int, float, float]]:
    """Per decile of what was said of any class, unknown left out: (how many, said on average, how often it was so)."""
    said = shown[:, 1:] / shown[:, 1:].sum(axis=1, keepdims=True)
    was = np.arange(said.shape[1]) == kind[:, None]
    decile = np.minimum((said * 10).astype(np.int64), 9)
    inside = [decile == k for k in range(10)]
    return [(int(some.sum()), float(said[some].mean()), float(was[some].mean())) for some in inside if some.any()]
