"""Settings of public warning: who releases, how far ahead is looked, what is said, and for how long it holds.

What a warning says that no machine may guess (urgency, severity, certainty, response types, expiry, who sends it) has
no default. A site without it drafts, so that it can be tried, and releases nothing: `missing` names what is not said.
"""

import re
import unicodedata
from typing import ClassVar, get_args

import msgspec

from sargas.formats.cap.eu_alert import EuAlert
from sargas.formats.cap.words import NATIONS, PURPOSE, found
from sargas.model.notice import Category, Certainty, ResponseType, Severity, Urgency
from sargas.model.warning import Hazard, Text, WarningLevel
from sargas.warning.words import LANGUAGES, WORDS

PRESUMES = "whose an object is, and what for, is not presumed"


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said of warnings of one level, and how long they hold."""

    category: tuple[Category, ...]
    urgency: Urgency
    severity: Severity
    certainty: Certainty
    response_types: tuple[ResponseType, ...]
    expires_s: float
    eu_alert: EuAlert | None = None
    """Level for cell broadcast, where it is said; an exercise says EU-Exercise in its place."""
    event_codes: dict[str, str] = {}
    """Name of a list of codes -> the event's code in it."""

    def __post_init__(self) -> None:
        if not self.category or not self.response_types:
            raise ValueError("category and response_types: at least one each")
        if not 60.0 <= self.expires_s <= 86_400.0:
            raise ValueError(f"expires_s {self.expires_s} is outside 60..86400")
        if self.eu_alert in ("EU-Exercise", "EU-Test"):
            raise ValueError("eu_alert: an exercise says EU-Exercise by itself, and nothing else may")


