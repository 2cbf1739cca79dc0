"""One writer."""

import os

import pytest

from sargas.errors import JournalError
from sargas.journal import Journal
from sargas.model.record import RecordKind


def test_a_second_writer_is_refused_and_told_who_has_it(tmp_path):
    with (
        Journal(tmp_path, "live", b"config"),
        pytest.raises(JournalError, match=rf"being written by another process \(pid {os.getpid()}\)"),
    ):
        Journal(tmp_path, "live", b"config")
    Journal(tmp_path, "live", b"config").close()


def test_a_failed_start_lets_go(tmp_path):
    with Journal(tmp_path, "live", b"config") as journal:
        journal.append(1.0, "", RecordKind.TICK, b"")
    with pytest.raises(JournalError, match="of partition 'live', not 'exercise'"):
        Journal(tmp_path, "exercise", b"config")
    Journal(tmp_path, "live", b"config").close()
