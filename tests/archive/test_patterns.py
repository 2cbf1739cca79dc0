"""Patterns: intervals against scipy, hot spots only where they are sure, and "not enough data" said."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sargas.archive.listing import read_list
from sargas.archive.past import Past
from sargas.archive.patterns import FEWEST, patterns, rate, wilson
from sargas.geo.geodesic import distance_m


def past(k: int, lat_deg: float = 54.7, lon_deg: float = 25.3, **more: Any) -> Past:
    return Past(f"i{k}", f"2025-{1 + k % 12:02d}-15", lat_deg, lon_deg, **more)


@given(st.integers(0, 200), st.floats(0.25, 30.0))
def test_rates_are_gamma_quantiles(count: int, years: float) -> None:
    for probability in (0.05, 0.95):
        expected = stats.gamma.ppf(probability, count + 0.5, scale=1.0 / years)
        assert rate(count, years, probability) == pytest.approx(expected, rel=1e-8)


@given(st.integers(1, 300), st.data())
def test_shares_are_wilsons(known: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, known))
    share, low, high = wilson(count, known)
    expected = stats.binomtest(count, known).proportion_ci(0.95, method="wilson")
    assert (low, high) == (pytest.approx(expected.low, abs=1e-6), pytest.approx(expected.high, abs=1e-6))
    assert low <= share <= high


def test_a_place_where_it_happens_again_and_again_is_a_hot_spot() -> None:
    history = [past(k) for k in range(30)] + [past(100 + k, 50.0 + k / 2, 20.0 + k / 3) for k in range(20)]
    found = patterns(history)
    assert found.cells[0].count == 30
    assert found.cells[0].verdict == "hot spot"
    assert {cell.verdict for cell in found.cells[1:]} == {"not enough data"}
    assert found.cells[0].low_per_year < found.cells[0].per_year < found.cells[0].high_per_year
    assert "1 hot spots" in found.note


def test_few_incidents_are_no_pattern() -> None:
    found = patterns([past(k, 50.0 + k) for k in range(FEWEST - 1)])
    assert {cell.verdict for cell in found.cells} == {"not enough data"}
    assert not any(share.enough for share in found.kinds)
    nothing = patterns([])
    assert (nothing.incidents, nothing.cells, nothing.hours) == (0, (), ())


def test_evenly_spread_incidents_have_no_hot_spot() -> None:
    """A hundred histories of 400 incidents that fall anywhere alike in 10 x 10 cells: at most 5 % have one."""
    rng = np.random.default_rng(7)
    hot = 0
    for _ in range(100):
        row, column = rng.integers(0, 10, (2, 400))
        history = [past(k, 50.0 + 0.5 * r, 20.0 + c) for k, (r, c) in enumerate(zip(row, column, strict=True))]
        hot += any(cell.verdict == "hot spot" for cell in patterns(history).cells)
    assert hot <= 11  # binomial, 100 of 0.05: above 11 once in 200


def test_cells_are_squares_of_the_size_that_was_asked_for() -> None:
    (cell,) = patterns([past(1)], 25_000.0).cells
    high_m = float(distance_m(cell.south_deg, cell.west_deg, cell.north_deg, cell.west_deg))
    middle = (cell.south_deg + cell.north_deg) / 2
    wide_m = float(distance_m(middle, cell.west_deg, middle, cell.east_deg))
    assert (high_m, wide_m) == (pytest.approx(25_000.0, rel=0.01), pytest.approx(25_000.0, rel=0.01))
    with pytest.raises(ValueError, match="1 to 1,000 km"):
        patterns([past(1)], 10.0)


def test_entries_count_where_they_are_known() -> None:
    known = [past(k, entry_lat_deg=54.0, entry_lon_deg=26.0) for k in range(6)]
    found = patterns([*known, past(9)])
    assert found.places == "entries"
    assert [cell.count for cell in found.cells] == [6]
    assert patterns([*known, *(past(k) for k in range(10, 20))]).places == "places"


def test_hours_heights_and_routes() -> None:
    history = [past(k, hour=3, part="night", height_m=100.0, route="the east") for k in range(6)]
    found = patterns([*history, past(7, height_m=4000.0)])
    assert [(s.name, s.count, s.known, s.enough) for s in found.hours] == [("03", 6, 6, True)]
    assert next((s.name, s.count) for s in found.parts) == ("night", 6)
    assert [s.count for s in found.heights] == [6, 0, 0, 1]
    assert [(s.name, s.share) for s in found.routes] == [("the east", 1.0)]


def test_of_the_public_list_nearly_every_cell_has_not_enough_data(corpus: Path) -> None:
    found = patterns(read_list((corpus / "incidents.csv").read_bytes()).found)
    assert (found.incidents, len(found.cells)) == (36, 29)
    assert [cell.verdict for cell in found.cells].count("not enough data") == 28
    hot = found.cells[0]
    assert (hot.count, hot.verdict) == (6, "hot spot")
    assert hot.south_deg < 54.64 < hot.north_deg  # the airport of Vilnius
    assert not any(share.enough for share in found.heights)
