"""TOML -> typed settings of a whole site; every error at once, each with its key path."""

import time
import tomllib
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from sargas import __version__, core
from sargas.aerodrome.volumes import charted
from sargas.checks import cross_check, worth_knowing
from sargas.errors import ConfigError
from sargas.files import Texts, areas_in, flights_in, ground_in, over_at, zones_in
from sargas.geo.bundled import third_party
from sargas.geo.ground import Ground
from sargas.incursion.zones import border_of
from sargas.live.address import absolute
from sargas.model.checkpoint import pack, unpack
from sargas.model.flight import Flight
from sargas.model.sensor import Feed, Sensor
from sargas.model.warning import Town, WarningArea
from sargas.model.zone import Zone
from sargas.settings import Config, Export
from sargas.typed import typed


class LoadedSite(msgspec.Struct, frozen=True):
    """A configuration that holds together, with its zones read and its folder made absolute."""

    config: Config
    zones: tuple[Zone, ...]
    folder: Path
    """Where relative paths of the site file begin."""
    text: str
    """The site file as read: journaled with the run."""
    notes: tuple[str, ...] = ()
    """What was left out of files of zones and flights, a line each: no error, and not to be missed."""
    flights: tuple[Flight, ...] = ()
    files: dict[str, str] = {}
    """The texts of those files, by name: journaled with the run, and read again in a replay."""
    areas: tuple[WarningArea, ...] = ()
    """What can be warned."""
    towns: tuple[Town, ...] = ()
    """By which a corridor is called, where there are no areas."""
    ground: Ground | None = None
    """Terrain, where the site names one."""

    def core_settings(self, partition: str) -> core.Settings:
        """What the core of a partition is told."""
        site, config = self.config.site, self.config
        own = next(p for p in config.partitions if p.name == partition)
        return core.Settings(
            lat_deg=site.lat_deg if own.lat_deg is None else own.lat_deg,
            lon_deg=site.lon_deg if own.lon_deg is None else own.lon_deg,
            first_track_number=site.first_track_number,
            tracking=config.tracking,
            picture=config.picture,
            incursion=config.incursion,
            motion=config.motion,
            alerting=config.alerting.of_partition(own.kind == "exercise"),
            warning=config.warning,
            searching=config.searching,
            aerodromes=config.aerodromes,
            simulated=own.kind == "exercise",
        )

    def core_of(self, partition: str, sensors: Sequence[Sensor]) -> core.Core:
        """A core of a partition, with everything that the site's files say."""
        settings = self.core_settings(partition)
        return core.Core(sensors, self.zones, settings, self.flights, self.areas, self.towns, self.ground)

    def feeds_of(self, partition: str) -> tuple[Feed, ...]:
        """The feeds that flow into a partition, relative files made absolute."""
        return tuple(self._absolute(feed) for feed in self.config.feeds if feed.partition == partition)

    def _absolute(self, feed: Feed) -> Feed:
        return msgspec.structs.replace(feed, source=absolute(feed.source, self.folder))

    def sensors_of(self, partition: str) -> tuple[Sensor, ...]:
        """The sensors found in those feeds."""
        ids = {feed.id for feed in self.feeds_of(partition)}
        return tuple(sensor for sensor in self.config.sensors if sensor.feed in ids)

    def exports_of(self, partition: str) -> tuple[Export, ...]:
        """What leaves of a partition, files made absolute."""
        return tuple(
            msgspec.structs.replace(export, to=absolute(export.to, self.folder))
            for export in self.config.exports
            if export.partition == partition
        )

    def record(self, partition: str) -> bytes:
        """Payload of the CONFIG records of a partition's journal: code version, site file, files of zones and flights.

        The files as they were read, packed (RFC 1950): what they say is a hundredth of what it becomes.
        """
        files = {name: zlib.compress(text.encode()) for name, text in self.files.items()}
        return pack({"version": __version__, "partition": partition, "site": self.text, "files": files})


