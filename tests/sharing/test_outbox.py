"""What one recipient is told next: the latest of each track, in time, and nothing that is not released."""

import msgspec
import numpy as np
import pytest

from picture.scene import NOON_S, rows
from sargas.model.alert import Alert
from sargas.model.incident import Incident
from sargas.model.label import Label, Policy
from sargas.model.sensor import Sensor
from sargas.model.track import Track
from sargas.model.tracks import ENDED, PART, TENTATIVE, Tracks
from sargas.sharing.outbox import Outbox
from sargas.sharing.release import NO_LONGER_TOLD

SENSORS = [
    Sensor("radar", "f", "psr", label=Label(releasable_to=("POL",))),
    Sensor("receiver", "f", "adsb"),
    Sensor("poland", "f", "system", nation="POL", label=Label(releasable_to=("POL", "LVA"))),
]
ALL = Policy("POL", ("track", "incident", "alert"))


def outbox(*policies, interval_s=1.0):
    return Outbox(policies or (ALL,), "POL", SENSORS, interval_s)


def track(number, time_s=NOON_S, sensor="radar", **more):
    return rows(time_s, {"number": number, "sensors": [sensor], **more})


def incident(number, *tracks, time_s=NOON_S):
    return Incident(number, "LTU", "Lithuania", tracks, "inside", "new", 1, time_s, time_s)


def alert(number, of):
    return Alert(number, of, "warning", "all", "look", "opened", NOON_S)


def take(box, time_s, *tracks, incidents=(), alerts=()):
    box.take(time_s, Tracks.concatenate(tracks), incidents, alerts)
    return [one.item for one in box.due(time_s)]


def test_the_latest_of_each_track_once_an_interval() -> None:
    box = outbox()
    assert [one.number for one in take(box, NOON_S, track(1), track(2))] == [1, 2]
    assert take(box, NOON_S + 0.3, track(1, NOON_S + 0.3)) == []
    assert take(box, NOON_S + 0.6, track(1, NOON_S + 0.6)) == []
    (only,) = take(box, NOON_S + 1.0)
    assert (only.number, only.time_s) == (1, NOON_S + 0.6)
    assert take(box, NOON_S + 5.0) == []


def test_a_track_is_told_as_it_may_be_and_without_its_sensors() -> None:
    (one,) = take(outbox(Policy("POL", ("track",), position_rounded_to_m=1000.0)), NOON_S, track(1))
    assert one.contributors == {}
    assert one.radius_95_m > 700.0


def test_what_is_not_theirs_is_counted_and_never_told() -> None:
    box = outbox()
    assert take(box, NOON_S, track(1, sensor="receiver")) == []
    assert box.withheld == {"label is not releasable to the recipient": 1}
    assert take(outbox(Policy("LVA", ("track",))), NOON_S, track(1)) == []


def test_tentative_tracks_and_parts_of_others_are_not_told() -> None:
    part = track(2)
    part.fusion[:], part.fused_with[:] = PART, 1
    assert [one.number for one in take(outbox(), NOON_S, track(1), part, track(3, status=TENTATIVE))] == [1]


def test_what_they_told_us_is_not_told_to_them() -> None:
    theirs = rows(NOON_S, {}, reporter="POL")
    theirs.number[:] = 9
    assert take(outbox(), NOON_S, theirs) == []


def test_the_end_of_a_track_is_told_once_and_only_of_those_that_were_told() -> None:
    box = outbox()
    take(box, NOON_S, track(1))
    ended = take(box, NOON_S + 2.0, track(1, status=ENDED), track(2, status=ENDED))
    assert [(one.number, one.status) for one in ended] == [(1, "ended")]
    assert take(box, NOON_S + 4.0, track(1, status=ENDED)) == []


def test_incidents_and_alerts_come_at_once_by_the_label_of_their_tracks() -> None:
    box = outbox()
    take(box, NOON_S, track(1), track(2, sensor="receiver"))
    told = take(
        box,
        NOON_S + 0.1,
        incidents=[incident(5, 1), incident(6, 2), incident(7, 1, 2)],
        alerts=[alert(1, 5), alert(2, 6)],
    )
    assert [type(one).__name__ + str(one.number) for one in told] == ["Incident5", "Alert1"]
    assert take(box, NOON_S + 60.0, track(1, status=ENDED))
    assert len(take(box, NOON_S + 61.0, alerts=[alert(3, 5)])) == 1, "an incident outlives its track"


