"""A warning through everything that is real, live: an exercise's bytes, people's acts over the site, a file at the end,
and a restart that tells nothing twice.
"""

import asyncio

from lxml import etree

from live.fakes import Watcher
from sargas.commands.serve import partitions_of
from sargas.config import load_text
from sargas.formats.cap import FORMAT
from sargas.live.site import LiveSite
from sargas.model.decision import Decision
from sargas.model.record import Chunk
from sargas.model.warning import DraftWarning, PublicWarning, ReleaseWarning
from scenarios.rezekne import SITE, scenario, site

SPEED = 20.0


def exercise() -> str:
    """The play of Rezekne as a scenario file."""
    plot = scenario(site(), 165.0)
    lines = [f'name = "{plot.name}"', "start = 2026-05-07T00:30:00Z", "duration_s = 4000.0", f"seed = {plot.seed}"]
    for radar in plot.radars:
        place = f"lat_deg = {radar.site.lat_deg}, lon_deg = {radar.site.lon_deg}, height_m = {radar.site.height_m}"
        lines += ["[[radars]]", f'sensor = "{radar.sensor}"', f"sac = {radar.sac}", f"sic = {radar.sic}"]
        lines += [f"site = {{ {place} }}", f"ground_m = {radar.ground_m}", f"rotation_s = {radar.rotation_s}"]
    (flight,) = plot.flights
    ways = ", ".join(
        f"{{ lat_deg = {w.lat_deg}, lon_deg = {w.lon_deg}, height_m = {w.height_m}, speed_mps = {w.speed_mps} }}"
        for w in flight.waypoints
    )
    return "\n".join([*lines, "[[flights]]", 'id = "x"', "cross_section_m2 = 0.1", f"waypoints = [{ways}]"])


class Running:
    """The site, running; what it told of warnings."""

    def __init__(self, folder) -> None:
        (folder / "rezekne.toml").write_text(exercise())
        text = SITE.replace("exercise://rezekne", f"exercise://{folder}/rezekne.toml")
        text = text.replace('kind = "exercise"', f'kind = "exercise"\nspeed = {SPEED}')
        self.live = LiveSite(partitions_of(load_text(text, folder), folder / "data"))
        self.watcher = Watcher()
        self.live.subscribe(self.watcher)

    async def __aenter__(self):
        self.task = asyncio.create_task(self.live.run())
        return self

    async def __aexit__(self, *_) -> None:
        self.live.stop()
        await self.task

    @property
    def warnings(self) -> list[PublicWarning]:
        return [one for changes in self.watcher.changed for one in changes.warnings]

    async def until(self, condition) -> None:
        async with asyncio.timeout(120.0):
            while not condition():
                if self.task.done():
                    self.task.result()
                    raise AssertionError("ended early")
                await asyncio.sleep(0.02)

    async def release(self, number: int, by: str) -> None:
        _, refusal = await self.live.submit("drill", Decision(by, 0.0, ReleaseWarning(number), "two radars"))
        assert refusal is None


def test_two_persons_and_a_file_and_a_restart_that_tells_nothing_twice(tmp_path, corpus) -> None:
    out = tmp_path / "out"

    async def first() -> None:
        async with Running(tmp_path) as site:
            await site.until(lambda: site.warnings)
            assert not any(one.is_public for one in site.warnings)
            await site.release(1, "Anna")
            await asyncio.sleep(0.5)
            assert not list(out.glob("*.xml")), "nothing leaves by one person"
            await site.release(1, "Janis")
            await site.until(lambda: list(out.glob("*.xml")))

    async def second() -> None:
        async with Running(tmp_path) as site:
            await site.until(lambda: site.warnings)
            standing = site.warnings[0]
            assert (standing.number, standing.state) == (1, "released")
            asked = DraftWarning("found", "advisory", lat_deg=56.5, lon_deg=27.3, radius_m=900.0)
            _, refusal = await site.live.submit("drill", Decision("Liga", 0.0, asked, "a call"))
            assert refusal is None
            await asyncio.sleep(0.5)

    asyncio.run(asyncio.wait_for(first(), 200.0))
    (told,) = out.glob("*.xml")
    etree.XMLSchema(etree.parse(corpus / "cap" / "cap12_extended.xsd")).assertValid(etree.parse(told).getroot())
    (notice,) = FORMAT.decoder((), FORMAT.settings(feed="")).feed([Chunk(-1, 0.0, told.read_bytes())])
    assert (notice.status, notice.scope) == ("Exercise", "Public")
    asyncio.run(asyncio.wait_for(second(), 200.0))
    assert list(out.glob("*.xml")) == [told]
