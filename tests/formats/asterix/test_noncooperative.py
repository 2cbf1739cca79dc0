"""CAT015 as plots: polar, bearing, place; multi-static paths, extrapolations and ends that are none."""

import pytest

from oracle.items import NOON_S, block, chunks, faults, plots, record
from sargas.formats.asterix.decoder import Decoder
from sargas.formats.asterix.settings import Settings
from sargas.formats.asterix.tables import cat015
from sargas.model.place import Site
from sargas.model.plot import Bearing, Geodetic, Plot, Polar
from sargas.model.sensor import Sensor
from sargas.model.sigma import Sigma

SENSORS = [Sensor("radar", "f", "psr", {"sac": 1, "sic": 2}, Site(54.9, 25.3, 200.0), accuracy=Sigma(azimuth_deg=2.0))]
PLOT, TRACK = "06", "08"
"""Of I015/000: a sensor-centric plot and track, reported periodically."""
ALWAYS = {"010": "0102", "000": PLOT, "145": (43_200 * 128).to_bytes(3, "big").hex()}
RANGE = "98" + (12_345).to_bytes(3, "big").hex() + "000096"
"""1,234.5 m; the third subfield opens a second octet below."""
AZIMUTH = "a0" + "4000" + "0174"
"""90 degrees, to 0.2554 degrees."""


def told(*items: dict[str, str]) -> list[Plot]:
    found = Decoder(SENSORS, Settings(feed="f")).feed(chunks([block(15, *(record(cat015.UAP, one) for one in items))]))
    assert not faults(found)
    return list(plots(found))


def angle(degrees: float) -> str:
    return round(degrees * 2**31 / 180).to_bytes(4, "big", signed=True).hex()


FULL = {
    **ALWAYS, "020": "00", "161": "0203",
    "625": "b4" + "003039" + "000032" + "fffb7f" + "000005" + "00",  # R, SDR, RR -115.3 m/s, SDRR 0.5 m/s
    "627": AZIMUTH, "628": "a0" + "0400" + "0400",
}  # fmt: skip
PLACE = "a0" + angle(54.91) + angle(25.42) + "0014" + "001c" + "00"


def test_a_mono_static_report_is_a_polar_plot_with_all_it_measured() -> None:
    (made,) = told(FULL)
    assert (made.sensor, made.time_s, made.echo, made.sensor_track) == ("radar", NOON_S, "psr", 0x203)
    at = made.measurement
    assert isinstance(at, Polar)
    assert (at.range_m, at.azimuth_deg) == pytest.approx((1234.5, 90.0))
    assert (at.elevation_deg, at.range_rate_mps) == pytest.approx((1024 * 360 / 2**17, -115.3))
    assert (made.sigma.range_m, made.sigma.range_rate_mps) == pytest.approx((5.0, 0.5))
    assert made.sigma.azimuth_deg == pytest.approx(0x174 * 360 / 2**19)
    assert made.sigma.elevation_deg == pytest.approx(1024 * 360 / 2**19)


def test_without_a_range_it_is_a_bearing_with_the_configured_error() -> None:
    (made,) = told({**ALWAYS, "627": "80" + "c000"})
    assert made.measurement == Bearing(270.0)
    assert made.sigma.azimuth_deg == 2.0


def test_a_multi_static_path_is_no_range_and_its_place_is_one() -> None:
    """Descriptor 40: multi-static. Without its place it is no plot."""
    paths = {**FULL, "020": "40"}
    assert told(paths) == []
    (made,) = told({**paths, "600": PLACE, "601": "a0" + "00c350" + "0003e8"})
    at = made.measurement
    assert isinstance(at, Geodetic)
    assert (at.lat_deg, at.lon_deg, at.height_m) == pytest.approx((54.91, 25.42, 500.0), abs=1e-7)
    assert made.sigma.horizontal_m == pytest.approx((0.5 * (5.0**2 + 7.0**2)) ** 0.5)
    assert made.sigma.height_m == pytest.approx(10.0)


def test_a_mono_static_report_with_both_is_what_it_measured() -> None:
    (made,) = told({**FULL, "600": PLACE})
    assert isinstance(made.measurement, Polar)


def test_what_nobody_measured_is_no_plot() -> None:
    """Extrapolated (I015/170 CSTP), the end of a track (type 5), neither place nor direction."""
    assert told({**FULL, "170": "08"}) == told({**FULL, "000": "0a"}) == told(ALWAYS) == []
    assert len(told({**FULL, "000": TRACK, "170": "02"})) == 1


def test_what_is_no_target_says_so() -> None:
    made = [told({**FULL, "020": descriptor})[0] for descriptor in ("10", "20", "30")]
    assert [(one.purpose, one.simulated) for one in made] == [
        ("reference", False), ("target", True), ("target", True)
    ]  # fmt: skip
