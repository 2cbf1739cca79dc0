"""Outlook: one object against the volumes of one aerodrome, now and on each of its ways, and when it is outside.

Now: the whole covariance against the true outline, and the height against the limits (`sargas.incursion`).
Then: the share of the ways that are inside. A way is above a limit where its quantile of height is: what the height is
wrong by now, and what the climb may become, together. Where no height is known every way that is within the outline may
be inside; its probability is then that of a height that is not known.

A way is clear from halfway between the last time at which it is inside and the next. One that is inside and of which
cannot be told when it leaves, or that is inside at the horizon still, is never.
"""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.aerodrome.volumes import Charted
from sargas.aerodrome.ways import Ways
from sargas.incursion import Settings as IncursionSettings
from sargas.incursion.heights import WORDS, Air, Bands, bands, limits_of, over, within
from sargas.incursion.presence import presence
from sargas.model.aerodrome import ClearBy, Inside
from sargas.model.height import Height
from sargas.model.tracks import Tracks

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

AHEAD_S = (300.0, 600.0, 1_200.0, 1_800.0, 3_600.0)
"""How far ahead is told."""
HOUR_S = 3_600.0


class Outlook(NamedTuple):
    """Of one object; V volumes, A times of AHEAD_S, B height bands."""

    inside: tuple[Inside, ...]
    """Now."""
    ahead_probability: Floats
    """(V, A)."""
    ahead_bands: Floats
    """(V, A, B): of being inside and in a band; 0 where no height is known."""
    height_known: bool
    times_s: Floats
    """(T,) of the ways."""
    way_exit_s: Floats
    """(N,): when each way is clear, seconds from now; inf where that cannot be told."""
    way_weight: Floats
    hour_probability: float
    """Of being inside any volume at some time within the hour."""
    lead_probability: Floats
    """(T,): of having been inside any volume by then."""

    @property
    def now_probability(self) -> float:
        """The highest of the volumes; where no height is known, whatever the height: it may be."""
        return max((self.surely(one) for one in self.inside), default=0.0)

    def surely(self, one: Inside) -> float:
        """What is judged by: a height that is not known excludes nothing."""
        return one.probability if self.height_known else one.outline_probability

    def by(self, after_s: float) -> float:
        """Probability of having been inside any volume within a time from now on."""
        k = int(np.searchsorted(self.times_s, after_s, side="right")) - 1
        return float(self.lead_probability[max(k, 0)])


def outlook(
    of: Charted, tracks: Tracks, ways: Ways, air: Air, settings: IncursionSettings, lost: bool = False
) -> Outlook:
    """The one row of `tracks` against the volumes of an aerodrome; where it is `lost`, now too is by its ways."""
    edges_m = of.settings.bands_m
    known = bool(tracks.given("height_m")[0])
    ahead = np.searchsorted(ways.times_s, AHEAD_S)
    ahead = np.minimum(ahead, len(ways.times_s) - 1)
    in_band = _bands(edges_m, tracks, ways, air, settings, ahead) if known else None
    made, probabilities = [], np.zeros((len(of.parts), len(AHEAD_S)))
    by_band = np.zeros((len(of.parts), len(AHEAD_S), len(edges_m) + 1))
    anywhere = np.zeros(ways.lat_deg.shape, np.bool_)
    there, heights = now(of, tracks, air, settings)
    for v, part in enumerate(of.parts):
        height = float(heights.probability[v])
        within = part.region.contains(ways.lat_deg, ways.lon_deg)
        outline = float(within[0] @ ways.weight) if lost else float(there[v])
        shares = tuple((outline * _band_shares(part.zone, edges_m, tracks, air, settings)).tolist()) if known else ()
        made.append(Inside(part.zone.name, outline * height, outline, shares, WORDS[heights.words[v]]))
        share = 1.0
        if known:
            within &= _between(part.zone.floor, part.zone.ceiling, tracks, ways, air, settings)
        else:
            share = height
        anywhere |= within
        probabilities[v] = np.minimum(share * (within[ahead] @ ways.weight), 1.0)
        if in_band is not None:
            by_band[v] = np.minimum(np.einsum("an,abn,n->ab", within[ahead], in_band, ways.weight), 1.0)
    seen = np.logical_or.accumulate(anywhere, axis=0)
    met = np.minimum(seen @ ways.weight, 1.0)
    exit_s = _exits_s(anywhere, ways)
    hour = int(np.searchsorted(ways.times_s, HOUR_S, side="right")) - 1
    return Outlook(
        tuple(made), probabilities, by_band, known, ways.times_s, exit_s, ways.weight, float(met[hour]), met
    )  # fmt: skip


def now(of: Charted, tracks: Tracks, air: Air, settings: IncursionSettings) -> tuple[Floats, Bands]:
    """(probability of the one row of `tracks` being within the outline of each volume, (V,), and within its limits)."""
    count = len(of.parts)
    rows, each = tracks.take(np.zeros(count, np.int64)), np.arange(count)
    around = Air(*(np.repeat(column, count) for column in air))
    heights = bands(of.shapes.floors, of.shapes.ceilings, each, rows, settings, around)
    return presence(of.shapes.regions, each, rows).probability, heights