def test_a_delay_tells_what_was_so_when_it_is_old_enough() -> None:
    box = outbox(Policy("POL", ("track", "alert"), delay_s=10.0))
    for k in range(5):
        assert take(box, NOON_S + k, track(1, NOON_S + k)) == []
    assert box.whole() == []
    told = [one.time_s for k in range(5, 30) for one in take(box, NOON_S + k)]
    assert told == [NOON_S + k for k in range(5)]
    assert [one.item.time_s for one in box.whole()] == [NOON_S + 4], "as told last"


def test_a_sensor_whose_clock_is_ahead_or_behind_is_delayed_as_any_other() -> None:
    for offset_s in (-20.0, 20.0):
        box = outbox(Policy("POL", ("track",), delay_s=10.0))
        told = [k for k in range(30) for _ in take(box, NOON_S + k, *([track(1, NOON_S + offset_s)] if k == 0 else []))]
        assert told == [10]


def test_who_has_just_come_is_told_everything() -> None:
    box = outbox()
    take(box, NOON_S, track(1), track(2), track(3, sensor="receiver"))
    take(
        box,
        NOON_S + 0.1,
        incidents=[incident(5, 1), incident(6, 1), incident(7, 3)],
        alerts=[alert(1, 5), alert(2, 6), alert(3, 7)],
    )
    take(
        box,
        NOON_S + 0.2,
        incidents=[msgspec.structs.replace(incident(6, 1), handling="closed")],
        alerts=[msgspec.structs.replace(alert(2, 6), ended=True)],
    )
    whole = box.whole()
    assert [(type(one.item).__name__, one.item.number) for one in whole] == [
        ("Track", 1), ("Track", 2), ("Incident", 5), ("Alert", 1),
    ]  # fmt: skip
    assert [one.item.number for one in outbox().whole()] == []


@pytest.mark.parametrize("what", ["fused into another", "withheld from now on", "theirs"])
def test_what_is_not_told_any_more_is_told_as_ended_once(what: str) -> None:
    box = outbox()
    take(box, NOON_S, track(1), track(2))
    after = track(2, NOON_S + 2.0, sensor="receiver" if what == "withheld from now on" else "radar")
    if what == "fused into another":
        after.fusion[:], after.fused_with[:] = PART, 1
    elif what == "theirs":
        after.sources, after.reported_by[:] = (*after.sources, "POL"), len(after.sources)
    (over,) = take(box, NOON_S + 2.0, after)
    assert (over.number, over.status, over.time_s) == (2, "ended", NOON_S), "with nothing that was not told already"
    assert take(box, NOON_S + 4.0, after) == []


@pytest.mark.parametrize("is_over", [False, True])
def test_an_alert_of_which_no_more_may_be_told_ends_once_as_it_was_told(is_over: bool) -> None:
    """Another sensor, of which the recipient may know nothing, has joined the track."""
    box = outbox()
    take(box, NOON_S, track(1), incidents=[incident(5, 1)], alerts=[alert(1, 5)])
    worse = msgspec.structs.replace(alert(1, 5), why="worsened", message="closer", ended=is_over)
    nearer = msgspec.structs.replace(incident(5, 1), version=2, lat_deg=55.5)
    box.take(NOON_S + 2.0, track(1, sensor="receiver"), [nearer], [worse])
    told = [one for one in box.due(NOON_S + 2.0) if not isinstance(one.item, Track)]
    assert [one.item for one in told] == [
        msgspec.structs.replace(incident(5, 1), handling="closed"),
        msgspec.structs.replace(alert(1, 5), why=NO_LONGER_TOLD, ended=True),
    ]
    assert all(one.label == SENSORS[0].label for one in told), "their own, and nothing new"
    assert [type(one.item) for one in box.whole()] == []
    assert take(box, NOON_S + 4.0, track(1), incidents=[nearer], alerts=[worse]) == []


def test_who_has_just_come_does_not_take_the_end_of_a_track_from_the_others() -> None:
    box = outbox(interval_s=60.0)
    take(box, NOON_S, track(5), track(6))
    withheld = track(5, NOON_S + 1.0, sensor="receiver")
    box.take(NOON_S + 1.0, withheld, (), ())
    assert [one.item.number for one in box.whole()] == [6], "not the end of what it never knew"
    (over,) = [one.item for one in box.due(NOON_S + 60.0)]
    assert (over.number, over.status) == (5, "ended")


