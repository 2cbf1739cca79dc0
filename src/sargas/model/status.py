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


class NewSensor(msgspec.Struct, frozen=True, tag="new_sensor", omit_defaults=True):
    """A source seen in a feed that no `[[sensors]]` entry matches, with the entry that would."""

    feed: str
    match: dict[str, int | str]
    suggestion: str
    """TOML to paste."""
    time_s: float
    record_number: int = -1
