"""A watch: what has been seen of one track against one zone, and when that amounts to an event.

Rule: only new measurements count (a coasting track declares nothing), consecutive ones, and for the time that the rule
of the zone's kind asks for. A crossing is dated where the signed distance changed its sign between two updates.
"""

import math
from typing import NamedTuple

import msgspec

from sargas.incursion.settings import Rule
from sargas.incursion.situation import Event

_SAME_S = 0.3
"""Measurement times closer than this are the same: another system tells ages in quarters of a second (I062/290)."""


_REST_SHARE, _LONGEST_REST_S, _LEAST_MPS = 0.02, 12.0, 30.0
"""It rests for this share of the time in which it could be at the edge, were it no slower than that."""
_TURN_S, _TURNS = 4.0, 10
"""Who rests for long wakes in its zone's turn."""


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


class Watch(msgspec.Struct):
    """Counters of one track against one zone; `incident` is 0 until there is one."""

    zone: str
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

    def came_over_the_edge(self, rule: Rule, early: bool) -> bool:
        """Whether presence inside may be taken for a crossing, by the rule's depth; `early`: only if seen."""
        if rule.depth_m is None or self.seen_outside:
            return True
        held_s = self.measured_s - self.inside_since_s
        near = -self.first_distance_m <= rule.depth_m
        return not early and not self.cooperates and near and held_s >= rule.unseen_s

    def start_anew(self) -> None:
        """What was counted towards an event is forgotten, and one sight is no event's: one wrong call sign makes nobody
        unlawful. Where it was seen is not forgotten.
        """
        self.inside_updates = self.doubt_updates = self.approach_updates = -1


def rests(watch: Watch, sight: Sight, rule: Rule, turn: int) -> None:
    """Who is far from the edge, and in no case, is not looked at each time; who is very far, with all that are when the
    zone's `turn` of `_TURNS` comes, once in `_TURN_S`: not all zones in the same second.
    """
    far_s = abs(sight.distance_m) / max(sight.speed_mps, _LEAST_MPS)
    if rule.clear_probability < sight.probability < rule.declare_probability:
        watch.rest_s = 0.0
        return
    until_s = sight.measured_s + min(_REST_SHARE * far_s, _LONGEST_REST_S)
    if until_s - sight.measured_s >= _TURN_S:
        turn_s = _TURN_S / _TURNS * (turn % _TURNS)
        until_s = (until_s - turn_s) // _TURN_S * _TURN_S + turn_s
    watch.rest_s = until_s


def first_watch(zone: str, track: int, sight: Sight, cooperates: bool) -> Watch:
    """A watch that has seen nothing but where the track is first."""
    return Watch(
        zone=zone,
        track=track,
        first_distance_m=sight.distance_m,
        cooperates=cooperates,
        time_s=sight.time_s,
        distance_m=sight.distance_m,
        entered_s=sight.time_s,
    )


def is_news(watch: Watch, measured_s: float) -> bool:
    """Whether what was measured last, `measured_s`, is a new measurement."""
    return measured_s > watch.measured_s + _SAME_S


def observe(watch: Watch, sight: Sight, rule: Rule) -> tuple[Event, ...]:
    """Count one sight; the events whose rules are met now, the one that weighs most first."""
    if not is_news(watch, sight.measured_s):
        return ()
    within = sight.probability * sight.band_probability
    inside = sight.probability >= rule.declare_probability and sight.band_probability > 0.0
    outside = within <= rule.clear_probability and not inside
    doubt = within >= rule.doubt_probability
    coming = sight.entry_s < math.inf or (sight.distance_m <= 0.0 and not outside)
    near = sight.distance_m <= sight.speed_mps * rule.turned_reach_s
    nearer = sight.distance_m <= watch.distance_m
    _date_crossing(watch, sight)
    watch.measured_s = sight.measured_s
    watch.seen_outside = watch.seen_outside or outside
    if inside and watch.inside_updates <= 0:
        watch.inside_since_s = sight.measured_s
    if doubt and watch.doubt_updates <= 0:
        watch.doubt_since_s = sight.measured_s
    if coming and watch.approach_updates <= 0:
        watch.approach_since_s = sight.measured_s
    watch.inside_updates = watch.inside_updates + 1 if inside else 0
    watch.doubt_updates = watch.doubt_updates + 1 if doubt else 0
    watch.outside_updates = watch.outside_updates + 1 if outside else 0
    watch.approach_updates = watch.approach_updates + 1 if coming else 0
    watch.turned_updates = 0 if coming or (near and nearer) else watch.turned_updates + 1

    inside_s = sight.measured_s - watch.inside_since_s
    doubt_s = sight.measured_s - watch.doubt_since_s
    approach_s = sight.measured_s - watch.approach_since_s
    met: dict[Event, bool] = {
        "declared": watch.inside_updates >= rule.declare_updates and inside_s >= rule.declare_s,
        "doubted": not inside and watch.doubt_updates >= rule.declare_updates and doubt_s >= rule.declare_s,
        "cleared": watch.outside_updates >= rule.clear_updates,
        "predicted": outside
        and watch.approach_updates >= rule.approach_updates
        and approach_s >= max(rule.approach_hold_s, rule.approach_share * sight.entry_s),
        "turned": outside and watch.turned_updates >= rule.turned_updates,
    }
    return tuple(event for event, is_met in met.items() if is_met)


def _date_crossing(watch: Watch, sight: Sight) -> None:
    before, now = watch.distance_m, sight.distance_m
    if (before <= 0.0) != (now <= 0.0):
        share = before / (before - now)
        crossed_s = watch.time_s + share * (sight.time_s - watch.time_s)
        if now <= 0.0:
            watch.entered_s = crossed_s
        else:
            watch.left_s = crossed_s
    watch.time_s, watch.distance_m = sight.time_s, now
