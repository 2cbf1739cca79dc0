"""What searchers are told of a search over time: as it changes, its end, and after a restart."""

import msgspec

from picture.scene import NOON_S
from sargas.model.batch import Changes
from sargas.model.label import Policy
from sargas.model.plots import Plots
from sargas.model.search import Search
from sargas.model.tracks import Tracks
from sharing.test_outbox import outbox, take, track

FOR_SEARCHERS = Policy("POL", ("search",))


def search(number=4, version=1, tracks=(1,), **more):
    made = Search(number, "open", version, NOON_S, NOON_S, NOON_S, 54.7, 25.3, 90.0, 0.0, 30.0, tracks=tracks)
    return msgspec.structs.replace(made, **more)


def changed(box, time_s, *searches):
    box.changes(Changes(time_s, Plots.empty(), Tracks.empty(), searches=searches))
    return [(one.item.number, one.item.status, one.item.version) for one in box.due(time_s)]


def test_each_version_and_the_end() -> None:
    box = outbox(FOR_SEARCHERS)
    take(box, NOON_S, track(1))
    assert changed(box, NOON_S, search(), search(5, tracks=(2,))) == [(4, "open", 1)]  # of 2 nobody knows who made it
    assert changed(box, NOON_S + 60.0, search(version=2)) == [(4, "open", 2)]
    assert [one.item.version for one in box.whole()] == [2]
    assert changed(box, NOON_S + 90.0, search(version=3, status="closed")) == [(4, "closed", 3)]
    assert box.whole() == []


def test_after_a_restart_what_goes_on_is_told_anew_and_what_is_gone_is_ended() -> None:
    box = outbox(FOR_SEARCHERS)
    take(box, NOON_S, track(1))
    changed(box, NOON_S, search(), search(6))
    again = outbox(FOR_SEARCHERS)
    assert again.restore(box.state())
    again.picture(NOON_S + 10.0, Tracks.empty(), [], [])
    assert again.due(NOON_S + 10.0) == []  # a picture says nothing of searches
    again.searches(NOON_S + 10.0, [search(version=2)])
    told = [(one.item.number, one.item.status) for one in again.due(NOON_S + 10.0)]
    assert told == [(4, "open"), (6, "closed")]
    assert again.due(NOON_S + 20.0) == []
