"""What a bearing proves that two tracks claim, what silence does, and drones in sight of several direction finders."""

import math

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from sargas.model.plots import BEARING, Plots
from sargas.model.tracks import CONFIRMED, ENDED
from sargas.tracking import Settings, Tracker
from sargas.tracking.direction import heard_probability
from sargas.tracking.existence import after_miss
from sargas.tracking.ghosts import DUE, FORGOTTEN, MOST, SILENT, dispute, unheard
from sargas.tracking.rows import STATION
from sargas.tracking.state import State
from sargas.tracking.terms import terms_of
from tracking.conftest import ORIGIN, START_S, blank, shots_at, state_of
from tracking.late import Watch, alike, delays
from tracking.test_crossing import of_targets, sensor
from tracking.test_lag import QUIET_S

TERMS = terms_of(Settings())[0]
NOW_S = 100.0
RADAR, EAR = 0, 1


def two(since_s: float = SILENT + 1.0, radar_s: float = 0.0, existence: float = 0.9) -> State:
    """Two confirmed tracks 3 km from an ear, which heard them that long ago; a radar saw them at `radar_s`."""
    stations = np.zeros(2, STATION)
    stations["radar"], stations["interval_s"], stations["range_m"] = [0, -1], [4.0, 1.0], 6_000.0
    stations["detection_probability"], stations["sited"] = 0.6, True
    tracks = blank(2)
    tracks["alive"], tracks["status"], tracks["existence"], tracks["time_s"] = True, CONFIRMED, existence, NOW_S
    tracks["xc"][:, :2] = [[0.0, 3000.0], [3000.0, 0.0]]
    tracks["contributor"][:, :2], tracks["contributor_s"][:, 0] = [EAR, RADAR], NOW_S - since_s
    tracks["contributor_s"][:, 1] = radar_s
    return state_of(stations, tracks)


def left(state: State, taken: list[int], logs: list[float]) -> np.ndarray:
    """Edges of both tracks with the one bearing, after the dispute."""
    edge_log, shots = np.array(logs), shots_at(0.0, 0.0, NOW_S, sensor=EAR)
    dispute(
        state, shots, TERMS, EAR, np.arange(2), np.array(taken), np.arange(3), np.zeros(2, np.int64), edge_log, 2
    )  # fmt: skip
    return edge_log


def test_a_bearing_proves_what_no_other_track_explains() -> None:
    """ln of P_D f / (lambda + r P_D f'): with ratios 50 and 20 to lambda, and r = 0.9."""
    logs = [math.log(50.0), math.log(20.0)]
    after = left(two(), [0, -1], logs)
    assert after == pytest.approx([math.log(50.0 / (1.0 + 0.9 * 20.0)), logs[1]])


@pytest.mark.parametrize("since_s", [DUE - 0.1, FORGOTTEN + 0.1])
def test_a_track_that_was_just_heard_or_long_forgotten_explains_nothing(since_s: float) -> None:
    assert left(two(since_s), [0, -1], [4.0, 3.0]) == pytest.approx([4.0, 3.0])


def test_tracks_that_have_bearings_of_their_own_explain_no_other() -> None:
    assert left(two(), [0, 1], [4.0, 3.0]) == pytest.approx([4.0, 3.0])


def existence_after(state: State, look: float = 1.0, times: int = 1) -> float:
    for _ in range(times):
        unheard(state, TERMS, EAR, look, NOW_S)
    assert state.rows["existence"][0] == state.rows["existence"][1]
    return float(state.rows["existence"][0])


def test_silence_is_a_missed_look_of_the_probability_at_that_distance() -> None:
    seen = 0.6 * (1.0 - 0.25)
    assert heard_probability(two().stations[EAR], 3000.0) == pytest.approx(seen)
    assert existence_after(two()) == pytest.approx(after_miss(0.9, seen))
    assert existence_after(two(), 0.25, 4) == pytest.approx(after_miss(0.9, seen))
    sure = two()
    sure.stations["detection_probability"] = 0.99
    assert existence_after(sure) == pytest.approx(after_miss(0.9, MOST))


