"""CAT063 sensor status reports and CAT065 SDPS service status reports: the items as data.

Source: EUROCONTROL-SPEC-0149-10, "CAT063 Sensor Status Reports", ed. 1.0 (2004) to 1.7 (2025), and
EUROCONTROL-SPEC-0149-15, "CAT065 SDPS Service Status Reports", ed. 1.3 (2007) to 1.6 (2023).
I063/060 is extended since 1.6 gave it room to grow; the third octet is of 1.7.
"""

from __future__ import annotations

from sargas.formats.asterix.tables.layout import (
    FX,
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

EDITIONS_063 = ("1.0", "1.3", "1.4", "1.6", "1.7")
EDITIONS_065 = ("1.3", "1.4", "1.5", "1.6")

UAP_063 = """
010 015 030 050 060 070 080
081 090 091 092 -   RE  SP
"""
UAP_065 = """
010 000 015 030 020 040 050
-   -   -   -   -   RE  SP
"""

_SOURCE = fixed("010", "Data Source Identifier", u("SAC", 8), u("SIC", 8))
_SERVICE = fixed("015", "Service Identification", u("SI", 8))
_TIME = fixed("030", "Time of Message", u("TOD", 24, 1 / 128, "s", 0, 86400 * 128 - 1))
_END = (explicit("RE", "Reserved Expansion Field"), explicit("SP", "Special Purpose Field"))

_STATUS = (
    *(u("CON", 2), u("PSR", 1), u("SSR", 1), u("MDS", 1), u("ADS", 1), u("MLT", 1), FX),
    *(u("OPS", 1), u("ODP", 1), u("OXT", 1), u("MSC", 1), u("TSV", 1), u("NPW", 1), spare(1), FX),
)
_STATUS_17 = (u("TTF/EP", 1), u("TTF/VAL", 1), u("SPO/EP", 1), u("SPO/VAL", 1), spare(3), FX)

_ITEMS_063 = (
    _SOURCE,
    _SERVICE,
    _TIME,
    fixed("050", "Sensor Identifier", u("SAC", 8), u("SIC", 8)),
    fixed("070", "Time Stamping Bias", s("TSB", 16, 0.001, "s")),
    fixed("080", "SSR / Mode S Range Gain and Bias", s("SRG", 16, 1e-5), s("SRB", 16, NM_M / 128, "m")),
    fixed("081", "SSR / Mode S Azimuth Bias", s("SAB", 16, 360 / 65536, "deg")),
    fixed("090", "PSR Range Gain and Bias", s("PRG", 16, 1e-5), s("PRB", 16, NM_M / 128, "m")),
    fixed("091", "PSR Azimuth Bias", s("PAB", 16, 360 / 65536, "deg")),
    fixed("092", "PSR Elevation Bias", s("PEB", 16, 360 / 65536, "deg")),
    *_END,
)

_ITEMS_065 = (
    _SOURCE,
    _SERVICE,
    _TIME,
    fixed("000", "Message Type", u("TYPE", 8, low=1)),
    fixed("020", "Batch Number", u("BATCH", 8)),
    fixed(
        "040",
        "SDPS Configuration and Status",
        *(u("NOGO", 2), u("OVL", 1), u("TSV", 1), u("PSS", 2), u("STTN", 1), spare(1)),
    ),
    fixed("050", "Service Status Report", u("REPORT", 8)),
    *_END,
)


def build_063(edition: str) -> Table:
    """CAT063 in one edition; the third octet of I063/060 is of 1.7."""
    return table(
        63,
        edition,
        "EUROCONTROL-SPEC-0149-10",
        (
            extended("060", "Sensor Configuration and Status", *_STATUS, *(_STATUS_17 if edition >= "1.7" else ())),
            *_ITEMS_063,
        ),
        UAP_063,
    )


def build_065(edition: str) -> Table:
    """CAT065 in one edition."""
    return table(65, edition, "EUROCONTROL-SPEC-0149-15", _ITEMS_065, UAP_065)
