"""Labels: who may see a message, in its codes. CAP has no element for it, and a code is kept by who passes it on.

    <code>security_classification=NATO RESTRICTED</code>      as in `sargas.model.label`
    <code>releasable_to=POL LTU</code>                        nations' codes; missing where there are none
The names are ours. What is read again is a code like any other, and is judged by `withheld`.
"""

import msgspec

from sargas.model.label import Label, classification_level
from sargas.model.notice import Notice

CLASSIFICATION, NATIONS = "security_classification=", "releasable_to="


def codes_of(label: Label) -> tuple[str, ...]:
    """The label as codes: all of it, always."""
    nations = " ".join(label.releasable_to)
    return (f"{CLASSIFICATION}{label.security_classification}", *((f"{NATIONS}{nations}",) if nations else ()))


def labelled(notice: Notice, label: Label) -> Notice:
    """The notice with its label. Raises ValueError where it says another label already, or where it is classified and
    public."""
    ours = codes_of(label)
    said = tuple(code for code in notice.codes if code.startswith((CLASSIFICATION, NATIONS)))
    if said and said != ours:
        raise ValueError("a notice that says another label than it was released with")
    if notice.scope == "Public" and classification_level(label.security_classification) != 0:
        raise ValueError("a notice to the public with a label that is not UNCLASSIFIED")
    return notice if said else msgspec.structs.replace(notice, codes=(*notice.codes, *ours))


def withheld(notice: Notice, classification: str) -> str:
    """Why a notice may not come in over a feed of this classification; "" when it may."""
    ours = classification_level(classification)
    for code in notice.codes:
        if code.startswith(CLASSIFICATION):
            level = classification_level(code.removeprefix(CLASSIFICATION))
            if level is None or ours is None or level > ours:
                return "notice of a higher classification than its feed, or an unknown one: refused"
    return ""
