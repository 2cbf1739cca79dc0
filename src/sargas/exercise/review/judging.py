"""Judging: what became of each object that something is expected of, and which expectations were met.

The reason of what is late or missed is the first step of the chain that was not taken in time:
no plot -> no track -> no incident -> no alert -> nobody acknowledged; drafted -> released; told.
"""

import fnmatch
from collections.abc import Iterable, Sequence

import numpy as np

from sargas.exercise.review.fitting import Fit
from sargas.exercise.review.observer import Observer
from sargas.exercise.review.report import Met, Objective, Outcome, Verdict
from sargas.exercise.review.whose import Whose
from sargas.exercise.scenario import Scenario
from sargas.exercise.script import Expectation, Inject, What
from sargas.exercise.truth import Truth
from sargas.geo.region import Region
from sargas.model.decision import Acknowledge, AcknowledgeAlert
from sargas.model.zone import Zone

BEFORE: dict[What, What] = {
    "tracked": "detected",
    "identified": "tracked",
    "incident": "tracked",
    "inside": "incident",
    "alert": "incident",
    "acknowledged": "alert",
    "drafted": "incident",
    "released": "drafted",
    "told": "incident",
    "search": "incident",
}
"""The step that each needs."""
NOT_TAKEN: dict[What, str] = {
    "detected": "no sensor had a plot that fits it",
    "tracked": "{plots} plots fit it, and no track was confirmed",
    "identified": "who it is stayed a question",
    "incident": "it was tracked, and not judged to be where it must not be",
    "inside": "its incident never said that it is inside",
    "alert": "its incident was told to nobody{of}",
    "acknowledged": "nobody acknowledged it{of}",
    "drafted": "no warning was drafted of it",
    "released": "a warning was drafted, and nobody released it",
    "told": "nothing of it was released{of}",
    "search": "no search began for it",
}
BY_PEOPLE: tuple[What, ...] = ("acknowledged", "released")
NEVER: dict[What, What] = {"no_incident": "incident", "no_alert": "alert"}
MOST_NAMED = 5
OUTSIDE = ("corridor", "buffer")
"""Kinds of zones in which nobody is forbidden to be."""


def rows_of(expectation: Expectation, truth: Truth) -> list[int]:
    """Rows of the truth that it is of."""
    return [row for row, flight in enumerate(truth.flights) if fnmatch.fnmatchcase(flight.id, expectation.flight)]


def expected_rows(expectations: Iterable[Expectation], truth: Truth) -> list[int]:
    """Rows of the truth of which something is expected to come."""
    return sorted({row for one in expectations if one.what not in NEVER for row in rows_of(one, truth)})


