"""Many runs of `drifts`, each asked for when it is clear: how often it really was by then."""

from typing import NamedTuple

import numpy as np

from aerodrome.drifts import LAT_DEG, LON_DEG, RADIUS_M, SIGMA_M, SIGMA_MPS, START_S, Run, Truth, run
from aerodrome.field import BALLOON, DRONE, OK, RADAR
from picture.scene import rows
from sargas.aerodrome import Aerodromes
from sargas.aerodrome.settings import Settings, VolumeSettings
from sargas.geo.wgs84 import geodetic_from_enu
from sargas.model.aerodrome import ClearBy
from sargas.model.height import Height
from sargas.model.weather import Wind

ROUND = Settings(
    "EYVI", "Vilnius", LAT_DEG, LON_DEG, Height(197.0), (VolumeSettings("TMA", radius_m=RADIUS_M),), fir="EYVL"
)


class Trials(NamedTuple):
    """Of N runs, seconds after they were asked for: what was told (inf where it could not be) and what was."""

    p50_s: np.ndarray
    p90_s: np.ndarray
    clear_s: np.ndarray

    def held(self, share: str) -> float:
        """How often it was clear by then, of those of which it was told."""
        told = self.p50_s if share == "p50" else self.p90_s
        known = np.isfinite(told)
        return float((self.clear_s[known] <= told[known]).mean())

    def told(self, share: str) -> float:
        """How often it was told at all."""
        return float(np.isfinite(self.p50_s if share == "p50" else self.p90_s).mean())


def trials(count: int, truth: Truth, seed: int) -> Trials:
    """`count` runs."""
    rng = np.random.default_rng(seed)
    asked = [(one := run(rng, truth), told(one, truth.balloon)) for _ in range(count)]
    told_s = [[_after(each.p50_s), _after(each.p90_s)] for _, each in asked]
    p50_s, p90_s = np.array(told_s).T
    return Trials(p50_s, p90_s, np.array([one.clear_s for one, _ in asked]))


def told(one: Run, balloon: bool) -> ClearBy:
    """What an aerodrome says of a run."""
    of = Aerodromes((ROUND,), (), (RADAR,))
    winds = [Wind(START_S, LAT_DEG, LON_DEG, high_m, east, north) for high_m, east, north in one.winds]
    of.hear(START_S, winds, [], [OK])
    given = {
        "number": 1, "height_m": one.height_m, "up_mps": 0.0, "east_mps": one.east_mps, "north_mps": one.north_mps,
        "sigma_m": SIGMA_M, "sigma_mps": SIGMA_MPS, "classification": BALLOON if balloon else DRONE,
    }  # fmt: skip
    track = rows(START_S, given, sensors=["primary"])
    track.lat_deg[:], track.lon_deg[:], _ = geodetic_from_enu(one.east_m, one.north_m, 0.0, LAT_DEG, LON_DEG, 0.0)
    (word,) = of.update(START_S, track)
    (it,) = word.objects
    return it.clear


def _after(time_s: float | None) -> float:
    return np.inf if time_s is None else time_s - START_S
