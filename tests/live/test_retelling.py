"""A recording that is told to a fusion node on this machine."""

import asyncio
import functools
import socket
import time

from live.bench import SETTINGS, free_port, run, tape
from live.fakes import FakeIngest, lines
from live.test_exporting import POLICY, LabelledCore
from sargas.formats.sapient.session import Session as SapientSession
from sargas.formats.sapient.settings import Settings as SapientSettings
from sargas.formats.sapient.wire import Cutter
from sargas.journal import Journal
from sargas.live.address import address
from sargas.live.exporting import Exporter
from sargas.live.partition import Partition
from sargas.live.site import LiveSite
from sargas.model.label import Label
from sargas.model.sensor import Feed, Sensor
from sargas.sharing.outbox import Outbox


def test_what_was_recorded_is_told_here_as_sent_now(tmp_path):
    """SAPIENT's nodes refuse what is older than 0.9 s: a replay of another day is stamped again as it is played."""
    port = free_port(socket.SOCK_STREAM)
    feeds = [Feed("f", "exercise://x", "asterix")]
    sources = {"f": tape(*((0.5 * k, lines(1, 2)) for k in range(8)))}
    sensors = [Sensor("s", "f", "psr", label=Label(releasable_to=("POL",)))]
    make = functools.partial(SapientSession, SapientSettings("POL", stream=True, awaits_ack=False))
    where = address(f"tcp://127.0.0.1:{port}")
    exporter = Exporter("warsaw", "live", where, make, Outbox([POLICY], "POL", sensors, 0.1), False)

    async def play():
        late_s, cutter = [], Cutter()

        async def peer(reader, writer):
            while data := await reader.read(65_536):
                for message in cutter.feed(data).messages:
                    if message.content.HasField("detection_report"):
                        sent = message.content.timestamp
                        late_s.append(time.time() - sent.seconds - sent.nanos / 1e9)
            writer.close()

        async with await asyncio.start_server(peer, "127.0.0.1", port):
            partition = Partition(
                "live", "recording", feeds, lambda state: Journal(tmp_path, "live", b"c", state), FakeIngest,
                LabelledCore, sources=sources, settings=SETTINGS, exporters=[exporter],
            )  # fmt: skip
            live = LiveSite([partition])
            running = asyncio.create_task(live.run())
            while partition.state().phase != "ended":
                assert not running.done()
                await asyncio.sleep(0.02)
            assert partition.state().time_s < 1.8e9, "the clock of the recording is of another day"
            live.stop()
            await running
        assert len(late_s) >= 8
        assert max(map(abs, late_s)) < 0.9

    run(play())
