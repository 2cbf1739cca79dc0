"""What the console costs the browser: time of its main thread per frame, its size, and how soon there is a picture.

The built console in headless chromium without a graphics processor, as `tests/console` opens it, over a real server.
10,000 and 50,000 tracks move; 10,000 of them have news each second, in ten frames; every layer is on; the map is panned
all the time. Main thread: CPU time of the renderer's main thread (of the thread, as the DevTools protocol tells it, so
that a busy machine disturbs it less) over frames that were drawn. The drawing itself is another process' work there.
First picture: from the address being opened to the first frame of the map with its tracks, the server and the browser
running already; on the clock, and beside it what it took of all the browser's processes' CPU time.
"""

import asyncio
import contextlib
import gzip
import json
import shutil
import time
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
from measure import ROOT, Figures, note
from push import TOKEN

from sargas.live.events import State
from sargas.model.batch import Changes
from sargas.model.plot import Geodetic, Plot
from sargas.model.plots import Plots
from sargas.model.tracks import CONFIRMED, HAS, Tracks
from sargas.web.app import build_app
from sargas.web.basemap import DIST
from sargas.web.people import People
from sargas.web.screens import Screen, Screens
from sargas.web.server import Server
from sargas.web.settings import Settings

UPDATES_PER_S, FRAMES_PER_S, SECONDS = 10_000, 10, 8
TRIES, LEAST_PER_S = 3, 8.0
"""The time with the most frames counts: what news cost a second falls on few frames where drawing is starved."""
FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--no-first-run"]
PAN = """async (seconds) => {
  const map = document.querySelector('.map canvas').parentElement;
  const box = map.getBoundingClientRect();
  const at = (type, x, y, buttons) => {
    const init = {bubbles: true, cancelable: true, clientX: x, clientY: y, button: 0, buttons};
    (type === 'mousedown' ? map : window).dispatchEvent(new MouseEvent(type, init));
  };
  const [cx, cy] = [box.x + box.width / 2, box.y + box.height / 2];
  at('mousedown', cx, cy, 1);
  const began = performance.now();
  let frames = 0;
  await new Promise((done) => {
    const step = (now) => {
      frames++;
      const turn = (now - began) / 700;
      at('mousemove', cx + 220 * Math.sin(turn), cy + 140 * Math.sin(1.3 * turn), 1);
      if (now - began < seconds * 1000) requestAnimationFrame(step); else done();
    };
    requestAnimationFrame(step);
  });
  at('mouseup', cx, cy, 0);
  return frames;
}"""


def _tracks(count: int) -> Tracks:
    """Traffic over the Baltic, as identities and classes are mixed there."""
    rng = np.random.default_rng(1)
    tracks = Tracks.empty(count, ("psr",))
    tracks.number[:], tracks.status[:], tracks.existence[:] = np.arange(1, count + 1), CONFIRMED, 0.9
    tracks.lat_deg[:], tracks.lon_deg[:] = rng.uniform(53, 57.5, count), rng.uniform(20, 28, count)
    tracks.covariance[:, 0] = tracks.covariance[:, 6] = 100.0**2
    tracks.east_mps[:], tracks.north_mps[:] = rng.uniform(-220, 220, (2, count))
    tracks.height_m[:] = rng.uniform(100, 11_000, count)
    tracks.identity[:] = rng.choice([0, 1, 2, 3, 4], count, p=[0.04, 0.04, 0.07, 0.03, 0.82])
    tracks.has |= np.uint32(HAS["height_m"])
    return tracks


