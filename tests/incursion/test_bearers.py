"""Who names a flight: how many are remembered, and when two are two objects."""

import pytest

from sargas.incursion.bearers import MOST, Bearer, Bearers, Place
from sargas.incursion.settings import Settings

HERE = Place(1000.0, 54.7, 25.3, 0.0, 0.0, 10.0)
SETTINGS = Settings()


def bearer(track: int, flight: int = 0, place: Place = HERE) -> Bearer:
    one = Bearer(flight, track, False, place)
    for told_s in (990.0, 995.0):
        one.hear(told_s, 0, SETTINGS)
    return one


def test_of_too_many_the_first_is_forgotten() -> None:
    bearers = Bearers(SETTINGS)
    for track in range(MOST + 1):
        bearers.take(bearer(track))
    assert 0 not in bearers
    assert 1 in bearers
    assert len(bearers.packed()) == MOST


def test_a_track_keeps_what_it_still_names() -> None:
    bearers = Bearers(SETTINGS)
    for flight in range(3):
        bearers.take(bearer(7, flight))
    bearers.keep(7, (1,))
    assert [said["flight"] for said in bearers.packed()] == [1]
    bearers.keep(7, ())
    assert 7 not in bearers
    assert bearers.of(7, 1) is None


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (Place(1000.0, 54.7, 25.3, 0.0, 0.0, 10.0), False),
        (Place(1000.0, 54.7033, 25.3, 0.0, 0.0, 10.0), False),  # 367 m: 300 m and five sigma of both are 371 m
        (Place(1000.0, 54.7034, 25.3, 0.0, 0.0, 10.0), True),  # 378 m
        (Place(1000.0, 54.7034, 25.3, 0.0, 0.0, 20.0), False),
        (Place(980.0, 54.68203, 25.3, 0.0, 100.0, 10.0), False),  # it flew 2 km north since
        (Place(980.0, 54.7, 25.3, 0.0, 100.0, 10.0), True),
    ],
)
def test_places_of_two_objects(other: Place, expected: bool) -> None:
    assert HERE.is_apart(other, SETTINGS) == expected


def test_names_told_one_after_the_other_are_of_one_object() -> None:
    far = Place(1000.0, 54.8, 25.3, 0.0, 0.0, 10.0)
    bearers, late = Bearers(SETTINGS), Bearer(0, 8, False, far)
    bearers.take(bearer(7))
    bearers.take(late)
    for told_s in (997.0, 999.0):
        late.hear(told_s, 0, SETTINGS)
    assert not bearers.has_rival(late), "the other was told nothing since"
    bearers.of(7, 0).hear(1000.0, 0, SETTINGS)
    assert bearers.has_rival(late)
    assert bearers.has_rival(bearers.of(7, 0))
