"""Daylight: how high the sun stands, and whether it is day, twilight or night.

Low-precision formulae of the sun, to 0.01 degrees of its place between 1950 and 2050; refraction is left out (0.6
degrees at the horizon). Civil twilight ends with the sun 6 degrees below the horizon: then what is not lit is dark.
Source: Astronomical Almanac, page C5.
"""

from typing import Any

import numpy as np

CIVIL_DEG = -6.0
_J2000_S, _DAY_S = 946_728_000.0, 86_400.0


def sun_elevation_deg(time_s: Any, lat_deg: Any, lon_deg: Any) -> Any:
    """Of the sun's middle over the horizon; UTC Unix seconds."""
    days = (np.asarray(time_s, np.float64) - _J2000_S) / _DAY_S
    mean, anomaly = 280.460 + 0.9856474 * days, np.radians(357.528 + 0.9856003 * days)
    along = np.radians(mean + 1.915 * np.sin(anomaly) + 0.020 * np.sin(2.0 * anomaly))
    tilt = np.radians(23.439 - 4e-7 * days)
    ascension = np.arctan2(np.cos(tilt) * np.sin(along), np.cos(along))
    declination = np.arcsin(np.sin(tilt) * np.sin(along))
    sidereal_deg = 15.0 * (18.697374558 + 24.06570982441908 * days)
    turn = np.radians(sidereal_deg + np.asarray(lon_deg)) - ascension
    lat = np.radians(lat_deg)
    sine = np.sin(lat) * np.sin(declination) + np.cos(lat) * np.cos(declination) * np.cos(turn)
    return np.degrees(np.arcsin(np.clip(sine, -1.0, 1.0)))


def is_dark(time_s: Any, lat_deg: Any, lon_deg: Any) -> Any:
    """Whether only what is lit, or warm, is seen."""
    return sun_elevation_deg(time_s, lat_deg, lon_deg) < CIVIL_DEG
