"""Flights: single objects of a scenario, each on a path that is written down."""

import msgspec

from sargas.model.track import ClassName


class Waypoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A corner of a path; `speed_mps` from here to the next one."""

    lat_deg: float
    lon_deg: float
    height_m: float
    """Above the WGS-84 ellipsoid. In Lithuania the ground is at about 80 to 310 m by this measure."""
    speed_mps: float


class Flight(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One object and its path; it exists from its first waypoint to its last."""

    id: str
    waypoints: tuple[Waypoint, ...]
    cross_section_m2: float
    start_s: float = 0.0
    """After the scenario's start."""
    mode_3a: str | None = None
    """Four octal digits; none: no transponder."""
    mode_s: str | None = None
    """Six hex digits."""
    callsign: str | None = None
    adsb: bool = False
    """Broadcasts where it is; needs `mode_s`."""
    what: ClassName = "other"
    """By which it is as loud, as large and as warm as its kind is."""
    emits_dbm: float | None = None
    """What its own links radiate (EIRP): control, video; none: it is silent, or nobody knows where."""
    emits_hz: float = 2.44e9
    remote_id: str | None = None
    """Broadcasts where it is as Remote ID, by this serial number."""

    def __post_init__(self) -> None:
        if len(self.waypoints) < 2:
            raise ValueError("a path needs two waypoints")
        if any(w.speed_mps <= 0.0 for w in self.waypoints):
            raise ValueError("every speed_mps must be positive")
        if self.adsb and self.mode_s is None:
            raise ValueError("adsb needs a mode_s address")
        if self.remote_id is not None and not (self.remote_id.isascii() and 0 < len(self.remote_id) <= 20):
            raise ValueError("remote_id is at most 20 letters of ASCII")