def test_alerts_are_those_of_one_audience() -> None:
    box = Outbox([ALL], "POL", SENSORS, 1.0, "public")
    take(box, NOON_S, track(1))
    public = msgspec.structs.replace(alert(2, 5), audience="public")
    told = take(box, NOON_S + 0.1, incidents=[incident(5, 1)], alerts=[alert(1, 5), public])
    assert [type(one).__name__ + str(one.number) for one in told] == ["Incident5", "Alert2"]


def test_who_made_a_track_is_known_after_a_restart() -> None:
    before = outbox()
    take(before, NOON_S, track(1), track(1, sensor="receiver"), track(2))
    after = outbox()
    after.restore(before.state())
    assert [one.number for one in take(after, NOON_S + 1.0, track(1), track(2))] == [2], "1 was the receiver's once"


def told_before_a_restart(*policies):
    """An outbox of which alerts 1 and 2, of incidents 5 and 6, were told before its run ended."""
    before, after = outbox(*policies), outbox(*policies)
    found = take(
        before, NOON_S, track(1), incidents=[incident(5, 1), incident(6, 1)], alerts=[alert(1, 5), alert(2, 6)]
    )
    assert len(found) == 5
    after.restore(before.state())
    return after


def events(box, time_s):
    return [one.item for one in box.due(time_s) if not isinstance(one.item, Track)]


def test_what_ended_between_two_runs_is_told_as_ended() -> None:
    box = told_before_a_restart()
    assert box.whole() == [], "nothing is told anew before it is known"
    over = msgspec.structs.replace(alert(1, 5), why="all clear", ended=True)
    closed = msgspec.structs.replace(incident(5, 1), handling="closed")
    box.picture(NOON_S + 60.0, track(1), [closed, incident(6, 1)], [over, alert(2, 6)])
    assert events(box, NOON_S + 60.0) == [closed, incident(6, 1), over, alert(2, 6)]
    assert [one.item for one in box.whole() if not isinstance(one.item, Track)] == [incident(6, 1), alert(2, 6)]


def test_what_nobody_knows_any_more_after_a_restart_is_told_as_ended_once() -> None:
    box = told_before_a_restart()
    box.picture(NOON_S + 60.0, track(1), [incident(6, 1)], [alert(2, 6)])
    found = events(box, NOON_S + 60.0)
    assert [(type(one).__name__, one.number) for one in found if one not in (incident(6, 1), alert(2, 6))] == [
        ("Incident", 5), ("Alert", 1),
    ]  # fmt: skip
    again = outbox()
    again.restore(box.state())
    again.picture(NOON_S + 90.0, track(1), [incident(6, 1)], [alert(2, 6)])
    assert events(again, NOON_S + 90.0) == [incident(6, 1), alert(2, 6)]


def test_what_is_another_audiences_after_a_restart_ends_for_this_one() -> None:
    before, after = outbox(), Outbox([ALL], "POL", SENSORS, 1.0, "others")
    take(before, NOON_S, track(1), incidents=[incident(5, 1)], alerts=[alert(1, 5)])
    after.restore(before.state())
    after.picture(NOON_S + 60.0, track(1), [incident(5, 1)], [alert(1, 5)])
    told, end = events(after, NOON_S + 60.0)
    assert told == incident(5, 1)
    assert (end.number, end.why, end.ended) == (1, NO_LONGER_TOLD, True)


def test_what_was_told_to_somebody_else_is_nobodys_here_after_a_restart() -> None:
    before = outbox()
    take(before, NOON_S, track(1), incidents=[incident(5, 1)], alerts=[alert(1, 5)])
    after = Outbox([], "BLR", SENSORS, 1.0)
    after.restore(before.state())
    after.picture(NOON_S + 60.0, track(1), [], [])
    assert after.due(NOON_S + 60.0) == []