class Levels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Terms by level; what is missing can be drafted and not released."""

    advisory: Terms | None = None
    alarm: Terms | None = None
    all_clear: Terms | None = None

    def __post_init__(self) -> None:
        if self.all_clear is not None and "AllClear" not in self.all_clear.response_types:
            raise ValueError("response_types of an all clear: AllClear is one of them")
        if any(terms is not None and "AllClear" in terms.response_types for terms in (self.advisory, self.alarm)):
            raise ValueError("response_types: AllClear is of an all clear alone")


class Corridor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far a corridor reaches; how an object goes on in it is said in `[motion]`."""

    MOVED: ClassVar[dict[str, str]] = {"turn_deg": "motion.turn_deg", "speed_share": "motion.speed_share"}

    minutes: float = 15.0
    """So far ahead is looked."""
    probability: float = 0.9
    """With which the object is within the corridor, at each moment."""

    def __post_init__(self) -> None:
        for name, (least, most) in {"minutes": (1.0, 60.0), "probability": (0.5, 0.99)}.items():
            if not least <= getattr(self, name) <= most:
                raise ValueError(f"{name}: {getattr(self, name)} is outside {least:g}..{most:g}")


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[warning]`: without it nothing is drafted."""

    areas: str = ""
    """GeoJSON file of the areas that can be warned, relative to the site file; without it, the corridor itself."""
    roster: tuple[str, ...] = ()
    """Who may release, in the order in which they are asked."""
    second_after_s: float = 60.0
    """Who is asked and silent for so long, the next on the roster is asked."""
    one_person_advisories: bool = False
    """An advisory is public when one person has released it."""
    sender: str = ""
    """Who warns, unique in the world: a name of the domain name system, for instance. Never changed: messages are
    referred to by it."""
    sender_name: str = ""
    contact: str = ""
    web: str = ""
    languages: tuple[str, ...] = LANGUAGES
    """In which it is said, in this order."""
    levels: Levels = Levels()
    texts: dict[Hazard, dict[str, Text]] = {}
    """In place of the texts that are shipped, by hazard and language; {areas} stands for the names of the areas."""
    corridor: Corridor = Corridor()
    zones: tuple[str, ...] = ()
    """Only incidents of these zones are drafted by themselves; empty: of all."""
    alarm_within_s: float = 600.0
    """What is still outside is an alarm where it may be over an area within this time, an advisory before."""
    redraw_s: float = 2.0
    """A corridor is drawn anew at most this often, unless the incident's situation changes."""
    renew_share: float = 0.33
    """When less than this share of the time for which it holds is left and the object still flies on, a warning is
    drafted anew."""
    source_s: float = 60.0
    """A sensor counts as a source of a track for so long."""
    draft_keep_s: float = 1800.0
    """A draft that nobody released lapses so long after its object was lost, or after a person made it."""
    keep_ended_s: float = 86_400.0
    """Warnings that ended stay in the list for so long."""
    most_pages: int = 15
    """A headline has at most so many pages of cell broadcast: names of areas that do not fit are counted, not cut."""

    def __post_init__(self) -> None:
        plain = [plain_name(name) for name in self.roster]
        if not all(plain) or len(dict.fromkeys(plain)) < len(plain):
            raise ValueError("roster: everybody has a name, and nobody stands in it twice")
        if not self.languages or any(
            not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*", one) for one in self.languages
        ):
            raise ValueError("languages: codes such as lv or en, at least one")
        if len(dict.fromkeys(self.languages)) < len(self.languages):
            raise ValueError("languages: one is named twice")
        if not 1 <= self.most_pages <= 15:
            raise ValueError(f"most_pages: {self.most_pages} is outside 1..15")
        limits = {"second_after_s": (5.0, 3600.0), "alarm_within_s": (0.0, 3600.0), "redraw_s": (0.1, 60.0)}
        limits |= {"renew_share": (0.0, 0.9), "source_s": (1.0, 3600.0), "draft_keep_s": (60.0, 86_400.0)}
        limits |= {"keep_ended_s": (60.0, 2_592_000.0)}
        for name, (least, most) in limits.items():
            if not least <= getattr(self, name) <= most:
                raise ValueError(f"{name}: {getattr(self, name)} is outside {least:g}..{most:g}")
        for hazard, by_language in self.texts.items():
            if hazard not in get_args(Hazard):
                raise ValueError(f"texts.{hazard}: none of {', '.join(get_args(Hazard))}")
            for language, text in by_language.items():
                if reason := unfit(text):
                    raise ValueError(f"texts.{hazard}.{language}: {reason}")
        for language in self.languages:
            absent = [hazard for hazard in get_args(Hazard) if self.text(hazard, language) is None]
            if absent:
                raise ValueError(f"texts.{absent[0]}.{language}: missing; shipped are {', '.join(LANGUAGES)}")

    def text(self, hazard: Hazard, language: str) -> Text | None:
        """What is said of a hazard in a language, with {areas} in it."""
        return self.texts.get(hazard, {}).get(language) or WORDS.get(hazard, {}).get(language)

    def terms(self, level: WarningLevel, hazard: Hazard) -> Terms | None:
        """The terms of a message."""
        found: Terms | None = getattr(self.levels, "all_clear" if hazard == "all_clear" else level)
        return found

    def missing(self) -> list[str]:
        """What is to be said before anything can be released, each with its key."""
        absent = [] if self.sender.strip() else ["sender"]
        absent += [f"levels.{name}" for name in Levels.__struct_fields__ if getattr(self.levels, name) is None]
        return absent + (["roster (at least two names)"] if len(self.roster) < 2 else [])


def plain_name(name: str) -> str:
    """A name as it is compared: one person typed twice is one person."""
    plain = unicodedata.normalize("NFKC", name)
    seen = "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")
    return " ".join(seen.split()).casefold()


def unfit(text: Text) -> str:
    """Why a text may not be said; "" where it may."""
    said = [getattr(text, name) for name in Text.__struct_fields__]
    if any(not part.strip() for part in said):
        return "event, headline, description and instruction each say something"
    word = found(said, (*PURPOSE, *NATIONS))
    return f"{word!r}: {PRESUMES}" if word else ""
