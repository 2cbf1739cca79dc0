"""Existence by Bayes' rule, looks that were and were not, clutter and the share of births that are learned."""

import itertools
import math
from typing import Any

import numpy as np
import pytest

from sargas.geo.plane import SystemPlane
from sargas.model.plots import Plots
from sargas.model.tracks import COASTING, CONFIRMED, ENDED, TENTATIVE
from sargas.tracking import Settings, Tracker
from sargas.tracking.existence import (
    advance,
    after_hit,
    after_miss,
    confirm,
    count_looks,
    covers,
    density,
    detection_of,
    drop,
    is_placed,
    miss,
    prove,
    radars_over,
    region_at,
    settle,
    share_of,
    turn_over,
)
from sargas.tracking.rows import FREE, HIGH, RINGS, SECTORS, stations_of
from sargas.tracking.state import SX, State
from sargas.tracking.terms import terms_of
from tracking.conftest import blank, shots_at, state_of, two_confirmed

SETTINGS = Settings()
TERMS = terms_of(SETTINGS)[0]
START_S = 1_750_000_000.0
WHOLE_M2 = math.pi * 300_000.0**2


@pytest.fixture
def state(make_radar: Any) -> State:
    """One radar of 4 s and two confirmed tracks last seen at 100 s."""
    return two_confirmed(stations_of([make_radar("a")], SystemPlane(55.0, 24.0), SETTINGS))


def pass_to(state: State, time_s: float) -> None:
    """The radar reports something at that time, and it was none of the tracks."""
    advance(state, TERMS, 0, time_s, time_s)
    miss(state, TERMS, 0, time_s, 0.0)


def test_bayes() -> None:
    r, pd, ratio = 0.3, 0.9, 25.0
    assert after_hit(r, math.log(ratio), 1.0) == pytest.approx(r * ratio / (r * ratio + 1 - r))
    assert after_miss(r, pd) == pytest.approx(r * (1 - pd) / (r * (1 - pd) + 1 - r))
    assert after_hit(r, 1000.0, 0.999) == 0.999


def test_each_missed_turn_counts_once(state: State) -> None:
    pass_to(state, 103.0)
    assert state.rows["existence"][0] == 0.99
    pass_to(state, 104.0)
    pass_to(state, 105.0)
    once = after_miss(0.99, 0.9)
    assert state.rows["existence"][0] == pytest.approx(once)
    pass_to(state, 108.0)
    assert state.rows["existence"][0] == pytest.approx(after_miss(once, 0.9))
    assert state.rows["misses"][0] == 2


def test_a_look_waits_for_what_the_antenna_jitters_and_the_slack(state: State) -> None:
    state.stations["jitter_s2"] = 0.2**2
    for time_s, slack, misses in ((104.5, 0.0, 0), (104.65, 0.05, 0), (104.65, 0.0, 1)):
        miss(state, TERMS, 0, time_s, slack)
        assert state.rows["misses"][0] == misses


def test_a_silent_sensor_looks_at_nothing(state: State) -> None:
    pass_to(state, 160.0)
    assert state.rows["existence"][0] == 0.99
    pass_to(state, 164.0)
    assert state.rows["misses"][0] == 1


def test_no_miss_outside_range_or_below_the_horizon(state: State) -> None:
    state.rows["xc"][0, 1] = 310_000.0
    state.rows["xc"][1, 1], state.rows["height_source"][1], state.rows["h"][1, 0] = 150_000.0, 5, 100.0
    pass_to(state, 104.0)
    assert state.rows["existence"][:2].tolist() == [0.99, 0.99]
    distance_m = 4124.0 * (math.sqrt(200.0) + math.sqrt(100.0))
    for part, seen in ((0.99, True), (1.01, False)):
        state.rows["xc"][1, 1] = part * distance_m
        assert covers(state.stations[0], state.rows[1]) == seen
    state.rows["height_source"][1] = 0
    assert covers(state.stations[0], state.rows[1])


def test_a_sensor_that_does_not_see_a_track_any_more_has_no_say(state: State) -> None:
    for k in range(1, 12):
        state.rows["existence"][:2] = 0.99
        pass_to(state, 100.0 + 4.0 * k)
    assert state.rows["misses"][0] == int(SETTINGS.look_memory)
    assert state.look_s[0, 0] == 0.0


