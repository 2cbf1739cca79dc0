"""Listed flights: who is one, and where and when that counts."""

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from incursion.land import ring, zone
from picture.scene import LAT_DEG, LON_DEG, NOON_S, rows
from sargas.geo.geoid import undulation_m
from sargas.incursion import Settings
from sargas.incursion.bearers import MOST
from sargas.incursion.flights import Flights
from sargas.incursion.sieve import Sieve
from sargas.model.columns import hash_text
from sargas.model.flight import Flight
from sargas.model.height import Height
from sargas.model.identity import BASES, IDENTITIES
from sargas.model.tracks import AGREES, COASTING, DISAGREES, ENDED, IMPOSSIBLE, PART, TENTATIVE

BOX = ((ring((-20, -5), (20, -5), (20, 5), (-20, 5)),),)
LAND, SITE = zone(), zone("site", (10, -2), (14, -2), (14, 2), (10, 2), id="site")
PLAN = Flight("LOT3XY", "flight_plan", NOON_S, NOON_S + 600.0, callsign="LOT3XY", mode_s=0x48AC01, polygons=BOX)
DRONE = Flight(
    "inspection", "uas", NOON_S, NOON_S + 600.0, remote_id="1596F1234567", polygons=BOX, ceiling=Height(300.0)
)
SERIAL = int(hash_text(np.array([b"1596F1234567"], "S24"))[0])
UNKNOWN = {"identity": IDENTITIES.index("unknown"), "identity_basis": 1}
LOT, FOUND = {**UNKNOWN, "callsign": b"LOT3XY", "mode_s": 0x48AC01}, {**UNKNOWN, "remote_id_hash": SERIAL}
SILENT = {**LOT, "claim_told_s": NOON_S}


def told(
    flights: Flights, said: dict, at_s: float = NOON_S + 2.0, times: int = 2, step_s: float = 2.0
) -> list[list[bool]]:
    """What is lawful of a track that is told `times` times, the last at `at_s`: over the border, and at the site."""
    found = []
    for k in range(times):
        found.append(flights.lawful(rows(at_s - 2.0 * (times - 1 - k), {"number": 7, **said}))[:, 0].tolist())
    return found


def lawful(flight: Flight, said: dict, at_s: float = NOON_S + 2.0, **tuned: float) -> list[bool]:
    """The last of it."""
    return told(Flights([flight], [LAND, SITE], Settings(**tuned)), said, at_s)[-1]


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
        ({**LOT, "callsign": b"        "}, OVER_LAND),  # blank: it says nothing
        ({**LOT, "callsign": b""}, OVER_LAND),
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
    ("code", "expected"),
    [(0o2345, True), (0o2346, False), (0o7700, True), (0o7600, True), (0o1000, True), (0o7010, True), (0o7777, True)],
)
def test_a_code_of_an_emergency_or_of_everybody_speaks_against_nobody(code: int, expected: bool) -> None:
    coded = Flight("x", "flight_plan", NOON_S, NOON_S + 9.0, mode_3a=0o2345, callsign="LOT3XY", polygons=BOX)
    assert lawful(coded, {**LOT, "mode_3a": code})[0] == expected
    assert not lawful(coded, {**UNKNOWN, "mode_3a": 0o7700})[0]


def test_an_authorised_flight_counts_where_a_plan_does_not() -> None:
    assert lawful(DRONE, FOUND) == EVERYWHERE
    assert lawful(DRONE, {**FOUND, "remote_id_hash": SERIAL + 1}) == NOWHERE


@pytest.mark.parametrize(("off_s", "expected"), [(-0.1, False), (2.0, True), (599.9, True), (600.0, False)])
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
    flight = Flight("x", "uas", NOON_S, NOON_S + 9.0, callsign="LOT3XY", polygons=BOX, ceiling=ceiling)
    assert lawful(flight, {**LOT, **said})[0] == expected


def test_in_zones_it_counts_there_and_on_the_way_and_nowhere_else() -> None:
    flight = Flight("x", "uas", NOON_S, NOON_S + 600.0, callsign="LOT3XY", zones=("site",))
    far = {**LOT, "east_m": -80e3}
    assert lawful(flight, far) == [False, True]
    assert lawful(flight, far, NOON_S + 600.0) == NOWHERE
    plan = Flight("x", "flight_plan", NOON_S, NOON_S + 600.0, callsign="LOT3XY", zones=("site",))
    assert lawful(plan, far) == NOWHERE, "the site takes no plan"


