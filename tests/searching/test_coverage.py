"""What was not seen counts only where a sensor that is up would have seen it."""

import numpy as np
import pytest

from sargas.model.place import Site
from sargas.model.sensor import Sensor
from sargas.model.status import SensorStatus, StatusName
from sargas.searching.coverage import Coverage, log_unseen

SITE = Site(55.0, 24.0, 130.0)
RADAR = Sensor("psr", "lan", "psr", site=SITE, range_m=60_000.0, interval_s=4.0, detection_probability=0.8)
EAR = Sensor("ear", "lan", "acoustic", site=SITE, range_m=3_000.0, detection_probability=0.5, interval_s=1.0)
MUTE = (
    Sensor("adsb", "lan", "adsb", site=SITE, range_m=300_000.0),
    Sensor("mine", "lan", "observer", site=SITE, range_m=5_000.0),
    Sensor("nowhere", "lan", "psr", range_m=60_000.0),
    Sensor("mic", "lan", "acoustic", site=SITE, range_m=3_000.0),
)


def coverage(*status: StatusName) -> Coverage:
    told = Coverage([RADAR, EAR, *MUTE])
    told.hear([SensorStatus(s.id, 0.0, word) for word in status for s in (RADAR, EAR, *MUTE)])
    return told


def unseen(north_m: float, height_m: float, looking, section_m2: float = 1.0, step_s: float = 60.0) -> float:
    one = np.array([0.0])
    return float(
        log_unseen(
            looking, 55.0 + north_m / 111_200.0 + one, 24.0 + one, height_m + one, 120.0 + one, section_m2 + one,
            step_s, 3, 50.0, 0.8,
        )[0]
    )  # fmt: skip


def test_only_what_is_up_and_needs_no_answer_looks() -> None:
    assert [one.sensor.id for one in coverage("ok").up()] == ["psr", "ear"]
    assert coverage().up() == []
    for word in ("silent", "fault", "degraded", "maintenance", "unknown", "time_invalid", "not_for_operational_use"):
        assert coverage("ok", word).up() == [], word


def test_within_range_and_above_the_horizon_it_would_have_been_seen() -> None:
    up = coverage("ok").up()[:1]
    assert unseen(20_000.0, 1120.0, up) < np.log(0.05)  # three looks, each better than 0.8
    assert unseen(20_000.0, 140.0, up) == 0.0  # below the horizon and the trees
    assert unseen(61_000.0, 5_000.0, up) == 0.0  # beyond its range


def test_three_looks_of_a_step_count_and_small_things_are_seen_worse() -> None:
    up = coverage("ok").up()[:1]
    at_range = unseen(59_900.0, 2_000.0, up)
    assert np.exp(at_range / 3.0) == pytest.approx(0.2, abs=0.01)
    assert unseen(59_900.0, 2_000.0, up, step_s=4.0) == pytest.approx(at_range / 3.0)
    assert unseen(40_000.0, 2_000.0, up, 0.05) > unseen(40_000.0, 2_000.0, up, 1.0)


def test_a_blanked_sector_says_nothing_until_it_is_unblanked_by_the_sensor_itself() -> None:
    told = coverage("ok")
    north = ((350.0, 10.0),)
    told.hear([SensorStatus("psr", 1.0, "ok", blanked_sectors_deg=north, record_number=5)])
    assert unseen(20_000.0, 1120.0, told.up()[:1]) == 0.0
    assert unseen(-20_000.0, 1120.0, told.up()[:1]) < -2.0
    told.hear([SensorStatus("psr", 2.0, "ok")])  # of its health, not its own word
    assert unseen(20_000.0, 1120.0, told.up()[:1]) == 0.0
    told.hear([SensorStatus("psr", 3.0, "ok", record_number=6)])
    assert unseen(20_000.0, 1120.0, told.up()[:1]) < -2.0


def test_an_ear_hears_around_corners() -> None:
    up = coverage("ok").up()[1:]
    assert unseen(1_000.0, 130.0, up) == pytest.approx(3 * np.log(0.5))
    assert unseen(4_000.0, 130.0, up) == 0.0


def test_state_survives() -> None:
    told, again = coverage("ok"), Coverage([RADAR])
    told.hear([SensorStatus("psr", 1.0, "ok", blanked_sectors_deg=((1.0, 2.0),), record_number=1)])
    again.set_state(told.state())
    assert again.up() == told.up()[:1]
