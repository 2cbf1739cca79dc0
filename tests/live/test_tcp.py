"""TCP and TLS against real peers on loopback, as a client and as a server."""

import asyncio
import contextlib
import socket
import ssl

import msgspec
import pytest
import trustme

from live.bench import Bench, free_port, kinds, run
from live.fakes import lines
from sargas.live import tcp
from sargas.model.record import RecordKind, link_of
from sargas.model.sensor import Feed


def test_a_tcp_feed_that_dies_comes_back_and_the_journal_says_so(tmp_path):
    async def play():
        served = []

        async def serve(reader, writer):
            served.append(writer)
            writer.write(lines(len(served)))
            await writer.drain()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with Bench(tmp_path, [Feed("f", f"tcp://127.0.0.1:{port}", "asterix")]) as bench:
            await bench.until(lambda: 1 in bench.watcher.numbers)
            served[0].close()
            await bench.until(lambda: 2 in bench.watcher.numbers)
            statuses = [(s.status, s.detail) for c in bench.watcher.changed for s in c.statuses]
            assert ("fault", "closed by the peer") in statuses
            assert bench.partition.counters()["feeds"]["f"]["connects"] == 2
        server.close()

    run(play())
    events = [payload for kind, feed, payload in kinds(tmp_path) if kind == RecordKind.CONNECT]
    assert [b"connected" in e for e in events] == [True, False, True]


def feed(port, more="?listen", scheme="tcp"):
    return Feed("f", f"{scheme}://127.0.0.1:{port}{more}", "asterix")


async def connect(port, **more):
    for _ in range(200):
        try:
            return await asyncio.open_connection("127.0.0.1", port, **more)
        except ConnectionRefusedError:
            await asyncio.sleep(0.02)
    raise AssertionError("nobody listens")


def test_peers_that_connect_are_links_with_records_of_their_own(tmp_path):
    port = free_port(socket.SOCK_STREAM)

    async def play():
        async with Bench(tmp_path, [feed(port)]) as bench:
            writers = [(await connect(port))[1] for _ in range(3)]
            for k, writer in enumerate(writers):
                writer.write(lines(k + 1))
            await bench.until(lambda: {1, 2, 3} <= set(bench.watcher.numbers))
            assert bench.partition.counters()["feeds"]["f"]["links"] == 3
            writers[1].close()
            await bench.until(lambda: bench.partition.counters()["feeds"]["f"]["links"] == 2)
            writers[0].write(lines(9))
            await bench.until(lambda: 9 in bench.watcher.numbers)
            for writer in writers:
                writer.close()

    run(play())
    stored = kinds(tmp_path)
    names = {link_of(name) for kind, name, _ in stored if kind == RecordKind.BYTES}
    assert len(names) == 3
    assert {name for name, _ in names} == {"f"}
    told = [payload for kind, name, payload in stored if kind == RecordKind.CONNECT and link_of(name)[1]]
    assert sum(b"connected" in payload for payload in told) == 3
    assert sum(b"lost" in payload for payload in told) == 3


def test_answers_go_to_the_peer_that_asked(tmp_path):
    port = free_port(socket.SOCK_STREAM)

    async def play():
        async with Bench(tmp_path, [feed(port)]) as bench:
            peers = [await connect(port) for _ in range(2)]
            for k, (_, writer) in enumerate(peers):
                writer.write(b"?%d\n" % k)
            assert [await reader.readline() for reader, _ in peers] == [b"!0\n", b"!1\n"]
            for _, writer in peers:
                writer.close()
            await bench.until(lambda: bench.partition.counters()["feeds"]["f"]["answers"] == 2)

    run(play())


