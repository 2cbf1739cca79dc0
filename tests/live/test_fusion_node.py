"""Sargas as the fusion node of real connections: sensors register over TCP, are answered, and become a track."""

import asyncio
import datetime
import time

import msgspec

from live.bench import SETTINGS, free_port
from live.fakes import Watcher
from live.test_tcp import connect
from samples_of import samples
from sargas.core import Core
from sargas.core import Settings as CoreSettings
from sargas.formats.sapient.rules import check
from sargas.formats.sapient.wire import Cutter
from sargas.ingest import Ingest
from sargas.journal import Journal, Reader
from sargas.live.partition import Partition
from sargas.live.site import LiveSite
from sargas.model.decision import Ask, Decision
from sargas.model.record import RecordKind, of_link
from sargas.model.sensor import Feed
from sargas.model.tracks import CONFIRMED
from sargas.tracking import warm

MADE = samples("sapient")
BEGAN_S = time.time()


def now(message):
    """The message as sent now."""
    return {**message, "timestamp": datetime.datetime.now(datetime.UTC).isoformat().replace("+00:00", "Z")}


class Edge:
    """A sensor that talks to a fusion node."""

    def __init__(self, reader, writer):
        self.reader, self.writer, self.cutter, self.heard = reader, writer, Cutter(), []

    def say(self, *messages):
        self.writer.write(b"".join(MADE.frame(now(message)) for message in messages))

    async def answer(self):
        """The next message said back, which is sound and addressed to nobody else."""
        while not self.heard:
            data = await asyncio.wait_for(self.reader.read(65_536), 10.0)
            assert data, "the fusion node hung up"
            self.heard += [message.content for message in self.cutter.feed(data).messages]
        message = self.heard.pop(0)
        assert not check(message)
        assert BEGAN_S - 1.0 <= message.timestamp.seconds <= time.time(), "answers are of now, not of the record"
        return message


def test_sensors_register_are_answered_and_become_a_track(tmp_path):
    port = free_port()
    feeds = (Feed("feed", f"tcp://127.0.0.1:{port}?listen", "sapient"),)

    warm(lambda *_: None)  # not while sensors wait

    async def play():
        core = Core(MADE.SENSORS, (), CoreSettings(54.7, 25.3))
        partition = Partition(
            "live",
            "live",
            feeds,
            lambda state: Journal(tmp_path, "live", b"c", state),
            lambda: Ingest(feeds, MADE.SENSORS, "live"),
            lambda: core,
            settings=SETTINGS,
        )
        live = LiveSite([partition])
        running = asyncio.create_task(live.run())
        radar, jammer = Edge(*await connect(port)), Edge(*await connect(port))
        radar.say(MADE.detection(MADE.RADAR, location=MADE.place()))
        assert (await radar.answer()).error.error_message
        assert (await radar.answer()).task.command.request == "Registration"
        radar.say(MADE.REGISTRATIONS[0])
        ack = await radar.answer()
        assert ack.registration_ack.acceptance
        assert ack.destination_id == MADE.RADAR
        jammer.say(MADE.registration(MADE.JAMMER, "JAMMER"), MADE.detection(MADE.JAMMER, location=MADE.place()))
        refused = await jammer.answer()
        assert not refused.registration_ack.acceptance
        assert "effector" in refused.registration_ack.ack_response_reason[0]
        assert (await jammer.answer()).WhichOneof("content") == "error"
        radar.say(MADE.status(MADE.RADAR), MADE.MESSAGES[13])
        assert (await radar.answer()).alert_ack.alert_id == MADE.ulid("alert")
        decision, refusal = await live.submit(
            "live", Decision("A. Person", time.time(), Ask("radar", "report_rate", "high"), "more of it")
        )
        assert refusal is None
        assert decision.record_number > 0
        task = (await radar.answer()).task
        assert task.command.detection_report_rate == 3
        _, refusal = await live.submit("live", Decision("A. Person", time.time(), Ask("camera", "status"), "there?"))
        assert refusal == "the node has not registered"
        radar.say(MADE.said(MADE.RADAR, taskAck={"taskId": task.task_id, "taskStatus": "TASK_STATUS_ACCEPTED"}))
        for k in range(60):
            place = MADE.place(54.65 + 2e-5 * k, 25.25)  # 22 m/s to the north
            radar.say(MADE.detection(MADE.RADAR, location=place, enuVelocity={"eastRate": 0.0, "northRate": 22.0}))
            await asyncio.sleep(0.1)
            if (core.picture.status == CONFIRMED).any():
                break
        radar.say(MADE.detection(MADE.RADAR, location=MADE.place(91.0)))
        assert list((await radar.answer()).error.error_message) == [
            "detection_report.location.y: latitude is beyond a pole"
        ]
        picture = core.picture
        radar.writer.close()
        jammer.writer.close()
        live.stop()
        await running
        return picture

    picture = asyncio.run(asyncio.wait_for(play(), 120.0))
    (track,) = picture.take(picture.status == CONFIRMED)
    assert abs(track.lat_deg - 54.65) < 0.01
    assert abs(track.lon_deg - 25.25) < 0.01
    assert list(track.contributors) == ["radar"]
    with Reader(tmp_path) as reader:
        stored = [record for record in reader if record.kind == RecordKind.BYTES]
    again = Ingest(feeds, MADE.SENSORS, "live").feed(stored)
    assert len(again.plots) >= 2, "what was journaled says the same again"
    assert len({reply.link for reply in again.replies}) == 2