def _over(limit: Height, tracks: Tracks, air: Air, settings: IncursionSettings) -> tuple[float, float] | None:
    """(how far the row is above a limit, one sigma); None where no height is known."""
    found = over(limits_of([limit]), np.zeros(1, np.int64), tracks, settings, air)
    return None if found.unknown[0] else (float(found.over_m[0]), float(found.sigma_m[0]))


def _exits_s(anywhere: Bools, ways: Ways) -> Floats:
    """(N,): from when each way is outside for good."""
    count = len(ways.times_s)
    last = count - 1 - anywhere[::-1].argmax(axis=0)
    some = anywhere.any(axis=0)
    after = np.minimum(last + 1, count - 1)
    exit_s = (ways.times_s[last] + ways.times_s[after]) / 2.0
    exit_s = np.where(some, exit_s, 0.0)
    return np.where(some & (ways.stays | (last == count - 1)), np.inf, exit_s)


def _z(
    limit: Height, tracks: Tracks, ways: Ways, air: Air, settings: IncursionSettings, rows: Any = slice(None)
) -> Any:
    """Whether each way is above a limit, (T, N) of the times `rows`; of no known height all."""
    found = _over(limit, tracks, air, settings)
    climb, sigma = ways.climb_m[rows], ways.climb_sigma_m[rows]
    if found is None:
        return np.ones(climb.shape, np.bool_)
    over_m, sigma_m = found
    return over_m + climb + np.hypot(sigma_m, sigma) * ways.level > 0.0


def _between(
    floor: Height | None, ceiling: Height | None, tracks: Tracks, ways: Ways, air: Air, settings: IncursionSettings
) -> Bools:
    result = np.ones(ways.lat_deg.shape, np.bool_)
    if floor is not None and not floor.is_ground:
        result &= _z(floor, tracks, ways, air, settings)
    if ceiling is not None:
        result &= ~_z(ceiling, tracks, ways, air, settings)
    return result


def _bands(
    bands_m: Sequence[float], tracks: Tracks, ways: Ways, air: Air, settings: IncursionSettings, rows: Any
) -> Bools:
    """(A, B, N): in which band each way is."""
    above = np.stack([_z(Height(edge), tracks, ways, air, settings, rows) for edge in bands_m], axis=1)
    ones, none = np.ones_like(above[:, :1]), np.zeros_like(above[:, :1])
    result: Bools = np.concatenate([ones, above], axis=1) & ~np.concatenate([above, none], axis=1)
    return result


def _band_shares(zone: Any, bands_m: Sequence[float], tracks: Tracks, air: Air, settings: IncursionSettings) -> Floats:
    """(B,): of a known height, between the limits of a zone and in each band: the part of its Gaussian there."""
    floor_z = _edge_z(zone.floor, tracks, air, settings, -math.inf)
    ceiling_z = _edge_z(zone.ceiling, tracks, air, settings, math.inf)
    edges = [_edge_z(Height(edge), tracks, air, settings, math.inf) for edge in bands_m]
    between = np.clip([-math.inf, *edges, math.inf], floor_z, ceiling_z)
    return np.maximum(np.diff(within(between, np.ones(len(between)))), 0.0)


def _edge_z(limit: Height | None, tracks: Tracks, air: Air, settings: IncursionSettings, nothing: float) -> float:
    """How many sigma a limit is above the height."""
    if limit is None or (limit.is_ground and nothing < 0.0):
        return nothing
    found = _over(limit, tracks, air, settings)
    return nothing if found is None else -found[0] / found[1]


def clear_by(exits: Sequence[tuple[Floats, Floats, str]], time_s: float, horizon_s: float) -> ClearBy:
    """When all of some objects are outside. `exits`: of each, when its ways are, their weights, and why one is never.

    Objects go their own ways: that all are clear is the product of what each is.
    """
    if not exits:
        return ClearBy(time_s, time_s)
    told = np.unique(np.concatenate([exit_s[np.isfinite(exit_s)] for exit_s, _, _ in exits] + [np.zeros(1)]))
    all_clear = np.ones(len(told))
    for exit_s, weight, _ in exits:
        order = np.argsort(exit_s, kind="stable")
        below = np.concatenate([[0.0], np.cumsum(weight[order])])
        all_clear *= below[np.searchsorted(exit_s[order], told, side="right")]
    p50_s, p90_s = (_first(told, all_clear, share) for share in (0.5, 0.9))
    whys = [] if p90_s is not None else [why for exit_s, _, why in exits if np.isinf(exit_s).any() and why]
    why = "; ".join(dict.fromkeys(whys)) if whys else ""
    if p90_s is None and not why:
        why = f"not within {horizon_s / HOUR_S:.0f} h"
    return ClearBy(None if p50_s is None else time_s + p50_s, None if p90_s is None else time_s + p90_s, why)


def _first(told: Floats, all_clear: Floats, share: float) -> float | None:
    k = int(np.searchsorted(all_clear, share - 1e-9))
    return float(told[k]) if k < len(told) else None
