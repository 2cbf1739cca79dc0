"""The clock of an incident: every step with its time, from the words that tell of it, and what lies between steps.

It is asked of whatever words there are: the last of each, as a running system has them, or all that a journal holds. Of
an alert its first telling counts, of a digest the time of the word that names the incident; of warnings those of the
object, which may have been drafted for its incident in another zone.
"""

import math
from collections.abc import Iterable, Sequence

import msgspec

from sargas.formats.instants import instant_text
from sargas.model.alert import Alert
from sargas.model.clock import Duration, IncidentClock
from sargas.model.incident import Incident
from sargas.model.search import Search
from sargas.model.warning import PublicWarning

STEPS = {
    "first_plot_s": "first plot",
    "confirmed_s": "track confirmed",
    "opened_s": "incident",
    "alerted_s": "first alert",
    "acknowledged_s": "acknowledged",
    "drafted_s": "warning drafted",
    "signed_s": "first release",
    "released_s": "message",
    "entered_s": "over the edge",
    "arrival_s": "arrival",
    "left_s": "left",
    "lost_s": "lost",
    "search_opened_s": "search opened",
    "found_s": "found",
    "closed_s": "closed",
}
"""Fields of a clock, and what they are called."""

BETWEEN = (
    ("first_plot_s", "confirmed_s"),
    ("confirmed_s", "opened_s"),
    ("entered_s", "opened_s"),
    ("opened_s", "alerted_s"),
    ("alerted_s", "acknowledged_s"),
    ("opened_s", "drafted_s"),
    ("drafted_s", "signed_s"),
    ("signed_s", "released_s"),
    ("first_plot_s", "released_s"),
    ("released_s", "entered_s"),
    ("released_s", "arrival_s"),
    ("lost_s", "search_opened_s"),
    ("search_opened_s", "found_s"),
    ("opened_s", "closed_s"),
)
"""Whose durations are told; from message to arrival is what people are left to take cover."""


class Spread(msgspec.Struct, frozen=True):
    """A duration over many incidents."""

    name: str
    count: int
    """Incidents in which both steps were taken."""
    p50_s: float
    p90_s: float


def clock_of(
    incident: Incident,
    alerts: Iterable[Alert],
    warnings: Iterable[PublicWarning],
    searches: Iterable[Search],
    same: Iterable[int] = (),
) -> IncidentClock:
    """`same`: other incidents of the same object (`same_object`)."""
    numbers = {incident.number, *incident.merged}
    ours = [one for one in warnings if one.incident in numbers | {*same}]
    sought = [one for one in searches if one.incident in numbers]
    told = [(at_s, alert.audience) for alert in alerts if (at_s := _told_s(alert, numbers)) is not None]
    alerted_s, audience = min(told, default=(None, ""))
    return IncidentClock(
        incident=incident.number,
        simulated=incident.simulated,
        first_plot_s=incident.first_plot_s,
        confirmed_s=incident.confirmed_s,
        opened_s=incident.opened_s,
        alerted_s=alerted_s,
        alerted=audience,
        acknowledged_s=incident.acknowledged_s,
        drafted_s=_first(one.opened_s for one in ours),
        signed_s=_first(one.first_signed_s for one in ours),
        released_s=_first(one.first_released_s for one in ours),
        entered_s=incident.entered_s,
        arrival_s=incident.arrival_s,
        arrival=None if incident.arrival_s is None else "actual" if incident.arrived else "foreseen",
        arrival_at=incident.arrival_at,
        left_s=incident.left_s,
        lost_s=incident.lost_s,
        search_opened_s=_first(one.opened_s for one in sought),
        found_s=_first(find.time_s for one in sought for find in one.finds),
        closed_s=incident.closed_s,
    )


def same_object(incident: Incident, incidents: Iterable[Incident]) -> list[int]:
    """Other incidents of the object: those that share a track with it."""
    tracks = set(incident.tracks)
    return [one.number for one in incidents if one.number != incident.number and not tracks.isdisjoint(one.tracks)]


def durations(clock: IncidentClock) -> list[Duration]:
    """Between the steps of `BETWEEN` that were both taken."""
    found = []
    for first, then in BETWEEN:
        first_s, then_s = getattr(clock, first), getattr(clock, then)
        if first_s is not None and then_s is not None:
            found.append(Duration(f"{STEPS[first]} to {STEPS[then]}", then_s - first_s))
    return found


def spreads(clocks: Iterable[IncidentClock]) -> list[Spread]:
    """Of many incidents: each duration, half of them are within p50 and nine of ten within p90."""
    known: dict[str, list[float]] = {f"{STEPS[first]} to {STEPS[then]}": [] for first, then in BETWEEN}
    for clock in clocks:
        for one in durations(clock):
            known[one.name].append(one.time_s)
    return [
        Spread(name, len(times_s), _quantile(times_s, 0.5), _quantile(times_s, 0.9))
        for name, times_s in known.items()
        if times_s
    ]


def steps_in_words(clock: IncidentClock) -> str:
    """A line for each step in order of time, for a person: when, and how long after the first."""
    taken = [(at_s, step) for step in STEPS if (at_s := getattr(clock, step)) is not None]
    begun_s = min((at_s for at_s, _ in taken), default=0.0)
    lines = []
    for at_s, step in sorted(taken, key=lambda one: one[0]):
        note = {"alerted_s": clock.alerted, "arrival_s": f"{clock.arrival_at}, {clock.arrival}"}.get(step, "")
        lines.append(f"{instant_text(at_s)} {at_s - begun_s:>8.1f} s  {STEPS[step]}{f' ({note})' if note else ''}")
    return "\n".join(lines)


def figures_in_words(clocks: Sequence[IncidentClock]) -> str:
    """Durations of many incidents, for a terminal."""
    count = f"{len(clocks)} incident{'s' * (len(clocks) != 1)}"
    lines = [f"{count}; a step that was not taken is in no figure", f"{'':<36}{'of':>6}{'p50':>10}{'p90':>10}"]
    lines += [f"{one.name:<36}{one.count:>6}{one.p50_s:>8.1f} s{one.p90_s:>8.1f} s" for one in spreads(clocks)]
    return "\n".join(lines)


def _told_s(alert: Alert, numbers: set[int]) -> float | None:
    """When it told of one of these incidents first, as far as this word says."""
    if alert.kind == "digest":
        return alert.time_s if not numbers.isdisjoint(alert.incidents) else None
    if alert.kind != "incident" or alert.incident not in numbers:
        return None
    return alert.first_s or alert.time_s


def _first(times_s: Iterable[float | None]) -> float | None:
    return min((at_s for at_s in times_s if at_s is not None), default=None)


def _quantile(times_s: list[float], share: float) -> float:
    """The smallest that is not below this share of them."""
    ordered = sorted(times_s)
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)]
