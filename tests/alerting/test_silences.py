"""Silences as plays: what is muted, what is told all the same, and when it ends."""

import pytest

from alerting.scene import NOON_S, distress, incident
from sargas.alerting import Alerting, Settings
from sargas.alerting.settings import Audience
from sargas.alerting.silences import MOST, Silences
from sargas.model.decision import BeginSilence, Decision, EndSilence

TWO = Settings((Audience("operators"), Audience("mayor")))


def decided(alerting: Alerting, seconds: float, act: object, record: int = 9, why: str = "a balloon of ours") -> object:
    return alerting.decide(NOON_S + seconds, Decision("Ona", NOON_S + seconds, act, why, record_number=record))


def said(alerting: Alerting, seconds: float, *news: object) -> list[tuple[str, str]]:
    return [(alert.audience, alert.why) for alert in alerting.update(NOON_S + seconds, list(news))]


def test_what_is_muted_is_counted_and_told_when_the_silence_ends() -> None:
    alerting = Alerting(Settings())
    assert decided(alerting, 0, BeginSilence(300.0, "caution", zone="LTU")) is None
    assert said(alerting, 1, incident()) == []
    assert said(alerting, 5, incident(situation="inside", version=2, probability=0.9)) == []
    (silence,) = alerting.silences
    assert (silence.number, silence.by, silence.until_s, silence.muted) == (9, "Ona", NOON_S + 300.0, 2)
    assert [one.muted for one in alerting.changed_silences()] == [2]
    assert alerting.changed_silences() == []
    assert said(alerting, 299) == []
    assert said(alerting, 300) == [("operators", "opened")]
    assert [(one.ended, one.ended_by) for one in alerting.silences] == [(True, None)]


def test_what_grows_graver_than_the_silence_is_told() -> None:
    alerting = Alerting(Settings())
    decided(alerting, 0, BeginSilence(3600.0, "caution", zone="LTU"))
    assert said(alerting, 1, incident()) == []
    assert said(alerting, 9, incident(situation="inside", version=2)) == [("operators", "opened")]
    assert alerting.alerts[0].level == "warning"


def test_an_alert_that_goes_on_is_muted_but_for_its_end() -> None:
    alerting = Alerting(Settings(repeat_s=60.0))
    assert said(alerting, 0, incident(situation="inside")) == [("operators", "opened")]
    assert decided(alerting, 1, BeginSilence(600.0, "warning", incident=1)) is None
    assert said(alerting, 90, incident(situation="lost", version=2)) == [], "neither lost nor a repeat"
    assert said(alerting, 300, incident(situation="inside", version=3)) == []
    assert said(alerting, 400, incident(situation="left", version=4)) == [("operators", "all clear")]
    assert alerting.silences[0].muted == 1


def test_one_audience_is_silenced_and_the_other_is_not() -> None:
    alerting = Alerting(TWO)
    decided(alerting, 0, BeginSilence(600.0, audience="mayor"))
    assert said(alerting, 1, incident()) == [("operators", "opened")]
    assert decided(alerting, 9, EndSilence(9), record=10) is None
    assert said(alerting, 9) == [("mayor", "opened")]
    assert alerting.silences[0].ended_by == "Ona"
    assert decided(alerting, 10, EndSilence(9), record=11) == "silence 9 has ended"


def test_who_is_silenced_is_not_passed_on_until_it_ends() -> None:
    chain = Settings((Audience("operators", escalate_to="chief", escalate_s=60.0), Audience("chief", "warning")))
    alerting = Alerting(chain)
    said(alerting, 0, incident())
    decided(alerting, 1, BeginSilence(200.0, incident=1))
    assert said(alerting, 150) == []
    told = [one for t in range(201, 262) for one in said(alerting, t)]
    assert told == [("operators", "repeated"), ("chief", "escalated: nobody acknowledged in 60 s")]


@pytest.mark.parametrize(
    ("act", "why", "reason"),
    [
        (BeginSilence(0.0, zone="LTU"), "x", "at most 24 h"),
        (BeginSilence(1e9, zone="LTU"), "x", "at most 24 h"),
        (BeginSilence(float("nan"), zone="LTU"), "x", "at most 24 h"),
        (BeginSilence(60.0), "x", "names an incident, a zone or an audience"),
        (BeginSilence(60.0, "warning", zone="LTU"), "x", "for one incident only"),
        (BeginSilence(60.0, audience="nobody"), "x", "no audience 'nobody': operators, mayor"),
        (BeginSilence(60.0, incident=77), "x", "no incident 77 that goes on"),
        (BeginSilence(60.0, zone="LTU"), "  ", "needs a reason"),
    ],
)
def test_silences_that_cannot_be(act: BeginSilence, why: str, reason: str) -> None:
    alerting = Alerting(TWO)
    refusal = decided(alerting, 0, act, why=why)
    assert isinstance(refusal, str)
    assert reason in refusal
    assert alerting.silences == []


def test_they_are_not_without_number() -> None:
    silences = Silences()
    for record in range(MOST):
        silences.begin(0.0, BeginSilence(60.0, zone="LTU"), Decision("Ona", 0.0, BeginSilence(60.0), "x", None, record))
    act = BeginSilence(60.0, zone="LTU")
    assert (
        silences.refusal(act, Decision("Ona", 0.0, act, "x", None, MOST), ()) == f"there are {MOST} silences in force"
    )
    silences.expire(60.0, 10.0)
    silences.expire(71.0, 10.0)
    assert silences.known == {}


def test_distress_is_never_muted() -> None:
    silences = Silences()
    silences.begin(0.0, BeginSilence(60.0, "caution", audience="a"), Decision("Ona", 0.0, BeginSilence(60.0), "x"))
    assert silences.muting(incident(), "a", "caution") is not None
    assert silences.muting(distress(), "a", "advisory") is None


def test_a_silence_outlives_a_restart() -> None:
    alerting, again = Alerting(Settings()), Alerting(Settings())
    decided(alerting, 0, BeginSilence(300.0, zone="LTU"))
    said(alerting, 1, incident())
    again.restore(alerting.checkpoint())
    assert again.silences == alerting.silences
    assert said(again, 299) == said(alerting, 299) == []
    assert said(again, 300) == said(alerting, 300) == [("operators", "opened")]
    assert again.checkpoint() == alerting.checkpoint()


def test_what_was_lost_while_it_was_muted_is_told_when_the_silence_ends() -> None:
    alerting = Alerting(Settings())
    decided(alerting, 0, BeginSilence(300.0, "caution", zone="LTU"))
    inside = incident(situation="inside", version=2, probability=0.9, entered_s=NOON_S, highest_probability=0.9)
    assert said(alerting, 1, inside) == []
    lost = incident(situation="lost", version=3, entered_s=NOON_S, highest_probability=0.9)
    assert said(alerting, 20, lost) == []
    assert said(alerting, 300) == [("operators", "opened")]
    assert alerting.alerts[0].level == "caution"
