"""Contributors: when a sensor of each group last contributed, by hand and against a plain search."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from picture.scene import NOON_S, rows
from sargas.model.tracks import CONTRIBUTORS, Tracks
from sargas.picture.contributors import GROUPS, Contributors

KINDS = {"radar": "ssr", "primary": "psr", "receiver": "adsb", "ears": "acoustic", "LVA": "system"}


def test_a_radar_asks_and_measures_and_a_receiver_only_repeats() -> None:
    tracks = rows(NOON_S, {"sensors": ["radar"]}, {"sensors": ["receiver"]}, {})
    sources = {name: i for i, name in enumerate(tracks.sources)}
    latest_s = Contributors(KINDS).latest(tracks, np.arange(3), sources)
    assert {group: seen_s.tolist() for group, seen_s in latest_s.items() if seen_s.any()} == {
        "asking": [NOON_S, 0.0, 0.0],
        "radar": [NOON_S, 0.0, 0.0],
        "secondary": [NOON_S, 0.0, 0.0],
        "claiming": [0.0, NOON_S, 0.0],
        "transponders": [0.0, NOON_S, 0.0],
    }


def test_a_system_that_names_no_sensors_has_asked_and_one_that_names_kinds_is_taken_at_its_word() -> None:
    tracks = rows(NOON_S, {"reported_number": 1}, {"reported_number": 2}, reporter="LVA")
    tracks.sources = (*tracks.sources, "adsb")
    tracks.contributor[1, 0], tracks.contributor_s[1, 0] = len(tracks.sources) - 1, NOON_S
    sources = {name: i for i, name in enumerate(tracks.sources)}
    latest_s = Contributors(KINDS).latest(tracks, np.arange(2), sources)
    assert (latest_s["asking"] > 0).tolist() == [True, False]
    assert (latest_s["claiming"] > 0).tolist() == [False, True]


seen = st.tuples(st.integers(-1, len(KINDS) - 1), st.sampled_from([0.0, 1.0, 2.0, 3.0]))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(seen, max_size=CONTRIBUTORS), min_size=1, max_size=5), st.data())
def test_as_a_plain_search(said: list, data: st.DataObject) -> None:
    tracks = Tracks.empty(len(said), tuple(KINDS))
    tracks.reported_by[:] = -1
    for i, of in enumerate(said):
        for k, (source, at_s) in enumerate(of):
            tracks.contributor[i, k], tracks.contributor_s[i, k] = source, at_s
    wanted = np.array(data.draw(st.lists(st.integers(0, len(said) - 1), max_size=5)), np.int64)
    found = Contributors(KINDS).latest(tracks, wanted, {name: k for k, name in enumerate(KINDS)})
    kinds = list(KINDS.values())
    for group, members in GROUPS.items():
        plain = [max([s for k, s in said[i] if k >= 0 and kinds[k] in members], default=0.0) for i in wanted]
        assert found[group].tolist() == plain


def test_sources_that_come_later_are_known() -> None:
    contributors = Contributors(KINDS)
    tracks = rows(NOON_S, {"sensors": ["receiver"]})
    contributors.latest(tracks, np.arange(1), {"radar": 0})
    sources = {name: i for i, name in enumerate(tracks.sources)}
    assert contributors.latest(tracks, np.arange(1), sources)["claiming"].tolist() == [NOON_S]


def test_sources_of_another_order_are_known() -> None:
    """As after a restore: as many names, in other places."""
    contributors = Contributors(KINDS)
    tracks = rows(NOON_S, {"sensors": ["receiver"]})
    sources = {name: i for i, name in enumerate(tracks.sources)}
    contributors.latest(tracks, np.arange(1), {name: i for i, name in enumerate(reversed(tracks.sources))})
    assert contributors.latest(tracks, np.arange(1), sources)["claiming"].tolist() == [NOON_S]
