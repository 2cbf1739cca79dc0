"""One connection: what opens and closes it, entities at their pace, heartbeats, and what is never told."""

import msgspec
import pytest

from formats.dis.test_reports import track
from picture.scene import NOON_S
from sargas.formats.dis import kinds, wire
from sargas.formats.dis.entities import Row, tracks_of
from sargas.formats.dis.reports import CLASSIFIED, MOST_ENTITIES, REAL
from sargas.formats.dis.session import COMMENT_S, EVERYBODY, HEARTBEAT_S, LIVES_S, TWICE, UNKNOWN_HEIGHT, Session
from sargas.formats.dis.settings import Settings
from sargas.formats.format import Closing
from sargas.formats.framing.framed import Findings
from sargas.model.alert import Alert
from sargas.model.label import Label
from sargas.model.released import Released
from sargas.model.sensor import Sensor

LABEL = Label("UNCLASSIFIED", ("POL",))


def session(**more):
    return Session(Settings("to", site=1, application=9, **more))


def released(item, label=LABEL):
    return Released(item, "POL", label)


def ended(item):
    return released(msgspec.structs.replace(item, status="ended"))


def types(frames):
    return [wire.header(frame).kind for frame in frames]


def told(frames):
    """(entity, whether it is deactivated) of the Entity States among these."""
    states = [wire.entity_states(frame)[0] for frame in frames if wire.header(frame).kind == kinds.ENTITY_STATE]
    return [(int(state["entity"]), bool(state["appearance"] & wire.DEACTIVATED)) for state in states]


def read(frame, arrived_s):
    row = Row(0, 1, arrived_s, frame, False, 7)
    return tracks_of([row], [Sensor("s", "f", "system")], Settings("f"), Findings()).track(0)


def test_who_it_is_must_be_said() -> None:
    for given in ({}, {"site": 1, "application": 9, "exercise": 0}):
        with pytest.raises(ValueError, match="an export needs a site, an application and an exercise of its own"):
            Session(Settings("to", **given))


def test_it_says_what_its_entities_are_not_for() -> None:
    made = session()
    (comment,) = made.open(NOON_S)
    assert wire.comment(comment) == [b"Situational awareness, not for engagement."]
    assert made.tick(NOON_S + COMMENT_S - 1.0) == []
    assert types(made.tick(NOON_S + COMMENT_S)) == [kinds.COMMENT]
    assert made.asks()
    assert not made.asks()
    assert made.hear(comment, NOON_S) == []


def test_who_manages_says_when_it_goes_on_and_when_it_freezes() -> None:
    made = session(manages=True)
    assert types(made.open(NOON_S)) == [kinds.START, kinds.COMMENT]
    (stop,) = made.close(NOON_S + 9.0)
    asked = wire.request(stop)
    assert asked == wire.Request(wire.Identifier(1, 9, 0), EVERYBODY, 2, kinds.RECESS)
    assert isinstance(made, Closing)
    assert session().close(NOON_S) == []


def test_tracks_are_told_as_they_come_and_alerts_have_no_pdu() -> None:
    made = session()
    made.open(NOON_S)
    alert = Alert(9, 7, "warning", "all", "Unidentified aerial object", "opened", NOON_S)
    frames = made.tell([released(track()), released(alert), released(track(number=5))], NOON_S, NOON_S)
    assert told(frames) == [(4, False), (5, False)]
    made.tick(NOON_S + 1.0)
    assert told(made.tell([released(track())], NOON_S + 1.0, NOON_S + 1.0)) == [(4, False)]


def test_an_entity_is_told_once_a_second_at_most_and_nothing_new_is_lost() -> None:
    made = session()
    made.tick(NOON_S)
    made.tell([released(track())], NOON_S, NOON_S)
    made.tick(NOON_S + 0.3)
    assert made.tell([released(track(lat_deg=55.0))], NOON_S + 0.3, NOON_S + 0.3) == []
    assert made.tick(NOON_S + 0.6) == []
    (frame,) = made.tick(NOON_S + 1.0)
    assert read(frame, NOON_S + 1.0).lat_deg == pytest.approx(55.0 - 30.0 / 111_320.0, abs=1e-5)
    assert made.tick(NOON_S + 2.0) == [], "told"


def test_what_does_not_come_again_has_its_heartbeat() -> None:
    made = session()
    made.tick(NOON_S)
    made.tell([released(track())], NOON_S, NOON_S)
    assert made.tick(NOON_S + HEARTBEAT_S - 0.1) == []
    (frame,) = made.tick(NOON_S + HEARTBEAT_S)
    moved = read(frame, NOON_S + HEARTBEAT_S)
    assert moved.time_s == pytest.approx(NOON_S + HEARTBEAT_S, abs=1e-5)
    assert (moved.lat_deg - track().lat_deg) * 111_319.5 == pytest.approx(-150.0, rel=1e-3)
    assert made.tick(NOON_S + HEARTBEAT_S + 1.0) == []
    made.tick(NOON_S + 2 * HEARTBEAT_S)
    (frame,) = made.tick(NOON_S + 3 * HEARTBEAT_S)
    assert wire.entity_states(frame)["algorithm"] == kinds.STATIC, "too old to be moved on"


