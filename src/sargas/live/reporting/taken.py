"""Taken: a post as it is written down. The fields are listed; what else a post says falls."""

import base64
import binascii

import msgspec

from sargas.errors import DecodeError
from sargas.formats.citizen.reports import Kind, Report, What, reported
from sargas.formats.citizen.settings import Settings
from sargas.formats.instants import instant_text

MOST_AGE_S = 6 * 3600.0
"""What was seen longer ago is for a telephone."""
_DEFAULT = Settings("")


class Posted(msgspec.Struct):
    """What the page posts. Times are told as ages: phones' clocks are not believed."""

    id: str
    what: What
    lat_deg: float
    lon_deg: float
    accuracy_m: float | None = None
    azimuth_deg: float | None = None
    distance_m: float | None = None
    kind: Kind = "unknown"
    age_s: float = 0.0
    text: str = ""
    contact: str = ""
    photo: str = ""
    """A picture, base64."""


class Kept(Report, omit_defaults=True):
    """A report as it is recorded: what the decoder reads, and what it leaves alone."""

    text: str = ""
    contact: str = ""
    photo: str = ""
    """A JPEG that was made anew, base64."""


class Wrong(ValueError):
    """A post that is not taken; the text is the field that is wrong, or `post`."""


_DECODER = msgspec.json.Decoder(Posted)


def posted(body: bytes) -> Posted:
    """The fields of a post. Raises Wrong."""
    try:
        return _DECODER.decode(body)
    except msgspec.ValidationError as error:
        field = str(error).rpartition("$.")[2].rstrip("`")
        raise Wrong(field if field in Posted.__struct_fields__ else "post") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Wrong("post") from None


def picture(said: Posted) -> bytes | None:
    """The picture as it came. Raises Wrong."""
    try:
        return base64.b64decode(said.photo, validate=True) if said.photo else None
    except (binascii.Error, ValueError):
        raise Wrong("photo") from None


def kept(said: Posted, time_s: float, patrol: str | None, origin: str, photo: bytes | None) -> bytes:
    """The record of a post that came at `time_s`. Raises Wrong where the decoder would not read it."""
    if not 0.0 <= said.age_s <= MOST_AGE_S:
        raise Wrong("age_s")
    record = msgspec.json.encode(
        Kept(
            id=said.id,
            what=said.what,
            lat_deg=said.lat_deg,
            lon_deg=said.lon_deg,
            time=instant_text(time_s - said.age_s),
            accuracy_m=said.accuracy_m,
            azimuth_deg=said.azimuth_deg,
            distance_m=said.distance_m,
            kind=said.kind,
            by="citizen" if patrol is None else "patrol",
            origin=origin if patrol is None else "",
            text=_plain(said.text, 1_000),
            contact=_plain(said.contact, 100),
            photo="" if photo is None else base64.b64encode(photo).decode(),
        )
    )
    try:
        reported(record, _DEFAULT.reach_seen_m, _DEFAULT.reach_heard_m)
    except DecodeError as error:
        raise Wrong(error.reason.rpartition(" ")[2]) from None
    return record


def _plain(text: str, most: int) -> str:
    """In one line of what can be printed."""
    return "".join(letter if letter.isprintable() else " " for letter in text[:most]).strip()
