"""The review of an exercise as a file in a real browser: what a director sees and does, with and without its script."""

import asyncio
import contextlib
import shutil

import msgspec
import pytest

from conftest import absent
from exercise.review.sample import hostile, sample
from sargas.exercise.review.page import comparison, page

playwright = pytest.importorskip("playwright.async_api")
playwright.expect.set_options(timeout=45_000)  # machines are shared; nothing here is about how fast it is

pytestmark = pytest.mark.browser

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
TRACK_RED = """canvas => {
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  let [count, x, y] = [0, 0, 0];
  for (let k = 0; k < data.length; k += 4) {
    if (Math.abs(data[k] - 163) + Math.abs(data[k + 1] - 18) + Math.abs(data[k + 2] - 63) > 12) continue;
    count += 1; x += (k / 4) % width; y += Math.floor(k / 4 / width);
  }
  return { count, x: x / count, y: y / count, all: canvas.toDataURL() };
}"""
"""Of the pixels in the colour of an expected object's track: how many, and their middle; and the whole picture."""


@contextlib.asynccontextmanager
async def opened(folder, told, script=True, **context):
    """(page of the browser, what went wrong)."""
    chromium = shutil.which("chromium")
    if chromium is None:
        absent("no chromium on this machine: apt install chromium")
    (folder / "report.html").write_text(told, encoding="utf-8")
    async with playwright.async_playwright() as browsers:
        browser = await browsers.chromium.launch(executable_path=chromium, args=FLAGS)
        screen = await browser.new_context(
            java_script_enabled=script, **(context or {"viewport": {"width": 1600, "height": 1000}})
        )
        tab = await screen.new_page()
        tab.set_default_timeout(45_000)
        troubles = []
        tab.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        tab.on("pageerror", lambda error: troubles.append(str(error)))
        tab.on("dialog", lambda dialog: troubles.append(dialog.message))
        tab.on("request", lambda request: troubles.append(request.url) if "report.html" not in request.url else None)
        try:
            await tab.goto((folder / "report.html").as_uri())
            yield tab, troubles
        finally:
            await browser.close()


def run(play):
    asyncio.run(asyncio.wait_for(play(), 240.0))


async def to(tab, at_s):
    await tab.get_by_label("Time after the start").fill(str(at_s))
    await playwright.expect(tab.locator("output")).to_contain_text(f"+{at_s} s")


async def seen(tab, k=0):
    return await tab.locator("canvas").nth(k).evaluate(TRACK_RED)


def test_the_clock_moves_truth_picture_and_log_together(tmp_path):
    async def play():
        async with opened(tmp_path, page(sample())) as (tab, troubles):
            expect = playwright.expect
            now = tab.locator(".beside .now")
            await expect(tab.locator("output")).to_have_text("05:04:22 UTC  +262 s")
            await expect(now).to_contain_text("unidentified aerial object")
            await to(tab, 40)
            assert (await seen(tab))["count"] == 0, "nothing was tracked yet"
            await to(tab, 700)
            first = await seen(tab)
            await to(tab, 1_650)
            later = await seen(tab)
            assert first["count"] > 20
            assert later["count"] > first["count"], "the trail grows"
            assert later["x"] < first["x"], "to the west"
            assert later["y"] < first["y"], "and north"
            await tab.get_by_role("button", name="Next event").click()
            await expect(tab.locator("output")).to_contain_text("05:28:27 UTC")
            await tab.get_by_role("button", name="05:23:10").click()
            await expect(tab.locator("output")).to_have_text("05:23:10 UTC  +1390 s")
            await expect(now).to_contain_text("duty officer: initiate a track")
            assert troubles == []

    run(play)


