"""What each act refuses, beside what the room's own tests play."""

import msgspec
import pytest

from picture.scene import NOON_S, NOTHING
from sargas.model.warning import AllClear, AmendWarning, DraftWarning, ReleaseWarning, RetractWarning, WarningArea
from sargas.warning import Settings, Warnings
from sargas.warning.words import WORDS
from warning.scene import AREAS, LAND, SETTINGS, decide, done, draft, incident, release, room, track

replace = msgspec.structs.replace


@pytest.fixture
def told():
    warnings = room()
    draft(warnings)
    release(warnings)
    return warnings


def test_an_alarm_does_not_become_an_advisory(told) -> None:
    act = DraftWarning("found", "alarm", incident=1, areas=("far",))
    done(decide(told, act, why="parts seen"))
    lower = AmendWarning(1, level="advisory")
    assert decide(told, lower).startswith("an alarm that was told does not become an advisory")


def test_a_draft_by_hand_of_an_incident_with_a_warning_goes_on_with_it(told) -> None:
    act = DraftWarning("found", "advisory", incident=1, areas=("far",))
    one = done(decide(told, act, why="parts seen"))
    assert one.number == 1
    assert one.draft.level == "alarm", "what was told does not become less"
    assert [area.area for area in one.draft.areas] == ["far", "near", "middle"]
    assert "a draft of this incident: amend it" in decide(told, act, why="again")
    assert "draft by hand" in decide(room(), replace(act, incident=0), why=" ")


def test_amending_takes_the_first_release_back() -> None:
    warnings = room()
    draft(warnings)
    done(decide(warnings, ReleaseWarning(1)))
    one = done(decide(warnings, AmendWarning(1, level="alarm"), "Jonas"))
    assert one.draft.first is None
    assert decide(warnings, AmendWarning(1, areas=())) == "a warning is for one area at least"
    assert decide(warnings, AmendWarning(1, level="alarm"), " ") == "amending needs a name"
    assert decide(warnings, AmendWarning(1, areas=("moon",))) == "there is no area 'moon'"


def test_an_all_clear_is_for_everything_that_was_told(told) -> None:
    told.update(NOON_S + 60.0, NOTHING, [incident("left", 2)])
    done(decide(told, AllClear(1, "left"), at_s=61.0, why="seen to go"))
    assert "for all areas that were told" in decide(told, AmendWarning(1, areas=("near",)))
    assert decide(told, ReleaseWarning(1), "Ona") == "Ona has released it already: another person is needed"
    assert done(decide(told, ReleaseWarning(1), "Rasa", 70.0)).state == "cleared"
    assert decide(told, AllClear(1, "left"), why="x") == "warning 1 is cleared: there is nothing to clear"


def test_the_second_release_of_an_all_clear_asks_again_whether_it_still_holds(told) -> None:
    told.update(NOON_S + 60.0, NOTHING, [incident("left", 2)])
    done(decide(told, AllClear(1, "left"), at_s=61.0, why="seen to go"))
    told.update(NOON_S + 62.0, NOTHING, [incident("lost", 3)])
    assert "lost is never clear" in decide(told, ReleaseWarning(1), "Jonas", 63.0)


def test_nothing_is_retracted_twice(told) -> None:
    done(decide(told, RetractWarning(1), at_s=20.0))
    assert decide(told, RetractWarning(1)) == "warning 1 is retracted: there is nothing to retract"
    assert decide(told, AmendWarning(1, level="alarm")) == "warning 1 has no draft: draft it anew"
    empty = room()
    draft(empty)
    assert decide(empty, RetractWarning(1), " ") == "retracting needs a name"


def test_a_draft_is_held_to_be_read_and_released_as_it_was_read() -> None:
    warnings = room()
    draft(warnings)
    held = done(decide(warnings, AmendWarning(1)))
    assert held.draft.amended
    news = warnings.update(NOON_S + 240.0, track(1.0, time_s=NOON_S + 240.0), [incident("inside", 2)])
    assert news[0].draft.since == "also: Far"
    assert done(decide(warnings, ReleaseWarning(1), at_s=241.0, seen=held.version)).draft.first is not None


def test_what_the_first_signed_is_what_the_second_makes_public_also_at_another_site() -> None:
    """After a restart with another layer, other words or another roster both are to read it again."""
    warnings = room()
    hazard = draft(warnings).draft.hazard
    done(decide(warnings, ReleaseWarning(1)))
    saved = warnings.checkpoint()

    def second(settings: Settings = SETTINGS, areas: tuple[WarningArea, ...] = AREAS, by: str = "Jonas") -> object:
        again = Warnings(settings, areas, (), (LAND,))
        again.restore(saved)
        return decide(again, ReleaseWarning(1), by, 9.0)

    assert done(second()).state == "released"
    assert "not in the layer of areas any more" in second(areas=AREAS[1:])
    renamed = replace(SETTINGS, roster=("Ona Petraite", "Jonas", "Rasa"))
    assert "not on the roster any more" in second(renamed, by="Ona Petraite")
    own = replace(WORDS[hazard]["en"], headline="Go to the cellar")
    assert "words of the site have changed" in second(replace(SETTINGS, texts={hazard: {"en": own}}))
