"""Words: times, spans and steps as a person reads them; all times of a report are after the scenario's start."""

import datetime

from sargas.exercise.review.report import Met, Outcome
from sargas.formats.instants import instant_s

STEPS: dict[str, str] = {
    "detected": "detected",
    "tracked": "tracked",
    "identified": "identified",
    "incident": "incident opened",
    "inside": "declared inside",
    "alert": "alert raised",
    "acknowledged": "acknowledged",
    "drafted": "warning drafted",
    "released": "warning released",
    "told": "recipient told",
    "search": "search begun",
    "no_incident": "no incident",
    "no_alert": "no alert",
}
"""Steps of an object in the picture, as `What` has them, in their order."""


def is_inject(met: Met) -> bool:
    """Whether it is of an inject to a cell, not of an object."""
    return met.what not in STEPS


def expected_in_words(met: Met) -> str:
    """What was to come: a step, or the act that an inject asks for."""
    return STEPS.get(met.what) or f"{met.what.replace('_', ' ')} (inject)"


def of_whom(met: Met) -> str:
    """What was to come, of what, by whom."""
    return f"{expected_in_words(met)}, {met.of}" + (f" by {met.by}" if met.by not in ("", met.of) else "")


def steps_of(outcome: Outcome) -> list[tuple[str, str, float | None]]:
    """(step, recipient, when) of what was done about an object, in the order of `STEPS`."""
    once = {
        "detected": outcome.detected_s,
        "tracked": outcome.tracked_s,
        "identified": outcome.identified_s,
        "incident": outcome.opened_s,
        "inside": outcome.inside_s,
        "alert": outcome.alerted_s,
        "acknowledged": outcome.acknowledged_s,
        "drafted": outcome.drafted_s,
        "released": outcome.released_s,
    }
    told = [("told", who, outcome.told_s[who]) for who in sorted(outcome.told_s)]
    return [*((step, "", at_s) for step, at_s in once.items()), *told, ("search", "", outcome.search_s)]


def span(time_s: float | None) -> str:
    """A length of time: `42 s`, `3 min 05 s`, `2 h 10 min`; "–" where there is none."""
    if time_s is None:
        return "–"
    sign, left_s = ("−" if time_s < 0.0 else ""), abs(time_s)
    if left_s < 9.95:
        return f"{sign}{left_s:.1f} s"
    whole_s = round(left_s)
    if whole_s < 60:
        return f"{sign}{whole_s} s"
    if whole_s < 3600:
        return f"{sign}{whole_s // 60} min {whole_s % 60:02d} s"
    return f"{sign}{whole_s // 3600} h {whole_s % 3600 // 60:02d} min"


def ahead(time_s: float | None, of: str) -> str:
    """How long before something, or after it; or that it never came."""
    if time_s is None:
        return "never"
    return f"{minutes(abs(time_s))} {'before' if time_s >= 0.0 else 'after'} {of}"


def minutes(time_s: float) -> str:
    """`12.5 min`."""
    return f"{time_s / 60.0:.1f} min"


def margin(met: Met) -> str:
    """How much it was early or late."""
    if met.due_s is None or met.done_s is None:
        return "–"
    left_s = met.due_s - met.done_s
    return f"{span(left_s)} early" if left_s >= 0.0 else f"{span(-left_s)} late"


class Clock:
    """Times after the start of one run as UTC; raises ValueError where `start` is no instant."""

    def __init__(self, start: str) -> None:
        self.start_s = instant_s(start)

    def __call__(self, at_s: float | None) -> str:
        """`05:12:30`, with the day before it where it is another than that of the start: `+1 d 00:02:10`."""
        if at_s is None:
            return "–"
        start, when = (datetime.datetime.fromtimestamp(t, datetime.UTC) for t in (self.start_s, self.start_s + at_s))
        days = (when.date() - start.date()).days
        return f"{f'{days:+d} d ' if days else ''}{when:%H:%M:%S}"

    def full(self, at_s: float) -> str:
        """`2025-07-28 05:12:30 UTC`."""
        return f"{datetime.datetime.fromtimestamp(self.start_s + at_s, datetime.UTC):%Y-%m-%d %H:%M:%S} UTC"