@contextlib.asynccontextmanager
async def _served(count: int) -> AsyncIterator[str]:
    """The address of a console over so many tracks that move."""

    async def inbox(partition: str, decision: Any) -> tuple[Any, None]:
        return decision, None

    screens = Screens({"name": "bench", "lat_deg": 55.2, "lon_deg": 24.2}, [Screen("live", "live", (), ())])
    server = Server(build_app(screens, People(TOKEN), inbox, basemap=ROOT / "third_party/basemap"), Settings(port=0))
    tracks, began_s = _tracks(count), time.time()
    rate = np.radians(1.0) * 6_371_000.0
    turn = UPDATES_PER_S // FRAMES_PER_S
    plots = Plots.from_plots([Plot("psr", began_s, Geodetic(55.0, 24.0))] * turn)

    async def feed() -> None:
        screens.state("live", State(began_s, 1.0, "running"))
        screens.changes("live", Changes(began_s, Plots.empty(), tracks))
        k, told_s = 0, np.full(count, began_s)
        while True:
            await asyncio.sleep(1.0 / FRAMES_PER_S)
            now_s, rows = time.time(), (np.arange(turn) + k * turn) % count
            part = tracks.take(rows)
            passed_s = now_s - told_s[rows]
            tracks.lat_deg[rows] += part.north_mps * passed_s / rate
            tracks.lon_deg[rows] += part.east_mps * passed_s / rate / np.cos(np.radians(part.lat_deg))
            told_s[rows], k = now_s, k + 1
            part = tracks.take(rows)
            part.time_s[:] = part.updated_s[:] = now_s
            plots.lat_deg[:], plots.lon_deg[:], plots.time_s[:] = part.lat_deg, part.lon_deg, now_s
            screens.plots("live", now_s, plots)
            screens.changes("live", Changes(now_s, plots, part))

    url = await server.start()
    feeding = asyncio.create_task(feed())
    try:
        yield f"{url}/?token={TOKEN}"
    finally:
        feeding.cancel()
        screens.close()
        await server.stop()


async def _opened(page: Any, address: str) -> float:
    """Seconds until the first picture: the map with its tracks."""
    began_s = time.perf_counter()
    await page.goto(address, wait_until="commit")
    await page.locator("html[data-picture=drawn]").wait_for(state="attached", timeout=120_000)
    return time.perf_counter() - began_s


async def _cpu_s(browser: Any) -> float:
    """CPU seconds of all of the browser's processes so far."""
    devtools = await browser.new_browser_cdp_session()
    told = await devtools.send("SystemInfo.getProcessInfo")
    return sum(float(one["cpuTime"]) for one in told["processInfo"])


async def _main_thread_ms(page: Any) -> tuple[float, float]:
    """(CPU milliseconds of the main thread per frame, frames per second) while the map is panned."""
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    await page.wait_for_timeout(4_000)  # compiled and laid out

    async def busy_s() -> float:
        told = await devtools.send("Performance.getMetrics")
        return float({one["name"]: one["value"] for one in told["metrics"]}["TaskDuration"])

    before_s = await busy_s()
    frames = await page.evaluate(PAN, SECONDS)
    return 1000.0 * (await busy_s() - before_s) / frames, frames / SECONDS


async def _measured(chromium: str) -> Figures:
    from playwright.async_api import async_playwright

    found: Figures = {}
    async with async_playwright() as browsers:
        browser = await browsers.chromium.launch(executable_path=chromium, args=FLAGS)
        try:
            for count, name in ((10_000, "10k"), (50_000, "50k")):
                async with _served(count) as address:
                    page = await browser.new_page(viewport={"width": 1600, "height": 900})
                    first_s = await _opened(page, address)
                    ms, per_s = max([await _main_thread_ms(page) for _ in range(TRIES)], key=lambda tried: tried[1])
                    few = (
                        f"{per_s:.1f} frames a second: the machine is too busy to draw, and news of many falls on each"
                    )
                    found[f"console_main_thread_ms_{name}_tracks"] = ms if per_s >= LEAST_PER_S else few
                    note(f"console: {count} tracks, {per_s:.1f} frames a second, first opened in {first_s:.1f} s")
                    if name == "10k":
                        before_s = await _cpu_s(browser)
                        again = [await _opened(page, address) for _ in range(3)]
                        found["console_first_picture_warm_s"] = min(again)
                        found["console_first_picture_cpu_s"] = (await _cpu_s(browser) - before_s) / len(again)
                    await page.close()
        finally:
            await browser.close()
    return found


def figures() -> Figures:
    if not (DIST / "index.html").exists():
        return dict.fromkeys(("console_js_gzip_kb",), "the console is not built: make setup")
    size = sum(len(gzip.compress(path.read_bytes(), 9)) for path in DIST.rglob("*.js"))
    found: Figures = {"console_js_gzip_kb": size / 1000.0}
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        return found
    return found | asyncio.run(_measured(chromium))


if __name__ == "__main__":
    print(json.dumps(figures()))
