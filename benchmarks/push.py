"""What it costs to show 10,000 tracks to 100 people: one real server, each track with news once a second.

The server, with the screens and nothing else, runs in a process of its own. The share of a core is its CPU time for
a frame to each client, which is what they get a second: where a busy machine cannot send them all, those that were
sent count. The clients, in this process, count bytes and note when the last byte of each frame is there: latency is
from the update being told to the screens until then, over every frame and client, through loopback.
"""

import asyncio
import contextlib
import json
import os
import struct
import subprocess
import sys
import time

import numpy as np
from measure import Figures, note

CLIENTS, TRACKS, SECONDS, SETTLE = 100, 10_000, 20, 3
TOKEN = "a-token-of-the-bench"
FRAME_HEAD = 40


async def _serve() -> None:
    """Feeds itself until its input ends; then tells its CPU time per second."""
    from sargas.model.batch import Changes
    from sargas.model.decision import Decision
    from sargas.model.plots import Plots
    from sargas.model.tracks import CONFIRMED, Tracks
    from sargas.web.app import build_app
    from sargas.web.people import People
    from sargas.web.screens import Screen, Screens
    from sargas.web.server import Server
    from sargas.web.settings import Settings

    async def inbox(partition: str, decision: Decision) -> tuple[Decision, str | None]:
        return decision, None

    screens = Screens({"name": "bench", "lat_deg": 55.0, "lon_deg": 24.0}, [Screen("live", "live", (), ())])
    server = Server(build_app(screens, People(TOKEN), inbox), Settings(port=0))
    rng = np.random.default_rng(1)
    tracks = Tracks.empty(TRACKS, ())
    tracks.number[:], tracks.status[:], tracks.existence[:] = np.arange(1, TRACKS + 1), CONFIRMED, 0.9
    tracks.lat_deg[:], tracks.lon_deg[:] = rng.uniform(53, 57, TRACKS), rng.uniform(20, 28, TRACKS)
    tracks.covariance[:, 0] = tracks.covariance[:, 6] = 100.0**2
    print(json.dumps({"url": await server.start()}), flush=True)
    ended = asyncio.create_task(asyncio.to_thread(sys.stdin.readline))
    stream = screens.by_name["live"].stream
    watched: list[tuple[float, int]] = []
    while not ended.done():
        now_s = time.time()
        if len(stream) == CLIENTS:
            watched.append((time.process_time(), stream.bytes))
        tracks.time_s[:] = tracks.updated_s[:] = now_s
        screens.changes("live", Changes(now_s, Plots.empty(), tracks))
        await asyncio.wait({ended}, timeout=max(0.0, now_s + 1.0 - time.time()))
    screens.close()
    await server.stop()
    (from_cpu_s, from_bytes), (to_cpu_s, to_bytes) = watched[SETTLE], watched[-1]
    frames = (to_bytes - from_bytes) / (FRAME_HEAD + 96 * TRACKS)
    print(json.dumps({"share": (to_cpu_s - from_cpu_s) * CLIENTS / frames, "sent": frames}), flush=True)


class _Watcher(asyncio.Protocol):
    """A client of the track stream that keeps nothing but when each frame was there in whole."""

    def __init__(self, request: bytes, latencies_s: list[float]) -> None:
        self._request, self._latencies_s = request, latencies_s
        self._head, self._left, self._began_s = b"", -1, 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        at = 0
        while at < len(data):
            if self._left > 0:
                taken = min(self._left, len(data) - at)
                at, self._left = at + taken, self._left - taken
                if self._left == 0:
                    self._latencies_s.append(time.time() - self._began_s)
                continue
            self._head += data[at : at + 512]
            at = min(len(data), at + 512)
            at -= self._take()

    def _take(self) -> int:
        """What was gathered as a head, of HTTP or of a frame; bytes of it that belong to what follows."""
        if self._left < 0:
            end = self._head.find(b"\r\n\r\n")
            if end < 0:
                return 0
            rest, self._head, self._left = len(self._head) - end - 4, b"", 0
            return rest
        size = {126: 4, 127: 10}.get(self._head[1] & 127, 2) if len(self._head) > 1 else 2
        if len(self._head) < size + FRAME_HEAD:
            return 0
        short = self._head[1] & 127
        length = short if size == 2 else int.from_bytes(self._head[2:size], "big")
        (self._began_s,) = struct.unpack_from("<d", self._head, size + 24)
        rest = len(self._head) - size - FRAME_HEAD
        self._left, self._head = length - FRAME_HEAD, b""
        if self._left == 0:
            self._latencies_s.append(time.time() - self._began_s)
        return rest


async def _watch(url: str) -> tuple[list[float], float]:
    """Latencies of every frame at every client, and the CPU time that the clients took a second."""
    host, port = url.removeprefix("http://").rsplit(":", 1)
    request = (
        f"GET /api/tracks?token={TOKEN} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    ).encode()
    loop, latencies_s = asyncio.get_running_loop(), [list[float]() for _ in range(CLIENTS)]
    links = [
        await loop.create_connection(lambda k=k: _Watcher(request, latencies_s[k]), host, int(port))
        for k in range(CLIENTS)
    ]
    await asyncio.sleep(SETTLE)
    for each in latencies_s:
        each.clear()
    began_s, began_cpu_s = time.perf_counter(), time.process_time()
    await asyncio.sleep(SECONDS)
    cpu_share = (time.process_time() - began_cpu_s) / (time.perf_counter() - began_s)
    for transport, _ in links:
        transport.close()
    least = min(len(each) for each in latencies_s)
    assert least > SECONDS // 2, f"a client had {least} frames in {SECONDS} s"
    return [one for each in latencies_s for one in each], cpu_share


def figures() -> Figures:
    command = [sys.executable, __file__, "--serve"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            url = json.loads(process.stdout.readline())["url"]
            latencies_s, clients_share = asyncio.run(_watch(url))
        finally:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write("\n")
                process.stdin.close()
        told = json.loads(process.stdout.readline())
    p50, p99 = (1000.0 * float(np.percentile(latencies_s, q)) for q in (50, 99))
    note(f"push: {told['sent']:.0f} frames; the clients took {clients_share:.2f} of a core")
    share = told["share"]
    return {
        "push_100_clients_10k_tracks_core_share": share,
        "push_latency_p99_ms": p99,
        "push_latency_p50_ms": p50,
    }


if __name__ == "__main__":
    asyncio.run(_serve())
