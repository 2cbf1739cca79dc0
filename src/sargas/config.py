"""TOML -> typed settings of a whole site; every error at once, each with its key path (each room owns its Settings)."""

import math
import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import msgspec

from sargas import __version__, core
from sargas.alerting import Settings as AlertingSettings
from sargas.errors import ConfigError
from sargas.formats import uaszones
from sargas.formats.registry import format_named
from sargas.formats.registry import names as format_names
from sargas.incursion import Settings as IncursionSettings
from sargas.incursion.zones import border_of, published_zones, zones_from_geojson
from sargas.ingest import STREAMS, format_settings
from sargas.live import Settings as LiveSettings
from sargas.live.address import absolute, address
from sargas.model.checkpoint import pack, unpack
from sargas.model.label import CLASSIFICATIONS, Policy, classification_level
from sargas.model.place import Site
from sargas.model.record import LINK_MARK
from sargas.model.sensor import Feed, Sensor
from sargas.model.zone import Zone
from sargas.picture import Settings as PictureSettings
from sargas.tracking import Settings as TrackingSettings
from sargas.typed import typed
from sargas.web import Settings as WebSettings

EXPORTED = ("udp", "tcp", "tls", "mqtt", "mqtts", "http", "https", "nats")
"""Schemes by which recipients are reached."""


class SiteSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[site]`: who and where we are, and where the journal is written."""

    name: str
    lat_deg: float
    """Origin of the system plane; positions are exact within some 600 km of it."""
    lon_deg: float
    data: str = "sargas-data"
    """Folder of the journals, relative to the site file."""
    first_track_number: int = 1
    max_security_classification: str = "UNCLASSIFIED"
    """A sensor labelled higher is refused."""

    def __post_init__(self) -> None:
        Site(self.lat_deg, self.lon_deg)  # the same limits
        if classification_level(self.max_security_classification) is None:
            raise ValueError(f"max_security_classification is none of {', '.join(CLASSIFICATIONS)}")


class PartitionSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[partitions]]`: one picture of its own, with its own clock, journal and numbers."""

    name: str
    kind: Literal["live", "recording", "exercise"] = "live"
    speed: float = 1.0
    """Of its clock; other than 1 only for recordings and exercises. 0: as fast as the machine can."""
    lat_deg: float | None = None
    """Origin of its system plane, where it is another than the site's."""
    lon_deg: float | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", self.name):
            raise ValueError(f"name {self.name!r} is a folder too: small letters, digits and - only")
        if not 0.0 <= self.speed < math.inf:
            raise ValueError(f"speed {self.speed} is not 0 or more")


class ZoneFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[zones]]`: a GeoJSON file relative to the site file, or `bundled:LTU` for a country's border and its sea."""

    file: str


class Export(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[exports]]`: what leaves, to whom; the recipient must be in `[[policies]]`."""

    to: str
    """Where: the words of a feed's `from`, with `?listen` for recipients that connect to us."""
    format: str
    recipient: str
    audience: str = ""
    """Whose alerts it is told (`alerting.audiences`); the first where it is not given."""
    id: str = ""
    """How it is called in the journal and the figures; the recipient where it is not given."""
    partition: str = "live"
    interval_s: float = 1.0
    """Each track is told once in this time at most."""
    settings: dict[str, Any] = {}
    """More settings of its format."""

    @property
    def name(self) -> str:
        """How it is called."""
        return self.id or self.recipient


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A site file as it is written."""

    site: SiteSettings
    feeds: tuple[Feed, ...] = ()
    sensors: tuple[Sensor, ...] = ()
    partitions: tuple[PartitionSettings, ...] = (PartitionSettings("live"),)
    zones: tuple[ZoneFile, ...] = ()
    policies: tuple[Policy, ...] = ()
    exports: tuple[Export, ...] = ()
    tracking: TrackingSettings = TrackingSettings()
    picture: PictureSettings = PictureSettings()
    incursion: IncursionSettings = IncursionSettings()
    alerting: AlertingSettings = AlertingSettings()
    live: LiveSettings = LiveSettings()
    web: WebSettings = WebSettings()


class LoadedSite(msgspec.Struct, frozen=True):
    """A configuration that holds together, with its zones read and its folder made absolute."""

    config: Config
    zones: tuple[Zone, ...]
    folder: Path
    """Where relative paths of the site file begin."""
    text: str
    """The site file as read: journaled with the run."""
    notes: tuple[str, ...] = ()
    """What was left out of files of zones, a line each: no error, and not to be missed."""

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
            alerting=config.alerting,
        )

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
        """Payload of the CONFIG records of a partition's journal: code version, site file, zones as they are judged."""
        zones = msgspec.to_builtins(self.zones)
        return pack({"version": __version__, "partition": partition, "site": self.text, "zones": zones})


