"""Correlation: which foreign track is the same object as which of ours, or as which of another reporter's.

Rule: in each round every foreign row with news is compared with the leading rows around it by the squared distance
d'(P1 + P2 + B)^-1 d of their states at the foreign time, d = [E N vE vN] (Bar-Shalom, Willett, Tian, Tracking and Data
Fusion (2011), 9.3.2, test for association of tracks; the cross-covariance, unknown for a foreign system, is left
out) and by what the transponder says. A pair agrees when each is the other's best by a clear margin. A pair that
agrees in several consecutive rounds is correlated; one that disagrees in as many is parted (`sargas.picture.groups`).
Nothing is guessed when two candidates are nearly equal.
"""

import numpy as np
from numpy.typing import NDArray

from sargas.geo.wgs84 import enu_from_geodetic
from sargas.model.columns import Columns
from sargas.model.tracks import COASTING, CONFIRMED, FOUR, HAS, Tracks
from sargas.picture.settings import Settings

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

_SAME_ADDRESS, _SAME_CODE, _OTHER_CODE = -40.0, -8.0, 8.0
"""-2 ln of likelihood ratios: an address belongs to one aircraft; codes are shared by few and change in flight."""
_M_PER_DEG = 110_000.0


class Pairs(Columns):
    """Compared pairs: rows of the table, squared distance, and cost (with the evidence of the transponder)."""

    SPEC = {  # noqa: RUF012 (ClassVar by the parent)
        "own": ("i8", ()),
        "foreign": ("i8", ()),
        "distance2": ("f8", ()),
        "cost": ("f8", ()),
        "agrees": ("?", ()),
        "disagrees": ("?", ()),
    }
    __slots__ = tuple(SPEC)

    own: Rows
    foreign: Rows
    distance2: Floats
    cost: Floats
    agrees: NDArray[np.bool_]
    disagrees: NDArray[np.bool_]


def comparable(tracks: Tracks) -> NDArray[np.bool_]:
    """Rows that may be correlated at all: confirmed or coasting."""
    result: NDArray[np.bool_] = (tracks.status == CONFIRMED) | (tracks.status == COASTING)
    return result


def neighbours(tracks: Tracks, own: Rows, foreign: Rows, reach_m: float) -> tuple[Rows, Rows]:
    """Pairs (own row, foreign row) in the same or adjacent cells of a grid of `reach_m`."""
    if not len(own) or not len(foreign):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    lat_deg = tracks.lat_deg
    widest = min(float(np.abs(lat_deg[foreign]).max()), 85.0)
    step_lat = reach_m / _M_PER_DEG
    step_lon = step_lat / np.cos(np.radians(widest))

    def cells(rows: Rows) -> tuple[Rows, Rows]:
        return (
            np.floor(lat_deg[rows] / step_lat).astype(np.int64),
            np.floor(tracks.lon_deg[rows] / step_lon).astype(np.int64),
        )

    own_lat, own_lon = cells(own)
    code = (own_lat << 24) + own_lon
    order = np.argsort(code, kind="stable")
    code, ordered = code[order], own[order]
    lat_cell, lon_cell = cells(foreign)
    owns, foreigns = [], []
    for row in (-1, 0, 1):
        # Three cells in a line of latitude are consecutive codes: one range.
        wanted = ((lat_cell + row) << 24) + lon_cell
        low, high = np.searchsorted(code, wanted - 1, "left"), np.searchsorted(code, wanted + 1, "right")
        count = high - low
        first = np.repeat(low - np.r_[0, np.cumsum(count)[:-1]], count)
        owns.append(ordered[first + np.arange(len(first))])
        foreigns.append(np.repeat(foreign, count))
    return np.concatenate(owns), np.concatenate(foreigns)


