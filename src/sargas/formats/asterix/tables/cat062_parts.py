"""CAT062: the long compound items I062/110, /295, /380 and /390.

Source: EUROCONTROL-SPEC-0149-9, "CAT062 SDPS Track Messages", ed. 1.16 to 1.21; no edition among them moved a bit here.
"""

from __future__ import annotations

from sargas.formats.asterix.tables.layout import (
    FL_M,
    FT_M,
    FX,
    KT_MPS,
    NM_M,
    compound,
    extended,
    fixed,
    repetitive,
    s,
    spare,
    u,
)

_LAT = s("LAT", 24, 180 / 2**23, "deg", -(2**22), 2**22)
_LON = s("LON", 24, 180 / 2**23, "deg")

MODE_5 = compound(
    "110",
    "Mode 5 Data Reports and Extended Mode 1 Code",
    fixed("SUM", "Mode 5 summary", *(u(name, 1) for name in ("M5", "ID", "DA", "M1", "M2", "M3", "MC", "X"))),
    fixed("PMN", "PIN, national origin, mission", spare(2), u("PIN", 14), spare(3), u("NAT", 5), spare(2), u("MIS", 6)),
    fixed("POS", "Mode 5 reported position", _LAT, _LON),
    fixed("GA", "Mode 5 GNSS-derived altitude", spare(1), u("RES", 1), s("GA", 14, 25 * FT_M, "m")),
    fixed("EM1", "Extended Mode 1 code", spare(4), u("EM1", 12)),
    fixed("TOS", "Time offset of position and altitude", s("TOS", 8, 1 / 128, "s")),
    fixed("XP", "X pulse presence", spare(3), *(u(name, 1) for name in ("X5", "XC", "X3", "X2", "X1"))),
)

_DATA_AGES = (
    "MFL MD1 MD2 MDA MD4 MD5 MHG IAS TAS SAL FSS TID COM SAB ACS BVR "
    "GVR RAN TAR TAN GSP VUN MET EMC POS GAL PUN MB IAR MAC BPS"
)
DATA_AGES = compound(
    "295", "Track Data Ages", *(fixed(name, f"Age of {name}", u(name, 8, 1 / 4, "s")) for name in _DATA_AGES.split())
)

_ALTITUDE = s("ALT", 13, 25 * FT_M, "m", -52, 4000)

