"""What a replay changes of the tracks that were told: states, never names."""

from typing import Any

import numpy as np
import pytest

from sargas.geo.plane import SystemPlane
from sargas.model.tracks import CONFIRMED, ENDED, TENTATIVE
from sargas.tracking.existence import drop
from sargas.tracking.output import changed_rows
from sargas.tracking.revision import adopt
from sargas.tracking.rows import HIGH, Rows, stations_of
from sargas.tracking.settings import Settings
from sargas.tracking.state import SX, State, with_room
from sargas.tracking.terms import terms_of
from tracking.conftest import START_S, blank, radar, state_of
from tracking.late import Watch, delays, scene_of


def tracks(*rows: tuple[int, int, int, float], **columns: Any) -> Rows:
    """(number, origin, latest, x_m) of each confirmed track; the uid is its number."""
    made = blank(len(rows))
    made["alive"], made["status"], made["hits"], made["named"] = True, CONFIRMED, 5, True
    made["existence"], made["mu"] = 0.99, 0.5
    for row, (number, origin, latest, x_m) in zip(made, rows, strict=True):
        row["number"], row["origin"], row["latest"], row["xc"][0] = number, origin, latest, x_m
        row["uid"][:] = number
        row["seed"][0, 0] = row["seed"][1, 0] = number
    for name, value in columns.items():
        made[name] = value
    return made


def state(rows: Rows) -> State:
    return state_of(stations_of([radar("a")], SystemPlane(55.0, 24.0), Settings()), rows)


def adopted(live: Rows, mended: Rows) -> tuple[Rows, State]:
    """Rows of the replay after it took the names, by slot."""
    before = state(live)
    result = adopt(before, with_room(state(mended), int(before.counters[HIGH])))
    return result.rows[: int(result.counters[HIGH])], result


def test_the_same_first_plot_is_the_same_track() -> None:
    """In whatever slots they are; only rows that differ are told, and only a moved one is a revision."""
    live = tracks((1, 10, 91, 100.0), (2, 20, 92, 200.0), (3, 30, 93, 300.0), changed=False, revision=[4, 5, 6])
    mended = tracks((0, 30, 93, 300.0), (0, 10, 99, 150.0), (0, 20, 92, 200.0))
    mended["existence"][2] = 0.5
    rows, _ = adopted(live, mended)
    assert rows["number"].tolist() == [3, 1, 2]
    assert rows["uid"][:, 0].tolist() == [3, 1, 2]
    assert rows["seed"][:, 0, 0].tolist() == [3.0, 1.0, 2.0]
    assert rows["changed"].tolist() == [False, True, True]
    assert rows["revision"].tolist() == [6, 5, 5]


def test_else_the_same_last_plot_is() -> None:
    """The first plot, late, was another's; the origin decides before the last plot does."""
    live = tracks((1, 10, 91, 0.0), (2, 20, 92, 0.0))
    rows, _ = adopted(live, tracks((0, 77, 91, 0.0), (0, 10, 92, 0.0)))
    assert rows["number"].tolist() == [0, 1, 2]
    assert rows["status"].tolist() == [CONFIRMED, CONFIRMED, ENDED]
    rows, _ = adopted(live, tracks((0, 77, 91, 0.0), (0, 20, 95, 0.0)))
    assert rows["number"].tolist() == [1, 2]


def test_a_track_that_the_replay_has_not_is_told_ended_once() -> None:
    live = tracks((1, 10, 91, 100.0), (2, 20, 92, 200.0))
    rows, result = adopted(live, tracks((0, 10, 91, 100.0)))
    assert (rows["number"].tolist(), rows["status"].tolist()) == ([1, 2], [CONFIRMED, ENDED])
    assert rows["xc"][1, 0] == 200.0
    assert rows["alive"].tolist() == [True, False]
    assert result.spots[SX, 1] == -1.0
    shown, _, ended, _, following = changed_rows(result, 3, False)
    assert (result.rows["number"][shown].tolist(), ended.tolist(), following) == ([2], [1], 3)


def test_a_track_that_only_the_replay_has_is_new() -> None:
    live = tracks((1, 10, 91, 100.0))
    rows, result = adopted(live, tracks((0, 10, 91, 100.0), (0, 55, 95, 900.0)))
    assert rows["number"].tolist() == [1, 0]
    assert not rows["named"][1]
    assert changed_rows(result, 2, False)[4] == 3
    assert rows["number"].tolist() == [1, 2]


