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


FITS: dict[str, tuple[EuAlert, ...]] = {
    "Actual": LEVELS[:6],
    "Exercise": ("EU-Exercise", "EU-Test"),
    "Test": ("EU-Test",),
    "System": (),
    "Draft": (),
}


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


def test_a_level_in_one_language_only_is_none() -> None:
    plain, said = notice("Actual"), notice("Actual", "EU-Info")
    half = msgspec.structs.replace(plain, blocks=(*said.blocks, *plain.blocks))
    assert contradiction(half, NAME) == "EU-Alert is not said once in every language"
    twice = msgspec.structs.replace(said.blocks[0], parameters=said.blocks[0].parameters * 2)
    assert contradiction(msgspec.structs.replace(plain, blocks=(twice,)), NAME) != ""


@pytest.mark.parametrize("name", ["EU-ALERT", "eu-alert", " EU-Alert\n"])
def test_the_parameter_is_the_same_in_any_case(name: str) -> None:
    (block,) = notice("Exercise", "EU-Alert Level 1").blocks
    loud = msgspec.structs.replace(block, parameters=(Coded(name, "EU-Alert Level 1"),))
    assert "whose status is Exercise" in contradiction(
        msgspec.structs.replace(notice("Exercise"), blocks=(loud,)), NAME
    )
    assert with_level(loud, NAME, "EU-Test").parameters == (Coded(NAME, "EU-Test"),)
