import math

import pytest
import rs1090
from hypothesis import example, given
from hypothesis import strategies as st

from samples_of import samples
from sargas.formats.modes import cpr

made = samples("modes")

LAT = st.floats(-86.9, 86.9)
LON = st.floats(-179.9, 179.9)


@given(lat=LAT, lon=LON, newer=st.booleans())
@example(0.0, 0.0, True)
def test_a_pair_gives_the_place_back(lat: float, lon: float, newer: bool) -> None:
    even, odd = made.cpr_encoded(lat, lon, False), made.cpr_encoded(lat, lon, True)
    found = cpr.from_pair(even, odd, newer)
    if found is None:  # the two grids put the place into different bands of longitude zones
        assert min(abs(abs(lat) - border) for border in cpr._BORDERS_DEG) < 1e-3
        return
    assert abs(found[0] - lat) < 1e-4
    assert abs((found[1] - lon + 180) % 360 - 180) * math.cos(math.radians(lat)) < 1e-4


@given(
    lat=LAT, lon=LON, odd=st.booleans(), surface=st.booleans(), north=st.floats(-0.3, 0.3), east=st.floats(-0.3, 0.3)
)
def test_a_place_nearby_gives_the_place_back(
    lat: float, lon: float, odd: bool, surface: bool, north: float, east: float
) -> None:
    near = (lat + north, lon + east)
    found = cpr.from_reference(*made.cpr_encoded(lat, lon, odd, surface), odd, surface, near)
    assert found is not None
    assert abs(found[0] - lat) < 1e-4
    assert abs((found[1] - lon + 180) % 360 - 180) * math.cos(math.radians(lat)) < 1e-4


@pytest.mark.parametrize(
    ("lat", "count"), [(0.0, 59), (10.0, 59), (54.6, 34), (-54.6, 34), (86.5, 3), (86.9, 2), (87.1, 1), (90, 1)]
)
def test_longitude_zones(lat: float, count: int) -> None:
    """Doc 9871, table of transition latitudes."""
    assert cpr.longitude_zones(lat) == count


@pytest.mark.parametrize("place", [(54.6, 25.2), (-33.9, 151.2), (69.7, -18.9), (1.3, -179.99)])
def test_agrees_with_rs1090(place: tuple[float, float]) -> None:
    frames = [made.airborne(0x503A11, *place, 1000, odd) for odd in (False, True, False)]
    told = rs1090.decode([frame.hex() for frame in frames], [0.0, 1.0, 2.0])
    assert told[2]["latitude"] == pytest.approx(place[0], abs=1e-4)
    even, odd = ((m["lat_cpr"], m["lon_cpr"]) for m in told[:2])
    assert cpr.from_pair(even, odd, False) == pytest.approx((told[2]["latitude"], told[2]["longitude"]), abs=1e-9)


def test_halves_that_contradict_each_other_give_nothing() -> None:
    assert cpr.from_pair((131071, 0), (65536, 0), True) is None