def from_record(payload: bytes) -> tuple[LoadedSite, str]:
    """Site and partition that a CONFIG record describes; raises ConfigError where this version cannot read it."""
    state = unpack(payload)
    findings: list[str] = []
    config: Config | None = typed(tomllib.loads(state["site"]), Config, "", findings)
    if config is None:
        raise ConfigError([f"configuration in the journal, written by {state['version']}: {f}" for f in findings])
    zones = msgspec.convert(state["zones"], tuple[Zone, ...])
    return LoadedSite(config, zones, Path(), state["site"]), state["partition"]


def load(path: Path) -> LoadedSite:
    """The site file at `path`; raises ConfigError with every finding at once."""
    try:
        text = path.read_text(encoding="utf-8")
    except IsADirectoryError:
        raise ConfigError([f"{path}: is a directory, not a site file"]) from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "is not text (UTF-8)"
        raise ConfigError([f"{path}: {reason}"]) from None
    return load_text(text, path.resolve().parent, str(path))


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
    zones = _zones(config, folder, findings, notes)
    _cross_check(config, findings)
    if findings:
        raise ConfigError(findings)
    return LoadedSite(config, tuple(zones), folder, text, tuple(notes))


def _zones(config: Config, folder: Path, findings: list[str], notes: list[str]) -> list[Zone]:
    zones: list[Zone] = []
    for i, entry in enumerate(config.zones):
        where = f"zones[{i}].file"
        try:
            if entry.file.startswith("bundled:"):
                zones.extend(bundled_border(entry.file.removeprefix("bundled:")))
            else:
                text = (folder / entry.file).read_text(encoding="utf-8")
                found = uaszones.read(text)
                if found is None:  # our own: every error counts
                    zones.extend(zones_from_geojson(text))
                else:
                    place = config.site.lat_deg, config.site.lon_deg
                    published, left_out = published_zones(found.features, place)
                    zones.extend(published)
                    notes.extend(f"{entry.file}: {line}" for line in (*found.left_out, *left_out))
        except ConfigError as error:
            findings.extend(f"{where}: {entry.file}: {finding}" for finding in error.findings)
        except (OSError, UnicodeDecodeError) as error:
            findings.append(f"{where}: {entry.file}: {getattr(error, 'strerror', None) or 'is not text (UTF-8)'}")
    _unique([zone.id for zone in zones], "zones", findings)
    return zones


def third_party(name: str) -> Path:
    """Bundled data: in the wheel beside the code, in a source tree at its top."""
    packaged = Path(str(files("sargas"))) / "third_party" / name
    return packaged if packaged.exists() else Path(__file__).resolve().parents[2] / "third_party" / name


def _cross_check(config: Config, findings: list[str]) -> None:
    """What no single value can say: names that point at each other."""
    feeds = {feed.id for feed in config.feeds}
    partitions = {partition.name: partition for partition in config.partitions}
    recipients = {policy.recipient for policy in config.policies}
    formats, audiences = format_names(), [audience.name for audience in config.alerting.audiences]
    _unique([feed.id for feed in config.feeds], "feeds", findings)
    _unique([sensor.id for sensor in config.sensors], "sensors", findings)
    _unique([partition.name for partition in config.partitions], "partitions", findings)
    for i, feed in enumerate(config.feeds):
        scheme = feed.source.partition("://")[0]
        try:
            address(feed.source)
        except ValueError as error:
            findings.append(f"feeds[{i}].from: {error}")
        if LINK_MARK in feed.id:
            findings.append(f"feeds[{i}].id: {feed.id!r} holds {LINK_MARK}, which stands before the name of a link")
        if feed.format not in formats:
            findings.append(f"feeds[{i}].format: {feed.format!r} is none of {', '.join(formats)}")
        else:
            told = typed(format_settings(feed), format_named(feed.format).settings, f"feeds[{i}].settings", findings)
            mine = {sensor.id for sensor in config.sensors if sensor.feed == feed.id}
            named = () if told is None else told.named()
            findings += [f"feeds[{i}].settings: this feed has no sensor {name!r}" for name in named if name not in mine]
        if feed.partition not in partitions:
            findings.append(f"feeds[{i}].partition: {feed.partition!r} is none of {', '.join(partitions)}")
        elif scheme == "exercise" and partitions[feed.partition].kind != "exercise":
            findings.append(f"feeds[{i}].partition: an exercise needs a partition of kind exercise")
        _check_secret(feed.source, f"feeds[{i}].from", findings)
        if _is_open(feed.source):
            findings.append(
                f"feeds[{i}].from: who may connect? beyond this machine tls, or https with login or ca, asks"
            )
        if (
            scheme in STREAMS
            and _listens(feed.source)
            and feed.format in formats
            and not format_named(feed.format).links
        ):
            findings.append(f"feeds[{i}].from: {feed.format} cannot tell one peer from another: it needs a link each")
    highest = classification_level(config.site.max_security_classification) or 0
    for i, sensor in enumerate(config.sensors):
        level = classification_level(sensor.label.security_classification)
        if level is None or level > highest:
            findings.append(
                f"sensors[{i}].label: {sensor.label.security_classification!r} is higher than this site takes "
                f"({config.site.max_security_classification}), or unknown"
            )
        if sensor.feed not in feeds:
            findings.append(f"sensors[{i}].feed: no feed has the id {sensor.feed!r}")
        if sensor.site is None and sensor.kind in ("psr", "ssr"):
            findings.append(f"sensors[{i}].site: a radar's plots are nowhere without its site")
    for i, partition in enumerate(config.partitions):
        if partition.kind == "live" and partition.speed != 1.0:
            findings.append(f"partitions[{i}].speed: live time runs at speed 1")
        if (partition.lat_deg is None) != (partition.lon_deg is None):
            findings.append(f"partitions[{i}]: an origin needs both lat_deg and lon_deg")
    for i, export in enumerate(config.exports):
        if export.recipient not in recipients:
            findings.append(f"exports[{i}].recipient: no [[policies]] entry for {export.recipient!r}: nothing leaves")
        if export.format not in formats:
            findings.append(f"exports[{i}].format: {export.format!r} is none of {', '.join(formats)}")
        else:
            _check_export(export, f"exports[{i}]", findings)
        if export.audience and export.audience not in audiences:
            findings.append(f"exports[{i}].audience: {export.audience!r} is none of {', '.join(audiences)}")
        if export.partition not in partitions:
            findings.append(f"exports[{i}].partition: {export.partition!r} is none of {', '.join(partitions)}")
        elif not _stays_here(export.to) and not _is_live(config, partitions[export.partition], export):
            findings.append(f"exports[{i}].partition: what was recorded is told to this machine only, never as live")
    _unique([export.name for export in config.exports], "exports", findings)


