"""Settings and sensors become rows, and what does not fit is refused."""

from typing import Any

from sargas.geo.plane import SystemPlane
from sargas.model.sensor import Sensor
from sargas.tracking.rows import stations_of, track_row
from sargas.tracking.settings import Settings


def test_sensors_state_or_take_the_settings(make_radar: Any) -> None:
    plane, settings = SystemPlane(55.0, 24.0), Settings()
    sensors = [make_radar("a", 55.5, 24.0, interval_s=12.0, detection_probability=0.7), Sensor("b", "", "adsb")]
    a, b = stations_of(sensors, plane, settings)
    assert (a["x_m"], a["y_m"]) == tuple(float(v) for v in plane.plane_from_geodetic(55.5, 24.0))
    assert (a["interval_s"], a["declared"], a["detection_probability"], a["range_m"]) == (12.0, True, 0.7, 300_000.0)
    assert (b["interval_s"], b["declared"], b["reporting"], b["sited"]) == (settings.interval_s, False, True, False)
    assert b["detection_probability"] == settings.reply_probability
    assert (a["radar"], b["radar"]) == (0, -1)
    assert (a["share"], b["share"]) == (settings.birth_share, settings.birth_share_of_reports)


def test_a_track_is_small() -> None:
    assert track_row(3).itemsize < 1200
