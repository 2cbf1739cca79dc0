"""What is erased is gone from the files, and the chain holds."""

import os

import pytest

from sargas.errors import JournalError
from sargas.journal import Journal, Reader, backup, erase, verify
from sargas.journal.erase import stretches
from sargas.journal.segment import segments
from sargas.model.record import RecordKind

NOW_S = 1_752_200_000.0


def test_erased_payloads_are_gone_and_everything_else_stays(make, tmp_path):
    folder = make(commits=6, each=2)
    before = list(Reader(folder))
    chain = verify(folder).chain
    personal = [record.number for record in before if record.personal]
    modes = [path.stat().st_mode for path in segments(folder)[:-1]]
    with Journal.resume(folder) as journal:
        erasure = erase(journal, lambda record: record.personal, "30 days are over", NOW_S)
        assert list(erasure.numbers) == personal
        assert [record.note for record in erasure.records][-1]
    after = list(Reader(folder))
    for old, new in zip(before, after, strict=False):
        assert (new.number, new.time_s, new.feed, new.kind, new.previous_hash) == (
            old.number,
            old.time_s,
            old.feed,
            old.kind,
            old.previous_hash,
        )
        assert new.erased == old.personal
        assert new.payload == (b"" if old.personal else old.payload)
    content = b"".join(path.read_bytes() for path in segments(folder))
    for record in before:
        assert (record.payload in content) != record.personal
    checked = verify(folder, anchor=(before[-1].number, chain))
    assert (checked.findings, checked.erased) == ((), len(personal))
    assert [path.stat().st_mode for path in segments(folder)][: len(modes)] == modes
    assert backup(folder, tmp_path / "copy").findings == ()


def test_nothing_that_could_tell_the_payload_is_left(make):
    folder = make(commits=1, each=2, segment_bytes=1 << 20)
    path = segments(folder)[0]
    data = path.read_bytes()
    at = data.index(b"A" * 21) - 129
    with Journal.resume(folder) as journal:
        erase(journal, [3], "asked for", NOW_S)
    after = path.read_bytes()
    assert after[at : at + 96] == data[at : at + 96]
    assert after[at + 96 : at + 120] == bytes(4) + b"ERSD" + bytes(16)
    assert after[at + 120 : at + 150] == b"radar-lan" + bytes(21)


def test_what_cannot_be_erased_is_refused_before_anything_is(make):
    folder = make(commits=2, each=2, segment_bytes=1 << 20)
    with Journal.resume(folder) as journal:
        for numbers, reason in (([2, 99], "no record 99"), ([2, 1], "record 1 belongs to the journal itself")):
            with pytest.raises(JournalError, match=reason):
                erase(journal, numbers, "mistake", NOW_S)
        assert erase(journal, [], "nothing", NOW_S).numbers == ()
    assert not any(record.erased for record in Reader(folder))


def test_a_live_journal_is_erased_while_it_goes_on(tmp_path):
    with Journal(tmp_path, "live", b"config") as journal:
        journal.append(1.0, "citizen", RecordKind.BYTES, b"a name", personal=True)
        journal.commit()
        waiting = journal.append(2.0, "radar", RecordKind.BYTES, b"plots")
        erasure = erase(journal, [2], "asked for", 3.0)
        assert erasure.records[0] == waiting
        journal.append(4.0, "radar", RecordKind.BYTES, b"more")
        journal.commit()
        assert [record.payload for record in Reader(tmp_path) if record.feed == "radar"] == [b"plots", b"more"]
    assert verify(tmp_path).findings == ()


def test_an_erasure_cut_short_is_found_and_finished(make, monkeypatch):
    folder = make(commits=3, each=2, segment_bytes=1 << 20)
    real = os.pwrite
    for allowed in range(4):
        writes = iter(range(100))

        def dying(descriptor, content, offset, allowed=allowed, writes=writes):
            if next(writes) > allowed:
                raise OSError("died")
            return real(descriptor, content, offset)

        with Journal.resume(folder) as journal, monkeypatch.context() as patched:
            patched.setattr(os, "pwrite", dying)
            with pytest.raises(JournalError, match="died"):
                erase(journal, [2, 3], "asked for", NOW_S)
        assert {finding.what for finding in verify(folder).findings} == {"erasure"}
    with Journal.resume(folder) as journal:
        erase(journal, [2, 3], "asked for", NOW_S)
    assert verify(folder).findings == ()


def test_stretches():
    assert stretches([]) == []
    assert stretches([1, 2, 3, 5, 7, 8]) == [(1, 3), (5, 5), (7, 8)]
