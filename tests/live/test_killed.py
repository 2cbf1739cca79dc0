"""Alerts at least once: over kill -9, and past outlets that are dead."""

import asyncio
import http.server
import json
import socket
import threading
import time

import pytest

from live.bench import free_port
from live.fakes import FakeIngest, Watcher, lines
from live.mailbox import mailbox
from live.telling import Telling, exporter, partition
from sargas.formats.alerts.settings import ExportSettings
from sargas.live.site import LiveSite


class Posted:
    """A recipient: what was posted to it, in order."""

    def __init__(self, port):
        self.heard = []
        heard = self.heard

        class Answer(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                heard.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Answer)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def words(self):
        return [(one["id"], one["ended"]) for one in self.heard]

    def until(self, word, timeout_s=20.0):
        until_s = time.monotonic() + timeout_s
        while word not in self.words():
            assert time.monotonic() < until_s, self.words()
            time.sleep(0.02)

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def send(port, *payloads):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for payload in payloads:
            sock.sendto(payload, ("127.0.0.1", port))


@pytest.mark.parametrize("checkpointed", [True, False])
def test_what_opened_and_ended_and_was_told_to_nobody_is_told_after_the_kill(tmp_path, checkpointed):
    port, there = free_port(), free_port(socket.SOCK_STREAM)
    to = f"http://127.0.0.1:{there}/in"
    if checkpointed:  # a run before, which ends with a checkpoint
        first = Telling(tmp_path, port, to)
        first.until("running")
        send(port, lines(5))
        send(port, b"!5\n")
        first.until("alert 5 opened")
        first.end()
    killed = Telling(tmp_path, port, to)
    killed.until("running")
    for number in (7, 8):
        send(port, lines(number), b"!%d\n" % number)
        killed.until(f"alert {number} opened")
    send(port, b"7 89.5 0\n")
    killed.until("alert 7 ended")
    time.sleep(0.3)  # written down: at most 20 ms late
    killed.kill()
    recipient = Posted(there)
    again = Telling(tmp_path, port, to)
    try:
        recipient.until(("alert 7", True))
        again.until("running")
    finally:
        again.kill()
        recipient.close()
    words = recipient.words()
    assert words.index(("alert 7", False)) < words.index(("alert 7", True))
    assert words.count(("alert 7", True)) == 1


def test_what_was_told_before_the_kill_comes_again_rather_than_not(tmp_path):
    port, there = free_port(), free_port(socket.SOCK_STREAM)
    recipient = Posted(there)
    killed = Telling(tmp_path, port, f"http://127.0.0.1:{there}/in")
    killed.until("running")
    send(port, lines(7), b"!7\n")
    recipient.until(("alert 7", False))
    send(port, b"7 89.5 0\n")
    recipient.until(("alert 7", True))
    time.sleep(0.3)
    killed.kill()
    again = Telling(tmp_path, port, f"http://127.0.0.1:{there}/in")
    try:
        until_s = time.monotonic() + 20.0
        while recipient.words().count(("alert 7", True)) < 2:
            assert time.monotonic() < until_s, recipient.words()
            time.sleep(0.02)
    finally:
        again.kill()
        recipient.close()
    first, second = [one for one in recipient.heard if one["ended"]]
    assert all(first[name] == second[name] for name in ("id", "told_s", "why")), "known as the same"


def test_a_dead_outlet_delays_no_other(tmp_path):
    """A web server and a mail server that take a connection and say nothing; two that are well, beside them."""
    port, there, post = free_port(), free_port(socket.SOCK_STREAM), free_port(socket.SOCK_STREAM)
    recipient = Posted(there)
    silent = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    hung, dumb = (one.getsockname()[1] for one in silent)
    who, text = "from=a@b.example&to=c@d.example", ExportSettings("mail", text=True)

    async def play(box):
        exporters = [
            exporter("hung", f"http://127.0.0.1:{hung}/in"),
            exporter("dumb", f"smtp://127.0.0.1:{dumb}?{who}", text),
            exporter("gone", f"tcp://127.0.0.1:{free_port(socket.SOCK_STREAM)}"),
            exporter("web", f"http://127.0.0.1:{there}/in"),
            exporter("mail", f"smtp://127.0.0.1:{post}?{who}", text),
        ]
        made = partition(tmp_path, port, exporters, 1000.0, FakeIngest)
        site, watcher = LiveSite([made]), Watcher()
        site.subscribe(watcher)
        running = asyncio.create_task(site.run())
        async with asyncio.timeout(30.0):
            while made.state().phase != "running":
                await asyncio.sleep(0.01)
            for number in range(1, 9):
                send(port, lines(number), b"!%d\n" % number)
                while (f"alert {number}", False) not in recipient.words() or len(box.mails) < number:
                    await asyncio.sleep(0.01)
        figures = made.counters()["exports"]
        site.stop()
        await running
        return figures

    with mailbox(post) as box:
        figures = asyncio.run(play(box))
    recipient.close()
    for one in silent:
        one.close()
    assert figures["hung"]["links"] == figures["dumb"]["links"] == 1, "they hung all the while"
    assert box.subjects[0] == "WARNING: incident 1 (opened)"
