"""Listening posts: what they hear in a second, and from where. Physics in `sargas.sensing.hearing` and `sound`.

What is heard now left its source a while ago and was carried by the wind since: the direction is that of the place from
where it seems to come, p(t - tau) + w tau, with |p(t - tau) + w tau - ear| = c tau. A post hears one sound at a time,
the loudest. Sources are as loud as their kind is (`looks`), a tone of TONE_HZ, where a piston engine has most of its
sound.
Judgement: the wind at the microphone is a share of that of the lowest layer (logarithmic profile over grass, 2 m under
200 m).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.exercise.laydown import Ears
from sargas.exercise.looks import loudness_db
from sargas.exercise.nearby import Nearby, Pairs
from sargas.exercise.paths import Array
from sargas.exercise.scenario import Scenario
from sargas.exercise.truth import Rows, Truth
from sargas.geo.wgs84 import MERIDIAN_M_PER_DEG, enu_from_geodetic
from sargas.sensing.hearing import absorption_db_per_m, arriving_db, heard_probability, noise_db
from sargas.sensing.sound import delay_s, speed_of_sound_mps

TONE_HZ, AIR_K, GROUND_WIND = 150.0, 283.15, 0.4
_FARTHEST_M, _LONGEST_S = 15_000.0, 60.0
"""Nothing is heard from farther away, nor as late."""
_SELDOM = 1e-3
"""Who is heard less often in a look, without wind, is not listened for."""
_TURNING_DB = 6.0
"""By which a sound may be louder than if its source had flown straight in still air."""


class Heard(NamedTuple):
    """What N posts heard: (N,) each; `object` is -1 where it was nothing of the scenario."""

    post: NDArray[np.intp]
    time_s: Array
    azimuth_deg: Array
    object: NDArray[np.int64]


class EarsModel:
    """Posts of one kind; `look(k)` gives what they heard in their k-th interval."""

    def __init__(self, ears: Ears, truth: Truth, scenario: Scenario, chance: np.random.Generator) -> None:
        self.ears, self._truth, self._chance, self._start_s = ears, truth, chance, scenario.start_s
        self._lat, self._lon = np.array(ears.places).T
        self._phase_s = chance.uniform(0.0, ears.interval_s, len(ears.places))
        self._loud_db = loudness_db(truth)
        self._absorbed = float(absorption_db_per_m(TONE_HZ, AIR_K))
        self._gain_db = ears.gain_db if ears.kind == "array" else 0.0
        reach = {loud: self._reach_m(loud) for loud in np.unique(self._loud_db).tolist()}
        reach_m = np.array([reach[loud] for loud in self._loud_db.tolist()], np.float64)
        self._near = Nearby(truth, self._lat, self._lon, reach_m, ears.interval_s, _LONGEST_S)

    def look(self, k: int) -> Heard:
        """What was heard in [k, k + 1) intervals after the start, in the order of the posts."""
        ears, chance, posts = self.ears, self._chance, len(self._phase_s)
        begins_s = self._start_s + k * ears.interval_s
        time_s = begins_s + self._phase_s
        near = self._near.pairs(begins_s)
        wind_mps = GROUND_WIND * np.hypot(*self._wind_mps(begins_s, 0.0))
        noise = noise_db(ears.noise_db, wind_mps)
        draw = chance.random(len(near.post))
        at_most_db = self._roughly_db(begins_s, near) + _TURNING_DB
        maybe = draw < heard_probability(at_most_db, noise, self._gain_db, ears.needed_db)
        post, row = near.post[maybe], near.object[maybe]
        azimuth_deg, level_db = self._arriving(time_s[post], post, row, self._wind_mps(begins_s, ears.height_m))
        heard = draw[maybe] < heard_probability(level_db, noise, self._gain_db, ears.needed_db)
        false = chance.random(posts) < ears.false_per_hour * ears.interval_s / 3600.0
        noise_deg = chance.normal(0.0, ears.sigma_azimuth_deg, posts)
        azimuth, told = chance.uniform(0.0, 360.0, posts), np.full(posts, -1, np.int64)
        # The loudest comes last and stays.
        order = np.flatnonzero(heard)[np.argsort(level_db[heard], kind="stable")]
        told[post[order]] = row[order]
        azimuth[post[order]] = azimuth_deg[order] + noise_deg[post[order]]
        some = np.flatnonzero((told >= 0) | false)
        return Heard(some, time_s[some], azimuth[some] % 360.0, told[some])

    def _reach_m(self, loud_db: float) -> float:
        """From where a sound is heard no more."""
        away_m = np.geomspace(100.0, _FARTHEST_M, 200)
        arrives = arriving_db(loud_db, away_m, self._absorbed)
        heard = heard_probability(arrives, self.ears.noise_db, self._gain_db, self.ears.needed_db) >= _SELDOM
        return float(np.max(away_m[heard], initial=0.0))

    def _roughly_db(self, begins_s: float, near: Pairs) -> Array:
        """What arrives of each pair, were objects to fly on as they do, over flat ground and in still air: to some
        decibels, and many times as fast as `_arriving`.
        """
        middle_s = np.full(len(near.objects), begins_s + self.ears.interval_s / 2.0)
        place = np.array(self._truth.positions(middle_s, near.objects)[:3])
        speed = place - np.array(self._truth.positions(middle_s - 1.0, near.objects)[:3])
        along = MERIDIAN_M_PER_DEG * np.cos(np.radians(float(self._lat.mean())))
        east_m = (place[1][near.column] - self._lon[near.post]) * along
        north_m = (place[0][near.column] - self._lat[near.post]) * MERIDIAN_M_PER_DEG
        up_m = (place[2] - self.ears.height_m)[near.column]
        east_mps, north_mps = (speed[1] * along)[near.column], (speed[0] * MERIDIAN_M_PER_DEG)[near.column]
        since_s = (self._phase_s - self.ears.interval_s / 2.0)[near.post]
        east_m, north_m = east_m + east_mps * since_s, north_m + north_mps * since_s
        sound_mps = float(speed_of_sound_mps(AIR_K))
        late_s = np.minimum(delay_s(east_m, north_m, east_mps, north_mps, (0.0, 0.0), sound_mps, up_m), _LONGEST_S)
        return np.asarray(arriving_db(self._loud_db[near.object], sound_mps * late_s, self._absorbed))

    def _wind_mps(self, time_s: float, height_m: float) -> tuple[float, float]:
        east, north = self._truth.air.wind_mps(np.array([time_s]), height_m)
        return float(east[0]), float(north[0])

    def _arriving(
        self, time_s: Array, post: NDArray[np.intp], row: Rows, wind_mps: tuple[float, float]
    ) -> tuple[Array, Array]:
        """(azimuth_deg, level_db) of each pair: where the sound comes from, as carried by the wind.

        The object is taken to have flown straight, first from now, then from where it so was when the sound left.
        """
        sound_mps = float(speed_of_sound_mps(AIR_K))
        late_s = np.zeros(len(post))
        for _ in range(2):
            place, speed, exists = self._seen_from(time_s - late_s, post, row)
            now = place + speed * late_s
            before_s, late_s = late_s, np.minimum(
                delay_s(now[0], now[1], speed[0], speed[1], wind_mps, sound_mps, now[2], speed[2]), _LONGEST_S
            )  # fmt: skip
        carried = np.array([[wind_mps[0]], [wind_mps[1]], [0.0]])
        way = place - speed * (late_s - before_s) + carried * late_s
        far_m = np.sqrt((way**2).sum(axis=0))
        level_db = arriving_db(self._loud_db[row], far_m, self._absorbed)
        level_db = np.where(exists & (far_m < _FARTHEST_M), level_db, -np.inf)
        return np.degrees(np.arctan2(way[0], way[1])), level_db

    def _seen_from(self, time_s: Array, post: NDArray[np.intp], row: Rows) -> tuple[Array, Array, NDArray[np.bool_]]:
        """(place (3, N) in metres east, north and up of the post, velocity (3, N), exists) of each pair."""
        twice = np.concatenate([time_s, time_s - 1.0])
        lat, lon, height_m, exists = self._truth.positions(twice, np.concatenate([row, row]))
        n, lat0, lon0 = len(row), np.tile(self._lat[post], 2), np.tile(self._lon[post], 2)
        enu = np.stack(enu_from_geodetic(lat, lon, height_m, lat0, lon0, self.ears.height_m))
        return enu[:, :n], enu[:, :n] - enu[:, n:], exists[:n]
