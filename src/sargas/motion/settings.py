"""Settings of motion: how much a course and a speed change by themselves."""

import msgspec


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[motion]`: how an object is thought to go on (`sargas.motion.going` holds the model, docs/explanation/motion.md
    what was measured)."""

    turn_deg: float = 8.0
    """One-sigma change of course in a minute; it grows with the square root of time."""
    speed_share: float = 0.05
    """One-sigma difference of its mean speed from what it is now, as a share of it."""

    def __post_init__(self) -> None:
        for name, (least, most) in {"turn_deg": (0.0, 30.0), "speed_share": (0.0, 0.5)}.items():
            if not least <= getattr(self, name) <= most:
                raise ValueError(f"{name}: {getattr(self, name)} is outside {least:g}..{most:g}")


SHIPPED = Settings()
