"""Places from bearings that cross and nodes that hear the same, against drawn truths; and through the whole tracker."""

import math
from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import chi2

from sargas.geo.plane import SystemPlane
from sargas.model.place import Site
from sargas.model.plots import BEARING, PRESENCE, Plots
from sargas.model.sensor import Sensor, SensorKind
from sargas.model.sigma import Sigma
from sargas.tracking import Settings, Tracker
from sargas.tracking.crossing import LEAST_CROSSING, PIECES, begin_crossings, cross, keep
from sargas.tracking.rows import DIRECTION, HIGH, NEARBY, STATION
from sargas.tracking.state import new_state
from sargas.tracking.terms import terms_of
from tracking.conftest import MODELS, ORIGIN, START_S, shots_at

PLANE = SystemPlane(*ORIGIN)
SIGMA_RAD = math.radians(2.0)


def stations(count: int = 2, range_m: float = 10_000.0, sound_mps: float = 0.0) -> Any:
    rows = np.zeros(count, STATION)
    rows["range_m"], rows["radar"], rows["interval_s"], rows["sound_mps"] = range_m, -1, 1.0, sound_mps
    rows["detection_probability"] = 0.7
    return rows


def bearing_at(x: float, y: float, azimuth_rad: float, sensor: int, time_s: float = 100.0, serial: int = 0) -> Any:
    return shots_at(
        x, y, time_s, bearing_rad=azimuth_rad, kind=DIRECTION, rxx=SIGMA_RAD**2, ryy=SIGMA_RAD**2, sensor=sensor,
        serial=serial,
    )  # fmt: skip


def presence_at(x: float, y: float, radius_m: float, sensor: int, time_s: float = 100.0) -> Any:
    variance = 0.25 * radius_m**2
    return shots_at(x, y, time_s, kind=NEARBY, rxx=variance, rxy=0.0, ryy=variance, sensor=sensor)


def crossing(old: Any, new: Any, rows: Any) -> np.ndarray | None:
    """What `cross` makes of two plots, of which the older one waits; None where they give no place."""
    state, out = new_state(rows, MODELS), np.zeros(6)
    keep(state, old[0])
    return out if cross(state.partials[0], new[0], rows, terms_of(Settings())[0], out) else None


def test_two_bearings_cross_where_the_target_is_and_the_covariance_is_honest() -> None:
    """Chi-square of the place over draws of the errors; small ones, for which lines are straight enough."""
    rng, target, sites = np.random.default_rng(1), np.array([3000.0, 5000.0]), [(0.0, 0.0), (7000.0, 1000.0)]
    squares = []
    for _ in range(400):
        (a, b) = (
            bearing_at(x, y, math.atan2(target[0] - x, target[1] - y) + rng.normal(0.0, SIGMA_RAD), k)
            for k, (x, y) in enumerate(sites)
        )
        place = crossing(a, b, stations())
        assert place is not None
        e = place[:2] - target
        squares.append(e @ np.linalg.solve([[place[2], place[3]], [place[3], place[4]]], e))
    low, high = chi2.ppf([0.001, 0.999], 2 * len(squares)) / len(squares)
    assert low < np.mean(squares) < high


def test_place_and_covariance_are_the_least_squares_ones() -> None:
    """The minimum of the weighted squares of both angles, and the inverse of half its curvature, by a minimiser."""
    sites, azimuths = [(0.0, 0.0), (7000.0, 1000.0)], [0.5, -0.7]
    place = crossing(*(bearing_at(*sites[k], azimuths[k], k) for k in range(2)), stations())
    assert place is not None

    def cost(p: np.ndarray) -> float:
        return sum(
            ((math.atan2(p[0] - x, p[1] - y) - azimuth) / SIGMA_RAD) ** 2
            for (x, y), azimuth in zip(sites, azimuths, strict=True)
        )

    best = minimize(
        cost, [place[0] + 30.0, place[1] - 40.0], method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-14}
    )
    assert place[:2] == pytest.approx(best.x, abs=0.01)
    s = 1.0
    hessian = [
        [
            (cost(best.x + a + b) - cost(best.x + a - b) - cost(best.x - a + b) + cost(best.x - a - b)) / (4.0 * s * s)
            for a in np.eye(2) * s
        ]
        for b in np.eye(2) * s
    ]
    assert [place[2], place[3], place[4]] == pytest.approx(np.linalg.inv(hessian)[[0, 0, 1], [0, 1, 1]] * 2.0, rel=1e-3)


