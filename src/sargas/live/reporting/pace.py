"""Pace: how often somebody may come. Token buckets, as RFC 2697 has them, for as many names as there is room for."""

from sargas.model.bounded import keep

MOST_NAMES = 20_000


class Pace:
    """Each name may come `burst` times at once, and then once in `every_s`."""

    def __init__(self, burst: float, every_s: float) -> None:
        self._burst, self._every_s = burst, every_s
        self._full_s: dict[str, float] = {}
        """When the bucket of a name is full again; who was not here for long has none."""

    def wait_s(self, name: str, now_s: float, cost: float = 1.0) -> float:
        """0 when it may come now, and has come; else how long it must wait."""
        full_s = max(self._full_s.get(name, now_s), now_s) + cost * self._every_s
        wait_s = full_s - now_s - self._burst * self._every_s
        if wait_s > 1e-9:
            return wait_s
        keep(self._full_s, name, full_s, MOST_NAMES)
        return 0.0