def test_the_words_tell_which_flight_and_why_not() -> None:
    high = Flight("high", "uas", NOON_S, NOON_S + 600.0, remote_id="HIGH1", polygons=BOX)

    def words(said: dict, at_s: float = NOON_S + 2.0, z: int = 0, times: int = 2) -> str:
        sieve = Sieve([LAND, SITE], Settings(), [PLAN, DRONE, high])
        told(sieve.flights, said, at_s, times)
        return sieve.reason(rows(at_s, {"number": 7, **said}), 0, z)

    assert words(LOT) == "flight LOT3XY of the list"
    assert words(UNKNOWN) == "no evidence in the time allowed"
    for said, at_s, z, times, expected in (
        ({**LOT, "mode_s": 5}, NOON_S, 0, 2, "names flight LOT3XY of the list, but with another claim, or a false one"),
        (LOT, NOON_S + 700.0, 0, 2, "names flight LOT3XY of the list, which is not now"),
        (SILENT, NOON_S + 61.0, 0, 2, "names flight LOT3XY of the list, but not in the last 60 s"),
        (LOT, NOON_S, 0, 1, "names flight LOT3XY of the list, but has not said so often enough"),
        ({**LOT, "north_m": 9e3}, NOON_S + 2.0, 0, 2, "names flight LOT3XY of the list, which is not here"),
        ({**FOUND, "height_m": 900.0}, NOON_S + 2.0, 0, 2, "names flight inspection of the list, which is lower"),
        (LOT, NOON_S + 2.0, 1, 2, "is flight LOT3XY of the list, which counts for nothing here"),
    ):
        assert words(said, at_s, z, times) == f"no evidence in the time allowed; {expected}"
    held = {**LOT, "identity": IDENTITIES.index("hostile"), "identity_basis": BASES.index("operator")}
    assert words(held) == "operator; names flight LOT3XY of the list, but a person holds it for hostile"


@pytest.mark.parametrize("name", IDENTITIES)
def test_what_a_person_holds_against_it_is_stronger_than_the_list(name: str) -> None:
    expected = NOWHERE if name in ("suspect", "hostile", "joker", "faker") else OVER_LAND
    assert lawful(PLAN, {**LOT, "identity": IDENTITIES.index(name)}) == expected


def test_a_claim_counts_when_it_is_told_again_and_while_it_is_told() -> None:
    flights = Flights([PLAN], [LAND, SITE], Settings())
    assert [told(flights, SILENT, NOON_S + t, 1) for t in (0.0, 4.0, 8.0)] == [[NOWHERE]] * 3, "radar alone goes on"
    assert told(flights, LOT, NOON_S + 10.0, 1) == [OVER_LAND]
    silent = {**LOT, "claim_told_s": NOON_S + 10.0}
    assert told(flights, silent, NOON_S + 70.0, 1) == [OVER_LAND]
    assert told(flights, silent, NOON_S + 70.1, 1) == [NOWHERE]
    assert told(flights, LOT, NOON_S + 80.0, 1) == [NOWHERE], "anew after the pause"
    assert told(flights, LOT, NOON_S + 82.0, 1) == [OVER_LAND]


def test_each_claim_has_its_own_time() -> None:
    """A code that radar hears goes on; the call sign, which alone names the flight, was told long ago."""
    plan = msgspec.structs.replace(PLAN, mode_s=None)
    said = {**UNKNOWN, "callsign": b"LOT3XY", "mode_3a": 0o2345}
    flights = Flights([plan], [LAND, SITE], Settings())
    assert told(flights, said)[-1] == OVER_LAND
    assert told(flights, {**said, "claim_told_s": (0.0, NOON_S + 90.0, NOON_S + 2.0)}, NOON_S + 90.0)[-1] == NOWHERE
    other = {**said, "callsign": b"LOT9", "claim_told_s": (0.0, NOON_S + 4.0, NOON_S - 900.0), "mode_s": 0x48AC01}
    assert told(Flights([PLAN], [LAND, SITE], Settings()), other, NOON_S + 4.0)[-1] == NOWHERE, (
        "old claims speak against"
    )


