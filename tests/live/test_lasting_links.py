"""What outlives the links of an export, and its run: told once, and in order."""

import asyncio

import msgspec
import pytest

from formats.cap.exported import settings
from live.test_exporting import Recipient, Said, Turned, changed, exporter, until
from picture.scene import NOON_S, rows
from sargas.formats.cap import FORMAT
from sargas.formats.cap.session import Session
from sargas.model.alert import Alert
from sargas.model.batch import Changes
from sargas.model.incident import Incident
from sargas.model.label import Policy
from sargas.model.plots import Plots
from sargas.model.record import Chunk


class Remembered(Said):
    """One that remembers numbers that it told, and tells none of them again."""

    def __init__(self):
        super().__init__()
        self.wants, self.told = True, []

    def tell(self, items, time_s, as_of_s):
        new = [one.item for one in items if (one.item.number, one.item.ended) not in self.told]
        self.told += [(item.number, item.ended) for item in new]
        return [f"alert {item.number}{' ended' if item.ended else ''}\n".encode() for item in new]

    def memory(self):
        return msgspec.msgpack.encode(self.told)

    def recall(self, data):
        self.told = msgspec.msgpack.decode(data, type=list[tuple[int, bool]])


ALERT = Alert(7, 5, "warning", "all", "look", "opened", NOON_S)
ENDED = msgspec.structs.replace(ALERT, why="all clear", ended=True)


def happened(time_s, *alerts):
    incident = Incident(5, "LTU", "Lithuania", (1,), "inside", "new", 1, time_s, time_s)
    return Changes(
        time_s, Plots.empty(0), rows(time_s, {"number": 1}, sensors=["s"]), (incident,), tuple(alerts or (ALERT,))
    )


def remembering(to="https://127.0.0.1:9"):
    made = exporter(to, session=Remembered)
    made._outbox._policies = (Policy("POL", ("alert",)),)
    return made


def test_who_comes_as_something_is_new_is_told_it_once():
    async def play():
        made = exporter()
        to = Recipient(made)
        made.hear("", b"again")
        changed(made, NOON_S, {"number": 1})
        made.changes("live", happened(NOON_S))
        async with Turned(made):
            await until(lambda: to.count("track 1"))
        assert (to.count("track 1"), to.count("alert 7")) == (1, 1)

    asyncio.run(play())


def test_an_alert_that_came_and_went_while_nobody_was_there_is_told_to_who_comes():
    async def play():
        made = remembering()
        async with Turned(made):
            made.changes("live", happened(NOON_S))
            await asyncio.sleep(0.25)
            made.changes("live", happened(NOON_S + 1.0, ENDED))
            await asyncio.sleep(0.25)
            to = Recipient(made)
            await until(lambda: to.count("alert 7 ended"))
        assert to.sent == b"hello\nalert 7\nalert 7 ended\n"

    asyncio.run(play())


def test_who_listens_for_many_keeps_nothing_for_who_is_not_there():
    async def play():
        made = remembering("tcp://127.0.0.1:9?listen")
        async with Turned(made):
            made.changes("live", happened(NOON_S))
            made.changes("live", happened(NOON_S + 1.0, ENDED))
            await asyncio.sleep(0.25)
            to = Recipient(made)
            await asyncio.sleep(0.25)
        assert to.sent == b"hello\n"

    asyncio.run(play())


def test_what_a_link_did_not_bring_there_the_next_one_does_as_it_was():
    async def play():
        made = remembering()
        async with Turned(made):
            first = Recipient(made)
            first.unread = 0
            made.changes("live", happened(NOON_S))
            await until(lambda: first.count("alert 7"))
            first.unread = len(b"alert 7\n")  # written down, and not answered
            made.end("")
            made.changes("live", happened(NOON_S + 1.0, ENDED))
            await asyncio.sleep(0.25)
            second = Recipient(made)
            await until(lambda: second.count("alert 7 ended"))
            made.end("")
            third = Recipient(made)
            await asyncio.sleep(0.25)
        assert second.sent == b"alert 7\nhello\nalert 7 ended\n"
        assert third.sent == b"hello\n", "all that arrived is known"

    asyncio.run(play())


def test_a_way_that_takes_no_more_loses_nothing():
    class Narrow(Recipient):
        def take(self, payload):
            return payload == b"hello\n" and super().take(payload)

    async def play():
        made = remembering()
        async with Turned(made):
            narrow = Narrow(made)
            made.changes("live", happened(NOON_S))
            await until(lambda: not narrow.is_open)
            wide = Recipient(made)
            await until(lambda: wide.count("alert 7"))
        assert wide.sent.splitlines().count(b"alert 7") == 1

    asyncio.run(play())