def test_a_track_ends_by_misses_and_a_tentative_one_is_dropped_into_the_clutter(state: State) -> None:
    state.rows["status"][1], state.rows["existence"][1], state.rows["hits"][1] = TENTATIVE, 0.02, 1
    state.rows["region"][1], state.stations["unsettled"][0, 2, 5] = 2 * SECTORS + 5, 1.0
    for k in range(1, 5):
        pass_to(state, 100.0 + 4.0 * k)
    assert not state.rows["alive"][1]
    assert (state.counters[FREE], state.free[0]) == (1, 1)
    assert state.stations["clutter"][0, 2, 5] == pytest.approx(1.0, rel=0.1)
    assert state.stations["clutter"].sum() == state.stations["clutter"][0, 2, 5]
    assert state.stations["unsettled"][0, 2, 5] == 0.0
    assert state.rows["status"][0] == ENDED
    assert state.rows["changed"][0]
    assert state.spots[SX, :2].tolist() == [-1.0, -1.0]


def test_what_is_dropped_leaves_its_plots_and_its_slot(state: State) -> None:
    state.rows["hits"][1], state.rows["region"][1], state.stations["unsettled"][0, 1, 0] = 3, SECTORS, 1.0
    drop(state, TERMS, 1)
    assert (state.stations["clutter"][0, 1, 0], state.stations["unsettled"][0, 1, 0]) == (3.0, 0.0)
    assert (state.counters[FREE], state.counters[HIGH], state.look_s[0, 1], state.look_s[0, 0]) == (1, 2, 0.0, 100.0)


def plots_at(state: State, x_m: Any, y_m: Any) -> Any:
    """Plots of the first sensor, each with its region."""
    shots = shots_at(x_m, y_m)
    shots["region"] = [region_at(x, y, state.stations[0]) for x, y in zip(shots["x_m"], shots["y_m"], strict=True)]
    return shots


def test_regions_are_rings_and_sectors(state: State) -> None:
    """The middle of each region, and what lies beyond the range in the last ring."""
    rings, sectors = np.divmod(np.arange(RINGS * SECTORS), SECTORS)
    r_m = (rings + 0.5) / RINGS * 300_000.0
    angle = ((sectors + 0.5) / SECTORS - 0.5) * 2 * math.pi
    shots = shots_at(r_m * np.cos(angle), r_m * np.sin(angle))
    assert [region_at(shot["x_m"], shot["y_m"], state.stations[0]) for shot in shots] == list(range(RINGS * SECTORS))
    assert region_at(-400e3, -1.0, state.stations[0]) == (RINGS - 1) * SECTORS
    assert region_at(-400e3, 1.0, state.stations[0]) == RINGS * SECTORS - 1


def test_density_is_what_was_counted_and_the_prior_is_that_of_the_ring(state: State) -> None:
    """600 plots in one region in 30 turns; the words of `density` as arithmetic."""
    shots = plots_at(state, [0.0, 0.0, 0.0], [10_000.0, 250_000.0, -250_000.0])
    prior = density(shots, 0, 3, state.stations[0], TERMS)
    assert prior == pytest.approx(np.full(3, SETTINGS.clutter_per_look / WHOLE_M2), rel=0.01)
    ring, sector = divmod(int(shots["region"][1]), SECTORS)
    ring_m2 = WHOLE_M2 * (2 * ring + 1) / RINGS**2
    state.stations["exposure"], state.stations["clutter"][0, ring, sector] = 30.0, 600.0
    learned = density(shots, 0, 3, state.stations[0], TERMS)
    looks = 30.0 + SETTINGS.clutter_prior_looks
    of_ring = 600.0 / (looks * ring_m2) + SETTINGS.clutter_prior_looks * SETTINGS.clutter_per_look / WHOLE_M2 / looks
    worth = SETTINGS.clutter_prior_plots
    for place, counted in ((1, 600.0), (2, 0.0)):
        wanted = (counted + worth) / (looks * ring_m2 / SECTORS + worth / of_ring)
        assert learned[place] == pytest.approx(wanted)
    assert learned[1] == pytest.approx(600.0 / 30.0 / (ring_m2 / SECTORS), rel=0.15)
    assert learned[0] < 0.1 * prior[0] < 0.1 * learned[2] < 0.1 * learned[1]


