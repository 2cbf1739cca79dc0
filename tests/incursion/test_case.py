"""Whether a new track is the lost object: where it could have come to, and what else flies there."""

import msgspec
import pytest

from incursion.incident import INCIDENT
from picture.scene import LAT_DEG, LON_DEG, NOON_S, rows
from sargas.incursion.case import Case, arrival_of, crossing_of, first_times, is_the_lost
from sargas.incursion.settings import Settings
from sargas.model.incident import PlaceAhead

LOST = Case(
    msgspec.structs.replace(INCIDENT, situation="lost", lat_deg=LAT_DEG, lon_deg=LON_DEG, east_mps=40.0),
    partner=77,
    variance_m2=(50.0**2, 50.0**2),
    variance_m2ps2=(4.0, 4.0),
)


@pytest.mark.parametrize(
    ("after_s", "said", "same"),
    [
        (60, {"east_m": 2400.0, "east_mps": 40.0}, True),
        (60, {"east_m": 2400.0, "east_mps": 40.0, "north_m": 1000.0, "north_mps": 17.0}, True),  # turned a little
        (60, {"east_m": -4000.0, "east_mps": 40.0}, False),
        (60, {"east_m": 2400.0, "east_mps": 230.0}, False),  # an airliner at the same place
        (60, {"east_m": 2400.0, "east_mps": -60.0}, False),
        (60, {"east_m": 2400.0, "east_mps": 40.0, "first_s": NOON_S - 300.0}, False),  # was there all the time
        (60, {"east_m": 2400.0, "east_mps": 40.0, "first_s": NOON_S - 30.0}, True),  # began while the old one coasted
        (1000, {"east_m": 40_000.0, "east_mps": 40.0}, False),  # too long ago
        (-10, {}, False),
        (1000, {"number": 77, "east_m": 9e4}, True),  # its foreign partner, still seen by the neighbour
    ],
)
def test_plays(after_s: float, said: dict, same: bool) -> None:
    track = rows(NOON_S + after_s, {"number": 9, **said})
    assert (is_the_lost(LOST, track, 0, Settings()) is not None) == same


def test_the_nearer_is_the_likelier() -> None:
    squared = [
        is_the_lost(LOST, rows(NOON_S + 60, {"number": 9, "east_m": 2400.0 + off, "east_mps": 40.0}), 0, Settings())
        for off in (0.0, 300.0, 900.0)
    ]
    assert squared == sorted(squared)
    assert squared[0] < 1e-3


def test_the_first_times_are_those_of_the_track() -> None:
    track = rows(NOON_S, {"first_s": NOON_S - 20.0, "confirmed_s": NOON_S - 12.0}, {"confirmed_s": -1.0})
    assert first_times(track, 0) == {"first_plot_s": NOON_S - 20.0, "confirmed_s": NOON_S - 12.0}
    assert first_times(track, 1)["confirmed_s"] is None


def test_where_it_came_over_the_edge_lies_back_on_its_course() -> None:
    track = rows(NOON_S, {"east_m": 400.0, "east_mps": 40.0, "height_m": 120.0})
    came = crossing_of(track, 0, 10.0)
    assert (came.lat_deg, came.lon_deg) == (pytest.approx(LAT_DEG, abs=1e-6), pytest.approx(LON_DEG, abs=1e-6))
    assert (came.east_mps, came.height_m) == (40.0, 120.0)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (PlaceAhead("depot", 300.0, 0.9, 320.0), (NOON_S + 320.0, "depot", False)),  # it comes there on its course
        (PlaceAhead("depot", 300.0, 0.4, 320.0), (NOON_S + 300.0, "depot", False)),  # it would have to turn
        (PlaceAhead("depot", 0.0, 1.0, 0.0), (NOON_S, "depot", True)),
    ],
)
def test_arrival_at_the_nearest_place(place: PlaceAhead, expected: tuple[float, str, bool]) -> None:
    farther = PlaceAhead("port", 400.0, 0.9, 400.0)
    told = arrival_of(INCIDENT, {"places": (place, farther)}, NOON_S)
    assert tuple(told.values()) == expected
    there = msgspec.structs.replace(INCIDENT, arrived=True, arrival_s=NOON_S - 60.0)
    assert arrival_of(there, {"places": (place,)}, NOON_S) == {}, "it was there once"
    assert arrival_of(INCIDENT, {"places": ()}, NOON_S) == arrival_of(INCIDENT, {}, NOON_S) == {}


def test_only_what_settles_moves_the_version_a_person_needs() -> None:
    case = Case(INCIDENT)
    assert case.change(False, distance_m=1.0).version == 2
    assert case.settled == 1
    assert case.change(True, situation="left").version == 3
    assert case.settled == 3