class Judging:
    """All that is known after a run; times in UTC Unix seconds but in what it gives, which counts from the start."""

    def __init__(
        self, scenario: Scenario, truth: Truth, rows: Sequence[int], zones: Sequence[Zone], observer: Observer,
        whose: Whose, fit: Fit,
    ) -> None:  # fmt: skip
        self._scenario, self._truth, self._observer, self._whose = scenario, truth, observer, whose
        self._start_s = scenario.start_s
        self.entered_s = dict(zip(rows, _entered(truth, rows, zones), strict=True))
        self._fit = {row: (int(fit.plots[k]), float(fit.first_s[k])) for k, row in enumerate(rows)}
        self._incidents: dict[int, list[int]] = {row: [] for row in rows}
        for number, row in whose.incidents.items():
            if row in self._incidents:
                self._incidents[row].append(number)

    def incidents_of(self, row: int) -> list[int]:
        """Numbers of its incidents."""
        return self._incidents[row]

    def done_s(self, what: What, row: int, by: str = "") -> float | None:
        """When a step was taken of an object first."""
        observer, numbers = self._observer, set(self._incidents[row])
        tracks = self._whose.tracks.get(row, ())
        incidents = [observer.incidents[number] for number in sorted(numbers)]
        times: Iterable[float | None]
        match what:
            case "detected":
                times = [self._fit[row][1]] if self._fit[row][0] else []
            case "tracked":
                times = [self._whose.tracked_s.get(row)]
            case "identified":
                times = [observer.identified_s.get(track) for track in tracks]
            case "incident":
                times = [incident.opened_s for incident in incidents]
            case "inside":
                times = [observer.situations[number].get("inside") for number in numbers]
            case "alert":
                alerts = [one for one in observer.alerts.values() if by in ("", one.audience)]
                times = [one.time_s for one in alerts if numbers & {one.incident, *one.incidents}]
                times += [one.time_s for one in alerts if one.kind == "distress" and one.track in tracks]
            case "acknowledged":
                acts = [d for d, why in observer.decisions if not why and by in ("", d.by)]
                distress = {a.number for a in observer.alerts.values() if a.kind == "distress" and a.track in tracks}
                times = [
                    d.time_s
                    for d in acts
                    if (isinstance(d.act, Acknowledge) and d.act.incident in numbers)
                    or (isinstance(d.act, AcknowledgeAlert) and d.act.alert in distress)
                ]
            case "drafted":
                times = [w.opened_s for w in observer.warnings.values() if w.incident in numbers]
            case "released":
                times = [w.first_released_s for w in observer.warnings.values() if w.incident in numbers]
            case "told":
                keys = {("incident", number) for number in numbers} | {("track", track) for track in tracks}
                times = [
                    at_s
                    for (partner, kind, number), at_s in observer.told_s.items()
                    if by in ("", partner) and (kind, number) in keys
                ]
            case "search":
                times = [one.opened_s for one in observer.searches.values() if one.incident in numbers]
            case _:
                times = [self.done_s(NEVER[what], row, by)]
        return min((at_s for at_s in times if at_s is not None), default=None)

    def outcome(self, row: int) -> Outcome:
        """Of one object, everything."""
        flight = self._truth.flights[row]
        ends_s = float(self._truth.end_s[row])
        alerted_s, released_s = self.done_s("alert", row), self.done_s("released", row)
        partners = dict.fromkeys(partner for partner, _, _ in self._observer.told_s)
        told = {partner: self._since(self.done_s("told", row, partner)) for partner in sorted(partners)}
        return Outcome(
            flight=flight.id,
            what=flight.what,
            appears_s=self._of_start(float(self._truth.start_s[row])),
            ends_s=self._of_start(ends_s),
            entered_s=self._since(self.entered_s[row]),
            plots=self._fit[row][0],
            detected_s=self._since(self.done_s("detected", row)),
            tracked_s=self._since(self.done_s("tracked", row)),
            tracked_share=round(self._whose.share.get(row, 0.0), 4),
            tracks=tuple(self._whose.tracks.get(row, ())),
            identified_s=self._since(self.done_s("identified", row)),
            incidents=tuple(self._incidents[row]),
            opened_s=self._since(self.done_s("incident", row)),
            inside_s=self._since(self.done_s("inside", row)),
            alerted_s=self._since(alerted_s),
            acknowledged_s=self._since(self.done_s("acknowledged", row)),
            drafted_s=self._since(self.done_s("drafted", row)),
            released_s=self._since(released_s),
            search_s=self._since(self.done_s("search", row)),
            told_s={partner: at_s for partner, at_s in told.items() if at_s is not None},
            alert_before_arrival_s=None if alerted_s is None else round(ends_s - alerted_s, 1),
            warning_before_arrival_s=None if released_s is None else round(ends_s - released_s, 1),
        )

    def met(self, expectation: Expectation, rows: Sequence[int]) -> list[Met]:
        """One expectation: of each of the objects; what must not come, of all of them together."""
        if expectation.what in NEVER:
            return [self._never(expectation, rows)]
        return [self._of_one(expectation, row) for row in rows]

    def _never(self, expectation: Expectation, rows: Sequence[int]) -> Met:
        came = {row: at_s for row in rows if (at_s := self.done_s(expectation.what, row, expectation.by)) is not None}
        names = [self._truth.flights[row].id for row in came]
        why = f"of {len(came)}: {', '.join(names[:MOST_NAMED])}{' ...' * (len(names) > MOST_NAMED)}" if came else ""
        return Met(
            expectation.what, expectation.flight, expectation.by, None, self._since(min(came.values(), default=None)),
            "missed" if came else "met", why, expectation.objective, expectation.weight,
        )  # fmt: skip

    def _of_one(self, expectation: Expectation, row: int) -> Met:
        done_s, due_s = self.done_s(expectation.what, row, expectation.by), self._due_s(row, expectation)
        flight = self._truth.flights[row].id
        verdict: Verdict
        if due_s is None:
            verdict, why = "missed", "it never was in a zone: there is no time from which to count"
        elif done_s is None:
            verdict, why = "missed", self._why_missed(row, expectation)
        elif done_s > due_s:
            verdict, why = "late", self._why_late(row, expectation, done_s, due_s)
        else:
            verdict, why = "met", ""
        return Met(
            expectation.what, flight, expectation.by, self._since(due_s), self._since(done_s), verdict, why,
            expectation.objective, expectation.weight,
        )  # fmt: skip

    def inject(self, inject: Inject) -> Met:
        """What was expected of who was told something."""
        told_s = self._start_s + inject.at_s
        acts = [
            decision.time_s
            for decision, why in self._observer.decisions
            if not why
            and decision.by == inject.to
            and decision.time_s >= told_s
            and decision.act.__struct_config__.tag == inject.expected
        ]
        done_s, due_s = min(acts, default=None), told_s + inject.within_s
        verdict: Verdict = "missed" if done_s is None else "late" if done_s > due_s else "met"
        why = {"missed": f"{inject.to} did not", "late": "late by people", "met": ""}[verdict]
        return Met(
            inject.expected, inject.to, inject.to, self._since(due_s), self._since(done_s), verdict, why,
            inject.objective, inject.weight,
        )  # fmt: skip

    def _due_s(self, row: int, expectation: Expectation) -> float | None:
        since = {
            "start": self._start_s,
            "appears": float(self._truth.start_s[row]),
            "enters": self.entered_s[row],
            "arrives": float(self._truth.end_s[row]),
        }[expectation.since]
        return None if since is None else since + expectation.within_s

    def _why_missed(self, row: int, expectation: Expectation) -> str:
        chain: list[What] = [expectation.what]
        while chain[-1] in BEFORE:
            chain.append(BEFORE[chain[-1]])
        for step in reversed(chain):
            by = expectation.by if step == expectation.what else ""
            if self.done_s(step, row, by) is None:
                return NOT_TAKEN[step].format(plots=self._fit[row][0], of=f" ({by})" if by else "")
        return NOT_TAKEN[expectation.what].format(plots=self._fit[row][0], of="")

    def _why_late(self, row: int, expectation: Expectation, done_s: float, due_s: float) -> str:
        step, late = expectation.what, f"{done_s - due_s:.0f} s late"
        while step in BEFORE and (before_s := self.done_s(BEFORE[step], row)) is not None and before_s > due_s:
            step = BEFORE[step]
        if step == expectation.what:
            return f"{late}, {'by people' if step in BY_PEOPLE else 'by what the step itself needs'}"
        return f"{late}: the step `{step}` was too late already"

    def _of_start(self, at_s: float) -> float:
        return round(at_s - self._start_s, 1)

    def _since(self, at_s: float | None) -> float | None:
        return None if at_s is None else self._of_start(at_s)


def objectives(met: Iterable[Met]) -> tuple[Objective, ...]:
    """How far each was reached, in the order in which they are named."""
    found: dict[str, list[float]] = {}
    for one in met:
        both = found.setdefault(one.objective, [0.0, 0.0])
        both[0] += one.weight
        both[1] += one.weight * (one.verdict == "met")
    return tuple(Objective(name, *both) for name, both in found.items())


def _entered(truth: Truth, rows: Sequence[int], zones: Sequence[Zone]) -> list[float | None]:
    """When each was first in a zone; to the second."""
    regions = [Region.from_rings(zone.polygons) for zone in zones if zone.kind not in OUTSIDE]
    found: list[float | None] = []
    for row in rows:
        times_s = np.arange(truth.start_s[row], truth.end_s[row], 1.0)
        lat, lon, *_ = truth.positions(times_s, np.full(len(times_s), row))
        inside = np.zeros(len(times_s), np.bool_)
        for region in regions:
            inside |= region.contains(lat, lon)
        found.append(float(times_s[int(np.argmax(inside))]) if inside.any() else None)
    return found
