"""What was told of two incidents that turn out to be one: nothing twice, and nothing as ended that goes on."""

from typing import Any

import msgspec
import pytest

from alerting.scene import NOON_S, incident
from sargas.alerting import Alerting, Settings
from sargas.alerting.settings import Audience
from sargas.model.alert import Alert

INSIDE = {"situation": "inside"}


def merged(alerting: Alerting, second: float, mine: dict[str, Any], theirs: dict[str, Any]) -> list[Alert]:
    """Incident 2 is merged into 1 at a second; both as they are then."""
    on = incident(1, **{"version": 50, "merged": (2,), "tracks": (5, 6), **mine})
    gone = incident(2, **{"version": 50, **theirs, "situation": "merged", "merged_into": 1, "tracks": (6,)})
    return alerting.update(NOON_S + second, [on, gone])


def said(alerts: list[Alert]) -> list[tuple[int, int, str, str, bool]]:
    return [(alert.number, alert.incident, alert.level, alert.why, alert.ended) for alert in alerts]


def test_of_two_alerts_the_older_goes_on_and_the_other_says_with_which() -> None:
    alerting = Alerting(Settings())
    alerting.update(NOON_S, [incident(1), incident(2)])
    assert said(merged(alerting, 5, {}, {})) == [(2, 2, "advisory", "goes on as alert 1", True)]
    assert alerting.update(NOON_S + 6, []) == []
    told = alerting.update(NOON_S + 9, [incident(1, "inside", version=51)])
    assert said(told) == [(1, 1, "warning", "worsened", False)]
    over = alerting.update(NOON_S + 12, [incident(1, "left", version=52)])
    assert said(over) == [(1, 1, "warning", "all clear", True)], "once, for both"


def test_of_two_alerts_the_graver_goes_on() -> None:
    alerting = Alerting(Settings())
    alerting.update(NOON_S, [incident(1), incident(2, "inside")])
    told = merged(alerting, 5, INSIDE, INSIDE)
    assert said(told) == [
        (1, 1, "warning", "incident 2 is the same as incident 1", False),
        (2, 1, "advisory", "goes on as alert 1", True),
    ], "numbers are given to the gravest first: alert 1 was of incident 2"
    assert alerting.update(NOON_S + 6, []) == [], "that it is inside was told"


def test_an_alert_of_the_other_alone_goes_on_as_that_of_the_incident() -> None:
    """The mayor is told of what is inside: he knows of incident 2, and hears nothing new."""
    mayor = Audience("mayor", "warning")
    alerting = Alerting(Settings(audiences=(mayor,)))
    assert said(alerting.update(NOON_S, [incident(1), incident(2, "inside")])) == [(1, 2, "warning", "opened", False)]
    told = merged(alerting, 5, INSIDE, INSIDE)
    assert said(told) == [(1, 1, "warning", "incident 2 is the same as incident 1", False)]
    assert "incident 1" in told[0].message
    assert (told[0].first_s, told[0].time_s) == (NOON_S, NOON_S + 5)
    assert said(alerting.update(NOON_S + 9, [incident(1, "lost", version=51)])) == [(1, 1, "warning", "lost", False)]


def test_what_was_acknowledged_is_not_asked_again() -> None:
    alerting = Alerting(Settings(repeat_s=60.0))
    alerting.update(NOON_S, [incident(1), incident(2, "inside", handling="acknowledged")])
    told = merged(alerting, 5, {**INSIDE, "handling": "acknowledged"}, {**INSIDE, "handling": "acknowledged"})
    assert [(alert.number, alert.acknowledged, alert.ended) for alert in told] == [(1, True, False), (2, False, True)]
    assert [alert for t in range(6, 300) for alert in alerting.update(NOON_S + t, [])] == []


