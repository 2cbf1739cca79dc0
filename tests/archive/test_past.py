"""A history is a file of lines: read, added to, written; a broken line is named."""

from pathlib import Path

import pytest

from sargas.archive.past import Past, add, read_history, write_history
from sargas.errors import SargasError

ONE, TWO = Past("b", "2025-07-28", 54.7, 25.3), Past("a", "2025-07-28", 55.0, 24.0, hour=8)


def test_there_and_back(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    assert read_history(path) == []
    write_history(path, [ONE, TWO])
    assert read_history(path) == [ONE, TWO]
    assert [p.name for p in tmp_path.iterdir()] == ["history.jsonl"]


def test_what_is_added_again_takes_its_place() -> None:
    later = Past("b", "2025-07-29", 54.7, 25.3)
    assert add([ONE], [TWO, later]) == ([TWO, later], 1)
    assert add([], []) == ([], 0)


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    write_history(path, [ONE])
    path.write_bytes(path.read_bytes() + b"\n{]\n")
    with pytest.raises(SargasError, match="line 3"):
        read_history(path)
