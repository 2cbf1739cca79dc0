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
from sargas.tracking.frame import frame_of
from sargas.tracking.measure import BLOCK_S, REASONS, read, shots_of
from sargas.tracking.settings import Settings

NOW_S = 1000.0
UNBIASED = (int((NOW_S - 100.0) // BLOCK_S), np.zeros((20, 2, 5)))
"""Biases in force: none, of two sensors, in the blocks around NOW_S."""


def one(scene: Any, sensors: list[Sensor], plot: Plot) -> tuple[Any, str]:
    frame = frame_of(sensors, scene.plane, Settings())
    plots = Plots.from_plots([plot])
    reading = read(plots, {s.id: i for i, s in enumerate(sensors)}, frame, NOW_S)
    shots = shots_of(reading, plots, frame, UNBIASED, 0)
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
        (Bearing(10.0), {"sensor": "siteless"}, "bearing of a sensor without a site"),
        (Bearing(10.0), {}, ""),
        (Bearing(721.0), {}, "implausible measurement"),
        (Presence(500.0), {"sensor": "siteless"}, "presence at a sensor without a site"),
        (Presence(500.0), {}, ""),
        (Presence(0.0), {}, "implausible measurement"),
        (Polar(-5.0, 0.0), {}, "implausible measurement"),
        (Polar(float("nan"), 0.0), {}, "implausible measurement"),
        (Geodetic(95.0, 24.0), {}, "implausible measurement"),
        (Polar(1e4, 0.0), {"time_s": float("inf")}, "implausible measurement"),
        (Geodetic(-55.0, 24.0), {}, "outside the system plane"),
        (Geodetic(55.0, 60.0), {}, "outside the system plane"),
        (Polar(2e6, 0.0), {}, "outside the system plane"),
        (Polar(1e4, 0.0), {"time_s": NOW_S - 60.5}, "too old at its tick"),
        (Polar(1e4, 0.0), {"time_s": NOW_S + 5.5}, "in the future of its tick"),
        (Geodetic(55.0, -336.0), {}, ""),
        (Polar(1e4, -10.0), {"time_s": NOW_S - 59.5}, ""),
    ],
)
def test_refusals(scene: Any, make_radar: Any, measurement: AnyMeasurement, more: dict[str, Any], reason: str) -> None:
    sensors = [make_radar("a"), Sensor("siteless", "", "psr")]
    plot = Plot(**{"sensor": "a", "time_s": NOW_S, "measurement": measurement, **more})
    assert one(scene, sensors, plot)[1] == reason


def test_order_is_of_time_sensor_record_and_row(scene: Any, make_radar: Any) -> None:
    """Whatever the order in which they are given."""
    given = [
        Plot(sensor, NOW_S - t, Polar(1e4 + k, 0.0), record_number=r)
        for k, (sensor, t, r) in enumerate(
            [("a", 1.0, 5), ("a", 2.0, 9), ("b", 1.0, 1), ("a", 1.0, 4), ("a", 1.0, 4), ("b", 3.0, 1), ("b", 2.0, 9)]
        )
    ]
    frame, index = frame_of([make_radar("a"), make_radar("b")], scene.plane, Settings()), {"a": 0, "b": 1}
    assert read(Plots.from_plots(given), index, frame, NOW_S).rows.tolist() == [5, 1, 6, 3, 4, 0, 2]
    assert read(Plots.from_plots(given[::-1]), index, frame, NOW_S).rows.tolist() == [1, 5, 0, 2, 3, 6, 4]


def test_the_bias_in_force_at_a_plots_time_is_taken_off(scene: Any, make_radar: Any) -> None:
    """Of its own sensor and block: a plot that measures 300 m, 0.5 degree and 0.4 s too much lies where one lies that
    does not, and keeps what it said for its name.
    """
    sensors = [make_radar("a"), make_radar("b")]
    frame, index = frame_of(sensors, scene.plane, Settings()), {"a": 0, "b": 1}
    first, table = int(NOW_S // BLOCK_S) - 2, np.zeros((4, 2, 5))
    table[1, 1] = 300.0, np.radians(0.5), 0.4, 12.0, 0.003
    for time_s, moved in ((NOW_S - 5.0, True), (NOW_S - 15.0, False), (NOW_S + 1.0, False)):
        plots = Plots.from_plots([Plot("b", time_s, Polar(90_300.0, 40.5))])
        shot = shots_of(read(plots, index, frame, NOW_S), plots, frame, (first, table), 0)[0]
        wanted = Polar(90_000.0, 40.0) if moved else Polar(90_300.0, 40.5)
        exact = Plots.from_plots([Plot("b", time_s - 0.4 * moved, wanted)])
        same = shots_of(read(exact, index, frame, NOW_S), exact, frame, (first, np.zeros((4, 2, 5))), 0)[0]
        for name in ("x_m", "y_m", "time_s", "cell"):
            assert shot[name] == pytest.approx(same[name], rel=1e-12), name
        assert shot["first"].tolist() == [90_300.0, 40.5]
        spread = (12.0, 0.003) if moved else (0.0, 0.0)
        assert (shot["bias_range_m"], shot["bias_azimuth_rad"]) == pytest.approx(spread)


def test_serial_numbers_and_cells(scene: Any, make_radar: Any) -> None:
    """A cell holds the times after its begin, up to and with its end, as far as a float of Unix seconds can tell."""
    now_s = 1_750_000_000.0
    frame = frame_of([make_radar("a")], scene.plane, Settings())
    unbiased = int(now_s // BLOCK_S) - 1, np.zeros((3, 1, 5))
    for off_s, cell in ((0.0, 0), (-0.05, 0), (-0.0999, 0), (-0.1, -1), (-0.1001, -1), (0.0001, 1), (1e-6, 0)):
        plots = Plots.from_plots([Plot("a", now_s + off_s, Polar(1e4, 0.0))] * 2)
        shots = shots_of(read(plots, {"a": 0}, frame, now_s), plots, frame, unbiased, 70)
        assert shots["cell"].tolist() == [17_500_000_000 + cell] * 2
        assert (shots["serial"].tolist(), shots["taker"].tolist()) == ([70, 71], [-1, -1])
