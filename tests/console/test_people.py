"""People at the console: sign in, act, be signed out by an admin, sign in again; and what each role sees.

A screenshot of each page is kept where SARGAS_SCREENSHOTS names a folder.
"""

import asyncio
import contextlib
import os
import shutil
from pathlib import Path

import pytest

from conftest import ROOT, absent
from console.test_console import FLAGS, WAIT_MS, run
from sargas.web.basemap import DIST
from web.bench import T0, State, alert, changes, incident, peopled, served, signed_in, tracks_of, user
from web.test_people import SECRET

playwright = pytest.importorskip("playwright.async_api")

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=document.title='owned'>"


@contextlib.asynccontextmanager
async def browser():
    chromium = shutil.which("chromium")
    if chromium is None:
        absent("no chromium on this machine: apt install chromium")
    if not (DIST / "index.html").exists():
        absent("the console is not built: make setup")
    async with playwright.async_playwright() as browsers:
        opened = await browsers.chromium.launch(executable_path=chromium, args=FLAGS)
        try:
            yield opened
        finally:
            await opened.close()


@contextlib.asynccontextmanager
async def console(tmp_path, *users, **more):
    """(bench, page): the page open, nobody signed in."""
    people = peopled(tmp_path, *users, **more)
    async with served(basemap=ROOT / "third_party" / "basemap", people=people) as bench, browser() as opened:
        bench.screens.state("live", State())
        bench.screens.changes("live", changes(incidents=(incident(1),), alerts=(alert(),)))

        async def feed():
            for k in range(10_000):
                tracks = tracks_of(list(range(1, 9)), T0 + k / 2, east_mps=40.0, height_m=105.0)
                tracks.lon_deg[:] = 22.0 + tracks.number / 3
                bench.screens.changes("live", changes(tracks, T0 + k / 2))
                await asyncio.sleep(0.5)

        feeding = asyncio.create_task(feed())
        page = await opened.new_page(viewport={"width": 1600, "height": 900})
        page.set_default_timeout(WAIT_MS)
        try:
            await page.goto(bench.url)
            yield bench, page
        finally:
            feeding.cancel()


async def enter(page, name, password=SECRET):
    await page.get_by_label("Name").fill(name)
    await page.get_by_label("Password").fill(password)
    await page.keyboard.press("Enter")


async def shot(page, name):
    folder = os.environ.get("SARGAS_SCREENSHOTS")
    if folder:
        await page.screenshot(path=Path(folder) / f"{name}.png")


def live(page):
    return playwright.expect(page.get_by_role("status").filter(has_text="LIVE")).to_be_visible(timeout=WAIT_MS)


def test_sign_in_act_be_signed_out_and_sign_in_again(tmp_path):
    async def play():
        users = user("R. Petrauskas", "operator", password=SECRET), user("Jonas", "admin")
        async with console(tmp_path, *users) as (bench, page):
            expect = playwright.expect
            await expect(page.get_by_role("button", name="Sign in")).to_be_visible(timeout=WAIT_MS)
            assert await page.get_by_role("region", name="Incidents").count() == 0
            await shot(page, "login")
            await enter(page, "R. Petrauskas", "not it at all")
            await expect(page.get_by_role("alert")).to_have_text("Wrong name or password.", timeout=WAIT_MS)
            await shot(page, "login_refused")
            await enter(page, "r. petrauskas")
            await live(page)
            await expect(page.get_by_text("R. Petrauskas", exact=True)).to_be_visible()
            await shot(page, "signed_in")
            await page.get_by_role("button", name="Acknowledge").last.click()
            await expect(page.get_by_text("by R. Petrauskas").first).to_be_visible(timeout=WAIT_MS)
            await shot(page, "signed_in_acted")
            assert [decision.by for _, decision in bench.decided] == ["R. Petrauskas"]
            await page.evaluate("window.kept = 'no reload'")
            (session,) = bench.people.sessions
            answer = await bench.client.post(
                f"/api/sessions/{session.number}/revoke", headers={**signed_in(bench, "Jonas"), "authorization": ""}
            )
            assert answer.status_code == 200
            await expect(page.get_by_text("Your session has ended. Sign in again.")).to_be_visible(timeout=WAIT_MS)
            assert await page.get_by_role("region", name="Incidents").count() == 0, "nothing of the picture is left"
            assert len(bench.live.stream) == 0
            await shot(page, "signed_out")
            asked = await quiet(page)
            assert asked == [], "a page that waits for somebody asks for nothing"
            await enter(page, "R. Petrauskas")
            await live(page)
            await expect(page.get_by_role("region", name="Incidents")).to_contain_text("#1 Lithuania", timeout=WAIT_MS)
            await expect(page.get_by_text("8 tracks")).to_be_visible(timeout=WAIT_MS)
            assert await page.evaluate("window.kept") == "no reload"
            await page.get_by_role("button", name="Sign out").click()
            await expect(page.get_by_text("You have signed out.")).to_be_visible(timeout=WAIT_MS)
            assert [one.user for one in bench.people.sessions] == ["Jonas"]

    run(play)


