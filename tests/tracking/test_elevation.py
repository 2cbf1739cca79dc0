"""Heights from elevations against `sargas.geo.wgs84`, draws and bent rays; in the whole tracker."""

import math
from typing import Any

import numpy as np
import pytest
from scipy.stats import chi2

from sargas.geo.plane import SystemPlane
from sargas.geo.wgs84 import enu_from_geodetic, polar_from_enu
from sargas.model.place import Site
from sargas.model.plots import BEARING, GEODETIC, HAS, POLAR, Plots
from sargas.model.sensor import Sensor, SensorKind
from sargas.model.sigma import Sigma
from sargas.model.track import HEIGHT_SOURCES
from sargas.sensing.sound import speed_of_sound_mps
from sargas.tracking import Settings, Tracker
from sargas.tracking.claims import log_heights
from sargas.tracking.elevation import MOST_SIGMA_M, compare_elevations, height_seen, raise_by_elevation
from sargas.tracking.initiation import begin_at
from sargas.tracking.motion import combine
from sargas.tracking.rows import DIRECTION, HEIGHTS, HIGH, STATION, Rows
from sargas.tracking.state import PARTIAL
from sargas.tracking.terms import terms_of
from sargas.tracking.vertical import raise_to
from tracking.conftest import ORIGIN, START_S, blank, shots_at, state_of
from tracking.late import Watch, alike, delays

PLANE = SystemPlane(*ORIGIN)
TERMS = terms_of(Settings())[0]
NOW_S = 100.0
C = float(speed_of_sound_mps(283.0))
TRIANGULATED = HEIGHT_SOURCES.index("triangulated")


def eye(height_m: float = 120.0, sound_mps: float = 0.0) -> Any:
    row = np.zeros(1, STATION)
    row["height_m"], row["sound_mps"], row["radar"], row["detection_probability"] = height_m, sound_mps, -1, 0.7
    row["interval_s"], row["range_m"], row["heights"] = 1.0, 20_000.0, HEIGHTS
    return row


def looked(elevation_rad: float, sigma_rad: float = math.radians(0.5), time_s: float = NOW_S, **columns: Any) -> Any:
    return shots_at(
        0.0, 0.0, time_s, kind=DIRECTION, rxx=1e-4, ryy=1e-4, rxy=0.0,
        elevation_rad=elevation_rad, elevation_rad2=sigma_rad**2, **columns,
    )  # fmt: skip


def track_at(x_m: float, y_m: float, sigma_m: float = 1.0, vx: float = 0.0, vy: float = 0.0) -> Rows:
    row = blank(1, 1)
    row["x"][0, 0], row["mu"], row["time_s"], row["alive"] = [x_m, y_m, vx, vy], 1.0, NOW_S, True
    row["P"][0, 0, [0, 4]], row["P"][0, 0, [7, 9]] = sigma_m**2, 1e-6
    combine(row[0])
    return row


@pytest.mark.parametrize("height_m", [130.0, 900.0, 11_000.0])
@pytest.mark.parametrize("away_m", [1_500.0, 9_000.0, 40_000.0])
def test_the_height_is_that_on_the_ellipsoid(away_m: float, height_m: float) -> None:
    """Elevation by ENU at the site; the track knows where the target is and not how high."""
    x_m, y_m = 0.6 * away_m, 0.8 * away_m
    lat, lon = PLANE.geodetic_from_plane(x_m, y_m)
    _, _, elevation_deg = polar_from_enu(*enu_from_geodetic(lat, lon, height_m, *ORIGIN, 120.0))
    if math.cos(math.radians(float(elevation_deg))) < 0.1:
        return
    known, seen_m, *_ = height_seen(
        track_at(x_m, y_m)[0], looked(math.radians(float(elevation_deg)), 1e-4)[0], eye()[0], TERMS
    )
    assert known
    # Float32 of the elevation, and the sphere for the ellipsoid.
    assert seen_m == pytest.approx(height_m, abs=0.1 + 3e-5 * away_m + 1e-3 * abs(height_m))


