import hashlib
import json

import numpy as np
import pyproj
import pytest
import shapely

from sargas.geo.geodesic import distance_m
from sargas.geo.region import Region, Regions, contains_each

GEOD = pyproj.Geod(ellps="WGS84")
SQUARE = [(24.0, 54.0), (26.0, 54.0), (26.0, 55.0), (24.0, 55.0)]
HOLE = [(24.5, 54.25), (24.5, 54.75), (25.5, 54.75), (25.5, 54.25)]
COUNTRIES = ("BLR", "EST", "FIN", "LTU", "LVA", "NOR", "POL", "RUS", "SWE", "UKR")


def polygons(geometry):
    return geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]


@pytest.fixture(scope="module")
def borders(request):
    folder = request.config.rootpath / "third_party" / "osm_borders"
    features = {code: json.loads((folder / f"{code}.geojson").read_text())["features"] for code in COUNTRIES}
    assert all(len(of_one) == 1 for of_one in features.values())
    return {code: polygons(of_one[0]["geometry"]) for code, of_one in features.items()}


@pytest.fixture(scope="module")
def lithuania(borders):
    return Region.from_rings(borders["LTU"])


@pytest.fixture(scope="module")
def walk(lithuania):
    """Points on the border every 2 m or less."""
    return shapely.get_coordinates(shapely.segmentize(lithuania.shape, 2e-5))


def walked_m(walk, lat, lon):
    """Least geodesic distance by PROJ to the points of a walk along the border."""
    rough = np.hypot((walk[:, 0] - lon) * np.cos(np.radians(lat)), walk[:, 1] - lat)
    near = walk[rough < rough.min() * 1.05 + 0.002]
    return GEOD.inv(np.full(len(near), lon), np.full(len(near), lat), near[:, 0], near[:, 1])[2].min()


def test_inside_outside_hole_and_edge():
    region = Region.from_rings([[SQUARE, HOLE]])
    lat, lon = [54.1, 54.5, 53.9, 54.0, 54.25, 55.0], [24.1, 25.0, 25.0, 25.0, 25.0, 26.0]
    np.testing.assert_array_equal(region.contains(lat, lon), [True, False, False, True, True, True])
    assert region.contains(54.1, 24.1)
    assert region.contains([[54.1], [54.5]], [24.1, 25.0]).shape == (2, 2)


def test_contains_agrees_with_crossing_counts(borders, lithuania):
    """The even-odd rule, written out, over all 9,000 edges."""
    rng = np.random.default_rng(3)
    lat, lon = rng.uniform(53.8, 56.6, 1000), rng.uniform(20.5, 27.0, 1000)
    inside = np.zeros(len(lat), bool)
    for rings in borders["LTU"]:
        for ring in map(np.asarray, rings):
            (x1, y1), (x2, y2) = ring[:-1].T[:, :, None], ring[1:].T[:, :, None]
            crosses = (y1 > lat) != (y2 > lat)
            east = lon < x1 + (lat - y1) * (x2 - x1) / np.where(y1 == y2, 1.0, y2 - y1)
            inside ^= (crosses & east).sum(axis=0) % 2 == 1
    np.testing.assert_array_equal(lithuania.contains(lat, lon), inside)


def test_each_of_100_zones_for_100_000_points():
    rng = np.random.default_rng(9)
    lat, lon = rng.uniform(53.0, 58.0, 100_000), rng.uniform(20.0, 29.0, 100_000)
    centres, radii = rng.uniform((53.5, 21.0), (57.5, 28.0), (100, 2)), rng.uniform(0.05, 0.5, 100)
    turn = np.linspace(0.0, 2.0 * np.pi, 720, endpoint=False)
    zones = [
        Region.from_rings([[list(zip(x + r * np.cos(turn), y + r * np.sin(turn), strict=True))]])
        for (y, x), r in zip(centres, radii, strict=True)
    ]
    inside = contains_each(zones, lat, lon)
    away = np.hypot(lat - centres[:, :1], lon - centres[:, 1:]) / radii[:, None]
    clear = np.abs(away - 1.0) > 1e-4
    np.testing.assert_array_equal(inside[clear], (away < 1.0)[clear])


