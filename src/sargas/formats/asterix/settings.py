"""What an ASTERIX feed, an encoder and an export are configured with: editions by category, names, assumed accuracy.

Rule: an edition that is not known here is refused when the configuration is read, with the known ones listed.
"""

from collections.abc import Iterable
from typing import Literal

import msgspec

from sargas.formats import format
from sargas.formats.asterix.tables import EDITIONS
from sargas.formats.reckoning import NOT_FOR
from sargas.model.place import Site
from sargas.model.sensor import SensorKind

MOST_LETTERS = 254
"""Of an SP field: its length has one octet, which counts too."""


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a sensor of ours is named when its plots are written: SAC and SIC, and its site for 3D heights."""

    sac: int
    sic: int
    site: Site | None = None
    kind: SensorKind = "ssr"
    """For writing tracks: the technology under which this sensor's age is told (I062/290)."""

    def __post_init__(self) -> None:
        if not (0 <= self.sac <= 255 and 0 <= self.sic <= 255):
            raise ValueError(f"SAC/SIC {self.sac}/{self.sic} is outside 0..255")


class Settings(format.Settings, frozen=True, forbid_unknown_fields=True):
    """Settings of one feed; `editions` is like `{ "048" = "1.31", "062" = "1.19" }`, newest by default."""

    sensor_editions: dict[str, dict[str, str]] = msgspec.field(default_factory=dict)
    """Sensor id -> its own `editions`, where a sensor of the feed speaks others than the feed."""
    foreign_sigma_m: float = 300.0
    """Assumed of each horizontal axis of a foreign track that says nothing of its accuracy (no I062/500)."""
    foreign_sigma_mps: float = 15.0
    foreign_sigma_height_m: float = 60.96
    """Assumed of a foreign track's height (200 ft), besides what a missing QNH adds."""
    doppler: Literal["unknown", "opening", "closing"] = "unknown"
    """What a positive Doppler speed (I048/120 CAL, I001/120) means for every radar of the feed: the range grows or
    shrinks. The documents leave it open; only where it is told is Doppler a range rate besides a feature.
    """
    velocity_plane: Site | None = None
    """Where the system plane of a sender of tracks touches the earth, if it tells velocities (I062/185) along the axes
    of that plane; None: towards true north at the target, as the document says. Told wrongly, courses are off by up to
    a degree for each degree of longitude.
    """
    sources: dict[str, Source] = msgspec.field(default_factory=dict)
    """For who writes what sensors see (exercises): sensor id -> SAC/SIC."""
    sac: int = 0
    """For who writes columns of tracks: the SAC of their system."""
    sic: int = 0
    service: int = 1

    def __post_init__(self) -> None:
        _check_numbers(self.sac, self.sic, self.service)
        for editions in (self.editions, *self.sensor_editions.values()):
            _check(editions)

    def named(self) -> tuple[str, ...]:
        """Sensors with editions of their own."""
        return tuple(self.sensor_editions)

    def edition(self, category: int, sensor: str = "") -> str:
        """The edition by which a category is read and written; of one sensor, where it has its own."""
        return _edition(category, (self.sensor_editions.get(sensor, {}), self.editions))


class ExportSettings(format.Settings, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Settings of one export; `editions` are those that the recipient reads, newest by default."""

    sac: int
    """Ours, as our authority allocated it. 0/0 is nobody's."""
    sic: int
    service: int = 1
    """Number of our service (I062/015, I065/015)."""
    status_interval_s: float = 4.0
    """Time between our status messages (CAT065)."""
    operational: bool = False
    """I065/040 says that our tracks are for operational use. Sargas is not accredited: an authority decides that. Else
    their state is told as unknown.
    """
    not_for: str = NOT_FOR
    """What the SP field of our status says, in ASCII: what our data are not for. Empty: there is no such field."""

    def __post_init__(self) -> None:
        _check_numbers(self.sac, self.sic, self.service)
        if self.sac == self.sic == 0:
            raise ValueError("sac and sic 0/0 are nobody's: an export needs those that an authority allocated")
        if not 0.5 <= self.status_interval_s <= 60.0:
            raise ValueError(f"status_interval_s {self.status_interval_s} is outside 0.5..60")
        if not self.not_for.isascii() or not (self.not_for or " ").isprintable() or len(self.not_for) > MOST_LETTERS:
            raise ValueError(f"not_for is at most {MOST_LETTERS} letters of ASCII")
        _check(self.editions)

    def speaks_as(self) -> str:
        """Recipients know a track by these and its number."""
        return f"SAC/SIC {self.sac}/{self.sic}, service {self.service}"

    def edition(self, category: int) -> str:
        """The edition in which a category is written."""
        return _edition(category, (self.editions,))


def _check_numbers(*numbers: int) -> None:
    if not all(0 <= number <= 255 for number in numbers):
        raise ValueError("sac, sic and service are outside 0..255")


def _edition(category: int, told: Iterable[dict[str, str]]) -> str:
    """The first that is told, else the newest."""
    for editions in told:
        for name, edition in editions.items():
            if int(name) == category:
                return edition
    return EDITIONS[category][-1]


def _check(editions: dict[str, str]) -> None:
    for name, edition in editions.items():
        known = EDITIONS.get(int(name)) if name.isdecimal() else None
        if known is None:
            categories = ", ".join(f"{category:03d}" for category in EDITIONS)
            raise ValueError(f"editions: category {name!r} is not read; known are {categories}")
        if edition not in known:
            raise ValueError(f"editions: {name} has no edition {edition!r}; known are {', '.join(known)}")
        if sum(int(other) == int(name) for other in editions) > 1:
            raise ValueError(f"editions: category {int(name):03d} is told twice")
