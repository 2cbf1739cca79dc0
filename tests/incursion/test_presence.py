import math

import numpy as np
import pytest
from scipy.stats import norm

from incursion.land import zone
from picture.scene import LAT_DEG, LON_DEG, NOON_S, rows
from sargas.geo.geoid import undulation_m
from sargas.geo.region import Region
from sargas.geo.wgs84 import geodetic_from_enu
from sargas.incursion.presence import LATTICE, band, distance_sigma_m, presence
from sargas.incursion.settings import Settings
from sargas.model.height import Height
from sargas.model.track import HEIGHT_SOURCES
from sargas.model.tracks import Tracks

# A border that bends three times within a kilometre: a bay, a spit and a corner.
BENT = ((0, -50), (50, -50), (50, 50), (0, 50), (0, 0.6), (0.9, 0.5), (0.2, 0.1), (-0.8, 0.0), (0.1, -0.4), (0, -0.9))


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
    found = presence(Region.from_rings(zone().polygons), tilted(off_m, 0.0, 100.0, 100.0, 0.0))
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
        worst = max(worst, abs(presence(region, track).probability[0] - expected))
    assert worst < 0.02


def test_a_half_plane_would_not_do_there() -> None:
    """The test above can fail: the distance alone is off by more than a tenth where the border bends."""
    corner = Region.from_rings(zone("border", (0, 0), (100, 0), (100, 100), (0, 100)).polygons)
    found = presence(corner, tilted(1.0, 1.0, 400.0, 400.0, 0.0))
    assert found.probability[0] == pytest.approx(0.25, abs=0.01)
    assert norm.cdf(-found.distance_m[0] / 400.0) > 0.45


@pytest.mark.parametrize(("turned_deg", "sigma_m"), [(0.0, 200.0), (90.0, 50.0), (45.0, math.sqrt(21_250.0))])
def test_error_of_the_distance_is_that_across_the_border(turned_deg: float, sigma_m: float) -> None:
    region = Region.from_rings(zone().polygons)
    found = distance_sigma_m(region, tilted(-5000.0, 0.0, 200.0, 50.0, turned_deg))
    assert abs(found[0] / sigma_m - 1.0) < 0.01


def heard(**said: object) -> Tracks:
    return rows(NOON_S, {"number": 1, **said})


def limited(floor: Height | None, ceiling: Height | None, track: Tracks) -> tuple[float, str]:
    found = band(zone(floor=floor, ceiling=ceiling), track, 0, Settings())
    return found.probability, found.words


def test_no_limits_ask_for_no_height() -> None:
    assert limited(None, None, heard()) == (1.0, "")


def test_a_known_height_against_the_ellipsoid_and_the_sea() -> None:
    geoid_m = float(undulation_m(LAT_DEG, LON_DEG))
    track = heard(height_m=1000.0 + geoid_m, sigma_height_m=50.0)
    assert limited(None, Height(1050.0, "amsl"), track)[0] == pytest.approx(norm.cdf(1.0), abs=1e-3)
    assert limited(Height(950.0, "amsl"), Height(1050.0, "amsl"), track)[0] == pytest.approx(0.683, abs=1e-3)
    assert limited(None, Height(1000.0 + geoid_m, "ellipsoid"), track)[0] == pytest.approx(0.5, abs=1e-3)
    assert limited(Height(3000.0), None, track)[0] < 1e-6


@pytest.mark.parametrize(
    ("limit", "said", "words"),
    [
        (Height(500.0), {}, "height unknown, so its limits do not exclude it"),
        (
            Height(5000.0),
            {"height_m": 100.0, "height_source": HEIGHT_SOURCES.index("pressure_standard")},
            "height from pressure without QNH",
        ),
        (Height(5000.0, "agl"), {"height_m": 100.0}, "height of the ground assumed"),
        (Height(5000.0, "flight_level"), {"height_m": 100.0}, "pressure unknown, so the level is assumed"),
    ],
)
def test_what_is_not_known_is_never_a_yes_and_never_excluded(limit: Height, said: dict, words: str) -> None:
    probability, told = limited(None, limit, heard(**said))
    assert told == words
    assert 0.1 <= probability <= 0.95


@pytest.mark.parametrize("floor", [Height(0.0, "agl"), Height(0.0), Height(-30.0), Height(0.0, "flight_level")])
def test_a_floor_at_the_ground_or_below_is_none(floor: Height) -> None:
    """Whatever the height of the ground that is assumed: what flies low by the sea is not under the zone."""
    low, ceiling = heard(height_m=20.0, sigma_height_m=5.0), Height(500.0, "agl")
    assert limited(floor, None, low) == limited(None, None, low)
    assert limited(floor, ceiling, low) == limited(None, ceiling, low)
    assert limited(Height(0.0, "ellipsoid"), None, heard(height_m=-20.0, sigma_height_m=5.0))[0] < 0.01


def test_a_flight_level_is_met_by_the_pressure_altitude() -> None:
    probability, words = limited(None, Height(3000.0, "flight_level"), heard(pressure_altitude_m=2900.0))
    assert probability > 0.999
    assert words == "height within its limits"


def test_far_away_no_point_is_asked() -> None:
    region = Region.from_rings(zone().polygons)
    asked = []
    region.contains, contains = lambda *a: asked.append(np.size(a[0])) or contains(*a), region.contains
    found = presence(region, rows(NOON_S, {"east_m": -9000.0}, {"east_m": 9000.0}))
    assert found.probability.tolist() == [0.0, 1.0]
    assert sum(asked) == 2
