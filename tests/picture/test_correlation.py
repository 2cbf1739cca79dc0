import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from picture.scene import NOON_S, rows
from sargas.model.tracks import Tracks
from sargas.picture.correlation import agreed, compare, neighbours
from sargas.picture.settings import Settings

PLAIN = Settings(correlation_bias_m=0.0, correlation_velocity_floor_mps=0.0)


def pair(own: dict, foreign: dict, dt_s: float = 0.0, settings: Settings = PLAIN):
    both = Tracks.concatenate(
        [rows(NOON_S, {"number": 1, **own}), rows(NOON_S + dt_s, {"reported_number": 1, **foreign}, reporter="LVA")]
    )
    return compare(both, np.array([0]), np.array([1]), settings)


def test_thresholds_are_those_of_chi_square() -> None:
    assert abs(chi2.ppf(0.99, 4) - Settings().correlation_join) < 0.01
    assert abs(chi2.ppf(0.9999, 4) - Settings().correlation_leave) < 0.02


def test_squared_distance_by_hand() -> None:
    # 300 m apart, sigma 100 m and 150 m on the axis; 6 m/s apart with 2 m/s each: 9e4 / 32500 + 36 / 8.
    found = pair({"sigma_m": 100.0}, {"sigma_m": 150.0, "east_m": 300.0, "north_mps": 6.0})
    assert abs(found.distance2[0] - (9e4 / 32_500 + 36 / 8)) < 1e-3
    assert found.agrees[0]


def test_states_are_compared_at_one_time_with_the_error_grown() -> None:
    found = pair({"east_mps": 100.0, "sigma_m": 100.0}, {"east_mps": 100.0, "east_m": 500.0, "sigma_m": 100.0}, 5.0)
    assert found.distance2[0] < 1e-3
    off = pair({"sigma_m": 100.0, "sigma_mps": 20.0}, {"sigma_m": 100.0, "sigma_mps": 1e6, "north_m": 200.0}, 5.0)
    assert abs(off.distance2[0] - 4e4 / (2e4 + (5 * 20.0) ** 2)) < 1e-3


def test_distance_is_chi_square_for_one_object_seen_twice() -> None:
    rng = np.random.default_rng(1)
    n = 2000
    own = rows(NOON_S, *({"number": i + 1, "sigma_m": 80.0} for i in range(n)))
    foreign = rows(NOON_S, *({"reported_number": i, "sigma_m": 120.0} for i in range(n)), reporter="LVA")
    both = Tracks.concatenate([own, foreign])
    sigma_m = np.r_[np.full(n, 80.0), np.full(n, 120.0)]
    both.lat_deg += rng.normal(size=2 * n) * sigma_m / 111_320
    both.lon_deg += rng.normal(size=2 * n) * sigma_m / (111_320 * np.cos(np.radians(54.7)))
    both.east_mps += rng.normal(size=2 * n) * 2.0
    both.north_mps += rng.normal(size=2 * n) * 2.0
    d2 = compare(both, np.arange(n), np.arange(n, 2 * n), PLAIN).distance2
    for share in (0.5, 0.9, 0.99):
        assert abs(np.mean(d2 <= chi2.ppf(share, 4)) - share) < 0.03


def test_codes_speak_for_and_against() -> None:
    near = {"east_m": 50.0}
    cost = pair({}, near).cost[0]
    assert pair({"mode_3a": 0o1234}, {**near, "mode_3a": 0o1234}).cost[0] < cost
    assert pair({"mode_3a": 0o1234}, {**near, "mode_3a": 0o4321}).cost[0] > cost
    assert pair({"mode_s": 5}, {**near, "mode_s": 5}).cost[0] < cost - 30
    other = pair({"mode_s": 5}, {**near, "mode_s": 6})
    assert not other.agrees[0]
    assert other.disagrees[0]
    assert len(pair({"pressure_altitude_m": 300.0}, {**near, "pressure_altitude_m": 3000.0})) == 0


def test_nothing_is_guessed_between_two_equals() -> None:
    both = Tracks.concatenate(
        [
            rows(NOON_S, {"number": 1, "north_m": 60.0}, {"number": 2, "north_m": -60.0}),
            rows(NOON_S, {"reported_number": 9}, reporter="LVA"),
        ]
    )
    pairs = compare(both, np.array([0, 1]), np.array([2, 2]), PLAIN)
    assert pairs.agrees.all()
    assert agreed(pairs, both.reported_by, 6.0)[0].tolist() == []
    pairs = compare(both, np.array([1]), np.array([2]), PLAIN)
    assert agreed(pairs, both.reported_by, 6.0)[0].tolist() == [1]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_neighbours_miss_nothing_within_reach(seed: int) -> None:
    rng = np.random.default_rng(seed)
    tracks = Tracks.empty(60)
    tracks.lat_deg[:] = rng.uniform(-1.2, 1.2, 60) + rng.choice([0.0, 55.0, -70.0])
    tracks.lon_deg[:] = rng.uniform(-0.3, 0.3, 60)
    own, foreign = np.arange(30), np.arange(30, 60)
    pairs = set(zip(*(a.tolist() for a in neighbours(tracks, own, foreign, 7000.0)), strict=True))
    for i in own:
        for j in foreign:
            north_m = (tracks.lat_deg[i] - tracks.lat_deg[j]) * 111_000
            east_m = (tracks.lon_deg[i] - tracks.lon_deg[j]) * 111_000 * np.cos(np.radians(tracks.lat_deg[j]))
            if np.hypot(north_m, east_m) < 6900.0:
                assert (i, j) in pairs
