"""The checks of the play `nineteen.md`, each named there by what it proves."""

import pytest

from sargas.model.alert import Alert
from scenarios.nineteen import COUNT, Told, play


@pytest.fixture(scope="module")
def told() -> Told:
    return play()


def first_inside_s(told: Told) -> dict[int, float]:
    """When each incident first said so."""
    found: dict[int, float] = {}
    for time_s, incident in told.incidents:
        if incident.situation == "inside":
            found.setdefault(incident.number, time_s)
    return found


def alarms_s(told: Told, audience: str) -> list[float]:
    """When the audience's attention was asked for: what ends, or is acknowledged, asks for none."""
    return [
        t for t, alert in told.alerts if alert.audience == audience and not alert.ended and alert.why != "acknowledged"
    ]


def names(alert: Alert, number: int) -> bool:
    return alert.incident == number or number in alert.incidents


def test_n1_each_is_said_to_be_inside_soon_after_the_border(told: Told) -> None:
    inside = first_inside_s(told)
    assert sorted(told.of[number] for number in inside) == list(range(COUNT))
    late_s = [time_s - told.over_s[told.of[number]] for number, time_s in inside.items()]
    assert min(late_s) > 0.0
    assert sorted(late_s)[round(0.9 * COUNT) - 1] < 15.0
    assert max(late_s) < 45.0


def test_n2_ten_alarms_in_ten_minutes_at_most(told: Told) -> None:
    alarms = alarms_s(told, "operators")
    assert sum(t < 600.0 for t in alarms) <= 10
    assert all(later - t >= 600.0 for t, later in zip(alarms, alarms[10:], strict=False))


def test_n3_every_one_is_named_to_the_operators_after_it_is_inside(told: Told) -> None:
    for number, inside_s in first_inside_s(told).items():
        assert any(
            t >= inside_s and alert.audience == "operators" and names(alert, number) for t, alert in told.alerts
        ), number


def test_n3_no_alert_says_inside_at_the_level_of_an_approach(told: Told) -> None:
    assert not [alert for _, alert in told.alerts if alert.level == "advisory" and "object inside" in alert.message]


def test_n4_a_machine_is_told_of_each_at_once(told: Told) -> None:
    for number, inside_s in first_inside_s(told).items():
        at_once = [alert for t, alert in told.alerts if t == inside_s and alert.audience == "wall"]
        assert any(alert.incident == number and alert.level in ("caution", "warning") for alert in at_once), number


def test_n5_a_kill_in_the_middle_loses_nothing(told: Told) -> None:
    killed = play(killed_s=420.0)
    assert [(t, alert.audience, alert.message) for t, alert in killed.alerts] == [
        (t, alert.audience, alert.message) for t, alert in told.alerts
    ]
