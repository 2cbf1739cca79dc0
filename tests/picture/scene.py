"""Tracks as a test says them: one dict a row, everything else sensible."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sargas.geo.wgs84 import geodetic_from_enu
from sargas.model.sensor import Sensor
from sargas.model.tracks import CONFIRMED, HAS, Tracks

NOON_S = 1_753_660_800.0
"""28 July 2025, 00:00 UTC."""
SENSORS = (
    Sensor("radar", "lan", "ssr"),
    Sensor("primary", "lan", "psr"),
    Sensor("receiver", "air", "adsb"),
    Sensor("LVA", "link", "system"),
)
LAT_DEG, LON_DEG = 54.7, 25.3


def rows(time_s: float, *said: dict[str, Any], reporter: str | None = None, sensors: Sequence[str] = ()) -> Tracks:
    """Tracks at `time_s`; east_m and north_m count from (LAT_DEG, LON_DEG); sensors and claims are of just now."""
    sources = ["radar", "primary", "receiver", *([reporter] if reporter else [])]
    named = [*sensors, *(sensor for row in said for sensor in row.get("sensors", ()))]
    sources += [sensor for sensor in dict.fromkeys(named) if sensor not in sources]
    tracks = Tracks.empty(len(said), sources)
    for name in ("time_s", "updated_s", "first_s", "claim_told_s"):
        getattr(tracks, name)[:] = time_s
    tracks.status[:] = CONFIRMED
    for i, given in enumerate(said):
        row = dict(given)
        east_m, north_m = row.pop("east_m", 0.0), row.pop("north_m", 0.0)
        sigma_m, sigma_mps = row.pop("sigma_m", 50.0), row.pop("sigma_mps", 2.0)
        tracks.lat_deg[i], tracks.lon_deg[i], _ = geodetic_from_enu(east_m, north_m, 0.0, LAT_DEG, LON_DEG, 0.0)
        tracks.covariance[i, [0, 6]] = sigma_m**2
        tracks.covariance[i, [15, 18]] = sigma_mps**2
        tracks.covariance[i, 11] = row.pop("sigma_height_m", 30.0) ** 2 if "height_m" in row else 0.0
        for k, sensor in enumerate(row.pop("sensors", sensors)):
            tracks.contributor[i, k] = sources.index(sensor)
            tracks.contributor_s[i, k] = time_s
        if row.pop("flight_plan", False):
            tracks.has[i] |= HAS["flight_plan"]
        for name, value in row.items():
            getattr(tracks, name)[i] = value
            if name in HAS:
                tracks.has[i] |= HAS[name]
    if reporter:
        tracks.reported_by[:] = sources.index(reporter)
        tracks.has |= np.uint32(HAS["reported_number"])
        tracks.number[:] = 0
    return tracks


NOTHING = Tracks.empty(0)
