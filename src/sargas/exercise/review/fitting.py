"""Which plots are of which object: what a sensor measured against where the object truly was at that time.

The bytes do not say of what they are, as real ones do not; a plot fits an object when every number that it measured
lies within a gate of the truth. Where objects fly closer than a gate, a plot fits each of them.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.exercise.truth import Rows, Truth
from sargas.geo.wgs84 import enu_from_geodetic, polar_from_enu
from sargas.model.plots import BEARING, GEODETIC, POLAR, PRESENCE, Plots
from sargas.model.sensor import Sensor

GATE_RANGE_M, GATE_AZIMUTH_DEG, GATE_PLACE_M, HEARD_M = 300.0, 0.6, 1_500.0, 12_000.0
"""Five sigma of a usual radar and a registration error with them; of a place that is told, a second's flight and more;
what is heard, and from where, left its source up to half a minute ago."""
GATE_BEARING_DEG = 12.0
ROWS_AT_ONCE = 4_000


class Fit(NamedTuple):
    """Of each of the W objects: how many plots fit, and when the first was measured (NaN: none did)."""

    plots: NDArray[np.int64]
    first_s: NDArray[np.float64]


class Fitting:
    """Hears plots; `fit` tells of the objects `rows` of the truth."""

    def __init__(self, truth: Truth, rows: Rows, sensors: Sequence[Sensor]) -> None:
        self._truth, self._rows = truth, rows
        self._places: Mapping[str, tuple[float, float, float]] = {
            s.id: (s.site.lat_deg, s.site.lon_deg, s.site.height_m or 0.0) for s in sensors if s.site is not None
        }
        self._waiting: list[Plots] = []
        self._rows_waiting = 0
        self._count = np.zeros(len(rows), np.int64)
        self._first_s = np.full(len(rows), np.nan)

    def hear(self, plots: Plots) -> None:
        """Plots of one batch."""
        if len(plots):
            self._waiting.append(plots)
            self._rows_waiting += len(plots)
            if self._rows_waiting >= ROWS_AT_ONCE:
                self._judge()

    def fit(self) -> Fit:
        """All that was heard."""
        self._judge()
        return Fit(self._count, self._first_s)

    def _judge(self) -> None:
        waiting, self._waiting, self._rows_waiting = self._waiting, [], 0
        if not waiting or not len(self._rows):
            return
        plots = Plots.concatenate(waiting)
        fits = self._fits(plots)
        self._count += fits.sum(axis=0)
        time_s = np.where(fits, plots.time_s[:, None], np.inf).min(axis=0)
        self._first_s = np.fmin(self._first_s, np.where(np.isfinite(time_s), time_s, np.nan))

    def _fits(self, plots: Plots) -> NDArray[np.bool_]:
        """(N, W) plot n may be of object w."""
        n, w = len(plots), len(self._rows)
        lat, lon, height_m, exists = (
            column.reshape(n, w) for column in self._truth.positions(np.repeat(plots.time_s, w), np.tile(self._rows, n))
        )
        known = np.array([name in self._places for name in plots.sources], np.bool_)
        site = np.array([self._places.get(name, (0.0, 0.0, 0.0)) for name in plots.sources]).reshape(-1, 3)
        site, has_site = site[plots.source], known[plots.source]
        enu = enu_from_geodetic(lat, lon, height_m, *(site[:, k, None] for k in range(3)))
        range_m, azimuth_deg, _ = polar_from_enu(*enu)
        off_deg = np.abs((azimuth_deg - plots.azimuth_deg[:, None] + 180.0) % 360.0 - 180.0)
        is_near = np.abs(range_m - plots.range_m[:, None]) < GATE_RANGE_M
        told = enu_from_geodetic(lat, lon, height_m, plots.lat_deg[:, None], plots.lon_deg[:, None], height_m)
        fits = {
            POLAR: has_site[:, None] & is_near & (off_deg < GATE_AZIMUTH_DEG),
            BEARING: has_site[:, None] & (range_m < HEARD_M) & (off_deg < GATE_BEARING_DEG),
            GEODETIC: np.hypot(told[0], told[1]) < GATE_PLACE_M,
            PRESENCE: has_site[:, None] & (range_m < plots.radius_m[:, None] + GATE_PLACE_M),
        }
        found = np.zeros((n, w), np.bool_)
        for kind, fit in fits.items():
            found |= fit & (plots.kind == kind)[:, None]
        return found & np.asarray(exists, np.bool_).reshape(n, w)
