"""Times of recordings: times of day without a date, counters without an origin, and steps that cannot be true."""

from sargas.formats.framing.framed import Framed

DAY_S = 86_400.0
LATEST_S = 1e11
"""Unix seconds from here on are no times."""

JUMP_S = 600.0
"""A step forward by more than this is believed when the payload after it agrees ..."""
SPARSE_S = 21_600.0
"""... or goes on from there by no more than this: METARs and soundings come hours apart."""
LEAPS = 3
"""So many that go on are believed among times that were dense before."""


class Days:
    """Seconds since UTC midnight -> UTC Unix seconds, across any number of midnights."""

    def __init__(self, date_s: float) -> None:
        self._date_s = date_s
        self._last_s: float | None = None
        self._leapt_s = 0.0

    def time_s(self, of_day_s: float) -> float:
        """The moment with this time of day that is nearest to the moment before; the first lies in the given day.

        A leap by more than JUMP_S moves that moment only when the next time agrees or goes on from there, so that one
        wrong time costs no day.
        """
        time_s = self._date_s + of_day_s
        last_s = time_s if self._last_s is None else self._last_s
        time_s += DAY_S * round((last_s - time_s) / DAY_S)
        goes_on = self._leapt_s > last_s + JUMP_S and 0.0 <= time_s - self._leapt_s <= SPARSE_S
        if abs(time_s - last_s) <= JUMP_S or abs(time_s - self._leapt_s) <= JUMP_S or goes_on:
            self._last_s = time_s
        self._leapt_s = time_s
        return time_s


class Counter:
    """Readings of a free-running receiver clock -> UTC Unix seconds that begin at `date_s`.

    Only its steps are used: a step back (a restart) or forward by more than JUMP_S counts as none.
    """

    def __init__(self, date_s: float, rate_hz: float) -> None:
        self._time_s = date_s
        self._rate_hz = rate_hz
        self._last: int | None = None

    def time_s(self, reading: int) -> float:
        """Time of this reading; never decreases."""
        step_s = 0.0 if self._last is None else (reading - self._last) / self._rate_hz
        if 0.0 <= step_s <= JUMP_S:
            self._time_s += step_s
        self._last = reading
        return self._time_s


class _Pace:
    """How far apart the times are that were believed."""

    def __init__(self) -> None:
        self._first_s = self._last_s = 0.0
        self._steps = -1

    def take(self, time_s: float) -> None:
        if self._steps < 0:
            self._first_s = self._last_s = time_s
            self._steps = 0
        elif time_s > self._last_s:
            self._last_s = time_s
            self._steps += 1

    @property
    def is_sparse(self) -> bool:
        """Also where nothing is known yet."""
        return self._steps <= 0 or self._last_s - self._first_s > JUMP_S * self._steps


class Steady:
    """Arrival times as a journal can take them: never decreasing, and not thrown off by one wrong time.

    A payload that leaps forward by more than JUMP_S waits for the next one: if that agrees, or goes on from there where
    times are sparse, there was a pause; if not, the time was wrong and the payload is given the time before it.
    Payloads without a time get the last one known.
    """

    def __init__(self) -> None:
        self.wrong = 0
        """Payloads whose time could not be true."""
        self._last_s: float | None = None
        self._leapt: list[Framed] = []
        self._pace = _Pace()

    def feed(self, framed: Framed) -> list[Framed]:
        """The payloads that are settled now, in order."""
        settled: list[Framed] = []
        if self._leapt:
            before_s = self._leapt[-1].time_s
            step_s = 0.0 if framed.time_s is None or before_s is None else framed.time_s - before_s
            goes_on = JUMP_S < step_s <= SPARSE_S
            if goes_on and not self._pace.is_sparse and len(self._leapt) < LEAPS - 1:
                self._leapt.append(framed)
                return []
            if goes_on or abs(step_s) <= JUMP_S:
                settled += self.flush()
            else:
                self.wrong += len(self._leapt)
                settled += [Framed(self._last_s, leapt.payload, leapt.source) for leapt in self._leapt]
                self._leapt = []
        if framed.time_s is not None and self._last_s is not None and framed.time_s > self._last_s + JUMP_S:
            self._leapt = [framed]
        else:
            settled.append(self._placed(framed))
        return settled

    def flush(self) -> list[Framed]:
        """The payloads that still waited."""
        leapt, self._leapt = self._leapt, []
        return [self._placed(framed) for framed in leapt]

    def _placed(self, framed: Framed) -> Framed:
        time_s = framed.time_s
        if time_s is None:
            return framed if self._last_s is None else Framed(self._last_s, framed.payload, framed.source)
        if self._last_s is not None and time_s < self._last_s:
            self.wrong += time_s < self._last_s - JUMP_S
            return Framed(self._last_s, framed.payload, framed.source)
        self._last_s = time_s
        self._pace.take(time_s)
        return framed
