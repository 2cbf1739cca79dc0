"""Telling: the log of a run, line by line in order of time."""

from collections.abc import Iterator
from typing import Any

import msgspec

from sargas.exercise.review.observer import Observer
from sargas.exercise.review.report import Line
from sargas.exercise.scenario import Scenario

FIRST_S = 1e9
"""No quantity but a time is as large."""


def lines(scenario: Scenario, observer: Observer) -> list[Line]:
    """What was put in, told, done and said by sensors; of one time in the order in which it is named here."""
    start_s = scenario.start_s
    found = [*_lines(scenario, observer, start_s)]
    return sorted(found, key=lambda line: line.at_s)


def _lines(scenario: Scenario, observer: Observer, start_s: float) -> Iterator[Line]:
    for inject in scenario.injects:
        yield Line(inject.at_s, "inject", inject.to, f"{inject.channel}: {inject.text}")
    for status in observer.statuses:
        text = f"{status.status}{f': {status.detail}' if status.detail else ''}"
        yield Line(round(status.time_s - start_s, 1), "sensor", status.sensor, text)
    for number, situations in observer.situations.items():
        incident = observer.incidents[number]
        for situation, at_s in situations.items():
            yield Line(round(at_s - start_s, 1), "incident", str(number), f"{situation}: {incident.zone_name}")
    for alert in observer.alerts.values():
        yield Line(round(alert.time_s - start_s, 1), "alert", alert.audience, f"{alert.level}: {alert.message}")
    for warning in observer.warnings.values():
        steps = {
            "drafted": warning.opened_s,
            "released to the public": warning.first_released_s,
            f"ended: {warning.ended_why}": warning.ended_s,
        }
        for said, then_s in steps.items():
            if then_s is not None:
                yield Line(round(then_s - start_s, 1), "warning", str(warning.number), said)
    for search in observer.searches.values():
        yield Line(round(search.opened_s - start_s, 1), "search", str(search.number), "a search begins")
    for decision, why in observer.decisions:
        act: dict[str, Any] = msgspec.to_builtins(decision.act)
        words = " ".join(f"{name} {_word(value, start_s)}" for name, value in act.items() if name != "type")
        refused = f" (refused: {why})" if why else ""
        yield Line(round(decision.time_s - start_s, 1), "decision", decision.by, f"{act['type']} {words}{refused}")


def _word(value: Any, start_s: float) -> str:
    """A value of an act; a time as the log tells times."""
    if isinstance(value, float) and value >= FIRST_S:
        return f"{value - start_s:.0f} s after the start"
    return f"{value:g}" if isinstance(value, float) else str(value)
