"""The panel of a track in a real browser: its evidence, every act on it; and all screens of the desk are accessible."""

import pytest

from console.desk import at, expect, look_at, plays, told
from sargas.model.decision import (
    Acknowledge,
    Coast,
    Correlate,
    Decorrelate,
    Drop,
    Initiate,
    LockIdentity,
    Merge,
    Reassociate,
    Split,
    Undo,
)
from sargas.model.incident import Earlier, PlaceAhead
from sargas.model.silence import Duty, Silence
from sargas.model.watch import WatchEntry
from web.bench import T0

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def played():
    yield from plays()


def test_a_track_tells_its_evidence_and_a_proposal_is_adopted_by_name(played):
    async def acts(desk):
        desk.show(incidents=(at(60),), alerts=(told(1, 60, "warning"),))
        look_at(desk)
        await desk.sit_down()
        await desk.keys("j", "Enter")
        panel = desk.region("Selected track")
        await expect(panel.get_by_role("list", name="Evidence")).to_contain_text("says to be where it is not seen")
        await expect(panel).to_contain_text("Proposed: suspect")
        await expect(panel).to_contain_text("fixed wing drone70 %")
        await expect(panel.get_by_role("img", name="Height: 340 ft to 340 ft")).to_be_visible()
        await panel.get_by_role("button", name="Adopt by name").click()
        await expect(desk.page.get_by_label("Who it is")).to_have_value("suspect")
        await desk.say("Decide", why="seen on the camera")
        decision = await desk.arrived(LockIdentity(66, "suspect"), "seen on the camera")
        assert decision.expected_version == 5
        in_force = panel.get_by_role("list", name="Acts in force")
        await expect(in_force).to_contain_text("lock identity T66 suspect")
        await in_force.get_by_role("button", name="Undo").click()
        await desk.say("Undo", why="it was another")
        await desk.arrived(Undo(decision.record_number), "it was another")
        await expect(in_force).to_be_hidden()

    played(acts)


@pytest.fixture
def on_tracks():
    """Button, what is filled in, the act."""
    other = {"The_other_track": "8"}
    return [
        ("Drop", "Drop", {}, Drop(7)),
        ("Merge", "Merge", other, Merge(7, 8)),
        ("Split", "Split", {}, Split(7)),
        ("Exchange", "Exchange", other, Reassociate(7, 8)),
        ("Coast", "Coast", {}, Coast(7)),
        ("Same as", "Hold together", other, Correlate(7, 8)),
        ("Not the same", "Hold apart", other, Decorrelate(7, 8)),
    ]


def test_every_act_on_a_track_is_asked_for_a_reason_and_may_be_undone(played, on_tracks):
    async def acts(desk):
        desk.show(incidents=(at(1),), alerts=(told(1, 1, "warning"),))
        await desk.sit_down()
        await desk.keys("j", "Enter")
        group = desk.page.get_by_role("group", name="Acts on this track")
        for button, does, fields, act in on_tracks:
            await group.get_by_role("button", name=button, exact=True).click()
            await desk.say(does, why="seen on the camera", **fields)
            decision = await desk.arrived(act, "seen on the camera")
        await desk.keys("z", "Enter")
        await desk.arrived(Undo(decision.record_number), "in error")

    played(acts)


def test_an_object_that_no_sensor_sees_is_begun_by_hand(played):
    async def acts(desk):
        await desk.sit_down()
        await desk.keys("b")
        await desk.say(
            "Begin",
            why="a guard called",
            Latitude="54.6",
            Longitude="25.7",
            Seen_at="07:59:30",
            Error_of_the_place="800",
        )
        await desk.arrived(Initiate(54.6, 25.7, T0 - 30, 800.0), "a guard called")

    played(acts)


def test_every_screen_of_the_desk_is_accessible(played):
    async def acts(desk):
        one = at(60, places=(PlaceAhead("the depot", 300.0, 0.7, 240.0),), merged=(9,), earlier=(Earlier(4, 3e3, 7e3),))
        desk.show(
            incidents=(one, at(2, handling="assigned", assigned_to="Jonas"), at(3, "left", handling="closed")),
            alerts=(told(1, 60, "warning", repeats=1), told(2, 2, "caution"), told(3, 3, "advisory", ended=True)),
            silences=(Silence(41, "Ona", "ours", T0, T0 + 900.0, "caution", zone="ltu", muted=2),),
            duty=Duty("Ona", T0 - 60, "Jonas"),
            log=(WatchEntry(1, T0 - 120, "sensor", "psr-1: silent"), WatchEntry(2, T0, "note", "calm", "Ona")),
        )  # fmt: skip
        look_at(desk)
        await desk.sit_down()
        await desk.accessible()
        await desk.keys("j", "Enter")
        await expect(desk.page.get_by_role("list", name="Evidence")).to_contain_text("not seen")
        await expect(desk.region("Incident file").get_by_role("row").nth(3)).to_be_visible()
        await desk.accessible()
        for key in ("x", "w", "?"):
            await desk.keys(key)
            await expect(desk.page.get_by_role("dialog")).to_be_visible()
            await desk.accessible()
            await desk.keys("Escape")
            await expect(desk.page.get_by_role("dialog")).to_be_hidden()
            row = desk.region("Alerts").locator("[data-key]").first
            await expect(row).to_be_focused()
        await desk.keys("a")
        await desk.arrived(Acknowledge(60))
        await desk.accessible()

    played(acts)
