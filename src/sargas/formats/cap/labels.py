"""Labels: who may see a message, in its codes. CAP has no element for it, and a code is kept by who passes it on.

    <code>security_classification=NATO RESTRICTED</code>      as in `sargas.model.label`
    <code>releasable_to=POL "LTU 112"</code>                  nations' codes, quoted where they hold a blank; missing
                                                              where there are none
The names are ours, in whatever case and with whatever blanks they are read again: what passes a message on may lay it
out anew. What is read is a code like any other, and is judged by `withheld`.
"""

import re

import msgspec

from sargas.model.label import Label, classification_level
from sargas.model.notice import Notice

CLASSIFICATION, NATIONS = "security_classification=", "releasable_to="


def _parts(code: str) -> tuple[str, str]:
    """(name, value) of a code, ("", "") for one that is no part of a label."""
    name, equals, value = code.partition("=")
    name = f"{name.strip().casefold()}{equals}"
    return (name, value.strip()) if name in (CLASSIFICATION, NATIONS) else ("", "")


def covers(label: Label, other: Label) -> bool:
    """Whether what is released as `other` may be said under `label`: not classified higher, to nobody more."""
    level, theirs = (classification_level(one.security_classification) for one in (label, other))
    if level is None or theirs is None or theirs > level:
        return False
    return all(nation in other.releasable_to for nation in label.releasable_to)


def codes_of(label: Label) -> tuple[str, ...]:
    """The label as codes: all of it, always. Raises ValueError for a nation that cannot be told from its neighbours."""
    if any('"' in nation or not nation.strip() for nation in label.releasable_to):
        raise ValueError("a label releasable to what has no name, or one with double quotes")
    nations = " ".join(f'"{nation}"' if re.search(r"\s", nation) else nation for nation in label.releasable_to)
    return (f"{CLASSIFICATION}{label.security_classification}", *((f"{NATIONS}{nations}",) if nations else ()))


def labelled(notice: Notice, label: Label) -> Notice:
    """The notice with its label. Raises ValueError where it says another label already, or where it is classified and
    public."""
    ours = codes_of(label)
    said = tuple(code for code in notice.codes if _parts(code)[0])
    if said and said != ours:
        raise ValueError("a notice that says another label than it was released with")
    if notice.scope == "Public" and classification_level(label.security_classification) != 0:
        raise ValueError("a notice to the public with a label that is not UNCLASSIFIED")
    return notice if said else msgspec.structs.replace(notice, codes=(*notice.codes, *ours))


def withheld(notice: Notice, classification: str) -> str:
    """Why a notice may not come in over a feed of this classification; "" when it may."""
    ours = classification_level(classification)
    for code in notice.codes:
        name, value = _parts(code)
        if name == CLASSIFICATION:
            level = classification_level(value)
            if level is None or ours is None or level > ours:
                return "notice of a higher classification than its feed, or an unknown one: refused"
    return ""
