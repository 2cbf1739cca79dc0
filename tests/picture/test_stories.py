"""Acts of any kind in any order: replayed, restored in the middle, and adding up to what was told."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from picture.desk import FIRST, Desk, desk
from picture.scene import LAT_DEG, LON_DEG, NOON_S
from sargas.model.decision import (
    Coast,
    Correlate,
    Decorrelate,
    Drop,
    Initiate,
    LockIdentity,
    Merge,
    Reassociate,
    Split,
    Undo,
)
from sargas.model.tracks import ENDED

numbers = st.sampled_from([1, 2, 3, FIRST, FIRST + 1])
acts = st.one_of(
    st.builds(Drop, numbers),
    st.builds(Coast, numbers),
    st.builds(Merge, numbers, numbers),
    st.builds(Split, numbers, st.one_of(st.none(), numbers)),
    st.builds(Reassociate, numbers, numbers),
    st.builds(LockIdentity, numbers, st.sampled_from([None, "friend", "hostile"])),
    st.builds(Correlate, numbers, numbers),
    st.builds(Decorrelate, numbers, numbers),
    st.builds(Undo, st.integers(1, 6)),
    st.builds(Initiate, st.just(LAT_DEG), st.just(LON_DEG), st.just(NOON_S), st.just(500.0)),
)
ends = st.sampled_from(
    [{}, {}, {}, {"of_1": {"status": ENDED}}, {"of_2": {"status": ENDED}}, {"of_7": {"status": ENDED}}]
)


def alive(story: list, at: Desk, gone: set[int]) -> None:
    """Play; a number of the tracker that has ended is not reported again."""
    for act, seconds, change in story:
        at.act(act)
        at.fly(4, own=tuple(n for n in (1, 2, 3) if n not in gone), **change)
        gone |= {int(name[3:]) for name in change if name != "of_7"}
        at.fly(seconds, own=tuple(n for n in (1, 2, 3) if n not in gone))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(acts, st.sampled_from([1, 4, 14]), ends), max_size=12), st.integers(0, 12))
def test_any_story_replays_restores_and_adds_up(story: list, cut: int) -> None:
    straight, gone = desk(), set[int]()
    alive(story, straight, gone)
    first, gone = desk(), set[int]()
    alive(story[:cut], first, gone)
    again = Desk()
    again.picture.restore(first.picture.checkpoint())
    again.second, again.record = first.second, first.record
    alive(story[cut:], again, gone)
    assert again.picture.checkpoint() == straight.picture.checkpoint()

    shown: dict[int, Any] = {}
    ended: list[int] = []
    for told in straight.told:
        for track in told:
            assert track.number not in ended
            if track.status == "ended":
                shown.pop(track.number, None)
                ended.append(track.number)
            else:
                shown[track.number] = track
    now = {track.number: track for track in straight.picture.tracks()}
    assert now == shown
    uids: dict[int, set[str]] = {}
    for told in straight.told:
        for track in told:
            uids.setdefault(track.number, set()).add(track.uid)
    assert all(len(found) == 1 for found in uids.values())
    for track in now.values():
        if track.fusion == "part":
            assert now[track.fused_with[0]].fusion == "fused"
    assert np.isfinite(straight.picture.tracks().covariance).all()
