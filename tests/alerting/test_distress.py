"""Aircraft in distress, as rows of the picture: from the update that says so to its end."""

import re

import numpy as np
import pytest

from alerting.test_silences import decided
from picture.scene import NOON_S, NOTHING, rows
from sargas.alerting import Alerting, Settings
from sargas.alerting.distress import LEVELS, MOST, Distresses
from sargas.alerting.settings import Audience
from sargas.model.alert import Alert
from sargas.model.claims import EMERGENCIES
from sargas.model.decision import AcknowledgeAlert, BeginSilence, Decision
from sargas.model.tracks import ECHO, ENDED, FUSED, PART, TENTATIVE, Tracks

GENERAL, LIFEGUARD, RADIO, UNLAWFUL = (
    EMERGENCIES.index(name) for name in ("general", "lifeguard", "no_communications", "unlawful_interference")
)
PLAIN = {"number": 12, "mode_3a": 0o1234, "mode_s": 0x503A11, "callsign": b"LYABC", "height_m": 3050.0}
MAYDAY = {**PLAIN, "mode_3a": 0o7700, "emergency": GENERAL}
HIJACKED = {**PLAIN, "mode_3a": 0o7500, "emergency": UNLAWFUL}
TWO = Settings((Audience("operators"), Audience("command", cleared=True)), repeat_s=100.0)


def told(alerting: Alerting, seconds: float, *said: dict[str, object]) -> list[Alert]:
    tracks = rows(NOON_S + seconds, *said) if said else NOTHING
    return alerting.update(NOON_S + seconds, [], tracks)


def whys(alerting: Alerting, seconds: float, *said: dict[str, object]) -> list[tuple[str, str]]:
    return [(alert.audience, alert.why) for alert in told(alerting, seconds, *said)]


def test_an_emergency_is_told_with_the_update_that_says_it_and_as_distress() -> None:
    alerting = Alerting(Settings())
    assert told(alerting, 0, PLAIN) == []
    (alert,) = told(alerting, 4, {**MAYDAY, "east_mps": -70.0, "north_mps": 70.0})
    assert (alert.kind, alert.incident, alert.track, alert.level, alert.why) == ("distress", 0, 12, "warning", "opened")
    assert alert.message == (
        "Distress. Aircraft LYABC declares an emergency: general, code 7700. At 54.7000 N 25.3000 E. Moving north-west "
        "(315 degrees) at 99 m/s (356 km/h), height 3050 m above the ellipsoid. 2025-07-28 00:00:04 UTC, track 12."
    )
    assert not re.search("hostile|suspect|unidentified", alert.message)


def test_the_code_7500_is_a_secret_whatever_else_is_said() -> None:
    alerting = Alerting(TWO)
    alerts = told(alerting, 0, {**MAYDAY, "mode_3a": 0o7500})
    assert [(alert.audience, alert.cleared, alert.number >= 1_000_000_000) for alert in alerts] == [
        ("command", True, True)
    ]
    assert "unlawful interference, code 7500" in alerts[0].message
    assert [alert.cleared for alert in told(alerting, 4, {**MAYDAY, "mode_3a": 0o7500, "callsign": b"X"})] == []


def test_it_is_over_after_three_updates_without_it_and_not_before() -> None:
    alerting = Alerting(Settings())
    assert whys(alerting, 0, MAYDAY) == [("operators", "opened")]
    assert whys(alerting, 4, PLAIN) == []
    assert whys(alerting, 8, MAYDAY) == []
    assert whys(alerting, 12, PLAIN) == []
    assert whys(alerting, 16, PLAIN) == []
    assert whys(alerting, 17, {**PLAIN, "updated_s": NOON_S + 16}) == [], "not measured anew"
    assert whys(alerting, 18, {"number": 12}) == [], "a primary radar sees no code"
    (alert,) = told(alerting, 20, PLAIN)
    assert (alert.why, alert.ended) == ("no longer declared", True)
    assert "no longer declares an emergency" in alert.message


def test_an_end_of_the_track_is_no_end() -> None:
    alerting = Alerting(Settings(repeat_s=60.0))
    told(alerting, 0, MAYDAY)
    (alert,) = told(alerting, 30, {**PLAIN, "status": ENDED})
    assert (alert.why, alert.ended) == ("lost", False)
    assert "is lost from view; that is no end. Last seen at 54.7000 N" in alert.message
    assert whys(alerting, 90) == [("operators", "repeated")]
    assert decided(alerting, 91, AcknowledgeAlert(alert.number), why="") is None
    (alert,) = told(alerting, 91)
    assert (alert.why, alert.ended, alert.acknowledged) == ("lost, and acknowledged", True, True)