def test_a_journal_plays_the_links_of_its_feed_again_each_as_a_stream(tmp_path):
    """Frames of two sensors, cut in halves that came in turn."""
    first, second = (MADE.frame(message) for message in MADE.REGISTRATIONS[:2])
    report, other = (
        MADE.detection(MADE.RADAR, location=MADE.place()),
        MADE.detection(MADE.CAMERA, location=MADE.place()),
    )
    streams = {"1": first + MADE.frame(report), "2": second + MADE.frame(other)}
    journal = Journal(tmp_path / "old", "live", b"c", lambda: None)
    half, whole = MADE.frame(report)[:99], MADE.frame(MADE.REGISTRATIONS[0]) + MADE.frame(report)
    journal.append(MADE.TIME_S, "feed", RecordKind.BYTES, half)  # a connection that was lost in the middle
    for event in ("lost", "connected"):
        told = msgspec.msgpack.encode({"event": event, "detail": ""})
        journal.append(MADE.TIME_S, "feed", RecordKind.CONNECT, told)
    journal.append(MADE.TIME_S, "feed", RecordKind.BYTES, whole)
    for k in range(0, 2000, 70):
        for link, stream in streams.items():
            if piece := stream[k : k + 70]:
                journal.append(MADE.TIME_S + k / 1000.0, of_link("feed", link), RecordKind.BYTES, piece)
    journal.close()
    feeds = (Feed("feed", f"journal://{tmp_path / 'old'}?feed=feed&stream", "sapient", partition="again"),)

    async def play():
        partition = Partition(
            "again",
            "recording",
            feeds,
            lambda state: Journal(tmp_path / "new", "again", b"c", state),
            lambda: Ingest(feeds, MADE.SENSORS, "recording"),
            lambda: Core(MADE.SENSORS, (), CoreSettings(54.7, 25.3)),
            0.0,
        )
        watcher = Watcher()
        live = LiveSite([partition])
        live.subscribe(watcher)
        running = asyncio.create_task(live.run())
        while partition.state().phase != "ended":
            assert not running.done()
            await asyncio.sleep(0.02)
        live.stop()
        await running
        return watcher

    watcher = asyncio.run(asyncio.wait_for(play(), 60.0))
    assert sum(len(changes.plots) for changes in watcher.changed) == 3
    reasons = [fault.reason for changes in watcher.changed for fault in changes.faults]
    assert reasons == ["frame cut off by the end"], "and that of the lost connection only"
