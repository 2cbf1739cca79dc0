"""CAT205, radio direction finder reports: the items of edition 1.0 as data.

Source: EUROCONTROL-SPEC-0149-31, "CAT205 Radio Direction Finder Reports", ed. 1.0 (2020).
"""

from __future__ import annotations

from sargas.formats.asterix.tables.cat021 import latitude, longitude
from sargas.formats.asterix.tables.layout import Element, Table, explicit, fixed, repetitive, s, table, u

DOCUMENT = "EUROCONTROL-SPEC-0149-31"
EDITIONS = ("1.0",)

UAP = """
010 015 000 030 040 090 050
060 070 080 100 110 120 130
140 150 160 170 180 190 200
SP  -   -   -   -   -   -
"""


def _metres(name: str) -> Element:
    return s(name, 24, 0.5, "m", -8_388_600, 8_388_600)


_ITEMS = (
    fixed("000", "Message Type", u("TYP", 8)),
    fixed("010", "Data Source Identifier", u("SAC", 8), u("SIC", 8)),
    fixed("015", "Service Identification", u("SID", 8)),
    fixed("030", "Time of Day", u("TOD", 24, 1 / 128, "s", 0, 86400 * 128 - 1)),
    fixed("040", "Report Number", u("RN", 8)),
    fixed("050", "Position in WGS-84 Co-ordinates", latitude(32, 25), longitude(32, 25)),
    fixed("060", "Position in Cartesian Co-ordinates", _metres("X"), _metres("Y")),
    fixed("070", "Local Bearing", u("THETA", 16, 0.01, "deg", 0, 36_000)),
    fixed("080", "System Bearing", u("THETA", 16, 0.01, "deg", 0, 36_000)),
    fixed("090", "Radio Channel Name", u("RCN", 56)),
    fixed("100", "Quality of Measurement", u("QM", 8)),
    fixed("110", "Estimated Uncertainty", u("EU", 8, 100.0, "m")),
    repetitive("120", "Contributing Sensors", u("SENSOR", 8)),
    fixed("130", "Conflicting Transmitter Position in WGS-84 Co-ordinates", latitude(32, 25), longitude(32, 25)),
    fixed("140", "Conflicting Transmitter Position in Cartesian Co-ordinates", _metres("X"), _metres("Y")),
    fixed("150", "Conflicting Transmitter Estimated Uncertainty", u("EU", 8, 100.0, "m")),
    fixed("160", "Track Number", u("TRN", 16)),
    fixed("170", "Sensor Identification", u("SENSOR", 8)),
    fixed("180", "Signal Level", s("LEVEL", 16, 0.01, "dbuv")),
    fixed("190", "Signal Quality", u("SQ", 8)),
    fixed("200", "Signal Elevation", s("ELEVATION", 16, 0.01, "deg", -9_000, 9_000)),
    explicit("SP", "Special Purpose Field"),
)


def build(edition: str) -> Table:
    """The table of edition 1.0."""
    return table(205, edition, DOCUMENT, _ITEMS, UAP)
