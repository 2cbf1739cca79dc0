"""Classification: what a track probably is, from how it moves and who sees it; probable, never decided.

Rule: P(class | looks) of the stated prior, of the evidence of motion and of facts:
    ln P = ln prior + trust x evidence + facts      evidence <- exp(-dt / forget) evidence + ln P(look | class)
P(look | class) comes from the chains of `sargas.picture.levels` over the tables of `sargas.picture.classes`; a look is
the velocity relative to the wind, what it changed by since the last look, climb and height, each with its error.
Facts are not counted again with each look: they hold or they do not. What a target says of itself is a claim: all facts
together weigh at most `FACTS` against a class. "unknown" keeps what has not been looked at: exp(-looks).
Sources: forgetting: Kulhavy and Zarrop, Int. J. Control 58 (1993) 905; trust: temperature scaling, Guo et al., 2017.
"""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from sargas.model.columns import flag
from sargas.model.tracks import HAS, Tracks
from sargas.model.weather import Wind
from sargas.picture.classes import AIR_MPS, HABITS, JUDGED, shares
from sargas.picture.levels import CHAINS, CIRCLING_RADPS, LEVELS, Looks, Singles, advance, bounded, likelihood
from sargas.picture.settings import Settings
from sargas.picture.table import Memory, Rows
from sargas.sensing.wind import Air, Floats, air

GROUPS = {"remote_id": ("remote_id",), "acoustic": ("acoustic",), "secondary": ("ssr", "mode_s", "mlat")}
"""Kinds of sensors whose contribution is a fact, besides those of `sargas.picture.identity`."""
FACTS = 0.01
"""Least factor that all facts together give to a class."""
_LIKELY: dict[str, tuple[float, ...]] = {
    #            bird  ballo multi fixed light airli helic other
    "answers": (0.01, 0.02, 0.01, 0.03, 1.00, 1.00, 1.00, 0.30),
    "silent": (1.00, 1.00, 1.00, 1.00, 0.40, 0.10, 0.40, 0.80),
    "claims": (0.03, 0.10, 0.05, 0.10, 1.00, 1.00, 1.00, 0.50),
    "filed": (0.01, 0.03, 0.02, 0.05, 0.50, 1.00, 0.50, 0.30),
    "remote_id": (0.05, 0.05, 1.00, 0.40, 0.05, 0.02, 0.05, 0.20),
    "heard": (0.05, 0.05, 1.00, 1.00, 1.00, 0.50, 1.00, 0.50),
    # Drones are what radars that know birds take for birds, and rotors for a helicopter's.
    "said_bird": (1.00, 0.30, 0.60, 0.40, 0.05, 0.02, 0.05, 0.40),
    "said_helicopter": (0.05, 0.05, 0.30, 0.10, 0.20, 0.05, 1.00, 0.30),
}
"""How likely each fact is in each class, relative to the class in which it is most so."""
SAID = 0.3
"""Part of a track's plots from which on what the radar says of them is a fact."""
STRENGTH_SIGMA_DB, LEAST_STRENGTH = 4.0, 0.002
"""Of a mean over some plots, by aspect and the beam's shape; and what any strength has in any class, where the mean of
a class of sigma 1 dB has 1.
"""
LEVEL_PARTS = np.float32(65_000)
"""Probabilities of levels are remembered as whole parts of 1: half the memory, and memory is half the time."""
LEAST_EVIDENCE = np.float32(-10.0)
"""Evidence against a class is kept no further than this: what changes must be able to change its class again."""
_CHUNK = 512
"""Tracks at once: what stays in the processor's cache."""
_EARLIEST_S, _LATEST_S = 1.0, 10.0
"""A change of velocity is an acceleration between these; over longer a circle has closed."""
_SETTLED = 3.0
"""How many times as seldom a track well known is looked at."""
_FIRST_S = 4.0
"""What the first look at a track counts as."""
_LOOK_S = 8.0
"""A look that comes this long after the last is worth 1 - 1/e of one."""
_BORDERS_MPS = np.sqrt(np.array(AIR_MPS[1:]) * np.array(AIR_MPS[:-1]))
_SURE_MPS = 10.0
"""A velocity known no better than this is half a look."""


def due(tracks: Tracks, memory: Memory, settings: Settings) -> Rows:
    """Rows measured since they were looked at, not more often than the interval; a track well known, three times as
    seldom: its habits are settled, and a change of them lasts longer than that.
    """
    interval_s = settings.classification_interval_s * np.minimum(1.0 + memory.looks / 2, _SETTLED)
    return np.flatnonzero((tracks.number > 0) & (tracks.updated_s - memory.looked_s >= interval_s))


