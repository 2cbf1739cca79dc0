"""How a partition stands, as the live room says it and as /api/state tells it."""

from typing import Protocol

import msgspec


class PartitionState(Protocol):
    """What the live room says of a partition; the fields of StateRow."""

    @property
    def time_s(self) -> float | None:
        """Of its clock."""

    @property
    def speed(self) -> float:
        """Of its clock."""

    @property
    def phase(self) -> str:
        """warming, running or ended."""

    @property
    def progress(self) -> float:
        """0..1 while warming."""

    @property
    def message(self) -> str:
        """One line for the operator."""

    @property
    def recorded(self) -> bool:
        """Whether the journal can be written."""


class StateRow(msgspec.Struct, frozen=True):
    """One partition in /api/state."""

    name: str
    exercise: bool
    time_s: float | None = None
    speed: float = 0.0
    phase: str = "warming"
    progress: float = 0.0
    message: str = ""
    recorded: bool = True
    lat_deg: float | None = None
    """Where its picture is centred."""
    lon_deg: float | None = None

    def after(self, state: PartitionState) -> "StateRow":
        """The row when the partition stands so."""
        told = {name: getattr(state, name) for name in _TOLD}
        return msgspec.structs.replace(self, **told)

    @property
    def timeless(self) -> "StateRow":
        """Without the time of its clock, which always goes on."""
        return msgspec.structs.replace(self, time_s=None)


_TOLD = ("time_s", "speed", "phase", "progress", "message", "recorded")
