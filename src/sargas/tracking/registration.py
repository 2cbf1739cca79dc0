"""Registration: range, azimuth and time bias of each sensor, estimated on line from pairs of plots of one target.

All sensors are estimated together (`registration_belief`) from pairs by the model of `registration_pairs`. A radar has
all three biases; a sensor that passes on positions (ADS-B, MLAT) has none but a latency that its reports share; a known
place (a reference transponder) has none at all. What pairs say nothing of keeps its prior sigma: two radars alone know
their common time bias as badly as before.
Wrong pairs: weight 0 outside a gate, Huber's min(1, k / distance) inside (Huber, Robust Statistics, 1981, 7.6). Noise
stated too small is found by the median of the squared distances, and R raised by it.
Jumps: at each solution `registration_window` fits each sensor by its latest pairs alone. Where that differs
significantly from what is believed, and by more than `least_change` prior sigmas, what was known of the sensor is taken
out and its pairs since the change are put in. The sensor that explains most goes first.
Drift: what is believed moves with the pairs. Where it moved so within the last hour, and has for longer than a jump
takes to be seen, the sensor is drifting and its biases are let go faster.

Pairs of one target are taken as independent: give one per target, couple of sensors and turn, no more.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from sargas.geo.plane import SystemPlane
from sargas.model.sensor import Sensor
from sargas.tracking.registration_belief import Belief, Linear, inverse, squares, times
from sargas.tracking.registration_pairs import TRUTH, Pairs, displaced, joined, noise_of, none, taken
from sargas.tracking.registration_settings import RegistrationSettings
from sargas.tracking.registration_window import Fit, Sides, began_s, fit, squares_from, whitened
from sargas.tracking.rows import F8, RADARS, Ints

REPORTING = ("adsb", "mlat", "remote_id", "system")
OK, DRIFTING, JUMPED = 0, 1, 2
STATUSES = ("ok", "drifting", "jumped")

_MEDIAN_2 = 2.0 * float(np.log(2.0))
"""Median of chi-square with two degrees of freedom."""
_NOISIEST = 100.0
"""R is raised by no more."""
_SHOWN = np.array([1.0, 180.0 / np.pi, 1.0])
"""Metres, radians, seconds to what is shown."""


class Biases(NamedTuple):
    """What is believed of S sensors; columns of (S, 3): range_m, azimuth_rad (clockwise), time_s (stated too late)."""

    value: F8
    sigma: F8
    """0 of a bias that a sensor has not; so is its value."""
    observable: NDArray[np.bool_]
    """(S, 3): the pairs halved the prior sigma at least."""
    pairs: Ints
    """(S,) pairs that counted, since the last jump."""
    status: tuple[str, ...]
    """(S,) of STATUSES."""


class BiasChange(msgspec.Struct, frozen=True):
    """A bias that changed, and by how much. `perhaps`: sensors that would explain the same pairs as well."""

    sensor: str
    time_s: float
    status: str
    range_m: float
    azimuth_deg: float
    bias_time_s: float
    detail: str
    """One line for the operator."""
    perhaps: tuple[str, ...] = ()


class _Latest(NamedTuple):
    """The latest pairs against everything before; S sensors and the known place, in prior sigmas."""

    sides: Sides
    linear: Linear
    fit: Fit
    moved: NDArray[np.bool_]
    """(S + 1, 3)."""
    d2: F8
    """(S + 1,), squared distance of the fit from what is believed; 0 where that is no jump."""


class Registration:
    """`learn` pairs as they come, `solve` at ticks; `biases` and `covariance` say what is believed.

    Same pairs and ticks, same bits, in whatever order the pairs between two solutions came. Sensors of other kinds than
    RADARS and REPORTING, and radars without a site, have no bias to learn.
    """

    def __init__(
        self, sensors: Sequence[Sensor], plane: SystemPlane, settings: RegistrationSettings | None = None
    ) -> None:
        self._settings = settings or RegistrationSettings()
        s, n = self._settings, len(sensors)
        self._sources = tuple(sensor.id for sensor in sensors)
        # One row more, the last, for a known place: its biases are zero.
        sites_m, unit = np.zeros((n + 1, 2)), np.zeros((n + 1, 3))
        for k, sensor in enumerate(sensors):
            if sensor.kind in REPORTING:
                unit[k, 2] = s.sigma_latency_s
            elif sensor.kind in RADARS and sensor.site is not None:
                sites_m[k] = plane.plane_from_geodetic(sensor.site.lat_deg, sensor.site.lon_deg)
                unit[k] = s.sigma_range_m, np.radians(s.sigma_azimuth_deg), s.sigma_time_s
        self._belief = Belief(sites_m, unit)
        self._time_s: float | None = None
        self._noise, self._pairs = np.ones(n + 1), np.zeros(n + 1, np.int64)
        self._recent, self._waiting = none(), [none()]
        self._changed_s, self._status = np.full(n + 1, -np.inf), np.zeros(n + 1, np.int64)
        self._moving_s = np.full(n + 1, np.inf)
        """Since when a bias is off what it was within the last hour."""
        self._kept_s: list[float] = []
        self._kept: list[F8] = []
        """u and sigma (2, S + 1, 3) at these times."""

    def learn(self, pairs: Pairs, applied: F8 | None = None) -> None:
        """Takes pairs in. `applied` (S, 3) are the biases already taken off their positions (as of `Biases.value`)."""
        if applied is not None:
            pairs = displaced(pairs, self._belief.sites_m, np.concatenate((applied, np.zeros((1, 3)))))
        self._waiting.append(pairs)

    def solve(self, time_s: float) -> list[BiasChange]:
        """Works in what was learned and says what changed; does nothing until `solve_s` after the last time."""
        s = self._settings
        if self._time_s is not None:
            if time_s < self._time_s + s.solve_s:
                return []
            memory_s = np.where(self._status == DRIFTING, s.drift_memory_s, s.memory_s)
            self._belief.pass_time(time_s - self._time_s, memory_s)
        self._time_s = time_s
        new = self._thinned(joined(self._waiting))
        self._waiting = [none()]
        self._recent = self._latest(joined([self._recent, new]), time_s)
        latest = self._compare()
        self._judge_noise(latest)
        changes, restarted = self._jumps(time_s, latest)
        # A sensor that was started anew has its new pairs already.
        self._take(taken(new, ~(restarted[new.i] | restarted[new.j])))
        changes += self._drifts(time_s)
        self._status[self._changed_s < time_s - s.hold_s] = OK
        return changes

    def biases(self) -> Biases:
        """Of every sensor, in the order they were given."""
        u, sigma = self._believed()[:, :-1]
        unit = self._belief.unit[:-1]
        return Biases(
            unit * u,
            unit * sigma,
            (sigma <= 0.5) & (unit > 0.0),
            self._pairs[:-1].copy(),
            tuple(STATUSES[k] for k in self._status[:-1]),
        )

    def covariance(self) -> F8:
        """(S, 3, S, 3) of all biases together, in the units of `Biases.value`."""
        unit = self._belief.unit
        P = self._belief.moments()[1] * unit[:, :, None, None] * unit
        return P[:-1, :, :-1, :]

    def _believed(self) -> F8:
        """u and sigma: (2, S + 1, 3)."""
        u, P = self._belief.moments()
        return np.stack((u, np.sqrt(np.einsum("iaia->ia", P))))

    def _raised(self, pairs: Pairs) -> F8:
        """R_i + R_j (N, 2, 2), raised by the larger noise of the two sensors."""
        return noise_of(pairs) * np.maximum(self._noise[pairs.i], self._noise[pairs.j])[:, None, None]

    def _take(self, pairs: Pairs) -> None:
        """Puts in the pairs that the gate lets pass."""
        s, R, linear = self._settings, self._raised(pairs), self._belief.linear(pairs)
        d2 = self._belief.squares(pairs, linear, R)
        counts = np.where(d2 <= s.gate, np.minimum(s.huber / np.sqrt(np.maximum(d2, 1e-12)), 1.0), 0.0)
        self._belief.add(pairs, linear, inverse(R) * counts[:, None, None])
        for k in (pairs.i, pairs.j):
            np.add.at(self._pairs, k[counts > 0.0], 1)

    def _thinned(self, pairs: Pairs) -> Pairs:
        """No more pairs than say enough: of each sensor so many, evenly drawn from its own."""
        keep = np.zeros(len(pairs.i), np.bool_)
        for sensor in range(len(self._sources)):
            mine = np.flatnonzero((pairs.i == sensor) | (pairs.j == sensor))
            most = min(self._settings.solve_pairs, len(mine))
            keep[mine[np.arange(most) * len(mine) // max(most, 1)]] = True
        return taken(pairs, keep)

    def _latest(self, pairs: Pairs, time_s: float) -> Pairs:
        """The pairs of the window: young enough, and among the latest of either sensor."""
        pairs = taken(pairs, pairs.time_s > time_s - self._settings.window_s)
        keep = np.zeros(len(pairs.i), np.bool_)
        for sensor in range(len(self._sources)):
            keep[np.flatnonzero((pairs.i == sensor) | (pairs.j == sensor))[-self._settings.window_pairs :]] = True
        return taken(pairs, keep)

    def _compare(self) -> _Latest:
        """The latest pairs against everything before them."""
        s, pairs = self._settings, self._recent
        u = self._belief.moments()[0]
        linear = self._belief.linear(pairs)
        off = linear.d - times(linear.H_i, u[pairs.i]) + times(linear.H_j, u[pairs.j])
        raised = np.maximum(self._noise[pairs.i], self._noise[pairs.j])
        R = (raised * pairs.rxx_m2, raised * pairs.rxy_m2, raised * pairs.ryy_m2)
        white = whitened(*R, off[:, 0], off[:, 1])
        G_i, G_j = (whitened(*R, H[:, 0].T, H[:, 1].T) for H in (linear.H_i, linear.H_j))
        sides = Sides(
            np.concatenate((pairs.time_s, pairs.time_s)),
            np.concatenate((pairs.i, pairs.j)) % len(u),
            np.concatenate((white, -white), axis=-1),
            np.concatenate((G_i, G_j), axis=-1),
        )
        latest = fit(sides, len(u), s.reach, s.gate)
        spread = inverse(latest.information) + inverse(np.einsum("iaib->iab", self._belief.M))
        d2 = squares(latest.u, inverse(spread))
        moved = (np.abs(latest.u) > s.least_change) & (np.square(latest.u) > 9.0 * np.einsum("kaa->ka", spread))
        enough = (latest.used >= s.least_pairs) & (latest.used >= 0.5 * latest.there)
        told = enough & (d2 > s.significance) & moved.any(axis=1)
        return _Latest(sides, linear, latest, moved, np.where(told, d2, 0.0))

    def _jumps(self, time_s: float, now: _Latest) -> tuple[list[BiasChange], NDArray[np.bool_]]:
        """Starts sensors anew that jumped, the one that explains most first: what changed, who was started (S + 1,)."""
        s = self._settings
        changes: list[BiasChange] = []
        seen, restarted = np.zeros((2, len(now.d2)), np.bool_)
        while np.any(d2 := np.where(seen, 0.0, now.d2)):
            k = int(np.argmax(d2))
            seen[k] = True
            before, moved = self._believed(), now.moved[k]
            since = self._restart(k, now)
            if since is None:
                continue
            restarted[k] = True
            now = self._compare()
            after = self._believed()
            # What was believed before the pairs of the window began to pull at it.
            older = [kept for at_s, kept in zip(self._kept_s, self._kept, strict=True) if at_s <= time_s - s.window_s]
            was = (older or [before])[-1][0, k].copy()
            for kept in self._kept:
                kept[:, k] = after[:, k]
            if np.any(moved & (before[1, k] <= 0.5)):
                others = [o for o in range(len(d2)) if since[o] >= s.as_well * since[k] and now.d2[o] == 0.0 and o != k]
                for o in (k, *others):
                    late = self._status[o] == DRIFTING or self._changed_s[o] < time_s - s.window_s
                    self._status[o] = DRIFTING if late and self._status[o] != OK else JUMPED
                    self._changed_s[o] = time_s
                changes.append(self._change(k, was, after[0, k], moved, others))
        return changes, restarted

    def _restart(self, k: int, latest: _Latest) -> F8 | None:
        """Takes out what was known of sensor k and puts its pairs since it changed in; None if they do not agree.

        Else how well each sensor explains those pairs, as `_Latest.d2`.
        """
        s, usual = self._settings, np.ones(3)
        since_s = began_s(latest.sides, latest.fit.weight, k, s.least_pairs)
        before, belief = self._recent, self._belief
        mine = (before.i == k) | (before.j == k)
        self._recent = pairs = taken(before, ~mine | (before.time_s >= since_s))
        now = self._compare()
        since = now.d2
        # Thrice, for a large bias is not linear: each time about what the last gave.
        for _ in range(3):
            if now.fit.used[k] < max(s.least_pairs, 0.5 * now.fit.there[k]):
                self._recent, self._belief = before, belief
                return None
            weight = np.where(now.sides.sensor == k, now.fit.weight, 0.0).reshape(2, -1).sum(axis=0)
            wide = np.maximum(np.abs(self._believed()[0, k] + now.fit.u[k]), usual)
            self._belief = belief.copy()
            self._belief.forget(k, wide)
            self._belief.add(pairs, now.linear, inverse(self._raised(pairs)) * weight[:, None, None])
            now = self._compare()
        self._pairs[k] = np.count_nonzero(weight)
        self._moving_s[k] = np.inf
        return since

    def _drifts(self, time_s: float) -> list[BiasChange]:
        """Says which sensors' biases moved within the last hour."""
        s = self._settings
        changes: list[BiasChange] = []
        now = self._believed()
        kept = np.array(self._kept).reshape(-1, *now.shape)
        off = np.abs(now[0] - kept[:, 0])
        moved = (off > s.least_change) & (off > s.drift_sigmas * np.hypot(now[1], kept[:, 1])) & (kept[:, 1] <= 0.5)
        moving = moved.any(axis=(0, 2))
        self._moving_s = np.where(moving, np.minimum(self._moving_s, time_s), np.inf)
        for k in np.flatnonzero(self._moving_s <= time_s - s.window_s):
            since = int(np.argmax(moved[:, k].any(axis=1)))
            self._status[k], self._changed_s[k], self._moving_s[k] = DRIFTING, time_s, np.inf
            changes.append(self._change(int(k), kept[since, 0, k], now[0, k], moved[since, k], []))
            for other in self._kept:
                other[:, k] = now[:, k]
        if not self._kept_s or time_s >= self._kept_s[-1] + s.compare_s:
            self._kept_s, self._kept = [*self._kept_s, time_s], [*self._kept, now]
            while self._kept_s[0] < time_s - 3600.0:
                del self._kept_s[0], self._kept[0]
        return changes

    def _change(self, k: int, was: F8, now: F8, moved: NDArray[np.bool_], others: list[int]) -> BiasChange:
        """In words: biases `was` and `now` (3,) in prior sigmas, the components that `moved`."""
        status, time_s = STATUSES[self._status[k]], float(self._changed_s[k])
        by, to = (self._belief.unit[k] * u * _SHOWN for u in (now - was, now))
        names = (("range", "m", 0), ("azimuth", "deg", 3), ("time", "s", 2))
        parts = [
            f"{name} bias by {by[c]:+.{digits}f} to {to[c]:+.{digits}f} {unit}"
            for c, (name, unit, digits) in enumerate(names)
            if moved[c]
        ]
        perhaps = tuple(self._sources[o] for o in others)
        detail = f"{status}: {', '.join(parts)}" + (f"; or it is {', '.join(perhaps)}" if perhaps else "")
        return BiasChange(self._sources[k], time_s, status, float(by[0]), float(by[1]), float(by[2]), detail, perhaps)

    def _judge_noise(self, latest: _Latest) -> None:
        """Raises R of sensors whose pairs lie further off their own fit than stated: by the median inside the gate."""
        s, pairs = self._settings, self._recent
        raised = np.maximum(self._noise[pairs.i], self._noise[pairs.j])
        d2 = squares_from(latest.sides, latest.fit.u) * np.concatenate((raised, raised))
        # From a wrong noise the gate is wrong too: thrice.
        for _ in range(3):
            raised = np.maximum(self._noise[pairs.i], self._noise[pairs.j])
            near = d2 <= s.gate * np.concatenate((raised, raised))
            for sensor in range(len(self._sources)):
                mine = d2[near & (latest.sides.sensor == sensor)]
                if len(mine) >= s.least_pairs:
                    self._noise[sensor] = min(max(float(np.median(mine)) / _MEDIAN_2, 1.0), _NOISIEST)

    def checkpoint(self) -> dict[str, Any]:
        """The whole state, as `sargas.model.checkpoint.pack` takes it."""
        return {
            "sources": list(self._sources),
            "sites_m": self._belief.sites_m,
            "unit": self._belief.unit,
            "M": self._belief.M,
            "v": self._belief.v,
            "time_s": self._time_s,
            "noise": self._noise,
            "pairs": self._pairs,
            "recent": list(self._recent),
            "waiting": list(joined(self._waiting)),
            "changed_s": self._changed_s,
            "status": self._status,
            "moving_s": self._moving_s,
            "kept_s": list(self._kept_s),
            "kept": list(self._kept),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Takes up a checkpoint; sensors that came, went or moved since are found by id, site and prior sigmas."""
        saved = Belief(state["sites_m"], state["unit"])
        saved.M, saved.v = state["M"], state["v"]
        belief, last = self._belief, len(state["sources"])
        index = {name: k for k, name in enumerate(state["sources"])}
        found = []
        for k, name in enumerate(self._sources):
            old = index.get(name, last)
            same = (saved.sites_m[old] == belief.sites_m[k]).all() and (saved.unit[old] == belief.unit[k]).all()
            if old < last and same:
                found.append((k, old))
        found.append((len(self._sources), last))
        mine, theirs = (np.array(column) for column in zip(*found, strict=True))
        for old in range(last):
            if old not in theirs:
                saved.forget(old, np.ones(3))
        for k, old in found:
            belief.M[k, :, mine], belief.v[k] = saved.M[old][:, theirs].transpose(1, 0, 2), saved.v[old]
        for name in ("noise", "pairs", "changed_s", "status", "moving_s"):
            getattr(self, f"_{name}")[mine] = state[name][theirs]
        self._time_s, self._kept_s = state["time_s"], list(state["kept_s"])
        self._kept = []
        for old_kept in state["kept"]:
            kept = np.ones((2, len(self._sources) + 1, 3))
            kept[:, mine] = old_kept[:, theirs]
            self._kept.append(kept)
        now = np.full(last + 1, len(belief.v), np.int64)
        now[theirs] = mine
        now[last] = TRUTH
        self._recent, waiting = (_known(Pairs(*state[name]), now, len(belief.v)) for name in ("recent", "waiting"))
        self._waiting = [waiting]


def _known(pairs: Pairs, now: Ints, gone: int) -> Pairs:
    """Saved pairs with today's rows of their sensors; those of sensors that are `gone` are left out."""
    pairs = pairs._replace(i=now[pairs.i], j=now[pairs.j])
    return taken(pairs, (pairs.i != gone) & (pairs.j != gone))