def classify(
    tracks: Tracks,
    memory: Memory,
    rows: Rows,
    winds: Sequence[Wind],
    time_s: float,
    latest_s: Mapping[str, Floats],
    settings: Settings,
) -> NDArray[np.bool_]:
    """Look at `rows`, each once, and remember their probabilities. Whether the likeliest class is another than the one
    that the track shows, (n,).

    `latest_s`: when a sensor of each group (asking, claiming, GROUPS) last contributed to each row, 0 for never.
    """
    for start in range(0, len(rows), _CHUNK):
        some = rows[start : start + _CHUNK]
        around = _air(tracks, some, winds, time_s, settings)
        _look(tracks, memory, some, around, settings)
        facts = _facts(
            tracks, some, {group: seen[start : start + _CHUNK] for group, seen in latest_s.items()}, settings
        )
        memory.judged[some] = _probabilities(memory, some, facts, settings)
    result: NDArray[np.bool_] = memory.judged[rows].argmax(axis=1) != tracks.classification[rows].argmax(axis=1)
    return result


def show(tracks: Tracks, memory: Memory, rows: Rows) -> None:
    """Write the remembered probabilities of rows that will be told of."""
    tracks.classification[rows] = memory.judged[rows]


def _air(tracks: Tracks, rows: Rows, winds: Sequence[Wind], time_s: float, settings: Settings) -> Air:
    high = flag(tracks.has[rows], HAS["height_m"])
    # Where the height is not known, most of what is slow is low.
    height_m = np.where(high, tracks.height_m[rows], settings.classification_ground_m + 300.0)
    around = air(
        winds, time_s, tracks.lat_deg[rows], tracks.lon_deg[rows], height_m, height_m - settings.classification_ground_m
    )
    sigma_mps = np.where(high, around.sigma_mps, np.hypot(around.sigma_mps, 3.0))
    return around._replace(sigma_mps=sigma_mps)


def _single(values: Floats) -> Singles:
    return values.astype(np.float32)


def _looks(
    tracks: Tracks, memory: Memory, rows: Rows, cov: Floats, around: Air, dt_s: Floats, settings: Settings
) -> Looks:
    """What is seen of each row, with its error; `cov`: their covariance, (n, 21)."""
    ee, en, nn = cov[:, 15], cov[:, 16], cov[:, 18]
    east, north = tracks.east_mps[rows], tracks.north_mps[rows]
    air_east, air_north = east - around.east_mps, north - around.north_mps
    speed = np.hypot(air_east, air_north)
    c, s = _direction(air_east, air_north, speed)
    radial = c * c * ee + 2 * c * s * en + s * s * nn

    was = memory.looked_mps[rows].astype(np.float64)
    change_east, change_north = east - was[:, 0], north - was[:, 1]
    path_east, path_north = air_east + was[:, 0] - around.east_mps, air_north + was[:, 1] - around.north_mps
    path = np.hypot(path_east, path_north)
    c, s = _direction(path_east, path_north, path)
    turned = (memory.looks[rows] > 0) & (dt_s >= _EARLIEST_S) & (dt_s <= _LATEST_S)
    span_s = np.where(turned, dt_s, 1.0)
    along = c * c * ee + 2 * c * s * en + s * s * nn
    across = s * s * ee - 2 * c * s * en + c * c * nn
    unseen = np.where(turned, 0.0, np.inf)
    half_turn = CIRCLING_RADPS / 2 * span_s
    chord = np.sin(half_turn) / half_turn

    has = tracks.has[rows]
    high = np.where(flag(has, HAS["height_m"]), 0.0, np.inf)
    climbing = np.where(flag(has, HAS["up_mps"]), 0.0, np.inf)
    ground_variance = settings.classification_ground_sigma_m**2
    return Looks(
        speed_mps=_single(speed),
        speed_variance=_single(radial),
        along_mps2=_single((c * change_east + s * change_north) / span_s),
        along_variance=_single((along + was[:, 2]) / span_s**2 + unseen),
        across_mps2=_single((c * change_north - s * change_east) / span_s),
        across_variance=_single((across + was[:, 2]) / span_s**2 + unseen),
        climb_mps=_single(tracks.up_mps[rows]),
        climb_variance=_single(cov[:, 20] + climbing),
        height_m=_single(tracks.height_m[rows] - settings.classification_ground_m),
        height_variance=_single(cov[:, 11] + ground_variance + high),
        path_mps=_single(path / 2 * chord),
    )


def _direction(east: Floats, north: Floats, length: Floats) -> tuple[Floats, Floats]:
    """Unit vector; east where there is no direction."""
    still = length < 1e-6
    return np.where(still, 1.0, east / np.where(still, 1.0, length)), np.where(still, 0.0, north / (length + 1e-30))


