"""What is said, in each language: whole, short enough for a cell, marked in an exercise, and presuming nothing."""

import msgspec
import pytest

from sargas.formats.cap.length import length_of
from sargas.formats.cap.words import NATIONS, PURPOSE, found
from sargas.model.warning import HAZARDS, Text
from sargas.warning.settings import unfit
from sargas.warning.texts import composed, prefix, refused
from sargas.warning.words import EXERCISE, LANGUAGES, WORDS
from warning.scene import AREAS, SETTINGS, area

replace = msgspec.structs.replace
MANY = [area(f"municipality-{k:03d}", 0, k, 1, k + 1) for k in range(150)]
PARTS = Text.__struct_fields__


@pytest.mark.parametrize("hazard", HAZARDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_hazard_is_said_in_every_language_and_presumes_nothing(hazard, language) -> None:
    text = WORDS[hazard][language]
    assert unfit(text) == ""
    assert found([getattr(text, name) for name in PARTS], (*PURPOSE, *NATIONS)) == ""
    assert text.headline.count("{areas}") == text.description.count("{areas}") == 1
    assert "112" in text.instruction
    assert "100 m" in text.instruction or "100 м" in text.instruction
    assert length_of(text.headline, language).pages <= 4
    assert text.event.startswith({"en": "Unidentified aerial object"}.get(language, text.event))


def test_texts_say_the_areas_by_their_names_in_each_language() -> None:
    texts, wrong = composed(SETTINGS, "approaching", AREAS[:2], False)
    assert wrong == []
    assert texts["lv"].description.endswith("Tuvējais, Middle.")
    assert texts["en"].description == "An unidentified aerial object may come over these areas: Near, Middle."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("most_pages", [4, 6, 15])
def test_names_that_do_not_fit_are_counted_and_never_cut(language, most_pages) -> None:
    settings = replace(SETTINGS, most_pages=most_pages)
    texts, wrong = composed(settings, "approaching", MANY, True)
    assert wrong == []
    head = texts[language].headline
    assert length_of(head, language).pages <= most_pages
    listed = head.partition("Municipality-000")[1:]
    names = "".join(listed).partition("Areas: ")[0].split(", ")
    assert names[-1] == f"+{150 - (len(names) - 1)}"
    assert all(name in texts[language].description for name in ("Municipality-000", "Municipality-149"))
    more = head.replace(f", {names[-1]}", f", Municipality-{len(names) - 1:03d}, +{150 - len(names)}")
    assert length_of(more, language).pages > most_pages, "one more would not have fitted"


def test_what_does_not_fit_without_any_name_is_wrong_and_not_cut() -> None:
    long = {"en": replace(WORDS["found"]["en"], headline="word " * 60 + "{areas}")}
    texts, wrong = composed(replace(SETTINGS, most_pages=2), "found", AREAS[:1], False, long)
    assert [line for line in wrong if " en " in line] == [
        "headline in en needs 4 pages of cell broadcast, more than 2: shorten it"
    ]
    assert texts["en"].headline.startswith("word " * 60)


def test_an_exercise_says_so_first_in_every_part_once() -> None:
    texts, _ = composed(SETTINGS, "overhead", AREAS[:1], True)
    assert list(texts) == list(LANGUAGES)
    for language, text in texts.items():
        for name in PARTS:
            assert getattr(text, name).startswith("EXERCISE")
            assert getattr(text, name).startswith(prefix(language))
    again, _ = composed(SETTINGS, "overhead", AREAS[:1], True, texts)
    assert again["lv"] == texts["lv"], "what is marked is not marked twice"
    assert list(EXERCISE) == [language for language in LANGUAGES if language != "en"]
    assert prefix("en") == prefix("xx") == "EXERCISE: "


def test_what_a_person_types_is_looked_at() -> None:
    text = WORDS["found"]["en"]
    assert refused({"en": text}, SETTINGS) == ""
    assert "xx is none of" in refused({"xx": text}, SETTINGS)
    assert "'rusij'" in refused({"lt": replace(text, headline="Iš Rusijos")}, SETTINGS)
    assert "more than 4000" in refused({"en": replace(text, description="x" * 4001)}, SETTINGS)
    assert "XML" in refused({"en": replace(text, event="a\x07")}, SETTINGS)
    assert "each say something" in refused({"en": replace(text, instruction=" ")}, SETTINGS)