@pytest.mark.parametrize("degrees", [0.0, 3.0, 7.9])
def test_bearings_that_graze_give_no_place(degrees: float) -> None:
    old = bearing_at(0.0, 0.0, math.radians(90.0), 0)
    assert crossing(old, bearing_at(0.0, -300.0, math.radians(90.0 - degrees), 1), stations()) is None
    wide = math.degrees(math.asin(LEAST_CROSSING)) + 0.1
    assert crossing(old, bearing_at(0.0, -300.0, math.radians(90.0 - wide), 1), stations()) is not None


def test_bearings_that_cross_behind_or_beyond_reach_give_none() -> None:
    old = bearing_at(0.0, 0.0, math.radians(45.0), 0)
    assert crossing(old, bearing_at(5000.0, 0.0, math.radians(135.0), 1), stations()) is None
    assert crossing(old, bearing_at(5000.0, 0.0, math.radians(-40.0), 1), stations()) is not None
    assert crossing(old, bearing_at(5000.0, 0.0, math.radians(-40.0), 1), stations(range_m=2000.0)) is None


def test_what_the_target_may_have_moved_since_the_older_bearing_counts() -> None:
    sites, azimuths = [(0.0, 0.0), (7000.0, 1000.0)], [0.5, -0.7]
    then = crossing(
        bearing_at(*sites[0], azimuths[0], 0, 90.0), bearing_at(*sites[1], azimuths[1], 1, 100.0), stations()
    )
    now = crossing(bearing_at(*sites[0], azimuths[0], 0), bearing_at(*sites[1], azimuths[1], 1), stations())
    assert then is not None
    assert now is not None
    across = np.array([math.cos(0.5), -math.sin(0.5)])

    def information(place: np.ndarray) -> Any:
        return np.linalg.inv([[place[2], place[3]], [place[3], place[4]]])

    r = np.hypot(*now[:2])
    lost = 1.0 / (SIGMA_RAD * r) ** 2 - 1.0 / ((SIGMA_RAD * r) ** 2 + (10.0 * Settings().slow_sigma_mps) ** 2)
    assert information(now) - information(then) == pytest.approx(lost * np.outer(across, across), rel=1e-4, abs=1e-12)


def test_sound_places_the_target_at_the_time_at_which_it_was_there() -> None:
    old, new = bearing_at(0.0, 0.0, 0.5, 0), bearing_at(7000.0, 1000.0, -0.7, 1)
    place = crossing(old, new, stations(sound_mps=340.0))
    assert place is not None
    assert place[5] == pytest.approx(100.0 - math.hypot(place[0] - 7000.0, place[1] - 1000.0) / 340.0)


def test_the_wind_that_carried_the_sound_is_taken_back() -> None:
    """Both ears hear the emission point moved by the wind during its own way to each; the place is without it."""
    rows = stations(sound_mps=340.0)
    rows["air_x_mps"], rows["air_y_mps"] = 12.0, -5.0
    target, sites, plots = np.array([3000.0, 4000.0]), [(0.0, 0.0), (7000.0, 1000.0)], []
    for k, (x, y) in enumerate(sites):
        tau = 0.0
        for _ in range(50):
            q = target + tau * np.array([12.0, -5.0]) - [x, y]
            tau = math.hypot(*q) / 340.0
        plots.append(bearing_at(x, y, math.atan2(q[0], q[1]), k))
    place = crossing(*plots, rows)
    assert place is not None
    assert math.hypot(*(place[:2] - target)) < 10.0


