"""A case: an incident with what is needed to keep it: the last state, and whether a new track is the lost object.

Rule of rejoining: the lost state is carried forward at constant velocity with an error that grows as if the velocity
might have changed by a fixed sigma; the new track belongs to it when the squared distance of position and velocity
is within the gate (as in correlation of tracks, Bar-Shalom, Willett, Tian (2011), 9.3.2) and it began late enough.
"""

from collections.abc import Iterable
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from sargas.geo.wgs84 import enu_from_geodetic, geodetic_from_enu
from sargas.incursion.settings import Settings
from sargas.incursion.watch import Sight
from sargas.model.incident import MOST_LOGGED, MOST_TEXT, Crossing, Incident, LogEntry, Logged, PlaceAhead, Situation
from sargas.model.settled import Settled
from sargas.model.tracks import Tracks


class Case(Settled[Incident], msgspec.Struct):
    """What a person acts upon is situation, handling and tracks."""

    WORD = "incident"

    incident: Incident
    settled: int = 1
    track: int = 0
    """Number of the track that is the object now."""
    partner: int = 0
    """Number of the track that it is correlated with, 0 for none."""
    variance_m2: tuple[float, float] = (0.0, 0.0)
    """Of the position, east and north."""
    variance_m2ps2: tuple[float, float] = (0.0, 0.0)
    """Of the velocity, east and north."""
    foreseen_s: float = 0.0
    """For when entry and places were foreseen last."""
    was: Situation | None = None
    """Before it was merged."""
    took_over: Incident | None = None
    """Of one that was merged: the other as it was before."""
    by_hand: bool = False
    """A person merged it."""
    unlinked: tuple[int, ...] = ()
    """Earlier incidents that no rule links any more."""

    @property
    def is_over(self) -> bool:
        """Whether it takes no new presence: closed and nobody there, or merged."""
        now = self.incident
        return now.situation == "merged" or (now.handling == "closed" and now.situation in ("left", "lost"))

    def logged(self, what: Logged, by: str, time_s: float, text: str) -> dict[str, Any]:
        """The log with one entry more, as fields of the incident."""
        log = (*self.incident.log, LogEntry(what, by, time_s, text[:MOST_TEXT]))
        left_out = self.incident.log_left_out + max(len(log) - MOST_LOGGED, 0)
        return {"log": log[-MOST_LOGGED:], "log_left_out": left_out}

    @property
    def is_lost(self) -> bool:
        """Whether its object was lost, and nobody has closed it."""
        return self.incident.situation == "lost" and self.incident.handling != "closed"

    @property
    def is_part(self) -> bool:
        """Whether it was merged because its track was found to be another's, by no person."""
        return self.incident.situation == "merged" and not self.by_hand

    def keep_state(self, tracks: Tracks, i: int) -> None:
        """Remember where row i is and how surely."""
        covariance = tracks.covariance[i]
        self.track = int(tracks.number[i])
        self.partner = int(tracks.fused_with[i])
        self.variance_m2 = (float(covariance[0]), float(covariance[6]))
        self.variance_m2ps2 = (float(covariance[15]), float(covariance[18]))


def state_of(before: Incident, tracks: Tracks, i: int, sight: Sight, sigma_m: float) -> dict[str, Any]:
    """Fields of an incident that follow the track."""
    deepest: dict[str, Any] = {}
    if before.deepest_m is None or sight.distance_m < before.deepest_m:
        deepest = {"deepest_m": sight.distance_m, "deepest_sigma_m": sigma_m, "deepest_s": sight.time_s}
    return {
        **deepest,
        "highest_probability": max(before.highest_probability, sight.probability * sight.band_probability),
        "updated_s": sight.time_s,
        "probability": sight.probability * sight.band_probability,
        "distance_m": sight.distance_m,
        "distance_sigma_m": sigma_m,
        "lat_deg": float(tracks.lat_deg[i]),
        "lon_deg": float(tracks.lon_deg[i]),
        "east_mps": float(tracks.east_mps[i]),
        "north_mps": float(tracks.north_mps[i]),
        "height_m": float(tracks.height_m[i]) if tracks.given("height_m")[i] else None,
        "simulated": bool(tracks.simulated[i]),
    }


