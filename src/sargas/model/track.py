"""Track: what is held to be one object. The columns of many are `sargas.model.tracks.Tracks`; this is one row."""

from typing import Literal

import msgspec

from sargas.model.claims import Claims
from sargas.model.identity import Identity, Proposal

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

HeightSource = Literal["none", "radar", "geometric", "pressure_qnh", "pressure_standard", "operator", "triangulated"]
HEIGHT_SOURCES: tuple[HeightSource, ...] = (
    "none",
    "radar",
    "geometric",
    "pressure_qnh",
    "pressure_standard",
    "operator",
    "triangulated",
)
"""`pressure_standard`: from a pressure altitude without QNH, so hundreds of metres may be wrong and it says so.
`triangulated`: from the elevation at which cameras or microphones have it, and the distance of the track from them.
"""

Fusion = Literal["alone", "fused", "proposed", "part", "echo"]
FUSIONS: tuple[Fusion, ...] = ("alone", "fused", "proposed", "part", "echo")
"""Order is the code in columns; the first three stand for an object, the others are seen beside one that does:
alone     one source, its own answer
fused     place and velocity are of this source and of the tracks that name it; `fused_with` is the first of these
proposed  begun by hand; `fused_with` may be the same object, which a person has to say
part      the same object as `fused_with`; shows what its own source says
echo      what we told of `fused_with`, coming back: no second source
"""

ClaimCheck = Literal["unchecked", "agrees", "disagrees", "impossible"]
CLAIM_CHECKS: tuple[ClaimCheck, ...] = ("unchecked", "agrees", "disagrees", "impossible")
"""What became of the position that a target says of itself; order is the code in columns:
unchecked   it says none, or nothing measures it
agrees      radar sees it where it says
disagrees   it says to be elsewhere: spoofed, jammed or broken
impossible  nothing flies like that
"""

ActName = Literal["initiate", "drop", "merge", "split", "reassociate", "coast", "identity", "correlate", "decorrelate"]
ACT_NAMES: tuple[ActName, ...] = (
    "initiate",
    "drop",
    "merge",
    "split",
    "reassociate",
    "coast",
    "identity",
    "correlate",
    "decorrelate",
)
"""Kinds of people's acts on a track; place is the bit in columns."""


class FlightPlan(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a flight plan system correlated to this track (I062/390)."""

    callsign: str | None = None
    aircraft_type: str | None = None
    departure: str | None = None
    destination: str | None = None


class Echoes(msgspec.Struct, frozen=True, omit_defaults=True):
    """What radars say of its echoes: means over its plots, the latest above all."""

    strength_db: float | None = None
    """Over the echoes of targets that answer the same radar, at equal distance: a large bird or a small drone has some
    -30, a light aircraft -13."""
    said_bird: float | None = None
    """Part of them that the radar calls birds (I048/030 codes 5, 19, 20)."""
    said_helicopter: float | None = None
    """Part of them that it calls a helicopter (24)."""


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
    proposed: Proposal | None = None
    """What a named operator might set, and code does not."""
    foreign_identity: str | None = None
    classification: dict[str, float] = {}
    fused_with: tuple[int, ...] = ()
    """Number of a track held to be the same object, see `FUSIONS`."""
    incident: int | None = None
    simulated: bool = False
    revision: int = 0
    """How often plots that came late changed what was already told of its past."""
    mixed_with: int | None = None
    """Number of a track with which this one may have changed places: they flew too close to tell, and say nothing of
    themselves that would."""
    fusion: Fusion = "alone"
    claim_check: ClaimCheck = "unchecked"
    acts: tuple[ActName, ...] = ()
    """Acts of people that are in force on it."""
    version: int = 0
    """Grows when what a person acts upon changes: identity, partners, acts."""
    echoes: Echoes = Echoes()

    @property
    def called(self) -> str | None:
        """What it is called: by itself, else by its flight plan."""
        return self.claims.callsign or (self.flight_plan.callsign if self.flight_plan else None)
