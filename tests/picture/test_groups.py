"""Groups: one leading row an object, one row a reporter; rounds make and part them, people's word comes first."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picture.scene import NOON_S, NOTHING, SENSORS, rows
from sargas.model.sensor import Sensor
from sargas.model.tracks import ALONE, ECHO, ENDED, FUSED, PART, Tracks
from sargas.picture import Picture, Settings
from sargas.picture.groups import Holds, join, leaders, partners, regroup
from sargas.picture.table import NO_KEY, Table

FIRST = 1_000_001
ALL = (*SENSORS, Sensor("POL", "link", "system"), Sensor("EST", "link", "system"))
OFF_M = {"LVA": 60.0, "POL": -70.0, "EST": 150.0}


def made(**tuned: object) -> Picture:
    return Picture(ALL, Settings(**tuned), FIRST)


def fly(picture: Picture, seconds: range, *who: str, own: bool = False, status: int | None = None, **said: Any) -> None:
    """Reporters, each some metres off, and our own track 1, of one object that flies east."""
    for t in seconds[::4]:
        place = {"east_m": 80.0 * t, "east_mps": 80.0, "sigma_m": 50.0, **said}
        reports = [
            rows(NOON_S + t, {"reported_number": 7, **place, "north_m": OFF_M[name]}, reporter=name) for name in who
        ]
        mine = rows(NOON_S + t, {"number": 1, **place}) if own else NOTHING
        picture.update(NOON_S + t, mine, Tracks.concatenate(reports) if reports else NOTHING)


def groups(picture: Picture) -> dict[int, tuple[str, tuple[int, ...]]]:
    return {track.number: (track.fusion, track.fused_with) for track in picture.tracks()}


def test_two_neighbours_of_one_object_are_one_object() -> None:
    picture = made()
    fly(picture, range(24), "LVA", "POL")
    assert groups(picture) == {FIRST: ("fused", (FIRST + 1,)), FIRST + 1: ("part", (FIRST,))}
    assert picture.tracks().stands().tolist() == [True, False]


def test_two_tracks_of_one_neighbour_are_two_objects() -> None:
    picture = made()
    for t in range(0, 40, 4):
        place = {"east_m": 80.0 * t, "east_mps": 80.0}
        two = rows(
            NOON_S + t,
            {"reported_number": 7, **place},
            {"reported_number": 8, "north_m": 60.0, **place},
            reporter="LVA",
        )
        picture.update(NOON_S + t, NOTHING, two)
    assert groups(picture) == {FIRST: ("alone", ()), FIRST + 1: ("alone", ())}


def test_three_neighbours_come_together_one_after_the_other() -> None:
    picture = made()
    fly(picture, range(60), "LVA", "POL", "EST")
    assert groups(picture) == {
        FIRST: ("fused", (FIRST + 1,)),
        FIRST + 1: ("part", (FIRST,)),
        FIRST + 2: ("part", (FIRST,)),
    }


def test_ours_takes_the_lead_and_gives_it_back() -> None:
    picture = made()
    fly(picture, range(24), "LVA", "POL")
    fly(picture, range(24, 48), "LVA", "POL", own=True)
    assert groups(picture) == {1: ("fused", (FIRST,)), FIRST: ("part", (1,)), FIRST + 1: ("part", (1,))}
    changed = picture.update(NOON_S + 48, rows(NOON_S + 48, {"number": 1, "status": ENDED}), NOTHING)
    assert changed.number.tolist() == [1, FIRST, FIRST + 1]
    # They were found to be one object: that stays, without three more rounds.
    assert groups(picture) == {FIRST: ("fused", (FIRST + 1,)), FIRST + 1: ("part", (FIRST,))}


def test_who_leaves_a_group_leaves_the_others_together() -> None:
    picture = made()
    fly(picture, range(60), "LVA", "POL", "EST")
    for t in range(60, 84, 4):
        place = {"east_m": 80.0 * t, "east_mps": 80.0, "reported_number": 7}
        reports = [rows(NOON_S + t, {**place, "north_m": OFF_M[name]}, reporter=name) for name in ("POL", "EST")]
        reports.append(rows(NOON_S + t, {**place, "north_m": 4000.0}, reporter="LVA"))
        picture.update(NOON_S + t, NOTHING, Tracks.concatenate(reports))
    lone = [n for n, (fusion, _) in groups(picture).items() if fusion == "alone"]
    assert len(lone) == 1 or groups(picture)[FIRST][0] == "alone"
    assert sum(picture.tracks().stands()) == 2


def table_of(*said: dict[str, Any]) -> Table:
    """Rows 1, 2, ... of sources own (-1), 0, 1, ..."""
    table = Table()
    made = table.add(np.arange(1, len(said) + 1), np.full(len(said), NO_KEY))
    table.tracks.status[made] = 1
    table.tracks.reported_by[made] = -1
    for row, fields in zip(made, said, strict=True):
        for name, value in fields.items():
            getattr(table.tracks, name)[row] = value
    return table


def linked(table: Table) -> list[tuple[int, int]]:
    n = int((table.tracks.number > 0).sum())
    return list(zip(table.tracks.fusion[:n].tolist(), table.tracks.fused_with[:n].tolist(), strict=True))


def test_who_joins_somebody_brings_his_own_along() -> None:
    table = table_of({}, {"reported_by": 0}, {"reported_by": 1}, {"reported_by": 2})
    join(table, np.array([2, 3]), np.array([2, 2]))
    regroup(table, Holds([], []), NOON_S, Settings())
    assert linked(table) == [(ALONE, 0), (FUSED, 3), (PART, 2), (PART, 2)]
    join(table, np.array([1]), np.array([1]))
    regroup(table, Holds([], []), NOON_S, Settings())
    assert linked(table) == [(FUSED, 2), (PART, 1), (PART, 1), (PART, 1)]


def test_a_second_of_the_same_reporter_is_let_go() -> None:
    table = table_of({}, {"reported_by": 0}, {"reported_by": 1}, {"reported_by": 0})
    join(table, np.array([1, 3]), np.array([1, 3]))
    regroup(table, Holds([], []), NOON_S, Settings())
    join(table, np.array([2]), np.array([1]))
    regroup(table, Holds([], []), NOON_S, Settings())
    assert linked(table) == [(FUSED, 2), (PART, 1), (PART, 1), (ALONE, 0)]


def test_own_rows_are_one_only_where_a_person_says_so() -> None:
    table = table_of({}, {}, {"reported_by": 0})
    join(table, np.array([1, 2]), np.array([1, 2]))
    regroup(table, Holds([(1, 2)], []), NOON_S, Settings())
    assert linked(table) == [(FUSED, 2), (PART, 1), (PART, 1)]
    regroup(table, Holds([], []), NOON_S, Settings())
    assert linked(table) == [(FUSED, 3), (ALONE, 0), (PART, 1)]


def test_the_number_that_a_person_kept_leads() -> None:
    table = table_of({}, {}, {"reported_by": 0})
    join(table, np.array([2]), np.array([1]))
    regroup(table, Holds([(2, 1)], []), NOON_S, Settings())
    assert linked(table) == [(PART, 2), (FUSED, 1), (PART, 2)]


def test_what_is_held_apart_is_parted_and_what_is_held_together_joined() -> None:
    table = table_of({}, {"reported_by": 0}, {"reported_by": 1})
    join(table, np.array([1, 2]), np.array([1, 1]))
    regroup(table, Holds([], [(1, 2)]), NOON_S, Settings())
    assert linked(table) == [(FUSED, 3), (ALONE, 0), (PART, 1)]
    regroup(table, Holds([(1, 2)], []), NOON_S, Settings())
    assert linked(table) == [(FUSED, 2), (PART, 1), (PART, 1)]


def test_evidence_of_an_echo_and_of_parts_reaches_the_leader() -> None:
    table = table_of({}, {"reported_by": 0}, {"reported_by": 1}, {"reported_by": 2}, {})
    join(table, np.array([1]), np.array([1]))
    table.tracks.fusion[[2, 3]], table.tracks.fused_with[[2, 3]] = ECHO, [1, 5]
    regroup(table, Holds([], []), NOON_S, Settings())
    assert partners(table)[:5].tolist() == [1, 0, 0, 4, 3]
    assert leaders(table)[:5].tolist() == [0, 0, 2, 3, 4]


pairs = st.tuples(st.integers(1, 9), st.integers(1, 9)).filter(lambda p: p[0] != p[1])


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.integers(-1, 2), min_size=9, max_size=9),
    st.lists(pairs, max_size=8),
    st.lists(pairs, max_size=3),
    st.lists(pairs, max_size=3),
    st.sampled_from([None, 1, 4, 7]),
)
def test_whatever_was_said_groups_are_whole(reporters, joins, together, apart, ended) -> None:
    table = table_of(*({"reported_by": r} for r in reporters))
    for one, other in joins:
        join(table, np.array([other - 1]), np.array([one]))
        if table.tracks.fused_with[one - 1] == other:  # nobody leads who is led by him
            table.tracks.fusion[one - 1], table.tracks.fused_with[one - 1] = ALONE, 0
    # Nobody is held under two, or under himself.
    under = {max(p): min(p) for p in together if p not in apart and p[::-1] not in apart}
    holds = Holds([(first, second) for second, first in under.items()], apart)
    regroup(table, holds, NOON_S, Settings())
    if ended:
        table.tracks.status[ended - 1] = ENDED
        regroup(table, holds, NOON_S, Settings())
    tracks, n = table.tracks, 9
    said = [second for _, second in holds.together]
    for i in range(n):
        if tracks.fusion[i] == PART:
            lead = int(tracks.fused_with[i]) - 1
            assert tracks.fusion[lead] == FUSED
            assert tracks.status[lead] != ENDED
            assert tracks.reported_by[i] >= 0 or tracks.number[i] in said
            seated = (tracks.fusion[:n] == PART) & (tracks.fused_with[:n] == lead + 1)
            if tracks.reported_by[i] >= 0:
                assert (tracks.reported_by[:n][seated] == tracks.reported_by[i]).sum() == 1
                assert tracks.reported_by[lead] != tracks.reported_by[i]
        elif tracks.fusion[i] == FUSED:
            parts = np.flatnonzero((tracks.fusion[:n] == PART) & (tracks.fused_with[:n] == i + 1))
            assert tracks.fused_with[i] == tracks.number[parts].min()
        else:
            assert tracks.fused_with[i] == 0
    lead_of = leaders(table)
    for one, other in holds.apart:
        assert lead_of[one - 1] != lead_of[other - 1]


@pytest.mark.parametrize("apart", [False, True])
def test_a_person_s_no_outlives_every_round(apart: bool) -> None:
    """Two that are found to be one by every round, and one person who says that they are not."""
    table = table_of({}, {"reported_by": 0})
    holds = Holds([], [(1, 2)] if apart else [])
    join(table, np.array([1]), np.array([1]))
    for _ in range(5):
        regroup(table, holds, NOON_S, Settings())
    assert (linked(table)[1] == (ALONE, 0)) is apart
