"""System tracks of others: status, heights and their sources, accuracy, plans."""

from pathlib import Path

import numpy as np
import pytest

from oracle.items import NOON_S, block, chunks, faults, tracks
from oracle.recordings import final_format
from sargas.formats.asterix.decoder import Decoder
from sargas.formats.asterix.settings import Settings
from sargas.geo.geodesic import azimuth_deg
from sargas.geo.geoid import undulation_m
from sargas.geo.plane import SystemPlane
from sargas.model.place import Site
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor
from sargas.model.track import FlightPlan
from sargas.model.tracks import Tracks

SENSORS = [Sensor("n", "f", "system", {"sac": 1, "sic": 2}, Site(55.0, 24.0), nation="LVA")]
PLACE = "009c28f6 0046d3a0"
LAT, LON = 0x9C28F6 * 180 / 2**25, 0x46D3A0 * 180 / 2**25


def items(record: str, sensors=SENSORS, **more: object):
    settings = Settings(feed="f", **more)
    return Decoder(sensors, settings).feed(chunks([block(62, bytes.fromhex(record))]))


def track(record: str, **more: object):
    return tracks(items(record, **more)).track(0)


@pytest.mark.parametrize(
    ("source", "told"),
    [(0, "geometric"), (1, "geometric"), (2, "radar"), (3, "triangulated"), (4, None), (5, None), (6, None),
     (7, "geometric")],
)  # fmt: skip
def test_where_a_height_comes_from(source: int, told: str | None) -> None:
    """I062/080 SRC: one of a coverage, a speed table or a default was measured by nobody."""
    made = track(f"990510 0102 546000 {PLACE} {source << 2:02x} 0640")
    assert (made.height_source, made.height_m is None) == (told or "none", told is None)


def test_place_velocity_number() -> None:
    # 010 070 105 185 | 060 040
    made = track(f"9b48 0102 546000 {PLACE} 0028ffea 0fc0 138b")
    assert (made.lat_deg, made.lon_deg) == (LAT, LON)
    assert (made.east_mps, made.north_mps) == (10.0, -5.5)
    assert (made.reported_by, made.reported_number, made.time_s) == ("LVA", 0x138B, NOON_S)
    assert (made.claims.mode_3a, made.claims.emergency) == (0o7700, "general")
    assert made.status == "confirmed"


def test_velocities_along_the_axes_of_a_plane_are_turned_to_true_north() -> None:
    """Ten degrees of longitude east of where the plane touches, its north points 8 degrees east of true north."""
    plane = Site(LAT, LON - 10.0)
    made = track(f"9b48 0102 546000 {PLACE} 0028ffea 0fc0 138b", velocity_plane=plane)
    turned_deg = np.degrees(np.arctan2(made.east_mps, made.north_mps)) - np.degrees(np.arctan2(10.0, -5.5))
    assert turned_deg == pytest.approx(10.0 * np.sin(np.radians(LAT)), abs=0.2)
    assert np.hypot(made.east_mps, made.north_mps) == pytest.approx(np.hypot(10.0, 5.5), abs=1e-5)


def test_the_baltic_s_own_places_say_where_its_plane_touches(corpus: Path) -> None:
    """Straight flights: the way between two places a minute apart against the velocity in the middle."""
    payloads = final_format(corpus / "radar/baltic_cat062_15min.ff")
    sensor = Sensor("baltic", "f", "system", match={"sac": 70, "sic": 16}, nation="LTU")
    off = {}
    for plane in (None, Site(54.96, 23.87)):
        settings = Settings(feed="f", editions={"062": "1.19"}, velocity_plane=plane)
        told = tracks(Decoder([sensor], settings).feed([Chunk(k, 1.735e9, p) for k, p in enumerate(payloads)]))
        off[plane] = np.median(np.abs(_turned(told)))
    assert off[None] > 2.5
    assert off[Site(54.96, 23.87)] < 0.5


def _turned(told: Tracks) -> np.ndarray:
    """Degrees from the way of the next half minute to the velocity, of who flies fast and straight."""
    found = []
    for number in np.unique(told.reported_number):
        rows = np.flatnonzero(told.reported_number == number)
        time_s, lat, lon = told.time_s[rows], told.lat_deg[rows], told.lon_deg[rows]
        course = np.degrees(np.arctan2(told.east_mps[rows], told.north_mps[rows]))
        fast = np.hypot(told.east_mps[rows], told.north_mps[rows]) > 80.0
        for k in range(0, len(rows), 5):
            then = int(np.searchsorted(time_s, time_s[k] + 30.0))
            if then < len(rows) and fast[k] and abs((course[then] - course[k] + 180.0) % 360.0 - 180.0) < 1.0:
                way = float(azimuth_deg(lat[k], lon[k], lat[then], lon[then]))
                found.append((course[k] - way + 180.0) % 360.0 - 180.0)
    return np.array(found)


