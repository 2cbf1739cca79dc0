"""Plot: one sensor, one look. The columns of many plots are `sargas.model.plots.Plots`; this is the view of one row."""

from typing import Literal

import msgspec

from sargas.model.claims import Claims
from sargas.model.sigma import Sigma


class Polar(msgspec.Struct, frozen=True, tag="polar", omit_defaults=True):
    """Slant range and azimuth (clockwise from true north) at the sensor's site."""

    range_m: float
    azimuth_deg: float
    elevation_deg: float | None = None
    range_rate_mps: float | None = None
    """Derivative of the slant range: positive when the target goes away. Unambiguous, or not given."""


class Bearing(msgspec.Struct, frozen=True, tag="bearing", omit_defaults=True):
    """A direction without range, from the sensor's site."""

    azimuth_deg: float
    elevation_deg: float | None = None


class Geodetic(msgspec.Struct, frozen=True, tag="geodetic", omit_defaults=True):
    """A position on WGS-84; height above the ellipsoid; velocity when it was given with the position."""

    lat_deg: float
    lon_deg: float
    height_m: float | None = None
    east_mps: float | None = None
    north_mps: float | None = None
    up_mps: float | None = None


class Presence(msgspec.Struct, frozen=True, tag="presence"):
    """Something within a radius of the sensor."""

    radius_m: float


Measurement = Polar | Bearing | Geodetic | Presence


class Features(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the sensor says of the echo. Never a filter: drones hide among the echoes that others discard."""

    amplitude_db: float | None = None
    warnings: tuple[int, ...] = ()
    """I048/030 warning and error condition codes."""
    doppler_mps: float | None = None


Echo = Literal["psr", "ssr", "combined", "mode_s", "adsb", "other"]
ECHOES: tuple[Echo, ...] = ("psr", "ssr", "combined", "mode_s", "adsb", "other")
Purpose = Literal["target", "test", "reference"]
PURPOSES: tuple[Purpose, ...] = ("target", "test", "reference")
"""Test targets and fixed reference transponders never form tracks; they feed registration and health."""


class Plot(msgspec.Struct, frozen=True, tag="plot", omit_defaults=True):
    """One look of one sensor: when it was measured, what was measured, what was claimed."""

    sensor: str
    time_s: float
    measurement: Measurement
    sigma: Sigma = Sigma()
    claims: Claims = Claims()
    features: Features = Features()
    echo: Echo = "other"
    purpose: Purpose = "target"
    sensor_track: int | None = None
    """Number of the sensor's own local track, when it says one."""
    simulated: bool = False
    record_number: int = -1
