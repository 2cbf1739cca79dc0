"""A camera: what it sees in one look, in which direction, and what it takes it for. Physics in `sargas.sensing.seeing`.

An object in its field, past terrain and screens, is detected where its contrast is left through the air and enough
pixels lie on it (Johnson), and recognised where four times as many do. What is seen and not recognised is taken for
something else in a share of looks at random, and else for nothing known. By night a camera for light sees what is lit.
"""

import numpy as np
from numpy.typing import NDArray

from sargas.exercise.laydown import Camera
from sargas.exercise.looks import contrasts, sizes_m
from sargas.exercise.nodes import Sighting
from sargas.exercise.paths import Array
from sargas.exercise.scenario import Scenario
from sargas.exercise.sight import Sight
from sargas.exercise.truth import Truth
from sargas.geo.wgs84 import enu_from_geodetic, polar_from_enu
from sargas.model.track import ClassName
from sargas.sensing.daylight import is_dark
from sargas.sensing.horizon import apparent_elevation_deg
from sargas.sensing.seeing import NEEDED_PIXELS, pixels, resolved_probability, seen_probability
from sargas.sensing.skyline import OPTICAL_RADIUS_M

SURE, UNSURE = 0.9, 0.4
"""What it tells of its confidence where it recognised an object, and where not."""
CONFUSED_WITH: dict[ClassName, tuple[ClassName, ...]] = {
    "bird": ("multirotor", "fixed_wing_drone"),
    "balloon": ("multirotor",),
    "multirotor": ("bird",),
    "fixed_wing_drone": ("bird", "light_aircraft"),
    "light_aircraft": ("fixed_wing_drone",),
    "helicopter": ("multirotor",),
    "airliner": ("light_aircraft", "fixed_wing_drone"),
}
"""What each kind looks like from afar; what is not named here is taken for nothing."""
_FARTHEST_M = 40_000.0


class CameraModel:
    """One camera of a scenario; `look(k)` gives what it saw in its k-th interval."""

    def __init__(self, camera: Camera, truth: Truth, scenario: Scenario, chance: np.random.Generator) -> None:
        self.camera, self._truth, self._chance, self._start_s = camera, truth, chance, scenario.start_s
        # Of its own: what is seen does not depend on what it is taken for.
        self._taking, self._nothing = chance.spawn(2)
        self._sizes_m = sizes_m(truth)
        self._contrasts = [contrasts(truth, camera.thermal, dark) for dark in (False, True)]
        self._sight = Sight(camera.site, camera.ground_m, truth.ground, _FARTHEST_M, camera.screens, OPTICAL_RADIUS_M)
        self._false = 0

    def look(self, k: int) -> list[Sighting]:
        """What is in its field and seen, at k intervals after the start."""
        camera, site = self.camera, self.camera.site
        time_s = self._start_s + k * camera.interval_s
        rows = self._truth.existing(time_s, time_s)
        lat, lon, height_m, exists = self._truth.positions(np.full(len(rows), time_s), rows)
        enu = enu_from_geodetic(lat, lon, height_m, site.lat_deg, site.lon_deg, site.height_m)
        range_m, azimuth_deg, elevation_deg = polar_from_enu(*enu)
        distance_m = np.maximum(np.hypot(enu[0], enu[1]), 1.0)
        apparent_deg = apparent_elevation_deg(distance_m, site.height_m, height_m, OPTICAL_RADIUS_M)
        there = exists & (range_m < _FARTHEST_M) & self._in_field(azimuth_deg, elevation_deg)
        there &= self._sight.has(azimuth_deg, distance_m, apparent_deg)
        dark = bool(is_dark(time_s, site.lat_deg, site.lon_deg))
        probability = seen_probability(
            self._sizes_m[rows], self._contrasts[dark][rows], range_m, self._truth.air.visibility_m,
            camera.field_deg, camera.across, NEEDED_PIXELS["detect"],
        )  # fmt: skip
        # Drawn for all: what one object gets does not depend on who else is in the air.
        seen = np.flatnonzero(there & (self._chance.random(len(self._truth))[rows] < probability))
        noise = self._chance.normal(0.0, camera.sigma_deg, (2, len(self._truth)))[:, rows]
        draws = self._taking.random((3, len(self._truth)))[:, rows[seen]]
        sightings = [
            Sighting(
                f"object {rows[k]}", time_s, float((azimuth_deg[k] + noise[0, k]) % 360.0),
                float(np.clip(elevation_deg[k] + noise[1, k], -90.0, 90.0)), camera.sigma_deg, *taken,
            )
            for k, taken in zip(seen.tolist(), self._takes(rows[seen], range_m[seen], draws), strict=True)
        ]  # fmt: skip
        return sightings + self._falsely(time_s)

    def _in_field(self, azimuth_deg: Array, elevation_deg: Array) -> NDArray[np.bool_]:
        camera = self.camera
        off_deg = np.abs((azimuth_deg - camera.azimuth_deg + 180.0) % 360.0 - 180.0)
        level = (elevation_deg >= camera.lowest_deg) & (elevation_deg <= camera.highest_deg)
        result: NDArray[np.bool_] = level & (off_deg <= camera.field_deg / 2.0)
        return result

    def _takes(self, rows: NDArray[np.intp], range_m: Array, draws: Array) -> list[tuple[ClassName | None, float]]:
        """What each is taken for, and how sure."""
        camera, flights = self.camera, self._truth.flights
        on_object = pixels(self._sizes_m[rows], range_m, camera.field_deg, camera.across)
        recognised = draws[0] < resolved_probability(on_object, NEEDED_PIXELS["recognise"])
        taken: list[tuple[ClassName | None, float]] = []
        for k, row in enumerate(rows.tolist()):
            what = flights[row].what
            like = CONFUSED_WITH.get(what, ())
            if recognised[k]:
                taken.append((what, SURE))
            elif like and draws[1, k] < camera.confused:
                taken.append((like[int(draws[2, k] * len(like))], UNSURE))
            else:
                taken.append((None, UNSURE))
        return taken

    def _falsely(self, time_s: float) -> list[Sighting]:
        """What is none of the objects."""
        camera, chance = self.camera, self._nothing
        count = int(chance.poisson(camera.false_per_hour * camera.interval_s / 3600.0))
        azimuth_deg = camera.azimuth_deg + camera.field_deg * chance.uniform(-0.5, 0.5, count)
        elevation_deg = chance.uniform(camera.lowest_deg, camera.highest_deg, count)
        self._false += count
        return [
            Sighting(
                f"nothing {self._false - k}", time_s, float(azimuth_deg[k] % 360.0), float(elevation_deg[k]),
                camera.sigma_deg, None, UNSURE,
            )
            for k in range(count)
        ]  # fmt: skip
