"""Reckoning: where a released track is told to be, by the time of the message that tells it.

Readers want places of now, and some refuse what is older than a second: a place is moved on by its velocity, FURTHEST_S
at most, and its error grows by the velocity's. One that is older is told where it was, and when. An end stays where the
track was last.
"""

import math
from typing import NamedTuple

from sargas.geo.wgs84 import METRES_PER_DEG
from sargas.model.track import Track

NOT_FOR = "Situational awareness, not for engagement."
"""What every message says that leaves."""
FURTHEST_S = 10.0
"""A track that was not updated for longer is told where it was last, and when."""


class Reckoned(NamedTuple):
    """A track at the time of its message."""

    time_s: float
    """What the message is stamped with, UTC Unix seconds."""
    lat_deg: float
    lon_deg: float
    sigma_m: tuple[float, float]
    """One sigma of the place: east, north."""
    sigma_mps: tuple[float, float]
    """One sigma of the velocity: east, north."""


def reckoned(track: Track, time_s: float, as_of_s: float) -> Reckoned:
    """The track as of `as_of_s`, in the clock of the tracks, which is `time_s` in that of the messages."""
    ahead_s = 0.0 if track.status == "ended" else max(as_of_s - track.time_s, 0.0)
    if ahead_s > FURTHEST_S:
        time_s, ahead_s = time_s - ahead_s, 0.0
    # Of the upper triangle of [E N U vE vN vU], or of [E N vE vN].
    places = (0, 6, 15, 18) if len(track.covariance) == 21 else (0, 4, 7, 9)
    east, north, ve, vn = (math.sqrt(max(track.covariance[k], 0.0)) for k in places)
    lon_deg = track.lon_deg + ahead_s * track.east_mps / metres_per_lon_deg(track.lat_deg)
    return Reckoned(
        time_s,
        track.lat_deg + ahead_s * track.north_mps / METRES_PER_DEG,
        lon_deg if abs(lon_deg) <= 180.0 else lon_deg - math.copysign(360.0, lon_deg),
        (math.hypot(east, ahead_s * ve), math.hypot(north, ahead_s * vn)),
        (ve, vn),
    )


def metres_per_lon_deg(lat_deg: float) -> float:
    """Of a degree of longitude at a latitude; never nothing, for it is divided by."""
    return METRES_PER_DEG * max(math.cos(math.radians(lat_deg)), 0.01)
