"""CAT010, monosensor surface movement data: the items of edition 1.1 as data.

Source: EUROCONTROL-SPEC-0149-7, "CAT010 Transmission of Monosensor Surface Movement Data", ed. 1.1.
"""

from __future__ import annotations

from sargas.formats.asterix.tables.cat021 import latitude, longitude
from sargas.formats.asterix.tables.layout import (
    FL_M,
    FT_M,
    FX,
    NM_M,
    Table,
    explicit,
    extended,
    fixed,
    repetitive,
    s,
    spare,
    table,
    u,
)

DOCUMENT = "EUROCONTROL-SPEC-0149-7"
EDITIONS = ("1.1",)

UAP = """
010 000 020 140 041 040 042
200 202 161 170 060 220 245
250 300 090 091 270 550 310
500 280 131 210 -   SP  RE
"""

_ITEMS = (
    fixed("000", "Message Type", u("TYPE", 8, low=1)),
    fixed("010", "Data Source Identifier", u("SAC", 8), u("SIC", 8)),
    extended(
        *("020", "Target Report Descriptor"),
        *(u("TYP", 3), u("DCR", 1), u("CHN", 1), u("GBS", 1), u("CRT", 1), FX),
        *(u("SIM", 1), u("TST", 1), u("RAB", 1), u("LOP", 2), u("TOT", 2), FX),
        *(u("SPI", 1), spare(6), FX),
    ),
    fixed("040", "Measured Position in Polar Co-ordinates", u("RHO", 16, 1.0, "m"), u("TH", 16, 360 / 65536, "deg")),
    fixed("041", "Position in WGS-84 Co-ordinates", latitude(32, 31), longitude(32, 31)),
    fixed("042", "Position in Cartesian Co-ordinates", s("X", 16, 1.0, "m"), s("Y", 16, 1.0, "m")),
    fixed(
        *("060", "Mode-3/A Code in Octal Representation"),
        *(u("V", 1), u("G", 1), u("L", 1), spare(1), u("MODE3A", 12)),
    ),
    fixed("090", "Flight Level in Binary Representation", u("V", 1), u("G", 1), s("FL", 14, FL_M / 4, "m")),
    fixed("091", "Measured Height", s("HGT", 16, 6.25 * FT_M, "m")),
    fixed("131", "Amplitude of Primary Plot", u("PAM", 8)),
    fixed("140", "Time of Day", u("TOD", 24, 1 / 128, "s", 0, 86400 * 128 - 1)),
    fixed("161", "Track Number", spare(4), u("TRK", 12)),
    extended(
        *("170", "Track Status"),
        *(u("CNF", 1), u("TRE", 1), u("CST", 2), u("MAH", 1), u("TCC", 1), u("STH", 1), FX),
        *(u("TOM", 2), u("DOU", 3), u("MRS", 2), FX),
        *(u("GHO", 1), spare(6), FX),
    ),
    fixed(
        *("200", "Calculated Track Velocity in Polar Co-ordinates"),
        *(u("GSP", 16, NM_M / 2**14, "mps"), u("TRA", 16, 360 / 65536, "deg")),
    ),
    fixed(
        *("202", "Calculated Track Velocity in Cartesian Co-ordinates"),
        *(s("VX", 16, 0.25, "mps"), s("VY", 16, 0.25, "mps")),
    ),
    fixed("210", "Calculated Acceleration", s("AX", 8, 0.25, "mps2"), s("AY", 8, 0.25, "mps2")),
    fixed("220", "Target Address", u("ADR", 24)),
    fixed("245", "Target Identification", u("STI", 2), spare(6), u("CHR", 48)),
    repetitive("250", "Mode S MB Data", u("MBDATA", 56), u("BDS1", 4), u("BDS2", 4)),
    extended(
        *("270", "Target Size and Orientation"),
        *(u("LENGTH", 7, 1.0, "m"), FX, u("ORIENTATION", 7, 360 / 128, "deg"), FX, u("WIDTH", 7, 1.0, "m"), FX),
    ),
    repetitive("280", "Presence", s("DRHO", 8, 1.0, "m"), s("DTHETA", 8, 0.15, "deg")),
    fixed("300", "Vehicle Fleet Identification", u("VFI", 8)),
    fixed("310", "Pre-programmed Message", u("TRB", 1), u("MSG", 7)),
    fixed(
        *("500", "Standard Deviation of Position"),
        *(u("DEVX", 8, 0.25, "m"), u("DEVY", 8, 0.25, "m"), s("COVXY", 16, 0.25, "m2")),
    ),
    fixed("550", "System Status", u("NOGO", 2), u("OVL", 1), u("TSV", 1), u("DIV", 1), u("TTF", 1), spare(2)),
    explicit("RE", "Reserved Expansion Field"),
    explicit("SP", "Special Purpose Field"),
)


def build(edition: str) -> Table:
    """The table of edition 1.1."""
    return table(10, edition, DOCUMENT, _ITEMS, UAP)
