"""What a node says of itself, in one line."""

import pytest

from formats.sapient.talk import MADE, Talk


@pytest.mark.parametrize(
    ("system", "status"), [("OK", "ok"), ("WARNING", "degraded"), ("ERROR", "fault"), ("GOODBYE", "silent")]
)
def test_a_system_is_a_status(system: str, status: str) -> None:
    said = Talk().say(MADE.status(MADE.RADAR, system=f"SYSTEM_{system}")).statuses
    assert said == [("radar", status, "said goodbye" if system == "GOODBYE" else "")]


def test_what_else_it_says_is_told() -> None:
    words = [
        {"statusType": "STATUS_TYPE_NOT_DETECTING"},
        {"statusType": "STATUS_TYPE_CLUTTER", "statusValue": "sea\n\x07 high"},
    ]
    power = {"level": 12, "status": "POWERSTATUS_FAULT"}
    said = Talk().say(MADE.status(MADE.RADAR, status=words, power=power)).statuses
    assert said == [("radar", "degraded", "not detecting; clutter: sea   high; power fault; power 12 %")]


def test_alerts_are_heard_and_acknowledged() -> None:
    def alert(kind: str, **more: str):
        return MADE.said(MADE.RADAR, alert={"alertId": MADE.ulid("a"), "alertType": f"ALERT_TYPE_{kind}", **more})

    talk = Talk().say(MADE.status(MADE.RADAR, system="SYSTEM_WARNING"))
    assert talk.say(alert("FATAL", description="Door open")).statuses == [
        ("radar", "fault", "alert (fatal): Door open")
    ]
    (ack,) = talk.answers
    assert ack.alert_ack.alert_id == MADE.ulid("a")
    assert ack.alert_ack.alert_ack_status == ack.alert_ack.ALERT_ACK_STATUS_ACCEPTED
    assert talk.say(alert("INFORMATION")).statuses == [("radar", "fault", "alert (information)")]
    assert talk.say(MADE.status(MADE.RADAR, "INFO_UNCHANGED", "SYSTEM_WARNING")).statuses == [
        ("radar", "fault", "alert (fatal): Door open")
    ], "what is unchanged is as bad as it was"
    cleared = talk.say(alert("FATAL", status="ALERT_STATUS_CLEAR")).statuses
    assert cleared == [("radar", "degraded", "alert cleared (fatal)")]


def test_unchanged_and_answers_never_make_a_sensor_better() -> None:
    blind = [{"statusType": "STATUS_TYPE_NOT_DETECTING"}]
    talk = Talk().say(MADE.status(MADE.RADAR, status=blind))
    assert talk.statuses == [("radar", "degraded", "not detecting")]
    assert talk.say(MADE.status(MADE.RADAR, "INFO_UNCHANGED")).statuses == [("radar", "degraded", "not detecting")]
    ack = {"taskId": MADE.ulid("t"), "taskStatus": "TASK_STATUS_ACCEPTED"}
    assert talk.say(MADE.said(MADE.RADAR, taskAck=ack)).statuses[0][1] == "degraded"
    assert talk.say(MADE.status(MADE.RADAR)).statuses == [("radar", "ok", "")]


def test_answers_to_tasks_and_errors_are_told_and_an_error_is_not_answered() -> None:
    ack = {"taskId": MADE.ulid("t"), "taskStatus": "TASK_STATUS_REJECTED", "reason": ["busy"]}
    talk = Talk().say(
        MADE.said(MADE.RADAR, taskAck=ack), MADE.said(MADE.RADAR, error={"packet": "AAAA", "errorMessage": ["no"]})
    )
    assert talk.statuses == [
        ("radar", "ok", f"task {MADE.ulid('t')}: rejected; busy"),
        ("radar", "ok", "finds our message wrong; no"),
    ]
    (answer,) = talk.answers
    assert list(answer.error.error_message) == ["task_ack.task_id: is of a task that was not sent"]
    assert Talk().say(MADE.said(MADE.RADAR, error={"packet": "AAAA"})).answers == []


def test_a_registration_is_told() -> None:
    talk = Talk(registered=False).say(MADE.registration(MADE.RADAR, "RADAR"))
    assert talk.statuses == [("radar", "ok", "registered as radar: RADAR of Vilnius")]


def test_where_a_node_is() -> None:
    talk = Talk()
    for where in (
        MADE.place(54.7, 25.2, 100.0),
        {"x": 0.44, "y": 0.955, "z": 5, **MADE.LAT_LON, "coordinateSystem": 2},
    ):
        talk.say(MADE.status(MADE.MICROPHONE, nodeLocation=where))
        lat, lon, height = talk.decoder._nodes.get(MADE.MICROPHONE).site
        assert lat == pytest.approx(54.7, abs=0.03)
        assert lon == pytest.approx(25.2, abs=0.03)
        assert height in (100.0, 5.0)