def from_record(payload: bytes) -> tuple[LoadedSite, str]:
    """Site and partition that a CONFIG record describes; raises ConfigError where this version cannot read it."""
    state = unpack(payload)
    findings: list[str] = []
    config: Config | None = typed(tomllib.loads(state["site"]), Config, "", findings)
    if config is None:
        raise ConfigError([f"configuration in the journal, written by {state['version']}: {f}" for f in findings])
    if "files" in state:
        said = {name: zlib.decompress(packed).decode() for name, packed in state["files"].items()}
        texts = Texts(Path(), third_party("osm_borders"), said)
        zones, flights = _listed(config, texts, findings, [], [])
        areas, towns = areas_in(config.warning, texts, _places(config), findings, [])
        ground = ground_in(config.terrain, texts, _places(config), findings)
        charted(config.aerodromes, zones, findings)
        if findings:
            raise ConfigError([f"configuration in the journal, written by {state['version']}: {f}" for f in findings])
        site = LoadedSite(config, zones, Path(), state["site"], (), flights, texts.known, areas, towns, ground)
        return site, state["partition"]
    zones = msgspec.convert(state["zones"], tuple[Zone, ...])  # before texts were kept
    flights = msgspec.convert(state.get("flights", []), tuple[Flight, ...])
    return LoadedSite(config, zones, Path(), state["site"], flights=flights), state["partition"]


def _listed(
    config: Config, texts: Texts, findings: list[str], doubts: list[str], notes: list[str]
) -> tuple[tuple[Zone, ...], tuple[Flight, ...]]:
    """The zones and flights of a site's files; `doubts` as of `zones_in`."""
    near_deg = _places(config)
    zones, called = zones_in([entry.file for entry in config.zones], texts, near_deg, findings, doubts, notes)
    names, codes = [entry.file for entry in config.flights], config.picture.conspicuity_codes
    listed = flights_in(names, texts, near_deg, zones, called, codes, findings, notes)
    return tuple(zones), tuple(listed)


def _places(config: Config) -> list[tuple[float, float]]:
    """(lat_deg, lon_deg) of the site, and of partitions that have their own origin."""
    near_deg = [(config.site.lat_deg, config.site.lon_deg)]
    return near_deg + [
        (part.lat_deg, part.lon_deg)
        for part in config.partitions
        if part.lat_deg is not None and part.lon_deg is not None
    ]


def load(path: Path) -> LoadedSite:
    """The site file at `path`; raises ConfigError with every finding at once."""
    try:
        text = path.read_text(encoding="utf-8")
    except IsADirectoryError:
        raise ConfigError([f"{path}: is a directory, not a site file"]) from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "is not text (UTF-8)"
        raise ConfigError([f"{path}: {reason}"]) from None
    site = load_text(text, path.resolve().parent, str(path))
    over = over_at(time.time(), site.zones, site.flights)
    return msgspec.structs.replace(site, notes=(*site.notes, *over))


def load_text(text: str, folder: Path, name: str = "site file") -> LoadedSite:
    """A site from its text; relative paths begin at `folder`."""
    try:
        raw: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([f"{name}: not TOML: {error}"]) from None
    findings: list[str] = []
    config: Config | None = typed(raw, Config, "", findings)
    if config is None:
        raise ConfigError(findings)
    notes: list[str] = []
    texts = Texts(folder, third_party("osm_borders"))
    zones, flights = _listed(config, texts, findings, findings, notes)
    areas, towns = areas_in(config.warning, texts, _places(config), findings, notes)
    ground = ground_in(config.terrain, texts, _places(config), findings)
    cross_check(config, findings)
    charted(config.aerodromes, zones, findings)
    if findings:
        raise ConfigError(findings)
    notes += worth_knowing(config)
    return LoadedSite(config, zones, folder, text, tuple(notes), flights, texts.known, areas, towns, ground)


def bundled_border(country: str) -> list[Zone]:
    """Border zone of a country with its territorial sea, from third_party/osm_borders; raises ConfigError."""
    return border_of(third_party("osm_borders"), country)