async def quiet(page):
    """What the page asks for in three seconds."""
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    await asyncio.sleep(3.0)
    return asked


def test_a_viewer_s_buttons_promise_nothing(tmp_path):
    async def play():
        async with console(tmp_path, user(HOSTILE, "viewer", password=SECRET)) as (bench, page):
            expect = playwright.expect
            await enter(page, HOSTILE)
            await live(page)
            await expect(page.get_by_text(HOSTILE)).to_be_visible()
            await expect(page.get_by_role("button", name="Acknowledge").last).to_be_disabled(timeout=WAIT_MS)
            await page.keyboard.press("a")
            assert await page.get_by_role("dialog").count() == 0
            assert await page.title() == "Sargas"
            assert await page.locator("img").count() == 0
            await shot(page, "viewer")
            assert bench.decided == []

    run(play)


def test_an_admin_sees_who_is_in_and_no_picture_and_a_partner_neither(tmp_path):
    async def play():
        users = (
            user("Jonas", "admin", password=SECRET),
            user("Ona", "operator"),
            user("POL", "partner", password=SECRET),
        )
        async with console(tmp_path, *users) as (bench, page):
            expect = playwright.expect
            signed_in(bench, "Ona")
            await enter(page, "Jonas")
            await expect(page.get_by_role("button", name="Sign Ona out")).to_be_visible(timeout=WAIT_MS)
            assert await page.get_by_role("region", name="Incidents").count() == 0
            await shot(page, "admin")
            await page.get_by_role("button", name="Sign Ona out").click()
            await expect(page.get_by_role("button", name="Sign Ona out")).to_be_hidden(timeout=WAIT_MS)
            assert [one.user for one in bench.people.sessions] == ["Jonas"]
            await page.get_by_role("button", name="Sign out", exact=True).click()
            await expect(page.get_by_label("Password")).to_be_visible(timeout=WAIT_MS)
            await enter(page, "POL")
            await expect(page.get_by_role("link", name="warnings as a feed")).to_be_visible(timeout=WAIT_MS)
            assert await page.get_by_role("button", name="Sign Ona out").count() == 0
            await shot(page, "partner")

    run(play)


def test_a_session_near_its_end_is_renewed_where_one_sits(tmp_path):
    async def play():
        async with console(tmp_path, user("Ona", "lead", password=SECRET)) as (bench, page):
            expect = playwright.expect
            await enter(page, "Ona")
            await live(page)
            for session in bench.people.sessions:
                session.since_s -= 43_200.0 - 600.0
            await page.reload()
            await page.get_by_role("button", name="renew").click(timeout=WAIT_MS)
            await page.get_by_role("dialog").get_by_label("Password").fill(SECRET)
            await shot(page, "renew")
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("button", name="renew")).to_be_hidden(timeout=WAIT_MS)
            await live(page)
            assert len(list(bench.people.sessions)) == 2

    run(play)
