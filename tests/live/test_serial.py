"""Serial lines, by a pair of pseudo terminals."""

import os
import pty
import tty

from live.bench import Bench, kinds, run
from live.fakes import lines
from sargas.model.record import RecordKind
from sargas.model.sensor import Feed


def test_what_a_device_says_is_a_stream_and_a_device_that_goes_is_tried_again(tmp_path):
    async def play():
        ours, theirs = pty.openpty()
        tty.setraw(theirs)
        device = tmp_path / "device"
        device.symlink_to(os.ttyname(theirs))
        async with Bench(tmp_path / "j", [Feed("f", f"serial://{device}?baud=115200", "asterix")]) as bench:
            counters = bench.partition.counters
            await bench.until(lambda: counters()["feeds"]["f"]["connected"])
            os.write(ours, lines(1))
            await bench.until(lambda: 1 in bench.watcher.numbers)
            os.close(ours)
            os.close(theirs)
            await bench.until(lambda: not counters()["feeds"]["f"]["connected"])
            ours, theirs = pty.openpty()
            tty.setraw(theirs)
            device.unlink()
            device.symlink_to(os.ttyname(theirs))
            await bench.until(lambda: counters()["feeds"]["f"]["connected"])
            os.write(ours, lines(2))
            await bench.until(lambda: 2 in bench.watcher.numbers)
        os.close(ours)
        os.close(theirs)

    run(play())
    events = [payload for kind, _, payload in kinds(tmp_path / "j") if kind == RecordKind.CONNECT]
    assert sum(b"connected" in event for event in events) >= 2
    assert any(b"the line is gone" in event for event in events)


def test_a_device_that_is_not_there_is_told(tmp_path):
    async def play():
        async with Bench(tmp_path / "j", [Feed("f", f"serial://{tmp_path}/none", "asterix")]) as bench:
            await bench.until(lambda: any(s.detail for c in bench.watcher.changed for s in c.statuses))

    run(play())
    (told, *_) = [payload for kind, _, payload in kinds(tmp_path / "j") if kind == RecordKind.CONNECT]
    assert b"No such file" in told
