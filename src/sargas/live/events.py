"""What a partition tells its subscribers, on the event loop, in the order it happened."""

from typing import Literal, Protocol

import msgspec

from sargas.model.alert import Alert
from sargas.model.batch import Changes
from sargas.model.incident import Incident
from sargas.model.plots import Plots
from sargas.model.search import Search
from sargas.model.tracks import Tracks

Phase = Literal["warming", "running", "ended"]


class State(msgspec.Struct, frozen=True):
    """How a partition stands. `message` is one line for the operator."""

    time_s: float | None
    """Time of its clock; None before it has begun."""
    speed: float
    """Of its clock: 1 real time, 0 standing still, 1e9 as fast as the machine can."""
    phase: Phase
    progress: float = 0.0
    """0..1 while warming."""
    message: str = ""
    recorded: bool = True
    """False: the journal cannot be written, and what is shown now is no evidence."""


class Subscriber(Protocol):
    """Who wants to know. No method may block or raise."""

    def state(self, partition: str, state: State) -> None:
        """The partition's state changed, or a second has passed."""

    def picture(
        self, partition: str, time_s: float, tracks: Tracks, incidents: list[Incident], alerts: list[Alert]
    ) -> None:
        """Everything as it is after a (re)start: replaces what was told before."""

    def searches(self, partition: str, time_s: float, searches: list[Search]) -> None:
        """Every search, right after the picture."""

    def plots(self, partition: str, time_s: float, plots: Plots) -> None:
        """Plots of one tick as they were decoded; the core may be behind."""

    def changes(self, partition: str, changes: Changes) -> None:
        """What one update of the core changed."""