def test_of_another_system_the_sensors_that_give_claims_count() -> None:
    flights = Flights([PLAN], [LAND, SITE], Settings())

    def heard(t: float, **said: object) -> list[bool]:
        track = rows(NOON_S + t, {**LOT, **said}, reporter="LVA")
        track.number[:] = 7
        return flights.lawful(track)[:, 0].tolist()

    assert [heard(t) for t in (0.0, 4.0)] == [NOWHERE, OVER_LAND], "it names none"
    assert [heard(t, sensors=("psr", "mode_s")) for t in (8.0, 12.0)] == [OVER_LAND] * 2
    assert heard(71.9, sensors=("psr",)) == OVER_LAND
    assert heard(72.1, sensors=("psr",)) == NOWHERE
    assert [heard(t, sensors=("mode_s",)) for t in (76.0, 80.0)] == [NOWHERE, OVER_LAND], "again"
    silent = {"sensors": ("mode_s",), "claim_told_s": NOON_S + 80.0}
    assert [heard(t, **silent) for t in (139.0, 141.0)] == [OVER_LAND, NOWHERE], "not told, though a sensor would"


@pytest.mark.parametrize(("plan", "expected"), [(b"LOT3XY", OVER_LAND), (b"LOT4XY", NOWHERE)])
def test_of_another_system_the_name_in_its_plan_counts(plan: bytes, expected: list[bool]) -> None:
    flights = Flights([PLAN], [LAND, SITE], Settings())
    found = []
    for t in (0.0, 4.0):
        track = rows(NOON_S + t, {**UNKNOWN, "plan_callsign": plan}, reporter="LVA", sensors=("mode_s",))
        track.number[:] = 7
        found.append(flights.lawful(track)[:, 0].tolist())
    assert found == [NOWHERE, expected]


def test_where_it_may_have_changed_places_with_another_it_says_so_again() -> None:
    flights = Flights([PLAN], [LAND, SITE], Settings())
    assert told(flights, LOT)[-1] == OVER_LAND
    assert told(flights, {**LOT, "mixed_with": 9, "claim_told_s": NOON_S + 2.0}, NOON_S + 8.0) == [NOWHERE] * 2
    assert told(flights, {**LOT, "mixed_with": 9}, NOON_S + 12.0) == [NOWHERE, OVER_LAND]


def test_a_name_that_two_bear_at_once_makes_neither_lawful() -> None:
    flights = Flights([PLAN], [LAND, SITE], Settings())
    one, two = {**LOT, "number": 7}, {**LOT, "number": 8, "east_m": 4000.0}
    seen = [flights.lawful(rows(NOON_S + t, one, two))[0].tolist() for t in (0.0, 4.0, 8.0)]
    assert seen == [[False, False]] * 3
    assert (
        flights.reason(rows(NOON_S + 8.0, one), 0, 0)[1]
        == "names flight LOT3XY of the list, which another track names too"
    )
    # only one of them changed
    assert flights.lawful(rows(NOON_S + 12.0, one))[0].tolist() == [False]
    flights.lawful(rows(NOON_S + 14.0, {**two, "status": ENDED}))
    assert flights.lawful(rows(NOON_S + 16.0, one))[0].tolist() == [True]


@pytest.mark.parametrize(
    "second",
    [
        {"east_m": 400.0},  # within the errors of both
        {"east_m": 4000.0, "mode_s": 0x48AC02},  # the list tells them apart
        {"east_m": 4000.0, "simulated": True},
        {"east_m": 4000.0, "status": TENTATIVE},
        {"east_m": 4000.0, "fusion": PART},
        {"east_m": 4000.0, "claim_told_s": NOON_S},  # told once
    ],
)
def test_who_is_no_rival(second: dict) -> None:
    flights = Flights([PLAN], [LAND, SITE], Settings())
    one, two = {**LOT, "number": 7}, {**LOT, "number": 8, **second}
    for t in (0.0, 4.0, 8.0):
        seen = flights.lawful(rows(NOON_S + t, one, two))[0].tolist()
    assert seen[0]


