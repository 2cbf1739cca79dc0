"""Formations: against one Kalman filter of all members in matrices, and flown through the whole tracker."""

import math
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from sargas.model.plots import Plots
from sargas.model.sensor import Sensor
from sargas.model.tracks import CONFIRMED
from sargas.tracking import Settings, Tracker
from sargas.tracking.formation import fly, fly_together, groups_of, leave, unite
from sargas.tracking.motion import combine, predict
from sargas.tracking.rows import HIGH, stations_of
from sargas.tracking.terms import terms_of
from tracking.conftest import ORIGIN, START_S, Scene, blank, radar, shots_at, state_of

R = np.array([[3600.0, 500.0], [500.0, 2500.0]])
"""Of `shots_at`."""
COMMON = np.array(
    [[8000.0, 900.0, 700.0, 50.0], [900.0, 6000.0, 20.0, 600.0], [700.0, 20.0, 180.0, 10.0], [50.0, 600.0, 10.0, 150.0]]
)
TRIANGLE = np.triu_indices(4)
TERMS = terms_of(Settings(motion_noise_m2ps3=(2.0,), motion_share=(1.0,), formation_wander_m2ps=0.0))[0]


def flight(n: int, place_m2: float, status: int = CONFIRMED) -> Any:
    """State of n tracks in one formation, 500 m apart, each with a place of that variance."""
    rows = blank(n, 1)
    rows["alive"], rows["status"], rows["hits"], rows["time_s"], rows["mu"] = True, status, 10, 100.0, 1.0
    rows["formation"], rows["origin"] = 7, np.arange(n)
    rows["x"][:, 0, 0], rows["x"][:, 0, 1] = 500.0 * np.arange(n), -200.0 * np.arange(n)
    rows["x"][:, 0, 2:], rows["P"][:, 0] = [40.0, 10.0], COMMON[TRIANGLE]
    rows["Pr"] = [place_m2, 0.0, place_m2]
    for row in rows:
        combine(row)
    return state_of(stations_of([radar()], Scene().plane, Settings()), rows)


class Joint:
    """All members in one Kalman filter with dense matrices: state [common error (4), error of each place (2 n)]."""

    def __init__(self, n: int, place_m2: float) -> None:
        self.n = n
        self.x, self.P = np.zeros(4 + 2 * n), np.zeros((4 + 2 * n,) * 2)
        self.P[:4, :4], self.P[4:, 4:] = COMMON, place_m2 * np.eye(2 * n)

    def predict(self, dt: float, q: float) -> None:
        F = np.eye(len(self.x))
        F[:2, 2:4] = dt * np.eye(2)
        self.x, self.P = F @ self.x, F @ self.P @ F.T
        one = np.array([[dt**3 / 3.0, dt**2 / 2.0], [dt**2 / 2.0, dt]])
        self.P[:4, :4] += q * np.kron(one, np.eye(2))

    def take(self, z: np.ndarray, seen: list[int]) -> None:
        """z (len(seen), 2): measured place of each member seen, less where it was predicted at first."""
        H = np.zeros((2 * len(seen), len(self.x)))
        for k, i in enumerate(seen):
            H[2 * k : 2 * k + 2, :2] = np.eye(2)
            H[2 * k : 2 * k + 2, 4 + 2 * i : 6 + 2 * i] = np.eye(2)
        S = H @ self.P @ H.T + np.kron(np.eye(len(seen)), R)
        K = self.P @ H.T @ np.linalg.inv(S)
        self.x = self.x + K @ (z.ravel() - H @ self.x)
        self.P = self.P - K @ H @ self.P

    def member(self, i: int) -> tuple[np.ndarray, np.ndarray]:
        """Error of member i's place and its covariance."""
        pick = np.zeros((2, len(self.x)))
        pick[:, :2] = pick[:, 4 + 2 * i : 6 + 2 * i] = np.eye(2)
        return pick @ self.x, pick @ self.P @ pick.T


def take(state: Any, z: np.ndarray, seen: list[int], time_s: float = 100.0) -> None:
    """The plots z (len(seen), 2) of members `seen` through `fly`."""
    n = int(state.counters[HIGH])
    slots, taken = np.arange(n), np.full(n, -1)
    taken[seen] = np.arange(len(seen))
    count, members, groups = groups_of(state, slots, n)
    assert count == n
    fly(state, shots_at(z[:, 0], z[:, 1], time_s), TERMS, slots, members, groups, taken, np.arange(len(seen)), False)


