"""The checks of the play `rezekne.md`, each named there by what it proves."""

import re
from pathlib import Path

import pytest
from lxml import etree

from sargas.formats.cap import FORMAT
from sargas.model.record import Chunk
from scenarios.rezekne import READS_S, SECOND_S, TAKES_UP_S, Told, border_m, play, site

STEPS = ("first plot", "confirmed", "incident", "draft", "first release", "second release", "sent", "arrival")
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
        at = [told.clock[step] for step in STEPS]
        assert at == sorted(at)


def test_r3_the_draft_comes_in_the_update_in_which_the_incident_opens(slow: Told, fast: Told) -> None:
    for told in (slow, fast):
        assert told.clock["draft"] - told.clock["incident"] < 0.05


def test_r4_the_message_goes_in_the_update_of_the_second_release(slow: Told, fast: Told) -> None:
    for told in (slow, fast):
        assert told.clock["sent"] - told.clock["second release"] < 0.05
        people_s = TAKES_UP_S + READS_S + SECOND_S
        assert told.clock["sent"] - told.clock["draft"] == pytest.approx(people_s, abs=0.3), "all else is people"


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


def test_the_page_names_each_check_of_this_file() -> None:
    named = re.findall(r"^\* \*\*(R\d+)\*\*", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    here = re.findall(r"^def test_(r\d+)_", Path(__file__).read_text(encoding="utf-8"), re.MULTILINE)
    assert [name.lower() for name in named] == here
