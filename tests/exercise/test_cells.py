from typing import Any

import numpy as np
import pytest

from sargas.exercise.cells import WHY, Cells
from sargas.exercise.script import Cell, Inject, Reaction, Seen
from sargas.model.alert import Alert
from sargas.model.batch import Changes
from sargas.model.decision import Acknowledge, AcknowledgeAlert, Close, Initiate
from sargas.model.incident import Incident
from sargas.model.plots import Plots
from sargas.model.tracks import Tracks
from sargas.model.warning import AmendWarning, Draft, PublicWarning, ReleaseWarning, Signature

QUICK = Reaction(20.0, 40.0)
ANNA = Cell("Anna", "watch", acknowledges=QUICK, releases=QUICK, reports=QUICK, closes=QUICK)


def changes(**what: Any) -> Changes:
    return Changes(100.0, Plots.empty(), Tracks.empty(), **what)


def alert(number: int = 1, incident: int = 7, audience: str = "watch", **more: Any) -> Alert:
    return Alert(number, incident, "warning", audience, "x", "opened", 100.0, **more)


def test_half_of_the_times_are_below_the_median_and_nine_of_ten_below_p90() -> None:
    took = []
    for seed in range(2_000):
        cells = Cells([ANNA], [], 0.0, seed)
        cells.see(100.0, changes(alerts=(alert(),)))
        low, high = 0.0, 1_000.0
        took.append(next(t for t in np.arange(low, high, 0.5) if cells.due(100.0 + t)))
    assert np.quantile(took, 0.5) == pytest.approx(20.0, rel=0.06)
    assert np.quantile(took, 0.9) == pytest.approx(40.0, rel=0.08)


def test_an_alert_is_acknowledged_once_by_whom_it_is_told_to() -> None:
    cells = Cells([ANNA, Cell("Jonas", "others", acknowledges=QUICK)], [], 0.0, 1)
    cells.see(100.0, changes(alerts=(alert(),)))
    cells.see(101.0, changes(alerts=(alert(repeats=1),)))
    (done,) = cells.due(1_000.0)
    assert (done.by, done.act, done.why) == ("Anna", Acknowledge(7), WHY)
    assert not cells.due(2_000.0)


def test_what_is_acknowledged_or_over_asks_nothing_of_anybody() -> None:
    cells = Cells([ANNA], [], 0.0, 1)
    cells.see(100.0, changes(alerts=(alert(acknowledged=True), alert(number=2, incident=8, ended=True))))
    assert not cells.due(1_000.0)


def test_a_digest_is_of_each_that_it_names_and_distress_of_itself() -> None:
    cells = Cells([ANNA], [], 0.0, 1)
    digest = alert(incident=0, kind="digest", incidents=(3, 4))
    distress = alert(number=9, incident=0, kind="distress", track=5)
    cells.see(100.0, changes(alerts=(digest, distress)))
    assert {done.act for done in cells.due(1_000.0)} == {Acknowledge(3), Acknowledge(4), AcknowledgeAlert(9)}


def test_who_is_asked_holds_the_draft_reads_it_and_releases_what_was_read() -> None:
    cells = Cells([ANNA, Cell("Jonas", releases=QUICK)], [], 0.0, 1)
    draft = Draft("approaching", "alarm", (), {}, 100.0, asked="Anna", asked_s=100.0)
    cells.see(100.0, changes(warnings=(PublicWarning(1, 3, "draft", True, draft=draft),)))
    cells.see(104.0, changes(warnings=(PublicWarning(1, 4, "draft", True, draft=draft),)))
    held, released = cells.due(1_000.0)
    assert (held.act, released.act) == (AmendWarning(1), ReleaseWarning(1))
    assert (held.expected_version, released.expected_version) == (None, 4)
    signed = Draft("approaching", "alarm", (), {}, 100.0, asked="Jonas", asked_s=130.0, first=Signature("Anna", 130.0))
    cells.see(130.0, changes(warnings=(PublicWarning(1, 5, "draft", True, draft=signed),)))
    (second,) = cells.due(1_000.0)
    assert (second.by, second.act, second.expected_version) == ("Jonas", ReleaseWarning(1), 5)


def test_what_left_is_closed_by_one_of_those_who_close() -> None:
    cells = Cells([ANNA, Cell("Jonas", closes=QUICK)], [], 0.0, 1)
    left = Incident(7, "z", "Z", (3,), "left", "acknowledged", 4, 90.0, 100.0)
    cells.see(100.0, changes(incidents=(left,)))
    (done,) = cells.due(1_000.0)
    assert done.act == Close(7)


def test_an_inject_that_says_where_becomes_a_track_and_another_does_not() -> None:
    seen = Seen(54.5, 25.5, 1_500.0, ago_s=30.0)
    injects = [Inject(60.0, "Anna", "phone", "there", seen=seen), Inject(70.0, "Anna", "phone", "somewhere")]
    cells = Cells([ANNA], injects, 1_000.0, 1)
    assert not cells.due(1_060.0)
    (done,) = cells.due(2_000.0)
    assert done.act == Initiate(54.5, 25.5, 1_030.0, 1_500.0)


def test_what_one_does_changes_nothing_of_the_times_of_another() -> None:
    alone, together = Cells([ANNA], [], 0.0, 1), Cells([Cell("Jonas", "watch", acknowledges=QUICK), ANNA], [], 0.0, 1)
    for cells in (alone, together):
        cells.see(100.0, changes(alerts=(alert(),)))
    at_s = next(t for t in np.arange(100.0, 400.0, 0.1) if alone.due(t))
    due = [(t, done.by) for t in np.arange(100.0, 400.0, 0.1) for done in together.due(t)]
    assert (at_s, "Anna") in due
