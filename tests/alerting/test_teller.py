"""Who is told when nobody answers, what a flood becomes, and who has the watch."""

from collections import Counter

import pytest

from alerting.scene import NOON_S, incident
from alerting.test_alerting import is_alarm
from alerting.test_silences import decided, said
from sargas.alerting import Alerting, Settings
from sargas.alerting.settings import Audience
from sargas.model.alert import Alert
from sargas.model.decision import AcknowledgeAlert, BeginSilence, HandOver
from sargas.model.incident import Incident

CHAIN = Settings(
    (
        Audience("operators", escalate_to="lead", escalate_s=120.0),
        Audience("lead", "warning", escalate_to="chief", escalate_s=60.0),
        Audience("chief", "warning"),
    ),
    repeat_s=1000.0,
)
TO_LEAD, TO_CHIEF = "escalated: nobody acknowledged in 120 s", "escalated: nobody acknowledged in 60 s"


def through(alerting: Alerting, first: int, last: int) -> list[tuple[int, str, str]]:
    return [(t, *one) for t in range(first, last) for one in said(alerting, t)]


def test_when_nobody_acknowledges_the_next_are_told_and_then_everybody_of_its_end() -> None:
    alerting = Alerting(CHAIN)
    assert said(alerting, 0, incident()) == [("operators", "opened")]
    assert through(alerting, 1, 400) == [(120, "lead", TO_LEAD), (180, "chief", TO_CHIEF)]
    told = said(alerting, 400, incident(version=2, handling="acknowledged"))
    assert told == [(name, "acknowledged") for name in ("operators", "lead", "chief")]
    told = said(alerting, 500, incident(situation="left", version=3, handling="acknowledged"))
    assert told == [(name, "all clear") for name in ("operators", "lead", "chief")]


def test_who_acknowledges_in_time_spares_the_next() -> None:
    alerting = Alerting(CHAIN)
    said(alerting, 0, incident())
    said(alerting, 119, incident(version=2, handling="acknowledged"))
    assert through(alerting, 120, 300) == []
    assert said(alerting, 300, incident(version=3)) == [("operators", "no longer acknowledged")]
    assert through(alerting, 301, 421) == [(420, "lead", TO_LEAD)], "the time runs anew"


def test_who_was_told_already_is_told_why_again() -> None:
    alerting = Alerting(CHAIN)
    said(alerting, 0, incident(situation="inside"))
    told = through(alerting, 1, 130)
    assert told == [(60, "chief", TO_CHIEF), (120, "lead", TO_LEAD)]
    assert len(alerting.alerts) == 3, "the same alert, not another"


def night(seed: int) -> dict[int, list[Incident]]:
    """19 objects within ten minutes, each approaching, inside in two steps, lost and found again, some gone."""
    news: dict[int, list[Incident]] = {}
    for number in range(1, 20):
        begin = (number * 29 + seed * 7 * number) % 560
        course = [
            (0, {"situation": "approaching"}),
            (40 + number % 7, {"situation": "inside", "probability": 0.9}),
            (44 + number % 7, {"situation": "inside"}),
            (120 + 3 * number, {"situation": "lost"}),
            (150 + 3 * number, {"situation": "inside"}),
            (260, {"situation": "left" if number % 3 == 0 else "inside", "distance_m": -900.0}),
        ]
        for version, (after, said_of) in enumerate(course, 1):
            news.setdefault(begin + after, []).append(incident(number, version=version, **said_of))
    return news


@pytest.mark.parametrize("seed", range(6))
def test_a_night_with_nineteen_is_no_flood_and_nothing_is_lost(seed: int) -> None:
    alerting, news = Alerting(Settings()), night(seed)
    told: list[tuple[int, Alert]] = []
    worst: dict[int, int] = {}
    for t in range(3600):
        now = news.get(t, [])
        worst |= {one.number: t for one in now if one.situation == "inside" and one.number not in worst}
        told += [(t, alert) for alert in alerting.update(NOON_S + t, now)]
    alarms = [t for t, alert in told if is_alarm(alert)]
    assert sum(t < 600 for t in alarms) <= 10
    assert all(later - t >= 600 for t, later in zip(alarms, alarms[10:], strict=False)), "nor in any other ten minutes"
    named = {number: t for t, alert in reversed(told) for number in (alert.incident, *alert.incidents) if number}
    assert sorted(named) == list(range(1, 20)), "every one is named"
    last = {number: t for t, alert in told for number in (alert.incident, *alert.incidents) if number}
    assert all(last[number] >= at for number, at in worst.items()), "and that it is inside is told after it is"


def test_how_late_the_worst_news_of_such_a_night_is() -> None:
    """A bound that holds by the rule: what is left of ten lasts for ten minutes."""
    late = Counter[int]()
    for seed in range(6):
        alerting, news, entered = Alerting(Settings()), night(seed), dict[int, int]()
        for t in range(1200):
            entered |= {one.number: t for one in news.get(t, []) if one.situation == "inside" and one.version == 2}
            for alert in alerting.update(NOON_S + t, news.get(t, [])):
                for number in (alert.incident, *alert.incidents):
                    if number in entered:
                        late[t - entered.pop(number)] += 1
    assert max(late) <= 310, late


def test_a_machine_is_told_each_by_itself() -> None:
    machine = Settings((Audience("dispatch", most_alarms=0),), max_new_per_minute=100)
    told = Alerting(machine).update(NOON_S, [incident(number) for number in range(1, 20)])
    assert [alert.incident for alert in told] == list(range(1, 20))


def test_the_watch_is_handed_over_with_what_goes_on() -> None:
    alerting = Alerting(Settings())
    said(alerting, 0, incident(4), incident(7, handling="acknowledged"), incident(9, situation="left"))
    decided(alerting, 5, BeginSilence(600.0, incident=4), record=3)
    assert decided(alerting, 10, HandOver("Jonas", "balloons from the east"), why="") is None
    (alert,) = alerting.update(NOON_S + 10, [])
    assert (alert.kind, alert.why, alert.acknowledged, alert.ended) == ("hand_over", "handed over", True, False)
    assert alert.message == (
        "Jonas has the watch, from Ona. 2 incidents go on: 4, 7. Nobody has acknowledged 4. "
        "Silenced: 4 until 2025-07-28 00:10:05 UTC. Note: balloons from the east."
    )
    duty = alerting.changed_duty()
    assert duty is not None
    assert (duty.name, duty.handed_by, duty.since_s, duty.open) == ("Jonas", "Ona", NOON_S + 10, (4, 7))
    assert alerting.changed_duty() is None
    assert alerting.duty == duty
    assert decided(alerting, 11, HandOver("Jonas")) == "Jonas has the watch already"
    assert decided(alerting, 11, HandOver(" ")) is not None
    assert decided(alerting, 20, HandOver("Rasa"), why="") is None
    whys = [(one.number, one.why, one.ended) for one in alerting.update(NOON_S + 20, [])]
    assert whys == [(alert.number, "handed over again", True), (alert.number + 1, "handed over", False)]
    again = Alerting(Settings())
    again.restore(alerting.checkpoint())
    assert again.duty == alerting.duty


def test_an_incident_is_acknowledged_itself() -> None:
    alerting = Alerting(Settings())
    said(alerting, 0, incident(4))
    assert decided(alerting, 1, AcknowledgeAlert(1)) == "alert 1 is of incident 4: acknowledge that"
    assert decided(alerting, 1, AcknowledgeAlert(77)) == "there is no alert 77 that goes on"
