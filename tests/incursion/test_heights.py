"""Heights against floors and ceilings: what is known is a probability, what is not is never a yes."""

import numpy as np
import pytest
from scipy.stats import norm

from incursion.land import zone
from picture.scene import LAT_DEG, LON_DEG, NOON_S, rows
from sargas.geo.geoid import undulation_m
from sargas.incursion.heights import WORDS, bands, limits_of, nothing_known, over
from sargas.incursion.settings import Settings
from sargas.incursion.shapes import shapes_of
from sargas.model.height import Height
from sargas.model.track import HEIGHT_SOURCES
from sargas.model.tracks import Tracks


def heard(**said: object) -> Tracks:
    return rows(NOON_S, {"number": 1, **said})


def limited(floor: Height | None, ceiling: Height | None, track: Tracks) -> tuple[float, str]:
    ((share, words),) = against([(floor, ceiling)], track)
    return share, words


def against(limits: list[tuple[Height | None, Height | None]], tracks: Tracks) -> list[tuple[float, str]]:
    """(probability, words) of each row against its own limits."""
    shapes = shapes_of([zone(floor=floor, ceiling=ceiling) for floor, ceiling in limits])
    of = np.arange(len(limits))
    found = bands(shapes.floors, shapes.ceilings, of, tracks, Settings(), nothing_known(tracks))
    return [(share, WORDS[k]) for share, k in zip(found.probability.tolist(), found.words.tolist(), strict=True)]


def test_no_limits_ask_for_no_height() -> None:
    assert limited(None, None, heard()) == (1.0, "")


def test_a_known_height_against_the_ellipsoid_and_the_sea() -> None:
    geoid_m = float(undulation_m(LAT_DEG, LON_DEG))
    track = heard(height_m=1000.0 + geoid_m, sigma_height_m=50.0)
    assert limited(None, Height(1050.0, "amsl"), track)[0] == pytest.approx(norm.cdf(1.0), abs=1e-3)
    assert limited(Height(950.0, "amsl"), Height(1050.0, "amsl"), track)[0] == pytest.approx(0.683, abs=1e-3)
    assert limited(None, Height(1000.0 + geoid_m, "ellipsoid"), track)[0] == pytest.approx(0.5, abs=1e-3)
    assert limited(Height(3000.0), None, track)[0] < 1e-6


@pytest.mark.parametrize(
    ("limit", "said", "words"),
    [
        (Height(500.0), {}, "height unknown, so its limits do not exclude it"),
        (
            Height(5000.0),
            {"height_m": 100.0, "height_source": HEIGHT_SOURCES.index("pressure_standard")},
            "height from pressure without QNH",
        ),
        (Height(5000.0, "agl"), {"height_m": 100.0}, "height of the ground assumed"),
        (Height(5000.0, "flight_level"), {"height_m": 100.0}, "pressure unknown, so the level is assumed"),
    ],
)
def test_what_is_not_known_is_never_a_yes_and_never_excluded(limit: Height, said: dict, words: str) -> None:
    probability, told = limited(None, limit, heard(**said))
    assert told == words
    assert 0.1 <= probability <= 0.95


@pytest.mark.parametrize("floor", [Height(0.0, "agl"), Height(0.0), Height(-30.0), Height(0.0, "flight_level")])
def test_a_floor_at_the_ground_or_below_is_none(floor: Height) -> None:
    """Whatever the height of the ground that is assumed: what flies low by the sea is not under the zone."""
    low, ceiling = heard(height_m=20.0, sigma_height_m=5.0), Height(500.0, "agl")
    assert limited(floor, None, low) == limited(None, None, low)
    assert limited(floor, ceiling, low) == limited(None, ceiling, low)
    assert limited(Height(0.0, "ellipsoid"), None, heard(height_m=-20.0, sigma_height_m=5.0))[0] < 0.01


def test_a_flight_level_is_met_by_the_pressure_altitude() -> None:
    probability, words = limited(None, Height(3000.0, "flight_level"), heard(pressure_altitude_m=2900.0))
    assert probability > 0.999
    assert words == "height within its limits"


def test_what_is_surely_above_is_kept_out_and_no_limits_keep_nobody() -> None:
    tracks = rows(NOON_S, *({"number": k, "height_m": 9_000.0} for k in range(1, 4)))
    limits = [(None, Height(500.0)), (None, None), (Height(500.0), Height(20_000.0))]
    told = against(limits, tracks)
    assert told == [(0.0, ""), (1.0, ""), (1.0, "height within its limits")]


def test_many_against_their_own_limits_are_as_each_alone() -> None:
    said = [{}, {"height_m": 450.0}, {"pressure_altitude_m": 480.0}, {"height_m": 520.0, "height_source": 1}]
    heights = [None, Height(500.0), Height(500.0, "agl"), Height(500.0, "flight_level"), Height(500.0, "ellipsoid")]
    pairs = [(one, floor, ceiling) for one in said for floor in heights for ceiling in heights]
    tracks = rows(NOON_S, *(one for one, *_ in pairs))
    told = against([(floor, ceiling) for _, floor, ceiling in pairs], tracks)
    for k, (_, floor, ceiling) in enumerate(pairs):
        assert told[k] == limited(floor, ceiling, tracks.take(np.array([k])))


def test_over_a_limit_is_told_with_its_error_and_where_no_height_is_known() -> None:
    track = rows(NOON_S, {"height_m": 900.0, "sigma_height_m": 40.0}, {})
    limits = limits_of([Height(500.0, "ellipsoid"), Height(500.0, "agl")])
    found = over(limits, np.array([0, 0]), track, Settings(), nothing_known(track))
    assert (found.over_m[0], found.sigma_m[0], found.unknown.tolist()) == (400.0, 40.0, [False, True])
    assumed = over(limits, np.array([1, 1]), track, Settings(), nothing_known(track))
    assert assumed.sigma_m[0] == pytest.approx(np.hypot(40.0, 70.0))
    assert WORDS[assumed.words[0]] == "height of the ground assumed"
