"""A watch: what has been seen of one track against one zone, and when that amounts to an event.

Rule: only new measurements count (a coasting track declares nothing), consecutive ones, and for the time that the rule
of the zone's kind asks for. A crossing is dated where the signed distance changed its sign between two updates.
Many watches are a table, and are counted together: `watches`, `sights` and `rules` are of one length here.
"""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.incursion.settings import Rule
from sargas.incursion.situation import SITUATION, Event

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Table = NDArray[Any]
"""Structured: of WATCH or of RULE."""

_SAME_S = 0.3
"""Measurement times closer than this are the same: another system tells ages in quarters of a second (I062/290)."""
_REST_SHARE, _LONGEST_REST_S, _LEAST_MPS = 0.02, 12.0, 30.0
"""It rests for this share of the time in which it could be at the edge, were it no slower than that."""
_TURN_S, _TURNS = 4.0, 10
"""Who rests for long wakes in its zone's turn."""

EVENTS: tuple[Event, ...] = ("declared", "doubted", "cleared", "predicted", "turned")
"""Those that a sight may amount to, the one that weighs most first."""
OPENS = np.array([(None, event) in SITUATION for event in EVENTS])
DECLARED = EVENTS.index("declared")


class Sight(NamedTuple):
    """One track against one zone at one update."""

    time_s: float
    """Of the state."""
    measured_s: float
    """Of the last measurement in it."""
    probability: float
    """Within the outline."""
    band_probability: float
    """Within floor and ceiling; 0 where the height keeps it out."""
    distance_m: float
    entry_s: float
    """Until the predicted entry; inf where none is predicted."""
    speed_mps: float = 0.0


class Sights(NamedTuple):
    """Many of them, each (N,), named as in `Sight`."""

    time_s: Floats
    measured_s: Floats
    probability: Floats
    band_probability: Floats
    distance_m: Floats
    entry_s: Floats
    speed_mps: Floats

    def each(self, rows: Ints) -> list[Sight]:
        """Those of `rows`, one by one."""
        return [Sight(*values) for values in zip(*(column[rows].tolist() for column in self), strict=True)]


class Watch(NamedTuple):
    """Counters of one track against one zone; `incident` is 0 until there is one."""

    zone: int
    """Its place among the zones."""
    track: int
    incident: int = 0
    first_distance_m: float = 0.0
    seen_outside: bool = False
    cooperates: bool = False
    measured_s: float = 0.0
    time_s: float = 0.0
    distance_m: float = 0.0
    entered_s: float = 0.0
    """When it last came over the edge; the first sight where that was inside."""
    left_s: float = 0.0
    inside_updates: int = 0
    inside_since_s: float = 0.0
    doubt_updates: int = 0
    doubt_since_s: float = 0.0
    outside_updates: int = 0
    approach_updates: int = 0
    approach_since_s: float = 0.0
    turned_updates: int = 0
    rest_s: float = 0.0
    """Until then nothing can happen: it is far off."""


WATCH = np.dtype(list(Watch.__annotations__.items()))
_RULED = [name for name in Rule.__struct_fields__ if name not in ("judged", "authorised_by")]
RULE = np.dtype([(name, np.float64) for name in _RULED])


def rule_table(rules: Sequence[Rule]) -> Table:
    """What is counted of each rule, of RULE; a depth that is not given is NaN."""
    told = [[math.nan if getattr(rule, name) is None else getattr(rule, name) for name in _RULED] for rule in rules]
    return np.array([tuple(row) for row in told], RULE)


def first_watches(zones: Ints, tracks: Ints, sights: Sights, cooperates: Bools) -> Table:
    """Watches that have seen nothing but where each track is first."""
    watches = np.zeros(len(zones), WATCH)
    watches["zone"], watches["track"], watches["cooperates"] = zones, tracks, cooperates
    watches["first_distance_m"] = watches["distance_m"] = sights.distance_m
    watches["time_s"] = watches["entered_s"] = sights.time_s
    return watches


def are_news(watches: Table, measured_s: Floats) -> Bools:
    """Whether what was measured last, `measured_s`, is a new measurement."""
    result: Bools = measured_s > watches["measured_s"] + _SAME_S
    return result


