"""Claims: what a target says of itself. Claims are not facts."""

from collections.abc import Iterable

import msgspec

EMERGENCIES = (
    "none",
    "general",
    "lifeguard",
    "minimum_fuel",
    "no_communications",
    "unlawful_interference",
    "downed",
    "military",
)
"""Order is the code in columns. I021/200 priority status; Mode 3/A 7700 general, 7600 no_communications,
7500 unlawful_interference."""
UNLAWFUL, UNLAWFUL_CODE = EMERGENCIES.index("unlawful_interference"), 0o7500
"""For those alone who are cleared (`sargas.sharing.clearance`)."""

CONSPICUITY_CODES = ("0000", "1200", "2000", "7000", "7010", "7777")
"""Mode 3/A codes, in octal, that many show at once: they say nothing of who flies (ICAO Doc 4444, 8.5.2; Doc 7030 EUR).
7010 is that of aerodrome circuits in some states, 7777 that of transponders that are tested."""
_SHARED = (0o0000, 0o1000, 0o7500, 0o7600, 0o7700)
"""Codes that name nobody anywhere: none at all, the one beside a call sign in Mode S, and those of emergencies."""


def names_nobody(conspicuity_codes: Iterable[str] = CONSPICUITY_CODES) -> tuple[int, ...]:
    """Mode 3/A codes by which no flight is known, ascending."""
    return tuple(sorted(dict.fromkeys((*_SHARED, *(int(code, 8) for code in conspicuity_codes)))))


class Claims(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything optional: what is None was not said. Pressure altitude is a claim too (re 1013.25 hPa)."""

    mode_s: int | None = None
    """24-bit address; shown as six hex digits."""
    mode_3a: int | None = None
    """12-bit code as an integer (octal 7700 = 0o7700); shown as four octal digits."""
    callsign: str | None = None
    pressure_altitude_m: float | None = None
    emergency: str | None = None
    remote_id: str | None = None

    @property
    def unlawful(self) -> bool:
        """Whether it says that somebody interferes unlawfully: by its code, or in words."""
        return self.mode_3a == UNLAWFUL_CODE or self.emergency == EMERGENCIES[UNLAWFUL]
