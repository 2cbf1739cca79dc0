"""The checks of the play `rezekne.md`, each named there by what it proves."""

import re
from pathlib import Path

import pytest
from lxml import etree

from sargas.formats.cap import FORMAT
from sargas.model.record import Chunk
from scenarios.rezekne import READS_S, SECOND_S, TAKES_UP_S, Told, border_m, play, site

STEPS = {
    "first_plot_s": "first plot",
    "confirmed_s": "track confirmed",
    "opened_s": "incident",
    "alerted_s": "first alert",
    "drafted_s": "warning drafted",
    "acknowledged_s": "acknowledged",
    "entered_s": "over the edge",
    "signed_s": "first release",
    "released_s": "second release, message",
    "arrival_s": "at the depot",
}
"""Of the clock, and how the page calls them."""
IN_TURN = tuple(step for step in STEPS if step != "entered_s")
PAGE = Path(__file__).with_name("rezekne.md")


@pytest.fixture(scope="module")
def slow() -> Told:
    return play(150.0)


@pytest.fixture(scope="module")
def fast() -> Told:
    return play(180.0)


@pytest.fixture(scope="module")
def absent() -> Told:
    return play(180.0, second="Liga")


def test_r1_the_run_in_is_some_40_km() -> None:
    assert 40_000.0 < border_m(site())[2] < 42_500.0


def test_r2_each_step_follows_the_one_before(slow: Told, fast: Told) -> None:
    for told in (slow, fast):
        at = [told.at_s(step) for step in IN_TURN]
        assert at == sorted(at)


def test_r3_the_draft_comes_in_the_update_in_which_the_incident_opens(slow: Told, fast: Told) -> None:
    for told in (slow, fast):
        assert told.at_s("drafted_s") == told.at_s("opened_s") == told.at_s("alerted_s")


def test_r4_the_message_goes_in_the_update_of_the_second_release(slow: Told, fast: Told) -> None:
    for told in (slow, fast):
        assert told.sent_s == told.clock.released_s
        people_s = TAKES_UP_S + READS_S + SECOND_S
        assert told.at_s("released_s") - told.at_s("drafted_s") == pytest.approx(people_s, abs=0.3), (
            "all else is people"
        )


def test_r5_the_depot_s_town_is_named_and_called_an_exercise(fast: Told, corpus: Path) -> None:
    etree.XMLSchema(etree.parse(corpus / "cap" / "cap12_extended.xsd")).assertValid(etree.fromstring(fast.message))
    (notice,) = FORMAT.decoder((), FORMAT.settings(feed="")).feed([Chunk(-1, 0.0, fast.message)])
    assert (notice.status, notice.scope, notice.msg_type) == ("Exercise", "Public", "Alert")
    assert [block.language for block in notice.blocks] == ["lv", "ru", "en"]
    for block in notice.blocks:
        assert block.headline.startswith("EXERCISE")
        assert block.areas[0].description.startswith("EXERCISE")
        assert "Rēzekne" in block.areas[0].description
    assert fast.warning.level == "alarm"
    assert fast.warning.draft.hazard == "overhead", "over the border a new text is drafted, and waits for two again"


def test_r6_minutes_of_warning_at_150_and_at_180_km_h(slow: Told, fast: Told) -> None:
    assert 14.0 * 60.0 < slow.warned_s < 16.0 * 60.0
    assert 11.5 * 60.0 < fast.warned_s < 13.0 * 60.0


def test_r7_a_silent_second_costs_a_minute_and_no_more(fast: Told, absent: Told) -> None:
    assert [name for _, name in fast.asked] == ["Janis"]
    assert [name for _, name in absent.asked] == ["Janis", "Liga"]
    (first_s, _), (next_s, _) = absent.asked
    assert next_s - first_s == pytest.approx(60.0, abs=0.2)
    assert fast.warned_s - absent.warned_s == pytest.approx(60.0, abs=0.5)
    assert [one.by for one in absent.warning.released_by] == ["Anna", "Liga"]


def test_r8_the_clock_is_right_about_the_object(slow: Told, fast: Told) -> None:
    for told in (slow, fast):
        assert told.at_s("entered_s") == pytest.approx(told.true_s["edge"], abs=2.0)
        late_s = told.at_s("arrival_s") - told.true_s["depot"]
        assert told.clock.arrival == "actual"
        assert -2.0 < late_s < 8.0, "a turn of a radar, and 3 s"


def test_the_table_of_the_page_is_that_clock(slow: Told, fast: Told, absent: Told) -> None:
    """To the tenth that it is written with, in the columns that are played here."""
    page = PAGE.read_text(encoding="utf-8").replace("**", "").replace(",", "")
    said = {
        name: [float(cell) for cell in cells.split("|")]
        for name, cells in re.findall(r"^\| (\D+) \| ([\d.| ]+) \|$", page, re.MULTILINE)
    }
    for column, told in ((0, slow), (2, fast), (3, absent)):
        for step, name in STEPS.items():
            assert said[name.replace(",", "")][column] == pytest.approx(told.at_s(step), abs=0.051), (name, column)
        assert said["minutes of warning"][column] == pytest.approx(told.warned_s / 60.0, abs=0.051)


def test_the_page_names_each_check_of_this_file() -> None:
    named = re.findall(r"^\* \*\*(R\d+)\*\*", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    here = re.findall(r"^def test_(r\d+)_", Path(__file__).read_text(encoding="utf-8"), re.MULTILINE)
    assert [name.lower() for name in named] == here
