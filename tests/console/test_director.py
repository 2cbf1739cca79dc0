"""The director's page in a real browser: what is to come, what is put in, the pace, a sensor that fails, the wind."""

import msgspec
import pytest

from console.test_console import HOSTILE, WAIT_MS, console, playwright, run
from sargas.exercise.scenario import scenario_from_toml
from sargas.model.direction import ChangeWind, FailSensor, Pace, PutIn
from web.bench import T0, State, changes

pytestmark = pytest.mark.browser

SCENARIO = scenario_from_toml(f"""
name = "A drill {HOSTILE}"
start = 2025-07-10T07:55:00Z
duration_s = 1800.0
seed = 1
radars = []
cells = [{{ name = "Anna" }}]

[[injects]]
at_s = 600.0
to = "Anna"
channel = "phone"
text = "Something hums over the wood {HOSTILE}"
expected = "initiate"
""")


def test_the_director_puts_in_lets_time_stand_still_lets_a_sensor_fail_and_turns_the_wind():
    decided = []

    async def play():
        async with console("&partition=drill", "drill", moving=False, scenarios={"drill": SCENARIO}) as (
            bench,
            page,
            bad,
        ):
            expect = playwright.expect
            screen = bench.screens.by_name["drill"]

            async def inbox(partition, decision):
                decision = msgspec.structs.replace(decision, record_number=100 + len(decided))
                decided.append(decision)
                if isinstance(decision.act, Pace):
                    screen.take_state(State(speed=decision.act.speed))
                screen.take_changes(changes(time_s=T0, decisions=(decision,)))
                return decision, None

            bench.inbox_now = inbox
            await expect(page.get_by_text("39 tracks")).to_be_visible(timeout=WAIT_MS)
            await page.keyboard.press("7")
            board = page.get_by_role("region", name="Direct the exercise")
            await expect(board).to_contain_text("Something hums over the wood")
            await board.get_by_role("button", name="Stand still").click()
            await expect(board.get_by_role("alert")).to_have_text("Say who directs.")
            await board.get_by_label("Who directs").fill("Ona")
            await board.get_by_role("button", name="Stand still").click()
            await expect(board).to_contain_text("Time stands still")
            await board.get_by_role("button", name="Put in now").click()
            await expect(board.get_by_role("button", name="Put in again")).to_be_visible()
            call = page.get_by_role("log", name="Calls of the exercise")
            await expect(call).to_contain_text(HOSTILE)
            await call.get_by_role("button", name="Heard").click()
            await expect(call).to_have_text("")
            await board.get_by_label("What is said").fill("A second one")
            await board.get_by_role("button", name="Put in", exact=True).click()
            await expect(call).to_contain_text("A second one")
            await board.get_by_role("button", name="Let fail").first.click()
            await expect(board).to_contain_text("failed by the director")
            await board.get_by_label("m/s more").fill("12")
            await board.get_by_role("button", name="Change the wind").click()
            await expect(board).to_contain_text("Added: from 270°, 12 m/s")
            assert await page.locator("img").count() == 0
            assert bad == []

    run(play)
    said = SCENARIO.injects[0]
    assert [(one.by, one.act) for one in decided] == [
        ("Ona", Pace(0.0)),
        ("Ona", PutIn("Anna", "phone", said.text)),
        ("Ona", PutIn("", "phone", "A second one")),
        ("Ona", FailSensor("psr-1")),
        ("Ona", ChangeWind(270.0, 12.0)),
    ]


def test_what_is_live_has_no_director():
    async def play():
        async with console(moving=False) as (_, page, _bad):
            await playwright.expect(page.get_by_text("39 tracks")).to_be_visible(timeout=WAIT_MS)
            pages = page.get_by_role("navigation", name="Pages")
            assert "Direct" not in await pages.inner_text()
            await page.keyboard.press("7")
            await playwright.expect(page.get_by_role("region", name="Direct the exercise")).to_be_hidden()

    run(play)
