"""CAT001, monoradar target reports of older radars: the items as data.

Source: EUROCONTROL-SPEC-0149-2a, "CAT001 Monoradar Target Reports", ed. 1.1 (1999) to 1.4 (2022). Two User
Application Profiles: the first bit of I001/020 (TYP) says plot (0) or track (1). No edition moved a bit. Time is
truncated to its low 16 bits (I001/141) and wraps every 512 s.
"""

from __future__ import annotations

from sargas.formats.asterix.tables.layout import (
    FL_M,
    FX,
    NM_M,
    Table,
    explicit,
    extended,
    fixed,
    repetitive_fx,
    s,
    spare,
    table,
    u,
)

DOCUMENT = "EUROCONTROL-SPEC-0149-2a"
EDITIONS = ("1.1", "1.2", "1.3", "1.4")

UAP_PLOT = """
010 020 040 070 090 130 141
050 120 131 080 100 060 030
150 -   -   -   -   SP
"""
UAP_TRACK = """
010 020 161 040 042 200 070
090 141 130 131 120 170 210
050 080 100 060 030 SP  -
150
"""

_VGL = (u("V", 1), u("G", 1), u("L", 1), spare(1))

_ITEMS = (
    fixed("010", "Data Source Identifier", u("SAC", 8), u("SIC", 8)),
    extended(
        "020",
        "Target Report Descriptor",
        *(u("TYP", 1), u("SIM", 1), u("SSRPSR", 2), u("ANT", 1), u("SPI", 1), u("RAB", 1), FX),
        *(u("TST", 1), u("DS1DS2", 2), u("ME", 1), u("MI", 1), spare(2), FX),
    ),
    repetitive_fx("030", "Warning/Error Conditions", u("CODE", 7), FX, codes=True),
    fixed(
        "040",
        "Measured Position in Polar Co-ordinates",
        u("RHO", 16, NM_M / 128, "m"),
        u("THETA", 16, 360 / 65536, "deg"),
    ),
    fixed(
        "042",
        "Calculated Position in Cartesian Co-ordinates",
        s("X", 16, NM_M / 64, "m"),
        s("Y", 16, NM_M / 64, "m"),
    ),
    fixed("050", "Mode-2 Code in Octal Representation", *_VGL, u("MODE2", 12)),
    fixed("060", "Mode-2 Code Confidence Indicator", spare(4), u("Q", 12)),
    fixed("070", "Mode-3/A Code in Octal Representation", *_VGL, u("MODE3A", 12)),
    fixed("080", "Mode-3/A Code Confidence Indicator", spare(4), u("Q", 12)),
    fixed(
        "090",
        "Mode-C Code in Binary Representation",
        u("V", 1),
        u("G", 1),
        s("HGT", 14, FL_M / 4, "m", -60, 5100),
    ),
    fixed(
        "100",
        "Mode-C Code and Code Confidence Indicator",
        *(u("V", 1), u("G", 1), spare(2), u("MODEC", 12), spare(4), u("Q", 12)),
    ),
    fixed("120", "Measured Radial Doppler Speed", s("SPEED", 8, NM_M / 256, "mps")),
    repetitive_fx("130", "Radar Plot Characteristics", u("VALUE", 7), FX),
    fixed("131", "Received Power", s("POWER", 8, 1.0, "dbm")),
    fixed("141", "Truncated Time of Day", u("TOD", 16, 1 / 128, "s")),
    fixed("150", "Presence of X-Pulse", u("XA", 1), spare(1), u("XC", 1), spare(2), u("X2", 1), spare(2)),
    fixed("161", "Track Plot Number", u("TRN", 16)),
    extended(
        "170",
        "Track Status",
        *(u("CON", 1), u("RAD", 1), u("MAN", 1), u("DOU", 1), u("RDPC", 1), spare(1), u("GHO", 1), FX),
        *(u("TRE", 1), spare(6), FX),
    ),
    fixed(
        "200",
        "Calculated Track Velocity in Polar Co-ordinates",
        u("GSP", 16, NM_M / 16384, "mps"),
        u("HDG", 16, 360 / 65536, "deg"),
    ),
    repetitive_fx("210", "Track Quality", u("VALUE", 7), FX),
    explicit("SP", "Special Purpose Field"),
)


def build(edition: str) -> Table:
    """The table of one edition."""
    return table(1, edition, DOCUMENT, _ITEMS, UAP_PLOT, UAP_TRACK, chosen_by="020")
