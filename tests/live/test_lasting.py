"""What an export keeps beyond its links: bounded, in order, and let go of when it has arrived."""

import msgspec
import pytest

from picture.scene import NOON_S, rows
from sargas.live.intake import Way
from sargas.live.lasting import MOST_BYTES, MOST_MISSED, ROOM_BYTES, UNSURE_S, Lasting
from sargas.model.alert import Alert
from sargas.model.checkpoint import pack, unpack
from sargas.model.incident import Incident
from sargas.model.label import Label, Policy
from sargas.model.notice import Notice
from sargas.model.released import Released
from sargas.model.warning import PublicWarning
from sargas.sharing.release import release

POLICY = Policy("POL", ("track", "incident", "alert"))


def released(item) -> Released:
    found = release(item, [POLICY], "POL", NOON_S, Label("RESTRICTED", ("POL",)))
    assert isinstance(found, Released)
    return found


def alert(number=1, **more):
    return released(Alert(number, 5, "warning", "all", "look", "opened", NOON_S, **more))


class Peer:
    """A way on which nothing arrives before `read` says so."""

    def __init__(self, lasting, room=1 << 40):
        self.lasting, self.sent, self.unread, self.room = lasting, [], 0, room
        self.way = Way(self.take, lambda: None, lambda: self.unread)

    def take(self, payload):
        if self.unread + len(payload) > self.room:
            return False
        self.sent.append(payload)
        self.unread += len(payload)
        return True

    def give(self, now_s=NOON_S):
        return self.lasting.give(self.way, now_s)


class Mute:
    """A session that remembers nothing."""


class Told:
    def __init__(self, memory=b""):
        self.said = memory

    def memory(self):
        return self.said

    def recall(self, data):
        self.said = data


def test_messages_that_have_not_arrived_come_first_on_the_next_link_in_their_order() -> None:
    lasting = Lasting("x", False)
    assert lasting.begin(Told())
    lasting.add([b"one", b"two", b"three"])
    first = Peer(lasting)
    assert first.give()
    first.unread = len(b"twothree") - 1  # the second is half there
    lasting.end(Told(), first.way, NOON_S)
    lasting.add([b"four"])
    second = Peer(lasting)
    second.give()
    assert second.sent == [b"two", b"three", b"four"]
    second.unread = 0
    lasting.end(Told(), second.way, NOON_S)
    assert lasting.state(None)["messages"] == []


def test_a_stream_is_sure_of_nothing_that_is_not_old() -> None:
    lasting = Lasting("x", True)
    peer = Peer(lasting)
    for k, message in enumerate((b"one", b"two")):
        lasting.add([message])
        peer.give(NOON_S + 100.0 * k)
    peer.unread = 0
    lasting.end(Told(), peer.way, NOON_S + UNSURE_S + 50.0)
    assert lasting.state(None)["messages"] == [b"two"]


def test_a_way_is_given_no_more_than_it_has_room_for() -> None:
    lasting = Lasting("x", False)
    lasting.add([bytes(100_000)] * 10)
    peer = Peer(lasting)
    peer.give()
    assert ROOM_BYTES <= peer.unread < ROOM_BYTES + 100_001
    peer.unread = 0
    peer.give()
    assert len(peer.sent) == 6
    narrow = Peer(lasting, room=0)
    assert not narrow.give()


def test_of_too_many_messages_the_oldest_go_and_are_counted() -> None:
    lasting = Lasting("x", False)
    peer = Peer(lasting)
    lasting.add([b"a" * 1000])
    peer.give()
    assert lasting.add([b"b" * (MOST_BYTES // 4)] * 4) == 1
    assert lasting.add([b"c" * 1000]) == 1
    assert lasting.dropped == 2
    assert [message[:1] for message in lasting.state(None)["messages"]] == [b"b", b"b", b"b", b"c"]


def test_of_what_was_missed_the_last_word_is_kept_and_its_end() -> None:
    lasting = Lasting("x", False)
    track = released(rows(NOON_S, {"number": 4}).track(0))
    incident = Incident(5, "LTU", "Lithuania", (1,), "inside", "new", 1, NOON_S, NOON_S)
    closed = msgspec.structs.replace(incident, handling="closed")
    last, over = alert(repeats=2), alert(ended=True)
    lasting.miss([track, alert(), released(incident), alert(repeats=1), last, over, released(closed)])
    second = Lasting("x", False)
    second.set_state(unpack(pack(lasting.state(None))))
    for one in (lasting, second):
        assert one.missed() == [released(incident), last, over, released(closed)]
        assert one.missed() == []


def test_where_too_much_was_missed_all_is_forgotten() -> None:
    lasting = Lasting("x", False)
    lasting.end(Told(b"known"), Peer(lasting).way, NOON_S)
    assert lasting.state(None)["memory"] == b"known"
    lasting.miss([alert(number) for number in range(MOST_MISSED + 1)])
    assert len(lasting.missed()) == 1
    assert lasting.state(None)["memory"] == b""


def test_a_session_that_remembers_nothing_is_told_nothing_old() -> None:
    lasting = Lasting("x", False)
    lasting.miss([alert()])
    assert not lasting.begin(Mute())
    assert lasting.missed() == []


def test_a_memory_is_recalled_once() -> None:
    lasting = Lasting("x", False)
    lasting.end(Told(b"known"), Peer(lasting).way, NOON_S)
    session = Told()
    lasting.begin(session)
    assert session.said == b"known"
    assert lasting.state(session)["memory"] == b"known"
    assert lasting.state(None)["memory"] == b""


@pytest.mark.parametrize("where", ["end", "state"])
def test_a_session_that_cannot_say_what_it_told_is_forgotten(where) -> None:
    class Broken(Told):
        def memory(self):
            raise RuntimeError("a bug")

    lasting = Lasting("x", False)
    if where == "end":
        lasting.end(Broken(), Peer(lasting).way, NOON_S)
        assert lasting.state(None)["memory"] == b""
    else:
        assert lasting.state(Broken())["memory"] == b""


def test_of_what_the_public_is_told_every_message_is_kept_while_nobody_is_there() -> None:
    """An update refers to the message before it."""
    lasting = Lasting("mirror", True)
    first = PublicWarning(3, 1, "released", False, notice=Notice("w-1", "s", NOON_S, "Actual", "Alert", "Public"))
    second = msgspec.structs.replace(first, version=2, notice=msgspec.structs.replace(first.notice, identifier="w-2"))
    for one in (first, first, second):
        lasting.miss([Released(one, "mirror", Label())])
    assert [one.item.notice.identifier for one in lasting.missed()] == ["w-1", "w-2"]
