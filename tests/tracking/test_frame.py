"""What is known of sensors before a plot comes: places, errors, regions."""

import math
from typing import Any

import numpy as np
import pytest

from sargas.geo.plane import SystemPlane
from sargas.model.sensor import Sensor
from sargas.model.sigma import Sigma
from sargas.tracking.frame import frame_of, region_of, turn_of
from sargas.tracking.rows import RINGS, SECTORS
from sargas.tracking.settings import Settings

PLANE = SystemPlane(55.0, 24.0)


def test_places_and_errors_are_the_sensors_or_those_of_the_settings(make_radar: Any) -> None:
    own = Sigma(range_m=30.0, azimuth_deg=0.2)
    sensors = [make_radar("a", 55.5, 25.0, accuracy=own), Sensor("b", "feed", "adsb", range_m=7e4)]
    frame = frame_of(sensors, PLANE, Settings())
    assert frame.sited.tolist() == [True, False]
    x_m, y_m = PLANE.plane_from_geodetic(55.5, 25.0)
    assert frame.planes[0, :2].tolist() == [x_m, y_m]
    assert math.degrees(frame.planes[0, 2]) == pytest.approx(float(PLANE.convergence_deg(55.5, 25.0)))
    assert frame.planes[:, 4].tolist() == [300_000.0, 7e4]
    assert frame.errors[0, :2].tolist() == [30.0, 0.2]
    assert frame.errors[1, :2].tolist() == [Settings().sigma_range_m, Settings().sigma_azimuth_deg]
    assert frame.errors[:, 5].tolist() == [Settings().sigma_velocity_mps] * 2


def test_a_region_is_a_ring_and_a_sector_counted_from_west_against_the_sun() -> None:
    """All of them, by the middle of each; beyond the range the last ring counts."""
    rings, sectors = np.divmod(np.arange(RINGS * SECTORS), SECTORS)
    azimuth = math.pi / 2 - ((sectors + 0.5) / SECTORS - 0.5) * 2 * math.pi
    found = [region_of(r, turn_of(a), 1600.0) for r, a in zip((rings + 0.5) / RINGS * 1600.0, azimuth, strict=True)]
    assert found == list(range(RINGS * SECTORS))
    assert region_of(9999.0, turn_of(azimuth[3] + 4 * math.pi), 1600.0) == (RINGS - 1) * SECTORS + 3