def test_what_waits_in_a_digest_waits_as_the_other() -> None:
    alerting = Alerting(Settings(max_new_per_minute=1))
    alerting.update(NOON_S, [incident(3, "inside"), incident(1), incident(2)])
    (digest,) = [alert for alert in alerting.alerts if alert.kind == "digest"]
    assert digest.incidents == (1, 2)
    assert merged(alerting, 5, {}, {}) == [], "fewer is no news"
    told = [alert for t in range(6, 120) for alert in alerting.update(NOON_S + t, [])]
    assert [alert.incident for alert in told if alert.why == "opened"] == [1]
    assert all(alert.ended or 2 not in (alert.incident, *alert.incidents) for alert in told)


def test_nobody_was_told_of_the_incident_that_goes_on_and_the_other_waits() -> None:
    alerting = Alerting(Settings(audiences=(Audience("mayor", "warning"),), max_new_per_minute=1))
    told = alerting.update(NOON_S, [incident(1), incident(2, "inside"), incident(3, "inside")])
    assert [alert.incident for alert in told] == [2, 0]
    on = incident(1, "inside", version=50, merged=(3,))
    assert alerting.update(NOON_S + 5, [on, incident(3, "merged", version=50, merged_into=1)]) == []
    told = [alert for t in range(6, 90) for alert in alerting.update(NOON_S + t, [])]
    assert [(alert.incident, alert.level) for alert in told if alert.why == "opened"] == [(1, "warning")]


def test_who_waits_for_an_answer_waits_since_the_first() -> None:
    operators = Audience("operators", escalate_to="lead", escalate_s=100.0)
    alerting = Alerting(Settings(audiences=(operators, Audience("lead", "warning")), repeat_s=1000.0))
    alerting.update(NOON_S, [incident(2)])
    alerting.update(NOON_S + 60, [incident(1)])
    merged(alerting, 70, {}, {})
    told = [alert for t in range(71, 102) for alert in alerting.update(NOON_S + t, [])]
    assert [(alert.audience, alert.time_s - NOON_S) for alert in told] == [("lead", 100.0)]


def test_who_is_yet_to_be_told_that_nobody_answered_is_told_so_of_the_other() -> None:
    operators = Audience("operators", escalate_to="lead", escalate_s=100.0)
    settings = Settings(audiences=(operators, Audience("lead", "warning")), repeat_s=1000.0, max_new_per_minute=1)
    alerting = Alerting(settings)
    alerting.update(NOON_S, [incident(2)])
    alerting.update(NOON_S + 99, [incident(3, "inside")])  # takes the only place of a minute
    alerting.update(NOON_S + 100, [])
    merged(alerting, 105, {}, {})
    told = [alert for t in range(106, 165) for alert in alerting.update(NOON_S + t, [])]
    assert [(one.incident, one.why) for one in told if one.audience == "lead" and one.incident] == [
        (1, "escalated: nobody acknowledged in 100 s")
    ]


def test_closed_it_is_closed_for_both() -> None:
    alerting = Alerting(Settings())
    alerting.update(NOON_S, [incident(1, "inside", handling="closed"), incident(2, "inside")])
    assert said(merged(alerting, 5, {**INSIDE, "handling": "closed"}, INSIDE)) == [(1, 1, "warning", "closed", True)]


def test_apart_again_it_is_told_again() -> None:
    alerting = Alerting(Settings())
    alerting.update(NOON_S, [incident(1, "inside"), incident(2, "inside")])
    merged(alerting, 5, INSIDE, INSIDE)
    told = alerting.update(NOON_S + 9, [incident(1, "inside", version=60), incident(2, "inside", version=60)])
    assert said(told) == [(3, 2, "warning", "opened", False)]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_in_whatever_order_the_two_come_and_after_a_restart(order: tuple[int, int]) -> None:
    alerting, again = Alerting(Settings()), Alerting(Settings())
    alerting.update(NOON_S, [incident(1), incident(2)])
    again.restore(alerting.checkpoint())
    both = [incident(1, version=2, merged=(2,)), incident(2, "merged", version=2, merged_into=1)]
    told = again.update(NOON_S + 5, [both[k] for k in order])
    assert said(told) == [(2, 2, "advisory", "goes on as alert 1", True)]
    assert msgspec.structs.replace(told[0], why="") == msgspec.structs.replace(again.alerts[1], why="")
