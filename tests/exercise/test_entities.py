"""The truth as entities: where it is, in the words of DIS; and back, as flights of another scenario."""

import datetime
from pathlib import Path

import msgspec
import numpy as np
import pytest

from samples_of import samples
from sargas.exercise.entities import entities
from sargas.exercise.flights import Flight, Recorded, Waypoint
from sargas.exercise.player import chunks
from sargas.exercise.scenario import Dis, Scenario
from sargas.exercise.truth import Truth
from sargas.formats.dis import FORMAT, wire
from sargas.geo.geodesic import distance_m
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor
from sargas.model.tracks import ENDED, Tracks

START = datetime.datetime(2026, 9, 5, 12, tzinfo=datetime.UTC)
START_S = START.timestamp()
FLIGHTS = (
    Flight("a", (Waypoint(54.6, 25.3, 400.0, 30.0), Waypoint(54.62, 25.35, 500.0, 30.0)), 0.1, what="fixed_wing_drone"),
    Flight(
        "b",
        (Waypoint(54.7, 25.2, 9_000.0, 220.0), Waypoint(54.7, 26.2, 9_000.0, 220.0)),
        10.0,
        start_s=20.0,
        what="airliner",
    ),
)
SCENARIO = Scenario("x", START, 200.0, 1, (), FLIGHTS, dis=Dis(exercise=7, site=40, application=2))


def sent() -> list[Chunk]:
    return [Chunk(k, time_s, payload) for k, (time_s, payload) in enumerate(chunks(SCENARIO, "dis"))]


def test_other_simulators_read_where_each_is_and_when_it_has_ended() -> None:
    sensor = Sensor("us", "feed", "system", match={"simulator": "40/2"})
    decoder = FORMAT.decoder((sensor,), FORMAT.settings(feed="feed", exercise=7))
    told = [item for chunk in sent() for item in decoder.feed([chunk])]
    tracks = Tracks.concatenate([item for item in told if isinstance(item, Tracks)])
    assert tracks.simulated.all()
    assert not [item for item in told if type(item).__name__ in ("Fault", "NewSensor")]
    truth = Truth(SCENARIO)
    entity = np.array(tracks.reported_number) & 0xFFFF
    assert set(entity.tolist()) == {1, 2}
    lives = tracks.status != ENDED
    lat, lon, height_m, exists = truth.positions(tracks.time_s[lives] + 1e-4, entity[lives].astype(np.intp) - 1)
    assert exists.all()
    assert distance_m(lat, lon, tracks.lat_deg[lives], tracks.lon_deg[lives]).max() < 0.2
    assert np.abs(height_m - tracks.height_m[lives]).max() < 0.5
    speed_mps = np.hypot(tracks.east_mps, tracks.north_mps)
    assert speed_mps[lives & (entity == 1)] == pytest.approx(30.0, rel=0.01)
    ended = np.flatnonzero(~lives)
    assert entity[ended].tolist() == [1]  # the other flies on
    assert tracks.time_s[ended[0]] == pytest.approx(truth.end_s[0], abs=1.1)
    first = {k: float(tracks.time_s[entity == k].min()) - START_S for k in (1, 2)}
    assert first == pytest.approx({1: 0.0, 2: 20.0}, abs=0.01)


def test_they_are_constructive_and_of_whom_the_scenario_says() -> None:
    payloads = [payload for _, payload in entities(SCENARIO, Truth(SCENARIO))]
    assert {wire.header(octets)[:3] for octets in payloads} == {(7, 7, 1)}
    assert {wire.identifier(octets, 12)[:2] for octets in payloads} == {(40, 2)}
    (state,) = wire.entity_states(payloads[0])
    assert bytes(state["marking"]) == b"EXER-0001"
    usual = Scenario("x", START, 10.0, 1, (), FLIGHTS)
    assert {wire.identifier(octets, 12)[:2] for _, octets in entities(usual, Truth(usual))} == {(3700, 1)}
    with pytest.raises(ValueError, match="heartbeat"):
        Dis(every_s=9.0)


def test_a_recording_of_another_simulator_is_flown_again(tmp_path: Path) -> None:
    made = samples("framing")
    file = tmp_path / "joint.pcap"
    file.write_bytes(made.pcap([(chunk.time_s, made.ethernet(made.ipv4(made.udp(chunk.payload)))) for chunk in sent()]))
    again = msgspec.structs.replace(SCENARIO, flights=(), recorded=(Recorded(str(file), "dis"),))
    truth, before = Truth(again), Truth(SCENARIO)
    assert [flown.what for flown in truth.flights] == ["fixed_wing_drone", "airliner"]
    for k in range(2):
        times = np.linspace(before.start_s[k] + 1.0, min(before.end_s[k], START_S + 200.0) - 2.0, 50)
        one, other = (of.positions(times, np.full(50, k)) for of in (truth, before))
        assert distance_m(one[0], one[1], other[0], other[1]).max() < 1.0
        assert np.abs(one[2] - other[2]).max() < 0.5
