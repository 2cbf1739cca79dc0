"""One partition over a real journal with stand-in stages, and what its tests share."""

import asyncio
import socket

from live.fakes import FakeCore, FakeIngest, Watcher, lines
from sargas.journal import Journal, Reader
from sargas.live.partition import Partition
from sargas.live.settings import Settings
from sargas.live.site import LiveSite
from sargas.model.record import RecordKind
from sargas.model.sensor import Feed

SETTINGS = Settings(checkpoint_interval_s=0.3, reconnect_s=0.02, reconnect_max_s=0.1, stop_s=2.0)
START_S = 1_700_000_000.0


def free_port(kind=socket.SOCK_DGRAM):
    with socket.socket(socket.AF_INET, kind) as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class Bench:
    """One partition over `folder`, with a watcher; `async with` runs it and stops it cleanly."""

    def __init__(
        self, folder, feeds, kind="live", sources=None, speed=1.0, warm=None, core=FakeCore, settings=SETTINGS
    ):
        self.cores = []

        def make_core():
            self.cores.append(core())
            return self.cores[-1]

        self.partition = Partition(
            "live",
            kind,
            feeds,
            lambda state: Journal(folder, "live", b"config", state),
            FakeIngest,
            make_core,
            speed,
            sources,
            settings,
        )
        self.site = LiveSite([self.partition], warm)
        self.watcher = Watcher()
        self.site.subscribe(self.watcher)

    async def __aenter__(self):
        self.task = asyncio.create_task(self.site.run())
        return self

    async def __aexit__(self, *_):
        self.site.stop()
        await self.task

    async def until(self, condition, timeout_s=10.0):
        async with asyncio.timeout(timeout_s):
            while not condition():
                if self.task.done():
                    self.task.result()
                    raise AssertionError("ended early")
                await asyncio.sleep(0.005)


def run(coroutine):
    return asyncio.run(coroutine)


def udp_feed(port, host="127.0.0.1", **more):
    return Feed("f", f"udp://{host}:{port}", "asterix", **more)


def kinds(folder):
    with Reader(folder) as reader:
        return [(r.kind, r.feed, r.payload) for r in reader]


def tape(*items):
    return lambda: iter([(START_S + at_s, payload) for at_s, payload in items])


def inputs(folder):
    with Reader(folder) as reader:
        return [
            (r.time_s, r.feed, r.kind, r.payload)
            for r in reader
            if r.kind in (RecordKind.BYTES, RecordKind.TICK, RecordKind.CONNECT)
        ]


EXERCISE = [Feed("a", "exercise://x", "asterix", partition="live"), Feed("b", "exercise://x", "asterix")]
SOURCES = {
    "a": tape(*((0.05 + 0.25 * n, lines(100 + n)) for n in range(40))),
    "b": tape(*((0.05 + 0.1 * n, lines(200 + n)) for n in range(100))),
}
