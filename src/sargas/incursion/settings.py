"""Settings of incursion: one rule per kind of zone, in one table, and what is common to all."""

import math
from typing import ClassVar, get_args

import msgspec

from sargas.model.zone import Authority, ZoneKind


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When presence in a zone of one kind is an incident. Never by one plot; by one report of a person (`once`)."""

    judged: bool = True
    """Whether presence in such a zone needs authority at all."""
    authorised_by: tuple[Authority, ...] = ()
    """What makes presence lawful, unless the zone itself says."""
    approach_s: float = 600.0
    """How far ahead an approach is told, unless the zone itself says."""
    declare_probability: float = 0.9
    """Inside: the probability of being inside is at least this ..."""
    declare_updates: int = 2
    """... in this many consecutive updates ..."""
    declare_s: float = 2.0
    """... that span at least this time."""
    doubt_probability: float = 0.2
    """May be inside: a probability of at least this, as often and as long, is told as an approach of which it cannot be
    told whether it has come over the edge.
    """
    clear_probability: float = 0.1
    """Left: the probability is at most this ..."""
    clear_updates: int = 3
    """... in this many consecutive updates."""
    approach_updates: int = 3
    """Approaching: entry is predicted in this many consecutive updates ..."""
    approach_hold_s: float = 8.0
    """... that span at least this time ..."""
    approach_share: float = 0.05
    """... and this share of the predicted time: a course held for 8 s says little of the next quarter of an hour."""
    turned_updates: int = 5
    """No longer approaching: no entry is predicted in this many consecutive updates ..."""
    turned_reach_s: float = 120.0
    """... in which it goes away, or could not reach the edge within this time on any course."""
    depth_m: float | None = None
    """A track first seen deeper inside than this is not taken to have come over the edge; nor is one first seen
    inside that answers a transponder, or before its time to be identified is over: echoes of a few turns rise and
    vanish inland everywhere. None: presence counts however it began.
    """
    unseen_s: float = 120.0
    """Where `depth_m` is given, one first seen inside is taken to have come over the edge after this time inside ..."""
    unseen_below_m: float = 5_000.0
    """... and not one that is known to be higher than this: it would have been seen to come ..."""
    unseen_bird_below: float = 0.35
    """... nor one that is as probably a bird as this, while no more is known of it: without a sensor that tells them
    apart all that is slower than some 25 m/s and says nothing. Who was seen to come over the edge is told in any case.
    """


def once(rule: Rule) -> Rule:
    """The rule for what a person reports: a named operator answers for it, and no sensor will see it again, so one
    sight counts, and one of which it cannot be told is none. How surely it must be inside, how deep it may first be
    seen and whose leave counts stay the same.
    """
    return msgspec.structs.replace(
        rule,
        declare_updates=1,
        declare_s=0.0,
        unseen_s=0.0,
        doubt_probability=math.inf,
        approach_updates=1,
        approach_hold_s=0.0,
        approach_share=0.0,
    )


_CIVIL: tuple[Authority, ...] = ("flight_plan", "transponder", "neutral", "assumed_friend", "friend", "flight_list")
_OURS: tuple[Authority, ...] = ("assumed_friend", "friend", "flight_list")

RULES: dict[ZoneKind, Rule] = {
    # Lawful crossing is seen and known; what rises inland without a transponder (gliders, models) crossed nothing.
    "border": Rule(authorised_by=_CIVIL, approach_s=900.0, depth_m=25_000.0),
    # Flight over the high seas is free to all: a FIR is where others are served, not where they need leave.
    "fir": Rule(judged=False),
    "prohibited": Rule(authorised_by=("friend", "flight_list")),
    "restricted": Rule(authorised_by=_OURS),
    "site": Rule(authorised_by=("friend", "flight_list"), approach_s=900.0),
    "buffer": Rule(authorised_by=_OURS),
    "corridor": Rule(judged=False),
    "tsa": Rule(authorised_by=_OURS),
    "uas": Rule(authorised_by=_CIVIL, approach_s=300.0),
    "ctr": Rule(authorised_by=_CIVIL, approach_s=300.0),
}


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`rules` replaces the table's entry of a kind as a whole."""

    MOVED: ClassVar[dict[str, str]] = {"wander_m2ps3": "motion.turn_deg"}

    rules: dict[ZoneKind, Rule] = {}
    speed_significance: float = 9.21
    """An approach is predicted only from a velocity that is not noise: v'P^-1 v, chi-square, 2 degrees, 99 %."""
    least_approach_mps: float = 3.0
    """... and not slower than this."""
    farthest_approach_m: float = 300_000.0
    """No approach is predicted from farther away."""
    height_excludes_below: float = 0.1
    """A height band keeps a track out of the zone only when the probability of being within it is below this."""
    unknown_height_top_m: float = 3000.0
    """An unknown height is taken as anywhere between sea level and this."""
    unknown_qnh_sigma_m: float = 200.0
    """One-sigma error of a height from pressure without QNH (about 24 hPa)."""
    qnh_age_s: float = 7200.0
    """A report of QNH counts for this long."""
    ground_m: float = 100.0
    """Height of the ground above sea level, assumed for limits above ground ..."""
    ground_sigma_m: float = 70.0
    """... with this one-sigma error."""
    foreign_age_s: float = 30.0
    """A track of another system, which does not tell how surely it is one, counts from this age on."""
    claim_counts_s: float = 60.0
    """What a track says of itself makes it a flight of the list for this long after it was told last ..."""
    claim_updates: int = 2
    """... and from when it was told in this many updates."""
    leave_updates: int = 3
    """It has left the place of a flight when it is surely elsewhere in this many consecutive updates."""
    namesakes_apart_m: float = 300.0
    """Two tracks that name one flight are two objects when they are farther apart than this and five sigma."""
    protected_kinds: tuple[ZoneKind, ...] = ("site",)
    """Zones of these kinds are places to which the time is told."""
    protected_reach_s: float = 1800.0
    """A place farther than this, at the object's speed, is not in its reach."""
    protected_most: int = 8
    """Of more places in reach the soonest are told."""
    rejoin_s: float = 900.0
    """A lost object may be found again for this long."""
    rejoin_overlap_s: float = 60.0
    """How long before the old track's last update the new one may have begun."""
    merge_overlap_s: float = 10.0
    """... and, where that is another incident already: the two are one."""
    rejoin_mps: float = 15.0
    """One-sigma change of velocity of a lost object, on each axis."""
    rejoin_gate: float = 13.28
    """Largest squared distance of position and velocity: chi-square, 4 degrees, 99 %."""
    link_m: float = 10_000.0
    """An incident names earlier ones whose place of entry is within this distance of its own ..."""
    link_s: float = 86_400.0
    """... that were seen last at most this time before; `keep_closed_s` limits it, too ..."""
    link_course_deg: float = 60.0
    """... and whose courses are within this, where both are known ..."""
    link_height_m: float = 1_000.0
    """... and heights within this."""
    link_most: int = 5
    """Of more the nearest are named; 0: none."""
    keep_closed_s: float = 86_400.0
    """Closed incidents stay in the list for this long."""

    def __post_init__(self) -> None:
        if not (self.link_m >= 0.0 and self.link_s >= 0.0 and 0 <= self.link_most <= 50):
            raise ValueError("link_m and link_s are not negative, link_most is 0 to 50")
        for kind in self.rules:
            if kind not in get_args(ZoneKind):
                raise ValueError(f"rules.{kind}: no such kind of zone; known: {', '.join(get_args(ZoneKind))}")

    def rule(self, kind: ZoneKind) -> Rule:
        """The rule of a kind of zone."""
        return self.rules.get(kind, RULES[kind])
