"""Settings of alerting: who is told, from what level on, how often again, how much at most."""

import msgspec

from sargas.model.alert import Level

EXERCISE = "exercise"
"""Name of the audience of an exercise for which the site names none."""


class Audience(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who is told."""

    name: str
    from_level: Level = "advisory"
    """Told of incidents from this level on."""
    exercise: bool = False
    """Told of what is simulated, and of nothing else; without it, of nothing that is simulated."""
    escalate_to: str = ""
    """Who is told when nobody acknowledges; nobody where it is empty."""
    escalate_s: float = 120.0
    """How long that is waited for."""
    distress: bool = True
    """Told of aircraft in distress too, at whatever level."""
    cleared: bool = False
    """Told of unlawful interference (Mode 3/A 7500); others are told nothing at all of it."""
    most_alarms: int = 10
    """Alarms within any ten minutes; beyond them incidents are told together. 0: no such limit, for machines."""

    def __post_init__(self) -> None:
        if not 1.0 <= self.escalate_s <= 86_400.0:
            raise ValueError(f"escalate_s {self.escalate_s} is outside 1..86400")
        if self.most_alarms != 0 and self.most_alarms < 4:
            raise ValueError("most_alarms: 0 for no limit, or at least 4")


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What may be tuned."""

    audiences: tuple[Audience, ...] = (Audience("operators"),)
    repeat_s: float = 120.0
    """An alert that nobody has acknowledged is told again after this time, as far as `most_alarms` lets it."""
    max_new_per_minute: int = 5
    """New alerts to one audience within any 60 s; further incidents are told together in one digest."""
    digest_s: float = 30.0
    """A digest whose content has changed is told again at most this often, and not before `most_alarms` lets it."""
    warning_probability: float = 0.95
    """Inside with at least this probability is a warning; less is a caution."""
    keep_ended_s: float = 3600.0
    """Ended alerts and silences stay in the list for this long."""
    distress_over_updates: int = 3
    """A distress is over when the aircraft was seen so often in a row without declaring it."""

    def __post_init__(self) -> None:
        by_name = {audience.name: audience for audience in self.audiences}
        if len(by_name) < len(self.audiences):
            raise ValueError("audiences: two have the same name")
        if self.max_new_per_minute < 1:
            raise ValueError("max_new_per_minute: at least 1")
        if self.distress_over_updates < 1:
            raise ValueError("distress_over_updates: at least 1")
        for audience in self.audiences:
            _check_chain(audience, by_name)

    def of_partition(self, is_exercise: bool) -> "Settings":
        """What its alerting is told: first the audiences that are told anything there, one at least."""
        told = [audience for audience in self.audiences if audience.exercise == is_exercise]
        others = [audience for audience in self.audiences if audience.exercise != is_exercise]
        if not told:
            name, taken = EXERCISE if is_exercise else "operators", [audience.name for audience in others]
            told = [Audience(name if name not in taken else f"{name} ({len(taken)})", exercise=is_exercise)]
        return msgspec.structs.replace(self, audiences=(*told, *others))


def _check_chain(audience: Audience, by_name: dict[str, Audience]) -> None:
    """Who is told when nobody answers is somebody else, of the same world, and never oneself again."""
    seen = [audience.name]
    while audience.escalate_to:
        after = by_name.get(audience.escalate_to)
        if after is None:
            raise ValueError(f"audiences: {audience.name!r} escalates to {audience.escalate_to!r}, which is none")
        if after.exercise != audience.exercise:
            raise ValueError(f"audiences: {audience.name!r} escalates to {after.name!r}: exercise and real do not mix")
        if after.name in seen:
            raise ValueError(f"audiences: {' to '.join([*seen, after.name])}: an escalation that goes round")
        seen.append(after.name)
        audience = after
