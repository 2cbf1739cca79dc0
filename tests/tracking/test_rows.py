"""Settings and sensors become rows, and what does not fit is refused."""

from typing import Any

import numpy as np
import pytest

from sargas.geo.plane import SystemPlane
from sargas.model.sensor import Sensor
from sargas.tracking.rows import MOST_CODES, stations_of, terms_of, track_row
from sargas.tracking.settings import Settings


def test_every_term_has_its_setting() -> None:
    terms = terms_of(
        Settings(address_agrees=np.e, lost_sigma_m=3.0, conspicuity_codes=(0o7000,), motion_share=(2.0, 2.0, 4.0))
    )
    assert terms["log_address_agrees"][0] == pytest.approx(1.0)
    assert terms["lost_m2"][0] == 9.0
    assert terms["conspicuity_codes"][0].tolist() == [0o7000] * MOST_CODES
    assert terms["motion_share"][0].tolist() == [0.25, 0.25, 0.5]
    zero = [name for name in terms.dtype.names or () if not np.any(terms[name])]
    assert zero == ["show_tentative"]


@pytest.mark.parametrize(
    "wrong",
    [{"motion_share": (1.0,)}, {"calm_share": 1.0}, {"conspicuity_codes": ()}, {"conspicuity_codes": (1,) * 17}],
)
def test_settings_that_do_not_fit(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"motion|codes|calm"):
        terms_of(Settings(**wrong))


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
    assert track_row(2).itemsize < 1024
