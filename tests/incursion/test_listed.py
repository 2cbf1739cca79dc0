"""Plays with a list of flights: who is an incident, when, and in one case or in many."""

import numpy as np
import pytest

from incursion.land import ring, zone
from incursion.test_flights import BOX, DRONE, FOUND, LAND, LOT, PLAN, SITE, UNKNOWN
from picture.scene import NOON_S, rows
from sargas.incursion import Incursions, Settings
from sargas.model.flight import Flight


def fly(incursions: Incursions, seconds: range, said: dict) -> list[tuple[str, str]]:
    """From 6 km outside the border, east at 100 m/s; situation and basis of what was told."""
    found = []
    for t in seconds:
        track = rows(NOON_S + t, {"number": 7, "east_m": -6000.0 + 100.0 * t, "east_mps": 100.0, **said})
        found += [(incident.situation, incident.basis) for incident in incursions.update(NOON_S + t, track)]
    return found


@pytest.mark.parametrize("kind", ["restricted", "border"])
def test_a_listed_flight_is_no_incident_until_its_time_is_over(kind: str) -> None:
    """Over the border too, which only they cross who were seen outside: the watch ran on all the time."""
    short = Flight("inspection", "uas", NOON_S, NOON_S + 120.0, remote_id="1596F1234567", polygons=BOX)
    incursions = Incursions([zone(kind)], Settings(), flights=[short])
    assert fly(incursions, range(0, 120, 4), FOUND) == []
    found = fly(incursions, range(120, 160, 4), FOUND)
    assert found[0][0] == "inside"
    assert "(no evidence in the time allowed; names flight inspection of the list, which is not now)." in found[0][1]
    assert "not seen crossing" not in found[0][1]


def test_which_tracks_are_flights_of_the_list_is_told_and_kept() -> None:
    short = Flight("inspection", "uas", NOON_S, NOON_S + 120.0, remote_id="1596F1234567", polygons=BOX)
    incursions = Incursions([zone("restricted")], Settings(), flights=[short])
    told = []
    for t in range(0, 132, 4):
        fly(incursions, range(t, t + 4, 4), FOUND)
        told.append(incursions.listed)
        again = Incursions([zone("restricted")], Settings(), flights=[short])
        again.restore(incursions.checkpoint())
        assert again.listed == incursions.listed
    assert told == [[]] + [[7]] * 29 + [[]] * 3, "from the second telling on, until its time is over"


def test_one_wrong_call_sign_of_a_listed_flight_opens_nothing() -> None:
    """Deep inside and unlawful for two updates: it is an incident after as many as anybody, not at once."""
    incursions = Incursions([LAND], Settings(), flights=[PLAN])
    assert fly(incursions, range(0, 120, 4), LOT) == []
    assert fly(incursions, range(120, 124, 4), {**LOT, "callsign": b"LOT8XY"}) == []
    assert fly(incursions, range(124, 180, 4), LOT) == []
    found = fly(incursions, range(180, 200, 4), {**LOT, "callsign": b"LOT8XY"})
    assert "2 updates in 4 s" in found[0][1], "after one that did not count"


def test_a_listed_airliner_that_leaves_its_way_inland_is_an_incident() -> None:
    incursions = Incursions([LAND], Settings(), flights=[PLAN])
    assert fly(incursions, range(0, 160, 4), LOT) == []
    found = []
    for t in range(160, 300, 4):
        track = {"number": 7, "east_m": 10e3, "north_m": 100.0 * (t - 160), "north_mps": 100.0, **LOT}
        found += incursions.update(NOON_S + t, rows(NOON_S + t, track))
    assert found[0].situation == "inside"
    assert "which is not here" in found[0].basis
    assert found[0].entered_s == pytest.approx(NOON_S + 60.0, abs=1.0)


def test_at_the_edge_of_a_flight_there_is_one_incident() -> None:
    """Out over the edge for 30 s of each minute, for ten minutes: the case returns. Noise alone opens none."""
    place = ((ring((8, -5), (10, -5), (10, 5), (8, 5)),),)
    circle = Flight("x", "uas", NOON_S, NOON_S + 900.0, remote_id="1596F1234567", polygons=place)
    incursions = Incursions([zone("restricted")], Settings(), flights=[circle])
    situations = []
    for t in range(0, 600, 2):
        north_m = 5000.0 + (150.0 if t // 30 % 2 else -150.0)
        track = rows(NOON_S + t, {"number": 7, "east_m": 9e3, "north_m": north_m, "sigma_m": 15.0, **FOUND})
        situations += [incident.situation for incident in incursions.update(NOON_S + t, track)]
    assert len(incursions.incidents) == 1
    assert {"inside", "left"} == set(situations)
    quiet, noise = Incursions([zone("restricted")], Settings(), flights=[circle]), np.random.default_rng(1)
    for t in range(0, 900, 2):
        north_m = 4980.0 + 30.0 * noise.normal()
        track = rows(NOON_S + t, {"number": 7, "east_m": 9e3, "north_m": north_m, "sigma_m": 30.0, **FOUND})
        assert quiet.update(NOON_S + t, track) == []


def test_who_turns_out_to_be_listed_is_found_lawful() -> None:
    incursions = Incursions([LAND], Settings(), flights=[PLAN])
    assert fly(incursions, range(0, 80, 4), UNKNOWN)[-1][0] == "inside"
    found = fly(incursions, range(80, 92, 4), LOT)
    assert found[-1][0] == "left"
    assert found[-1][1].endswith("; found lawful: flight LOT3XY of the list.")


def test_who_takes_the_name_of_a_flight_far_from_its_way_is_an_incident() -> None:
    incursions = Incursions([LAND], Settings(), flights=[PLAN])
    found = fly(incursions, range(0, 80, 4), {**LOT, "north_m": 40e3})
    assert found[-1][0] == "inside"
    assert "which is not here" in found[-1][1]


@pytest.mark.parametrize("cut", [1, 2, 13, 31])
def test_goes_on_the_same_from_a_checkpoint(cut: int) -> None:
    def story() -> Incursions:
        return Incursions([LAND, SITE], Settings(), flights=[DRONE, PLAN])

    straight, before, after = story(), story(), story()
    said = [LOT if k % 7 else {**LOT, "callsign": b"LOT9"} for k in range(60)]
    fly_one = [fly(straight, range(4 * k, 4 * k + 4, 4), one) for k, one in enumerate(said)]
    for k, one in enumerate(said[:cut]):
        fly(before, range(4 * k, 4 * k + 4, 4), one)
    after.restore(before.checkpoint())
    assert after.checkpoint() == before.checkpoint()
    again = [fly(after, range(4 * k, 4 * k + 4, 4), one) for k, one in enumerate(said) if k >= cut]
    assert again == fly_one[cut:]
    assert after.checkpoint() == straight.checkpoint()
