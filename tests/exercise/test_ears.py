"""Listening posts: whom they hear, how often, and from where."""

import datetime

import numpy as np
import pytest

from sargas.exercise.ears import AIR_K, TONE_HZ, EarsModel
from sargas.exercise.flights import Flight, Waypoint
from sargas.exercise.laydown import Ears
from sargas.exercise.looks import LOUD_DB
from sargas.exercise.player import chunks
from sargas.exercise.scenario import Layer, Scenario, Weather
from sargas.exercise.traffic import Local
from sargas.exercise.truth import Truth
from sargas.formats.acoustic import FORMAT
from sargas.geo.geodesic import destination
from sargas.model.place import Site
from sargas.model.plots import BEARING, PRESENCE, Plots
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor
from sargas.sensing.hearing import absorption_db_per_m, arriving_db, heard_probability
from sargas.sensing.sound import speed_of_sound_mps

START = datetime.datetime(2026, 9, 5, tzinfo=datetime.UTC)
PLACE = (54.65, 25.30)


def ears(**said: object) -> Ears:
    return Ears("ears", **{"kind": "array", "places": (PLACE,), "height_m": 150.0, "false_per_hour": 0.0, **said})


def straight(far_m: float, speed_mps: float = 0.01, what: str = "fixed_wing_drone", height_m: float = 250.0) -> Flight:
    """To the north, flying east; begun so that it is due north after 600 s."""
    lat, lon = (float(v) for v in destination(*PLACE, 0.0, far_m))
    aside_deg = (600.0 * speed_mps + 1.0) / (111_320.0 * np.cos(np.radians(lat)))
    ends = [Waypoint(lat, lon + side * aside_deg, height_m, speed_mps) for side in (-1.0, 1.0)]
    return Flight("it", (ends[0], ends[1]), 0.1, what=what)


def scenario(posts: Ears, *flights: Flight, wind: tuple[Layer, ...] = ()) -> Scenario:
    weather = Weather(*PLACE, wind, sigma_mps=0.0) if wind else None
    return Scenario("x", START, 1_200.0, 3, (), flights, weather=weather, ears=(posts,))


def model(played: Scenario) -> EarsModel:
    return EarsModel(played.ears[0], Truth(played), played, np.random.default_rng(1))


def test_it_hears_as_often_as_the_formula_says() -> None:
    for far_m in (1_500.0, 2_500.0, 4_000.0):
        played = scenario(ears(), straight(far_m))
        heard = np.mean([len(model_look.post) for model_look in map(model(played).look, range(60, 1_060))])
        absorbed = absorption_db_per_m(TONE_HZ, AIR_K)
        level = arriving_db(LOUD_DB["fixed_wing_drone"], np.hypot(far_m, 100.0), absorbed)
        assert heard == pytest.approx(float(heard_probability(level, 35.0, 6.0, 6.0)), abs=0.05)


def test_the_direction_is_that_from_which_the_sound_left() -> None:
    """Due north after 600 s at 60 m/s, 3 km away: what is heard then left it 9 s before, 530 m to the west."""
    played = scenario(ears(sigma_azimuth_deg=0.0, noise_db=10.0), straight(3_000.0, 60.0, height_m=150.0))
    posts, truth = model(played), Truth(played)
    heard = [posts.look(k) for k in range(590, 611)]
    north_s = float(truth.start_s[0] + truth.end_s[0]) / 2.0
    sound_mps = float(speed_of_sound_mps(AIR_K))
    for look in heard:
        since_s = float(look.time_s[0]) - north_s
        tau_s = 3_000.0 / sound_mps
        for _ in range(20):
            tau_s = np.hypot(3_000.0, 60.0 * (since_s - tau_s)) / sound_mps
        expected = np.degrees(np.arctan2(60.0 * (since_s - tau_s), 3_000.0)) % 360.0
        assert look.azimuth_deg[0] == pytest.approx(expected, abs=0.3)


