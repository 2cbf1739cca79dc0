"""What an authority hears of an alert from its beginning to its end; each message is sound by the schema of OASIS."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from lxml import etree

from formats.cap.exported import LABEL, T, alert, incident, settings
from picture.scene import rows
from sargas.formats.cap import FORMAT
from sargas.formats.cap.session import MOST_REFERENCES, MOST_TOLD, Session
from sargas.formats.cap.settings import ExportSettings
from sargas.formats.format import Remembering
from sargas.model.alert import Alert
from sargas.model.incident import Incident
from sargas.model.label import Label, Policy
from sargas.model.notice import Area, Block, Notice
from sargas.model.record import Chunk
from sargas.model.released import Released
from sargas.model.sensor import Sensor
from sargas.model.warning import PublicWarning
from sargas.sharing.outbox import Outbox
from sargas.sharing.release import as_ended


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
    named = set()
    for k in range(3 * MOST_REFERENCES):
        (last,) = told(session, alert(repeats=k), at_s=T + k)
        named |= {reference.sent_s for reference in last.references}
    assert len(last.references) == MOST_REFERENCES
    assert last.references[-1].sent_s == T + 3 * MOST_REFERENCES - 2
    (over,) = told(session, alert(why="all clear", ended=True), at_s=T + 999.0)
    assert named == {T + k for k in range(3 * MOST_REFERENCES - 1)}, "what is named no more was superseded by name"
    assert over.references[-1].sent_s == T + 3 * MOST_REFERENCES - 1


def test_the_same_word_again_is_nothing() -> None:
    """Who has just come is told everything, and what is new; an incident is news of its place only."""
    session = Session(settings())
    assert len(told(session, alert(), alert(), at_s=T)) == 1
    assert told(session, incident(), alert(), at_s=T + 1.0) == []
    other = Released(alert(), "POL", Label("NATO SECRET", LABEL.releasable_to))
    assert len(session.tell([other], T + 2.0, T)) == 1, "under another label it is another"


def test_an_alert_of_which_no_more_may_be_told_is_cancelled_and_not_renewed() -> None:
    """As the outbox tells it: as it was told last, under its own label."""
    session = Session(settings())
    (first,) = told(session, alert(), at_s=T)
    (over,) = heard(session.tell([as_ended(released(alert()))], T + 60.0, T))
    assert (over.msg_type, over.blocks, over.codes) == ("Cancel", (), first.codes)
    assert "No longer told to you, which is no all clear." in over.note
    assert [reference.identifier for reference in over.references] == [first.identifier]
    assert session.tick(T + 9_000.0) == []


def test_an_outbox_and_a_session_let_go_of_what_another_sensor_has_joined() -> None:
    sensors = [
        Sensor("radar", "f", "psr", label=Label(releasable_to=("POL",))),
        Sensor("national", "f", "rf", label=Label("SECRET")),
    ]
    box, session = Outbox([Policy("POL", ("alert", "incident"))], "POL", sensors, 1.0), Session(settings())
    found = []
    for time_s, names, why in (
        (T, ["radar"], "opened"),
        (T + 60.0, ["radar", "national"], "worsened"),
        (T + 120.0, ["radar", "national"], "all clear"),
    ):
        one = alert(why=why, ended=why == "all clear", time_s=time_s)
        box.take(time_s, rows(time_s, {"number": 3, "sensors": names}), [incident(version=int(time_s))], [one])
        found += heard(session.tick(time_s) + session.tell(box.due(time_s), time_s, time_s))
    assert [one.msg_type for one in found] == ["Alert", "Cancel"]
    assert [frame for k in range(9) for frame in session.tick(T + 1800.0 * k)] == []


@pytest.mark.parametrize(
    ("label", "is_told"), [(LABEL, True), (Label("SECRET", LABEL.releasable_to), False), (Label("", ("POL",)), False)]
)
def test_a_place_is_told_only_under_a_label_that_covers_its_own(label: Label, is_told: bool) -> None:
    session = Session(settings(circle_m=5000.0))
    told(session, incident(), alert(acknowledged=True), at_s=T)
    session.tell([Released(incident(lat_deg=55.123, version=2), "POL", label)], T + 600.0, T)
    (again,) = heard(session.tick(T + 1800.0))
    assert [circle.lat_deg for circle in again.blocks[0].areas[0].circles] == ([55.123] if is_told else [])


def test_what_was_told_is_remembered_by_the_next_connection() -> None:
    first, second = Session(settings(circle_m=5000.0)), Session(settings(circle_m=5000.0))
    (told_first,) = told(first, incident(), alert(), at_s=T)
    second.recall(first.memory())
    assert isinstance(second, Remembering)
    assert told(second, alert(), at_s=T + 60.0) == [], "known"
    (worse,) = told(second, alert(why="worsened"), at_s=T + 120.0)
    assert (worse.msg_type, len(worse.blocks[0].areas[0].circles)) == ("Update", 1)
    third = Session(settings())
    third.recall(second.memory())
    (over,) = told(third, alert(why="all clear", ended=True), at_s=T + 180.0)
    assert over.msg_type == "Cancel"
    assert [one.identifier for one in over.references] == [told_first.identifier, worse.identifier]
    last = Session(settings())
    last.recall(third.memory())
    assert last.tick(T + 9_000.0) == []


def test_how_late_it_tells_is_remembered_too() -> None:
    first, second = Session(settings()), Session(settings())
    first.tick(T + 1700.0)
    first.tell([released(alert())], T, T)  # a policy holds all back for so long
    second.recall(first.memory())
    assert second.tick(T + 1800.0) == [], "100 s of the half hour have passed for the recipient"
    assert heard(second.tick(T + 3500.0))[0].sent_s == T + 1800.0


def test_two_connections_that_know_nothing_of_each_other_never_call_two_messages_the_same() -> None:
    one, other = Session(settings()), Session(settings())
    told(one, alert(), at_s=T)
    worse = alert(why="worsened", level="warning")
    (update,), (first,) = told(one, worse, at_s=T + 10.0), told(other, worse, at_s=T + 10.0)
    assert (update.msg_type, first.msg_type, update.sent_s) == ("Update", "Alert", first.sent_s)
    assert update.identifier != first.identifier


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
    once, over = told(session, alert(why="opened, all clear since", ended=True), at_s=T)
    assert (once.msg_type, over.msg_type) == ("Alert", "Cancel")
    assert [reference.identifier for reference in over.references] == [once.identifier]
    assert "Opened, all clear since." in once.note
    assert told(session, alert(number=8, why="all clear", ended=True), at_s=T) == []
    assert session.tick(T + 9000.0) == []


def test_where_an_incident_is_goes_into_the_circle_in_whatever_order_they_come() -> None:
    session = Session(settings(circle_m=5000.0))
    (first,) = told(session, alert(), incident(), at_s=T)
    assert first.blocks[0].areas[0].circles[0].lat_deg == 54.4
    (second,) = told(session, incident(lat_deg=54.5), alert(why="repeated"), at_s=T + 120.0)
    assert second.blocks[0].areas[0].circles[0].lat_deg == 54.5
    (third,) = told(session, incident(handling="closed"), alert(why="repeated", repeats=1), at_s=T + 240.0)
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
    unsayable = Released(alert(), "POL", Label("SECRET", ('a"b',)))
    assert Session(settings()).tell([unsayable], T, T) == []
    session = Session(settings())
    told(session, alert(), at_s=T)
    over = msgspec.structs.replace(unsayable, item=alert(ended=True, why="all clear"))
    assert session.tell([over], T + 9.0, T + 9.0) == []
    assert session.tick(T + 1e6) == [], "it does not go on"


def test_what_it_remembers_is_bounded() -> None:
    session = Session(settings())
    many = [released(alert(number=k)) for k in range(MOST_TOLD + 10)]
    session.tell(many, T, T)
    session.tell([released(incident(number=k)) for k in range(MOST_TOLD + 10)], T, T)
    assert len(session.memory()) < MOST_TOLD * 1400
    assert len(session.tick(T + 1800.0)) == MOST_TOLD


def test_tracks_are_no_warnings() -> None:
    track = rows(T, {"number": 4}).track(0)
    assert Session(settings()).tell([Released(track, "POL", LABEL)], T, T) == []


def test_distress_is_not_told_as_an_unidentified_object() -> None:
    session = Session(settings())
    assert told(session, alert(kind="distress", incident=0, track=12), alert(), at_s=T) != []
    (note,) = session.notes()
    assert "aircraft in distress is not told by CAP" in note
    assert told(session, alert(kind="distress", incident=0, track=12, number=9), at_s=T + 1.0) == []


def public_notice(identifier: str = "w-1", **changed: Any) -> Notice:
    block = Block(("Safety",), "Unidentified aerial object", "Immediate", "Severe", "Likely", "en", ("Shelter",))
    block = msgspec.structs.replace(block, expires_s=T + 900.0, headline="Go indoors", areas=(Area("Near"),))
    made = Notice(identifier, "warn.example", T, "Actual", "Alert", "Public", blocks=(block,))
    return msgspec.structs.replace(made, **changed)


def warning(notice: Notice | None) -> Released[Any]:
    return Released(PublicWarning(3, 2, "released", False, notice=notice), "mirror", Label())


def test_a_warning_to_the_public_is_told_once_as_it_was_released(corpus: Path) -> None:
    session = Session(ExportSettings(feed="mirror", scope="Public"))
    (octets,) = session.tell([warning(public_notice()), released(alert())], T, T)
    etree.XMLSchema(etree.parse(corpus / "cap" / "cap12_extended.xsd")).assertValid(etree.fromstring(octets))
    (notice,) = heard([octets])
    assert notice == public_notice(codes=("security_classification=UNCLASSIFIED",), record_number=-1)
    assert session.tell([warning(public_notice()), warning(None)], T + 1.0, T) == []
    after = Session(ExportSettings(feed="mirror", scope="Public"))
    after.recall(session.memory())
    assert after.tell([warning(public_notice())], T + 2.0, T) == []
    assert len(after.tell([warning(public_notice("w-2"))], T + 2.0, T)) == 1
    assert after.tick(T + 9_000.0) == []


def test_an_authority_may_be_told_the_same_message_beside_its_alerts() -> None:
    frames = Session(settings()).tell([warning(public_notice()), released(alert())], T, T)
    assert [one.scope for one in heard(frames)] == ["Public", "Restricted"]


def test_a_warning_that_may_not_be_written_is_noted() -> None:
    session = Session(ExportSettings(feed="mirror", scope="Public"))
    assert session.tell([warning(public_notice(sender="a b"))], T, T) == []
    assert "sender has no space" in session.notes()[0]
