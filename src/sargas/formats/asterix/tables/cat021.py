"""CAT021, ADS-B target reports: the items of editions 2.x as data.

Source: EUROCONTROL-SPEC-0149-12, "CAT021 ADS-B Target Reports", ed. 2.1 (2011) to 2.7 (2025). Within 2.x octets were
added to I021/040 (2.6), /090 (2.7), the last octet of I021/271 got its FX (2.2), and nothing moved. 0.26 is another
category in all but number: see `cat021_old`.
"""

from __future__ import annotations

from sargas.formats.asterix.tables.layout import (
    FL_M,
    FT_M,
    FX,
    KT_MPS,
    NM_M,
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

DOCUMENT = "EUROCONTROL-SPEC-0149-12"
EDITIONS = ("2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "2.7")

UAP = """
010 040 161 015 071 130 131
072 150 151 080 073 074 075
076 140 090 210 070 230 145
152 200 155 157 160 165 077
170 020 220 146 148 110 016
008 271 132 250 260 400 295
-   -   -   -   -   RE  SP
"""


def _time(number: str, title: str) -> Item:
    return fixed(number, title, u("TOD", 24, 1 / 128, "s", 0, 86400 * 128 - 1))


def _fine_time(number: str, title: str) -> Item:
    return fixed(number, title, u("FSI", 2), u("TOMRP", 30, 2.0**-30, "s"))


def latitude(width: int, lsb_power: int) -> Element:
    """Latitude of `width` bits at 180/2^lsb_power degrees, bounded by the poles."""
    return s("LAT", width, 180 / 2**lsb_power, "deg", -(2 ** (lsb_power - 1)), 2 ** (lsb_power - 1))


def longitude(width: int, lsb_power: int) -> Element:
    """Longitude of `width` bits at 180/2^lsb_power degrees, bounded by the date line."""
    return s("LON", width, 180 / 2**lsb_power, "deg", -(2**lsb_power), min(2**lsb_power, 2 ** (width - 1) - 1))


TRAJECTORY_INTENT = compound(
    "110",
    "Trajectory Intent",
    extended("TIS", "Trajectory intent status", u("NAV", 1), u("NVB", 1), spare(5), FX),
    repetitive(
        "TID",
        "Trajectory intent data",
        *(u("TCA", 1), u("NC", 1), u("TCPN", 6), s("ALT", 16, 10 * FT_M, "m"), latitude(24, 23), longitude(24, 23)),
        *(u("PT", 4), u("TD", 2), u("TRA", 1), u("TOA", 1), u("TOV", 24, 1.0, "s"), u("TTR", 16, NM_M / 100, "m")),
    ),
)
MET = compound(
    "220",
    "Met Information",
    fixed("WS", "Wind speed", u("WS", 16, KT_MPS, "mps", 0, 300)),
    fixed("WD", "Wind direction", u("WD", 16, 1.0, "deg", 0, 360)),
    fixed("TMP", "Temperature", s("TMP", 16, 0.25, "degc", -400, 400)),
    fixed("TRB", "Turbulence", u("TRB", 8, low=0, high=15)),
)
ALTITUDE = s("ALT", 13, 25 * FT_M, "m", -52, 4000)
FLIGHT_LEVEL = fixed("145", "Flight Level", s("FL", 16, FL_M / 4, "m", -60, 6000))
ROLL = fixed("230", "Roll Angle", s("ROLL", 16, 0.01, "deg", -18000, 18000))

_AGES = "AOS TRD M3A QI TI1 MAM GH FL SAL FSA AS TAS MH BVR GVR GV TAR TI2 TS MET ROA ARA SCC"


_DESCRIPTOR = (
    *(u("ATP", 3), u("ARC", 2), u("RC", 1), u("RAB", 1), FX),
    *(u("DCR", 1), u("GBS", 1), u("SIM", 1), u("TST", 1), u("SAA", 1), u("CL", 2), FX),
)
_DESCRIPTOR_3 = (u("IPC", 1), u("NOGO", 1), u("CPR", 1), u("LDPJ", 1), u("RCF", 1), FX)
_DESCRIPTOR_4 = (u("TBC/EP", 1), u("TBC/VAL", 6), FX, u("MBC/EP", 1), u("MBC/VAL", 6), FX)


def _descriptor(edition: str) -> Item:
    """I021/040: a bit was filled in 2.3, two octets came with 2.6."""
    return extended(
        "040",
        "Target Report Descriptor",
        *_DESCRIPTOR,
        *((spare(1), u("LLC", 1)) if edition >= "2.3" else (spare(2),)),
        *_DESCRIPTOR_3,
        *(_DESCRIPTOR_4 if edition >= "2.6" else ()),
    )


_QUALITY_27 = (
    *(u("SRC", 1), spare(2), FX),
    *(spare(2), u("VALSTATE/EP", 1), u("VALSTATE/VAL", 2), u("VD", 1), u("VQ", 1), FX),
    *(u("VALDISTP1", 7, 128.0, "m"), FX, u("VALDISTP2", 7, 1.0, "m"), FX),
    *(u("VALDISTQUALP1", 7, 128.0, "m"), FX, u("VALDISTQUALP2", 7, 1.0, "m"), FX),
)


def _quality(edition: str) -> Item:
    """I021/090: five octets were added in 2.7."""
    return extended(
        "090",
        "Quality Indicators",
        *(u("NUCRNACV", 3), u("NUCPNIC", 4), FX, u("NICBARO", 1), u("SIL", 2), u("NACP", 4), FX),
        *(spare(2), u("SILS", 1), u("SDA", 2), u("GVA", 2), FX, u("PIC", 4)),
        *(_QUALITY_27 if edition >= "2.7" else (spare(3), FX)),
    )


def _surface(edition: str) -> Item:
    """I021/271: the second octet got its FX in 2.2."""
    return extended(
        "271",
        "Surface Capabilities and Characteristics",
        *(spare(2), u("POA", 1), u("CDTIS", 1), u("B2LOW", 1), u("RAS", 1), u("IDENT", 1), FX),
        *((u("LW", 4), spare(3), FX) if edition >= "2.2" else (spare(4), u("LW", 4))),
        closed=edition < "2.2",
    )


def _status(edition: str) -> Item:
    """I021/200: the military emergency bit is of 2.2."""
    return fixed(
        "200",
        "Target Status",
        *(u("ICF", 1), u("LNAV", 1), u("ME", 1) if edition >= "2.2" else spare(1), u("PS", 3), u("SS", 2)),
    )


_ITEMS = (
    fixed(
        "008",
        "Aircraft Operational Status",
        *(u("RA", 1), u("TC", 2), u("TS", 1), u("ARV", 1), u("CDTIA", 1), u("NOTTCAS", 1), u("SA", 1)),
    ),
    fixed("010", "Data Source Identification", u("SAC", 8), u("SIC", 8)),
    fixed("015", "Service Identification", u("SI", 8)),
    fixed("016", "Service Management", u("RP", 8, 0.5, "s")),
    fixed("020", "Emitter Category", u("ECAT", 8)),
    fixed("070", "Mode 3/A Code in Octal Representation", spare(4), u("MODE3A", 12)),
    _time("071", "Time of Applicability for Position"),
    _time("072", "Time of Applicability for Velocity"),
    _time("073", "Time of Message Reception for Position"),
    _fine_time("074", "Time of Message Reception of Position, High Precision"),
    _time("075", "Time of Message Reception for Velocity"),
    _fine_time("076", "Time of Message Reception of Velocity, High Precision"),
    _time("077", "Time of ASTERIX Report Transmission"),
    fixed("080", "Target Address", u("ADR", 24)),
    TRAJECTORY_INTENT,
    fixed("130", "Position in WGS-84 Co-ordinates", latitude(24, 23), longitude(24, 23)),
    fixed("131", "High-Resolution Position in WGS-84 Co-ordinates", latitude(32, 30), longitude(32, 30)),
    fixed("132", "Message Amplitude", s("MAM", 8, 1.0, "dbm")),
    fixed("140", "Geometric Height", s("GH", 16, 6.25 * FT_M, "m", -240, 24000)),
    FLIGHT_LEVEL,
    fixed("146", "Selected Altitude", u("SAS", 1), u("S", 2), ALTITUDE),
    fixed("148", "Final State Selected Altitude", u("MV", 1), u("AH", 1), u("AM", 1), ALTITUDE),
    # Mach (LSB 0.001) when IM is set, else NM/s at 2^-14: left raw.
    fixed("150", "Air Speed", u("IM", 1), u("AS", 15)),
    fixed("151", "True Airspeed", u("RE", 1), u("TAS", 15, KT_MPS, "mps")),
    fixed("152", "Magnetic Heading", u("MH", 16, 360 / 65536, "deg")),
    fixed("155", "Barometric Vertical Rate", u("RE", 1), s("BVR", 15, 6.25 * FT_M / 60, "mps")),
    fixed("157", "Geometric Vertical Rate", u("RE", 1), s("GVR", 15, 6.25 * FT_M / 60, "mps")),
    fixed(
        "160", "Airborne Ground Vector", u("RE", 1), u("GS", 15, NM_M / 16384, "mps"), u("TA", 16, 360 / 65536, "deg")
    ),
    fixed("161", "Track Number", spare(4), u("TRNUM", 12)),
    fixed("165", "Track Angle Rate", spare(6), s("TAR", 10, 1 / 32, "degps")),
    fixed("170", "Target Identification", u("TI", 48)),
    fixed("210", "MOPS Version", spare(1), u("VNS", 1), u("VN", 3), u("LTT", 3)),
    MET,
    ROLL,
    repetitive("250", "BDS Register Data", u("MBDATA", 56), u("BDS1", 4), u("BDS2", 4)),
    fixed(
        "260",
        "ACAS Resolution Advisory Report",
        *(u("TYP", 5), u("STYP", 3), u("ARA", 14), u("RAC", 4), u("RAT", 1), u("MTE", 1), u("TTI", 2), u("TID", 26)),
    ),
    compound("295", "Data Ages", *(fixed(name, f"Age of {name}", u(name, 8, 0.1, "s")) for name in _AGES.split())),
    fixed("400", "Receiver ID", u("RID", 8)),
    explicit("RE", "Reserved Expansion Field"),
    explicit("SP", "Special Purpose Field"),
)


def build(edition: str) -> Table:
    """The table of one edition of 2.x."""
    return table(
        21,
        edition,
        DOCUMENT,
        (_descriptor(edition), _quality(edition), _surface(edition), _status(edition), *_ITEMS),
        UAP,
    )
