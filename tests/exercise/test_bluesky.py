"""Scenarios of BlueSky, written here in its syntax: what flies as they say, and what is passed over with why."""

import datetime

import numpy as np
import pytest

from sargas.exercise.bluesky import FOOT_M, KNOT_MPS, imported
from sargas.exercise.scenario import Scenario
from sargas.exercise.truth import Truth
from sargas.geo.geodesic import azimuth_deg, destination, distance_m
from sargas.geo.geoid import undulation_m

START = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
START_S = START.timestamp()
SCN = """# Two airliners and a drone near Vilnius
00:00:00.00>NOISE OFF
00:00:00.00>PAN 54.63,25.28
00:00:00.00>DEFWPT VNO1,54.80,25.60
 0:00:00.00>CRE KL204, B738, 54.00, 25.00, 0, FL100, 250
 0:00:00.00>CRE LO771    SF34  N54'30'00  E025'15'36   90.0   8000  0.45
00:00:00.00>ORIG LO771, EYVI
00:01:00.00>KL204 HDG 90
00:02:00.00>ALT KL204, FL120, 2000
00:03:00.00>SPD KL204 300
00:10:00.00>ADDWPT LO771 VNO1 6000 0.40
00:10:00.00>ADDWPT LO771, 55.00, 25.60
00:10:00.00>DEST LO771 ,55.20,25.90
00:10:00.00>DEST LO771, EYKA
00:00:30.00>CRE DRONE1, M600, 54.70, 25.20, 45, 400, 20
00:05:00.00>DEL DRONE1
00:06:00.00>SPD DRONE1, 20
00:00:40.00>CRE KL204, B738, 54.00, 25.00, 0, FL100, 250
00:00:40.00>CRE SHORT, B738, 54.00
00:00:40.00>CRE STILL, M600, 54.70, 25.20, 45, 400, 0
nonsense
"""


@pytest.fixture(scope="module")
def truth() -> Truth:
    found = imported(SCN, 3_600.0)
    return Truth(Scenario("x", START, 3_600.0, 1, (), found.flights))


def at(truth: Truth, name: str, second: float) -> tuple[float, float, float]:
    row = next(k for k, flown in enumerate(truth.flights) if flown.id == name)
    lat, lon, height_m, exists = truth.positions(np.array([START_S + second]), np.array([row]))
    assert exists[0]
    return float(lat[0]), float(lon[0]), float(height_m[0] - undulation_m(lat[0], lon[0]))


def test_headings_heights_and_speeds_are_flown_from_their_times_on(truth: Truth) -> None:
    sixty = at(truth, "KL204", 60.0)
    cas_mps = 250.0 * KNOT_MPS
    true_mps = float(distance_m(54.0, 25.0, *sixty[:2])) / 60.0
    assert true_mps == pytest.approx(148.9, abs=0.5)  # 250 knots CAS at FL100: 289.4 knots TAS
    assert true_mps > cas_mps
    assert sixty[2] == pytest.approx(10_000.0 * FOOT_M, abs=1.0)
    assert float(azimuth_deg(*sixty[:2], *at(truth, "KL204", 110.0)[:2])) == pytest.approx(90.0, abs=0.2)
    assert at(truth, "KL204", 150.0)[2] == pytest.approx(11_000.0 * FOOT_M, abs=3.0)
    assert at(truth, "KL204", 600.0)[2] == pytest.approx(12_000.0 * FOOT_M, abs=3.0)
    one, other = at(truth, "KL204", 1_000.0), at(truth, "KL204", 1_100.0)
    assert float(distance_m(*one[:2], *other[:2])) / 100.0 == pytest.approx(183.2, abs=0.8)  # 356 knots TAS at FL120


