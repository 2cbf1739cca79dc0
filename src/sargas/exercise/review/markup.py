"""Markup: HTML and SVG from nested calls; what is not markup already is escaped: forgetting it is harmless."""

import html
import math
import re
from collections.abc import Iterable, Mapping, Sequence

_LONGEST = 4_000
"""Characters of one outside string that are shown; more is cut, and seen to be."""
_SHORT = 18
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What shows nothing, or turns the writing around (Unicode TR 36, 2.10)."""
_VOID = frozenset({"meta", "br", "input"})


class Markup(str):
    """Text that is markup; any other string is outside text."""

    __slots__ = ()


Content = str | int | float | None
"""What stands in an element; None is nothing."""


def escaped(text: str) -> Markup:
    """`text` as markup that shows it: bounded, without characters that nobody sees."""
    if isinstance(text, Markup):
        return text
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
    return Markup(html.escape(_UNSEEN.sub("\ufffd", short)))


def element(tag: str, *content: Content, **attributes: Content) -> Markup:
    """One element. Attributes that are None are left out; in their names `_` is `-`, a last one (`class_`) goes."""
    told = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escaped(_text(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{tag}{told}>" + ("" if tag in _VOID else f"{joined(content)}</{tag}>"))


def joined(parts: Iterable[Content]) -> Markup:
    """One after the other."""
    return Markup("".join(escaped(_text(part)) for part in parts if part is not None))


def _text(value: str | int | float) -> str:
    if isinstance(value, float):
        return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".") if math.isfinite(value) else "–"
    return value if isinstance(value, str) else str(value)


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[Content]],
    kind: str = "",
    right: Sequence[str] = (),
    empty: str = "There were none.",
) -> Markup:
    """A table that scrolls by itself where it is wider than the screen; the columns `right` hold numbers. Of the kind
    `cards`, each row is a card on a narrow screen, where its cells say what they are. `empty` is said of no rows."""
    classes = ["n" if head in right else None for head in heads]
    head = element("tr", *(element("th", h, scope="col", class_=c) for h, c in zip(heads, classes, strict=True)))
    body = [
        element(
            "tr",
            *(
                element("td", cell, class_=c or _kept(cell), data_th=h if kind == "cards" else None)
                for h, c, cell in zip(heads, classes, row, strict=True)
            ),
        )
        for row in rows
    ]
    if not body:
        return element("p", empty)
    whole = element("table", element("thead", head), element("tbody", *body), class_=kind or None)
    return element("div", whole, class_="wide")


def _kept(cell: Content) -> str | None:
    """Of a short text, the class by which it is not broken: names of objects have hyphens."""
    return "k" if isinstance(cell, str) and not isinstance(cell, Markup) and 0 < len(cell) <= _SHORT else None


def definitions(pairs: Mapping[str, Content]) -> Markup:
    """Words and what each is."""
    return element("dl", *(element("div", element("dt", k), element("dd", v)) for k, v in pairs.items()))
