"""Settings of alerting: who is told, from what level on, how often again, how much at most."""

import msgspec

from sargas.model.alert import Level


class Audience(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who is told."""

    name: str
    from_level: Level = "advisory"
    """Told from this level on."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What may be tuned."""

    audiences: tuple[Audience, ...] = (Audience("operators"),)
    repeat_s: float = 120.0
    """An alert that nobody has acknowledged is told again after this time."""
    max_new_per_minute: int = 5
    """New alerts to one audience within any 60 s; further incidents are told together in one digest."""
    digest_s: float = 30.0
    """A digest whose content has changed is told again at most this often."""
    warning_probability: float = 0.95
    """Inside with at least this probability is a warning; less is a caution."""
    keep_ended_s: float = 3600.0
    """Ended alerts stay in the list for this long."""

    def __post_init__(self) -> None:
        names = [audience.name for audience in self.audiences]
        if len(dict.fromkeys(names)) < len(names):
            raise ValueError("audiences: two have the same name")
        if self.max_new_per_minute < 1:
            raise ValueError("max_new_per_minute: at least 1")
