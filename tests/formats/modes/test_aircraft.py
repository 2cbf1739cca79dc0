import pytest
from pyproj import Geod

from samples_of import samples
from sargas.formats.modes.aircraft import Aircraft, Told, distance_m

made = samples("modes")
PLACE = (54.6, 25.2)


def halves(odd: bool, surface: bool = False) -> tuple[int, int]:
    found: tuple[int, int] = made.cpr_encoded(*PLACE, odd, surface)
    return found


def test_a_pair_must_be_young() -> None:
    aircraft = Aircraft(0.0)
    assert aircraft.airborne(0.0, *halves(False), False) is None
    assert aircraft.airborne(10.1, *halves(True), True) is None
    assert aircraft.airborne(15.0, *halves(False), False) == pytest.approx(PLACE, abs=1e-4)


def test_one_message_is_enough_near_the_last_place() -> None:
    aircraft = Aircraft(0.0)
    assert aircraft.believes(0.0, 54.7, 25.1)
    assert aircraft.airborne(59.0, *halves(True), True) == pytest.approx(PLACE, abs=1e-4)
    assert aircraft.airborne(120.0, *halves(True), True) is None


def test_on_the_ground_a_place_is_needed() -> None:
    aircraft = Aircraft(0.0)
    assert aircraft.on_ground(0.0, *halves(False, True), False, None) is None
    assert aircraft.on_ground(0.0, *halves(False, True), False, (54.7, 25.5)) == pytest.approx(PLACE, abs=1e-4)
    assert aircraft.believes(0.0, 54.61, 25.22)
    assert aircraft.on_ground(10.0, *halves(True, True), True, (0.0, 0.0)) == pytest.approx(PLACE, abs=1e-4)


def test_a_jump_is_believed_when_it_is_told_twice() -> None:
    aircraft = Aircraft(0.0)
    assert aircraft.believes(0.0, 54.6, 25.2)
    assert not aircraft.believes(1.0, 55.6, 25.2)
    assert aircraft.believes(2.0, 54.601, 25.2)
    assert not aircraft.believes(3.0, 55.6, 25.2)
    assert aircraft.believes(4.0, 55.601, 25.2)
    assert aircraft.believes(700.0, -10.0, 100.0)  # nothing is left to judge it by


def test_what_was_told_grows_old() -> None:
    assert Told("TST001", 100.0).at(400.0, 300.0) == "TST001"
    assert Told("TST001", 100.0).at(400.1, 300.0) is None


@pytest.mark.parametrize("other", [(54.7, 25.3), (56.6, 25.2), (53.5, 21.0)])
def test_distance_is_good_enough(other: tuple[float, float]) -> None:
    true_m = Geod(ellps="WGS84").inv(PLACE[1], PLACE[0], other[1], other[0])[2]
    assert distance_m(*PLACE, *other) == pytest.approx(true_m, rel=0.01)
    assert distance_m(0.0, 179.9, 0.0, -179.9) == pytest.approx(22_239.0, rel=0.01)
