"""`sargas history`: a list in, a journal's incidents in, patterns out."""

from pathlib import Path

import msgspec
import pytest

from sargas.archive.past import read_history
from sargas.commands.history import past_of, run_add, run_clocks, run_import, run_patterns
from sargas.config import load_text
from sargas.errors import ConfigError
from sargas.journal import Journal
from sargas.model.alert import Alert
from sargas.model.incident import Incident
from sargas.model.record import RecordKind
from sargas.model.warning import PublicWarning

NIGHT_S = 1_753_660_800.0
INSIDE = Incident(
    7, "LTU", "Lithuania", (4,), "inside", "new", 1, NIGHT_S, NIGHT_S, entered_s=NIGHT_S, lat_deg=54.6, lon_deg=25.8,
    east_mps=-30.0, north_mps=40.0, height_m=210.0,
)  # fmt: skip
LOST = msgspec.structs.replace(INSIDE, situation="lost", version=5, lat_deg=54.7, lon_deg=25.3, height_m=90.0)


def test_a_list_in_and_patterns_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed, into = tmp_path / "list.csv", tmp_path / "history.jsonl"
    listed.write_text("id,date,lat_deg,lon_deg\nA,2025-07-10,54.6,25.7\nB,yesterday,54.6,25.7\n")
    assert run_import(listed, into, False) == 1
    told = capsys.readouterr()
    assert "1 incidents into" in told.out
    assert "line 3 (B): date 'yesterday'" in told.err
    assert [past.id for past in read_history(into)] == ["A"]
    assert run_patterns(into, 25.0, tmp_path / "cells.geojson", True) == 0
    assert msgspec.json.decode(capsys.readouterr().out)["incidents"] == 1
    assert msgspec.json.decode((tmp_path / "cells.geojson").read_bytes())["type"] == "FeatureCollection"
    assert run_patterns(into, 25.0, None, False) == 0
    assert "not enough data" in capsys.readouterr().out


def test_what_is_not_there_is_an_error_of_one_line(tmp_path: Path) -> None:
    for wrong in (
        lambda: run_import(tmp_path / "no.csv", tmp_path / "h", False),
        lambda: run_patterns(tmp_path / "no", 25.0, None, False),
        lambda: run_add(tmp_path, tmp_path / "h", False),
    ):
        with pytest.raises(ConfigError):
            wrong()
    (tmp_path / "h").write_text("")
    with pytest.raises(ConfigError, match="--cell-km"):
        run_patterns(tmp_path / "h", 0.1, None, False)


def test_an_incident_of_ours_has_the_place_where_it_came_in() -> None:
    past = past_of(LOST, INSIDE, "Vilnius")
    assert (past.lat_deg, past.entry_lat_deg, past.entry_lon_deg) == (54.7, 54.6, 25.8)
    assert (past.height_m, past.speed_mps) == (210.0, 50.0)
    assert past.id.startswith("Vilnius 7 of 2025-07-2")
    assert past_of(LOST, None, "Vilnius").entry_lat_deg is None


def test_incidents_of_a_journal_but_not_of_exercises(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    played = msgspec.structs.replace(INSIDE, number=9, simulated=True)
    site = load_text('[site]\nname = "Vilnius"\nlat_deg = 54.7\nlon_deg = 25.3\n', tmp_path)
    journal = Journal(tmp_path / "live", "live", site.record("live"), lambda: None)
    try:
        for incidents in ((INSIDE, played), (LOST,)):
            said = {"record": 1, "incidents": incidents, "alerts": ()}
            journal.append(NIGHT_S, "", RecordKind.OUTPUT, msgspec.msgpack.encode(said))
        journal.commit()
    finally:
        journal.close()
    assert run_add(tmp_path / "live", tmp_path / "history.jsonl", True) == 0
    (past,) = read_history(tmp_path / "history.jsonl")
    assert past.id.startswith("Vilnius 7")
    assert (past.place, past.entry_lat_deg, past.lat_deg) == ("Lithuania", 54.6, 54.7)
    assert run_add(tmp_path / "live", tmp_path / "history.jsonl", True) == 0
    assert msgspec.json.decode(capsys.readouterr().out.splitlines()[-1])["replaced"] == 1


def test_clocks_of_a_journal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    opened = msgspec.structs.replace(
        INSIDE, tracks=(4, 5), merged=(8,), first_plot_s=NIGHT_S - 20.0, confirmed_s=NIGHT_S - 12.0
    )
    gone = msgspec.structs.replace(INSIDE, number=8, tracks=(5,), situation="merged", merged_into=7)
    first = Alert(1, 0, "advisory", "operators", "", "too many at once", NIGHT_S + 1.0, kind="digest", incidents=(8,))
    later = msgspec.structs.replace(first, time_s=NIGHT_S + 50.0, incidents=(3, 8), first_s=NIGHT_S + 1.0)
    drafted = PublicWarning(1, 1, "draft", False, 8, opened_s=NIGHT_S + 2.0)
    released = msgspec.structs.replace(drafted, first_released_s=NIGHT_S + 90.0)
    site = load_text('[site]\nname = "Vilnius"\nlat_deg = 54.7\nlon_deg = 25.3\n', tmp_path)
    journal = Journal(tmp_path / "live", "live", site.record("live"), lambda: None)
    try:
        for incidents, alerts, warnings in (
            ((INSIDE,), (first,), (drafted,)),
            ((opened, gone), (later,), (released,)),
        ):
            said = {"record": 1, "incidents": incidents, "alerts": alerts, "warnings": warnings}
            journal.append(NIGHT_S, "", RecordKind.OUTPUT, msgspec.msgpack.encode(said))
        journal.commit()
    finally:
        journal.close()
    folder = tmp_path / "live"
    assert run_clocks(folder, None, False) == 0
    text = capsys.readouterr().out
    assert text.startswith("1 incident; ")
    assert "first plot to message                    1   110.0 s   110.0 s" in text
    assert run_clocks(folder, 7, False) == 0
    assert "first alert (operators)" in capsys.readouterr().out
    assert run_clocks(folder, None, True) == 0
    (clock,) = msgspec.json.decode(capsys.readouterr().out)["clocks"]
    assert (clock["alerted_s"], clock["drafted_s"], clock["confirmed_s"]) == (
        NIGHT_S + 1.0, NIGHT_S + 2.0, NIGHT_S - 12.0,
    )  # fmt: skip
    with pytest.raises(ConfigError, match="no incident 8"):
        run_clocks(folder, 8, False)
