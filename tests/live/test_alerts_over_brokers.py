"""Alerts over MQTT and NATS with real brokers, one dead, hung or back: at least once, and no other is delayed."""

import asyncio
import json
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
import pytest
from nats.aio.client import Client
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from live.bench import free_port
from live.broker import running
from live.fakes import FakeIngest, Watcher, lines
from live.telling import exporter, partition
from live.test_killed import Posted, send
from sargas.live.site import LiveSite


class Mosquitto:
    """A broker that keeps what a subscriber has not had, over its own death; a subscriber of it."""

    def __init__(self, folder: Path) -> None:
        self.port, self._heard = free_port(socket.SOCK_STREAM), list[Any]()
        self._folder = folder
        self.to = f"mqtt://127.0.0.1:{self.port}?topic=sargas/alerts"
        (folder / "own.conf").write_text(
            f"listener {self.port} 127.0.0.1\npersistence true\npersistence_location {folder}/\nuser root\n"
            "allow_anonymous true\nautosave_interval 1\nautosave_on_changes true\n"
        )

    @contextmanager
    def runs(self) -> Iterator[subprocess.Popen[bytes]]:
        with running("mosquitto", self.port, "-c", self._folder / "own.conf") as process:
            made = paho.Client(CallbackAPIVersion.VERSION2, "there", protocol=paho.MQTTv5)
            made.on_message = lambda _client, _data, message: self._heard.append(json.loads(message.payload))
            lasting = Properties(PacketTypes.CONNECT)
            lasting.SessionExpiryInterval = 3600
            made.connect("127.0.0.1", self.port, clean_start=False, properties=lasting)
            made.subscribe("sargas/alerts", 1)
            made.loop_start()
            try:
                yield process
            finally:
                made.loop_stop()

    async def heard(self) -> list[Any]:
        return list(self._heard)


class Nats:
    """A server with a stream that keeps the subject."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port(socket.SOCK_STREAM)
        self._store = folder / "store"
        self.to = f"nats://127.0.0.1:{self.port}?subject=sargas.alerts"

    @contextmanager
    def runs(self) -> Iterator[subprocess.Popen[bytes]]:
        here = ("-a", "127.0.0.1", "-p", str(self.port), "-js", "-sd", self._store)
        with running("nats-server", self.port, *here) as process:
            asyncio.run(self._ask(lambda stream: stream.add_stream(name="alerts", subjects=["sargas.alerts"])))
            yield process

    async def _ask(self, question: Any) -> Any:
        made = Client()
        await made.connect(f"nats://127.0.0.1:{self.port}", connect_timeout=5)
        try:
            return await question(made.jetstream())
        finally:
            await made.close()

    async def heard(self) -> list[Any]:
        async def read(stream: Any) -> list[Any]:
            last = (await stream.stream_info("alerts")).state.last_seq
            found = [await stream.get_msg("alerts", number) for number in range(1, last + 1)]
            return [json.loads(one.data) for one in found]

        result: list[Any] = await self._ask(read)
        return result


def begin(number: int, port: int) -> None:
    send(port, lines(number), b"!%d\n" % number)


@pytest.mark.parametrize("dies", ["ended", "hung"])
@pytest.mark.parametrize("made", [Mosquitto, Nats])
def test_a_broker_that_dies_and_comes_back_is_told_all_of_it(made: Any, dies: str, tmp_path: Path) -> None:
    """Hung: it takes what is sent to it, reads none of it, and is killed."""
    port, there = free_port(), free_port(socket.SOCK_STREAM)
    broker, web = made(tmp_path), Posted(there)
    exporters = [exporter("broker", broker.to), exporter("web", f"http://127.0.0.1:{there}/in")]
    part = partition(tmp_path / "j", port, exporters, 1000.0, FakeIngest)
    site = LiveSite([part])
    site.subscribe(Watcher())

    async def until(condition: Any) -> None:
        async with asyncio.timeout(40.0):
            while not await condition():
                await asyncio.sleep(0.05)

    async def tells(number: int) -> bool:
        return f"alert {number}" in [one["id"] for one in await broker.heard()]

    async def web_has(number: int) -> bool:
        return (f"alert {number}", False) in web.words()

    async def runs() -> bool:
        return part.state().phase == "running"

    async def play() -> list[Any]:
        going = asyncio.create_task(site.run())
        await until(runs)
        context = broker.runs()
        process = await asyncio.to_thread(context.__enter__)
        begin(1, port)
        await until(lambda: tells(1))
        if dies == "hung":
            process.send_signal(signal.SIGSTOP)
            for number in (2, 3):
                begin(number, port)
                await until(lambda number=number: web_has(number))
            await asyncio.sleep(0.5)
            process.send_signal(signal.SIGKILL)
            await asyncio.to_thread(context.__exit__, None, None, None)
        else:
            await asyncio.to_thread(context.__exit__, None, None, None)
            for number in (2, 3):
                begin(number, port)
                await until(lambda number=number: web_has(number))
        again = broker.runs()
        await asyncio.to_thread(again.__enter__)
        begin(4, port)
        for number in (2, 3, 4):
            await until(lambda number=number: tells(number))
        heard: list[Any] = await broker.heard()
        await asyncio.to_thread(again.__exit__, None, None, None)
        site.stop()
        await going
        return heard

    try:
        heard = asyncio.run(play())
    finally:
        web.close()
    assert {one["id"] for one in heard} == {f"alert {number}" for number in (1, 2, 3, 4)}
    assert all(one["simulated"] is False for one in heard)
