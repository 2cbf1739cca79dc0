"""Listening posts: what they hear in a second, and from where. Physics in `sargas.sensing.hearing` and `sound`.

What is heard now left its source a while ago and was carried by the wind since: the direction is that of the place from
where it seems to come, p(t - tau) + w tau, with |p(t - tau) + w tau - ear| = c tau. A post hears one sound at a time,
the loudest. Sources are as loud as their kind is, a tone of TONE_HZ where a piston engine has most of its sound.
Judgement: levels at 1 m of each kind, from flyover measurements of single types; the wind at the microphone is a share
of that of the lowest layer (logarithmic profile over grass, 2 m under 200 m).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.exercise.laydown import Ears
from sargas.exercise.paths import Array
from sargas.exercise.scenario import Scenario
from sargas.exercise.truth import Rows, Truth
from sargas.geo.wgs84 import enu_from_geodetic
from sargas.model.track import ClassName
from sargas.sensing.hearing import absorption_db_per_m, arriving_db, heard_probability, noise_db
from sargas.sensing.sound import speed_of_sound_mps

TONE_HZ, AIR_K, GROUND_WIND = 150.0, 283.15, 0.4
LOUD_DB: dict[ClassName, float] = {
    "multirotor": 82.0,
    "fixed_wing_drone": 105.0,
    "light_aircraft": 115.0,
    "helicopter": 120.0,
    "airliner": 125.0,
    "other": 105.0,
}
"""At 1 m; what is not named here is silent."""
_FARTHEST_M, _LONGEST_S = 15_000.0, 60.0
"""Nothing is heard from farther away, nor as late."""
_STEPS = 6


class Heard(NamedTuple):
    """What N posts heard: (N,) each; `object` is -1 where it was nothing of the scenario."""

    post: NDArray[np.int64]
    time_s: Array
    azimuth_deg: Array
    object: NDArray[np.int64]


class EarsModel:
    """Posts of one kind; `look(k)` gives what they heard in their k-th interval."""

    def __init__(self, ears: Ears, truth: Truth, scenario: Scenario, chance: np.random.Generator) -> None:
        self.ears, self._truth, self._chance, self._start_s = ears, truth, chance, scenario.start_s
        self._lat, self._lon = np.array(ears.places).T
        self._phase_s = chance.uniform(0.0, ears.interval_s, len(ears.places))
        self._loud_db = np.array([LOUD_DB.get(flown.what, -np.inf) for flown in truth.flights])
        self._absorbed = float(absorption_db_per_m(TONE_HZ, AIR_K))

    def look(self, k: int) -> Heard:
        """What was heard in [k, k + 1) intervals after the start, in the order of the posts."""
        ears = self.ears
        time_s = self._start_s + k * ears.interval_s + self._phase_s
        there = self._truth.existing(float(time_s.min()) - _LONGEST_S, float(time_s.max()))
        there = there[np.isfinite(self._loud_db[there])]
        azimuth_deg, level_db = self._arriving(time_s, there)
        wind_mps = GROUND_WIND * np.hypot(*self._truth.air.wind_mps(time_s, 0.0))
        gain_db = ears.gain_db if ears.kind == "array" else 0.0
        noise = noise_db(ears.noise_db, wind_mps)[:, None]
        probability = heard_probability(level_db, noise, gain_db, ears.needed_db)
        heard = self._chance.random(level_db.shape) < probability
        posts = np.arange(len(time_s))
        false = self._chance.random(len(posts)) < ears.false_per_hour * ears.interval_s / 3600.0
        noise_deg = self._chance.normal(0.0, ears.sigma_azimuth_deg, (len(posts), 1))
        anywhere_deg = self._chance.uniform(0.0, 360.0, (len(posts), 1))
        # The first column is nothing: what is heard where no object is, from anywhere.
        loudest = np.concatenate([np.full((len(posts), 1), -np.inf), np.where(heard, level_db, -np.inf)], axis=1)
        best = np.argmax(loudest, axis=1)
        told = np.concatenate([[-1], there])[best]
        azimuth = np.concatenate([anywhere_deg, azimuth_deg + noise_deg], axis=1)[posts, best]
        some = np.flatnonzero((told >= 0) | false)
        return Heard(some, time_s[some], azimuth[some] % 360.0, told[some])

    def _arriving(self, time_s: Array, there: Rows) -> tuple[Array, Array]:
        """(azimuth_deg, level_db) at each post of each object, (posts, objects)."""
        posts, objects = len(time_s), len(there)
        east, north = self._truth.air.wind_mps(time_s, self.ears.height_m)
        sound_mps = float(speed_of_sound_mps(AIR_K))
        tau_s = np.zeros((posts, objects))
        rows = np.broadcast_to(there, (posts, objects)).ravel()
        way = np.zeros((3, posts, objects))
        exists = np.zeros((posts, objects), np.bool_)
        for _ in range(_STEPS):
            emitted_s = (time_s[:, None] - tau_s).ravel()
            lat, lon, height_m, alive = self._truth.positions(emitted_s, rows)
            enu = enu_from_geodetic(
                lat.reshape(posts, objects), lon.reshape(posts, objects), height_m.reshape(posts, objects),
                self._lat[:, None], self._lon[:, None], self.ears.height_m,
            )  # fmt: skip
            way = np.stack([enu[0] + east[:, None] * tau_s, enu[1] + north[:, None] * tau_s, enu[2]])
            tau_s = np.minimum(np.sqrt((way**2).sum(axis=0)) / sound_mps, _LONGEST_S)
            exists = alive.reshape(posts, objects)
        far_m = np.sqrt((way**2).sum(axis=0))
        level_db = arriving_db(self._loud_db[there][None, :], far_m, self._absorbed)
        level_db = np.where(exists & (far_m < _FARTHEST_M), level_db, -np.inf)
        return np.degrees(np.arctan2(way[0], way[1])), level_db