@pytest.mark.parametrize(("elevation_deg", "away_m"), [(2.0, 15_000.0), (20.0, 3_000.0), (55.0, 1_200.0)])
def test_the_variance_is_that_of_draws(elevation_deg: float, away_m: float) -> None:
    """Noise of the angle alone is random, what the distance does with it is the bias."""
    rng, e = np.random.default_rng(1), math.radians(elevation_deg)
    row, shot = track_at(away_m, 0.0, 0.08 * away_m), looked(e, math.radians(2.0))
    _, _, noise_m2, bias_m2, _ = height_seen(row[0], shot[0], eye()[0], TERMS)
    heights = []
    for d, angle in zip(
        away_m * (1.0 + 0.08 * rng.normal(size=4000)), e + math.radians(2.0) * rng.normal(size=4000), strict=True
    ):
        heights.append(height_seen(track_at(d, 0.0)[0], looked(angle)[0], eye()[0], TERMS)[1])
    assert noise_m2 + bias_m2 == pytest.approx(np.var(heights), rel=0.1)
    certain = height_seen(track_at(away_m, 0.0, 0.0)[0], shot[0], eye()[0], TERMS)
    assert certain[2] == pytest.approx(noise_m2)
    assert certain[3] == pytest.approx(0.0, abs=1e-3)


def test_sound_is_bent_and_of_the_time_when_it_left() -> None:
    """3 km away: 8.8 s late; what turns it by g d / 2c does not average out."""
    row, shot = track_at(3000.0, 0.0), looked(0.1)
    known, _, noise_m2, bias_m2, time_s = height_seen(row[0], shot[0], eye(sound_mps=C)[0], TERMS)
    _, _, light_m2, none_m2, at_s = height_seen(row[0], shot[0], eye()[0], TERMS)
    assert known
    assert time_s == pytest.approx(NOW_S - 3000.0 / C)
    assert at_s == NOW_S
    assert noise_m2 == pytest.approx(light_m2)
    turned_rad = Settings().sound_gradient_ps * 3000.0 / (2.0 * C)
    assert math.sqrt(bias_m2 - none_m2) == pytest.approx(3000.0 * turned_rad / math.cos(0.1) ** 2, rel=0.01)


def ray_height(gradient_ps: float, away_m: float, height_m: float) -> float:
    """Elevation at the ear, radians, of a sound ray from (away_m, height_m) in air whose speed grows by `gradient_ps`:
    an arc of a circle of radius c / g; by small steps of Snell's law from the ear, the angle by bisection.
    """
    low, high = -0.8, 0.8
    for _ in range(50):
        e = 0.5 * (low + high)
        x, z, k = 0.0, 0.0, math.cos(e) / C
        angle = e
        for _step in range(2000):
            x, z = x + away_m / 2000, z + away_m / 2000 * math.tan(angle)
            # cos(angle) / c is constant along the ray; below a turning point it goes on.
            angle -= away_m / 2000 * k * gradient_ps / max(math.cos(angle), 0.1) * math.cos(angle)
        low, high = (e, high) if z < height_m else (low, e)
    return 0.5 * (low + high)


def test_a_ray_of_sound_is_turned_by_as_much_as_is_stated() -> None:
    """By Snell's law in small steps: the elevation of a target 2 km away and 300 m high, in air with one sigma."""
    g, straight_rad = Settings().sound_gradient_ps, math.atan2(300.0, 2000.0)
    turned = ray_height(g, 2000.0, 300.0) - straight_rad
    assert abs(turned) == pytest.approx(g * 2000.0 / (2.0 * C), rel=0.1)


@pytest.mark.parametrize(
    ("elevation_deg", "sigma_deg", "sigma_m"), [(86.0, 0.5, 10.0), (3.0, 20.0, 10.0), (70.0, 1.0, 900.0)]
)
def test_a_height_that_nobody_knows_is_none(elevation_deg: float, sigma_deg: float, sigma_m: float) -> None:
    row = track_at(6000.0, 0.0, sigma_m)
    known, _, noise_m2, bias_m2, _ = height_seen(
        row[0], looked(math.radians(elevation_deg), math.radians(sigma_deg))[0], eye()[0], TERMS
    )
    assert not known
    assert elevation_deg > 84.0 or noise_m2 + bias_m2 > MOST_SIGMA_M**2
    raise_by_elevation(row[0], looked(math.radians(elevation_deg), math.radians(sigma_deg))[0], eye()[0], TERMS)
    assert row["height_source"][0] == 0


def test_without_an_elevation_there_is_no_height() -> None:
    row = track_at(6000.0, 0.0)
    raise_by_elevation(row[0], looked(0.1, 0.0)[0], eye()[0], TERMS)
    assert row["height_source"][0] == 0
    raise_by_elevation(row[0], looked(0.1)[0], eye()[0], TERMS)
    assert row["height_source"][0] == TRIANGULATED
    assert row["h"][0, 0] == pytest.approx(120.0 + 6000.0 * math.tan(0.1), abs=5.0)


