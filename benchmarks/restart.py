"""How long a restart takes after a day at 2,000 plots/s: from starting the process to the picture, kernels on disk.

The worst case: the last segment is full (`segment_s` old) and the system died just before its next checkpoint, so
that `checkpoint_interval_s` of live time has to be gone through again. The journal is made as the writer makes it, its
pages are dropped from memory first, and the process that opens it is what `sargas up` wires: journal, partition,
kernels, border, first picture. Older segments are not looked at: measured with one and with several of them.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import traffic
from measure import Figures, folder_on_disk, note

from sargas.commands.warm import warm
from sargas.ingest import ticks_between
from sargas.journal import Journal
from sargas.journal import Settings as JournalSettings
from sargas.live.partition import Partition
from sargas.live.settings import Settings
from sargas.live.site import LiveSite
from sargas.live.stages import Stages
from sargas.model.record import RecordKind

RADARS, AIRCRAFT = 3, 2_800
"""Three radars of four seconds: 2,000 plots/s."""
SETTLE_S = 30.0
COMMIT_BYTES = 64_000
SEGMENTS = 12
"""Older segments of the longer journal: an hour."""


def _append(journal: Journal, sent: traffic.Arrivals, from_s: float, until_s: float, stages: Stages | None) -> None:
    """Records and ticks of [from_s, until_s) after START_S, in commits as under load; through `stages` when given."""
    previous_s = traffic.START_S + from_s
    for time_s, feed, payload in sent:
        if not from_s <= time_s - traffic.START_S < until_s:
            continue
        for tick_s in ticks_between(previous_s, time_s):
            journal.append(tick_s, "", RecordKind.TICK, b"")
            if journal.pending_bytes >= COMMIT_BYTES:
                _commit(journal, stages)
        previous_s = time_s
        journal.append(time_s, feed, RecordKind.BYTES, payload)
    journal.append(previous_s, "", RecordKind.TICK, b"")
    _commit(journal, stages)


def _commit(journal: Journal, stages: Stages | None) -> None:
    stored = journal.commit()
    if stages is not None:
        stages.step(stored, ready=True, budget_s=1e9)


def _make(folder: Path, older: int) -> float:
    """A journal with so many full segments before the last one; plots per second in it."""
    interval_s, segment_s = Settings().checkpoint_interval_s, JournalSettings().segment_s
    last_s = (older + 1) * segment_s - 1.0
    state_s = last_s - interval_s
    bulk_s = state_s - SETTLE_S
    sent, plots = traffic.arrivals(RADARS, AIRCRAFT, last_s - bulk_s + traffic.TURN_S, traffic.START_S + bulk_s)
    with Journal(folder, "bench", b"configuration") as journal:
        _append(journal, traffic.repeated(sent, bulk_s), 0.0, bulk_s, None)
        stages = Stages(partial(traffic.ingest, RADARS), partial(traffic.core, RADARS))
        empty = folder.parent / f"{folder.name}-none"
        empty.mkdir()
        stages.open(empty)
        _append(journal, sent, bulk_s, state_s, stages)
        state = stages.checkpoint()
        assert state is not None
        journal.append(traffic.START_S + state_s, "", RecordKind.CHECKPOINT, state)
        _append(journal, sent, state_s, last_s, None)
    return plots / (sent[-1][0] - sent[0][0])


class _UntilPicture:
    """Subscriber that stops the site at the first picture."""

    def __init__(self, site: LiveSite) -> None:
        self._site = site

    def state(self, *_: Any) -> None:
        """Not looked at."""

    plots = changes = state

    def picture(self, partition: str, time_s: float, tracks: Any, incidents: Any, alerts: Any) -> None:
        """The moment that is measured."""
        print(f"{time.time()!r} {len(tracks)} {time.process_time():.1f}", flush=True)
        os._exit(0)


async def _open(folder: Path) -> None:
    """As `sargas up` does, until the picture is there."""
    partition_ = Partition(
        name="bench",
        kind="exercise",
        feeds=traffic.feeds(RADARS),
        journal=partial(Journal, folder, "bench", b"configuration"),
        ingest=partial(traffic.ingest, RADARS),
        core=partial(traffic.core, RADARS),
    )
    site = LiveSite([partition_], warm)
    site.subscribe(_UntilPicture(site))
    await site.run(120.0)


def _time_s(folder: Path) -> tuple[float, str]:
    """Seconds to the picture of a process that opens a copy of the journal, the better of two, and what it told."""
    found = []
    for k in range(2):
        copy = folder.with_name(f"{folder.name}-{k}")
        shutil.copytree(folder, copy)
        _forget(copy)
        began_s = time.time()
        command = [sys.executable, __file__, str(copy)]
        told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=180).stdout.split()
        found.append((float(told[0]) - began_s, f"{told[1]} tracks, {told[2]} CPU s"))
        shutil.rmtree(copy)
    return min(found)


def _forget(folder: Path) -> None:
    """Out of the memory of the system: a machine that went down reads its journal from the disk."""
    for path in folder.glob("*.sargas"):
        descriptor = os.open(path, os.O_RDONLY)
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)


def figures() -> Figures:
    with folder_on_disk() as folder:
        rate = _make(folder / "short", 1)
        one_s, _ = _time_s(folder / "short")
        _make(folder / "long", SEGMENTS)
        size = sum(path.stat().st_size for path in (folder / "long").glob("*.sargas"))
        many_s, told = _time_s(folder / "long")
    note(
        f"restart: {rate:.0f} plots/s, {told}; {size / 1e6:.0f} MB in {SEGMENTS + 1} segments of 300 s, "
        "died 60 s after the newest checkpoint"
    )
    return {
        "restart_24h_s": max(one_s, many_s),
        "restart_2_segments_s": one_s,
        f"restart_{SEGMENTS + 1}_segments_s": many_s,
    }


if __name__ == "__main__":
    asyncio.run(_open(Path(sys.argv[1])))
