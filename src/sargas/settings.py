"""Settings: what a site file says, table by table; each room owns the Settings of its own table."""

import math
import re
from typing import Any, Literal

import msgspec

from sargas.aerodrome import Settings as AerodromeSettings
from sargas.alerting import Settings as AlertingSettings
from sargas.incursion import Settings as IncursionSettings
from sargas.ingest import STREAMS
from sargas.live import Settings as LiveSettings
from sargas.model.label import CLASSIFICATIONS, Policy, classification_level
from sargas.model.place import Site
from sargas.model.sensor import Feed, Sensor
from sargas.motion import Settings as MotionSettings
from sargas.picture import Settings as PictureSettings
from sargas.searching import Settings as SearchingSettings
from sargas.tracking import Settings as TrackingSettings
from sargas.warning import Settings as WarningSettings
from sargas.web import Settings as WebSettings


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


class FlightFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[flights]]`: a list of flight plans and authorised flights, relative to the site file."""

    file: str


class TerrainFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[terrain]`: heights of the ground above mean sea level, an ESRI ASCII grid in degrees; `sargas terrain`."""

    file: str
    """Relative to the site file."""
    sigma_m: float = 30.0
    """One-sigma error of a height between its nodes: of the source, and of what its step leaves out."""

    def __post_init__(self) -> None:
        if not 0.0 < self.sigma_m <= 1_000.0:
            raise ValueError(f"sigma_m {self.sigma_m} is outside 0..1000")


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

    @property
    def format_settings(self) -> dict[str, Any]:
        """What its format is told, to be converted to its Settings."""
        return {**self.settings, "feed": self.name, "stream": self.to.partition("://")[0] in STREAMS}


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A site file as it is written."""

    site: SiteSettings
    feeds: tuple[Feed, ...] = ()
    sensors: tuple[Sensor, ...] = ()
    partitions: tuple[PartitionSettings, ...] = (PartitionSettings("live"),)
    zones: tuple[ZoneFile, ...] = ()
    flights: tuple[FlightFile, ...] = ()
    terrain: TerrainFile | None = None
    policies: tuple[Policy, ...] = ()
    exports: tuple[Export, ...] = ()
    tracking: TrackingSettings = TrackingSettings()
    picture: PictureSettings = PictureSettings()
    incursion: IncursionSettings = IncursionSettings()
    motion: MotionSettings = MotionSettings()
    alerting: AlertingSettings = AlertingSettings()
    warning: WarningSettings | None = None
    searching: SearchingSettings = SearchingSettings()
    aerodromes: tuple[AerodromeSettings, ...] = ()
    live: LiveSettings = LiveSettings()
    web: WebSettings = WebSettings()
