"""Scenario: one TOML file that says who flies, which sensors look, and the seed. Every error at once."""

import datetime
import tomllib
from pathlib import Path
from typing import Any

import msgspec

from sargas.errors import ConfigError
from sargas.exercise import events, flights, incursions
from sargas.exercise.events import Event
from sargas.exercise.flights import Flight, Recorded
from sargas.exercise.incursions import Incursions
from sargas.exercise.laydown import (
    Camera,
    DirectionFinder,
    Ears,
    Multilateration,
    People,
    Radar,
    Receiver,
    RemoteIdReceiver,
)
from sargas.exercise.script import Cell, Expectation, Inject, check
from sargas.exercise.traffic import Traffic
from sargas.formats.registry import names as format_names
from sargas.typed import typed


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
    visibility_m: float = 20_000.0
    """Meteorological: where 2 % of a contrast is left; fog is below 1,000 m."""


class Dis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who we are to other simulators, where the truth is told to them (IEEE 1278.1)."""

    exercise: int = 1
    site: int = 3700
    application: int = 1
    version: int = 7
    every_s: float = 1.0

    def __post_init__(self) -> None:
        if not 0.1 <= self.every_s <= 5.0:
            raise ValueError("every_s is 0.1 to 5, the heartbeat")
        if not (1 <= self.exercise <= 255 and 1 <= self.site < 65_534 and 1 <= self.application < 65_534):
            raise ValueError("exercise is 1 to 255, site and application 1 to 65533")
        if self.version not in (5, 6, 7):
            raise ValueError("version is 5, 6 or 7")


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
    direction_finders: tuple[DirectionFinder, ...] = ()
    mlat: tuple[Multilateration, ...] = ()
    remote_id: tuple[RemoteIdReceiver, ...] = ()
    cameras: tuple[Camera, ...] = ()
    people: tuple[People, ...] = ()
    events: tuple[Event, ...] = ()
    recorded: tuple[Recorded, ...] = ()
    incursions: tuple[Incursions, ...] = ()
    ground_m: float | None = None
    """Height of flat ground above the ellipsoid, where heights are told above it and there is no terrain."""
    terrain: str | None = None
    """The ground: an ESRI ASCII grid, its place seen from the scenario's file. None: a smooth earth."""
    dis: Dis | None = None
    """None: as is usual."""
    latency_s: float = 0.15
    """From the look to the arrival of its bytes."""
    facts: str = ""
    """What of it is known, and from where: the ids of rows of a list of incidents, or sources ..."""
    assumed: str = ""
    """... and what is not."""
    config: dict[str, Any] = {}
    """What the site's file says beside feeds and sensors, which follow from the scenario."""
    releasable_to: tuple[str, ...] = ()
    """Who may be told what its sensors see, where a policy says so too."""
    cells: tuple[Cell, ...] = ()
    injects: tuple[Inject, ...] = ()
    expectations: tuple[Expectation, ...] = ()

    @property
    def start_s(self) -> float:
        """Start as UTC Unix seconds."""
        start = self.start if self.start.tzinfo else self.start.replace(tzinfo=datetime.UTC)
        return start.timestamp()

    def sensors(self) -> list[str]:
        """The names of all, as a site file has them: of posts that are called alike, what they are called and each."""
        tables = [getattr(self, name) for name in self.__struct_fields__ if name != "events"]
        own = [one for table in tables if isinstance(table, tuple) for one in table if hasattr(one, "sensor")]
        posts = [f"{one.sensor}-{k + 1}" for one in own for k in range(len(getattr(one, "places", ())))]
        return list(dict.fromkeys([*(one.sensor for one in own), *posts, *map(people_named, self.reporters())]))

    def reporters(self) -> list[str]:
        """By whom reports come: people of the laydown, or a flood of citizens."""
        floods = ["citizen" for one in self.events if isinstance(one, events.CitizenFlood)]
        return list(dict.fromkeys([*(people.by for people in self.people), *floods]))


def people_named(by: str) -> str:
    """What those who report are called in a site file."""
    return f"people-{by}"


def scenario_from_toml(text: str, name: str = "scenario", folder: Path | None = None) -> Scenario:
    """The scenario that `text` describes; raises ConfigError with every finding at once. `folder`: from where the
    files that it names are seen.
    """
    try:
        raw: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([f"{name}: not TOML: {error}"]) from None
    findings: list[str] = []
    scenario: Scenario | None = typed(raw, Scenario, "", findings)
    if scenario is not None:
        check(scenario.cells, scenario.injects, scenario.duration_s, findings)
        has_ground = scenario.ground_m is not None or scenario.terrain is not None
        findings += [*flights.amiss(scenario.flights, has_ground), *incursions.amiss(scenario.incursions, has_ground)]
        findings += events.amiss(
            scenario.events, scenario.duration_s, scenario.sensors(), [radar.sensor for radar in scenario.radars]
        )
        scenario = _placed(scenario, folder or Path(), findings)
    if scenario is None or findings:
        raise ConfigError([f"{name}: {finding}" for finding in findings])
    return scenario


def _placed(scenario: Scenario, folder: Path, findings: list[str]) -> Scenario:
    """The same with the files that it names where they are."""

    def there(file: str, where: str) -> str:
        path = folder / file
        findings.extend([] if path.is_file() else [f"{where}: {file}: no such file"])
        return str(path)

    recorded = []
    for k, one in enumerate(scenario.recorded):
        if one.format not in format_names():
            findings.append(f"recorded[{k}].format: {one.format!r} is none of {', '.join(format_names())}")
        recorded.append(msgspec.structs.replace(one, file=there(one.file, f"recorded[{k}].file")))
    terrain = None if scenario.terrain is None else there(scenario.terrain, "terrain")
    return msgspec.structs.replace(scenario, terrain=terrain, recorded=tuple(recorded))
