"""Length: how many pages of cell broadcast a text needs, and which of its letters make it need more.

alphabet  who                                                           a page holds   15 pages   source
gsm7      all letters are in the default alphabet or its extension;     93 septets     1,395      TS 23.038, 6.2.1
          one of the extension costs two, its escape included           or 90          1,350      and 6.2.1.1
ucs2      any other; a letter beyond U+FFFF costs two                   40             600        TS 23.038, 6.2.3
A page is 82 octets (TS 23.041, 9.4.1.2.4: 15 pages at most): 93 septets, or 41 letters of UCS-2. A language that has no
coding scheme of its own is said first, on each page: in three septets (scheme 0001 0000), or the place of one letter of
UCS-2 (0001 0001). GROUPED have theirs, for the default alphabet; for UCS-2 none has (TS 23.038, 5). No letter is cut by
the end of a page: a pair that does not fit begins the next.
Lithuanian, Latvian, Polish and Russian need UCS-2; Estonian does for õ, š and ž, but not for ä, ö and ü.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

DEFAULT = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""By code; 1B is the escape, and no letter."""
EXTENSION = "\f^{}\\[~]|€"
PAGES = 15
GSM7_A_PAGE, UCS2_A_PAGE, SAID_SEPTETS = 93, 40, 3
GROUPED = frozenset("de en it fr es nl sv da pt fi no nb nn el tr hu pl cs he ar ru is".split())  # noqa: SIM905
"""ISO 639; "", a language that is not said, has a scheme too."""
_GSM7 = {letter: 1 for letter in DEFAULT if letter != "\x1b"} | dict.fromkeys(EXTENSION, 2)


class Length(NamedTuple):
    """What a text needs."""

    alphabet: Literal["gsm7", "ucs2"]
    used: int
    """Septets, or letters of UCS-2."""
    limit: int
    pages: int
    forcing: tuple[str, ...]
    """The letters that need UCS-2, each once, as they come."""

    @property
    def fits(self) -> bool:
        """Whether one message holds it."""
        return self.pages <= PAGES


def length_of(text: str, language: str = "") -> Length:
    """Of a text as it is typed, in a language (RFC 3066); it is not composed anew, and no letter is exchanged for
    another."""
    forcing = tuple(dict.fromkeys(letter for letter in text if letter not in _GSM7))
    costs = [2 if letter > "\uffff" else 1 for letter in text] if forcing else [_GSM7[letter] for letter in text]
    is_grouped = not language or language.partition("-")[0].lower() in GROUPED
    a_page = UCS2_A_PAGE if forcing else GSM7_A_PAGE if is_grouped else GSM7_A_PAGE - SAID_SEPTETS
    pages, left = 1, a_page
    for cost in costs:
        if cost > left:
            pages, left = pages + 1, a_page
        left -= cost
    return Length("ucs2" if forcing else "gsm7", sum(costs), PAGES * a_page, pages, forcing)


def lengths(texts: Mapping[str, str]) -> dict[str, Length]:
    """Of texts by language: each language is a message of its own."""
    return {language: length_of(text, language) for language, text in texts.items()}
