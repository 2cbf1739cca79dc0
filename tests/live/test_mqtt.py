"""MQTT against a real mosquitto on loopback: in and out, QoS 1 across a restart, TLS, logins."""

import asyncio
import subprocess
import threading

import pytest
import trustme

from live.bench import Bench, kinds, run
from live.broker import Secured, broker, client, publish
from live.fakes import lines
from live.test_exporting import Exporting
from sargas.errors import Unavailable
from sargas.live import mqtt
from sargas.live.address import address
from sargas.model.record import RecordKind
from sargas.model.sensor import Feed


def feed(port, more="topic=air/#", scheme="mqtt"):
    return Feed("f", f"{scheme}://127.0.0.1:{port}?{more}", "asterix")


def stored(folder):
    return [(name, payload) for kind, name, payload in kinds(folder) if kind == RecordKind.BYTES]


def test_messages_are_records_of_their_topic(tmp_path):
    with broker(tmp_path) as port:

        async def play():
            async with Bench(tmp_path / "j", [feed(port)]) as bench:
                await bench.until(lambda: bench.partition.counters()["feeds"]["f"]["connected"])
                messages = [("air/a", lines(1)), ("air/b/c", lines(2)), ("sea", lines(3)), ("air/a", b"")]
                await asyncio.to_thread(publish, port, *messages)
                await bench.until(lambda: {1, 2} <= set(bench.watcher.numbers))

        run(play())
    assert stored(tmp_path / "j") == [("f#air/a", lines(1)), ("f#air/b/c", lines(2)), ("f#air/a", b"")]


def test_what_comes_while_we_are_away_is_kept_and_nothing_is_lost(tmp_path):
    with broker(tmp_path) as port:

        async def play():
            numbers = list(range(1, 200))
            async with Bench(tmp_path / "j", [feed(port)]) as bench:
                await bench.until(lambda: bench.partition.counters()["feeds"]["f"]["connected"])
                await asyncio.to_thread(publish, port, *[("air/a", lines(n)) for n in numbers[:100]])
            told = set(bench.watcher.numbers)
            await asyncio.to_thread(publish, port, *[("air/a", lines(n)) for n in numbers[100:]])
            async with Bench(tmp_path / "j", [feed(port)]) as bench:
                await bench.until(lambda: set(numbers) <= told | set(bench.watcher.numbers))

        run(play())
    heard = [payload for _, payload in stored(tmp_path / "j")]
    assert set(heard) == {lines(n) for n in range(1, 200)}


def test_a_message_is_acknowledged_when_it_is_written_down_and_not_before(tmp_path):
    events = []

    class Written:
        def __init__(self):
            self.gate = asyncio.Event()

        feed = "f"

        def tell(self, event, detail="", time_s=None):
            events.append(event)

        def fell(self, count):
            assert count == 0

        def branch(self, link):
            return self

        async def put(self, payload, time_s=None):
            events.append("put")

        async def durable(self):
            events.append("asked")
            await self.gate.wait()

    async def play(port):
        sink = Written()
        receiving = asyncio.create_task(mqtt.receive(address(f"mqtt://127.0.0.1:{port}?topic=air/a&client=x"), sink))
        while "connected" not in events:
            await asyncio.sleep(0.01)
        await asyncio.to_thread(publish, port, ("air/a", b"1"))
        while "asked" not in events:
            await asyncio.sleep(0.01)
        receiving.cancel()
        await asyncio.gather(receiving, return_exceptions=True)
        events.clear()
        again = Written()
        again.gate.set()
        receiving = asyncio.create_task(mqtt.receive(address(f"mqtt://127.0.0.1:{port}?topic=air/a&client=x"), again))
        while "put" not in events:
            await asyncio.sleep(0.01)
        receiving.cancel()
        await asyncio.gather(receiving, return_exceptions=True)

    with broker(tmp_path) as port:
        asyncio.run(asyncio.wait_for(play(port), 60.0))


