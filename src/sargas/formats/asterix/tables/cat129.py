"""CAT129, UAS identification reports: the items as data.

Source: EUROCONTROL-SPEC-0149-29, "CAT129 UAS Identification Reports", ed. 1.1 (2018) and 1.2 (2019). No library has
the category and its text was not at hand. Order, widths, signs and units are those that the decoder of the Gungnir
project quotes of ed. 1.2 (sections 5.2.1 to 5.2.14 and Table 2, read twice by its authors). Items 010 to 050, the
1/128 s of 070, the degree/2^30 of 080, 090 and 110 are told alike by the draft of the UAV Tracking Open Protocol
(2017), whose annex maps it to the category. 1.1 is read by the same table: its own profile was not at hand.
I129/120 has one octet in Table 2; section 5.2.12, as it is cited, says three and describes the bits of one. Senders of
either are read: `build` has one octet, `build_wide` three, of which nothing is made. A block without an SP field fits
one of them only: what is left over are two octets, and the shortest record has three.
"""

from __future__ import annotations

from sargas.formats.asterix.tables.cat021 import latitude, longitude
from sargas.formats.asterix.tables.layout import Table, explicit, fixed, s, spare, table, u

DOCUMENT = "EUROCONTROL-SPEC-0149-29"
EDITIONS = ("1.1", "1.2")

UAP = """
010 015 020 030 040 050 070
080 090 100 110 120 SP  185
220 -   -   -   -   -   -
"""

_RISK = fixed("120", "Operational Risk Levels", u("UCC", 2), u("ARC", 2), u("AEC", 4))
_WIDE_RISK = fixed("120", "Operational Risk Levels, of three octets", u("LEVELS", 24))
_ITEMS = (
    fixed("010", "Data Source Identification", u("SAC", 8), u("SIC", 8)),
    fixed("015", "Data Destination Identification", u("DAC", 8), u("DIC", 8)),
    fixed("020", "UAS Manufacturer Identification", u("MANUFACTURER", 24)),
    fixed("030", "UAS Model Identification", u("MODEL", 24)),
    # Twelve octets; an element holds seven at most.
    fixed("040", "UAS Serial Number", u("FIRST", 48), u("LAST", 48)),
    fixed("050", "UAS Country of Registration", u("COUNTRY", 16)),
    fixed("070", "Time of Day", u("TOD", 24, 1 / 128, "s", 0, 86400 * 128 - 1)),
    fixed("080", "Position in WGS-84 Co-ordinates", latitude(32, 30), longitude(32, 30)),
    fixed("090", "Altitude above Mean Sea Level", s("AMSL", 24, 0.1, "m")),
    fixed("100", "Altitude above Ground Level", s("AGL", 24, 0.1, "m")),
    fixed("110", "GNSS Signal Accuracy", u("CEP", 16, 1.0, "m")),
    fixed("185", "Horizontal Velocity", s("HVX", 20, 0.01, "mps"), s("HVY", 20, 0.01, "mps")),
    fixed("220", "Vertical Velocity", spare(4), s("VV", 20, 0.01, "mps")),
    explicit("SP", "Special Purpose Field"),
)


def build(edition: str) -> Table:
    """The table of one edition."""
    return table(129, edition, DOCUMENT, (*_ITEMS, _RISK), UAP)


def build_wide(edition: str) -> Table:
    """The same where I129/120 has three octets."""
    return table(129, edition, DOCUMENT, (*_ITEMS, _WIDE_RISK), UAP)