@pytest.mark.parametrize(("since_s", "radar_s", "look"), [
    (SILENT - 0.1, 0.0, 1.0), (FORGOTTEN + 0.1, 0.0, 1.0), (SILENT + 1.0, NOW_S - 50.0, 1.0), (SILENT + 1.0, 0.0, 0.0),
])  # fmt: skip
def test_no_look_is_missed(since_s: float, radar_s: float, look: float) -> None:
    """Heard just now; by an ear that has forgotten it; placed by a radar; a late bearing says nothing of silence."""
    assert existence_after(two(since_s, radar_s), look) == 0.9


def test_a_track_that_is_heard_no_more_ends_and_one_out_of_reach_does_not() -> None:
    state = two()
    state.rows["xc"][1, 0] = 9000.0
    state.spots[1, 1] = 9000.0
    for _ in range(20):
        unheard(state, TERMS, EAR, 1.0, NOW_S)
    assert state.rows["status"].tolist()[:2] == [ENDED, CONFIRMED]
    assert state.rows["existence"][1] == 0.9


SITES = [(0.0, 0.0), (9000.0, 500.0), (4000.0, 9000.0), (9500.0, 8500.0)]
SENSORS = [sensor(f"s{k}", *site) for k, site in enumerate(SITES)]


def heard(seed: int, drones: int, seconds: int) -> tuple[Plots, np.ndarray]:
    """Bearings of four finders, 0.7 of them, 3 in 100 s false; the places of drones (seconds, drones, 2)."""
    rng = np.random.default_rng(seed)
    place, course, speed = rng.uniform(2500.0, 7500.0, (drones, 2)), rng.uniform(0.0, 2.0 * np.pi, drones), 25.0
    parts, places = [], []
    for k in range(seconds):
        plots = of_targets(SENSORS, SITES, place, START_S + k + 0.05, rng)
        kept = plots.take(rng.random(len(plots)) < 0.7)
        false = rng.random(len(SITES)) < 0.03
        parts += [kept, Plots(
            [s.id for s in SENSORS], time_s=np.full(false.sum(), START_S + k + 0.05), source=np.flatnonzero(false),
            kind=np.full(false.sum(), BEARING), azimuth_deg=rng.uniform(0.0, 360.0, false.sum()),
        )]  # fmt: skip
        places.append(place.copy())
        course += 0.03
        place = place + speed * np.stack([np.sin(course), np.cos(course)], 1)
    plots = Plots.concatenate(parts, [s.id for s in SENSORS])
    plots.record_number[:] = np.arange(len(plots))
    return plots, np.array(places)


def test_two_drones_are_followed_and_ghosts_do_not_stay() -> None:
    """Of twelve scenes of two minutes, from 20 s on: of the 357 seconds of ghosts all but a few are of three scenes in
    which two wrong crossings were there before the right ones. 581, of six scenes, when silence said nothing.
    """
    ghosts, followed = 0, 0
    for seed in range(12):
        plots, places = heard(seed, 2, 120)
        tracker = Tracker(SENSORS, ORIGIN, Settings())
        second = np.floor(plots.time_s - START_S).astype(int)
        for k in range(120):
            tracker.update(START_S + k + 0.1, plots.take(second == k))
            if k < 20:
                continue
            away = np.hypot(*(tracker.on_plane().state[:, None, :2] - places[k][None]).transpose(2, 0, 1))
            rows, columns = linear_sum_assignment(np.minimum(away, 700.0))
            near = int(np.sum(away[rows, columns] < 700.0))
            ghosts, followed = ghosts + len(away) - near, followed + near
    assert followed >= 0.9 * 12 * 100 * 2
    assert ghosts < 450


def test_late_bearings_make_the_same_tracks() -> None:
    """20 % up to 10 s late, 1 % up to 59 s: as in order, to the last bit."""
    plots, _ = heard(3, 3, 190)
    one, other = (Watch(Settings(), tuple(SENSORS)) for _ in range(2))
    one.play(plots, np.zeros(len(plots)), 0, 191)
    other.play(plots, delays(np.random.default_rng(4), plots, QUIET_S), 0, 191)
    assert len(one.seen()[0]) >= 2
    assert max(other.revision.values()) > 0
    assert alike(one, other)
