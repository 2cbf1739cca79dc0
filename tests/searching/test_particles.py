"""Particles: gliding and falling by hand-made numbers, arcs, and the same seed."""

import math
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sargas.geo.wgs84 import MERIDIAN_M_PER_DEG
from sargas.model.search import Fate
from sargas.searching.particles import (
    FALLS,
    FASTEST_MPS,
    FLIES_ON,
    PIECES,
    Air,
    Last,
    Particles,
    advance,
    arc,
    begin,
)
from sargas.searching.settings import Prospect, Settings

CALM = Air(0.0, 0.0, 0.0)
NORTH = Last(
    0.0, 55.0, 24.0, 0.0, 40.0, 1000.0, 0.0, (0.0,) * 10, (0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0)
)  # fmt: skip


class Sea:
    """Ground without error, at a height; a wall north of `wall_deg`."""

    sigma_m, words = 0.0, "the sea"

    def __init__(self, height_m: float = 0.0, wall_deg: float = 90.0, wall_m: float = 0.0) -> None:
        self.at_m, self.wall_deg, self.wall_m = height_m, wall_deg, wall_m

    def height_m(self, lat_deg: Any, lon_deg: Any) -> Any:
        return np.where(lat_deg < self.wall_deg, self.at_m, self.wall_m)


def only(fate: Fate, **more: Any) -> Settings:
    prospect = Prospect({fate: 1.0}, 3600.0, 10.0, 0.0)
    still = {"glide_course_deg": 0.0, "glide_turn_deg": 0.0, "course_deg": 0.0, "leg_deg": 0.0, **more}
    return Settings(prospects={"fixed_wing_drone": prospect}, particles=400, **still)


