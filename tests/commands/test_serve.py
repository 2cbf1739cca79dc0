from pathlib import Path

import pytest

from sargas.commands.demo import demo_site
from sargas.commands.serve import exercises_of, journal_site, partitions_of
from sargas.config import load_text
from sargas.errors import ConfigError
from sargas.journal import Journal
from sargas.model.checkpoint import unpack
from sargas.model.record import RecordKind


def test_what_is_played_by_partition() -> None:
    played = exercises_of(demo_site(1.0))
    assert {name: one.scenario.name for name, one in played.items()} == {"july-2025-re-enacted": "July 2025 re-enacted"}


def test_each_partition_has_its_own_journal(tmp_path: Path) -> None:
    names = [partition.name for partition in partitions_of(demo_site(1.0), tmp_path)]
    assert names == ["july-2025-re-enacted", "recorded-switzerland", "recorded-bornholm"]


EXPORT = """[site]
name = "x"
lat_deg = 54.7
lon_deg = 25.3
[[feeds]]
id = "a"
from = "udp://127.0.0.1:4444"
format = "asterix"
[[policies]]
recipient = "POL"
what = ["track"]
[[policies]]
recipient = "LVA"
what = ["track"]
[[exports]]
to = "{to}"
format = "{format}"
recipient = "{recipient}"
settings = {{ {settings} }}
"""


def test_whom_and_in_which_manner_an_export_tells_is_in_its_checkpoint(tmp_path: Path) -> None:
    def said(**change: str) -> tuple[bytes, bytes]:
        words = {"to": "tcp://127.0.0.1:9", "format": "cot", "recipient": "POL", "settings": 'callsign = "A"'} | change
        site = load_text(EXPORT.format(**words), tmp_path)
        (exporter,) = partitions_of(site, tmp_path)[0]._exporters
        state = unpack(exporter.checkpoint())
        return state["whom"], state["manner"]

    whom, manner = said()
    assert said() == (whom, manner)
    assert said(to="tcp://127.0.0.1:10")[0] != whom
    assert said(recipient="LVA")[0] != whom
    assert said(format="sapient", settings='name = "A"')[0] != whom
    assert said(settings='callsign = "B"') == (whom, said(settings='callsign = "B"')[1])
    assert said(settings='callsign = "B"')[1] != manner


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
