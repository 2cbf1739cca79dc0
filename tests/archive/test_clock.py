"""The clock of an incident: which word tells of which step, and what lies between."""

from typing import Any

import msgspec
import pytest

from sargas.archive.clock import (
    BETWEEN,
    STEPS,
    clock_of,
    durations,
    figures_in_words,
    same_object,
    spreads,
    steps_in_words,
)
from sargas.model.alert import Alert
from sargas.model.clock import IncidentClock
from sargas.model.incident import Incident
from sargas.model.search import Find, Search
from sargas.model.warning import PublicWarning

T = 1_753_660_800.0
PLAIN = Incident(3, "LTU", "Lithuania", (5,), "inside", "new", 4, opened_s=T + 20.0, updated_s=T + 30.0)


def alert(first_s: float, audience: str = "operators", **more: Any) -> Alert:
    return Alert(1, **{"incident": 3, "level": "advisory", "audience": audience, "message": "", "why": "opened",
                       "time_s": first_s + 500.0, "first_s": first_s, **more})  # fmt: skip


def warning(incident: int = 3, **more: Any) -> PublicWarning:
    return PublicWarning(1, 1, "draft", False, incident, **{"opened_s": T + 20.0, **more})


def search(incident: int | None = 3, *found_s: float) -> Search:
    finds = tuple(Find(k, 54.0, 25.0, "a wing", "ona", at_s) for k, at_s in enumerate(found_s, 1))
    return Search(1, "open", 1, T + 400.0, T, T, 54.0, 25.0, 90.0, 0.0, 0.0, incident=incident, finds=finds)


def test_every_step_of_a_life() -> None:
    whole = msgspec.structs.replace(
        PLAIN, first_plot_s=T, confirmed_s=T + 8.0, acknowledged_s=T + 60.0, entered_s=T + 40.0, arrival_s=T + 900.0,
        arrival_at="the depot", lost_s=T + 390.0, closed_s=T + 9000.0,
    )  # fmt: skip
    released = warning(first_signed_s=T + 85.0, first_released_s=T + 125.0)
    told = clock_of(whole, [alert(T + 21.0, "mayor"), alert(T + 20.0)], [released], [search(3, T + 2000.0, T + 1800.0)])
    assert told == IncidentClock(
        3, False, T, T + 8.0, T + 20.0, T + 20.0, "operators", T + 60.0, T + 20.0, T + 85.0, T + 125.0, T + 40.0,
        T + 900.0, "foreseen", "the depot", None, T + 390.0, T + 400.0, T + 1800.0, T + 9000.0,
    )  # fmt: skip
    between = {one.name: one.time_s for one in durations(told)}
    assert between["first plot to track confirmed"] == 8.0
    assert between["over the edge to incident"] == -20.0, "foreseen before it came in"
    assert between["message to arrival"] == 775.0
    assert "left" not in " ".join(between)
    assert len(between) == len(BETWEEN)
    lines = steps_in_words(told).splitlines()
    assert lines[0] == "2025-07-28T00:00:00.000Z      0.0 s  first plot"
    assert "2025-07-28T00:00:20.000Z     20.0 s  first alert (operators)" in lines
    assert "2025-07-28T00:15:00.000Z    900.0 s  arrival (the depot, foreseen)" in lines
    assert [line[:24] for line in lines] == sorted(line[:24] for line in lines), "in order of time"


def test_what_was_not_done_is_none() -> None:
    bare = clock_of(PLAIN, [], [], [])
    assert msgspec.structs.replace(bare, opened_s=None) == IncidentClock(3)
    assert durations(bare) == []
    assert steps_in_words(bare) == "2025-07-28T00:00:20.000Z      0.0 s  incident"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (alert(T + 5.0), T + 5.0),
        (alert(0.0, time_s=T + 9.0), T + 9.0),  # of before the first telling was kept
        (alert(T + 5.0, incident=4), None),
        (alert(T + 5.0, incident=2), T + 5.0),  # 2 was merged into it
        (alert(T + 5.0, kind="digest", incident=0, incidents=(1, 3), time_s=T + 7.0), T + 7.0),
        (alert(T + 5.0, kind="hand_over", incident=0, incidents=(3,)), None),
        (alert(T + 5.0, kind="distress", incident=0, track=5), None),
    ],
)
def test_which_alerts_tell_of_it(told: Alert, expected: float | None) -> None:
    assert clock_of(msgspec.structs.replace(PLAIN, merged=(2,)), [told], [], []).alerted_s == expected


def test_warnings_and_searches_of_what_was_merged_and_of_the_object_in_another_zone() -> None:
    on = msgspec.structs.replace(PLAIN, merged=(2,))
    told = clock_of(on, [], [warning(9), warning(2, opened_s=T + 90.0)], [search(None), search(2)])
    assert (told.drafted_s, told.search_opened_s) == (T + 90.0, T + 400.0)
    others = [msgspec.structs.replace(PLAIN, number=7), msgspec.structs.replace(PLAIN, number=8, tracks=(1,)), PLAIN]
    assert same_object(PLAIN, others) == [7]
    assert clock_of(PLAIN, [], [warning(7)], [], same_object(PLAIN, others)).drafted_s == T + 20.0


def test_an_arrival_that_was_is_told_apart_from_one_that_is_foreseen() -> None:
    there = msgspec.structs.replace(PLAIN, arrival_s=T + 900.0, arrival_at="the depot", arrived=True)
    assert clock_of(there, [], [], []).arrival == "actual"


def test_figures_of_many() -> None:
    clocks = [IncidentClock(k, first_plot_s=T, confirmed_s=T + float(k)) for k in range(1, 11)]
    clocks.append(IncidentClock(11, first_plot_s=T))
    (one,) = spreads(clocks)
    assert (one.name, one.count, one.p50_s, one.p90_s) == ("first plot to track confirmed", 10, 5.0, 9.0)
    text = figures_in_words(clocks)
    assert text.startswith("11 incidents; ")
    assert "first plot to track confirmed           10     5.0 s     9.0 s" in text
    assert figures_in_words([]).startswith("0 incidents")


def test_every_time_of_a_clock_has_a_name() -> None:
    assert {name for name in IncidentClock.__struct_fields__ if name.endswith("_s")} == STEPS.keys()
