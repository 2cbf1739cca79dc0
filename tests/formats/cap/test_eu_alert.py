import msgspec
import pytest

from samples_of import samples
from sargas.formats.cap import wire
from sargas.formats.cap.eu_alert import LEVELS, EuAlert, contradiction, levels_of, with_level
from sargas.formats.cap.notices import notice_of
from sargas.model.notice import Coded, Notice

made = samples("cap")
NAME = "EU-Alert"


def notice(status: str, *levels: EuAlert) -> Notice:
    plain = notice_of(*wire.read(made.alert().encode()))
    blocks = tuple(with_level(plain.blocks[0], NAME, level) for level in levels)
    return msgspec.structs.replace(plain, status=status, blocks=blocks or plain.blocks)


def test_a_level_is_a_parameter_and_there_is_one() -> None:
    (block,) = notice("Actual", "EU-Alert Level 2").blocks
    assert block.parameters == (Coded("EU-Alert", "EU-Alert Level 2"),)
    other = msgspec.structs.replace(block, parameters=(Coded("x", "1"), *block.parameters, Coded("y", "2")))
    assert with_level(other, NAME, "EU-Info").parameters == (Coded("x", "1"), Coded("y", "2"), Coded(NAME, "EU-Info"))
    assert levels_of(notice("Actual", "EU-Info", "EU-Info"), NAME) == ("EU-Info",)
    assert levels_of(notice("Actual"), NAME) == ()


FITS = {"Actual": LEVELS[:6], "Exercise": ("EU-Exercise", "EU-Test"), "Test": ("EU-Test",)}


@pytest.mark.parametrize("status", FITS)
@pytest.mark.parametrize("level", LEVELS)
def test_what_wakes_a_country_is_never_an_exercise_and_no_exercise_is_actual(status: str, level: EuAlert) -> None:
    reason = contradiction(notice(status, level), NAME)
    assert (reason == "") == (level in FITS[status])
    assert reason in ("", f"EU-Alert {level} in a notice whose status is {status}")


def test_every_language_says_the_same_level_and_one_that_there_is() -> None:
    assert contradiction(notice("Actual"), NAME) == ""
    assert contradiction(notice("Actual", "EU-Info", "EU-Amber"), NAME) == "EU-Alert is not the same in every language"
    wrong = msgspec.structs.replace(notice("Actual").blocks[0], parameters=(Coded(NAME, "Level 1"),))
    reason = contradiction(msgspec.structs.replace(notice("Actual"), blocks=(wrong,)), NAME)
    assert reason.startswith("EU-Alert is none of EU-Alert Level 1, ")


def test_a_draft_may_have_any() -> None:
    assert all(contradiction(notice("Draft", level), NAME) == "" for level in LEVELS)
