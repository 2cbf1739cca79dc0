"""NATS against a real nats-server on loopback: subjects, a durable consumer, TLS, logins, exports."""

import asyncio
import contextlib
import socket

import trustme
from nats.aio.client import Client

from live.bench import Bench, free_port, kinds, run
from live.broker import running
from live.fakes import lines
from live.test_exporting import Exporting
from sargas.model.record import RecordKind
from sargas.model.sensor import Feed


@contextlib.contextmanager
def server(folder, *options):
    port = free_port(socket.SOCK_STREAM)
    with running("nats-server", port, "-a", "127.0.0.1", "-p", str(port), "-js", "-sd", folder / "store", *options):
        yield port


@contextlib.asynccontextmanager
async def client(port, **more):
    made = Client()
    await made.connect(f"nats://127.0.0.1:{port}", **more)
    yield made
    await made.drain()


def feed(port, more):
    return Feed("f", f"nats://127.0.0.1:{port}?{more}", "asterix")


def stored(folder):
    return [(name, payload) for kind, name, payload in kinds(folder) if kind == RecordKind.BYTES]


def is_there(bench):
    return bench.until(lambda: bench.partition.counters()["feeds"]["f"]["connected"])


def test_messages_are_records_of_their_subject(tmp_path):
    async def play(port):
        async with Bench(tmp_path / "j", [feed(port, "subject=air.>")]) as bench:
            await is_there(bench)
            async with client(port) as peer:
                for subject, payload in (("air.a", lines(1)), ("sea.a", lines(3)), ("air.b.c", lines(2))):
                    await peer.publish(subject, payload)
            await bench.until(lambda: {1, 2} <= set(bench.watcher.numbers))

    with server(tmp_path) as port:
        run(play(port))
    assert stored(tmp_path / "j") == [("f#air.a", lines(1)), ("f#air.b.c", lines(2))]


def test_a_subject_that_is_no_text_is_counted_and_the_next_is_heard(tmp_path):
    async def serve(reader, writer):
        writer.write(b'INFO {"server_id":"x","version":"2.9.0","max_payload":1048576}\r\n')
        while line := await reader.readline():
            if line.startswith(b"PING"):
                writer.write(b"PONG\r\n")
            elif line.startswith(b"SUB"):
                sid = line.split()[-1]
                for subject, payload in ((b"air.\xff\xfe", lines(1)), (b"air.a", lines(2))):
                    writer.write(b"MSG %s %s %d\r\n%s\r\n" % (subject, sid, len(payload), payload))
        writer.close()

    async def play():
        listening = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        async with Bench(tmp_path, [feed(port, "subject=air.>")]) as bench:
            await bench.until(lambda: 2 in bench.watcher.numbers)
            assert bench.partition.counters()["feeds"]["f"]["dropped"] == 1
        listening.close()

    run(play())


def test_with_a_durable_consumer_what_comes_while_we_are_away_is_kept(tmp_path):
    async def play(port):
        async with client(port) as peer:
            stream = peer.jetstream()
            await stream.add_stream(name="AIR", subjects=["air.>"])
            for part in (range(1, 60), range(60, 120)):
                async with Bench(tmp_path / "j", [feed(port, "subject=air.>&durable=sargas")]) as bench:
                    await is_there(bench)
                    for number in part:
                        await stream.publish("air.a", lines(number))
                    await bench.until(lambda: set(part) <= set(bench.watcher.numbers))  # noqa: B023 (awaited here)
                for number in range(part[-1] + 1000, part[-1] + 1010):  # nobody is there
                    await stream.publish("air.a", lines(number))
            async with Bench(tmp_path / "j", [feed(port, "subject=air.>&durable=sargas")]) as bench:
                await bench.until(lambda: 1128 in bench.watcher.numbers)

    with server(tmp_path) as port:
        run(play(port))
    heard = [payload for _, payload in stored(tmp_path / "j")]
    assert set(heard) == {lines(n) for n in (*range(1, 120), *range(1059, 1069), *range(1119, 1129))}
    assert len(heard) <= 139 + 60, "what was acknowledged does not come again"


def test_a_server_that_goes_is_tried_again(tmp_path):
    async def play():
        with server(tmp_path) as port:
            bench = Bench(tmp_path / "j", [feed(port, "subject=air.>")])
            running = await bench.__aenter__()
            await is_there(running)
        await bench.until(lambda: not bench.partition.counters()["feeds"]["f"]["connected"])
        await bench.__aexit__()

    run(play())
    told = [payload for kind, _, payload in kinds(tmp_path / "j") if kind == RecordKind.CONNECT]
    assert any(b"lost" in payload for payload in told)


def test_a_login_and_a_wrong_one(tmp_path):
    (tmp_path / "right").write_text("me\nsecret\n")
    (tmp_path / "wrong").write_text("me\nother\n")

    async def play(port, login):
        folder = tmp_path / f"j-{login}"
        async with Bench(folder, [feed(port, f"subject=air.a&login={tmp_path}/{login}")]) as bench:
            if login == "right":
                await is_there(bench)
            else:
                await asyncio.sleep(0.5)
                assert not bench.partition.counters()["feeds"]["f"]["connects"]

    with server(tmp_path, "--user", "me", "--pass", "secret") as port:
        run(play(port, "right"))
        run(play(port, "wrong"))
    (told, *_) = [payload for kind, _, payload in kinds(tmp_path / "j-wrong") if kind == RecordKind.CONNECT]
    assert b"the server refuses" in told
    assert b"other" not in told


def test_over_tls_and_never_in_the_clear_where_tls_is_asked_for(tmp_path):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    made = authority.issue_cert("127.0.0.1")
    made.private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "own.pem"))
    (tmp_path / "login").write_text("me\nsecret\n")
    own, ca = tmp_path / "own.pem", tmp_path / "ca.pem"
    options = f"subject=air.a&ca={ca}&cert={own}&key={own}"

    async def play(port, name, is_taken, options):
        async with Bench(tmp_path / name, [feed(port, options)]) as bench:
            if is_taken:
                await is_there(bench)
            else:
                await asyncio.sleep(0.5)
                assert not bench.partition.counters()["feeds"]["f"]["connects"]

    with server(tmp_path, "--tlsverify", "--tlscert", own, "--tlskey", own, "--tlscacert", ca) as port:
        run(play(port, "tls", True, options))
        run(play(port, "bare", False, f"subject=air.a&ca={ca}"))
    heard = []

    async def clear():
        """A server that says it has no TLS, to hear the password."""

        async def serve(reader, writer):
            writer.write(b'INFO {"server_id":"x","version":"2.9.0","max_payload":1048576}\r\n')
            heard.append(await reader.read(1000))
            writer.close()

        listening = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        await play(port, "clear", False, f"{options}&login={tmp_path}/login")
        listening.close()

    run(clear())
    assert heard
    assert set(heard) == {b""}


def test_an_export_publishes(tmp_path):
    async def play(port):
        heard = []

        async def on_message(message):
            heard.append((message.subject, message.data))

        async with client(port) as peer:
            await peer.subscribe("out.>", cb=on_message)
            await peer.flush()
            async with Exporting(tmp_path / "j", f"nats://127.0.0.1:{port}?subject=out.tracks") as bench:
                await bench.until(lambda: bench.partition.state().phase == "running")
                await bench.until(lambda: bench.partition.counters()["exports"]["warsaw"]["links"] == 1)
                bench.send(1, 100)
                await bench.until(lambda: ("out.tracks", b"track 1\n") in heard)
        assert ("out.tracks", b"track 100\n") not in heard

    with server(tmp_path) as port:
        run(play(port))
