"""Flights: single objects of a scenario, each on a path that is written down, or recorded; `flying` makes it."""

from collections.abc import Iterator, Sequence

import msgspec

from sargas.model.track import ClassName


class Waypoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A corner of a path; `speed_mps` from here to the next one. One of the heights is said, and no more."""

    lat_deg: float
    lon_deg: float
    height_m: float | None = None
    """Above the WGS-84 ellipsoid. In Lithuania the ground is at about 80 to 310 m by this measure."""
    speed_mps: float = 0.0
    height_agl_m: float | None = None
    """Above the scenario's ground at this place; between two places straight."""
    altitude_amsl_m: float | None = None
    """Above mean sea level (EGM96)."""
    loiter_s: float = 0.0
    """Circles to the right for so long, beginning and ending here ..."""
    loiter_radius_m: float = 200.0
    """... this wide; the last round is not finished."""

    def __post_init__(self) -> None:
        said = [self.height_m, self.height_agl_m, self.altitude_amsl_m]
        if sum(value is not None for value in said) != 1:
            raise ValueError("exactly one of height_m, height_agl_m, altitude_amsl_m is needed")
        if self.loiter_s < 0.0 or self.loiter_radius_m <= 0.0:
            raise ValueError("loiter_s is not negative, loiter_radius_m positive")


class Swarm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Others that keep their places beside the one whose path is written down, which flies first."""

    count: int
    """Of all, the first too; their ids have a number behind, from 1."""
    spacing_m: float
    """Between neighbours of a hexagonal pattern."""
    sigma_m: float = 5.0
    """By which each wanders about its place, on each axis; the height by half of it."""

    def __post_init__(self) -> None:
        if self.count < 1 or self.spacing_m <= 0.0:
            raise ValueError("a swarm has a count and a spacing_m above nothing")


class _Turn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    from_s: float
    """After the flight's own start; the rest of its path is not flown."""


class Drift(_Turn, frozen=True, kw_only=True, tag="drift"):
    """Electronic warfare took its aim: it goes with the wind, or flies on with a course that wanders in it."""

    lasts_s: float
    airspeed_mps: float = 0.0
    sigma_deg: float = 60.0
    """By which its course wanders about the last one ..."""
    memory_s: float = 60.0
    """... with this correlation time."""


class Glide(_Turn, frozen=True, kw_only=True, tag="glide"):
    """Its engine is out: it glides straight on, with the speed that it had, to the ground."""

    ratio: float = 10.0
    """Metres forward for one down."""

    def __post_init__(self) -> None:
        if self.ratio <= 0.0:
            raise ValueError("ratio is positive")


Becomes = Drift | Glide


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
    swarm: Swarm | None = None
    becomes: tuple[Becomes, ...] = ()
    """What becomes of it before its path ends, in order of time; of one in a swarm, of all."""

    def __post_init__(self) -> None:
        if len(self.waypoints) < 2:
            raise ValueError("a path needs two waypoints")
        if any(w.speed_mps <= 0.0 for w in self.waypoints):
            raise ValueError("every speed_mps must be positive")
        times = [one.from_s for one in self.becomes]
        if times != sorted(times) or any(from_s <= 0.0 for from_s in times):
            raise ValueError("what becomes of it is told in order of time, from after its start")
        if self.adsb and self.mode_s is None:
            raise ValueError("adsb needs a mode_s address")
        if self.remote_id is not None and not (self.remote_id.isascii() and 0 < len(self.remote_id) <= 20):
            raise ValueError("remote_id is at most 20 letters of ASCII")


class Recorded(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Real flights, or those of another simulator: a recording, whose times are moved into the scenario's."""

    file: str
    """Its place seen from the scenario's file."""
    format: str
    """One that tells who is where: statevectors, modes, asterix, remoteid, dis ..."""
    framing: str = "auto"
    at_s: float = 0.0
    """After the scenario's start, when the part of the recording begins."""
    from_s: float = 0.0
    """Of the recording, from its first place on."""
    to_s: float | None = None
    middle: tuple[float, float] | None = None
    """(lat_deg, lon_deg) to which the middle of its places is moved; None: where it was."""
    gap_s: float = 120.0
    """Who is not heard for so long has ended; what comes after is another flight."""
    cross_section_m2: float = 10.0
    what: ClassName | None = None
    """None: by its speed, or as the recording says."""
    adsb: bool = True
    """Those with a Mode S address broadcast where they are in the scenario, too."""


def amiss(flights: Sequence[Flight], has_ground: bool) -> Iterator[str]:
    """Everything that cannot be, each with its place."""
    ids = [flight.id for flight in flights]
    for name in dict.fromkeys(ids):
        if ids.count(name) > 1:
            yield f"flights: {ids.count(name)} are called {name[:60]!r}"
    for k, flight in enumerate(flights):
        needs = [f"waypoints[{i}].height_agl_m" for i, w in enumerate(flight.waypoints) if w.height_agl_m is not None]
        needs += [f"becomes[{i}]" for i, one in enumerate(flight.becomes) if isinstance(one, Glide)]
        if not has_ground:
            for need in needs:
                yield f"flights[{k}].{need}: above which ground? a scenario says it as ground_m, or as terrain"
