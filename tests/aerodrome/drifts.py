"""What balloons and drones near an aerodrome really do, step by step: an own reckoning, which shares no line with what
is tested. `Truth` says what it is like; the rest is drawn.

A balloon goes with the air: the wind that is told (it turns and grows with height) and what that is wrong by, on each
axis an error that is forgotten with `keeps_s` (drawn by its exact transition), inf for one that lasts. A drone keeps
its speed; its course wanders, and it may take another course at random times.
"""

import math
from dataclasses import dataclass

import numpy as np

START_S = 1_753_680_000.0
LAT_DEG, LON_DEG = 54.637, 25.288
STEP_S, LONGEST_S = 10.0, 21_600.0
RADIUS_M = 30_000.0


@dataclass(frozen=True)
class Truth:
    """What it is like."""

    balloon: bool = True
    wind_off_mps: float = 3.0
    """One sigma on each axis of what the wind that is told is wrong by ..."""
    keeps_s: float = 3_600.0
    """... and how long that lasts."""
    told: bool = True
    """Whether a wind is told at all."""
    climbs_mps: float = 0.0
    """A balloon rises with this until 5,500 m, through winds that differ."""
    wanders_deg: float = 8.0
    """A drone's course, in ten minutes, one sigma ..."""
    leg_s: float = math.inf
    """... and after this time on average it takes another ..."""
    leg_deg: float = 50.0
    """... which is off by this, one sigma."""


@dataclass(frozen=True)
class Run:
    """One object as it is told, and when it really is outside for good, seconds after."""

    east_m: float
    north_m: float
    height_m: float
    east_mps: float
    north_mps: float
    winds: tuple[tuple[float, float, float], ...]
    """(height_m, east_mps, north_mps) as they are told."""
    clear_s: float


SIGMA_M, SIGMA_MPS = 60.0, 1.0


def wind_at(height_m: float, ground: tuple[float, float], shear: tuple[float, float]) -> tuple[float, float]:
    """The wind that is told: straight in height."""
    part = (height_m - 1_000.0) / 3_000.0
    return ground[0] + shear[0] * part, ground[1] + shear[1] * part


def run(rng: np.random.Generator, truth: Truth) -> Run:
    """One object, at random inside the circle."""
    far_m, turn = RADIUS_M * math.sqrt(rng.uniform(0.0, 0.9)), rng.uniform(0.0, 2.0 * math.pi)
    at = [far_m * math.sin(turn), far_m * math.cos(turn)]
    height_m = rng.uniform(2_500.0, 4_000.0) if truth.balloon else rng.uniform(300.0, 1_500.0)
    toward, speed = rng.uniform(0.0, 2.0 * math.pi), rng.uniform(4.0, 14.0)
    ground = (speed * math.sin(toward), speed * math.cos(toward))
    shear = (rng.normal(0.0, 3.0), rng.normal(0.0, 3.0))
    off = [rng.normal(0.0, truth.wind_off_mps), rng.normal(0.0, truth.wind_off_mps)]
    course, flown = rng.uniform(0.0, 2.0 * math.pi), rng.uniform(25.0, 50.0)
    began, first, last_inside_s, after_s = (*at, height_m), (0.0, 0.0), 0.0, 0.0
    while after_s < LONGEST_S:
        if truth.balloon:
            blown = wind_at(height_m, ground, shear)
            going = (blown[0] + off[0], blown[1] + off[1])
            kept = math.exp(-STEP_S / truth.keeps_s)
            new = truth.wind_off_mps * math.sqrt(1.0 - kept * kept)
            off = [kept * one + new * rng.normal() for one in off]
            height_m = min(height_m + truth.climbs_mps * STEP_S, 5_500.0)
        else:
            going = (flown * math.sin(course), flown * math.cos(course))
            course += math.radians(truth.wanders_deg) * math.sqrt(STEP_S / 600.0) * rng.normal()
            if rng.random() < STEP_S / truth.leg_s:
                course += math.radians(truth.leg_deg) * rng.normal()
        first = first if after_s else going
        at = [at[0] + going[0] * STEP_S, at[1] + going[1] * STEP_S]
        after_s += STEP_S
        if math.hypot(*at) <= RADIUS_M:
            last_inside_s = after_s
        elif math.hypot(*at) > 3.0 * RADIUS_M and not truth.balloon:
            break
    winds = tuple((float(h), *wind_at(h, ground, shear)) for h in range(0, 7_000, 500)) if truth.told else ()
    return Run(
        began[0] + rng.normal(0.0, SIGMA_M), began[1] + rng.normal(0.0, SIGMA_M), began[2],
        first[0] + rng.normal(0.0, SIGMA_MPS), first[1] + rng.normal(0.0, SIGMA_MPS), winds,
        last_inside_s + STEP_S / 2.0 if last_inside_s < LONGEST_S else math.inf,
    )  # fmt: skip