def down(settings: Settings, last: Last = NORTH, air: Air = CALM, ground: Any = None, to_s: float = 60.0) -> Particles:
    rng, ground = np.random.default_rng(3), ground or Sea()
    particles = begin(rng, last, air, ground, settings)
    for k in range(int(to_s // 60)):
        advance(particles, rng, 60.0 * k, 60.0 * (k + 1), ground, settings)
    return particles


def test_a_glide_is_height_times_glide_ratio() -> None:
    p = down(only("glides"))
    assert (p.lie_lat_deg - 55.0) * MERIDIAN_M_PER_DEG == pytest.approx(10_000.0, abs=0.1)
    assert p.lie_lon_deg == pytest.approx(24.0)
    # sink = speed / 10, speed 0.7 to 1.0 of 40 m/s: 250 to 357 s
    assert 250.0 <= p.lies_s.min() < 260.0
    assert 345.0 < p.lies_s.max() <= 358.0


def test_the_wind_carries_it_for_as_long_as_it_falls() -> None:
    p = down(only("glides"), air=Air(8.0, 0.0, 0.0))
    east_m = (p.lie_lon_deg - 24.0) * 111_319.5 * math.cos(math.radians(55.0))
    assert east_m == pytest.approx(8.0 * p.lies_s, rel=2e-3)  # a degree is shorter in the north, where it comes down


def test_a_hillside_ends_a_glide() -> None:
    """A plateau 600 m high from 3 km north on: it comes down on it after 4 km, where it is 600 m high."""
    p = down(only("glides"), ground=Sea(0.0, 55.0 + 3000.0 / MERIDIAN_M_PER_DEG, 600.0))
    far_m = (p.lie_lat_deg - 55.0) * MERIDIAN_M_PER_DEG
    assert far_m == pytest.approx(4_000.0, abs=10_000.0 * 1.3 / PIECES)


def test_a_fall_stays_within_its_height() -> None:
    p = down(only("falls"))
    far_m = np.hypot((p.lie_lat_deg - 55.0) * MERIDIAN_M_PER_DEG, (p.lie_lon_deg - 24.0) * 64_000.0)
    assert (far_m <= 1_000.0 + 1e-6).all()  # 45 degrees or steeper
    assert (p.fate == FALLS).all()


def test_what_flies_on_goes_its_speed_and_then_glides() -> None:
    p = down(only("flies_on"), to_s=4200.0)
    assert (p.fate == FLIES_ON).all()
    assert np.isfinite(p.lies_s).all()
    far_m = (p.lie_lat_deg - 55.0) * MERIDIAN_M_PER_DEG
    assert far_m == pytest.approx(p.speed_mps * p.ends_s + 10_000.0, abs=0.1)
    assert p.ends_s.max() <= 3600.0
    assert p.ends_s.mean() == pytest.approx(1800.0, rel=0.1)


def test_what_loiters_stays_near() -> None:
    p = down(only("loiters"), to_s=4200.0)
    begins_m = np.hypot((p.from_lat_deg - 55.0) * MERIDIAN_M_PER_DEG, (p.from_lon_deg - 24.0) * 64_000.0)
    radius_m = p.speed_mps / np.abs(p.turn_rps)
    assert (begins_m <= 2.0 * radius_m * 1.01).all()


def test_between_the_begin_of_a_fall_and_its_end_it_is_on_the_way() -> None:
    p = down(only("glides"))
    lat, lon, _ = p.places(0.0, 60.0)
    assert (lat, lon) == (pytest.approx(55.0), pytest.approx(24.0))
    half, _, _ = p.places(p.lies_s / 2.0, 60.0)
    assert half == pytest.approx((55.0 + p.lie_lat_deg) / 2.0)
    last, _, _ = p.places(1e6, 60.0)
    assert last == pytest.approx(p.lie_lat_deg)


@given(st.floats(1.0, 100.0), st.floats(-4.0, 4.0), st.floats(-0.2, 0.2), st.floats(0.0, 600.0))
def test_arcs_are_the_integral_of_the_velocity(speed: float, course: float, turn: float, go_s: float) -> None:
    t = (np.arange(20_000) + 0.5) * go_s / 20_000
    east_m = float(np.sum(speed * np.sin(course + turn * t)) * go_s / 20_000)
    north_m = float(np.sum(speed * np.cos(course + turn * t)) * go_s / 20_000)
    assert arc(speed, course, turn, go_s) == (pytest.approx(east_m, abs=0.5), pytest.approx(north_m, abs=0.5))


def test_what_is_hardly_known_goes_nowhere_that_is_no_place() -> None:
    wild = msgspec.structs.replace(
        NORTH, lat_deg=84.0, lon_deg=179.0, covariance=(1e12, 0, 0, 0, 1e12, 0, 0, 1e12, 0, 1e12)
    )
    p = down(Settings(particles=300), wild, to_s=7200.0)
    assert p.speed_mps.max() <= 1.5 * FASTEST_MPS
    for time_s in (30.0, 7230.0):
        lat, lon, _ = p.places(time_s, 7200.0)
        assert np.abs(lat).max() <= 85.0
        assert np.abs(lon).max() < 180.0


def test_ground_that_was_searched_again_and_again_leaves_weights_that_sum_to_one() -> None:
    p = down(only("falls"))
    p.ground_weight -= 2_000.0
    assert p.weights(0.9).sum() == pytest.approx(1.0)


def test_the_same_seed_gives_the_same_particles() -> None:
    one, other = down(Settings(particles=300)), down(Settings(particles=300))
    for name in Particles.NAMES:
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes(), name


def test_unknown_height_and_class_are_drawn() -> None:
    vague = msgspec.structs.replace(NORTH, height_m=None, classes=())
    p = begin(np.random.default_rng(1), vague, CALM, Sea(100.0), Settings())
    assert np.median(p.height_m) == pytest.approx(350.0, rel=0.05)
    assert (p.kind == 0).all()
    assert p.weights(0.9).sum() == pytest.approx(1.0)


def test_places_are_drawn_from_the_covariance() -> None:
    covariance = (400.0, 100.0, 0.0, 0.0, 900.0, 0.0, 0.0, 9.0, 0.0, 4.0)
    p = begin(
        np.random.default_rng(1),
        msgspec.structs.replace(NORTH, covariance=covariance),
        CALM,
        Sea(),
        Settings(particles=20_000),
    )
    north_m, east_m = (
        (p.lat_deg - 55.0) * MERIDIAN_M_PER_DEG,
        (p.lon_deg - 24.0) * 111_319.5 * math.cos(math.radians(55.0)),
    )
    assert np.cov(east_m, north_m).ravel() == pytest.approx([400.0, 100.0, 100.0, 900.0], rel=0.1)
