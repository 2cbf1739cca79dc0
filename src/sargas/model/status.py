"""SensorStatus: "no tracks" and "no sensor" must never look alike."""

from typing import Literal

import msgspec

StatusName = Literal[
    "ok", "degraded", "silent", "fault", "maintenance", "not_for_operational_use", "time_invalid", "unknown"
]
News = tuple[StatusName, str]
"""A status and its detail."""


class SensorStatus(msgspec.Struct, frozen=True, tag="sensor_status", omit_defaults=True):
    """What a sensor says of itself, or what is seen of it. `detail` is one line for the operator."""

    sensor: str
    time_s: float
    status: StatusName
    detail: str = ""
    rotation_s: float | None = None
    """Antenna rotation period (I034/041)."""
    blanked_sectors_deg: tuple[tuple[float, float], ...] = ()
    maintenance_by: str | None = None
    maintenance_until_s: float | None = None
    simulated: bool = False
    record_number: int = -1


class SensorBias(msgspec.Struct, frozen=True, tag="sensor_bias"):
    """What is believed of a sensor's systematic errors, and taken off its plots; None what it has not, or is not seen.

    Each with one sigma. It measures so much too far, turned so far clockwise, and states times so much too late.
    """

    sensor: str
    time_s: float
    pairs: int
    """Pairs of plots with other sensors that speak for it."""
    range_m: tuple[float, float] | None = None
    azimuth_deg: tuple[float, float] | None = None
    late_s: tuple[float, float] | None = None


class NewSensor(msgspec.Struct, frozen=True, tag="new_sensor", omit_defaults=True):
    """A source seen in a feed that no `[[sensors]]` entry matches, with the entry that would."""

    feed: str
    match: dict[str, int | str]
    suggestion: str
    """TOML to paste."""
    time_s: float
    record_number: int = -1
