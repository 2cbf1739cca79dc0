"""Areas: nested, of the right size, oriented as GeoJSON has it, and holding what they say, matched and mismatched."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sargas.geo.region import Region
from sargas.searching.areas import SHARES, Lattice, area_m2, areas
from searching.falls import Truth
from searching.trials import trials

LATTICE = Lattice(55.0, 24.0, 250.0)


def scattered(seed: int, n: int = 3000) -> tuple[np.ndarray, np.ndarray]:
    """Two heaps, a kilometre and a hundred wide."""
    rng = np.random.default_rng(seed)
    wide = np.where(rng.random(n) < 0.4, 1.0, 0.01)
    return 55.0 + wide * rng.normal(0.0, 1.0, n), 24.0 + wide * rng.normal(0.0, 1.0, n)


@settings(max_examples=10)
@given(st.integers(0, 2**31))
def test_each_holds_the_one_before_and_rings_turn_as_they_should(seed: int) -> None:
    lat, lon = scattered(seed)
    made = areas(lat, lon, np.full(len(lat), 1.0 / len(lat)), LATTICE)
    shapes = []
    for area, share in zip(made, SHARES, strict=True):
        assert area.probability == share
        for outer, *holes in area.polygons:
            assert outer[0] == outer[-1]
            assert shapely.is_ccw(shapely.LinearRing(outer))
            assert not any(shapely.is_ccw(shapely.LinearRing(hole)) for hole in holes)
        shapes.append(Region.from_rings(area.polygons).shape)
    assert shapes[0].difference(shapes[1]).area < 1e-9
    assert shapes[1].difference(shapes[2]).area < 1e-9
    assert made[0].area_m2 < made[1].area_m2 < made[2].area_m2


def test_areas_hold_the_share_of_fresh_points_that_they_say() -> None:
    """4,000 points that made none of the areas, over 20 sets of particles."""
    held = np.zeros(3)
    for seed in range(20):
        lat, lon = scattered(seed)
        fresh_lat, fresh_lon = scattered(10_000 + seed, 4000)
        made = areas(lat, lon, np.full(len(lat), 1.0 / len(lat)), LATTICE)
        held += [Region.from_rings(area.polygons).contains(fresh_lat, fresh_lon).mean() / 20 for area in made]
    # the other half of 3,000 judges: sigma of a share p is sqrt(p (1 - p) / 1500 / 20)
    sigma = np.sqrt(np.array(SHARES) * (1 - np.array(SHARES)) / 30_000)
    assert np.abs(held - SHARES) == pytest.approx(0.0, abs=4.0 * float(sigma.max()))
    assert held[2] > 0.985


def test_weights_count() -> None:
    lat = np.concatenate([np.full(500, 55.0), np.full(500, 56.0)]) + np.linspace(0.0, 0.02, 1000)
    weights = np.concatenate([np.full(500, 0.0019), np.full(500, 0.0001)])
    half = areas(lat, np.full(1000, 24.0), weights, LATTICE)[0]
    north = Region.from_rings(half.polygons).bounds_deg[3]
    assert north < 55.5


def test_the_area_is_that_of_its_cells() -> None:
    assert float(area_m2(24.0, 55.0, 24.01, 55.01)) == pytest.approx(638.6 * 1112.0, rel=0.002)


def test_nine_of_ten_lost_tracks_lie_in_the_90_percent_area() -> None:
    """200 lost tracks of truth that is drawn as the model says, by another reckoning: 3 sigma of the binomial are 6 %.

    Of 1,000 with more particles: benchmarks/searching.py."""
    held = trials(200, Truth(), seed=11).held.mean(axis=0)
    assert 0.84 <= held[1] <= 0.96
    assert held[0] <= 0.65
    assert held[2] >= 0.95


def test_so_do_those_that_a_radar_that_is_up_did_not_see() -> None:
    """What was not seen is used as evidence, and the areas hold what they say all the same: they are smaller."""
    blind, seeing = trials(50, Truth(), seed=13), trials(100, Truth(), seed=13, looking=True)
    assert 0.81 <= seeing.held[:, 1].mean() <= 0.99
    assert (seeing.fate == "flies_on").mean() < (blind.fate == "flies_on").mean()
    assert np.median(seeing.area_km2[:, 1]) < 0.8 * np.median(blind.area_km2[:, 1])


def test_a_truth_that_is_otherwise_is_held_less_often() -> None:
    """It flies twice as long as is thought, and turns: the areas say less than they claim, and that is no surprise."""
    held = trials(80, Truth(endurance=2.0, turns_deg=60.0), seed=12).held.mean(axis=0)
    assert 0.5 <= held[1] <= 0.9
