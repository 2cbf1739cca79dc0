"""Board: how each sensor of one partition is, and what could not be read.

What a system reports are tracks: each with news counts as a plot of a sensor does.
"""

from collections import deque
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sargas.model.fault import Fault
from sargas.model.plots import Plots
from sargas.model.sensor import Sensor
from sargas.model.status import SensorBias, SensorStatus
from sargas.model.tracks import ENDED, Tracks

RATE_S = 10.0
"""plots_per_s is counted over this time of the partition's clock."""


class Board:
    """Counts by sensor; the order of rows is the configuration's and does not change."""

    def __init__(self, sensors: tuple[Sensor, ...], simulated: bool) -> None:
        self._sensors = sensors
        self._simulated = simulated
        self._row = {sensor.id: i for i, sensor in enumerate(sensors)}
        systems = [i for i, sensor in enumerate(sensors) if sensor.kind == "system"]
        self._reporter = {sensors[i].nation or "": i for i in reversed(systems)} | self._row
        """Row by the name under which tracks are reported: the sensor's, or its nation's (then its first system's)."""
        self._updated_s: dict[int, float] = {}
        """When each track of others had its last news."""
        n = len(sensors)
        self._status = [SensorStatus(sensor.id, 0.0, "unknown") for sensor in sensors]
        self._bias: list[SensorBias | None] = [None] * n
        self._fault: list[dict[str, Any] | None] = [None] * n
        """The last one of each: reason, time_s."""
        self._plots = np.zeros(n, np.int64)
        self._faults = [0] * n
        self._last_s = np.zeros(n)
        self._latency_s = np.full(n, np.nan)
        self._recent: deque[tuple[float, Any]] = deque()
        self._recent_sum = np.zeros(n, np.int64)

    def knows(self, sensor: str) -> bool:
        """Whether there is such a sensor."""
        return sensor in self._row

    def plots(self, time_s: float, plots: Plots) -> None:
        """Count the plots of one tick."""
        while self._recent and self._recent[0][0] <= time_s - RATE_S:
            self._recent_sum -= self._recent.popleft()[1]
        if len(plots) and self._sensors:
            table = np.array([self._row.get(name, len(self._sensors)) for name in plots.sources])
            self._count(time_s, table[plots.source], plots.time_s)

    def reports(self, time_s: float, tracks: Tracks) -> None:
        """Count the tracks of others that have news."""
        if not self._sensors:
            return
        rows = []
        for i in np.flatnonzero(tracks.reported_by >= 0).tolist():
            number, updated_s = int(tracks.number[i]), float(tracks.updated_s[i])
            if updated_s > self._updated_s.get(number, 0.0):
                rows.append(i)
                self._updated_s[number] = updated_s
            if tracks.status[i] == ENDED:
                self._updated_s.pop(number, None)
        if rows:
            table = np.array([self._reporter.get(name, len(self._sensors)) for name in tracks.sources])
            self._count(time_s, table[tracks.reported_by[rows]], tracks.updated_s[rows])

    def _count(self, time_s: float, source: NDArray[np.int64], measured_s: NDArray[np.float64]) -> None:
        """`source` (N,): rows of sensors, one more for nobody we know."""
        n = len(self._sensors)
        counts = np.bincount(source, minlength=n + 1)[:n]
        seen = counts > 0
        self._plots += counts
        self._recent.append((time_s, counts))
        self._recent_sum += counts
        latest = np.zeros(n + 1)
        np.maximum.at(latest, source, measured_s)
        self._last_s[seen] = np.maximum(self._last_s[seen], latest[:n][seen])
        late_s = time_s - np.bincount(source, weights=measured_s, minlength=n + 1)[:n][seen] / counts[seen]
        before_s = self._latency_s[seen]
        self._latency_s[seen] = np.where(np.isnan(before_s), late_s, 0.8 * before_s + 0.2 * late_s)

    def status(self, status: SensorStatus) -> dict[str, Any] | None:
        """Take in a status; the sensor's row when it changed."""
        i = self._row.get(status.sensor)
        if i is None:
            return None
        before, self._status[i] = self._status[i], status
        return None if _told(before) == _told(status) else self.row(i, status.time_s)

    def fault(self, fault: Fault) -> None:
        """Count a fault to its sensor, when it names one."""
        i = self._row.get(fault.source)
        if i is not None:
            self._faults[i] += fault.count
            self._fault[i] = {"reason": fault.reason, "time_s": fault.time_s}

    def bias(self, bias: SensorBias) -> None:
        """What is believed of a sensor's systematic errors now."""
        if bias.sensor in self._row:
            self._bias[self._row[bias.sensor]] = bias

    def row(self, i: int, time_s: float) -> dict[str, Any]:
        """Row i of /api/sensors."""
        sensor, status = self._sensors[i], self._status[i]
        heard = bool(self._plots[i] > 0)
        recent = time_s - float(self._last_s[i]) < 2.0 * RATE_S
        return {
            "id": sensor.id,
            "feed": sensor.feed,
            "kind": sensor.kind,
            "nation": sensor.nation,
            "site": sensor.site,
            "status": status.status,
            "detail": status.detail,
            "rotation_s": status.rotation_s,
            "maintenance_by": status.maintenance_by,
            "maintenance_until_s": status.maintenance_until_s,
            "last_plot_s": float(self._last_s[i]) if heard else None,
            "latency_s": round(float(self._latency_s[i]), 3) if heard else None,
            "plots_per_s": float(self._recent_sum[i]) / RATE_S if recent else 0.0,
            "plots": int(self._plots[i]),
            "faults": self._faults[i],
            "last_fault": self._fault[i],
            "bias": self._bias[i],
            "simulated": self._simulated,
        }

    def rows(self, time_s: float) -> list[dict[str, Any]]:
        """All rows of /api/sensors."""
        return [self.row(i, time_s) for i in range(len(self._sensors))]


def _told(status: SensorStatus) -> tuple[Any, ...]:
    """What of a status is news when it is another."""
    return status.status, status.detail, status.maintenance_by, status.maintenance_until_s


class FaultLog:
    """Faults by source and reason, bounded: hostile input cannot make it grow."""

    LIMIT = 1_000

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], list[float]] = {}
        self.total = 0

    def add(self, fault: Fault) -> None:
        """Count it."""
        key = (fault.source, fault.reason)
        self.total += fault.count
        if key not in self._found and len(self._found) >= self.LIMIT:
            key = ("", "other reasons")
        count_last = self._found.setdefault(key, [0, fault.time_s])
        count_last[0] += fault.count
        count_last[1] = fault.time_s

    def rows(self) -> list[dict[str, Any]]:
        """Rows of /api/faults, latest first."""
        rows = [
            {"source": source, "reason": reason, "count": int(count), "last_s": last_s}
            for (source, reason), (count, last_s) in self._found.items()
        ]
        return sorted(rows, key=lambda row: -float(row["last_s"]))
