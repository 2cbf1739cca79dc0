"""CAT019 multilateration system status messages: the items of edition 1.3 as data.

Source: EUROCONTROL-SPEC-0149-18, "CAT019 Multilateration System Status Messages", ed. 1.3 (2010).
"""

from __future__ import annotations

from sargas.formats.asterix.tables.cat021 import latitude, longitude
from sargas.formats.asterix.tables.layout import FX, Table, explicit, extended, fixed, repetitive, s, spare, table, u

DOCUMENT = "EUROCONTROL-SPEC-0149-18"
EDITIONS = ("1.3",)

UAP = """
010 000 140 550 551 552 553
600 610 620 -   -   RE  SP
"""

_ITEMS = (
    fixed("000", "Message Type", u("TYPE", 8, low=1)),
    fixed("010", "Data Source Identifier", u("SAC", 8), u("SIC", 8)),
    fixed("140", "Time of Day", u("TOD", 24, 1 / 128, "s", 0, 86400 * 128 - 1)),
    fixed("550", "System Status", u("NOGO", 2), u("OVL", 1), u("TSV", 1), u("TTF", 1), spare(3)),
    fixed(
        *("551", "Tracking Processor Detailed Status"),
        *(u(f"TP{processor}{part}", 1) for processor in (1, 2, 3, 4) for part in "AB"),
    ),
    repetitive(
        *("552", "Remote Sensor Detailed Status"),
        *(u("RSI", 8), spare(1), u("RS1090", 1), u("TX1030", 1), u("TX1090", 1), u("RSS", 1), u("RSO", 1), spare(2)),
    ),
    extended(
        *("553", "Reference Transponder Detailed Status"),
        *(u("REFTR1", 2), spare(2), u("REFTR2", 2), spare(1), FX),
        *(u("REFTR3", 2), spare(2), u("REFTR4", 2), spare(1), FX),
    ),
    fixed("600", "Position of the MLT System Reference Point", latitude(32, 30), longitude(32, 30)),
    fixed("610", "Height of the MLT System Reference Point", s("HEIGHT", 16, 0.25, "m")),
    fixed("620", "WGS-84 Undulation", s("UND", 8, 1.0, "m")),
    explicit("RE", "Reserved Expansion Field"),
    explicit("SP", "Special Purpose Field"),
)


def build(edition: str) -> Table:
    """The table of edition 1.3."""
    return table(19, edition, DOCUMENT, _ITEMS, UAP)
