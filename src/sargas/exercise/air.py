"""The air of a scenario: the wind in layers of height, how it changes, and what of it the site is told.

Rule: between layers the wind is interpolated, beyond them it is that of the last; it varies as a Gauss-Markov process
of its own in each layer. What is told is wrong by `told_sigma_mps` on each axis.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sargas.exercise.controls import Controls
from sargas.exercise.paths import wandering
from sargas.exercise.scenario import Scenario
from sargas.model.weather import Wind

Array = NDArray[np.float64]
CLEAR_M = 20_000.0
"""Visibility where no weather is told."""
_STEP_S = 600.0
_OF_THE_AIR, _OF_WHAT_IS_TOLD = 77, 78
"""Streams of chance of their own: what is told changes nothing of the air."""


class Air:
    """The wind of a scenario and how far one sees; without `[weather]` the air stands still and nothing is told."""

    def __init__(self, scenario: Scenario, controls: Controls | None = None) -> None:
        """`controls`: whose wind is added, from when it is set on."""
        self._controls = controls or Controls()
        self._weather, self._seed = scenario.weather, scenario.seed
        self.visibility_m = scenario.weather.visibility_m if scenario.weather else CLEAR_M
        self._start_s, self._duration_s = scenario.start_s, scenario.duration_s
        chance = np.random.default_rng([scenario.seed, _OF_THE_AIR])
        weather = scenario.weather
        layers = sorted(weather.winds, key=lambda wind: wind.height_m) if weather else []
        self._height_m = np.array([wind.height_m for wind in layers])
        steps = int(np.ceil(scenario.duration_s / _STEP_S)) + 2
        self._mps = np.zeros((2, len(layers), steps))
        if weather:
            for k, wind in enumerate(layers):
                toward = np.radians(wind.from_deg + 180.0)
                for axis, part in enumerate((np.sin(toward), np.cos(toward))):
                    varies = wandering(chance, steps, weather.sigma_mps, weather.memory_s / _STEP_S)
                    self._mps[axis, k] = wind.speed_mps * part + varies

    def wind_mps(self, time_s: Any, height_m: Any) -> tuple[Array, Array]:
        """Toward east and north at times and heights of one shape."""
        time_s, height_m = np.broadcast_arrays(np.asarray(time_s, np.float64), np.asarray(height_m, np.float64))
        more_mps = self._controls.wind_mps
        if not len(self._height_m):
            return np.full(time_s.shape, more_mps[0]), np.full(time_s.shape, more_mps[1])
        step = np.clip((time_s - self._start_s) / _STEP_S, 0.0, self._mps.shape[2] - 1.001)
        at, share = step.astype(int), step % 1.0
        layer = np.interp(height_m, self._height_m, np.arange(len(self._height_m)))
        low = np.minimum(layer.astype(int), max(len(self._height_m) - 2, 0))
        high, up = np.minimum(low + 1, len(self._height_m) - 1), layer - low
        now = self._mps[:, :, at] * (1.0 - share) + self._mps[:, :, at + 1] * share
        picked = np.take_along_axis(now, low[None, None], 1)[:, 0] * (1.0 - up)
        picked += np.take_along_axis(now, high[None, None], 1)[:, 0] * up
        return picked[0] + more_mps[0], picked[1] + more_mps[1]

    def winds(self) -> Iterator[Wind]:
        """What the site is told: every layer, as often as is said."""
        weather = self._weather
        if weather is None:
            return
        chance = np.random.default_rng([self._seed, _OF_WHAT_IS_TOLD])
        for time_s in np.arange(self._start_s, self._start_s + self._duration_s, weather.told_every_s):
            for height_m in self._height_m:
                east, north = np.array(self.wind_mps(time_s, height_m)) + chance.normal(0.0, weather.told_sigma_mps, 2)
                yield Wind(float(time_s), weather.lat_deg, weather.lon_deg, float(height_m), float(east), float(north))
