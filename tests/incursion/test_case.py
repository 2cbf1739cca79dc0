"""Whether a new track is the lost object: where it could have come to, and what else flies there."""

import msgspec
import pytest

from incursion.incident import INCIDENT
from picture.scene import LAT_DEG, LON_DEG, NOON_S, rows
from sargas.incursion.case import Case, is_the_lost
from sargas.incursion.settings import Settings

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


def test_only_what_settles_moves_the_version_a_person_needs() -> None:
    case = Case(INCIDENT)
    assert case.change(False, distance_m=1.0).version == 2
    assert case.settled == 1
    assert case.change(True, situation="left").version == 3
    assert case.settled == 3
