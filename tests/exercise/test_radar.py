import datetime
from pathlib import Path

import numpy as np
import pytest

from sargas.exercise.flights import Flight, Waypoint
from sargas.exercise.laydown import Clutter, Doppler, Radar, Resolution, Screen
from sargas.exercise.radar import COMBINED, MODE_S, NOISE_DBM, PSR, RadarModel
from sargas.exercise.scenario import Scenario
from sargas.exercise.truth import Truth
from sargas.geo.geodesic import destination
from sargas.geo.wgs84 import enu_from_geodetic, polar_from_enu
from sargas.model.place import Site
from sargas.model.plots import Plots
from sargas.sensing.detection import detection_probability, reference_snr, signal_to_noise

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


def crossing(
    distance_m: float, speed_mps: float, toward_deg: float, height_m: float = 1000.0, **more: object
) -> Flight:
    """Due east of the radar at the start, going somewhere."""
    here = destination(SITE.lat_deg, SITE.lon_deg, 90.0, distance_m)
    there = destination(*here, toward_deg, 20_000.0)
    path = tuple(Waypoint(float(lat), float(lon), height_m, speed_mps) for lat, lon in (here, there))
    return Flight("x", path, more.pop("cross_section_m2", 1e6), **more)


def test_it_detects_as_often_as_the_formula_says_for_every_kind_of_echo() -> None:
    """0.01 to 10 m2, both cases of Swerling: drawn 600 times, three sigma of a share."""
    for fluctuation in ("swerling_1", "swerling_3"):
        for area_m2 in (0.01, 0.1, 1.0, 10.0):
            of = radar(fluctuation=fluctuation)
            seen = len(turns(model(of, flight(40_000.0, 2000.0, cross_section_m2=area_m2)), 600)) / 600
            snr = signal_to_noise(40_030.0, area_m2, 60_000.0, reference_snr(0.8, fluctuation=fluctuation))
            expected = float(detection_probability(snr, fluctuation=fluctuation))
            assert seen == pytest.approx(expected, abs=3.0 * np.sqrt(expected * (1 - expected) / 600) + 2e-3)


def test_who_flies_across_the_beam_or_stands_still_is_in_the_notch() -> None:
    for filters in ("mti", "mtd"):
        of = radar(doppler=Doppler(filters, (0.001,), 5.0))
        assert len(turns(model(of, crossing(30_000.0, 40.0, 0.0, cross_section_m2=1.0)), 3)) == 0  # tangential
        assert len(turns(model(of, crossing(30_000.0, 40.0, 90.0)), 30)) > 25  # radial
        assert len(turns(model(of, crossing(30_000.0, 100.0, 90.0, cross_section_m2=1.0)), 30)) == 0  # blind: 50 m/s
        assert len(turns(model(of, flight(30_000.0, 1000.0, cross_section_m2=1.0)), 30)) == 0  # hovers


def test_a_doppler_speed_is_told_folded() -> None:
    of = radar(doppler=Doppler("mtd", (0.001,), 5.0, sigma_mps=0.5))
    plots = turns(model(of, crossing(30_000.0, 60.0, 90.0)), 30)
    assert plots.given("doppler_mps").all()
    assert plots.doppler_mps.mean() == pytest.approx(10.0, abs=0.5)  # 60 m/s less a blind speed of 50


def test_a_ridge_hides_what_flies_low_behind_it(tmp_path: Path) -> None:
    """Flat ground at 120 m above the sea, a ridge of 400 m 13 km to the east; in the west there is none."""
    rows = " ".join(["120"] * 70 + ["400"] + ["120"] * 30)
    head = "ncols 101\nnrows 101\nxllcenter 24.8\nyllcenter 54.1\ncellsize 0.01\n"
    (tmp_path / "ridge.asc").write_text(head + "\n".join([rows] * 101))
    east, west = flight(25_000.0, 350.0, 90.0), flight(25_000.0, 350.0, 270.0)
    scenario = Scenario("x", START, 3600.0, 1, (radar(),), (east, west), terrain=str(tmp_path / "ridge.asc"))
    plots = turns(RadarModel(radar(), Truth(scenario), scenario.start_s, np.random.default_rng(1)), 30)
    assert len(plots) > 25
    assert np.all(np.abs(plots.azimuth_deg - 270.0) < 1.0)


def test_a_swarm_in_one_cell_is_one_plot_and_louder_than_its_members() -> None:
    swarm = [flight(20_000.0 + 10.0 * k, 1000.0, cross_section_m2=0.01) for k in range(20)]
    apart = turns(model(radar(), *swarm), 40)
    together = turns(model(radar(resolution=Resolution(300.0, 1.5)), *swarm), 40)
    assert len(apart) > 300
    assert 35 <= len(together) <= 40
    middle_m = np.hypot(20_095.0, 750.0)
    assert np.median(together.range_m) == pytest.approx(middle_m, abs=30.0)
    few = [flight(50_000.0 + 10.0 * k, 2000.0, cross_section_m2=0.02) for k in range(10)]
    alone = len(turns(model(radar(), few[0]), 300)) / 300
    assert len(turns(model(radar(resolution=Resolution(300.0, 1.5)), *few), 300)) / 300 > 2.0 * alone


def test_clutter_comes_at_its_rate_in_its_place_with_its_codes() -> None:
    park = Clutter("wind_turbines", 20_000.0, 22_000.0, 40.0, 45.0, plots_per_turn=3.0, places=5)
    rain = Clutter("weather", 30_000.0, 60_000.0, 100.0, 140.0, plots_per_turn=4.0)
    plots = turns(model(radar(clutter=(park, rain), sigma_range_m=0.0, sigma_azimuth_deg=0.0)), 200)
    turbine = (plots.warnings & np.uint64(1 << 23)) != 0
    assert turbine.sum() / 200 == pytest.approx(3.0, rel=0.12)
    assert len(np.unique(plots.range_m[turbine].round(3))) == 5
    wet = (plots.warnings & np.uint64(1 << 13)) != 0
    assert wet.sum() / 200 == pytest.approx(4.0, rel=0.12)
    assert plots.azimuth_deg[wet].min() > 100.0
    assert plots.azimuth_deg[wet].max() < 140.0


def test_a_radar_that_measures_heights_tells_them_with_its_error() -> None:
    plots = turns(model(radar(sigma_elevation_deg=0.3), flight(20_000.0, 2000.0)), 300)
    assert plots.given("elevation_deg").all()
    assert plots.elevation_deg.mean() == pytest.approx(np.degrees(np.arctan2(1750.0 - 23.5, 20_000.0)), abs=0.06)
    assert plots.elevation_deg.std() == pytest.approx(0.3, rel=0.15)


def test_near_replies_of_mode_ac_garble_each_other() -> None:
    pair = [flight(40_000.0 + 500.0 * k, 3000.0, cross_section_m2=1e-6, mode_3a="1234") for k in range(2)]
    plain = len(turns(model(radar(), *pair), 200))
    assert plain == pytest.approx(2 * 0.97 * 200, rel=0.05)
    assert len(
        turns(model(radar(resolution=Resolution(150.0, 1.5), garbled_m=3_000.0), *pair), 200)
    ) / plain == pytest.approx(0.5, abs=0.07)


def test_a_primary_radar_alone_asks_nobody() -> None:
    assert len(turns(model(radar(secondary=False), flight(130_000.0, 9000.0, mode_3a="1234")), 20)) == 0
