"""PublicWarning: what the public is told of an incident, from its draft to its end, and the acts of people on it.

Rule: a draft is proposed by code or by a person, and becomes public by two different persons of the roster alone. What
was told stands in `notice`, word for word, with the references to what was told before; nothing is told but that.
"""

from typing import Literal

import msgspec

from sargas.model.notice import Coded, Notice
from sargas.model.zone import Ring

WarningLevel = Literal["advisory", "alarm"]
WarningState = Literal["draft", "released", "retracted", "cleared", "expired"]
Hazard = Literal["approaching", "overhead", "found", "all_clear"]
Basis = Literal["found", "left", "identified", "endurance_expired"]
AreaState = Literal["none", "advisory", "alarm", "all_clear"]
WARNING_LEVELS: tuple[WarningLevel, ...] = ("advisory", "alarm")
HAZARDS: tuple[Hazard, ...] = ("approaching", "overhead", "found", "all_clear")


class Text(msgspec.Struct, frozen=True):
    """What is said in one language."""

    event: str
    headline: str
    """The short form: fit for cell broadcast."""
    description: str
    instruction: str


class WarningArea(msgspec.Struct, frozen=True, omit_defaults=True):
    """An area that can be warned: of the layer that the site configures, a municipality for instance."""

    id: str
    name: str
    polygons: tuple[tuple[Ring, ...], ...]
    """Each an outer ring and its holes, (lon_deg, lat_deg) as in GeoJSON; of a draft without a layer the corridor's."""
    names: dict[str, str] = {}
    """By language; `name` where a language has none."""
    geocodes: tuple[Coded, ...] = ()
    population: int | None = None


class Town(msgspec.Struct, frozen=True):
    """A place with a name, to say where an area without a layer is."""

    name: str
    country: str
    """ISO 3166, two letters."""
    lat_deg: float
    lon_deg: float
    population: int


class Reached(msgspec.Struct, frozen=True, omit_defaults=True):
    """An area of a draft, and what is predicted for it."""

    area: str
    """Its id."""
    name: str
    earliest_s: float | None = None
    """When it may be there first, UTC Unix seconds; None: not predicted (taken in by a person, or told before)."""
    median_s: float | None = None
    """When it is there, if it comes there at all: as likely before as after."""
    probability: float | None = None
    """Of coming over it within the time that is looked ahead."""


class Signature(msgspec.Struct, frozen=True):
    """Who released, when, and why where that was needed."""

    by: str
    time_s: float
    why: str = ""


class Draft(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is proposed, and not public."""

    hazard: Hazard
    level: WarningLevel
    areas: tuple[Reached, ...]
    texts: dict[str, Text]
    """By language, in the order in which they are told."""
    drafted_s: float
    by: str = ""
    """Who drafted it; "": it came by itself."""
    amended: bool = False
    """A person has changed it: it does not change by itself any more."""
    weak: bool = False
    """It rests on one source: releasing it needs a reason."""
    why_weak: str = ""
    first: Signature | None = None
    """Who released first; it does not change by itself any more."""
    asked: str = ""
    """Whose release is waited for now ..."""
    asked_s: float | None = None
    """... since when."""
    since: str = ""
    """What has become otherwise since it stopped changing by itself."""
    wrong: tuple[str, ...] = ()
    """Why it cannot be released as it is, a line each."""
    basis: Basis | None = None
    """Of an all clear."""
    extra: tuple[WarningArea, ...] = ()
    """Areas of no layer: the corridor's own polygon, or a circle around what was found."""
    typed: dict[str, Text] = {}
    """What a person typed in place of the site's words, by language."""


class PublicWarning(msgspec.Struct, frozen=True, tag="warning", omit_defaults=True):
    """One warning, from its draft to its end; `version` grows by one with each change."""

    number: int
    version: int
    state: WarningState
    """Of what the public was told; `draft` while it was told nothing."""
    simulated: bool
    incident: int = 0
    """Whose warning it is; 0: of no incident."""
    opened_s: float = 0.0
    """When its first draft came to be."""
    draft: Draft | None = None
    """What is proposed now: of what was told already, what is to take its place."""
    hazard: Hazard | None = None
    """What was told last, with ..."""
    level: WarningLevel | None = None
    areas: tuple[Reached, ...] = ()
    extra: tuple[WarningArea, ...] = ()
    notice: Notice | None = None
    """... its words: the message itself."""
    released_by: tuple[Signature, ...] = ()
    first_signed_s: float | None = None
    """When somebody released a draft of it first, of all that were drafted."""
    first_released_s: float | None = None
    """When the public was told for the first time ..."""
    released_s: float | None = None
    """... and the last."""
    expires_s: float | None = None
    ended_s: float | None = None
    ended_by: str = ""
    ended_why: str = ""

    @property
    def is_public(self) -> bool:
        """Whether the public was told anything."""
        return self.notice is not None


class AreaNow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of the board: how one area stands."""

    area: str
    name: str
    state: AreaState = "none"
    warning: int = 0
    """Number of the warning that says so; 0: none."""
    since_s: float | None = None
    expires_s: float | None = None
    simulated: bool = False


class DraftWarning(msgspec.Struct, frozen=True, tag="draft_warning", omit_defaults=True):
    """A person drafts a warning: for areas of the layer, or for what is around a place."""

    hazard: Literal["approaching", "overhead", "found"]
    level: WarningLevel
    incident: int = 0
    areas: tuple[str, ...] = ()
    lat_deg: float | None = None
    """With a radius: the areas that it meets, or without a layer the circle itself."""
    lon_deg: float | None = None
    radius_m: float | None = None


class AmendWarning(msgspec.Struct, frozen=True, tag="amend_warning", omit_defaults=True):
    """A person changes a draft, or with none of level, areas and texts only holds it, to read it.

    From then on it does not change by itself.
    """

    warning: int
    level: WarningLevel | None = None
    areas: tuple[str, ...] | None = None
    texts: dict[str, Text] | None = None
    """Those of these languages."""


class ReleaseWarning(msgspec.Struct, frozen=True, tag="release_warning"):
    """A person of the roster releases the draft as it is: the second, who is another, makes it public."""

    warning: int


class RetractWarning(msgspec.Struct, frozen=True, tag="retract_warning"):
    """The warning was wrong: what is public is cancelled at once; a draft is dropped. It is no all clear."""

    warning: int


class AllClear(msgspec.Struct, frozen=True, tag="all_clear", omit_defaults=True):
    """The danger is over, and why: a draft that is released as any other, begun by the first of the two."""

    warning: int
    basis: Basis
    endurance_s: float | None = None
    """How long such an object can fly at most, where that is the basis."""
    coverage: str = ""
    """How it is known that it was looked for all the time, where endurance is the basis."""