AIRCRAFT_DERIVED = compound(
    "380",
    "Aircraft Derived Data",
    fixed("ADR", "Target Address", u("ADR", 24)),
    fixed("ID", "Target Identification", u("ID", 48)),
    fixed("MHG", "Magnetic Heading", u("MHG", 16, 360 / 65536, "deg")),
    # Mach (LSB 0.001) when IM is set, else NM/s at 2^-14: left raw.
    fixed("IAS", "Indicated Airspeed or Mach Number", u("IM", 1), u("IAS", 15)),
    fixed("TAS", "True Airspeed", u("TAS", 16, KT_MPS, "mps", 0, 2046)),
    fixed("SAL", "Selected Altitude", u("SAS", 1), u("SRC", 2), _ALTITUDE),
    fixed("FSS", "Final State Selected Altitude", u("MV", 1), u("AH", 1), u("AM", 1), _ALTITUDE),
    extended("TIS", "Trajectory Intent Status", u("NAV", 1), u("NVB", 1), spare(5), FX),
    repetitive(
        "TID",
        "Trajectory Intent",
        *(u("TCA", 1), u("NC", 1), u("TCPN", 6), s("ALT", 16, 10 * FT_M, "m"), _LAT, _LON),
        *(u("PT", 4), u("TD", 2), u("TRA", 1), u("TOA", 1), u("TOV", 24, 1.0, "s"), u("TTR", 16, NM_M / 100, "m")),
    ),
    fixed(
        "COM",
        "Communications and ACAS Capability and Flight Status",
        *(u("COM", 3), u("STAT", 3), spare(2), u("SSC", 1), u("ARC", 1), u("AIC", 1), u("B1A", 1), u("B1B", 4)),
    ),
    fixed(
        "SAB",
        "Status reported by ADS-B",
        *(u("AC", 2), u("MN", 2), u("DC", 2), u("GBS", 1), spare(6), u("STAT", 3)),
    ),
    fixed("ACS", "ACAS Resolution Advisory Report", u("ACS", 56)),
    fixed("BVR", "Barometric Vertical Rate", s("BVR", 16, 6.25 * FT_M / 60, "mps")),
    fixed("GVR", "Geometric Vertical Rate", s("GVR", 16, 6.25 * FT_M / 60, "mps")),
    fixed("RAN", "Roll Angle", s("RAN", 16, 0.01, "deg", -18000, 18000)),
    fixed("TAR", "Track Angle Rate", u("TI", 2), spare(6), s("ROT", 7, 0.25, "degps"), spare(1)),
    fixed("TAN", "Track Angle", u("TAN", 16, 360 / 65536, "deg")),
    fixed("GS", "Ground Speed", s("GS", 16, NM_M / 16384, "mps")),
    fixed("VUN", "Velocity Uncertainty", u("VUN", 8)),
    fixed(
        "MET",
        "Meteorological Data",
        *(u("WS", 1), u("WD", 1), u("TMP", 1), u("TRB", 1), spare(4)),
        *(u("WSD", 16, KT_MPS, "mps"), u("WDD", 16, 1.0, "deg"), s("TMPD", 16, 0.25, "degc"), u("TRBD", 8)),
    ),
    fixed("EMC", "Emitter Category", u("EMC", 8)),
    fixed("POS", "Position reported by ADS-B", _LAT, _LON),
    fixed("GAL", "Geometric Altitude reported by ADS-B", s("GAL", 16, 6.25 * FT_M, "m", -240, 24000)),
    fixed("PUN", "Position Uncertainty", spare(4), u("PUN", 4)),
    repetitive("MB", "BDS Register Data", u("MBDATA", 56), u("BDS1", 4), u("BDS2", 4)),
    fixed("IAR", "Indicated Airspeed", u("IAR", 16, KT_MPS, "mps", 0, 1100)),
    fixed("MAC", "Mach Number", u("MAC", 16, 0.008, "mach", 0, 512)),
    fixed("BPS", "Barometric Pressure Setting", spare(4), u("BPS", 12, 0.1, "hpa")),
)

FLIGHT_PLAN = compound(
    "390",
    "Flight Plan Related Data",
    fixed("TAG", "FPPS Identification Tag", u("SAC", 8), u("SIC", 8)),
    fixed("CS", "Callsign", u("CS", 56)),
    fixed("IFI", "IFPS Flight Id", u("TYP", 2), spare(3), u("NBR", 27, low=0, high=99_999_999)),
    fixed("FCT", "Flight Category", u("GATOAT", 2), u("FR1FR2", 2), u("RVSM", 2), u("HPR", 1), spare(1)),
    fixed("TAC", "Type of Aircraft", u("TAC", 32)),
    fixed("WTC", "Wake Turbulence Category", u("WTC", 8)),
    fixed("DEP", "Departure Airport", u("DEP", 32)),
    fixed("DST", "Destination Airport", u("DST", 32)),
    fixed("RDS", "Runway Designation", u("NU1", 8), u("NU2", 8), u("LTR", 8)),
    fixed("CFL", "Current Cleared Flight Level", u("CFL", 16, FL_M / 4, "m", 0, 6000)),
    fixed("CTL", "Current Control Position", u("CENTRE", 8), u("POSITION", 8)),
    repetitive(
        "TOD",
        "Time of Departure or Arrival",
        *(u("TYP", 5), u("DAY", 2), spare(4), u("HOR", 5), spare(2), u("MIN", 6), u("AVS", 1), spare(1), u("SEC", 6)),
    ),
    fixed("AST", "Aircraft Stand", u("AST", 48)),
    fixed("STS", "Stand Status", u("EMP", 2), u("AVL", 2), spare(4)),
    fixed("STD", "Standard Instrument Departure", u("STD", 56)),
    fixed("STA", "Standard Instrument Arrival", u("STA", 56)),
    fixed("PEM", "Pre-Emergency Mode 3/A", spare(3), u("VA", 1), u("MODE3A", 12)),
    fixed("PEC", "Pre-Emergency Callsign", u("PEC", 56)),
)
