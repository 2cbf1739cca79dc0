"""Lost tracks by the hundred: how often the areas hold where the object really came to lie."""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sargas.geo.region import Region
from sargas.model.place import Site
from sargas.model.search import Search
from sargas.model.sensor import Sensor
from sargas.searching.case import Case
from sargas.searching.coverage import Looking
from sargas.searching.particles import Air
from sargas.searching.settings import Settings
from searching.falls import GROUND_M, START_S, Truth, fall, lost

WIND_MPS, WIND_SIGMA_MPS = 6.0, 2.0
"""Spread of the wind that there is, and of the error with which it is known."""


RADAR = Sensor(
    "primary", "lan", "psr", site=Site(54.6, 25.2, 160.0), range_m=80_000.0, interval_s=4.0, detection_probability=0.8
)


class Plain:
    """The ground of `falls`, as uncertain as it is there."""

    words = "a plain"

    def __init__(self, sigma_m: float) -> None:
        self.sigma_m = sigma_m

    def height_m(self, lat_deg, lon_deg):
        return np.full(len(lat_deg), GROUND_M)


class Trials(NamedTuple):
    """Of each lost track: whether each area holds the place (n, 3), the areas' sizes in km2 (n, 3), its fate."""

    held: np.ndarray
    area_km2: np.ndarray
    fate: np.ndarray


QUICK = Settings(particles=1000, step_s=300.0)


def echo(rng: np.random.Generator, settings: Settings) -> Callable[[float, float, float], bool]:
    """Whether RADAR sees one object, look by look, as the model says, by an own reckoning; one in ten it never sees."""
    never = rng.random() >= settings.coverage_trust

    def is_seen(lat_deg: float, lon_deg: float, height_m: float) -> bool:
        site = RADAR.site
        north_m = (lat_deg - site.lat_deg) * 111_200.0
        east_m = (lon_deg - site.lon_deg) * 111_319.5 * math.cos(math.radians(lat_deg))
        far_m = math.hypot(east_m, north_m, height_m - site.height_m)
        above_m = max(height_m - GROUND_M - settings.clearance_m, 0.0)
        horizon_m = math.sqrt(2.0 * 6_371_000.0 * 4.0 / 3.0) * (
            math.sqrt(site.height_m - GROUND_M) + math.sqrt(above_m)
        )
        if never or far_m > min(RADAR.range_m, horizon_m):
            return False
        at_range = math.log(1e-6) / math.log(RADAR.detection_probability) - 1.0
        ratio = at_range * settings.prospect("fixed_wing_drone").cross_section_m2 * (RADAR.range_m / far_m) ** 4
        return bool((rng.random(settings.most_looks) < 1e-6 ** (1.0 / (1.0 + ratio))).any())

    return is_seen


def trials(n: int, truth: Truth, seed: int, settings: Settings = QUICK, looking: bool = False) -> Trials:
    """`n` lost tracks, asked for when all that may fly has come down; `looking`: of those that RADAR did not see."""
    rng = np.random.default_rng(seed)
    ground = Plain(settings.ground_sigma_m)
    end_s = START_S + settings.prospect("fixed_wing_drone").endurance_s + 3600.0
    held, sizes, fates = [], [], []
    up = [Looking(RADAR, ())] if looking else []
    k = 0
    while len(fates) < n:
        k += 1
        said, state = lost(rng)
        wind = rng.normal(0.0, WIND_MPS, 2)
        told = wind + rng.normal(0.0, WIND_SIGMA_MPS, 2)
        is_seen = echo(rng, settings) if looking else None
        came = fall(rng, state, (wind[0], wind[1]), settings, truth, is_seen, settings.step_s)
        if came is None:
            continue
        fate, _, lat_deg, lon_deg = came
        case = Case(Search(k, "open", 0, START_S, START_S, START_S, said.lat_deg, said.lon_deg, 0.0, 0.0, 0.0), said)
        case.begin(Air(told[0], told[1], WIND_SIGMA_MPS), ground, settings)
        while case.stepped_s + case.step_s <= end_s:
            case.go_on(end_s, -np.inf, up, ground, settings)
        made = case.draw(end_s, ground, settings)["areas"]
        held.append([bool(Region.from_rings(area.polygons).contains(lat_deg, lon_deg)) for area in made])
        sizes.append([area.area_m2 / 1e6 for area in made])
        fates.append(fate)
    return Trials(np.array(held), np.array(sizes), np.array(fates))
