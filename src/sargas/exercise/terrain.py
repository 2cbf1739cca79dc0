"""Terrain of a scenario: the ground that hides what flies low, as sites name it; none is a smooth earth."""

import functools
from collections.abc import Callable
from pathlib import Path

import numpy as np

from sargas.errors import ConfigError
from sargas.exercise.paths import Array
from sargas.exercise.scenario import Scenario
from sargas.geo.ground import Raster, raster_from_asc

SIGMA_M = 5.0
"""Of elevation models of one arc second (SRTM: 16 m at 90 %, less over flat land); only told, never drawn."""


def ground_of(scenario: Scenario) -> Raster | None:
    """The ground that a scenario names; raises ConfigError where its file is none."""
    return None if scenario.terrain is None else _raster(scenario.terrain)


def heights_of(scenario: Scenario, ground: Raster | None) -> Callable[[Array, Array], Array]:
    """(lat_deg, lon_deg) -> height of the ground there, above the ellipsoid; the flat one where there is no terrain."""
    if ground is not None:
        return ground.height_m
    flat_m = scenario.ground_m or 0.0
    return lambda lat_deg, lon_deg: np.full(len(lat_deg), flat_m)


@functools.lru_cache(maxsize=1)
def _raster(file: str) -> Raster:
    """Every format that a scenario speaks asks for it again."""
    path = Path(file)
    try:
        return raster_from_asc(path.read_text(encoding="ascii"), SIGMA_M, path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([f"terrain: {path.name}: {getattr(error, 'strerror', None) or 'is no text'}"]) from None
