"""The pages beside the desk in a real browser: warnings, searches, aerodromes, zones. Keys and clicks; what arrived."""

import contextlib

import msgspec
import pytest

from console.test_console import HOSTILE, WAIT_MS, console, playwright, run
from sargas.model.aerodrome import (
    AccountFor,
    AirNotice,
    AirObject,
    ClearBy,
    Expected,
    Inside,
    LogEntry,
    RecordClosure,
    Volume,
)
from sargas.model.decision import AssignSector, DrawZone, EndZone, RecordFind, ReportSearched
from sargas.model.height import Height
from sargas.model.warning import AmendWarning, RetractWarning
from sargas.model.zone import DrawnZone, Zone
from warning.scene import AREAS, incident, room, track
from web.bench import T0, changes
from web.test_aerodromes import aerodrome
from web.test_searches import search

pytestmark = pytest.mark.browser


@contextlib.asynccontextmanager
async def page_of(key, name, moving=False):
    """(bench, page, board): the page of the key is open, and nothing in the browser went wrong."""
    async with console(moving=moving) as (bench, page, troubles):
        await playwright.expect(page.get_by_text("39 tracks")).to_be_visible(timeout=WAIT_MS)
        await page.keyboard.press(key)
        board = page.get_by_role("region", name=name)
        await playwright.expect(board).to_be_visible()
        yield bench, page, board
        assert await page.locator("img").count() == 0
        assert [trouble for trouble in troubles if "409" not in trouble] == []


async def fill(board, by, why=None, **more):
    """The form that is open; sent with Enter."""
    for label, value in more.items():
        await board.get_by_label(label.replace("_", " ")).first.fill(value)
    if why is not None:
        await board.get_by_label("Why").fill(why)
    name = board.get_by_label("name", exact=False).last
    await name.fill(by)
    await name.press("Enter")


async def click(page, across, down):
    """A click on the map, at these shares of its width and height."""
    box = await page.locator("section .map").bounding_box()
    await page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)


def test_two_persons_release_a_warning_and_refusals_are_told_in_the_servers_words():
    warnings = room()

    async def play():
        async with page_of("2", "Warnings to the public") as (bench, page, board):
            expect, live = playwright.expect, bench.live
            live.warnings.areas = AREAS
            decided = []

            async def inbox(partition, decision):
                outcome = warnings.decide(T0 + 5.0, decision)
                decided.append(decision)
                if isinstance(outcome, str):
                    return decision, outcome
                bench.screens.changes("live", changes(time_s=T0 + 5.0, warnings=(outcome,)))
                return decision, None

            bench.inbox_now = inbox
            (drafted,) = warnings.update(T0, track(-10, time_s=T0), [incident(time_s=T0, opened_s=T0, basis=HOSTILE)])
            bench.screens.changes("live", changes(warnings=(drafted,)))
            await expect(page.get_by_role("navigation").get_by_role("button", name="Warn")).to_contain_text("1")
            card = board.get_by_role("article", name="Warning 1")
            await expect(card).to_contain_text("Draft, not public")
            await expect(card).to_contain_text("waits for Ona")
            await card.get_by_role("button").first.click()
            for language in await card.get_by_role("tab").all():
                await language.click()
            await card.get_by_role("button", name="Amend").click()
            await card.get_by_label("Middle").uncheck()
            await fill(card, "Ona")
            await expect(card.get_by_role("form", name="Amend")).to_be_hidden()
            assert decided[-1].act == AmendWarning(1, None, ("near",), None)
            await card.get_by_role("button", name="Release: first person").click()
            await fill(card, "Somebody")
            await expect(card.get_by_role("alert")).to_contain_text("'Somebody' is not on the roster")
            await fill(card, "Ona")
            await card.get_by_role("button", name="Release: second person").click()
            assert await card.get_by_label("Name of the other person").input_value() == ""
            await fill(card, "Ona")
            await expect(card.get_by_role("alert")).to_contain_text("Ona has released it already")
            await fill(card, "Jonas")
            await expect(card).to_contain_text("public: released")
            await expect(board.get_by_role("row", name="Near alarm")).to_contain_text("#1")
            assert [one.by for one in decided] == ["Ona", "Somebody", "Ona", "Ona", "Jonas"]
            await card.get_by_role("button", name="Retract: it was wrong").click()
            await fill(card, "Ona", "a glider")
            await expect(card).to_contain_text("retracted by Ona")
            assert decided[-1].act == RetractWarning(1)
            assert (decided[-1].by, decided[-1].why) == ("Ona", "a glider")

    run(play)


def test_a_search_is_led_from_the_map_to_what_was_found():
    async def play():
        async with page_of("3", "Searches") as (bench, page, board):
            expect = playwright.expect
            bench.screens.changes("live", changes(searches=(search(basis=HOSTILE),)))
            await board.get_by_role("button", name="#4 open").click()
            await expect(board.get_by_role("note")).to_contain_text("Do not approach")
            await expect(board).to_contain_text(HOSTILE)
            await board.get_by_role("button", name="sector 1").click()
            await board.get_by_role("button", name="Assign").click()
            await fill(board, "Ona", "nearest", Who_searches_it="team 3")
            await expect(board.get_by_role("form")).to_have_count(0)
            await board.get_by_role("button", name="Searched, nothing found").click()
            await fill(board, "Ona", "by radio", It_would_have_been_found="70")
            await expect(board.get_by_role("form")).to_have_count(0)
            await board.get_by_role("button", name="Record a find").click()
            await board.get_by_role("button", name="Pick").click()
            await click(page, 0.5, 0.5)
            await fill(board, "Ona", "told by Jonas", What=HOSTILE)
            await expect(board.get_by_role("form")).to_have_count(0)
            acts = [decision.act for _, decision in bench.decided]
            assert acts[:2] == [AssignSector(4, 1, "team 3"), ReportSearched(4, 1, 0.7)]
            assert isinstance(acts[2], RecordFind)
            assert acts[2].what == HOSTILE
            # The map shows the search: its middle is within the ground where it may be.
            assert abs(acts[2].lat_deg - 54.4) < 0.5
            assert abs(acts[2].lon_deg - 24.7) < 0.8

    run(play)


