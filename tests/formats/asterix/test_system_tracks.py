"""Released tracks as ours: nobody's name or number, a place of now, and numbers that are never two's at once."""

import msgspec
import numpy as np
import pytest

from picture.scene import NOON_S, rows
from sargas.formats.asterix.system_tracks import NUMBERS, REST_S, Numbers, Told, columns
from sargas.model.claims import Claims
from sargas.model.track import FlightPlan, Track
from sargas.model.tracks import Tracks


def track(**more: object) -> Track:
    return rows(NOON_S, {"number": 4, "height_m": 321.0, "east_mps": 30.0, "north_mps": -40.0, **more}).track(0)


def one(told: Track, after_s: float = 0.0) -> Track:
    return columns([Told(told, 7, NOON_S + after_s, NOON_S + after_s)]).track(0)


def test_what_a_track_has_is_kept_and_what_it_has_not_is_not_made_up() -> None:
    claims = Claims(mode_s=0x4CA777, mode_3a=0o7700, callsign="LTU12A", pressure_altitude_m=300.0, emergency="general")
    plan = FlightPlan("LTU12A", "AT75", "EYVI", "EYPA")
    first = msgspec.structs.replace(track(), claims=claims, flight_plan=plan, first_s=NOON_S - 12.0)
    made = one(first)
    assert (made.claims, made.flight_plan) == (claims, plan)
    assert (made.number, made.height_m, made.time_s, made.first_s) == (7, 321.0, NOON_S, NOON_S - 12.0)
    assert made.covariance == first.covariance
    bare = one(rows(NOON_S, {"number": 4}).track(0))
    assert (bare.claims, bare.flight_plan, bare.height_m, bare.up_mps) == (Claims(), None, None, None)
    assert len(bare.covariance) == 10


def test_nobody_is_named() -> None:
    theirs = msgspec.structs.replace(track(), reported_by="LVA", reported_number=99, foreign_identity="friend")
    made = one(msgspec.structs.replace(theirs, contributors={"radar": 1.0}))
    assert (made.reported_by, made.reported_number, made.foreign_identity, made.contributors) == ("own", None, None, {})


def test_a_place_is_moved_on_and_less_sure() -> None:
    made, before = one(track(), after_s=5.0), track()
    assert made.time_s == NOON_S + 5.0
    assert (made.lat_deg - before.lat_deg) * 111_319.5 == pytest.approx(-200.0, rel=1e-3)
    assert made.covariance[6] == pytest.approx(before.covariance[6] + 25.0 * before.covariance[18])
    assert one(track(), after_s=30.0).time_s == NOON_S, "what is old is not stamped as new"


def test_nothing_is_no_tracks() -> None:
    assert len(columns([])) == 0
    assert isinstance(columns([]), Tracks)


def test_a_track_that_is_over_ends_where_it_was_told_to_be() -> None:
    at = Told(track(), 7, NOON_S + 5.0, NOON_S + 5.0)
    before, after = columns([at, at._replace(is_over=True)])
    assert (before.status, after.status) == ("confirmed", "ended")
    assert (after.time_s, after.lat_deg, after.lon_deg) == (NOON_S + 5.0, before.lat_deg, before.lon_deg)


def test_numbers_are_the_low_bits_where_they_are_free() -> None:
    numbers = Numbers()
    assert [numbers.of(number, 0.0) for number in (5, NUMBERS + 5, 2 * NUMBERS + 5, 6)] == [5, 6, 7, 8]
    assert numbers.of(NUMBERS + 5, 0.0) == 6, "a track keeps its number"
    numbers.free(NUMBERS + 5, 0.0)
    numbers.free(12_345, 0.0)
    assert numbers.of(3 * NUMBERS + 6, REST_S) == 6


def test_a_number_that_is_free_again_rests() -> None:
    numbers = Numbers()
    numbers.of(5, 0.0)
    numbers.free(5, 1.0)
    assert [numbers.of(5 + k * NUMBERS, REST_S) for k in (1, 2)] == [6, 7]
    assert numbers.of(5, 1.0 + REST_S) == 5
    numbers.free(5, 9_000.0)
    assert numbers.of(5 + 3 * NUMBERS, 9_000.0 - 3_600.0) == 5, "the clock was set back: it does not rest for an hour"


def test_no_two_tracks_have_one_number() -> None:
    numbers, chance = Numbers(), np.random.default_rng(4)
    alive: list[int] = []
    freed: dict[int, int] = {}
    for second in range(3_000):
        if alive and chance.random() < 0.4:
            number = alive.pop(int(chance.integers(len(alive))))
            freed[numbers.of(number, second) or 0] = second
            numbers.free(number, second)
        else:  # few low bits, so that many want the same
            alive.append(int(chance.integers(1 << 30)) * NUMBERS + int(chance.integers(7)))
            assert second - freed.get(numbers.of(alive[-1], second) or 0, -9_999) >= REST_S
        assert len({numbers.of(number, second) for number in alive}) == len(set(alive))


def test_when_all_are_taken_there_is_none() -> None:
    numbers = Numbers()
    assert sorted(str(numbers.of(number, 0.0)) for number in range(NUMBERS)) == sorted(map(str, range(NUMBERS)))
    assert numbers.of(NUMBERS, 0.0) is None
    for number in (9, 4, 5):
        numbers.free(number, float(number))
    assert [numbers.of(NUMBERS + k, 10.0) for k in range(4)] == [9, 4, 5, None], "the longest free first"
