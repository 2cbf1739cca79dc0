"""The table of watches: what is found in it, added to it and dropped from it, against a plain dict."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sargas.incursion.watch import WATCH, Watch
from sargas.incursion.watches import Watches

ZONES = ["land", "site", "sea"]
pair = st.tuples(st.integers(1, 9), st.integers(0, 2))


def table(*watches: Watch) -> np.ndarray:
    return np.array([tuple(watch) for watch in watches], WATCH)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["put", "pop", "drop"]), pair, st.integers(0, 99)), max_size=40))
def test_as_a_dict_would_keep_them(story: list[tuple[str, tuple[int, int], int]]) -> None:
    kept: dict[tuple[int, int], int] = {}
    watches = Watches(ZONES)
    for act, (track, zone), incident in story:
        if act == "put":
            kept[track, zone] = incident
            watches.put([Watch(zone, track, incident)])
        elif act == "pop":
            gone = [key for key in kept if key[0] == track]
            assert sorted(w.incident for w in watches.pop(track)) == sorted(kept.pop(key) for key in gone)
        else:
            watches.drop(watches.table["incident"] == incident)
            kept = {key: value for key, value in kept.items() if value != incident}
        assert [((w.track, w.zone), w.incident) for w in watches.each(np.arange(len(watches)))] == sorted(kept.items())
    asked = [(track, zone) for track in range(1, 10) for zone in range(3)]
    at = watches.find(*np.array(asked).T)
    assert [bool(row >= 0) for row in at] == [one in kept for one in asked]
    assert watches.tracks() == {track for track, _ in kept}
    assert [watches.incident(*one) for one in asked] == [kept.get(one, 0) for one in asked]


def test_where_the_tracks_stand_among_others() -> None:
    watches = Watches(ZONES)
    watches.add(table(Watch(0, 7), Watch(2, 3), Watch(1, 7)))
    assert watches.place_in(np.array([9, 7, 1])).tolist() == [-1, 1, 1], "ascending by track: 3, 7, 7"
    assert watches.place_in(np.zeros(0, np.int64)).tolist() == [-1, -1, -1]
    assert Watches(ZONES).place_in(np.array([9])).tolist() == []


def test_a_checkpoint_names_zones_and_leaves_behind_those_that_are_no_more() -> None:
    watches = Watches(ZONES)
    watches.add(table(Watch(2, 4, 11, measured_s=5.0), Watch(0, 4), Watch(1, 2, seen_outside=True)))
    packed = watches.packed()
    assert [(said["track"], said["zone"]) for said in packed] == [(2, "site"), (4, "land"), (4, "sea")]
    again = Watches(["sea", "site"])
    again.unpack(packed)
    assert again.packed() == [packed[0], packed[2]]
    older = [{"zone": "land", "track": 1, "measured_s": 9.0}]
    again = Watches(ZONES)
    again.unpack(older)
    assert again.each([0]) == [Watch(0, 1, measured_s=9.0)], "what it does not say is as in a new one"
    with pytest.raises(TypeError):
        again.unpack([{"zone": "land", "track": 1, "nonsense": 9.0}])
