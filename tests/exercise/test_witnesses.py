"""Witnesses: who notices what, how often, how late, and what they say."""

import datetime

import msgspec
import numpy as np
import pytest

from sargas.exercise.flights import Flight, Waypoint
from sargas.exercise.laydown import People
from sargas.exercise.player import chunks
from sargas.exercise.scenario import Scenario
from sargas.exercise.script import Reaction
from sargas.exercise.truth import Truth
from sargas.exercise.witnesses import STEP_S, Told, Witnesses
from sargas.formats.citizen import FORMAT
from sargas.geo.geodesic import azimuth_deg, destination, distance_m
from sargas.model.plots import Plots
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor

NOON = datetime.datetime(2026, 6, 5, 10, 0, tzinfo=datetime.UTC)
NIGHT = datetime.datetime(2026, 12, 5, 22, 0, tzinfo=datetime.UTC)
PLACE = (54.65, 25.30)
SURE = {"mistaken": 0.0, "wrong_per_hour": 0.0, "reports": 1.0, "delay": Reaction(1.0, 1.0)}


def over(far_m: float = 0.0, what: str = "fixed_wing_drone", height_m: float = 400.0) -> Flight:
    """As good as stands still, for an hour."""
    lat, lon = (float(v) for v in destination(*PLACE, 0.0, far_m))
    return Flight("x", (Waypoint(lat, lon, height_m, 0.001), Waypoint(lat + 4e-5, lon, height_m, 1.0)), 0.1, what=what)


def people(**said: object) -> People:
    return People(*PLACE, **{"radius_m": 1.0, "count": 500, "ground_m": 180.0, **SURE, **said})


def scenario(crowd: People, *flights: Flight, start: datetime.datetime = NOON) -> Scenario:
    return Scenario("x", start, 1_800.0, 3, (), flights, people=(crowd,))


def told(played: Scenario) -> list[Told]:
    return list(Witnesses(played.people[0], 0, Truth(played), played, np.random.default_rng(1)))


def said(one: Told) -> dict[str, object]:
    return msgspec.json.decode(one.payload)


def test_they_notice_at_the_rate_of_the_formula() -> None:
    """All stand in one place: after t seconds 1 - exp(-rate t) of them have told."""
    played = scenario(people(attention_per_s=0.002), over(1_500.0))
    model = Witnesses(played.people[0], 0, Truth(played), played, np.random.default_rng(1))
    one = np.array([0])
    by_eye, by_ear = model.noticing_per_s(played.start_s, one, one)
    assert 0.0 < by_eye[0] + by_ear[0] < 0.0041
    share = 1.0 - np.exp(-(by_eye[0] + by_ear[0]) * 1_800.0)
    reports = list(model)
    assert len(reports) / 500 == pytest.approx(share, abs=0.06)
    assert len({one.person for one in reports}) == len(reports)  # each once
    eyes = np.mean([said(one)["what"] == "seen" for one in reports])
    assert eyes == pytest.approx(by_eye[0] / (by_eye[0] + by_ear[0]), abs=0.07)


def test_by_night_a_dark_drone_is_only_heard_and_by_fewer() -> None:
    reports = told(scenario(people(attention_per_s=0.0005), over(500.0), start=NIGHT))
    assert {said(one)["what"] for one in reports} == {"heard"}
    assert len(reports) < 100 < len(told(scenario(people(attention_per_s=0.0005), over(500.0))))
    assert not told(scenario(people(), over(500.0, "bird"), start=NIGHT))


def test_birds_and_airliners_are_reported_only_by_who_is_mistaken_and_as_drones() -> None:
    for what in ("bird", "airliner"):
        assert not told(scenario(people(), over(200.0, what)))
        reports = told(scenario(people(mistaken=0.2, attention_per_s=1.0), over(200.0, what)))
        assert len(reports) / 500 == pytest.approx(0.2, abs=0.06)
        assert {said(one)["kind"] for one in reports} == {"drone"}
    drones = told(scenario(people(mistaken=0.2, attention_per_s=1.0), over(200.0)))
    assert np.mean([said(one)["kind"] == "aircraft" for one in drones]) == pytest.approx(0.2, abs=0.06)


def test_reports_of_nothing_come_at_their_rate() -> None:
    reports = told(scenario(people(wrong_per_hour=0.4)))
    assert len(reports) == pytest.approx(100, abs=30)
    assert {one.object for one in reports} == {-1}


def test_they_come_late_as_is_said_and_in_the_order_of_arrival() -> None:
    reports = told(scenario(people(attention_per_s=1.0, delay=Reaction(60.0, 300.0)), over(200.0)))
    arrived = np.array([one.arrives_s for one in reports])
    assert np.all(np.diff(arrived) >= 0.0)
    since = arrived - NOON.timestamp() - STEP_S / 2.0
    assert np.quantile(since, [0.5, 0.9]) == pytest.approx([60.0, 300.0], rel=0.2)


def test_directions_and_distances_are_as_people_tell_them() -> None:
    reports = [said(one) for one in told(scenario(people(attention_per_s=1.0, count=2_000), over(1_500.0)))]
    lat, lon = destination(*PLACE, 0.0, 1_500.0)
    directed = [one for one in reports if "azimuth_deg" in one]
    turned = [one["azimuth_deg"] - azimuth_deg(one["lat_deg"], one["lon_deg"], lat, lon) for one in directed]
    assert len(turned) / len(reports) == pytest.approx(0.7, abs=0.05)
    assert np.std((np.array(turned) + 180.0) % 360.0) == pytest.approx(15.0, rel=0.1)
    guessed = np.array([one["distance_m"] for one in reports if "distance_m" in one])
    assert len(guessed) / len(turned) == pytest.approx(0.4, abs=0.06)
    assert np.median(guessed) == pytest.approx(1_516.0, rel=0.1)
    assert np.std(np.log2(np.maximum(guessed, 50.0))) == pytest.approx(1.0, rel=0.12)
    off_m = distance_m(*PLACE, [one["lat_deg"] for one in reports], [one["lon_deg"] for one in reports])
    assert np.quantile(off_m, 0.95) == pytest.approx(30.0, rel=0.1)


def test_their_reports_are_read_as_plots_of_observers() -> None:
    played = scenario(people(count=40), over(500.0))
    sent = list(chunks(played, "citizen"))
    decoder = FORMAT.decoder([Sensor("people", "x", "observer", {"reporter": "citizen"})], FORMAT.settings(feed="x"))
    items = decoder.feed([Chunk(k, time_s, payload) for k, (time_s, payload) in enumerate(sent)])
    assert {type(item) for item in items} == {Plots}
    assert sum(len(item) for item in items) == len(sent) > 30
    assert list(chunks(played, "citizen")) == sent
