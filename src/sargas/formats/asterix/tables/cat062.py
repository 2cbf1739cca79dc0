"""CAT062, system track messages: the items as data. The long compound items stand in `cat062_parts`.

Source: EUROCONTROL-SPEC-0149-9, "CAT062 SDPS Track Messages", ed. 1.16 (2012) to 1.21 (2025).
Bytes of 1.12 were at hand and fit the table of 1.16. From 1.16 on only spare bits were given meaning:
V and G of I062/060 (1.17), the octets of I062/080, the sign of a 3D height (I062/340) in 1.19.
Editions before 1.0 have another UAP; `wire` finds that they do not fit.
"""

from __future__ import annotations

from sargas.formats.asterix.tables.cat062_parts import AIRCRAFT_DERIVED, DATA_AGES, FLIGHT_PLAN, MODE_5
from sargas.formats.asterix.tables.layout import (
    FL_M,
    FT_M,
    FX,
    NM_M,
    Item,
    Table,
    compound,
    explicit,
    extended,
    fixed,
    repetitive_fx,
    s,
    spare,
    table,
    u,
)

DOCUMENT = "EUROCONTROL-SPEC-0149-9"
EDITIONS = ("1.12", "1.16", "1.17", "1.18", "1.19", "1.20", "1.21")

UAP = """
010 -   015 070 105 100 185
210 060 245 380 040 080 290
200 295 136 130 135 220 390
270 300 110 120 510 500 340
-   -   -   -   -   RE  SP
"""

_STATUS = (
    *(u("MON", 1), u("SPI", 1), u("MRH", 1), u("SRC", 3), u("CNF", 1), FX),
    *(u("SIM", 1), u("TSE", 1), u("TSB", 1), u("FPC", 1), u("AFF", 1), u("STP", 1), u("KOS", 1), FX),
    *(u("AMA", 1), u("MD4", 2), u("ME", 1), u("MI", 1), u("MD5", 2), FX),
    *(u("CST", 1), u("PSR", 1), u("SSR", 1), u("MDS", 1), u("ADS", 1), u("SUC", 1), u("AAC", 1), FX),
    *(u("SDS", 2), u("EMS", 3), u("PFT", 1), u("FPLT", 1), FX),
    *(u("DUPT", 1), u("DUPF", 1), u("DUPM", 1)),
)
_STATUS_118 = (u("SFC", 1), u("IDD", 1), u("IEC", 1))

_AGES_S = 1 / 4


_STATUS_120 = (*_STATUS_118, u("MLAT", 1), FX)
_STATUS_121 = (*_STATUS_120, u("M5I", 1), spare(6), FX)
_STATUS_SINCE = (
    ("1.21", _STATUS_121),
    ("1.20", _STATUS_120),
    ("1.18", (*_STATUS_118, spare(1), FX)),
    ("1.", (spare(4), FX)),
)


def _status(edition: str) -> Item:
    """I062/080: the sixth octet was filled in 1.18 and 1.20, a seventh came with 1.21."""
    return extended(
        "080",
        "Track Status",
        *_STATUS,
        *next(octets for since, octets in _STATUS_SINCE if edition >= since),
    )


def _mode_3a(edition: str) -> Item:
    """I062/060: V and G are of 1.17."""
    return fixed(
        "060",
        "Track Mode 3/A Code",
        *((spare(2),) if edition < "1.17" else (u("V", 1), u("G", 1))),
        *(u("CH", 1), spare(1), u("MODE3A", 12)),
    )


def _measured(edition: str) -> Item:
    """I062/340: the 3D height is signed from 1.19."""
    return compound(
        "340",
        "Measured Information",
        fixed("SID", "Sensor Identification", u("SAC", 8), u("SIC", 8)),
        fixed("POS", "Measured Position", u("RHO", 16, NM_M / 256, "m"), u("THETA", 16, 360 / 65536, "deg")),
        fixed("HEIGHT", "Measured 3-D Height", (u if edition < "1.19" else s)("HEIGHT", 16, 25 * FT_M, "m")),
        fixed("MDC", "Last Measured Mode C Code", u("V", 1), u("G", 1), s("LMC", 14, FL_M / 4, "m", -60, 5100)),
        fixed("MDA", "Last Measured Mode 3/A Code", u("V", 1), u("G", 1), u("L", 1), spare(1), u("MODE3A", 12)),
        fixed("TYP", "Report Type", u("TYP", 3), u("SIM", 1), u("RAB", 1), u("TST", 1), spare(2)),
    )