def test_a_height_from_elevations_gives_way_to_a_surer_one_and_is_no_surer_than_the_distance() -> None:
    """A hundred looks of a camera at a track 10 % unsure of its range: the angle averages out, the range does not."""
    row = track_at(5000.0, 0.0, 500.0)
    for k in range(100):
        row["time_s"] = NOW_S + k
        raise_by_elevation(row[0], looked(0.2, math.radians(1.0), NOW_S + k)[0], eye()[0], TERMS)
    total_m = math.sqrt(row["Ph"][0, 0] + row["height_bias_m2"][0])
    assert row["Ph"][0, 0] < 40.0**2
    assert total_m == pytest.approx(500.0 * math.tan(0.2), rel=0.15)
    raise_to(row[0], NOW_S + 100.0, 1000.0, 30.0**2, 0.0, HEIGHT_SOURCES.index("radar"), TERMS)
    assert row["height_source"][0] == HEIGHT_SOURCES.index("radar")
    raise_by_elevation(row[0], looked(0.2, math.radians(1.0), NOW_S + 101.0)[0], eye()[0], TERMS)
    assert row["h"][0, 0] == 1000.0


def test_edges_are_worth_how_well_heights_agree() -> None:
    """A drone at 300 m and an airliner at 9 km behind it, both known: an elevation of 3 degrees is the drone's."""
    tracks = np.concatenate([track_at(4000.0, 0.0, 20.0), track_at(15_000.0, 0.0, 20.0), track_at(4000.0, 0.0, 20.0)])
    tracks["height_source"], tracks["height_s"] = [1, 4, 0], NOW_S
    tracks["h"][:, 0], tracks["Ph"][:, 0] = [300.0, 9000.0, 0.0], 30.0**2
    tracks["height_bias_m2"][1] = 200.0**2
    shot, state = looked(math.atan2(180.0, 4000.0)), state_of(eye(), tracks)
    value = np.zeros(3)
    compare_elevations(state, shot, TERMS, 0, np.arange(3), np.arange(4), np.zeros(3, np.int64), value, 3)
    _, height_m, noise_m2, bias_m2, _ = height_seen(tracks[0], shot[0], eye()[0], TERMS)
    assert value[0] == pytest.approx(log_heights(tracks[0], NOW_S, height_m, noise_m2 + bias_m2, HEIGHTS[1], TERMS))
    assert value[0] == 2.0
    assert value[1] == pytest.approx(math.log(Settings().height_differs))
    assert value[2] == 0.0


def waiting_of(shot: Any, x_m: float, y_m: float, sensor: int) -> Any:
    row = np.zeros(1, PARTIAL)
    for name in ("time_s", "elevation_rad", "elevation_rad2", "kind"):
        row[name] = shot[name]
    row["x_m"], row["y_m"], row["sensor"] = x_m, y_m, sensor
    return row


def test_two_bearings_that_cross_give_a_new_track_its_height() -> None:
    """Both elevations, each with its own distance; with that of one alone too; with none there is none."""
    target, high_m = np.array([2000.0, 3000.0]), 700.0
    place_m = np.array([*target, 50.0**2, 0.0, 50.0**2, NOW_S])
    angle = [
        math.atan2(high_m - 120.0, math.hypot(*target)),
        math.atan2(high_m - 120.0, math.hypot(target[0] - 5000.0, target[1])),
    ]
    for said in ((True, True), (False, True), (True, False), (False, False)):
        state = state_of(np.concatenate([eye(), eye()]), blank(0))
        old = waiting_of(looked(angle[1], math.radians(0.5) * said[1]), 5000.0, 0.0, 1)
        begin_at(state, looked(angle[0], math.radians(0.5) * said[0])[0], old[0], TERMS, place_m, 1.0)
        born = state.rows[0]
        assert born["height_source"] == (TRIANGULATED if any(said) else 0)
        if any(said):
            assert born["h"][0] == pytest.approx(high_m, abs=3.0)
            assert math.sqrt(born["Ph"][0]) < (26.0 if all(said) else 38.0)


def camera(name: str, x_m: float, y_m: float, kind: SensorKind = "eo", sigma_deg: float = 0.3) -> Sensor:
    lat, lon = (float(v) for v in PLANE.geodetic_from_plane(x_m, y_m))
    accuracy = Sigma(azimuth_deg=sigma_deg, elevation_deg=sigma_deg)
    return Sensor(name, "f", kind, site=Site(lat, lon, 100.0), accuracy=accuracy, interval_s=1.0, range_m=15_000.0)


