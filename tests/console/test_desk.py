"""The operator's desk in a real browser, by keys and clicks: what a person does, and what arrives at the server."""

import asyncio

import msgspec
import pytest

from console.desk import HOSTILE, ME, at, expect, plays, told
from sargas.model.decision import (
    Acknowledge,
    AcknowledgeAlert,
    Assign,
    BeginSilence,
    Close,
    EndSilence,
    HandOver,
    LinkIncident,
    MergeIncident,
    NoteIncident,
    NoteWatch,
    Reopen,
    SeparateIncident,
    UnlinkIncident,
)
from sargas.model.incident import Earlier, PlaceAhead
from sargas.model.silence import Duty, Silence
from sargas.model.watch import WatchEntry
from web.bench import T0

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def played():
    yield from plays()


def test_who_is_not_known_is_asked_once(played):
    async def acts(desk):
        desk.show(incidents=(at(1), at(2)), alerts=(told(1, 1, "caution"), told(2, 2, "caution")))
        await desk.sit_down()
        await desk.keys("j", "a")
        await desk.page.get_by_label("Your name").fill("Ona")
        await desk.keys("Enter")
        await desk.arrived(Acknowledge(2), by="Ona")
        await expect(desk.page.get_by_role("dialog")).to_be_hidden()
        await desk.keys("k", "a")
        await desk.arrived(Acknowledge(1), by="Ona")

    played(acts, who="")


def test_the_keyboard_alone_finds_opens_acknowledges_and_undoes(played):
    async def acts(desk):
        desk.show(incidents=(at(1), at(2)), alerts=(told(1, 1, "caution"), told(2, 2, "warning")))
        await desk.sit_down()
        rows = desk.region("Alerts").locator("[data-key]")
        await expect(rows.first).to_contain_text("#2")
        await expect(rows.first).to_contain_text("nobody has it")
        await desk.keys("j")
        await expect(rows.first).to_be_focused()
        await desk.keys("j", "k", "ArrowDown", "ArrowUp", "Enter")
        file = desk.region("Incident file")
        await expect(file).to_contain_text("Incident #2")
        await expect(file).to_contain_text("Nobody has acknowledged it")
        await expect(file).to_contain_text("97 % inside now")
        await expect(desk.region("Selected track")).to_contain_text("T8")
        await desk.keys("a")
        decision = await desk.arrived(Acknowledge(2))
        assert decision.expected_version == 3
        await expect(
            desk.page.get_by_role("status").filter(has_text="Acknowledged #2, by R. Petrauskas")
        ).to_be_visible()
        await expect(rows.first).to_contain_text("#1")
        await expect(rows.nth(1)).to_contain_text("acknowledged · R. Petrauskas")
        await expect(rows.nth(1)).to_be_focused()
        await desk.keys("z", "Enter")
        await desk.arrived(Reopen(2), "acknowledged in error")
        await expect(file).to_contain_text("Nobody has acknowledged it")
        await desk.keys("Escape", "Escape")
        await expect(file).to_be_hidden()

    played(acts)


def test_an_incident_is_noted_assigned_closed_on_a_ground_and_reopened(played):
    async def acts(desk):
        desk.show(incidents=(at(1, handling="acknowledged"),), alerts=(told(1, 1, "warning"),))
        await desk.sit_down()
        await desk.keys("j", "Enter", "n")
        await desk.page.keyboard.type(f"two engines {HOSTILE}")
        await desk.keys("Enter")
        await desk.arrived(NoteIncident(1, f"two engines {HOSTILE}"))
        await expect(desk.region("Incident file").locator(".log")).to_contain_text(f"two engines {HOSTILE}")
        await desk.keys("d")
        await desk.page.keyboard.type("Jonas")
        await desk.keys("Enter")
        await desk.arrived(Assign(1, "Jonas"))
        await expect(desk.region("Incident file")).to_contain_text("assigned to Jonas")
        await desk.keys("x")
        form = desk.page.get_by_role("dialog")
        await expect(form.get_by_role("button", name="Close Enter")).to_be_disabled()
        await form.get_by_label("on what ground").select_option("no_object")
        await form.get_by_label("Why").fill("birds")
        desk.refusal = "incident 1 has changed since version 5: it is left"
        await desk.keys("Enter")
        await expect(form.get_by_role("alert")).to_have_text("incident 1 has changed since version 5: it is left")
        assert all("409" in trouble for trouble in desk.troubles), "the browser tells of the refused request"
        desk.troubles.clear()
        await form.get_by_role("button", name="Close Enter").click()
        await desk.arrived(Close(1, "no_object"), "birds")
        await expect(form).to_be_hidden()
        await desk.keys("r")
        await desk.say("Reopen", why="they are none")
        await desk.arrived(Reopen(1), "they are none")

    played(acts)