@pytest.mark.parametrize("reach_m", [3e3, 100e3, 300e3])
def test_signed_distance_to_a_real_border(lithuania, walk, reach_m):
    rng = np.random.default_rng(int(reach_m))
    border = shapely.get_coordinates(lithuania.shape)
    start = border[rng.integers(len(border), size=40)]
    lon, lat, _ = GEOD.fwd(start[:, 0], start[:, 1], rng.uniform(0, 360, 40), rng.uniform(0.2, 1.0, 40) * reach_m)
    ours = lithuania.signed_distance_m(lat, lon)
    walked = np.array([walked_m(walk, *place) for place in zip(lat, lon, strict=True)])
    # The walk passes a border point at a metre's distance at most.
    assert (walked - np.abs(ours)).min() > -0.01
    assert (np.square(walked) - np.square(ours)).max() < 1.3**2 + 0.02 * reach_m
    np.testing.assert_array_equal(ours < 0, lithuania.contains(lat, lon))


def test_long_edges_are_straight_in_longitude_and_latitude():
    # 40 degrees along the 60th parallel: the geodesic between its ends runs 400 km north of it.
    region = Region.from_rings([[[(0.0, 50.0), (40.0, 50.0), (40.0, 60.0), (0.0, 60.0)]]])
    assert region.contains(60.0 - 1e-9, 20.0)
    assert not region.contains(60.0 + 1e-9, 20.0)
    assert region.signed_distance_m(61.0, 20.0) == pytest.approx(float(distance_m(61.0, 20.0, 60.0, 20.0)), abs=0.1)
    assert region.signed_distance_m(59.0, 20.0) == pytest.approx(-float(distance_m(59.0, 20.0, 60.0, 20.0)), abs=0.1)


def test_nearest_border_point_lies_on_the_border_at_that_distance():
    region = Region.from_rings([[SQUARE, HOLE]])
    near = region.nearest([54.6, 54.5, 56.0], [25.0, 24.1, 25.0])
    np.testing.assert_allclose(near.lat_deg, [54.75, 54.5, 55.0], atol=2e-3)
    np.testing.assert_allclose(near.lon_deg[1:], [24.0, 25.0], atol=1e-6)
    np.testing.assert_allclose(
        near.distance_m, GEOD.inv([25.0, 24.1, 25.0], [54.6, 54.5, 56.0], near.lon_deg, near.lat_deg)[2], atol=1e-3
    )


def test_polygons_that_overlap_or_touch_are_one():
    shifted = [(lon + 1.0, lat) for lon, lat in SQUARE]
    region = Region.from_rings([[SQUARE], [shifted]])
    assert region.signed_distance_m(54.5, 25.5) == pytest.approx(-55_660, abs=10)
    apart = Region.from_rings([[SQUARE], [[(lon + 5.0, lat) for lon, lat in SQUARE]]])
    np.testing.assert_array_equal(apart.contains(54.5, [25.0, 28.0, 30.0]), [True, False, True])


BAD = {
    "a region needs at least one polygon": [],
    "polygon 1 has no ring": [[]],
    "polygon 1, ring 1 has fewer than three different points": [[[(1, 1), (2, 2), (1, 1)]]],
    "polygon 1, ring 1 is not a list of longitude, latitude pairs": [[[1, 2, 3]]],
    "polygon 1: a ring crosses itself near longitude 0.5, latitude 0.5": [[[(0, 0), (1, 1), (1, 0), (0, 1)]]],
    "polygon 2, ring 1, point 3: longitude 1.0, latitude 95.0 is no place": [[SQUARE], [[(0, 0), (1, 0), (1, 95)]]],
    "latitude nan is no place": [[[(0, 0), (1, 0), (1, float("nan"))]]],
    "split it at the 180th meridian": [[[(-179, 0), (179, 0), (179, 5)]]],
    "polygon 1: a hole lies outside the outer ring": [[SQUARE, [(5, 5), (6, 5), (6, 6)]]],
    "polygon 1, ring 2 has fewer than three": [[SQUARE, [(24.5, 54.5), (25, 54.5)]]],
    "polygon 1, ring 1 is not": [[["a"]]],
}


@pytest.mark.parametrize("sentence", BAD)
def test_bad_rings_are_refused_in_a_sentence(sentence):
    with pytest.raises(ValueError) as caught:
        Region.from_rings(BAD[sentence])
    assert sentence in str(caught.value)


