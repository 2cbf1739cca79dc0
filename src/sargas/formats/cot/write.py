"""Events to bytes: XML, and TAK protocol version 1.

What may be seen by whom (access, caveat, releasableTo) is written as it is given, in both forms, and never made up.
"""

import datetime
import functools
from typing import Any

from sargas.formats.cot.protobuf import TakMessage
from sargas.formats.cot.wire import LABEL, UNKNOWN, Event

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;"})


def escaped(text: str) -> str:
    """Text for an attribute or an element; what XML cannot hold is left out."""
    if not text.isprintable():
        text = "".join(letter for letter in text if letter.isprintable() or letter in "\t\n\r")
    return text.translate(_ESCAPES)


@functools.lru_cache(maxsize=256)  # all that is told at once has the same times
def time_text(time_s: float) -> str:
    """UTC to the millisecond."""
    when = datetime.datetime.fromtimestamp(time_s, datetime.UTC)
    return f"{when:%Y-%m-%dT%H:%M:%S}.{when.microsecond // 1000:03d}Z"


def xml(event: Event, extra: str = "") -> bytes:
    """The event as XML; `extra` is XML for its detail."""
    said = _label(event) + (f' opex="{escaped(event.opex)}"' if event.opex else "")
    detail = f'<contact callsign="{escaped(event.callsign)}"/>' if event.callsign else ""
    if event.course_deg is not None and event.speed_mps is not None:
        detail += f'<track course="{event.course_deg:.2f}" speed="{event.speed_mps:.2f}"/>'
    detail += _parts(event, extra)
    named = f'uid="{escaped(event.uid)}" type="{escaped(event.type)}" how="{escaped(event.how)}"'
    times = f'time="{time_text(event.time_s)}" start="{time_text(event.start_s)}" stale="{time_text(event.stale_s)}"'
    return (
        f'<event version="2.0" {named} {times}{said}>'
        f'<point lat="{event.lat_deg:.7f}" lon="{event.lon_deg:.7f}" hae="{_said(event.hae_m):.1f}"'
        f' ce="{_said(event.ce_m):.1f}" le="{_said(event.le_m):.1f}"/><detail>{detail}</detail></event>'
    ).encode()


def _label(event: Event) -> str:
    """Who may see the event, as attributes."""
    words = (("access", event.access), ("caveat", event.caveat), ("releasableTo", event.releasable_to))
    return "".join(f' {name}="{escaped(value)}"' for name, value in words if value)


def _parts(event: Event, extra: str) -> str:
    outline = "".join(f'<link point="{lat:.6f},{lon:.6f}"/>' for lat, lon in event.outline)
    link = f'<link uid="{escaped(event.link_uid)}" relation="p-p" type="none"/>' if event.link_uid else ""
    label = _label(event)
    kept = f"<{LABEL}{label}/>" if label else ""
    return f"{link}{outline}{f'<remarks>{escaped(event.remarks)}</remarks>' if event.remarks else ''}{kept}{extra}"


def _said(value: float | None) -> float:
    return UNKNOWN if value is None else value


def protobuf(event: Event, extra: str = "") -> bytes:
    """The event as a TakMessage, without its header."""
    message = TakMessage()
    said: Any = message.cotEvent
    said.uid, said.type, said.how = event.uid, event.type, event.how
    said.access, said.caveat, said.releaseableTo, said.opex = (
        *(event.access, event.caveat, event.releasable_to),
        event.opex,
    )
    said.sendTime, said.startTime, said.staleTime = (
        round(value * 1000.0) for value in (event.time_s, event.start_s, event.stale_s)
    )
    said.lat, said.lon, said.hae = event.lat_deg, event.lon_deg, _said(event.hae_m)
    said.ce, said.le = _said(event.ce_m), _said(event.le_m)
    if event.callsign:
        said.detail.contact.callsign = event.callsign
    if event.course_deg is not None and event.speed_mps is not None:
        said.detail.track.course, said.detail.track.speed = event.course_deg, event.speed_mps
    said.detail.xmlDetail = _parts(event, extra)
    octets: bytes = message.SerializeToString()
    return octets
