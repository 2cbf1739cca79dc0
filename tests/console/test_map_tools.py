"""The tools of the map and the page of sensors in a real browser: by keys and clicks, as a person uses them."""

import contextlib
import json

import pytest

from console.test_boards import click
from console.test_console import HOSTILE, WAIT_MS, console, playwright, run
from sargas.model.fault import Fault
from sargas.model.status import SensorBias, SensorStatus
from sargas.model.weather import Qnh, Wind
from web.bench import T0, changes

pytestmark = pytest.mark.browser


@contextlib.asynccontextmanager
async def opened(query="", partition="live"):
    async with console(query, partition) as (bench, page, troubles):
        await playwright.expect(page.get_by_text("39 tracks")).to_be_visible(timeout=WAIT_MS)
        yield bench, page
        assert troubles == []


async def centre(page):
    """Latitude and longitude under the pointer in the middle of the map, as the foot of the map tells them."""
    box = await page.locator("section .map").bounding_box()
    await page.mouse.move(box["x"] + box["width"] / 2 + 1, box["y"] + box["height"] / 2)
    await page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    return await page.locator(".foot span").filter(has_text="°").first.inner_text()


def test_places_positions_ways_rings_and_views():
    async def play():
        async with opened() as (_, page):
            expect = playwright.expect
            await page.keyboard.press("g")
            await page.keyboard.type("siauli")
            await expect(page.locator("#go-found")).to_contain_text("Šiauliai")
            await page.keyboard.press("Enter")
            await expect(page.locator("#go-found")).to_have_count(0)
            await page.wait_for_timeout(600)
            # GeoNames: 55.93333 N 23.31667 E
            assert (await centre(page)).startswith("55°5")
            await page.keyboard.press("g")
            await page.keyboard.type("35ULA8910661342")
            await page.keyboard.press("Enter")
            await page.wait_for_timeout(600)
            assert (await centre(page)).startswith("54°41′1")
            await page.keyboard.press("g")
            await page.keyboard.type(HOSTILE)
            await expect(page.get_by_text("No such place or position.")).to_be_visible()
            await page.keyboard.press("Escape")
            await page.get_by_role("button", name="View", exact=True).click()
            await page.get_by_label("Name for this view").fill(HOSTILE)
            await page.keyboard.press("Enter")
            await page.keyboard.press("Escape")
            await page.keyboard.press("h")
            await page.wait_for_timeout(600)
            assert not (await centre(page)).startswith("54°41′1")
            await page.get_by_role("button", name="View", exact=True).click()
            await page.get_by_role("button", name=HOSTILE, exact=True).click()
            await page.wait_for_timeout(600)
            assert (await centre(page)).startswith("54°41′1")
            views = json.loads(await page.evaluate("localStorage.getItem('sargas.views')"))
            assert views[0]["latDeg"] == pytest.approx(54.687, abs=0.01)
            await page.keyboard.press("Escape")
            await page.keyboard.press("q")
            await click(page, 0.4, 0.4)
            await click(page, 0.6, 0.4)
            await expect(page.get_by_text("Click from point to point")).to_be_visible()
            await page.keyboard.press("Enter")
            await expect(page.get_by_text("Click from point to point")).to_have_count(0)
            # A click that measured selected nothing; one after it does select again.
            assert await page.get_by_role("region", name="Selected track").count() == 0
            assert await page.locator("img").count() == 0

    run(play)


def test_a_filter_says_what_it_hides_and_colours_change_for_the_day():
    async def play():
        async with opened("&partition=drill", "drill") as (_, page):
            expect = playwright.expect
            await expect(page.get_by_label("Partition")).to_have_value("drill")
            await page.keyboard.press("f")
            await page.get_by_role("group", name="Filter of tracks").get_by_label("pending").uncheck()
            await expect(page.get_by_text("FILTER · 39 tracks hidden")).to_be_visible()
            await page.get_by_label("Not above").fill("high")
            await expect(page.get_by_text("A height is said as")).to_be_visible()
            await page.get_by_role("button", name="Show all").first.click()
            await expect(page.get_by_text("tracks hidden")).to_have_count(0)
            await page.get_by_label("Not above").fill("50 m")
            await expect(page.get_by_text("FILTER · 39 tracks hidden")).to_be_visible()
            await page.keyboard.press("Escape")
            before = await page.evaluate("getComputedStyle(document.body).backgroundColor")
            await page.keyboard.press("y")
            await expect(page.locator("html[data-light]")).to_have_count(1)
            assert await page.evaluate("getComputedStyle(document.body).backgroundColor") != before
            await page.get_by_role("button", name="View", exact=True).click()
            async with page.expect_download(timeout=WAIT_MS) as kept:
                await page.get_by_role("button", name="Picture of the situation").click()
            picture = await kept.value
            assert picture.suggested_filename.startswith("sargas-20250710")
            assert picture.suggested_filename.endswith("-exercise.png")
            assert (await picture.path()).read_bytes()[:4] == b"\x89PNG"

    run(play)


def test_sensors_tell_how_they_do_and_what_is_known_of_the_weather():
    async def play():
        async with opened() as (bench, page):
            expect = playwright.expect
            await page.keyboard.press("6")
            board = page.get_by_role("region", name="Sensors and weather")
            bench.screens.changes(
                "live",
                changes(
                    time_s=T0 + 3.0,
                    statuses=(SensorStatus("psr-1", T0, "degraded", HOSTILE, 4.0, (), HOSTILE, T0 + 600.0),),
                    biases=(SensorBias("psr-1", T0, 412, (35.2, 4.1), (0.123, 0.011), (-0.04, 0.02)),),
                    weather=(Qnh(T0, 54.6, 25.3, 60_000.0, 1007.0), Wind(T0, 54.6, 25.3, 1_500.0, 8.0, 0.0)),
                    faults=(Fault("psr-1", HOSTILE, T0),),
                ),
            )
            radar = board.get_by_role("article", name="psr-1")
            await expect(radar).to_contain_text("+35 ± 4 m · +0.123 ± 0.011 °", timeout=WAIT_MS)
            await expect(radar).to_contain_text("−0.04 ± 0.02 s")
            await expect(radar).to_contain_text(f"Maintenance by {HOSTILE}")
            await expect(radar).to_contain_text(f"last 08:00:00Z: {HOSTILE}")
            await radar.get_by_role("button", name="Rings").click()
            await expect(radar.get_by_role("button", name="Rings")).to_have_attribute("aria-pressed", "true")
            await expect(board.get_by_role("img", name="plots a second").first).to_be_visible(timeout=WAIT_MS)
            await page.keyboard.press("1")
            await page.keyboard.press("6")
            await expect(board).to_contain_text("1007 hPa")
            await expect(board.get_by_role("row", name="4920 ft")).to_contain_text("270°")
            assert await page.title() == "Sargas"
            assert await page.locator("img").count() == 0

    run(play)
