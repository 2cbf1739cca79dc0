"""Compose: a run that was heard to its end -> its report."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sargas import __version__
from sargas.archive.clock import clock_of, same_object, spreads
from sargas.exercise.passing import Passing
from sargas.exercise.review.judging import Judging, expected_rows, objectives, rows_of
from sargas.exercise.review.observer import Observer
from sargas.exercise.review.report import (
    FalseIncident,
    Gospa,
    MapShown,
    Messages,
    Origin,
    PathShown,
    Report,
    Spread,
)
from sargas.exercise.review.telling import lines
from sargas.exercise.review.whose import Compared, Whose
from sargas.exercise.scenario import Scenario
from sargas.exercise.truth import Truth
from sargas.geo.plane import SystemPlane
from sargas.model.decision import Acknowledge
from sargas.model.sensor import Sensor
from sargas.model.warning import ReleaseWarning
from sargas.model.zone import Ring, Zone
from sargas.scoring import Paths

MOST_POINTS, MOST_TRUE_PATHS = 240, 300
"""Of one path on the map; paths of what nothing is expected of."""


class Case(NamedTuple):
    """What was played, and where."""

    scenario: Scenario
    name: str
    """Of its file ..."""
    sha256: str
    """... and its digest."""
    zones: Sequence[Zone]
    sensors: Sequence[Sensor]
    plane: SystemPlane
    audiences: dict[str, float]
    """By name, after how long what nobody acknowledged is escalated."""


def compose(case: Case, truth: Truth, passing: Passing, observer: Observer) -> Report:
    """The report, after the last step."""
    scenario = case.scenario
    of = [rows_of(one, truth) for one in scenario.expectations]
    rows = sorted({row for some in of for row in some})
    expected = set(expected_rows(scenario.expectations, truth))
    whose = Whose(truth, observer, case.plane, scenario.start_s, scenario.duration_s)
    judging = Judging(scenario, truth, rows, case.zones, observer, whose, observer.fitting.fit())
    met = [m for one, some in zip(scenario.expectations, of, strict=True) for m in judging.met(one, some)]
    met += [judging.inject(one) for one in scenario.injects if one.expected]
    return Report(
        origin=_origin(case, passing),
        counts=_counts(observer, whose),
        outcomes=tuple(judging.outcome(row) for row in sorted(expected)),
        met=tuple(met),
        objectives=objectives(met),
        clocks=_clocks(observer, {number for row in expected for number in judging.incidents_of(row)}),
        cells=_cells(scenario, observer, case.audiences),
        false_incidents=_false(scenario, truth, observer, whose, expected),
        gospa=_gospa(whose.compared, scenario.start_s),
        score=None if whose.compared is None else whose.compared.score,
        messages=_messages(passing, observer, case.sensors),
        log=tuple(lines(scenario, observer)),
        map=_map(case, truth, observer, whose.seen, expected),
    )


def _origin(case: Case, passing: Passing) -> Origin:
    scenario = case.scenario
    return Origin(
        name=scenario.name,
        scenario=case.name,
        scenario_sha256=case.sha256,
        seed=scenario.seed,
        version=__version__,
        start=datetime.datetime.fromtimestamp(scenario.start_s, datetime.UTC).isoformat().replace("+00:00", "Z"),
        duration_s=scenario.duration_s,
        bytes_sha256=passing.bytes_sha256.hexdigest(),
        changes_sha256=passing.changes_sha256.hexdigest(),
        facts=scenario.facts,
        assumed=scenario.assumed,
    )


def _counts(observer: Observer, whose: Whose) -> dict[str, int]:
    return {
        **observer.counts,
        "tracks": 0 if whose.compared is None else whose.compared.score.tracks,
        "incidents": len(observer.incidents),
        "alerts": len({alert.number for alert in observer.alerts.values()}),
        "warnings": len(observer.warnings),
        "searches": len(observer.searches),
        "decisions": len(observer.decisions),
        "refused": sum(1 for _, why in observer.decisions if why),
        "faults": sum(observer.faults.values()),
        "messages": sum(reader.sent for reader in observer.readers.values()),
    }


def _clocks(observer: Observer, numbers: set[int]) -> tuple[Spread, ...]:
    """From step to step, over the incidents of expected objects."""
    incidents = observer.incidents
    clocks = [
        clock_of(
            incidents[number], observer.alerts.values(), observer.warnings.values(), observer.searches.values(),
            same_object(incidents[number], incidents.values()),
        )
        for number in sorted(numbers)
        if incidents[number].situation != "merged"
    ]  # fmt: skip
    return tuple(
        Spread("all", one.name, one.count, round(one.p50_s, 1), round(one.p90_s, 1)) for one in spreads(clocks)
    )


def _cells(scenario: Scenario, observer: Observer, audiences: dict[str, float]) -> tuple[Spread, ...]:
    """How long each took: from the alert to the acknowledgement, from being asked to the release."""
    took: dict[tuple[str, str], list[float]] = {}
    told: dict[int, float] = {}
    for alert in observer.alerts.values():
        for number in (alert.incident, *alert.incidents):
            told[number] = min(alert.time_s, told.get(number, alert.time_s))
    for decision, why in observer.decisions:
        act, since_s = decision.act, None
        if isinstance(act, Acknowledge):
            since_s = told.get(act.incident)
        elif isinstance(act, ReleaseWarning):
            since_s = observer.asked.get((act.warning, decision.by))
        if not why and since_s is not None:
            step = "alert to acknowledged" if isinstance(act, Acknowledge) else "asked to released"
            took.setdefault((decision.by, step), []).append(decision.time_s - since_s)
    cells = {cell.name: cell for cell in scenario.cells}
    found = []
    for (name, step), times_s in sorted(took.items()):
        cell = cells.get(name)
        deadline_s = audiences.get(cell.audience) if cell and step.startswith("alert") else None
        p50_s, p90_s = np.percentile(times_s, [50.0, 90.0], method="inverted_cdf").round(1).tolist()
        within = sum(1 for at_s in times_s if deadline_s is not None and at_s <= deadline_s)
        found.append(Spread(name, step, len(times_s), p50_s, p90_s, deadline_s, within))
    return tuple(found)


def _false(
    scenario: Scenario, truth: Truth, observer: Observer, whose: Whose, expected: set[int]
) -> tuple[FalseIncident, ...]:
    """Incidents of nothing that anything is expected of."""
    told = {number for alert in observer.alerts.values() for number in (alert.incident, *alert.incidents)}
    found = []
    for number, incident in sorted(observer.incidents.items()):
        row = whose.incidents[number]
        if row in expected:
            continue
        flight = None if row is None else truth.flights[row]
        found.append(
            FalseIncident(
                number,
                round(incident.opened_s - scenario.start_s, 1),
                tuple(observer.situations[number]),
                "" if flight is None else flight.id,
                "" if flight is None else flight.what,
                number in told,
            )
        )
    return tuple(found)


def _gospa(compared: Compared | None, start_s: float) -> Gospa | None:
    if compared is None:
        return None
    steps = compared.gospa
    return Gospa(
        _rounded(compared.times_s - start_s),
        _rounded(steps.distance_m),
        _rounded(steps.localisation_m),
        _rounded(steps.missed_m),
        _rounded(steps.false_m),
        tuple(steps.objects.tolist()),
        tuple(steps.tracks.tolist()),
    )


def _rounded(column: np.ndarray) -> tuple[float, ...]:
    return tuple(np.round(column, 1).tolist())


def _messages(passing: Passing, observer: Observer, sensors: Sequence[Sensor]) -> tuple[Messages, ...]:
    """What each feed brought, and what could not be read of it; what partners were sent, read back."""
    of = {sensor.id: sensor.feed for sensor in sensors} | {feed: feed for feed in passing.forms}
    unread: dict[str, dict[str, int]] = {}
    for (source, reason), count in sorted(observer.faults.items()):
        faults = unread.setdefault(of.get(source, source), {})
        faults[reason] = faults.get(reason, 0) + count
    came = [
        Messages(feed, form, "in", passing.came[feed], unread.get(feed, {})) for feed, form in passing.forms.items()
    ]
    sent = [
        Messages(name, format, "out", reader.sent, dict(reader.faults), dict(outbox.withheld))
        for name, format, outbox, _ in passing.partners
        for reader in [observer.readers[name]]
    ]
    return (*came, *sent)


def _map(case: Case, truth: Truth, observer: Observer, seen: Paths | None, expected: set[int]) -> MapShown:
    scenario = case.scenario
    rows = [row for row in range(len(truth)) if row in expected]
    rows += [row for row in range(len(truth)) if row not in expected][:MOST_TRUE_PATHS]
    incident_tracks = {track for incident in observer.incidents.values() for track in incident.tracks}
    return MapShown(
        truth=tuple(shown for row in rows if (shown := _true(scenario, truth, row, row in expected)) is not None),
        tracks=() if seen is None else _tracks(scenario, seen, case.plane, incident_tracks),
        zones=tuple(
            tuple((round(x, 4), round(y, 4)) for x, y in outer) for z in case.zones for outer, *_ in z.polygons
        ),
        sensors=tuple((s.id, s.site.lat_deg, s.site.lon_deg) for s in case.sensors if s.site is not None),
    )


def _rounded_ring(ring: Ring) -> Ring:
    return tuple((round(lon_deg, 4), round(lat_deg, 4)) for lon_deg, lat_deg in ring)


def _true(scenario: Scenario, truth: Truth, row: int, is_expected: bool) -> PathShown | None:
    from_s = max(float(truth.start_s[row]), scenario.start_s)
    to_s = min(float(truth.end_s[row]), scenario.start_s + scenario.duration_s)
    if to_s <= from_s:
        return None
    times_s = np.linspace(from_s, to_s, min(MOST_POINTS, max(2, int(to_s - from_s) // 5 + 1)))
    lat, lon, *_ = truth.positions(times_s, np.full(len(times_s), row))
    flight = truth.flights[row]
    return PathShown(flight.id, flight.what, *_columns(times_s - scenario.start_s, lat, lon), is_expected)


def _tracks(scenario: Scenario, seen: Paths, plane: SystemPlane, of_incident: set[int]) -> tuple[PathShown, ...]:
    lat, lon = plane.geodetic_from_plane(seen.position_m[:, 0], seen.position_m[:, 1])
    found = []
    for number in np.unique(seen.number).tolist():
        rows = np.arange(*np.searchsorted(seen.number, [number, number + 1]))
        rows = rows[np.unique(np.linspace(0, len(rows) - 1, min(MOST_POINTS, len(rows))).round().astype(int))]
        columns = _columns(seen.time_s[rows] - scenario.start_s, lat[rows], lon[rows])
        found.append(PathShown(str(number), "", *columns, number in of_incident))
    return tuple(found)


def _columns(
    times_s: np.ndarray, lat: np.ndarray, lon: np.ndarray
) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
    return tuple(times_s.round(1).tolist()), tuple(lat.round(5).tolist()), tuple(lon.round(5).tolist())
