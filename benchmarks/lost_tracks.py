"""How often search areas hold where lost drones came to lie: 1,000 lost tracks, and truth that is otherwise.

Truth is reckoned second by second by tests/searching/falls.py, which shares no line with the model. Each case says what
is otherwise; areas are those when all has come down. `python benchmarks/lost_tracks.py [LOST]` prints the table.
"""

import sys
import time

import numpy as np
from measure import ROOT, Figures, note

sys.path.insert(0, str(ROOT / "tests"))

from sargas.model.search import FATES
from sargas.searching.settings import Settings
from searching.falls import Truth
from searching.trials import trials

LOST, SEED = 1000, 2025
SETTINGS = Settings(particles=3000, step_s=300.0)
MATCHED, SEEN = "as the model says", "a radar near by that is up did not see it"
CASES = {
    MATCHED: Truth(),
    SEEN: Truth(),
    "glide ratios 0.6 of it": Truth(glide=0.6),
    "glide ratios 1.5 of it": Truth(glide=1.5),
    "wind off by 3 m/s more": Truth(wind_off_mps=(3.0, 0.0)),
    "course changed by 60 degrees (one sigma) at once": Truth(turns_deg=60.0),
    "flies half as long": Truth(endurance=0.5),
    "flies twice as long": Truth(endurance=2.0),
    "all of it: 1.5, 3 m/s, 60 degrees": Truth(1.5, (3.0, 0.0), 60.0),
}


def figures(lost: int = LOST) -> Figures:
    """Share of places in each area, and its median size."""
    made: Figures = {}
    for name, truth in CASES.items():
        began_s = time.process_time()
        count = lost if name == MATCHED else max(lost // 2, 1)
        found = trials(count, truth, SEED, SETTINGS, looking=name == SEEN)
        held, size = found.held.mean(axis=0), np.median(found.area_km2, axis=0)
        each_s = (time.process_time() - began_s) / len(found.held)
        sigma = np.sqrt(held[1] * (1.0 - held[1]) / len(found.held))
        fates = ", ".join(
            f"{fate} {found.held[found.fate == fate, 1].mean():.0%}" for fate in FATES if (found.fate == fate).any()
        )
        note(
            f"{name} ({len(found.held)}): 50 % {held[0]:.1%}, 90 % {held[1]:.1%} +- {sigma:.1%}, 99 % {held[2]:.1%}; "
            f"median km2 {size[0]:,.0f}, {size[1]:,.0f}, {size[2]:,.0f}; 90 % by fate: {fates}; {each_s:.2f} s each"
        )
        made["lost_tracks_held_by_90_pct" if name == MATCHED else f"lost_tracks_held_by_90_pct, {name}"] = float(
            held[1]
        )
    return made


if __name__ == "__main__":
    figures(int(sys.argv[1]) if len(sys.argv) > 1 else LOST)
