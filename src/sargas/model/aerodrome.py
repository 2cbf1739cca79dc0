"""Aerodrome: what is in its volumes now and soon, when they may be clear, and what its air traffic service did.

Rule: Sargas closes nothing and opens nothing. It advises; the air traffic service decides, and a named person records
what it decided. "Clear" is said with a basis: what was lost, or cannot be seen, is never clear.
"""

from typing import Literal

import msgspec

from sargas.model.height import Height
from sargas.model.identity import IdentityName
from sargas.model.track import ClassName
from sargas.model.zone import Ring

Going = Literal["drifts", "flies", "hovers", "circles", "lost"]
"""How an object goes on, as the forecast takes it:
drifts    a balloon: the air carries it
flies     on its course, which wanders
hovers    it hardly moves: when it leaves cannot be told
circles   it turns about one place: when it leaves cannot be told
lost      nothing has measured it for some time: it may be anywhere in its reach
"""
HowResolved = Literal["outside", "identified", "landed", "found", "endurance_over"]
"""Why an object stands in nobody's way any more:
outside         measured outside, and not expected inside
identified      lawful, by an identity with its basis
landed, found   a named person says so
endurance_over  lost, and it cannot fly any more: while all of that time the volumes were seen by sensors that were up
"""
Advice = Literal["none", "closure", "wait", "reopening"]
"""What is drafted: nothing; a closure; nothing while a recorded closure lasts; a reopening."""
LogKind = Literal["closure", "reopening", "withdrawal"]
Apart = Literal["lawful", "pending", "other_class", "too_many"]
"""Why an object is none of those that are told: inside and authorised, still being identified, or of a class that does
not count; near, and one of too many to be forecast.
"""

LOGGED = 10
"""Entries of a log that an outline has."""


class Volume(msgspec.Struct, frozen=True):
    """A part of the air that belongs to an aerodrome."""

    name: str
    polygons: tuple[tuple[Ring, ...], ...]
    floor: Height | None = None
    ceiling: Height | None = None
    seen_probability: float = 0.0
    """Share of it in which sensors that are up would see a small object within a minute, now; 1 where a system that
    covers it, by the site's word, is up.
    """


class ClearBy(msgspec.Struct, frozen=True):
    """When something is outside for good, UTC Unix seconds: half of the possible courses of events are over by `p50_s`,
    nine of ten by `p90_s`; None where that cannot be told, and `why`."""

    p50_s: float | None = None
    p90_s: float | None = None
    why: str = ""


class Inside(msgspec.Struct, frozen=True):
    """One object and one volume, now."""

    volume: str
    probability: float
    """Of being inside, by the whole covariance and the height; where no height is known, it may be."""
    outline_probability: float
    """Of being within its outline, whatever the height."""
    bands_probability: tuple[float, ...] = ()
    """Of being inside and in each height band, lowest first; empty where no height is known."""
    height_basis: str = ""


class AirObject(msgspec.Struct, frozen=True):
    """An object that counts: in a volume, or expected in one."""

    track: int
    tracks: tuple[int, ...]
    """The numbers under which it was known, the last one too."""
    going: Going
    classification: ClassName
    """The likeliest ..."""
    classification_probability: float
    """... and how likely it is; 0 where it was not judged."""
    identity: IdentityName
    identity_basis: str
    measured_s: float
    lat_deg: float
    lon_deg: float
    speed_mps: float
    height_m: float | None
    inside: tuple[Inside, ...]
    expected_probability: float
    """Of being inside any volume within the hour."""
    clear: ClearBy
    basis: str
    """What the forecast rests on."""
    since_s: float | None = None
    """When it was first in the way; None: it was not yet."""


class Resolved(msgspec.Struct, frozen=True):
    """An object that was in the way and is not any more."""

    track: int
    how: HowResolved
    time_s: float
    basis: str
    by: str = ""


class Expected(msgspec.Struct, frozen=True):
    """Of one volume, `after_s` from now."""

    volume: str
    after_s: float
    expected: float
    """Number of objects."""
    probability: float
    """That there is at least one."""
    bands_expected: tuple[float, ...]
    """Number by height band, lowest first ..."""
    unknown_height_expected: float = 0.0
    """... and of those whose height is not known."""