def test_two_nodes_that_hear_the_same_place_it_between_them() -> None:
    place = crossing(presence_at(0.0, 0.0, 500.0, 0), presence_at(600.0, 0.0, 1000.0, 1), stations())
    assert place is not None
    weights = np.array([1.0 / 250.0**2, 1.0 / 500.0**2])
    assert place[:2] == pytest.approx([600.0 * weights[1] / weights.sum(), 0.0])
    assert [place[2], place[3], place[4]] == pytest.approx([1.0 / weights.sum(), 0.0, 1.0 / weights.sum()])
    assert crossing(presence_at(0.0, 0.0, 500.0, 0), presence_at(2600.0, 0.0, 1000.0, 1), stations()) is None


def test_a_node_on_the_way_of_a_bearing_gives_the_range() -> None:
    place = crossing(bearing_at(0.0, 0.0, 0.0, 0), presence_at(200.0, 4000.0, 1000.0, 1), stations())
    assert place is not None
    assert place[:2] == pytest.approx([0.0, 4000.0])
    assert math.sqrt(place[4]) == pytest.approx(500.0, rel=1e-6)
    assert math.sqrt(place[2]) < SIGMA_RAD * 4000.0
    assert crossing(bearing_at(0.0, 0.0, 0.0, 0), presence_at(3000.0, 4000.0, 1000.0, 1), stations()) is None


def test_a_place_with_unsure_range_is_cut_into_pieces_along_it() -> None:
    rows = stations(range_m=40_000.0)
    state, terms = new_state(rows, MODELS), terms_of(Settings())[0]
    old, new = bearing_at(0.0, 0.0, math.radians(3.0), 0), bearing_at(2000.0, 0.0, math.radians(-6.0), 1, serial=1)
    for shots in (old, new):
        shots["rxx"] *= 4.0
    keep(state, old[0])
    begin_crossings(state, new, terms, 0, 1, 1, np.zeros(1, np.bool_))
    born = state.rows[: int(state.counters[HIGH])]
    assert 1 < len(born) <= PIECES
    ranges = np.hypot(born["xc"][:, 0] - 2000.0, born["xc"][:, 1])
    assert np.ptp(ranges[1:] / ranges[:-1]) == pytest.approx(0.0, abs=1e-9)
    assert born["existence"].sum() == pytest.approx(Settings().birth_share_of_partials)
    true_range = 2000.0 * math.sin(math.radians(87.0)) / math.sin(math.radians(9.0))
    assert ranges[0] < true_range < ranges[-1]
    assert state.partials["serial"][0] == -1


# --- through the whole tracker


def sensor(name: str, x_m: float, y_m: float, kind: SensorKind = "rf", range_m: float = 12_000.0) -> Sensor:
    lat_deg, lon_deg = (float(v) for v in PLANE.geodetic_from_plane(x_m, y_m))
    accuracy = Sigma(azimuth_deg=math.degrees(SIGMA_RAD))
    return Sensor(
        name, "f", kind, site=Site(lat_deg, lon_deg, 100.0), accuracy=accuracy, interval_s=1.0, range_m=range_m
    )


def of_targets(sensors: list[Sensor], sites: Any, targets: Any, time_s: float, rng: np.random.Generator) -> Plots:
    """A bearing by every sensor (of light) of every target, in an order that says nothing."""
    rows = [(s, t) for s in range(len(sensors)) for t in range(len(targets))]
    rng.shuffle(rows)
    azimuth_deg = []
    for s, t in rows:
        site = sensors[s].site
        assert site is not None
        true_rad = math.atan2(targets[t][0] - sites[s][0], targets[t][1] - sites[s][1]) + rng.normal(0.0, SIGMA_RAD)
        azimuth_deg.append(math.degrees(true_rad) + float(PLANE.convergence_deg(site.lat_deg, site.lon_deg)))
    return Plots(
        [s.id for s in sensors], time_s=np.full(len(rows), time_s), kind=np.full(len(rows), BEARING),
        source=np.array([s for s, _ in rows], int), azimuth_deg=np.array(azimuth_deg),
        record_number=np.arange(len(rows)),
    )  # fmt: skip


