"""Coverage: what sensors that are up would have seen. Only these say anything by not seeing: a silent one says nothing.

Model, stated: a radar (psr) detects an object of the median cross-section of its class in one look with the
probability of Swerling 1 in free space, set so that 1 m2 at its range is detected with the probability that its sensor
states (`sargas.sensing.detection`); nothing beyond its range, in a blanked sector, or less than `clearance_m` above its
radio horizon. Other sensors that need no answer of the target (acoustic, rf, eo) count where a probability and a range
are configured for them, with that within this. Of the looks of a step at most `most_looks` count. Sensors that hear
what targets say of themselves, people, and other systems' tracks say nothing by silence.
Not seeing changes what is held likely by Bayes's rule, by at most `coverage_trust`: the object may be one that this
sensor never sees (Koopman, *Search and Screening*, 1980; Stone, *Theory of Optimal Search*, 1975).
"""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.geo.wgs84 import MERIDIAN_M_PER_DEG, METRES_PER_DEG
from sargas.model.sensor import Sensor, SensorKind
from sargas.model.status import SensorStatus
from sargas.sensing.detection import detection_probability, reference_snr, signal_to_noise
from sargas.sensing.horizon import radio_horizon_m

Floats = NDArray[np.float64]

RADAR: SensorKind = "psr"
BY_ITSELF: tuple[SensorKind, ...] = ("acoustic", "rf", "eo")
HIDDEN_BY_EARTH: tuple[SensorKind, ...] = ("psr", "rf", "eo")
LEAST_ANTENNA_M = 5.0


class Looking(NamedTuple):
    """One sensor that is up."""

    sensor: Sensor
    blanked_deg: tuple[tuple[float, float], ...]
    since_s: float = -math.inf
    """Before, it was not up, or it is not known."""


class Coverage:
    """How each sensor is, as it was told last."""

    def __init__(self, sensors: Sequence[Sensor]) -> None:
        self._sensors = [
            s
            for s in sensors
            if s.site is not None
            and s.range_m is not None
            and (s.kind == RADAR or (s.kind in BY_ITSELF and s.detection_probability is not None))
        ]
        self._status: dict[str, str] = {}
        self._blanked: dict[str, tuple[tuple[float, float], ...]] = {}
        self._since_s: dict[str, float] = {}

    def hear(self, statuses: Sequence[SensorStatus]) -> None:
        """What sensors are told to be."""
        known = [sensor.id for sensor in self._sensors]
        for status in statuses:
            if status.sensor in known:
                if self._status.get(status.sensor) != status.status:
                    self._since_s[status.sensor] = status.time_s
                self._status[status.sensor] = status.status
                if status.record_number >= 0 or status.sensor not in self._blanked:  # what it says itself
                    self._blanked[status.sensor] = status.blanked_sectors_deg

    def up(self) -> list[Looking]:
        """Those whose silence says something."""
        return [
            Looking(s, self._blanked.get(s.id, ()), self._since_s.get(s.id, math.inf))
            for s in self._sensors
            if self._status.get(s.id) == "ok"
        ]

    def state(self) -> list[list[object]]:
        """For a checkpoint."""
        return [
            [name, status, [list(b) for b in self._blanked[name]], self._since_s[name]]
            for name, status in self._status.items()
        ]

    def set_state(self, state: Sequence[Sequence[Any]]) -> None:
        """Inverse of `state`; sensors that are no more are left behind."""
        known = [sensor.id for sensor in self._sensors]
        self._status = {str(name): str(status) for name, status, *_ in state if name in known}
        self._since_s = {str(name): float(since) for name, *_, since in state if name in known}
        self._blanked = {
            str(name): tuple((float(a), float(b)) for a, b in blanked) for name, _, blanked, _ in state if name in known
        }


def log_unseen(
    looking: Sequence[Looking],
    lat_deg: Floats,
    lon_deg: Floats,
    height_m: Floats,
    ground_m: Floats,
    cross_section_m2: Floats,
    step_s: float,
    most_looks: int,
    clearance_m: float,
    default_probability: float,
) -> Floats:
    """Logarithm of the probability that none of `looking` sees what is at N places for `step_s`."""
    total = np.zeros(len(lat_deg))
    for sensor, blanked_deg, _ in looking:
        site, range_m = sensor.site, sensor.range_m
        assert site is not None, "asked for by Coverage"
        assert range_m is not None, "asked for by Coverage"
        north_m = (lat_deg - site.lat_deg) * MERIDIAN_M_PER_DEG
        east_m = (lon_deg - site.lon_deg) * METRES_PER_DEG * np.cos(np.radians((lat_deg + site.lat_deg) / 2.0))
        far_m = np.hypot(np.hypot(east_m, north_m), height_m - site.height_m)
        seen = far_m <= range_m
        if sensor.kind in HIDDEN_BY_EARTH:
            antenna_m = np.maximum(site.height_m - ground_m, LEAST_ANTENNA_M)
            seen &= far_m <= radio_horizon_m(antenna_m, np.maximum(height_m - ground_m - clearance_m, 0.0))
        azimuth_deg = np.degrees(np.arctan2(east_m, north_m)) % 360.0
        for first, last in blanked_deg:
            seen &= (azimuth_deg - first) % 360.0 > (last - first) % 360.0
        given = sensor.detection_probability
        if sensor.kind == RADAR:
            snr = reference_snr(min(max(given or default_probability, 1e-3), 0.999))
            one = detection_probability(signal_to_noise(far_m, cross_section_m2, range_m, snr))
        else:
            one = np.full(len(total), given or 0.0)
        looks = min(step_s / (sensor.interval_s or step_s), float(most_looks))
        total += np.where(seen, looks * np.log1p(-np.minimum(one, 0.999)), 0.0)
    return total
