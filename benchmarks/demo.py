"""How long a newcomer waits at `sargas demo`: from starting the process to plots on the wire and the map served.

Cold: no compiled kernel on disk (a fresh NUMBA_CACHE_DIR). Warm: the second start on the same machine. First tracks
are told beside it: the first frame with a track in it.
"""

import asyncio
import json
import os
import struct
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import websockets
from measure import Figures, folder_on_disk, note

LIMIT_S = 240.0
_HEAD = struct.Struct("<4sBBHIII")
"""Magic, kind, flags, stride, sequence, rows, tombstones: see docs/reference/web.md."""
PLOTS = 2


def _map_s(url: str, began_s: float) -> float:
    with urllib.request.urlopen(f"{url}/basemap/land.geojson", timeout=30.0) as answer:
        answer.read()
    return time.perf_counter() - began_s


async def _watch(url: str, token: str, began_s: float) -> dict[str, float]:
    """Seconds from `began_s` to the map, the first plots and the first tracks."""
    seen: dict[str, float] = {}
    where = f"{url.replace('http', 'ws', 1)}/api/tracks?token={token}"
    async with asyncio.timeout(LIMIT_S), websockets.connect(where, max_size=None, proxy=None) as socket:
        fetched = asyncio.create_task(asyncio.to_thread(_map_s, url, began_s))
        async for frame in socket:
            _, kind, _, _, _, rows, _ = _HEAD.unpack_from(frame)
            if rows:
                seen.setdefault("plots" if kind == PLOTS else "tracks", time.perf_counter() - began_s)
            if len(seen) == 2:
                break
        seen["map"] = await fetched
    return seen


def _start(cache: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "sargas.cli", "demo", "--headless", "--port", "0"]
    environment = os.environ | {"NUMBA_CACHE_DIR": str(cache)}
    began_s = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            told = json.loads(process.stdout.readline())
            return asyncio.run(_watch(told["url"], told["token"], began_s))
        finally:
            process.terminate()


def figures() -> Figures:
    found: Figures = {}
    with folder_on_disk() as folder:
        for name, times in (("cold", 1), ("warm", 3)):
            starts = [_start(folder / "kernels") for _ in range(times)]
            seen = min(starts, key=lambda start: max(start["map"], start["plots"]))
            found[f"demo_first_picture_{name}_s"] = max(seen["map"], seen["plots"])
            found[f"demo_first_tracks_{name}_s"] = seen["tracks"]
            note(f"demo {name}: map {seen['map']:.1f} s, plots {seen['plots']:.1f} s, tracks {seen['tracks']:.1f} s")
    return found
