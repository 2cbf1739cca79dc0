"""Words that a warning of ours has no use for: they say what for an object is there, or whose it is.

A list cannot keep a text from presuming: it finds the plainest words in the languages of the region, and a person reads
the texts. Stems are looked for anywhere in a text, whatever its case and its marks.
"""

import unicodedata
from collections.abc import Iterable

PURPOSE = (
    *("attack", "missile", "enemy", "enemi", "hostil", "invad", "invasion", "aggress"),
    *("atak", "puolim", "raket", "priesas", "prieso", "priesisk", "isiverz"),  # lt
    *("uzbruk", "ienaidniek", "naidig", "iebruk"),  # lv
    *("runnak", "rundab", "rundas", "vaenla", "vaenuli", "sissetung"),  # et
    *("rakiet", "pocisk", "wrog", "najazd", "inwazj", "napasc"),  # pl
    *("атак", "напад", "ракет", "враг", "враж", "вторж"),  # ru
)
"""What for: of no text."""
NATIONS = (
    *("russia", "belarus", "ukrain"),
    *("rusij", "rusisk", "baltarus"),  # lt
    *("krievij", "krievu", "baltkriev"),  # lv
    *("venemaa", "valgevene"),  # et
    *("rosja", "rosji", "rosyjsk", "bialorus"),  # pl
    *("росси", "русск", "белорус", "беларус", "украин"),  # ru
)
"""Whose: of no text that says what was seen; where something is may well be named after a neighbour."""


def found(texts: Iterable[str], stems: Iterable[str]) -> str:
    """The first of the stems that one of the texts holds; "" for none."""
    bare = [_bare(text) for text in texts]
    return next((stem for stem in stems if any(_bare(stem) in text for text in bare)), "")


def _bare(text: str) -> str:
    """Small letters without marks."""
    apart = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
