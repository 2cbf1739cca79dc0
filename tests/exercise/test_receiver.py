"""A receiver of ADS-B: how often it hears whom, and what is told."""

import datetime

import numpy as np
import pytest

from sargas.exercise.flights import Flight, Waypoint
from sargas.exercise.laydown import Receiver
from sargas.exercise.player import chunks
from sargas.exercise.receiver import OF_FIXES, SIGMA_M, OwnFixes, ReceiverModel
from sargas.exercise.scenario import Scenario
from sargas.exercise.traffic import Across
from sargas.exercise.truth import Truth
from sargas.formats.asterix import FORMAT
from sargas.geo.geodesic import destination, distance_m
from sargas.model.place import Site
from sargas.model.plots import Plots
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor
from sargas.sensing.radio import uncollided_probability

START = datetime.datetime(2026, 9, 5, tzinfo=datetime.UTC)
SITE = Site(54.65, 25.30, 200.0)
RECEIVER = Receiver("adsb", 70, 210, SITE, 180.0)


def own_fixes(truth: Truth, seed: int) -> OwnFixes:
    broadcasts = np.array([flown.adsb for flown in truth.flights])
    return OwnFixes(truth, broadcasts, np.random.default_rng([seed, OF_FIXES]))


def flight(name: str, far_m: float, height_m: float = 10_000.0, **said: object) -> Flight:
    """Around a place as far to the north, for some 17 minutes."""
    lat, lon = (float(v) for v in destination(SITE.lat_deg, SITE.lon_deg, 0.0, far_m))
    ends = (Waypoint(lat, lon - 1.0, height_m, 120.0), Waypoint(lat, lon + 1.0, height_m, 120.0))
    return Flight(name, ends, 10.0, **{"mode_s": "48ad01", "mode_3a": "1234", "adsb": True, **said})


def scenario(*flights: Flight, receiver: Receiver = RECEIVER, traffic: tuple[Across, ...] = ()) -> Scenario:
    return Scenario("x", START, 600.0, 3, (), flights, traffic, receivers=(receiver,))


def heard(played: Scenario, seconds: int = 300) -> tuple[Truth, Plots]:
    truth = Truth(played)
    model = ReceiverModel(played.receivers[0], truth, played, np.random.default_rng(1))
    return truth, Plots.concatenate([model.second(k) for k in range(seconds)])


def test_near_by_all_is_heard_but_what_collides() -> None:
    _, plots = heard(scenario(flight("a", 40_000.0)))
    expected = 2 * 300 * float(uncollided_probability(RECEIVER.fruit_per_s + 2, 120e-6))
    assert len(plots) == pytest.approx(expected, abs=4 * np.sqrt(expected * 0.4))
    assert np.all(np.diff(plots.time_s) > 0.0)


def test_far_off_little_and_beyond_the_horizon_nothing() -> None:
    assert len(heard(scenario(flight("a", 380_000.0)))[1]) < 200
    assert len(heard(scenario(flight("a", 120_000.0, height_m=500.0)))[1]) == 0


def test_who_does_not_broadcast_is_not_heard() -> None:
    assert len(heard(scenario(flight("a", 40_000.0, adsb=False)))[1]) == 0
    with pytest.raises(ValueError, match="needs a mode_s"):
        flight("a", 40_000.0, mode_s=None)


def test_what_is_told_is_true_to_its_error_and_the_same_for_all_who_hear_it() -> None:
    played = scenario(flight("a", 40_000.0, callsign="LOT1"))
    truth, plots = heard(played)
    lat, lon, height_m, _ = truth.positions(plots.time_s, np.zeros(len(plots), np.intp))
    off_m = distance_m(plots.lat_deg, plots.lon_deg, lat, lon)
    assert 0.2 * SIGMA_M < off_m.mean() < 3.0 * SIGMA_M
    assert plots.height_m == pytest.approx(height_m)
    assert np.hypot(plots.east_mps, plots.north_mps) == pytest.approx(np.full(len(plots), 120.0), abs=3.0)
    assert set(plots.callsign.tolist()) == {b"LOT1"}
    assert plots.simulated.all()
    fixes = own_fixes(truth, played.seed)
    rows = np.zeros(len(plots), np.intp)
    off = fixes.at(rows, plots.time_s)
    assert np.hypot(*off) == pytest.approx(off_m, abs=0.2)
    assert np.array_equal(off, own_fixes(truth, played.seed).at(rows, plots.time_s))


def test_errors_have_their_sigma() -> None:
    crowd = Across(
        count=200, lat_deg=54.65, lon_deg=25.3, radius_m=1e5, speed_mps=(200.0, 240.0), height_m=(9e3, 1e4), adsb=1.0
    )
    truth = Truth(scenario(traffic=(crowd,)))
    rows = np.arange(len(truth))
    off = own_fixes(truth, 3).at(rows, truth.start_s)
    assert off.std() == pytest.approx(SIGMA_M, rel=0.15)


def test_a_share_broadcasts() -> None:
    crowd = Across(
        count=400, lat_deg=54.65, lon_deg=25.3, radius_m=1e5, speed_mps=(200.0, 240.0), height_m=(9e3, 1e4), adsb=0.3
    )
    assert np.mean([flown.adsb for flown in Truth(scenario(traffic=(crowd,))).flights]) == pytest.approx(0.3, abs=0.08)


def test_its_bytes_are_read_as_simulated_claims() -> None:
    played = scenario(flight("a", 40_000.0, callsign="LOT1"))
    sensors = [Sensor("adsb", "x", "adsb", {"sac": 70, "sic": 210}, SITE)]
    decoder = FORMAT.decoder(sensors, FORMAT.settings(feed="x"))
    sent = list(chunks(played))
    assert [time_s for time_s, _ in sent] == sorted(time_s for time_s, _ in sent)
    items = decoder.feed([Chunk(k, time_s, payload) for k, (time_s, payload) in enumerate(sent)])
    plots = Plots.concatenate([item for item in items if isinstance(item, Plots)])
    assert {type(item) for item in items} == {Plots}
    assert len(plots) > 500
    assert plots.simulated.all()
    assert set(plots.mode_s.tolist()) == {0x48AD01}
