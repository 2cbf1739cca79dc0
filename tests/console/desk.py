"""A desk for plays in a real browser: the page, a server that takes each act, and what a person does at it."""

import asyncio
import re

import msgspec
import pytest

from conftest import ROOT
from console.test_console import HOSTILE as HOSTILE
from console.test_console import WAIT_MS, console
from sargas.model.alert import Alert
from sargas.model.decision import Acknowledge, Assign, BeginSilence, Close, Decision, Reopen
from sargas.model.incident import Incident, LogEntry
from web.bench import T0, changes, tracks_of

playwright = pytest.importorskip("playwright.async_api")
expect = playwright.expect

ME = "R. Petrauskas"
AXE = ROOT / "console" / "node_modules" / "axe-core" / "axe.min.js"
WCAG = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']"
SUSPECT = 10
"""Place in BASES of a partner's word, which proposes."""


def at(number: int, situation: str = "inside", **more: object) -> Incident:
    said = {
        "handling": "new", "version": 3, "opened_s": T0 - 60, "updated_s": T0, "first_plot_s": T0 - 80,
        "basis": f"seen by two radars {HOSTILE}", "probability": 0.97, "distance_m": -430.0, "lat_deg": 54.5,
        "lon_deg": 22.7, "entered_s": T0 - 40, **more,
    }  # fmt: skip
    return Incident(number, "ltu", f"Lithuania {HOSTILE}", (number + 6,), situation, **said)


def told(number: int, of: int, level: str, **more: object) -> Alert:
    said = {"why": "opened", "time_s": T0, "first_s": T0 - 50, "audience": "operators", **more}
    return Alert(number, of, level, message=f"look at #{of} {HOSTILE}", **said)


class Desk:
    """The page, and behind it a server that takes each act as the core would, as far as the page can tell."""

    def __init__(self, bench, page, troubles):
        self.bench, self.page, self.troubles = bench, page, troubles
        self.screen = bench.live
        self.decided: list[Decision] = []
        self.refusal: str | None = None
        self._record = 100
        self._who = ""
        bench.inbox_now = self.take

    async def take(self, partition, decision):
        if self.refusal is not None:
            reason, self.refusal = self.refusal, None
            return decision, reason
        self._record += 1
        decision = msgspec.structs.replace(decision, record_number=self._record)
        self.decided.append(decision)
        act, time_s = decision.act, decision.time_s
        incident = self.screen.incidents.get(getattr(act, "incident", None))
        handling = {Acknowledge: "acknowledged", Assign: "assigned", Close: "closed", Reopen: "new"}.get(type(act))
        changed = ()
        if incident is not None and not isinstance(act, BeginSilence):
            words = getattr(act, "text", decision.why)
            line = LogEntry(msgspec.to_builtins(act)["type"], decision.by, time_s, words)
            more = {"handling": handling, "acknowledged_by": decision.by} if handling else {}
            more |= {"assigned_to": act.to} if isinstance(act, Assign) else {}
            log = (*incident.log, line)
            changed = (msgspec.structs.replace(incident, version=incident.version + 1, log=log, **more),)
        self.screen.take_changes(changes(time_s=time_s, incidents=changed, decisions=(decision,)))
        return decision, None

    def show(self, **what):
        self.screen.take_changes(changes(time_s=self.screen.time_s or T0, **what))

    async def fresh(self, who):
        """A desk with nothing on it, at which `who` sits."""
        for kept in (
            self.screen.incidents,
            self.screen.alerts,
            self.screen.silences,
            self.screen.acts,
            self.screen.log,
        ):
            kept.clear()
        self.screen.duty, self.decided, self.refusal = None, [], None
        self.troubles.clear()
        if who != self._who:
            kept = f"localStorage.setItem('sargas.operator', '\"{who}\"')" if who else "localStorage.clear()"
            await self.page.evaluate(kept)
            await self.page.reload()
            self._who = who
        else:
            await self.keys("Escape", "Escape", "Escape", "Escape")

    async def sit_down(self):
        """Look at another picture and back: everything is as the server has it."""
        for name in ("drill", "live"):
            await self.page.get_by_label("Partition").select_option(name)
        await expect(self.page.get_by_text(re.compile(r"^\d\d tracks"))).to_be_visible()
        for name, there in (("Alerts", self.screen.alerts), ("Incidents", self.screen.incidents)):
            if there:
                await expect(self.region(name).locator("[data-key]").first).to_be_visible()

    async def keys(self, *keys):
        for key in keys:
            await self.page.keyboard.press(key)

    async def arrived(self, act, why="", by=ME):
        """The next decision that reached the server."""
        for _ in range(400):
            if self.decided:
                break
            await asyncio.sleep(0.025)
        decision = self.decided.pop(0)
        await expect(self.page.get_by_role("form")).to_be_hidden()
        assert (decision.act, decision.why, decision.by) == (act, why, by), decision
        return decision

    async def until(self, true):
        """An expression of the page holds."""
        for _ in range(400):
            if await self.page.evaluate(true):
                return
            await asyncio.sleep(0.025)
        raise AssertionError(true)

    def region(self, name):
        return self.page.get_by_role("region", name=name, exact=True)

    async def say(self, button, why="", by_click=True, **fields):
        """Fill a form in and send it."""
        form = self.page.get_by_role("dialog").get_by_role("form")
        for label, text in fields.items():
            await form.get_by_label(label.replace("_", " ")).fill(text)
        if why:
            await form.get_by_label("Why").fill(why)
        await form.get_by_role("button", name=button).click()
        await expect(form).to_be_hidden()

    async def accessible(self):
        """Nothing on the screen breaks WCAG 2.2 AA, as far as axe can see."""
        await self.page.evaluate(AXE.read_text())
        found = await self.page.evaluate(f"axe.run(document, {{ runOnly: {WCAG} }})")
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []

    async def as_text(self):
        """Whatever others wrote is text, and nothing went wrong."""
        assert await self.page.locator("img").count() == 0
        assert await self.page.title() == "Sargas"
        assert self.troubles == []


def plays():
    """One page, on which each play is played, one after the other: for a fixture of a module."""
    with asyncio.Runner() as runner:
        opened = console("&renderer=canvas")  # no shader takes the time of two cores
        desk = Desk(*runner.run(opened.__aenter__()))
        expect.set_options(timeout=WAIT_MS)

        def play(acts, who=ME):
            async def whole():
                await desk.fresh(who)
                await acts(desk)
                await desk.as_text()

            runner.run(asyncio.wait_for(whole(), 120.0))

        yield play
        runner.run(opened.__aexit__(None, None, None))


def look_at(desk):
    """Track 66 for a while: a partner calls it hostile, and it is not where it says to be."""
    tracks = tracks_of([66], T0, east_mps=40.0, height_m=105.0, foreign_identity=6, identity=1, proposed=5)
    tracks.evidence_s[:, SUSPECT], tracks.evidence_s[:, 13] = T0 - 100.0, T0 - 30.0
    tracks.classification[:, 4], tracks.classification[:, 1] = 0.7, 0.3
    tracks.version[:] = 5
    for k in range(10):
        tracks.time_s[:] = tracks.updated_s[:] = T0 + 2 * k
        tracks.lon_deg[:] = 23.0 + 0.0012 * k
        desk.show(tracks=tracks)
