"""CAT020 as plots: a real report, units, what is not taken."""

from pathlib import Path

import pytest

from oracle.items import NOON_S, block, chunks, faults, plots, record
from sargas.formats.asterix.decoder import Decoder
from sargas.formats.asterix.settings import Settings
from sargas.formats.asterix.tables import cat020
from sargas.geo.plane import SystemPlane
from sargas.model.place import Site
from sargas.model.plot import Geodetic, Plot
from sargas.model.sensor import Sensor

SITE = Site(54.64, 25.28, 200.0)
SENSORS = [Sensor("wam", "f", "mlat", {"sac": 1, "sic": 2}, SITE)]
ALWAYS = {"010": "0102", "020": "40", "140": (43_200 * 128).to_bytes(3, "big").hex()}


def angle(degrees: float) -> str:
    return round(degrees * 2**25 / 180).to_bytes(4, "big", signed=True).hex()


PLACE = {**ALWAYS, "041": angle(54.7) + angle(25.3)}


def told(*items: dict[str, str], sensors: list[Sensor] = SENSORS) -> list[Plot]:
    found = Decoder(sensors, Settings(feed="f")).feed(chunks([block(20, *(record(cat020.UAP, one) for one in items))]))
    assert not faults(found)
    return list(plots(found))


def test_a_report_with_everything_that_is_taken() -> None:
    (made,) = told(
        {
            **PLACE, "161": "0123", "070": "0fc0", "090": "0190", "220": "503a11", "245": "00314571c81820",
            "105": "0200", "500": "60" + "0014001c0000" + "0012", "030": "0b26",
        }
    )  # fmt: skip
    assert (made.sensor, made.time_s, made.echo, made.purpose) == ("wam", NOON_S, "mode_s", "target")
    at = made.measurement
    assert isinstance(at, Geodetic)
    assert (at.lat_deg, at.lon_deg) == pytest.approx((54.7, 25.3), abs=3e-6)
    assert at.height_m == pytest.approx(512 * 6.25 * 0.3048)
    assert at.east_mps is None
    assert (made.claims.mode_s, made.claims.mode_3a, made.claims.emergency) == (0x503A11, 0o7700, "general")
    assert made.claims.callsign == "LTU12A"
    assert made.claims.pressure_altitude_m == pytest.approx(100 * 30.48)
    assert made.sigma.horizontal_m == pytest.approx((0.5 * (5.0**2 + 7.0**2)) ** 0.5)
    assert made.sigma.height_m == pytest.approx(9.0)
    assert (made.sensor_track, made.features.warnings) == (0x123, (5, 19))


def test_a_real_report_is_where_it_was(corpus: Path) -> None:
    """Of a system near Vienna, edition 1.5: its items are where 1.9 has them."""
    octets = (corpus / "asterix_vectors/cat020ed1.5.bin").read_bytes()
    (made,) = plots(Decoder([Sensor("m", "f", "mlat")], Settings(feed="f")).feed(chunks([octets])))
    assert isinstance(made.measurement, Geodetic)
    assert (made.measurement.lat_deg, made.measurement.lon_deg) == pytest.approx((47.8824, 16.3206), abs=1e-4)
    assert made.claims.pressure_altitude_m == pytest.approx(342.9)


def test_cartesian_places_are_around_the_site_of_the_system() -> None:
    cartesian = {
        **ALWAYS,
        "042": (2 * 12_000).to_bytes(3, "big").hex() + (-2 * 9_000).to_bytes(3, "big", signed=True).hex(),
    }
    (made,) = told(cartesian)
    wanted = SystemPlane(SITE.lat_deg, SITE.lon_deg).geodetic_from_plane(12_000.0, -9_000.0)
    assert isinstance(made.measurement, Geodetic)
    assert (made.measurement.lat_deg, made.measurement.lon_deg) == pytest.approx(wanted, abs=1e-9)
    assert told(cartesian, sensors=[Sensor("wam", "f", "mlat", {"sac": 1, "sic": 2})]) == []


def test_what_was_not_measured_is_no_plot() -> None:
    """Without a place, and where the system went on by itself (I020/170 CST)."""
    assert told(ALWAYS) == told({**PLACE, "170": "20"}) == []
    assert len(told({**PLACE, "170": "80"}, PLACE)) == 2


def test_garbled_codes_are_no_claims_and_tests_no_targets() -> None:
    (garbled,) = told({**PLACE, "070": "4fc0", "090": "8190"})
    assert garbled.claims.mode_3a is garbled.claims.pressure_altitude_m is None
    assert garbled.echo == "other"
    purposes = [told({**PLACE, "020": descriptor})[0] for descriptor in ("4102", "4180", "4104")]
    assert [(made.purpose, made.simulated) for made in purposes] == [
        ("test", False), ("reference", False), ("target", True)
    ]  # fmt: skip
