"""Direction finders and receivers of Remote ID: whom they hear, how often, from where, and what is told."""

import datetime

import numpy as np
import pytest

from sargas.exercise.flights import Flight, Waypoint
from sargas.exercise.laydown import DirectionFinder, RemoteIdReceiver
from sargas.exercise.player import chunks
from sargas.exercise.radios import REMOTE_ID_DBM, REMOTE_ID_HZ, SIGMA_M, FinderModel, RemoteIdModel
from sargas.exercise.scenario import Scenario
from sargas.exercise.truth import Truth
from sargas.formats.asterix import FORMAT as ASTERIX
from sargas.formats.remoteid import FORMAT as REMOTE_ID
from sargas.geo.geodesic import destination, distance_m
from sargas.model.place import Site
from sargas.model.plots import BEARING, Plots
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor
from sargas.sensing.radio import arriving_dbm, bearing_sigma_deg, received_probability

START = datetime.datetime(2026, 9, 5, 12, 50, tzinfo=datetime.UTC)
SITE = Site(54.65, 25.30, 200.0)


def drone(far_m: float, azimuth_deg: float = 40.0, height_m: float = 480.0, **said: object) -> Flight:
    """Hovers, 300 m above the ground, for some 40 minutes."""
    lat, lon = (float(v) for v in destination(SITE.lat_deg, SITE.lon_deg, azimuth_deg, far_m))
    path = (Waypoint(lat, lon, height_m, 0.001), Waypoint(lat + 2.2e-5, lon, height_m, 1.0))
    return Flight("d", path, 0.05, **{"emits_dbm": 20.0, "remote_id": "1581F4ABC", **said})


def finder(**said: object) -> DirectionFinder:
    return DirectionFinder("df", 70, 220, SITE, 180.0, **{"false_per_hour": 0.0, **said})


def found(one: DirectionFinder, *flights: Flight, count: int = 600) -> Plots:
    scenario = Scenario("x", START, 1_800.0, 3, (), flights, direction_finders=(one,))
    model = FinderModel(one, Truth(scenario), scenario, np.random.default_rng(1))
    return Plots.concatenate([model.look(k) for k in range(count)])


RECEIVER = RemoteIdReceiver("mast", SITE, 180.0)


def heard(*flights: Flight, count: int = 600) -> Plots:
    scenario = Scenario("x", START, 1_800.0, 3, (), flights, remote_id=(RECEIVER,))
    model = RemoteIdModel(RECEIVER, Truth(scenario), scenario, np.random.default_rng(1))
    return Plots.concatenate([model.second(k)[0] for k in range(count)])


@pytest.mark.parametrize("far_m", [5_000.0, 25_000.0, 50_000.0])
def test_a_finder_finds_as_often_and_as_exactly_as_the_formulae_say(far_m: float) -> None:
    plots = found(finder(needed_dbm=-110.0), drone(far_m))
    of = (np.hypot(far_m, 280.0), 20.0, 300.0, 2.44e9, 20.0, 3.0, -110.0)
    assert len(plots) / 600 == pytest.approx(float(received_probability(*of)), abs=0.06)
    margin_db = float(arriving_dbm(of[0], 2.44e9, 20.0, 3.0)) + 110.0
    off_deg = (plots.azimuth_deg - 40.0 + 180.0) % 360.0 - 180.0
    assert off_deg.std() == pytest.approx(float(bearing_sigma_deg(margin_db, 2.0, 5.0)), rel=0.15)
    assert off_deg.mean() == pytest.approx(0.0, abs=0.8)


def test_what_is_silent_or_out_of_band_or_below_the_horizon_is_not_found() -> None:
    assert len(found(finder(), drone(5_000.0, emits_dbm=None))) == 0
    assert len(found(finder(to_hz=1e9), drone(5_000.0))) == 0
    assert len(found(finder(), drone(70_000.0, emits_dbm=60.0, height_m=200.0))) == 0  # horizon: 36.9 km
    assert len(found(finder(), drone(20_000.0, emits_dbm=60.0, height_m=200.0))) == 600


def test_false_bearings_come_at_their_rate_from_anywhere() -> None:
    plots = found(finder(false_per_hour=360.0), count=3_000)
    assert len(plots) == pytest.approx(300, abs=55)
    assert plots.azimuth_deg.std() == pytest.approx(360.0 / np.sqrt(12.0), rel=0.1)


def test_their_bytes_are_bearings_from_the_finders_site() -> None:
    scenario = Scenario("x", START, 60.0, 3, (), (drone(1_000.0),), direction_finders=(finder(),))
    sensors = [Sensor("df", "x", "rf", {"sac": 70, "sic": 220}, SITE)]
    sent = list(chunks(scenario))
    items = ASTERIX.decoder(sensors, ASTERIX.settings(feed="x")).feed(
        [Chunk(k, time_s, payload) for k, (time_s, payload) in enumerate(sent)]
    )
    assert {type(item) for item in items} == {Plots}
    plots = Plots.concatenate(items)
    assert len(plots) > 55
    assert set(plots.kind.tolist()) == {BEARING}
    assert list(chunks(scenario)) == sent


@pytest.mark.parametrize("far_m", [1_000.0, 3_000.0, 6_000.0])
def test_remote_id_is_heard_as_often_as_the_formula_says(far_m: float) -> None:
    expected = received_probability(
        np.hypot(far_m, 280.0), 20.0, 300.0, REMOTE_ID_HZ, REMOTE_ID_DBM, RECEIVER.gain_db, RECEIVER.needed_dbm
    )
    assert len(heard(drone(far_m))) / 600 == pytest.approx(float(expected), abs=0.06)
    assert len(heard(drone(far_m, remote_id=None))) == 0


def test_its_lines_are_read_as_places_with_a_name_over_the_full_hour_too() -> None:
    """The scenario begins ten minutes before the hour."""
    scenario = Scenario("x", START, 1_200.0, 3, (), (drone(800.0),), remote_id=(RECEIVER,))
    sensors = [Sensor("mast", "x", "remote_id", {"receiver": "mast"}, SITE)]
    sent = list(chunks(scenario, "remoteid"))
    items = REMOTE_ID.decoder(sensors, REMOTE_ID.settings(feed="x")).feed(
        [Chunk(k, time_s, payload) for k, (time_s, payload) in enumerate(sent)]
    )
    assert {type(item) for item in items} == {Plots}
    plots = Plots.concatenate(items)
    assert len(plots) > 1_100
    assert set(plots.remote_id.tolist()) == {b"1581F4ABC"}
    assert plots.time_s.max() - plots.time_s.min() > 1_190.0
    lat, lon = destination(SITE.lat_deg, SITE.lon_deg, 40.0, 800.0)
    off_m = distance_m(plots.lat_deg, plots.lon_deg, lat, lon)
    assert np.sqrt(np.mean(off_m**2) / 2.0) == pytest.approx(SIGMA_M, rel=0.5)
    assert plots.height_m == pytest.approx(np.full(len(plots), 480.0), abs=0.3)
