"""The real ingest and core behind the live room: interrupted, resumed, and gone through again offline, to the byte."""

import asyncio
from itertools import takewhile
from pathlib import Path

import pytest

import sargas.exercise
from live.fakes import Watcher
from sargas.core import Core
from sargas.core import Settings as CoreSettings
from sargas.exercise.player import chunks
from sargas.exercise.scenario import scenario_from_toml
from sargas.ingest import Ingest
from sargas.journal import Journal, Reader, verify
from sargas.live.partition import Partition
from sargas.live.settings import Settings
from sargas.model.checkpoint import pack
from sargas.model.record import RecordKind
from sargas.model.sensor import Feed, Sensor

SECONDS = 60.0
FEEDS = (Feed("radars", "exercise://x", "asterix", partition="drill"),)


@pytest.fixture(scope="module")
def scenario():
    path = next((Path(sargas.exercise.__file__).parent / "scenarios").glob("*.toml"))
    return scenario_from_toml(path.read_text(encoding="utf-8"), path.name)


def made(scenario):
    known = [
        Sensor(r.sensor, "radars", "psr", match={"sac": r.sac, "sic": r.sic}, site=r.site, interval_s=r.rotation_s)
        for r in scenario.radars
    ]
    return Ingest(FEEDS, known, "exercise"), Core(known, (), CoreSettings(54.6, 25.3))


def told(core):
    return pack({"tracks": core.picture.packed(), "incidents": core.incidents, "alerts": core.alerts})


async def run(folder, scenario, until):
    watcher, cores = Watcher(), []

    def core():
        cores.append(made(scenario)[1])
        return cores[0]

    def source():
        start_s = scenario.start_s
        return takewhile(lambda item: item[0] < start_s + SECONDS, chunks(scenario))

    partition = Partition(
        "drill",
        "exercise",
        FEEDS,
        lambda state: Journal(folder, "drill", b"c", state),
        lambda: made(scenario)[0],
        core,
        0.0,
        {"radars": source},
        Settings(checkpoint_interval_s=1.0, stop_s=20.0),
    )
    partition.subscribe(watcher)
    running = asyncio.create_task(partition.run())
    partition.warm(1.0, "", ready=True)
    while not until(partition, watcher):
        if running.done():
            running.result()
        await asyncio.sleep(0.01)
    partition.stop()
    await running
    return cores[0], watcher


def test_an_interrupted_exercise_ends_as_its_journal_does(tmp_path, scenario):
    async def play():
        _, first = await run(tmp_path, scenario, lambda p, w: len(w.changed) > 150)
        assert not first.pictures or first.order[0] != "picture"
        return await run(tmp_path, scenario, lambda p, w: p.state().phase == "ended")

    live, watcher = asyncio.run(asyncio.wait_for(play(), 120.0))
    assert len(watcher.pictures) == 1
    assert len(live.picture) > 0
    assert not verify(tmp_path).findings
    ingest, core = made(scenario)
    group = []
    with Reader(tmp_path) as reader:
        for record in reader:
            if record.kind in (RecordKind.BYTES, RecordKind.TICK, RecordKind.DECISION, RecordKind.CONNECT):
                group.append(record)
            if record.kind == RecordKind.TICK:
                core.update(ingest.feed(group))
                group = []
    assert told(core) == told(live)