def test_what_is_refused_at_once_is_told_in_the_server_s_words(played):
    async def acts(desk):
        desk.show(incidents=(at(1),), alerts=(told(1, 1, "warning"),))
        await desk.sit_down()
        desk.refusal = "incident 1 has changed since version 3: it is lost"
        await desk.keys("j", "a")
        status = desk.page.get_by_role("status").filter(has_text="refused")
        await expect(status).to_contain_text("incident 1 has changed since version 3: it is lost")
        assert desk.decided == []
        desk.troubles.clear()

    played(acts)


def test_incidents_are_merged_separated_linked_and_unlinked(played):
    async def acts(desk):
        near = Earlier(4, 3_000.0, 7_200.0, by="Jonas")
        desk.show(incidents=(at(1, merged=(9,), earlier=(near,)), at(2), at(9, "merged", merged_into=1)))
        await desk.sit_down()
        await desk.keys("i")
        await desk.page.locator("#incident-1 .whole").click()
        file = desk.region("Incident file")
        await file.get_by_role("button", name="Merge").click()
        await desk.say("Merge", why="one engine", The_other_incident="2")
        await desk.arrived(MergeIncident(1, 2), "one engine")
        await desk.keys("z")
        await desk.say("Separate")
        await desk.arrived(SeparateIncident(2), "merged in error")
        await file.get_by_role("button", name="Separate").click()
        await desk.say("Separate", why="two engines")
        await desk.arrived(SeparateIncident(9), "two engines")
        await file.get_by_role("button", name="Link", exact=True).click()
        await desk.say("Link", why="the same night", The_other_incident="2")
        await desk.arrived(LinkIncident(1, 2), "the same night")
        await file.get_by_role("button", name="Unlink #4").click()
        await desk.say("Unlink", why="a balloon")
        await desk.arrived(UnlinkIncident(1, 4), "a balloon")

    played(acts)


def test_the_file_tells_the_clock_what_waits_and_what_lies_ahead(played):
    async def acts(desk):
        depot = PlaceAhead(f"the depot {HOSTILE}", 300.0, 0.7, 240.0)
        one = at(1, places=(depot,), arrival_s=T0 + 240, arrival_at="the depot", time_to_border_s=90.0)
        desk.show(incidents=(one,), alerts=(told(1, 1, "warning", repeats=1),))
        await desk.sit_down()
        await expect(desk.region("Alerts")).to_contain_text("OVERDUE")
        await desk.keys("j", "Enter")
        file = desk.region("Incident file")
        step = file.get_by_role("row")
        await expect(step.filter(has_text="first plot")).to_contain_text("07:58:40Z")
        await expect(step.filter(has_text="acknowledged")).to_contain_text("OVERDUE, waits")
        await expect(step.filter(has_text="arrival")).to_contain_text("the depot, foreseen")
        await expect(file.get_by_text("straight there")).to_be_visible()

    played(acts)


def test_distress_and_each_of_a_digest_are_taken_up_in_one_key(played):
    async def acts(desk):
        distress = told(5, 0, "caution", kind="distress", track=12)
        digest = told(6, 0, "advisory", kind="digest", incidents=(1, 2))
        desk.show(incidents=(at(1), at(2)), alerts=(distress, digest))
        await desk.sit_down()
        await desk.keys("j", "a")
        await desk.arrived(AcknowledgeAlert(5))
        desk.show(alerts=(msgspec.structs.replace(distress, acknowledged=True),))
        row = desk.region("Alerts").locator("[data-key]").first
        await expect(row).to_contain_text("not acknowledged: #1 #2")
        await row.focus()
        await desk.keys("a")
        await desk.arrived(Acknowledge(1))
        await expect(row).to_contain_text("not acknowledged: #2")
        await desk.keys("a")
        await desk.arrived(Acknowledge(2))

    played(acts)


def test_new_alerts_sound_once_sound_is_on_and_no_more_when_it_is_off(played):
    async def acts(desk):
        await desk.page.evaluate(
            "window.tones = 0; const start = OscillatorNode.prototype.start;"
            "OscillatorNode.prototype.start = function (at) { window.tones++; start.call(this, at); }; 0"
        )
        await desk.sit_down()
        await desk.keys("m")
        await desk.until("window.tones === 1")  # that it can be heard
        desk.show(incidents=(at(1),), alerts=(told(1, 1, "warning"),))
        await desk.until("window.tones === 7")
        await expect(desk.region("Alerts").locator("[aria-live]")).to_contain_text("warning: look at #1")
        await desk.keys("m")
        desk.show(incidents=(at(2),), alerts=(told(2, 2, "warning"),))
        await expect(desk.region("Alerts")).to_contain_text("#2")
        await asyncio.sleep(0.5)
        assert await desk.page.evaluate("window.tones") == 7

    played(acts)


