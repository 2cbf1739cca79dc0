"""Ground: flat and from a raster, above the ellipsoid."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sargas.geo.geoid import undulation_m
from sargas.searching.ground import Flat, Raster


def test_flat_ground_is_above_the_sea_and_says_so() -> None:
    ground = Flat(100.0, 50.0)
    height_m = ground.height_m(np.array([54.7, 54.9]), np.array([25.3, 25.0]))
    assert height_m == pytest.approx(100.0 + float(undulation_m(54.7, 25.3)))
    assert "no terrain is given" in ground.words
    assert len(ground.height_m(np.zeros(0), np.zeros(0))) == 0


@given(st.floats(0.0, 3.0), st.floats(0.0, 2.0))
def test_between_nodes_a_plane_is_a_plane(row: float, column: float) -> None:
    rows, columns = np.mgrid[0:4, 0:3]
    raster = Raster(54.0, 25.0, 0.5, 1.0, 10.0 * rows + 3.0 * columns, 10.0, "a plane")
    told = raster.height_m(np.array([54.0 + 0.5 * row]), np.array([25.0 + column]))
    offset = raster.height_m(np.array([54.0]), np.array([25.0]))
    assert float(told[0] - offset[0]) == pytest.approx(10.0 * row + 3.0 * column, abs=1e-9)


def test_a_tile_of_the_shuttle_is_read_as_it_is(corpus: Path) -> None:
    """N57E011, 1,201 x 1,201 nodes of 3 arc seconds, from the north-west: the raster takes rows from the south."""
    raw = np.frombuffer((corpus / "terrain" / "N57E011_srtm3.hgt").read_bytes(), ">i2").reshape(1201, 1201)
    tile = Raster(57.0, 11.0, 1 / 1200, 1 / 1200, raw[::-1].astype(np.float64), 10.0, "N57E011")
    row, column = (int(k) for k in np.unravel_index(raw.argmax(), raw.shape))
    lat, lon = np.array([58.0 - row / 1200]), np.array([11.0 + column / 1200])
    top_m = float(tile.height_m(lat, lon)[0])
    assert top_m == pytest.approx(float(raw.max()) + float(undulation_m(57.5, 11.5)), abs=0.5)


def test_outside_is_the_edge_and_a_line_is_no_terrain() -> None:
    raster = Raster(54.0, 25.0, 0.5, 1.0, np.array([[1.0, 2.0], [3.0, 4.0]]), 10.0, "small")
    inside, outside = raster.height_m(np.array([54.0, 50.0]), np.array([25.0, 20.0]))
    assert inside == outside
    with pytest.raises(ValueError, match="two rows"):
        Raster(54.0, 25.0, 0.5, 1.0, np.zeros((1, 5)), 10.0, "a line")
