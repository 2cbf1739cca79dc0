"""What each class does: how it shares its time between speeds, manoeuvres, climbs and heights, as tables of levels.

Rule: a class is described in its own units, from what was measured or published; `shares` makes levels of it. Nothing
is impossible: every level keeps a part of every class. True airspeed in m/s, height above ground in m.
Sources, by class (named in full in docs/explanation/classification.md):
  bird            Alerstam et al. 2007 (138 species by tracking radar: means of 8 to 23 m/s); Bruderer and Boldt 2001;
                  Larkin and Thompson 1980 (by night a third below 5 m/s); most below 1,000 m (Bruderer et al. 2018)
  balloon         moves with the air; sounding balloons rise at 5 m/s (WMO No. 8); smugglers' were seen at 3-4 km
  multirotor      makers' limits 15-23 m/s, 27 m/s with the wind; 120 m above ground in the open category (EU 2019/947)
  fixed-wing drone  Gerbera up to 160 km/h and 3 km; Shahed-136 150-185 km/h; small ones 15-30 m/s; jets beyond
  light aircraft  gliders 25-45 m/s, circling at 25-30; pistons 45-75; turboprops to 110 (flight manuals)
  airliner        65-90 m/s on approach, 200-250 in cruise at 9-12 km (recordings, flight manuals)
  helicopter      hover to 80 m/s, mostly below 500 m above ground
  other           fighters, ground traffic, clutter that moves: spread over everything
Strength of echoes: radar cross-sections in m^2 at microwaves of Skolnik, Introduction to Radar Systems, 3rd ed., table
2.1: bird 0.01, small single-engine aircraft 1, helicopter 3, medium jet airliner 20, large 40, jumbo jet 100;
multirotors 0.012 to 0.15 at 24 GHz (IEICE Communications Express 9 (2020) 262). In dB over 25 m^2, for targets that
answer a radar are nearly all airliners.
"""

import math
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.model.track import CLASSES, ClassName
from sargas.picture.levels import CHAINS, HEIGHT_M, LEVELS, SPEED_MPS, Singles, between, log_ring

JUDGED: tuple[ClassName, ...] = CLASSES[1:]
"""The classes with a table, in the order of the columns; "unknown" comes before them."""
LEAST = 0.01
"""Part of each class that is spread evenly over the levels of a chain."""
AIR_MPS = (2.0, 3.5, 6.0, 9.0, 13.0, 19.0)
"""Errors of the wind, one sigma on each axis, for which tables are made."""
_FASTEST_MPS = 420.0


class Habits(NamedTuple):
    """How one class flies. Mixtures: (share, mean, sigma) of airspeed, (share, median, sigma of the ln) of height."""

    airspeed_mps: tuple[tuple[float, float, float], ...]
    manoeuvre: tuple[float, ...]
    """Shares of `levels.ACCELERATION_MPS2`, and of circling."""
    climb: tuple[float, ...]
    """Shares of `levels.CLIMB_MPS`."""
    height_m: tuple[tuple[float, float, float], ...]
    strength_db: tuple[float, float]
    """Mean and sigma of the strength of its echoes over those of targets that answer the same radar."""


