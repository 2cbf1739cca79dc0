from pathlib import Path

import pytest

from sargas.commands.demo import demo_site
from sargas.commands.serve import journal_site, partitions_of, scenario_source, shipped_scenarios
from sargas.errors import ConfigError
from sargas.journal import Journal
from sargas.model.record import RecordKind


def test_a_shipped_scenario_or_a_file(tmp_path: Path) -> None:
    assert "july_2025" in shipped_scenarios()
    first = next(scenario_source("july_2025")())
    assert first[1][0] == 34, "a radar says first that it turns"
    with pytest.raises(ConfigError, match="shipped are july_2025"):
        scenario_source(str(tmp_path / "no.toml"))


def test_each_partition_has_its_own_journal(tmp_path: Path) -> None:
    names = [partition.name for partition in partitions_of(demo_site(1.0), tmp_path)]
    assert names == ["july-2025-re-enacted", "recorded-switzerland", "recorded-bornholm"]


def test_a_journal_is_shown_as_what_it_was(tmp_path: Path) -> None:
    site = demo_site(1.0)
    with Journal(tmp_path, "july-2025-re-enacted", site.record("july-2025-re-enacted")) as journal:
        journal.append(1.0, "radars", RecordKind.BYTES, b"x")
        journal.commit()
    shown = journal_site(tmp_path, 8.0)
    (partition,) = shown.config.partitions
    assert (partition.kind, partition.speed) == ("exercise", 8.0)
    assert [feed.source for feed in shown.config.feeds] == [f"journal://{tmp_path}?feed=radars"]
    with pytest.raises(ConfigError, match="no configuration"):
        journal_site(tmp_path / "no", 1.0)
