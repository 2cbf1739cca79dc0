import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from sargas.commands.truth import Judge, Truth, assumed, read_truth
from sargas.errors import ConfigError
from sargas.geo.plane import SystemPlane
from sargas.model.tracks import Tracks
from sargas.scoring import Settings
from sargas.scoring.geodetic import paths_of

PLANE = SystemPlane(54.63, 25.28)
ROWS = [
    {"time_s": 1000.0 + k, "id": name, "lat_deg": 54.6 + 0.001 * k, "lon_deg": 25.3, "height_m": height_m,
     "east_mps": 0.0, "north_mps": 111.0}
    for name, height_m in (("007", None), ("8", 120.0))
    for k in range(3)
]  # fmt: skip


def written(path: Path, rows: list[dict[str, object]]) -> Path:
    table = pa.Table.from_pylist(rows)
    if path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    elif path.suffix == ".csv":
        pa.csv.write_csv(table, path)
    else:
        pq.write_table(table, path)
    return path


@pytest.mark.parametrize("ending", [".jsonl", ".csv", ".parquet"])
def test_the_same_from_every_kind_of_file(tmp_path: Path, ending: str) -> None:
    truth = read_truth(written(tmp_path / f"truth{ending}", ROWS), PLANE)
    assert truth.names == {0: "007", 1: "8"}
    assert truth.paths.number.tolist() == [0, 0, 0, 1, 1, 1]
    assert truth.paths.has_height is not None
    assert truth.paths.has_height.tolist() == [False] * 3 + [True] * 3
    x_m, y_m = PLANE.plane_from_geodetic([row["lat_deg"] for row in ROWS], 25.3)
    np.testing.assert_allclose(truth.paths.position_m, np.stack((x_m, y_m), axis=-1))
    assert truth.paths.velocity_mps is not None
    assert truth.paths.velocity_mps[0] == pytest.approx([0.0, 111.0], abs=0.1)


def without(*names: str) -> list[dict[str, object]]:
    return [{name: value for name, value in row.items() if name not in names} for row in ROWS]


def changed(row: int, **values: object) -> list[dict[str, object]]:
    return [{**old, **(values if i == row else {})} for i, old in enumerate(ROWS)]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (without("lat_deg", "id"), ["has no column id; it has time_s", "has no column lat_deg"]),
        (without("east_mps"), ["has north_mps alone: give east_mps and north_mps, or neither"]),
        (changed(1, lat_deg=540.0), ["lat_deg is not between -90 and 90 in 1 of 6 rows, first in row 2: 540.0"]),
        (changed(4, lat_deg=25.3, lon_deg=54.6), ["1 of 6 rows lie more than 2000 km", "first row 5 (25.3, 54.6)"]),
        (changed(2, time_s=None, id=None), ["time_s is not between", "row 3: empty", "id is empty in 1 of 6 rows"]),
        (without("height_m", "east_mps", "north_mps")[:0] or [], ["holds no rows"]),
        ([{**row, "lon_deg": "east"} for row in ROWS], ["lon_deg holds string, not numbers"]),
        ([{**row, "height_m": "high"} for row in ROWS], ["height_m holds string, not numbers"]),
    ],
)
def test_every_finding_at_once(tmp_path: Path, rows: list[dict[str, object]], told: list[str]) -> None:
    path = tmp_path / "truth.parquet"
    if rows:
        written(path, rows)
    else:
        pq.write_table(pa.Table.from_pylist(ROWS).slice(0, 0), path)
    with pytest.raises(ConfigError) as caught:
        read_truth(path, PLANE)
    for words in told:
        assert words in "\n".join(caught.value.findings)


def test_a_file_that_is_none(tmp_path: Path) -> None:
    for name, content, told in (
        ("truth.txt", "", "read from one of .jsonl .csv .parquet"),
        ("truth.parquet", "no parquet", "truth.parquet"),
        ("truth.jsonl", "{nonsense", "truth.jsonl"),
        ("truth.csv", "", "truth.csv"),
    ):
        path = tmp_path / name
        path.write_text(content)
        with pytest.raises(ConfigError, match=told):
            read_truth(path, PLANE)
    for name in ("no.csv", "no.jsonl", "no.parquet"):
        with pytest.raises(ConfigError, match=name):
            read_truth(tmp_path / name, PLANE)


def test_settings_that_make_no_sense_are_findings() -> None:
    assert assumed(2.0, 500.0, 1.0) == Settings(interval_s=2.0, cutoff_m=500.0, order=1.0)
    with pytest.raises(ConfigError, match="order 1 or more"):
        assumed(2.0, 500.0, float("inf"))


def heard(time_s: float, number: int, lat_deg: float) -> Tracks:
    return Tracks(
        number=np.array([number]), time_s=np.array([time_s]), updated_s=np.array([time_s]), status=np.array([1]),
        lat_deg=np.array([lat_deg]), lon_deg=np.array([25.3]), covariance=np.zeros((1, 21)),
    )  # fmt: skip


def test_the_judge_compares_within_what_it_heard() -> None:
    times_s = np.arange(0.0, 100.0)
    truth = Truth(paths_of(PLANE, times_s, np.zeros(100, int), np.full(100, 54.6), np.full(100, 25.3)), {0: "one"})
    judge = Judge(truth, PLANE, Settings(interval_s=2.0))
    for k in range(30, 61):
        judge.hear(float(k), heard(float(k), 5, 54.6) if k % 2 else Tracks.empty())
    found = judge.score()
    assert (found.first_s, found.last_s) == (30.0, 60.0)
    assert found.continuity.latency_mean_s == 2.0
    assert found.targets[0].name == "one"
    assert found.errors.position_rms_m == pytest.approx(0.0, abs=1e-6)


def test_no_common_time_is_said_with_both_spans() -> None:
    truth = Truth(paths_of(PLANE, [0.0, 10.0], [0, 0], [54.6] * 2, [25.3] * 2), {0: "one"})
    judge = Judge(truth, PLANE, Settings(interval_s=2.0))
    judge.hear(86_400.0, heard(86_400.0, 1, 54.6))
    with pytest.raises(ConfigError, match=r"1970-01-01 00:00:10 UTC has no time in common .* 1970-01-02 00:00:00 UTC"):
        judge.score()