def test_a_route_is_flown_place_by_place_with_what_is_said_of_them_and_ends_at_the_destination(truth: Truth) -> None:
    flown = next(one for one in truth.flights if one.id == "LO771")
    path = flown.path
    for lat, lon in ((54.80, 25.60), (55.00, 25.60), (55.20, 25.90)):
        assert float(distance_m(path.lat_deg, path.lon_deg, lat, lon).min()) < 5.0
    assert (path.lat_deg[-1], path.lon_deg[-1]) == pytest.approx((55.20, 25.90), abs=1e-5)
    assert (path.lat_deg[0], path.lon_deg[0]) == pytest.approx((54.5, 25.26), abs=1e-6)
    turned = destination(54.5, 25.26, 90.0, 0.45 * 330.4 * 600.0)
    here = at(truth, "LO771", 600.0)
    assert float(distance_m(*here[:2], *turned)) < 900.0
    k = int(np.argmin(distance_m(path.lat_deg, path.lon_deg, 54.80, 25.60)))
    assert path.height_m[k] - undulation_m(54.80, 25.60) == pytest.approx(6_000.0 * FOOT_M, abs=2.0)
    after_s = path.time_s[k] - START_S + 60.0
    one, other = at(truth, "LO771", after_s), at(truth, "LO771", after_s + 30.0)
    assert float(distance_m(*one[:2], *other[:2])) / 30.0 == pytest.approx(0.40 * 333.1, rel=0.005)


def test_who_flies_is_what_its_type_says(truth: Truth) -> None:
    told = {one.id: (one.what, one.adsb, one.callsign) for one in truth.flights}
    assert told == {
        "KL204": ("airliner", True, "KL204"),
        "LO771": ("airliner", True, "LO771"),
        "DRONE1": ("multirotor", False, None),
    }
    drone = next(one for one in truth.flights if one.id == "DRONE1").path
    assert (drone.time_s[0] - START_S, drone.time_s[-1] - START_S) == pytest.approx((30.0, 300.0), abs=0.2)


def test_every_line_that_is_not_understood_is_listed_with_why() -> None:
    assert imported(SCN).passed_over == (
        "line 2: NOISE OFF: no command that is understood here",
        "line 3: PAN 54.63,25.28: no command that is understood here",
        "line 14: DEST LO771, EYKA: 'EYKA' is no place that is known here",
        "line 17: SPD DRONE1, 20: of an aircraft that is not there",
        "line 18: CRE KL204, B738, 54.00, 25.00, 0, FL100, 250: there is one of that name already",
        "line 19: CRE SHORT, B738, 54.00: a call sign, a type, a place, a heading, an altitude and a speed are needed",
        "line 20: CRE STILL, M600, 54.70, 25.20, 45, 400, 0: a speed of nothing",
        "line 21: nonsense: no time stamp and command",
    )
    assert imported(SCN).duration_s == 600.0 + 3_600.0
    assert imported("").flights == ()
    late = imported("00:00:00>CRE A,B738,54,25,0,FL100,250; HDG A 90\n01:00:00>DEL A", 1_800.0)
    assert late.passed_over == ("line 2: DEL A: after the end",)
    assert len(late.flights) == 1


@pytest.mark.parametrize(
    "junk", ["00:00:00>", "00:00:00>CRE", "00:00:00>HDG A", "99:99:99.9>;;;", "\x00>\xff", "0:0:0>CRE"]
)
def test_what_is_broken_is_never_more_than_a_line_passed_over(junk: str) -> None:
    assert len(imported(junk, 60.0).passed_over) <= 1


def test_routes_are_left_and_taken_up_again() -> None:
    text = """00:00:00>CRE A,B738,54,25,0,FL100,250
00:00:00>A ADDWPT 54.2,25.0
00:00:00>A ADDWPT 54.4,25.4
00:01:00>LNAV A OFF
00:01:00>HDG A 270
00:02:00>DIRECT A 54.4,25.4
00:02:00>DIRECT A 50.0,25.4
00:02:30>A VS 0
"""
    found = imported(text, 1_200.0)
    assert [line.split(":")[0] for line in found.passed_over] == ["line 7", "line 8"]
    corners = [(w.lat_deg, w.lon_deg) for w in found.flights[0].waypoints]
    assert (54.4, 25.4) in corners
    assert (54.2, 25.0) not in corners
