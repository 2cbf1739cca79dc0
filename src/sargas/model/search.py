"""Search: where an object that was lost may be, what has been searched for it, and what was found.

Rule: a search is advice to people who look for something on the ground. It says where, never who; nothing that is found
closes it or clears anything: a person does. Probabilities are of one object, over everything that it may have done.
"""

from typing import Literal

import msgspec

Fate = Literal["glides", "falls", "flies_on", "loiters"]
FATES: tuple[Fate, ...] = ("glides", "falls", "flies_on", "loiters")
"""What may have become of it; order is the code in columns:
glides     no engine: down from where it was seen last, as far as its glide ratio and the wind carry it
falls      steeply down
flies_on   out of sight, until its endurance ends; then it glides
loiters    in circles near there, until its endurance ends; then it glides
"""
SearchStatus = Literal["open", "seen_again", "closed"]
SAFETY = "Do not approach, do not touch. Keep at least 100 m away and keep others away. Call 112."
"""Told with everything that searchers are told."""

Ring = tuple[tuple[float, float], ...]
"""Closed, (lon_deg, lat_deg) pairs as in GeoJSON, outer rings counterclockwise (RFC 7946)."""


class SearchArea(msgspec.Struct, frozen=True):
    """The smallest ground that holds the object with this probability, lying or still in the air."""

    probability: float
    area_m2: float
    polygons: tuple[tuple[Ring, ...], ...]


class Searched(msgspec.Struct, frozen=True):
    """A sector was searched: with which probability it would have been found, had it lain there."""

    by: str
    time_s: float
    detection_probability: float


class Sector(msgspec.Struct, frozen=True):
    """A piece of ground that people can search, bounded by meridians and parallels; its number stays with it."""

    number: int
    west_deg: float
    south_deg: float
    east_deg: float
    north_deg: float
    area_m2: float
    probability: float
    """That it lies there now."""
    rank: int = 0
    """1 has the most probability for its size; 0: not among those that hold 90 % of what lies by now."""
    assigned_to: str | None = None
    assigned_s: float | None = None
    searched: tuple[Searched, ...] = ()


class Custody(msgspec.Struct, frozen=True):
    """From then on somebody has charge of a find."""

    who: str
    time_s: float
    by: str
    """Who said so."""
    note: str = ""


class Find(msgspec.Struct, frozen=True):
    """Something was found. Whether it is what was searched for, a person decides."""

    number: int
    lat_deg: float
    lon_deg: float
    what: str
    by: str
    time_s: float
    note: str = ""
    photo_sha256: str = ""
    """Of the picture, in hexadecimal digits; the picture itself is in the journal."""
    report_record: int | None = None
    """Record number of the report of a person or a patrol that told of it."""
    custody: tuple[Custody, ...] = ()


class Search(msgspec.Struct, frozen=True, tag="search"):
    """One search; `version` grows by one with each change, of the map too."""

    number: int
    status: SearchStatus
    version: int
    opened_s: float
    time_s: float
    """As of when the map is."""
    lost_s: float
    """Of the last state that was seen; what follows is where that was."""
    lat_deg: float
    lon_deg: float
    radius_95_m: float
    east_mps: float
    north_mps: float
    height_m: float | None = None
    incident: int | None = None
    zone: str = ""
    zone_name: str = ""
    tracks: tuple[int, ...] = ()
    fates: dict[Fate, float] = {}
    """How likely each is by now."""
    lying_probability: float = 0.0
    """That it is on the ground by now."""
    areas: tuple[SearchArea, ...] = ()
    """Of 50, 90 and 99 %."""
    sectors: tuple[Sector, ...] = ()
    """By rank, then those without one that are assigned or were searched."""
    finds: tuple[Find, ...] = ()
    basis: str = ""
    """What the map rests on: wind, ground, which sensors looked."""
    simulated: bool = False

    @property
    def outline(self) -> "Search":
        """Without what makes it large: its map and sectors."""
        return msgspec.structs.replace(self, areas=(), sectors=())
