"""What a feed and an export of CAP are told. A feed needs nothing. An export is told all that a warning says and no
machine may guess: urgency, severity, certainty, response, event and expiry have no default.

Alerts are for authorities. An export with the scope Public tells what two persons made public, and nothing else: what
that says stands in `[warning]`, so nothing more is told to the export.
"""

import msgspec

from sargas.formats import format
from sargas.formats.cap.eu_alert import EU_ALERT
from sargas.formats.cap.reports import notice_of_alert
from sargas.formats.cap.rules import OURS, RULES, broken
from sargas.formats.cap.words import NATIONS, PURPOSE, found
from sargas.model.alert import LEVELS, Alert, Level
from sargas.model.label import Label, classification_level
from sargas.model.notice import Category, Certainty, ResponseType, Scope, Severity, Urgency

PRESUMES = "whose an object is, and what for, is not presumed"


class Settings(format.Settings, frozen=True, forbid_unknown_fields=True):
    """Settings of a feed, and of who encodes notices."""

    security_classification: str = "UNCLASSIFIED"
    """Of the feed: a notice that says a higher one of itself is refused."""
    eu_alert_name: str = EU_ALERT
    """What the parameter with the EU-Alert level is called: no standard gives it a name."""

    def __post_init__(self) -> None:
        if classification_level(self.security_classification) is None:
            raise ValueError(f"security_classification {self.security_classification!r} has no known level")
        if not self.eu_alert_name.strip():
            raise ValueError("eu_alert_name is empty")


class LevelWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said of alerts of one level."""

    category: tuple[Category, ...]
    event: str
    """"Unidentified aerial object", for instance: not whose it is, nor what for. The plainest words that presume are
    refused (`words`); what is left is for a person to read."""
    urgency: Urgency
    severity: Severity
    certainty: Certainty
    response_types: tuple[ResponseType, ...]
    instruction: str = ""
    event_codes: dict[str, str] = {}
    """Name of a list of codes -> the event's code in it."""

    def __post_init__(self) -> None:
        seen = (self.event, self.instruction, *self.event_codes, *self.event_codes.values())
        if word := found(seen, (*PURPOSE, *NATIONS)):
            raise ValueError(f"{word!r} in what is said of an object: {PRESUMES}")


class Levels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said, by level."""

    advisory: LevelWords
    caution: LevelWords
    warning: LevelWords

    def of(self, level: Level) -> LevelWords:
        """The words of a level."""
        words: LevelWords = getattr(self, level)
        return words


class ExportSettings(format.Settings, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Settings of an export."""

    scope: Scope
    """Restricted or Private; Public: warnings that two persons released, and nothing else; no other key is given."""
    sender: str = ""
    """Who warns, unique in the world: a name of the domain name system, for instance. Never changed: messages are
    referred to by it."""
    expires_s: float = 0.0
    """How long a message holds. An alert that goes on is told anew when half of it has passed."""
    area: str = ""
    """Where it concerns, in words."""
    levels: Levels | None = None
    restriction: str = ""
    """Who it is for; needed where the scope is Restricted."""
    addresses: tuple[str, ...] = ()
    """To whom it goes; needed where the scope is Private."""
    sender_name: str = ""
    contact: str = ""
    web: str = ""
    circle_m: float | None = None
    """Least radius around the object's place; none: no circle. Only a recipient that is told incidents is told it."""
    geocodes: dict[str, str] = msgspec.field(default_factory=dict)
    """Name of a list of codes -> the area's code in it."""

    def __post_init__(self) -> None:
        common = format.Settings.__struct_fields__
        given = [name for name in self.__struct_fields__ if name not in common and getattr(self, name)]
        if self.scope == "Public":
            if given != ["scope"]:
                raise ValueError(f"scope Public: what the public is told stands in [warning]: {', '.join(given[1:])}")
            return
        if missing := [name for name in ("sender", "expires_s", "area", "levels") if name not in given]:
            raise ValueError(f"scope {self.scope} needs {', '.join(missing)}")
        named = (*self.addresses, *self.geocodes, *self.geocodes.values())
        texts = (self.area, self.restriction, self.sender, self.sender_name, self.contact, self.web, *named)
        if word := found(texts, PURPOSE):
            raise ValueError(f"{word!r} in what is said of area, sender or recipient: {PRESUMES}")
        if not 60.0 <= self.expires_s <= 172_800.0:
            raise ValueError(f"expires_s {self.expires_s} is outside 60..172800")
        if self.circle_m is not None and not 1.0 <= self.circle_m <= 500_000.0:
            raise ValueError(f"circle_m {self.circle_m} is outside 1..500000")
        wrong: dict[str, None] = {}
        for level in LEVELS:  # what is told later keeps the rules, or nothing would be told
            notice = notice_of_alert(Alert(1, 1, level, "", "x", "", 0.0), Label(), self, 0.0, "opened")
            wrong |= dict.fromkeys(broken(notice, (*RULES, *OURS)))
        if wrong:
            raise ValueError("; ".join(wrong))
