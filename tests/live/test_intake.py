"""The only place where anything may be dropped, and how that is told."""

import asyncio

import msgspec
import pytest

from sargas.errors import Unavailable
from sargas.live.intake import Intake, Sink
from sargas.model.record import RecordKind


def intake(limit=1_000, clock=lambda: 10.0):
    return Intake(limit, 500, clock)


def test_datagrams_fall_when_the_queue_is_full_and_the_journal_is_told_how_many():
    queue = intake()
    sink = Sink("f", queue)
    for _ in range(10):
        sink.offer(b"x" * 400)
    assert (sink.counters.records, sink.counters.dropped) == (3, 7)
    assert [e.kind for e in queue.take()] == [RecordKind.BYTES] * 3
    sink.offer(b"y")
    told, arrived = queue.take()
    assert told.kind == RecordKind.CONNECT
    event = msgspec.msgpack.decode(told.payload)
    assert event["event"] == "dropped"
    assert event["detail"].startswith("7 datagrams")
    assert arrived.payload == b"y"


def test_empty_datagrams_fill_the_queue_too():
    queue = intake()
    sink = Sink("f", queue)
    for _ in range(100):
        sink.offer(b"")
    assert len(queue) < 20


def test_a_stream_waits_for_room():
    async def play():
        queue = intake()
        sink = Sink("f", queue)
        await sink.put(b"x" * 1_000)
        waiting = asyncio.create_task(sink.put(b"y"))
        await asyncio.sleep(0.01)
        assert not waiting.done()
        queue.take()
        await waiting
        assert [e.payload for e in queue.take()] == [b"y"]
        assert sink.counters.dropped == 0

    asyncio.run(play())


def test_what_people_decide_needs_no_room():
    queue = intake()
    Sink("f", queue).offer(b"x" * 5_000)
    queue.add("", RecordKind.DECISION, b"d", token=3)
    assert queue.take()[-1].token == 3


def test_arrival_time_never_goes_back():
    times = iter([10.0, 9.0, 8.5, 10.5])
    queue = intake(clock=lambda: next(times))
    for _ in range(4):
        queue.add("f", RecordKind.BYTES, b"")
    queue.add("f", RecordKind.BYTES, b"", time_s=7.0)
    queue.not_before(20.0)
    queue.add("f", RecordKind.BYTES, b"", time_s=11.0)
    assert [e.time_s for e in queue.take()] == [10.0, 10.0, 10.0, 10.5, 10.5, 20.0]


@pytest.mark.parametrize("event", ["connected", "lost", "ended"])
def test_the_state_of_a_link_is_a_record(event):
    queue = intake()
    sink = Sink("f", queue)
    sink.tell(event, "why")
    (entry,) = queue.take()
    assert msgspec.msgpack.decode(entry.payload) == {"event": event, "detail": "why"}
    assert sink.counters.connected == (event == "connected")


def test_losses_are_told_once_a_second_with_their_number():
    time_s = 10.0
    queue = Intake(100_000, 500, lambda: time_s)
    sink = Sink("f", queue)
    for _ in range(5):
        sink.fell(3)
        sink.offer(b"x")
    time_s = 11.5
    sink.offer(b"x")
    told = [msgspec.msgpack.decode(e.payload)["detail"] for e in queue.take() if e.kind == RecordKind.CONNECT]
    assert [int(detail.split()[0]) for detail in told] == [3, 12]
    assert sink.counters.dropped == 15


def test_who_waits_for_what_cannot_be_written_down_is_told():
    async def play():
        intake = Intake(1000, 1000, lambda: 1.0)
        intake.add("f", RecordKind.BYTES, b"x")
        waiting = asyncio.create_task(intake.durable())
        await asyncio.sleep(0)
        intake.settle(len(intake.take()), "no space left")
        with pytest.raises(Unavailable, match="no space left"):
            await waiting
        await intake.durable()  # nothing waits any more
        intake.add("f", RecordKind.BYTES, b"y")
        again = asyncio.create_task(intake.durable())
        await asyncio.sleep(0)
        intake.settle(len(intake.take()))
        await asyncio.wait_for(again, 5.0)

    asyncio.run(play())