def test_density_of_even_clutter_is_even(state: State) -> None:
    """Counts in proportion to area give one density everywhere, whatever the ring."""
    area = np.repeat(2.0 * np.arange(RINGS) + 1.0, SECTORS).reshape(RINGS, SECTORS) / (RINGS**2 * SECTORS)
    state.stations["exposure"], state.stations["clutter"][0, :RINGS] = 1000.0, 1000.0 * 200.0 * area
    y_m = (np.arange(RINGS) + 0.5) / RINGS * 300_000.0
    got = density(plots_at(state, np.zeros(RINGS), y_m), 0, RINGS, state.stations[0], TERMS)
    assert got == pytest.approx(np.full(RINGS, 200.0 / WHOLE_M2), rel=0.01)


def test_unsettled_births_count_as_clutter_until_they_are_targets(state: State) -> None:
    shots = plots_at(state, [0.0], [250_000.0])
    ring, sector = divmod(int(shots["region"][0]), SECTORS)
    before = density(shots, 0, 1, state.stations[0], TERMS)[0]
    state.stations["unsettled"][0, ring, sector] = 5.0
    assert density(shots, 0, 1, state.stations[0], TERMS)[0] > 3.0 * before
    for _ in range(5):
        settle(state.stations[0], ring * SECTORS + sector, 0.0)
    assert density(shots, 0, 1, state.stations[0], TERMS)[0] == before
    settle(state.stations[0], ring * SECTORS + sector, 0.0)  # of a sensor that the configuration has no more
    assert density(shots, 0, 1, state.stations[0], TERMS)[0] == before


@pytest.mark.parametrize("name", ["clutter_per_look", "clutter_prior_plots"])
def test_no_density_is_nothing(state: State, name: str) -> None:
    """A prior of 0 is a setting like any other: its logarithm is still a number."""
    terms = terms_of(Settings(**{name: 0.0}))[0]
    got = density(plots_at(state, [0.0, 0.0], [10e3, 250e3]), 0, 2, state.stations[0], terms)
    assert np.isfinite(np.log(got)).all()


def test_confirmed_once(state: State) -> None:
    track = state.rows[0]
    track["status"], track["hits"], track["places"], track["existence"] = TENTATIVE, 1, 2, 0.999
    confirm(track, state.stations, TERMS)
    assert track["status"] == TENTATIVE
    track["hits"], track["existence"] = SETTINGS.confirm_hits, SETTINGS.confirm_existence - 1e-6
    confirm(track, state.stations, TERMS)
    assert track["status"] == TENTATIVE
    track["existence"], state.stations["unsettled"][0, 0, 0] = SETTINGS.confirm_existence, 2.0
    for _ in range(2):
        confirm(track, state.stations, TERMS)
        assert (track["status"], state.stations["unsettled"].sum()) == (CONFIRMED, 1.0)
    track["status"] = COASTING
    confirm(track, state.stations, TERMS)
    assert track["status"] == CONFIRMED


# Births


def station_after(state: State, born: list[int], proved: list[float], plots: float = 200.0) -> Any:
    """The radar after whole turns of `plots` plots, of which `born` began tracks and `proved` found their second."""
    station = state.stations[0]
    for k, (begun, found) in enumerate(zip(born, proved, strict=True)):
        turn_over(station, TERMS, 1000.0 + 4.0 * k, int(plots))
        station["born"][0, 0] += begun
        station["proved"][0, 0] += found
    return station


def test_before_anything_is_known_the_share_is_that_of_the_settings(state: State) -> None:
    assert share_of(state.stations[0], 0, TERMS) == pytest.approx(SETTINGS.birth_share)


def test_nothing_is_concluded_of_a_turn_that_is_not_looked_for_yet(state: State) -> None:
    assert share_of(station_after(state, [200], [0.0]), 0, TERMS) == pytest.approx(SETTINGS.birth_share)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 1.0])
def test_the_share_is_what_was_found_of_what_was_begun(state: State, share: float) -> None:
    """Twelve turns of 100 births each."""
    station = station_after(state, [100] * 12, [0.0, *[100.0 * share] * 11])
    assert share_of(station, 0, TERMS) == pytest.approx(min(max(share, SETTINGS.birth_share_least), 0.95), abs=0.01)