def test_no_track_ever_from_one_sensor_of_bearings() -> None:
    """Three targets in sight of a single sensor for two minutes; tentative tracks would be shown."""
    rng, sites = np.random.default_rng(2), [(0.0, 0.0)]
    sensors = [sensor("a", 0.0, 0.0)]
    tracker = Tracker(sensors, ORIGIN, Settings(show_tentative=True))
    for k in range(120):
        targets = [(4000.0 - 30.0 * k, 3000.0), (-2000.0, 5000.0 - 20.0 * k), (500.0, -6000.0)]
        assert not len(tracker.update(START_S + k, of_targets(sensors, sites, targets, START_S + k, rng)))
    assert not len(tracker.tracks())


def test_no_track_ever_from_one_node_that_hears() -> None:
    node = sensor("n", 0.0, 0.0, "acoustic")
    tracker = Tracker([node], ORIGIN, Settings(show_tentative=True))
    for k in range(60):
        plots = Plots(("n",), time_s=np.array([START_S + k]), kind=np.array([PRESENCE]), radius_m=np.array([800.0]))
        assert not len(tracker.update(START_S + k, plots))


def test_false_bearings_of_two_sensors_hardly_ever_make_a_track() -> None:
    rng, sites = np.random.default_rng(3), [(0.0, 0.0), (8000.0, 0.0)]
    sensors = [sensor(name, *site) for name, site in zip("ab", sites, strict=True)]
    tracker, numbers = Tracker(sensors, ORIGIN, Settings()), set()
    for k in range(600):
        source = np.flatnonzero(rng.random(2) < 0.2)
        plots = Plots(
            ("a", "b"), time_s=np.full(len(source), START_S + k), kind=np.full(len(source), BEARING), source=source,
            azimuth_deg=rng.uniform(0.0, 360.0, len(source)), record_number=np.arange(len(source)),
        )  # fmt: skip
        numbers.update(tracker.update(START_S + k, plots).number.tolist())
    assert len(numbers) <= 2


def test_two_sensors_find_a_drone_and_follow_it() -> None:
    rng, sites = np.random.default_rng(4), [(0.0, 0.0), (8000.0, 0.0)]
    sensors = [sensor(name, *site) for name, site in zip("ab", sites, strict=True)]
    tracker, errors, found_s = Tracker(sensors, ORIGIN, Settings()), [], None
    for k in range(90):
        target = np.array([1000.0 + 40.0 * k, 6000.0])
        tracker.update(START_S + k, of_targets(sensors, sites, [target], START_S + k, rng))
        tracks = tracker.on_plane()
        assert len(tracks.number) <= 1
        if len(tracks.number):
            found_s = k if found_s is None else found_s
            errors.append(math.hypot(*(tracks.state[0, :2] - target)))
    assert found_s is not None
    assert found_s <= 15
    assert len(errors) == 90 - found_s
    assert float(np.sqrt(np.mean(np.square(errors[20:])))) < 250.0


@pytest.mark.parametrize(("sites", "found", "beside"), [
    ([(0.0, 0.0), (8000.0, 0.0)], 16, 0),
    ([(0.0, 0.0), (8000.0, 0.0), (4000.0, 9000.0)], 37, 7),
])  # fmt: skip
def test_ghosts_of_two_targets(sites: Any, found: int, beside: int) -> None:
    """Bearings of two sensors cross in four places, of which two are targets. Ghosts may move as targets do: then two
    sensors cannot tell, but no bearing counts twice. With three, the targets are found; after 90 s a ghost is beside
    them in 5 of 20 runs (10 when silence said nothing, see `sargas.tracking.ghosts`).
    """
    near, ghosts = 0, 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        sensors = [sensor(f"s{k}", *site) for k, site in enumerate(sites)]
        tracker = Tracker(sensors, ORIGIN, Settings())
        for k in range(90):
            targets = np.array([[1500.0 + 35.0 * k, 4000.0], [7000.0 - 30.0 * k, 7000.0 - 10.0 * k]])
            tracker.update(START_S + k, of_targets(sensors, sites, targets, START_S + k, rng))
        tracks = tracker.on_plane()
        assert 2 <= len(tracks.number) <= 3
        ghosts += len(tracks.number) - 2
        away = np.hypot(*(tracks.state[:, None, :2] - targets[None]).transpose(2, 0, 1))
        near += int(np.sum(away.min(axis=0) < 500.0))
    assert near >= found
    assert ghosts <= beside
