"""CAT048, monoradar target reports: the items as data.

Source: EUROCONTROL-SPEC-0149-4, "CAT048 Monoradar Target Reports", ed. 1.27 (2020) to 1.32 (2024). Bytes of 1.15
and 1.23 were at hand and fit the table of 1.27. Nothing moved
since; 1.31 gave I048/020 a third octet, 1.32 three more there and says of I048/090 that it is
signed, as senders always have done below the standard pressure level.
"""

from __future__ import annotations

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
    repetitive,
    repetitive_fx,
    s,
    spare,
    table,
    u,
)

DOCUMENT = "EUROCONTROL-SPEC-0149-4"
EDITIONS = ("1.15", "1.23", "1.27", "1.28", "1.29", "1.30", "1.31", "1.32")

UAP = """
010 140 020 040 070 090 130
220 240 250 161 042 200 170
210 030 080 100 110 120 230
260 055 050 065 060 SP RE
"""

_VG = (u("V", 1), u("G", 1))
_VGL = (*_VG, u("L", 1))

_DESCRIPTOR_1 = (u("TYP", 3), u("SIM", 1), u("RDP", 1), u("SPI", 1), u("RAB", 1), FX)
_DESCRIPTOR_2 = (u("TST", 1), u("ERR", 1), u("XPP", 1), u("ME", 1), u("MI", 1), u("FOEFRI", 2), FX)
_DESCRIPTOR_3 = (u("ADSB/EP", 1), u("ADSB/VAL", 1), u("SCN/EP", 1), u("SCN/VAL", 1), u("PAI/EP", 1), u("PAI/VAL", 1))
_DESCRIPTOR_4 = (u("ACASXV/EP", 1), u("ACASXV/VAL", 4), u("POXPR/EP", 1), u("POXPR/VAL", 1), FX)
_DESCRIPTOR_5 = (u("POACT/EP", 1), u("POACT/VAL", 1), u("DTFXPR/EP", 1), u("DTFXPR/VAL", 1))
_DESCRIPTOR_6 = (u("DTFACT/EP", 1), u("DTFACT/VAL", 1), spare(1), FX, u("IRMXPR/EP", 1), u("IRMXPR/VAL", 1))
_DESCRIPTOR_7 = (u("IRMACT/EP", 1), u("IRMACT/VAL", 1), spare(3), FX)


_TO_130 = (*_DESCRIPTOR_1, *_DESCRIPTOR_2)
_TO_131 = (*_TO_130, *_DESCRIPTOR_3, spare(1), FX)
_FROM_132 = (*_TO_131, *_DESCRIPTOR_4, *_DESCRIPTOR_5, *_DESCRIPTOR_6, *_DESCRIPTOR_7)


def _descriptor(edition: str) -> Item:
    """I048/020: two octets up to 1.30, three in 1.31, six from 1.32."""
    return extended(
        "020",
        "Target Report Descriptor",
        *(_TO_130 if edition < "1.31" else _TO_131 if edition < "1.32" else _FROM_132),
    )


