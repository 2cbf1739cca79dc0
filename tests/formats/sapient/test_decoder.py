"""The fusion node: nodes by any link, one that is lost, strangers, checkpoints."""

from formats.sapient.talk import MADE, Talk, text
from sargas.formats.sapient import FORMAT
from sargas.formats.sapient.decoder import Decoder
from sargas.formats.sapient.settings import Settings
from sargas.formats.sapient.wire import payload
from sargas.model.record import Chunk
from sargas.model.released import Reply
from sargas.model.status import NewSensor


def test_links_are_streams_of_their_own() -> None:
    talk = Talk(registered=False)
    talk.say(MADE.REGISTRATIONS[0], link="1")
    talk.say(MADE.REGISTRATIONS[1], link="2")
    first = MADE.frame(MADE.detection(MADE.RADAR, location=MADE.place()))
    second = MADE.frame(MADE.detection(MADE.CAMERA, rangeBearing=MADE.direction()))
    talk.say(first[:50], link="1")
    talk.say(second[:60], link="2")
    assert talk.say(first[50:], link="1").plots.source.tolist() == [0]
    assert talk.say(second[60:], link="2").plots.source.tolist() == [1]


def test_a_link_that_ends_is_told_of_its_nodes_and_begins_anew() -> None:
    talk = Talk(registered=False)
    talk.say(MADE.REGISTRATIONS[0], MADE.status(MADE.RADAR), link="1")
    talk.say(MADE.REGISTRATIONS[1], MADE.status(MADE.CAMERA), link="2")
    half = MADE.frame(MADE.status(MADE.RADAR))[:30]
    talk.say(half, link="1", ended=True)
    assert talk.faults == ["feed: frame cut off by the end"]
    assert talk.statuses == [("radar", "silent", "its connection was lost")]
    assert talk.say(MADE.REGISTRATIONS[0], MADE.status(MADE.RADAR), link="1").faults == []
    assert talk.say(MADE.status(MADE.CAMERA), link="2").faults == []


def test_nobody_speaks_for_a_node_of_another_link() -> None:
    talk = Talk(registered=False)
    talk.say(MADE.REGISTRATIONS[0], link="1")
    talk.say(MADE.detection(MADE.RADAR, location=MADE.place()), link="2")
    assert not len(talk.plots)
    assert talk.faults == ["radar: node_id: is of a node that has not registered on this connection"]
    assert [answer.WhichOneof("content") for answer in talk.answers] == ["error", "task"]
    talk.say(MADE.detection(MADE.RADAR, location=MADE.place()), link="1")
    assert len(talk.plots) == 1


def test_nodes_behind_a_middleware_share_a_link() -> None:
    talk = Talk().say(*MADE.MESSAGES)
    assert len({plot.sensor for plot in talk.plots}) == 3


def test_a_node_that_is_not_configured_is_suggested_as_what_it_says_to_be() -> None:
    talk = Talk(sensors=(), registered=False).say(MADE.registration(MADE.CAMERA, "CAMERA"))
    (new,) = talk.of(NewSensor)
    assert new.match == {"node_id": MADE.CAMERA}
    assert 'kind = "eo"' in new.suggestion
    assert talk.answers[0].registration_ack.acceptance
    talk.say(MADE.detection(MADE.CAMERA, location=MADE.place()))
    assert talk.faults == ["feed: message of a source that is not configured"]


def test_a_checkpoint_keeps_nodes_and_halves_of_frames() -> None:
    talk = Talk(registered=False)
    frame = MADE.frame(MADE.detection(MADE.RADAR, location=MADE.place()))
    talk.say(MADE.REGISTRATIONS[0], MADE.status(MADE.RADAR), frame[:40], link="1")
    other = Decoder(MADE.SENSORS, talk.settings)
    other.restore(talk.decoder.checkpoint())
    assert other.checkpoint() == talk.decoder.checkpoint()
    (plots,) = other.feed([Chunk(9, MADE.TIME_S, frame[40:], "1")])
    assert len(plots) == 1


def test_datagrams_and_texts_are_read_where_there_is_no_stream() -> None:
    decoder = Decoder(MADE.SENSORS, Settings("feed", registered=False))
    detection = MADE.detection(MADE.RADAR, location=MADE.place())
    items = decoder.feed([Chunk(1, MADE.TIME_S, text(detection)), Chunk(2, MADE.TIME_S, MADE.frame(detection))])
    assert len(items[0]) == 2


def test_a_name_that_is_none_is_refused_by_its_name() -> None:
    decoder = Decoder(MADE.SENSORS, Settings("feed", registered=False))
    detection = MADE.detection(MADE.RADAR, location=MADE.place(), weapon=1)
    items = decoder.feed([Chunk(1, MADE.TIME_S, text(detection))])
    assert items[-1].reason == "unknown_fields: are not in this edition"
    (reply,) = (item for item in items if isinstance(item, Reply))
    (answer,) = payload(reply.payload).messages
    assert list(answer.content.error.error_message) == [
        "unknown_fields: are not in this edition (detectionReport.weapon)"
    ]


def test_who_has_not_registered_may_not_make_us_keep_much() -> None:
    talk = Talk(registered=False)
    for link in range(50):
        talk.say((1 << 20).to_bytes(4, "little") + b"\x0a" * 200_000, link=f"{link}")
        assert talk.faults == ["feed: frame too long for what may be kept: skipped"]
    assert len(talk.decoder.checkpoint()) < 100_000
    talk.say(MADE.REGISTRATIONS[0], link="1")
    talk.say((1 << 20).to_bytes(4, "little") + b"\x0a" * 200_000, link="1")
    assert talk.faults == []


def test_the_end_of_the_feed_is_the_end_of_all_its_links() -> None:
    talk = Talk(registered=False)
    talk.say(MADE.REGISTRATIONS[0], MADE.REGISTRATIONS[1], link="1")
    talk.say(b"", ended=True)
    assert [sensor for sensor, status, _ in talk.statuses if status == "silent"] == ["radar", "camera"]
    talk.say(MADE.detection(MADE.RADAR, location=MADE.place()), link="1")
    assert not len(talk.plots)


def test_no_link_pushes_out_the_nodes_of_another() -> None:
    talk = Talk(registered=False).say(MADE.REGISTRATIONS[0], link="1")
    flood = [MADE.registration(f"{k:08d}-0000-4000-8000-000000000009", "RADAR") for k in range(300)]
    talk.say(*flood, link="2")
    wrong = MADE.detection(MADE.CAMERA, location=MADE.place())
    talk.say(*[wrong] * 200, link="2")
    assert len(talk.say(MADE.detection(MADE.RADAR, location=MADE.place()), link="1").plots) == 1
    talk.say(MADE.detection(MADE.RADAR, location=MADE.place(99.0)), link="1")
    assert len(talk.answers) == 1, "another link's errors are not ours"


def test_recordings_are_timed_by_their_messages() -> None:
    assert FORMAT.clock is not None
    assert abs(FORMAT.clock(MADE.SAMPLES[0]) - MADE.TIME_S) < 1.0