def test_what_the_core_speaks_of_no_more_is_not_kept_alive() -> None:
    made = session()
    made.tick(NOON_S)
    made.tell([released(track())], NOON_S, NOON_S)
    last_s = max(k for k in range(600) if told(made.tick(NOON_S + k)))
    assert LIVES_S - HEARTBEAT_S < last_s <= LIVES_S
    made.tell([released(track())], NOON_S + 600.0, NOON_S + 600.0)
    assert told(made.tick(NOON_S + 600.0 + HEARTBEAT_S)), "and is told again as soon as it does"


def test_what_is_held_back_is_told_as_of_then() -> None:
    """A policy holds everything back by 20 s, and the clock of the tracks is another."""
    made, delay_s, apart_s = session(), 20.0, 1e6
    made.tick(NOON_S + apart_s)
    (frame,) = made.tell([released(track())], NOON_S + apart_s - delay_s, NOON_S)
    stamped_s = (int(wire.entity_states(frame)["timestamp"][0]) >> 1) * wire.UNIT_S
    assert stamped_s == pytest.approx((NOON_S + apart_s - delay_s) % 3600.0, abs=1e-5)
    (frame,) = made.tick(NOON_S + apart_s + HEARTBEAT_S)
    stamped_s = (int(wire.entity_states(frame)["timestamp"][0]) >> 1) * wire.UNIT_S
    assert stamped_s == pytest.approx((NOON_S + apart_s - delay_s + HEARTBEAT_S) % 3600.0, abs=1e-5)


def test_an_end_is_told_once_and_of_nothing_nothing() -> None:
    made = session()
    assert made.tell([ended(track())], NOON_S, NOON_S) == []
    made.tell([released(track())], NOON_S, NOON_S)
    assert told(made.tell([ended(track())], NOON_S, NOON_S)) == [(4, True)]
    assert made.tell([ended(track())], NOON_S, NOON_S) == []
    assert told(made.tick(NOON_S + 60.0)) == [], "no heartbeat of what has ended"
    assert told(made.tell([released(track()), ended(track())], NOON_S, NOON_S)) == [(4, True)]


def test_all_leave_when_it_closes() -> None:
    made = session()
    made.tell([released(track()), released(track(number=5))], NOON_S, NOON_S)
    assert told(made.close(NOON_S + 3.0)) == [(4, True), (5, True)]
    assert told(made.tick(NOON_S + 60.0)) == []


def test_what_is_real_is_never_told_and_that_is_noted() -> None:
    made = session()
    assert made.tell([released(track(simulated=False))] * 3, NOON_S, NOON_S) == []
    assert made.notes() == [REAL]
    made.tell([released(track(simulated=False))], NOON_S, NOON_S)
    assert made.notes() == [], "once"


@pytest.mark.parametrize(
    ("change", "label", "reason"),
    [({"simulated": False}, LABEL, REAL), ({}, Label("NATO SECRET", ("POL",)), CLASSIFIED)],
)
def test_what_may_be_told_no_more_ends_as_it_was_told(change, label, reason) -> None:
    made = session()
    made.tell([released(track())], NOON_S, NOON_S)
    (frame,) = made.tell([released(track(lat_deg=50.0, **change), label)], NOON_S, NOON_S)
    assert told([frame]) == [(4, True)]
    assert read(frame, NOON_S).lat_deg == pytest.approx(track().lat_deg, abs=1e-9), "nothing that was not told"
    assert made.notes() == [reason]
    assert told(made.tick(NOON_S + 60.0)) == []


def test_two_tracks_are_never_one_entity() -> None:
    made, twin = session(), track(number=4 + MOST_ENTITIES)
    assert told(made.tell([released(track()), released(twin)], NOON_S, NOON_S)) == [(4, False)]
    assert made.tell([ended(twin)], NOON_S, NOON_S) == []
    assert made.notes() == [TWICE]
    assert told(made.tell([ended(track()), released(twin)], NOON_S, NOON_S)) == [(4, True), (4, False)]


def test_a_height_that_is_not_known_is_noted_once() -> None:
    made = session()
    unknown = msgspec.structs.replace(track(), height_m=None, covariance=(1.0,) * 10)
    for _ in range(3):
        made.tell([released(unknown)], NOON_S, NOON_S)
    assert made.notes() == [UNKNOWN_HEIGHT]
