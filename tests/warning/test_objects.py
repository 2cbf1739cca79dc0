"""Warnings of incidents that are merged: one object has one, people's work is kept, and nothing is cleared by it."""

from typing import Any

import msgspec
import pytest

from picture.scene import NOON_S, rows
from sargas.model.decision import AllClear, AmendWarning, ReleaseWarning, RetractWarning
from sargas.model.incident import Incident
from sargas.model.tracks import Tracks
from sargas.model.warning import PublicWarning
from sargas.warning import Warnings
from sargas.warning.objects import Objects
from warning.scene import decide, done, incident, release, room

BOTH = ("radar", "primary")


def at(seconds: float, first_km: float = -10.0) -> Tracks:
    """Tracks 5 and 6, 400 m apart, on their way east."""
    east_m = 45.0 * seconds
    said = {"east_mps": 45.0, "sensors": BOTH}
    return rows(
        NOON_S + seconds,
        {"number": 5, "east_m": 1000.0 * first_km + east_m, **said},
        {"number": 6, "east_m": -10_400.0 + east_m, **said},
    )


def other(situation: str = "approaching", version: int = 1, **more: Any) -> Incident:
    """Incident 2, of track 6."""
    return msgspec.structs.replace(incident(situation, version, **more), number=2, tracks=(6,))


def both(situation: str, version: int) -> Incident:
    """Incident 1 that goes on for 2."""
    return msgspec.structs.replace(incident(situation, version, merged=(2,)), tracks=(5, 6))


def two() -> Warnings:
    """Two objects 400 m apart, each with a draft."""
    warnings = room()
    assert [one.incident for one in warnings.update(NOON_S, at(0.0), [incident(), other()])] == [1, 2]
    return warnings


def merge(warnings: Warnings, at_s: float = 10.0, situation: str = "approaching") -> list[PublicWarning]:
    told = [both(situation, 20), other("merged", 20, merged_into=1)]
    return warnings.update(NOON_S + at_s, rows(NOON_S + at_s), told)


def states(warnings: Warnings) -> list[tuple[str, bool]]:
    return [(one.state, one.draft is not None) for one in warnings.warnings]


def test_whichever_of_its_tracks_flies_on_is_followed() -> None:
    """It goes on for one that was found again and again, and is seen by its own, the first of all."""
    drafts = []
    for tracks in ((5,), (5, 6, 7, 8, 9)):
        warnings = room()
        (told,) = warnings.update(NOON_S, at(0.0), [msgspec.structs.replace(incident(), tracks=tracks)])
        first = told.draft
        for second in (60.0, 120.0):
            flies = at(second)
            warnings.update(NOON_S + second, flies.take(flies.number == 5), [])
        drafts.append(warnings.warnings[0].draft)
    assert drafts[0] == drafts[1] != first


def test_of_two_drafts_one_goes_on() -> None:
    warnings = two()
    told = {one.number: one for one in merge(warnings)}
    assert (told[2].state, told[2].draft, told[2].ended_why) == ("expired", None, "goes on as warning 1")
    assert states(warnings) == [("draft", True), ("expired", False)]
    assert "goes on" not in warnings.warnings[0].ended_why


@pytest.mark.parametrize("touch", [AmendWarning, ReleaseWarning])
def test_the_draft_that_people_are_at_goes_on(touch: type) -> None:
    warnings = two()
    done(decide(warnings, touch(2)))
    merge(warnings)
    assert states(warnings) == [("expired", False), ("draft", True)]
    assert warnings.warnings[0].ended_why == "goes on as warning 2"
    later = warnings.update(NOON_S + 20.0, rows(NOON_S + 20.0), [both("inside", 21)])
    assert [one.number for one in later] in ([2], []), "no third is opened"
    assert len(warnings.warnings) == 2


def test_where_people_are_at_both_neither_is_taken_away() -> None:
    warnings = two()
    done(decide(warnings, AmendWarning(1)))
    done(decide(warnings, ReleaseWarning(2)))
    merge(warnings)
    assert states(warnings) == [("draft", True), ("draft", True)]
    held = warnings.warnings[0].draft
    assert held is not None
    assert held.since == "the same object as that of warning 2"
    half_an_hour_s = NOON_S + 10.0 + 1801.0
    warnings.update(half_an_hour_s, rows(half_an_hour_s), [])
    assert warnings.warnings[0].state == "expired"


def test_what_was_told_stands_and_is_not_cleared_while_the_object_flies() -> None:
    warnings = two()
    release(warnings, 1)
    release(warnings, 2, at_s=7.0)
    merge(warnings, 20.0)
    assert states(warnings) == [("released", False), ("released", False)]
    for number in (1, 2):
        refused = decide(warnings, AllClear(number, "left"), at_s=30.0, why="nobody sees it")
        assert refused == "incident 1 is approaching, not left"
    clear = decide(warnings, AllClear(2, "identified"), at_s=30.0, why="our own")
    assert isinstance(clear, PublicWarning)


def test_the_warning_of_the_other_alone_is_that_of_the_object() -> None:
    warnings = room()
    assert [one.incident for one in warnings.update(NOON_S, at(0.0, -90.0), [incident(), other()])] == [2]
    release(warnings, 1)
    merge(warnings, 20.0)
    assert states(warnings)[0][0] == "released"
    assert len(warnings.warnings) == 1, "no second one for the same object"
    assert "not left" in str(decide(warnings, AllClear(1, "left"), at_s=30.0, why="nobody sees it"))
    restored = room()
    restored.restore(warnings.checkpoint())
    assert restored.checkpoint() == warnings.checkpoint()


def test_apart_again_each_object_has_its_own() -> None:
    warnings = two()
    release(warnings, 2)
    merge(warnings, 20.0)
    assert states(warnings) == [("expired", False), ("released", False)]
    apart = [incident("approaching", 30), other("approaching", 30)]
    told = warnings.update(NOON_S + 30.0, at(30.0), apart)
    assert [(one.number, one.incident, one.state) for one in told if one.draft is not None] == [(3, 1, "draft")]
    assert "incident 2" in str(decide(warnings, AllClear(2, "left"), at_s=40.0, why="nobody sees it"))


def test_what_was_taken_back_of_the_other_is_taken_back_of_the_object() -> None:
    warnings = two()
    done(decide(warnings, RetractWarning(1)))
    done(decide(warnings, RetractWarning(2), at_s=2.0))
    merge(warnings)
    assert [one.state for one in warnings.warnings] == ["retracted", "retracted"], "nothing is drafted again"


def test_nothing_stands_for_what_is_not_known() -> None:
    assert Objects().standing(3) is None
    assert Objects().join(2, 1) == (None, [])
