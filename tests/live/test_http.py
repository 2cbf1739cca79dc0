"""HTTP on loopback: what is posted, what is fetched, what an export posts; TLS and logins."""

import asyncio
import contextlib
import socket
import ssl
import threading

import httpx
import pytest

from live.bench import Bench, free_port, kinds, run
from live.fakes import lines
from live.test_exporting import Exporting
from live.test_tcp import certificates
from sargas.errors import Unavailable
from sargas.live import http
from sargas.live.intake import FeedCounters
from sargas.model.record import RecordKind
from sargas.model.sensor import Feed


def feed(port, more="?listen", scheme="http"):
    return Feed("f", f"{scheme}://127.0.0.1:{port}{more}", "asterix")


async def post(port, path="", payload=b"", scheme="http", **more):
    verify = more.pop("verify", False)
    async with httpx.AsyncClient(verify=verify, trust_env=False) as client:
        for _ in range(200):
            try:
                return await client.post(f"{scheme}://127.0.0.1:{port}/{path}", content=payload, **more)
            except httpx.ConnectError:
                await asyncio.sleep(0.02)
    raise AssertionError("nobody listens")


def test_what_is_posted_is_a_record_of_its_path_and_acknowledged_when_it_is_written_down(tmp_path):
    port = free_port(socket.SOCK_STREAM)

    async def play():
        async with Bench(tmp_path, [feed(port)]) as bench:
            assert (await post(port, "", lines(1))).status_code == 204
            assert (await post(port, "mast/a%20b", lines(2))).status_code == 204
            stored = [(name, payload) for kind, name, payload in kinds(tmp_path) if kind == RecordKind.BYTES]
            assert stored == [("f", lines(1)), ("f#mast/a b", lines(2))], "before the answer"
            await bench.until(lambda: {1, 2} <= set(bench.watcher.numbers))

    run(play())


@pytest.mark.parametrize(
    ("method", "path", "size", "status"),
    [
        ("GET", "", 0, 405),
        ("DELETE", "x", 0, 405),
        ("POST", "x" * 201, 3, 414),
        ("POST", "", http.MOST_BYTES + 1, 413),
        ("PUT", "", 3, 204),
    ],
)
def test_what_is_not_taken_is_told(tmp_path, method, path, size, status):
    port = free_port(socket.SOCK_STREAM)

    async def play():
        async with Bench(tmp_path, [feed(port)]):
            await post(port, "", b"#")
            async with httpx.AsyncClient(trust_env=False) as client:
                answer = await client.request(method, f"http://127.0.0.1:{port}/{path}", content=b"#" * size)
            assert answer.status_code == status
            assert "uvicorn" not in str(answer.headers)

    run(play())
    assert sum(kind == RecordKind.BYTES for kind, _, _ in kinds(tmp_path)) == 1 + (status == 204)


def test_a_body_that_breaks_off_or_never_comes_is_no_record(tmp_path, monkeypatch):
    monkeypatch.setattr(http, "TAKE_S", 0.3)
    port = free_port(socket.SOCK_STREAM)
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n"

    async def play():
        async with Bench(tmp_path, [feed(port)]):
            await post(port, "", b"#")
            for stays in (True, False):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(head + b"1 54.0 24.0\n")
                if stays:
                    assert (await reader.readline()).startswith(b"HTTP/1.1 503")
                writer.close()
            for junk in (b"\x16\x03\x01\x00" * 40, b"GET / HTTP/9.9\r\n\r\n", b"POST / HTTP/1.1\r\n\r\n"):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(junk)
                await asyncio.wait_for(reader.read(64), 10.0)
                writer.close()
            assert (await post(port, "", b"#")).status_code == 204

    run(play())
    assert sum(kind == RecordKind.BYTES for kind, _, _ in kinds(tmp_path)) == 2


@pytest.mark.parametrize("header", ["origin", "sec-fetch-site"])
def test_a_web_page_does_not_post(tmp_path, header):
    port = free_port(socket.SOCK_STREAM)

    async def play():
        async with Bench(tmp_path, [feed(port)]):
            assert (await post(port, "", lines(1), headers={header: "https://evil.example"})).status_code == 403

    run(play())