def test_the_map_is_moved_by_keys_mouse_and_buttons(tmp_path):
    async def play():
        async with opened(tmp_path, page(sample())) as (tab, troubles):
            canvas = tab.locator("canvas")
            await to(tab, 1_650)
            before = await seen(tab)
            await canvas.focus()
            await canvas.press("ArrowLeft")
            await tab.wait_for_function("() => new Promise(requestAnimationFrame)")
            moved = await seen(tab)
            assert moved["x"] == pytest.approx(before["x"] + 60, abs=2)
            await canvas.press("0")
            await canvas.press("+")
            await tab.wait_for_function("() => new Promise(requestAnimationFrame)")
            larger = await seen(tab)
            assert larger["count"] > before["count"]
            await canvas.press("0")
            box = await canvas.bounding_box()
            await tab.mouse.move(box["x"] + 300, box["y"] + 200)
            await tab.mouse.down()
            await tab.mouse.move(box["x"] + 330, box["y"] + 280)
            await tab.mouse.up()
            await tab.wait_for_function("() => new Promise(requestAnimationFrame)")
            dragged = await seen(tab)
            assert dragged["x"] == pytest.approx(before["x"] + 30, abs=2)
            assert dragged["y"] == pytest.approx(before["y"] + 80, abs=2)
            await tab.get_by_role("button", name="Everything").click()
            await tab.wait_for_function("() => new Promise(requestAnimationFrame)")
            assert 0 < (await seen(tab))["count"] < before["count"], "smaller, from farther away"
            await canvas.press(" ")
            await playwright.expect(tab.locator("output")).not_to_contain_text("+1650 s")
            await playwright.expect(tab.get_by_role("button", name="Pause")).to_be_visible()
            await canvas.press(" ")
            await playwright.expect(tab.get_by_role("button", name="Play")).to_be_visible()
            assert troubles == []

    run(play)


def test_the_log_is_filtered_by_kind_and_by_words(tmp_path):
    async def play():
        async with opened(tmp_path, page(sample())) as (tab, troubles):
            expect = playwright.expect
            rows = tab.locator(".log tbody tr:visible")
            await expect(rows).to_have_count(48)
            await tab.get_by_label("sensor (37)").uncheck()
            await expect(rows).to_have_count(11)
            await expect(tab.get_by_text("11 of 48 lines")).to_be_visible()
            await expect(tab.locator(".beside")).not_to_contain_text("status ok")
            await tab.get_by_label("Lines with these words").fill("ONA")
            await expect(rows).to_have_count(2)
            await to(tab, 0)
            await tab.get_by_role("button", name="Next event").click()
            await expect(tab.locator("output")).to_contain_text("+790 s")
            await tab.emulate_media(media="print")
            await expect(rows).to_have_count(2)
            await expect(tab.locator(".filters")).to_be_hidden()
            await expect(tab.locator("canvas")).to_be_visible()
            assert troubles == []

    run(play)


@pytest.mark.parametrize("context", [{}, PHONE], ids=["desk", "phone"])
def test_hostile_texts_do_nothing(tmp_path, context):
    async def play():
        for told in (page(hostile()), comparison(hostile(), sample())):
            async with opened(tmp_path, told, **context) as (tab, troubles):
                title = await tab.title()
                for at_s in (0, 700, 3_600):
                    await to(tab, at_s)
                await tab.locator("canvas").first.hover(position={"x": 100, "y": 100})
                assert await tab.title() == title != "owned"
                assert await tab.locator("img").count() == 0
                assert (
                    await tab.evaluate("document.documentElement.scrollWidth")
                    <= (context or {"viewport": {"width": 1600}})["viewport"]["width"]
                )
                assert troubles == []

    run(play)


def test_what_a_text_would_smuggle_in_is_not_run(tmp_path):
    """Were a text not escaped, the policy would still stop it."""

    async def play():
        smuggled = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"></h1>"
        told = page(sample()).replace("</h1>", smuggled, 1)
        async with opened(tmp_path, told) as (tab, troubles):
            assert await tab.title() == "EXERCISE: Three over the eastern border"
            assert len([one for one in troubles if "Content Security Policy" in one]) >= 2

    run(play)


def test_without_its_script_everything_but_the_map_is_there(tmp_path):
    async def play():
        async with opened(tmp_path, page(sample()), script=False) as (tab, _):
            expect = playwright.expect
            await expect(tab.locator(".live")).to_be_hidden()
            await expect(tab.get_by_text("The map needs JavaScript")).to_be_visible()
            await expect(tab.locator(".log tbody tr:visible")).to_have_count(48)
            await expect(tab.locator("#outcomes svg.figure:visible")).to_have_count(4)

    run(play)


def test_two_runs_move_by_one_clock(tmp_path):
    async def play():
        first = sample()
        blind = msgspec.structs.replace(first, map=msgspec.structs.replace(first.map, tracks=()))
        async with opened(tmp_path, comparison(first, blind)) as (tab, troubles):
            await to(tab, 700)
            assert (await seen(tab, 0))["count"] > 20
            assert (await seen(tab, 1))["count"] == 0
            assert (await seen(tab, 1))["all"] != (await seen(tab, 0))["all"]
            assert troubles == []

    run(play)
