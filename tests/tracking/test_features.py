"""What a radar says of echoes: words, levels, what they are worth once counted; and that they keep nobody out."""

import math
from typing import Any

import numpy as np
import pytest

from sargas.geo.plane import SystemPlane
from sargas.model.plot import ECHOES
from sargas.model.plots import HAS, Plots
from sargas.tracking import Settings, Tracker
from sargas.tracking.existence import advance, drop
from sargas.tracking.features import (
    KNOWN_PLOTS,
    LEVEL_ZERO_DB,
    MEMORY_TURNS,
    MOST,
    PRIOR,
    WORD_CODES,
    bin_of_level,
    count_features,
    keep_features,
    level_of,
    log_features,
    word_of,
)
from sargas.tracking.frame import frame_of
from sargas.tracking.measure import BLOCK_S, read, shots_of
from sargas.tracking.rows import LEVELS, WORDS, Rows, stations_of
from sargas.tracking.terms import terms_of
from tracking.conftest import ORIGIN, START_S, Scene, blank, shots_at, state_of

SETTINGS = Settings()
TERMS = terms_of(SETTINGS)[0]
PSR, SSR, COMBINED = (ECHOES.index(name) for name in ("psr", "ssr", "combined"))
BIRD, SLOW = 2, 5


@pytest.fixture
def stations(make_radar: Any) -> Rows:
    return stations_of([make_radar("a")], SystemPlane(*ORIGIN), SETTINGS)


def test_each_code_is_a_word_and_the_first_word_wins() -> None:
    assert len(WORD_CODES) + 1 == WORDS
    for k, (_, codes) in enumerate(WORD_CODES):
        assert [word_of(np.uint64(1 << code)) for code in codes] == [k + 1] * len(codes)
    assert word_of(np.uint64(0)) == word_of(np.uint64(1 << 16)) == word_of(np.uint64(1 << 63)) == 0
    assert word_of(np.uint64(1 << 8 | 1 << 19)) == BIRD


def test_a_level_is_the_same_at_every_distance() -> None:
    for range_m in (2_000.0, 40_000.0, 200_000.0):
        amplitude_db = -30.0 - 10.0 * math.log10((range_m / 1_000.0) ** 4)
        assert level_of(amplitude_db, range_m, PSR) == pytest.approx(-30.0 - LEVEL_ZERO_DB)
    assert level_of(-60.0, 1_000.0, SSR) == 0.0
    assert level_of(math.nan, 1_000.0, PSR) == level_of(math.inf, 1_000.0, COMBINED) == 0.0