def test_what_was_told_and_what_was_not_is_known_after_a_restart():
    async def play():
        before, after = remembering(), remembering()
        async with Turned(before):
            first = Recipient(before)
            before.changes("live", happened(NOON_S))
            await until(lambda: first.count("alert 7"))
            before.end("")
            other = msgspec.structs.replace(ALERT, number=8)
            gone = msgspec.structs.replace(ENDED, number=8)
            before.changes("live", happened(NOON_S + 1.0, other))
            before.changes("live", happened(NOON_S + 1.0, gone))
            await asyncio.sleep(0.25)
        after.restore(before.checkpoint())
        async with Turned(after):
            to = Recipient(after)
            await until(lambda: to.count("alert 8 ended"))
            after.picture("live", NOON_S + 2.0, rows(NOON_S + 2.0, {"number": 1}, sensors=["s"]), [], [ENDED])
            await until(lambda: to.count("alert 7 ended"))
        assert to.sent == b"hello\nalert 8\nalert 8 ended\nalert 7 ended\n"

    asyncio.run(play())


def test_what_was_due_is_told_to_the_next_link_when_a_session_fails_to_ask():
    class Failing(Remembered):
        def asks(self):
            raise RuntimeError("a bug in a session")

    async def play():
        sessions = iter([Failing(), Remembered()])
        made = exporter("https://127.0.0.1:9", session=lambda: next(sessions))
        made._outbox._policies = (Policy("POL", ("alert",)),)
        async with Turned(made):
            made.changes("live", happened(NOON_S))
            await asyncio.sleep(0.25)
            made.changes("live", happened(NOON_S + 1.0, ENDED))
            await asyncio.sleep(0.25)
            first = Recipient(made)
            await until(lambda: not first.is_open)
            second = Recipient(made)
            await until(lambda: second.count("alert 7 ended"))

    asyncio.run(play())


def test_a_checkpoint_of_before_what_was_told_was_kept():
    before, after = exporter(), exporter()
    changed(before, NOON_S, {"number": 1})
    after.restore(before._outbox.state())
    assert after._outbox.state() == before._outbox.state()


class FailsToTell(Remembered):
    def tell(self, items, time_s, as_of_s):
        raise RuntimeError("a bug in a session")


class FailsToRecall(Remembered):
    def recall(self, data):
        raise RuntimeError("a bug in a session")


@pytest.mark.parametrize("failing", [FailsToTell, FailsToRecall])
def test_a_session_that_fails_forgets_what_it_told(failing):
    async def play():
        sessions = iter([Remembered(), failing(), Remembered()])
        made = exporter("https://127.0.0.1:9", session=lambda: next(sessions))
        made._outbox._policies = (Policy("POL", ("alert",)),)
        async with Turned(made):
            first = Recipient(made)
            made.changes("live", happened(NOON_S))
            await until(lambda: first.count("alert 7"))
            made.end("")
            second = Recipient(made)
            assert failing is FailsToTell or not second.is_open, "at once"
            await until(lambda: not second.is_open)
            third = Recipient(made)
            await until(lambda: third.count("alert 7"))

    asyncio.run(play())


def test_an_authority_hears_the_whole_story_over_connections_that_break():
    """As CAP: what a connection told the next one updates and cancels, and what came and went in between is told."""

    async def play():
        made = exporter("https://127.0.0.1:9", session=lambda: Session(settings()))
        made._outbox._policies = (Policy("POL", ("alert", "incident")),)
        links = []

        async def link(*alerts, count):
            links.append(Recipient(made))
            if alerts:
                made.changes("live", happened(NOON_S, *alerts))
            await until(lambda: links[-1].sent.count(b"<alert ") == count)
            links[-1].unread = 0
            made.end("")

        async with Turned(made):
            await link(ALERT, count=1)
            await link(msgspec.structs.replace(ALERT, why="worsened", level="warning"), count=1)
            brief = msgspec.structs.replace(ALERT, number=8)
            made.changes("live", happened(NOON_S, brief))
            await asyncio.sleep(0.25)
            made.changes("live", happened(NOON_S, msgspec.structs.replace(brief, why="all clear", ended=True), ENDED))
            await asyncio.sleep(0.25)
            await link(count=3)
        decoder = FORMAT.decoder((), FORMAT.settings(feed="", stream=True))
        return [decoder.feed([Chunk(0, 0.0, link.sent)]) for link in links]

    (first,), (worse,), third = asyncio.run(play())
    assert (first.msg_type, worse.msg_type) == ("Alert", "Update")
    assert [one.identifier for one in worse.references] == [first.identifier]
    brief, *ends = third
    assert (brief.msg_type, [one.msg_type for one in ends]) == ("Alert", ["Cancel", "Cancel"])
    assert [[one.identifier for one in end.references] for end in ends] == [
        [brief.identifier],
        [first.identifier, worse.identifier],
    ]
