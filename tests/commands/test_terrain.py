"""Elevation rasters become the one file that a site names; what is in it is what was in them."""

import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest

from conftest import absent
from sargas.commands.terrain import NO_DATA, run_terrain, text_of
from sargas.config import load_text
from sargas.errors import ConfigError
from sargas.geo.geoid import undulation_m
from sargas.geo.ground import raster_from_asc

try:
    import rasterio
    from rasterio.transform import from_origin
    from rasterio.warp import transform
except ImportError:
    rasterio = None


def plane_m(lat_deg, lon_deg):
    """Rises to the north and the east: 100 m at 54 N 25 E."""
    return 100.0 + 60.0 * (lat_deg - 54.0) + 40.0 * (lon_deg - 25.0)


def tile(path: Path, crs: str, west: float, north: float, step: float, size: int = 400, nodata: float = -32768) -> Path:
    """A raster of the plane, in any projection."""
    if rasterio is None:
        absent("no rasterio: it is in requirements-dev.lock")
    at = from_origin(west, north, step, step)
    columns, rows = np.meshgrid(np.arange(size) + 0.5, np.arange(size) + 0.5)
    x, y = at * (columns.ravel(), rows.ravel())
    lon, lat = transform(crs, "EPSG:4326", x, y)
    heights = plane_m(np.array(lat), np.array(lon)).reshape(size, size)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=size,
        height=size,
        count=1,
        dtype="float32",
        crs=crs,
        transform=at,
        nodata=nodata,
    ) as out:
        out.write(heights.astype(np.float32), 1)
    return path


@pytest.mark.parametrize(
    ("crs", "west", "north", "step"),
    [
        ("EPSG:4326", 24.0, 56.0, 0.005),
        ("EPSG:4326", 24.0, 56.0, 0.0101),
        ("EPSG:32635", 340_000.0, 6_170_000.0, 500.0),
    ],
    ids=["finer", "coarser", "UTM"],
)
def test_the_ground_is_that_of_the_raster(crs: str, west: float, north: float, step: float, tmp_path: Path) -> None:
    out = tmp_path / "terrain.asc"
    assert run_terrain([tile(tmp_path / "a.tif", crs, west, north, step)], "54.9,25.2", 50e3, 1_000.0, out, True) == 0
    ground = raster_from_asc(out.read_text(), 20.0, "a")
    chance = np.random.default_rng(1)
    lat, lon = 54.9 + chance.uniform(-0.35, 0.35, 200), 25.2 + chance.uniform(-0.6, 0.6, 200)
    told = ground.height_m(lat, lon) - undulation_m(lat, lon)
    assert told == pytest.approx(plane_m(lat, lon), abs=1.1)  # whole metres, and the mean of a cell


def test_where_the_best_has_no_data_the_next_is_asked_and_gaps_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    best = tile(tmp_path / "a.tif", "EPSG:4326", 25.2, 56.0, 0.005)
    rest = tile(tmp_path / "b.tif", "EPSG:4326", 24.6, 56.0, 0.005)
    out = tmp_path / "terrain.asc"
    run_terrain([best], "54.9,25.2", 30e3, 1_000.0, out, True)
    assert 0.4 < msgspec.json.decode(capsys.readouterr().out)["known_share"] < 0.6
    run_terrain([best, rest], "54.9,25.2", 30e3, 1_000.0, out, True)
    assert msgspec.json.decode(capsys.readouterr().out)["known_share"] == 1.0


def test_a_site_may_name_what_is_written(corpus: Path, tmp_path: Path) -> None:
    if rasterio is None:
        absent("no rasterio: it is in requirements-dev.lock")
    out = tmp_path / "terrain.asc"
    run_terrain([corpus / "terrain" / "baltic_dted0_60x30arcsec.tif"], "54.68,25.28", 60e3, 1_000.0, out, False)
    site = """
[site]
name = "x"
lat_deg = 54.68
lon_deg = 25.28
[terrain]
file = "terrain.asc"
"""
    ground = load_text(site, tmp_path).ground
    assert ground is not None
    assert ground.words == "terrain terrain.asc (one sigma 30 m)"
    with rasterio.open(corpus / "terrain" / "baltic_dted0_60x30arcsec.tif") as source:
        there = [v[0] for v in source.sample([(25.29, 54.63), (25.9, 54.5)])]
    lat, lon = np.array([54.63, 54.5]), np.array([25.29, 25.9])
    told = ground.height_m(lat, lon) - undulation_m(lat, lon)
    assert told == pytest.approx(there, abs=40.0)


@pytest.mark.parametrize(
    ("around", "radius_m", "step_m", "why"),
    [
        ("54.9", 30e3, 1e3, "LATITUDE,LONGITUDE"),
        ("54.9,25.2", 30e3, 40e3, "a step above 0 m"),
        ("84.9,25.2", 300e3, 1e3, "no pole within it"),
        ("54.9,25.2", 900e3, 100.0, "a longer --step-m"),
        ("10.0,25.2", 30e3, 1e3, "nothing of it lies within 30 km"),
    ],
)
def test_what_cannot_be_is_told(around: str, radius_m: float, step_m: float, why: str, tmp_path: Path) -> None:
    made = tile(tmp_path / "a.tif", "EPSG:4326", 24.0, 56.0, 0.005)
    with pytest.raises(ConfigError, match=why):
        run_terrain([made], around, radius_m, step_m, tmp_path / "out.asc", False)


def test_files_that_are_no_raster_or_nowhere(tmp_path: Path) -> None:
    made = tile(tmp_path / "a.tif", "EPSG:4326", 24.0, 56.0, 0.005)
    (tmp_path / "text.tif").write_text("no raster")
    with rasterio.open(
        tmp_path / "nowhere.tif", "w", driver="GTiff", width=4, height=4, count=1, dtype="int16"
    ) as nowhere:
        nowhere.write(np.ones((4, 4), np.int16), 1)
    for name, why in (
        ("none.tif", "no such file"),
        ("text.tif", "text.tif: not recognized"),
        ("nowhere.tif", "does not say where"),
    ):
        with pytest.raises(ConfigError, match=why):
            run_terrain([made, tmp_path / name], "54.9,25.2", 30e3, 1e3, tmp_path / "out.asc", False)
    with pytest.raises(ConfigError, match="No such file"):
        run_terrain([made], "54.9,25.2", 30e3, 1e3, tmp_path / "no" / "out.asc", False)


def test_without_rasterio_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "rasterio", None)
    with pytest.raises(ConfigError, match=r"pip install 'sargas\[grids\]'"):
        run_terrain([tmp_path / "a.tif"], "54.9,25.2", 30e3, 1e3, tmp_path / "out.asc", False)


def test_the_text_is_read_as_it_was_written() -> None:
    text = text_of(np.array([[1.4, np.nan], [3.0, -4.0]]), (25.0, 54.0, 0.5, 0.25))
    assert f"NODATA_value {NO_DATA}\n1 {NO_DATA}\n3 -4\n" in text
    ground = raster_from_asc(text, 5.0, "t")
    lat, lon = np.array([54.125, 54.125, 54.375, 54.375]), np.array([25.25, 25.75, 25.25, 25.75])
    told = ground.height_m(lat, lon) - undulation_m(lat, lon)
    assert told == pytest.approx([3.0, -4.0, 1.0, 0.0], abs=1e-6)