def test_a_client_is_answered_too_and_not_again_after_a_restart(tmp_path):
    async def play():
        heard = []

        async def serve(reader, writer):
            writer.write(b"?x\n")
            while line := await reader.readline():
                heard.append(line)

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        for count in (1, 2):
            async with Bench(tmp_path, [feed(port, "")]) as bench:
                await bench.until(lambda: len(heard) == count)  # noqa: B023 (awaited here)
                await asyncio.sleep(0.3)
            assert heard == [b"!x\n"] * count
        server.close()

    run(play())


def test_a_peer_that_reads_nothing_is_cut_off(tmp_path):
    port = free_port(socket.SOCK_STREAM)

    async def play():
        async with Bench(tmp_path, [feed(port)]) as bench:
            _, writer = await connect(port)
            try:
                for _ in range(400):
                    writer.write(b"?" + b"x" * 60_000 + b"\n")
                    await writer.drain()
            except OSError:
                pass
            await bench.until(lambda: bench.partition.counters()["feeds"]["f"]["links"] == 0)
            assert bench.partition.counters()["feeds"]["f"]["unanswered"] > 0

    run(play())


def certificates(folder):
    """Options of an address with a certificate for loopback, the authority, and one of another authority."""
    authority, other = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    for name, signer in (("own", authority), ("peer", authority), ("stranger", other)):
        made = signer.issue_cert("127.0.0.1")
        made.private_key_and_cert_chain_pem.write_to_path(str(folder / f"{name}.pem"))
    return f"?ca={folder}/ca.pem&cert={folder}/own.pem&key={folder}/own.pem"


def shown(folder, name):
    secure = ssl.create_default_context(cafile=str(folder / "ca.pem"))
    if name:
        secure.load_cert_chain(folder / f"{name}.pem")
    return secure


def test_over_tls_both_sides_show_a_certificate(tmp_path):
    port = free_port(socket.SOCK_STREAM)
    options = certificates(tmp_path)

    async def play():
        async with Bench(tmp_path / "j", [feed(port, f"{options}&listen", "tls")]) as bench:
            reader, writer = await connect(port, ssl=shown(tmp_path, "peer"))
            writer.write(lines(1) + b"?x\n")
            assert await reader.readline() == b"!x\n"
            await bench.until(lambda: 1 in bench.watcher.numbers)
            for name in ("stranger", ""):
                with contextlib.suppress(ssl.SSLError, ConnectionError):
                    reader, other = await connect(port, ssl=shown(tmp_path, name))
                    other.write(lines(7))
                    assert not await reader.read(1)
            assert 7 not in bench.watcher.numbers
            writer.close()

    run(play())


@pytest.mark.parametrize(("peer", "is_taken"), [("127.0.0.1", True), ("Poland", False)])
def test_a_peer_is_taken_by_the_name_in_its_certificate(tmp_path, peer, is_taken):
    port = free_port(socket.SOCK_STREAM)
    options = certificates(tmp_path)

    async def play():
        async with Bench(tmp_path / "j", [feed(port, f"{options}&peer={peer}&listen", "tls")]) as bench:
            with contextlib.suppress(ssl.SSLError, ConnectionError):
                reader, writer = await connect(port, ssl=shown(tmp_path, "peer"))
                writer.write(b"?x\n")
                assert await reader.readline() == (b"!x\n" if is_taken else b"")
                writer.close()
            assert bench.partition.counters()["feeds"]["f"]["turned_away"] == (0 if is_taken else 1)

    run(play())


def test_a_server_that_has_another_name_is_not_talked_to(tmp_path):
    options = certificates(tmp_path)

    async def play():
        secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(tmp_path / "ca.pem"))
        secure.load_cert_chain(tmp_path / "peer.pem")
        server = await asyncio.start_server(lambda r, w: w.write(lines(1)), "127.0.0.1", 0, ssl=secure)
        port = server.sockets[0].getsockname()[1]
        async with Bench(tmp_path / "j", [feed(port, f"{options}&peer=Poland", "tls")]) as bench:
            await bench.until(lambda: any(s.detail for c in bench.watcher.changed for s in c.statuses))
            assert not bench.watcher.numbers
        server.close()

    run(play())
    lost = [payload for kind, _, payload in kinds(tmp_path / "j") if kind == RecordKind.CONNECT]
    assert b"the peer's certificate is not Poland's" in lost[0]


