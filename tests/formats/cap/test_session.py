"""What an authority hears of an alert from its beginning to its end; each message is sound by the schema of OASIS."""

from pathlib import Path
from typing import Any

import msgspec
from lxml import etree

from formats.cap.exported import LABEL, T, alert, incident, settings
from picture.scene import rows
from sargas.formats.cap import FORMAT
from sargas.formats.cap.session import MOST_REFERENCES, MOST_TOLD, Session
from sargas.formats.cap.settings import ExportSettings
from sargas.model.alert import Alert
from sargas.model.incident import Incident
from sargas.model.notice import Notice
from sargas.model.record import Chunk
from sargas.model.released import Released


def released(item: Alert | Incident) -> Released[Any]:
    return Released(item, "POL", LABEL)


def heard(frames: list[bytes]) -> list[Notice]:
    """As another Sargas hears them."""
    decoder = FORMAT.decoder((), FORMAT.settings(feed="", security_classification="RESTRICTED"))
    items = decoder.feed([Chunk(-1, 0.0, frame) for frame in frames])
    assert all(isinstance(item, Notice) for item in items)
    return items


def told(session: Session, *items: Alert | Incident, at_s: float) -> list[Notice]:
    frames = session.tick(at_s) + session.tell([released(item) for item in items], at_s, at_s)
    return heard(frames)


def test_an_alert_from_its_beginning_to_its_end(corpus: Path) -> None:
    session = Session(settings())
    schema = etree.XMLSchema(etree.parse(corpus / "cap" / "cap12_extended.xsd"))
    story = [
        alert(),
        alert(level="warning", why="worsened"),
        alert(level="warning", why="repeated", repeats=1),
        alert(level="warning", why="all clear", ended=True),
    ]
    frames = []
    for k, one in enumerate(story):
        frames += session.tell([released(one)], T + 60.0 * k + 0.7, T)
    for frame in frames:
        schema.assertValid(etree.fromstring(frame))
    first, worse, again, over = heard(frames)
    assert [one.msg_type for one in (first, worse, again, over)] == ["Alert", "Update", "Update", "Cancel"]
    assert [one.sent_s for one in (first, worse, again, over)] == [T, T + 60.0, T + 120.0, T + 180.0]
    names = [one.identifier for one in (first, worse, again, over)]
    assert len(dict.fromkeys(names)) == 4
    assert [[reference.identifier for reference in one.references] for one in (first, worse, again, over)] == [
        [],
        names[:1],
        names[:2],
        names[:3],
    ]
    assert over.blocks == ()
    assert all(one.codes == first.codes for one in (worse, again, over))
    assert told(session, alert(why="all clear", ended=True), at_s=T + 300.0) == []


def test_what_has_expired_is_not_referred_to_but_the_last_word_always_is() -> None:
    session = Session(settings(expires_s=100.0))
    names = [session.tell([released(alert(why=f"{k}"))], T + 40.0 * k, T)[0] for k in range(5)]
    *_, third, fourth, fifth = heard(names)
    assert [reference.identifier for reference in fifth.references][-2:] == [third.identifier, fourth.identifier]
    assert len(fifth.references) == 2
    (late,) = heard(session.tell([released(alert(ended=True, why="closed"))], T + 9_000.0, T))
    assert [reference.identifier for reference in late.references] == [fifth.identifier]


def test_references_are_bounded() -> None:
    session = Session(settings())
    for k in range(3 * MOST_REFERENCES):
        (last,) = told(session, alert(), at_s=T + k)
    assert len(last.references) == MOST_REFERENCES
    assert last.references[-1].sent_s == T + 3 * MOST_REFERENCES - 2


def test_an_alert_that_goes_on_is_told_before_it_expires() -> None:
    session = Session(settings())
    (first,) = told(session, alert(acknowledged=True), at_s=T)
    assert session.tick(T + 1799.0) == []
    (again,) = heard(session.tick(T + 1800.0))
    assert again.msg_type == "Update"
    assert again.references[0].identifier == first.identifier
    assert again.blocks[0].expires_s == T + 1800.0 + 3600.0
    assert "Goes on." in again.note
    assert session.tick(T + 1801.0) == []
    told(session, alert(ended=True, why="closed"), at_s=T + 1900.0)
    assert session.tick(T + 9000.0) == []