def test_wind_deafens_and_carries_the_sound() -> None:
    still, windy = (scenario(ears(), straight(2_500.0), wind=wind) for wind in ((), (Layer(200.0, 270.0, 12.0),)))
    counts = [sum(len(look.post) for look in map(model(played).look, range(300, 500))) for played in (still, windy)]
    assert counts[0] > 100
    assert counts[1] < counts[0] / 3
    quiet = scenario(
        ears(sigma_azimuth_deg=0.0, noise_db=-60.0, needed_db=-60.0), straight(2_500.0), wind=(Layer(0.0, 270.0, 8.0),)
    )
    look = model(quiet).look(400)
    carried_deg = np.degrees(np.arctan2(8.0, float(speed_of_sound_mps(AIR_K))))
    assert look.azimuth_deg[0] == pytest.approx(carried_deg, abs=0.2)


def test_what_is_silent_is_not_heard_and_what_is_heard_falsely_comes_at_its_rate() -> None:
    silent = model(scenario(ears(), straight(300.0, what="balloon")))
    assert sum(len(silent.look(k).post) for k in range(200)) == 0
    places = tuple((54.0 + 0.01 * k, 25.0) for k in range(100))
    posts = model(scenario(ears(places=places, false_per_hour=36.0)))
    looks = [posts.look(k) for k in range(200)]
    assert sum(len(look.post) for look in looks) == pytest.approx(200, abs=45)
    assert all((look.object == -1).all() for look in looks)


@pytest.mark.parametrize(("kind", "plot"), [("array", BEARING), ("node", PRESENCE)])
def test_their_messages_are_read_as_simulated_plots_of_each_post(kind: str, plot: int) -> None:
    places = (PLACE, (54.66, 25.31))
    played = scenario(ears(kind=kind, places=places), straight(800.0))
    sensors = [
        Sensor(f"ears-{k}", "x", "acoustic", {"thing": f"ears-{k}"}, Site(*places[k - 1], 150.0), range_m=1_500.0)
        for k in (1, 2)
    ]
    decoder = FORMAT.decoder(sensors, FORMAT.settings(feed="x"))
    sent = list(chunks(played, "acoustic"))
    items = decoder.feed([Chunk(k, time_s, payload) for k, (time_s, payload) in enumerate(sent)])
    assert {type(item) for item in items} == {Plots}
    plots = Plots.concatenate([item for item in items if isinstance(item, Plots)])
    assert set(plots.kind.tolist()) == {plot}
    assert plots.simulated.all()
    assert set(plots.source.tolist()) == {0, 1}
    assert list(chunks(played, "acoustic")) == sent


def test_whom_it_does_not_listen_for_closely_would_not_have_been_heard() -> None:
    """Light aircraft over fields, who turn, and posts all around: no level is above what is roughly reckoned, 6 dB."""
    chance = np.random.default_rng(8)
    places = tuple(zip(chance.uniform(54.3, 55.0, 60).tolist(), chance.uniform(24.8, 25.8, 60).tolist(), strict=True))
    local = Local(
        count=40, fields=(PLACE, (54.8, 25.1)), radius_m=20_000.0, speed_mps=(30.0, 90.0), height_m=(400.0, 900.0),
        ground_m=150.0, cross_section_m2=2.0,
    )  # fmt: skip
    posts = ears(places=places, interval_s=5.0)
    played = Scenario("x", START, 1_200.0, 3, (), traffic=(local,), ears=(posts,))
    of = model(played)
    loud = 0
    for k in range(20, 220, 20):
        begins_s = played.start_s + 5.0 * k
        near = of._near.pairs(begins_s)
        time_s = begins_s + of._phase_s[near.post]
        _, level_db = of._arriving(time_s, near.post, near.object, (0.0, 0.0))
        rough_db = of._roughly_db(begins_s, near)
        audible = level_db > 20.0
        loud += int(audible.sum())
        assert np.all(level_db[audible] <= rough_db[audible] + 6.0)
    assert loud > 200
