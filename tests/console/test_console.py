"""The operator's console in a real browser, over a real server with made-up tracks: what a person sees and does."""

import asyncio
import contextlib
import shutil

import pytest

from conftest import ROOT, absent
from sargas.web.basemap import DIST
from web.bench import T0, TOKEN, State, alert, changes, incident, served, tracks_of

playwright = pytest.importorskip("playwright.async_api")

pytestmark = pytest.mark.browser

FLAGS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
HOSTILE = "<img src=x onerror=document.title='owned'>"
WAIT_MS = 45_000


@contextlib.asynccontextmanager
async def console(query="", partition="live", moving=True, **app):
    """(bench, page, troubles): the page open on a partition that is fed twice a second while `moving`."""
    chromium = shutil.which("chromium")
    if chromium is None:
        absent("no chromium on this machine: apt install chromium")
    if not (DIST / "index.html").exists():
        absent("the console is not built: make setup")
    async with (
        served(basemap=ROOT / "third_party" / "basemap", **app) as bench,
        playwright.async_playwright() as browsers,
    ):
        screens = bench.screens
        screens.state(partition, State())
        told = incident(basis=HOSTILE, distance_m=-430.0, distance_sigma_m=60.0, probability=0.97)
        screens.changes(partition, changes(incidents=(told,), alerts=(alert(message=HOSTILE),)))

        async def feed():
            for k in range(10_000):
                time_s = T0 + k / 2
                tracks = tracks_of(list(range(1, 40)), time_s, callsign=b"<b>X</b>", east_mps=40.0, height_m=105.0)
                tracks.lon_deg[:] = 22.0 + tracks.number / 10
                screens.changes(partition, changes(tracks, time_s))
                await asyncio.sleep(0.5 if moving or k < 8 else 3600.0)

        feeding = asyncio.create_task(feed())
        browser = await browsers.chromium.launch(executable_path=chromium, args=FLAGS)
        page = await browser.new_page(viewport={"width": 1600, "height": 900})
        page.set_default_timeout(WAIT_MS)
        troubles = []
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        try:
            await page.goto(f"{bench.url}/?token={TOKEN}{query}")
            yield bench, page, troubles
        finally:
            feeding.cancel()
            await browser.close()


def run(play):
    asyncio.run(asyncio.wait_for(play(), 240.0))


def test_an_operator_sees_goes_to_and_acknowledges_an_incident():
    async def play():
        async with console() as (bench, page, troubles):
            expect = playwright.expect
            await expect(page.get_by_role("status").filter(has_text="LIVE")).to_be_visible(timeout=WAIT_MS)
            assert TOKEN not in page.url
            card = page.locator("#incident-1")
            await expect(card).to_contain_text("#1 Lithuania", timeout=WAIT_MS)
            await expect(card).to_contain_text("Not acknowledged")
            await expect(card).to_contain_text("0.23 NM")
            await expect(page.get_by_text("39 tracks")).to_be_visible(timeout=WAIT_MS)
            await page.keyboard.press("ArrowDown")
            await page.keyboard.press("Enter")
            panel = page.get_by_role("region", name="Selected track")
            await expect(panel).to_contain_text("T7", timeout=WAIT_MS)
            await expect(panel.get_by_text("“<b>X</b>”")).to_be_visible(timeout=WAIT_MS)
            await page.keyboard.press("u")
            await expect(card).to_contain_text("430 m")
            await page.keyboard.press("a")
            await expect(page.get_by_label("Your name")).to_be_focused()
            await page.keyboard.type("R. Petrauskas")
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("dialog")).to_be_hidden(timeout=WAIT_MS)
            (partition, decision), *_ = bench.decided
            assert (partition, decision.by, decision.expected_version) == ("live", "R. Petrauskas", 1)
            assert await page.title() == "Sargas"
            assert await page.locator("img").count() == 0
            assert await page.get_by_text("no WebGL2").count() == 0
            assert troubles == []

    run(play)


def test_what_was_refused_is_told_and_nothing_is_lost():
    async def play():
        async with console() as (bench, page, troubles):
            bench.refusal = "the incident has changed"
            await page.locator("#incident-1").get_by_role("button", name="Acknowledge").click()
            await page.get_by_label("Your name").fill("A. Ona")
            await page.get_by_role("dialog").get_by_role("button", name="Acknowledge").click()
            await playwright.expect(page.get_by_role("alert")).to_contain_text(
                "the incident has changed", timeout=WAIT_MS
            )
            assert await page.get_by_label("Your name").input_value() == "A. Ona"
            assert all("409" in trouble for trouble in troubles)

    run(play)


def test_a_picture_that_is_not_fed_says_so():
    async def play():
        async with console(moving=False) as (_, page, troubles):
            await playwright.expect(page.get_by_text("PICTURE FROZEN")).to_be_visible(timeout=WAIT_MS)
            await playwright.expect(page.get_by_role("status").filter(has_text="STALE")).to_be_visible()
            assert troubles == []

    run(play)


def test_an_exercise_cannot_be_mistaken_and_canvas_stands_in_for_webgl():
    async def play():
        async with console("&partition=drill&renderer=canvas", "drill") as (_, page, troubles):
            expect = playwright.expect
            await expect(page.locator(".frame.exercise")).to_be_visible(timeout=WAIT_MS)
            await expect(page.get_by_role("status").filter(has_text="EXERCISE").first).to_be_visible()
            await expect(page.get_by_text("no WebGL2: simple map")).to_be_visible(timeout=WAIT_MS)
            await expect(page.get_by_text("39 tracks")).to_be_visible(timeout=WAIT_MS)
            assert troubles == []

    run(play)


def test_without_a_token_nothing_is_shown():
    async def play():
        async with console() as (bench, page, _):
            await page.evaluate("sessionStorage.clear()")
            await page.goto(f"{bench.url}/")
            await playwright.expect(page.get_by_placeholder("token")).to_be_visible(timeout=WAIT_MS)
            assert await page.get_by_role("region").count() == 0

    run(play)
