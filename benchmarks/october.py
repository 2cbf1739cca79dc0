"""The eighteen seconds of 23 October 2025, many times: 700 m deep for 18 s, and passes that stay 300 m outside.

A jet at 200 m/s flies straight across a corner of the border (as at Kybartai), or, harder, comes up to a straight one,
turns on a circle of 2 g and goes away; a radar of 4 s, whose errors are `sigma` on both axes and known, sees it,
through the whole core. What is asked: how many of the first are said to have been inside, how many of the second, and
of how many it is said that it cannot be told.
`python benchmarks/october.py [count]` prints the table.
"""

import math
import sys
from collections import Counter

import numpy as np
from crossing import LATENCY_S, START, Crossing, judged

from sargas.core import Core
from sargas.exercise.flights import Flight, Waypoint
from sargas.exercise.laydown import Radar
from sargas.exercise.scenario import Scenario
from sargas.exercise.truth import Truth
from sargas.geo.wgs84 import geodetic_from_enu
from sargas.incursion.basis import UNSURE
from sargas.model.batch import Changes
from sargas.model.place import Site
from sargas.model.zone import Zone

LAT_DEG, LON_DEG = 54.65, 22.80
SPEED_MPS, DEPTH_M, INSIDE_S, LEG_M = 200.0, 700.0, 18.0, 16_000.0
AWAY_M = 60_000.0
"""Of the radar from the edge."""
AT_ONCE, APART_S, TIP_M = 10, 260.0, 5_000.0
"""Flights in one run, one after another; how far the corner stands out."""
FLANK_M = TIP_M * SPEED_MPS * INSIDE_S / 2.0 / DEPTH_M


def _zone(*places_m: tuple[float, float]) -> Zone:
    east, north = np.array([*places_m, places_m[0]]).T
    lat, lon, _ = geodetic_from_enu(east, north, 0.0, LAT_DEG, LON_DEG, 0.0)
    ring = tuple(zip(lon.tolist(), lat.tolist(), strict=True))
    return Zone("land", "the land", "border", ((ring,),), approach_s=900.0)


FAR_M, HEIGHT_M = 80_000.0, 1_500.0
"""Low: a radar that measures no height sees what flies at 8 km, 60 km away, 540 m too far out."""
REST = ((0.0, FAR_M), (FAR_M, FAR_M), (FAR_M, -FAR_M), (0.0, -FAR_M))
ZONES = {"corner": _zone((0.0, -FLANK_M), (-TIP_M, 0.0), (0.0, FLANK_M), *REST), "turn": _zone(*REST)}


def radius_m(depth_m: float = DEPTH_M) -> float:
    """Of the circle of which an arc of INSIDE_S is `depth_m` deep."""
    low, high = depth_m, 1e6
    for _ in range(60):
        r = (low + high) / 2.0
        low, high = (r, high) if 2.0 * r * math.acos(1.0 - depth_m / r) < SPEED_MPS * INSIDE_S else (low, r)
    return r


def path(way: str, deepest_m: float) -> np.ndarray:
    """(N, 2) east and north, every 100 m; `deepest_m` to the east of the corner's tip, or of the straight edge."""
    if way == "corner":
        north = np.arange(-LEG_M, LEG_M, 100.0)
        return np.stack([np.full(len(north), deepest_m - TIP_M), north], axis=1)
    r = radius_m()
    half = math.acos(1.0 - DEPTH_M / r)
    turn = np.linspace(-half, half, int(2.0 * r * half / 100.0))
    arc = np.stack([deepest_m - r + r * np.cos(turn), r * np.sin(turn)], axis=1)
    out = np.array([-math.sin(half), math.cos(half)])
    steps = np.arange(100.0, LEG_M, 100.0)[:, None]
    leave = arc[-1] + steps * out
    come = arc[0] + steps[::-1] * (out * [1.0, -1.0])
    return np.concatenate([come, arc, leave])


def flights(way: str, deepest_m: float, seed: int, sigma_m: float) -> tuple[Scenario, list[Crossing]]:
    rng = np.random.default_rng([seed, 7])
    made = []
    for k in range(AT_ONCE):
        there = path(way, deepest_m)
        if way == "turn":
            there = there + np.array([0.0, rng.uniform(-20_000.0, 20_000.0)])
        lat, lon, _ = geodetic_from_enu(there[:, 0], there[:, 1], 0.0, LAT_DEG, LON_DEG, 0.0)
        corners = tuple(Waypoint(float(a), float(b), HEIGHT_M, SPEED_MPS) for a, b in zip(lat, lon, strict=True))
        made.append(Crossing(Flight(f"jet-{k}", corners, 10.0, k * APART_S + rng.uniform(0.0, 4.0)), math.inf))
    lat, lon, _ = geodetic_from_enu(AWAY_M, 0.0, 0.0, LAT_DEG, LON_DEG, 0.0)
    radar = Radar(
        "radar",
        70,
        1,
        Site(float(lat), float(lon), 200.0),
        150.0,
        sigma_range_m=sigma_m,
        sigma_azimuth_deg=math.degrees(sigma_m / AWAY_M),
        reference_range_m=110_000.0,
    )
    return Scenario("october", START, AT_ONCE * APART_S + 30.0, seed, (radar,), tuple(m.flight for m in made)), made


def told(way: str, deepest_m: float, sigma_m: float, count: int) -> Counter[str]:
    """How often what is said: inside, cannot tell, outside."""
    said: Counter[str] = Counter()
    for seed in range(count // AT_ONCE):
        scenario, made = flights(way, deepest_m, seed, sigma_m)
        doubts: set[int] = set()

        def hear(changes: Changes, truth: Truth, core: Core, doubts: set[int] = doubts) -> None:
            for incident in changes.incidents:
                if incident.highest_probability >= UNSURE:
                    doubts.add(int((incident.opened_s - START.timestamp() - LATENCY_S) // APART_S))

        found = judged(scenario, scenario.radars[0], made, [ZONES[way]], hear)
        for k, one in enumerate(found):
            said["inside" if one.said else "cannot tell" if k in doubts else "outside"] += 1
    return said


def table(count: int = 500) -> None:
    words = ("inside", "cannot tell", "outside")
    print(f"{'':32s}" + "".join(f"{word:>14s}" for word in words))
    for way in ZONES:
        for sigma_m in (75.0, 150.0, 400.0):
            for name, deepest_m in (("700 m inside", DEPTH_M), ("300 m outside", -300.0)):
                said = told(way, deepest_m, sigma_m, count)
                share = "".join(f"{100.0 * said[word] / said.total():12.1f} %" for word in words)
                print(f"{way}, {name}, sigma {sigma_m:.0f} m".ljust(32) + share, flush=True)


if __name__ == "__main__":
    table(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
