"""CAT020, multilateration target reports: the items of editions 1.9 to 1.11 as data.

Source: EUROCONTROL-SPEC-0149-14, "CAT020 Multilateration Target Reports", ed. 1.9 (2015) to 1.11 (2025). Edition 1.10
added an octet to I020/020 and 1.11 gave two spare bits of I020/230 a meaning; nothing moved.
"""

from __future__ import annotations

from sargas.formats.asterix.tables.cat021 import latitude, longitude
from sargas.formats.asterix.tables.layout import (
    FL_M,
    FT_M,
    FX,
    Item,
    Table,
    compound,
    explicit,
    extended,
    fixed,
    repetitive,
    repetitive_fx,
    s,
    spare,
    table,
    u,
)

DOCUMENT = "EUROCONTROL-SPEC-0149-14"
EDITIONS = ("1.9", "1.10", "1.11")

UAP = """
010 020 140 041 042 161 170
070 202 090 100 220 245 110
105 210 300 310 500 400 250
230 260 030 055 050 RE  SP
"""

_REGISTER = {"1.9": "MBDATA", "1.10": "BDSREGISTER", "1.11": "BDSDATA"}
"""What each edition calls the content of I020/250."""
_VG = (u("V", 1), u("G", 1))
_DESCRIPTOR = (
    *(u("SSR", 1), u("MS", 1), u("HF", 1), u("VDL4", 1), u("UAT", 1), u("DME", 1), u("OT", 1), FX),
    *(u("RAB", 1), u("SPI", 1), u("CHN", 1), u("GBS", 1), u("CRT", 1), u("SIM", 1), u("TST", 1), FX),
)
_LONGER = (*_DESCRIPTOR, u("CF", 2), spare(5), FX)


def _items(edition: str) -> tuple[Item, ...]:
    return (
        fixed("010", "Data Source Identifier", u("SAC", 8), u("SIC", 8)),
        extended("020", "Target Report Descriptor", *(_DESCRIPTOR if edition == "1.9" else _LONGER)),
        repetitive_fx("030", "Warning/Error Conditions", u("CODE", 7), FX, codes=True),
        fixed("041", "Position in WGS-84 Co-ordinates", latitude(32, 25), longitude(32, 25)),
        fixed("042", "Position in Cartesian Co-ordinates", s("X", 24, 0.5, "m"), s("Y", 24, 0.5, "m")),
        fixed("050", "Mode-2 Code in Octal Representation", *_VG, u("L", 1), spare(1), u("MODE2", 12)),
        fixed("055", "Mode-1 Code in Octal Representation", *_VG, u("L", 1), u("MODE1", 5)),
        fixed("070", "Mode-3/A Code in Octal Representation", *_VG, u("L", 1), spare(1), u("MODE3A", 12)),
        fixed("090", "Flight Level in Binary Representation", *_VG, s("FL", 14, FL_M / 4, "m")),
        fixed("100", "Mode-C Code", *_VG, spare(2), u("MODEC", 12), spare(4), u("Q", 12)),
        fixed("105", "Geometric Height (WGS-84)", s("HGT", 16, 6.25 * FT_M, "m")),
        fixed("110", "Measured Height (Local Cartesian Co-ordinates)", s("HGT", 16, 6.25 * FT_M, "m")),
        fixed("140", "Time of Day", u("TOD", 24, 1 / 128, "s", 0, 86400 * 128 - 1)),
        fixed("161", "Track Number", spare(4), u("TRN", 12)),
        extended(
            "170",
            "Track Status",
            *(u("CNF", 1), u("TRE", 1), u("CST", 1), u("CDM", 2), u("MAH", 1), u("STH", 1), FX),
            *(u("GHO", 1), spare(6), FX),
        ),
        fixed("202", "Calculated Track Velocity", s("VX", 16, 0.25, "mps"), s("VY", 16, 0.25, "mps")),
        fixed("210", "Calculated Acceleration", s("AX", 8, 0.25, "mps2"), s("AY", 8, 0.25, "mps2")),
        fixed("220", "Target Address", u("ADR", 24)),
        fixed(
            "230",
            "Communications/ACAS Capability and Flight Status",
            *(u("COM", 3), u("STAT", 3), u("CASEVN", 2) if edition == "1.11" else spare(2)),
            *(u("MSSC", 1), u("ARC", 1), u("AIC", 1), u("B1A", 1), u("B1B", 4)),
        ),
        fixed("245", "Target Identification", u("STI", 2), spare(6), u("CHR", 48)),
        repetitive("250", "BDS Register Data", u(_REGISTER[edition], 56), u("BDS1", 4), u("BDS2", 4)),
        fixed("260", "ACAS Resolution Advisory Report", u("RA", 56)),
        fixed("300", "Vehicle Fleet Identification", u("VFI", 8)),
        fixed("310", "Pre-programmed Message", u("TRB", 1), u("MSG", 7)),
        repetitive("400", "Contributing Devices", *(u(f"BIT{k}", 1) for k in range(1, 9))),
        compound(
            "500",
            "Position Accuracy",
            fixed("DOP", "DOP of position", u("X", 16, 0.25), u("Y", 16, 0.25), u("XY", 16, 0.25)),
            fixed(
                "SDP", "Standard deviation of position", u("X", 16, 0.25, "m"), u("Y", 16, 0.25, "m"), u("XY", 16, 0.25)
            ),
            fixed("SDH", "Standard deviation of geometric height", u("SDH", 16, 0.5, "m")),
        ),
        explicit("RE", "Reserved Expansion Field"),
        explicit("SP", "Special Purpose Field"),
    )


def build(edition: str) -> Table:
    """The table of an edition from 1.9 to 1.11."""
    return table(20, edition, DOCUMENT, _items(edition), UAP)
