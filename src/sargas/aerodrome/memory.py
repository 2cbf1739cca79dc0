"""Memory: the objects near aerodromes, as they were measured last, and how each goes on.

Rule: who is authorised, is still being identified, or is of a class that does not count is held apart. What a track was
is not forgotten when it ends: it is lost, until it is seen again (`sargas.incursion.case.is_the_lost`, or the incident
that it rejoined says so), or it was outside and leaving. An object circles where its way over the last minutes is much
longer than what it came along, and hovers where its velocity is no more than its noise.
"""

import math
from collections.abc import Iterable
from typing import Any

import msgspec
import numpy as np

from sargas.geo.wgs84 import MERIDIAN_M_PER_DEG, METRES_PER_DEG
from sargas.incursion import Settings as IncursionSettings
from sargas.incursion.approach import moves
from sargas.incursion.case import Case, is_the_lost
from sargas.model.aerodrome import Going
from sargas.model.incident import Incident
from sargas.model.track import CLASSES, ClassName
from sargas.model.tracks import Tracks

PLACE_S, PLACES = 10.0, 30
"""A place is kept once in this time, and so many of them."""
CIRCLES_S, CIRCLES = 120.0, 3.0
"""It circles when, over this time at least, its way is so many times longer than what it came along."""
BALLOON = CLASSES.index("balloon")
LIKELY = 0.5
_INCURSION = IncursionSettings()


class Known(msgspec.Struct):
    """One object. `row`: its state when it was measured last."""

    row: Any
    tracks: tuple[int, ...]
    ended: bool = False
    places: list[tuple[float, float, float]] = []
    """(time_s, lat_deg, lon_deg), the oldest first."""

    @property
    def number(self) -> int:
        """Under which it is known now."""
        return self.tracks[-1]

    @property
    def measured_s(self) -> float:
        """When."""
        return float(self.row.updated_s[0])

    def see(self, row: Tracks) -> None:
        """A new measurement."""
        time_s = float(row.updated_s[0])
        self.row, self.ended = row, False
        if not self.places or time_s - self.places[-1][0] >= PLACE_S:
            self.places = [*self.places[1 - PLACES :], (time_s, float(row.lat_deg[0]), float(row.lon_deg[0]))]

    @property
    def likeliest(self) -> tuple[ClassName, float]:
        """(class, its probability); 0 where it was not judged."""
        k = int(self.row.classification[0].argmax())
        probability = float(self.row.classification[0, k])
        return (CLASSES[k], probability) if probability > 0.0 else ("unknown", 0.0)

    @property
    def balloon(self) -> float:
        """How probably it is a balloon."""
        total = float(self.row.classification[0].sum())
        return float(self.row.classification[0, BALLOON]) / total if total > 0.0 else 0.0

    def going(self, time_s: float, lost_after_s: float) -> Going:
        """How it goes on."""
        if self.ended or time_s - self.measured_s > lost_after_s:
            return "lost"
        if self.balloon >= LIKELY:
            return "drifts"
        if self.circles:
            return "circles"
        return "flies" if bool(moves(self.row, _INCURSION)[0]) else "hovers"

    @property
    def circles(self) -> bool:
        """Whether it turns about one place."""
        if len(self.places) < 2 or self.places[-1][0] - self.places[0][0] < CIRCLES_S:
            return False
        at = np.array(self.places)[:, 1:]
        east = METRES_PER_DEG * math.cos(math.radians(float(at[0, 0])))
        moved_m = np.diff(at, axis=0) * [MERIDIAN_M_PER_DEG, east]
        along_m = float(np.hypot(*moved_m.sum(axis=0)))
        speed_mps = float(np.hypot(self.row.east_mps[0], self.row.north_mps[0]))
        way_m = float(np.hypot(*moved_m.T).sum())
        return speed_mps >= _INCURSION.least_approach_mps and way_m > CIRCLES * along_m

    def advanced(self, time_s: float) -> Tracks:
        """The row at `time_s`, a little later, on its course."""
        row: Tracks = self.row
        dt_s = time_s - float(row.time_s[0])
        if dt_s <= 0.0:
            return row
        later = row.take(np.array([0]))
        east = METRES_PER_DEG * math.cos(math.radians(float(row.lat_deg[0])))
        later.lat_deg[0] += row.north_mps[0] * dt_s / MERIDIAN_M_PER_DEG
        later.lon_deg[0] += row.east_mps[0] * dt_s / east
        p = later.covariance[0]
        p[0] += 2.0 * dt_s * p[3] + dt_s**2 * p[15]
        p[1] += dt_s * (p[4] + p[8]) + dt_s**2 * p[16]
        p[6] += 2.0 * dt_s * p[9] + dt_s**2 * p[18]
        for position, velocity in ((3, 15), (4, 16), (8, 16), (9, 18)):
            p[position] += dt_s * p[velocity]
        later.time_s[0] = time_s
        return later

    def packed(self) -> dict[str, Any]:
        """For a checkpoint."""
        return {"row": self.row.packed(), "tracks": list(self.tracks), "ended": self.ended, "places": self.places}

    @classmethod
    def from_packed(cls, packed: dict[str, Any]) -> "Known":
        """Inverse of `packed`."""
        places = [(float(t), float(lat), float(lon)) for t, lat, lon in packed["places"]]
        return cls(Tracks.from_packed(packed["row"]), tuple(packed["tracks"]), packed["ended"], places)


def rejoined(row: Tracks, lost: Iterable[Known]) -> Known | None:
    """Which of the lost objects a new track is, if any: that of its incident, else the nearest within the gate."""
    best: tuple[float, Known] | None = None
    for one in lost:
        incident = int(row.incident[0])
        if incident and incident == int(one.row.incident[0]):
            return one
        squared = is_the_lost(_case_of(one), row, 0, _INCURSION)
        if squared is not None and (best is None or squared < best[0]):
            best = squared, one
    return best[1] if best else None


def _case_of(one: Known) -> Case:
    """The lost object in the words of what asks whether it is seen again."""
    row = one.row
    state = Incident(
        0, "", "", one.tracks, "lost", "new", 0, 0.0, float(row.time_s[0]), lat_deg=float(row.lat_deg[0]),
        lon_deg=float(row.lon_deg[0]), east_mps=float(row.east_mps[0]), north_mps=float(row.north_mps[0]),
    )  # fmt: skip
    case = Case(state)
    case.keep_state(row, 0)
    return case
