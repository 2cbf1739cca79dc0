"""Zone: where presence needs authority, whom that concerns and what authorises."""

from typing import Literal

import msgspec

from sargas.model.height import Height

ZoneKind = Literal["border", "fir", "prohibited", "restricted", "site", "buffer", "corridor", "tsa", "uas", "ctr"]
Authority = Literal["flight_plan", "transponder", "assumed_friend", "friend", "neutral", "flight_list", "corridor"]
Ring = tuple[tuple[float, float], ...]
"""(lon_deg, lat_deg) pairs as in GeoJSON, closed."""


class Zone(msgspec.Struct, frozen=True, omit_defaults=True):
    """A volume. `polygons`: each an outer ring and its holes; edges are straight in longitude and latitude."""

    id: str
    name: str
    kind: ZoneKind
    polygons: tuple[tuple[Ring, ...], ...]
    floor: Height | None = None
    ceiling: Height | None = None
    hours: tuple[tuple[float, float], ...] = ()
    """Active intervals in UTC Unix seconds; empty: always."""
    nation: str | None = None
    authorised_by: tuple[Authority, ...] = ()
    """Evidence that makes presence lawful here; empty: nothing does."""
    approach_s: float = 900.0
    """How far ahead an approach is told."""
    courses_deg: tuple[float, ...] = ()
    """Of a corridor: the courses flown in it, from true north; empty: any."""
    geometry_version: str = ""
    """Hash of the geometry: the same is drawn and judged."""


class DrawnZone(msgspec.Struct, frozen=True, tag="drawn_zone"):
    """A temporary zone that somebody drew while the site ran; its hours are one interval, whose end may move."""

    zone: Zone
    drawn_by: str
    drawn_s: float
    why: str
    version: int = 1
    ended_by: str | None = None
    """Who gave it another end last ..."""
    ended_s: float | None = None
    """... when ..."""
    end_why: str = ""
    """... and why."""

    @property
    def until_s(self) -> float:
        """When it is over."""
        return self.zone.hours[0][1]
