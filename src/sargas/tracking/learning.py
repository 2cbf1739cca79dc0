"""What is learned of sensors from what has settled: biases, and when they come into force.

Rule: nothing is learned from plots within the lag, and nothing that was learned changes them. Plots of which the lag
says that they are in their place are cut into blocks of BLOCK_S of their own time. A block that is complete gives
pairs, `sargas.tracking.registration` solves, and the answer is in force for plots some blocks later: so the bias that
is taken off a plot depends on its time and on older plots, never on when it came.
A pair: a plot of a radar and, at its time, the line between the plots of another sensor before and after, on the same
track; or a plot of a reference transponder whose place is known.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

import numpy as np

from sargas.geo.plane import SystemPlane
from sargas.geo.polar import plane_from_polar
from sargas.model.checkpoint import pack, unpack
from sargas.model.plot import PURPOSES
from sargas.model.plots import POLAR, Plots
from sargas.model.sensor import Sensor
from sargas.model.status import SensorBias, SensorStatus
from sargas.tracking.frame import Frame
from sargas.tracking.lag import OVERDUE_S, SNAPSHOT_S
from sargas.tracking.measure import BLOCK_S
from sargas.tracking.registration import REPORTING, Biases, Registration
from sargas.tracking.registration_pairs import TRUTH, Pairs, interpolated, none
from sargas.tracking.registration_pairs import taken as taken_pairs
from sargas.tracking.registration_settings import RegistrationSettings
from sargas.tracking.rows import F8, POSITION, RADARS, SHOT, Rows, joined, taken

SPAN_S = 12.0
"""Two plots further apart are no line."""
ACCELERATION_MPS2 = 2.0
"""One sigma of what a target does between two plots."""
ENOUGH = 4
"""Of the plots of a radar in a block no more are paired than this many times what a solution takes."""
MONITOR_M = 3000.0
"""A reference plot further from every transponder known is of another."""
_REFERENCE = PURPOSES.index("reference")


class Learning:
    """`settled` takes plots that are in their place, `in_force` gives what to take off others."""

    def __init__(
        self, sensors: Sequence[Sensor], plane: SystemPlane, frame: Frame, settings: RegistrationSettings, lag_s: float
    ) -> None:
        self._radar = np.array([s.kind in RADARS and s.site is not None for s in sensors], np.bool_)
        self._reporting = np.array([s.kind in REPORTING for s in sensors], np.bool_)
        # Only sensors that have a bias: two hundred microphones would make large matrices of nothing.
        self._biased = np.flatnonzero(self._radar | self._reporting)
        self._place = np.full(len(sensors) + 1, TRUTH)
        self._place[self._biased] = np.arange(len(self._biased))
        self._registration = Registration([sensors[k] for k in self._biased.tolist()], plane, settings)
        self._plane, self._frame, self._sensors = plane, frame, tuple(sensors)
        self._most = settings.solve_pairs
        self._watched = [k for k in np.flatnonzero(self._radar).tolist() if sensors[k].monitors]
        """Radars that have transponders of known place in sight."""
        self._comparable = len(self._biased) > 1 or bool(self._watched)
        """One sensor alone, without a transponder of known place, can be compared with nothing."""
        self._site_height_m = np.array([s.site.height_m if s.site else 0.0 for s in sensors])
        # What is older than the lag settles with the snapshot after it, mended if need be; a block waits for the next.
        self._delay = int(np.ceil((lag_s + 2.0 * SNAPSHOT_S + OVERDUE_S) / BLOCK_S)) + 3
        self._blocks: dict[int, list[Rows]] = {}
        self._monitored: dict[int, list[Pairs]] = {}
        self._done = -1
        """Newest block that was learned from."""
        self._tables: dict[int, F8] = {-1: self._table()}
        """From which block on they are in force: (S, 5) range_m, azimuth_rad, time_s, sigma of range and azimuth."""
        self._answered: tuple[tuple[int, int], F8] | None = None
        """Blocks that `in_force` was last asked for, and its answer: the same for most ticks."""
        self.statuses: list[SensorStatus] = []
        """What the last call found of sensors."""
        self.learned: list[SensorBias] = []
        """Biases that the last call learned anew."""

    def biases(self) -> Biases:
        """What is believed of every sensor; zeros and "ok" of one that has no bias."""
        known, n = self._registration.biases(), len(self._sensors)
        value, sigma, observable = np.zeros((n, 3)), np.zeros((n, 3)), np.zeros((n, 3), np.bool_)
        pairs, status = np.zeros(n, np.int64), ["ok"] * n
        value[self._biased], sigma[self._biased], observable[self._biased] = known.value, known.sigma, known.observable
        pairs[self._biased] = known.pairs
        for k, said in zip(self._biased.tolist(), known.status, strict=True):
            status[k] = said
        return Biases(value, sigma, observable, pairs, tuple(status))

    def _as_told(self, time_s: float) -> list[SensorBias]:
        """What is believed of sensors that were compared with others."""
        known = self.biases()
        told = []
        for k in np.flatnonzero(known.pairs > 0).tolist():
            seen = [
                (scale * value, scale * sigma) if observable else None
                for scale, value, sigma, observable in zip(
                    (1.0, float(np.degrees(1.0)), 1.0), known.value[k].tolist(), known.sigma[k].tolist(),
                    known.observable[k].tolist(), strict=True,
                )
            ]  # fmt: skip
            told.append(SensorBias(self._sensors[k].id, time_s, int(known.pairs[k]), *seen))
        return told

    def in_force(self, first_s: float, last_s: float) -> tuple[int, F8]:
        """(first block, (B, S, 5)) for plots of these times."""
        asked = int(first_s // BLOCK_S), int(last_s // BLOCK_S)
        if self._answered is None or self._answered[0] != asked:
            starts, (low, high) = sorted(self._tables), asked
            found = [self._tables[starts[max(bisect_right(starts, b) - 1, 0)]] for b in range(low, high + 1)]
            self._answered = asked, np.array(found)
        return asked[0], self._answered[1]

    def settled(self, shots: Rows, until_s: float) -> None:
        """Plots in their place, in order; no others before `until_s` will come."""
        self.statuses, self.learned = [], []
        if not self._comparable:
            return
        block = np.floor(shots["time_s"] / BLOCK_S).astype(np.int64)
        for number in np.unique(block).tolist():
            self._blocks.setdefault(number, []).append(taken(shots, np.flatnonzero(block == number)))
        # The block after must be complete too: a line may end there.
        ready = int(until_s // BLOCK_S) - 2
        new = sorted(k for k in self._blocks if self._done < k <= ready)
        for number in new:
            self._learn(number)
        self.learned = self._as_told((new[-1] + 1) * BLOCK_S) if new else []
        for old in [k for k in self._blocks if k < self._done]:
            del self._blocks[old]

    def references(self, plots: Plots, sensor: Any) -> None:
        """Plots of reference transponders: `sensor` (N,) is the row of each plot's sensor."""
        for s in self._watched:
            rows = np.flatnonzero((sensor == s) & (plots.purpose == _REFERENCE) & (plots.kind == POLAR))
            pairs = self._monitored_by(s, plots.take(rows))
            block = np.floor(pairs.time_s / BLOCK_S).astype(np.int64)
            for number in np.unique(block[block > self._done]).tolist():
                self._monitored.setdefault(number, []).append(taken_pairs(pairs, block == number))

    def _monitored_by(self, s: int, plots: Plots) -> Pairs:
        """Pairs of a radar's reference plots, each with the nearest transponder known, where one is near."""
        n, site_m = len(plots), self._site_height_m[s]
        sigma_m, sigma_deg = self._frame.errors[s, :2]
        compared, off_m = [], []
        for monitor in self._sensors[s].monitors:
            x_m, y_m = (np.full(n, v) for v in self._plane.plane_from_geodetic(monitor.lat_deg, monitor.lon_deg))
            seen = plane_from_polar(
                self._plane, self._frame.sites[s], plots.range_m, plots.azimuth_deg, sigma_m, sigma_deg,
                height_m=monitor.height_m, sigma_height_m=1.0,
            )  # fmt: skip
            r, zero, rise_m = seen.covariance_m2, np.zeros(n), np.full(n, monitor.height_m - site_m)
            compared.append(
                Pairs(
                    *(plots.time_s, np.full(n, s), np.full(n, TRUTH), seen.x_m, seen.y_m, x_m, y_m, zero, zero),
                    *(r[:, 0, 0], r[:, 0, 1], r[:, 1, 1], rise_m, zero),
                )
            )
            off_m.append(np.hypot(seen.x_m - x_m, seen.y_m - y_m))
        nearest = np.argmin(off_m, axis=0)
        pairs = Pairs(*(np.stack(columns)[nearest, np.arange(n)] for columns in zip(*compared, strict=True)))
        return taken_pairs(pairs, np.min(off_m, axis=0) < MONITOR_M)

    def _learn(self, number: int) -> None:
        """One block: its pairs, and what is in force from now on, DELAY blocks later."""
        around = [part for k in (number - 1, number, number + 1) for part in self._blocks.get(k, [])]
        pairs = self._pairs(joined(self._of_some(around, number), SHOT), number)
        if len(pairs.i):
            _, table = self.in_force(number * BLOCK_S, number * BLOCK_S)
            self._registration.learn(self._of_biased(pairs), table[0, self._biased, :3])
        for monitored in self._monitored.pop(number, []):
            self._registration.learn(self._of_biased(monitored))
        for change in self._registration.solve((number + 1) * BLOCK_S):
            self.statuses.append(SensorStatus(change.sensor, change.time_s, "degraded", change.detail))
        self._done = number
        self._tables[number + self._delay], self._answered = self._table(), None
        starts = sorted(self._tables)
        for old in starts[: max(bisect_right(starts, number) - 1, 0)]:
            del self._tables[old]

    def _of_some(self, parts: list[Rows], number: int) -> list[Rows]:
        """The plots of so many tracks that a radar has enough in the block, the same tracks whatever came first."""
        theirs = [self._radar[part["sensor"]].sum() for part in self._blocks.get(number, [])]
        most = ENOUGH * self._most * max(int(self._radar.sum()), 1)
        few = int(sum(theirs)) // most
        if few < 2:
            return parts
        return [taken(part, np.flatnonzero(part["taker"] % few == 0)) for part in parts]

    def _of_biased(self, pairs: Pairs) -> Pairs:
        """The pairs with sensors as rows of those that have a bias; TRUTH stays."""
        return pairs._replace(i=self._place[pairs.i], j=self._place[pairs.j])

    def _pairs(self, shots: Rows, number: int) -> Pairs:
        """Pairs of the radars' plots of a block."""
        sensor, time_s = shots["sensor"].astype(np.int64), shots["time_s"]
        usable = (shots["taker"] >= 0) & (shots["kind"] == POSITION) & (self._radar | self._reporting)[sensor]
        shots, sensor, time_s = taken(shots, np.flatnonzero(usable)), sensor[usable], time_s[usable]
        if not len(shots):
            return none()
        _, track = np.unique(shots["taker"], return_inverse=True)
        # One axis of time for each track: three blocks are 30 s, so a thousand apart none overlap.
        when = track * 1000.0 + (time_s - (number - 1) * BLOCK_S)
        mine = np.flatnonzero(self._radar[sensor] & (np.floor(time_s / BLOCK_S) == number))
        parts = []
        for j in np.unique(sensor).tolist():
            theirs = np.flatnonzero(sensor == j)
            theirs = theirs[np.argsort(when[theirs], kind="stable")]
            # Of two radars one pair each way would be the same pair twice.
            i = mine[(sensor[mine] != j) & (~self._radar[j] | (sensor[mine] < j))]
            after = np.searchsorted(when[theirs], when[i], "right")
            inside = (after > 0) & (after < len(theirs))
            i, after = i[inside], after[inside]
            one, two = theirs[after - 1], theirs[after]
            fits = (track[one] == track[i]) & (track[two] == track[i]) & (time_s[two] - time_s[one] <= SPAN_S)
            fits &= time_s[two] > time_s[one]
            if fits.any():
                parts.append(self._paired(shots, i[fits], one[fits], two[fits]))
        return _together(parts) if parts else none()

    def _paired(self, shots: Rows, i: Any, one: Any, two: Any) -> Pairs:
        """Plots i with the line from plots `one` to plots `two` of another sensor."""

        def column(name: str, rows: Any) -> F8:
            values: F8 = shots[name][rows].astype(np.float64)
            return values

        def line_end(rows: Any) -> tuple[F8, F8, F8, F8, F8, F8]:
            return (
                *(column("time_s", rows), column("x_m", rows), column("y_m", rows)),
                *(column("rxx", rows), column("rxy", rows), column("ryy", rows)),
            )

        time_s = column("time_s", i)
        line = interpolated(time_s, line_end(one), line_end(two), ACCELERATION_MPS2)
        known = shots["height_source"][i] > 0
        sensor_i, sensor_j = shots["sensor"][i].astype(np.int64), shots["sensor"][one].astype(np.int64)
        rise = [np.where(known, column("height_m", i) - self._site_height_m[s], 0.0) for s in (sensor_i, sensor_j)]
        return Pairs(
            time_s,
            sensor_i,
            sensor_j,
            *(column("x_m", i), column("y_m", i), line.x_m, line.y_m, line.vx_mps, line.vy_mps),
            *(column("rxx", i) + line.rxx_m2, column("rxy", i) + line.rxy_m2, column("ryy", i) + line.ryy_m2),
            *rise,
        )

    def _table(self) -> F8:
        biases = self.biases()
        return np.concatenate((biases.value, biases.sigma[:, :2]), axis=1)

    def checkpoint(self) -> bytes:
        """Everything that the future depends on."""
        return pack(
            {
                "registration": self._registration.checkpoint(),
                "done": self._done,
                "shots": joined([part for k in sorted(self._blocks) for part in self._blocks[k]], SHOT).view(np.uint8),
                "monitored": [[k, [list(p) for p in self._monitored[k]]] for k in sorted(self._monitored)],
                "tables": [[k, self._tables[k]] for k in sorted(self._tables)],
            }
        )

    def restore(self, data: bytes, same: bool) -> None:
        """Inverse of `checkpoint`; `same`: the sensors are those of then. Else what is believed is kept by id, and the
        rest begins anew.
        """
        saved, self._answered = unpack(data), None
        self._registration.restore(saved["registration"])
        if not same:
            self._done, self._tables = saved["done"], {-1: self._table()}
            return
        self._done, self._tables = saved["done"], dict(saved["tables"])
        self._monitored = {k: [Pairs(*p) for p in pairs] for k, pairs in saved["monitored"]}
        self._blocks = {}
        shots = saved["shots"].view(SHOT)
        block = np.floor(shots["time_s"] / BLOCK_S).astype(np.int64)
        for number in np.unique(block).tolist():
            self._blocks[number] = [taken(shots, np.flatnonzero(block == number))]


def _together(parts: list[Pairs]) -> Pairs:
    return Pairs(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