HABITS: dict[ClassName, Habits] = {
    "bird": Habits(
        ((0.2, 5.0, 2.0), (0.45, 11.0, 3.0), (0.35, 15.5, 3.5)),
        (0.28, 0.37, 0.20, 0.06, 0.09),
        (0.01, 0.03, 0.16, 0.60, 0.16, 0.04, 0.00),
        ((0.6, 150.0, 0.9), (0.4, 600.0, 0.7)),
        (-35.0, 7.0),
    ),
    "balloon": Habits(
        ((0.8, 0.5, 0.7), (0.2, 2.0, 1.0)),
        (0.85, 0.13, 0.02, 0.00, 0.00),
        (0.01, 0.04, 0.20, 0.30, 0.25, 0.20, 0.00),
        ((0.3, 400.0, 1.0), (0.7, 3000.0, 0.8)),
        (-27.0, 10.0),
    ),
    "multirotor": Habits(
        ((0.35, 0.3, 0.8), (0.28, 6.0, 3.0), (0.32, 14.0, 4.0), (0.05, 28.0, 8.0)),
        (0.35, 0.33, 0.22, 0.08, 0.02),
        (0.01, 0.06, 0.13, 0.60, 0.13, 0.07, 0.00),
        ((0.85, 90.0, 0.6), (0.15, 300.0, 0.7)),
        (-28.0, 7.0),
    ),
    "fixed_wing_drone": Habits(
        ((0.08, 16.0, 3.0), (0.32, 25.0, 5.0), (0.52, 44.0, 6.0), (0.08, 90.0, 35.0)),
        (0.55, 0.26, 0.11, 0.03, 0.05),
        (0.02, 0.04, 0.12, 0.65, 0.12, 0.05, 0.00),
        ((0.5, 250.0, 0.7), (0.5, 1200.0, 0.7)),
        (-28.0, 7.0),
    ),
    "light_aircraft": Habits(
        ((0.3, 29.0, 6.0), (0.52, 55.0, 10.0), (0.18, 80.0, 18.0)),
        (0.50, 0.25, 0.13, 0.04, 0.08),
        (0.01, 0.10, 0.24, 0.37, 0.21, 0.07, 0.00),
        ((0.25, 200.0, 0.6), (0.75, 900.0, 0.6)),
        (-13.0, 6.0),
    ),
    "airliner": Habits(
        ((0.18, 80.0, 12.0), (0.27, 130.0, 28.0), (0.55, 222.0, 25.0)),
        (0.72, 0.20, 0.07, 0.01, 0.00),
        (0.12, 0.15, 0.05, 0.48, 0.03, 0.08, 0.09),
        ((0.3, 1200.0, 0.8), (0.7, 9000.0, 0.4)),
        (1.0, 6.0),
    ),
    "helicopter": Habits(
        ((0.15, 2.0, 4.0), (0.2, 25.0, 10.0), (0.65, 61.0, 10.0)),
        (0.45, 0.30, 0.18, 0.05, 0.02),
        (0.01, 0.09, 0.17, 0.50, 0.15, 0.08, 0.00),
        ((0.75, 250.0, 0.6), (0.25, 900.0, 0.5)),
        (-9.0, 6.0),
    ),
    "other": Habits(
        ((0.35, 8.0, 8.0), (0.25, 25.0, 15.0), (0.2, 90.0, 60.0), (0.2, 230.0, 60.0)),
        (0.30, 0.25, 0.22, 0.20, 0.03),
        (0.10, 0.12, 0.18, 0.20, 0.18, 0.12, 0.10),
        ((1.0, 500.0, 2.2),),
        (-12.0, 15.0),
    ),
}


def _normal_below(x: NDArray[np.float64], mean: float, sigma: float) -> NDArray[np.float64]:
    return np.array([0.5 * math.erfc((mean - v) / (sigma * math.sqrt(2.0))) for v in x])


def _of_height(mixture: tuple[tuple[float, float, float], ...]) -> NDArray[np.float64]:
    borders = np.log(between(HEIGHT_M))
    below = sum(share * _normal_below(borders, math.log(median), sigma) for share, median, sigma in mixture)
    return np.diff(np.concatenate([[0.0], np.asarray(below), [1.0]]))


@cache
def _rings(air_mps: float) -> NDArray[np.float64]:
    """P(level of the speed that is seen | airspeed 0.5, 1.5 ... m/s): the wind's error moves it; (levels, speeds)."""
    airspeed_mps = np.arange(0.5, _FASTEST_MPS, dtype=np.float32)
    # Levels are narrow where speeds are low.
    edges = np.concatenate([np.arange(0.0, 60.0, 0.25), np.arange(60.0, _FASTEST_MPS)])
    speed_mps = between(edges)
    variance = np.array(air_mps**2, np.float32)
    density = np.exp(
        log_ring(speed_mps[:, None].astype(np.float32), airspeed_mps[None, :], variance).astype(np.float64)
    )
    density *= (speed_mps * np.diff(edges))[:, None]
    level = np.searchsorted(between(SPEED_MPS), speed_mps)
    mass = np.stack([density[level == k].sum(axis=0) for k in range(len(SPEED_MPS))])
    result: NDArray[np.float64] = mass / mass.sum(axis=0)
    return result


def _airspeeds(mixture: tuple[tuple[float, float, float], ...]) -> NDArray[np.float64]:
    """Shares of the airspeeds 0.5, 1.5 ... m/s, each a metre a second wide; none below 0."""
    edges = np.arange(0.0, _FASTEST_MPS + 0.5)
    total = np.zeros(len(edges) - 1)
    for share, mean, sigma in mixture:
        part = np.diff(_normal_below(edges, mean, sigma))
        total += share * part / part.sum()
    return total


@cache
def shares() -> Singles:
    """P(level | class) for each error of the wind: (LEVELS, classes, len(AIR_MPS)), each chain summing to 1."""
    table = np.empty((LEVELS, len(JUDGED), len(AIR_MPS)))
    for c, name in enumerate(JUDGED):
        habits = HABITS[name]
        airspeeds, height = _airspeeds(habits.airspeed_mps), _of_height(habits.height_m)
        for a, air_mps in enumerate(AIR_MPS):
            chains = [_rings(air_mps) @ airspeeds, np.array(habits.manoeuvre), np.array(habits.climb), height]
            for inside, share in zip(CHAINS, chains, strict=True):
                even = LEAST / (inside.stop - inside.start)
                table[inside, c, a] = (1 - LEAST) * share / share.sum() + even
    return table.astype(np.float32)
