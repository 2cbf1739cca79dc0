"""A copy that verifies, of a journal that is being written."""

import os

import pytest

from sargas.errors import JournalError
from sargas.journal import Journal, Reader, Settings, backup
from sargas.journal.segment import segments
from sargas.model.record import RecordKind


def test_a_copy_is_the_journal(make, tmp_path):
    folder = make(commits=6, each=2)
    checked = backup(folder, tmp_path / "copy" / "deep")
    assert checked.findings == ()
    assert list(Reader(tmp_path / "copy" / "deep")) == list(Reader(folder))


def test_a_copy_taken_while_segments_come_and_fill(tmp_path, monkeypatch):
    """The journal grows between every two reads of the copy."""
    journal = Journal(tmp_path / "live", "live", b"config", settings=Settings(segment_bytes=1500))
    written = []

    def grow() -> None:
        for _ in range(3):
            journal.append(1.0, "f", RecordKind.BYTES, bytes(200))
        written.extend(journal.commit())

    grow()
    grow()
    real, left = os.pread, [25]

    def growing(descriptor, size, offset):
        if left[0]:
            left[0] -= 1
            grow()
        return real(descriptor, size, offset)

    monkeypatch.setattr(os, "pread", growing)
    checked = backup(tmp_path / "live", tmp_path / "copy")
    monkeypatch.undo()
    assert checked.findings == ()
    copied = list(Reader(tmp_path / "copy"))
    assert copied == written[: len(copied)]
    assert len(copied) >= 6
    journal.close()


def test_damage_is_copied_and_told(make, tmp_path):
    folder = make(commits=6, each=2)
    path = segments(folder)[0]
    data = bytearray(path.read_bytes())
    data[200] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)
    assert [finding.what for finding in backup(folder, tmp_path / "copy").findings] == ["crc"]
    assert (tmp_path / "copy" / path.name).read_bytes() == data


def test_never_over_something_else(make, tmp_path):
    folder = make()
    with pytest.raises(JournalError, match="is not empty"):
        backup(folder, folder)
    with pytest.raises(JournalError, match="no journal at"):
        backup(tmp_path / "none", tmp_path / "copy")
