"""Desk: warnings to the public of one partition, as they stand, and every message that went out since the start."""

from collections.abc import Sequence

from sargas.model.bounded import keep
from sargas.model.notice import Notice
from sargas.model.warning import PublicWarning, WarningArea

MOST_NOTICES, DONE, MOST = 1_000, 1_000, 100_000
"""Messages; warnings that are over; all, should the core ever have so many."""


class WarningDesk:
    """Of one partition; `areas` are those of the layer."""

    def __init__(self, areas: Sequence[WarningArea] = ()) -> None:
        self.areas = tuple(areas)
        self.by_number: dict[int, PublicWarning] = {}
        self.notices: dict[str, Notice] = {}

    def take(self, warning: PublicWarning) -> None:
        """One that changed."""
        keep(self.by_number, warning.number, warning, MOST)
        over = [number for number, one in self.by_number.items() if one.state not in ("draft", "released")]
        for number in over[: max(len(over) - DONE, 0)]:
            del self.by_number[number]
        if warning.notice is not None:
            keep(self.notices, warning.notice.identifier, warning.notice, MOST_NOTICES)

    def active(self, time_s: float) -> list[PublicWarning]:
        """What the public is told now, the latest message first."""
        told = [
            one
            for one in self.by_number.values()
            if one.state in ("released", "cleared") and one.notice is not None and (one.expires_s or 0.0) > time_s
        ]
        return sorted(told, key=lambda one: (-(one.released_s or 0.0), -one.number))
