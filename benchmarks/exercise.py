"""How fast an exercise runs: seconds of the scenario per CPU second, from the sensors' models to the review.

500 targets (drones and light aircraft within 150 km), ten radars of 60 km, 490 listening posts of 5 km: what a border
of 400 km might have. One core; kernels warm. `python benchmarks/exercise.py profile` shows where the time goes.
"""

import cProfile
import datetime
import pstats
import sys
import time
from pathlib import Path

import msgspec
import numpy as np
from measure import Figures, note

from sargas.commands.exercise import Read, played
from sargas.exercise.laydown import Ears, Radar
from sargas.exercise.scenario import Scenario
from sargas.exercise.traffic import Across
from sargas.geo.geodesic import destination
from sargas.model.place import Site

MIDDLE = (54.7, 25.3)
TARGETS, RADARS, POSTS = 500, 10, 490
DURATION_S, WARM_S = 240.0, 20.0


def scenario(duration_s: float = DURATION_S) -> Scenario:
    """All targets are in the air for all of the time."""
    chance = np.random.default_rng(7)
    places = [destination(*MIDDLE, float(chance.uniform(0, 360)), float(150_000.0 * chance.random() ** 0.5))
              for _ in range(RADARS + POSTS)]  # fmt: skip
    at = [(float(lat), float(lon)) for lat, lon in places]
    radars = tuple(
        Radar(f"radar-{k}", 70, k + 1, Site(*at[k], 200.0), 180.0, range_m=60_000.0, reference_range_m=40_000.0)
        for k in range(RADARS)
    )
    ears = (Ears("post", "node", tuple(at[RADARS:]), 180.0, radius_m=5_000.0, false_per_hour=0.5),)
    # Each crosses 300 km: slow enough to fly all the time, and begun before, so that they are everywhere.
    traffic = (
        Across(count=TARGETS // 2, lat_deg=MIDDLE[0], lon_deg=MIDDLE[1], radius_m=150_000.0, speed_mps=(30.0, 60.0),
               height_m=(150.0, 600.0), cross_section_m2=0.1),
        Across(count=TARGETS // 2, lat_deg=MIDDLE[0], lon_deg=MIDDLE[1], radius_m=150_000.0, speed_mps=(45.0, 90.0),
               height_m=(600.0, 3_000.0), cross_section_m2=3.0),
    )  # fmt: skip
    start = datetime.datetime(2026, 9, 1, 6, tzinfo=datetime.UTC)
    config = {"site": {"name": "speed", "lat_deg": MIDDLE[0], "lon_deg": MIDDLE[1]}}
    config["zones"] = [{"file": "bundled:LTU"}]
    return Scenario("speed", start, duration_s, 3, radars, traffic=traffic, ears=ears, config=config)


def run(duration_s: float, ticks_at_once: int = 1) -> float:
    """CPU seconds of one run."""
    one = scenario(duration_s)
    began_s = time.process_time()
    played(Read(one, Path("speed.toml"), ""), ticks_at_once=ticks_at_once)
    return time.process_time() - began_s


def speed_up(ticks_at_once: int) -> float:
    """Seconds of the scenario per CPU second, without what it takes to begin."""
    warm_s, whole_s = run(WARM_S, ticks_at_once), run(WARM_S + DURATION_S, ticks_at_once)
    note(
        f"exercise: {DURATION_S:.0f} s of 500 targets and 500 sensors in {whole_s - warm_s:.1f} CPU s, {ticks_at_once}"
    )
    return DURATION_S / (whole_s - warm_s)


def figures() -> Figures:
    run(WARM_S)
    return {"exercise_speed_up_500x500": speed_up(5), "exercise_speed_up_500x500_live_ticks": speed_up(1)}


if __name__ == "__main__":
    run(WARM_S)
    if sys.argv[1:] == ["profile"]:
        profile = cProfile.Profile()
        profile.runcall(run, 120.0)
        pstats.Stats(profile).sort_stats("cumulative").print_stats(60)
    else:
        print(msgspec.json.encode(figures()).decode())
