"""Cursor on Target on the wire: bytes -> events, from XML and from TAK protocol version 1.

form      what it is                                                                                    source
XML       <event version="2.0" uid type how time start stale [access caveat releasableTo qos opex]>      CoT event
            <point lat lon hae ce le/> <detail>...</detail> </event>; before it, maybe, an XML             schema 2.0,
          declaration; one after another in a stream                                                     MITRE
protobuf  a TakMessage (`protobuf`), without what `stream` cuts off                                       TAK protocol 1

lat, lon in degrees, hae in metres above the ellipsoid; ce, le in metres, one sigma; 9999999.0 is unknown. Times are
UTC. What is not said of who may see an event (access, caveat, releasableTo) is "" and never made up.
Document types, entities and network are off: XML that has a DOCTYPE is refused.
Raises DecodeError, with one line that says what is wrong and holds nothing of the sender's.
"""

import datetime
import math

import msgspec
from google.protobuf.message import DecodeError as NotProtobuf
from lxml import etree

from sargas.errors import DecodeError
from sargas.formats.cot.protobuf import TakMessage

UNKNOWN = 9_999_999.0
LABEL = "_label"
"""Element of the detail that says access, caveat and releasableTo once more: servers pass the detail on and lose these
attributes (taky-ng), or never had them (takproto)."""
_parser = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
)


