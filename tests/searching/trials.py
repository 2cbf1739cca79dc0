"""Lost tracks by the hundred: how often the areas hold where the object really came to lie."""

from typing import NamedTuple

import numpy as np

from sargas.geo.region import Region
from sargas.model.search import Search
from sargas.searching.case import Case
from sargas.searching.particles import Air
from sargas.searching.settings import Settings
from searching.falls import GROUND_M, START_S, Truth, fall, lost

WIND_MPS, WIND_SIGMA_MPS = 6.0, 2.0
"""Spread of the wind that there is, and of the error with which it is known."""


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


def trials(n: int, truth: Truth, seed: int, settings: Settings = QUICK) -> Trials:
    """`n` lost tracks, asked for when all that may fly has come down."""
    rng = np.random.default_rng(seed)
    ground = Plain(settings.ground_sigma_m)
    end_s = START_S + settings.prospect("fixed_wing_drone").endurance_s + 3600.0
    held, sizes, fates = [], [], []
    for k in range(1, n + 1):
        said, state = lost(rng)
        wind = rng.normal(0.0, WIND_MPS, 2)
        told = wind + rng.normal(0.0, WIND_SIGMA_MPS, 2)
        fate, _, lat_deg, lon_deg = fall(rng, state, (wind[0], wind[1]), settings, truth)
        case = Case(Search(k, "open", 0, START_S, START_S, START_S, said.lat_deg, said.lon_deg, 0.0, 0.0, 0.0), said)
        case.begin(Air(told[0], told[1], WIND_SIGMA_MPS), ground, settings)
        while case.stepped_s + case.step_s <= end_s:
            case.go_on(end_s, np.inf, [], ground, settings)
        made = case.draw(end_s, ground, settings)["areas"]
        held.append([bool(Region.from_rings(area.polygons).contains(lat_deg, lon_deg)) for area in made])
        sizes.append([area.area_m2 / 1e6 for area in made])
        fates.append(fate)
    return Trials(np.array(held), np.array(sizes), np.array(fates))
