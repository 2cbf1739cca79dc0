"""A warning as CAP 1.2: sound by the schema of OASIS and by every rule, and never Actual where it is an exercise."""

from pathlib import Path

import msgspec
import numpy as np
import pytest
from lxml import etree

from incursion.land import ring
from picture.scene import NOON_S, NOTHING
from sargas.formats.cap.encoder import xml
from sargas.formats.cap.eu_alert import EU_ALERT, levels_of
from sargas.formats.cap.labels import labelled
from sargas.model.label import Label
from sargas.model.notice import Notice
from sargas.model.warning import AllClear, DraftWarning, ReleaseWarning, RetractWarning, WarningArea
from sargas.warning import Warnings
from sargas.warning.notices import faults
from sargas.warning.words import LANGUAGES
from warning.scene import SETTINGS, area, decide, done, draft, incident, release, room, track

replace = msgspec.structs.replace


def story(simulated: bool) -> list[Notice]:
    """Everything that is told of one warning: alert, update, all clear, and the cancel of another."""
    warnings = room(simulated=simulated)
    draft(warnings)
    told = [release(warnings).notice]
    warnings.update(NOON_S + 600.0, track(21.0, time_s=NOON_S + 600.0), [incident("inside", 2)])
    told.append(release(warnings, at_s=610.0).notice)
    warnings.update(NOON_S + 700.0, NOTHING, [incident("lost", 3, distance_m=-9_000.0)])
    done(decide(warnings, AllClear(1, "found"), at_s=710.0, why="in a field"))
    told.append(done(decide(warnings, ReleaseWarning(1), "Jonas", 711.0)).notice)
    other = room(simulated=simulated)
    draft(other)
    release(other)
    told.append(done(decide(other, RetractWarning(1), "Rasa", 30.0)).notice)
    return told


def test_each_message_keeps_the_schema_and_every_rule(corpus: Path) -> None:
    for name in ("cap12.xsd", "cap12_extended.xsd"):
        schema = etree.XMLSchema(etree.parse(corpus / "cap" / name))
        for notice in [*story(False), *story(True)]:
            assert faults(notice) == []
            schema.assertValid(etree.fromstring(xml(labelled(notice, Label()))))


def test_what_each_message_says() -> None:
    alert, update, clear, cancel = story(False)
    assert [one.msg_type for one in (alert, update, clear, cancel)] == ["Alert", "Update", "Update", "Cancel"]
    assert all((one.scope, one.status, one.sender) == ("Public", "Actual", "warn.example") for one in story(False))
    assert len({one.identifier for one in (alert, update, clear, cancel)}) == 4
    assert [one.identifier for one in clear.references] == [alert.identifier, update.identifier]
    assert [block.language for block in alert.blocks] == list(LANGUAGES)
    block = alert.blocks[1]
    assert (block.urgency, block.severity, block.certainty) == ("Immediate", "Severe", "Likely")
    assert (block.response_types, block.expires_s) == (("Shelter",), alert.sent_s + 1800.0)
    assert [area.description for area in block.areas] == ["Tuvējais", "Middle"]
    assert block.areas[0].geocodes[0].value == "0001"
    assert alert.sent_s < block.onset_s < NOON_S + 300.0
    assert clear.blocks[0].response_types == ("AllClear",)
    assert clear.blocks[0].onset_s is None
    assert cancel.blocks == ()
    assert levels_of(alert, EU_ALERT) == ("EU-Alert Level 2",)
    assert not any(name in str(one) for one in story(False) for name in ("Ona", "Jonas", "Rasa", "radar"))


def test_an_exercise_cannot_leave_as_actual() -> None:
    for notice in story(True):
        assert notice.status == "Exercise"
        assert notice.note.startswith("EXERCISE EXERCISE EXERCISE")
        for block in notice.blocks:
            said = (block.event, block.headline, block.description, block.instruction)
            assert all(text.startswith("EXERCISE") for text in (*said, *(area.description for area in block.areas)))
        if notice.blocks:
            assert levels_of(notice, EU_ALERT) == ("EU-Exercise",)
            assert faults(replace(notice, status="Actual")) == [
                "EU-Alert EU-Exercise in a notice whose status is Actual"
            ]


def test_an_incident_of_an_exercise_makes_an_exercise_of_its_warning() -> None:
    warnings = room()
    draft(warnings, simulated=True)
    told = release(warnings)
    assert told.simulated
    assert told.notice.status == "Exercise"


def test_messages_of_one_second_have_seconds_of_their_own() -> None:
    warnings = room()
    draft(warnings)
    told = release(warnings)
    over = done(decide(warnings, RetractWarning(1), "Rasa", 6.0))
    assert over.notice.sent_s == told.notice.sent_s + 1.0


@pytest.mark.parametrize("sender", ["a b", "x<y"])
def test_what_breaks_a_rule_is_not_released_and_says_why(sender: str) -> None:
    warnings = room(replace(SETTINGS, sender=sender))
    draft(warnings)
    assert "sender has no space" in decide(warnings, ReleaseWarning(1)), "the first sees it already"
    assert warnings.warnings[0].notice is None


def wavy(k: int) -> WarningArea:
    """A municipality of 3,000 places with bends of 400 m."""
    turn = np.linspace(0.0, 2.0 * np.pi, 3_000, endpoint=False)
    radius = 8.0 + 0.2 * np.sin(300.0 * turn)
    outline = ring(*zip((5 + radius * np.sin(turn)).tolist(), (k + radius * np.cos(turn)).tolist(), strict=True))
    return WarningArea(f"m{k}", f"M {k}", ((outline,),))


def test_a_message_of_many_fine_areas_is_thinned_until_it_is_one() -> None:
    areas = [wavy(k) for k in range(12)]
    warnings = Warnings(SETTINGS, areas)
    act = DraftWarning("found", "alarm", areas=tuple(area.id for area in areas))
    done(decide(warnings, act, why="many"))
    notice = release(warnings, why="many").notice
    assert len(xml(labelled(notice, Label()))) < 1 << 20
    places = [len(ring) for area in notice.blocks[0].areas for ring in area.polygons]
    assert all(4 < count < 1_000 for count in places)


def test_a_message_that_is_too_long_all_the_same_is_seen_by_the_first() -> None:
    long = "Stay in. " * 440
    text = replace(SETTINGS.text("found", "en"), description=long, instruction=long)
    names = dict.fromkeys(("lv", "lt"), "name " * 4000)
    areas = [area(f"m{k}", 0, k, 1, k + 1, names=names) for k in range(20)]
    warnings = Warnings(replace(SETTINGS, texts={"found": {"en": text}}), areas)
    done(decide(warnings, DraftWarning("found", "alarm", areas=tuple(one.id for one in areas)), why="x"))
    assert decide(warnings, ReleaseWarning(1), why="x") == "a notice of more than 1 MiB"
