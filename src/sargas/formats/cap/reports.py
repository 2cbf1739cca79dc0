"""Released alerts -> notices to an authority.

what                     becomes                                                                  source
level of the alert       event, category, urgency, severity, certainty, responseType              settings, no defaults
its message              description, in English                                                  CAP 1.2, 3.2.2
opened; changed; ended   Alert; Update; Cancel, without info, of all that still holds             3.2.1, msgType
why it is told           note, with the label in words and what it is not for
incident                 incidents; a circle around its place, where that may be said             3.2.1, 3.2.4
label                    codes (`labels`), on every message
simulated                status Exercise; EXERCISE in event, headline, instruction, area, note    3.2.1, status
Nobody's name, and no sensor's, is in any of it. Letters that XML cannot hold are left out.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import msgspec

from sargas.formats.cap.labels import codes_of
from sargas.formats.cap.rules import UNFIT
from sargas.formats.cap.wire import time_text
from sargas.formats.reckoning import NOT_FOR
from sargas.model.notice import Area, Block, Circle, Coded, MessageType, Notice, Reference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sargas.formats.cap.settings import ExportSettings
    from sargas.model.alert import Alert
    from sargas.model.incident import Incident
    from sargas.model.label import Label

LANGUAGE = "en"
CIRCLE_95 = 2.448
"""Radius in which a place lies with 95 %, in sigmas of an axis."""


def notice_of_alert(
    alert: Alert,
    label: Label,
    settings: ExportSettings,
    sent_s: float,
    why: str,
    references: Sequence[Reference] = (),
    incident: Incident | None = None,
) -> Notice:
    """The message about a released alert: an Alert, or with references an Update, or a Cancel where it has ended. The
    export, the alert, the second and a digest of all that it says give it a name that no other message of this sender
    has; the same message has the same name. Raises ValueError where the label cannot be said."""
    msg_type: MessageType = "Alert" if not references else "Cancel" if alert.ended else "Update"
    notice = Notice(
        identifier="",
        sender=settings.sender,
        sent_s=sent_s,
        status="Exercise" if alert.simulated else "Actual",
        msg_type=msg_type,
        scope=settings.scope,
        restriction=settings.restriction,
        addresses=settings.addresses,
        codes=codes_of(label),
        note=_fit(f"{_in_words(label)}. {_exercise(alert)}{why.capitalize()}. {NOT_FOR}"),
        references=tuple(references),
        incidents=(f"{_plain(settings.feed)}-{alert.incident}",) if alert.incident else (),
        blocks=() if msg_type == "Cancel" else (_block(alert, settings, sent_s, incident),),
    )
    when, what = time_text(sent_s)[:19].replace(":", ""), hashlib.sha256(msgspec.json.encode(notice)).hexdigest()[:8]
    name = f"{_plain(settings.feed)}-{alert.number}-{when}-{what}"
    return msgspec.structs.replace(notice, identifier=name)


def _block(alert: Alert, settings: ExportSettings, sent_s: float, incident: Incident | None) -> Block:
    assert settings.levels is not None, "asked for by the settings"
    words = settings.levels.of(alert.level)
    event = f"{_exercise(alert)}{words.event}"
    return Block(
        category=words.category,
        event=event,
        urgency=words.urgency,
        severity=words.severity,
        certainty=words.certainty,
        language=LANGUAGE,
        response_types=words.response_types,
        event_codes=tuple(Coded(name, value) for name, value in words.event_codes.items()),
        expires_s=sent_s + settings.expires_s // 1,
        sender_name=settings.sender_name,
        headline=f"{_exercise(alert)}{alert.level.capitalize()}: {words.event}",
        description=_fit(alert.message),
        instruction=words.instruction and f"{_exercise(alert)}{words.instruction}",
        web=settings.web,
        contact=settings.contact,
        areas=(_area(alert, settings, incident),),
    )


def _area(alert: Alert, settings: ExportSettings, incident: Incident | None) -> Area:
    circles: tuple[Circle, ...] = ()
    if incident is not None and settings.circle_m is not None:
        radius_m = max(settings.circle_m, CIRCLE_95 * incident.distance_sigma_m)
        circles = (Circle(round(incident.lat_deg, 5), round(incident.lon_deg, 5), float(round(radius_m))),)
    geocodes = tuple(Coded(name, value) for name, value in settings.geocodes.items())
    return Area(f"{_exercise(alert)}{settings.area}", circles=circles, geocodes=geocodes)


def _exercise(alert: Alert) -> str:
    return "EXERCISE: " if alert.simulated else ""


def _in_words(label: Label) -> str:
    nations = " ".join(label.releasable_to)
    return f"{label.security_classification} REL {nations}" if nations else label.security_classification


def _fit(text: str) -> str:
    return UNFIT.sub("", text)


def _plain(name: str) -> str:
    """A name that an identifier may hold."""
    return re.sub(r"[\s,<&\"]+", "-", name)