def seen_by(sensors: list[Sensor], target: Any, high_m: float, time_s: float, rng: np.random.Generator) -> Plots:
    lat, lon = PLANE.geodetic_from_plane(*target)
    polar = [
        polar_from_enu(*enu_from_geodetic(lat, lon, high_m, s.site.lat_deg, s.site.lon_deg, s.site.height_m))
        for s in sensors if s.site is not None
    ]  # fmt: skip
    sigma = np.array([s.accuracy.azimuth_deg for s in sensors], float)
    n = len(sensors)
    return Plots(
        [s.id for s in sensors], time_s=np.full(n, time_s), kind=np.full(n, BEARING), source=np.arange(n),
        has=np.full(n, HAS["elevation_deg"]), record_number=np.arange(n),
        azimuth_deg=np.array([p[1] for p in polar], float) + sigma * rng.normal(size=n),
        elevation_deg=np.array([p[2] for p in polar], float) + sigma * rng.normal(size=n),
    )  # fmt: skip


def test_two_cameras_know_how_high_a_drone_is_and_how_well() -> None:
    """Chi-square of the height at the end over runs, climbing at 3 m/s; and the climb is found."""
    squares, climbs = [], []
    for seed in range(25):
        rng = np.random.default_rng(seed)
        sensors = [camera("a", 0.0, 0.0), camera("b", 6000.0, 0.0)]
        tracker = Tracker(sensors, ORIGIN, Settings())
        for k in range(60):
            high_m = 400.0 + 3.0 * k
            told = tracker.update(START_S + k, seen_by(sensors, (1500.0 + 30.0 * k, 4000.0), high_m, START_S + k, rng))
        assert len(tracker.tracks()) == 1
        row = tracker.tracks().track(0)
        assert row.height_source == "triangulated"
        assert row.height_m is not None
        assert row.up_mps is not None
        assert len(told)
        squares.append((row.height_m - high_m) ** 2 / row.covariance[11])
        climbs.append(row.up_mps)
    low, high = chi2.ppf([0.001, 0.999], 25) / 25
    assert 0.3 * low < np.mean(squares) < high
    assert np.mean(climbs) == pytest.approx(3.0, abs=4.0 * np.std(climbs) / 5.0)
    assert np.std(climbs) < 4.0


def test_a_camera_gives_a_height_to_the_track_of_a_radar_that_has_none() -> None:
    rng = np.random.default_rng(3)
    radar = Sensor(
        "r", "f", "psr", site=Site(*ORIGIN, 100.0), accuracy=Sigma(range_m=30.0, azimuth_deg=0.1), interval_s=2.0,
        range_m=60e3,
    )  # fmt: skip
    cameras = [camera("a", 5000.0, 14_000.0)]
    tracker = Tracker([radar, *cameras], ORIGIN, Settings())
    for k in range(60):
        target, time_s = (1500.0 + 30.0 * k, 18_000.0), START_S + k
        lat, lon = PLANE.geodetic_from_plane(*target)
        parts = []
        if k % 2 == 0:
            r, a, _ = polar_from_enu(*enu_from_geodetic(lat, lon, 500.0, *ORIGIN, 100.0))
            parts.append(Plots(
                ("r",), time_s=np.array([time_s]), kind=np.array([POLAR]),
                range_m=np.array([r + rng.normal(0.0, 30.0)]), azimuth_deg=np.array([a + rng.normal(0.0, 0.1)]),
            ))  # fmt: skip
        if k >= 30:
            parts.append(seen_by(cameras, target, 500.0, time_s, rng))
        if parts:
            tracker.update(time_s, Plots.concatenate(parts, ["r", "a"]))
        if k == 29:
            assert tracker.tracks().track(0).height_m is None
    row = tracker.tracks().track(0)
    assert len(tracker.tracks()) == 1
    assert row.height_source == "triangulated"
    assert row.height_m == pytest.approx(500.0, abs=4.0 * math.sqrt(row.covariance[11]))
    assert math.sqrt(row.covariance[11]) < 120.0


