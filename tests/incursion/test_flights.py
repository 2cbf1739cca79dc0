"""Listed flights: who is one, and where and when that counts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from incursion.land import ring, zone
from picture.scene import NOON_S, rows
from sargas.incursion import Incursions, Settings
from sargas.incursion.flights import Flights
from sargas.incursion.sieve import Sieve
from sargas.model.columns import hash_text
from sargas.model.flight import Flight
from sargas.model.height import Height
from sargas.model.identity import IDENTITIES
from sargas.model.tracks import AGREES, DISAGREES, IMPOSSIBLE

BOX = ((ring((-20, -5), (20, -5), (20, 5), (-20, 5)),),)
LAND, SITE = zone(), zone("site", (10, -2), (14, -2), (14, 2), (10, 2), id="site")
PLAN = Flight("LOT3XY", "flight_plan", NOON_S, NOON_S + 600.0, callsign="LOT3XY", mode_s=0x48AC01, polygons=BOX)
DRONE = Flight(
    "inspection", "uas", NOON_S, NOON_S + 600.0, remote_id="1596F1234567", polygons=BOX, ceiling=Height(300.0)
)
SERIAL = int(hash_text(np.array([b"1596F1234567"], "S24"))[0])
UNKNOWN = {"identity": IDENTITIES.index("unknown"), "identity_basis": 1}
LOT, FOUND = {**UNKNOWN, "callsign": b"LOT3XY", "mode_s": 0x48AC01}, {**UNKNOWN, "remote_id_hash": SERIAL}


def lawful(flight: Flight, said: dict, at_s: float = NOON_S, **tuned: float) -> list[bool]:
    """Over the border, and at the site."""
    found = Flights([flight], [LAND, SITE], Settings(**tuned)).lawful(rows(at_s, said))
    return [bool(on) for on in found[:, 0]]


NOWHERE, OVER_LAND, EVERYWHERE = [False, False], [True, False], [True, True]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (LOT, OVER_LAND),
        ({**UNKNOWN, "callsign": b"LOT3XY"}, OVER_LAND),
        ({**UNKNOWN, "callsign": b"LOT3XY  "}, OVER_LAND),
        ({**UNKNOWN, "mode_s": 0x48AC01}, OVER_LAND),
        ({**LOT, "mode_3a": 0o1234}, OVER_LAND),  # the plan gives none
        ({**LOT, "claim_check": AGREES}, OVER_LAND),
        ({**UNKNOWN, "callsign": b"LOT3X"}, NOWHERE),
        ({**LOT, "mode_s": 0x48AC02}, NOWHERE),
        ({**LOT, "callsign": b"LOT4XY"}, NOWHERE),
        ({**LOT, "claim_check": DISAGREES}, NOWHERE),
        ({**LOT, "claim_check": IMPOSSIBLE}, NOWHERE),
        ({**UNKNOWN, "mode_3a": 0o1234}, NOWHERE),
        (UNKNOWN, NOWHERE),
        (FOUND, NOWHERE),
    ],
)
def test_a_plan_counts_for_whom_every_claim_names(said: dict, expected: list[bool]) -> None:
    assert lawful(PLAN, said) == expected


@pytest.mark.parametrize(
    ("code", "expected"), [(0o2345, True), (0o2346, False), (0o7700, True), (0o7600, True), (0o1000, True)]
)
def test_a_code_of_an_emergency_or_of_everybody_speaks_against_nobody(code: int, expected: bool) -> None:
    coded = Flight("x", "flight_plan", NOON_S, NOON_S + 1.0, mode_3a=0o2345, callsign="LOT3XY", polygons=BOX)
    assert lawful(coded, {**LOT, "mode_3a": code})[0] == expected
    assert not lawful(coded, {**UNKNOWN, "mode_3a": 0o7700})[0]


def test_an_authorised_flight_counts_where_a_plan_does_not() -> None:
    assert lawful(DRONE, FOUND) == EVERYWHERE
    assert lawful(DRONE, {**FOUND, "remote_id_hash": SERIAL + 1}) == NOWHERE


@pytest.mark.parametrize(("off_s", "expected"), [(-0.1, False), (0.0, True), (599.9, True), (600.0, False)])
def test_outside_its_time_it_counts_nowhere(off_s: float, expected: bool) -> None:
    assert lawful(PLAN, LOT, NOON_S + off_s)[0] == expected


@pytest.mark.parametrize(("east_m", "north_m", "expected"), [(19e3, 4e3, True), (21e3, 0.0, False), (0.0, 6e3, False)])
def test_elsewhere_it_counts_nowhere(east_m: float, north_m: float, expected: bool) -> None:
    assert lawful(PLAN, {**LOT, "east_m": east_m, "north_m": north_m})[0] == expected


@pytest.mark.parametrize(
    ("ceiling", "said", "expected"),
    [
        (Height(300.0, "ellipsoid"), {"height_m": 250.0}, True),
        (Height(300.0, "ellipsoid"), {"height_m": 320.0}, True),  # not surely above: 30 m of error
        (Height(300.0, "ellipsoid"), {"height_m": 400.0}, False),
        (Height(300.0, "ellipsoid"), {}, True),
        (Height(2895.6, "flight_level"), {"pressure_altitude_m": 2890.0}, True),
        (Height(2895.6, "flight_level"), {"pressure_altitude_m": 3000.0}, False),
        (None, {"height_m": 11_000.0}, True),
    ],
)
def test_above_its_ceiling_it_counts_nowhere(ceiling: Height | None, said: dict, expected: bool) -> None:
    flight = Flight("x", "uas", NOON_S, NOON_S + 1.0, callsign="LOT3XY", polygons=BOX, ceiling=ceiling)
    assert lawful(flight, {**LOT, **said})[0] == expected


def test_in_zones_it_counts_there_and_on_the_way_and_nowhere_else() -> None:
    flight = Flight("x", "uas", NOON_S, NOON_S + 600.0, callsign="LOT3XY", zones=("site",))
    far = {**LOT, "east_m": -80e3}
    assert lawful(flight, far) == [False, True]
    assert lawful(flight, far, NOON_S + 600.0) == NOWHERE
    plan = Flight("x", "flight_plan", NOON_S, NOON_S + 600.0, callsign="LOT3XY", zones=("site",))
    assert lawful(plan, far) == NOWHERE, "the site takes no plan"


def test_the_words_tell_which_flight_and_why_not() -> None:
    sieve = Sieve([LAND, SITE], Settings(), [PLAN, DRONE])

    def told(said: dict, at_s: float = NOON_S, z: int = 0) -> str:
        return sieve.reason(rows(at_s, said), 0, z)

    assert told(LOT) == "flight LOT3XY of the list"
    assert told(UNKNOWN) == "no evidence in the time allowed"
    for said, at_s, z, words in (
        ({**LOT, "mode_s": 5}, NOON_S, 0, "names flight LOT3XY of the list, but with another claim, or a false one"),
        (LOT, NOON_S + 700.0, 0, "names flight LOT3XY of the list, which is not now"),
        ({**LOT, "north_m": 9e3}, NOON_S, 0, "names flight LOT3XY of the list, which is not here"),
        (LOT, NOON_S, 1, "is flight LOT3XY of the list, which counts for nothing here"),
        ({**FOUND, "height_m": 900.0}, NOON_S, 0, "names flight inspection of the list, which is lower"),
    ):
        assert told(said, at_s, z) == f"no evidence in the time allowed; {words}"


def test_of_several_that_it_names_one_is_enough() -> None:
    later = Flight("later", "flight_plan", NOON_S + 600.0, NOON_S + 1200.0, callsign="LOT3XY", polygons=BOX)
    flights = Flights([later, PLAN], [LAND], Settings())
    for at_s, name in ((NOON_S + 10.0, "LOT3XY"), (NOON_S + 700.0, "later")):
        track = rows(at_s, LOT)
        assert flights.lawful(track).tolist() == [[True]]
        assert flights.reason(track, 0, 0) == (True, f"flight {name} of the list")
    assert flights.lawful(rows(NOON_S + 1200.0, LOT)).tolist() == [[False]]


@given(st.lists(st.sampled_from([0, 1, 2, 3]), max_size=6), st.lists(st.sampled_from([0, 1, 2, 3]), max_size=6))
def test_pairs_are_those_that_a_loop_finds(told: list[int], listed: list[int]) -> None:
    """0: no code. Each code is given by several rows and flights."""
    flights = [
        Flight(str(k), "uas", NOON_S, NOON_S + 1.0, callsign="NONE", mode_3a=code or None, polygons=BOX)
        for k, code in enumerate(listed)
    ]
    track = rows(NOON_S, *({"mode_3a": code} if code else {} for code in told))
    named = Flights(flights, [LAND], Settings()).named(track)
    expected = [(i, k) for i, one in enumerate(told) for k, other in enumerate(listed) if one and one == other]
    assert list(zip(named.row.tolist(), named.flight.tolist(), strict=True)) == expected
    assert named.agrees.all()


def test_without_zones_or_without_flights() -> None:
    assert Flights([PLAN], [], Settings()).lawful(rows(NOON_S, LOT)).shape == (0, 1)
    assert not Flights([], [LAND], Settings()).lawful(rows(NOON_S, LOT)).any()
    assert len(Flights([], [LAND], Settings())) == 0


def fly(incursions: Incursions, seconds: range, said: dict) -> list[tuple[str, str]]:
    """From 6 km outside the border, east at 100 m/s; situation and basis of what was told."""
    told = []
    for t in seconds:
        track = rows(NOON_S + t, {"number": 7, "east_m": -6000.0 + 100.0 * t, "east_mps": 100.0, **said})
        told += [(incident.situation, incident.basis) for incident in incursions.update(NOON_S + t, track)]
    return told


def test_a_play_a_listed_flight_is_no_incident_until_its_time_is_over() -> None:
    short = Flight("inspection", "uas", NOON_S, NOON_S + 120.0, remote_id="1596F1234567", polygons=BOX)
    incursions = Incursions([zone("restricted")], Settings(), flights=[short])
    assert fly(incursions, range(0, 120, 4), FOUND) == []
    told = fly(incursions, range(120, 160, 4), FOUND)
    assert told[0][0] == "inside"
    assert "(no evidence in the time allowed; names flight inspection of the list, which is not now)." in told[0][1]


def test_a_play_who_turns_out_to_be_listed_is_found_lawful() -> None:
    incursions = Incursions([LAND], Settings(), flights=[PLAN])
    assert fly(incursions, range(0, 80, 4), UNKNOWN)[-1][0] == "inside"
    (told,) = fly(incursions, range(80, 88, 4), LOT)
    assert told[0] == "left"
    assert told[1].endswith("; found lawful: flight LOT3XY of the list.")


def test_a_play_who_takes_the_name_of_a_flight_far_from_its_way_is_an_incident() -> None:
    incursions = Incursions([LAND], Settings(), flights=[PLAN])
    told = fly(incursions, range(0, 80, 4), {**LOT, "north_m": 40e3})
    assert told[-1][0] == "inside"
    assert "which is not here" in told[-1][1]
