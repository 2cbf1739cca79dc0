"""Decision: every human act; journaled, replayed like any other input, reversible by another."""

from typing import Literal

import msgspec

from sargas.model.aerodrome import AerodromeAct
from sargas.model.alert import Level
from sargas.model.direction import Direction
from sargas.model.height import Height
from sargas.model.identity import IdentityName
from sargas.model.incident import Ground
from sargas.model.warning import AllClear, AmendWarning, DraftWarning, ReleaseWarning, RetractWarning
from sargas.model.zone import Authority, Ring, ZoneKind


class Acknowledge(msgspec.Struct, frozen=True, tag="acknowledge"):
    """Somebody has seen the incident and takes it up."""

    incident: int


class Assign(msgspec.Struct, frozen=True, tag="assign"):
    """The incident is somebody's to handle."""

    incident: int
    to: str


class Close(msgspec.Struct, frozen=True, tag="close", omit_defaults=True):
    """The incident needs no more work; why, the decision says."""

    incident: int
    ground: Ground | None = None
    """Needed while its object is there: approaching or inside."""


class Reopen(msgspec.Struct, frozen=True, tag="reopen"):
    """Reverses a close or an acknowledgement."""

    incident: int


class NoteIncident(msgspec.Struct, frozen=True, tag="note"):
    """Something that is to be kept with the incident."""

    incident: int
    text: str


class MergeIncident(msgspec.Struct, frozen=True, tag="merge_incident"):
    """Two incidents of a zone are of one object: the one with the lower number goes on for both."""

    incident: int
    other: int


class SeparateIncident(msgspec.Struct, frozen=True, tag="separate"):
    """Reverses a merge: the incident is of an object of its own, after all."""

    incident: int


class LinkIncident(msgspec.Struct, frozen=True, tag="link"):
    """An earlier incident has to do with this one."""

    incident: int
    other: int


class UnlinkIncident(msgspec.Struct, frozen=True, tag="unlink"):
    """It has not; no rule links it again."""

    incident: int
    other: int


class Initiate(msgspec.Struct, frozen=True, tag="initiate", omit_defaults=True):
    """Somebody reports an object that no sensor sees: a track that is carried on by reckoning alone."""

    lat_deg: float
    lon_deg: float
    seen_s: float
    """When it was there."""
    sigma_m: float
    """One-sigma error of the place, on each axis."""
    height_m: float | None = None
    sigma_height_m: float = 300.0
    east_mps: float | None = None
    """Both or neither."""
    north_mps: float | None = None
    sigma_mps: float = 15.0
    """One-sigma error of a given velocity, on each axis."""


class Drop(msgspec.Struct, frozen=True, tag="drop"):
    """The track is nothing to look at. It stands again when something else sees it, too."""

    track: int


class Merge(msgspec.Struct, frozen=True, tag="merge"):
    """Two own tracks are one object, known as `track` from now on."""

    track: int
    other: int


class Split(msgspec.Struct, frozen=True, tag="split", omit_defaults=True):
    """The track is two objects: what was merged into it stands alone again, or the second begins by hand."""

    track: int
    other: int | None = None
    """The merged one; None: nothing tracks the second object yet."""


class Reassociate(msgspec.Struct, frozen=True, tag="reassociate"):
    """Two own tracks have exchanged their objects: each number goes back to its own."""

    track: int
    other: int


class Coast(msgspec.Struct, frozen=True, tag="coast"):
    """The plots near the track are not of it: it takes none until this is reversed."""

    track: int


class LockIdentity(msgspec.Struct, frozen=True, tag="lock_identity", omit_defaults=True):
    """A named operator says who it is; no rule changes that until this is reversed."""

    track: int
    identity: IdentityName | None = None
    """None: as it is."""


class Correlate(msgspec.Struct, frozen=True, tag="correlate"):
    """A foreign track, or one begun by hand, is the same object as `track`, whatever distance says."""

    track: int
    other: int


class Decorrelate(msgspec.Struct, frozen=True, tag="decorrelate"):
    """They are not the same object, however close they are."""

    track: int
    other: int


class Undo(msgspec.Struct, frozen=True, tag="undo"):
    """Reverses the act on tracks that was journaled under this record number."""

    record: int


Asked = Literal[
    "registration",
    "status",
    "reset",
    "start",
    "stop",
    "detection_threshold",
    "classification_threshold",
    "report_rate",
    "mode",
    "look_at",
]
"""All that a sensor may ever be asked: nothing moves, follows or patrols."""


class Ask(msgspec.Struct, frozen=True, tag="ask", omit_defaults=True):
    """A sensor is asked for something; what it answers is told as its status."""

    sensor: str
    what: Asked
    level: Literal["low", "medium", "high"] | None = None
    """Of a threshold or the report rate."""
    mode: str | None = None
    lat_deg: float | None = None
    """Where a camera is to look; only a camera is ever asked to."""
    lon_deg: float | None = None
    height_m: float | None = None


