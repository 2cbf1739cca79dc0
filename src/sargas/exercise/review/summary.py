"""Summary: a run in few figures, each with what it is of."""

import statistics
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sargas.exercise.review.report import Met, Outcome, Report, Verdict
from sargas.exercise.review.words import ahead, is_inject


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


def to_be_found(report: Report) -> list[Outcome]:
    """Objects that something is to come of; the others are to be left alone."""
    quiet = {
        outcome.flight
        for outcome in report.outcomes
        if (met := expected_of(report, outcome.flight)) and all(one.what.startswith("no_") for one in met)
    }
    return [outcome for outcome in report.outcomes if outcome.flight not in quiet]


def verdicts_in_words(met: Sequence[Met]) -> str:
    """`9 met, 2 late, 3 missed`."""
    words: tuple[Verdict, ...] = ("met", "late", "missed")
    return ", ".join(f"{sum(one.verdict == word for one in met)} {word}" for word in words)


def share_in_words(part: float, whole: float) -> str:
    """`12 of 20 (60 %)`."""
    return f"{part:g} of {whole:g}" + (f" ({100.0 * part / whole:.0f} %)" if whole else "")


def headlines(report: Report) -> list[Headline]:
    """What a director wants to know first."""
    found = to_be_found(report)
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
        _lead("First alert", (one.alert_before_arrival_s for one in found)),
        _lead("Public warning", (one.warning_before_arrival_s for one in found)),
        Headline("False incidents", f"{len(false)}", f"{sum(one.alerted for one in false)} of them raised an alert"),
        picture,
        Headline(
            "Messages at fault", f"{faults:,}", f"of {count(sum(one.count for one in report.messages), 'message')}"
        ),
    ]


def _lead(name: str, leads_s: Iterable[float | None]) -> Headline:
    leads = list(leads_s)
    came = [lead_s for lead_s in leads if lead_s is not None]
    if not came:
        return Headline(name, "never", f"for {count(len(leads), 'object')}")
    value = ahead(statistics.median(came), "arrival")
    never = "" if len(came) == len(leads) else f"; {len(leads) - len(came)} without"
    return Headline(
        name, value, f"median of {len(came)} of {count(len(leads), 'object')}, least {ahead(min(came), 'it')}{never}"
    )


def verdict_in_words(report: Report) -> str:
    """The run in one line."""
    found = to_be_found(report)
    met, alert, warning, *_ = headlines(report)
    silent = sum(one.alert_before_arrival_s is None for one in found)
    unwarned = sum(one.warning_before_arrival_s is None for one in found)
    return (
        f"{met.value} of the weight met; first alert {alert.value}, public warning {warning.value}; of "
        f"{count(len(found), 'object')} {silent or 'none'} without an alert, {unwarned or 'none'} without a warning."
    )


def short_falls(met: Iterable[Met]) -> list[Met]:
    """What was late or missed, the heaviest first; as they stand among equals, missed before late."""
    return sorted((one for one in met if one.verdict != "met"), key=lambda one: (-one.weight, one.verdict == "late"))
