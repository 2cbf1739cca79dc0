"""CAT034 and CAT002, monoradar service messages: the items as data.

Source: EUROCONTROL-SPEC-0149-2b, "CAT034 Monoradar Service Messages", ed. 1.27 (2007) to 1.29 (2021), and
EUROCONTROL-SPEC-0149-2a, "CAT002 Monoradar Service Messages", ed. 1.0 (1997) to 1.2 (2024). No edition moved a bit.
Bytes of CAT034 1.26 were at hand and fit.
"""

from __future__ import annotations

from sargas.formats.asterix.tables.layout import (
    FX,
    NM_M,
    Table,
    compound,
    explicit,
    fixed,
    repetitive,
    repetitive_fx,
    s,
    spare,
    table,
    u,
)

EDITIONS_002 = ("1.0", "1.1", "1.2")
EDITIONS_034 = ("1.26", "1.27", "1.28", "1.29")

UAP_002 = """
010 000 020 030 041 050 060
070 100 090 080 -   SP
"""
UAP_034 = """
010 000 030 020 041 050 060
070 100 110 120 090 RE SP
"""

_SOURCE = fixed("010", "Data Source Identifier", u("SAC", 8), u("SIC", 8))
_TYPE = fixed("000", "Message Type", u("TYPE", 8, low=1))
_SECTOR = fixed("020", "Sector Number", u("SECTOR", 8, 360 / 256, "deg"))
_TIME = fixed("030", "Time of Day", u("TOD", 24, 1 / 128, "s", 0, 86400 * 128 - 1))
_ROTATION = fixed("041", "Antenna Rotation Speed", u("PERIOD", 16, 1 / 128, "s"))

_ITEMS_002 = (
    _TYPE,
    _SOURCE,
    _SECTOR,
    _TIME,
    _ROTATION,
    repetitive_fx("050", "Station Configuration Status", u("STATUS", 7), FX),
    repetitive_fx("060", "Station Processing Mode", u("MODE", 7), FX),
    repetitive("070", "Plot Count Values", u("A", 1), u("IDENT", 5), u("COUNTER", 10)),
    repetitive_fx("080", "Warning/Error Conditions", u("CODE", 7), FX, codes=True),
    fixed("090", "Collimation Error", s("RE", 8, NM_M / 128, "m"), s("AE", 8, 360 / 16384, "deg")),
    fixed(
        "100",
        "Dynamic Window Type 1",
        u("RS", 16, NM_M / 128, "m"),
        u("RE", 16, NM_M / 128, "m"),
        u("TS", 16, 360 / 65536, "deg"),
        u("TE", 16, 360 / 65536, "deg"),
    ),
    explicit("SP", "Special Purpose Field"),
)

_CHANNEL = (u("ANT", 1), u("CHAB", 2))
_ITEMS_034 = (
    _TYPE,
    _SOURCE,
    _SECTOR,
    _TIME,
    _ROTATION,
    compound(
        "050",
        "System Configuration and Status",
        fixed(
            "COM",
            "Common part",
            *(u("NOGO", 1), u("RDPC", 1), u("RDPR", 1), u("OVLRDP", 1)),
            *(u("OVLXMT", 1), u("MSC", 1), u("TSV", 1), spare(1)),
        ),
        None,
        None,
        fixed("PSR", "PSR sensor", *_CHANNEL, u("OVL", 1), u("MSC", 1), spare(3)),
        fixed("SSR", "SSR sensor", *_CHANNEL, u("OVL", 1), u("MSC", 1), spare(3)),
        fixed(
            "MDS",
            "Mode S sensor",
            *(*_CHANNEL, u("OVLSUR", 1), u("MSC", 1), u("SCF", 1), u("DLF", 1)),
            *(u("OVLSCF", 1), u("OVLDLF", 1), spare(7)),
        ),
    ),
    compound(
        "060",
        "System Processing Mode",
        fixed("COM", "Common part", spare(1), u("REDRDP", 3), u("REDXMT", 3), spare(1)),
        None,
        None,
        fixed("PSR", "PSR sensor", u("POL", 1), u("REDRAD", 3), u("STC", 2), spare(2)),
        fixed("SSR", "SSR sensor", u("REDRAD", 3), spare(5)),
        fixed("MDS", "Mode S sensor", u("REDRAD", 3), u("CLU", 1), spare(4)),
    ),
    repetitive("070", "Message Count Values", u("TYP", 5), u("COUNT", 11)),
    fixed("090", "Collimation Error", s("RNG", 8, NM_M / 128, "m"), s("AZM", 8, 360 / 16384, "deg")),
    fixed(
        "100",
        "Generic Polar Window",
        u("RHOST", 16, NM_M / 256, "m"),
        u("RHOEND", 16, NM_M / 256, "m"),
        u("THETAST", 16, 360 / 65536, "deg"),
        u("THETAEND", 16, 360 / 65536, "deg"),
    ),
    fixed("110", "Data Filter", u("TYP", 8)),
    fixed(
        "120",
        "3D-Position of Data Source",
        s("HGT", 16, 1.0, "m"),
        s("LAT", 24, 180 / 2**23, "deg", -(2**22), 2**22),
        s("LON", 24, 180 / 2**23, "deg"),
    ),
    explicit("RE", "Reserved Expansion Field"),
    explicit("SP", "Special Purpose Field"),
)


def build_002(edition: str) -> Table:
    """CAT002 in one edition."""
    return table(2, edition, "EUROCONTROL-SPEC-0149-2a", _ITEMS_002, UAP_002)


def build_034(edition: str) -> Table:
    """CAT034 in one edition."""
    return table(34, edition, "EUROCONTROL-SPEC-0149-2b", _ITEMS_034, UAP_034)