def test_what_cannot_be_written_down_is_not_acknowledged():
    class Stalled:
        counters = FeedCounters()

        async def put(self, payload):
            pass

        async def durable(self):
            raise Unavailable("not written down: no space left")

    async def play():
        sent = []

        async def receive():
            return {"type": "http.request", "body": b"x"}

        async def send(message):
            sent.append(message)

        scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
        await http._Posted(Stalled(), None)(scope, receive, send)
        return sent[0]["status"]

    assert asyncio.run(play()) == 503


def test_a_login_is_asked_for(tmp_path):
    port = free_port(socket.SOCK_STREAM)
    (tmp_path / "login").write_text("post\nsecret\n")

    async def play():
        async with Bench(tmp_path / "j", [feed(port, f"?listen&login={tmp_path}/login")]) as bench:
            refused = await post(port, "", lines(1))
            assert (refused.status_code, refused.headers["www-authenticate"]) == (401, 'Basic realm="sargas"')
            assert (await post(port, "", lines(1), auth=("post", "wrong"))).status_code == 401
            assert (await post(port, "", lines(2), auth=("post", "secret"))).status_code == 204
            await bench.until(lambda: bench.watcher.numbers == [2])
            assert bench.partition.counters()["feeds"]["f"]["turned_away"] == 2

    run(play())


def test_over_tls_a_client_shows_its_certificate(tmp_path):
    port = free_port(socket.SOCK_STREAM)
    options = certificates(tmp_path)

    async def play():
        async with Bench(tmp_path / "j", [feed(port, f"{options}&listen", "https")]) as bench:
            secure = ssl.create_default_context(cafile=str(tmp_path / "ca.pem"))
            secure.load_cert_chain(tmp_path / "peer.pem")
            assert (await post(port, "", lines(1), "https", verify=secure)).status_code == 204
            nobody = ssl.create_default_context(cafile=str(tmp_path / "ca.pem"))
            with pytest.raises(httpx.TransportError):
                await post(port, "", lines(2), "https", verify=nobody)
            await bench.until(lambda: bench.watcher.numbers == [1])

    run(play())


class Site:
    """A server of one page, whose words may change; what it is asked is kept."""

    def __init__(self):
        self.answers, self.asked = [], []

    async def serve(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        size = next(
            (int(line.split(":")[1]) for line in head.split("\r\n") if line.lower().startswith("content-length")), 0
        )
        self.asked.append((head, await reader.readexactly(size)))
        status, body, more = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        size = len(body) + (90 if "Broken" in more else 0)
        writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {size}\r\n{more}\r\n".encode() + body)
        await writer.drain()
        writer.close()

    async def __aenter__(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self.server.close()


def test_what_is_fetched_is_a_record_when_it_has_changed(tmp_path):
    (tmp_path / "login").write_text("me\nsecret\n")

    async def play():
        async with Site() as site:
            site.answers = [
                (200, lines(1), 'ETag: "1"\r\n'), (200, lines(1), 'ETag: "1"\r\n'), (304, b"", ""), (200, lines(2), ""),
            ]  # fmt: skip
            more = f"/api/states?every=0.1&lamin=53.9&login={tmp_path}/login&lamax=56.4"
            async with Bench(tmp_path / "j", [feed(site.port, more)]) as bench:
                await bench.until(lambda: 2 in bench.watcher.numbers)
                await bench.until(lambda: len(site.asked) >= 6)
            heads = [head for head, _ in site.asked]
            assert heads[0].startswith("GET /api/states?lamin=53.9&lamax=56.4 HTTP/1.1")
            assert "authorization: Basic bWU6c2VjcmV0" in heads[0]
            assert 'if-none-match: "1"' in heads[1]

    run(play())
    stored = [payload for kind, _, payload in kinds(tmp_path / "j") if kind == RecordKind.BYTES]
    assert stored == [lines(1), lines(2)]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((404, b"", ""), b"answered 404 Not Found"),
        ((302, b"", "Location: http://127.0.0.1:1/elsewhere\r\n"), b"answered 302 Found"),
        ((200, b"x" * (http.MOST_BYTES + 1), ""), b"more than 1048576 bytes"),
        ((200, b"1 54.0 24.0\n", "Broken: yes\r\n"), b"the answer broke off"),
    ],
)
def test_an_answer_that_is_none_is_told_and_tried_again(tmp_path, answer, told):
    async def play():
        async with Site() as site:
            site.answers = [answer, answer, (200, lines(1), "")]
            async with Bench(tmp_path, [feed(site.port, "?every=0.1")]) as bench:
                await bench.until(lambda: 1 in bench.watcher.numbers)

    run(play())
    lost = [payload for kind, _, payload in kinds(tmp_path) if kind == RecordKind.CONNECT and b"lost" in payload]
    assert told in lost[0]


