"""Ground: flat and from a raster, above the ellipsoid."""

import contextlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sargas.errors import ConfigError
from sargas.geo.geoid import undulation_m
from sargas.geo.ground import Flat, Raster, raster_from_asc


def test_flat_ground_is_above_the_sea_and_says_so() -> None:
    ground = Flat(100.0, 50.0)
    height_m = ground.height_m(np.array([54.7, 54.9]), np.array([25.3, 25.0]))
    assert height_m == pytest.approx(100.0 + float(undulation_m(54.7, 25.3)))
    assert "no terrain is given" in ground.words
    assert len(ground.height_m(np.zeros(0), np.zeros(0))) == 0


@given(st.floats(0.0, 3.0), st.floats(0.0, 2.0))
def test_between_nodes_a_plane_is_a_plane(row: float, column: float) -> None:
    rows, columns = np.mgrid[0:4, 0:3]
    flat = Raster(54.0, 25.0, 0.5, 1.0, np.zeros((4, 3)), 10.0, "the sea")
    plane = Raster(54.0, 25.0, 0.5, 1.0, 10.0 * rows + 3.0 * columns, 10.0, "a plane")
    place = np.array([54.0 + 0.5 * row]), np.array([25.0 + column])
    rise_m = plane.height_m(*place) - flat.height_m(*place)
    assert float(rise_m[0]) == pytest.approx(10.0 * row + 3.0 * column, abs=1e-9)


def test_the_sea_is_as_high_as_the_geoid_at_every_node() -> None:
    sea = Raster(54.0, 22.0, 0.5, 3.0, np.zeros((5, 3)), 10.0, "the sea")
    lat, lon = np.array([54.0, 56.0, 55.0]), np.array([22.0, 28.0, 25.0])
    assert sea.height_m(lat, lon) == pytest.approx(undulation_m(lat, lon), abs=1e-9)


def test_a_tile_of_the_shuttle_is_read_as_it_is(corpus: Path) -> None:
    """N57E011, 1,201 x 1,201 nodes of 3 arc seconds, from the north-west: the raster takes rows from the south."""
    raw = np.frombuffer((corpus / "terrain" / "N57E011_srtm3.hgt").read_bytes(), ">i2").reshape(1201, 1201)
    tile = Raster(57.0, 11.0, 1 / 1200, 1 / 1200, raw[::-1].astype(np.float64), 10.0, "N57E011")
    row, column = (int(k) for k in np.unravel_index(raw.argmax(), raw.shape))
    lat, lon = np.array([58.0 - row / 1200]), np.array([11.0 + column / 1200])
    top_m = float(tile.height_m(lat, lon)[0])
    assert top_m == pytest.approx(float(raw.max()) + float(undulation_m(lat, lon)[0]), abs=1e-6)


def test_outside_is_the_edge_and_a_line_is_no_terrain() -> None:
    raster = Raster(54.0, 25.0, 0.5, 1.0, np.array([[1.0, 2.0], [3.0, 4.0]]), 10.0, "small")
    inside, outside = raster.height_m(np.array([54.0, 50.0]), np.array([25.0, 20.0]))
    assert inside == outside
    with pytest.raises(ValueError, match="two rows"):
        Raster(54.0, 25.0, 0.5, 1.0, np.zeros((1, 5)), 10.0, "a line")


GRID = """ncols 3
nrows 2
xllcorner 25.0
yllcorner 54.0
cellsize 0.5
NODATA_value -9999
7 8 9
1 2 -9999
"""


def above_the_sea(raster: Raster, *places: tuple[float, float]) -> list[float]:
    lat, lon = np.array(places).T
    return list(raster.height_m(lat, lon) - undulation_m(lat, lon))


def test_an_ascii_grid_has_its_heights_in_the_middle_of_its_cells() -> None:
    raster = raster_from_asc(GRID, 20.0, "t.asc")
    found = above_the_sea(raster, (54.25, 25.25), (54.25, 26.25), (54.75, 25.25))
    assert found == pytest.approx([1.0, 0.0, 7.0], abs=1e-6)
    (between,) = above_the_sea(raster, (54.5, 25.25))
    assert between == pytest.approx(4.0, abs=0.2)  # the geoid bends too
    assert raster.holds(54.5, 25.5)
    assert not raster.holds(54.1, 25.5)
    middles = GRID.replace("xllcorner 25.0", "XLLCENTER 25.25").replace("yllcorner 54.0", "YLLCENTER 54.25")
    assert above_the_sea(raster_from_asc(middles, 20.0, "t"), (54.5, 25.5)) == above_the_sea(raster, (54.5, 25.5))
    oblong = GRID.replace("cellsize 0.5", "dx 0.5\ndy 0.25")
    assert above_the_sea(raster_from_asc(oblong, 20.0, "t"), (54.125, 25.25)) == pytest.approx([1.0], abs=1e-2)


def test_a_grid_of_two_columns_may_begin_with_no_data() -> None:
    grid = "ncols 2\nnrows 2\nxllcorner 25.0\nyllcorner 54.0\ncellsize 0.5\nnan 8\n1 2\n"
    assert above_the_sea(raster_from_asc(grid, 20.0, "t"), (54.75, 25.25)) == pytest.approx([0.0], abs=1e-6)


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        ("ncols 3", "ncols many", "'many' is no number"),
        ("ncols 3\n", "", "no ESRI ASCII grid"),
        ("cellsize 0.5\n", "", "no ESRI ASCII grid"),
        ("cellsize 0.5", "cellsize nan", "no ESRI ASCII grid"),
        ("ncols 3", "ncols 1", "at least 2 by 2"),
        ("ncols 3", "ncols 3.5", "at least 2 by 2"),
        ("nrows 2", "nrows 2000000", "at most 4,000,000"),
        ("xllcorner 25.0", "xllcorner 6100000", "not in degrees"),
        ("cellsize 0.5", "cellsize -0.5", "not in degrees"),
        ("7 8 9", "7 8 nine", "no number: 'nine'"),
        ("7 8 9", "7 8", "5 heights, and 2 rows of 3"),
        ("7 8 9", "7 8 -12000", "a height outside"),
        ("7 8 9", "7 8 inf", "a height outside"),
    ],
)
def test_what_is_wrong_in_a_grid_is_told(was: str, now: str, why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        raster_from_asc(GRID.replace(was, now, 1), 20.0, "t.asc")


@given(st.text(max_size=200))
def test_whatever_is_in_the_file_is_an_error_at_worst(text: str) -> None:
    for said in (text, GRID + text, text + GRID):
        with contextlib.suppress(ConfigError):
            assert isinstance(raster_from_asc(said, 20.0, "t"), Raster)
