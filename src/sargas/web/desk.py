"""Desks of one partition: warnings to the public as they stand, with every message that went out since the start; and
what it was told of the weather, the latest for each place and height."""

from collections.abc import Iterable, Sequence
from typing import Any

from sargas.model.bounded import keep
from sargas.model.notice import Notice
from sargas.model.warning import PublicWarning, WarningArea
from sargas.model.weather import Qnh, Wind

MOST_QNH, MOST_WINDS = 200, 2_000
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


class WeatherDesk:
    """Of one partition."""

    def __init__(self) -> None:
        self.qnh: dict[tuple[float, float], Qnh] = {}
        self.winds: dict[tuple[float, float, float], Wind] = {}

    def take(self, reports: Iterable[Qnh | Wind]) -> None:
        """Reports that came in; one of an older time stands behind what is known."""
        for report in reports:
            if isinstance(report, Qnh):
                _newest(self.qnh, (report.lat_deg, report.lon_deg), report, MOST_QNH)
            else:
                _newest(self.winds, (report.lat_deg, report.lon_deg, report.height_m), report, MOST_WINDS)


def _newest(of: dict[Any, Any], place: Any, report: Qnh | Wind, most: int) -> None:
    known = of.get(place)
    if known is None or known.time_s <= report.time_s:
        keep(of, place, report, most)
