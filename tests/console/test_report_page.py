"""The page for reports in a real browser with a phone's screen, over a real partition: what a person sees and does."""

import contextlib
import json
import shutil
import time

import pytest

from conftest import absent
from live.bench import run
from live.reporting.bench import Page
from live.reporting.test_photos import made
from sargas.formats.instants import instant_s
from sargas.live.reporting.app import DIST

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
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
VILNIUS = {"latitude": 54.6872, "longitude": 25.2797, "accuracy": 25}


@contextlib.asynccontextmanager
async def phone(folder, more="", locale="en-GB", where=VILNIUS, path="/", **context):
    """(page of the server, page of the browser, troubles)."""
    chromium = shutil.which("chromium")
    if chromium is None:
        absent("no chromium on this machine: apt install chromium")
    if not (DIST / "index.html").exists():
        absent("the page is not built: make setup")
    async with Page(folder, more) as server, playwright.async_playwright() as browsers:
        await server.ask("GET")
        browser = await browsers.chromium.launch(executable_path=chromium, args=FLAGS)
        permissions = ["geolocation"] if where else []
        opened = await browser.new_context(
            **PHONE, locale=locale, geolocation=where, permissions=permissions, color_scheme="dark", **context
        )
        page = await opened.new_page()
        page.set_default_timeout(45_000)
        troubles = []
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        try:
            await page.goto(f"http://127.0.0.1:{server.port}{path}")
            yield server, page, troubles
        finally:
            await browser.close()


def kept(server):
    return [(feed, json.loads(payload)) for feed, payload in server.stored()]


def test_three_presses_report_what_is_seen_from_where_the_phone_is(tmp_path):
    async def play():
        async with phone(tmp_path / "j") as (server, page, troubles):
            send = page.locator(".send")
            await playwright.expect(send).to_be_disabled()
            await page.get_by_role("button", name="I see it").tap()
            await playwright.expect(page.get_by_text("near Vilnius")).to_be_visible()
            await page.get_by_role("button", name="E 90°", exact=True).tap()
            await send.tap()
            await playwright.expect(page.get_by_role("status")).to_have_text("Received. Thank you.")
            ((feed, told),) = kept(server)
            assert feed == "f"
            assert told["what"] == "seen"
            assert (told["lat_deg"], told["lon_deg"], told["accuracy_m"]) == (54.6872, 25.2797, 25)
            assert told["azimuth_deg"] == 90
            assert troubles == []

    run(play())