def observe(watches: Table, sights: Sights, rules: Table) -> Bools:
    """Count one sight of each, all of them news; which EVENTS have their rules met now, (N, len(EVENTS))."""
    within = sights.probability * sights.band_probability
    inside = (sights.probability >= rules["declare_probability"]) & (sights.band_probability > 0.0)
    outside = (within <= rules["clear_probability"]) & ~inside
    doubt = within >= rules["doubt_probability"]
    coming = np.isfinite(sights.entry_s) | ((sights.distance_m <= 0.0) & ~outside)
    near = sights.distance_m <= sights.speed_mps * rules["turned_reach_s"]
    nearer = sights.distance_m <= watches["distance_m"]
    _date_crossings(watches, sights)
    watches["measured_s"] = sights.measured_s
    watches["seen_outside"] |= outside
    held_s = {}
    for name, seen in (("inside", inside), ("doubt", doubt), ("approach", coming)):
        updates, since_s = watches[f"{name}_updates"], watches[f"{name}_since_s"]
        since_s[:] = np.where(seen & (updates <= 0), sights.measured_s, since_s)
        updates[:] = np.where(seen, updates + 1, 0)
        held_s[name] = sights.measured_s - since_s
    watches["outside_updates"] = np.where(outside, watches["outside_updates"] + 1, 0)
    stays = coming | (near & nearer)
    watches["turned_updates"] = np.where(stays, 0, watches["turned_updates"] + 1)

    ahead_s = np.where(np.isfinite(sights.entry_s), sights.entry_s, 0.0)
    hold_s = np.maximum(rules["approach_hold_s"], rules["approach_share"] * ahead_s)
    met: dict[Event, Bools] = {
        "declared": (watches["inside_updates"] >= rules["declare_updates"]) & (held_s["inside"] >= rules["declare_s"]),
        "doubted": ~inside
        & (watches["doubt_updates"] >= rules["declare_updates"])
        & (held_s["doubt"] >= rules["declare_s"]),
        "cleared": watches["outside_updates"] >= rules["clear_updates"],
        "predicted": outside
        & (watches["approach_updates"] >= rules["approach_updates"])
        & (held_s["approach"] >= hold_s),
        "turned": outside & (watches["turned_updates"] >= rules["turned_updates"]),
    }
    return np.stack([met[event] for event in EVENTS], axis=1)


def _date_crossings(watches: Table, sights: Sights) -> None:
    before, now = watches["distance_m"], sights.distance_m
    entered, left = (before > 0.0) & (now <= 0.0), (before <= 0.0) & (now > 0.0)
    share = before / np.where(entered | left, before - now, 1.0)
    crossed_s = watches["time_s"] + share * (sights.time_s - watches["time_s"])
    watches["entered_s"] = np.where(entered, crossed_s, watches["entered_s"])
    watches["left_s"] = np.where(left, crossed_s, watches["left_s"])
    watches["time_s"], watches["distance_m"] = sights.time_s, now


def came_over_the_edge(watches: Table, rules: Table, early: Bools) -> Bools:
    """Whether presence inside may be taken for a crossing, by the rule's depth; `early`: only if seen."""
    held = watches["measured_s"] - watches["inside_since_s"] >= rules["unseen_s"]
    near = -watches["first_distance_m"] <= rules["depth_m"]
    result: Bools = np.isnan(rules["depth_m"]) | watches["seen_outside"]
    result |= ~early & ~watches["cooperates"] & near & held
    return result


def start_anew(watches: Table, which: Bools) -> None:
    """What was counted towards an event is forgotten, and one sight is no event's: one wrong call sign makes nobody
    unlawful. Where it was seen is not forgotten.
    """
    for name in ("inside_updates", "doubt_updates", "approach_updates"):
        watches[name][which] = -1


def let_rest(watches: Table, sights: Sights, rules: Table, which: Bools) -> None:
    """Who is far from the edge, and in no case, is not looked at each time; who is very far, with all that are when the
    zone's turn of `_TURNS` comes, once in `_TURN_S`: not all zones in the same second.
    """
    far_s = np.abs(sights.distance_m) / np.maximum(sights.speed_mps, _LEAST_MPS)
    until_s = sights.measured_s + np.minimum(_REST_SHARE * far_s, _LONGEST_REST_S)
    turn_s = _TURN_S / _TURNS * (watches["zone"] % _TURNS)
    in_turn = until_s - sights.measured_s >= _TURN_S
    until_s = np.where(in_turn, (until_s - turn_s) // _TURN_S * _TURN_S + turn_s, until_s)
    may_be = (rules["clear_probability"] < sights.probability) & (sights.probability < rules["declare_probability"])
    watches["rest_s"][which] = np.where(may_be, 0.0, until_s)[which]
