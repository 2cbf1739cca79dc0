import math
import re

import pytest
from lxml import etree

from exercise.review.sample import judged
from sargas.exercise.review.drawing import (
    Scale,
    both_chart,
    count_chart,
    drawn_every,
    gospa_chart,
    longest_s,
    round_up,
    share_bar,
    spread_axis,
    spread_bar,
    text,
    time_ticks,
)
from sargas.exercise.review.report import Gospa, Spread
from sargas.exercise.review.words import Clock

CLOCK = Clock("2025-07-28T05:00:00Z")


def numbers(told: str) -> list[float]:
    return [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", told)]


def test_a_scale_is_linear_and_never_leaves_the_figure() -> None:
    scale = Scale(10.0, 20.0, 100.0, 200.0)
    assert [scale(v) for v in (10.0, 15.0, 20.0, 0.0, 99.0)] == [100.0, 150.0, 200.0, 100.0, 200.0]
    assert Scale(5.0, 5.0, 0.0, 10.0)(5.0) == 5.0


def test_ticks_are_round_times_of_day() -> None:
    start_s = CLOCK.start_s + 90.0  # 05:01:30
    ticks = time_ticks(0.0, 3_600.0, start_s)
    assert [CLOCK(tick + 90.0) for tick in ticks] == [
        "05:10:00",
        "05:20:00",
        "05:30:00",
        "05:40:00",
        "05:50:00",
        "06:00:00",
    ]
    assert len(time_ticks(0.0, 30 * 86_400.0, start_s)) <= 6
    assert len(time_ticks(0.0, 1.0, start_s)) >= 1


@pytest.mark.parametrize(
    ("value", "up"), [(0.0, 1.0), (1.0, 1.0), (1.1, 2.0), (4_032.0, 5_000.0), (0.03, 0.05), (7.0, 10.0)]
)
def test_an_axis_ends_at_a_round_number(value, up) -> None:
    assert round_up(value) == pytest.approx(up)


def test_a_bar_of_times_is_logarithmic_and_late_where_one_was_late() -> None:
    bar = etree.fromstring(spread_bar(Spread("a", "b", 2, 10.0, 100.0, 100.0, 1), 1_000.0))
    open_, full = (float(one.get("cx")) for one in bar.findall("circle"))
    assert full == pytest.approx(8.0 + 224.0 / 3.0, abs=0.01)
    assert open_ == pytest.approx(8.0 + 2.0 * 224.0 / 3.0, abs=0.01)
    assert [one.get("class") for one in bar.findall("circle")] == ["open late", "mark late"]
    assert numbers(bar.find("path[@class='due']").get("d"))[0] == pytest.approx(open_, abs=0.05)
    within = spread_bar(Spread("a", "b", 2, 10.0, 100.0, 100.0, 2), 1_000.0)
    assert "late" not in within


def test_the_axis_holds_every_time_and_ends_where_the_bars_do() -> None:
    spreads = (Spread("a", "b", 2, 10.0, 700.0), Spread("a", "b", 2, 1.0, 2.0, 3_000.0))
    assert longest_s(spreads) == 3_600.0
    assert longest_s(()) == 60.0
    axis = etree.fromstring(spread_axis(3_600.0))
    assert [one.text for one in axis.findall("text")] == ["1 s", "10 s", "1 min", "10 min", "1 h"]


def test_the_parts_of_gospa_are_told_apart_without_colour() -> None:
    gospa, _ = judged()
    chart = etree.fromstring(gospa_chart(gospa, CLOCK, [262.0]))
    named = [one.text for one in chart.findall("text") if one.get("class") == "label"]
    assert named == ["GOSPA", "localisation", "missed", "false", "alert"]
    lines = [one for one in chart.findall("path") if one.get("class").startswith("line")]
    assert [one.get("class") for one in lines] == ["line gospa", "line localisation", "line missed", "line false"]
    assert all(one.get("d").count("L") <= 360 for one in lines)


def test_a_line_is_of_means_and_leaves_out_what_is_no_number() -> None:
    count = 1_000
    values = tuple(float(k % 2) for k in range(count))
    gospa = Gospa(
        tuple(float(k) for k in range(count)), values, values, values, (math.nan,) * count, (2,) * count, (1,) * count
    )
    assert drawn_every(count) == 3
    assert drawn_every(1_080) == 3
    chart = etree.fromstring(gospa_chart(gospa, CLOCK, ()))
    by_kind = {one.get("class"): one.get("d") for one in chart.findall("path")}
    assert by_kind["line false"] == ""
    assert by_kind["line gospa"].count("L") == 333, "all of it, however long"
    assert by_kind["line gospa"].endswith("640.0 8.0")
    first_y = numbers(by_kind["line gospa"])[1]
    assert first_y == pytest.approx(180.0 - (180.0 - 8.0) / 3.0, abs=0.06), "the mean of 0, 1, 0"


def test_counts_and_two_runs_have_charts() -> None:
    gospa, _ = judged()
    assert "tracks" in count_chart(gospa, CLOCK)
    both = etree.fromstring(both_chart([("A", gospa), ("B", gospa)], CLOCK))
    lines = [one for one in both.findall("path") if one.get("class").startswith("line")]
    assert [one.get("class") for one in lines] == ["line run0", "line run1"]


def test_a_chart_of_nothing_is_empty() -> None:
    nothing = Gospa((), (), (), (), (), (), ())
    assert etree.fromstring(gospa_chart(nothing, CLOCK, ())).tag == "svg"
    assert etree.fromstring(count_chart(nothing, CLOCK)).tag == "svg"


def test_a_share_is_bounded() -> None:
    full = etree.fromstring(share_bar(7.0, "all"))
    assert full.findall("rect")[1].get("width") == "119"


def test_a_long_name_is_cut_and_whole_for_who_points_at_it() -> None:
    told = etree.fromstring(text(0.0, 0.0, "a" * 50, "label", most=10))
    assert told.text == "a" * 9 + "…"
    assert told.find("title").text == "a" * 50
