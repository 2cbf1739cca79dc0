import datetime
from pathlib import Path

import numpy as np
import pytest

from sargas.errors import ConfigError
from sargas.exercise.scenario import Scenario, scenario_from_toml
from sargas.exercise.terrain import ground_of
from sargas.geo.geoid import undulation_m

GRID = "ncols 2\nnrows 2\nxllcenter 25.0\nyllcenter 54.0\ncellsize 1.0\n100 100\n200 200\n"
TEXT = 'name = "x"\nstart = 2025-07-28T05:00:00Z\nduration_s = 60.0\nseed = 1\nradars = []\nterrain = "{}"\n'


def test_its_file_is_seen_from_the_scenarios_own_folder(tmp_path: Path) -> None:
    (tmp_path / "hills.asc").write_text(GRID)
    ground = ground_of(scenario_from_toml(TEXT.format("hills.asc"), folder=tmp_path))
    assert ground is not None
    assert ground.height_m(np.array([54.0]), np.array([25.0]))[0] == pytest.approx(200.0 + undulation_m(54.0, 25.0))


def test_without_one_there_is_none() -> None:
    start = datetime.datetime(2025, 7, 28, tzinfo=datetime.UTC)
    assert ground_of(Scenario("x", start, 60.0, 1, ())) is None


def test_what_is_no_terrain_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"terrain: none\.asc: no such file"):
        scenario_from_toml(TEXT.format("none.asc"), folder=tmp_path)
    (tmp_path / "odd.asc").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match=r"odd\.asc: is no text"):
        ground_of(scenario_from_toml(TEXT.format("odd.asc"), folder=tmp_path))