def _check_export(export: Export, path: str, findings: list[str]) -> None:
    form = format_named(export.format)
    if form.session is None:
        findings.append(f"{path}.format: {export.format} is not written to recipients")
    typed(export_settings(export), form.settings, f"{path}.settings", findings)
    try:
        where = address(export.to)
    except ValueError as error:
        findings.append(f"{path}.to: {error}")
    else:
        if where.scheme not in EXPORTED:
            findings.append(f"{path}.to: {export.to!r} begins with none of {', '.join(EXPORTED)} + ://")
        _check_secret(export.to, f"{path}.to", findings)
        if where.listens and where.scheme in ("http", "https"):
            findings.append(f"{path}.to: recipients do not fetch: an export posts to them")
        elif where.listens and not where.is_here and not where.options.get("peer"):
            findings.append(f"{path}.to: who may connect? beyond this machine only tls://...?listen&peer=NAME asks")
    if not 0.1 <= export.interval_s <= 3600.0:
        findings.append(f"{path}.interval_s: {export.interval_s} is outside 0.1..3600")


def _stays_here(text: str) -> bool:
    try:
        return address(text).stays_here
    except ValueError:
        return True  # told already


def _listens(text: str) -> bool:
    try:
        return address(text).listens
    except ValueError:
        return False  # told already


def _is_open(text: str) -> bool:
    """Whether anybody on a network may send us something."""
    try:
        where = address(text)
    except ValueError:
        return False  # told already
    asks = where.scheme == "tls" or (where.scheme == "https" and ("login" in where.options or "ca" in where.options))
    return where.listens and not where.is_here and not asks


def _check_secret(text: str, path: str, findings: list[str]) -> None:
    try:
        where = address(text)
    except ValueError:
        return  # told already
    is_secure = (where.scheme.endswith("s") and where.scheme != "nats") or "ca" in where.options
    if "login" in where.options and not is_secure and not where.is_here:
        findings.append(f"{path}: a password would go over a network in the clear: use TLS")


def _is_live(config: Config, partition: PartitionSettings, export: Export) -> bool:
    """Whether what leaves can be taken as nothing but what it is: of now, or marked as simulated."""
    sources = [feed.source.partition("://")[0] for feed in config.feeds if feed.partition == partition.name]
    if any(scheme in ("file", "journal") for scheme in sources) or partition.kind == "recording":
        return False
    is_marked = export.format in format_names() and format_named(export.format).marks_simulated
    return is_marked or (partition.kind == "live" and "exercise" not in sources)


def export_settings(export: Export) -> dict[str, Any]:
    """What the format of an export is told, to be converted to its Settings."""
    return {**export.settings, "feed": export.name, "stream": export.to.partition("://")[0] in STREAMS}


def _unique(ids: list[str], where: str, findings: list[str]) -> None:
    for name in dict.fromkeys(ids):
        if ids.count(name) > 1:
            findings.append(f"{where}: {name!r} is used {ids.count(name)} times")


def bundled_border(country: str) -> list[Zone]:
    """Border zone of a country with its territorial sea, from third_party/osm_borders; raises ConfigError."""
    return border_of(third_party("osm_borders"), country)
