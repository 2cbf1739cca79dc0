"""The checks of the play `incident.md`, each named there by what it proves."""

import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from incursion.land import zone
from picture.scene import NOON_S, SENSORS, rows
from sargas.archive.clock import clock_of
from sargas.core import Core, Settings
from sargas.model.alert import Alert
from sargas.model.batch import Batch
from sargas.model.clock import IncidentClock
from sargas.model.decision import Acknowledge, Act, Close, Decision, MergeIncident, NoteIncident
from sargas.model.plots import Plots
from sargas.model.sensor import Sensor
from sargas.model.tracks import Tracks
from warning.scene import AREAS
from warning.scene import SETTINGS as WARNING

PAGE = Path(__file__).with_name("incident.md")
ACTS: dict[int, tuple[str, Act, str]] = {
    80: ("Ona", Acknowledge(1), ""),
    82: ("Ona", NoteIncident(1, "the post at the lake hears a propeller"), ""),
    90: ("Ona", MergeIncident(2, 1), "one engine, heard by two posts"),
    100: ("Ona", Close(1), "it is quiet"),
    500: ("Jonas", Close(1, "identified"), "a balloon of the weather service"),
}
OFF_M = {"LVA": 0.0, "POL": 1500.0}


class Told(NamedTuple):
    core: Core
    alerts: list[Alert]
    refused: list[str]
    counts: dict[int, tuple[int, int, int]]
    """By second: alerts that go on, drafts, incidents that are neither merged nor over."""
    clock: IncidentClock
    state: bytes


def new_core() -> Core:
    sensors = (*SENSORS, Sensor("POL", "link", "system"))
    return Core(sensors, [zone()], Settings(54.7, 25.3, warning=WARNING), areas=AREAS)


def reports(second: int) -> Tracks:
    """What the neighbours say now."""
    said: dict[str, Any] = {"east_m": -12_000.0 + 50.0 * second, "east_mps": 50.0, "sigma_m": 50.0}
    who = [("LVA", 7), ("POL", 21)] if second < 320 else [("LVA", 8)] if second >= 400 else []
    told = [
        rows(NOON_S + second, {"reported_number": number, **said, "north_m": OFF_M[name]}, reporter=name)
        for name, number in who
    ]
    return Tracks.concatenate(told) if told else Tracks.empty()


def play(restarts: bool) -> Told:
    core, alerts, refused, counts = new_core(), list[Alert](), list[str](), dict[int, tuple[int, int, int]]()
    for second in range(520):
        foreign = reports(second) if second % 4 == 0 else Tracks.empty()
        decisions: tuple[Decision, ...] = ()
        if second in ACTS:
            by, act, why = ACTS[second]
            decisions = (Decision(by, NOON_S + second, act, why, record_number=second),)
        changes = core.update(Batch(NOON_S + second, Plots.empty(), foreign, decisions=decisions))
        alerts += changes.alerts
        refused += [reason for _, reason in changes.refused]
        open_alerts = sum(not alert.ended for alert in core.alerts)
        drafts = sum(warning.draft is not None for warning in core.warnings)
        counts[second] = open_alerts, drafts, sum(not incident.is_done for incident in core.incidents)
        if restarts:
            state = core.checkpoint()
            core = new_core()
            core.restore(state)
    clock = clock_of(core.incidents[0], core.alerts, core.warnings, core.searches)
    return Told(core, alerts, refused, counts, clock, core.checkpoint())


@pytest.fixture(scope="module")
def told() -> Told:
    return play(restarts=False)


def test_i1_two_of_everything_and_then_one(told: Told) -> None:
    assert told.counts[79] == (2, 2, 2)
    assert told.counts[90] == told.counts[300] == (1, 1, 1)
    first, second = told.core.incidents
    assert (second.situation, second.merged_into, first.merged) == ("merged", 1, (2,))
    assert second.log[-1].text == "into incident 1: one engine, heard by two posts"


def test_i2_what_goes_on_is_not_told_as_over(told: Told) -> None:
    ends = [(alert.number, alert.why, alert.time_s - NOON_S) for alert in told.alerts if alert.ended]
    assert ends == [(2, "goes on as alert 1", 90.0), (1, "closed", 500.0)]
    news = [alert.why for alert in told.alerts if alert.number == 1]
    assert news.index("lost") < news.index("now inside"), "lost, and found again"


def test_i3_lost_once_searched_once_found_by_whomever(told: Told) -> None:
    (search,) = told.core.searches
    assert (search.incident, search.status) == (1, "seen_again")
    assert len(told.core.incidents) == 2, "nothing opened a third"
    assert len(told.core.incidents[0].tracks) == 3


def test_i4_what_is_there_is_closed_on_a_ground(told: Told) -> None:
    assert len(told.refused) == 1
    assert "its object is there" in told.refused[0]
    incident = told.core.incidents[0]
    assert (incident.situation, incident.handling, incident.closed_ground) == ("inside", "closed", "identified")
    assert (incident.closed_by, incident.closed_s) == ("Jonas", NOON_S + 500)
    assert incident.closed_why == "a balloon of the weather service"
    assert [entry.what for entry in incident.log] == ["acknowledge", "note", "merge_incident", "close"]


def test_i5_each_step_stands_on_the_clock(told: Told) -> None:
    clock = told.clock
    steps = [
        clock.first_plot_s, clock.confirmed_s, clock.opened_s, clock.alerted_s, clock.drafted_s, clock.acknowledged_s,
        clock.entered_s, clock.search_opened_s, clock.closed_s,
    ]  # fmt: skip
    at_s = [None if step is None else step - NOON_S for step in steps]
    assert None not in at_s
    assert at_s == sorted(at_s)
    assert at_s[:2] == [0.0, 0.0], "a neighbour's track is confirmed when it comes"
    assert at_s[2] == at_s[3] == at_s[4]
    assert clock.entered_s == pytest.approx(NOON_S + 240.0, abs=1.0)
    assert clock.lost_s is None, "it was found again"


def test_i6_begun_anew_after_every_step_all_is_the_same(told: Told) -> None:
    again = play(restarts=True)
    assert again.state == told.state
    assert again.clock == told.clock
    assert again.alerts == told.alerts


def test_the_page_names_each_check_of_this_file() -> None:
    named = re.findall(r"^\* \*\*(I\d+)\*\*", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    here = re.findall(r"^def test_(i\d+)_", Path(__file__).read_text(encoding="utf-8"), re.MULTILINE)
    assert [name.lower() for name in named] == here