_ITEMS = (
    fixed("010", "Data Source Identifier", u("SAC", 8), u("SIC", 8)),
    fixed("015", "Service Identification", u("SI", 8)),
    fixed("040", "Track Number", u("TRN", 16)),
    fixed("070", "Time of Track Information", u("TOD", 24, 1 / 128, "s", 0, 86400 * 128 - 1)),
    fixed("100", "Calculated Track Position (Cartesian)", s("X", 24, 0.5, "m"), s("Y", 24, 0.5, "m")),
    fixed(
        "105",
        "Calculated Position in WGS-84 Co-ordinates",
        s("LAT", 32, 180 / 2**25, "deg", -(2**24), 2**24),
        s("LON", 32, 180 / 2**25, "deg", -(2**25), 2**25),
    ),
    fixed("120", "Track Mode 2 Code", spare(4), u("MODE2", 12)),
    fixed("130", "Calculated Track Geometric Altitude", s("ALT", 16, 6.25 * FT_M, "m", -240, 24000)),
    fixed("135", "Calculated Track Barometric Altitude", u("QNH", 1), s("CTB", 15, FL_M / 4, "m", -60, 6000)),
    fixed("136", "Measured Flight Level", s("MFL", 16, FL_M / 4, "m", -60, 6000)),
    fixed("185", "Calculated Track Velocity (Cartesian)", s("VX", 16, 0.25, "mps"), s("VY", 16, 0.25, "mps")),
    fixed("200", "Mode of Movement", u("TRANS", 2), u("LONG", 2), u("VERT", 2), u("ADF", 1), spare(1)),
    fixed("210", "Calculated Acceleration (Cartesian)", s("AX", 8, 0.25, "mps2"), s("AY", 8, 0.25, "mps2")),
    fixed("220", "Calculated Rate of Climb/Descent", s("ROCD", 16, 6.25 * FT_M / 60, "mps")),
    fixed("245", "Target Identification", u("STI", 2), spare(6), u("CHR", 48)),
    extended(
        "270",
        "Target Size and Orientation",
        *(u("LENGTH", 7, 1.0, "m"), FX, u("ORIENTATION", 7, 360 / 128, "deg"), FX, u("WIDTH", 7, 1.0, "m"), FX),
    ),
    compound(
        "290",
        "System Track Update Ages",
        *(
            fixed(name, f"Age of the last {name} report", u(name, 16 if name == "ADS" else 8, _AGES_S, "s"))
            for name in ("TRK", "PSR", "SSR", "MDS", "ADS", "ES", "VDL", "UAT", "LOP", "MLT")
        ),
    ),
    fixed("300", "Vehicle Fleet Identification", u("VFI", 8)),
    compound(
        "500",
        "Estimated Accuracies",
        fixed("APC", "Position (Cartesian)", u("X", 16, 0.5, "m"), u("Y", 16, 0.5, "m")),
        fixed("COV", "XY covariance component", s("COV", 16, 0.5, "m")),
        fixed("APW", "Position (WGS-84)", u("LAT", 16, 180 / 2**25, "deg"), u("LON", 16, 180 / 2**25, "deg")),
        fixed("AGA", "Geometric altitude", u("AGA", 8, 6.25 * FT_M, "m")),
        fixed("ABA", "Barometric altitude", u("ABA", 8, FL_M / 4, "m")),
        fixed("ATV", "Velocity (Cartesian)", u("X", 8, 0.25, "mps"), u("Y", 8, 0.25, "mps")),
        fixed("AA", "Acceleration (Cartesian)", u("X", 8, 0.25, "mps2"), u("Y", 8, 0.25, "mps2")),
        fixed("ARC", "Rate of climb or descent", u("ARC", 8, 6.25 * FT_M / 60, "mps")),
    ),
    repetitive_fx("510", "Composed Track Number", u("IDENT", 8), u("TRACK", 15), FX),
    MODE_5,
    DATA_AGES,
    AIRCRAFT_DERIVED,
    FLIGHT_PLAN,
    explicit("RE", "Reserved Expansion Field"),
    explicit("SP", "Special Purpose Field"),
)


def build(edition: str) -> Table:
    """The table of one edition."""
    return table(62, edition, DOCUMENT, (_mode_3a(edition), _status(edition), _measured(edition), *_ITEMS), UAP)
