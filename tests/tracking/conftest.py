"""A radar scene whose truth lives on the system plane and whose plots are made by `sargas.geo.wgs84` alone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from sargas.geo.plane import SystemPlane
from sargas.geo.wgs84 import enu_from_geodetic, polar_from_enu
from sargas.model.place import Site
from sargas.model.plots import HAS, POLAR, Plots
from sargas.model.sensor import Sensor
from sargas.model.sigma import Sigma
from sargas.model.tracks import CONFIRMED, FOUR
from sargas.tracking.rows import HIGH, SHOT, Rows, track_row
from sargas.tracking.settings import Settings
from sargas.tracking.state import State, new_state, place, with_room

ORIGIN = (55.0, 24.0)
START_S = 1_750_000_000.0
MODELS = len(Settings().motion_share)
"""As shipped."""


def radar(name: str = "radar", lat_deg: float = 55.0, lon_deg: float = 24.0, **more: Any) -> Sensor:
    more = {"interval_s": 4.0, "range_m": 300_000.0, "accuracy": Sigma(range_m=50.0, azimuth_deg=0.1), **more}
    return Sensor(name, "feed", more.pop("kind", "psr"), site=Site(lat_deg, lon_deg, 200.0), **more)


def blank(n: int, models: int = MODELS) -> Rows:
    """Rows of tracks that fly alone, all else zero."""
    rows = np.zeros(n, track_row(models))
    rows["formation"] = -1
    return rows


def state_of(stations: Rows, tracks: Rows) -> State:
    """A state whose first slots are these rows; looks of radars are zero."""
    state = with_room(new_state(stations, tracks["mu"].shape[1]), len(tracks))
    state.counters[HIGH] = len(tracks)
    state.rows[: len(tracks)] = tracks
    for i in range(len(tracks)):
        if tracks["alive"][i]:
            place(state.spots, i, state.rows[i])
    return state


def two_confirmed(stations: Rows) -> State:
    """Two confirmed tracks 50 km north of the first of these radars, of 4 s, last seen at 100 s."""
    stations["jitter_s2"], stations["watermark_s"] = 0.0, 100.0
    tracks = blank(2)
    tracks["alive"], tracks["status"], tracks["existence"] = True, CONFIRMED, 0.99
    tracks["updated_s"], tracks["expected_s"], tracks["time_s"] = 100.0, 4.0, 100.0
    tracks["xc"][:, 1] = 50_000.0
    state = state_of(stations, tracks)
    state.look_s[0, :2] = state.seen_s[0, :2] = 100.0
    return state


def shots_at(x_m: Any, y_m: Any, time_s: Any = 100.0, **columns: Any) -> Rows:
    """Plots on the plane with a covariance that is neither round nor along the axes."""
    shots = np.zeros(len(np.atleast_1d(x_m)), SHOT)
    shots["x_m"], shots["y_m"], shots["time_s"] = x_m, y_m, time_s
    shots["cell"] = np.ceil(shots["time_s"] / 0.1 - 1e-4)
    shots["rxx"], shots["ryy"], shots["rxy"] = 3600.0, 2500.0, 500.0
    shots["serial"], shots["taker"] = np.arange(len(shots)), -1
    # As a radar at the origin has them.
    shots["away_m"], shots["turn"] = np.hypot(x_m, y_m), np.arctan2(y_m, x_m) / (2.0 * np.pi) + 0.5
    for name, value in columns.items():
        shots[name] = value
    return shots


@dataclass
class Scene:
    """Targets at one height; plots of them with the sensor's own errors."""

    rng: np.random.Generator = field(default_factory=lambda: np.random.default_rng(1))
    height_m: float = 5000.0
    plane: SystemPlane = field(default_factory=lambda: SystemPlane(*ORIGIN))

    def plots(
        self,
        sensor: Sensor,
        time_s: Any,
        x_m: Any,
        y_m: Any,
        *,
        bias_m: float = 0.0,
        bias_deg: float = 0.0,
        **columns: Any,
    ) -> Plots:
        x_m, y_m = np.atleast_1d(np.asarray(x_m, float)), np.atleast_1d(np.asarray(y_m, float))
        lat, lon = self.plane.geodetic_from_plane(x_m, y_m)
        site = sensor.site
        assert site is not None
        r, a, _ = polar_from_enu(*enu_from_geodetic(lat, lon, self.height_m, site.lat_deg, site.lon_deg, site.height_m))
        n = len(x_m)
        bits = HAS["pressure_altitude_m"] | sum(HAS[name] for name in columns if name in HAS)
        return Plots(
            (sensor.id,),
            time_s=np.broadcast_to(time_s, n),
            kind=np.full(n, POLAR),
            has=np.full(n, bits),
            range_m=r + bias_m + self.rng.normal(0, sensor.accuracy.range_m or 0.0, n),
            azimuth_deg=a + bias_deg + self.rng.normal(0, sensor.accuracy.azimuth_deg or 0.0, n),
            pressure_altitude_m=np.full(n, self.height_m),
            record_number=np.arange(n),
            **{name: np.broadcast_to(value, n) for name, value in columns.items()},
        )

    def clutter(self, sensor: Sensor, time_s: float, count: float) -> Plots:
        """Poisson(count) false plots, even over the disc of the sensor's range."""
        n = self.rng.poisson(count)
        return Plots(
            (sensor.id,),
            time_s=np.full(n, time_s),
            kind=np.full(n, POLAR),
            has=np.full(n, HAS["pressure_altitude_m"]),
            range_m=1e4 + (sensor.range_m or 0.0) * 0.95 * np.sqrt(self.rng.random(n)),
            azimuth_deg=self.rng.uniform(0, 360, n),
            pressure_altitude_m=np.full(n, self.height_m),
            record_number=10_000 + np.arange(n),
        )

    def errors(self, tracks: Any, x_m: Any, y_m: Any, vx_mps: Any, vy_mps: Any) -> tuple[Any, Any, Any]:
        """Of the track nearest to each target: (row, [E N vE vN] error, 4 x 4 covariance)."""
        lat, lon = self.plane.geodetic_from_plane(np.asarray(x_m), np.asarray(y_m))
        px, py = self.plane.plane_from_geodetic(tracks.lat_deg, tracks.lon_deg)
        row = np.argmin(np.hypot(px[None] - np.asarray(x_m)[:, None], py[None] - np.asarray(y_m)[:, None]), axis=1)
        near = tracks.take(row)
        east, north, _ = enu_from_geodetic(near.lat_deg, near.lon_deg, 0.0, lat, lon, 0.0)
        turn, scale = np.radians(self.plane.convergence_deg(lat, lon)), self.plane.scale(lat, lon)
        c, s = np.cos(turn) / scale, np.sin(turn) / scale
        ve, vn = c * vx_mps + s * vy_mps, c * vy_mps - s * vx_mps
        error = np.stack([east, north, near.east_mps - ve, near.north_mps - vn], axis=1)
        return row, error, near.covariance[:, FOUR]


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def make_radar() -> Callable[..., Sensor]:
    return radar
