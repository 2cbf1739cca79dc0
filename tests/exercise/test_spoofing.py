"""Aircraft that tell a wrong place, and ghosts: by where they truly are, and the same for all who hear them."""

import datetime

import numpy as np
import pytest

from sargas.exercise.events import Event, Ghosts, GnssJamming, Shift
from sargas.exercise.flights import Flight, Waypoint
from sargas.exercise.laydown import Receiver
from sargas.exercise.player import chunks
from sargas.exercise.receiver import ReceiverModel
from sargas.exercise.scenario import Scenario
from sargas.exercise.truth import Truth
from sargas.exercise.upsets import Upsets
from sargas.formats.asterix import FORMAT
from sargas.formats.asterix.settings import Settings
from sargas.geo.geodesic import azimuth_deg, distance_m
from sargas.model.place import Site
from sargas.model.plots import Plots
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor

START = datetime.datetime(2026, 9, 5, tzinfo=datetime.UTC)
START_S = START.timestamp()
RECEIVERS = tuple(
    Receiver(name, 70, 10 + k, Site(54.65, 25.3 + 0.2 * k, 200.0), 150.0, fruit_per_s=0.0)
    for k, name in enumerate(("east", "west"))
)
CIRCLE = {"lat_deg": 54.65, "lon_deg": 25.3, "radius_m": 20_000.0}


def crossing(k: int) -> Flight:
    """West to east by 54.6 N, through the circle between 100 and 280 s or so."""
    lat = 54.6 + 0.01 * k
    ends = (Waypoint(lat, 24.8, 8_000.0, 200.0), Waypoint(lat, 25.9, 8_000.0, 200.0))
    return Flight(f"f{k}", ends, 10.0, mode_3a="1234", mode_s=f"50000{k}", adsb=True)


def played(*events: Event, flights: int = 3) -> Scenario:
    return Scenario(
        "x", START, 340.0, 3, (), tuple(crossing(k) for k in range(flights)), receivers=RECEIVERS, events=events
    )


def told(scenario: Scenario, name: str = "east") -> Plots:
    truth = Truth(scenario)
    upsets, receiver = Upsets(scenario, truth), next(one for one in RECEIVERS if one.sensor == name)
    model = ReceiverModel(receiver, truth, scenario, np.random.default_rng(1))
    seconds = range(int(scenario.duration_s))
    return Plots.concatenate([upsets.seen(name, model.second(k), START_S + k, START_S + k + 1.0) for k in seconds])


def off_m(scenario: Scenario, plots: Plots) -> np.ndarray:
    truth = Truth(scenario)
    rows = np.searchsorted(truth.mode_s, plots.mode_s)
    lat, lon, *_ = truth.positions(plots.time_s, rows)
    return distance_m(lat, lon, plots.lat_deg, plots.lon_deg)


def inside(scenario: Scenario, plots: Plots) -> np.ndarray:
    truth = Truth(scenario)
    lat, lon, *_ = truth.positions(plots.time_s, np.searchsorted(truth.mode_s, plots.mode_s))
    return distance_m(lat, lon, CIRCLE["lat_deg"], CIRCLE["lon_deg"])


def test_who_is_within_drifts_from_when_he_came_in_and_is_right_again_outside() -> None:
    scenario = played(GnssJamming(**CIRCLE, drift_mps=20.0))
    plots = told(scenario)
    far, wrong = inside(scenario, plots), off_m(scenario, plots)
    assert wrong[far > 22_500.0].max() < 60.0
    for address in np.unique(plots.mode_s):
        of_it = (plots.mode_s == address) & (far < 17_500.0)
        slope = np.polyfit(plots.time_s[of_it] - START_S, wrong[of_it], 1)[0]
        assert slope == pytest.approx(20.0, rel=0.05)
        assert wrong[of_it].max() > 2_500.0
        assert wrong[(plots.mode_s == address) & (far < 17_500.0)].min() < 600.0
    directions = [
        np.degrees(np.arctan2(*np.median([plots.east_mps[m] - 200.0, plots.north_mps[m]], axis=1)))
        for m in [(plots.mode_s == a) & (far < 17_500.0) for a in np.unique(plots.mode_s)]
    ]
    assert np.ptp(directions) > 5.0


