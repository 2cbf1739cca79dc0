"""CAT010 as plots and statuses: a real recording, units, what is not taken."""

from pathlib import Path

import numpy as np
import pytest

from oracle.items import NOON_S, block, chunks, faults, plots, record, statuses
from oracle.recordings import gps
from sargas.formats.asterix.columns import cut, read
from sargas.formats.asterix.decoder import Decoder
from sargas.formats.asterix.settings import Settings
from sargas.formats.asterix.tables import cat010, table_of
from sargas.geo.plane import SystemPlane
from sargas.model.place import Site
from sargas.model.plot import Geodetic, Plot, Polar
from sargas.model.sensor import Sensor

SITE = Site(54.64, 25.28, 200.0)
SENSORS = [Sensor("airport", "f", "mlat", {"sac": 1, "sic": 2}, SITE)]
ALWAYS = {"010": "0102", "000": "01", "140": (43_200 * 128).to_bytes(3, "big").hex()}
ECHO = {**ALWAYS, "020": "60", "040": "0591b400"}
REPLY = {**ALWAYS, "020": "20", "042": "084afd0b"}


def heard(*items: dict[str, str], sensors: list[Sensor] = SENSORS) -> list[object]:
    octets = block(10, *(record(cat010.UAP, one) for one in items))
    found = Decoder(sensors, Settings(feed="f")).feed(chunks([octets]))
    assert not faults(found)
    return found


def told(*items: dict[str, str], sensors: list[Sensor] = SENSORS) -> list[Plot]:
    return list(plots(heard(*items, sensors=sensors)))


def angle(degrees: float) -> str:
    return round(degrees * 2**31 / 180).to_bytes(4, "big", signed=True).hex()


def test_an_echo_of_a_surface_radar_is_polar() -> None:
    (made,) = told({**ECHO, "161": "0123", "042": "084afd0b", "500": "080c0000"})
    assert (made.sensor, made.time_s, made.echo, made.sensor_track) == ("airport", NOON_S, "psr", 0x123)
    assert isinstance(made.measurement, Polar)
    assert (made.measurement.range_m, made.measurement.azimuth_deg) == (1425.0, 253.125)
    assert made.sigma.horizontal_m is None


def test_multilateration_is_a_place_in_the_plane_of_the_site() -> None:
    (made,) = told({**REPLY, "060": "0fc0", "090": "0190", "220": "503a11", "245": "00314571c81820", "500": "080c0000"})
    assert made.echo == "mode_s"
    assert isinstance(made.measurement, Geodetic)
    plane = SystemPlane(SITE.lat_deg, SITE.lon_deg)
    place = plane.geodetic_from_plane(2122.0, -757.0)
    assert (made.measurement.lat_deg, made.measurement.lon_deg) == pytest.approx(place, abs=1e-9)
    assert made.sigma.horizontal_m == pytest.approx(((2.0**2 + 3.0**2) / 2) ** 0.5)
    assert (made.claims.mode_s, made.claims.mode_3a, made.claims.emergency) == (0x503A11, 0o7700, "general")
    assert made.claims.callsign == "LTU12A"
    assert made.claims.pressure_altitude_m == pytest.approx(100 * 30.48)


def test_a_place_on_the_ellipsoid_comes_before_one_in_the_plane() -> None:
    (made,) = told({**REPLY, "041": angle(54.7) + angle(25.3)})
    assert isinstance(made.measurement, Geodetic)
    assert (made.measurement.lat_deg, made.measurement.lon_deg) == pytest.approx((54.7, 25.3), abs=1e-7)


@pytest.mark.parametrize(
    "passed_over",
    [
        {"170": "10"},  # extrapolated
        {"020": "2104"},  # a ground vehicle
        {"300": "05"},  # a snow plough
        {"020": "40"},  # what the aircraft claims
        {"042": "", "140": ALWAYS["140"]},
    ],
)
def test_what_was_not_measured_or_does_not_fly_is_no_plot(passed_over: dict[str, str]) -> None:
    items = {number: octets for number, octets in {**REPLY, **passed_over}.items() if octets}
    assert told(REPLY, items) == told(REPLY)


def test_a_plane_needs_a_site() -> None:
    assert told(REPLY, sensors=[Sensor("airport", "f", "mlat", {"sac": 1, "sic": 2})]) == []


@pytest.mark.parametrize(
    ("state", "status", "detail"),
    [
        ("00", "ok", ""),
        ("08", "degraded", "diversity degraded"),
        ("80", "not_for_operational_use", "not for operational use"),
        ("14", "time_invalid", "time source invalid, test target failure"),
    ],
)
def test_its_status(state: str, status: str, detail: str) -> None:
    (one,) = statuses(heard(REPLY, {**ALWAYS, "000": "03", "550": state}))
    assert (one.sensor, one.status, one.detail, one.time_s) == ("airport", status, detail, NOON_S)


def test_velocity_has_the_unit_of_the_document(corpus: Path) -> None:
    """Both forms of an echo's velocity agree: I010/200 in NM/s and degrees, I010/202 in quarters of 1 m/s."""
    octets = np.frombuffer(gps(corpus / "radar/ifsnop_midnight_cross.gps")[3], np.uint8)
    found, _ = cut(octets, np.array([0]), np.array([len(octets)]))
    (records,), _ = read(found, table_of(10))
    speed, course = records.quantity("200/GSP")[0], np.radians(records.quantity("200/TRA")[0])
    in_plane = records.quantity("202/VX")[0], records.quantity("202/VY")[0]
    assert in_plane == pytest.approx((speed * np.sin(course), speed * np.cos(course)), abs=0.25)


def test_an_airport_across_midnight(corpus: Path) -> None:
    """Three field monitors and an aircraft on the ground by multilateration, one echo of the surface radar."""
    sensors = [
        Sensor("mlat", "f", "mlat", {"sac": 0, "sic": 107}, SITE),
        Sensor("smr", "f", "psr", {"sac": 0, "sic": 7}, SITE),
    ]
    midnight_s = NOON_S + 43_200.0
    payloads = gps(corpus / "radar/ifsnop_midnight_cross.gps")
    found = Decoder(sensors, Settings(feed="f")).feed(chunks(payloads, midnight_s))
    assert not faults(found)
    made = list(plots(found))
    assert [(plot.sensor, plot.purpose, plot.echo) for plot in made] == [
        *[("mlat", "reference", "mode_s")] * 3,
        ("smr", "target", "psr"),
        ("mlat", "target", "mode_s"),
    ]
    assert [plot.time_s - midnight_s for plot in made] == pytest.approx(
        [-0.4140625, -0.375, 0.0, -0.1328125, 0.015625], abs=1e-6
    )
