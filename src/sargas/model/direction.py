"""Direction: what the director of an exercise does while it runs. Journaled as every act; of exercises alone.

Rule: it changes what the exercise is, never what is thought of it: the core takes it and does nothing.
"""

from typing import Literal

import msgspec


class PutIn(msgspec.Struct, frozen=True, tag="put_in"):
    """Somebody is told something from outside: a line of the MSEL, or what the director thought of."""

    to: str
    """A cell; "": all."""
    channel: Literal["phone", "radio", "email", "paper", "chat"]
    text: str


class Pace(msgspec.Struct, frozen=True, tag="pace"):
    """The clock of the exercise goes on at another speed; at 0 it stands still."""

    speed: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.speed <= 1_000.0:
            raise ValueError("speed: 0 (it stands still) to 1000")


class FailSensor(msgspec.Struct, frozen=True, tag="fail_sensor"):
    """A sensor of the exercise falls silent, from what it has not sent yet on."""

    sensor: str


class MendSensor(msgspec.Struct, frozen=True, tag="mend_sensor"):
    """It sends again."""

    sensor: str


class ChangeWind(msgspec.Struct, frozen=True, tag="change_wind"):
    """The wind is another from now on, at every height by the same: as it is heard through, and as the site is told."""

    from_deg: float
    speed_mps: float
    """Of what is added to the scenario's wind; 0: as the scenario has it."""

    def __post_init__(self) -> None:
        if not (0.0 <= self.from_deg <= 360.0 and 0.0 <= self.speed_mps <= 60.0):
            raise ValueError("from_deg: 0 to 360, speed_mps: 0 to 60")


Direction = PutIn | Pace | FailSensor | MendSensor | ChangeWind
