"""How often "clear by" is right: balloons in a wind that is told with 3 m/s of error, and drones, 500 of each.

Truth is reckoned by tests/aerodrome/drifts.py, which shares no line with the model. Each case says what is otherwise;
of those of which a time was told, half should be clear by p50 and nine of ten by p90. `python benchmarks/aerodromes.py
[RUNS]` prints the table, and what forecasts cost.
"""

import math
import sys
import time

import numpy as np
from measure import ROOT, Figures, note

sys.path.insert(0, str(ROOT / "tests"))

from aerodrome.drifts import Truth
from aerodrome.field import track, watched, wind
from aerodrome.trials import trials
from picture.scene import NOON_S
from sargas.model.tracks import Tracks

RUNS, SEED = 500, 2110
BALLOONS, DRONES = "balloons, wind off by 3 m/s that lasts an hour", "drones, course wanders 8 degrees in ten minutes"
CASES = {
    BALLOONS: Truth(),
    "balloons, wind off by 3 m/s for good": Truth(keeps_s=math.inf),
    "balloons, wind off by 3 m/s that lasts twenty minutes": Truth(keeps_s=1_200.0),
    "balloons, wind off by 6 m/s that lasts an hour": Truth(wind_off_mps=6.0),
    "balloons that rise 1 m/s through winds that differ": Truth(climbs_mps=1.0),
    "balloons, no wind told": Truth(told=False),
    DRONES: Truth(balloon=False),
    "drones, straight": Truth(balloon=False, wanders_deg=0.0),
    "drones, course wanders twice as much": Truth(balloon=False, wanders_deg=16.0),
    "drones, another course (50 degrees, one sigma) once in half an hour": Truth(balloon=False, leg_s=1_800.0),
    "drones, another course (50 degrees, one sigma) once in five minutes": Truth(balloon=False, leg_s=300.0),
}


def figures(runs: int = RUNS) -> Figures:
    """Share clear by p50 and p90, and the time that a forecast takes."""
    made: Figures = {}
    for name, truth in CASES.items():
        found = trials(runs, truth, SEED)
        told = found.p90_s[np.isfinite(found.p90_s)]
        sigma = math.sqrt(0.9 * 0.1 / max(len(told), 1))
        note(
            f"{name} ({runs}): by p50 {found.held('p50'):.1%}, by p90 {found.held('p90'):.1%} +- {sigma:.1%}; "
            f"p90 told of {found.told('p90'):.0%}; medians: p50 {np.median(found.p50_s) / 60.0:.0f} min, "
            f"p90 {np.median(told) / 60.0:.0f} min, really {np.median(found.clear_s) / 60.0:.0f} min"
        )
        for key, kind in (("balloon", BALLOONS), ("drone", DRONES)):
            if name == kind:
                made[f"aerodrome_clear_by_p50_held_{key}_pct"] = 100.0 * found.held("p50")
                made[f"aerodrome_clear_by_p90_held_{key}_pct"] = 100.0 * found.held("p90")
    return made | {"aerodrome_forecast_of_25_objects_cpu_s": cost()}


def cost() -> float:
    """CPU seconds of a forecast of 25 balloons in two volumes, the median of nine."""
    of = watched()
    of.hear(NOON_S, wind())
    taken = []
    for k in range(10):
        at_s = NOON_S + 20.0 * k
        many = Tracks.concatenate([track(at_s, n, east_m=900.0 * n, north_m=-700.0 * n) for n in range(1, 26)])
        began_s = time.process_time()
        of.update(at_s, many)
        taken.append(time.process_time() - began_s)
    return float(np.median(taken[1:]))


if __name__ == "__main__":
    print(figures(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS))
