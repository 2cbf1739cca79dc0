"""UTM against PROJ."""

import numpy as np
import pytest
from pyproj import Transformer

from sargas.geo.utm import geodetic_from_utm, zone_of


@pytest.mark.parametrize(("zone", "north"), [(34, True), (35, True), (1, True), (60, False), (30, False)])
def test_places_are_those_of_proj(zone: int, north: bool) -> None:
    """Within the zone and 20 degrees beyond it, to a micrometre; PROJ's own exact method is the other side."""
    rng = np.random.default_rng(zone)
    lat = rng.uniform(0.0, 84.0, 500) * (1 if north else -1)
    lon = 6.0 * zone - 183.0 + rng.uniform(-20.0, 20.0, 500)
    lon = (lon + 180.0) % 360.0 - 180.0
    code = (32600 if north else 32700) + zone
    forward = Transformer.from_crs("EPSG:4326", f"EPSG:{code}", always_xy=True)
    easting, northing = forward.transform(lon, lat)
    back_lat, back_lon = geodetic_from_utm(easting, northing, np.full(500, zone), np.full(500, north))
    metres = np.hypot((back_lat - lat) * 111e3, ((back_lon - lon + 180) % 360 - 180) * 111e3 * np.cos(np.radians(lat)))
    assert metres.max() < 1e-5


def test_what_is_nowhere_is_not_placed() -> None:
    lat, lon = geodetic_from_utm(np.array([9e7, 500_000.0]), np.array([0.0, 2e7]), np.array(34), np.array(True))
    assert np.isnan(lat).all()
    assert np.isnan(lon).all()


def test_zones_are_number_and_band() -> None:
    assert zone_of("34U") == (34, True)
    assert zone_of(" 05c ") == (5, False)
    assert zone_of("60X") == (60, True)
    for text in ("", "61N", "0U", "34", "34I", "U34", "34UU"):
        assert zone_of(text) is None, text