def test_plots_carry_words_and_levels_to_the_tracker(make_radar: Any) -> None:
    scene, sensor = Scene(), make_radar("a")
    plots = scene.plots(
        sensor, START_S, [0.0, 9e3, 0.0], 40e3, amplitude_db=[-80.0, -80.0, np.nan], warnings=[0, 1 << 20, 1 << 8],
        echo=[COMBINED, PSR, PSR],
    )  # fmt: skip
    plane = SystemPlane(*ORIGIN)
    frame = frame_of([sensor], plane, SETTINGS)
    shots = shots_of(
        read(plots, {"a": 0}, frame, START_S), plots, frame, (int(START_S // BLOCK_S), np.zeros((1, 1, 5))), 0
    )
    assert shots["word"].tolist() == [0, BIRD, SLOW]
    km = np.hypot(np.hypot([0.0, 9.0], 40.0), 4.8)
    assert shots["level_db"][:2] == pytest.approx(-80.0 + 40.0 * np.log10(km) - LEVEL_ZERO_DB, abs=0.05)
    assert shots["level_db"][2] == 0.0
    assert [bin_of_level(shot) for shot in shots] == [17, 17, -1]
    assert bin_of_level(shots_at(0.0, 0.0, level_db=1.0)[0]) == 0
    assert bin_of_level(shots_at(0.0, 0.0, level_db=1_000.0)[0]) == LEVELS - 1


def test_what_was_never_counted_is_worth_nothing(stations: Rows) -> None:
    station, shot = stations[0], shots_at(0.0, 40e3, word=SLOW, level_db=240.0)[0]
    assert log_features(shot, station) == 0.0
    count_features(station, 0, SLOW, bin_of_level(shot), 0, 3.0)
    assert station["says"]
    # Three false plots and no target: the pooled share is all that is known of targets.
    assert log_features(shot, station) == pytest.approx(0.0, abs=1e-6)


def test_words_are_worth_how_much_commoner_they_are_among_targets(stations: Rows) -> None:
    station, rng = stations[0], np.random.default_rng(1)
    false, target = rng.integers(0, 400, WORDS), rng.integers(0, 40, WORDS)
    station["says"] = True
    for word in range(WORDS):
        count_features(station, 0, word, -1, 0, float(false[word]))
        count_features(station, 0, word, -1, 1, float(target[word]))
    pooled = PRIOR * (false + target) / (false + target).sum()
    both = false + target
    wanted = both / (both + PRIOR) * np.log((target + pooled) / (target.sum() + PRIOR))
    wanted -= both / (both + PRIOR) * np.log((false + pooled) / (false.sum() + PRIOR))
    got = [log_features(shot, station) for shot in shots_at(np.zeros(WORDS), 40e3, word=np.arange(WORDS))]
    assert got == pytest.approx(np.clip(wanted, -MOST, MOST), abs=1e-5)
    # What was never seen says nothing, however unlike the counts are.
    station["words"][0, :, 3] = 0.0
    assert log_features(shots_at(0.0, 40e3, word=3)[0], station) == 0.0
    # Replies are counted apart.
    assert log_features(shots_at(0.0, 40e3, word=SLOW, address=7)[0], station) == pytest.approx(0.0, abs=1e-6)


def test_nothing_is_worth_more_than_the_bound(stations: Rows) -> None:
    station = stations[0]
    for k in range(LEVELS):
        count_features(station, 0, SLOW if k < 9 else 0, k, int(k >= 9), 1e6)
    shots = shots_at([0.0, 0.0], 40e3, word=[SLOW, 0], level_db=[-LEVEL_ZERO_DB - 119.0, 310.0])
    assert [log_features(shot, station) for shot in shots] == pytest.approx([-MOST, MOST])


def test_a_track_that_came_to_nothing_teaches_and_counts_fade(stations: Rows) -> None:
    rows = blank(1)
    rows["alive"], rows["hits"], rows["word"], rows["level"], rows["rate_bin"] = True, 3, SLOW, 11, -1
    state = state_of(stations, rows)
    station = state.stations[0]
    station["says"] = True
    count_features(station, 0, 0, -1, 1, 5.0)
    drop(state, TERMS, 0)
    assert station["words"][0, 0, SLOW] == station["worded"][0, 0] == station["levels"][0, 11] == 3.0
    station["watermark_s"] = 100.0
    advance(state, TERMS, 0, 104.0, 104.0)
    assert station["words"][0, 0, SLOW] == pytest.approx(3.0 * math.exp(-1.0 / MEMORY_TURNS))
    assert station["words"][0, 1, 0] == pytest.approx(5.0 * math.exp(-1.0 / MEMORY_TURNS))


def flown(tracker: Tracker, radar: Any, turns: int, **columns: Any) -> Any:
    """Six aircraft that answer and a drone that does not, without clutter; levels of 30 and of 0.03 m^2."""
    scene, x_m = Scene(rng=np.random.default_rng(4)), np.array([*np.linspace(-90e3, 60e3, 6), 5e3])
    for k in range(turns):
        at_m = x_m + 4.0 * k * np.array([200.0] * 6 + [30.0])
        y_m = np.array([*np.linspace(30e3, 90e3, 6), 30e3])
        power = np.array([30.0] * 6 + [0.03]) * scene.rng.exponential(1.0, 7)
        amplitude_db = 10.0 * np.log10(power) - 40.0 * np.log10(np.hypot(at_m, y_m) / 1e3) - 20.0
        answers = np.arange(7) < 6
        plots = scene.plots(
            radar, START_S + 4.0 * k, at_m, y_m, amplitude_db=amplitude_db, mode_3a=np.where(answers, 0o1234, 0),
            echo=np.where(answers, COMBINED, PSR), **columns,
        )  # fmt: skip
        plots.has[~answers] &= np.uint32(0xFFFFFFFF ^ HAS["mode_3a"])
        tracker.update(START_S + 4.0 * k, plots)
    return tracker.tracks()


def test_how_strong_a_drone_echoes_is_told_against_what_answers(make_radar: Any) -> None:
    radar = make_radar("a")
    tracks = flown(Tracker([radar], ORIGIN, SETTINGS), radar, 40, warnings=[0] * 6 + [1 << 19])
    assert len(tracks) == 7
    silent = ~tracks.given("mode_3a")
    assert tracks.given("strength_db").all()
    assert tracks.strength_db[silent] == pytest.approx([-30.0], abs=3.0)
    assert np.abs(tracks.strength_db[~silent]).max() < 4.0
    assert tracks.said_bird[silent] == pytest.approx([1.0])
    assert not tracks.said_bird[~silent].any()
    assert not tracks.said_helicopter.any()
    assert tracks.given("said_bird").all()
    (told,) = [track.echoes for track in tracks if track.claims.mode_3a is None]
    assert told.strength_db == pytest.approx(-30.0, abs=3.0)
    assert told.said_bird == 1.0


def test_a_radar_without_words_leaves_those_of_others_alone(make_radar: Any) -> None:
    """One calls each plot a bird; another, that gives amplitudes alone, sees the drone as often."""
    one, other = make_radar("a"), make_radar("b", lat_deg=55.4)
    tracker, scene = Tracker([one, other], ORIGIN, SETTINGS), Scene(rng=np.random.default_rng(8), height_m=400.0)
    for k in range(30):
        time_s, x_m = START_S + 4.0 * k, 120.0 * k
        for radar, warnings in ((one, 1 << 19), (other, 0)):
            plots = scene.plots(radar, time_s, x_m, 25e3, warnings=warnings, amplitude_db=-80.0, echo=PSR)
            plots.has[:] = HAS["amplitude_db"]
            tracker.update(time_s, plots)
    (track,) = tracker.tracks()
    assert track.echoes.said_bird == 1.0
    (silent,) = [row for row in tracker._state.stations if not row["speaks"]]
    assert silent["says"]


def test_what_is_named_by_a_report_is_no_silent_target(make_radar: Any, stations: Rows) -> None:
    """An airliner's echo in a primary radar, where ADS-B gave its track an address."""
    station, shot, track = stations[0], shots_at(0.0, 40e3, level_db=260.0)[0], blank(1)[0]
    keep_features(track, shot, station, True)
    assert station["leveled"].tolist() == [0.0, 1.0]
    track["address"] = 0x503A11
    keep_features(track, shot, station, True)
    assert station["leveled"].tolist() == [0.0, 1.0]


def test_only_what_is_fast_is_the_measure_of_strength(stations: Rows) -> None:
    """Light aircraft that answer teach nothing of how strong an airliner is."""
    station, shot, track = stations[0], shots_at(0.0, 40e3, level_db=260.0, address=7)[0], blank(1)[0]
    track["address"], track["answers"] = 7, 1.0
    for speed_mps, plots in ((60.0, 0.0), (200.0, 1.0)):
        track["xc"][2] = speed_mps
        keep_features(track, shot, station, True)
        assert station["loud"][1] == plots


def test_strength_is_not_told_before_enough_answered(make_radar: Any) -> None:
    radar = make_radar("a")
    tracks = flown(Tracker([radar], ORIGIN, SETTINGS), radar, 6)
    assert KNOWN_PLOTS > 6 * 6
    assert not tracks.given("strength_db").any()
    assert not tracks.strength_db.any()


@pytest.mark.parametrize("codes", [1 << 13, 1 << 8, 1 << 19, 1 << 23])
def test_no_word_keeps_a_drone_out(make_radar: Any, codes: int) -> None:
    """A radar that for an hour said this of 20,000 false plots and of no target says it of each plot of a drone."""
    turns = {}
    for said in (0, codes):
        radar, scene = make_radar("a"), Scene(rng=np.random.default_rng(7), height_m=300.0)
        tracker = Tracker([radar], ORIGIN, SETTINGS)
        station = tracker._state.stations[0]
        count_features(station, 0, word_of(np.uint64(codes)), -1, 0, 20_000.0)
        count_features(station, 0, 0, -1, 1, 5_000.0)
        for k in range(12):
            clutter = scene.clutter(radar, START_S + 4.0 * k, 60.0)
            plots = scene.plots(radar, START_S + 4.0 * k, 120.0 * k, 30e3, warnings=said)
            clutter.has[:], plots.has[:] = 0, 0
            tracks = tracker.update(START_S + 4.0 * k, Plots.concatenate([plots, clutter]))
            lat_deg, lon_deg = scene.plane.geodetic_from_plane(120.0 * k, 30e3)
            near = np.hypot(tracks.lat_deg - lat_deg, 0.5 * (tracks.lon_deg - lon_deg)) < 0.01
            if near.any():
                turns[said] = k
                break
    assert turns[0] <= turns[codes] <= turns[0] + 2
