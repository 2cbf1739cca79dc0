"""Objects that go on as the model of motion says, played step by step."""

import math

import numpy as np
from numpy.typing import NDArray

from sargas.geo.wgs84 import geodetic_from_enu
from sargas.motion import Going, Settings

STEP_S, COUNT = 5.0, 4_000


def played(at: Going, settings: Settings, for_s: float, seed: int = 1) -> tuple[NDArray, NDArray]:
    """(lat_deg, lon_deg) of COUNT of them at each step, each (steps + 1, COUNT)."""
    rng = np.random.default_rng(seed)
    state = rng.multivariate_normal([0.0, 0.0, at.east_mps, at.north_mps], at.covariance, COUNT)
    speed_mps = np.hypot(state[:, 2], state[:, 3]) * (1.0 + settings.speed_share * rng.standard_normal(COUNT))
    course = np.arctan2(state[:, 2], state[:, 3])
    place, places = state[:, :2].copy(), [state[:, :2].copy()]
    turn = math.radians(settings.turn_deg) * math.sqrt(STEP_S / 60.0)
    for _ in range(round(for_s / STEP_S)):
        course = course + turn * rng.standard_normal(COUNT)
        place = place + STEP_S * np.stack([speed_mps * np.sin(course), speed_mps * np.cos(course)], axis=1)
        places.append(place)
    there = np.array(places)
    lat_deg, lon_deg, _ = geodetic_from_enu(there[..., 0], there[..., 1], 0.0, at.lat_deg, at.lon_deg, 0.0)
    return lat_deg, lon_deg
