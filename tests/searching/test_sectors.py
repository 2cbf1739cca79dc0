"""Sectors: Koopman's law, the cut, ranks, and what stays."""

import math

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sargas.geo.geodesic import distance_m
from sargas.model.search import Sector
from sargas.searching.areas import Lattice
from sargas.searching.sectors import FEWEST, cut, koopman

LATTICE = Lattice(55.0, 24.0, 1_000.0)


def test_koopman() -> None:
    assert koopman(50.0, 20_000.0, 1e6) == pytest.approx(1.0 - math.exp(-1.0))
    assert koopman(50.0, 0.0, 1e6) == 0.0


@given(st.integers(1, 40), st.integers(0, 2**31))
def test_the_likeliest_ground_comes_first_and_holds_nine_tenths(blobs: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    lat = np.tile(55.0 + rng.normal(0.0, 0.05, 125) * rng.integers(1, blobs + 1, 125), FEWEST)
    lon = np.tile(24.0 + rng.normal(0.0, 0.05, 125), FEWEST)
    sectors = list(cut(lat, lon, np.full(500, 0.001), LATTICE, {}, 1000, 1).values())
    density = [sector.probability / sector.area_m2 for sector in sectors]
    assert density == sorted(density, reverse=True)
    assert [sector.rank for sector in sectors] == list(range(1, len(sectors) + 1))
    assert 0.45 <= sum(sector.probability for sector in sectors) <= 0.5 + 1e-9
    assert sum(sector.probability for sector in sectors[:-1]) < 0.45 + 1e-9


def test_a_sector_is_a_square_kilometre() -> None:
    four = np.ones(4)
    sector = next(iter(cut(55.001 * four, 24.001 * four, 0.25 * four, LATTICE, {}, 10, 1).values()))
    assert sector.area_m2 == pytest.approx(1e6, rel=0.01)
    width_m = float(distance_m(sector.south_deg, sector.west_deg, sector.south_deg, sector.east_deg))
    assert width_m == pytest.approx(1000.0, rel=0.01)


def test_numbers_stay_and_what_is_in_hand_is_never_dropped() -> None:
    lat, lon = np.repeat([55.001, 55.02], 4), np.repeat([24.001, 24.001], 4)
    weights = np.repeat([0.15, 0.1], 4)
    first = cut(lat, lon, weights, LATTICE, {}, 10, 1)
    assert [s.number for s in first.values()] == [1, 2]
    cells = list(first)
    known = {cells[0]: msgspec.structs.replace(first[cells[0]], assigned_to="team 1"), cells[1]: first[cells[1]]}
    later = cut(lat[4:], lon[4:], weights[4:], LATTICE, known, 10, 3)
    assert [(s.number, s.rank) for s in later.values()] == [(2, 1), (1, 0)]
    gone = cut(np.full(4, 56.0), np.full(4, 24.0), np.full(4, 0.25), LATTICE, later, 10, 3)
    assert [(s.number, s.rank, s.assigned_to) for s in gone.values()] == [(3, 1, None), (1, 0, "team 1")]
    assert isinstance(next(iter(gone.values())), Sector)
    assert cut(lat[:0], lon[:0], weights[:0], LATTICE, {}, 10, 1) == {}
    assert cut(lat[:3], lon[:3], weights[:3], LATTICE, {}, 10, 1) == {}  # three spots are chance
