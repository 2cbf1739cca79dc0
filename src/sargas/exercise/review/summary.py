"""Summary: a run in few figures, each with what it is of."""

import statistics
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from sargas.exercise.review.report import Met, Outcome, Report, Verdict
from sargas.exercise.review.words import ahead, is_inject
from sargas.exercise.script import What


class Headline(NamedTuple):
    """A figure that is read first."""

    name: str
    value: str
    note: str


def count(number: int, word: str) -> str:
    """`1 alert`, `2 alerts`."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def expected_of(report: Report, flight: str) -> list[Met]:
    """What was expected of one object."""
    return [one for one in report.met if one.of == flight and not is_inject(one)]


def verdicts_in_words(met: Sequence[Met]) -> str:
    """`9 met, 2 late, 3 missed`."""
    words: tuple[Verdict, ...] = ("met", "late", "missed")
    return ", ".join(f"{sum(one.verdict == word for one in met)} {word}" for word in words)


def share_in_words(part: float, whole: float) -> str:
    """`12 of 20 (60 %)`."""
    return f"{part:g} of {whole:g}" + (f" ({100.0 * part / whole:.0f} %)" if whole else "")


def headlines(report: Report) -> list[Headline]:
    """What a director wants to know first."""
    false = report.false_incidents
    faults = sum(sum(one.faults.values()) for one in report.messages)
    score = report.score
    picture = Headline("Picture, GOSPA", "–", "nothing to compare")
    if score is not None:
        note = f"mean, 0 is best, cut-off {score.assumed.cutoff_m:g} m; "
        tracked = (
            "" if score.siap.completeness is None else f"{100.0 * score.siap.completeness:.0f} % of objects tracked"
        )
        picture = Headline("Picture, GOSPA", f"{score.gospa.distance_m:.0f} m", note + tracked)
    return [
        Headline("Weight met", share_in_words(*report.weight_met), verdicts_in_words(report.met)),
        _lead("First alert", alert_leads_s(report)),
        _lead("Public warning", warning_leads_s(report)),
        Headline("False incidents", f"{len(false)}", f"{sum(one.alerted for one in false)} of them raised an alert"),
        picture,
        Headline(
            "Messages at fault", f"{faults:,}", f"of {count(sum(one.count for one in report.messages), 'message')}"
        ),
    ]


def alert_leads_s(report: Report) -> list[float | None]:
    """How long before its arrival the first alert of each object came of which one was expected, or came."""
    return _leads_s(report, ("alert", "acknowledged"), lambda one: one.alert_before_arrival_s)


def warning_leads_s(report: Report) -> list[float | None]:
    """The same of warnings to the public."""
    return _leads_s(report, ("drafted", "released"), lambda one: one.warning_before_arrival_s)


def _leads_s(
    report: Report, expected: tuple[What, ...], lead_s: Callable[[Outcome], float | None]
) -> list[float | None]:
    asked = [one.of for one in report.met if one.what in expected]
    return [lead_s(one) for one in report.outcomes if lead_s(one) is not None or one.flight in asked]


def _lead(name: str, leads_s: list[float | None]) -> Headline:
    came = [lead_s for lead_s in leads_s if lead_s is not None]
    if not leads_s:
        return Headline(name, "–", "none was expected, and none came")
    if not came:
        return Headline(name, "never", f"of {count(len(leads_s), 'object')}")
    never = "" if len(came) == len(leads_s) else f"; {len(leads_s) - len(came)} without"
    note = f"median of {len(came)} of {count(len(leads_s), 'object')}, least {ahead(min(came), 'it')}{never}"
    return Headline(name, ahead(statistics.median(came), "arrival"), note)


def verdict_in_words(report: Report) -> str:
    """The run in one line."""
    met = share_in_words(*report.weight_met)
    told = [_led("first alert", alert_leads_s(report)), _led("public warning", warning_leads_s(report))]
    return "; ".join([f"{met} of the weight met", *(one for one in told if one)]) + "."


def _led(name: str, leads_s: list[float | None]) -> str:
    """`first alert 33.7 min before arrival, 1 of 3 objects without`."""
    came = [lead_s for lead_s in leads_s if lead_s is not None]
    if not leads_s:
        return ""
    when = ahead(statistics.median(came) if came else None, "arrival")
    without = (
        f", {len(leads_s) - len(came)} of {count(len(leads_s), 'object')} without" if len(came) < len(leads_s) else ""
    )
    return f"{name} {when}{without}"


def short_falls(met: Iterable[Met]) -> list[Met]:
    """What was late or missed, the heaviest first; as they stand among equals, missed before late."""
    return sorted((one for one in met if one.verdict != "met"), key=lambda one: (-one.weight, one.verdict == "late"))
