import datetime

import numpy as np
import pytest

from sargas.exercise.flights import Flight, Waypoint
from sargas.exercise.laydown import Radar, Screen
from sargas.exercise.radar import COMBINED, MODE_S, NOISE_DBM, PSR, RadarModel
from sargas.exercise.scenario import Scenario
from sargas.exercise.truth import Truth
from sargas.geo.geodesic import destination
from sargas.geo.wgs84 import enu_from_geodetic, polar_from_enu
from sargas.model.place import Site
from sargas.model.plots import Plots

START = datetime.datetime(2025, 7, 28, 5, 0, tzinfo=datetime.UTC)
SITE = Site(54.6, 25.3, 250.0)


def flight(distance_m: float, height_m: float, azimuth_deg: float = 90.0, **more: object) -> Flight:
    lat, lon = (float(v) for v in destination(SITE.lat_deg, SITE.lon_deg, azimuth_deg, distance_m))
    path = (Waypoint(lat, lon, height_m, 0.001), Waypoint(lat + 1e-4, lon, height_m, 1.0))
    return Flight("x", path, more.pop("cross_section_m2", 1e6), **more)


def model(radar: Radar, *flights: Flight) -> RadarModel:
    scenario = Scenario("x", START, 3600.0, 1, (radar,), flights)
    return RadarModel(radar, Truth(scenario), scenario.start_s, np.random.default_rng(1))


def radar(**more: object) -> Radar:
    settings = {"site": SITE, "ground_m": 220.0, "false_plots_per_turn": 0.0, **more}
    return Radar("r", 70, 201, **settings)


def turns(model: RadarModel, count: int) -> Plots:
    return Plots.concatenate([model.turn(k) for k in range(count)])


def test_errors_are_as_configured() -> None:
    plots = turns(model(radar(), flight(30_000.0, 1000.0)), 400)
    lat, lon = destination(SITE.lat_deg, SITE.lon_deg, 90.0, 30_000.0)
    range_m, azimuth_deg, _ = polar_from_enu(*enu_from_geodetic(lat, lon, 1000.0, SITE.lat_deg, SITE.lon_deg, 250.0))
    assert len(plots) == pytest.approx(400, abs=5)
    assert np.std(plots.range_m - range_m) == pytest.approx(50.0, rel=0.15)
    assert np.std(plots.azimuth_deg - azimuth_deg) == pytest.approx(0.08, rel=0.15)
    assert np.mean(plots.range_m - range_m) == pytest.approx(0.0, abs=10.0)


def test_an_object_is_seen_when_the_beam_comes_by() -> None:
    plots = turns(model(radar(rotation_s=4.0, sigma_azimuth_deg=0.0), flight(30_000.0, 1000.0)), 10)
    assert np.diff(plots.time_s) == pytest.approx(np.full(9, 4.0), abs=1e-3)


@pytest.mark.parametrize(("distance_m", "seen"), [(58_000.0, True), (70_000.0, False)])
def test_low_targets_disappear_behind_the_earth(distance_m: float, seen: bool) -> None:
    """Antenna 30 m and target 100 m above ground: horizon at 63.9 km (2 R of 4/3 earth)."""
    plots = turns(model(radar(), flight(distance_m, 320.0)), 20)
    assert (len(plots) > 10) == seen


def test_a_screen_hides_what_is_below_it_and_only_there() -> None:
    screened = radar(screens=(Screen(350.0, 100.0, 1.0),))
    assert len(turns(model(screened, flight(20_000.0, 500.0, 90.0)), 20)) == 0  # 0.65 deg
    assert len(turns(model(screened, flight(20_000.0, 900.0, 90.0)), 20)) > 10  # 1.8 deg
    assert len(turns(model(screened, flight(20_000.0, 500.0, 120.0)), 20)) > 10


def test_small_echoes_are_seen_less_often_than_large_ones() -> None:
    counts = [len(turns(model(radar(), flight(60_000.0, 3000.0, cross_section_m2=s)), 300)) for s in (1.0, 0.1)]
    assert counts[0] / 300 == pytest.approx(0.8, abs=0.06)
    assert counts[1] < 0.4 * counts[0]


def test_transponders_answer_with_what_they_are_told() -> None:
    lot = flight(40_000.0, 9000.0, mode_3a="2213", mode_s="48ac12", callsign="LOT123")
    plots = turns(model(radar(), lot), 30)
    assert set(plots.echo.tolist()) <= {COMBINED, MODE_S, PSR}
    said = [p.claims for p in plots if p.echo != "psr"]
    assert {c.mode_3a for c in said} == {0o2213}
    assert {c.mode_s for c in said} == {0x48AC12}
    assert {c.callsign for c in said} == {"LOT123"}
    assert all(abs(c.pressure_altitude_m - 9000.0) < 40.0 for c in said if c.pressure_altitude_m)  # the geoid


def test_everything_is_simulated_and_in_time_order() -> None:
    noisy = radar(false_plots_per_turn=50.0)
    plots = model(noisy, flight(30_000.0, 1000.0)).turn(0)
    assert plots.simulated.all()
    assert np.all(np.diff(plots.time_s) >= 0.0)


def test_false_plots_are_as_many_as_configured() -> None:
    plots = turns(model(radar(false_plots_per_turn=5.0), flight(90_000.0, 230.0)), 400)
    assert len(plots) / 400 == pytest.approx(5.0, rel=0.1)
    assert np.mean(plots.range_m < 111_120.0 / np.sqrt(2.0)) == pytest.approx(0.5, abs=0.05)


def test_amplitudes_fall_with_the_fourth_power_and_rise_with_the_echo() -> None:
    """Well above the threshold the mean in milliwatts is that of the radar equation; false plots are near it."""
    mean_dbm = {}
    for distance_m, cross_section_m2 in ((20_000.0, 100.0), (40_000.0, 100.0), (20_000.0, 1000.0)):
        of = flight(distance_m, 2000.0, cross_section_m2=cross_section_m2)
        plots = turns(model(radar(reference_range_m=60_000.0), of), 800)
        assert plots.given("amplitude_db").all()
        mean_dbm[distance_m, cross_section_m2] = 10 * np.log10(np.mean(10 ** (plots.amplitude_db / 10)))
    usual = mean_dbm[20_000.0, 100.0]
    assert usual - mean_dbm[40_000.0, 100.0] == pytest.approx(12.0, abs=0.5)
    assert mean_dbm[20_000.0, 1000.0] - usual == pytest.approx(10.0, abs=0.5)
    false = turns(model(radar(false_plots_per_turn=30.0), flight(200_000.0, 10.0)), 100)
    over = 10 ** ((false.amplitude_db[false.echo == PSR] - NOISE_DBM) / 10)
    assert over.min() > 6 * np.log(10.0) - 1e-3
    assert over.mean() - 6 * np.log(10.0) == pytest.approx(1.0, abs=0.1)


def test_a_reply_alone_has_no_amplitude_of_an_echo() -> None:
    plots = turns(model(radar(), flight(130_000.0, 9000.0, cross_section_m2=0.01, mode_3a="1234")), 50)
    assert set(plots.echo.tolist()) == {MODE_S}
    assert not plots.given("amplitude_db").any()
