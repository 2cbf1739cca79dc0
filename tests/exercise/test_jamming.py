"""A jammer: towards it a radar sees as far as the formula of raised noise says, elsewhere as before."""

import datetime

import msgspec
import numpy as np
import pytest

from sargas.exercise.events import Jammer
from sargas.exercise.flights import Flight, Waypoint
from sargas.exercise.jamming import REFERENCE_M
from sargas.exercise.laydown import Radar
from sargas.exercise.radar import COMBINED, MODE_S, PSR, RadarModel
from sargas.exercise.scenario import Scenario
from sargas.exercise.truth import Truth
from sargas.exercise.upsets import Upsets
from sargas.geo.geodesic import destination
from sargas.model.place import Site
from sargas.model.plots import Plots
from sargas.sensing.detection import detection_probability, reference_snr, signal_to_noise

START = datetime.datetime(2026, 9, 5, tzinfo=datetime.UTC)
START_S = START.timestamp()
SITE = Site(54.65, 25.3, 300.0)
RADAR = Radar("north", 70, 1, SITE, 200.0, sigma_azimuth_deg=0.0, false_plots_per_turn=0.0)
TURNS = 1_500


def standing(azimuth_deg: float, far_m: float, **said: object) -> Flight:
    lat, lon = (float(v) for v in destination(SITE.lat_deg, SITE.lon_deg, azimuth_deg, far_m))
    return Flight("it", (Waypoint(lat, lon, 1_500.0, 0.01), Waypoint(lat + 0.001, lon, 1_500.0, 0.01)), 1.0, **said)


def jammer(**said: object) -> Jammer:
    lat, lon = (float(v) for v in destination(SITE.lat_deg, SITE.lon_deg, 90.0, REFERENCE_M))
    about = {"lat_deg": lat, "lon_deg": lon, "height_m": 2_000.0, "noise_db": 12.0, "strobes_per_turn": 0.0}
    return Jammer(**{**about, **said})


def turns(flight: Flight, *events: Jammer) -> list[Plots]:
    played = Scenario("x", START, 4.0 * TURNS, 3, (RADAR,), (flight,), events=events)
    truth = Truth(played)
    model, upsets = RadarModel(RADAR, truth, START_S, np.random.default_rng(1)), Upsets(played, truth)
    return [
        upsets.seen("north", model.turn(k), model.opens_s(k), model.opens_s(k) + RADAR.rotation_s) for k in range(TURNS)
    ]


def seen(flight: Flight, *events: Jammer) -> Plots:
    return Plots.concatenate(turns(flight, *events))


def test_towards_it_less_is_seen_by_the_noise_that_is_told_and_beside_it_all() -> None:
    far_m = 40_000.0
    snr = float(signal_to_noise(far_m, 1.0, RADAR.reference_range_m, reference_snr(0.8)))
    raised = 1.0 + 10.0 ** (12.0 / 10.0)
    assert len(seen(standing(90.0, far_m))) / TURNS == pytest.approx(float(detection_probability(snr)), abs=0.02)
    # Of what has signal and noise of its own against a threshold that is raised: exp(-T raised / (1 + SNR)).
    expected = 1e-6 ** (raised / (1.0 + snr))
    assert len(seen(standing(90.0, far_m), jammer())) / TURNS == pytest.approx(expected, abs=0.03)
    beside = standing(93.0, far_m)
    assert len(seen(beside, jammer())) == len(seen(beside))
    nearer = jammer(
        lat_deg=float(destination(SITE.lat_deg, SITE.lon_deg, 90.0, 25_000.0)[0]),
        lon_deg=float(destination(SITE.lat_deg, SITE.lon_deg, 90.0, 25_000.0)[1]),
    )
    expected = 1e-6 ** ((1.0 + 4.0 * (raised - 1.0)) / (1.0 + snr))
    assert len(seen(standing(90.0, far_m), nearer)) / TURNS == pytest.approx(expected, abs=0.03)


def test_who_answers_is_seen_still_by_his_answer() -> None:
    answering = standing(90.0, 40_000.0, mode_3a="1234", mode_s="500001")
    before, after = seen(answering), seen(answering, jammer(noise_db=60.0))
    assert set(np.unique(before.echo)) == {PSR, COMBINED, MODE_S}
    assert set(np.unique(after.echo)) == {MODE_S}
    assert not after.given("amplitude_db").any()
    assert len(after) / TURNS == pytest.approx(0.97, abs=0.02)


def test_false_echoes_lie_along_the_beam_as_often_as_is_said_in_the_time_of_the_jammer() -> None:
    far = standing(270.0, 200_000.0)
    plots = seen(far, jammer(strobes_per_turn=3.0, from_s=1_000.0, to_s=5_000.0))
    assert len(plots) == pytest.approx(3.0 * 1_000, rel=0.06)
    assert np.abs(plots.azimuth_deg - 90.0).max() <= 1.5
    assert plots.range_m.max() < RADAR.range_m
    assert np.median(plots.range_m) == pytest.approx(RADAR.range_m / 2.0, rel=0.06)
    assert (plots.time_s.min(), plots.time_s.max()) == pytest.approx((START_S + 1_000.0, START_S + 5_000.0), abs=30.0)
    assert all((np.diff(turn.time_s) >= 0.0).all() for turn in turns(far, jammer(strobes_per_turn=3.0))[:50])


def test_a_radar_that_is_not_named_or_cannot_see_it_is_not_jammed() -> None:
    flight = standing(90.0, 40_000.0)
    low = jammer(height_m=201.0, noise_db=60.0)
    assert len(seen(flight, low)) == len(seen(flight))
    assert len(seen(flight, jammer(noise_db=60.0, radars=("south",)))) == len(seen(flight))
    assert len(seen(flight, msgspec.structs.replace(jammer(noise_db=60.0), radars=("north",)))) == 0
