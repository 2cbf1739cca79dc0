"""Released tracks and incidents as events: the label is always said, nobody is named, the end is a deletion."""

import msgspec
import pytest

from picture.scene import NOON_S, rows
from sargas.formats.cot import reports
from sargas.formats.cot.settings import Settings
from sargas.formats.cot.write import xml
from sargas.model.incident import Incident
from sargas.model.label import Label
from sargas.model.released import Released

OURS = Settings("to")
LABEL = Label("NATO RESTRICTED", ("POL", "LVA"))
UID = "0d8b2e9c-7f5e-5a51-8d3e-2b4fd1a9c001"


def released(item, label=LABEL):
    return Released(item, "POL", label)


def track(**more):
    made = {"number": 4, "height_m": 321.0, "east_mps": 30.0, "north_mps": -30.0, "sensors": ["radar"]}
    return msgspec.structs.replace(rows(NOON_S, {**made, **more}).track(0), uid=UID)


def incident(**more):
    made = Incident(
        7, "LTU", "Lithuania", (4,), "inside", "new", 1, NOON_S, NOON_S, probability=0.93, lat_deg=54.6, lon_deg=25.6,
        distance_sigma_m=60.0, acknowledged_by="A. Person",
    )  # fmt: skip
    return msgspec.structs.replace(made, **more)


def test_a_track_is_told_with_its_label() -> None:
    event = reports.of_track(released(track()), OURS, NOON_S, NOON_S)
    assert (event.uid, event.type, event.how) == (UID, "a-p-A", "m-f")
    assert (event.access, event.releasable_to, event.caveat) == ("NATO RESTRICTED", "POL LVA", "")
    assert event.ce_m == pytest.approx(50.0)
    assert event.le_m == pytest.approx(30.0)
    assert event.course_deg == pytest.approx(135.0)
    assert event.speed_mps == pytest.approx(42.426, abs=1e-3)
    assert event.stale_s == NOON_S + OURS.stale_s
    assert event.callsign == "SARGAS-0004"
    assert "not for engagement" in event.remarks
    text = xml(event).decode()
    assert 'access="NATO RESTRICTED"' in text
    assert 'releasableTo="POL LVA"' in text
    assert "radar" not in text


def test_a_track_is_called_by_itself_else_by_its_flight_plan() -> None:
    plan = {"plan_callsign": b"KLM4", "flight_plan": True}
    for own, name in (({}, "KLM4"), ({"callsign": b"LTU1"}, "LTU1")):
        assert reports.of_track(released(track(**plan, **own)), OURS, NOON_S, NOON_S).callsign == name


def test_a_label_that_cot_cannot_say_is_not_written() -> None:
    with pytest.raises(ValueError, match="classification that CoT cannot say"):
        reports.of_track(released(track(), Label("OUR OWN WORD", ("POL",))), OURS, NOON_S, NOON_S)


def test_a_place_is_moved_on_and_less_sure() -> None:
    event = reports.of_track(released(track()), OURS, NOON_S + 5.0, NOON_S + 5.0)
    assert (event.lat_deg - track().lat_deg) * 111_319.5 == pytest.approx(-150.0, rel=1e-3)
    assert event.ce_m > 50.0
    assert event.time_s == NOON_S + 5.0
    old = reports.of_track(released(track()), OURS, NOON_S + 30.0, NOON_S + 30.0)
    assert old.lat_deg == track().lat_deg
    assert old.time_s == NOON_S, "what is old is not stamped as new"
    replayed = reports.of_track(released(track()), OURS, NOON_S + 1e6, NOON_S)
    assert (replayed.lat_deg, replayed.time_s) == (track().lat_deg, NOON_S + 1e6), "the clock of a replay is its own"


def test_what_is_simulated_says_so_and_what_is_real_does_not() -> None:
    event = reports.of_track(released(track(simulated=True)), OURS, NOON_S, NOON_S)
    assert (event.how, event.opex) == ("m-s", "s-Sargas")
    assert reports.of_track(released(track()), OURS, NOON_S, NOON_S).opex == ""
    ended = reports.of_track(released(track(simulated=True, status=3)), OURS, NOON_S, NOON_S)
    assert ended.opex == "s-Sargas"


def test_the_end_is_a_deletion_with_the_same_label() -> None:
    event = reports.of_track(released(track(status=3)), OURS, NOON_S, NOON_S)
    assert (event.type, event.link_uid) == ("t-x-d-d", UID)
    assert event.access == "NATO RESTRICTED"


def test_without_height_it_is_unknown() -> None:
    event = reports.of_track(
        released(msgspec.structs.replace(rows(NOON_S, {"number": 1}).track(0), uid=UID)), OURS, NOON_S, NOON_S
    )
    assert (event.hae_m, event.le_m) == (None, None)
    assert 'hae="9999999.0"' in xml(event).decode()
    assert "height not known" in event.remarks


def test_an_incident_is_a_fence_breached_until_it_is_over() -> None:
    event = reports.of_incident(released(incident()), OURS, NOON_S)
    assert (event.type, event.uid) == ("b-a-g", "SARGAS-incident-7")
    assert "93% inside" in event.remarks
    assert "Unidentified aerial object" in event.remarks
    assert "A. Person" not in xml(event).decode()
    for over in ({"situation": "left"}, {"situation": "lost"}, {"handling": "closed"}):
        assert reports.of_incident(released(incident(**over)), OURS, NOON_S).link_uid == event.uid
