"""CAT021, ADS-B target reports: the items of editions 0.23 to 0.26 as data.

Source: EUROCONTROL-SPEC-0149-12 (then SUR.ET1.ST05.2000-STD-12-01), "CAT021 ADS-B Messages", ed. 0.26 (2005).
Bytes of 0.26 often pass as 2.x and the other way round, so the edition of a feed is configured.
"""

from __future__ import annotations

from sargas.formats.asterix.tables.cat021 import (
    ALTITUDE,
    FLIGHT_LEVEL,
    MET,
    ROLL,
    TRAJECTORY_INTENT,
    latitude,
    longitude,
)
from sargas.formats.asterix.tables.layout import (
    FT_M,
    FX,
    KT_MPS,
    NM_M,
    Table,
    explicit,
    extended,
    fixed,
    s,
    spare,
    table,
    u,
)

DOCUMENT = "SUR.ET1.ST05.2000-STD-12-01"
EDITIONS = ("0.26",)

UAP = """
010 040 030 130 080 140 090
210 230 145 150 151 152 155
157 160 165 170 095 032 200
020 220 146 148 110 070 131
-   -   -   -   -   RE  SP
"""

_ITEMS = (
    fixed("010", "Data Source Identification", u("SAC", 8), u("SIC", 8)),
    fixed("020", "Emitter Category", u("ECAT", 8)),
    fixed("030", "Time of Day", u("TOD", 24, 1 / 128, "s", 0, 86400 * 128 - 1)),
    fixed("032", "Time of Day Accuracy", u("TODA", 8, 1 / 256, "s")),
    fixed(
        "040",
        "Target Report Descriptor",
        *(u("DCR", 1), u("GBS", 1), u("SIM", 1), u("TST", 1), u("RAB", 1), u("SAA", 1), u("SPI", 1), spare(1)),
        *(u("ATP", 3), u("ARC", 2), spare(3)),
    ),
    fixed("070", "Mode 3/A Code in Octal Representation", u("V", 1), u("G", 1), u("L", 1), spare(1), u("MODE3A", 12)),
    fixed("080", "Target Address", u("ADR", 24)),
    fixed("090", "Figure of Merit", u("AC", 2), u("MN", 2), u("DC", 2), spare(6), s("PA", 4)),
    fixed("095", "Velocity Accuracy", u("VUN", 8)),
    TRAJECTORY_INTENT,
    fixed("130", "Position in WGS-84 Co-ordinates", latitude(32, 25), longitude(32, 25)),
    fixed("131", "Signal Amplitude", s("SAM", 8, 1.0, "dbm")),
    fixed("140", "Geometric Altitude", s("ALT", 16, 6.25 * FT_M, "m", -240, 24000)),
    FLIGHT_LEVEL,
    fixed("146", "Intermediate State Selected Altitude", u("SAS", 1), u("SRC", 2), ALTITUDE),
    fixed("148", "Final State Selected Altitude", u("MV", 1), u("AH", 1), u("AM", 1), ALTITUDE),
    fixed("150", "Air Speed", u("IM", 1), u("AS", 15)),
    fixed("151", "True Airspeed", u("TAS", 16, KT_MPS, "mps")),
    fixed("152", "Magnetic Heading", u("MH", 16, 360 / 65536, "deg")),
    fixed("155", "Barometric Vertical Rate", s("BVR", 16, 6.25 * FT_M / 60, "mps")),
    fixed("157", "Geometric Vertical Rate", s("GVR", 16, 6.25 * FT_M / 60, "mps")),
    fixed("160", "Ground Vector", s("GS", 16, NM_M / 16384, "mps", 0, 32767), u("TA", 16, 360 / 65536, "deg")),
    extended("165", "Rate of Turn", u("TI", 2), spare(5), FX, s("ROT", 7, 0.25, "degps"), FX),
    fixed("170", "Target Identification", u("TI", 48)),
    fixed("200", "Target Status", u("PS", 8, low=0, high=5)),
    fixed(
        "210", "Link Technology Indicator", spare(3), u("DTI", 1), u("MDS", 1), u("UAT", 1), u("VDL", 1), u("OTR", 1)
    ),
    MET,
    ROLL,
    explicit("RE", "Reserved Expansion Field"),
    explicit("SP", "Special Purpose Field"),
)


def build(edition: str) -> Table:
    """The table of edition 0.26."""
    return table(21, edition, DOCUMENT, _ITEMS, UAP)