def test_it_goes_on_under_another_track_of_the_same_aircraft() -> None:
    alerting = Alerting(Settings())
    told(alerting, 0, MAYDAY)
    told(alerting, 30, {**PLAIN, "status": ENDED})
    (alert,) = told(alerting, 60, {**MAYDAY, "number": 15})
    assert (alert.number, alert.why, alert.track) == (1, "now general", 15)
    told(alerting, 90, {**PLAIN, "number": 15, "status": ENDED})
    (alert,) = told(alerting, 120, {**PLAIN, "number": 16})
    assert (alert.number, alert.why, alert.track) == (1, "no longer declared", 16)


def test_another_emergency_is_news_and_acknowledging_is_of_all_audiences() -> None:
    alerting = Alerting(TWO)
    told(alerting, 0, {**PLAIN, "emergency": RADIO, "mode_3a": 0o7600})
    assert decided(alerting, 1, AcknowledgeAlert(2), why="") is None
    assert whys(alerting, 1) == [("operators", "acknowledged"), ("command", "acknowledged")]
    assert decided(alerting, 2, AcknowledgeAlert(1)) == "the distress is acknowledged already"
    assert whys(alerting, 200) == [], "no repeat"
    assert whys(alerting, 204, MAYDAY) == [
        ("operators", "no longer acknowledged"),
        ("command", "no longer acknowledged"),
    ]
    assert [alert.level for alert in alerting.alerts] == ["warning", "warning"]


def test_unlawful_interference_is_told_to_those_who_are_cleared_and_to_nobody_else() -> None:
    alerting = Alerting(TWO)
    assert whys(alerting, 0, HIJACKED) == [("command", "opened")]
    assert alerting.alerts[0].cleared
    assert whys(alerting, 100) == [("command", "repeated")]
    for t in (104, 108):
        assert whys(alerting, t, PLAIN) == []
    assert whys(alerting, 112, PLAIN) == [("command", "no longer declared")]
    assert {alert.audience for alert in alerting.alerts} == {"command"}
    assert alerting.alerts[0].cleared, "that it is over, too"


def test_who_knew_of_another_emergency_hears_nothing_until_its_end() -> None:
    alerting = Alerting(TWO)
    assert len(told(alerting, 0, MAYDAY)) == 2
    (alert,) = told(alerting, 4, HIJACKED)
    assert (alert.audience, alert.cleared) == ("command", True)
    assert {audience for t in range(5, 400, 5) for audience, _ in whys(alerting, t, HIJACKED)} == {"command"}
    ends = [one for t in (400, 404, 408) for one in told(alerting, t, PLAIN)]
    assert [(one.audience, one.ended, one.cleared) for one in ends] == [
        ("operators", True, False),
        ("command", True, False),
    ]
    assert not any("7500" in one.message or "unlawful" in one.message for one in ends)


def test_what_stands_for_nothing_of_its_own_raises_nothing_of_its_own() -> None:
    alerting = Alerting(Settings())
    assert told(alerting, 0, {**MAYDAY, "status": TENTATIVE}) == []
    assert told(alerting, 1, {**MAYDAY, "fusion": ECHO, "fused_with": 3}) == []
    assert told(alerting, 2, {"number": 3, "fusion": FUSED, "fused_with": 12}) == []
    (alert,) = told(alerting, 3, {**MAYDAY, "fusion": PART, "fused_with": 3}, {"number": 3, "fusion": FUSED})
    assert alert.track == 3, "the part says it of the whole"
    assert told(alerting, 4, {**MAYDAY, "number": 3}) == [], "the same distress"


def test_a_neighbour_is_named_and_a_doubtful_place_is_said_to_be() -> None:
    alerting = Alerting(Settings())
    tracks = rows(NOON_S, {**MAYDAY, "claim_check": 2}, reporter="LVA")
    tracks.number[:] = 1_000_001
    (alert,) = alerting.update(NOON_S, [], tracks)
    assert "It says to be elsewhere than it is measured. Reported by LVA." in alert.message


def test_simulated_distress_is_for_exercises() -> None:
    both = Settings((Audience("operators"), Audience("trainees", exercise=True)))
    (alert,) = told(Alerting(both), 0, {**MAYDAY, "simulated": True})
    assert (alert.audience, alert.simulated, alert.message[:17]) == ("trainees", True, "EXERCISE EXERCISE")


def test_nobody_silences_it_and_the_next_are_told() -> None:
    chain = Settings((Audience("operators", escalate_to="lead", escalate_s=30.0), Audience("lead", distress=True)))
    alerting = Alerting(chain)
    decided(alerting, 0, BeginSilence(600.0, "caution", audience="operators"))
    assert whys(alerting, 1, MAYDAY) == [("operators", "opened"), ("lead", "opened")]
    assert whys(alerting, 31, MAYDAY) == [("lead", "escalated: nobody acknowledged in 30 s")]


