"""The plots of a slice by place and by address, against a look at each."""

from typing import Any

import numpy as np
import pytest

from sargas.geo.plane import SystemPlane
from sargas.tracking import Settings
from sargas.tracking.grid import SIDE, addresses_of, bucket, find_own, surroundings
from sargas.tracking.rows import Rows, stations_of
from sargas.tracking.state import code_of, sign_of
from tracking.conftest import ORIGIN, shots_at


@pytest.fixture
def stations(make_radar: Any) -> Rows:
    return stations_of([make_radar("a")], SystemPlane(*ORIGIN), Settings())


def test_buckets_hold_every_plot_once_where_it_belongs(stations: Rows) -> None:
    rng = np.random.default_rng(3)
    shots = shots_at(rng.uniform(-1e5, 1e5, 200), rng.normal(0, 1e3, 200))
    side, box, start, order, places = bucket(shots, 20, 200, stations[0])
    assert sorted(order.tolist()) == list(range(20, 200))
    told = [shots[name] for name in ("x_m", "y_m", "rxx", "ryy", "time_s")]
    np.testing.assert_array_equal(places, np.stack(told, axis=1)[order])
    for a in range(side):
        for b in range(side):
            for j in order[start[a * side + b] : start[a * side + b + 1]]:
                assert int((shots["x_m"][j] - box[0]) / box[2]) == a
                assert int((shots["y_m"][j] - box[1]) / box[3]) == b


def test_what_is_compared_first_is_no_surer_than_what_is_compared_then(stations: Rows) -> None:
    """R with the error that the radar's plots share, whoever else sees the track; and when the sound left."""
    shots = shots_at([0.0, 9e3], [40e3, 1e3], bias_range_m=100.0, bias_azimuth_rad=1e-3, late_s=3.0)
    _, _, _, order, places = bucket(shots, 0, 2, stations[0])
    (north,) = places[order == 0]
    assert north[2:] == pytest.approx([3600.0 + 40.0**2, 2500.0 + 100.0**2, 97.0], rel=1e-4)


def test_a_place_with_a_plot_near_is_on_the_map(stations: Rows) -> None:
    rng = np.random.default_rng(8)
    shots = shots_at(*rng.uniform(-2e5, 2e5, (2, 60)))
    _, box, _, _, places = bucket(shots, 0, 60, stations[0])
    per_m, near = surroundings(places, box)
    assert 0.0 < near.mean() < 0.2
    cell_m = 1.0 / per_m
    x_m, y_m = rng.uniform(box[0], box[4], 5000), rng.uniform(box[1], box[5], 5000)
    within = (np.abs(x_m[:, None] - shots["x_m"]) < cell_m[0]) & (np.abs(y_m[:, None] - shots["y_m"]) < cell_m[1])
    marked = near[((x_m - box[0]) * per_m[0]).astype(int) * SIDE + ((y_m - box[1]) * per_m[1]).astype(int)]
    assert within.any(axis=1).sum() > 50
    assert marked[within.any(axis=1)].all()


def test_every_address_finds_its_plot_and_no_other() -> None:
    rng = np.random.default_rng(9)
    own = np.unique(rng.integers(1, 1 << 60, 300).astype(np.uint64))
    shots = shots_at(np.zeros(len(own) + 40), 0.0, address=np.append(own, np.zeros(40, np.uint64)))
    table, signs = addresses_of(shots, 0, len(shots))
    assert [find_own(table, code_of(address)) for address in own] == list(range(len(own)))
    for address in own:
        sign = int(sign_of(code_of(address)))
        assert int(signs[sign >> 6]) >> (sign & 63) & 1
    others = rng.integers(1, 1 << 60, 300).astype(np.uint64)
    assert {find_own(table, code_of(address)) for address in others if address not in own} == {-1}