def test_the_share_does_not_swing_with_the_antenna(state: State) -> None:
    """One in twenty, in turn after turn; a tenth of the next turn has come, and a twentieth of it was found."""
    station = station_after(state, [100] * 12, [0.0, *[5.0] * 11])
    settled = share_of(station, 0, TERMS)
    turn_over(station, TERMS, 1048.0, 0)
    for come in (0.0, 0.1, 0.5, 0.9):
        station["plots"][0], station["proved"][0, 0] = come * 200.0, come * 5.0
        assert share_of(station, 0, TERMS) == pytest.approx(settled, rel=0.25)


def test_what_was_learned_is_forgotten_in_some_turns(state: State) -> None:
    station = station_after(state, [100] * 10 + [100] * 15, [0.0] + [100.0] * 9 + [0.0] * 15)
    assert share_of(station, 0, TERMS) < 0.05


def test_a_reporting_sensor_keeps_its_share(state: State) -> None:
    station = station_after(state, [100] * 5, [0.0] * 5)
    station["radar"] = -1
    assert share_of(station, 0, TERMS) == SETTINGS.birth_share


def test_second_plots_prove_share_and_existence_together(state: State) -> None:
    """The share is where it and the probabilities of the births agree; by bisection of the same equation."""
    n, ratios = 40, np.concatenate([np.full(30, 200.0), np.full(10, 0.01)])
    rows = blank(n)
    rows["alive"], rows["hits"] = True, 1
    station_after(state, [n], [0.0], 100.0)
    state = state_of(state.stations, rows)
    turn_over(state.stations[0], TERMS, 1004.0, 100)
    slots, taken = np.arange(n), np.arange(n)
    for _ in range(40):
        prove(state, TERMS, slots, taken, np.log(ratios), n)
    prior, low, high = SETTINGS.birth_prior_plots, 0.0, 1.0
    for _ in range(60):
        p = 0.5 * (low + high)
        found = np.sum(p * ratios / (1.0 - p + p * ratios))
        low, high = (p, high) if (found + prior * SETTINGS.birth_share) / (n + prior) > p else (low, p)
    assert share_of(state.stations[0], 0, TERMS) == pytest.approx(p, abs=1e-3)
    assert state.rows["existence"][:n] == pytest.approx(np.full(n, p), abs=1e-3)
    assert state.rows["proof"][:30] == pytest.approx(np.full(30, p * 200.0 / (1 - p + p * 200.0)), abs=1e-3)
    assert state.stations["proved"][0, 0, 0] == pytest.approx(state.rows["proof"][:n].sum())


def test_misses_before_the_second_plot_count_against_it(state: State) -> None:
    rows = blank(2)
    rows["alive"], rows["hits"], rows["misses"] = True, [1, 2], [1, 0]
    rows["existence"] = 0.7
    state = state_of(state.stations, rows)
    prove(state, TERMS, np.arange(2), np.arange(2), np.zeros(2), 2)
    assert state.rows["existence"][0] < share_of(state.stations[0], 0, TERMS)
    assert state.rows["existence"][1] == 0.7


def play(tracker: Tracker, scene: Any, sensor: Any, turns: int, targets: int, clutter: float, turning: bool) -> Any:
    """Shares after every turn, and numbers told per turn; `turning`: plots come as the antenna sweeps, else at once."""
    x, y = scene.rng.uniform(-150e3, 150e3, (2, targets))
    vx, vy = scene.rng.uniform(-100, 100, (2, targets))
    shares, told, sweep_s = [], [], np.arange(targets) / max(targets, 1) * 4.0 if turning else np.zeros(targets)
    for k in range(turns):
        d = 4.0 * k + sweep_s
        seen = np.flatnonzero(scene.rng.random(targets) < 0.9)
        parts = [scene.plots(sensor, START_S + d, x + vx * d, y + vy * d).take(seen), scene.clutter(sensor, 0, clutter)]
        parts[1].time_s[:] = START_S + 4.0 * k + (4.0 * scene.rng.random(len(parts[1])) if turning else 0.0)
        plots = Plots.concatenate(parts)
        plots = plots.take(np.argsort(plots.time_s, kind="stable"))
        edges = np.searchsorted(plots.time_s, START_S + 4.0 * k + np.arange(9) * 0.5 - 1e-6)
        numbers: set[int] = set()
        for tick, (a, b) in enumerate(itertools.pairwise(edges.tolist())):
            changed = tracker.update(START_S + 4.0 * k + 0.5 * (tick + 1), plots.take(np.arange(a, b)))
            numbers |= set(changed.number.tolist())
            shares.append(share_of(tracker._state.stations[0], 0, tracker._terms[0]))
        told.append(numbers)
    d = 4.0 * (turns - 1)
    return np.array(shares).reshape(turns, 8), told, (x + vx * d, y + vy * d, vx, vy)


