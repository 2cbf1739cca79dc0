"""The wind where a track is: what was reported around it, and what is usual where nothing was.

Rule: reports are weighted by their distance in place, height and time (Barnes 1964, eq. 2); the usual wind, of which
only the spread is known, counts as one more report of small weight. So far from every report the wind is 0 with the
error that is usual at that height, and close to one it is that report with `NEAR_MPS`.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.geo.wgs84 import MERIDIAN_M_PER_DEG
from sargas.model.weather import Wind

Floats = NDArray[np.float64]

NEAR_MPS = 2.0
"""Error on each axis at the place of a report: a sounding's own, and what the wind varies by within some kilometres."""
REACH_M, REACH_HEIGHT_M, REACH_S = 100_000.0, 500.0, 5_400.0
"""Distances at which a report counts 1/e."""
USUAL = 0.05
"""Weight of what is usual."""
USUAL_MPS, USUAL_MPS_PER_KM, USUAL_MOST_MPS = 6.0, 1.3, 19.0
"""Spread of the wind on each axis: about 10 m/s of speed at 500 m, 30 m/s at 10 km (mid-latitude Europe)."""
KEPT_S = 21_600.0
"""Reports older than this are forgotten."""
MOST = 500
"""So many reports are kept, those that came last: each is weighed at each track."""


class Air(NamedTuple):
    """The wind at each of N tracks, toward east and north, and its error on each axis; (N,)."""

    east_mps: Floats
    north_mps: Floats
    sigma_mps: Floats


def kept(winds: Sequence[Wind], time_s: float) -> tuple[Wind, ...]:
    """The reports that count at `time_s`, in their order; of more than MOST, the last."""
    return tuple(wind for wind in winds if abs(time_s - wind.time_s) <= KEPT_S)[-MOST:]


def usual_mps(height_m: Floats) -> Floats:
    """Spread of the wind at a height above the ground."""
    return np.clip(USUAL_MPS + USUAL_MPS_PER_KM * height_m / 1000.0, USUAL_MPS, USUAL_MOST_MPS)


def air(
    winds: Sequence[Wind], time_s: float, lat_deg: Floats, lon_deg: Floats, height_m: Floats, above_ground_m: Floats
) -> Air:
    """The wind at `time_s` at N places; `height_m` as the reports' own, `above_ground_m` for what is usual."""
    usual = usual_mps(above_ground_m)
    recent = [wind for wind in winds if abs(time_s - wind.time_s) <= KEPT_S]
    if not recent:
        return Air(np.zeros(len(usual)), np.zeros(len(usual)), usual)
    columns = np.array([[w.lat_deg, w.lon_deg, w.height_m, w.time_s, w.east_mps, w.north_mps] for w in recent])
    lat, lon, high_m, at_s, east_mps, north_mps = columns.T
    north_m = (lat_deg[:, None] - lat) * MERIDIAN_M_PER_DEG
    east_m = ((lon_deg[:, None] - lon + 180.0) % 360.0 - 180.0) * MERIDIAN_M_PER_DEG * np.cos(np.radians(lat))
    far = (
        (east_m**2 + north_m**2) / REACH_M**2
        + ((height_m[:, None] - high_m) / REACH_HEIGHT_M) ** 2
        + ((time_s - at_s) / REACH_S) ** 2
    )
    weight = np.exp(-far)
    total = weight.sum(axis=1) + USUAL
    unknown = USUAL / total
    return Air(
        (weight * east_mps).sum(axis=1) / total,
        (weight * north_mps).sum(axis=1) / total,
        np.sqrt((1 - unknown) * NEAR_MPS**2 + unknown * usual**2),
    )
