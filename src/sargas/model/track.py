"""Track: what is held to be one object. The columns of many are `sargas.model.tracks.Tracks`; this is one row."""

from typing import Literal

import msgspec

from sargas.model.claims import Claims
from sargas.model.identity import Identity

Status = Literal["tentative", "confirmed", "coasting", "ended"]
STATUSES: tuple[Status, ...] = ("tentative", "confirmed", "coasting", "ended")

ClassName = Literal[
    "unknown",
    "bird",
    "balloon",
    "multirotor",
    "fixed_wing_drone",
    "light_aircraft",
    "airliner",
    "helicopter",
    "other",
]
CLASSES: tuple[ClassName, ...] = (
    "unknown",
    "bird",
    "balloon",
    "multirotor",
    "fixed_wing_drone",
    "light_aircraft",
    "airliner",
    "helicopter",
    "other",
)

HeightSource = Literal["none", "radar", "geometric", "pressure_qnh", "pressure_standard", "operator"]
HEIGHT_SOURCES: tuple[HeightSource, ...] = (
    "none",
    "radar",
    "geometric",
    "pressure_qnh",
    "pressure_standard",
    "operator",
)
"""`pressure_standard`: from a pressure altitude without QNH, so hundreds of metres may be wrong and it says so."""


class FlightPlan(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a flight plan system correlated to this track (I062/390)."""

    callsign: str | None = None
    aircraft_type: str | None = None
    departure: str | None = None
    destination: str | None = None


class Track(msgspec.Struct, frozen=True, tag="track"):
    """One track at `time_s`. Own when `reported_by` is "own"."""

    number: int
    uid: str
    time_s: float
    status: Status
    lat_deg: float
    lon_deg: float
    east_mps: float
    north_mps: float
    covariance: tuple[float, ...]
    """Upper triangle, rows first, SI, ENU at the track: 21 of [E N U vE vN vU]; without height 10 of [E N vE vN]."""
    existence: float
    radius_95_m: float
    height_m: float | None = None
    up_mps: float | None = None
    height_source: HeightSource = "none"
    assumed_accuracy: bool = False
    """The source said nothing of its error; the covariance is configured."""
    updated_s: float = 0.0
    """Time of the last measurement used; `time_s` minus this is the update age."""
    first_s: float = 0.0
    contributors: dict[str, float] = {}
    """Sensor id -> age in seconds of its last contribution."""
    reported_by: str = "own"
    reported_number: int | None = None
    """Number that the reporter gives to it."""
    claims: Claims = Claims()
    flight_plan: FlightPlan | None = None
    identity: Identity = Identity()
    foreign_identity: str | None = None
    classification: dict[str, float] = {}
    fused_with: tuple[int, ...] = ()
    """Numbers of tracks of other reporters held to be the same object."""
    incident: int | None = None
    simulated: bool = False
