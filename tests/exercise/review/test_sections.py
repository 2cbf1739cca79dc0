import msgspec
import pytest
from lxml import html

from exercise.review.sample import sample
from sargas.exercise.review import sections
from sargas.exercise.review.words import Clock

CLOCK = Clock("2025-07-28T05:00:00Z")


def rows(markup: str, table: int = 0) -> list[list[str]]:
    found = html.fromstring(markup).findall(".//table")[table]
    return [[cell.text_content() for cell in row.findall("td")] for row in found.findall("tbody/tr")]


def test_expectations_stand_under_their_objectives() -> None:
    told = html.fromstring(sections.expectations(sample(), CLOCK))
    names = [one.text for one in told.findall("h3")]
    assert names == [
        "See what comes over the border",
        "Decide in time",
        "Warn who is in the way",
        "Without an objective",
    ]
    assert "6 of 14 (43 %) of the weight; 4 met, 2 late, 2 missed" in told.text_content()


def test_an_expectation_says_due_done_margin_and_why() -> None:
    (late,) = (
        row for row in rows(sections.expectations(sample(), CLOCK)) if row[0] == "LATE" and row[2] == "balloon-3"
    )
    assert late[:8] == [
        "LATE", "alert raised", "balloon-3", "armed forces", "05:26:00", "05:33:12", "7 min 12 s late", "3",
    ]  # fmt: skip
    assert late[8].startswith("432 s late: no coverage")


def test_what_must_not_come_has_no_deadline() -> None:
    (quiet,) = (row for row in rows(sections.expectations(sample(), CLOCK)) if row[1] == "no alert")
    assert quiet[4:6] == ["must not come", "–"]


def test_objects_are_told_in_a_table_and_then_one_by_one() -> None:
    told = sections.outcomes(sample(), CLOCK)
    table = rows(told)
    assert [row[1] for row in table] == ["MISSED", "MISSED", "LATE", "MET"]
    assert table[0][4:] == ["40.6 min before arrival", "31.8 min before arrival"]
    assert table[2][4:] == ["26.8 min before arrival", "1.0 min after arrival"]
    assert len(html.fromstring(told).findall(".//figure")) == 4


def test_clocks_have_counts_and_deadlines() -> None:
    told = sections.clocks(sample())
    assert rows(told)[2][:7] == [
        "incidents",
        "alert to acknowledged",
        "2",
        "39 s",
        "6 min 59 s",
        "2 min 00 s",
        "1 of 2",
    ]
    assert rows(told, 1)[2][:7] == ["R. Petrauskas", "releases", "2", "4 min 10 s", "16 min 00 s", "–", "–"]


def test_every_measure_of_the_score_has_its_unit() -> None:
    report = sample()
    table = {row[0]: row[1] for row in rows(sections.picture(report, CLOCK))}
    assert report.score is not None
    assert table["GOSPA, mean"] == f"{report.score.gospa.distance_m:.1f} m"
    assert {"SIAP completeness", "NEES position", "identity switches", "breaks"} <= set(table)


def test_reasons_are_grouped_and_the_heaviest_is_first() -> None:
    told = sections.short(sample(), CLOCK)
    table = rows(told)
    assert table[0][:4] == ["never confirmed: 3 plots in 900 s", "3", "0", "7"]
    assert [float(row[3]) for row in table] == sorted((float(row[3]) for row in table), reverse=True)
    assert table[1][:4] == ["late, by people", "0", "2", "5"], "one reason, whatever the delay"
    false = rows(told, 1)
    assert false[0] == ["05:18:40", "3", "ALERTED", "approaching, lost", "nobody", "clutter near Trakai"]
    assert false[1][2] == "no alert"


def test_messages_conform_or_say_what_is_wrong() -> None:
    table = rows(sections.messages(sample().messages))
    assert [row[4] for row in table] == ["CONFORM", "FAULTS", "CONFORM", "FAULTS", "CONFORM"]
    assert table[1][5] == "5 I048/040 is missing; 2 truncated"
    assert table[3][5:] == ["1 I062/080: SIM is missing", "12 asks for a delay"]


def test_the_log_is_whole_and_in_order() -> None:
    report = sample()
    table = rows(sections.log(report, CLOCK))
    assert len(table) == len(report.log)
    assert table[-1] == ["06:01:00", "3660 s", "warning", "A. Ona, R. Petrauskas", "released to Alytus"]


@pytest.mark.parametrize("name", ["expectations", "outcomes", "picture", "short", "log"])
def test_a_run_of_nothing_says_so(name) -> None:
    empty = msgspec.structs.replace(
        sample(), met=(), objectives=(), outcomes=(), false_incidents=(), gospa=None, score=None, log=()
    )
    told = html.fromstring(getattr(sections, name)(empty, CLOCK))
    assert told.find("h2") is not None
    assert told.findall(".//tbody/tr") == []
