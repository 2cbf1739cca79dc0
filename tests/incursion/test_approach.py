import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incursion.land import zone
from picture.scene import NOON_S, rows
from sargas.geo.geodesic import destination
from sargas.geo.region import Region, Regions
from sargas.incursion.approach import Floats, Ints, Outlines, moves
from sargas.incursion.settings import Settings
from sargas.model.tracks import Tracks
from sargas.model.zone import Zone

LAND = zone()
# A spit only 60 m wide that reaches 10 km to the west.
SPIT = zone("border", (0, -50), (50, -50), (50, 50), (0, 50), (0, 0.06), (-10, 0.03), (0, 0))
IN_SPIT = Region.from_rings(SPIT.polygons)


def entry(land: Zone, track: Tracks, within_s: float = 900.0) -> float:
    return entries([land], np.zeros(1, np.int64), track, np.array([within_s]))[0]


def entries(lands: list[Zone], of: Ints, tracks: Tracks, within_s: Floats) -> list[float]:
    regions = Regions([Region.from_rings(land.polygons) for land in lands])
    distance_m = regions.signed_distance_m(of, tracks.lat_deg, tracks.lon_deg)
    places, velocities = (tracks.lat_deg, tracks.lon_deg), (tracks.east_mps, tracks.north_mps)
    return Outlines(lands).met_after_s(of, places, velocities, distance_m, within_s, 300e3).tolist()


def test_straight_on() -> None:
    track = rows(NOON_S, {"east_m": -10_000.0, "east_mps": 50.0})
    assert entry(LAND, track) == pytest.approx(200.0, abs=0.5)


@pytest.mark.parametrize(
    "said",
    [
        {"east_m": -10_000.0, "east_mps": -50.0},  # away
        {"east_m": -10_000.0, "north_mps": 50.0},  # along
        {"east_m": -10_000.0, "east_mps": 10.0},  # too slow to come in time
        {"east_m": 10_000.0, "east_mps": 50.0},  # inside already
    ],
)
def test_no_entry(said: dict) -> None:
    assert entry(LAND, rows(NOON_S, said)) == np.inf


def test_a_spit_is_not_stepped_over() -> None:
    track = rows(NOON_S, {"east_m": -9_000.0, "north_m": 3000.0, "north_mps": -200.0})
    assert entry(SPIT, track) == pytest.approx((3000.0 - 32.0) / 200.0, abs=0.2)


def test_far_ahead_along_the_geodesic() -> None:
    """Towards a border 200 km away, obliquely: the place of entry is on the border, and none is before."""
    track = rows(NOON_S, {"east_m": -200e3, "north_m": -40e3, "east_mps": 240.0, "north_mps": 60.0})
    found = entry(LAND, track)
    course_deg = np.degrees(np.arctan2(240.0, 60.0))
    at = destination(track.lat_deg[0], track.lon_deg[0], course_deg, found * np.hypot(240.0, 60.0))
    assert abs(float(Region.from_rings(LAND.polygons).signed_distance_m(*at))) < 25.0


@settings(max_examples=40, deadline=None)
@given(st.floats(-40e3, -200.0), st.floats(-30e3, 30e3), st.floats(0.0, 360.0), st.floats(20.0, 300.0))
def test_as_walking_in_small_steps(east_m: float, north_m: float, course_deg: float, speed_mps: float) -> None:
    course = np.radians(course_deg)
    track = rows(
        NOON_S,
        {
            "east_m": east_m,
            "north_m": north_m,
            "east_mps": speed_mps * np.sin(course),
            "north_mps": speed_mps * np.cos(course),
        },
    )
    if IN_SPIT.contains(track.lat_deg, track.lon_deg)[0]:
        return
    steps_m = np.arange(0.0, speed_mps * 300.0, 10.0)
    at = destination(track.lat_deg[0], track.lon_deg[0], course_deg, steps_m)
    inside = IN_SPIT.contains(*at)
    found = entry(SPIT, track, 300.0)
    # A piece of 25 km, straight in longitude and latitude, is up to some 18 m off the geodesic; so is an edge.
    aside_m = 36.0
    if inside.any():
        # Where it comes over the border at a small angle, so much aside is far ahead.
        i = int(inside.argmax())
        before_m, after_m = IN_SPIT.signed_distance_m(at[0][i - 1 : i + 1], at[1][i - 1 : i + 1])
        assert found * speed_mps <= steps_m[i] + aside_m * 10.0 / abs(before_m - after_m)
    if found < np.inf:
        # What the steps miss, because the spit ends in a point, is on the border all the same.
        at = destination(track.lat_deg[0], track.lon_deg[0], course_deg, found * speed_mps)
        assert abs(float(IN_SPIT.signed_distance_m(*at))) < aside_m


def test_of_many_zones_each_track_meets_its_own_in_its_own_time() -> None:
    tracks = rows(NOON_S, *({"east_m": -9_000.0, "north_m": 3000.0, "north_mps": -200.0} for _ in range(3)))
    tracks.east_mps[0] = 50.0
    alone = [entry(LAND, tracks.take(np.array([0]))), entry(SPIT, tracks.take(np.array([1]))), np.inf]
    of, within_s = np.array([0, 1, 1]), np.array([900.0, 900.0, 10.0])
    assert entries([LAND, SPIT], of, tracks, within_s) == alone
    assert alone[0] == pytest.approx(180.0, abs=3.0)


def test_noise_does_not_move() -> None:
    said = [
        {"east_mps": 20.0, "sigma_mps": 2.0},
        {"east_mps": 20.0, "sigma_mps": 10.0},
        {"east_mps": 2.0, "sigma_mps": 0.1},
        {},
    ]
    assert moves(rows(NOON_S, *said), Settings()).tolist() == [True, False, False, False]
