"""The contract of the writer: durable before seen, one order, and what happens when the disk refuses."""

import errno
import os
import random
import resource
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from sargas.errors import JournalError
from sargas.journal import Journal, Reader, Settings, verify
from sargas.model.record import RecordKind

BYTES = RecordKind.BYTES


def stored(folder: Path) -> list[tuple[int, str, bytes]]:
    return [(record.number, record.feed, record.payload) for record in Reader(folder)]


def test_nothing_is_on_disk_before_commit_and_everything_after(tmp_path):
    with Journal(tmp_path, "live", b"config") as journal:
        first = journal.append(1.0, "a", BYTES, b"one")
        second = journal.append_many([(2.0, "b", BYTES, b"two", False), (3.0, "a", BYTES, b"three", True)])
        assert stored(tmp_path) == []
        assert journal.durable_number == 0
        durable = journal.commit()
        assert durable[1:] == [first, *second]
        assert list(Reader(tmp_path)) == durable
        assert journal.durable_number == 4
        assert journal.commit() == []


def test_every_commit_is_synced_before_it_returns(tmp_path, monkeypatch):
    synced: list[int] = []
    for name in ("fdatasync", "fsync"):
        real = getattr(os, name)
        monkeypatch.setattr(os, name, lambda fd, real=real: (synced.append(os.fstat(fd).st_size), real(fd))[1])
    with Journal(tmp_path / "new", "live", b"config") as journal:
        for second in range(3):
            synced.clear()
            journal.append(float(second), "a", BYTES, b"x")
            journal.commit()
            assert (tmp_path / "new" / "00000000000000000001.sargas").stat().st_size in synced
    assert verify(tmp_path / "new").findings == ()


def test_numbers_chain_and_time_go_on_after_a_restart(tmp_path):
    for start in (10.0, 5.0, 20.0):
        with Journal(tmp_path, "live", b"config") as journal:
            journal.append(start, "a", BYTES, b"x")
    assert [(r.number, r.time_s, r.clamped) for r in Reader(tmp_path)] == [
        (1, 10.0, False),
        (2, 10.0, False),
        (3, 10.0, True),
        (4, 20.0, False),
    ]
    assert verify(tmp_path).findings == ()


def test_another_configuration_begins_a_new_segment(tmp_path):
    with Journal(tmp_path, "live", b"one") as journal:
        journal.append(1.0, "a", BYTES, b"")
    with Journal(tmp_path, "live", b"two", lambda: b"state") as journal:
        journal.append(2.0, "a", BYTES, b"")
        journal.commit()
        journal.configure(b"two")
        journal.append(3.0, "a", BYTES, b"")
        journal.commit()
        journal.configure(b"three")
        journal.append(4.0, "a", BYTES, b"")
    assert [(r.kind.name, r.payload) for r in Reader(tmp_path) if r.kind is not BYTES] == [
        ("CONFIG", b"one"),
        ("CONFIG", b"two"),
        ("CHECKPOINT", b"state"),
        ("CONFIG", b"three"),
        ("CHECKPOINT", b"state"),
    ]
    assert verify(tmp_path).segments == 3
    assert verify(tmp_path).findings == ()


@pytest.mark.parametrize("time_s", [float("nan"), float("inf")])
def test_a_time_that_is_none_is_refused(tmp_path, time_s):
    with Journal(tmp_path, "live", b"config") as journal, pytest.raises(ValueError, match="time_s is"):
        journal.append(time_s, "a", BYTES, b"")
    assert stored(tmp_path) == []


def test_a_folder_that_cannot_be_is_an_error_in_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(JournalError, match="file"):
        Journal(tmp_path / "file", "live", b"config")
    with pytest.raises(JournalError, match="no journal at"):
        Journal.resume(tmp_path / "nothing")


def test_seal_closes_for_good_and_the_journal_can_go_on(tmp_path):
    with Journal(tmp_path, "live", b"config") as journal:
        journal.append(1.0, "a", BYTES, b"x")
    seal = Journal.resume(tmp_path).seal()
    path = tmp_path / "00000000000000000001.sargas"
    assert (seal.by_hand, seal.last_number, seal.records) == (True, 2, 2)
    assert path.stat().st_mode & 0o222 == 0
    assert Journal.resume(tmp_path).seal() == seal
    before = path.read_bytes()
    with Journal(tmp_path, "live", b"config") as journal:
        journal.append(2.0, "a", BYTES, b"y")
    assert path.read_bytes() == before
    checked = verify(tmp_path, anchor=(seal.last_number, seal.chain))
    assert (checked.findings, checked.segments, checked.last_number) == ((), 2, 4)


def test_one_thread_appends_while_another_commits(tmp_path):
    done = threading.Event()
    durable = []
    with Journal(tmp_path, "live", b"config", settings=Settings(segment_bytes=20_000)) as journal:

        def commit() -> None:
            while not done.is_set():
                durable.extend(journal.commit())

        thread = threading.Thread(target=commit)
        thread.start()
        appended = [journal.append(float(n), "a", BYTES, b"%d" % n) for n in range(3000)]
        done.set()
        thread.join()
        durable += journal.commit()
    assert [record for record in durable if record.kind is BYTES] == appended
    assert list(Reader(tmp_path)) == durable
    assert verify(tmp_path).findings == ()


