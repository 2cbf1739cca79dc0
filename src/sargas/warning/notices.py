"""Notices: a warning as the message of CAP 1.2 that says it, scope Public.

what                      becomes                                                        source
first release; next       Alert; Update, which refers to all that was told of it before  CAP 1.2, 3.2.1
all clear                 Update, with the terms of `levels.all_clear`                   3.2.2, responseType AllClear
retraction                Cancel of all that was told, without info                      3.2.1
terms of the level        category, urgency, severity, certainty, responseType, expires  settings, no defaults
each language             one info: event, headline, description, instruction, areas     3.2.2
earliest arrival          onset                                                          3.2.2
simulated                 status Exercise; EXERCISE in every text and area, and note     3.2.1
Names of persons and of sensors are in none of it. The references stand in the message itself: no restart loses them.
"""

import hashlib
import re
from collections.abc import Sequence

import msgspec

from sargas.formats.cap.encoder import xml
from sargas.formats.cap.eu_alert import EU_ALERT, EuAlert, with_level
from sargas.formats.cap.labels import labelled
from sargas.formats.cap.wire import time_text
from sargas.model.label import Label
from sargas.model.notice import Block, Coded, MessageType, Notice, Reference
from sargas.model.warning import Draft, WarningArea
from sargas.warning.areas import Rings, area_of, rings_of
from sargas.warning.settings import Settings, Terms
from sargas.warning.texts import prefix

MOST_REFERENCES = 64
THINNED_M, MOST_PLACES = (100.0, 300.0, 1_000.0), 35_000
"""Bends that are left out: the first with which a message, in all languages, has no more places (20 octets each)."""
RETRACTED = "Retracted by the sender: it was told in error. This is no all clear."
NOT_REAL = "EXERCISE EXERCISE EXERCISE. This is an exercise, and no warning."


def notice_of(
    settings: Settings,
    terms: Terms,
    number: int,
    draft: Draft,
    areas: Sequence[WarningArea],
    simulated: bool,
    time_s: float,
    before: Notice | None,
) -> Notice:
    """The message that makes a draft public at `time_s`, after what was told `before`."""
    sent_s = _sent_s(time_s, before)
    onset_s = min((one.earliest_s for one in draft.areas if one.earliest_s is not None), default=0.0) // 1
    shapes = _shapes(areas, len(draft.texts))
    blocks = []
    for language, text in draft.texts.items():
        mark = prefix(language) if simulated else ""
        block = Block(
            category=terms.category,
            event=text.event,
            urgency=terms.urgency,
            severity=terms.severity,
            certainty=terms.certainty,
            language=language,
            response_types=terms.response_types,
            event_codes=tuple(Coded(name, value) for name, value in terms.event_codes.items()),
            onset_s=onset_s if onset_s > sent_s and draft.hazard != "all_clear" else None,
            expires_s=sent_s + terms.expires_s // 1,
            sender_name=settings.sender_name,
            headline=text.headline,
            description=text.description,
            instruction=text.instruction,
            web=settings.web,
            contact=settings.contact,
            areas=tuple(area_of(area, rings, language, mark) for area, rings in zip(areas, shapes, strict=True)),
        )
        level: EuAlert | None = "EU-Exercise" if simulated and terms.eu_alert else terms.eu_alert
        blocks.append(block if level is None else with_level(block, EU_ALERT, level))
    return _whole(settings, number, simulated, sent_s, before, "", tuple(blocks))


def cancel_of(settings: Settings, number: int, simulated: bool, time_s: float, before: Notice) -> Notice:
    """The message that takes back everything that was told."""
    return _whole(settings, number, simulated, _sent_s(time_s, before), before, RETRACTED, ())


def faults(notice: Notice) -> list[str]:
    """Why a message may not be sent, a line each."""
    try:
        xml(labelled(notice, Label()))  # rules, levels, length: what is refused later would be public nowhere
    except ValueError as error:
        return str(error).splitlines()
    return []


def _shapes(areas: Sequence[WarningArea], languages: int) -> list[Rings]:
    """The rings of each area, thinned until the message holds them in each language."""
    for thin_m in THINNED_M:
        shapes = [rings_of(area, thin_m) for area in areas]
        places = sum(len(ring) for rings in shapes for ring in rings)
        if places * languages <= MOST_PLACES:
            break
    return shapes


def _sent_s(time_s: float, before: Notice | None) -> float:
    """The whole second, later than that of the message before."""
    return max(time_s // 1, before.sent_s + 1.0 if before is not None else 0.0)


def _whole(
    settings: Settings,
    number: int,
    simulated: bool,
    sent_s: float,
    before: Notice | None,
    note: str,
    blocks: tuple[Block, ...],
) -> Notice:
    references: tuple[Reference, ...] = ()
    msg_type: MessageType = "Alert"
    if before is not None:
        last = Reference(before.sender, before.identifier, before.sent_s)
        references = (*before.references, last)[-MOST_REFERENCES:]
        msg_type = "Update" if blocks else "Cancel"
    notice = Notice(
        identifier="",
        sender=settings.sender,
        sent_s=sent_s,
        status="Exercise" if simulated else "Actual",
        msg_type=msg_type,
        scope="Public",
        note=" ".join(part for part in (NOT_REAL if simulated else "", note) if part),
        references=references,
        blocks=blocks,
    )
    digest = hashlib.sha256(msgspec.json.encode(notice)).hexdigest()[:12]
    when = re.sub("[^0-9T]", "", time_text(sent_s)[:19])
    return msgspec.structs.replace(notice, identifier=f"warning-{number}-{when}-{digest}")