def _look(tracks: Tracks, memory: Memory, rows: Rows, around: Air, settings: Settings) -> None:
    """One look at each row: its chains, its evidence and what the next look will need."""
    first = memory.looks[rows] == 0
    dt_s = np.where(first, _FIRST_S, tracks.updated_s[rows] - memory.looked_s[rows])
    cov = tracks.covariance[rows]
    looks = _looks(tracks, memory, rows, cov, around, dt_s, settings)
    # The table for the error of the wind that is nearest by ratio.
    nearest = np.searchsorted(_BORDERS_MPS, around.sigma_mps)
    table = np.take(shares(), nearest, axis=2)
    shape = (LEVELS, len(JUDGED), len(rows))
    belief = memory.levels[rows].T.astype(np.float32, order="C").reshape(shape)
    belief /= LEVEL_PARTS
    if first.any():
        belief[:, :, first] = table[:, :, first]
    single_s = _single(dt_s)
    said = advance(belief, table, likelihood(looks, single_s), single_s)
    kept = np.exp(-dt_s / settings.classification_forget_s)
    belief *= LEVEL_PARTS
    belief += np.float32(0.5)
    memory.levels[rows] = belief.reshape(-1, len(rows)).astype(np.uint16).T
    evidence = _single(kept) * memory.evidence[rows].T.reshape(said.shape) + said
    evidence = np.maximum(evidence - evidence.max(axis=1, keepdims=True), LEAST_EVIDENCE)
    memory.evidence[rows] = evidence.reshape(-1, len(rows)).T
    quality = 1.0 / (1.0 + looks.speed_variance / _SURE_MPS**2)
    memory.looks[rows] = kept * memory.looks[rows] + (1.0 - np.exp(-dt_s / _LOOK_S)) * quality
    memory.looked_s[rows] = tracks.updated_s[rows]
    memory.looked_mps[rows] = np.stack(
        [tracks.east_mps[rows], tracks.north_mps[rows], (cov[:, 15] + cov[:, 18]) / 2], axis=1
    )


def _facts(tracks: Tracks, rows: Rows, latest_s: Mapping[str, Floats], settings: Settings) -> Floats:
    """ln of what the facts weigh, (n, classes), bounded."""
    time_s, has = tracks.updated_s[rows], tracks.has[rows]
    recent = {
        group: (seen_s > 0) & (time_s - seen_s <= settings.classification_fact_s) for group, seen_s in latest_s.items()
    }
    # A code that names nobody is a transponder all the same; 0000 is what a garbled reply reads.
    coded = flag(has, HAS["mode_s"]) | (flag(has, HAS["mode_3a"]) & (tracks.mode_3a[rows] != 0))
    answers = coded & recent["asking"]
    holds = {
        "answers": answers,
        # An echo alone, from a radar that also asks.
        "silent": ~coded & recent["secondary"] & ~recent["claiming"],
        "claims": ~answers & (coded | (recent["claiming"] & ~recent["remote_id"])),
        "filed": flag(has, HAS["flight_plan"]),
        "remote_id": recent["remote_id"],
        "heard": recent["acoustic"],
        "said_bird": tracks.said_bird[rows] > SAID,
        "said_helicopter": tracks.said_helicopter[rows] > SAID,
    }
    total = np.zeros((len(rows), len(JUDGED)))
    for name, held in holds.items():
        if held.any():
            total += np.where(held[:, None], np.log(_LIKELY[name]), 0.0)
    strong = flag(has, HAS["strength_db"])
    if strong.any():
        total += np.where(strong[:, None], _log_strength(tracks.strength_db[rows].astype(np.float64)), 0.0)
    if total.any():
        total -= total.max(axis=1, keepdims=True)
    return np.maximum(total, np.log(FACTS))


def _log_strength(strength_db: Floats) -> Floats:
    """ln of the density of a strength in each class, (n, classes). A part of each class echoes as it likes."""
    mean, sigma = np.array([HABITS[name].strength_db for name in JUDGED]).T
    off = (strength_db[:, None] - mean) / np.hypot(sigma, STRENGTH_SIGMA_DB)
    result: Floats = np.log(np.exp(-0.5 * off * off) / np.hypot(sigma, STRENGTH_SIGMA_DB) + LEAST_STRENGTH)
    return result


def _probabilities(memory: Memory, rows: Rows, facts: Floats, settings: Settings) -> Floats:
    """Of unknown and of each class, (n, 1 + classes), summing to 1."""
    prior = np.array(msgspec.structs.astuple(settings.classification_prior))
    evidence = np.ascontiguousarray(memory.evidence[rows].T).reshape(len(CHAINS), len(JUDGED), len(rows))
    log = np.log(prior / prior.sum()) + settings.classification_trust * bounded(evidence).T + facts
    weight = np.exp(log - log.max(axis=1, keepdims=True))
    unknown = np.exp(-memory.looks[rows].astype(np.float64))[:, None]
    return np.concatenate([unknown, (1.0 - unknown) * weight / weight.sum(axis=1, keepdims=True)], axis=1)
