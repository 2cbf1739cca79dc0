"""Clocks: the system's for what is live, the tape's for what brings its own times. Both answer `now_s` and `wait_s`."""

import math
import time

STEP_S = 1.0
"""The system clock going back by less than this is waited out; by more, time goes on from where it stood."""


class SystemClock:
    """UTC of this machine, never going back: after a step back it runs on from where it stood and says so."""

    speed = 1.0

    def __init__(self) -> None:
        self._last_s = time.time()
        self._last_monotonic_s = time.monotonic()
        self.behind_s = 0.0
        """How far the machine's clock is behind what was already told; 0 when all is well."""

    def now_s(self) -> float:
        """Seconds since the epoch."""
        wall_s, monotonic_s = time.time(), time.monotonic()
        if wall_s >= self._last_s - STEP_S:
            self.behind_s = 0.0
            self._last_s = max(self._last_s, wall_s)
        else:
            self._last_s += monotonic_s - self._last_monotonic_s
            self.behind_s = self._last_s - wall_s
        self._last_monotonic_s = monotonic_s
        return self._last_s

    def wait_s(self, time_s: float) -> float:
        """Real seconds until `time_s`."""
        return max(0.0, time_s - self.now_s())


class TapeClock:
    """Time of the sources times `speed` (0: as fast as the machine can), never past what they have given so far.

    `limit_s` is the time of the next item: ticks up to it may be written, so that the same tape gives the same records
    at any speed and on any machine.
    """

    def __init__(self, speed: float) -> None:
        self._rate = speed if speed > 0.0 else math.inf
        self._start_s: float | None = None
        self._start_monotonic_s = 0.0
        self.limit_s = -math.inf

    @property
    def speed(self) -> float:
        """Of the clock now: 0 before it has begun and where it stands still, 1e9 for as fast as the machine can."""
        return 0.0 if self._start_s is None else min(self._rate, 1e9)

    @property
    def has_begun(self) -> bool:
        """Whether there is a time yet."""
        return self._start_s is not None

    def begin(self, time_s: float) -> None:
        """Time is `time_s` now."""
        self._start_s = time_s
        self._start_monotonic_s = time.monotonic()
        self.limit_s = max(self.limit_s, time_s)

    def go(self, speed: float) -> None:
        """From now on at `speed`; at 0 time stands still, which only an exercise's director asks for."""
        if self._start_s is not None:
            self._start_s, self._start_monotonic_s = self.now_s(), time.monotonic()
        self._rate = speed

    def now_s(self) -> float:
        """Seconds since the epoch of the tape; 0 before it has begun."""
        if self._start_s is None:
            return 0.0
        return min(self.limit_s, self._paced_s())

    def _paced_s(self) -> float:
        if self._start_s is None or math.isinf(self._rate):
            return math.inf
        return self._start_s + (time.monotonic() - self._start_monotonic_s) * self._rate

    def wait_s(self, time_s: float) -> float:
        """Real seconds until the tape is at `time_s`, not asking whether the sources have got there."""
        behind_s = time_s - self._paced_s()
        if behind_s <= 0.0:
            return 0.0
        return behind_s / self._rate if self._rate else math.inf
