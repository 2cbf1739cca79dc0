"""CAT205 as plots: bearings of finders that share a name, places where they cross, what is passed over."""

from typing import Any

import pytest

from oracle.items import NOON_S, block, chunks, faults, of, plots, record
from sargas.formats.asterix.decoder import Decoder
from sargas.formats.asterix.settings import Settings
from sargas.formats.asterix.tables import cat205
from sargas.model.place import Site
from sargas.model.plot import Bearing, Geodetic
from sargas.model.sensor import Sensor
from sargas.model.sigma import Sigma
from sargas.model.status import NewSensor

SENSORS = [
    Sensor(
        "north", "f", "rf", {"sac": 1, "sic": 2, "sensor": 7}, Site(54.9, 25.3, 200.0), accuracy=Sigma(azimuth_deg=2.0)
    ),
    Sensor("system", "f", "rf", {"sac": 1, "sic": 2}, Site(54.6, 25.3, 200.0)),
]
ALWAYS = {"010": "0102", "030": (43_200 * 128).to_bytes(3, "big").hex(), "090": b"121.500".hex()}


def told(*items: dict[str, str], sensors: list[Sensor] = SENSORS) -> list[Any]:
    return Decoder(sensors, Settings(feed="f")).feed(chunks([block(205, *(record(cat205.UAP, one) for one in items))]))


def degrees(value: float) -> str:
    return round(value * 100).to_bytes(2, "big", signed=value < 0).hex()


def test_bearings_are_of_the_finder_that_measured_them() -> None:
    found = told(
        {**ALWAYS, "000": "05", "070": degrees(271.5), "170": "07", "200": degrees(-3.25)},
        {**ALWAYS, "000": "02", "070": degrees(10.0), "160": "0102"},
    )
    assert not faults(found)
    one, other = plots(found)
    assert (one.sensor, one.time_s, one.measurement) == ("north", NOON_S, Bearing(271.5, -3.25))
    assert one.sigma.azimuth_deg == 2.0
    assert (other.sensor, other.measurement, other.sensor_track) == ("system", Bearing(10.0), 0x102)


def test_where_bearings_cross_is_a_place_as_sure_as_its_radius() -> None:
    at = b"".join(round(v * 2**25 / 180).to_bytes(4, "big", signed=True) for v in (54.7, 25.4)).hex()
    found = told({**ALWAYS, "000": "01", "050": at, "110": "0c"}, {**ALWAYS, "000": "03", "050": at})
    one, other = plots(found)
    assert isinstance(one.measurement, Geodetic)
    assert (one.measurement.lat_deg, one.measurement.lon_deg) == pytest.approx((54.7, 25.4), abs=3e-6)
    assert one.sigma.horizontal_m == 600.0
    assert other.sigma.horizontal_m is None


def test_what_measures_nothing_is_no_plot_and_no_fault() -> None:
    at = "009b9b9b" + "00480000"
    for items in ({"000": "04", "050": at}, {"000": "05"}, {"000": "02", "050": at}, {"000": "01"}, {"050": at}):
        found = told({**ALWAYS, **items})
        assert not of(found, type(plots([])))
        assert not faults(found)


def test_an_unknown_finder_is_told_with_its_number() -> None:
    found = told({**ALWAYS, "000": "05", "070": "0000", "170": "09"}, sensors=SENSORS[:1])
    (new,) = of(found, NewSensor)
    assert new.match == {"sac": 1, "sic": 2, "sensor": 9}
    assert 'match = { sac = 1, sic = 2, sensor = 9 }\nkind = "rf"' in new.suggestion
    assert faults(found) == {"SAC/SIC 1/2 sensor 9 matches no sensor": 1}