_ITEMS = (
    fixed("010", "Data Source Identifier", u("SAC", 8), u("SIC", 8)),
    repetitive_fx("030", "Warning/Error Conditions and Target Classification", u("CODE", 7), FX, codes=True),
    fixed(
        "040",
        "Measured Position in Polar Co-ordinates",
        u("RHO", 16, NM_M / 256, "m"),
        u("THETA", 16, 360 / 65536, "deg"),
    ),
    fixed(
        "042",
        "Calculated Position in Cartesian Co-ordinates",
        s("X", 16, NM_M / 128, "m"),
        s("Y", 16, NM_M / 128, "m"),
    ),
    fixed("050", "Mode-2 Code in Octal Representation", *_VGL, spare(1), u("MODE2", 12)),
    fixed("055", "Mode-1 Code in Octal Representation", *_VGL, u("MODE1", 5)),
    fixed("060", "Mode-2 Code Confidence Indicator", spare(4), u("Q", 12)),
    fixed("065", "Mode-1 Code Confidence Indicator", spare(3), u("Q", 5)),
    fixed("070", "Mode-3/A Code in Octal Representation", *_VGL, spare(1), u("MODE3A", 12)),
    fixed("080", "Mode-3/A Code Confidence Indicator", spare(4), u("Q", 12)),
    fixed("090", "Flight Level in Binary Representation", *_VG, s("FL", 14, FL_M / 4, "m", -60, 5100)),
    fixed("100", "Mode-C Code and Code Confidence Indicator", *_VG, spare(2), u("MODEC", 12), spare(4), u("Q", 12)),
    fixed("110", "Height Measured by a 3D Radar", spare(2), s("3DH", 14, 25 * FT_M, "m")),
    compound(
        "120",
        "Radial Doppler Speed",
        fixed("CAL", "Calculated Doppler Speed", u("D", 1), spare(5), s("CAL", 10, 1.0, "mps")),
        repetitive(
            "RDS",
            "Raw Doppler Speed",
            u("DOP", 16, 1.0, "mps"),
            u("AMB", 16, 1.0, "mps"),
            u("FRQ", 16, 1e6, "hz"),
        ),
    ),
    compound(
        "130",
        "Radar Plot Characteristics",
        fixed("SRL", "SSR plot run-length", u("SRL", 8, 360 / 8192, "deg")),
        fixed("SRR", "Number of received replies for (M)SSR", u("SRR", 8)),
        fixed("SAM", "Amplitude of received replies for (M)SSR", s("SAM", 8, 1.0, "dbm")),
        fixed("PRL", "PSR plot run-length", u("PRL", 8, 360 / 8192, "deg")),
        fixed("PAM", "Amplitude of PSR plot", s("PAM", 8, 1.0, "dbm")),
        fixed("RPD", "Difference in range between PSR and SSR plot", s("RPD", 8, NM_M / 256, "m")),
        fixed("APD", "Difference in azimuth between PSR and SSR plot", s("APD", 8, 360 / 16384, "deg")),
    ),
    fixed("140", "Time of Day", u("TOD", 24, 1 / 128, "s", 0, 86400 * 128 - 1)),
    fixed("161", "Track Number", spare(4), u("TRN", 12)),
    extended(
        "170",
        "Track Status",
        *(u("CNF", 1), u("RAD", 2), u("DOU", 1), u("MAH", 1), u("CDM", 2), FX),
        *(u("TRE", 1), u("GHO", 1), u("SUP", 1), u("TCC", 1), spare(3), FX),
    ),
    fixed(
        "200",
        "Calculated Track Velocity in Polar Co-ordinates",
        u("GSP", 16, NM_M / 16384, "mps"),
        u("HDG", 16, 360 / 65536, "deg"),
    ),
    fixed(
        "210",
        "Track Quality",
        u("SIGX", 8, NM_M / 128, "m"),
        u("SIGY", 8, NM_M / 128, "m"),
        u("SIGV", 8, NM_M / 16384, "mps"),
        u("SIGH", 8, 360 / 4096, "deg"),
    ),
    fixed("220", "Aircraft Address", u("ADR", 24)),
    fixed(
        "230",
        "Communications/ACAS Capability and Flight Status",
        *(u("COM", 3), u("STAT", 3), u("SI", 1), spare(1)),
        *(u("MSSC", 1), u("ARC", 1), u("AIC", 1), u("B1A", 1), u("B1B", 4)),
    ),
    fixed("240", "Aircraft Identification", u("ID", 48)),
    repetitive("250", "BDS Register Data", u("MBDATA", 56), u("BDS1", 4), u("BDS2", 4)),
    fixed("260", "ACAS Resolution Advisory Report", u("RA", 56)),
    explicit("RE", "Reserved Expansion Field"),
    explicit("SP", "Special Purpose Field"),
)


def build(edition: str) -> Table:
    """The table of one edition."""
    return table(48, edition, DOCUMENT, (_descriptor(edition), *_ITEMS), UAP)
