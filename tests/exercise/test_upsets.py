"""What events do to sensors and links: what was so before and after, what is off between, and nothing else."""

import datetime

import numpy as np
import pytest

from sargas.exercise.controls import Controls
from sargas.exercise.ears import EarsModel
from sargas.exercise.events import Bias, Clock, Dies, Event, GnssJamming, Link, Maintenance
from sargas.exercise.flights import Flight, Waypoint
from sargas.exercise.laydown import Ears, Radar
from sargas.exercise.player import chunks
from sargas.exercise.scenario import Scenario
from sargas.exercise.traffic import Across
from sargas.exercise.truth import Truth
from sargas.exercise.upsets import Upsets
from sargas.formats.asterix import FORMAT
from sargas.formats.asterix.settings import Settings
from sargas.model.place import Site
from sargas.model.plots import Plots
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor
from sargas.model.status import SensorStatus

START = datetime.datetime(2026, 9, 5, tzinfo=datetime.UTC)
START_S = START.timestamp()
NAMES = ("north", "south")
RADARS = tuple(
    Radar(name, 70, k + 1, Site(54.65 - k, 25.3, 200.0), 180.0, false_plots_per_turn=0.0)
    for k, name in enumerate(NAMES)
)
TRAFFIC = Across(
    count=40, lat_deg=54.2, lon_deg=25.3, radius_m=90_000.0, speed_mps=(190.0, 230.0), height_m=(9e3, 11e3)
)


def scenario(*events: Event, duration_s: float = 300.0) -> Scenario:
    return Scenario("x", START, duration_s, 3, RADARS, traffic=(TRAFFIC,), events=events)


def heard(played: Scenario) -> tuple[list[Chunk], dict[str, Plots], list[SensorStatus]]:
    """(what came, the plots of each radar, what they say of themselves) as the sensors' own decoder reads it."""
    sent = [Chunk(k, time_s, payload) for k, (time_s, payload) in enumerate(chunks(played))]
    sensors = [Sensor(radar.sensor, "x", "psr", {"sac": radar.sac, "sic": radar.sic}, radar.site) for radar in RADARS]
    items = FORMAT.decoder(sensors, Settings(feed="x")).feed(sent)
    plots = Plots.concatenate([item for item in items if isinstance(item, Plots)])
    names = np.array(plots.sources)[plots.source]
    return (
        sent,
        {name: plots.take(names == name) for name in NAMES},
        [item for item in items if isinstance(item, SensorStatus)],
    )


QUIET = heard(scenario())


def same(one: Plots, other: Plots) -> bool:
    return len(one) == len(other) and all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in Plots.SPEC if name != "record_number"
    )


def between(plots: Plots, from_s: float, to_s: float) -> Plots:
    return plots.take((plots.time_s >= START_S + from_s) & (plots.time_s < START_S + to_s))


@pytest.mark.parametrize(
    "event",
    [
        Dies(sensor="north", from_s=60.0, to_s=200.0),
        Maintenance(sensor="north", from_s=60.0, to_s=200.0),
        Bias(sensor="north", range_m=300.0, from_s=60.0, to_s=200.0),
        Clock(sensor="north", offset_s=0.5, from_s=60.0, to_s=200.0),
        Link(sensor="north", delay_s=1.0, loss=0.3, from_s=60.0, to_s=200.0),
    ],
    ids=lambda event: type(event).__name__,
)
def test_it_happens_to_one_sensor_in_its_time_and_to_nothing_else_and_the_same_every_time(event: Event) -> None:
    sent, plots, _ = heard(scenario(event))
    assert sent == heard(scenario(event))[0]
    assert same(plots["south"], QUIET[1]["south"])
    for from_s, to_s in ((0.0, 55.0), (206.0, 290.0)):
        assert same(between(plots["north"], from_s, to_s), between(QUIET[1]["north"], from_s, to_s))
    assert not same(between(plots["north"], 60.0, 200.0), between(QUIET[1]["north"], 60.0, 200.0))


def test_who_is_dead_is_silent_and_who_is_in_maintenance_says_so_unless_it_does_not() -> None:
    told: dict[str, list[SensorStatus]] = {}
    for name, event in (
        ("dead", Dies(sensor="north", from_s=60.0, to_s=200.0)),
        ("says", Maintenance(sensor="north", from_s=60.0, to_s=200.0)),
        ("mute", Maintenance(sensor="north", from_s=60.0, to_s=200.0, silent=True)),
    ):
        _, plots, statuses = heard(scenario(event))
        assert len(between(plots["north"], 60.0, 200.0)) == 0
        of_it = [one for one in statuses if one.sensor == "north" and 64.0 < one.time_s - START_S < 196.0]
        told[name] = of_it
    assert told["dead"] == told["mute"] == []
    assert {one.status for one in told["says"]} == {"not_for_operational_use"}
    assert len(told["says"]) >= 30


def test_a_bias_comes_at_once_or_grows() -> None:
    quiet = QUIET[1]["north"]
    _, plots, _ = heard(scenario(Bias(sensor="north", range_m=400.0, azimuth_deg=0.5, from_s=100.0)))
    late, as_it_was = between(plots["north"], 100.0, 300.0), between(quiet, 100.0, 300.0)
    assert late.range_m - as_it_was.range_m == pytest.approx(400.0, abs=7.3)
    turned = (late.azimuth_deg - as_it_was.azimuth_deg + 180.0) % 360.0 - 180.0
    assert turned == pytest.approx(0.5, abs=0.006)
    _, plots, _ = heard(scenario(Bias(sensor="north", range_m=400.0, over_s=100.0, from_s=100.0)))
    since_s = plots["north"].time_s - START_S - 100.0
    expected = 400.0 * np.clip(since_s / 100.0, 0.0, 1.0)
    assert plots["north"].range_m - quiet.range_m == pytest.approx(expected, abs=7.3)