def test_a_server_that_drips_takes_no_thread_from_others(tmp_path, monkeypatch):
    monkeypatch.setattr(http, "TAKE_S", 0.3)

    async def drip(reader, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            while True:
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.05)

    async def play():
        server = await asyncio.start_server(drip, "127.0.0.1", 0)
        before = threading.active_count()
        async with Bench(tmp_path, [feed(server.sockets[0].getsockname()[1], "?every=0.1")]) as bench:
            await bench.until(
                lambda: any(
                    "too long" in s.detail or "Timeout" in s.detail for c in bench.watcher.changed for s in c.statuses
                )
            )
            await asyncio.sleep(2.0)
            assert threading.active_count() < before + 12
            assert await asyncio.wait_for(asyncio.to_thread(lambda: 7), 5.0) == 7
        server.close()

    run(play())


def test_an_export_that_is_given_up_is_begun_again(tmp_path):
    async def play():
        async with Site() as site:
            site.answers = [(204, b"", "")]
            async with Exporting(tmp_path, f"http://127.0.0.1:{site.port}/in") as bench:
                exporter = bench.exporter
                await bench.until(lambda: len(site.asked) == 1)
                exporter._cut("")
                await bench.until(lambda: len(site.asked) == 2)
            assert [body for _, body in site.asked] == [b"hello\n", b"hello\n"]

    asyncio.run(asyncio.wait_for(play(), 60.0))


def test_an_export_posts_each_message(tmp_path):
    async def play():
        async with Site() as site:
            site.answers = [(204, b"", "")]
            async with Exporting(tmp_path, f"http://127.0.0.1:{site.port}/in?key=7") as bench:
                await bench.until(lambda: bench.partition.state().phase == "running")
                bench.send(1, 100)
                await bench.until(lambda: b"track 1\n" in [body for _, body in site.asked])
            assert all(head.startswith("POST /in?key=7 ") for head, _ in site.asked)
            assert b"track 100\n" not in [body for _, body in site.asked]

    asyncio.run(asyncio.wait_for(play(), 60.0))


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_message_that_is_refused_for_good_holds_up_no_other_and_is_told(tmp_path, status):
    async def play():
        async with Site() as site:
            site.answers = [(status, b"", ""), (204, b"", "")]
            async with Exporting(tmp_path, f"http://127.0.0.1:{site.port}/in") as bench:
                await bench.until(lambda: bench.partition.state().phase == "running")
                await bench.until(lambda: site.asked)
                bench.send(1)
                await bench.until(lambda: b"track 1\n" in [body for _, body in site.asked])
            assert [body for _, body in site.asked].count(b"hello\n") == 1

    asyncio.run(asyncio.wait_for(play(), 60.0))
    noted = [payload for kind, name, payload in kinds(tmp_path) if kind == RecordKind.CONNECT and b"noted" in payload]
    assert len(noted) == 1
    assert f"refused for good: answered {status}".encode() in noted[0]


@pytest.mark.parametrize("status", http.PASSING)
def test_a_refusal_that_passes_is_tried_again(tmp_path, status):
    async def play():
        async with Site() as site:
            site.answers = [(status, b"", ""), (204, b"", "")]
            async with Exporting(tmp_path, f"http://127.0.0.1:{site.port}/in") as bench:
                await bench.until(lambda: len(site.asked) >= 2)
            assert [body for _, body in site.asked][:2] == [b"hello\n"] * 2

    asyncio.run(asyncio.wait_for(play(), 60.0))


def test_a_recipient_that_refuses_is_told_again_when_it_takes(tmp_path):
    async def play():
        async with Site() as site:
            site.answers = [(500, b"", ""), (500, b"", ""), (204, b"", "")]
            async with Exporting(tmp_path, f"http://127.0.0.1:{site.port}/in") as bench:
                await bench.until(lambda: bench.partition.state().phase == "running")
                await bench.until(lambda: len(site.asked) >= 3)
            assert site.asked[0][1] == b"hello\n"
            assert site.asked[1][1] == b"hello\n"

    asyncio.run(asyncio.wait_for(play(), 60.0))