def test_a_flood_of_codes_is_told_together_and_bounded() -> None:
    alerting = Alerting(Settings())
    many = [{"number": n, "emergency": GENERAL, "mode_s": n} for n in range(1, 2 * MOST)]
    first = told(alerting, 0, *many)
    assert [alert.kind for alert in first] == ["distress"] * 5 + ["digest"]
    assert first[-1].message.startswith("Too many aircraft in distress to tell one by one. In distress: tracks ")
    for t in range(1, 400):
        told(alerting, t)
    assert len(alerting._distresses.known) <= MOST
    told(alerting, 400, {**MAYDAY, "number": 9_999})
    assert {alert.ended for alert in alerting.alerts if alert.number <= 5} == {False}, "nobody pushes out what is known"
    told(alerting, 401, *({**said, "status": ENDED} for said in many))
    told(alerting, 3000, {**MAYDAY, "number": 9_998})
    assert 9_998 in {one.track for one in alerting._distresses.known.values()}, "what is lost for long makes room"


@pytest.mark.parametrize("emergency", [name for name in EMERGENCIES if name != "none"])
def test_every_emergency_has_its_level_and_its_words(emergency: str) -> None:
    said = {**PLAIN, "emergency": EMERGENCIES.index(emergency)}
    (alert,) = told(Alerting(Settings((Audience("command", cleared=True),))), 0, said)
    assert alert.level == LEVELS[emergency]
    assert "declares an emergency: " in alert.message


def test_restored_in_the_middle_the_future_is_the_same() -> None:
    plays = [(0, MAYDAY), (4, PLAIN), (8, HIJACKED), (12, {**PLAIN, "status": ENDED}), (16, {**MAYDAY, "number": 4})]
    whole, halved = Alerting(TWO), Alerting(TWO)
    for t, said in plays:
        again = Alerting(TWO)
        again.restore(halved.checkpoint())
        assert told(again, t, said) == told(whole, t, said)
        assert again.checkpoint() == whole.checkpoint()
        halved = again


def test_nothing_of_the_rows_is_changed() -> None:
    tracks = rows(NOON_S, MAYDAY)
    before = {name: np.copy(column) for name, column in tracks.arrays().items()}
    assert len(Distresses(3).update(NOON_S, tracks)) == 1
    assert all(np.array_equal(before[name], column) for name, column in tracks.arrays().items())
    assert isinstance(tracks, Tracks)


def test_an_act_on_what_is_over_is_refused() -> None:
    distresses = Distresses(3)
    assert distresses.acknowledge(1) == "the distress is over"
    assert Decision("Ona", 0.0, AcknowledgeAlert(1)).act == AcknowledgeAlert(1)


def test_of_two_sources_that_disagree_the_graver_counts_and_an_acknowledgement_holds() -> None:
    """Our own row says general, a partner's part of it a radio failure, in turn: one alert, and one acknowledgement."""
    alerting, found = Alerting(Settings()), []
    own = {**PLAIN, "emergency": GENERAL}
    part = {**PLAIN, "number": 1_000_001, "mode_3a": 0o7600, "emergency": RADIO, "fusion": PART, "fused_with": 12}
    for k in range(20):
        found += told(alerting, 4.0 * k, part if k % 2 else own)
        if k == 3:
            decided(alerting, 4.0 * k, AcknowledgeAlert(found[0].number))
    assert [alert.why for alert in found] == ["opened", "acknowledged"]
    for k in range(20, 24):  # the graver is not said any more
        found += told(alerting, 4.0 * k, part)
    assert "no_communications" in found[-1].message or "radio" in found[-1].message.lower()
    assert found[-1].acknowledged


def test_a_flood_of_distress_is_repeated_in_turn_and_new_ones_have_room() -> None:
    alerting, found = Alerting(Settings(repeat_s=60.0)), []
    many = [{**MAYDAY, "number": k, "mode_s": 0x400000 + k, "callsign": f"X{k}".encode()} for k in range(1, 25)]
    for k in range(60):
        found += told(alerting, 10.0 * k, *many)
    again = [alert for alert in found if alert.why == "repeated"]
    assert len(again) <= 5 * 10 + 5
    assert len({alert.number for alert in again}) > 15, "not the same ones again and again"
    (alert,) = [
        one for one in told(alerting, 700.0, *many, {**MAYDAY, "number": 99, "mode_s": 0x4FFFFF}) if one.track == 99
    ]
    assert alert.why == "opened"