@pytest.mark.parametrize(
    ("octets", "status", "simulated", "foreign"),
    [("00", "confirmed", False, None), ("02", "tentative", False, None), ("0140", "ended", False, None),
     ("0180", "confirmed", True, None), ("01010180", "coasting", False, None), ("010120", "confirmed", False, "friend"),
     ("010102", "confirmed", False, "friend"), ("010140", "confirmed", False, None)],
)  # fmt: skip
def test_status(octets: str, status: str, simulated: bool, foreign: str | None) -> None:
    made = track(f"9904 0102 546000 {PLACE} {octets}")
    assert (made.status, made.simulated, made.foreign_identity) == (status, simulated, foreign)


@pytest.mark.parametrize(
    ("fspec", "octets", "source", "height_m", "pressure_m"),
    [
        ("990120", "0190", "pressure_standard", 3048.0, 3048.0),
        ("990108", "8190", "pressure_qnh", 3048.0, None),
        ("990108", "0190", "pressure_standard", 3048.0, 3048.0),
        ("990110", "0640", "geometric", 1600 * 6.25 * 0.3048, None),
        ("990138", "0190 0640 8180", "geometric", 1600 * 6.25 * 0.3048, 3048.0),
        ("990128", "0190 8180", "pressure_qnh", 0x180 * 7.62, 3048.0),
        ("990128", "0190 fff0", "pressure_qnh", -16 * 7.62, 3048.0),
    ],
)
def test_heights(fspec: str, octets: str, source: str, height_m: float, pressure_m: float | None) -> None:
    # Third octet: 136 (20) 130 (10) 135 (08).
    made = track(f"{fspec} 0102 546000 {PLACE} {octets}")
    assert made.height_source == source
    geoid = 0.0 if source == "geometric" else float(undulation_m(LAT, LON))
    assert made.height_m == pytest.approx(height_m + geoid)
    assert made.claims.pressure_altitude_m == (None if pressure_m is None else pytest.approx(pressure_m))


def test_without_accuracy_it_is_assumed_and_says_so() -> None:
    made = track(f"98 0102 546000 {PLACE}", foreign_sigma_m=500.0, foreign_sigma_mps=20.0)
    assert made.assumed_accuracy
    assert made.covariance == (500.0**2, 0, 0, 0, 500.0**2, 0, 0, 400.0, 0, 400.0)


def test_accuracy() -> None:
    # I062/500: APC 30 m and 40 m, COV -20 m, ATV 2 and 3 m/s. Slot 27 is the sixth of the fourth octet.
    made = track(f"99010104 0102 546000 {PLACE} c4 003c 0050 ffd8 080c")
    assert not made.assumed_accuracy
    assert made.covariance == (900.0, -400.0, 0, 0, 1600.0, 0, 0, 4.0, 0, 9.0)


def test_accuracy_in_degrees() -> None:
    made = track(f"99010104 0102 546000 {PLACE} 20 0064 0064")
    one_m = 100 * 180 / 2**25 * 111_319.5
    assert made.covariance[4] == pytest.approx(one_m**2)
    assert made.covariance[0] == pytest.approx((one_m * np.cos(np.radians(LAT))) ** 2)


def test_what_a_flight_plan_says_is_no_claim_of_the_target() -> None:
    made = track(f"990102 0102 546000 {PLACE} 40 4b4c4d34202020")
    assert (made.claims.callsign, made.flight_plan, made.called) == (None, FlightPlan("KLM4"), "KLM4")


@pytest.mark.parametrize(("sti", "claimed"), [("00", "LTU12A"), ("40", None), ("80", None)])
def test_a_call_sign_that_was_not_down_linked_is_no_claim_either(sti: str, claimed: str | None) -> None:
    made = track(f"9920 0102 546000 {PLACE} {sti} 314571c81820")
    assert (made.claims.callsign, made.flight_plan) == (claimed, None)


def test_plan_ages_and_call_signs() -> None:
    # 380: ADR, ID; 290: TRK 10 s, SSR 2 s, ADS 0.5 s; 390: CS, TAC, DEP, DST.
    made = track(
        f"991302 0102 546000 {PLACE} c0 500001 314571c81820 a8 28 08 00024b80 4b4c4d34202020 41333230 45595649 45444446"
    )
    assert made.claims.callsign == "LTU12A"
    assert (made.flight_plan.callsign, made.flight_plan.aircraft_type) == ("KLM4", "A320")
    assert (made.flight_plan.departure, made.flight_plan.destination) == ("EYVI", "EDDF")
    assert made.first_s == NOON_S - 10.0
    assert made.updated_s == NOON_S - 0.5
    assert made.contributors == {"ssr": 2.0, "ads_c": 0.5}


def test_cartesian_position_needs_the_reference_point() -> None:
    # I062/100: X 100 km, Y -50 km.
    record = f"94 0102 546000 {(200_000).to_bytes(3, 'big').hex()} {(2**24 - 100_000).to_bytes(3, 'big').hex()}"
    made = track(record)
    x_m, y_m = SystemPlane(55.0, 24.0).plane_from_geodetic(made.lat_deg, made.lon_deg)
    assert (x_m, y_m) == (pytest.approx(100_000.0, abs=1e-3), pytest.approx(-50_000.0, abs=1e-3))
    without = items(record, sensors=[Sensor("n", "f", "system", {"sac": 1, "sic": 2})])
    assert len(faults(without)) == 1
    assert not len(tracks(without))
