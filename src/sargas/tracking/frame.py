"""Where and how well the sensors measure, on the system plane: made once, read for each plot."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sargas.geo.kernel import leaf
from sargas.geo.plane import SystemPlane
from sargas.geo.polar import SITE_SIZE, site_constants
from sargas.model.sensor import Sensor
from sargas.sensing.sound import speed_of_sound_mps
from sargas.tracking.rows import F8, RINGS, SECTORS, Bools
from sargas.tracking.settings import Settings


class Frame(NamedTuple):
    """Where and how well the sensors measure: angles in degrees in `errors`, radians in `sites`."""

    sites: F8
    """(S, SITE_SIZE) of `sargas.geo.polar.site_constants`; zeros without a site."""
    sited: Bools
    planes: F8
    """(S, 5): x_m, y_m of the site on the plane, convergence there, speed of sound for what hears (0: it sees), range.
    """
    errors: F8
    """(S, 9) sigma of range_m, azimuth_deg, elevation_deg, horizontal_m, height_m, velocity_mps, range_rate_mps; of
    bearings azimuth_deg, elevation_deg.
    """
    constants: F8
    """Of the system plane."""
    limits: F8
    """late_limit_s, early_limit_s, plane_limit_m, pressure_noise_m, pressure_bias_m, cell_s."""


def frame_of(sensors: Sequence[Sensor], plane: SystemPlane, settings: Settings) -> Frame:
    """The frame of the sensors in their order."""
    errors = [[_sigma_of(s, settings, *names) for names in _SIGMAS] for s in sensors]
    sites = [
        site_constants(s.site.lat_deg, s.site.lon_deg, s.site.height_m) if s.site else np.zeros(SITE_SIZE)
        for s in sensors
    ]
    return Frame(
        np.array(sites, np.float64).reshape(-1, SITE_SIZE),
        np.array([s.site is not None for s in sensors], np.bool_),
        np.array([_site_on_plane(s, plane, settings) for s in sensors], np.float64).reshape(-1, 5),
        np.array(errors, np.float64).reshape(-1, len(_SIGMAS)),
        plane.constants,
        np.array(
            [
                settings.late_limit_s,
                settings.early_limit_s,
                settings.plane_limit_m,
                settings.pressure_noise_m,
                settings.pressure_bias_m,
                settings.cell_s,
            ]
        ),
    )


_SIGMAS = (
    *((name, name) for name in ("range_m", "azimuth_deg", "elevation_deg", "horizontal_m", "height_m", "velocity_mps")),
    ("range_rate_mps", "range_rate_mps"),
    ("azimuth_deg", "bearing_deg"),
    ("elevation_deg", "bearing_deg"),
)
"""Of each column of `Frame.errors`: the sensor's accuracy, and the setting where it states none."""


def _sigma_of(sensor: Sensor, settings: Settings, stated: str, usual: str) -> float:
    own: float | None = getattr(sensor.accuracy, stated)
    return float(getattr(settings, f"sigma_{usual}")) if own is None else own


def _site_on_plane(sensor: Sensor, plane: SystemPlane, settings: Settings) -> tuple[float, float, float, float, float]:
    range_m = sensor.range_m or settings.range_m
    if sensor.site is None:
        return 0.0, 0.0, 0.0, 0.0, range_m
    lat_deg, lon_deg = sensor.site.lat_deg, sensor.site.lon_deg
    x_m, y_m = plane.plane_from_geodetic(lat_deg, lon_deg)
    turn_rad = math.radians(float(plane.convergence_deg(lat_deg, lon_deg)))
    sound_mps = speed_of_sound_mps(settings.air_temperature_k) if sensor.kind == "acoustic" else 0.0
    return float(x_m), float(y_m), turn_rad, sound_mps, range_m


@leaf
def turn_of(azimuth_rad: float) -> float:
    """An azimuth of the plane as part of a turn, 0 to 1, from west against the sun."""
    turn = 0.75 - azimuth_rad / (2.0 * math.pi)
    return turn - math.floor(turn)


@leaf
def region_of(away_m: float, turn: float, range_m: float) -> int:
    """Region of a radar at a distance and in a direction as of `turn_of`; beyond its range the last ring counts."""
    sector = min(int(SECTORS * turn), SECTORS - 1)
    return min(int(RINGS * away_m / range_m), RINGS - 1) * SECTORS + sector
