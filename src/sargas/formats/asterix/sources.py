"""Sensors of a feed by SAC and SIC, and what their configuration adds to each plot.

Rule: a sensor's `match` names `sac` and `sic`, and `sensor` (I205/170) where several share them; one alone matches
every value of the others, none at all every source of the feed; the closest match wins. A source is known by its *key*:
`sac << 8 | sic`, and one more than `sensor` from SENSOR_BIT on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sargas.model.sensor import Sensor

SIGMAS = ("range_m", "azimuth_deg", "elevation_deg", "range_rate_mps", "horizontal_m", "height_m", "velocity_mps")
SENSOR_BIT = 16
_GUESS = {
    1: "ssr",
    2: "ssr",
    4: "system",
    10: "mlat",
    15: "psr",
    19: "mlat",
    20: "mlat",
    21: "adsb",
    23: "adsb",
    34: "ssr",
    48: "ssr",
    62: "system",
    63: "system",
    65: "system",
    129: "remote_id",
    205: "rf",
}


def named(key: int) -> dict[str, int]:
    """What a key stands for, in the words of `match`."""
    names = {"sac": key >> 8 & 255, "sic": key & 255}
    return {**names, "sensor": (key >> SENSOR_BIT) - 1} if key >> SENSOR_BIT else names


class Sources:
    """The sensors of one feed, found by key."""

    def __init__(self, feed: str, sensors: Sequence[Sensor]) -> None:
        self.feed = feed
        self.sensors = tuple(sensors)
        self.ids = tuple(sensor.id for sensor in sensors)
        self.reporters = tuple(sensor.nation or sensor.id for sensor in sensors)
        self.sigma = {
            name: np.array([getattr(sensor.accuracy, name) or 0.0 for sensor in sensors] or [0.0]) for name in SIGMAS
        }
        self.sigmas_given = tuple(name for name, sigma in self.sigma.items() if sigma.any())
        """Those that any sensor has."""
        sites = [sensor.site for sensor in sensors]
        self.has_site = np.array([site is not None for site in sites] or [False])
        self.lat_deg = np.array([site.lat_deg if site else 0.0 for site in sites] or [0.0])
        self.lon_deg = np.array([site.lon_deg if site else 0.0 for site in sites] or [0.0])
        self.height_m = np.array([site.height_m if site else 0.0 for site in sites] or [0.0])
        self._known: dict[int, int] = {}

    def index(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """Index of the sensor of each key, -1 where no entry matches."""
        if len(keys) and (keys == keys[0]).all():
            return np.full(len(keys), self.find(int(keys[0])), np.int64)
        unique, inverse = np.unique(keys, return_inverse=True)
        found = np.array([self.find(int(key)) for key in unique], np.int64)
        result: NDArray[np.int64] = found[inverse] if len(unique) else np.zeros(0, np.int64)
        return result

    def find(self, key: int) -> int:
        """Index of the sensor of one key, -1 when no entry matches."""
        if key not in self._known:
            best, closest = -1, -1
            for i, sensor in enumerate(self.sensors):
                wanted = named(key)
                fits = all(name in wanted and int(value) == wanted[name] for name, value in sensor.match.items())
                if fits and len(sensor.match) > closest:
                    best, closest = i, len(sensor.match)
            self._known[key] = best
        return self._known[key]

    def stanza(self, key: int, category: int) -> str:
        """The `[[sensors]]` entry that would match."""
        kind = _GUESS[category]
        lines = [
            "[[sensors]]",
            f'id = "{"-".join([self.feed, *map(str, named(key).values())])}"',
            f'feed = "{self.feed}"',
            f"match = {{ {', '.join(f'{name} = {value}' for name, value in named(key).items())} }}",
            f'kind = "{kind}"',
        ]
        if kind in ("psr", "ssr", "rf"):
            place = "site = { lat_deg = ..., lon_deg = ..., height_m = ... }"
            lines.append(f"# {place}  # fill in: it does not say where it stands")
        return "\n".join(lines) + "\n"
