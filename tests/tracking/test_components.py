"""What few plots say besides their place: who states its error, and what is none."""

from typing import Any

import numpy as np
import pytest

from sargas.geo.wgs84 import A_M
from sargas.model.claims import Claims
from sargas.model.plot import Bearing, Geodetic, Plot, Polar
from sargas.model.plot import Measurement as AnyMeasurement
from sargas.model.plots import Plots
from sargas.model.sensor import Sensor
from sargas.model.sigma import Sigma
from sargas.tracking.frame import frame_of
from sargas.tracking.measure import BLOCK_S, read, shots_of
from sargas.tracking.settings import Settings
from tracking.conftest import radar

NOW_S = 1000.0


def shots_from(scene: Any, sensors: list[Sensor], plots: list[Plot]) -> Any:
    frame = frame_of(sensors, scene.plane, Settings())
    columns = Plots.from_plots(plots)
    reading = read(columns, {s.id: i for i, s in enumerate(sensors)}, frame, NOW_S)
    unbiased = int(NOW_S // BLOCK_S) - 1, np.zeros((3, len(sensors), 5))
    return shots_of(reading, columns, frame, unbiased, 0)


def test_errors_are_the_plots_own_else_the_sensors_else_those_of_the_settings(scene: Any) -> None:
    bare = Sensor("bare", "", "psr", site=radar().site)
    stated = Sensor(
        "stated", "", "psr", site=radar().site,
        accuracy=Sigma(range_rate_mps=0.7, velocity_mps=1.5, azimuth_deg=1.2, elevation_deg=0.8),
    )  # fmt: skip
    for name, own, rate_mps, climb_mps, azimuth_deg, elevation_deg in (
        ("bare", Sigma(), Settings().sigma_range_rate_mps, Settings().sigma_velocity_mps, 3.0, 3.0),
        ("stated", Sigma(), 0.7, 1.5, 1.2, 0.8),
        ("stated", Sigma(range_rate_mps=0.4, velocity_mps=0.9, azimuth_deg=5.0, elevation_deg=6.0), 0.4, 0.9, 5.0, 6.0),
    ):
        shots = shots_from(scene, [bare, stated], [
            Plot(name, NOW_S, Polar(30e3, 10.0, range_rate_mps=-25.0), own, record_number=0),
            Plot(name, NOW_S, Geodetic(55.2, 24.1, 900.0, 10.0, 20.0, -4.0), own, record_number=1),
            Plot(name, NOW_S, Bearing(30.0, 12.0), own, record_number=2),
        ])  # fmt: skip
        assert shots["rate_mps"] == pytest.approx([-25.0, 0.0, 0.0], rel=1e-4)
        assert np.sqrt(shots["rate_m2ps2"]) == pytest.approx([rate_mps, 0.0, 0.0])
        assert shots["climb_mps"] == pytest.approx([0.0, -4.0, 0.0])
        assert np.sqrt(shots["climb_m2ps2"]) == pytest.approx([0.0, climb_mps, 0.0])
        assert np.degrees(shots["elevation_rad"]) == pytest.approx([0.0, 0.0, 12.0])
        assert np.degrees(np.sqrt(shots["elevation_rad2"])) == pytest.approx([0.0, 0.0, elevation_deg])
        assert np.degrees(np.sqrt(shots["rxx"][2])) == pytest.approx(azimuth_deg)


@pytest.mark.parametrize("height_m", [None, 9000.0])
def test_a_range_rate_is_in_metres_of_the_plane_on_the_ground(scene: Any, height_m: float | None) -> None:
    sensor = radar("a", 57.5, 28.0)
    claims = Claims(pressure_altitude_m=height_m)
    shot = shots_from(scene, [sensor], [Plot("a", NOW_S, Polar(150e3, 45.0, range_rate_mps=200.0), claims=claims)])[0]
    lat, lon = scene.plane.geodetic_from_plane(shot["x_m"], shot["y_m"])
    wanted = 200.0 * float(scene.plane.scale(lat, lon)) / (1.0 + (height_m or 0.0) / A_M)
    assert shot["rate_mps"] == pytest.approx(wanted, abs=0.01)
    assert abs(wanted - 200.0) > 0.05


@pytest.mark.parametrize("measurement", [
    Polar(30e3, 10.0), Polar(30e3, 10.0, range_rate_mps=float("nan")), Polar(30e3, 10.0, 2.0), Bearing(30.0),
    Bearing(30.0, float("inf")), Bearing(30.0, 90.0), Geodetic(55.2, 24.1, 900.0, 10.0, 20.0),
])  # fmt: skip
def test_what_is_not_said_is_not_there(scene: Any, measurement: AnyMeasurement) -> None:
    shot = shots_from(scene, [radar("a")], [Plot("a", NOW_S, measurement)])[0]
    assert (shot["rate_m2ps2"], shot["elevation_rad2"], shot["climb_m2ps2"]) == (0.0, 0.0, 0.0)


def test_each_plot_keeps_its_own_whatever_the_order(scene: Any) -> None:
    """Plots that are refused between them, times that are not in order."""
    sensors = [radar("a"), radar("b")]
    plots = [
        Plot("b", NOW_S - 1.0, Polar(20e3, 10.0, range_rate_mps=2.0), record_number=0),
        Plot("a", NOW_S - 100.0, Polar(20e3, 10.0, range_rate_mps=9.0), record_number=1),
        Plot("a", NOW_S - 3.0, Polar(20e3, 10.0), record_number=2),
        Plot("a", NOW_S - 2.0, Polar(20e3, 10.0, range_rate_mps=1.0), record_number=3),
    ]
    assert shots_from(scene, sensors, plots)["rate_mps"] == pytest.approx([0.0, 1.0, 2.0], rel=1e-3)
