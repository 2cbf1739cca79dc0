"""Circles and arcs against geodesics of pyproj."""

from itertools import pairwise

import pytest
from pyproj import Geod

from sargas.formats.uaszones.shapes import arc, arc_between, circle

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
