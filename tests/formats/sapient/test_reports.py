"""What we register and report is sound, says what was released, and comes back as the same track."""

import msgspec
import pytest

from formats.sapient.talk import MADE, Talk
from picture.scene import rows
from sargas.formats.sapient import reports
from sargas.formats.sapient.rules import check
from sargas.formats.sapient.settings import Settings
from sargas.formats.sapient.wire import frame_of, sent_s
from sargas.model.alert import Alert
from sargas.model.claims import Claims
from sargas.model.identity import IDENTITIES
from sargas.model.track import CLASSES, FlightPlan

OURS = Settings("to", node_id=MADE.NEIGHBOUR)
NOW_S = MADE.TIME_S


def track(**more):
    made = {"number": 4, "height_m": 321.0, "up_mps": 2.0, "east_mps": 12.0, "north_mps": -5.0, "callsign": b"LYABC"}
    found = rows(NOW_S, {**made, **more}).track(0)
    return msgspec.structs.replace(found, uid="0d8b2e9c-7f5e-5a51-8d3e-2b4fd1a9c001")


def test_the_registration_is_sound_and_accepted_and_reports_fit_it() -> None:
    message = reports.registration(OURS, NOW_S)
    assert not check(message)
    assert message.additional_information == "Situational awareness, not for engagement."
    talk = Talk(registered=False).say(frame_of(message))
    assert talk.answers[0].registration_ack.acceptance
    for k, name in enumerate(CLASSES):
        classes = {name: 0.7, CLASSES[(k + 1) % len(CLASSES)]: 0.3}
        told = msgspec.structs.replace(track(), classification=classes)
        report = reports.detection(told, OURS, NOW_S, NOW_S, f"{k}")
        assert not check(report)
        assert talk.say(frame_of(report)).faults == [], name


def test_a_track_comes_back_as_it_was_told() -> None:
    told = track()
    report = reports.detection(told, OURS, NOW_S, NOW_S, "1")
    talk = Talk(registered=False).say(frame_of(reports.registration(OURS, NOW_S)), frame_of(report))
    (back,) = talk.tracks
    assert back.lat_deg == pytest.approx(told.lat_deg, abs=1e-9)
    assert back.lon_deg == pytest.approx(told.lon_deg, abs=1e-9)
    assert back.height_m == pytest.approx(told.height_m)
    assert (back.east_mps, back.north_mps, back.up_mps) == (12.0, -5.0, 2.0)
    assert back.claims.callsign == "LYABC"
    assert back.covariance[0] == pytest.approx(told.covariance[0], rel=1e-5)
    assert back.covariance[11] == pytest.approx(told.covariance[11], rel=1e-5)
    assert back.covariance[15] == pytest.approx(told.covariance[15], rel=1e-5)
    assert back.time_s == pytest.approx(NOW_S)


def test_a_track_that_says_no_call_sign_has_its_flight_plans() -> None:
    filed = FlightPlan("KLM4")
    for callsign, name in ((None, "KLM4"), ("LYABC", "LYABC")):
        told = msgspec.structs.replace(track(), claims=Claims(callsign=callsign), flight_plan=filed)
        assert reports.detection(told, OURS, NOW_S, NOW_S, "1").detection_report.id == name


def test_an_object_keeps_its_id_and_a_report_has_its_own() -> None:
    first, second = (reports.detection(track(), OURS, NOW_S + k, NOW_S + k, str(k)).detection_report for k in range(2))
    assert first.object_id == second.object_id
    assert first.report_id != second.report_id
    other = msgspec.structs.replace(track(), uid="0d8b2e9c-7f5e-5a51-8d3e-2b4fd1a9c002")
    assert reports.object_id(other) != first.object_id


def test_a_report_is_stamped_now_and_its_place_is_moved_on() -> None:
    report = reports.detection(track(), OURS, NOW_S + 4.0, NOW_S + 4.0, "1")
    assert sent_s(report) == pytest.approx(NOW_S + 4.0)
    moved, still = (
        report.detection_report.location,
        reports.detection(track(), OURS, NOW_S, NOW_S, "1").detection_report.location,
    )
    assert (moved.y - still.y) * 111_319.5 == pytest.approx(-20.0, rel=1e-3)
    assert moved.x_error > still.x_error
    replayed = reports.detection(track(), OURS, NOW_S + 1e6, NOW_S, "1").detection_report
    assert (replayed.location.x, replayed.location.y) == (still.x, still.y), "a replay is told as if it were now"
    old = reports.detection(track(), OURS, NOW_S + 30.0, NOW_S + 30.0, "1")
    assert sent_s(old) == pytest.approx(NOW_S), "what is old is not stamped as new"
    assert old.detection_report.location.x == still.x


def test_without_height_classes_or_a_name() -> None:
    bare = rows(NOW_S, {"number": 1, "status": 3}).track(0)
    bare = msgspec.structs.replace(bare, uid=track().uid)
    report = reports.detection(bare, OURS, NOW_S, NOW_S, "1")
    assert not check(report)
    ours = report.detection_report
    assert not ours.location.HasField("z")
    assert not ours.classification
    assert not ours.HasField("id")
    assert ours.state == "lost"


def test_the_identity_is_told_as_ours() -> None:
    (info,) = reports.detection(track(), OURS, NOW_S, NOW_S, "1").detection_report.track_info
    assert info.type == "identity"
    assert info.value in IDENTITIES


@pytest.mark.parametrize(("level", "kind", "priority"), [("advisory", 1, 1), ("caution", 2, 2), ("warning", 3, 3)])
def test_alerts_have_a_kind_and_keep_their_id(level: str, kind: int, priority: int) -> None:
    told = Alert(9, 7, level, "all", "Unidentified aerial object", "opened", NOW_S)
    first = reports.alert(told, OURS, NOW_S)
    assert not check(first)
    assert (first.alert.alert_type, first.alert.priority) == (kind, priority)
    over = reports.alert(msgspec.structs.replace(told, ended=True), OURS, NOW_S + 60.0)
    assert over.alert.alert_id == first.alert.alert_id
    assert over.alert.status == over.alert.ALERT_STATUS_CLEAR