class Event(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """One event. Texts that were not said are "", numbers None; unknown numbers (9999999) are None too."""

    uid: str
    type: str
    how: str
    time_s: float
    start_s: float
    stale_s: float
    lat_deg: float
    lon_deg: float
    hae_m: float | None = None
    ce_m: float | None = None
    le_m: float | None = None
    access: str = ""
    caveat: str = ""
    releasable_to: str = ""
    opex: str = ""
    callsign: str = ""
    course_deg: float | None = None
    speed_mps: float | None = None
    remarks: str = ""
    link_uid: str = ""
    """Of a deletion: what is deleted."""
    outline: tuple[tuple[float, float], ...] = ()
    """Of a drawn area that we tell: (lat_deg, lon_deg), closed; not read ..."""
    colour_argb: int = 0
    """... and the colour of what we draw, a signed number as ATAK has it; 0: none."""


def event_of(octets: bytes, is_protobuf: bool) -> Event | None:
    """The event of an XML text or a TakMessage; None of a TakMessage without one: its sender says what it can speak."""
    return _of_protobuf(octets) if is_protobuf else _of_xml(octets)


def _of_xml(octets: bytes) -> Event:
    if b"<!DOCTYPE" in octets or b"<!ENTITY" in octets:
        raise DecodeError("XML with a document type: refused", 0)
    try:
        root = etree.fromstring(octets.strip(b" \t\r\n\x00"), _parser)
    except (etree.XMLSyntaxError, ValueError):
        raise DecodeError("XML that is not well formed", 0) from None
    if root.tag != "event":
        raise DecodeError("XML that is no event", 0)
    get, point = root.get, root.find("point")
    if point is None:
        raise DecodeError("event without a point", 0)
    course = speed = None
    callsign = remarks = link = ""
    kept: dict[str, str] = {}
    detail = root.find("detail")
    for part in detail if detail is not None else ():
        if part.tag == "contact":
            callsign = part.get("callsign", "")
        elif part.tag == "track":
            course, speed = _number(part.get("course", "")), _number(part.get("speed", ""))
        elif part.tag == "remarks":
            remarks = part.text or ""
        elif part.tag == "link" and not link:
            link = part.get("uid", "")
        elif part.tag == LABEL:
            kept = dict(part.attrib)
    place = point.get
    return _checked(
        Event(
            uid=get("uid", ""),
            type=get("type", ""),
            how=get("how", ""),
            time_s=_time(get("time", "")),
            start_s=_time(get("start", "")),
            stale_s=_time(get("stale", "")),
            lat_deg=_coordinate(place("lat", "")),
            lon_deg=_coordinate(place("lon", "")),
            hae_m=_number(place("hae", "")),
            ce_m=_number(place("ce", "")),
            le_m=_number(place("le", "")),
            access=get("access") or kept.get("access", ""),
            caveat=get("caveat") or kept.get("caveat", ""),
            releasable_to=get("releasableTo") or kept.get("releasableTo", ""),
            opex=get("opex", ""),
            callsign=callsign,
            course_deg=course,
            speed_mps=speed,
            remarks=remarks,
            link_uid=link,
        )
    )


def _of_protobuf(octets: bytes) -> Event | None:
    try:
        message = TakMessage.FromString(octets)
    except NotProtobuf:
        raise DecodeError("TAK message that is no protobuf", 0) from None
    if not message.HasField("cotEvent"):
        return None
    said, detail = message.cotEvent, message.cotEvent.detail
    course = speed = None
    if detail.HasField("track"):
        course, speed = _known(detail.track.course), _known(detail.track.speed)
    remarks = link = ""
    kept: dict[str, str] = {}
    if detail.xmlDetail:
        remarks, link, kept = _of_detail(detail.xmlDetail)
    return _checked(
        Event(
            uid=said.uid,
            type=said.type,
            how=said.how,
            time_s=said.sendTime / 1000.0,
            start_s=said.startTime / 1000.0,
            stale_s=said.staleTime / 1000.0,
            lat_deg=said.lat,
            lon_deg=said.lon,
            hae_m=_known(said.hae),
            ce_m=_known(said.ce),
            le_m=_known(said.le),
            access=said.access or kept.get("access", ""),
            caveat=said.caveat or kept.get("caveat", ""),
            releasable_to=said.releaseableTo or kept.get("releasableTo", ""),
            opex=said.opex,
            callsign=detail.contact.callsign,
            course_deg=course,
            speed_mps=speed,
            remarks=remarks,
            link_uid=link,
        )
    )


def _of_detail(text: str) -> tuple[str, str, dict[str, str]]:
    """(remarks, uid of the first link, the label) in the XML of a TAK message's detail."""
    if "<!" in text:
        raise DecodeError("XML with a document type: refused", 0)
    try:
        root = etree.fromstring(f"<detail>{text}</detail>".encode(), _parser)
    except (etree.XMLSyntaxError, ValueError, UnicodeEncodeError):
        raise DecodeError("detail of a TAK message that is not well formed", 0) from None
    remarks, link, kept = root.findtext("remarks", ""), root.find("link"), root.find(LABEL)
    return remarks, "" if link is None else link.get("uid", ""), {} if kept is None else dict(kept.attrib)


def _checked(event: Event) -> Event:
    if not event.uid or not event.type:
        raise DecodeError("event without a uid or a type", 0)
    if not (abs(event.lat_deg) <= 90.0 and abs(event.lon_deg) <= 180.0):
        raise DecodeError("event at no place on Earth", 0)
    if not (0.0 < event.time_s < 1e11 and 0.0 < event.stale_s < 1e11):
        raise DecodeError("event without a time", 0)
    return event


def _number(text: str) -> float | None:
    """None where it is not said or unknown."""
    if not text:
        return None
    try:
        return _known(float(text))
    except ValueError:
        raise DecodeError("event with a number that is none", 0) from None


def _known(value: float) -> float | None:
    return value if math.isfinite(value) and abs(value) < UNKNOWN else None


def _coordinate(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise DecodeError("event without a place", 0) from None


def _time(text: str) -> float:
    """UTC where no zone is said, as the schema has it."""
    try:
        when = datetime.datetime.fromisoformat(text)
        return (when if when.tzinfo else when.replace(tzinfo=datetime.UTC)).timestamp()
    except (ValueError, OverflowError):
        raise DecodeError("event with a time that is none", 0) from None
