"""Plots on the plane against `sargas.geo.wgs84`, errors by whoever states them, refusals by reason."""

from typing import Any

import numpy as np
import pytest

from sargas.model.claims import Claims
from sargas.model.plot import Bearing, Geodetic, Plot, Polar, Presence
from sargas.model.plot import Measurement as AnyMeasurement
from sargas.model.plots import Plots
from sargas.model.sensor import Sensor
from sargas.model.sigma import Sigma
from sargas.model.track import HEIGHT_SOURCES
from sargas.tracking.measure import REASONS, frame_of, hash_text, read, shots_of
from sargas.tracking.settings import Settings

NOW_S = 1000.0


def one(scene: Any, sensors: list[Sensor], plot: Plot) -> tuple[Any, str]:
    frame = frame_of(sensors, scene.plane, Settings())
    reading = read(Plots.from_plots([plot]), {s.id: i for i, s in enumerate(sensors)}, frame, NOW_S)
    shots = shots_of(reading, np.arange(len(reading.rows)), frame)
    return (shots[0] if len(shots) else None), REASONS[reading.reasons[0]]


def test_a_polar_plot_lies_where_the_target_is(scene: Any, make_radar: Any) -> None:
    sensor = make_radar("a", 55.7, 26.1)
    exact = Sensor(sensor.id, "", "psr", site=sensor.site)
    plots = scene.plots(exact, NOW_S, [120_000.0], [-40_000.0])
    shot, reason = one(scene, [sensor], plots.plot(0))
    assert reason == ""
    assert (shot["x_m"], shot["y_m"]) == (pytest.approx(120_000.0, abs=0.01), pytest.approx(-40_000.0, abs=0.01))
    assert HEIGHT_SOURCES[shot["height_source"]] == "pressure_standard"
    assert shot["height_m"] == scene.height_m
    assert shot["height_bias_m2"] == Settings().pressure_bias_m ** 2


def test_errors_come_from_the_plot_else_the_sensor_else_the_settings(scene: Any, make_radar: Any) -> None:
    bare = Sensor("a", "", "psr", site=make_radar().site)
    for sensor, sigma, wanted in (
        (bare, Sigma(), Settings().sigma_range_m),
        (make_radar("a"), Sigma(), 50.0),
        (make_radar("a"), Sigma(range_m=20.0), 20.0),
    ):
        plot = Plot("a", NOW_S, Polar(100_000.0, 0.0), sigma, Claims(pressure_altitude_m=1000.0))
        shot, _ = one(scene, [sensor], plot)
        assert np.sqrt(shot["ryy"]) == pytest.approx(wanted, rel=0.02)


def test_height_of_the_surest_source(scene: Any, make_radar: Any) -> None:
    sensor = make_radar("a")
    near = Plot("a", NOW_S, Polar(5_000.0, 10.0, 20.0), claims=Claims(pressure_altitude_m=900.0))
    shot, _ = one(scene, [sensor], near)
    assert HEIGHT_SOURCES[shot["height_source"]] == "radar"
    assert shot["height_m"] == pytest.approx(200.0 + 5000.0 * np.sin(np.radians(20.0)), abs=3.0)
    far = Plot("a", NOW_S, Polar(150_000.0, 10.0, 2.0), claims=Claims(pressure_altitude_m=9000.0))
    shot, _ = one(scene, [sensor], far)
    assert HEIGHT_SOURCES[shot["height_source"]] == "pressure_standard"
    bare, _ = one(scene, [sensor], Plot("a", NOW_S, Polar(50_000.0, 10.0)))
    assert bare["height_source"] == 0


def test_a_reported_position_with_velocity(scene: Any) -> None:
    sensor = Sensor("a", "", "adsb")
    plot = Plot("a", NOW_S, Geodetic(54.2, 26.5, 3000.0, 100.0, -50.0), Sigma(horizontal_m=30.0, velocity_mps=2.0))
    shot, _ = one(scene, [sensor], plot)
    x_m, y_m = scene.plane.plane_from_geodetic(54.2, 26.5)
    assert (shot["x_m"], shot["y_m"]) == (pytest.approx(x_m), pytest.approx(y_m))
    # A second later it is where the velocity says.
    step_lat, step_lon = -50.0 / 111_300.0, 100.0 / (111_400.0 * np.cos(np.radians(54.2)))
    x2_m, y2_m = scene.plane.plane_from_geodetic(54.2 + step_lat, 26.5 + step_lon)
    assert (shot["vx_mps"], shot["vy_mps"]) == (pytest.approx(x2_m - x_m, abs=0.4), pytest.approx(y2_m - y_m, abs=0.4))
    assert np.sqrt(shot["rxx"]) == pytest.approx(30.0, rel=0.01)
    assert HEIGHT_SOURCES[shot["height_source"]] == "geometric"


@pytest.mark.parametrize(
    ("measurement", "more", "reason"),
    [
        (Polar(1e4, 0.0), {"purpose": "test"}, "not a target: test or reference transponder"),
        (Polar(1e4, 0.0), {"sensor": "other"}, "sensor not configured"),
        (Polar(1e4, 0.0), {"sensor": "siteless"}, "polar plot of a sensor without a site"),
        (Bearing(10.0), {}, "bearing not used by the tracker yet"),
        (Presence(500.0), {}, "presence not used by the tracker yet"),
        (Polar(-5.0, 0.0), {}, "implausible measurement"),
        (Polar(float("nan"), 0.0), {}, "implausible measurement"),
        (Geodetic(95.0, 24.0), {}, "implausible measurement"),
        (Polar(1e4, 0.0), {"time_s": float("inf")}, "implausible measurement"),
        (Geodetic(-55.0, 24.0), {}, "outside the system plane"),
        (Geodetic(55.0, 60.0), {}, "outside the system plane"),
        (Polar(2e6, 0.0), {}, "outside the system plane"),
        (Polar(1e4, 0.0), {"time_s": NOW_S - 10.5}, "too old at its tick"),
        (Polar(1e4, 0.0), {"time_s": NOW_S + 5.5}, "in the future of its tick"),
        (Geodetic(55.0, -336.0), {}, ""),
        (Polar(1e4, -10.0), {"time_s": NOW_S - 9.5}, ""),
    ],
)
def test_refusals(scene: Any, make_radar: Any, measurement: AnyMeasurement, more: dict[str, Any], reason: str) -> None:
    sensors = [make_radar("a"), Sensor("siteless", "", "psr")]
    plot = Plot(**{"sensor": "a", "time_s": NOW_S, "measurement": measurement, **more})
    assert one(scene, sensors, plot)[1] == reason


def test_order_is_of_time_record_and_row(scene: Any, make_radar: Any) -> None:
    plots = [
        Plot("a", NOW_S - t, Polar(1e4 + k, 0.0), record_number=r)
        for k, (t, r) in enumerate([(1.0, 5), (2.0, 9), (1.0, 4), (1.0, 4), (3.0, 1)])
    ]
    frame = frame_of([make_radar("a")], scene.plane, Settings())
    assert read(Plots.from_plots(plots), {"a": 0}, frame, NOW_S).rows.tolist() == [4, 1, 2, 3, 0]


def test_remote_ids_are_hashed_by_fnv() -> None:
    got = hash_text(np.array([b"ab", b"ab", b"ac"], "S4"))
    value = 14695981039346656037
    for octet in b"ab\0\0":
        value = (value ^ octet) * 1099511628211 % 2**64
    assert int(got[0]) == value | 1 << 63
    assert got[0] == got[1] != got[2]
