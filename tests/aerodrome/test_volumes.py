"""Volumes: by radius, outline and zone; every error of a site file at once, with its key path."""

import msgspec
import pytest

from aerodrome.field import CTR, FIELD, TMA, charted, field
from incursion.land import zone
from picture.scene import LAT_DEG, LON_DEG
from sargas.aerodrome.settings import VolumeSettings
from sargas.aerodrome.volumes import charted as chart
from sargas.aerodrome.volumes import charted_or_raise, elevation_m, limits_m
from sargas.errors import ConfigError
from sargas.geo.geodesic import destination
from sargas.geo.geoid import undulation_m
from sargas.model.height import Height


def test_a_radius_is_a_circle_around_the_place() -> None:
    of = charted()
    assert [part.zone.name for part in of.parts] == ["CTR", "TMA"]
    for turn_deg in range(0, 360, 30):
        for metres, inside in ((9_990.0, True), (10_100.0, False)):
            lat, lon = destination(LAT_DEG, LON_DEG, float(turn_deg), metres)
            assert bool(of.parts[0].region.contains(lat, lon)) == inside
    assert of.reach_m == pytest.approx(30_000.0, rel=0.01)


def test_an_outline_and_a_zone_with_its_limits() -> None:
    approach = VolumeSettings(
        "approach 19", polygon=((25.2, 54.7), (25.4, 54.7), (25.3, 55.0)), ceiling=Height(900.0, "agl")
    )
    tsa = zone("tsa", (0, 0), (20, 0), (20, 20), floor=Height(100.0), ceiling=Height(2_000.0))
    (of,) = charted_or_raise((field(volumes=(approach, VolumeSettings("t", zone="land"))),), (tsa,))
    drawn, of_zone = of.parts
    assert bool(drawn.region.contains(54.8, 25.3))
    assert drawn.zone.polygons[0][0][0] == drawn.zone.polygons[0][0][-1]
    assert (of_zone.zone.floor, of_zone.zone.ceiling) == (Height(100.0), Height(2_000.0))
    other = VolumeSettings("t", zone="land", ceiling=Height(500.0))
    (own,) = charted_or_raise((field(volumes=(other,)),), (tsa,))
    assert own.parts[0].zone.ceiling == Height(500.0)


def test_an_elevation_from_the_ellipsoid_is_told_above_the_sea() -> None:
    over_m = float(undulation_m(LAT_DEG, LON_DEG))
    assert elevation_m(field(elevation=Height(200.0 + over_m, "ellipsoid"))) == pytest.approx(200.0)
    assert elevation_m(FIELD) == 200.0


def test_limits_above_the_sea() -> None:
    of = charted(volumes=(CTR, TMA, VolumeSettings("a", radius_m=5_000.0, ceiling=Height(300.0, "agl"))))
    assert [limits_m(part, of.elevation_m) for part in of.parts] == [(200.0, 600.0), (600.0, 5_000.0), (200.0, 500.0)]


def test_every_error_is_told_at_once_with_its_key_path() -> None:
    wrong = field(
        icao="eyv", fir="X", name="", lat_deg=91.0, elevation=Height(200.0, "agl"), runways=("47/19",),
        bands_m=(500.0, 300.0), classes=(), closure_probability=1.5, interval_s=0.0, circling_m=-1.0,
        volumes=(
            VolumeSettings("", radius_m=1.0),
            VolumeSettings("b", zone="nowhere"),
            VolumeSettings("b"),
            VolumeSettings("c", radius_m=5_000.0, polygon=((25.0, 54.0),)),
            VolumeSettings("d", radius_m=5_000.0, floor=Height(900.0), ceiling=Height(300.0)),
            VolumeSettings("e", polygon=((25.0, 54.0), (25.1, 54.1))),
            VolumeSettings("f", polygon=((54.6, 25.2), (54.7, 25.2), (54.7, 25.3))),
        ),
    )  # fmt: skip
    findings: list[str] = []
    assert chart((wrong, wrong), (), findings) == ()
    told = "\n".join(findings)
    for path in (
        "aerodromes: 'eyv' is used 2 times", "aerodromes[0].icao", "aerodromes[0].fir", "aerodromes[0].name",
        "aerodromes[0]: lat_deg", "aerodromes[0].elevation", "aerodromes[0].runways", "aerodromes[0].bands_m",
        "aerodromes[0].classes", "aerodromes[0].closure_probability", "aerodromes[0].interval_s",
        "aerodromes[0].circling_m", "aerodromes[0].volumes: 'b' is used twice", "aerodromes[0].volumes[0].name",
        "aerodromes[0].volumes[0].radius_m", "aerodromes[0].volumes[1].zone", "aerodromes[0].volumes[2]: one of",
        "aerodromes[0].volumes[3]: one of", "aerodromes[0].volumes[4].ceiling", "aerodromes[0].volumes[5].polygon",
        "aerodromes[0].volumes[6]", "aerodromes[1].volumes[6]",
    ):  # fmt: skip
        assert path in told, path
    with pytest.raises(ConfigError):
        charted_or_raise((wrong,), ())


def test_exchanged_coordinates_are_found() -> None:
    findings: list[str] = []
    ring = ((54.6, 25.2), (54.7, 25.2), (54.7, 25.3))
    chart((msgspec.structs.replace(FIELD, volumes=(VolumeSettings("f", polygon=ring),)),), (), findings)
    assert "exchanged" in findings[0]
