"""Small journals for the tests of this room."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sargas.journal import Journal, Settings
from sargas.model.record import RecordKind

START_S = 1_752_105_600.0


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Path]:
    """Writes `commits` commits of `each` records; a small segment_bytes makes several segments."""

    def write(commits: int = 4, each: int = 2, segment_bytes: int = 900, size: int = 20, name: str = "live") -> Path:
        folder = tmp_path / name
        with Journal(folder, name, b"config", lambda: b"state", Settings(segment_bytes=segment_bytes)) as journal:
            for commit in range(commits):
                for index in range(each):
                    time_s = START_S + commit + index / 10
                    payload = bytes([65 + commit]) * (size + index)
                    journal.append(time_s, "radar-lan", RecordKind.BYTES, payload, personal=index == 1)
                journal.commit()
        return folder

    return write
