"""CAT023 CNS/ATM ground station and service status reports: the items of editions 1.2 and 1.3 as data.

Source: EUROCONTROL-SPEC-0149-16, "CAT023 CNS/ATM Ground Station and Service Status Reports", ed. 1.2 and 1.3.
"""

from __future__ import annotations

from sargas.formats.asterix.tables.layout import (
    FX,
    NM_M,
    Table,
    explicit,
    extended,
    fixed,
    repetitive,
    spare,
    table,
    u,
)

DOCUMENT = "EUROCONTROL-SPEC-0149-16"
EDITIONS = ("1.2", "1.3")

UAP = """
010 000 015 070 100 101 200
110 120 -   -   -   RE  SP
"""

_ITEMS = (
    fixed("000", "Report Type", u("TYPE", 8, low=1)),
    fixed("010", "Data Source Identifier", u("SAC", 8), u("SIC", 8)),
    fixed("015", "Service Type and Identification", u("SID", 4), u("STYP", 4)),
    fixed("070", "Time of Day", u("TOD", 24, 1 / 128, "s", 0, 86400 * 128 - 1)),
    extended(
        *("100", "Ground Station Status"),
        *(u("NOGO", 1), u("ODP", 1), u("OXT", 1), u("MSC", 1), u("TSV", 1), u("SPO", 1), u("RN", 1), FX),
        *(u("GSSP", 7, 1.0, "s"), FX),
    ),
    extended(
        *("101", "Service Configuration"),
        *(u("RP", 8, 0.5, "s"), u("SC", 3), spare(4), FX),
        *(u("SSRP", 7, 1.0, "s"), FX),
        before=1,
    ),
    extended("110", "Service Status", spare(4), u("STAT", 3), FX),
    repetitive("120", "Service Statistics", u("TYPE", 8), u("REF", 1), spare(7), u("CV", 32)),
    fixed("200", "Operational Range", u("RANGE", 8, NM_M, "m")),
    explicit("RE", "Reserved Expansion Field"),
    explicit("SP", "Special Purpose Field"),
)


def build(edition: str) -> Table:
    """The table of one edition: both have the same items."""
    return table(23, edition, DOCUMENT, _ITEMS, UAP)
