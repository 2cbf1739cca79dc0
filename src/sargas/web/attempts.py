"""Attempts: how long somebody waits who failed to sign in, by name and by address, so that guessing takes for ever.

Rule: a few failures are anybody's; after them the wait doubles. An attempt is counted before it is tried, so that many
at once are many. One that comes too early is not tried and not counted. A name waits a minute at most, or anybody could
keep its owner out; an address longer. Names that nobody has are counted as others are: nobody learns which there are.
"""

from sargas.model.bounded import keep

FREE = {"user": 5, "address": 10}
"""Failures before the first wait."""
LONGEST_S = {"user": 60.0, "address": 900.0}
FORGET_S = 3_600.0
"""After so long without a failure."""
MOST = 20_000


class Attempts:
    """Failures of late."""

    def __init__(self) -> None:
        self._failed: dict[tuple[str, str], tuple[int, float]] = {}

    def begin(self, name: str, address: str, now_s: float) -> float:
        """How long to wait, in s; 0: it may be tried, and counts as a failure until `succeeded`."""
        subjects = _subjects(name, address)
        wait_s = max(self._wait_s(subject, now_s) for subject in subjects)
        if wait_s > 0.0:
            return wait_s
        for subject in subjects:
            keep(self._failed, subject, (self._count(subject, now_s) + 1, now_s), MOST)
        return 0.0

    def succeeded(self, name: str, address: str) -> None:
        """It was the right password: the name begins anew, the address has one failure less."""
        user, place = _subjects(name, address)
        self._failed.pop(user, None)
        count, at_s = self._failed.get(place, (1, 0.0))
        self._failed[place] = count - 1, at_s

    def _count(self, subject: tuple[str, str], now_s: float) -> int:
        count, at_s = self._failed.get(subject, (0, 0.0))
        return count if now_s - at_s < FORGET_S else 0

    def _wait_s(self, subject: tuple[str, str], now_s: float) -> float:
        over = self._count(subject, now_s) - FREE[subject[0]]
        if over < 0:
            return 0.0
        wait_s = min(2.0 ** min(over, 20), LONGEST_S[subject[0]])
        return self._failed[subject][1] + wait_s - now_s


def _subjects(name: str, address: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("user", name), ("address", address)
