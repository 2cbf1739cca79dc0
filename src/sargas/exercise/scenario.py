"""Scenario: one TOML file that says who flies, which sensors look, and the seed. Every error at once."""

import datetime
import tomllib
from typing import Any, Literal

import msgspec

from sargas.errors import ConfigError
from sargas.exercise.traffic import Traffic
from sargas.model.place import Site
from sargas.model.track import ClassName
from sargas.typed import typed


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
    """By which it is as loud as its kind is."""

    def __post_init__(self) -> None:
        if len(self.waypoints) < 2:
            raise ValueError("a path needs two waypoints")
        if any(w.speed_mps <= 0.0 for w in self.waypoints):
            raise ValueError("every speed_mps must be positive")
        if self.adsb and self.mode_s is None:
            raise ValueError("adsb needs a mode_s address")


class Layer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The mean wind at a height."""

    height_m: float
    from_deg: float
    speed_mps: float


class Weather(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The wind, how it varies, and how well the site is told of it."""

    lat_deg: float
    """For where it is told."""
    lon_deg: float
    winds: tuple[Layer, ...]
    sigma_mps: float = 2.0
    """By which each layer varies about its mean, on each axis ..."""
    memory_s: float = 10_800.0
    """... with this correlation time."""
    told_every_s: float = 3600.0
    told_sigma_mps: float = 3.0
    """Error of what is told, on each axis."""


class Screen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a radar's skyline (buildings, wood, hills): nothing below this elevation is seen there."""

    from_deg: float
    to_deg: float
    elevation_deg: float


class Radar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rotating radar with primary and secondary channel, and its errors."""

    sensor: str
    """Id of the sensor in the site file."""
    sac: int
    sic: int
    site: Site
    """Of the antenna."""
    ground_m: float
    """Height of the ground around it above the ellipsoid."""
    rotation_s: float = 4.0
    range_m: float = 111_120.0
    """Instrumented range of the primary channel; the secondary reaches twice as far."""
    reference_range_m: float = 60_000.0
    """Where an echo of 1 m2 is seen with probability 0.8."""
    sigma_range_m: float = 50.0
    sigma_azimuth_deg: float = 0.08
    false_plots_per_turn: float = 2.0
    screens: tuple[Screen, ...] = ()


class Receiver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A receiver of ADS-B: it hears the positions that transponders broadcast twice a second."""

    sensor: str
    """Id of the sensor in the site file."""
    sac: int
    sic: int
    site: Site
    """Of the antenna."""
    ground_m: float
    gain_db: float = 5.0
    """Of the antenna, less its cable."""
    needed_dbm: float = -88.0
    """Sensitivity: where every second message is understood."""
    fruit_per_s: float = 2_000.0
    """Other messages on 1,090 MHz, which collide: replies to all the radars around (busy airspace: 10,000)."""


class Ears(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Listening posts of one kind: arrays tell a direction, nodes that something is near."""

    sensor: str
    """The posts are called so and a number, from 1: `ears-1`, `ears-2` ... in the site file."""
    kind: Literal["array", "node"]
    places: tuple[tuple[float, float], ...]
    """(lat_deg, lon_deg) of each."""
    height_m: float
    """Of their microphones."""
    interval_s: float = 1.0
    radius_m: float = 1_500.0
    """That a node tells: something was heard within it."""
    sigma_azimuth_deg: float = 4.0
    gain_db: float = 6.0
    """Of an array over one microphone."""
    noise_db: float = 35.0
    """At the place, without wind: 30 in a quiet night, 50 by a road."""
    needed_db: float = 6.0
    """Over the noise, to notice a sound as often as not."""
    false_per_hour: float = 0.5
    """Of each post: what was heard is none of these objects."""


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that happens, and the seed that decides the rest."""

    name: str
    start: datetime.datetime
    duration_s: float
    seed: int
    radars: tuple[Radar, ...]
    flights: tuple[Flight, ...] = ()
    traffic: tuple[Traffic, ...] = ()
    weather: Weather | None = None
    receivers: tuple[Receiver, ...] = ()
    ears: tuple[Ears, ...] = ()
    latency_s: float = 0.15
    """From the look to the arrival of its bytes."""

    @property
    def start_s(self) -> float:
        """Start as UTC Unix seconds."""
        start = self.start if self.start.tzinfo else self.start.replace(tzinfo=datetime.UTC)
        return start.timestamp()


def scenario_from_toml(text: str, name: str = "scenario") -> Scenario:
    """The scenario that `text` describes; raises ConfigError with every finding at once."""
    try:
        raw: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([f"{name}: not TOML: {error}"]) from None
    findings: list[str] = []
    scenario: Scenario | None = typed(raw, Scenario, "", findings)
    if scenario is None:
        raise ConfigError([f"{name}: {finding}" for finding in findings])
    return scenario
