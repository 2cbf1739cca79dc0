"""Multilateration: whom it places, how exactly, and what its bytes say."""

import datetime

import msgspec
import numpy as np
import pytest

from sargas.exercise.flights import Flight, Waypoint
from sargas.exercise.laydown import Multilateration
from sargas.exercise.multilateration import MultilaterationModel
from sargas.exercise.player import chunks
from sargas.exercise.scenario import Scenario
from sargas.exercise.truth import Truth
from sargas.formats.asterix import FORMAT
from sargas.geo.geodesic import destination, distance_m
from sargas.model.place import Site
from sargas.model.plots import Plots
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor

START = datetime.datetime(2026, 9, 5, tzinfo=datetime.UTC)
MIDDLE = Site(54.65, 25.30, 200.0)


def station(azimuth_deg: float) -> Site:
    lat, lon = destination(MIDDLE.lat_deg, MIDDLE.lon_deg, azimuth_deg, 25_000.0)
    return Site(float(lat), float(lon), 200.0)


SYSTEM = Multilateration("wam", 70, 230, MIDDLE, 180.0, tuple(station(a) for a in (0.0, 90.0, 180.0, 270.0)))


def flight(far_m: float, height_m: float = 3_000.0, azimuth_deg: float = 45.0, **said: object) -> Flight:
    """As good as stands still."""
    lat, lon = (float(v) for v in destination(MIDDLE.lat_deg, MIDDLE.lon_deg, azimuth_deg, far_m))
    path = (Waypoint(lat, lon, height_m, 0.001), Waypoint(lat + 2.2e-5, lon, height_m, 1.0))
    return Flight("x", path, 10.0, **{"mode_3a": "2213", "mode_s": "48ac12", "callsign": "LOT123", **said})


def placed(*flights: Flight, count: int = 400, system: Multilateration = SYSTEM) -> Plots:
    scenario = Scenario("x", START, 1_800.0, 3, (), flights, mlat=(system,))
    model = MultilaterationModel(system, Truth(scenario), scenario, np.random.default_rng(1))
    return Plots.concatenate([model.second(k) for k in range(count)])


@pytest.mark.parametrize("far_m", [2_000.0, 45_000.0])
def test_places_are_as_exact_as_they_say(far_m: float) -> None:
    plots = placed(flight(far_m))
    assert len(plots) > 390
    lat, lon = destination(MIDDLE.lat_deg, MIDDLE.lon_deg, 45.0, far_m)
    off_m = distance_m(plots.lat_deg, plots.lon_deg, lat, lon)
    assert np.sqrt(np.mean(off_m**2) / 2.0) == pytest.approx(float(plots.sigma_horizontal_m.mean()), rel=0.12)
    assert plots.simulated.all()


def test_who_is_too_low_for_four_stations_or_has_no_transponder_is_not_placed() -> None:
    assert len(placed(flight(2_000.0, mode_3a=None, mode_s=None, callsign=None))) == 0
    assert len(placed(flight(45_000.0, 200.0))) == 0
    by_three = flight(14_000.0, 200.0, 0.0)  # 39 km from the southern station, whose horizon is at 36.9 km
    assert len(placed(by_three)) == 0
    assert len(placed(by_three, system=msgspec.structs.replace(SYSTEM, needed=3))) > 390


def test_its_bytes_are_simulated_places_with_names_and_errors() -> None:
    scenario = Scenario("x", START, 60.0, 3, (), (flight(2_000.0), flight(9_000.0, mode_s=None)), mlat=(SYSTEM,))
    sensors = [Sensor("wam", "x", "mlat", {"sac": 70, "sic": 230}, MIDDLE)]
    sent = list(chunks(scenario))
    decoder = FORMAT.decoder(sensors, FORMAT.settings(feed="x"))
    items = decoder.feed([Chunk(k, time_s, payload) for k, (time_s, payload) in enumerate(sent)])
    assert {type(item) for item in items} == {Plots}
    plots = Plots.concatenate(items)
    assert len(plots) == 120
    assert plots.simulated.all()
    first = plots.take(plots.given("mode_s")).plot(0)
    assert (first.claims.mode_s, first.claims.mode_3a, first.claims.callsign) == (0x48AC12, 0o2213, "LOT123")
    assert first.echo == "mode_s"
    assert first.sigma.horizontal_m == pytest.approx(6.0, abs=2.0)
    assert {plot.echo for plot in plots} == {"mode_s", "ssr"}
    assert list(chunks(scenario)) == sent
