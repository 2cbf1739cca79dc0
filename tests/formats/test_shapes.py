"""Circles, arcs and corridors against geodesics of pyproj."""

from itertools import pairwise

import pytest
from pyproj import Geod

from sargas.formats.shapes import arc, arc_between, circle, corridor
from sargas.geo.region import Region

GEOD = Geod(ellps="WGS84")


@pytest.mark.parametrize("radius_m", [50.0, 2_000.0, 40_000.0])
@pytest.mark.parametrize("centre", [(25.28, 54.64), (-70.0, -33.0), (0.0, 0.0)])
def test_a_circle_is_around_its_radius_and_closed(centre, radius_m) -> None:
    ring = circle(*centre, radius_m)
    assert ring[0] == ring[-1]
    corners = [GEOD.inv(*centre, *place)[2] for place in ring]
    assert max(corners) < radius_m * 1.0011
    middles = [((a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0) for a, b in pairwise(ring)]
    assert min(GEOD.inv(*centre, *place)[2] for place in middles) > radius_m * 0.9998, "never smaller than it says"


def test_an_arc_goes_the_way_it_is_told_and_ends_where_it_ends() -> None:
    centre = (25.0, 54.0)
    begin, end = (GEOD.fwd(*centre, bearing, 5_000.0)[:2] for bearing in (350.0, 40.0))
    short, long = arc(centre, begin, end, True), arc(centre, begin, end, False)
    assert (short[0], short[-1]) == (begin, end)
    assert len(long) > 5 * len(short)
    assert all(GEOD.inv(*centre, *place)[2] == pytest.approx(5_000.0, rel=1e-4) for place in (*short, *long))
    bearings = [GEOD.inv(*centre, *place)[0] % 360.0 for place in short]
    assert all(bearing > 345.0 or bearing < 45.0 for bearing in bearings)


def test_an_arc_between_bearings() -> None:
    places = arc_between((25.0, 54.0), 1_852.0, 90.0, 0.0, False)
    bearings = [GEOD.inv(25.0, 54.0, *place)[0] for place in places]
    assert bearings[0] == pytest.approx(90.0, abs=0.01)
    assert bearings[-1] == pytest.approx(0.0, abs=0.01)
    assert min(bearings) > -1.0
    assert max(bearings) < 91.0


def test_a_corridor_is_as_wide_as_it_says_all_along_its_geodesics() -> None:
    places = [(25.28, 54.63), (20.0, 56.0), (8.57, 50.03)]
    region = Region.from_rings(corridor(places, 10_000.0))
    for begin, end in pairwise(places):
        bearing, _, length_m = GEOD.inv(*begin, *end)
        for share in (0.0, 0.1, 0.37, 0.5, 0.93, 1.0):
            lon, lat, _ = GEOD.fwd(*begin, bearing, share * length_m)
            course = GEOD.inv(lon, lat, *end)[0] if share < 1.0 else GEOD.inv(*end, *begin)[0] + 180.0
            for turn in (-90.0, 90.0):
                inside, outside = (GEOD.fwd(lon, lat, course + turn, m)[:2] for m in (4_970.0, 5_030.0))
                assert region.contains(*inside[::-1])
                corner = any(GEOD.inv(*outside, *place)[2] < 5_100.0 for place in places)
                assert corner or not region.contains(*outside[::-1])
    beyond = GEOD.fwd(*places[0], GEOD.inv(*places[0], *places[1])[0] + 180.0, 4_970.0)[:2]
    assert region.contains(*beyond[::-1]), "round at its ends"


def test_a_corridor_round_a_place_has_a_hole() -> None:
    around = [(25.0, 54.0), (25.3, 54.0), (25.3, 54.2), (25.0, 54.2), (25.0, 54.0)]
    (rings,) = corridor(around, 2_000.0)
    assert len(rings) == 2
    assert not Region.from_rings([rings]).contains(54.1, 25.15)


def test_a_corridor_over_the_180th_meridian_is_refused() -> None:
    with pytest.raises(ValueError, match="180th"):
        corridor([(179.5, 60.0), (-179.5, 60.0)], 5_000.0)
