import json
from pathlib import Path

import geopandas
import numpy as np
import pytest

import drift
from sargas.commands.track import run_track
from sargas.errors import ConfigError

SITE = """
[site]
name = "Baltic"
lat_deg = 55.5
lon_deg = 23.0

[[partitions]]
name = "recording"
kind = "recording"

[[zones]]
file = "bundled:LTU"

[[feeds]]
id = "baltic"
from = "file://unused"
format = "asterix"
partition = "recording"

[[sensors]]
id = "neighbour"
feed = "baltic"
match = { sac = 70, sic = 16 }
kind = "system"

[[feeds]]
id = "adsb"
from = "file://unused"
format = "modes"
partition = "recording"

[[sensors]]
id = "receiver"
feed = "adsb"
kind = "adsb"
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    path = tmp_path / "site.toml"
    path.write_text(SITE)
    return path


def test_real_tracks_over_the_baltic(site: Path, corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = site.parent / "tracks.parquet"
    recording = corpus / "radar" / "baltic_cat062_15min.ff"
    assert run_track(site, [f"baltic={recording}"], out, "2026-01-10", True) == 0
    summary = json.loads(capsys.readouterr().out)
    frame = geopandas.read_parquet(out)
    assert len(frame) == summary["updates"]
    assert set(frame["reported_by"]) == {"neighbour"}
    assert frame.groupby("number").ngroups == summary["tracks"]
    assert frame["assumed_accuracy"].all()
    watched = frame[frame["incident"] > 0]
    assert set(watched["mode_3a"].dropna()) <= {"0000"}, "what answers with a code crosses lawfully and opens nothing"
    speed = (frame["east_mps"] ** 2 + frame["north_mps"] ** 2) ** 0.5
    assert 150.0 < speed.median() < 280.0


def test_real_adsb_becomes_own_tracks_where_the_aircraft_said_they_were(
    site: Path, corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import gzip

    lines = gzip.decompress((corpus / "adsb" / "jet1090_tutorial.jsonl.gz").read_bytes()).splitlines(True)[:5_000]
    part = tmp_path / "part.jsonl"
    part.write_bytes(b"".join(lines))
    text = SITE.replace("lat_deg = 55.5", "lat_deg = 43.6").replace("lon_deg = 23.0", "lon_deg = 1.4")
    site.write_text(text)
    out = tmp_path / "tracks.jsonl"
    assert run_track(site, [f"adsb={part}"], out, None, False) == 0
    told = capsys.readouterr()
    assert "plots in" in told.out
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    said = {json.loads(line).get("icao24") for line in lines}
    heard = {f"{row['claims']['mode_s']:06x}" for row in rows if row["claims"].get("mode_s")}
    assert heard
    assert heard <= said
    per_aircraft: dict[int, set[int]] = {}
    for row in rows:
        if row["claims"].get("mode_s"):
            per_aircraft.setdefault(row["claims"]["mode_s"], set()).add(row["number"])
    assert max(len(numbers) for numbers in per_aircraft.values()) <= 3, per_aircraft


def test_every_wrong_input_at_once(site: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        run_track(site, ["baltic", "nobody=x", f"baltic={tmp_path}/no"], tmp_path / "o.parquet", None, False)
    assert len(caught.value.findings) == 3


def test_the_result_is_never_written_over_its_own_input(site: Path, tmp_path: Path) -> None:
    recording = tmp_path / "flights.jsonl"
    recording.write_text("precious")
    with pytest.raises(ConfigError, match="is one of the inputs"):
        run_track(site, [f"adsb={recording}"], recording, None, False)
    assert recording.read_text() == "precious"


def test_scored_against_the_truth(site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An invented aircraft whose reports are 30 m off: the score says so, in words and in JSON."""
    site.write_text(SITE.replace('format = "modes"', 'format = "statevectors"'))
    chance, noon_s = np.random.default_rng(1), 1_753_704_000.0
    reports, truth = tmp_path / "reports.jsonl", tmp_path / "truth.csv"
    said, true = [], ["time_s,id,lat_deg,lon_deg,height_m,east_mps,north_mps"]
    for k in range(300):
        lat_deg = 55.2 + 0.0009 * k
        north_deg, east_deg = chance.normal(0.0, 30.0, 2) / (111_320.0, 63_500.0)
        report = {"timestamp": noon_s + k, "icao24": "4ca216", "latitude": lat_deg + north_deg,
                  "longitude": 23.0 + east_deg, "altitude": 3000, "groundspeed": 194.6, "track": 0.0}  # fmt: skip
        said.append(json.dumps(report))
        true.append(f"{noon_s + k},first,{lat_deg},23.0,,0.0,100.1")
    reports.write_text("\n".join(said))
    truth.write_text("\n".join(true))
    out = tmp_path / "tracks.jsonl"
    assert run_track(site, [f"adsb={reports}"], out, None, True, truth) == 0
    score = json.loads(capsys.readouterr().out)["score"]
    assert score["assumed"]["interval_s"] == 4.0
    assert (score["objects"], score["tracks"]) == (1, 1)
    assert score["continuity"]["latency_mean_s"] <= 12.0
    assert score["siap"]["completeness"] > 0.9
    assert 1.0 < score["errors"]["position_rms_m"] < 60.0
    assert score["errors"]["velocity_rms_mps"] < 20.0
    assert score["esassp"][0]["probability_of_update"] > 0.9
    assert score["targets"][0]["name"] == "first"
    assert run_track(site, [f"adsb={reports}"], out, None, False, truth) == 0
    text = capsys.readouterr().out
    assert "cut-off c 2000 m, order p 2" in text
    assert "GOSPA" in text
    truth.write_text("time_s,id,lat_deg,lon_deg\n5.0,first,55.0,23.0\n")
    with pytest.raises(ConfigError, match="no time in common with the recording, 2025-07-28"):
        run_track(site, [f"adsb={reports}"], out, None, False, truth)
    truth.write_text("time_s,lat_deg,lon_deg\n5.0,55.0,23.0\n")
    with pytest.raises(ConfigError, match="has no column id"):
        run_track(site, [f"adsb={reports}"], out, None, False, truth)