def drawn(state: Any, seen: list[int], seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    common = rng.multivariate_normal(np.zeros(2), COMMON[:2, :2])
    return state.rows["xc"][seen, :2] + common + rng.multivariate_normal(np.zeros(2), R, len(seen))


@pytest.mark.parametrize("seen", [[0, 1, 2, 3, 4], [1, 4], [2]])
def test_places_that_are_known_leave_one_filter_of_the_mean(seen: list[int]) -> None:
    """Without errors of place the split is exact, for the members without a plot too."""
    state, joint = flight(5, 0.0), Joint(5, 0.0)
    z = drawn(state, seen, 1)
    before = state.rows["xc"][:5].copy()
    joint.take(z - before[seen, :2], seen)
    take(state, z, seen)
    for i in range(5):
        assert_allclose(state.rows["xc"][i] - before[i], joint.x[:4], rtol=1e-5, atol=1e-5)
        assert_allclose(state.rows["P"][i, 0], joint.P[:4, :4][TRIANGLE], rtol=1e-5, atol=1e-3)


def test_differences_of_places_are_those_of_the_joint_filter() -> None:
    state, joint, seen = flight(5, 900.0), Joint(5, 900.0), [0, 1, 2, 3, 4]
    z = drawn(state, seen, 2)
    before = state.rows["xc"][:5, :2].copy()
    joint.take(z - before, seen)
    take(state, z, seen)
    moved = state.rows["xc"][:5, :2] - before
    wanted = np.array([joint.member(i)[0] for i in range(5)])
    assert_allclose(moved - moved.mean(axis=0), wanted - wanted.mean(axis=0), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("n", [2, 6])
def test_over_many_scans_it_is_never_surer_than_the_joint_filter(n: int) -> None:
    """Places and mean are kept apart as if they were independent: what is stated may be larger, never smaller."""
    state, joint = flight(n, 900.0), Joint(n, 900.0)
    first = state.rows["xc"][:n, :2].copy()
    drift = np.zeros(2)
    for k in range(12):
        for row in state.rows[:n]:
            predict(row, 4.0, TERMS)
            row["time_s"] += 4.0
        joint.predict(4.0, 2.0)
        drift = drift + 4.0 * np.array([40.0, 10.0])
        z = first + drift + np.random.default_rng(k).multivariate_normal(np.zeros(2), R, n)
        joint.take(z - first - drift, list(range(n)))
        take(state, z, list(range(n)), 104.0 + 4.0 * k)
    for i in range(n):
        row = state.rows[i]
        stated = np.array([[row["Pc"][0] + row["Pr"][0], row["Pc"][1] + row["Pr"][1]]] * 2)
        stated[1] = [row["Pc"][1] + row["Pr"][1], row["Pc"][4] + row["Pr"][2]]
        ratio = np.linalg.eigvals(np.linalg.solve(joint.member(i)[1], stated)).real
        assert ratio.min() > 0.99
        assert ratio.max() < 2.5
        assert row["formation"] == 7


def test_a_member_off_its_place_leaves_and_takes_its_doubt_along() -> None:
    state, seen = flight(4, 100.0), [0, 1, 2, 3]
    for k in range(8):
        z = state.rows["xc"][:4, :2] + np.array([[0.0, 0.0], [0.0, 0.0], [0.0, 0.0], [0.0, 400.0]])
        take(state, z, seen)
        if state.rows["formation"][3] < 0:
            break
        assert k < 6
    assert state.rows["formation"][:3].tolist() == [7, 7, 7]
    row = state.rows[3]
    assert row["alone_s"] == 100.0 + Settings().formation_hold_s
    assert row["Pr"].tolist() == [0.0, 0.0, 0.0]
    assert row["P"][0, 7] > state.rows["P"][0, 0, 7]


def test_leaving_moves_the_variance_of_the_place_into_the_state() -> None:
    state = flight(2, 400.0)
    row = state.rows[0]
    before = row["Pc"].copy()
    leave(row, TERMS)
    added = np.zeros(10)
    added[[0, 4]], added[[7, 9]] = 400.0, Settings().formation_apart_mps ** 2
    assert_allclose(row["Pc"], before + added)


def test_uniting_keeps_the_places_and_shares_the_velocity() -> None:
    state = flight(2, 0.0)
    rows = state.rows[:2]
    rows["formation"], rows["Pr"] = -1, 0.0
    rows["x"][1, 0, 2:] = [38.0, 12.0]
    for row in rows:
        combine(row)
    places = rows["xc"][:, :2].copy()
    unite(rows[0], rows[1])
    assert rows["formation"].tolist() == [0, 0]
    assert_allclose(rows["xc"][:, :2], places)
    assert rows["xc"][0, 2:].tolist() == rows["xc"][1, 2:].tolist()
    for row in rows:
        assert row["Pc"][0] + row["Pr"][0] >= COMMON[0, 0]


@pytest.mark.parametrize(("change", "joins"), [
    ({}, True),
    ({"hits": 2}, False),
    ({"status": 0}, False),
    ({"alone_s": 120.0}, False),
    ({"simulated": True}, False),
])  # fmt: skip
def test_who_may_join(change: dict[str, Any], joins: bool) -> None:
    rows = flight(2, 0.0).rows[:2]
    for name, value in change.items():
        rows[name][1] = value
    assert fly_together(rows[0], rows[1], TERMS) is joins


@pytest.mark.parametrize(("mps", "joins"), [(5.0, True), (40.0, True), (80.0, False)])
def test_velocities_must_agree_within_their_errors(mps: float, joins: bool) -> None:
    rows = flight(2, 0.0).rows[:2]
    rows["x"][1, 0, 2] += mps
    combine(rows[1])
    d2 = mps**2 / (2.0 * COMMON[2, 2] + 1.0)
    assert bool(d2 < Settings().formation_agree) is joins
    assert fly_together(rows[0], rows[1], TERMS) is joins


def test_two_addresses_tell_neighbours_apart() -> None:
    rows = flight(2, 0.0).rows[:2]
    rows["address"] = [0x501234, 0]
    assert fly_together(rows[0], rows[1], TERMS)
    rows["address"] = [0x501234, 0x505678]
    assert not fly_together(rows[0], rows[1], TERMS)


# --- through the whole tracker


class Flown:
    """Targets in a formation in sight of one radar, turn by turn; which track was at each."""

    def __init__(self, seed: int, settings: Settings, sensor: Sensor | None = None) -> None:
        self.scene, self.sensor = Scene(np.random.default_rng(seed)), sensor or radar()
        self.tracker = Tracker([self.sensor], ORIGIN, settings)
        self.switches, self.known, self.time_s = 0, {}, START_S

    def turn(self, x: np.ndarray, y: np.ndarray, detection: float = 0.9) -> None:
        there = np.flatnonzero(self.scene.rng.random(len(x)) < detection)
        plots = self.scene.plots(self.sensor, self.time_s, x[there], y[there])
        false = self.scene.clutter(self.sensor, self.time_s, 5.0)
        self.tracker.update(self.time_s, Plots.concatenate([plots, false]))
        tracks = self.tracker.on_plane()
        for i in range(len(x) if len(tracks.number) else 0):
            away = np.hypot(tracks.state[:, 0] - x[i], tracks.state[:, 1] - y[i])
            if away.min() < 1000.0:
                number = int(tracks.number[np.argmin(away)])
                self.switches += self.known.get(i, number) != number
                self.known[i] = number
        self.time_s += self.sensor.interval_s or 4.0

    def formations(self) -> list[int]:
        """Formation of the track of each target, -1 alone."""
        rows = self.tracker._state.rows
        of = {int(row["number"]): int(row["formation"]) for row in rows[rows["alive"]]}
        return [of[self.known[i]] for i in sorted(self.known)]


def swarm(k: int, off_m: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Six drones in two rows, 400 m apart, at 45 m/s."""
    column, line = np.divmod(np.arange(6), 2)
    return off_m + 20_000.0 + 400.0 * column + 128.0 * k, off_m + 25_000.0 + 400.0 * line + 128.0 * k


def test_a_swarm_keeps_its_identities_better_than_alone() -> None:
    """Six at 400 m, 90 km away: 50 m and 160 m of error; the same plots for both. The first ten turns, in which every
    tracker sorts its tracks, do not count.
    """
    switches = {}
    for alone in (False, True):
        flown = [Flown(seed, Settings(formation_hits=1e9) if alone else Settings()) for seed in range(10)]
        for run in flown:
            for k in range(50):
                run.turn(*swarm(k, 37_500.0))
                run.switches = 0 if k == 9 else run.switches
        switches[alone] = sum(run.switches for run in flown)
    assert switches[True] >= 4
    assert switches[False] <= 0.5 * switches[True]


def test_one_that_turns_away_leaves_the_others() -> None:
    run = Flown(1, Settings())
    for k in range(25):
        run.turn(*swarm(k), detection=1.0)
    assert len(set(run.formations())) == 1
    assert run.formations()[0] >= 0
    for k in range(25, 40):
        x, y = swarm(k)
        y[5] -= 60.0 * 4.0 * (k - 24)
        run.turn(x, y, detection=1.0)
    formations = run.formations()
    assert formations[5] != formations[0]
    assert len(set(formations[:5])) == 1
    row = np.flatnonzero(run.tracker.on_plane().number == run.known[5])[0]
    assert run.tracker.on_plane().state[row, 3] == pytest.approx(32.0 - 60.0, abs=12.0)


def test_targets_that_cross_do_not_join() -> None:
    """Two courses 90 degrees apart, through one point at one time."""
    run = Flown(2, Settings())
    for k in range(40):
        s = 45.0 * 4.0 * (k - 20)
        run.turn(np.array([20_000.0 + s, 20_000.0]), np.array([25_000.0, 25_000.0 + s]), detection=1.0)
        assert set(run.formations()) <= {-1}
    assert math.isfinite(run.tracker.on_plane().state.sum())