def test_one_host_does_not_take_every_place(tmp_path, monkeypatch):
    monkeypatch.setattr(tcp, "MOST_OF_HOST", 3)
    port = free_port(socket.SOCK_STREAM)

    async def play():
        async with Bench(tmp_path, [feed(port)]) as bench:
            peers = [await connect(port) for _ in range(3)]
            await bench.until(lambda: bench.partition.counters()["feeds"]["f"]["links"] == 3)
            with contextlib.suppress(ConnectionError):
                reader, _ = await connect(port)
                assert not await reader.read(1)
            counters = bench.partition.counters()["feeds"]["f"]
            assert (counters["links"], counters["turned_away"]) == (3, 1)
            peers[0][1].close()
            await bench.until(lambda: bench.partition.counters()["feeds"]["f"]["links"] == 2)
            _, writer = await connect(port)
            writer.write(lines(4))
            await bench.until(lambda: 4 in bench.watcher.numbers)
            for _, other in peers[1:]:
                other.close()
            writer.close()

    run(play())


def test_who_connects_and_says_nothing_is_let_go(tmp_path, monkeypatch):
    monkeypatch.setattr(tcp, "FIRST_S", 0.2)
    monkeypatch.setattr(tcp, "HANDSHAKE_S", 0.2)
    port, secured = free_port(socket.SOCK_STREAM), free_port(socket.SOCK_STREAM)
    options = certificates(tmp_path)
    second = msgspec.structs.replace(feed(secured, f"{options}&listen", "tls"), id="g")

    async def play():
        async with Bench(tmp_path / "j", [feed(port), second]) as bench:
            for number, name in ((port, "f"), (secured, "g")):
                with contextlib.suppress(ConnectionError):
                    reader, _ = await connect(number)
                    assert not await asyncio.wait_for(reader.read(1), 10.0)
                await bench.until(lambda: bench.partition.counters()["feeds"][name]["links"] == 0)  # noqa: B023 (awaited here)

    run(play())
    told = [payload for kind, name, payload in kinds(tmp_path / "j") if kind == RecordKind.CONNECT and "f#" in name]
    assert b"it said nothing" in told[-1]


def test_a_storm_of_connections_is_turned_away(tmp_path, monkeypatch):
    monkeypatch.setattr(tcp, "MOST_NEW_PER_S", 5)
    port = free_port(socket.SOCK_STREAM)

    async def play():
        async with Bench(tmp_path, [feed(port)]) as bench:
            for _ in range(60):
                with contextlib.suppress(ConnectionError):
                    (await connect(port))[1].close()
            await bench.until(lambda: bench.partition.counters()["feeds"]["f"]["turned_away"] > 0)

    run(play())


def test_as_a_tls_client_a_server_of_another_authority_is_not_trusted(tmp_path):
    options = certificates(tmp_path)

    async def play(name):
        secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(tmp_path / "ca.pem"))
        secure.load_cert_chain(tmp_path / f"{name}.pem")
        secure.verify_mode = ssl.CERT_REQUIRED

        async def serve(reader, writer):
            writer.write(lines(1))

        server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=secure)
        port = server.sockets[0].getsockname()[1]
        async with Bench(tmp_path / name, [feed(port, options, "tls")]) as bench:
            if name == "peer":
                await bench.until(lambda: 1 in bench.watcher.numbers)
            else:
                await asyncio.sleep(0.3)
                assert not bench.watcher.numbers
        server.close()

    run(play("peer"))
    run(play("stranger"))
    lost = [payload for kind, _, payload in kinds(tmp_path / "stranger") if kind == RecordKind.CONNECT]
    assert b"certificate verify failed" in lost[0]
