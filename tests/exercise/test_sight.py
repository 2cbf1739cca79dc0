import numpy as np

from sargas.exercise.laydown import Screen
from sargas.exercise.sight import Sight
from sargas.geo.ground import Raster
from sargas.model.place import Site
from sargas.sensing.horizon import apparent_elevation_deg, radio_horizon_m

SITE = Site(54.6, 25.3, 250.0)


def seen(sight: Sight, away_m: float, height_m: float, azimuth_deg: float = 90.0) -> bool:
    one = np.array([away_m])
    return bool(sight.has(np.array([azimuth_deg]), one, apparent_elevation_deg(one, SITE.height_m, height_m))[0])


def test_over_a_smooth_earth_it_ends_at_the_horizon_and_not_before() -> None:
    sight = Sight(SITE, 220.0, None, 100_000.0)
    horizon_m = float(radio_horizon_m(30.0, 100.0))
    assert seen(sight, 0.99 * horizon_m, 320.0)
    assert not seen(sight, 1.01 * horizon_m, 320.0)
    assert seen(sight, 1_000.0, 225.0)  # far below the antenna, and near: no horizon is between


def test_screens_stand_before_the_ground() -> None:
    sight = Sight(SITE, 220.0, None, 100_000.0, (Screen(80.0, 100.0, 2.0),))
    assert not seen(sight, 10_000.0, 500.0)
    assert seen(sight, 10_000.0, 700.0)
    assert seen(sight, 10_000.0, 500.0, 120.0)


def test_heights_are_over_the_terrain_where_there_is_one() -> None:
    hill = np.zeros((101, 101))
    hill[:, 60:62] = 400.0
    ground = Raster(54.1, 24.8, 0.01, 0.01, hill, 5.0, "ridge")
    over = Sight(SITE, 20.0, ground, 60_000.0)
    assert not seen(over, 20_000.0, 400.0)  # behind the ridge, 6.5 km to the east
    assert seen(over, 20_000.0, 400.0, 270.0)
    place = np.array([54.6]), np.array([25.405]), np.array([1_000.0])
    at_ridge, smooth = over.above_ground_m(*place)[0], Sight(SITE, 20.0, None, 1.0).above_ground_m(*place)[0]
    assert at_ridge < smooth - 350.0
