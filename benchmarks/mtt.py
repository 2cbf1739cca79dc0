"""The shipped tracker in a flat world of range and bearing, for comparison with other trackers.

`Tracker` takes one radar's range and bearing in a plane, as multi-target tracking benchmarks have them, and gives back
positions and velocities in that plane. The plane is the system plane of an origin in the Baltic; radar and targets are
at one height, which each plot says by its pressure altitude, so high that no horizon comes between them. Nothing but
the sensor is told: its errors and its interval. All settings are the shipped ones. A track counts as present
while it exists more probably than not; the tracker itself coasts it longer.
Interface: `__init__(meta)` with meta = {dt, sigma_r, sigma_b, sensor, ...} (s, m, rad, (x, y) m), `prepare(t, r, b)`,
`step(t, plots)`, `output() -> ids, [x vx y vy], covariances`; bearing = atan2(y, x).
"""

import math
from typing import Any

import numpy as np

from sargas.geo.plane import SystemPlane
from sargas.geo.wgs84 import enu_from_geodetic
from sargas.model.place import Site
from sargas.model.plots import HAS, POLAR, Plots
from sargas.model.sensor import Sensor
from sargas.model.sigma import Sigma
from sargas.tracking import Settings
from sargas.tracking import Tracker as Shipped

ORIGIN = (55.2, 23.9)
START_S = 1_700_000_000.0
REACH_M = 450_000.0
HEIGHT_M = 6000.0
_PICK = (np.array([0, 2, 1, 3])[:, None] * 4 + np.array([0, 2, 1, 3])).ravel()
"""Places of [x vx y vy] in the 16 values of a covariance of [x y vx vy]."""


class Tracker:
    """The shipped tracker behind a flat radar."""

    def __init__(self, meta: dict[str, Any]) -> None:
        self._plane = SystemPlane(*ORIGIN)
        x_m, y_m = meta["sensor"]
        lat_deg, lon_deg = (float(v) for v in self._plane.geodetic_from_plane(x_m, y_m))
        self._site = (x_m, y_m)
        self._turn_deg = float(self._plane.convergence_deg(lat_deg, lon_deg))
        # Slant range of a target at that height for each distance in the plane, the same in every direction to 1 m.
        flat_m, self._step_m = np.linspace(0.0, REACH_M, 2001, retstep=True)
        east_m, north_m, up_m = enu_from_geodetic(
            *self._plane.geodetic_from_plane(x_m, y_m + flat_m), HEIGHT_M, lat_deg, lon_deg, HEIGHT_M
        )
        self._slant_m = np.sqrt(east_m**2 + north_m**2 + up_m**2)
        self._steps_m = np.diff(self._slant_m)
        accuracy = Sigma(range_m=meta["sigma_r"], azimuth_deg=math.degrees(meta["sigma_b"]))
        site = Site(lat_deg, lon_deg, HEIGHT_M)
        sensor = Sensor("radar", "flat", "psr", site=site, accuracy=accuracy, interval_s=meta["dt"])
        self._tracker = Shipped([sensor], ORIGIN, Settings())

    def prepare(self, t: float, r: Any, b: Any) -> Plots:
        n = len(r)
        step = r * (1.0 / self._step_m)
        row = step.astype(np.int64)
        return Plots(
            ("radar",),
            time_s=np.full(n, START_S + t),
            kind=np.full(n, POLAR),
            has=np.full(n, HAS["pressure_altitude_m"]),
            pressure_altitude_m=np.full(n, HEIGHT_M),
            range_m=self._slant_m[row] + (step - row) * self._steps_m[row],
            azimuth_deg=90.0 - np.degrees(b) + self._turn_deg,
            record_number=np.arange(n),
        )

    def step(self, t: float, plots: Plots) -> None:
        self._tracker.update(START_S + t, plots)

    def output(self) -> tuple[Any, Any, Any]:
        tracks = self._tracker.on_plane()
        there = np.flatnonzero(tracks.existence > 0.5)
        covariance = tracks.covariance.reshape(-1, 16).take(_PICK, axis=1)[there].reshape(-1, 4, 4)
        return tracks.number[there], tracks.state.take([0, 2, 1, 3], axis=1)[there], covariance
