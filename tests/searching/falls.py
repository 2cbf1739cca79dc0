"""What really becomes of lost objects, second by second: an own reckoning, which shares no line with what is tested.

`Truth` says how it differs from what the searches are told: matched it is drawn from the same stated distributions.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sargas.model.search import Fate
from sargas.searching.particles import Last
from sargas.searching.settings import Settings

START_S = 1_753_680_000.0
PLACE = (54.68, 25.28)
GROUND_M = 122.0
"""Above the ellipsoid: some 100 m above the sea."""


@dataclass(frozen=True)
class Truth:
    """What is otherwise than the model says."""

    glide: float = 1.0
    """Glide ratios times this."""
    wind_off_mps: tuple[float, float] = (0.0, 0.0)
    """Beside the error that is admitted."""
    turns_deg: float = 0.0
    """Course changed at once after the loss: one sigma."""
    endurance: float = 1.0
    """Endurance times this."""


def lost(rng: np.random.Generator, time_s: float = START_S) -> tuple[Last, dict[str, float]]:
    """(what the track said, where it really was) of a fixed-wing drone, seen well."""
    course, speed = rng.uniform(0.0, 2.0 * math.pi), rng.normal(42.0, 4.0)
    height_m = GROUND_M + rng.uniform(100.0, 1500.0)
    state = {
        "east_m": 0.0,
        "north_m": 0.0,
        "east_mps": speed * math.sin(course),
        "north_mps": speed * math.cos(course),
        "height_m": height_m,
    }
    said = Last(
        time_s,
        PLACE[0] + rng.normal(0.0, 60.0) / 111_200.0,
        PLACE[1] + rng.normal(0.0, 60.0) / (111_319.5 * math.cos(math.radians(PLACE[0]))),
        state["east_mps"] + rng.normal(0.0, 2.0),
        state["north_mps"] + rng.normal(0.0, 2.0),
        height_m + rng.normal(0.0, 40.0),
        40.0,
        (3600.0, 0.0, 0.0, 0.0, 3600.0, 0.0, 0.0, 4.0, 0.0, 4.0),
        (0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0),
    )
    return said, state


def fall(
    rng: np.random.Generator,
    state: dict[str, float],
    wind_mps: tuple[float, float],
    settings: Settings,
    truth: Truth = Truth(),
    is_seen: Callable[[float, float, float], bool] | None = None,
    every_s: float = 300.0,
) -> tuple[Fate, float, float, float] | None:
    """(fate, seconds after the loss, lat_deg, lon_deg) of where it comes to lie; None of what is seen on the way.

    `is_seen` is asked with (lat_deg, lon_deg, height_m) each `every_s` while it is in the air.
    """
    prospect = settings.prospect("fixed_wing_drone")
    names = list(prospect.shares)
    fate: Fate = names[int(rng.choice(len(names), p=[prospect.shares[name] for name in names]))]
    east_m, north_m, height_m = state["east_m"], state["north_m"], state["height_m"]
    speed = math.hypot(state["east_mps"], state["north_mps"])
    course = math.atan2(state["east_mps"], state["north_mps"]) + math.radians(truth.turns_deg) * rng.normal()
    ground_m = GROUND_M + rng.normal(0.0, settings.ground_sigma_m)
    height_m = max(height_m, ground_m + 15.0)
    wind = [wind_mps[0] + truth.wind_off_mps[0], wind_mps[1] + truth.wind_off_mps[1]]
    t, asked = 0.0, 1

    def place() -> tuple[float, float]:
        lat_deg = PLACE[0] + north_m / 111_200.0
        middle = math.radians((lat_deg + PLACE[0]) / 2.0)
        return lat_deg, PLACE[1] + east_m / (111_319.5 * math.cos(middle))

    if fate in ("flies_on", "loiters"):
        ends_s = rng.uniform(0.0, prospect.endurance_s * truth.endurance)
        turn = 0.0
        if fate == "flies_on":
            speed *= math.exp(rng.normal(0.0, 0.08))
        else:
            turn = rng.choice((-1.0, 1.0)) * min(speed / max(rng.exponential(settings.loiter_m), 100.0), 0.5)
        step = 4.0 if fate == "loiters" else 10.0
        wander = math.radians(settings.course_deg) * math.sqrt(step / 600.0)
        while t < ends_s:
            go = min(step, ends_s - t)
            east_m += speed * math.sin(course + turn * go / 2.0) * go
            north_m += speed * math.cos(course + turn * go / 2.0) * go
            course += turn * go
            if fate == "flies_on":
                course += wander * rng.normal()
                if rng.random() < step / settings.leg_s:
                    course += math.radians(settings.leg_deg) * rng.normal()
            t += go
            if is_seen is not None and t >= asked * every_s:
                asked += 1
                if is_seen(*place(), height_m):
                    return None
    course += math.radians(settings.glide_course_deg) * rng.normal()
    turn = 0.0
    if fate == "falls":
        rate, angle = rng.uniform(20.0, 60.0), math.radians(rng.uniform(45.0, 90.0))
        speed, sink = rate * math.cos(angle), rate * math.sin(angle)
    else:
        speed *= rng.uniform(0.7, 1.0)
        ratio = truth.glide * prospect.glide_ratio * math.exp(prospect.glide_spread * rng.normal())
        sink = speed / ratio
        if rng.random() < 0.5:
            turn = math.radians(settings.glide_turn_deg) * rng.normal()
    while height_m > ground_m:
        east_m += (speed * math.sin(course) + wind[0]) * 0.5
        north_m += (speed * math.cos(course) + wind[1]) * 0.5
        course += turn * 0.5
        height_m -= sink * 0.5
        t += 0.5
        if is_seen is not None and t >= asked * every_s and height_m > ground_m:
            asked += 1
            if is_seen(*place(), height_m):
                return None
    return fate, t, *place()
