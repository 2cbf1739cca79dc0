"""What a recipient of alerts is told, and that it is told once for as long as it is known to have heard."""

import json

import msgspec

from alerting.scene import NOON_S, incident
from sargas.formats.alerts.session import Session
from sargas.formats.alerts.settings import ExportSettings
from sargas.model.alert import Alert
from sargas.model.incident import Incident
from sargas.model.label import Label, Policy
from sargas.model.released import Released
from sargas.sharing.release import release

POLICY = Policy("POL", ("alert", "incident"))
ALERT = Alert(7, 3, "caution", "operators", "Unidentified aerial object inside Lithuania.", "opened", NOON_S)


def released(item: Alert | Incident) -> Released:
    one = release(item, [POLICY], "POL", 1e12, Label(releasable_to=("POL",)))
    assert isinstance(one, Released)
    return one


def told(session: Session, *items: Alert | Incident, at: float = 1.0) -> list[dict]:
    return [json.loads(frame) for frame in session.tell([released(one) for one in items], NOON_S + at, NOON_S)]


def test_an_alert_is_one_object_that_says_all_there_is_and_names_nobody() -> None:
    (one,) = told(Session(ExportSettings("to", source="VILNIUS")), ALERT)
    assert one == {
        "type": "alert", "schema": "sargas-alerts/1", "id": "alert 7", "source": "VILNIUS", "sent_s": NOON_S + 1.0,
        "simulated": False, "security_classification": "UNCLASSIFIED", "releasable_to": ["POL"],
        "not_for": "Situational awareness, not for engagement.", "kind": "incident", "level": "caution",
        "text": "Unidentified aerial object inside Lithuania.", "why": "opened", "told_s": NOON_S, "repeats": 0,
        "acknowledged": False, "ended": False, "incident": 3, "incidents": [], "track": None,
    }  # fmt: skip


def test_an_incident_names_neither_people_nor_records() -> None:
    mine = incident(3, "inside", acknowledged_by="Ona", assigned_to="Jonas", basis="by radar-lan", evidence=(17,))
    (one,) = told(Session(ExportSettings("to")), mine)
    assert one["type"] == "incident"
    assert (one["number"], one["situation"], one["distance_m"]) == (3, "inside", -812.0)
    assert not any(word in json.dumps(one) for word in ("Ona", "Jonas", "radar-lan", "17,"))


def test_the_same_word_is_told_once_over_links_and_its_end_always() -> None:
    first, second = Session(ExportSettings("to")), Session(ExportSettings("to"))
    assert len(told(first, ALERT)) == 1
    assert told(first, ALERT, at=2.0) == []
    second.recall(first.memory())
    assert told(second, ALERT, at=3.0) == []
    assert len(told(second, msgspec.structs.replace(ALERT, why="repeated", repeats=1), at=4.0)) == 1
    over = msgspec.structs.replace(ALERT, why="all clear", ended=True)
    assert [one["ended"] for one in told(second, over)] == [True]
    assert second.memory() == Session(ExportSettings("to")).memory()
    assert len(told(second, over)) == 1, "heard or not is not known: told"


def test_a_stream_ends_each_with_a_line() -> None:
    (frame,) = Session(ExportSettings("to", stream=True)).tell([released(ALERT)], NOON_S, NOON_S)
    assert frame.endswith(b"}\n")
    assert frame.count(b"\n") == 1


def test_text_is_of_alerts_alone() -> None:
    session = Session(ExportSettings("to", source="VILNIUS", text=True))
    frames = session.tell([released(ALERT), released(incident(3))], NOON_S, NOON_S)
    assert [frame.decode() for frame in frames] == [
        "CAUTION: incident 3 (opened)\n\nUnidentified aerial object inside Lithuania.\n\nWhy now: opened.\n"
        "VILNIUS, alert 7. UNCLASSIFIED, releasable to POL.\nSituational awareness, not for engagement.\n"
    ]


def test_what_is_too_long_is_noted() -> None:
    session = Session(ExportSettings("to"))
    assert told(session, msgspec.structs.replace(ALERT, message="x" * 70_000)) == []
    assert session.notes() == ["alert 7 is longer than 65536 bytes"]
    assert (session.asks(), session.asks()) == (True, False)
    assert session.open(0.0) == session.hear(b"x", 0.0) == session.tick(0.0) == []
