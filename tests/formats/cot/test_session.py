"""One connection: our entry, tracks, pings, and protobuf where it is offered and granted."""

from formats.cot.test_reports import LABEL, incident, released, track
from picture.scene import NOON_S
from samples_of import samples
from sargas.formats.cot.session import HELLO_S, Session
from sargas.formats.cot.settings import Settings
from sargas.formats.cot.stream import Cutter, datagram
from sargas.formats.cot.wire import event_of
from sargas.formats.cot.write import xml
from sargas.model.alert import Alert
from sargas.model.label import Label

MADE = samples("cot")
ALERT = Alert(9, 7, "warning", "all", "Unidentified aerial object", "opened", NOON_S)


def events(frames):
    messages, faults = Cutter().feed(b"".join(frames))
    assert not faults
    return [event_of(message.octets, message.is_protobuf) for message in messages]


def session(**more):
    return Session(Settings("to", **{"stream": True, **more}))


def control(kind, inner):
    return xml(MADE.event("server", kind), inner)


OFFER = control("t-x-takp-v", '<TakControl><TakProtocolSupport version="1"/></TakControl>')
GRANT = control("t-x-takp-r", '<TakControl><TakResponse status="true"/></TakControl>')
REFUSAL = control("t-x-takp-r", '<TakControl><TakResponse status="false"/></TakControl>')


def test_it_says_who_it_is_now_and_then() -> None:
    made = session()
    (hello,) = events(made.open(NOON_S))
    assert hello.uid == "SARGAS-to"
    assert made.tick(NOON_S + 1.0) == []
    assert events(made.tick(NOON_S + HELLO_S))[0].uid == hello.uid
    assert made.asks()
    assert not made.asks()


def test_tracks_and_incidents_are_told_and_alerts_have_no_event() -> None:
    told = events(session().tell([released(track()), released(incident()), released(ALERT)], NOON_S, NOON_S))
    assert [event.type for event in told] == ["a-p-A", "b-a-g"]
    (frame,) = session().tell([released(track(status=3))], NOON_S, NOON_S)
    assert b"<__forcedelete/>" in frame
    made = session()
    assert made.tell([released(track(), Label("OWN", ("POL",)))], NOON_S, NOON_S) == []
    assert made.notes() == ["a classification that CoT cannot say"]


def test_pings_are_answered() -> None:
    assert events(session().hear(xml(MADE.event("server", "t-x-c-t")), NOON_S))[0].type == "t-x-c-t-r"
    assert session().hear(xml(MADE.event()) * 3, NOON_S) == []


def test_protobuf_is_spoken_only_when_it_was_granted() -> None:
    made = session(protobuf=True)
    (question,) = events(made.hear(OFFER, NOON_S))
    assert question.type == "t-x-takp-q"
    assert made.hear(OFFER, NOON_S) == [], "asked once"
    assert made.tell([released(track())], NOON_S, NOON_S)[0].startswith(b"<event")
    made.hear(GRANT, NOON_S)
    (frame,) = made.tell([released(track())], NOON_S, NOON_S)
    assert frame[0] == 0xBF
    (told,) = events([frame])
    assert (told.access, told.releasable_to) == (LABEL.security_classification, "POL LVA")
    assert events(made.tick(NOON_S + 100.0))[0].type == "t-x-c-t"
    for made, data in (
        (session(), OFFER + GRANT),
        (session(protobuf=True), OFFER + REFUSAL),
        (session(protobuf=True), GRANT),
    ):
        made.hear(data, NOON_S)
        assert made.tell([released(track())], NOON_S, NOON_S)[0].startswith(b"<event")


def test_a_mesh_is_one_or_the_other_and_does_not_talk() -> None:
    made = session(stream=False, protobuf=True)
    (frame,) = made.tell([released(track())], NOON_S, NOON_S)
    message = datagram(frame)
    assert event_of(message.octets, message.is_protobuf).uid == track().uid
    assert made.hear(OFFER, NOON_S) == []
    (frame,) = session(stream=False).tell([released(track())], NOON_S, NOON_S)
    assert frame.startswith(b"<event")


def test_nonsense_is_noted_and_not_answered() -> None:
    made = session()
    assert made.hear(b"GET / HTTP/1.1\r\n\r\n<event></event>", NOON_S) == []
    assert made.notes() == ["bytes that are neither an event nor a TAK message: skipped"]
