"""Sight: how much of the volumes sensors that are up would see, and since when: silence says something there alone.

Model as of searches (`sargas.searching.coverage`): places on a grid in each volume at three heights; one is seen where
a small object would be detected within a minute with SEEN. A sensor that is not up, or whose range and place the site
does not say, sees nothing. Where the site says that something covers the volumes (`covered_by`), that counts while ok.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sargas.aerodrome.volumes import Charted, limits_m
from sargas.geo.geoid import undulation_m
from sargas.model.sensor import Sensor
from sargas.model.status import SensorStatus
from sargas.searching import Settings as SearchingSettings
from sargas.searching.coverage import Coverage, Looking, log_unseen

Floats = NDArray[np.float64]

SEEN, MINUTE_S = 0.8, 60.0
SIDE = 7
"""Places along each side of the grid."""
HEIGHTS = (0.3, 0.6, 0.9)
"""Of a volume, between floor and ceiling."""


class Grid:
    """Places of one volume: (lat_deg, lon_deg, height_m over the ellipsoid, ground_m)."""

    def __init__(self, of: Charted, v: int) -> None:
        part = of.parts[v]
        west, south, east, north = part.region.bounds_deg
        lon, lat = np.meshgrid(np.linspace(west, east, SIDE), np.linspace(south, north, SIDE))
        within = part.region.contains(lat, lon)
        lat, lon = (
            (lat[within], lon[within])
            if within.any()
            else (np.array([(south + north) / 2]), np.array([(west + east) / 2]))
        )
        floor_m, ceiling_m = limits_m(part, of.elevation_m)
        over_m = np.array([floor_m + share * (ceiling_m - floor_m) for share in HEIGHTS])
        self.lat_deg, self.lon_deg = np.repeat(lat, len(HEIGHTS)), np.repeat(lon, len(HEIGHTS))
        geoid_m = undulation_m(self.lat_deg, self.lon_deg)
        self.height_m = np.tile(over_m, len(lat)) + geoid_m
        self.ground_m = of.elevation_m + geoid_m

    def seen(self, looking: Sequence[Looking], section_m2: float, searching: SearchingSettings) -> float:
        """Share of the places that are seen."""
        if not looking:
            return 0.0
        unseen = log_unseen(
            looking, self.lat_deg, self.lon_deg, self.height_m, self.ground_m, np.full(len(self.lat_deg), section_m2),
            MINUTE_S, searching.most_looks, searching.clearance_m, searching.default_detection_probability,
        )  # fmt: skip
        return float(np.mean(-np.expm1(unseen) >= SEEN))


class Sight:
    """Of all aerodromes."""

    def __init__(self, of: Sequence[Charted], sensors: Sequence[Sensor]) -> None:
        self._of, self._searching = of, SearchingSettings()
        self._coverage = Coverage(sensors)
        self._grids = [[Grid(one, v) for v in range(len(one.parts))] for one in of]
        self._ok: dict[str, bool] = {}
        """Of the sensors that `covered_by` names."""
        self._named = list(dict.fromkeys(name for one in of for name in one.settings.covered_by))
        self._told: list[tuple[float, ...]] | None = None
        self.live_since_s = [math.inf] * len(of)
        """Since when enough of each was seen without a break; inf while it is not."""

    def hear(self, statuses: Sequence[SensorStatus]) -> None:
        """How sensors are."""
        if statuses:
            self._coverage.hear(statuses)
            self._ok |= {one.sensor: one.status == "ok" for one in statuses if one.sensor in self._named}
            self._told = None

    def look(self, time_s: float, awake: bool) -> list[tuple[float, ...]]:
        """How much of each volume of each aerodrome is seen; `awake`: there was no pause in which nobody looked."""
        if self._told is None:
            looking = self._coverage.up()
            self._told = [
                tuple(self._share(one, grid, looking) for grid in grids)
                for one, grids in zip(self._of, self._grids, strict=True)
            ]
        for k, (one, shares) in enumerate(zip(self._of, self._told, strict=True)):
            if min(shares) < one.settings.coverage_share:
                self.live_since_s[k] = math.inf
            elif not awake or math.isinf(self.live_since_s[k]):
                self.live_since_s[k] = time_s
        return self._told

    def _share(self, of: Charted, grid: Grid, looking: Sequence[Looking]) -> float:
        if any(self._ok.get(name, False) for name in of.settings.covered_by):
            return 1.0
        return grid.seen(looking, of.settings.seen_section_m2, self._searching)

    def state(self) -> dict[str, Any]:
        """For a checkpoint."""
        return {"coverage": self._coverage.state(), "ok": self._ok, "live_since_s": self.live_since_s}

    def set_state(self, state: dict[str, Any]) -> None:
        """Inverse of `state`."""
        self._coverage.set_state(state["coverage"])
        self._ok = {name: bool(ok) for name, ok in state["ok"].items() if name in self._named}
        if len(state["live_since_s"]) == len(self._of):
            self.live_since_s = [float(since_s) for since_s in state["live_since_s"]]
        self._told = None
