import msgspec
import pytest

from sargas.typed import typed
from sargas.warning.settings import Levels, Settings, plain_name
from sargas.warning.words import WORDS
from warning.scene import SETTINGS, TERMS

TERMS_SAID = msgspec.to_builtins(TERMS)


def findings(**given) -> list[str]:
    found: list[str] = []
    typed(given, Settings, "warning", found)
    return found


def test_nothing_that_a_message_says_has_a_default() -> None:
    assert findings() == []
    assert Settings().missing() == [
        "sender", "levels.advisory", "levels.alarm", "levels.all_clear", "roster (at least two names)",
    ]  # fmt: skip
    assert SETTINGS.missing() == []
    assert findings(levels={"alarm": {}}) == [
        f"warning.levels.alarm.{name}: missing"
        for name in ("category", "urgency", "severity", "certainty", "response_types", "expires_s")
    ]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"roster": ["Ona", " ona"]}, "nobody stands in it twice"),
        ({"roster": ["Ona", " "]}, "everybody has a name"),
        ({"languages": ["LV"]}, "languages"),
        ({"languages": ["lv", "lv"]}, "named twice"),
        ({"languages": ["de"]}, "texts.approaching.de: missing"),
        ({"most_pages": 16}, "most_pages"),
        ({"second_after_s": 1.0}, "second_after_s"),
        ({"corridor": {"minutes": 90.0}}, "minutes: 90.0 is outside 1..60"),
        ({"corridor": {"turn_deg": 5.0}}, "warning.corridor.turn_deg: unknown key; it is motion.turn_deg now"),
        ({"texts": {"storm": {}}}, "texts.storm: none of"),
        (
            {"texts": {"found": {"en": {"event": "e", "headline": "enemy", "description": "d", "instruction": "i"}}}},
            "'enemy'",
        ),
        ({"levels": {"alarm": TERMS_SAID | {"expires_s": 5.0}}}, "expires_s 5.0 is outside"),
        ({"levels": {"alarm": TERMS_SAID | {"eu_alert": "EU-Test"}}}, "an exercise says EU-Exercise by itself"),
        ({"levels": {"alarm": TERMS_SAID | {"category": []}}}, "at least one each"),
        ({"levels": {"alarm": TERMS_SAID | {"response_types": ["AllClear"]}}}, "AllClear is of an all clear alone"),
        ({"levels": {"all_clear": TERMS_SAID}}, "response_types of an all clear: AllClear is one of them"),
    ],
)
def test_what_cannot_be_is_named(given, reason) -> None:
    found = findings(**given)
    assert len(found) == 1
    assert reason in found[0]


def test_a_site_s_own_texts_stand_before_the_shipped() -> None:
    own = msgspec.structs.replace(WORDS["found"]["en"], event="Object found")
    settings = msgspec.structs.replace(SETTINGS, texts={"found": {"en": own}})
    assert settings.text("found", "en") == own
    assert settings.text("found", "lv") == WORDS["found"]["lv"]
    assert settings.text("found", "de") is None


def test_terms_by_level_and_of_an_all_clear() -> None:
    assert SETTINGS.terms("alarm", "overhead") == TERMS
    assert SETTINGS.terms("alarm", "all_clear").response_types == ("AllClear",)
    assert msgspec.structs.replace(SETTINGS, levels=Levels()).terms("alarm", "found") is None


def test_one_person_typed_twice_is_one_person() -> None:
    assert plain_name("  Jonas  Jonaitis ") == plain_name("jonas JONAITIS")
    assert plain_name("Rūta\u200b") == plain_name("Ru\u0304\u00adta"), "composed or not, with letters that nobody sees"
    assert plain_name("Ona") != plain_name("Ina")
