"""Personal data whose time is over is erased while the site runs; the record goes on and verifies."""

import asyncio
import time

import pytest

from live.bench import SETTINGS, Bench, free_port, run
from live.fakes import lines
from sargas.journal import Journal, Reader, Retention, verify
from sargas.live import expiry
from sargas.model.record import RecordKind
from sargas.model.sensor import Feed

OLD_S = 1_752_105_600.0


def report(number):
    return b'{"id": "%d", "what": "seen", "lat_deg": 54.6, "lon_deg": 25.3, "text": "call 8-600-12345"}' % number


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(expiry, "FIRST_S", 0.1)
    monkeypatch.setattr(expiry, "PART", 2)
    monkeypatch.setattr(expiry, "DAY_S", 1e12)
    with Journal(tmp_path / "j", "live", b"config", lambda: None) as journal:
        for k in range(5):
            journal.append(OLD_S + k, "reports", RecordKind.BYTES, report(k), personal=True)
            journal.append(OLD_S + k, "f", RecordKind.BYTES, lines(k + 1))
        journal.commit()
    return tmp_path / "j"


def texts(folder):
    return sum(path.read_bytes().count(b"8-600-12345") for path in folder.glob("*.sargas"))


def test_old_reports_are_erased_and_new_ones_stay(folder):
    feeds = [
        Feed("f", f"udp://127.0.0.1:{free_port()}", "asterix"),
        Feed("reports", f"udp://127.0.0.1:{(port := free_port())}", "citizen"),
    ]

    async def play():
        loop = asyncio.get_running_loop()
        way, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, remote_addr=("127.0.0.1", port))
        async with Bench(folder, feeds) as bench:
            await bench.until(lambda: bench.partition.counters()["feeds"]["reports"]["connected"])
            way.sendto(report(9))
            await bench.until(lambda: bench.partition.counters()["feeds"]["reports"]["records"] == 1)
            assert texts(folder) in (5, 6)
            await bench.until(lambda: texts(folder) == 1)
        way.close()

    run(play())
    records = list(Reader(folder))
    assert [record.payload for record in records if record.personal and not record.erased] == [report(9)]
    assert sum(record.erased for record in records) == 5
    assert [record.payload for record in records if record.feed == "f" and record.kind == RecordKind.BYTES] == [
        lines(k) for k in range(1, 6)
    ]
    assert [record.note for record in records].count(True) == 3, "five, two at a time"
    assert not any(record.clamped for record in records)
    assert verify(folder).findings == ()


def test_a_clock_that_leaps_erases_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(expiry, "FIRST_S", 0.05)
    monkeypatch.setattr(expiry, "EVERY_S", 0.05)
    began_s = time.time() - 31.0 * 86_400.0
    looked = []
    monkeypatch.setattr(expiry, "expired", lambda folder, retention, now_s, first: iter(looked.append(now_s) or ()))

    async def play():
        clock_s = began_s
        with Journal(tmp_path / "j", "live", b"config", lambda: None) as journal:
            duty = expiry.Duty(journal, Retention(), None, lambda written: None)
            running = asyncio.create_task(expiry.expire(duty, lambda: clock_s, began_s))
            await asyncio.sleep(0.2)
            clock_s += 31.0 * 86_400.0
            await asyncio.sleep(0.3)
            running.cancel()

    run(play())
    assert len(looked) > 4
    assert max(looked) - began_s < 2.0, "a month did not pass in a moment"


def test_after_a_day_of_which_nothing_is_known_nothing_is_erased_for_a_day(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(expiry, "FIRST_S", 0.05)
    monkeypatch.setattr(expiry, "expired", None)

    async def play():
        with Journal(tmp_path / "j", "live", b"config", lambda: None) as journal:
            duty = expiry.Duty(journal, Retention(), None, lambda written: None)
            running = asyncio.create_task(expiry.expire(duty, time.time, time.time() - 2.0 * 86_400.0))
            await asyncio.sleep(0.3)
            assert not running.done()
            running.cancel()

    run(play())
    assert "nothing was recorded for more than a day" in caplog.text


def test_where_everything_is_kept_nothing_is_looked_for(folder, monkeypatch):
    monkeypatch.setattr(expiry, "expired", None)

    async def play():
        settings = type(SETTINGS)(personal=Retention(0.0))
        feeds = [Feed("f", f"udp://127.0.0.1:{free_port()}", "asterix")]
        async with Bench(folder, feeds, settings=settings) as bench:
            await bench.until(lambda: bench.partition.state().phase == "running")
            await asyncio.sleep(0.3)

    run(play())
    assert texts(folder) == 5


def test_a_disk_that_refuses_does_not_end_the_partition(folder, monkeypatch, caplog):
    def refuse(*_):
        raise OSError("read-only file system")

    monkeypatch.setattr(expiry, "marked", refuse)

    async def play():
        feeds = [Feed("f", f"udp://127.0.0.1:{free_port()}", "asterix")]
        async with Bench(folder, feeds) as bench:
            await bench.until(lambda: "could not be erased: read-only file system" in caplog.text)
            assert bench.partition.state().phase == "running"

    run(play())