THEIRS = Label(releasable_to=("POL",))
LATVIA = Sensor("latvia", "f", "system", nation="LVA", label=THEIRS)
NOW: dict[str, tuple[bool, list[Policy], list[Sensor]]] = {
    "nothing": (True, [ALL], [*SENSORS, LATVIA]),
    "another's policy": (True, [ALL, Policy("LVA", ("track",))], [*SENSORS, LATVIA]),
    "their order": (True, [ALL], [LATVIA, *SENSORS]),
    "one more": (True, [ALL], [*SENSORS, LATVIA, Sensor("new", "f", "acoustic")]),
    "one that made nothing": (True, [ALL], [SENSORS[0], LATVIA]),
    "policy": (False, [Policy("POL", ("track",))], [*SENSORS, LATVIA]),
    "delay": (False, [msgspec.structs.replace(ALL, delay_s=1.0)], [*SENSORS, LATVIA]),
    "label": (False, [ALL], [Sensor("radar", "f", "psr"), LATVIA]),
    "nation": (False, [ALL], [*SENSORS, msgspec.structs.replace(LATVIA, nation="EST")]),
    "one more of a nation": (False, [ALL], [*SENSORS, LATVIA, Sensor("b", "f", "system", nation="LVA")]),
    "taken away": (False, [ALL], [LATVIA]),
}


@pytest.mark.parametrize("change", NOW)
def test_whether_all_that_was_released_would_be_after_a_restart(change: str) -> None:
    reported = rows(NOON_S, {}, reporter="LVA")
    reported.number[:] = 9
    before = Outbox([ALL], "POL", [*SENSORS, LATVIA])
    assert len(take(before, NOON_S, track(1), reported)) == 2
    same, policies, sensors = NOW[change]
    assert Outbox(policies, "POL", sensors).restore(before.state()) == same


def test_for_another_audience_what_was_released_would_not_be() -> None:
    before = outbox()
    assert outbox().restore(before.state())
    assert not Outbox([ALL], "POL", SENSORS, audience="others").restore(before.state())
    assert not outbox().restore(None)


def test_an_end_after_a_restart_says_which_and_nothing_that_was_said() -> None:
    before = outbox()
    spoken = msgspec.structs.replace(alert(1, 5), message="54.6 N 25.1 E")
    near = msgspec.structs.replace(incident(5, 1), lat_deg=54.6, lon_deg=25.1, probability=0.9, height_m=90.0)
    take(before, NOON_S, track(1), incidents=[near], alerts=[spoken])
    after = outbox(Policy("POL", ("track",)))
    after.restore(before.state())
    after.picture(NOON_S + 60.0, track(1), [near], [spoken])
    closed, ended = events(after, NOON_S + 60.0)
    assert (closed.number, closed.handling, closed.zone, closed.tracks) == (5, "closed", "", ())
    assert (closed.lat_deg, closed.lon_deg, closed.height_m, closed.probability) == (0.0, 0.0, None, 0.0)
    assert (ended.number, ended.ended, ended.level) == (1, True, "advisory")
    assert (ended.message, ended.why) == (NO_LONGER_TOLD, NO_LONGER_TOLD)


def test_what_may_not_be_told_after_a_restart_ends() -> None:
    box = told_before_a_restart()
    secret = track(1, sensor="receiver")
    box.picture(NOON_S + 60.0, secret, [incident(5, 1), incident(6, 1)], [alert(1, 5), alert(2, 6)])
    found = events(box, NOON_S + 60.0)
    assert [getattr(one, "ended", one.__class__.__name__) for one in found] == ["Incident", "Incident", True, True]
    assert [one.handling for one in found[:2]] == ["closed", "closed"]


def test_tracks_of_a_journal_that_does_not_know_their_makers_are_not_told() -> None:
    box = outbox()
    box.restore(None)
    box.picture(NOON_S, track(1), [], [])
    assert box.due(NOON_S) == []
    assert [one.number for one in take(box, NOON_S + 1.0, track(1), track(2))] == [2]


def test_a_sensor_that_nobody_knows_keeps_a_track_here() -> None:
    box = outbox()
    assert take(box, NOON_S, track(1, sensor="taken away")) == []
    assert take(box, NOON_S + 1.0, track(1)) == [], "for good"


def test_the_order_of_events_is_that_in_which_they_came() -> None:
    box = outbox(interval_s=0.1)
    take(box, NOON_S, track(1))
    box.take(NOON_S + 1.0, Tracks.empty(0), [incident(5, 1)], [alert(1, 5)])
    box.take(NOON_S + 1.0, Tracks.empty(0), [incident(5, 1)], [])
    assert [type(one.item).__name__ for one in box.due(NOON_S + 1.0)] == ["Incident", "Alert", "Incident"]
    assert np.all([one.recipient == "POL" for one in box.due(NOON_S + 2.0)])