def test_a_full_disk_is_told_once_and_nothing_is_lost_when_there_is_room_again(tmp_path):
    """RLIMIT_FSIZE makes the kernel itself write a part and then refuse."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    journal = Journal(tmp_path, "live", b"config")
    try:
        journal.append(1.0, "a", BYTES, b"x" * 1000)
        acknowledged = journal.commit()
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, hard))
        waiting = [journal.append(2.0, "a", BYTES, b"y" * 3000)]
        with pytest.raises(JournalError, match="cannot be written"):
            journal.commit()
        for _ in range(3):
            waiting.append(journal.append(3.0, "a", BYTES, b"z" * 100))
            assert journal.commit() == []
        assert journal.stalled is not None
        assert list(Reader(tmp_path)) == acknowledged
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert journal.commit() == waiting
    assert journal.stalled is None
    journal.close()
    assert list(Reader(tmp_path)) == acknowledged + waiting
    assert verify(tmp_path).findings == ()


def test_going_on_without_evidence_is_told_in_the_record(tmp_path, monkeypatch):
    journal = Journal(tmp_path, "live", b"config")
    journal.append(1.0, "a", BYTES, b"kept")
    journal.commit()
    with monkeypatch.context() as broken:
        broken.setattr(os, "fdatasync", refuse)
        journal.append(2.0, "a", BYTES, b"lost" * 50)
        with pytest.raises(JournalError, match="No space"):
            journal.commit()
        journal.append(2.5, "a", BYTES, b"lost too")
        assert [record.number for record in journal.abandon()] == [3, 4]
    journal.append(3.0, "a", BYTES, b"again")
    assert [record.number for record in journal.commit()] == [5, 6]
    journal.close()
    note = next(record for record in Reader(tmp_path) if record.note)
    assert (note.number, note.kind, note.feed) == (5, RecordKind.CONNECT, "journal")
    assert b"No space" in note.payload
    checked = verify(tmp_path)
    assert (checked.findings, checked.unrecorded) == ((), 2)


def test_closing_with_records_that_cannot_be_written_says_so(tmp_path, monkeypatch):
    journal = Journal(tmp_path, "live", b"config")
    journal.append(1.0, "a", BYTES, b"x")
    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(JournalError):
        journal.commit()
    with pytest.raises(JournalError, match="1 commits are lost"):
        journal.close()
    monkeypatch.undo()
    Journal(tmp_path, "live", b"config").close()


def refuse(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("seed", range(6))
def test_whatever_fails_whenever_what_was_returned_is_what_is_there(tmp_path, monkeypatch, seed):
    """Random appends, commits, partial writes, failed syncs, abandonments, restarts and reconfigurations."""
    chance = random.Random(seed)
    failing = False

    def sometimes(real: Callable[..., object]) -> Callable[..., object]:
        def call(descriptor: int, *rest: object) -> object:
            if failing and chance.random() < 0.5:
                if len(rest) == 2:
                    part = memoryview(rest[0])[: chance.randrange(len(rest[0]) + 1)]
                    if part:
                        real(descriptor, part, rest[1])
                refuse()
            return real(descriptor, *rest)

        return call

    for name in ("pwrite", "fdatasync", "fsync", "ftruncate", "fchmod"):
        monkeypatch.setattr(os, name, sometimes(getattr(os, name)))
    config, durable, settings = b"0", [], Settings(segment_bytes=3000)
    journal = Journal(tmp_path, "live", config, lambda: b"state", settings)
    for step in range(150):
        failing = chance.random() < 0.4
        for _ in range(chance.randrange(4)):
            journal.append(float(step), "f", BYTES, bytes(chance.randrange(400)))
        try:
            durable += journal.commit()
        except JournalError:
            assert journal.stalled is not None
        if journal.stalled and chance.random() < 0.1:
            journal.abandon()
        if chance.random() < 0.05:
            failing = False
            durable += journal.commit()
            journal.close()
            config = b"%d" % chance.randrange(3)
            journal = Journal(tmp_path, "live", config, lambda: b"state", settings)
            found = list(Reader(tmp_path))  # whole records of an abandoned commit may be there too
            assert found[: len(durable)] == durable
            durable = found
    failing = False
    durable += journal.commit()
    journal.close()
    assert list(Reader(tmp_path)) == durable
    checked = verify(tmp_path)
    assert checked.findings == ()
    assert checked.records == len(durable)
    assert checked.segments > 3


def test_killed_at_any_moment_it_has_kept_what_it_acknowledged(tmp_path, root):
    """kill -9, many rounds over the same journal."""
    chance = random.Random(1)
    acknowledged = cut = 0
    for seed in range(12):
        process = subprocess.Popen(
            [sys.executable, str(Path(__file__).parent / "crash_writer.py"), str(tmp_path), str(seed)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(root / "src")},
        )
        assert process.stdout is not None
        word, recovered, cut_bytes = process.stdout.readline().split()
        assert word == "recovered"
        assert int(recovered) >= acknowledged
        cut += int(cut_bytes) > 0
        for _ in range(chance.randrange(1, 40)):
            acknowledged = int(process.stdout.readline())
        process.kill()
        for line in process.stdout.read().split("\n")[:-1]:
            acknowledged = int(line)
        process.wait()
        last = 0
        for record in Reader(tmp_path):
            assert record.number == last + 1
            last = record.number
            if record.payload and record.kind is BYTES:
                assert record.payload[:8] == record.number.to_bytes(8)
        assert last >= acknowledged
    Journal(tmp_path, "live", b"config").close()
    checked = verify(tmp_path)
    assert checked.findings == ()
    assert checked.last_number >= acknowledged > 100
    assert checked.segments > 2
