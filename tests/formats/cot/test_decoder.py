"""Events as plots and foreign tracks: what is taken, under which label, and what is refused."""

import math

import pytest

from samples_of import samples
from sargas.formats.cot.decoder import Decoder
from sargas.formats.cot.settings import Settings
from sargas.formats.cot.stream import Cutter, streamed
from sargas.formats.cot.wire import event_of
from sargas.formats.cot.write import protobuf, xml
from sargas.model.fault import Fault
from sargas.model.plots import Plots
from sargas.model.record import Chunk
from sargas.model.released import Reply
from sargas.model.status import NewSensor
from sargas.model.tracks import CONFIRMED, ENDED, Tracks

MADE = samples("cot")


def decoder(sensors=MADE.SENSORS, **more):
    return Decoder(sensors, Settings("feed", stream=True, **more))


def heard(*events, using=None, form=xml, **more):
    made = using or decoder(**more)
    return made.feed([Chunk(1, MADE.TIME_S, b"".join(map(form, events)), "7")])


def of(kind, items):
    return [item for item in items if isinstance(item, kind)]


def tracks(items):
    return Tracks.concatenate(of(Tracks, items))


def faults(items):
    return [(fault.source, fault.reason) for fault in of(Fault, items)]


@pytest.mark.parametrize("form", [xml, lambda event: streamed(protobuf(event))])
def test_a_system_tells_tracks(form) -> None:
    (track,) = tracks(heard(MADE.event(kind="a-f-A-C-F"), form=form))
    assert track.reported_by == "LVA"
    assert (track.lat_deg, track.lon_deg, track.height_m) == (56.95, 24.1, 412.0)
    assert track.east_mps == pytest.approx(18.0 * math.sin(math.radians(215.0)))
    assert track.north_mps == pytest.approx(18.0 * math.cos(math.radians(215.0)))
    assert track.covariance[0] == pytest.approx(625.0)
    assert track.covariance[11] == pytest.approx(1600.0)
    assert track.foreign_identity == "friend"
    assert track.identity.name == "pending", "a partner's identity stays a partner's"
    assert track.claims.callsign == "DRONE 7"
    assert track.time_s == MADE.TIME_S - 0.5


def test_a_sensor_tells_plots() -> None:
    items = heard(MADE.EVENTS[2], MADE.EVENTS[3])
    plots = Plots.concatenate(of(Plots, items))
    assert len(plots) == 2
    first, second = plots
    assert first.sensor == "detector"
    assert first.sigma.horizontal_m == 25.0
    assert first.measurement.east_mps is None
    assert second.sigma.horizontal_m is None
    assert second.measurement.height_m is None
    assert second.sigma.height_m is None


def test_what_is_not_of_the_air_is_passed_over() -> None:
    assert heard(MADE.event("soldier", "a-f-G-U-C"), MADE.event("chat", "b-t-f")) == []


def test_exercises_are_marked() -> None:
    for more in ({"opex": "e-Exercise"}, {"opex": "s"}, {"how": "m-s"}):
        assert tracks(heard(MADE.event(**more))).simulated.all(), more
    assert not tracks(heard(MADE.event(opex="o"))).simulated.any()


REFUSED = [
    ({"access": "NATO SECRET"}, "event of a higher classification than its sensor's label, or an unknown one: refused"),
    ({"access": "COSMIC"}, "event of a higher classification than its sensor's label, or an unknown one: refused"),
    ({"releasable_to": "EST LVA"}, "event that is releasable to fewer than its sensor's label: refused"),
    ({"caveat": "ORCON"}, "event with a caveat that is not configured: refused"),
    ({"stale_s": MADE.TIME_S - 1.0}, "event that was stale when it came"),
]


@pytest.mark.parametrize(("more", "reason"), REFUSED)
def test_who_may_see_it_is_held_against_the_label(more, reason) -> None:
    items = heard(MADE.event(**more))
    assert not of(Tracks, items)
    assert faults(items) == [("feed", reason)]


@pytest.mark.parametrize(
    "more", [{"access": "NATO RESTRICTED"}, {"access": "Undefined"}, {"releasable_to": "pol, EST"}, {}]
)
def test_what_the_label_covers_is_taken(more) -> None:
    assert len(tracks(heard(MADE.event(**more)))) == 1


def test_a_configured_caveat_is_taken() -> None:
    assert len(tracks(heard(MADE.event(caveat="ORCON"), caveats=("ORCON",)))) == 1


def test_a_deletion_ends_the_track_and_of_nothing_nothing() -> None:
    using = decoder()
    heard(MADE.event(), using=using)
    second = decoder()
    second.restore(using.checkpoint())
    (ended,) = tracks(heard(MADE.DELETION, using=second))
    assert ended.status == "ended"
    assert ended.reported_number == tracks(heard(MADE.event())).track(0).reported_number
    assert heard(MADE.DELETION, using=second) == []
    both = tracks(heard(MADE.event(), MADE.DELETION))
    assert both.status.tolist() == [CONFIRMED, ENDED]


def test_pings_are_answered_on_their_link() -> None:
    (reply,) = of(Reply, heard(MADE.event("client", "t-x-c-t")))
    assert reply.link == "7"
    (message,), _ = Cutter().feed(reply.payload)
    assert event_of(message.octets, False).type == "t-x-c-t-r"


def test_links_are_streams_of_their_own_and_end() -> None:
    using, text = decoder(), xml(MADE.event())
    for link in ("1", "2"):
        using.feed([Chunk(1, MADE.TIME_S, text[:100], link)])
    assert len(tracks(using.feed([Chunk(2, MADE.TIME_S, text[100:], "1")]))) == 1
    items = using.feed([Chunk(3, MADE.TIME_S, b"", "2", ended=True)])
    assert faults(items) == [("feed", "event cut off by the end")]


def test_an_unknown_source_is_suggested() -> None:
    items = heard(MADE.event(), sensors=MADE.SENSORS[:1])
    (new,) = of(NewSensor, items)
    assert new.match == {"uid": "riga-7"}


def test_datagrams_stand_alone() -> None:
    using = Decoder(MADE.SENSORS, Settings("feed"))
    mesh = b"\xbf\x01\xbf" + protobuf(MADE.event())
    items = using.feed([Chunk(1, MADE.TIME_S, xml(MADE.event("a"))), Chunk(2, MADE.TIME_S, mesh)])
    assert len(tracks(items)) == 2
    assert faults(using.feed([Chunk(3, MADE.TIME_S, xml(MADE.event())[:50])])) == [("feed", "event cut off by the end")]
