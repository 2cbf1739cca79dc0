"""The play of `directed.md`."""

import asyncio
import socket
from pathlib import Path

import msgspec
import pytest

from exercise.small import TEXT
from sargas.commands.exercise import read_scenario, reviewed, toml_text
from sargas.commands.serve import exercises_of, partitions_of, steered
from sargas.commands.warm import warm
from sargas.config import load_text
from sargas.exercise.described import site_tables
from sargas.exercise.review.report import Report
from sargas.live.site import LiveSite
from sargas.model.batch import Changes
from sargas.model.decision import Decision, Initiate
from sargas.model.direction import Pace, PutIn

SHORT = TEXT.replace("duration_s = 420.0", "duration_s = 90.0").replace('expected = "initiate"\nwithin_s = 120.0', (
    'expected = "initiate"\nwithin_s = 80.0'
)).replace("at_s = 60.0", "at_s = 10.0")  # fmt: skip


class Screen:
    """What the players see."""

    def __init__(self):
        self.changes_of: dict[str, list[Changes]] = {"exercise": [], "live": []}
        self.state_of = {}

    def state(self, partition, state):
        self.state_of[partition] = state

    def picture(self, *_):
        pass

    def searches(self, *_):
        pass

    def plots(self, *_):
        pass

    def changes(self, partition, changes):
        self.changes_of[partition].append(changes)

    def done(self, partition):
        return [d for changes in self.changes_of[partition] for d in changes.decisions]


class Played(msgspec.Struct):
    screen: Screen
    stood_s: tuple[float, float]
    refusal: str | None
    report: Report


async def play(folder: Path) -> Played:
    file = folder / "small.toml"
    file.write_text(SHORT)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    tables = site_tables(read_scenario(str(file)).scenario, str(file))
    tables["partitions"] = [{"name": "exercise", "kind": "exercise", "speed": 4.0}, {"name": "live", "kind": "live"}]
    tables["feeds"] = [*tables["feeds"], {"id": "radars", "from": f"udp://127.0.0.1:{port}", "format": "asterix"}]
    tables.pop("exports")
    site = load_text("".join(f"{name} = {toml_text(value)}\n" for name, value in tables.items()), folder)
    exercises = exercises_of(site)
    screen = Screen()
    live = LiveSite(
        partitions_of(site, folder / "data", exercises), warm, {n: steered(e) for n, e in exercises.items()}
    )
    live.subscribe(screen)
    running = asyncio.create_task(live.run())
    try:
        async with asyncio.timeout(60.0):
            while not any(isinstance(d.act, PutIn) for d in screen.done("exercise")):
                await asyncio.sleep(0.05)
            now_s = screen.changes_of["exercise"][-1].time_s
            seen = Initiate(54.45, 25.70, now_s, 2_000.0)
            assert (await live.submit("exercise", Decision("Anna", now_s, seen, "a call")))[1] is None
            assert (await live.submit("exercise", Decision("Ona", now_s, PutIn("Anna", "radio", "again"))))[1] is None
            assert (await live.submit("exercise", Decision("Ona", now_s, Pace(0.0))))[1] is None
            await asyncio.sleep(0.3)  # what was on its way
            first_s = screen.changes_of["exercise"][-1].time_s
            await asyncio.sleep(0.5)
            stood_s = (first_s, screen.changes_of["exercise"][-1].time_s)
            _, refusal = await live.submit("live", Decision("Ona", now_s, Pace(0.0)))
            await live.submit("exercise", Decision("Ona", now_s, Pace(50.0)))
            while screen.state_of["exercise"].phase != "ended":
                await asyncio.sleep(0.1)
    finally:
        live.stop()
        await running
    report = reviewed(read_scenario(str(file)), folder / "data" / "exercise")
    return Played(screen, stood_s, refusal, report)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return asyncio.run(play(tmp_path_factory.mktemp("directed")))


def test_d1_what_was_put_in_is_journaled_and_told(played: Played) -> None:
    put_in = [(d.by, d.act.text) for d in played.screen.done("exercise") if isinstance(d.act, PutIn)]
    assert put_in == [("scenario", "Something hums over the wood"), ("Ona", "again")]
    assert [line.text for line in played.report.log if line.what == "decision" and line.who == "Ona"]


def test_d2_time_stands_still_and_goes_on(played: Played) -> None:
    first_s, then_s = played.stood_s
    assert first_s == then_s
    assert played.screen.changes_of["exercise"][-1].time_s > then_s + 10.0


def test_d3_what_is_live_is_not_directed_and_nothing_of_it_changed(played: Played) -> None:
    assert played.refusal == "this is no exercise: nobody directs what is real"
    live = played.screen.changes_of["live"]
    assert live
    assert not any(len(c.tracks) or len(c.plots) or c.incidents or c.alerts or c.faults or c.statuses for c in live)


def test_d4_the_review_finds_what_people_did(played: Played) -> None:
    (met,) = [one for one in played.report.met if one.what == "initiate"]
    assert (met.verdict, met.by) == ("met", "Anna")
    assert played.report.origin.seed == 5
    assert played.report.counts["plots"] > 50