def test_silences_begin_are_counted_and_end(played):
    async def acts(desk):
        desk.show(incidents=(at(1),), alerts=(told(1, 1, "caution"),))
        await desk.sit_down()
        await desk.keys("j", "s")
        form = desk.page.get_by_role("dialog")
        await form.get_by_label("For how long").select_option("15")
        await form.get_by_label("The gravest").select_option("caution")
        await desk.say("Silence", why="our own balloon")
        decision = await desk.arrived(BeginSilence(900.0, "caution", incident=1), "our own balloon")
        quiet = Silence(decision.record_number, ME, f"ours {HOSTILE}", T0, T0 + 900.0, "caution", incident=1, muted=3)
        desk.show(silences=(quiet,))
        await expect(desk.region("Alerts")).to_contain_text("silenced until 08:15:00Z")
        await desk.keys("w")
        silences = desk.region("Silences")
        await expect(silences.get_by_role("row").nth(1)).to_contain_text(f"ours {HOSTILE}3")
        await silences.get_by_role("button", name="Silence a zone").click()
        await form.last.get_by_label("Of a zone").select_option("ltu")
        await form.last.get_by_label("Why").fill("a fair")
        await form.last.get_by_role("button", name="Silence").click()
        await desk.arrived(BeginSilence(1800.0, zone="ltu"), "a fair")
        await silences.get_by_role("button", name="End the silence of #1").click()
        await form.last.get_by_label("Why").fill("landed")
        await desk.keys("Enter")
        await desk.arrived(EndSilence(quiet.number), "landed")

    played(acts)


def test_the_watch_is_handed_over_with_what_stands_open_and_its_log_is_kept(played):
    async def acts(desk):
        lines = (
            WatchEntry(1, T0 - 120, "incident", f"Lithuania: approaching {HOSTILE}", incident=1),
            WatchEntry(2, T0 - 60, "act", "acknowledge incident 1", "Ona", 1),
        )
        desk.show(
            incidents=(at(1), at(2, handling="assigned", assigned_to="Jonas"), at(3, "left", handling="closed")),
            duty=Duty("Ona", T0 - 7_200, "Jonas", f"calm {HOSTILE}"), log=lines,
        )  # fmt: skip
        await desk.sit_down()
        await desk.keys("w")
        page = desk.page.get_by_role("dialog", name="The watch")
        await expect(page).to_contain_text("Ona has it since 2025-07-10 06:00:00Z")
        await expect(page).to_contain_text(f"calm {HOSTILE}")
        stands = page.get_by_role("region", name="What stands open").get_by_role("listitem")
        assert await stands.count() == 2
        await expect(stands.first).to_contain_text("NOT ACKNOWLEDGED")
        await page.get_by_role("button", name="Write a line").click()
        await desk.page.keyboard.type("the generator runs")
        await desk.keys("Enter")
        await desk.arrived(NoteWatch("the generator runs"))
        desk.show(log=(WatchEntry(3, T0, "note", "the generator runs", ME),))
        rows = page.get_by_role("region", name="Lines of the log").get_by_role("row")
        await expect(rows.nth(2)).to_contain_text("08:00:00Z")
        await expect(rows.nth(2)).to_contain_text("the generator runs")
        async with desk.page.expect_download() as saving:
            await page.get_by_role("button", name="Save as text").click()
        saved = (await (await saving.value).path()).read_text().splitlines()
        assert [line.split(")")[-1].split() for line in saved[4:7]] == [
            ["incident", "#1", "Lithuania:", "approaching", *HOSTILE.split()],
            ["act", "#1", "Ona:", "acknowledge", "incident", "1"],
            ["note", "R.", "Petrauskas:", "the", "generator", "runs"],
        ]
        assert all("Z (" in line and "local)" in line for line in saved[4:7])
        await page.get_by_role("button", name="Hand over").click()
        form = desk.page.get_by_role("dialog", name="Hand over the watch")
        await form.get_by_label("To whom").fill("Jonas")
        await form.get_by_label("should know").fill("one is inside")
        await desk.keys("Enter")
        await desk.arrived(HandOver("Jonas", "one is inside"))

    played(acts)
