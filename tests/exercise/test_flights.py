import msgspec
import pytest

from sargas.exercise.flights import Flight, Waypoint

PATH = (Waypoint(54.6, 25.7, 300.0, 15.0), Waypoint(54.7, 25.7, 300.0, 15.0))


def test_a_flight_that_cannot_be() -> None:
    with pytest.raises(ValueError, match="a path needs two waypoints"):
        Flight("a", PATH[:1], 0.1)
    with pytest.raises(ValueError, match="every speed_mps must be positive"):
        Flight("a", (PATH[0], msgspec.structs.replace(PATH[1], speed_mps=0.0)), 0.1)
    with pytest.raises(ValueError, match="adsb needs a mode_s address"):
        Flight("a", PATH, 0.1, adsb=True)
