"""Blocks of the wire <-> notices.

on the wire                        in the model                                                         source
lat,lon lat,lon ...                ring of (lat_deg, lon_deg): latitude first, never swapped            CAP 1.2, 3.2.4
lat,lon radius in km               Circle, radius_m                                                     3.2.4
altitude, ceiling in feet          metres, to the millimetre                                            3.2.4
sender,identifier,sent ...         Reference                                                            3.2.1
addresses, incidents               texts; one with white space stands between double quotes             3.2.1
language that is missing or empty  en-US                                                                3.2.2
an empty text                      as if it were not there: "", as the standard does not tell them apart
Coordinates and kilometres are decimal on both sides: what is read and written again is the same number.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sargas.errors import DecodeError
from sargas.formats.cap.wire import Block as Wire
from sargas.formats.cap.wire import time_s, time_text
from sargas.model.notice import Area, Block, Circle, Coded, Notice, Reference, Resource

_FOOT_M = Decimal("0.3048")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_NAMES = re.compile(r'\s*(?:"([^"]*)"|([^\s"]+))(?=\s|\Z)')
LANGUAGE = "en-US"


def notice_of(wire: Wire, signed: bool, feed: str = "", record_number: int = -1) -> Notice:
    """The notice that an alert says, and where it came in. Raises DecodeError where a text is not of its form."""
    return Notice(
        identifier=_said(wire, "identifier"),
        sender=_said(wire, "sender"),
        sent_s=_said(wire, "sent"),
        status=_said(wire, "status"),
        msg_type=_said(wire, "msgType"),
        scope=_said(wire, "scope"),
        source=_said(wire, "source"),
        restriction=_said(wire, "restriction"),
        addresses=_names(_said(wire, "addresses"), "addresses"),
        codes=tuple(code for code in wire.get("code", ()) if code),
        note=_said(wire, "note"),
        references=_references(_said(wire, "references")),
        incidents=_names(_said(wire, "incidents"), "incidents"),
        blocks=tuple(map(_block_of, wire.get("info", ()))),
        signed=signed,
        feed=feed,
        record_number=record_number,
    )


def wire_of(notice: Notice) -> Wire:
    """Inverse of `notice_of`, but for a signature and where it came in."""
    return {
        "identifier": [notice.identifier],
        "sender": [notice.sender],
        "sent": [notice.sent_s],
        "status": [notice.status],
        "msgType": [notice.msg_type],
        "source": _maybe(notice.source),
        "scope": [notice.scope],
        "restriction": _maybe(notice.restriction),
        "addresses": _maybe(_joined(notice.addresses)),
        "code": list(notice.codes),
        "note": _maybe(notice.note),
        "references": _maybe(" ".join(map(reference_text, notice.references))),
        "incidents": _maybe(_joined(notice.incidents)),
        "info": [_wire_of_block(block) for block in notice.blocks],
    }


def reference_text(reference: Reference) -> str:
    """The extended identifier of a message: sender,identifier,sent."""
    return f"{reference.sender},{reference.identifier},{time_text(reference.sent_s)}"


def _block_of(wire: Wire) -> Block:
    return Block(
        category=tuple(wire["category"]),
        event=_said(wire, "event"),
        urgency=_said(wire, "urgency"),
        severity=_said(wire, "severity"),
        certainty=_said(wire, "certainty"),
        language=_said(wire, "language") or LANGUAGE,
        response_types=tuple(wire.get("responseType", ())),
        audience=_said(wire, "audience"),
        event_codes=_coded(wire, "eventCode"),
        effective_s=_number(wire, "effective"),
        onset_s=_number(wire, "onset"),
        expires_s=_number(wire, "expires"),
        sender_name=_said(wire, "senderName"),
        headline=_said(wire, "headline"),
        description=_said(wire, "description"),
        instruction=_said(wire, "instruction"),
        web=_said(wire, "web"),
        contact=_said(wire, "contact"),
        parameters=_coded(wire, "parameter"),
        resources=tuple(map(_resource, wire.get("resource", ()))),
        areas=tuple(map(_area, wire.get("area", ()))),
    )


def _wire_of_block(block: Block) -> Wire:
    return {
        "language": [block.language],
        "category": list(block.category),
        "event": [block.event],
        "responseType": list(block.response_types),
        "urgency": [block.urgency],
        "severity": [block.severity],
        "certainty": [block.certainty],
        "audience": _maybe(block.audience),
        "eventCode": _wire_of_coded(block.event_codes),
        "effective": _maybe(block.effective_s),
        "onset": _maybe(block.onset_s),
        "expires": _maybe(block.expires_s),
        "senderName": _maybe(block.sender_name),
        "headline": _maybe(block.headline),
        "description": _maybe(block.description),
        "instruction": _maybe(block.instruction),
        "web": _maybe(block.web),
        "contact": _maybe(block.contact),
        "parameter": _wire_of_coded(block.parameters),
        "resource": [
            {
                "resourceDesc": [one.description],
                "mimeType": [one.mime_type],
                "size": _maybe(one.size_bytes),
                "uri": _maybe(one.uri),
                "digest": _maybe(one.digest),
            }
            for one in block.resources
        ],
        "area": [_wire_of_area(area) for area in block.areas],
    }


def _resource(wire: Wire) -> Resource:
    return Resource(
        description=_said(wire, "resourceDesc"),
        mime_type=_said(wire, "mimeType"),
        size_bytes=_number(wire, "size"),
        uri=_said(wire, "uri"),
        digest=_said(wire, "digest"),
    )


def _area(wire: Wire) -> Area:
    return Area(
        description=_said(wire, "areaDesc"),
        polygons=tuple(tuple(_place(pair, "polygon") for pair in text.split()) for text in wire.get("polygon", ())),
        circles=tuple(map(_circle, wire.get("circle", ()))),
        geocodes=_coded(wire, "geocode"),
        altitude_amsl_m=_metres(_number(wire, "altitude")),
        ceiling_amsl_m=_metres(_number(wire, "ceiling")),
    )


def _wire_of_area(area: Area) -> Wire:
    return {
        "areaDesc": [area.description],
        "polygon": [" ".join(f"{_plain(lat)},{_plain(lon)}" for lat, lon in ring) for ring in area.polygons],
        "circle": [
            f"{_plain(one.lat_deg)},{_plain(one.lon_deg)} {_trimmed(Decimal(repr(one.radius_m)) / 1000)}"
            for one in area.circles
        ],
        "geocode": _wire_of_coded(area.geocodes),
        "altitude": _feet(area.altitude_amsl_m),
        "ceiling": _feet(area.ceiling_amsl_m),
    }


def _circle(text: str) -> Circle:
    parts = text.split()
    if len(parts) != 2 or _NUMBER.fullmatch(parts[1]) is None:
        raise DecodeError("circle that is no lat,lon and radius", 0)
    return Circle(*_place(parts[0], "circle"), float(Decimal(parts[1]) * 1000))


def _place(text: str, name: str) -> tuple[float, float]:
    lat, comma, lon = text.partition(",")
    if not comma or _NUMBER.fullmatch(lat) is None or _NUMBER.fullmatch(lon) is None:
        raise DecodeError(f"{name} that is no lat,lon", 0)
    return float(lat), float(lon)


def _metres(feet: Decimal | None) -> float | None:
    return None if feet is None else float(round(feet * _FOOT_M, 3))


def _feet(height_m: float | None) -> list[Decimal]:
    return [] if height_m is None else [Decimal(_trimmed(round(Decimal(repr(height_m)) / _FOOT_M, 4)))]


def _plain(value: float) -> str:
    """The shortest decimal that is this number, without an exponent."""
    return _trimmed(Decimal(repr(value)))


def _trimmed(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _said(wire: Wire, name: str) -> Any:
    values = wire.get(name)
    return values[0] if values else ""


def _number(wire: Wire, name: str) -> Any:
    values = wire.get(name)
    return values[0] if values else None


def _maybe(value: Any) -> list[Any]:
    return [] if value is None or value == "" else [value]


def _coded(wire: Wire, name: str) -> tuple[Coded, ...]:
    return tuple(Coded(_said(one, "valueName"), _said(one, "value")) for one in wire.get(name, ()))


def _wire_of_coded(coded: Sequence[Coded]) -> list[Wire]:
    return [{"valueName": [one.name], "value": [one.value]} for one in coded]


def _references(text: str) -> tuple[Reference, ...]:
    found = []
    for one in text.split():
        parts = one.split(",")
        try:
            sender, identifier, sent = parts
            found.append(Reference(sender, identifier, time_s(sent)))
        except ValueError:
            raise DecodeError("references that are no sender,identifier,sent", 0) from None
    return tuple(found)


def _names(text: str, element: str) -> tuple[str, ...]:
    found, at, end = [], 0, len(text.rstrip())
    while at < end:
        match = _NAMES.match(text, at)
        if match is None:
            raise DecodeError(f"{element} with quotes that do not fit", 0)
        name = match[2] if match[1] is None else match[1]
        if name:
            found.append(name)
        at = match.end()
    return tuple(found)


def _joined(names: Sequence[str]) -> str:
    return " ".join(f'"{name}"' if re.search(r"\s", name) else name for name in names)
