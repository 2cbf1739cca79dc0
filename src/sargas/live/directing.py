"""Directing: a director's acts on an exercise that runs: its clock, its sensors, its wind, and what is put in when.

A pace that lets time go on takes effect as it is asked for: while time stands still no act does. Every other act does
when the core has taken it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple, Protocol

from sargas.live.clock import SystemClock, TapeClock
from sargas.model.decision import Decision
from sargas.model.direction import ChangeWind, FailSensor, MendSensor, Pace, PutIn

LOOK_S = 0.25
SOON_S = 0.02
"""So soon it is noticed that a clock has begun: what is due then is put in, and what an earlier run put in is not."""
SCRIPT = "scenario"
"""Who puts in what stands in the scenario."""


class Steerable(Protocol):
    """What plays the sensors, as far as it is steered (`sargas.exercise.controls`)."""

    def fail(self, sensor: str) -> None:
        """It sends nothing."""

    def mend(self, sensor: str) -> None:
        """It sends again."""

    def change_wind(self, from_deg: float, speed_mps: float) -> None:
        """Another wind."""


class Exercise(NamedTuple):
    """What is steered of an exercise, and what is put in when: (UTC Unix seconds, line)."""

    controls: Steerable
    script: Sequence[tuple[float, PutIn]] = ()


class Director:
    """Of one partition; with a clock of its own (live) or without controls it does nothing."""

    def __init__(self, clock: SystemClock | TapeClock, controls: Steerable | None = None) -> None:
        self._clock, self._controls = clock, controls

    def before(self, decision: Decision) -> None:
        """Asked for: nothing is journaled yet."""
        act = decision.act
        if isinstance(act, Pace) and act.speed > 0.0:
            self._go(act.speed)

    def after(self, decision: Decision) -> None:
        """Taken by the core."""
        act, controls = decision.act, self._controls
        if isinstance(act, Pace):
            self._go(act.speed)
        elif controls is None:
            return
        elif isinstance(act, FailSensor):
            controls.fail(act.sensor)
        elif isinstance(act, MendSensor):
            controls.mend(act.sensor)
        elif isinstance(act, ChangeWind):
            controls.change_wind(act.from_deg, act.speed_mps)

    def _go(self, speed: float) -> None:
        if isinstance(self._clock, TapeClock) and self._controls is not None:
            self._clock.go(speed)


async def put_in(
    script: Sequence[tuple[float, PutIn]],
    now_s: Callable[[], float | None],
    submit: Callable[[Decision], Awaitable[tuple[Decision, str | None]]],
) -> None:
    """Puts in each line at its time, in order; what was due before it began is not put in again. Until all are."""
    while (began_s := now_s()) is None:
        await asyncio.sleep(SOON_S)
    for at_s, line in sorted(script, key=lambda one: one[0]):
        if at_s < began_s:
            continue
        while (time_s := now_s()) is None or time_s < at_s:
            await asyncio.sleep(LOOK_S)
        await submit(Decision(SCRIPT, time_s, line))