def test_everything_that_can_be_told(tmp_path):
    async def play():
        async with phone(tmp_path / "j") as (server, page, troubles):
            await page.get_by_role("button", name="I hear it").tap()
            await page.get_by_role("button", name="SW 225°").tap()
            await page.get_by_role("button", name="~ 1 km").tap()
            await page.get_by_role("button", name="5 min ago", exact=True).tap()
            await page.get_by_role("button", name="Drone").tap()
            await page.get_by_text("Add words, a picture").tap()
            await page.get_by_label("What did you notice?").fill("<img src=x onerror=alert(1)> a buzz")
            await page.get_by_label("Telephone number").fill("8-600-12345")
            await page.get_by_label("Picture").set_input_files(
                {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": made((4000, 3000))}
            )
            await page.locator(".send").tap()
            await playwright.expect(page.get_by_role("status")).to_have_text("Received. Thank you.")
            ((_, told),) = kept(server)
            assert (told["what"], told["kind"]) == ("heard", "drone")
            assert (told["azimuth_deg"], told["distance_m"]) == (225, 1000)
            assert told["text"].endswith("a buzz")
            assert told["contact"] == "8-600-12345"
            assert len(told["photo"]) > 1_000
            assert troubles == []

    run(play())


@pytest.mark.parametrize(
    ("locale", "title", "button"),
    [
        ("lt-LT", "Kažkas danguje?", "Matau"),
        ("lv-LV", "Kaut kas debesīs?", "Es redzu"),
        ("et-EE", "Midagi taevas?", "Ma näen"),
        ("pl-PL", "Coś w powietrzu?", "Widzę"),
        ("ru-RU", "Что-то в небе?", "Вижу"),
        ("uk-UA", "Щось у небі?", "Бачу"),
        ("fi-FI", "Something in the air?", "I see it"),
    ],
)
def test_it_speaks_the_language_of_the_phone(tmp_path, locale, title, button):
    async def play():
        async with phone(tmp_path / "j", locale=locale) as (_, page, troubles):
            await playwright.expect(page.get_by_role("heading", name=title)).to_be_visible()
            await page.get_by_role("button", name=button).tap()
            width = await page.evaluate("document.documentElement.scrollWidth")
            assert width <= 390, "nothing is wider than the phone"
            assert await page.evaluate("document.documentElement.lang") == (locale[:2] if locale != "fi-FI" else "en")
            assert troubles == []

    run(play())


def test_without_a_place_of_the_phone_the_map_asks(tmp_path):
    async def play():
        async with phone(tmp_path / "j", where=None) as (server, page, _):
            await page.get_by_role("button", name="I see it").tap()
            await playwright.expect(page.get_by_text("Your phone does not tell your place")).to_be_visible()
            canvas = page.get_by_role("application")
            await canvas.focus()
            for _ in range(5):
                await page.get_by_role("button", name="+").tap()
            await canvas.press("ArrowRight")
            await page.get_by_role("button", name="I am here").tap()
            await page.locator(".send").tap()
            await playwright.expect(page.get_by_role("status")).to_have_text("Received. Thank you.")
            ((_, told),) = kept(server)
            assert told["lon_deg"] > 24.2, "moved to the east"
            assert abs(told["lat_deg"] - 55.6) < 1e-6
            assert 100.0 <= told["accuracy_m"] < 5_000.0

    run(play())


def test_without_a_network_it_is_sent_when_there_is_one(tmp_path):
    async def play():
        async with phone(tmp_path / "j") as (server, page, _):
            await page.get_by_role("button", name="I see it").tap()
            await playwright.expect(page.get_by_text("near Vilnius")).to_be_visible()
            await page.context.set_offline(True)
            await page.locator(".send").tap()
            await playwright.expect(page.get_by_text("No connection")).to_be_visible()
            assert kept(server) == []
            await page.context.set_offline(False)
            await playwright.expect(page.get_by_role("status")).to_have_text("Received. Thank you.")
            assert len(kept(server)) == 1

    run(play())


def test_when_many_report_it_waits_its_turn(tmp_path):
    async def play():
        async with phone(tmp_path / "j", "?burst=1&every=2") as (server, page, _):
            await server.post(id="another")
            await page.get_by_role("button", name="I see it").tap()
            await playwright.expect(page.get_by_text("near Vilnius")).to_be_visible()
            await page.locator(".send").tap()
            await playwright.expect(page.get_by_text("Many people are reporting")).to_be_visible()
            await playwright.expect(page.get_by_role("status")).to_have_text("Received. Thank you.")
            assert len(kept(server)) == 2

    run(play())


def test_a_patrol_reports_under_its_name(tmp_path):
    (tmp_path / "patrols").write_text("guards 0123456789abcdef\n")

    async def play():
        more, path = f"?patrols={tmp_path / 'patrols'}", "/#patrol=0123456789abcdef"
        async with phone(tmp_path / "j", more, path=path) as (server, page, _):
            await playwright.expect(page.get_by_text("Patrol", exact=True)).to_be_visible()
            await page.get_by_role("button", name="I see it").tap()
            await playwright.expect(page.get_by_text("near Vilnius")).to_be_visible()
            await page.locator(".send").tap()
            await playwright.expect(page.get_by_role("status")).to_have_text("Received. Thank you.")
            ((feed, told),) = kept(server)
            assert (feed, told["by"]) == ("f#guards", "patrol")

    run(play())


def test_a_second_report_is_of_where_the_phone_is_then(tmp_path):
    async def play():
        async with phone(tmp_path / "j") as (server, page, _):
            for where, near in (
                (VILNIUS, "near Vilnius"),
                ({"latitude": 55.7033, "longitude": 21.1443}, "near Klaipėda"),
            ):
                await page.context.set_geolocation(where)
                await page.get_by_role("button", name="I see it").tap()
                await playwright.expect(page.get_by_text(near)).to_be_visible()
                await page.locator(".send").tap()
                await playwright.expect(page.get_by_role("status")).to_have_text("Received. Thank you.")
                await page.get_by_role("button", name="Report again").tap()
            assert [round(told["lon_deg"]) for _, told in kept(server)] == [25, 21]

    run(play())


def test_a_late_fix_does_not_undo_what_was_shown_on_the_map(tmp_path):
    slow = """navigator.geolocation.getCurrentPosition = (found) => setTimeout(
        () => found({coords: {latitude: 59.4, longitude: 24.7, accuracy: 9e4}}), 1500)"""

    async def play():
        async with phone(tmp_path / "j") as (server, page, _):
            await page.evaluate(slow)
            await page.get_by_role("button", name="I hear it").tap()
            await page.get_by_role("button", name="Show it on the map").tap()
            await page.get_by_role("button", name="I am here").tap()
            await page.wait_for_timeout(2_000)
            await page.locator(".send").tap()
            await playwright.expect(page.get_by_role("status")).to_have_text("Received. Thank you.")
            ((_, told),) = kept(server)
            assert abs(told["lat_deg"] - 55.6) < 0.01

    run(play())


def test_what_is_told_a_while_after_it_was_seen_is_dated_then(tmp_path):
    async def play():
        async with phone(tmp_path / "j") as (server, page, _):
            await page.evaluate(
                "() => { const now = Date.now; window.late = 0; Date.now = () => now() + window.late; }"
            )
            await page.get_by_role("button", name="I see it").tap()
            await playwright.expect(page.get_by_text("near Vilnius")).to_be_visible()
            await page.evaluate("() => { window.late = 600000; }")
            before_s = time.time()
            await page.locator(".send").tap()
            await playwright.expect(page.get_by_role("status")).to_have_text("Received. Thank you.")
            ((_, told),) = kept(server)
            assert 590.0 < before_s - instant_s(told["time"]) < 640.0

    run(play())


def test_without_its_script_the_page_says_whom_to_call(tmp_path):
    async def play():
        async with phone(tmp_path / "j") as (server, page, _):
            await page.route("**/assets/*.js", lambda route: route.abort())
            await page.goto(f"http://127.0.0.1:{server.port}/")
            for words in ("skambinkite 112", "zvaniet 112", "helista 112", "dzwoń pod 112", "call 112"):
                await playwright.expect(page.get_by_text(words)).to_be_visible()

    run(play())
