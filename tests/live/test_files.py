"""Messages as files: whole or not at all, and the same message is the same file."""

import asyncio

import pytest

from live.test_exporting import Exporting
from sargas.live.files import write


def test_a_message_is_a_file_named_by_when_and_what(tmp_path) -> None:
    path = write(tmp_path, b"<alert/>", "xml", 1_778_114_592.7)
    assert path.name.startswith("20260507T004312Z-")
    assert path.read_bytes() == b"<alert/>"
    assert write(tmp_path, b"<alert/>", "xml", 1_778_120_000.0) == path
    assert write(tmp_path, b"<other/>", "xml", 1_778_114_592.7) != path
    assert len(list(tmp_path.iterdir())) == 2, "nothing half is left"


def test_what_cannot_be_written_leaves_nothing(tmp_path, monkeypatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write(tmp_path, b"<alert/>", "xml", 0.0)
    assert list(tmp_path.iterdir()) == []


def test_an_export_writes_what_is_told_into_its_folder(tmp_path) -> None:
    folder = tmp_path / "out" / "warnings"

    async def play() -> list[bytes]:
        async with Exporting(tmp_path / "data", f"file://{folder}") as bench:
            await bench.until(lambda: folder.is_dir() and any(folder.glob("*.bin")))
        return sorted(path.read_bytes() for path in folder.glob("*.bin"))

    said = asyncio.run(play())
    assert b"hello\n" in said
