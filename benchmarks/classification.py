"""How well tracks are classified: reliability per decile, the tables of the docs, and CPU time per look.

Flights are those of tests/picture/flights.py, of seeds that nothing was tuned on; recorded ones with every claim left
out. `python benchmarks/classification.py` prints the tables.
"""

import sys
import time
from pathlib import Path

import numpy as np
from measure import ROOT, Figures, corpus, note

sys.path.insert(0, str(ROOT / "tests"))

from picture.flights import START_S, fly, judged, reliability, reports
from picture.recorded import looks, plots_of
from sargas.model.sensor import Sensor
from sargas.model.tracks import Tracks
from sargas.picture import Picture, Settings
from sargas.picture.classes import JUDGED, shares

SEEDS, EACH, LAST_S = range(2000, 2008), 1000, 300
SHOWN = ("unknown", *JUDGED)
CASES = {"radar alone": (0.0, False), "6 in 10 with height": (0.6, False), "and the wind known": (0.6, True)}


def made(heights: float, wind: bool) -> tuple[np.ndarray, dict[int, np.ndarray]]:
    """(classes, second -> probabilities)."""
    kinds, shown = [], {20: [], 60: [], LAST_S: []}
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        east_mps, north_mps = rng.normal(0.0, 9.0, 2)
        error = rng.normal(0.0, 2.0, 2)
        flights = fly(rng, EACH, LAST_S, heights=heights, wind_mps=(east_mps, north_mps) if wind else None)
        given = reports(east_mps + error[0], north_mps + error[1]) if wind else ()
        kinds.append(flights.kind)
        for time_s, probabilities, _ in judged(flights.looks, EACH, winds=given):
            second = round(time_s - START_S) + 2
            if second in shown:
                shown[second].append(probabilities)
    return np.concatenate(kinds), {k: np.concatenate(v) for k, v in shown.items()}


def cost_us(n: int) -> float:
    """CPU microseconds that classification adds to an update of a track: a picture of N tracks, ticks of 0.1 s."""
    shares()
    best: dict[float, float] = {}
    for _ in range(4):
        for interval_s in (1e12, 2.0):
            flights = fly(np.random.default_rng(5), n, 60)
            picture = Picture([Sensor("radar", "lan", "psr")], Settings(classification_interval_s=interval_s), 10**6)
            nothing, spent_s, updates = Tracks.empty(0, ["radar"]), 0.0, 0
            picture.update(START_S - 1.0, nothing, nothing)
            for time_s, tracks in flights.looks:
                tracks.sources = ("radar",)
                tracks.contributor_s[:, 0] = tracks.updated_s
                parts = [tracks.take(rows) for rows in np.array_split(np.arange(len(tracks)), 10)]
                began_s = time.process_time()
                for k, part in enumerate(parts):
                    picture.update(time_s + 0.1 * k, part, nothing)
                spent_s += time.process_time() - began_s
                updates += len(tracks)
            best[interval_s] = min(best.get(interval_s, np.inf), spent_s / updates * 1e6)
    return best[2.0] - best[1e12]


def recorded(path: Path, height: bool, settings: Settings, airborne_mps: float) -> np.ndarray:
    """Probabilities after every look at every aircraft, (looks, 9)."""
    plots = plots_of(path)
    n = len(np.unique(plots.mode_s))
    seen = looks(plots, every_s=4.0, height=height, airborne_mps=airborne_mps)
    return np.concatenate([shown[rows] for _, shown, rows in judged(seen, n, settings=settings, every_s=0.0)])


def figures() -> Figures:
    found: Figures = {f"classification_us_per_update_of_{n}_tracks": round(cost_us(n), 2) for n in (300, 1500, 6000)}
    print(found)
    for case, (heights, wind) in CASES.items():
        kind, shown = made(heights, wind)
        print(f"\n{case}")
        for second, probabilities in shown.items():
            said = probabilities[:, 1:] / probabilities[:, 1:].sum(axis=1, keepdims=True)
            deciles = reliability(kind, probabilities)
            error = sum(n * abs(a - b) for n, a, b in deciles) / sum(n for n, _, _ in deciles)
            right, surest = (said.argmax(axis=1) == kind).mean(), said.max(axis=1).mean()
            loss = -np.log(said[np.arange(len(kind)), kind]).mean()
            print(f"  {second:>4} s  right {right:.3f}  said {surest:.3f}  log loss {loss:.3f}  off by {error:.4f}")
            if second == 60:
                print("\n".join(f"      n {n:>6}  said {a:.3f}  was {b:.3f}" for n, a, b in deciles))
        drone = JUDGED.index("fixed_wing_drone")
        alone = np.minimum((said[:, drone] * 10).astype(int), 9)
        for k in np.unique(alone):
            some = alone == k
            was = (kind[some] == drone).mean()
            print(f"      drone: n {some.sum():>6}  said {said[some, drone].mean():.3f}  was {was:.3f}")
        print(f"  after {LAST_S} s, mean probability by true class (rows)\n{'':>18}", *(f"{n[:9]:>9}" for n in JUDGED))
        for k, name in enumerate(JUDGED):
            print(f"{name:>18}", *(f"{p:9.2f}" for p in said[kind == k].mean(axis=0)))
    folder = corpus()
    if folder is None:
        note("recorded flights: no recordings")
        return found
    alps = Settings(classification_ground_m=500.0, classification_ground_sigma_m=400.0)
    names = [("bornholm", Settings(), 30.0), ("switzerland", alps, 50.0)]
    names += [(f"gliders/{p.name.partition('.')[0]}", alps, 10.0) for p in sorted((folder / "adsb/gliders").iterdir())]
    for height in (True, False):
        print(
            f"\nrecorded, {'with' if height else 'without'} height: mean probability; share of looks it was likeliest"
        )
        print(f"{'':>26}", *(f"{n[:11]:>12}" for n in SHOWN))
        for name, settings, airborne_mps in names:
            shown_of = recorded(folder / "adsb" / f"{name}.json.gz", height, settings, airborne_mps)
            top = np.bincount(shown_of.argmax(axis=1), minlength=len(SHOWN)) / len(shown_of)
            mean = shown_of.mean(axis=0)
            print(f"{name:>26}", *(f"{m:6.2f} {t:5.2f}" for m, t in zip(mean, top, strict=True)))
    return found


if __name__ == "__main__":
    figures()
