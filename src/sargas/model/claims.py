"""Claims: what a target says of itself. Claims are not facts."""

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
