"""Witnesses: people out of doors who notice what flies, by eye or ear, and report it late, wrongly placed, or wrongly.

Somebody notices an object at a rate (Koopman: `sensing.seeing`): his attention, times the chance that it can be seen
(its size to an eye that tells one minute of arc, contrast through the air, by night what is lit) or heard (`sensing.
hearing`). Who holds it for a drone may report it, once, after a delay. Some hold birds or airliners for drones, and
some report what is nothing. What they tell of direction and distance is as people tell it.
Sources: one minute of arc: ISO 8596; guesses to a factor of two: `formats.citizen.reports`. The rest is judgement.
"""

import datetime
import heapq
from collections.abc import Iterator
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from sargas.exercise.ears import AIR_K, GROUND_WIND, TONE_HZ
from sargas.exercise.laydown import People
from sargas.exercise.looks import contrasts, loudness_db, sizes_m
from sargas.exercise.nearby import Nearby
from sargas.exercise.paths import Array
from sargas.exercise.scenario import Scenario
from sargas.exercise.truth import Truth
from sargas.geo.geodesic import near_destination
from sargas.geo.wgs84 import enu_from_geodetic, polar_from_enu
from sargas.model.track import ClassName
from sargas.sensing.daylight import is_dark
from sargas.sensing.hearing import absorption_db_per_m, arriving_db, heard_probability, noise_db
from sargas.sensing.seeing import NEEDED_PIXELS, noticed_probability, seen_probability

STEP_S = 10.0
EYE_FIELD_DEG, EYE_ACROSS = 60.0, 3_600
"""One minute of arc is one pixel."""
_FARTHEST_M, _NEEDED_DB, _CIRCLE_95 = 10_000.0, 6.0, 2.448
_DRONES: frozenset[ClassName] = frozenset(("multirotor", "fixed_wing_drone", "other"))
_LIKE_ONE: frozenset[ClassName] = frozenset(("bird", "airliner", "light_aircraft", "balloon"))


class Told(NamedTuple):
    """A report: when it arrives, who sends it, and what it says. `object` is -1 where it is nothing."""

    arrives_s: float
    person: int
    object: int
    payload: bytes