@pytest.mark.parametrize(("lat", "lon"), [(91.0, 0.0), (float("nan"), 0.0), (0.0, float("nan"))])
def test_no_place_has_no_distance(lat, lon):
    with pytest.raises(ValueError, match="distance"):
        Region.from_rings([[SQUARE]]).signed_distance_m(lat, lon)


def test_the_borders_are_one_coverage(borders):
    """No place in two countries, none between two: the same line from both sides."""
    shapes = [Region.from_rings(borders[code]).shape for code in COUNTRIES]
    assert shapely.coverage_is_valid(shapes)


def test_the_borders_are_the_files_of_the_manifest(root):
    folder = root / "third_party" / "osm_borders"
    files = json.loads((folder / "manifest.json").read_text())["files"]
    assert sorted(files) == sorted(f"{code}.geojson" for code in COUNTRIES)
    for name, sha256 in files.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == sha256


@pytest.mark.parametrize(
    ("place", "lat", "lon", "country"),
    [
        ("Vilnius", 54.687, 25.280, "LTU"),
        ("Kaliningrad", 54.710, 20.510, "RUS"),
        ("Narva", 59.379, 28.190, "EST"),
        ("Ivangorod", 59.377, 28.223, "RUS"),
        ("Daugavpils", 55.874, 26.536, "LVA"),
        ("Astravets power station", 54.762, 26.089, "BLR"),
        ("the sea 10 km off Klaipeda", 55.72, 20.93, "LTU"),
        ("the sea 50 km off Klaipeda", 55.72, 20.30, None),
        ("Curonian Lagoon, north", 55.50, 21.15, "LTU"),
        ("Lake Peipus, west", 58.70, 27.20, "EST"),
    ],
)
def test_places_are_in_their_countries(borders, place, lat, lon, country):
    found = [code for code in COUNTRIES if Region.from_rings(borders[code]).contains(lat, lon)]
    assert found == ([country] if country else []), place


def test_the_line_between_lithuania_and_belarus_is_the_recorded_one(borders, corpus):
    """Against a clip of the same source made by other means: land only, thinned to about 20 m."""
    recorded = json.loads((corpus / "geo" / "osm_borders_baltic.geojson").read_text())["features"]
    theirs = {f["properties"]["id"]: shapely.from_geojson(json.dumps(f["geometry"])) for f in recorded}
    line = shapely.get_coordinates(shapely.segmentize(theirs["LTU"].boundary, 1e-3))
    shapely.prepare(theirs["BLR"])
    line = line[shapely.dwithin(theirs["BLR"], shapely.points(line), 3e-4)]
    assert len(line) > 5000
    ours_m = Region.from_rings(borders["LTU"]).nearest(line[:, 1], line[:, 0]).distance_m
    assert np.median(ours_m) < 1.0
    assert ours_m.max() < 40.0


def test_many_regions_at_once_are_as_each_alone(borders):
    codes = ("LTU", "LVA", "BLR")
    alone = [*(Region.from_rings(borders[code]) for code in codes), Region.from_rings([[SQUARE, HOLE]])]
    rng = np.random.default_rng(2)
    of, lat, lon = rng.integers(4, size=300), rng.uniform(53.5, 57.5, 300), rng.uniform(21.0, 28.0, 300)
    regions = Regions(alone)
    inside, distance = regions.contain(of, lat, lon), regions.signed_distance_m(of, lat, lon)
    for k, region in enumerate(alone):
        mine = of == k
        np.testing.assert_array_equal(inside[mine], region.contains(lat[mine], lon[mine]))
        np.testing.assert_array_equal(distance[mine], region.signed_distance_m(lat[mine], lon[mine]))
        near = regions.nearest(of[mine], lat[mine], lon[mine])
        np.testing.assert_array_equal(near.lat_deg, region.nearest(lat[mine], lon[mine]).lat_deg)
    assert 50 < inside.sum() < 250
    with pytest.raises(ValueError, match="latitude"):
        regions.nearest(np.zeros(1, np.int64), np.array([91.0]), np.array([0.0]))


def test_no_regions_hold_no_places():
    none = np.zeros(0)
    assert len(Regions([]).contain(none.astype(np.int64), none, none)) == 0
    assert len(Regions([]).signed_distance_m(none.astype(np.int64), none, none)) == 0
