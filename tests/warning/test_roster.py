import msgspec
import pytest

from picture.scene import NOON_S
from sargas.model.warning import Draft, Signature
from sargas.warning.roster import asked, listed_name, needs_two, refused
from warning.scene import SETTINGS

DRAFT = Draft("approaching", "alarm", (), {}, NOON_S)
SIGNED = msgspec.structs.replace(DRAFT, first=Signature("Jonas", NOON_S + 10.0))


@pytest.mark.parametrize(
    ("draft", "after_s", "who", "since_s"),
    [
        (DRAFT, 0.0, "Ona", 0.0),
        (DRAFT, 59.9, "Ona", 0.0),
        (DRAFT, 60.0, "Jonas", 60.0),
        (DRAFT, 180.0, "Ona", 180.0),
        (SIGNED, 10.0, "Rasa", 10.0),
        (SIGNED, 69.9, "Rasa", 10.0),
        (SIGNED, 70.0, "Ona", 70.0),
        (SIGNED, 130.0, "Rasa", 130.0),
    ],
)
def test_who_is_asked_and_since_when(draft, after_s, who, since_s) -> None:
    assert asked(SETTINGS, draft, NOON_S + after_s) == (who, NOON_S + since_s)


def test_nobody_to_ask() -> None:
    assert asked(msgspec.structs.replace(SETTINGS, roster=()), DRAFT, NOON_S) == ("", None)
    assert asked(msgspec.structs.replace(SETTINGS, roster=("Jonas",)), SIGNED, NOON_S) == ("", None)


def test_who_may_release() -> None:
    assert listed_name(SETTINGS, " jONAS ") == "Jonas"
    assert refused(SETTINGS, SIGNED, "Ona", "") == ""
    assert "already" in refused(SETTINGS, SIGNED, "JONAS", "")
    assert "roster" in refused(SETTINGS, SIGNED, "Petras", "")
    weak = msgspec.structs.replace(SIGNED, weak=True, why_weak="one source: radar")
    assert "needs a reason" in refused(SETTINGS, weak, "Ona", " ")
    assert refused(SETTINGS, weak, "Ona", "heard twice") == ""


@pytest.mark.parametrize(("level", "is_clear", "alone", "two"), [
    ("alarm", False, True, True), ("advisory", False, False, True), ("advisory", False, True, False),
    ("advisory", True, True, True),
])  # fmt: skip
def test_one_person_is_enough_for_advisories_of_sites_that_say_so_alone(level, is_clear, alone, two) -> None:
    assert needs_two(msgspec.structs.replace(SETTINGS, one_person_advisories=alone), level, is_clear) is two
