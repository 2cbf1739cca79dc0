"""The page for reports over a real partition, and a client that posts as the page does."""

import asyncio
import socket

import httpx

from live.bench import Bench, free_port, kinds
from sargas.live.reporting import parent
from sargas.live.reporting.app import open_door
from sargas.live.transports import RECEIVERS
from sargas.model.record import RecordKind
from sargas.model.sensor import Feed

REPORT = {"id": "a1", "what": "heard", "lat_deg": 54.64, "lon_deg": 25.28, "accuracy_m": 15.0, "azimuth_deg": 90.0}


async def here(address, sink):
    """The page served in the process of the test, where its limits can be changed."""

    async def keep(link, payload):
        async with asyncio.timeout(parent.ROOM_S):
            await (sink.branch(link) if link else sink).put(payload)
            await sink.durable()

    def turned_away():
        sink.counters.turned_away += 1

    await open_door(address, keep, lambda detail: sink.tell("connected", detail), turned_away)


class Page(Bench):
    """A partition with one feed of reports; `post` is what the page does. `alone`: in a process of its own, as live."""

    def __init__(self, folder, more="", scheme="http", alone=False, **settings):
        self.port = free_port(socket.SOCK_STREAM)
        self.scheme, self.folder, self.alone = scheme, folder, alone
        super().__init__(folder, [Feed("f", f"reports://127.0.0.1:{self.port}{more}", "citizen")], **settings)

    async def __aenter__(self):
        self.usual = RECEIVERS["reports"]
        if not self.alone:
            RECEIVERS["reports"] = here
        return await super().__aenter__()

    async def __aexit__(self, *details):
        RECEIVERS["reports"] = self.usual
        await super().__aexit__(*details)

    async def ask(self, method, path="/", verify=False, **more):
        async with httpx.AsyncClient(verify=verify, trust_env=False, timeout=30.0) as client:
            for _ in range(600):
                try:
                    return await client.request(method, f"{self.scheme}://127.0.0.1:{self.port}{path}", **more)
                except httpx.ConnectError:
                    await asyncio.sleep(0.02)
        raise AssertionError("nobody listens")

    async def post(self, headers=None, verify=False, **fields):
        headers = {"sec-fetch-site": "same-origin", **(headers or {})}
        return await self.ask("POST", "/report", verify, json={**REPORT, **fields}, headers=headers)

    def stored(self):
        """(feed, payload) of what was written down."""
        return [(name, payload) for kind, name, payload in kinds(self.folder) if kind == RecordKind.BYTES]
