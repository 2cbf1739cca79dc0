import hashlib
import json

import numpy as np
import pytest

from sargas.geo.geoid import undulation_m

NGA = [
    (38.6281550, 269.7791550, -31.628),
    (-14.6212170, 305.0211140, -2.969),
    (46.8743190, 102.4487290, -43.575),
    (-23.6174460, 133.8747120, 15.871),
    (38.6254730, 359.9995000, 50.066),
    (-0.4667440, 0.0023000, 17.329),
]
"""Test points of NGA's program F477 (INPUT.DAT, OUTF477.DAT): the harmonic expansion itself, not this grid."""


@pytest.mark.parametrize(("lat", "lon", "expected_m"), NGA)
def test_agrees_with_the_harmonic_expansion(lat, lon, expected_m):
    assert undulation_m(lat, lon) == pytest.approx(expected_m, abs=0.02)


def test_a_node_of_the_grid_is_its_own_value():
    # First value of WW15MGH.DAC at each pole.
    assert undulation_m(90.0, 123.4) == pytest.approx(13.61, abs=1e-9)
    assert undulation_m(-90.0, 0.0) == pytest.approx(-29.53, abs=1e-9)


def test_the_world_has_no_seam():
    lat = np.linspace(-89, 89, 179)
    np.testing.assert_allclose(undulation_m(lat, 359.99999), undulation_m(lat, 0.0), atol=1e-3)
    np.testing.assert_allclose(undulation_m(lat, -179.99999), undulation_m(lat, 179.99999), atol=1e-3)
    np.testing.assert_array_equal(undulation_m(lat, -25.0), undulation_m(lat, 335.0))
    np.testing.assert_allclose(undulation_m(89.99999, 10.0), undulation_m(89.99999, 190.0), atol=1e-3)


def test_it_is_smooth_across_cells():
    lon = np.arange(20.0, 30.0, 0.001)
    assert np.abs(np.diff(undulation_m(54.9, lon), 2)).max() < 1e-5


@pytest.mark.parametrize(("lat", "lon"), [(90.1, 0.0), (float("nan"), 0.0), (0.0, float("inf"))])
def test_no_place_is_refused(lat, lon):
    with pytest.raises(ValueError, match="geoid"):
        undulation_m(lat, lon)


def test_the_grid_is_the_one_of_the_manifest(root):
    folder = root / "third_party" / "egm96"
    for name, sha256 in json.loads((folder / "manifest.json").read_text())["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == sha256