def test_no_elevation_no_height_in_the_whole_tracker() -> None:
    rng, sensors = np.random.default_rng(5), [camera("a", 0.0, 0.0), camera("b", 6000.0, 0.0)]
    tracker = Tracker(sensors, ORIGIN, Settings(show_tentative=True))
    for k in range(40):
        plots = seen_by(sensors, (1500.0 + 30.0 * k, 4000.0), 400.0, START_S + k, rng)
        plots.has[:] = 0
        tracker.update(START_S + k, plots)
        rows = tracker.tracks()
        assert all(rows.track(i).height_m is None for i in range(len(rows)))
    assert tracker._state.counters[HIGH] > 0


def test_late_elevations_and_climbs_make_the_same_tracks() -> None:
    """Two cameras and reports with a climb of another target, a fifth up to 10 s late: equal to the last bit in the
    end, heights too.
    """
    rng, parts = np.random.default_rng(8), []
    sensors = [camera("a", 0.0, 0.0), camera("b", 6000.0, 0.0), Sensor("c", "f", "adsb", interval_s=1.0)]
    lat, lon = PLANE.geodetic_from_plane(9000.0 + 60.0 * np.arange(150), np.full(150, -8000.0))
    for k in range(150):
        parts.append(seen_by(sensors[:2], (1500.0 + 20.0 * k, 4000.0), 400.0 + k, START_S + k + 0.3, rng))
        parts.append(Plots(
            ("c",), time_s=np.array([START_S + k + 0.7]), kind=np.array([GEODETIC]), lat_deg=lat[k : k + 1],
            lon_deg=lon[k : k + 1], height_m=np.array([900.0 + 5.0 * k + rng.normal(0.0, 10.0)]),
            up_mps=np.array([5.0]), mode_s=np.array([77]),
            has=np.array([HAS["height_m"] | HAS["up_mps"] | HAS["mode_s"]]),
        ))  # fmt: skip
    plots = Plots.concatenate(parts, ["a", "b", "c"])
    plots.record_number[:] = np.arange(len(plots))
    one, other = Watch(sensors=tuple(sensors)), Watch(sensors=tuple(sensors))
    one.play(plots, np.zeros(len(plots)), 0, 151)
    other.play(plots, delays(rng, plots, 75.0, rarely=0.0), 0, 151)
    assert max(other.revision.values()) > 0
    assert alike(one, other)
    rows = [watch.tracker.tracks() for watch in (one, other)]
    assert len(rows[0]) == 2
    for name in ("height_m", "up_mps", "height_source"):
        assert np.array_equal(np.sort(getattr(rows[0], name)), np.sort(getattr(rows[1], name))), name
    assert set(rows[0].height_source.tolist()) == {TRIANGULATED, HEIGHT_SOURCES.index("geometric")}
    assert max(rows[0].up_mps) == pytest.approx(5.0, abs=0.7)


def test_microphones_in_air_that_bends_sound_state_the_error_that_they_have() -> None:
    """Three arrays of 3 degrees and a drone 200 m above them, up to 2 km away, in air one sigma bent, either way."""
    ears, squares = [(0.0, 0.0), (2500.0, 0.0), (1200.0, 2400.0)], []
    sensors = [camera(f"e{k}", *place, "acoustic", 3.0) for k, place in enumerate(ears)]
    for seed in range(20):
        rng = np.random.default_rng(seed)
        g, tracker = Settings().sound_gradient_ps * rng.choice([-1.0, 1.0]), Tracker(sensors, ORIGIN, Settings())
        for k in range(60):
            azimuth, elevation = np.zeros(3), np.zeros(3)
            for i, (x, y) in enumerate(ears):
                tau_s, way = 0.0, np.zeros(2)
                for _ in range(8):
                    way = np.array([200.0 + 25.0 * (k - tau_s) - x, 1000.0 - y])
                    tau_s = math.hypot(*way, 200.0) / C
                d = math.hypot(*way)
                azimuth[i], elevation[i] = math.atan2(*way), math.atan2(200.0, d) + g * d / (2.0 * C)
            tracker.update(START_S + k, Plots(
                [s.id for s in sensors], time_s=np.full(3, START_S + k), kind=np.full(3, BEARING), source=np.arange(3),
                has=np.full(3, HAS["elevation_deg"]), azimuth_deg=np.degrees(azimuth) + 3.0 * rng.normal(size=3),
                elevation_deg=np.degrees(elevation) + 3.0 * rng.normal(size=3), record_number=np.arange(3),
            ))  # fmt: skip
        row = tracker.tracks().track(0)
        assert row.height_m is not None
        squares.append((row.height_m - 300.0) ** 2 / row.covariance[11])
    assert 0.4 < np.mean(squares) < 1.5