def test_what_ended_in_the_replay_is_told_of_those_that_were_told() -> None:
    """Of the others nobody knew; their slots are free."""
    mended = tracks((0, 10, 91, 100.0), (0, 55, 95, 900.0), status=ENDED, alive=False)
    rows, result = adopted(tracks((1, 10, 91, 100.0)), mended)
    assert (rows["number"].tolist(), rows["status"].tolist()) == ([1, 0], [ENDED, TENTATIVE])
    assert result.free[: result.counters[1]].tolist() == [1]
    assert rows["changed"].tolist() == [True, False]


def test_what_had_ended_is_nobodys_name() -> None:
    """A live track told ended has left its row; a track of the replay with its first plot is another to all."""
    live = tracks((1, 10, 91, 100.0), (0, 0, 0, 0.0))
    live["alive"][1], live["status"][1] = False, TENTATIVE
    rows, _ = adopted(live, tracks((0, 10, 91, 100.0), (0, 20, 92, 200.0)))
    assert rows["number"].tolist() == [1, 0]


def test_a_track_that_ends_at_this_tick_lives_on_where_the_replay_has_it() -> None:
    live = tracks((1, 10, 91, 100.0), status=ENDED, alive=False, changed=True)
    rows, _ = adopted(live, tracks((0, 10, 94, 130.0)))
    assert (rows["number"][0], rows["status"][0], rows["alive"][0], rows["changed"][0]) == (1, CONFIRMED, True, True)


def test_what_was_to_be_told_is_still_told() -> None:
    live = tracks((1, 10, 91, 100.0), changed=True)
    assert adopted(live, tracks((0, 10, 91, 100.0)))[0]["changed"][0]


def test_tentative_tracks_of_the_live_state_are_nothing() -> None:
    """They were never told; those of the replay stand."""
    live = tracks((0, 10, 91, 100.0), (0, 20, 92, 100.0), status=TENTATIVE)
    rows, result = adopted(live, tracks((0, 10, 91, 100.0), status=TENTATIVE))
    assert (len(rows), rows["number"][0], rows["status"][0]) == (1, 0, TENTATIVE)
    assert len(changed_rows(result, 1, False)[0]) == 0


def test_a_track_that_was_told_does_not_vanish_as_a_tentative_one() -> None:
    """Confirmed by late plots out of order, in order not yet: it is not told as tentative, and when it comes to
    nothing its number is told ended.
    """
    _, result = adopted(tracks((1, 10, 91, 100.0)), tracks((0, 10, 91, 100.0), status=TENTATIVE))
    told: list[int] = []
    for tick in range(2):
        slots = changed_rows(result, 2, False)[0]
        told += [int(row["status"]) for row in result.rows[slots] if row["number"] == 1]
        mine = np.flatnonzero(result.rows["alive"] & (result.rows["origin"] == 10))
        if tick == 0 and len(mine):
            drop(result, terms_of(Settings())[0], int(mine[0]))
    assert TENTATIVE not in told
    assert told.count(ENDED) == 1


@pytest.mark.parametrize("seed", [2, 8, 10, 20])
def test_numbers_and_uids_are_kept_for_ever(seed: int) -> None:
    """`Watch` fails where a number has another uid, comes back, vanishes untold or is tentative again."""
    plots = scene_of(seed, 12, 160.0, 8.0, simulated=2)
    watch = Watch()
    watch.play(plots, delays(np.random.default_rng(seed + 99), plots, 75.0), 0, 161)
    watch.check_current()
    assert len(watch.uids) >= 10


def test_a_revision_is_counted_for_each_replay_that_moves_the_track() -> None:
    """Four single late plots, far enough apart: four revisions of the track that takes them, none of the other."""
    plots = scene_of(11, 2, 120.0, 0.0)
    delay_s = np.zeros(len(plots))
    watch = Watch(Settings(formation_hits=1e9))
    watch.play(plots, delay_s, 0, 121)
    still = watch.tracker.tracks()
    assert still.revision.tolist() == [0] * len(still)
    x_m = watch.tracker.on_plane().state[:, 0]
    # Plots of the first target come before those of the second in each radar's part of the scene.
    late = Watch(Settings(formation_hits=1e9))
    for at_s in (30.0, 50.0, 70.0, 90.0):
        k = int(np.flatnonzero((plots.time_s - START_S > at_s) & (plots.source == 0))[0])
        delay_s[k] = 6.0
    late.play(plots, delay_s, 0, 121)
    moved = late.tracker.tracks()
    assert sorted(late.tracker.on_plane().state[:, 0].tolist()) == sorted(x_m.tolist())
    assert moved.revision.sum() == 4
