import msgspec
import pytest
from lxml import html

from exercise.review.sample import sample
from sargas.exercise.review.comparing import change, paired, sections_of_both
from sargas.exercise.review.report import Met, Report


def other() -> Report:
    """Another seed; the balloon's alert comes in time, the second drone does not fly."""
    report = sample()
    done = {("alert", "balloon-3"): ("met", 1_500.0), ("detected", "gerbera-1"): ("met", 60.0)}
    judged = []
    for one in report.met:
        verdict, done_s = done.get((one.what, one.of), (one.verdict, one.done_s))
        if one.of != "gerbera-2":
            judged.append(msgspec.structs.replace(one, verdict=verdict, done_s=done_s))
    return msgspec.structs.replace(
        report,
        origin=msgspec.structs.replace(report.origin, seed=7),
        met=(*judged, Met("search", "gerbera-1", "", 3_000.0, None, "missed", "not judged")),
        outcomes=(report.outcomes[0], *report.outcomes[2:]),
        false_incidents=(),
    )


def rows(section: str) -> list[list[str]]:
    return [
        [cell.text_content() for cell in row.findall("td")] for row in html.fromstring(section).findall(".//tbody/tr")
    ]


def told() -> dict[str, str]:
    return {html.fromstring(one).get("id"): one for one in sections_of_both(sample(), other())}


def test_what_differs_in_the_origin_is_named() -> None:
    table = {row[0]: row[3] for row in rows(told()["origins"])}
    assert table["Seed"] == "differs"
    assert {table[name] for name in table if name not in ("Seed", "Run")} == {"same"}


def test_expectations_stand_beside_each_other() -> None:
    table = {(row[0], row[1]): row for row in rows(told()["expected"])}
    assert table["alert raised", "balloon-3"][4:9] == ["LATE", "33 min 12 s", "MET", "25 min 00 s", "better"]
    assert table["detected", "gerbera-1"][8] == "worse by 19 s"
    assert table["tracked", "gerbera-1"][8] == "same"
    assert table["alert raised", "gerbera-2"][6:9] == ["not asked", "", "only in A"]
    assert table["search begun", "gerbera-1"][4:9] == ["not asked", "", "MISSED", "never", "only in B"]


def test_an_object_of_one_run_alone_says_so() -> None:
    text = html.fromstring(told()["outcomes"]).text_content()
    assert "B: it was not in this run." in text


def test_first_figures_scores_clocks_and_false_incidents_of_both() -> None:
    parts = told()
    assert rows(parts["headlines"])[0][1].startswith("13 of 31 (42 %)")
    assert all(row[1] == row[2] for row in rows(parts["score"])), "one picture, one score"
    assert rows(parts["clocks"])[0][2:4] == ["34 s", "8 min 10 s"]
    assert [row[0] for row in rows(parts["false"])] == ["A", "A"]


def test_pairs_keep_the_order_of_the_first_and_then_of_the_second() -> None:
    pairs = paired(["a", "b", "a"], ["c", "a", "b"], lambda one: one)
    assert pairs == [("a", "a", "a"), ("b", "b", "b"), ("a", "a", None), ("c", None, "c")]


@pytest.mark.parametrize(
    ("first", "second", "word"),
    [
        (("late", 90.0), ("met", 50.0), "better"),
        (("met", 50.0), ("missed", None), "worse"),
        (("met", 50.0), ("met", 50.5), "same"),
        (("late", 90.0), ("late", 80.0), "better by 10 s"),
        (("missed", None), ("missed", None), "same"),
    ],
)
def test_better_and_worse(first, second, word) -> None:
    a, b = (Met("alert", "a", "", 60.0, done_s, verdict, "") for verdict, done_s in (first, second))
    assert html.fromstring(change(a, b)).text == word


def test_what_must_not_come_is_compared_by_its_verdict_alone() -> None:
    a, b = (Met("no_alert", "a", "", None, done_s, "missed", "") for done_s in (10.0, 90.0))
    assert html.fromstring(change(a, b)).text == "same"
