"""Aircraft: what is remembered of each address, so that one message can become a plot.

A position message says where; callsign, code, velocity and accuracy come in other messages and are added while they are
young enough. Positions are unfolded by pairs where there are any, else by the last place (`cpr`). A place that cannot
be reached from the last one is held back until a second one agrees: jammed and spoofed receivers jump, and then the
jump is what the aircraft claims.
"""

import math
from typing import Any

import msgspec

from sargas.formats.modes import cpr

PAIR_S = 10.0
"""Oldest other half of a pair (Doc 9871, C.2.6.7)."""
NEAR_S = 60.0
"""Oldest place by which a single airborne message is unfolded; at 700 m/s it is 42 km away, of 333 km allowed."""
GROUND_S = 300.0
"""The same on the ground, where speeds are small and messages few."""
PLACE_S = 600.0
"""Oldest place against which a new one is judged."""
SPEED_MPS = 700.0
SLACK_M = 3_000.0

VELOCITY_S = 10.0
CLAIM_S = 300.0
"""Callsign, code, emergency and accuracy are said every 0.5 to 5 s while an aircraft is heard at all."""
HEIGHT_S = 60.0
"""Difference between geometric and pressure height: changes slowly."""

RANGE_M = 600_000.0
"""Nothing is heard from farther than this; a receiver's configured range replaces it."""

_M_PER_DEG = 111_195.0


class Told(msgspec.Struct, frozen=True):
    """A value and when it was told."""

    value: Any
    time_s: float

    def at(self, time_s: float, age_s: float) -> Any:
        """The value unless it is older than `age_s`."""
        return self.value if abs(time_s - self.time_s) <= age_s else None


class Place(msgspec.Struct, frozen=True):
    """Where, and when."""

    lat_deg: float
    lon_deg: float
    time_s: float

    def reaches(self, lat_deg: float, lon_deg: float, time_s: float) -> bool:
        """Whether an aircraft may be there at that time."""
        return distance_m(self.lat_deg, self.lon_deg, lat_deg, lon_deg) <= SLACK_M + SPEED_MPS * abs(
            time_s - self.time_s
        )


class Half(msgspec.Struct, frozen=True):
    """One airborne message of a parity."""

    lat_cpr: int
    lon_cpr: int
    time_s: float


class Velocity(msgspec.Struct, frozen=True):
    """SI; None where not said."""

    time_s: float
    east_mps: float | None
    north_mps: float | None
    up_mps: float | None
    sigma_mps: float | None


_NOTHING = Told(None, -1e18)


class Aircraft(msgspec.Struct):
    """All that is remembered of one address."""

    seen_s: float
    even: Half | None = None
    odd: Half | None = None
    place: Place | None = None
    doubted: Place | None = None
    velocity: Velocity | None = None
    callsign: Told = _NOTHING
    mode_3a: Told = _NOTHING
    emergency: Told = _NOTHING
    sigma_m: Told = _NOTHING
    sigma_height_m: Told = _NOTHING
    above_pressure_m: Told = _NOTHING
    """Height above the ellipsoid less pressure altitude."""

    def airborne(self, time_s: float, lat_cpr: int, lon_cpr: int, odd: bool) -> tuple[float, float] | None:
        """(lat_deg, lon_deg) of an airborne message, or None as long as it cannot be told."""
        half = Half(lat_cpr, lon_cpr, time_s)
        other = self.even if odd else self.odd
        if odd:
            self.odd = half
        else:
            self.even = half
        if other is not None and abs(time_s - other.time_s) <= PAIR_S:
            this, that = (lat_cpr, lon_cpr), (other.lat_cpr, other.lon_cpr)
            found = cpr.from_pair(that, this, True) if odd else cpr.from_pair(this, that, False)
            if found is not None:
                return found
        near = self.place
        if near is not None and abs(time_s - near.time_s) <= NEAR_S:
            return cpr.from_reference(lat_cpr, lon_cpr, odd, False, (near.lat_deg, near.lon_deg))
        return None

    def on_ground(
        self, time_s: float, lat_cpr: int, lon_cpr: int, odd: bool, site_deg: tuple[float, float] | None
    ) -> tuple[float, float] | None:
        """(lat_deg, lon_deg) of a surface message: nearest to the last place, else to the receiver's site."""
        self.even = self.odd = None
        near = self.place
        if near is not None and abs(time_s - near.time_s) <= GROUND_S:
            return cpr.from_reference(lat_cpr, lon_cpr, odd, True, (near.lat_deg, near.lon_deg))
        if site_deg is not None:
            return cpr.from_reference(lat_cpr, lon_cpr, odd, True, site_deg)
        return None

    def believes(self, time_s: float, lat_deg: float, lon_deg: float) -> bool:
        """Takes the place if it can be reached from the last one, or agrees with the one doubted before."""
        new = Place(lat_deg, lon_deg, time_s)
        last, doubted = self.place, self.doubted
        if (
            last is None
            or abs(time_s - last.time_s) > PLACE_S
            or last.reaches(lat_deg, lon_deg, time_s)
            or (doubted is not None and doubted.reaches(lat_deg, lon_deg, time_s))
        ):
            self.place, self.doubted = new, None
            return True
        self.doubted = new
        return False


def distance_m(lat1_deg: float, lon1_deg: float, lat2_deg: float, lon2_deg: float) -> float:
    """Distance on a sphere by the local metric: within 1 % up to 300 km, enough to judge what can be reached."""
    east = (lon2_deg - lon1_deg + 180.0) % 360.0 - 180.0
    return _M_PER_DEG * math.hypot(lat2_deg - lat1_deg, east * math.cos(math.radians((lat1_deg + lat2_deg) / 2)))