def test_all_who_hear_him_hear_the_same() -> None:
    scenario = played(GnssJamming(**CIRCLE, drift_mps=20.0))
    one, other = told(scenario, "east"), told(scenario, "west")
    there = {(int(a), float(s)): (lat, lon) for a, s, lat, lon in zip(
        one.mode_s, one.time_s, one.lat_deg, one.lon_deg, strict=True)}  # fmt: skip
    both = [k for k in range(len(other)) if (int(other.mode_s[k]), float(other.time_s[k])) in there]
    assert len(both) > 1_000
    for k in both:
        assert there[int(other.mode_s[k]), float(other.time_s[k])] == (other.lat_deg[k], other.lon_deg[k])


def test_a_share_falls_silent_within_the_area_and_its_time() -> None:
    quiet, jammed = told(played()), told(played(GnssJamming(**CIRCLE, silent=1.0, from_s=0.0, to_s=200.0)))
    far = inside(played(), quiet)
    kept = (far > 20_000.0) | (quiet.time_s >= START_S + 200.0)
    assert abs(len(jammed) - np.count_nonzero(kept)) <= 3 * 20  # who comes in is found out within ten seconds
    half = told(played(GnssJamming(**CIRCLE, silent=0.5), flights=9))
    of_each = [np.count_nonzero(half.mode_s == a) for a in np.unique(half.mode_s)]
    assert 0 < sum(count < 400 for count in of_each) < 9


def test_those_within_are_shifted_by_what_was_said() -> None:
    scenario = played(Shift(**CIRCLE, shift_m=250_000.0, toward_deg=300.0))
    plots = told(scenario)
    far, wrong = inside(scenario, plots), off_m(scenario, plots)
    assert wrong[far < 17_500.0] == pytest.approx(250_000.0, abs=100.0)
    assert wrong[far > 22_500.0].max() < 60.0
    mid = far < 17_500.0
    assert azimuth_deg(54.65, 25.3, plots.lat_deg[mid].mean(), plots.lon_deg[mid].mean()) == pytest.approx(300.0, abs=3)


def test_ghosts_are_heard_where_their_transmitter_is_and_fly_as_they_say() -> None:
    ghosts = Ghosts(**CIRCLE, count=5, transmitter=(54.7, 25.3, 250.0), callsigns=("LOT",), from_s=50.0, to_s=250.0)
    plots = told(played(ghosts, flights=0))
    addresses = np.unique(plots.mode_s)
    assert len(addresses) == 5
    assert len(plots) == pytest.approx(2 * 200 * 5, rel=0.02)
    assert (plots.time_s.min(), plots.time_s.max()) == pytest.approx((START_S + 50.0, START_S + 250.0), abs=1.0)
    assert (np.diff(plots.time_s) >= 0.0).all()
    assert all(name.startswith(b"LOT") for name in plots.callsign)
    for address in addresses:
        of_it = plots.take(plots.mode_s == address)
        went_m = distance_m(of_it.lat_deg[0], of_it.lon_deg[0], of_it.lat_deg[-1], of_it.lon_deg[-1])
        said_mps = np.hypot(of_it.east_mps[0], of_it.north_mps[0])
        assert went_m / (of_it.time_s[-1] - of_it.time_s[0]) == pytest.approx(said_mps, rel=0.01)
    far = Ghosts(**CIRCLE, count=5, transmitter=(58.0, 25.3, 250.0))
    assert len(told(played(far, flights=0))) == 0


def test_they_reach_the_sensors_own_decoder_beside_those_that_are() -> None:
    scenario = played(Ghosts(**CIRCLE, count=2, transmitter=(54.7, 25.3, 250.0)), flights=1)
    sensors = [Sensor(r.sensor, "x", "adsb", {"sac": r.sac, "sic": r.sic}, r.site) for r in RECEIVERS]
    sent = [Chunk(k, time_s, payload) for k, (time_s, payload) in enumerate(chunks(scenario))]
    items = FORMAT.decoder(sensors, Settings(feed="x")).feed(sent)
    plots = Plots.concatenate([item for item in items if isinstance(item, Plots)])
    assert set(plots.mode_s.tolist()) == {0x500000, 0x5E0000, 0x5E0001}
    assert plots.simulated.all()
