import msgspec
import pytest

from sargas.model.decision import Act
from sargas.model.direction import ChangeWind, Pace, PutIn


def test_acts_are_told_apart_on_the_wire() -> None:
    for act in (PutIn("Anna", "phone", "x"), Pace(2.0), ChangeWind(270.0, 8.0)):
        assert msgspec.json.decode(msgspec.json.encode(act), type=Act) == act


def test_what_cannot_be() -> None:
    with pytest.raises(ValueError, match="speed"):
        Pace(-1.0)
    with pytest.raises(ValueError, match="from_deg"):
        ChangeWind(400.0, 8.0)
