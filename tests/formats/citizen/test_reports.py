"""What people say becomes a place with an error that is honest."""

import json
import math

import pytest
from pyproj import Geod

from samples_of import samples
from sargas.errors import DecodeError
from sargas.formats.citizen.reports import BIRD, HELICOPTER, reported

MADE = samples("citizen")
GEOD = Geod(ellps="WGS84")


def one(**more):
    return reported(json.dumps(MADE.report(**more)).encode(), 3000.0, 2000.0)


@pytest.mark.parametrize(
    ("more", "ahead_m", "azimuth_deg", "sigma_m"),
    [
        ({}, 0.0, None, 1500.0),
        ({"what": "heard"}, 0.0, None, 1000.0),
        ({"azimuth_deg": 120.0}, 1500.0, 120.0, 3000.0 / math.sqrt(12.0)),
        ({"azimuth_deg": -90.0, "distance_m": 3000.0}, 3000.0, -90.0, 3000.0),
        ({"azimuth_deg": 0.0, "distance_m": 20.0}, 20.0, 0.0, 800.0),
        ({"accuracy_m": 2448.0}, 0.0, None, math.hypot(1500.0, 1000.0)),
    ],
)
def test_where_it_was_and_how_sure(more, ahead_m, azimuth_deg, sigma_m) -> None:
    found = one(by="patrol", **more)
    bearing, _, distance_m = GEOD.inv(25.28, 54.64, found.lon_deg, found.lat_deg)
    assert distance_m == pytest.approx(ahead_m, abs=0.5)
    if azimuth_deg is not None and ahead_m > 0.0:
        assert bearing == pytest.approx(azimuth_deg, abs=0.01)
    assert found.sigma_m == pytest.approx(sigma_m)
    assert found.time_s == MADE.TIME_S


def test_a_citizen_s_place_is_on_a_grid_that_its_error_knows() -> None:
    exact, found = one(by="patrol", accuracy_m=5.0), one(accuracy_m=5.0)
    away_m = []
    for k in range(400):
        lat_deg, lon_deg = 54.64 + k * 0.0011, 25.28 + k * 0.00073
        there = one(lat_deg=lat_deg, lon_deg=lon_deg)
        assert round(there.lat_deg / 0.005, 6) == round(there.lat_deg / 0.005), "on the grid"
        away_m.append(GEOD.inv(lon_deg, lat_deg, there.lon_deg, there.lat_deg)[2])
    assert max(away_m) < 330.0
    assert math.hypot(exact.sigma_m, 160.0) == pytest.approx(found.sigma_m)
    assert math.sqrt(sum(m * m for m in away_m) / len(away_m) / 2.0) < 160.0, "of each axis"


def test_a_uniform_disc_and_a_uniform_line_have_these_sigmas() -> None:
    """The two figures of the table, by integration."""
    n = 200_000
    disc = sum((2.0 * (k + 0.5) / n) * ((k + 0.5) / n) ** 2 / 2.0 for k in range(n)) / n
    line = sum(((k + 0.5) / n - 0.5) ** 2 for k in range(n)) / n
    assert math.sqrt(disc) == pytest.approx(0.5, abs=1e-4)
    assert math.sqrt(line) == pytest.approx(1.0 / math.sqrt(12.0), abs=1e-4)


def test_kinds_that_radars_have_words_for() -> None:
    assert [one(kind=kind).words for kind in ("drone", "bird", "helicopter")] == [0, BIRD, HELICOPTER]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"id": ""}, "id"),
        ({"id": "x" * 65}, "id"),
        ({"what": "smelt"}, "what"),
        ({"lat_deg": 90.0}, "lat_deg"),
        ({"lon_deg": "east"}, "lon_deg"),
        ({"accuracy_m": -1.0}, "accuracy_m"),
        ({"azimuth_deg": 1e9}, "azimuth_deg"),
        ({"distance_m": 1e9}, "distance_m"),
        ({"time": "2025-07-28T05:10:00"}, "time"),
        ({"by": "the president"}, "by"),
        ({"kind": "<script>"}, "kind"),
    ],
)
def test_what_is_wrong_is_told_by_its_field_and_none_of_its_words(more, field) -> None:
    with pytest.raises(DecodeError) as refused:
        one(**more)
    assert refused.value.reason == f"report that is wrong in {field}"


def test_what_is_no_report() -> None:
    for text in (b"", b"hello", b"[" * 100_000, b"\xff", b"5"):
        with pytest.raises(DecodeError):
            reported(text, 3000.0, 2000.0)
