"""Objects that fly, and systems that watch them: each a Kalman filter of its own, as a textbook has it."""

from typing import Any

import numpy as np

from picture.scene import LAT_DEG, LON_DEG, NOON_S, rows
from sargas.formats.asterix.decoder import Decoder
from sargas.formats.asterix.encoder import Encoder
from sargas.formats.asterix.settings import Settings
from sargas.geo.wgs84 import geodetic_from_enu
from sargas.model.label import Label
from sargas.model.record import Chunk
from sargas.model.released import Released
from sargas.model.sensor import Sensor
from sargas.model.tracks import Tracks

TRIANGLE = [0, 1, 3, 4, 6, 8, 9, 15, 16, 18]
UPPER = np.triu_indices(4)


def noise(q_m2ps3: float, dt_s: float) -> np.ndarray:
    """Q of white acceleration, [E N vE vN]."""
    one = q_m2ps3 * np.array([[dt_s**3 / 3, dt_s**2 / 2], [dt_s**2 / 2, dt_s]])
    return np.kron(one, np.eye(2))


def step(dt_s: float) -> np.ndarray:
    f = np.eye(4)
    f[0, 2] = f[1, 3] = dt_s
    return f


def flights(n: int, seconds: int, q_m2ps3: float, speed_mps: float, seed: int) -> np.ndarray:
    """(seconds + 1, n, 4) states each second of objects whose velocity wanders, `speed_mps` at first."""
    rng = np.random.default_rng(seed)
    x = np.zeros((n, 4))
    course = rng.uniform(0, 2 * np.pi, n)
    x[:, 2], x[:, 3] = speed_mps * np.sin(course), speed_mps * np.cos(course)
    path = [x]
    root = np.linalg.cholesky(noise(q_m2ps3, 1.0) + 1e-12 * np.eye(4))
    for _ in range(seconds):
        path.append(path[-1] @ step(1.0).T + rng.normal(size=(n, 4)) @ root.T)
    return np.stack(path)


def lanes_deg(n: int) -> np.ndarray:
    """Longitudes at which n objects begin, 0.4 degrees from each other."""
    return LON_DEG + 0.4 * (np.arange(n) - n // 2)


class Watcher:
    """n filters, one an object: place measured each `every_s` with `sigma_m` (east, north)."""

    def __init__(self, n: int, sigma_m: tuple[float, float], every_s: int, q_m2ps3: float, seed: int) -> None:
        self.r = np.diag(np.square(sigma_m))
        self.every_s, self.q_m2ps3, self.rng = every_s, q_m2ps3, np.random.default_rng(seed)
        self.x = np.zeros((n, 4))
        self.p = np.broadcast_to(np.diag([1e8, 1e8, 1e4, 1e4]), (n, 4, 4)).copy()

    def watch(self, second: int, truth: np.ndarray, *, sees: bool = True) -> bool:
        """Go on by a second; whether this is one in which it looked."""
        f = step(1.0)
        self.x, self.p = self.x @ f.T, f @ self.p @ f.T + noise(self.q_m2ps3, 1.0)
        if second % self.every_s or not sees:
            return second % self.every_s == 0
        measured = truth[:, :2] + self.rng.normal(size=(len(truth), 2)) * np.sqrt(np.diag(self.r))
        gain = self.p[:, :, :2] @ np.linalg.inv(self.p[:, :2, :2] + self.r)
        self.x = self.x + np.einsum("nij,nj->ni", gain, measured - self.x[:, :2])
        self.p = self.p - gain @ self.p[:, :2, :]
        return True

    def told(self, time_s: float, reporter: str | None = None, **said: Any) -> Tracks:
        """What it says of all objects, each in the axes of the place where it began."""
        n = len(self.x)
        name = "reported_number" if reporter else "number"
        tracks = rows(time_s, *({name: i + 1, **said} for i in range(n)), reporter=reporter)
        tracks.lat_deg[:], tracks.lon_deg[:], _ = geodetic_from_enu(
            self.x[:, 0], self.x[:, 1], 0.0, LAT_DEG, lanes_deg(n), 0.0
        )
        tracks.east_mps[:], tracks.north_mps[:] = self.x[:, 2], self.x[:, 3]
        tracks.covariance[:], tracks.existence[:] = 0.0, 1.0
        tracks.covariance[:, TRIANGLE] = self.p[:, *UPPER]
        return tracks


SYSTEM = Sensor("LVA", "f", "system", {"sac": 70, "sic": 16})
_FORMAT = Settings(feed="f", sac=70, sic=16)


def through_cat062(told: Tracks, arrival_s: float) -> Tracks:
    """What comes back when somebody passes our tracks on: written as CAT062, and read again."""
    payloads = Encoder(_FORMAT).encode(Released(told, "LVA", Label()))
    found = Decoder([SYSTEM], _FORMAT).feed([Chunk(i, arrival_s, data) for i, data in enumerate(payloads)])
    return Tracks.concatenate([item for item in found if isinstance(item, Tracks)])


__all__ = ["NOON_S", "SYSTEM", "Watcher", "flights", "lanes_deg", "noise", "step", "through_cat062"]
