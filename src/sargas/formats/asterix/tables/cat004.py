"""CAT004, safety net messages: the items as data.

Source: EUROCONTROL-SPEC-0149-17, "CAT004 Safety Net Messages", ed. 1.12 (2020) and 1.13 (2024), which filled four bits
of I004/045 and gave I004/060 an octet. Bytes of 1.4 were at hand and fit the table of 1.12.
"""

from __future__ import annotations

from sargas.formats.asterix.tables.cat021 import latitude, longitude
from sargas.formats.asterix.tables.layout import (
    FL_M,
    FT_M,
    FX,
    Element,
    Item,
    Table,
    compound,
    explicit,
    extended,
    fixed,
    repetitive,
    s,
    spare,
    table,
    u,
)

DOCUMENT = "EUROCONTROL-SPEC-0149-17"
EDITIONS = ("1.4", "1.12", "1.13")

UAP = """
010 000 015 020 040 045 060
030 170 120 070 076 074 075
100 035 171 110 -   RE  SP
"""

_FUNCTIONS = (
    "MRVA RAMLD RAMHD MSAW APW CLAM STCA",
    "APM RIMCA ACASRA NTCA DG OF OL",
    "AIW PAIW OCAT SAM VCD CHAM DSAM",
    "DBPSMARR DBPSMDEP DBPSMTL VRAMCRM VRAMVTM VRAMVRM HAMHD",
    "HAMRD HAMVD HVI LTW VPM TTA CRA",
    "ASM IAVM FTD ITD IIA SQW CUW",
    "CATC NOCLR NOMOV NOH WRTY STOCC ONGOING",
)
"""Of I004/060, an octet a line; DG, OF and OL are states of the system."""


def _bits(octets: tuple[str, ...]) -> tuple[Element, ...]:
    return tuple(element for names in octets for element in (*(u(name, 1) for name in names.split()), FX))


def _time(name: str, title: str) -> Item:
    return fixed(name, title, u(name, 24, 1 / 128, "s"))


def _aircraft(number: str, of: int, place: str) -> Item:
    """I004/170 and /171, which call the place by different names."""
    return compound(
        number,
        f"Aircraft Identification and Characteristics {of}",
        fixed(f"AI{of}", "Aircraft Identifier", u(f"AI{of}", 56)),
        fixed(f"M3{of}", "Mode 3/A Code", spare(4), u("MODE3A", 12)),
        fixed(
            "CPW",
            "Predicted Conflict Position in WGS-84 Co-ordinates",
            *(latitude(32, 25), longitude(32, 25), s("ALT", 16, 25 * FT_M, "m", -60, 6000)),
        ),
        fixed(
            place,
            "Predicted Conflict Position",
            *(s("X", 24, 0.5, "m"), s("Y", 24, 0.5, "m"), s("Z", 16, 25 * FT_M, "m", -60, 6000)),
        ),
        _time(f"TT{of}", "Time to Runway Threshold"),
        fixed(f"DT{of}", "Distance to Runway Threshold", u(f"DT{of}", 16, 0.5, "m")),
        extended(
            f"AC{of}",
            "Characteristics of the Aircraft",
            *(u("GATOAT", 2), u("FR1FR2", 2), u("RVSM", 2), u("HPR", 1), FX),
            *(u("CDM", 2), u("PRI", 1), u("GV", 1), spare(3), FX),
        ),
        fixed(f"MS{of}", "Aircraft Identification by Mode S", u(f"MS{of}", 48)),
        fixed(f"FP{of}", "Number of the Flight Plan", spare(5), u("NBR", 27, high=99_999_999)),
        fixed(f"CF{of}", "Cleared Flight Level", u(f"CF{of}", 16, FL_M / 4, "m")),
    )


_ITEMS = (
    fixed("000", "Message Type", u("TYPE", 8)),
    fixed("010", "Data Source Identifier", u("SAC", 8), u("SIC", 8)),
    repetitive("015", "SDPS Identifier", u("SAC", 8), u("SIC", 8)),
    fixed("020", "Time of Message", u("TOD", 24, 1 / 128, "s", 0, 86400 * 128 - 1)),
    fixed("030", "Track Number 1", u("TRN", 16)),
    fixed("035", "Track Number 2", u("TRN", 16)),
    fixed("040", "Alert Identifier", u("ALERT", 16)),
    compound(
        "070",
        "Conflict Timing and Separation",
        _time("TC", "Time to Conflict"),
        _time("TCA", "Time to Closest Approach"),
        fixed("CHS", "Current Horizontal Separation", u("CHS", 24, 0.5, "m")),
        fixed("MHS", "Estimated Minimum Horizontal Separation", u("MHS", 16, 0.5, "m")),
        fixed("CVS", "Current Vertical Separation", u("CVS", 16, 25 * FT_M, "m")),
        fixed("MVS", "Estimated Minimum Vertical Separation", u("MVS", 16, 25 * FT_M, "m")),
    ),
    fixed("074", "Longitudinal Deviation", s("LDEV", 16, 32.0, "m")),
    fixed("075", "Transversal Distance Deviation", s("TDEV", 24, 0.5, "m")),
    fixed("076", "Vertical Deviation", s("VDEV", 16, 25 * FT_M, "m")),
    compound(
        "100",
        "Area Definition",
        fixed("AN", "Area Name", u("AN", 48)),
        *(fixed(name, "Designator", u(name, 56)) for name in ("CAN", "RT1", "RT2", "SB", "G")),
    ),
    repetitive("110", "FDPS Sector Control Identification", u("CEN", 8), u("POS", 8)),
    compound(
        "120",
        "Conflict Characteristics",
        extended(
            "CN",
            "Conflict Nature",
            *_bits(("MAS CAS FLD FVD TYPE CROSS DIV", "RRC RTC MRVA VRAMCRM VRAMVRM VRAMVTM HAMHD")),
            *(u(name, 1) for name in ("HAMRD", "HAMVD", "DBPSMARR", "DBPSMDEP", "DBPSMTL", "AIW")),
            *(spare(1), FX),
        ),
        # What CPC means depends on the type of message and on TID.
        fixed("CC", "Conflict Classification", u("TID", 4), u("CPC", 3), u("CS", 1)),
        fixed("CP", "Conflict Probability", u("CP", 8, 0.5, "pct")),
        _time("CD", "Conflict Duration"),
    ),
    _aircraft("170", 1, "CPC"),
    _aircraft("171", 2, "CPL"),
    explicit("RE", "Reserved Expansion Field"),
    explicit("SP", "Special Purpose Field"),
)


def _status(edition: str) -> Item:
    """I004/045: the area's status is of 1.13."""
    return fixed(
        "045",
        "Area and Alert Status",
        *((u("AREA/EP", 1), u("AREA/VAL", 3)) if edition == "1.13" else (spare(4),)),
        *(u("STAT", 3), spare(1)),
    )


def _functions(edition: str) -> Item:
    """I004/060: the eighth octet is of 1.13."""
    return extended(
        "060",
        "Safety Net Function and System Status",
        *_bits(_FUNCTIONS),
        *((u("NTZ", 1), spare(6), FX) if edition == "1.13" else ()),
    )


def build(edition: str) -> Table:
    """The table of one edition."""
    return table(4, edition, DOCUMENT, (_status(edition), _functions(edition), *_ITEMS), UAP)
