import pytest

from sargas.formats.cap.words import NATIONS, PURPOSE, found


@pytest.mark.parametrize(
    "text",
    [
        "Drone ATTACK",
        "enemy missiles",
        "Hostile invaders",
        "Priešo dronas, ataka",
        "Raķešu uzbrukums",
        "Ienaidnieka drons",
        "Vaenlase rünnak",
        "Atak rakietowy wroga",
        "Napaść",
        "Вражеская ракета",
        "НАПАДЕНИЕ",
    ],
)
def test_what_for_is_found_in_the_languages_of_the_region(text: str) -> None:
    assert found([text], PURPOSE)


@pytest.mark.parametrize(
    "text",
    ["Russian", "Belarusian", "Rusijos", "Baltarusijos", "Krievijas", "Venemaa", "Rosyjski", "Białoruś", "России"],
)
def test_whose_is_found(text: str) -> None:
    assert found(["x", text], NATIONS)


@pytest.mark.parametrize(
    "text",
    [
        "Unidentified aerial object",
        "Neatpažintas skraidantis objektas prieš pat sieną",
        "Neidentificēts gaisa objekts",
        "Tundmatu õhusõiduk",
        "Niezidentyfikowany obiekt powietrzny",
        "Неопознанный воздушный объект",
        "Stay inside. Tennis racket, bracket, runnable, rotunda.",
    ],
)
def test_what_presumes_nothing_is_left_alone(text: str) -> None:
    assert found([text], (*PURPOSE, *NATIONS)) == ""


def test_marks_and_case_do_not_hide_a_word() -> None:
    assert found(["A\u0301TTACK"], PURPOSE) == "attack"
    assert found([], PURPOSE) == ""
