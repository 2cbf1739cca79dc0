"""Released tracks as Entity States: what is told, what never is, and where an aircraft looks."""

import math

import msgspec
import numpy as np
import pytest

from picture.scene import NOON_S, rows
from samples_of import samples
from sargas.formats.dis import kinds, wire
from sargas.formats.dis.entities import Row, body_axes, tracks_of
from sargas.formats.dis.reports import (
    CLASSIFIED,
    MOST_ENTITIES,
    REAL,
    Told,
    entity_of,
    level_along,
    marking,
    states,
    withheld,
)
from sargas.formats.dis.settings import Settings
from sargas.formats.framing.framed import Findings
from sargas.model.label import Label
from sargas.model.released import Released

OURS = Settings("to", site=1, application=9)


def track(**more):
    made = {"number": 4, "height_m": 321.0, "east_mps": 30.0, "north_mps": -30.0, "sensors": ["radar"]}
    return rows(NOON_S, {**made, "simulated": True, **more}).track(0)


def said(one, time_s=NOON_S, as_of_s=NOON_S, settings=OURS):
    (octets,) = states([Told(one, time_s, as_of_s)], settings)
    (state,) = wire.entity_states(octets)
    return state, octets


def back(octets, arrived_s=NOON_S):
    findings = Findings()
    sensors = samples("dis").SENSORS[1:]
    found = tracks_of([Row(0, 1, arrived_s, octets, False, 7)], sensors, Settings("feed"), findings)
    assert not findings.faults("", 0.0)
    return found.track(0)


def test_a_track_is_told_and_can_be_read() -> None:
    state, octets = said(track(up_mps=2.0))
    assert wire.header(octets)[:4] == (7, 1, 1, 1)
    assert wire.identifier(octets, 12) == wire.Identifier(1, 9, 4)
    assert (state["entity_kind"], state["domain"], state["country"]) == (kinds.PLATFORM, kinds.AIR, 0)
    assert (state["algorithm"], state["appearance"]) == (kinds.MOVING, 0)
    assert state["marking"] == b"SGS-0004"
    assert state["status"] == kinds.CONSTRUCTIVE
    found, told = back(octets), track()
    assert (found.lat_deg, found.lon_deg) == pytest.approx((told.lat_deg, told.lon_deg), abs=1e-9)
    assert found.height_m == pytest.approx(321.0, abs=1e-3)
    assert (found.east_mps, found.north_mps, found.up_mps) == pytest.approx((30.0, -30.0, 2.0), abs=1e-5)
    assert found.time_s == pytest.approx(NOON_S, abs=1e-5)
    assert found.simulated


def test_nobody_is_named() -> None:
    _, octets = said(track(callsign=b"LYABC"))
    assert b"radar" not in octets
    assert b"LYABC" not in octets


def test_what_is_real_is_withheld_whoever_may_have_it() -> None:
    label = Label("UNCLASSIFIED", ("POL",))
    assert withheld(Released(track(), "POL", label), OURS) == ""
    assert withheld(Released(track(simulated=False), "POL", label), OURS) == REAL


@pytest.mark.parametrize(
    ("label", "network", "reason"),
    [
        ("UNCLASSIFIED", "UNCLASSIFIED", ""),
        ("NATO RESTRICTED", "UNCLASSIFIED", CLASSIFIED),
        ("NATO RESTRICTED", "RESTRICTED", ""),
        ("SECRET", "NATO CONFIDENTIAL", CLASSIFIED),
        ("OUR OWN WORD", "TOP SECRET", CLASSIFIED),
    ],
)
def test_dis_has_no_label_so_the_network_must_be_cleared(label, network, reason) -> None:
    settings = Settings("to", site=1, application=9, classification=network)
    assert withheld(Released(track(), "POL", Label(label, ("POL",))), settings) == reason


def test_a_place_is_moved_on() -> None:
    told = track()
    state, octets = said(told, NOON_S + 5.0, NOON_S + 5.0)
    found = back(octets, NOON_S + 5.0)
    assert (found.lat_deg - told.lat_deg) * 111_319.5 == pytest.approx(-150.0, rel=1e-3)
    assert found.time_s == pytest.approx(NOON_S + 5.0, abs=1e-5)
    assert state["algorithm"] == kinds.MOVING


def test_what_is_old_is_told_as_it_was_and_stands() -> None:
    told = track()
    state, octets = said(told, NOON_S + 30.0, NOON_S + 30.0)
    assert state["algorithm"] == kinds.STATIC
    assert (state["timestamp"] >> 1) * wire.UNIT_S == pytest.approx(NOON_S % 3600.0, abs=1e-5)
    assert back(octets, NOON_S).lat_deg == pytest.approx(told.lat_deg, abs=1e-9)


def test_the_end_is_deactivated_where_it_was() -> None:
    ended = msgspec.structs.replace(track(), status="ended")
    state, octets = said(ended, NOON_S + 5.0, NOON_S + 5.0)
    assert state["appearance"] == wire.DEACTIVATED
    assert back(octets, NOON_S + 5.0).status == "ended"
    assert back(octets, NOON_S + 5.0).lat_deg == pytest.approx(track().lat_deg, abs=1e-9)


def test_without_height_it_is_where_the_settings_say() -> None:
    told = rows(NOON_S, {"number": 1, "simulated": True}).track(0)
    assert told.height_m is None
    _, octets = said(told, settings=Settings("to", site=1, application=9, unknown_height_m=750.0))
    assert back(octets).height_m == pytest.approx(750.0, abs=1e-3)


@pytest.mark.parametrize(("version", "status"), [(5, 0), (6, 0), (7, kinds.CONSTRUCTIVE)])
def test_older_versions(version: int, status: int) -> None:
    state, octets = said(track(), settings=Settings("to", site=1, application=9, version=version, exercise=8))
    assert wire.header(octets)[:2] == (version, 8)
    assert state["status"] == status
    assert back(octets).height_m == pytest.approx(321.0, abs=1e-3)


def test_entity_numbers_are_those_that_name_one() -> None:
    assert [entity_of(number) for number in (1, MOST_ENTITIES, MOST_ENTITIES + 1)] == [1, 65_533, 1]
    assert marking(4, "SGS") == b"SGS-0004"
    assert marking(12_345, "RIGAX") == b"RIGAX-12345"
    assert marking(123_456, "RIGAX") == b"123456"
    assert marking(123_456_789_012_345, "SGS") == b"56789012345", "11 letters"


@pytest.mark.parametrize("course_deg", [0.0, 90.0, 215.0, 359.0])
@pytest.mark.parametrize(("lat_deg", "lon_deg"), [(0.0, 0.0), (54.7, 25.3), (-33.9, 151.2), (78.0, -179.0)])
def test_an_aircraft_looks_along_its_course_with_its_feet_down(course_deg, lat_deg, lon_deg) -> None:
    course, lat, lon = (np.array([math.radians(value)]) for value in (course_deg, lat_deg, lon_deg))
    axes = body_axes(*level_along(course, lat, lon).T)[0]
    phi, lam = math.radians(lat_deg), math.radians(lon_deg)
    up = np.array([math.cos(phi) * math.cos(lam), math.cos(phi) * math.sin(lam), math.sin(phi)])
    east = np.array([-math.sin(lam), math.cos(lam), 0.0])
    north = np.cross(up, east)
    forward = math.sin(course[0]) * east + math.cos(course[0]) * north
    assert axes[:, 0] == pytest.approx(forward, abs=1e-12)
    assert axes[:, 2] == pytest.approx(-up, abs=1e-12)
