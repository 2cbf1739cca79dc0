"""CAT129 as plots: what a drone says of itself, in the units of the document; nothing of where reports are sent."""

import base64
import struct
from typing import Any

import numpy as np
import pytest

from oracle.items import NOON_S, block, chunks, faults, of, plots, record
from sargas.formats.asterix.decoder import Decoder
from sargas.formats.asterix.identification import parts_of
from sargas.formats.asterix.settings import Settings
from sargas.formats.asterix.tables import cat129
from sargas.geo.geoid import undulation_m
from sargas.geo.wgs84 import geodetic_from_enu
from sargas.model.place import Site
from sargas.model.plot import Geodetic, Plot, Polar
from sargas.model.plots import Plots
from sargas.model.sensor import Sensor
from sargas.model.sigma import Sigma
from sargas.model.status import NewSensor
from sargas.tracking import Settings as TrackingSettings
from sargas.tracking import Tracker

GATEWAY = Sensor("gateway", "f", "remote_id", {"sac": 0, "sic": 0}, accuracy=Sigma(horizontal_m=20.0))
LAT, LON = 54.64, 25.28
PLACE = struct.pack(">ii", round(LAT / 180 * 2**30), round(LON / 180 * 2**30)).hex()
ALWAYS = {"010": "0000", "050": b"LT".hex(), "070": (43_200 * 128 + 64).to_bytes(3, "big").hex(), "080": PLACE}


def told(*items: dict[str, str], sensors: tuple[Sensor, ...] = (GATEWAY,), **settings: Any) -> list[Any]:
    blocks = [block(129, record(cat129.UAP, one)) for one in items]
    return Decoder(sensors, Settings(feed="f", **settings)).feed(chunks(blocks))


def signed(value: int, bits: int) -> int:
    return value & ((1 << bits) - 1)


def test_a_report_is_a_claim_of_place_velocity_and_name() -> None:
    # 12.34 m/s to the west and 5 m/s to the north, 20 bits each; 1.5 m/s down.
    velocity = (signed(-1234, 20) << 20 | 500).to_bytes(5, "big").hex()
    full = {
        **ALWAYS,
        "015": "aabb",
        "020": b"ABC".hex(),
        "030": b"X1 ".hex(),
        "040": b"0123456789AB".hex(),
        "090": (1203).to_bytes(3, "big").hex(),
        "100": (500).to_bytes(3, "big").hex(),
        "110": "000c",
        "120": "5a",
        "SP": "03aabb",
        "185": velocity,
        "220": signed(-150, 20).to_bytes(3, "big").hex(),
    }
    found = told(full)
    assert not faults(found)
    (one,) = plots(found)
    assert isinstance(one.measurement, Geodetic)
    assert (one.sensor, one.time_s) == ("gateway", NOON_S + 0.5)
    assert (one.measurement.lat_deg, one.measurement.lon_deg) == pytest.approx((LAT, LON), abs=1e-7)
    assert one.measurement.height_m == pytest.approx(120.3 + float(undulation_m(LAT, LON)), abs=1e-3)
    assert (one.measurement.east_mps, one.measurement.north_mps, one.measurement.up_mps) == pytest.approx(
        (-12.34, 5.0, -1.5)
    )
    # Half of the places of a normal distribution lie within 12 m.
    drawn = np.random.default_rng(1).normal(0.0, one.sigma.horizontal_m, (2, 200_000))
    assert np.mean(np.hypot(*drawn) < 12.0) == pytest.approx(0.5, abs=0.005)
    assert one.claims.remote_id == "LT.ABC.X1.0123456789AB"
    assert not one.simulated
    assert "aabb" not in repr(one)


def test_what_is_not_told_is_not_made_up() -> None:
    (one,) = plots(told({**ALWAYS, "100": "0001f4", "110": "0000"}))
    assert one.measurement.height_m is None, "a height above ground is of a ground that is not known"
    assert one.measurement.east_mps is None
    assert one.sigma.horizontal_m == 20.0, "0 is unknown: what is configured stands"


@pytest.mark.parametrize("blank", ["", "00" * 12, "20" * 12, "20" * 6 + "00" * 6])
def test_who_tells_no_serial_number_is_not_named(blank: str) -> None:
    """All drones of a country, or all of a model, would be one."""
    serial = {"040": blank} if blank else {}
    many = [{**ALWAYS, **serial}, {**ALWAYS, **serial, "020": b"ABC".hex(), "030": b"X1 ".hex()}]
    found = plots(told(*many))
    assert [one.claims.remote_id for one in found] == [None, None]
    assert not found.given("remote_id").any()