def test_a_policy_that_holds_back_is_kept_in_what_is_told_anew() -> None:
    session = Session(settings())
    session.tick(T + 600.0)
    (first,) = heard(session.tell([released(alert())], T, T))
    assert first.sent_s == T
    assert session.tick(T + 600.0 + 1799.0) == []
    (again,) = heard(session.tick(T + 600.0 + 1800.0))
    assert again.sent_s == T + 1800.0


def test_two_words_in_one_second_are_two_messages() -> None:
    session = Session(settings())
    first, second = told(session, alert(), alert(why="worsened"), at_s=T)
    assert first.identifier != second.identifier
    assert second.sent_s == T + 1.0


def test_what_came_and_went_is_told_once_and_what_ended_unheard_is_not() -> None:
    session = Session(settings())
    (once,) = told(session, alert(why="opened, all clear since", ended=True), at_s=T)
    assert once.msg_type == "Alert"
    assert "Opened, all clear since." in once.note
    assert told(session, alert(number=8, why="all clear", ended=True), at_s=T) == []
    assert session.tick(T + 9000.0) == []


def test_where_an_incident_is_goes_into_the_circle_in_whatever_order_they_come() -> None:
    session = Session(settings(circle_m=5000.0))
    (first,) = told(session, alert(), incident(), at_s=T)
    assert first.blocks[0].areas[0].circles[0].lat_deg == 54.4
    (second,) = told(session, incident(lat_deg=54.5), alert(why="repeated"), at_s=T + 120.0)
    assert second.blocks[0].areas[0].circles[0].lat_deg == 54.5
    (third,) = told(session, incident(handling="closed"), alert(why="repeated"), at_s=T + 240.0)
    assert third.blocks[0].areas[0].circles == ()


def test_an_exercise_stays_one_to_its_end() -> None:
    session = Session(settings())
    assert [one.status for one in told(session, alert(simulated=True), at_s=T)] == ["Exercise"]
    over = told(session, alert(simulated=True, ended=True, why="all clear"), at_s=T + 9.0)
    assert [(one.status, one.msg_type) for one in over] == [("Exercise", "Cancel")]


def test_it_greets_nobody_hears_nothing_and_asks_once() -> None:
    session = Session(settings())
    assert session.open(T) == []
    assert session.hear(b"<alert", T) == []
    assert [session.asks(), session.asks()] == [True, False]
    assert session.notes() == []


def test_a_stream_is_cut_again_where_it_was_joined() -> None:
    session = Session(settings(stream=True))
    stream = b"".join(session.tell([released(alert()), released(alert(number=8))], T, T))
    decoder = FORMAT.decoder((), FORMAT.settings(feed="", stream=True, security_classification="RESTRICTED"))
    assert len(decoder.feed([Chunk(-1, 0.0, stream)])) == 2


def test_what_breaks_a_rule_is_noted_and_not_sent() -> None:
    class Broken(ExportSettings, frozen=True, kw_only=True):
        def __post_init__(self) -> None: ...

    wrong = msgspec.convert(msgspec.to_builtins(settings()) | {"sender": "a b"}, Broken)
    session = Session(wrong)
    assert session.tell([released(alert())], T, T) == []
    assert session.notes() == ["breaks CAP 1.2, 3.2.1: sender has no space, comma, < or &"]
    assert session.notes() == []


def test_what_it_remembers_is_bounded() -> None:
    session = Session(settings())
    many = [released(alert(number=k)) for k in range(MOST_TOLD + 10)]
    session.tell(many, T, T)
    assert len(session.tick(T + 1800.0)) == MOST_TOLD


def test_tracks_are_no_warnings() -> None:
    track = rows(T, {"number": 4}).track(0)
    assert Session(settings()).tell([Released(track, "POL", LABEL)], T, T) == []
