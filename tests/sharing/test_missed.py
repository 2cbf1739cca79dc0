"""What an earlier run was about to tell when it was broken off: told after the restart, from its beginning."""

import msgspec
import pytest

from picture.scene import NOON_S
from sargas.model.alert import Alert
from sargas.model.batch import Changes
from sargas.model.label import Label, Policy
from sargas.model.plots import Plots
from sargas.model.sensor import Sensor
from sargas.model.tracks import Tracks
from sargas.sharing.outbox import Outbox
from sharing.test_outbox import ALL, alert, incident, track

ENDED = {"ended": True, "why": "all clear"}
NO_TRACKS = Tracks.empty()


def outbox(policy: Policy = ALL, audience: str | None = None) -> Outbox:
    return Outbox([policy], "POL", [Sensor("radar", "f", "psr", label=Label(releasable_to=("POL",)))], 1.0, audience)


def happened(seconds: float, *alerts: Alert, of: int = 5) -> Changes:
    time_s = NOON_S + seconds
    return Changes(time_s, Plots.empty(), track(1), (incident(of, 1),), alerts)


def told(box: Outbox, seconds: float) -> list[tuple[int, bool]]:
    return [(one.item.number, one.item.ended) for one in box.due(NOON_S + seconds) if isinstance(one.item, Alert)]


def test_what_began_and_ended_in_the_run_that_was_broken_off_is_told_from_its_beginning() -> None:
    box = outbox()
    opened, over = alert(7, 5), msgspec.structs.replace(alert(7, 5), **ENDED)
    box.see(happened(1.0, opened))
    box.see(happened(2.0, over))
    box.see(happened(3.0, alert(8, 5)))
    box.picture(NOON_S + 4.0, track(1), [incident(5, 1)], [over, alert(8, 5)])
    assert told(box, 4.0) == [(7, False), (7, True), (8, False)]
    assert told(box, 9.0) == []


def test_what_the_core_has_forgotten_since_is_told_too() -> None:
    box = outbox()
    box.see(happened(1.0, alert(7, 5)))
    box.see(happened(2.0, msgspec.structs.replace(alert(7, 5), **ENDED)))
    box.picture(NOON_S + 9999.0, NO_TRACKS, [], [])
    assert told(box, 9999.0) == [(7, False), (7, True)]


def test_what_was_held_back_at_a_checkpoint_outlives_the_run() -> None:
    late = Policy("POL", ("alert",), delay_s=100.0)
    first, second = outbox(late), outbox(late)
    first.take(NOON_S, track(1), [incident(5, 1)], [alert(7, 5)])
    first.take(NOON_S + 10.0, NO_TRACKS, [], [msgspec.structs.replace(alert(7, 5), **ENDED)])
    assert told(first, 20.0) == []
    second.restore(first.state())
    second.picture(NOON_S + 30.0, track(1), [], [])
    assert told(second, 99.0) == []
    assert told(second, 100.0) == [(7, False)], "the delay counts from when it was known"
    assert told(second, 110.0) == [(7, True)]


def test_nothing_is_told_so_that_may_not_be() -> None:
    box = outbox(audience="mayor")
    for seconds, of in ((1.0, alert(7, 5)), (2.0, msgspec.structs.replace(alert(7, 5), **ENDED))):
        box.see(happened(seconds, of))
    box.picture(NOON_S + 3.0, track(1), [], [])
    assert told(box, 3.0) == [], "another audience's"
    box = outbox(Policy("POL", ("track",)))
    box.see(happened(1.0, alert(7, 5)))
    box.see(happened(2.0, msgspec.structs.replace(alert(7, 5), **ENDED)))
    box.picture(NOON_S + 3.0, track(1), [], [])
    assert told(box, 3.0) == []
    assert sum(box.withheld.values()) >= 2


def test_a_distress_and_a_digest_are_released_by_all_that_made_them() -> None:
    box = outbox()
    distress = Alert(1, 0, "warning", "all", "Distress.", "opened", NOON_S, kind="distress", track=1)
    digest = Alert(2, 0, "warning", "all", "2 incidents", "too many at once", NOON_S, kind="digest", incidents=(5, 6))
    box.take(NOON_S, track(1), [incident(5, 1), incident(6, 1)], [distress, digest])
    assert told(box, 0.0) == [(1, False), (2, False)]
    box.take(NOON_S + 1, track(2, sensor="receiver"), [incident(6, 1, 2)], [digest])
    assert told(box, 1.0) == [(2, True)], "one of them is not theirs: it ends for them"
    box.take(NOON_S + 2, NO_TRACKS, [], [msgspec.structs.replace(digest, number=3, incidents=(5, 77))])
    assert told(box, 2.0) == [], "nor is what nobody knows of"
    box.take(NOON_S + 3, NO_TRACKS, [], [msgspec.structs.replace(distress, number=4, track=99)])
    assert told(box, 3.0) == []


@pytest.mark.parametrize("change", [{"kind": "hand_over"}, {"cleared": True}])
def test_who_has_the_watch_and_what_is_for_the_cleared_never_leave_so(change: dict[str, object]) -> None:
    box = outbox()
    box.take(NOON_S, track(1), [incident(5, 1)], [msgspec.structs.replace(alert(7, 5), **change)])
    assert told(box, 0.0) == []
    cleared = outbox(msgspec.structs.replace(ALL, cleared=True), audience="all")
    cleared.take(NOON_S, track(1), [incident(5, 1)], [msgspec.structs.replace(alert(7, 5), **change)])
    assert told(cleared, 0.0) == ([(7, False)] if "cleared" in change else []), "whose audience it is for"


def test_of_what_nobody_knows_who_made_it_nothing_is_told() -> None:
    box = outbox()
    box.restore(None)
    box.see(happened(1.0, alert(7, 5)))
    box.see(happened(2.0, msgspec.structs.replace(alert(7, 5), **ENDED)))
    box.picture(NOON_S + 3.0, track(1), [], [])
    assert told(box, 3.0) == []


def test_what_may_not_be_told_any_more_is_not_told_after_the_restart() -> None:
    late = Policy("POL", ("alert",), delay_s=100.0)
    first, second = outbox(late), outbox(Policy("POL", ("track",)))
    first.take(NOON_S, track(1), [incident(5, 1)], [alert(7, 5)])
    first.take(NOON_S + 10.0, NO_TRACKS, [], [msgspec.structs.replace(alert(7, 5), **ENDED)])
    assert not second.restore(first.state()), "other terms"
    second.picture(NOON_S + 30.0, track(1), [], [])
    assert told(second, 200.0) == []
