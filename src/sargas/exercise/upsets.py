"""Upsets: what the events of a scenario do to what a sensor saw, before it is encoded, and to its link, after.

    upsets = Upsets(scenario, truth)
    upsets.seen(sensor, plots, from_s, to_s)   what it tells of what it saw in that time, by true times
    upsets.stamped(plots)                      the same by its own clock, to be encoded
    upsets.standing(sensor, time_s)            what it says of itself; nothing where it is silent
    upsets.carried(sensor, chunks)             what its link lets through, in the order of arrival

Whose words are no plots asks for each part, as posts that hear do: `silent`, `bias`, `clock_s`, of a sensor at times.
A sensor to which nothing happens is not touched. Times in UTC Unix seconds.
"""

import heapq
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sargas.exercise.ears import Heard
from sargas.exercise.events import (
    Bias,
    Clock,
    Dies,
    Event,
    Ghosts,
    GnssJamming,
    Jammer,
    Link,
    Maintenance,
    Shift,
    chance_of,
    within,
)
from sargas.exercise.jamming import Jammed
from sargas.exercise.paths import Array
from sargas.exercise.scenario import Scenario
from sargas.exercise.spoofing import Astray, Ghostly
from sargas.exercise.truth import Truth
from sargas.model.plots import BEARING, POLAR, Plots
from sargas.model.status import SensorStatus

_Kind = TypeVar("_Kind", bound=Event)