def compare(tracks: Tracks, own: Rows, foreign: Rows, settings: Settings) -> Pairs:
    """The pairs (own[i], foreign[i]) compared; those out of reach in place, height, time or address are left out."""
    dt_s = tracks.time_s[foreign] - tracks.time_s[own]
    east_m, north_m, _ = enu_from_geodetic(
        tracks.lat_deg[foreign], tracks.lon_deg[foreign], 0.0, tracks.lat_deg[own], tracks.lon_deg[own], 0.0
    )
    d = np.stack(
        [
            east_m - tracks.east_mps[own] * dt_s,
            north_m - tracks.north_mps[own] * dt_s,
            tracks.east_mps[foreign] - tracks.east_mps[own],
            tracks.north_mps[foreign] - tracks.north_mps[own],
        ],
        axis=1,
    )
    both = tracks.has[own] & tracks.has[foreign]
    has_height, has_address, has_code = (
        (both & np.uint32(HAS[name])) != 0 for name in ("pressure_altitude_m", "mode_s", "mode_3a")
    )
    same_address = has_address & (tracks.mode_s[own] == tracks.mode_s[foreign])
    apart_m = np.abs(tracks.pressure_altitude_m[own] - tracks.pressure_altitude_m[foreign])
    near = (
        (np.hypot(d[:, 0], d[:, 1]) <= settings.correlation_reach_m)
        & (np.abs(dt_s) <= settings.correlation_age_s)
        & ~(has_height & (apart_m > settings.correlation_height_m))
    )
    # A pair with two addresses is compared all the same: it must be found to disagree.
    own, foreign, d, dt_s = own[near], foreign[near], d[near], dt_s[near]
    same_address, has_address, has_code = same_address[near], has_address[near], has_code[near]

    s = _predicted(tracks.covariance[own][:, FOUR], dt_s) + tracks.covariance[foreign][:, FOUR]
    s[:, [0, 1], [0, 1]] += settings.correlation_bias_m**2
    s[:, [2, 3], [2, 3]] += settings.correlation_velocity_floor_mps**2
    distance2 = np.einsum("ni,ni->n", d, np.linalg.solve(s, d[:, :, None])[:, :, 0])
    same_code = tracks.mode_3a[own] == tracks.mode_3a[foreign]
    cost = (
        distance2
        + np.linalg.slogdet(s)[1]
        + np.where(same_address, _SAME_ADDRESS, 0.0)
        + np.where(has_code & ~same_address, np.where(same_code, _SAME_CODE, _OTHER_CODE), 0.0)
    )
    wide = np.where(same_address, settings.correlation_same_address, 1.0)
    other_address = has_address & ~same_address
    return Pairs(
        own=own,
        foreign=foreign,
        distance2=distance2,
        cost=cost,
        agrees=(distance2 <= settings.correlation_join * wide) & ~other_address,
        disagrees=(distance2 > settings.correlation_leave * wide) | other_address,
    )


def _predicted(covariance: Floats, dt_s: Floats) -> Floats:
    """F P F' of constant velocity, (N, 4, 4), either way in time."""
    f = np.broadcast_to(np.eye(4), covariance.shape).copy()
    f[:, 0, 2] = f[:, 1, 3] = dt_s
    result: Floats = np.einsum("nij,njk,nlk->nil", f, covariance, f)
    return result


def agreed(pairs: Pairs, reporter: NDArray[np.int16], margin: float) -> tuple[Rows, Rows]:
    """(own, foreign) of the pairs in which each is the other's clear best; `reporter` of each row of the table."""
    pairs = pairs.take(pairs.agrees)
    seat = pairs.own * (int(reporter.max(initial=0)) + 2) + reporter[pairs.foreign]
    both = _clear_best(pairs.foreign, pairs.cost, margin) & _clear_best(seat, pairs.cost, margin)
    return pairs.own[both], pairs.foreign[both]


def _clear_best(group: Rows, cost: Floats, margin: float) -> NDArray[np.bool_]:
    """Members that are the cheapest of their group by `margin`."""
    order = np.lexsort((cost, group))
    ordered, sorted_cost = group[order], cost[order]
    first = np.r_[True, ordered[1:] != ordered[:-1]] if len(order) else np.empty(0, np.bool_)
    runner_up = np.r_[sorted_cost[1:], np.inf]
    alone = np.r_[first[1:], True] if len(order) else first
    clear = np.empty(len(group), np.bool_)
    clear[order] = first & (alone | (runner_up - sorted_cost >= margin))
    return clear