def first_times(tracks: Tracks, i: int) -> dict[str, Any]:
    """When the first track of an incident, row i, was measured first, and when it was confirmed."""
    confirmed_s = float(tracks.confirmed_s[i])
    return {"first_plot_s": float(tracks.first_s[i]), "confirmed_s": confirmed_s if confirmed_s > 0.0 else None}


def arrival_of(before: Incident, fields: dict[str, Any], time_s: float) -> dict[str, Any]:
    """When an object is at the nearest protected place, from the places foreseen at `time_s`, if they were; when it was
    there it does not change any more. On its course, where that leads there more likely than not; else straight there.
    """
    places: tuple[PlaceAhead, ...] = fields.get("places", ())
    if before.arrived or not places:
        return {}
    nearest = places[0]
    on_course = nearest.course_s if nearest.course_probability >= 0.5 else None
    ahead_s = nearest.direct_s if on_course is None else on_course
    return {"arrival_s": time_s + ahead_s, "arrival_at": nearest.name, "arrived": nearest.direct_s <= 0.0}


def crossing_of(tracks: Tracks, i: int, back_s: float) -> Crossing:
    """Where row i came over the edge, `back_s` ago, on its course."""
    east_mps, north_mps = float(tracks.east_mps[i]), float(tracks.north_mps[i])
    lat_deg, lon_deg, _ = geodetic_from_enu(
        -east_mps * back_s, -north_mps * back_s, 0.0, float(tracks.lat_deg[i]), float(tracks.lon_deg[i]), 0.0
    )
    height_m = float(tracks.height_m[i]) if tracks.given("height_m")[i] else None
    return Crossing(float(lat_deg), float(lon_deg), east_mps, north_mps, height_m)


def open_incidents(cases: Iterable[Case]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(tracks of open incidents, ascending, the number of its incident): inside before approaching, then the oldest."""
    found: dict[int, Incident] = {}
    for case in cases:
        now = case.incident
        if case.is_over:
            continue
        for track in (case.track, case.partner):
            other = found.get(track)
            if other is None or (now.situation == "inside" and other.situation != "inside"):
                found[track] = now
    found.pop(0, None)
    tracks = sorted(found)
    return np.array(tracks, np.int64), np.array([found[track].number for track in tracks], np.int64)


def is_the_lost(case: Case, tracks: Tracks, i: int, settings: Settings) -> float | None:
    """Squared distance of row i from the lost object carried forward, None where it cannot be the same."""
    lost = case.incident
    if case.partner and int(tracks.number[i]) == case.partner:
        return 0.0
    dt_s = float(tracks.time_s[i]) - lost.updated_s
    too_early = float(tracks.first_s[i]) < lost.updated_s - settings.rejoin_overlap_s
    if not 0.0 <= dt_s <= settings.rejoin_s or too_early:
        return None
    east_m, north_m, _ = enu_from_geodetic(
        float(tracks.lat_deg[i]), float(tracks.lon_deg[i]), 0.0, lost.lat_deg, lost.lon_deg, 0.0
    )
    turned2 = settings.rejoin_mps**2
    squared = 0.0
    for axis, (off_m, speed_mps, new_mps) in enumerate(
        (
            (float(east_m), lost.east_mps, float(tracks.east_mps[i])),
            (float(north_m), lost.north_mps, float(tracks.north_mps[i])),
        )
    ):
        new_m2, new_m2ps2 = (float(tracks.covariance[i, k]) for k in ((0, 15), (6, 18))[axis])
        old_m2, old_m2ps2 = case.variance_m2[axis], case.variance_m2ps2[axis]
        squared += (off_m - speed_mps * dt_s) ** 2 / (old_m2 + new_m2 + (old_m2ps2 + turned2) * dt_s**2)
        squared += (new_mps - speed_mps) ** 2 / (old_m2ps2 + new_m2ps2 + turned2)
    return squared if squared <= settings.rejoin_gate else None
