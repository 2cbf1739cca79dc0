import math

import numpy as np
import pytest
from scipy.stats import norm

from incursion.land import zone
from picture.scene import NOON_S, rows
from sargas.geo.region import Region, Regions
from sargas.geo.wgs84 import geodetic_from_enu
from sargas.incursion.presence import LATTICE, Presence, distance_sigma_m, presence
from sargas.model.tracks import Tracks

# A border that bends three times within a kilometre: a bay, a spit and a corner.
BENT = ((0, -50), (50, -50), (50, 50), (0, 50), (0, 0.6), (0.9, 0.5), (0.2, 0.1), (-0.8, 0.0), (0.1, -0.4), (0, -0.9))


ONE = np.zeros(1, np.int64)


def against(region: Region, tracks: Tracks) -> Presence:
    return presence(Regions([region]), np.zeros(len(tracks), np.int64), tracks)


def tilted(east_m: float, north_m: float, major_m: float, minor_m: float, turned_deg: float) -> Tracks:
    track = rows(NOON_S, {"number": 1, "east_m": east_m, "north_m": north_m})
    turn = np.radians(turned_deg)
    r = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    p = r @ np.diag([major_m**2, minor_m**2]) @ r.T
    track.covariance[0, [0, 1, 6]] = p[0, 0], p[0, 1], p[1, 1]
    return track


def test_lattice_is_a_standard_gaussian() -> None:
    assert np.abs(LATTICE.mean(axis=1)).max() < 0.005
    assert np.abs(np.cov(LATTICE) - np.eye(2)).max() < 0.02


@pytest.mark.parametrize("off_m", [-300.0, -120.0, -50.0, 0.0, 50.0, 120.0, 300.0])
def test_on_a_straight_border_it_is_the_normal_distribution(off_m: float) -> None:
    found = against(Region.from_rings(zone().polygons), tilted(off_m, 0.0, 100.0, 100.0, 0.0))
    # The outline is straight in longitude and latitude, so at the scene's place it is the meridian.
    assert abs(found.probability[0] - norm.cdf(off_m / 100.0)) < 0.01
    assert abs(found.distance_m[0] + off_m) < 1.0


def test_on_a_bent_border_it_is_what_chance_says() -> None:
    region = Region.from_rings(zone("border", *BENT).polygons)
    rng = np.random.default_rng(7)
    worst = 0.0
    for _ in range(40):
        track = tilted(*rng.uniform(-1200, 1200, 2), *rng.uniform(30, 900, 2), rng.uniform(0, 180))
        covariance = [
            [track.covariance[0, 0], track.covariance[0, 1]],
            [track.covariance[0, 1], track.covariance[0, 6]],
        ]
        drawn = rng.multivariate_normal([0.0, 0.0], covariance, 40_000)
        lat_deg, lon_deg, _ = geodetic_from_enu(drawn[:, 0], drawn[:, 1], 0.0, track.lat_deg, track.lon_deg, 0.0)
        expected = region.contains(lat_deg, lon_deg).mean()
        worst = max(worst, abs(against(region, track).probability[0] - expected))
    assert worst < 0.02


def test_a_half_plane_would_not_do_there() -> None:
    """The test above can fail: the distance alone is off by more than a tenth where the border bends."""
    corner = Region.from_rings(zone("border", (0, 0), (100, 0), (100, 100), (0, 100)).polygons)
    found = against(corner, tilted(1.0, 1.0, 400.0, 400.0, 0.0))
    assert found.probability[0] == pytest.approx(0.25, abs=0.01)
    assert norm.cdf(-found.distance_m[0] / 400.0) > 0.45


@pytest.mark.parametrize(("turned_deg", "sigma_m"), [(0.0, 200.0), (90.0, 50.0), (45.0, math.sqrt(21_250.0))])
def test_error_of_the_distance_is_that_across_the_border(turned_deg: float, sigma_m: float) -> None:
    region = Region.from_rings(zone().polygons)
    found = distance_sigma_m(Regions([region]), ONE, tilted(-5000.0, 0.0, 200.0, 50.0, turned_deg))
    assert abs(found[0] / sigma_m - 1.0) < 0.01


def test_each_against_its_own_region_as_alone() -> None:
    lands = [Region.from_rings(zone("border", *places).polygons) for places in (BENT, ((0, 0), (9, 0), (9, 9)))]
    rng = np.random.default_rng(5)
    places_m = rng.uniform(-900, 900, (30, 2))
    tracks = Tracks.concatenate([tilted(*at, 300.0, 90.0, rng.uniform(0, 180)) for at in places_m])
    of = rng.integers(2, size=30)
    found, sigma_m = presence(Regions(lands), of, tracks), distance_sigma_m(Regions(lands), of, tracks)
    for k, z in enumerate(of.tolist()):
        one = tracks.take(np.array([k]))
        alone = against(lands[z], one)
        assert (found.probability[k], found.distance_m[k]) == (alone.probability[0], alone.distance_m[0])
        assert sigma_m[k] == distance_sigma_m(Regions([lands[z]]), ONE, one)[0]
    assert len(np.unique(found.probability)) > 10


def test_far_away_no_point_is_asked() -> None:
    regions = Regions([Region.from_rings(zone().polygons)])
    asked = []
    regions.contain, contain = lambda *a: asked.append(np.size(a[1])) or contain(*a), regions.contain
    found = presence(regions, np.zeros(2, np.int64), rows(NOON_S, {"east_m": -9000.0}, {"east_m": 9000.0}))
    assert found.probability.tolist() == [0.0, 1.0]
    assert sum(asked) == 2