class Upsets:
    """The events of one scenario."""

    def __init__(self, scenario: Scenario, truth: Truth) -> None:
        self._scenario, self._start_s = scenario, scenario.start_s
        self._controls = truth.controls
        self._events = list(enumerate(scenario.events))
        self._jammed = [Jammed(scenario, event, k) for k, event in self._of(Jammer)]
        self._astray = [
            Astray(scenario, truth, event, k) for k, event in self._events if isinstance(event, GnssJamming | Shift)
        ]
        self._ghosts = [Ghostly(scenario, event, k) for k, event in self._of(Ghosts)]

    def _of(self, kind: type[_Kind]) -> Iterator[tuple[int, _Kind]]:
        return ((k, event) for k, event in self._events if isinstance(event, kind))

    def _on(self, sensor: str, kind: type[_Kind]) -> Iterator[tuple[int, _Kind]]:
        """Events of this sensor, or of all the posts that it is one of."""
        return ((k, event) for k, event in self._of(kind) if _is_of(sensor, getattr(event, "sensor", "")))

    def _during(self, event: Event, time_s: Array | float) -> NDArray[np.bool_]:
        from_s, to_s = within(event)
        at_s = np.asarray(time_s)
        result: NDArray[np.bool_] = (at_s >= self._start_s + from_s) & (at_s < self._start_s + to_s)
        return result

    def silent(self, sensor: str, time_s: Array | float) -> NDArray[np.bool_]:
        """Whether it tells nothing of what it sees."""
        out = np.zeros(np.shape(time_s), np.bool_)
        for kind in (Dies, Maintenance):
            for _, event in self._on(sensor, kind):
                out |= self._during(event, time_s)
        return out

    def failed(self, sensor: str) -> bool:
        """Whether a director lets it fail now."""
        return any(_is_of(sensor, name) for name in self._controls.failed)

    def standing(self, sensor: str, time_s: float) -> list[SensorStatus]:
        """What it says of itself, by its own clock; nothing where it is silent."""
        at_s = np.array(time_s)
        dead = any(self._during(event, time_s) for _, event in self._on(sensor, Dies))
        over = [event for _, event in self._on(sensor, Maintenance) if self._during(event, time_s)]
        if dead or any(event.silent for event in over):
            return []
        said_s = time_s + float(self.clock_s(sensor, at_s))
        return [SensorStatus(sensor, said_s, "maintenance" if over else "ok", simulated=True)]

    def bias(self, sensor: str, time_s: Array) -> tuple[Array, Array]:
        """(range_m, azimuth_deg) by which its measurements are off."""
        range_m, azimuth_deg = np.zeros((2, *np.shape(time_s)))
        for _, event in self._on(sensor, Bias):
            since_s = time_s - self._start_s - event.from_s
            share = np.clip(since_s / event.over_s, 0.0, 1.0) if event.over_s > 0.0 else np.ones_like(since_s)
            share = np.where(self._during(event, time_s), share, 0.0)
            range_m, azimuth_deg = range_m + event.range_m * share, azimuth_deg + event.azimuth_deg * share
        return range_m, azimuth_deg

    def clock_s(self, sensor: str, time_s: Array) -> Array:
        """By how much its clock is ahead."""
        ahead_s = np.zeros(np.shape(time_s))
        for _, event in self._on(sensor, Clock):
            since_h = (time_s - self._start_s - event.from_s) / 3600.0
            off_s = event.offset_s + event.drift_s_per_h * since_h
            ahead_s = ahead_s + np.where(self._during(event, time_s), off_s, 0.0)
        for _, jamming in self._of(GnssJamming):
            if any(_is_of(sensor, named) for named in jamming.clocks):
                ahead_s = ahead_s + np.where(self._during(jamming, time_s), jamming.clock_s, 0.0)
        return ahead_s

    def off(self, sensor: str, time_s: float) -> tuple[float, float]:
        """(azimuth_deg, s) by which a single direction, and its time, are off."""
        at_s = np.array(time_s)
        return float(self.bias(sensor, at_s)[1]), float(self.clock_s(sensor, at_s))

    def seen(self, sensor: str, plots: Plots, from_s: float, to_s: float) -> Plots:
        """What it tells of what it saw from `from_s` to `to_s`, in the order of true times."""
        if not self._events:
            return plots
        for jammed in self._jammed:
            plots = jammed.seen(sensor, plots, from_s, to_s)
        for astray in self._astray:
            plots = astray.told(plots)
        for ghosts in self._ghosts:
            plots = ghosts.added(sensor, plots, from_s, to_s)
        plots = plots.take(~self.silent(sensor, plots.time_s))
        range_m, azimuth_deg = self.bias(sensor, plots.time_s)
        polar, turned = plots.kind == POLAR, np.isin(plots.kind, (POLAR, BEARING))
        plots.range_m[polar] = np.maximum(plots.range_m + range_m, 0.0)[polar]
        plots.azimuth_deg[turned] = ((plots.azimuth_deg + azimuth_deg) % 360.0)[turned]
        return plots

    def stamped(self, plots: Plots) -> Plots:
        """Plots of one sensor with the times of its clock."""
        if self._events and plots.sources:
            plots.time_s[:] += self.clock_s(plots.sources[0], plots.time_s)
        return plots

    def heard(self, sensor: str, heard: Heard) -> Heard:
        """What posts tell of what they heard, by their clocks."""
        if not (self._events or self._controls.failed) or not len(heard.post):
            return heard
        kept, azimuth_deg, time_s = ~np.isnan(heard.time_s), heard.azimuth_deg.copy(), heard.time_s.copy()
        for post in np.unique(heard.post).tolist():
            name, rows = f"{sensor}-{post + 1}", heard.post == post
            kept[rows] = ~self.silent(name, heard.time_s[rows]) & (not self.failed(name))
            azimuth_deg[rows] = (azimuth_deg[rows] + self.bias(name, heard.time_s[rows])[1]) % 360.0
            time_s[rows] += self.clock_s(name, heard.time_s[rows])
        return Heard(heard.post[kept], time_s[kept], azimuth_deg[kept], heard.object[kept])

    def carried(self, sensor: str, chunks: Iterable[tuple[float, bytes]]) -> Iterator[tuple[float, bytes]]:
        """What comes through its link, (arrival time_s, payload), in the order of arrival."""
        links = [
            _Carrier(event, self._during, chance_of(self._scenario.seed, k, sensor))
            for k, event in self._on(sensor, Link)
        ]
        if not links:
            yield from chunks
            return
        waiting: list[tuple[float, int, bytes]] = []
        for number, (time_s, payload) in enumerate(chunks):
            while waiting and waiting[0][0] <= time_s:
                arrived_s, _, first = heapq.heappop(waiting)
                yield arrived_s, first
            delays_s = [link.delay_s(time_s) for link in links]
            if None not in delays_s:
                heapq.heappush(waiting, (time_s + sum(d for d in delays_s if d is not None), number, payload))
        while waiting:
            arrived_s, _, first = heapq.heappop(waiting)
            yield arrived_s, first


def _is_of(sensor: str, named: str) -> bool:
    """Whether it is this sensor, or one of the posts that are called so and a number."""
    of, _, number = sensor.rpartition("-")
    return sensor == named or (of == named and number.isdigit())


class _Carrier:
    """One link that is out of order, message by message."""

    def __init__(self, event: Link, during: Any, chance: np.random.Generator) -> None:
        self._event, self._during, self._chance = event, during, chance
        self._losing = False
        # So that in the mean `loss` of all are lost: enters / (enters + leaves).
        self._leaves = min(1.0 / event.burst, 1.0 - event.loss)
        self._enters = self._leaves * event.loss / (1.0 - event.loss) if event.loss < 1.0 else 1.0

    def delay_s(self, time_s: float) -> float | None:
        """Of a message; None: it is lost."""
        draw, noise = self._chance.random(), self._chance.normal()
        if not self._during(self._event, np.array(time_s)):
            self._losing = False
            return 0.0
        self._losing = draw >= self._leaves if self._losing else draw < self._enters
        return None if self._losing else max(self._event.delay_s + self._event.jitter_s * noise, 0.0)
