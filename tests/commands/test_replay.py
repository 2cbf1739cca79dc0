"""Same records, same result: in another process, under another hash seed, after a crash."""

import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from running import Sargas
from sargas.commands.demo import demo_site
from sargas.commands.replay import changes_of, run_replay
from sargas.commands.scenarios import SCENARIOS
from sargas.errors import ConfigError
from sargas.exercise.player import chunks
from sargas.exercise.scenario import scenario_from_toml
from sargas.ingest import ticks_between
from sargas.journal import Journal
from sargas.model.record import RecordKind

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
    assert one["incidents"] >= len(incidents)
    assert one["plots"] > 100
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


def test_a_changed_configuration_goes_on_with_what_was_announced(tmp_path: Path) -> None:
    """Two runs in one journal, the second under another configuration: one incident, one number."""
    scenario = scenario_from_toml((SCENARIOS / "july_2025.toml").read_text())
    scenario = msgspec.structs.replace(scenario, duration_s=260.0)
    sent, site, previous = list(chunks(scenario)), demo_site(1.0), None
    for text, part in ((site.text, sent[: len(sent) // 2]), (site.text + "\n# changed\n", sent[len(sent) // 2 :])):
        config = msgspec.structs.replace(site, text=text).record(EXERCISE)
        with Journal(tmp_path / "j", EXERCISE, config) as journal:
            for time_s, payload in part:
                for tick_s in ticks_between(previous, time_s):
                    journal.append(tick_s, "", RecordKind.TICK, b"")
                previous = time_s
                journal.append(time_s, "radars", RecordKind.BYTES, payload)
            journal.commit()
    opened: dict[int, float] = {}
    numbers: set[int] = set()
    for changes, _ in changes_of(tmp_path / "j"):
        numbers.update(changes.tracks.number.tolist())
        for incident in changes.incidents:
            assert opened.setdefault(incident.number, incident.opened_s) == incident.opened_s
    assert len(opened) == 2
    assert len(numbers) == max(numbers)


def test_wrong_use_touches_no_file(tmp_path: Path) -> None:
    precious = tmp_path / "precious.jsonl"
    precious.write_text("precious")
    with pytest.raises(ConfigError, match="no journal here"):
        run_replay(tmp_path, precious, None, 0, True, True)
    assert precious.read_text() == "precious"
    with pytest.raises(ConfigError, match="--speed"):
        run_replay(tmp_path, None, float("nan"), 0, True, True)
