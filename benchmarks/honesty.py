"""Whether the told place holds the truth just after a turn, and where nothing tells the height.

    honesty.py        both tables, with the settings before this was mended beside the first

The first: 144 flights of each class that fly straight for two minutes and then turn (`tests/tracking/flights.py`), one
radar of 4 s, 50 m and 0.1 degrees, 0.9 detected: mean NEES of place (2 is right) at each look since the turn began, and
the share of places outside their own 95 % ellipse at the second to the sixth. The second: straight flights that a
primary radar alone sees, 16 looks: mean of NEES of place, and how far the place is off along the line of sight.
"""

import sys

import numpy as np
from measure import ROOT

sys.path.insert(0, str(ROOT / "tests"))
from sargas.geo.plane import SystemPlane
from sargas.scoring.chi_square import quantile
from sargas.tracking import Settings
from tracking.flights import NORTH, ORIGIN, STRAIGHT, last_of, since_the_turn

CLASSES = {"drones": (15.0, 60.0, 10.0), "light aircraft": (40.0, 80.0, 6.0), "airliners": (150.0, 260.0, 3.0)}
FLIGHTS = 12


def turns() -> None:
    """The first table."""
    for name, flown in CLASSES.items():
        for word, settings in (("before", Settings(onset_ps=0.0)), ("now", Settings())):
            found = since_the_turn(*flown, settings)
            late = found[STRAIGHT + 2 : STRAIGHT + 7]
            means = " ".join(f"{v:4.1f}" for v in np.nanmean(found[STRAIGHT + 1 : STRAIGHT + 11], axis=1))
            straight = np.nanmean(found[10:STRAIGHT])
            outside = np.mean(late > quantile(0.95, 2))
            print(f"{name:15} {word:6} straight {straight:.2f}, then {means}, outside {outside:.1%}", flush=True)


def heights() -> None:
    """The second table."""
    assert NORTH.site is not None
    site = np.array(SystemPlane(*ORIGIN).plane_from_geodetic(NORTH.site.lat_deg, NORTH.site.lon_deg))
    for speed_mps in (30.0, 200.0):
        for away_m in (10e3, 20e3, 40e3, 60e3, 100e3):
            cells = []
            for height_m in (100.0, 1000.0, 3000.0, 8000.0):
                squares, along = [], []
                for seed in range(FLIGHTS):
                    track, truth = last_of(NORTH, away_m, height_m, speed_mps, seed)
                    off = track.state[0, :2] - truth
                    squares.append(off @ np.linalg.solve(track.covariance[0, :2, :2], off))
                    along.append(off @ (truth - site) / away_m)
                cells.append(f"{np.mean(squares):7.2f} {np.mean(along):+6.0f} m")
            print(f"{speed_mps:4.0f} m/s, {away_m / 1e3:3.0f} km: " + " | ".join(cells), flush=True)


if __name__ == "__main__":
    turns()
    heights()