class AirNotice(msgspec.Struct, frozen=True):
    """A draft in plain words and as the items of a NOTAM; never sent from here."""

    kind: Literal["closure", "reopening"]
    made_s: float
    text: str
    items: dict[str, str]
    """By letter: Q, A, B, C, E, F, G."""
    basis: str


class LogEntry(msgspec.Struct, frozen=True):
    """What the air traffic service decided, as a named person recorded it. Never changed: a later entry corrects it."""

    number: int
    kind: LogKind
    by: str
    recorded_s: float
    from_s: float
    until_s: float | None = None
    volumes: tuple[str, ...] = ()
    """Empty: the whole aerodrome."""
    why: str = ""
    corrects: int | None = None
    corrected_by: int | None = None


class RecordedState(msgspec.Struct, frozen=True):
    """What the log says of now. Not what Sargas thinks."""

    closed: bool = False
    """The whole, or a part: `volumes`."""
    volumes: tuple[str, ...] = ()
    since_s: float | None = None
    until_s: float | None = None
    by: str = ""
    words: str = "no closure is recorded"


class Aerodrome(msgspec.Struct, frozen=True, tag="aerodrome"):
    """One aerodrome as it stands at `time_s`; `version` grows by one with each change."""

    icao: str
    name: str
    version: int
    time_s: float
    lat_deg: float
    lon_deg: float
    elevation_m: float
    """Above mean sea level."""
    volumes: tuple[Volume, ...]
    bands_m: tuple[float, ...]
    """Heights above mean sea level that part the height bands."""
    runways: tuple[str, ...] = ()
    advice: Advice = "none"
    advice_basis: str = ""
    objects: tuple[AirObject, ...] = ()
    resolved: tuple[Resolved, ...] = ()
    apart: dict[Apart, int] = {}
    """How many are inside and do not count."""
    expected: tuple[Expected, ...] = ()
    clear: ClearBy = ClearBy()
    """Of all objects together."""
    first_object_s: float | None = None
    closure: AirNotice | None = None
    reopening: AirNotice | None = None
    reopening_waits: str = ""
    """Why there is no draft of a reopening."""
    recorded: RecordedState = RecordedState()
    log: tuple[LogEntry, ...] = ()
    closed_s: float = 0.0
    """How long the whole was closed, by the log, up to `time_s` ..."""
    volumes_closed_s: dict[str, float] = {}
    """... and each volume, the whole too."""
    live: bool = False
    """Whether sensors that are up see enough of the volumes for silence to say something ..."""
    live_since_s: float | None = None
    """... and since when without a break."""
    simulated: bool = False

    @property
    def outline(self) -> "Aerodrome":
        """With the latest entries of its log alone: told each time it changes."""
        return msgspec.structs.replace(self, log=self.log[-LOGGED:])


class RecordClosure(msgspec.Struct, frozen=True, tag="record_closure", omit_defaults=True):
    """The air traffic service closed an aerodrome, or volumes of it: recorded, not done here."""

    aerodrome: str
    from_s: float
    until_s: float | None = None
    """None: until further notice."""
    volumes: tuple[str, ...] = ()
    corrects: int | None = None
    """The entry of the log in whose place this one stands."""


class RecordReopening(msgspec.Struct, frozen=True, tag="record_reopening", omit_defaults=True):
    """The air traffic service opened it again."""

    aerodrome: str
    from_s: float
    volumes: tuple[str, ...] = ()
    corrects: int | None = None


class WithdrawEntry(msgspec.Struct, frozen=True, tag="withdraw_entry"):
    """An entry of the log was made in error: it stays, and counts no more."""

    aerodrome: str
    corrects: int


class AccountFor(msgspec.Struct, frozen=True, tag="account_for"):
    """A named person says what became of an object that stood in the way."""

    aerodrome: str
    track: int
    how: Literal["landed", "found", "identified"]


AerodromeAct = RecordClosure | RecordReopening | WithdrawEntry | AccountFor
