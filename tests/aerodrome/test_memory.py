"""Memory: how an object goes on, what is remembered, and whether a new track is the lost one."""

import numpy as np
import pytest

from aerodrome.field import BALLOON, BIRD, DRONE, track
from picture.scene import NOON_S
from sargas.aerodrome.memory import PLACES, Known, rejoined
from sargas.model.checkpoint import pack, unpack
from sargas.model.tracks import Tracks


def known(**said: object) -> Known:
    one = Known(track(NOON_S, **said), (4,))
    one.see(one.row)
    return one


def test_how_it_goes_on() -> None:
    assert known().going(NOON_S, 30.0) == "drifts"
    assert known(classification=DRONE, east_mps=30.0).going(NOON_S, 30.0) == "flies"
    assert known(classification=DRONE, east_mps=0.5).going(NOON_S, 30.0) == "hovers"
    assert known().going(NOON_S + 31.0, 30.0) == "lost"
    over = known()
    over.ended = True
    assert over.going(NOON_S, 30.0) == "lost"


def test_what_turns_about_one_place_circles() -> None:
    one = Known(track(NOON_S, classification=DRONE), (4,))
    for k in range(40):
        turn = k * 10.0 * 30.0 / 500.0
        row = track(
            NOON_S + 10.0 * k, classification=DRONE, east_m=500.0 * np.sin(turn), north_m=500.0 * np.cos(turn),
            east_mps=30.0,
        )  # fmt: skip
        one.see(row)
    assert one.circles
    assert one.going(one.measured_s, 30.0) == "circles"
    assert len(one.places) == PLACES


def test_what_goes_straight_does_not() -> None:
    one = Known(track(NOON_S, classification=DRONE), (4,))
    for k in range(40):
        one.see(track(NOON_S + 10.0 * k, classification=DRONE, east_m=300.0 * k, east_mps=30.0))
    assert not one.circles


def test_the_likeliest_class_and_that_of_one_not_judged() -> None:
    assert known().likeliest == ("balloon", pytest.approx(0.9))
    assert known(classification=0.0).likeliest == ("unknown", 0.0)
    assert known(classification=0.0).balloon == 0.0
    assert known(classification=BALLOON).balloon == pytest.approx(0.9)
    assert known(classification=BIRD).balloon == 0.0


def test_a_little_later_it_is_further_on_its_course_and_less_surely_there() -> None:
    one = known(east_mps=10.0, sigma_mps=3.0)
    later = one.advanced(NOON_S + 10.0)
    assert later.covariance[0, 0] == pytest.approx(50.0**2 + 100.0 * 9.0)
    assert later.covariance[0, 3] == pytest.approx(90.0)
    assert later.lon_deg[0] > one.row.lon_deg[0]
    assert later.time_s[0] == NOON_S + 10.0
    assert one.advanced(NOON_S) is one.row


def test_a_new_track_where_the_lost_one_would_be_is_that() -> None:
    lost = known(east_mps=20.0)
    after = track(NOON_S + 100.0, 9, east_m=2_000.0, east_mps=20.0)
    assert rejoined(_first(after, NOON_S + 90.0), [lost]) is lost
    elsewhere = track(NOON_S + 100.0, 9, north_m=20_000.0, east_mps=20.0)
    assert rejoined(_first(elsewhere, NOON_S + 90.0), [lost]) is None
    assert rejoined(_first(after, NOON_S - 500.0), [lost]) is None, "it was there before the other was lost"
    assert rejoined(after, []) is None


def test_the_incident_that_it_rejoined_says_so() -> None:
    lost = known(incident=7)
    assert rejoined(track(NOON_S + 600.0, 9, north_m=20_000.0, incident=7), [lost]) is lost
    assert rejoined(track(NOON_S + 600.0, 9, north_m=20_000.0, incident=8), [lost]) is None


def test_a_checkpoint_holds_it() -> None:
    one = known()
    again = Known.from_packed(unpack(pack({"one": one.packed()}))["one"])
    assert (again.tracks, again.ended, again.places) == (one.tracks, one.ended, one.places)
    assert pack({"one": again.packed()}) == pack({"one": one.packed()})


def _first(row: Tracks, first_s: float) -> Tracks:
    row.first_s[:] = first_s
    return row
