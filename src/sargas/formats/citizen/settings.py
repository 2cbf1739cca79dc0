"""Settings of reports by people: how far they see and hear."""

from sargas.formats import format as formats


class Settings(formats.Settings, frozen=True, forbid_unknown_fields=True):
    """What may be tuned."""

    reach_seen_m: float = 3_000.0
    """A small drone is seen within this distance, by day..."""
    reach_heard_m: float = 2_000.0
    """...and heard within this one."""
    again_s: float = 60.0
    """Of one origin, no more than one report near another becomes a plot in this time: one person alone makes no track.
    """

    def __post_init__(self) -> None:
        for name in ("reach_seen_m", "reach_heard_m"):
            if not 100.0 <= getattr(self, name) <= 50_000.0:
                raise ValueError(f"{name} {getattr(self, name)} is outside 100..50000")
        if not 0.0 <= self.again_s <= 3_600.0:
            raise ValueError(f"again_s {self.again_s} is outside 0..3600")
