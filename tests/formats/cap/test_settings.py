from typing import Any

import pytest

from formats.cap.exported import GIVEN, WORDS, settings
from sargas.formats.cap.settings import ExportSettings, Settings
from sargas.typed import typed


def test_a_feed_needs_nothing() -> None:
    assert Settings("met").security_classification == "UNCLASSIFIED"


@pytest.mark.parametrize("wrong", [{"security_classification": "COSMIC"}, {"eu_alert_name": " "}])
def test_what_cannot_be_is_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Settings("met", **wrong)


def findings(given: dict[str, Any]) -> list[str]:
    found: list[str] = []
    typed(given, ExportSettings, "settings", found)
    return found


def test_an_export_is_told_everything_that_a_machine_may_not_guess() -> None:
    assert findings(GIVEN) == []
    assert findings({"feed": "x"}) == ["settings.scope: missing"]
    assert findings({"feed": "x", "scope": "Private"}) == [
        "settings: scope Private needs sender, expires_s, area, levels"
    ]
    bare = GIVEN | {"levels": {"advisory": WORDS, "warning": {}}}
    assert findings(bare) == [
        *(
            f"settings.levels.warning.{name}: missing"
            for name in ("category", "event", "urgency", "severity", "certainty", "response_types")
        ),
        "settings.levels.caution: missing",
    ]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (
            {"scope": "Public"},
            "what the public is told stands in [warning]: sender, expires_s, area, levels, restriction",
        ),
        ({"restriction": None}, "restriction is there if and only if the scope is Restricted"),
        ({"scope": "Private"}, "restriction is there if and only if"),
        ({"area": "Area under enemy attack"}, "'attack' in what is said of area, sender or recipient"),
        ({"restriction": "Against a hostile attack"}, "'attack'"),
        ({"sender_name": "Attack watch"}, "'attack'"),
        ({"geocodes": {"X": "hostile"}}, "'hostil'"),
        ({"eu_alert_name": "EU-Alert"}, "unknown key"),
        ({"scope": "Private", "restriction": None}, "addresses are there where the scope is Private"),
        ({"addresses": ['a"b']}, "addresses and incidents say something, without double quotes"),
        ({"sender": "a b"}, "sender has no space"),
        ({"area": " "}, "areaDesc says something"),
        ({"web": "www.example"}, "web is a full address"),
        ({"contact": "\x07"}, "XML can hold the texts"),
        ({"geocodes": {"": "LT"}}, "a geocode has a valueName"),
        ({"expires_s": 59.0}, "expires_s 59.0 is outside"),
        ({"expires_s": 1e6}, "expires_s"),
        ({"circle_m": 0.0}, "circle_m 0.0 is outside"),
    ],
)
def test_what_no_warning_may_say_is_refused_before_there_is_one(changed: dict[str, Any], reason: str) -> None:
    found = findings({key: value for key, value in (GIVEN | changed).items() if value is not None})
    assert len(found) == 1
    assert reason in found[0]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"category": []}, "category is said"),
        ({"response_types": []}, "responseType is said"),
        ({"response_types": ["None", "Monitor"]}, "responseType None stands alone"),
        ({"event": " "}, "event says something"),
        (
            {"event": "Drone attack"},
            "'attack' in what is said of an object: whose an object is, and what for, is not presumed",
        ),
        ({"instruction": "Hostile drones: shelter"}, "'hostil'"),
        ({"event": "Russian military drone"}, "'russia'"),
        ({"event": "Priešo dronas"}, "'prieso'"),
        ({"event_codes": {"X": "attack by somebody"}}, "'attack'"),
        ({"eu_alert": "EU-Alert Level 1"}, "unknown key"),
        ({"severity": "Bad"}, "Invalid enum value 'Bad'"),
        ({"event_codes": {" ": "x"}}, "an eventCode or parameter has a valueName"),
    ],
)
def test_what_a_level_may_not_say(changed: dict[str, Any], reason: str) -> None:
    found = findings(GIVEN | {"levels": GIVEN["levels"] | {"caution": WORDS | changed}})
    assert len(found) == 1
    assert reason in found[0]


def test_a_neighbour_may_be_named_where_it_says_where_something_is() -> None:
    assert findings(GIVEN | {"area": "Border with Belarus", "restriction": "Liaison officers of Ukraine"}) == []


def test_private_with_addresses() -> None:
    assert settings(scope="Private", restriction=None, addresses=["a@example.lt", "Duty officer"]).addresses


def test_what_the_public_is_told_needs_no_more_than_the_scope() -> None:
    assert findings({"feed": "x", "scope": "Public"}) == []