def test_a_drone_of_the_same_country_is_not_hidden_by_one_that_radar_sees() -> None:
    radar = Sensor("radar", "r", "psr", {}, Site(LAT, LON, 100.0), accuracy=Sigma(range_m=30.0, azimuth_deg=0.1))
    decoder, tracker = Decoder([GATEWAY], Settings("f")), Tracker([radar, GATEWAY], (LAT, LON), TrackingSettings())
    for second in range(80):
        time_s, reports = NOON_S + second, []
        for east_m, north_m, since in ((5_000.0, 8_000.0, 0), (-9_000.0, -7_000.0, 30)):
            lat, lon, _ = geodetic_from_enu(east_m + 15.0 * second, north_m, 0.0, LAT, LON, 0.0)
            place = struct.pack(">ii", round(float(lat) / 180 * 2**30), round(float(lon) / 180 * 2**30)).hex()
            at = {"070": ((43_200 + second) * 128).to_bytes(3, "big").hex(), "080": place}
            reports += [block(129, record(cat129.UAP, {**ALWAYS, **at}))] if second >= since else []
        found = [plots(decoder.feed(chunks(reports, time_s + 0.1)))]
        if second % 2 == 0:
            east_m = 5_000.0 + 15.0 * second
            seen = Polar(float(np.hypot(east_m, 8_000.0)), float(np.degrees(np.arctan2(east_m, 8_000.0))))
            found.append(Plots.from_plots([Plot("radar", time_s + 0.05, seen, echo="psr")]))
        tracker.update(time_s + 0.2, Plots.concatenate(found))
    assert len(tracker.tracks()) == 2


@pytest.mark.parametrize(("octets", "is_told"), [("0000", 0), ("0001", 1), ("00ff", 1), ("0100", 0), ("ffff", 0)])
def test_an_accuracy_beyond_what_the_item_can_mean_is_none(octets: str, is_told: bool) -> None:
    (one,) = plots(told({**ALWAYS, "110": octets}))
    assert (one.sigma.horizontal_m != GATEWAY.accuracy.horizontal_m) == is_told


def test_without_a_place_it_is_no_plot_and_no_fault() -> None:
    nowhere = {name: value for name, value in ALWAYS.items() if name != "080"}
    for items in (nowhere, {**ALWAYS, "080": "00" * 8}):
        found = told(items)
        assert not of(found, Plots)
        assert not faults(found)


@pytest.mark.parametrize(
    ("serial", "wanted"),
    [(b"A.B-C 7", b"A.B-C 7"), (bytes(range(200, 212)), bytes(range(200, 212)))],
)
def test_a_serial_number_is_kept_whole_whatever_its_octets(serial: bytes, wanted: bytes) -> None:
    items = {**ALWAYS, "020": b"ABC".hex(), "040": serial.ljust(12, b"\0").hex()}
    name = plots(told(items)).remote_id[0]
    assert name.isascii()
    assert parts_of(bytes(name)) == (b"LT", b"ABC", b"", wanted)


def test_names_of_others_have_no_parts() -> None:
    blank = b"*LTABCX1 " + base64.b85encode(bytes(12))
    for name in (
        b"",
        b"1787F04BM22100012345",
        b"a.b.c",
        b"LT.ABC.X1.",
        b"LT...",
        b"LT.A.B.  ",
        blank,
        b"LTU.ABC.X1.1",
        b"*LTABCX1 ",
        b"*LTABCX1 " + b"'" * 15,
    ):
        assert parts_of(name) is None


def test_an_unknown_gateway_is_suggested_as_one_of_remote_id() -> None:
    (new,) = of(told(ALWAYS, sensors=()), NewSensor)
    assert (new.match, 'kind = "remote_id"' in new.suggestion) == ({"sac": 0, "sic": 0}, True)


VELOCITY = (signed(-1234, 20) << 20 | 500).to_bytes(5, "big").hex()
WIDE = {**ALWAYS, "120": "5a0180", "185": VELOCITY, "220": "000064"}
"""I129/120 of three octets, as a section of the document is cited."""


def test_a_sender_with_three_octets_of_risk_is_read_and_silences_nobody() -> None:
    decoder = Decoder([GATEWAY], Settings("f"))
    for second in range(6):  # all drones that no system speaks for are 0/0
        blocks = [block(129, record(cat129.UAP, one)) for one in [ALWAYS, WIDE] * 10]
        found = decoder.feed(chunks(blocks, NOON_S + second))
        assert not faults(found)
        assert plots(found).record_number.tolist() == [*range(20)], "in the order of their bytes"
        one = plots(found).plot(1).measurement
        assert isinstance(one, Geodetic)
        assert (one.east_mps, one.north_mps, one.up_mps) == pytest.approx((-12.34, 5.0, 1.0))


@pytest.mark.parametrize("more", [{}, {"SP": "03aabb"}, {"185": "00" * 5}, {"SP": "03aabb", "185": VELOCITY}])
def test_either_length_of_risk_is_told_from_the_other(more: dict[str, str]) -> None:
    for risk in ("5a", "00", "5a0000", "000000", "5a0180", "018000", "ffffff"):
        found = told({**ALWAYS, **more, "120": risk, "220": "0001f4"})
        assert not faults(found), risk
        assert plots(found).plot(0).measurement.up_mps == 5.0


@pytest.mark.parametrize("broken", [{"070": "ffffff"}, {"120": "5a00"}, {"220": "00"}])
def test_what_fits_neither_length_is_dropped_by_itself(broken: dict[str, str]) -> None:
    found = told(*[{**ALWAYS, **broken}, ALWAYS] * 20)
    assert plots(found).record_number.tolist() == [*range(1, 40, 2)]
    assert faults(found)["CAT129 blocks not decoded: they do not fit edition 1.2"] == 20


def test_both_editions_are_read() -> None:
    for edition in cat129.EDITIONS:
        assert len(plots(told(ALWAYS, editions={"129": edition}))) == 1
