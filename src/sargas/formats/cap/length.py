"""Length: how many pages of cell broadcast a text needs, and which of its letters make it need more.

alphabet  who                                                           a page holds   15 pages   source
gsm7      all letters are in the default alphabet or its extension;     93 septets     1,395      TS 23.038, 6.2.1
          one of the extension costs two, its escape included                                     and 6.2.1.1
ucs2      any other; a letter beyond U+FFFF costs two                   40             600        TS 23.038, 6.2.3
A page is 82 octets (TS 23.041, 9.4.1.2.4: 15 pages at most): 93 septets, or 41 letters of UCS-2, of which one gives its
place to the language, which is said first (TS 23.038, 5: coding scheme 0001 0001). No letter is cut by the end of a
page: a pair that does not fit begins the next.
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
GSM7_A_PAGE, UCS2_A_PAGE = 93, 40
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


def length_of(text: str) -> Length:
    """Of a text as it is typed; it is not composed anew, and no letter is exchanged for another."""
    forcing = tuple(dict.fromkeys(letter for letter in text if letter not in _GSM7))
    costs = [2 if letter > "\uffff" else 1 for letter in text] if forcing else [_GSM7[letter] for letter in text]
    a_page = UCS2_A_PAGE if forcing else GSM7_A_PAGE
    pages, left = 1, a_page
    for cost in costs:
        if cost > left:
            pages, left = pages + 1, a_page
        left -= cost
    return Length("ucs2" if forcing else "gsm7", sum(costs), PAGES * a_page, pages, forcing)


def lengths(texts: Mapping[str, str]) -> dict[str, Length]:
    """Of texts by language: each language is a message of its own."""
    return {language: length_of(text) for language, text in texts.items()}