def test_of_too_many_that_name_flights_those_heard_least_lately_are_forgotten() -> None:
    other = msgspec.structs.replace(PLAN, id="B", callsign="CARGO1", mode_s=None)
    flights = Flights([PLAN, other], [LAND, SITE], Settings())
    mine, noise = {"number": 1, **LOT}, {**UNKNOWN, "callsign": b"CARGO1"}

    def heard(t: float, *more: dict) -> list[bool]:
        return flights.lawful(rows(NOON_S + t, mine, *more))[:, 0].tolist()

    assert [heard(2.0), heard(4.0)] == [NOWHERE, OVER_LAND]
    flights.lawful(rows(NOON_S + 5.0, *({"number": 10 + k, **noise} for k in range(MOST - 1))))
    assert heard(6.0) == OVER_LAND
    assert heard(8.0, {"number": 99_999, **noise}) == OVER_LAND, "of the others one goes"
    flood = [{"number": 200_000 + k, **noise} for k in range(MOST)]
    track = rows(NOON_S + 10.0, mine, *flood)
    assert flights.lawful(track)[:, 0].tolist() == NOWHERE, "all of them at once: it is among too many"
    assert "too many" in flights.reason(track, 0, 0)[1]
    assert [heard(12.0), heard(14.0)] == [NOWHERE, OVER_LAND]


def test_a_new_track_of_the_same_aircraft_is_no_rival() -> None:
    """The old one coasts on straight while the aircraft turned: it is told nothing any more."""
    flights = Flights([PLAN], [LAND, SITE], Settings())
    told(flights, {**LOT, "north_mps": 200.0})
    old = {**LOT, "number": 7, "north_m": 4000.0, "north_mps": 200.0, "status": COASTING, "claim_told_s": NOON_S + 2.0}
    for t in (20.0, 24.0):
        seen = flights.lawful(rows(NOON_S + t, {**LOT, "number": 8}, old))[0].tolist()
    assert seen[0]


def test_who_has_been_in_its_place_leaves_it_surely() -> None:
    flights = Flights([PLAN], [LAND, SITE], Settings())

    def at(t: float, north_m: float) -> bool:
        return told(flights, {**LOT, "north_m": north_m}, NOON_S + t, 1)[0][0]

    at(0.0, 0.0)
    assert at(4.0, 0.0)
    assert all(at(8.0 + 4.0 * k, 5040.0) for k in range(5)), "within two sigma"
    assert [at(40.0 + 4.0 * k, 5500.0) for k in range(4)] == [True, True, False, False]
    assert not at(60.0, 5040.0), "to be in it again it comes in"
    assert at(64.0, 4900.0)
    assert [at(68.0, 5500.0), at(72.0, 5500.0), at(76.0, 4000.0), at(80.0, 5500.0), at(84.0, 5500.0)] == [True] * 5


def test_the_ground_under_a_ceiling_is_not_known_well() -> None:
    """120 m above ground of 290 m, where 100 m are assumed: below it nobody is excluded; 300 m above it, all are."""
    low = msgspec.structs.replace(DRONE, ceiling=Height(120.0, "agl"))
    over_sea_m = float(undulation_m(LAT_DEG, LON_DEG))
    for above_sea_m, expected in ((290.0 + 30.0, EVERYWHERE), (290.0 + 90.0, EVERYWHERE), (520.0, NOWHERE)):
        said = {**FOUND, "height_m": above_sea_m + over_sea_m, "sigma_height_m": 10.0}
        assert lawful(low, said) == expected
    told_ground = Settings(ground_m=290.0, ground_sigma_m=10.0)
    said = {**FOUND, "height_m": 290.0 + 200.0 + over_sea_m, "sigma_height_m": 10.0}
    assert not told(Flights([low], [LAND, SITE], told_ground), said)[-1][0]


def test_of_several_that_it_names_one_is_enough() -> None:
    later = Flight("later", "flight_plan", NOON_S + 600.0, NOON_S + 1200.0, callsign="LOT3XY", polygons=BOX)
    flights = Flights([later, PLAN], [LAND], Settings())
    for at_s, name in ((NOON_S + 10.0, "LOT3XY"), (NOON_S + 700.0, "later")):
        track = rows(at_s, {"number": 7, **LOT})
        assert told(flights, LOT, at_s)[-1] == [True]
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


def test_of_another_list_what_was_remembered_is_left_behind() -> None:
    old, new = (Flights(listed, [LAND, SITE], Settings()) for listed in ([DRONE, PLAN], [PLAN]))
    told(old, LOT)
    told(old, {**FOUND, "number": 8})
    new.unpack(old.packed())
    assert [name for name, _ in new.packed()] == ["LOT3XY"]
    assert told(new, LOT, NOON_S + 4.0, 1) == [OVER_LAND]