DRIFT = """
[site]
name = "Drift"
lat_deg = 55.0
lon_deg = 24.0

[[partitions]]
name = "recording"
kind = "recording"

[[feeds]]
id = "radar"
from = "file://unused"
format = "statevectors"
partition = "recording"

[[sensors]]
id = "primary"
feed = "radar"
kind = "psr"
site = { lat_deg = 55.0, lon_deg = 23.9, height_m = 100.0 }
accuracy = { horizontal_m = 20.0 }

[[feeds]]
id = "met"
from = "file://unused"
format = "weather"
partition = "recording"
"""


def test_with_the_wind_a_balloon_is_told_from_a_drone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site, plots, out = tmp_path / "site.toml", tmp_path / "plots.jsonl", tmp_path / "tracks.jsonl"
    site.write_text(DRIFT)
    plots.write_text(drift.reports())

    def balloon(*met: str) -> float:
        inputs = [f"radar={plots}"]
        if met:
            (tmp_path / "wind.csv").write_text(*met)
            inputs.append(f"met={tmp_path / 'wind.csv'}")
        assert run_track(site, inputs, out, None, True) == 0
        assert not json.loads(capsys.readouterr().out)["faults"]
        rows = [json.loads(line) for line in out.read_text().splitlines()]
        assert len({row["number"] for row in rows}) == 1
        return float(rows[-2]["classification"].get("balloon", 0.0))

    known, unknown, calm = balloon(drift.WIND), balloon(), balloon(drift.CALM)
    assert known > 0.5
    assert known > 2.0 * unknown
    assert calm < unknown, "in still air nothing drifts at 14 m/s"
