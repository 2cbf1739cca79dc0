"""CAT015, independent non-cooperative surveillance target reports: the items of editions 1.0 to 1.2 as data.

Source: EUROCONTROL-SPEC-0149-30, "CAT015 INCS Target Reports", ed. 1.0 (2020) to 1.2 (2024). No edition moved a bit.
Names are the document's; CO.. is a correlation, RS.. a resolution, SD.. a standard deviation.
"""

from __future__ import annotations

from sargas.formats.asterix.tables.layout import (
    FX,
    Element,
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

DOCUMENT = "EUROCONTROL-SPEC-0149-30"
EDITIONS = ("1.0", "1.1", "1.2")

UAP = """
010 000 015 020 030 145 161
170 050 270 300 400 600 601
602 603 604 605 480 625 626
627 628 630 631 SP  -   -
"""

_TURN = 360 / 2**16
"""Least bit of an azimuth, in degrees."""
_FINE = _TURN / 8


def _part(name: str) -> Element:
    """A correlation, -1 to 1."""
    return s(name, 8, 1 / 128)


def _parts(number: str, title: str, *names: str) -> Item:
    """Correlations of two quantities."""
    return fixed(number, title, *map(_part, names))


_ITEMS = (
    fixed("000", "Message Type", u("MT", 7), u("RG", 1)),
    fixed("010", "Data Source Identifier", u("SAC", 8), u("SIC", 8)),
    fixed("015", "Service Identification", u("SID", 8)),
    extended("020", "Target Report Descriptor", u("MOMU", 2), u("TTAX", 2), u("SCD", 2), spare(1), FX),
    repetitive_fx("030", "Warning/Error Conditions", u("CODE", 7), FX, codes=True),
    fixed("050", "Update Period", spare(2), u("UPD", 14, 1 / 128, "s")),
    fixed("145", "Time of Applicability", u("TOA", 24, 1 / 128, "s", 0, 86400 * 128 - 1)),
    fixed("161", "Track/Plot Number", u("TPN", 16)),
    extended(
        "170",
        "Track/Plot Status",
        *(u("BIZ", 1), u("BAZ", 1), u("TUR", 1), spare(1), u("CSTP", 1), u("CSTH", 1), u("CNF", 1), FX),
    ),
    compound(
        "270",
        "Target Size and Orientation",
        fixed("LEN", "Length", u("LEN", 16, 0.01, "m")),
        fixed("WDT", "Width", u("WDT", 16, 0.01, "m")),
        fixed("HGT", "Height", u("HGT", 16, 0.01, "m")),
        fixed("ORT", "Orientation", u("ORT", 16, _TURN, "deg")),
    ),
    repetitive("300", "Object Classification", u("CLS", 9), u("PRB", 7)),
    fixed("400", "Measurement Identifier", u("PID", 16), u("ON", 24)),
    repetitive("480", "Associations", u("ASSOCIATION", 40)),
    compound(
        "600",
        "Horizontal Position Information",
        fixed(
            "P84",
            "Position in WGS-84 Co-ordinates",
            s("LATITUDE", 32, 180 / 2**31, "deg", -(2**30), 2**30),
            s("LONGITUDE", 32, 180 / 2**31, "deg"),
        ),
        fixed("HPR", "Resolution", u("RSHPX", 16, 0.5, "m"), u("RSHPY", 16, 0.5, "m"), _part("CORSHPXY")),
        fixed("HPP", "Precision", u("SDHPX", 16, 0.25, "m"), u("SDHPY", 16, 0.25, "m"), _part("COSDHPXY")),
    ),
    compound(
        "601",
        "Geometric Height Information",
        fixed("GH", "Geometric height (WGS-84)", s("GH", 24, 0.01, "m")),
        fixed("RSGH", "Resolution", u("RSGH", 24, 0.01, "m")),
        fixed("SDGH", "Precision", u("SDGH", 24, 0.01, "m")),
        fixed("CI6", "67 % confidence interval", u("UCI6", 12, 16.0, "m"), u("LCI6", 12, 16.0, "m")),
        fixed("CI9", "95 % confidence interval", u("UCI9", 12, 16.0, "m"), u("LCI9", 12, 16.0, "m")),
        _parts("COGHHP", "With horizontal position", "X", "Y"),
        _parts("COGHHV", "With horizontal velocity", "X", "Y"),
        _parts("COGHHA", "With horizontal acceleration", "X", "Y"),
    ),
    compound(
        "602",
        "Horizontal Velocity Information",
        fixed("HV", "Velocity", s("X", 20, 0.01, "mps"), s("Y", 20, 0.01, "mps")),
        fixed("RSHV", "Resolution", u("X", 16, 0.01, "mps"), u("Y", 16, 0.01, "mps"), _part("CORSHVXY")),
        fixed("SDHV", "Precision", u("X", 16, 0.01, "mps"), u("Y", 16, 0.01, "mps"), _part("COHVXY")),
        _parts("COHVHP", "With horizontal position", "COHVXHPX", "COHVXHPY", "COHVYHPX", "COHVYHPY"),
    ),
    compound(
        "603",
        "Horizontal Acceleration Information",
        fixed("HA", "Acceleration", s("X", 12, 1 / 16, "mps2"), s("Y", 12, 1 / 16, "mps2")),
        fixed("SDHA", "Precision", u("X", 12, 1 / 16, "mps2"), u("Y", 12, 1 / 16, "mps2"), _part("COHAXY")),
        _parts("COHAHP", "With horizontal position", "COHAXHPX", "COHAXHPY", "COHAYHPX", "COAYHPY"),
        _parts("COHAHV", "With horizontal velocity", "COHAXHVX", "COHAXHVY", "COHAYHVX", "COHAYHVY"),
    ),
    compound(
        "604",
        "Vertical Velocity Information",
        fixed("VV", "Velocity", s("VV", 24, 0.01, "mps")),
        fixed("RSVV", "Resolution", u("RSVV", 16, 0.01, "mps")),
        fixed("SDVV", "Precision", u("SDVV", 16, 0.01, "mps"), _part("COVVGH")),
        _parts("COVVHP", "With horizontal position", "X", "Y"),
        _parts("COVVHV", "With horizontal velocity", "X", "Y"),
        _parts("COVVHA", "With horizontal acceleration", "X", "Y"),
    ),
    compound(
        "605",
        "Vertical Acceleration Information",
        fixed("VA", "Acceleration", s("VA", 16, 0.01, "mps2")),
        fixed("RSVA", "Precision", u("SDVA", 16, 0.01, "mps2"), _part("COVAGH"), _part("COVAVV")),
        _parts("COVAHP", "With horizontal position", "X", "Y"),
        _parts("COVAHV", "With horizontal velocity", "X", "Y"),
        _parts("COVAHA", "With horizontal acceleration", "X", "Y"),
    ),
    compound(
        "625",
        "Range Information",
        fixed("R", "Range", s("R", 24, 0.1, "m")),
        fixed("RSR", "Resolution", u("RSR", 24, 0.1, "m")),
        fixed("SDR", "Precision", u("SDR", 24, 0.1, "m")),
        fixed("RR", "Range rate", s("RR", 24, 0.1, "mps")),
        fixed("RSRR", "Resolution of the range rate", u("RSRR", 24, 0.1, "mps")),
        fixed("SDRR", "Precision of the range rate", u("SDRR", 24, 0.1, "mps"), _part("CORRR")),
        fixed("RA", "Range acceleration", s("RA", 16, 1 / 64, "mps2")),
        fixed(
            "SDRA",
            "Precision of the range acceleration",
            u("SDRA", 16, 1 / 128, "mps2"),
            _part("CORAR"),
            _part("CORARR"),
        ),
    ),
    compound(
        "626",
        "Doppler Information",
        fixed("DV", "Doppler velocity", s("DV", 24, 0.01, "mps")),
        fixed("SDDV", "Precision", u("SDDV", 16, 1 / 64, "mps")),
        fixed("DA", "Doppler acceleration", s("DA", 16, 1 / 64, "mps2")),
        fixed("SDDA", "Precision of the acceleration", u("SDDA", 16, 1 / 64, "mps2"), _part("CODADV")),
        _parts("CODVR", "With range", "CODVR"),
        _parts("CODVRR", "With range rate", "CODVRR"),
        _parts("CODVRA", "With range acceleration", "CODVRA"),
        _parts("CODAR", "Acceleration with range", "CODAR"),
        _parts("CODARR", "Acceleration with range rate", "CODARR"),
        _parts("CODARA", "Acceleration with range acceleration", "CODARA"),
    ),
    compound(
        "627",
        "Azimuth Information",
        fixed("AZ", "Azimuth", u("AZ", 16, _TURN, "deg")),
        fixed("RSAZ", "Resolution", u("RSAZ", 16, _FINE, "deg")),
        fixed("SDASZ", "Standard deviation", u("SDASZ", 16, _FINE, "deg")),
        fixed("AZR", "Azimuth rate", s("AZR", 16, _TURN / 2, "degps")),
        fixed("SDAZR", "Standard deviation of the rate", u("SDAZR", 16, _FINE, "degps"), _part("COAZRAZ")),
        fixed("AZEX", "Extent", u("S", 16, _TURN, "deg"), u("E", 16, _TURN, "deg")),
    ),
    compound(
        "628",
        "Elevation Information",
        fixed("EL", "Elevation", s("EL", 16, _TURN / 2, "deg")),
        fixed("RSEL", "Resolution", u("RSEL", 16, _FINE, "deg")),
        fixed("SDEL", "Standard deviation", u("SDEL", 16, _FINE, "deg")),
        fixed("ER", "Elevation rate", s("ER", 16, _TURN / 2, "degps")),
        fixed("SDER", "Standard deviation of the rate", u("SDELR", 16, _FINE, "degps"), _part("COELREL")),
        fixed("ELEX", "Extent", s("S", 16, _TURN / 2, "deg"), s("E", 16, _TURN / 2, "deg")),
    ),
    compound(
        "630",
        "Path Quality",
        fixed("DPP", "Direct path, power", s("DPP", 8, 1.0, "db")),
        fixed("DPS", "Direct path, signal to noise", s("DPS", 8, 1.0, "db")),
        fixed("RPP", "Reflected path, power", spare(7), s("RPP", 9, 1.0, "db")),
        fixed("RPS", "Reflected path, signal to noise", s("RPS", 8, 1.0, "db")),
    ),
    repetitive(
        "631",
        "Contour",
        *(u("AZCON", 16, _TURN, "deg"), s("ELCON", 16, _TURN / 2, "deg")),
        *(u("RGCONSTOP", 16, 10_000 / 2**16, "m"), u("RGCONSTART", 16, 10_000 / 2**16, "m")),
    ),
    explicit("SP", "Special Purpose Field"),
)


def build(edition: str) -> Table:
    """The table of an edition from 1.0 to 1.2."""
    return table(15, edition, DOCUMENT, _ITEMS, UAP)
