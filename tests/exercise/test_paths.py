import numpy as np
import pytest
from pyproj import Geod

from sargas.exercise.paths import integrated, steered, wandering

GEOD = Geod(ellps="WGS84")


def test_what_is_integrated_comes_as_far_as_its_velocities_say() -> None:
    steps = 600
    path = integrated((54.6, 25.3), 100.0, 2.0, np.full(steps, 30.0), np.full(steps, -10.0), np.zeros(steps + 1))
    assert (path.time_s[0], path.time_s[-1]) == (100.0, 1300.0)
    azimuth, _, far_m = GEOD.inv(path.lon_deg[0], path.lat_deg[0], path.lon_deg[-1], path.lat_deg[-1])
    assert far_m == pytest.approx(1200.0 * np.hypot(30.0, 10.0), rel=0.005)
    assert azimuth % 360.0 == pytest.approx(np.degrees(np.arctan2(30.0, -10.0)), abs=0.5)


def test_who_is_steered_comes_by_every_corner_and_never_turns_faster() -> None:
    corners = [(54.60, 25.30), (54.70, 25.40), (54.60, 25.50), (54.61, 25.30)]
    east, north = steered(corners, 0.0, 50.0, 3.0)
    assert np.hypot(east, north) == pytest.approx(np.full(len(east), 50.0))
    turned = np.diff(np.unwrap(np.arctan2(east, north)))
    assert np.degrees(np.abs(turned)).max() <= 6.0 + 1e-9
    path = integrated(corners[0], 0.0, 2.0, east, north, np.zeros(len(east) + 1))
    for lat, lon in corners:
        off_m = GEOD.inv(path.lon_deg, path.lat_deg, np.full(len(east) + 1, lon), np.full(len(east) + 1, lat))[2]
        assert min(off_m) < 2.0 * 50.0 / np.radians(3.0)


def test_a_corner_within_the_turn_does_not_hold_it_for_ever() -> None:
    east, _ = steered([(54.6, 25.3), (54.6, 25.301), (54.601, 25.3), (54.6, 25.3)], 0.0, 60.0, 3.0)
    assert len(east) < 400


def test_what_wanders_does_so_by_its_sigma_and_remembers() -> None:
    values = wandering(np.random.default_rng(1), 200_000, 2.0, 10.0)
    assert values.std() == pytest.approx(2.0, rel=0.03)
    assert np.corrcoef(values[:-10], values[10:])[0, 1] == pytest.approx(np.exp(-1.0), abs=0.03)
