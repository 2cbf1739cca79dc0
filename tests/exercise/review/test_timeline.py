import pytest
from lxml import etree

from exercise.review.sample import outcomes, sample
from sargas.exercise.review.report import Met, Outcome
from sargas.exercise.review.summary import expected_of
from sargas.exercise.review.timeline import rows_of, timeline, worst
from sargas.exercise.review.words import Clock

CLOCK = Clock("2025-07-28T05:00:00Z")


def drawn(flight: str):
    report = sample()
    outcome = next(one for one in report.outcomes if one.flight == flight)
    return etree.fromstring(timeline(outcome, expected_of(report, flight), CLOCK))


def words(figure) -> list[str]:
    return [one.text for one in figure.findall("text")]


def marks(figure) -> list[str]:
    kinds = ("mark met", "mark late", "cross missed")
    return [one.get("class") for one in figure if one.get("class") in kinds]


def test_the_worst_verdict_counts() -> None:
    assert worst(("met", "missed", "late")) == "missed"
    assert worst(("met", "late")) == "late"
    assert worst(()) is None


def test_what_was_neither_taken_nor_expected_has_no_row() -> None:
    report = sample()
    rows = rows_of(report.outcomes[1], expected_of(report, "gerbera-2"))
    assert [row.name for row in rows] == ["detected", "tracked", "alert raised", "warning released"]


def test_a_recipient_that_was_never_told_has_a_row_too() -> None:
    report = sample()
    rows = {row.name: row for row in rows_of(report.outcomes[0], expected_of(report, "gerbera-1"))}
    assert rows["told neighbour"].at_s is None
    assert [one.verdict for one in rows["told neighbour"].expected] == ["missed"]
    assert rows["told armed forces"].expected == ()


def test_an_alert_that_must_not_come_is_judged_in_the_row_of_alerts() -> None:
    wrong = Outcome("a", "helicopter", 0.0, 100.0, alerted_s=50.0)
    (row,) = rows_of(wrong, [Met("no_alert", "a", "", None, 50.0, "missed", "")])
    assert (row.name, row.expected[0].what) == ("alert raised", "no_alert")
    assert marks(etree.fromstring(timeline(wrong, row.expected, CLOCK))) == ["cross missed"]


def test_missed_late_and_met_have_shapes_and_words_of_their_own() -> None:
    missed, late, met = drawn("gerbera-2"), drawn("balloon-3"), drawn("police-4")
    assert marks(missed) == ["mark late"] + ["cross missed"] * 3
    assert marks(late).count("mark late") == 3
    assert set(marks(met)) == {"mark met"}
    assert words(missed).count("MISSED") == 3
    assert words(missed).count("never") == 3
    assert words(late).count("LATE") == 3


def test_how_long_it_was_known_before_arrival_is_drawn_and_told() -> None:
    figure = drawn("balloon-3")
    assert "26.8 min before arrival" in words(figure)
    assert "1.0 min after arrival" in words(figure)
    lead, after = (one for one in figure.findall("rect") if one.get("class").startswith("lead"))
    assert after.get("class") == "lead after"
    (end,) = (one for one in figure.findall("line") if one.get("class") == "event" and one.get("x1") == after.get("x"))
    right = float(lead.get("x")) + float(lead.get("width"))
    assert right == pytest.approx(float(end.get("x1")), abs=0.02), "the bar ends with the path"


def test_truth_stands_above_and_everything_is_inside() -> None:
    for outcome in outcomes():
        figure = drawn(outcome.flight)
        height = float(figure.get("height"))
        for one in figure.findall("text"):
            assert 0.0 <= float(one.get("y")) <= height
        order = [word for word in words(figure) if word in ("appears", "its path ends", "detected")]
        assert order == ["appears", "its path ends", "detected"]