def test_over_tls_with_certificates_of_both_sides(tmp_path):
    secured = Secured(tmp_path)
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "other.pem"))
    with broker(tmp_path, *secured.lines) as port:

        async def play(more, wanted):
            async with Bench(
                tmp_path / more[:9].replace("/", ""), [feed(port, f"topic=air/a&{more}", "mqtts")]
            ) as bench:
                if wanted:
                    await bench.until(lambda: bench.partition.counters()["feeds"]["f"]["connected"])
                    await asyncio.to_thread(publish, port, ("air/a", lines(1)), secure=secured.context)
                    await bench.until(lambda: 1 in bench.watcher.numbers)
                else:
                    await asyncio.sleep(0.5)
                    assert not bench.partition.counters()["feeds"]["f"]["connects"]

        run(play(f"{secured.options}&ca={tmp_path}/ca.pem", True))
        run(play(f"ca={tmp_path}/other.pem&{secured.options}", False))
        run(play(f"qos=1&ca={tmp_path}/ca.pem", False))


def test_a_login_is_a_file_and_a_wrong_one_is_told(tmp_path):
    (tmp_path / "passwords").touch()
    subprocess.run(["mosquitto_passwd", "-b", tmp_path / "passwords", "sargas", "right"], check=True)
    (tmp_path / "right").write_text("sargas\nright\n")
    (tmp_path / "wrong").write_text("sargas\nwrong\n")
    with broker(tmp_path, f"password_file {tmp_path}/passwords") as port:

        async def play(login):
            async with Bench(tmp_path / f"j-{login}", [feed(port, f"topic=air/a&login={tmp_path}/{login}")]) as bench:
                counters = bench.partition.counters
                if login == "right":
                    await bench.until(lambda: counters()["feeds"]["f"]["connected"])
                else:
                    await asyncio.sleep(0.5)
                    assert not counters()["feeds"]["f"]["connects"]

        run(play("right"))
        run(play("wrong"))
    told = [payload for kind, _, payload in kinds(tmp_path / "j-wrong") if kind == RecordKind.CONNECT]
    assert b"the broker refuses: Not authorized" in told[0]
    with pytest.raises(Unavailable, match="not a login of two lines"):
        asyncio.run(mqtt.receive(address(f"mqtt://127.0.0.1:1?topic=a&login={tmp_path}/absent"), Sinkless()))


class Sinkless:
    feed = "f"


def test_an_export_publishes(tmp_path):
    with broker(tmp_path) as port:
        heard, news = [], threading.Event()

        def on_message(_client, _data, message):
            heard.append((message.topic, message.payload))
            news.set()

        async def play():
            with client(port) as subscriber:
                subscriber.on_message = on_message
                subscriber.subscribe("out/#", 1)
                async with Exporting(tmp_path / "j", f"mqtt://127.0.0.1:{port}?topic=out/tracks") as bench:
                    await bench.until(lambda: bench.partition.state().phase == "running")
                    await bench.until(lambda: bench.partition.counters()["exports"]["warsaw"]["links"] == 1)
                    bench.send(1, 100)
                    await bench.until(lambda: ("out/tracks", b"track 1\n") in heard)

        run(play())
        assert ("out/tracks", b"track 100\n") not in heard


def test_an_export_to_a_broker_that_takes_nothing_is_bounded(tmp_path, monkeypatch):
    """The broker answers, and acknowledges nothing: what it has not taken is told, and then refused."""
    monkeypatch.setattr(mqtt, "UNSENT_BYTES", 5_000)

    async def silent(reader, writer):
        await reader.read(1000)
        writer.write(b"\x20\x03\x00\x00\x00")  # CONNACK of version 5
        while await reader.read(65_536):
            pass

    ways = []

    class Out:
        feed = "#warsaw"

        def tell(self, event, detail="", time_s=None):
            assert event == "connected"

        def opened(self, way, link=""):
            ways.append(way)

        def closed(self, link=""):
            pass

    async def play():
        server = await asyncio.start_server(silent, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        sending = asyncio.create_task(mqtt.send(address(f"mqtt://127.0.0.1:{port}?topic=out"), Out()))
        while not ways:
            await asyncio.sleep(0.01)
        taken = sum(ways[0].send(bytes(1_000)) for _ in range(50))
        assert taken == 6
        assert ways[0].waiting() == 6_000
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        server.close()

    asyncio.run(asyncio.wait_for(play(), 60.0))