@pytest.mark.parametrize("turning", [False, True])
def test_in_clutter_alone_the_share_falls_to_its_floor(scene: Any, make_radar: Any, turning: bool) -> None:
    """50 false plots a turn: pairs that look like a target by chance are a hundredth of them; no phase of the turn is
    believed more than another.
    """
    tracker = Tracker([make_radar()], (55.0, 24.0), SETTINGS)
    shares, told, _ = play(tracker, scene, make_radar(), 50, 0, 50, turning)
    assert np.median(shares[20:]) < 5 * SETTINGS.birth_share_least
    assert shares[20:].max() < SETTINGS.birth_share
    assert len(set().union(*told)) <= 1


def test_in_a_first_turn_full_of_targets_the_share_is_nearly_one(scene: Any, make_radar: Any) -> None:
    tracker = Tracker([make_radar()], (55.0, 24.0), SETTINGS)
    shares, told, _ = play(tracker, scene, make_radar(), 3, 200, 5, False)
    assert shares[0] == pytest.approx(np.full(8, SETTINGS.birth_share))
    assert shares[1].min() > 0.7
    assert len(told[1]) >= 150


@pytest.mark.parametrize("birth_share", [0.0005, 0.05, 5.0])
@pytest.mark.parametrize("turning", [False, True])
def test_a_birth_share_wrong_by_100_costs_little(
    scene: Any, make_radar: Any, birth_share: float, turning: bool
) -> None:
    """60 targets in 60 false plots a turn: five in six confirmed within three turns (58 have two plots then),
    all within six, few false.
    """
    tracker = Tracker([make_radar()], (55.0, 24.0), Settings(birth_share=birth_share))
    _, told, truth = play(tracker, scene, make_radar(), 20, 60, 60, turning)
    assert len(set().union(*told[:3])) >= 50
    assert 59 <= len(set().union(*told[:6])) <= 63
    assert len(set().union(*told)) <= 66
    row, error, _ = scene.errors(tracker.tracks(), *truth)
    assert len(set(row.tolist())) >= 59
    assert np.median(np.hypot(error[:, 0], error[:, 1])) < 1000.0


def test_each_of_the_radars_that_cover_a_place_may_give_the_second_plot(make_radar: Any) -> None:
    radars, rows = [make_radar("a"), make_radar("b", 55.5, 25.0), make_radar("c", 60.0, 24.0)], blank(1)
    rows["xc"][0, 1] = 50_000.0
    assert radars_over(stations_of(radars, SystemPlane(55.0, 24.0), SETTINGS), rows[0]) == 2.0
    assert radars_over(stations_of(radars[2:], SystemPlane(55.0, 24.0), SETTINGS), rows[0]) == 1.0


def test_detection_is_learned_per_region_and_apart_for_what_answers(state: State) -> None:
    """300 looks at each of three places: seen in half, in nine of ten, and in three of ten where nobody answers."""
    rng, station = np.random.default_rng(4), state.stations[0]
    for region, answers, chance in ((40, True, 0.5), (41, True, 0.9), (40, False, 0.3)):
        turns = rng.geometric(chance, 300)
        for k in turns[np.cumsum(turns) < 300]:
            count_looks(station, region, answers, float(k))
        assert detection_of(station, region, answers, TERMS) == pytest.approx(chance, abs=0.07)
    assert detection_of(station, 42, True, TERMS) == pytest.approx(SETTINGS.detection_probability)


def test_bearings_of_one_sensor_place_nothing(make_radar: Any) -> None:
    sensors = [make_radar("a"), make_radar("b", kind="rf"), make_radar("c", kind="rf")]
    stations = stations_of(sensors, SystemPlane(55.0, 24.0), SETTINGS)
    track = blank(1)[0]
    track["places"], track["contributor"][:3], track["contributor_s"][:2] = 1, [0, 1, 2], 100.0
    assert not is_placed(track, stations)
    track["contributor_s"][2] = 101.0
    assert is_placed(track, stations)
    track["contributor_s"][1:], track["places"] = 0.0, 2
    assert is_placed(track, stations)
