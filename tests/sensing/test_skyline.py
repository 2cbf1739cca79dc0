import numpy as np
import pytest

from sargas.geo.geodesic import azimuth_deg, distance_m
from sargas.geo.ground import Floats
from sargas.model.place import Site
from sargas.sensing.horizon import apparent_elevation_deg, radio_horizon_m
from sargas.sensing.skyline import OPTICAL_RADIUS_M, Skyline

SITE = Site(54.6, 25.3, 30.0)


class Hill:
    """Flat at 0 m, and a wall of a height between two distances, all around or to the east alone."""

    sigma_m, words = 1.0, "a hill"

    def __init__(self, high_m: float, near_m: float = 10_000.0, far_m: float = 11_000.0, east: bool = False) -> None:
        self._high_m, self._near_m, self._far_m, self._east = high_m, near_m, far_m, east

    def height_m(self, lat_deg: Floats, lon_deg: Floats) -> Floats:
        away_m = distance_m(SITE.lat_deg, SITE.lon_deg, lat_deg, lon_deg)
        on = (away_m >= self._near_m) & (away_m <= self._far_m)
        if self._east:
            on &= np.abs(azimuth_deg(SITE.lat_deg, SITE.lon_deg, lat_deg, lon_deg) - 90.0) < 30.0
        return np.where(on, self._high_m, 0.0)


def test_over_flat_ground_it_is_the_horizon_of_the_smooth_earth() -> None:
    line = Skyline(SITE, Hill(0.0), 80_000.0, step_m=100.0)
    for target_m in (20.0, 100.0, 300.0):
        horizon_m = float(radio_horizon_m(30.0, target_m))
        for away_m, seen in ((0.99 * horizon_m, True), (1.01 * horizon_m, False)):
            elevation = float(apparent_elevation_deg(away_m, 30.0, target_m))
            assert (elevation > line.lowest_deg(33.0, away_m)) == seen


@pytest.mark.parametrize("away_m", [15_000.0, 30_000.0, 50_000.0])
def test_behind_a_hill_only_what_is_above_the_ray_over_its_top_is_seen(away_m: float) -> None:
    """Similar triangles, with the earth's bulge between: h = h_a + (h_t - h_a) d / d_t + d (d - d_t) / 2R."""
    line = Skyline(SITE, Hill(150.0), 80_000.0, step_m=100.0)
    radius_m = 6_371_000.0 * 4.0 / 3.0
    top_m = 10_000.0
    least_m = 30.0 + (150.0 - 30.0) * away_m / top_m + away_m * (away_m - top_m) / (2.0 * radius_m)
    for height_m, seen in ((least_m - 8.0, False), (least_m + 8.0, True)):
        assert (apparent_elevation_deg(away_m, 30.0, height_m) > line.lowest_deg(200.0, away_m)) == seen


def test_a_hill_hides_nothing_before_it_and_nothing_beside_it() -> None:
    line = Skyline(SITE, Hill(300.0, east=True), 60_000.0)
    low = apparent_elevation_deg(np.array([8_000.0, 20_000.0]), 30.0, 40.0)
    assert (low > line.lowest_deg(90.0, np.array([8_000.0, 20_000.0]))).tolist() == [True, False]
    assert apparent_elevation_deg(20_000.0, 30.0, 40.0) > line.lowest_deg(270.0, 20_000.0)


def test_light_sees_less_far_than_radio() -> None:
    away_m, height_m = 41_000.0, 25.0  # horizons: 43.2 km and 40.4 km
    radio, light = Skyline(SITE, Hill(0.0), 60_000.0), Skyline(SITE, Hill(0.0), 60_000.0, radius_m=OPTICAL_RADIUS_M)
    assert apparent_elevation_deg(away_m, 30.0, height_m) > radio.lowest_deg(0.0, away_m)
    assert apparent_elevation_deg(away_m, 30.0, height_m, OPTICAL_RADIUS_M) < light.lowest_deg(0.0, away_m)
