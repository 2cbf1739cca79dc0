"""Paths: where an object is in time, as corners between which it moves evenly; one function for each way of moving.

Rule: times in UTC Unix seconds, heights above the WGS-84 ellipsoid, velocities over the ground toward east and north.
What is carried by the air gets its velocity from who knows the air (`sargas.exercise.air`).
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.exercise.flights import Waypoint
from sargas.geo.geodesic import azimuth_deg, distance_m
from sargas.geo.wgs84 import MERIDIAN_M_PER_DEG

Array = NDArray[np.float64]


class Path(NamedTuple):
    """K corners, each (K,), times ascending."""

    time_s: Array
    lat_deg: Array
    lon_deg: Array
    height_m: Array


def legs(waypoints: Sequence[Waypoint], start_s: float) -> Path:
    """Straight from one waypoint to the next, each leg at its speed."""
    lat = np.array([w.lat_deg for w in waypoints])
    lon = np.array([w.lon_deg for w in waypoints])
    speed_mps = np.array([w.speed_mps for w in waypoints[:-1]])
    leg_s = distance_m(lat[:-1], lon[:-1], lat[1:], lon[1:]) / speed_mps
    time_s = np.concatenate([np.zeros(1), np.cumsum(leg_s)]) + start_s
    return Path(time_s, lat, lon, np.array([w.height_m for w in waypoints]))


def integrated(
    place: tuple[float, float], start_s: float, step_s: float, east_mps: Array, north_mps: Array, height_m: Array
) -> Path:
    """From a place by K velocities, each held for a step; `height_m` at its beginning, (K + 1,) with the end.

    A degree of latitude counts `MERIDIAN_M_PER_DEG` everywhere: distances are true to half a per cent.
    """
    lat = place[0] + np.concatenate(([0.0], np.cumsum(north_mps * step_s))) / MERIDIAN_M_PER_DEG
    along = MERIDIAN_M_PER_DEG * np.cos(np.radians((lat[:-1] + lat[1:]) / 2.0))
    lon = place[1] + np.concatenate(([0.0], np.cumsum(east_mps * step_s / along)))
    return Path(start_s + step_s * np.arange(len(lat), dtype=np.float64), lat, lon, height_m)


def steered(
    corners: Sequence[tuple[float, float]], start_s: float, speed_mps: float, turn_dps: float, step_s: float = 2.0
) -> tuple[Array, Array]:
    """(east_mps, north_mps) of each step of one that flies from corner to corner and turns no faster than `turn_dps`.

    A corner is reached when it is nearer than the radius of a turn, or when it is passed.
    """
    lat, lon = corners[0]
    course_deg = float(azimuth_deg(lat, lon, *corners[1]))
    near_m = speed_mps / math.radians(turn_dps)
    velocities: list[tuple[float, float]] = []
    for goal_lat, goal_lon in corners[1:]:
        before_m = math.inf
        while True:
            east_m = (goal_lon - lon) * MERIDIAN_M_PER_DEG * math.cos(math.radians(lat))
            north_m = (goal_lat - lat) * MERIDIAN_M_PER_DEG
            off_m = math.hypot(east_m, north_m)
            if off_m < max(speed_mps * step_s, near_m if off_m > before_m else 0.0):
                break
            before_m = off_m
            turn = (math.degrees(math.atan2(east_m, north_m)) - course_deg + 180.0) % 360.0 - 180.0
            course_deg += min(max(turn, -turn_dps * step_s), turn_dps * step_s)
            east_mps = speed_mps * math.sin(math.radians(course_deg))
            north_mps = speed_mps * math.cos(math.radians(course_deg))
            velocities.append((east_mps, north_mps))
            lat += north_mps * step_s / MERIDIAN_M_PER_DEG
            lon += east_mps * step_s / (MERIDIAN_M_PER_DEG * math.cos(math.radians(lat)))
    found = np.array(velocities).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def wandering(chance: np.random.Generator, count: int, sigma: float, memory_steps: float) -> Array:
    """(count,) of a stationary Gauss-Markov process: mean 0, `sigma`, correlation exp(-steps / memory_steps)."""
    keep = math.exp(-1.0 / memory_steps)
    noise = chance.normal(0.0, sigma, count)
    noise[1:] *= math.sqrt(1.0 - keep * keep)
    values = noise.copy()
    for k in range(1, count):
        values[k] += keep * values[k - 1]
    return values