class Witnesses:
    """The people of one table; iterate over what they report, in the order of its arrival."""

    def __init__(
        self, people: People, number: int, truth: Truth, scenario: Scenario, chance: np.random.Generator
    ) -> None:
        """`number` of the table: by which their reports are told from those of others."""
        self.people, self._number, self._truth, self._scenario, self._chance = people, number, truth, scenario, chance
        far_m = people.radius_m * np.sqrt(chance.random(people.count))
        self.lat_deg, self.lon_deg = near_destination(
            people.lat_deg, people.lon_deg, chance.uniform(0.0, 360.0, people.count), far_m
        )
        self._sizes_m, self._loud_db = sizes_m(truth), loudness_db(truth)
        self._contrasts = [contrasts(truth, False, dark) for dark in (False, True)]
        self._absorbed = float(absorption_db_per_m(TONE_HZ, AIR_K))
        what = [flown.what for flown in truth.flights]
        sometimes = np.array([people.mistaken if kind in _LIKE_ONE else 0.0 for kind in what], np.float64)
        self._held_for_drone = np.where([kind in _DRONES for kind in what], 1.0, sometimes)
        reach_m = np.where(self._held_for_drone > 0.0, _FARTHEST_M, 0.0)
        self._near = Nearby(truth, self.lat_deg, self.lon_deg, reach_m, STEP_S)
        self._noticed: set[tuple[int, int]] = set()
        self._count = 0

    def __iter__(self) -> Iterator[Told]:
        waiting: list[Told] = []
        for step in range(int(self._scenario.duration_s // STEP_S)):
            begins_s = self._scenario.start_s + step * STEP_S
            while waiting and waiting[0].arrives_s < begins_s:
                yield heapq.heappop(waiting)
            for told in self._step(begins_s):
                heapq.heappush(waiting, told)
        ends_s = self._scenario.start_s + self._scenario.duration_s
        yield from sorted(told for told in waiting if told.arrives_s < ends_s)

    def noticing_per_s(self, time_s: float, person: NDArray[np.intp], row: NDArray[np.intp]) -> tuple[Array, Array]:
        """(rate at which each pair of person and object leads to noticing by eye, by ear), (N,)."""
        people, air = self.people, self._truth.air
        lat, lon, height_m, exists = self._truth.positions(np.full(len(row), time_s), row)
        range_m = np.sqrt(sum(axis**2 for axis in self._enu(lat, lon, height_m, person)))
        dark = bool(is_dark(time_s, people.lat_deg, people.lon_deg))
        seen = seen_probability(
            self._sizes_m[row], self._contrasts[dark][row], range_m, air.visibility_m, EYE_FIELD_DEG, EYE_ACROSS,
            NEEDED_PIXELS["detect"],
        )  # fmt: skip
        east, north = air.wind_mps(np.array([time_s]), 0.0)
        noise = noise_db(people.noise_db, GROUND_WIND * float(np.hypot(east[0], north[0])))
        level_db = arriving_db(self._loud_db[row], range_m, self._absorbed)
        heard = heard_probability(level_db, noise, 0.0, _NEEDED_DB)
        rate = people.attention_per_s * (people.by_night if dark else 1.0) * exists
        return rate * seen, rate * heard

    def _enu(self, lat: Array, lon: Array, height_m: Array, person: NDArray[np.intp]) -> tuple[Array, Array, Array]:
        return enu_from_geodetic(
            lat, lon, height_m, self.lat_deg[person], self.lon_deg[person], self.people.ground_m + 2.0
        )

    def _step(self, begins_s: float) -> Iterator[Told]:
        people, chance = self.people, self._chance
        person, row, *_ = self._near.pairs(begins_s)
        by_eye, by_ear = self.noticing_per_s(begins_s, person, row)
        draw = chance.random((2, len(person)))
        noticed = draw[0] < noticed_probability(by_eye + by_ear, STEP_S)
        for k in np.flatnonzero(noticed).tolist():
            pair = int(person[k]), int(row[k])
            if pair in self._noticed:
                continue
            self._noticed.add(pair)
            if chance.random() < people.reports * self._held_for_drone[row[k]]:
                seen = bool(draw[1, k] * (by_eye[k] + by_ear[k]) < by_eye[k])
                yield self._report(begins_s + STEP_S * float(chance.random()), *pair, seen)
        for who in chance.integers(people.count, size=int(chance.poisson(self._wrong()))).tolist():
            yield self._report(begins_s + STEP_S * float(chance.random()), who, -1, bool(chance.random() < 0.7))

    def _wrong(self) -> float:
        return self.people.wrong_per_hour * self.people.count * STEP_S / 3600.0

    def _report(self, time_s: float, person: int, row: int, seen: bool) -> Told:
        people, chance = self.people, self._chance
        azimuth_deg, range_m = float(chance.uniform(0.0, 360.0)), float(chance.uniform(200.0, 3_000.0))
        what: ClassName = "other"
        if row >= 0:
            one = np.array([row])
            lat, lon, height_m, _ = self._truth.positions(np.array([time_s]), one)
            away = polar_from_enu(*self._enu(lat, lon, height_m, np.array([person])))
            range_m, azimuth_deg, what = float(away[0][0]), float(away[1][0]), self._truth.flights[row].what
        azimuth_deg += people.sigma_azimuth_deg * float(chance.standard_normal())
        guessed_m = range_m * people.factor_distance ** float(chance.standard_normal())
        tells, mistaken = chance.random(2), bool(chance.random() < people.mistaken)
        off_m, turn_deg = people.accuracy_m / _CIRCLE_95 * chance.rayleigh(), float(chance.uniform(0.0, 360.0))
        place = near_destination(self.lat_deg[person], self.lon_deg[person], turn_deg, off_m)
        self._count += 1
        said = {
            "id": f"{people.by}-{self._number}-{self._count}",
            "what": "seen" if seen else "heard",
            "time": _instant(time_s),
            "lat_deg": round(float(place[0]), 6),
            "lon_deg": round(float(place[1]), 6),
            "accuracy_m": people.accuracy_m,
            "kind": self._kind(what, mistaken),
            "by": people.by,
            "origin": f"phone-{self._number}-{person}",
        }
        if tells[0] < people.tells_azimuth:
            said["azimuth_deg"] = round(azimuth_deg % 360.0)
            if tells[1] < people.tells_distance:
                said["distance_m"] = round(min(guessed_m, 100_000.0), -2)
        delay_s = people.delay.after_s(float(chance.standard_normal()))
        return Told(time_s + delay_s, person, row, msgspec.json.encode(said) + b"\n")

    @staticmethod
    def _kind(what: ClassName, mistaken: bool) -> str:
        """What they call it: who reports a bird or an airliner at all holds it for a drone."""
        if what not in _DRONES:
            return "drone"
        return "aircraft" if mistaken else "drone"


def _instant(time_s: float) -> str:
    return datetime.datetime.fromtimestamp(time_s, datetime.UTC).isoformat(timespec="seconds")
