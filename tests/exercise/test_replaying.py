"""Recordings as truth: of a small one made here, and of real ones where there are any."""

import datetime
import json
from pathlib import Path

import numpy as np
import pytest

from sargas.errors import ConfigError
from sargas.exercise.flights import Recorded
from sargas.exercise.scenario import Scenario
from sargas.exercise.truth import Truth
from sargas.geo.geodesic import distance_m

START = datetime.datetime(2026, 9, 5, tzinfo=datetime.UTC)
START_S = START.timestamp()


def truth_of(file: Path, form: str, **said: object) -> Truth:
    recorded = Recorded(str(file), form, **said)
    return Truth(Scenario("x", START, 600.0, 1, (), recorded=(recorded,)))


def row(second: float, icao24: str, lon: float, **said: object) -> dict[str, object]:
    about = {"altitude": 3000.0, "groundspeed": 120.0, "track": 90.0, "latitude": 47.0, "callsign": "ABC1"}
    return {**about, "timestamp": 1.6e12 + 1000.0 * second, "icao24": icao24, "longitude": lon, **said}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    rows = [row(s, "3003ae", 8.0 + 0.0008 * s) for s in range(0, 300, 5)]
    rows += [row(s, "3003ae", 8.5 + 0.0008 * s) for s in range(800, 900, 5)]  # silent for eight minutes
    rows += [row(s, "4b0001", 9.0 + 0.0008 * s) for s in range(50, 200, 5)]
    rows.append(row(102.5, "4b0001", 30.0))  # a place that nobody gets to in some seconds
    file = tmp_path / "small.json"
    file.write_text(json.dumps(sorted(rows, key=lambda one: float(str(one["timestamp"])))))
    return file


def test_each_flight_of_a_recording_flies_with_the_times_of_the_scenario(small: Path) -> None:
    truth = truth_of(small, "statevectors", at_s=30.0)
    assert [(flown.id, flown.mode_s) for flown in truth.flights] == [
        ("recorded-1-1", "3003ae"), ("recorded-1-2", "3003ae"), ("recorded-1-3", "4b0001"),
    ]  # fmt: skip
    assert (truth.start_s - START_S).tolist() == [30.0, 830.0, 80.0]
    assert {flown.what for flown in truth.flights} == {"light_aircraft"}
    assert all(flown.adsb and flown.callsign == "ABC1" and flown.mode_3a == "2000" for flown in truth.flights)
    assert max(flown.path.lon_deg.max() for flown in truth.flights) < 9.5
    assert truth.flights[0].path.height_m == pytest.approx(3000.0 * 0.3048 + 48.0, abs=5.0)


def test_a_part_of_it_elsewhere_and_not_broadcasting(small: Path) -> None:
    truth = truth_of(small, "statevectors", from_s=100.0, to_s=250.0, middle=(54.65, 25.3), adsb=False, what="other")
    assert [flown.id for flown in truth.flights] == ["recorded-1-1", "recorded-1-2"]
    assert truth.start_s.min() == START_S
    assert (truth.end_s.max() - START_S) == 150.0
    assert {(flown.adsb, flown.what) for flown in truth.flights} == {(False, "other")}
    here, there = truth.flights[0].path, truth_of(small, "statevectors").flights[0].path
    for one in (here, there):
        assert distance_m(one.lat_deg[0], one.lon_deg[0], one.lat_deg[10], one.lon_deg[10]) == pytest.approx(
            float(distance_m(47.0, 8.0, 47.0, 8.04)), rel=0.01
        )
    assert np.abs(here.lat_deg - 54.65).max() < 0.2


def test_what_tells_nobodys_place_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "empty.jsonl"
    file.write_text("{}\n")
    with pytest.raises(ConfigError, match=r"recorded\[0\]: empty.jsonl: nobody tells where he is"):
        truth_of(file, "statevectors")
    with pytest.raises(ConfigError, match=r"recorded\[0\]: gone.jsonl: No such file"):
        truth_of(tmp_path / "gone.jsonl", "statevectors")


@pytest.mark.parametrize(
    ("name", "form", "flights", "adsb"),
    [
        ("adsb/switzerland.json.gz", "statevectors", 71, True),
        ("adsb/jet1090_tutorial.jsonl.gz", "modes", 1, True),
        ("radar/baltic_cat062_15min.ff", "asterix", 135, False),
    ],
)
def test_real_flights_move_as_aircraft_do(corpus: Path, name: str, form: str, flights: int, adsb: bool) -> None:
    truth = truth_of(corpus / name, form, to_s=3_600.0, middle=(54.65, 25.3))
    assert len(truth) == flights
    assert {flown.adsb for flown in truth.flights} == {adsb}
    assert truth.start_s.min() == START_S
    for flown in truth.flights:
        path = flown.path
        far_m = distance_m(path.lat_deg[:-1], path.lon_deg[:-1], path.lat_deg[1:], path.lon_deg[1:])
        assert (np.diff(path.time_s) > 0.0).all()
        assert np.median(far_m / np.diff(path.time_s)) < 320.0
        assert -200.0 < path.height_m.min() <= path.height_m.max() < 22_000.0