VOLUME = Volume("CTR", search().areas[0].polygons, None, Height(600.0, "amsl"), 0.93)
BALLOON = AirObject(
    5, (5,), "drifts", "balloon", 0.91, "unknown", HOSTILE, T0, 54.6, 25.2, 8.0, 1200.0,
    (Inside("CTR", 0.8, 0.9, (0.7, 0.1), "radar"),), 0.9, ClearBy(T0 + 1500.0, T0 + 2700.0), "wind",
)  # fmt: skip


def test_an_aerodrome_says_when_it_is_clear_and_what_was_decided_is_recorded():
    told = aerodrome(
        volumes=(VOLUME,), objects=(BALLOON,), clear=BALLOON.clear, live=True, advice_basis="track 5 in the CTR",
        expected=(Expected("CTR", 0.0, 1.0, 0.8, (0.7, 0.1)), Expected("CTR", 900.0, 0.6, 0.5, (0.5, 0.1))),
        closure=AirNotice("closure", T0, "DRAFT. Closure of EYVI", {"A": "EYVI", "E": HOSTILE}, "track 5"),
        log=(LogEntry(1, "closure", "Ona", T0, T0, None, (), "balloons"),),
    )  # fmt: skip

    async def play():
        async with page_of("4", "Aerodrome") as (bench, _, board):
            expect = playwright.expect
            bench.screens.changes("live", changes(aerodromes=(told,)))
            await expect(board).to_contain_text("08:25Z")
            await expect(board).to_contain_text("by nine of ten")
            await expect(board.get_by_role("article", name="Draft of a closure")).to_contain_text(HOSTILE)
            await expect(board.get_by_role("row", name="any at all")).to_contain_text("80 %50 %")
            await board.get_by_role("button", name="Account for").click()
            await fill(board, "Ona", "seen on a field")
            await expect(board.get_by_role("form")).to_have_count(0)
            await board.get_by_role("button", name="Record a closure").click()
            await fill(board, "Ona", "told by the tower", Until="+60")
            await expect(board.get_by_role("form")).to_have_count(0)
            accounted, closed = (decision.act for _, decision in bench.decided)
            assert accounted == AccountFor("EYVI", 5, "landed")
            assert closed == msgspec.structs.replace(
                RecordClosure("EYVI", closed.from_s, closed.from_s + 3600.0), volumes=()
            )
            assert T0 <= closed.from_s < T0 + 60.0

    run(play)


def test_a_zone_is_drawn_with_clicks_and_its_end_is_moved():
    async def play():
        async with page_of("5", "Zones") as (bench, page, board):
            expect = playwright.expect
            await expect(board).to_contain_text("Lithuania")
            await board.get_by_role("button", name="Draw an outline").click()
            for across, down in ((0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.45, 0.62), (0.1, 0.9)):
                await click(page, across, down)
            await page.keyboard.press("Backspace")
            await page.keyboard.press("Enter")
            await expect(board.get_by_text("An outline of 4 corners")).to_be_visible()
            await fill(board, "Ona", "a visit of state", Name="the visit", Ceiling="FL65", Until="+90")
            await expect(board.get_by_role("form")).to_have_count(0)
            act = bench.decided[0][1].act
            assert isinstance(act, DrawZone)
            assert (act.name, act.kind, len(act.outline), act.floor) == ("the visit", "restricted", 4, None)
            assert act.ceiling == Height(1981.2, "flight_level")
            assert T0 + 5400.0 <= act.until_s < T0 + 5460.0
            west, south = act.outline[0][0], act.outline[3][1]
            east, north = act.outline[1][0], act.outline[1][1]
            assert west < east
            assert south < north
            hours = ((T0 - 60.0, T0 + 3600.0),)
            zone = Zone("drawn-1", HOSTILE, "restricted", ((act.outline,),), hours=hours)
            bench.screens.changes("live", changes(zones=(DrawnZone(zone, "Ona", T0, HOSTILE),)))
            await expect(board.get_by_role("button", name=HOSTILE)).to_be_visible()
            await board.get_by_role("button", name="Another end").click()
            await fill(board, "Rasa", "the visit is over", It_ends="+10")
            await expect(board.get_by_role("form")).to_have_count(0)
            decision = bench.decided[1][1]
            assert isinstance(decision.act, EndZone)
            assert (decision.act.zone, decision.by, decision.expected_version) == ("drawn-1", "Rasa", 1)
            assert T0 + 600.0 <= decision.act.until_s < T0 + 660.0
            await board.get_by_role("button", name="Draw a circle").click()
            await page.keyboard.press("Escape")
            await expect(board.get_by_role("button", name="Draw a circle")).to_have_attribute("aria-pressed", "false")

    run(play)
