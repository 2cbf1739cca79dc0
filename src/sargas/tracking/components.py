"""What few plots say besides their place, into their SHOT rows: range rate, climb, elevation of a direction.

Few sensors measure these, so a tick without any pays one look at `has`. Errors are the plot's own, else the sensor's,
else those of the settings; a climb is as sure as the velocity it came with.
A range rate is kept in metres of the plane on the ground below, k / (1 + h / a) of what was measured: k = 1 + (x^2 +
y^2) / 4 R^2 the scale of the plane there (stereographic: Snyder, USGS PP 1395, eq. 21-4; R the sphere's radius), h the
plot's height where it has one.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sargas.geo.wgs84 import A_M
from sargas.model.plots import BEARING, GEODETIC, HAS, POLAR, Plots
from sargas.tracking.rows import F8, Ints, Rows

_RATE, _ELEVATION, _UP = (np.uint32(HAS[name]) for name in ("range_rate_mps", "elevation_deg", "up_mps"))
_VELOCITY, _S_RATE, _BEARING = 0, 1, 3
"""Places in the sigmas that `add_components` takes."""


def add_components(shots: Rows, plots: Plots, rows: Ints, sensor: Ints, sigmas: F8, radius_m: float) -> None:
    """Fills `shots` (n,), which are of the plots' `rows`; `sensor` (N,) of all plots.

    `sigmas` (S, 4) velocity_mps, range_rate_mps, azimuth_deg and elevation_deg of bearings; `radius_m` of the plane's
    sphere.
    """
    has, kind = plots.has[rows], plots.kind[rows]
    some = has & (_RATE | _ELEVATION | _UP)
    if not some.any():
        return

    def those(bit: np.uint32, of: int, values: NDArray[Any]) -> Ints:
        return np.flatnonzero((some & bit != 0) & (kind == of) & np.isfinite(values[rows]))

    def variance(k: Ints, name: str, usual: int) -> F8:
        own = has[k] & np.uint32(HAS[name]) != 0
        result: F8 = np.where(own, getattr(plots, name)[rows[k]], sigmas[sensor[rows[k]], usual]).astype(float) ** 2
        return result

    k = those(_RATE, POLAR, plots.range_rate_mps)
    ground = (1.0 + (shots["x_m"][k] ** 2 + shots["y_m"][k] ** 2) / (4.0 * radius_m**2)) / (
        1.0 + shots["height_m"][k] / A_M
    )
    shots["rate_mps"][k] = ground * plots.range_rate_mps[rows[k]]
    shots["rate_m2ps2"][k] = variance(k, "sigma_range_rate_mps", _S_RATE)
    k = those(_ELEVATION, BEARING, plots.elevation_deg)
    k = k[np.abs(plots.elevation_deg[rows[k]]) < 90.0]
    shots["elevation_rad"][k] = np.radians(plots.elevation_deg[rows[k]])
    shots["elevation_rad2"][k] = np.radians(1.0) ** 2 * variance(k, "sigma_elevation_deg", _BEARING)
    k = those(_UP, GEODETIC, plots.up_mps)
    shots["climb_mps"][k] = plots.up_mps[rows[k]]
    shots["climb_m2ps2"][k] = variance(k, "sigma_velocity_mps", _VELOCITY)