class BeginSilence(msgspec.Struct, frozen=True, tag="silence", omit_defaults=True):
    """Somebody who knows is not to be told again for a while: of an incident, of a zone, or as an audience."""

    for_s: float
    """How long, from the act on."""
    level: Level = "advisory"
    """The gravest that is muted; a warning of one incident at most."""
    incident: int | None = None
    zone: str | None = None
    audience: str | None = None


class EndSilence(msgspec.Struct, frozen=True, tag="end_silence"):
    """A silence ends before its time."""

    silence: int


class AcknowledgeAlert(msgspec.Struct, frozen=True, tag="acknowledge_alert"):
    """Somebody takes up an aircraft in distress, for every audience; incidents are acknowledged themselves."""

    alert: int


class HandOver(msgspec.Struct, frozen=True, tag="hand_over", omit_defaults=True):
    """The watch goes to somebody else."""

    to: str
    note: str = ""


class NoteWatch(msgspec.Struct, frozen=True, tag="note_watch"):
    """Something that is to be kept in the watch log, of no incident alone."""

    text: str


class OpenSearch(msgspec.Struct, frozen=True, tag="open_search"):
    """A search begins by hand, for a track that has ended; for an incident that is lost it begins by itself."""

    track: int


class AssignSector(msgspec.Struct, frozen=True, tag="assign_sector"):
    """Somebody is to search a sector."""

    search: int
    sector: int
    to: str


class ReportSearched(msgspec.Struct, frozen=True, tag="report_searched", omit_defaults=True):
    """A sector was searched and nothing was found there; how well, by a probability or by the effort."""

    search: int
    sector: int
    detection_probability: float | None = None
    """That the object would have been found, had it lain there ..."""
    sweep_width_m: float | None = None
    """... or effective sweep width ..."""
    track_m: float | None = None
    """... and length of all searchers' tracks: 1 - exp(-width x length / area) (Koopman)."""


class RecordFind(msgspec.Struct, frozen=True, tag="record_find", omit_defaults=True):
    """Something was found."""

    search: int
    lat_deg: float
    lon_deg: float
    what: str
    note: str = ""
    photo_sha256: str = ""
    report_record: int | None = None


class HandOverFind(msgspec.Struct, frozen=True, tag="hand_over_find", omit_defaults=True):
    """A find is in somebody's charge from now on: a step of the chain of custody."""

    search: int
    find: int
    to: str
    note: str = ""


class CloseSearch(msgspec.Struct, frozen=True, tag="close_search"):
    """The search is over; the reason stands in the decision."""

    search: int


class ReopenSearch(msgspec.Struct, frozen=True, tag="reopen_search"):
    """Reverses a close."""

    search: int


class DrawZone(msgspec.Struct, frozen=True, tag="draw_zone", omit_defaults=True):
    """A temporary zone, from now on judged as others of its kind: an outline, or a circle."""

    name: str
    kind: ZoneKind
    until_s: float
    from_s: float | None = None
    """None: at once."""
    outline: Ring = ()
    """(lon_deg, lat_deg) of its corners, closed or not."""
    lat_deg: float | None = None
    """The middle of a circle."""
    lon_deg: float | None = None
    radius_m: float | None = None
    floor: Height | None = None
    ceiling: Height | None = None
    authorised_by: tuple[Authority, ...] | None = None
    """None: what authorises in zones of its kind."""


class EndZone(msgspec.Struct, frozen=True, tag="end_zone", omit_defaults=True):
    """A zone that was drawn ends now, or at another time than was said."""

    zone: str
    until_s: float | None = None


IncidentAct = (
    Acknowledge
    | Assign
    | Close
    | Reopen
    | NoteIncident
    | MergeIncident
    | SeparateIncident
    | LinkIncident
    | UnlinkIncident
)
TrackAct = Initiate | Drop | Merge | Split | Reassociate | Coast | LockIdentity | Correlate | Decorrelate | Undo
SensorAct = Ask
AlertAct = BeginSilence | EndSilence | AcknowledgeAlert | HandOver | NoteWatch
WarningAct = DraftWarning | AmendWarning | ReleaseWarning | RetractWarning | AllClear
SearchAct = OpenSearch | AssignSector | ReportSearched | RecordFind | HandOverFind | CloseSearch | ReopenSearch
ZoneAct = DrawZone | EndZone
Act = IncidentAct | TrackAct | SensorAct | AlertAct | WarningAct | SearchAct | ZoneAct | AerodromeAct | Direction


class Decision(msgspec.Struct, frozen=True, tag="decision", omit_defaults=True):
    """Who, when, what, why. `expected_version` is the version of the thing acted upon that the person saw."""

    by: str
    time_s: float
    act: Act
    why: str = ""
    expected_version: int | None = None
    record_number: int = -1