def test_a_clock_is_off_and_drifts_while_its_bytes_come_when_they_did() -> None:
    sent, plots, statuses = heard(scenario(Clock(sensor="north", offset_s=0.5, drift_s_per_h=36.0)))
    ahead_s = plots["north"].time_s - QUIET[1]["north"].time_s
    expected = 0.5 + (QUIET[1]["north"].time_s - START_S) / 100.0
    assert ahead_s == pytest.approx(expected, abs=0.01)
    assert [chunk.time_s for chunk in sent] == [chunk.time_s for chunk in QUIET[0]]
    marks = [one.time_s for one in statuses if one.sensor == "north"]
    before = [one.time_s for one in QUIET[2] if one.sensor == "north"]
    assert np.array(marks) - before == pytest.approx(0.5 + (np.array(before) - START_S) / 100.0, abs=0.01)


def test_clocks_that_hang_on_satellites_go_off_while_these_are_jammed() -> None:
    jamming = GnssJamming(
        lat_deg=50.0, lon_deg=20.0, radius_m=10.0, clocks=("south",), clock_s=-1.0, from_s=60.0, to_s=200.0
    )
    _, plots, _ = heard(scenario(jamming))
    ahead_s = plots["south"].time_s - QUIET[1]["south"].time_s
    during = (QUIET[1]["south"].time_s >= START_S + 60.0) & (QUIET[1]["south"].time_s < START_S + 200.0)
    assert ahead_s == pytest.approx(np.where(during, -1.0, 0.0), abs=0.01)
    assert same(plots["north"], QUIET[1]["north"])


def test_a_link_loses_its_share_in_bursts_and_is_late_and_what_comes_is_in_order() -> None:
    truth = Truth(scenario())
    upset = Upsets(
        scenario(Link(sensor="north", delay_s=2.0, jitter_s=1.0, loss=0.2, burst=5.0), duration_s=1e6), truth
    )
    sent = [(START_S + 0.1 * k, k.to_bytes(4)) for k in range(100_000)]
    came = list(upset.carried("north", sent))
    times = [time_s for time_s, _ in came]
    assert times == sorted(times)
    numbers = np.sort([int.from_bytes(payload) for _, payload in came])
    assert 1.0 - len(came) / len(sent) == pytest.approx(0.2, abs=0.015)
    gaps = np.diff(numbers)
    assert np.mean(gaps[gaps > 1] - 1) == pytest.approx(5.0, abs=0.4)
    late_s = np.array([time_s - START_S - 0.1 * int.from_bytes(payload) for time_s, payload in came])
    assert late_s.min() >= -1e-6
    assert (late_s.mean(), late_s.std()) == pytest.approx((2.0, 1.0), abs=0.05)
    assert list(upset.carried("south", sent)) == sent
    gone = Upsets(scenario(Link(sensor="north", loss=1.0), duration_s=1e6), truth)
    assert list(gone.carried("north", sent)) == []


def test_posts_fall_out_alone_or_together_and_hear_by_their_clocks() -> None:
    posts = Ears("ears", "array", ((54.65, 25.3), (54.66, 25.31)), 150.0, false_per_hour=0.0)
    path = (Waypoint(54.655, 25.3, 250.0, 0.2), Waypoint(54.655, 25.302, 250.0, 0.2))
    drone = Flight("it", path, 0.1, what="fixed_wing_drone")

    def posts_heard(*events: Event) -> list[tuple[int, float, float]]:
        played = Scenario("x", START, 60.0, 3, (), (drone,), ears=(posts,), events=events)
        upsets, model = Upsets(played, Truth(played)), EarsModel(posts, Truth(played), played, np.random.default_rng(1))
        looks = [upsets.heard("ears", model.look(k)) for k in range(60)]
        columns = [np.concatenate([look[k] for look in looks]).tolist() for k in range(3)]
        return list(zip(*columns, strict=True))

    quiet = posts_heard()
    assert {post for post, *_ in quiet} == {0, 1}
    assert posts_heard(Dies(sensor="ears-2")) == [row for row in quiet if row[0] == 0]
    assert posts_heard(Dies(sensor="ears")) == []
    ahead = posts_heard(Clock(sensor="ears-1", offset_s=2.0), Bias(sensor="ears", azimuth_deg=10.0))
    for (post, time_s, azimuth_deg), (_, before_s, before_deg) in zip(ahead, quiet, strict=True):
        assert time_s - before_s == pytest.approx(2.0 if post == 0 else 0.0)
        assert (azimuth_deg - before_deg) % 360.0 == pytest.approx(10.0)


def test_a_director_lets_a_sensor_fail_while_it_is_played_and_mends_it() -> None:
    controls = Controls()
    sent: list[tuple[float, bytes]] = []
    for time_s, payload in chunks(scenario(), controls=controls):
        since_s = time_s - START_S
        if 100.0 < since_s < 200.0:
            controls.fail("north")
        elif since_s >= 200.0:
            controls.mend("north")
        sent.append((time_s, payload))
    of_north = [time_s - START_S for time_s, payload in sent if payload[0] == 48 and payload[5:7] == b"\x46\x01"]
    of_north = of_north or [time_s - START_S for time_s, payload in sent if b"\x46\x01" in payload[3:12]]
    turn_s = RADARS[0].rotation_s
    assert [t for t in of_north if t < 100.0]
    assert not [t for t in of_north if 100.0 + 2 * turn_s < t < 200.0 - turn_s]
    assert [t for t in of_north if t > 200.0 + 2 * turn_s]
