"""The wind behind the live room: two files become a journal, and the journal gone through again gives the same."""

import asyncio

import drift
from sargas.core import Core
from sargas.core import Settings as CoreSettings
from sargas.ingest import Ingest
from sargas.journal import Journal, Reader, verify
from sargas.live.partition import Partition
from sargas.model.checkpoint import pack
from sargas.model.record import RecordKind
from sargas.model.sensor import Feed, Sensor
from sargas.model.sigma import Sigma

SENSORS = (Sensor("primary", "radar", "psr", accuracy=Sigma(horizontal_m=20.0)),)
BALLOON = 2


def made(feeds):
    return Ingest(feeds, SENSORS, "recording"), Core(SENSORS, (), CoreSettings(55.0, 24.0))


def records(folder):
    with Reader(folder) as reader:
        return [record for record in reader if record.kind in (RecordKind.BYTES, RecordKind.TICK)]


def gone_through(records, feeds, restart_after=0):
    """Everything that was told of tracks, and the core; as if it had been stopped after every so many ticks."""
    ingest, core = made(feeds)
    waiting, told, ticks = [], [], 0
    for record in records:
        waiting.append(record)
        if record.kind != RecordKind.TICK:
            continue
        told.append(pack(core.update(ingest.feed(waiting)).tracks.packed()))
        waiting, ticks = [], ticks + 1
        if restart_after and ticks % restart_after == 0:
            saved = ingest.checkpoint(), core.checkpoint()
            ingest, core = made(feeds)
            ingest.restore(saved[0])
            core.restore(saved[1])
    return told, core


def test_the_wind_is_journaled_and_replays_with_everything_else(tmp_path):
    (tmp_path / "plots.jsonl").write_text(drift.reports())
    (tmp_path / "wind.csv").write_text(drift.WIND.partition("\n")[2])
    feeds = (
        Feed("radar", f"file://{tmp_path}/plots.jsonl", "statevectors", partition="drill"),
        Feed("met", f"file://{tmp_path}/wind.csv", "weather", partition="drill"),
    )
    folder, cores = tmp_path / "journal", []

    async def play():
        def core():
            cores.append(made(feeds)[1])
            return cores[0]

        partition = Partition(
            "drill",
            "recording",
            feeds,
            lambda state: Journal(folder, "drill", b"c", state),
            lambda: made(feeds)[0],
            core,
            0.0,
        )
        running = asyncio.create_task(partition.run())
        partition.warm(1.0, "", ready=True)
        while partition.state().phase != "ended":
            assert not running.done()
            await asyncio.sleep(0.02)
        partition.stop()
        await running

    asyncio.run(asyncio.wait_for(play(), 120.0))
    assert not verify(folder).findings
    whole = records(folder)
    told, again = gone_through(whole, feeds)
    assert again.checkpoint() == cores[0].checkpoint()
    assert (told, again.checkpoint()) == (lambda t, c: (t, c.checkpoint()))(*gone_through(whole, feeds, 501))
    judged = again.picture.classification[0]
    silent = [record for record in whole if record.feed != "met"]
    assert judged[BALLOON] > 2.0 * gone_through(silent, feeds)[1].picture.classification[0, BALLOON]
    assert len(again._picture.wind) == 2
