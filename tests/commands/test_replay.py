"""Same records, same result: in another process, under another hash seed, after a crash."""

import json
import os
import subprocess
import sys
from pathlib import Path

from running import Sargas

EXERCISE = "july-2025-re-enacted"


def replayed(folder: Path, seed: str, *more: str | Path) -> dict[str, object]:
    command = [sys.executable, "-m", "sargas.cli", "replay", str(folder), "--json", *map(str, more)]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return dict(json.loads(done.stdout))


def test_a_journal_replays_to_the_byte_under_two_hash_seeds(tmp_path: Path) -> None:
    with Sargas("demo", "--port", "0", "--speed", "20", "--data", tmp_path, seed="1") as sargas:
        incidents = sargas.wait("/api/incidents", lambda answer: answer["incidents"])["incidents"]
        sargas.kill()
    folder = tmp_path / EXERCISE
    one = replayed(folder, "1")
    two = replayed(folder, "271828", "--out", tmp_path / "tracks.jsonl")
    assert one == two
    assert one["incidents"] >= len(incidents)  # type: ignore[operator]
    assert one["plots"] > 100  # type: ignore[operator]
    assert (tmp_path / "tracks.jsonl").read_text().count("\n") == one["updates"]


def test_a_journal_in_the_console(tmp_path: Path) -> None:
    with Sargas("demo", "--port", "0", "--speed", "20", "--data", tmp_path) as sargas:
        sargas.wait("/api/picture", lambda answer: answer["tracks"])
        assert sargas.stop() == (0, "")
    with Sargas("replay", tmp_path / EXERCISE, "--speed", "20", "--port", "0") as again:
        picture = again.wait("/api/picture", lambda answer: answer["tracks"])
        assert all(track["simulated"] for track in picture["tracks"])
        assert again.get("/api/state")["partitions"][0]["exercise"]
        assert again.stop() == (0, "")
