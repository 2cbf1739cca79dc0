"""PDUs as tracks, health and replies: what is taken, what is passed over, what is said back."""

import pyproj
import pytest

from samples_of import samples
from sargas.formats.dis import kinds, wire
from sargas.formats.dis.decoder import ANSWERS_PER_S, REMOVED_PER_S, Decoder
from sargas.formats.dis.settings import Settings
from sargas.formats.dis.wire import EVERY, Identifier
from sargas.formats.dis.write import Sender
from sargas.ingest import Ingest
from sargas.model.fault import Fault
from sargas.model.record import Chunk, Record, RecordKind
from sargas.model.released import Reply
from sargas.model.sensor import Feed, Sensor
from sargas.model.status import NewSensor, SensorStatus
from sargas.model.tracks import CONFIRMED, ENDED, Tracks
from sargas.picture import Picture
from sargas.picture import Settings as PictureSettings

MADE = samples("dis")
STOP = MADE.MANAGER.stop(MADE.EVERYBODY, MADE.TIME_S, 5, kinds.RECESS)
START = MADE.MANAGER.start(MADE.EVERYBODY, MADE.TIME_S, 6)
NAMED = {"site": 1, "application": 9}


def decoder(sensors=MADE.SENSORS, stream=False, **more):
    return Decoder(sensors, Settings("feed", stream=stream, **more))


def heard(*payloads, using=None, link="", **more):
    return (using or decoder(**more)).feed([Chunk(k, MADE.TIME_S, payload, link) for k, payload in enumerate(payloads)])


def of(kind, items):
    return [item for item in items if isinstance(item, kind)]


def tracks(items):
    return Tracks.concatenate(of(Tracks, items))


def faults(items):
    return [(fault.source, fault.reason, fault.count) for fault in of(Fault, items)]


def test_entities_of_two_simulators() -> None:
    items = heard(*MADE.STATES)
    found = tracks(items)
    assert [track.reported_by for track in found] == ["LVA", "LVA", "LVA", "LVA", "others"]
    assert found.simulated.all()
    assert found.reported_number[0] == found.reported_number[3]
    assert not faults(items)


@pytest.mark.parametrize("version", wire.VERSIONS)
def test_versions_that_are_covered(version: int) -> None:
    assert len(tracks(heard(MADE.state(version=version)))) == 1


def test_what_is_passed_over_is_counted() -> None:
    items = heard(
        MADE.TANK, MADE.SHELL, MADE.state(exercise=3), MADE.state(version=4), MADE.STATES[0][:143], b"hello there!"
    )
    assert not of(Tracks, items)
    assert faults(items) == [
        ("feed", "entity that is no platform of the air: passed over", 2),
        ("feed", "PDU of another exercise: passed over", 1),
        ("feed", "PDU of a version that is not covered: passed over", 1),
        ("feed", "PDU cut off by the end", 1),
        ("feed", "bytes that are no PDU: skipped", 1),
    ]
    assert len(tracks(heard(MADE.state(exercise=3), exercise=0))) == 1, "0 is every exercise"


def test_kinds_that_say_nothing_here_are_told_once_each() -> None:
    using = decoder()
    first = heard(MADE.other(26), MADE.other(26), MADE.other(19), MADE.other(67), using=using)
    assert [reason for _, reason, _ in faults(first)] == [
        "Signal PDUs: passed over", "Set Data PDUs: passed over", "Entity State Update PDUs: passed over",
    ]  # fmt: skip
    second = decoder()
    second.restore(using.checkpoint())
    assert heard(MADE.other(26), MADE.other(19), using=second) == []
    for quiet in (MADE.other(kinds.CREATE), MADE.other(kinds.ACKNOWLEDGE)):
        assert heard(quiet) == []
    unknown = b"\x07\x01\xc8\x96" + bytes(4) + (20).to_bytes(2) + bytes(10)
    assert faults(heard(unknown, unknown)) == [("feed", "PDUs of kinds that are not known: passed over", 1)]


@pytest.mark.parametrize(
    "name",
    [
        "ElectromagneticEmissionPdu-single-system",
        "SetDataPdu-multi-variable-datums",
        "SetDataPdu-vbs-script-cmd",
        "SignalPdu",
        "TransmitterPdu",
    ],
)
def test_pdus_of_the_corpus_do_no_harm(corpus, name) -> None:
    octets = (corpus / f"dis/{name}.raw").read_bytes()
    (fault,) = heard(octets)
    assert fault.reason.endswith("PDUs: passed over")
    assert heard(octets, stream=True) == [fault], "the same in a stream"


def test_the_entity_of_the_corpus_is_of_the_land(corpus) -> None:
    octets = (corpus / "dis/EntityStatePdu-26.raw").read_bytes()
    assert faults(heard(octets)) == [("feed", "PDU of another exercise: passed over", 1)]
    items = heard(octets, exercise=0)
    assert faults(items) == [("feed", "entity that is no platform of the air: passed over", 1)]
    flying = octets[:21] + bytes([kinds.AIR]) + octets[22:]
    (track,) = tracks(heard(flying, exercise=0))
    x_m, y_m, z_m = 4374082.804855892, 1667679.9573010718, 4318284.368902691
    place = pyproj.Transformer.from_crs("EPSG:4978", "EPSG:4979").transform(x_m, y_m, z_m)
    assert (track.lat_deg, track.lon_deg) == pytest.approx(place[:2], abs=1e-9)
    assert track.height_m == pytest.approx(place[2], abs=1e-4)
    assert (track.claims.callsign, track.foreign_identity) == ("26", "friend")


def test_an_entity_that_is_deactivated_has_ended() -> None:
    found = tracks(heard(MADE.STATES[1], MADE.ENDED))
    assert found.status.tolist() == [CONFIRMED, ENDED]
    assert found.reported_number[0] == found.reported_number[1]


def test_an_entity_that_is_removed_has_ended_and_of_nothing_nothing() -> None:
    using = decoder()
    heard(*MADE.STATES, using=using)
    second = decoder()
    second.restore(using.checkpoint())
    remove = MADE.MANAGER.remove(Identifier(42, 4, 7), MADE.TIME_S, 1)
    (ended,) = tracks(heard(remove, using=second))
    assert ended.status == "ended"
    assert ended.lat_deg == pytest.approx(56.9499, abs=1e-9), "where it was last"
    assert heard(remove, using=second) == []
    rest = tracks(heard(MADE.MANAGER.remove(Identifier(42, EVERY, EVERY), MADE.TIME_S, 2), using=second))
    assert sorted(rest.reported_number & 0xFFFF) == [8, 9]
    assert len(tracks(heard(MADE.MANAGER.remove(MADE.EVERYBODY, MADE.TIME_S, 3), using=second))) == 1


def test_who_removes_many_again_and_again_is_not_heard_each_time() -> None:
    using = decoder()
    many = MADE.MANAGER.remove(Identifier(EVERY, 999, EVERY), MADE.TIME_S, 2)
    all_of_them = MADE.MANAGER.remove(MADE.EVERYBODY, MADE.TIME_S, 3)
    items = heard(MADE.STATES[0], *[many] * REMOVED_PER_S, all_of_them, using=using)
    assert tracks(items).status.tolist() == [CONFIRMED]
    assert faults(items) == [("feed", "Remove Entity of many at once, again and again: passed over", 1)]
    second = decoder()
    second.restore(using.checkpoint())
    assert not len(tracks(heard(all_of_them, using=second))), "the same second"
    assert len(tracks(second.feed([Chunk(9, MADE.TIME_S + 1.0, all_of_them)]))) == 1
    one = MADE.MANAGER.remove(Identifier(42, 4, 8), MADE.TIME_S, 4)
    assert not faults(heard(*[one] * 99, using=decoder())), "one entity is found at once"


def test_two_simulators_never_share_a_number() -> None:
    """What a hash of both numbers took for one."""
    pairs = [((1, 3001), (12, 185)), ((370, 1), (114, 1)), ((0, 257), (1, 1)), ((65_535, 9), (1, 65_535))]
    for names in pairs:
        states = [MADE.state(site=site, application=application) for site, application in names]
        one, other = tracks(heard(*states)).reported_number
        assert one != other
        assert one & 0xFFFF == other & 0xFFFF == 7


def test_a_number_is_the_same_after_a_restart() -> None:
    using, second = decoder(), decoder()
    first = tracks(heard(*MADE.STATES, using=using))
    second.restore(using.checkpoint())
    again = tracks(heard(*reversed(MADE.STATES), using=second))
    assert again.reported_number[::-1].tolist() == first.reported_number.tolist()


def test_what_is_frozen_is_told_as_the_health_of_its_simulators() -> None:
    using = decoder()
    statuses = of(SensorStatus, [*heard(STOP, STOP, using=using), *heard(STOP, START, using=using)])
    told = [(one.sensor, one.status, one.detail, one.maintenance_by) for one in statuses]
    frozen = ("maintenance", "simulation frozen by 2/1: recess", "2/1")
    assert told[:2] == [("sim", *frozen), ("others", *frozen)], "once, however often it is said"
    goes_on = ("ok", "simulation started or resumed by 2/1", None)
    assert told[2:] == [("sim", *goes_on), ("others", *goes_on)]
    assert all(one.simulated for one in statuses)
    assert not of(SensorStatus, heard(START)), "nothing was frozen"


def test_of_many_words_between_two_ticks_the_last_is_told_where_it_is_news() -> None:
    sensors = [Sensor(f"s{k}", "feed", "system", match={"simulator": f"42/{k + 1}"}) for k in range(20)]
    using = decoder(sensors)
    assert of(SensorStatus, heard(*[STOP, START] * 200, using=using)) == []
    statuses = of(SensorStatus, heard(*[STOP, START] * 200, STOP, using=using))
    assert [(one.sensor, one.status, one.record_number) for one in statuses] == [
        (sensor.id, "maintenance", 400) for sensor in sensors
    ]


@pytest.mark.parametrize(
    ("whom", "sensors"),
    [
        (Identifier(42, 4, 0), ["sim"]),
        (Identifier(42, EVERY, EVERY), ["sim", "others"]),
        (Identifier(5, 2, 0), ["others"]),
        (Identifier(1, 9, 0), []),
        (Identifier(42, 4, 7), []),
    ],
)
def test_only_of_those_that_are_addressed(whom, sensors) -> None:
    items = heard(MADE.MANAGER.stop(whom, MADE.TIME_S, 5, 99), **NAMED)
    assert [one.sensor for one in of(SensorStatus, items)] == sensors
    assert all(one.detail.endswith("99") for one in of(SensorStatus, items))


def test_a_frozen_simulator_is_frozen_after_a_restart() -> None:
    using, second = decoder(), decoder()
    heard(STOP, using=using)
    second.restore(using.checkpoint())
    assert not of(SensorStatus, heard(STOP, using=second))
    assert [one.status for one in of(SensorStatus, heard(START, using=second))] == ["ok", "ok"]


@pytest.mark.parametrize("whom", [MADE.US, MADE.EVERYBODY, Identifier(1, EVERY, 0)])
def test_who_asks_us_is_acknowledged_and_a_person_is_waited_for(whom) -> None:
    ask = Sender(6, 1, 2, 1).stop(whom, MADE.TIME_S, 77, kinds.RECESS)
    items = heard(ask, link="7", **NAMED)
    (reply,) = of(Reply, items)
    assert reply.link == "7"
    assert wire.header(reply.payload)[:4] == (6, 1, kinds.ACKNOWLEDGE, 5)
    asked = wire.request(reply.payload)
    assert asked == wire.Request(MADE.US, Identifier(2, 1, 0), 77, kinds.ACKNOWLEDGES[kinds.STOP])
    assert reply.payload[26:28] == kinds.PENDING_OPERATOR.to_bytes(2)
    by_name = [reason for _, reason, _ in faults(items)]
    assert by_name == (
        ["asked for Stop/Freeze: acknowledged, and left to the director of the exercise"] if whom == MADE.US else []
    )


def test_who_does_not_ask_us_is_not_answered() -> None:
    assert not of(Reply, heard(STOP, START)), "nobody said who we are"
    for whom in (MADE.SIM, Identifier(1, 8, 0), Identifier(1, 9, 5)):
        assert not of(Reply, heard(MADE.MANAGER.stop(whom, MADE.TIME_S, 5, 1), **NAMED))
    using = decoder(**NAMED)
    for asked, answered in ((15, 15), (15, ANSWERS_PER_S - 15)):
        assert len(of(Reply, heard(*[START] * asked, using=using))) == answered, "in one second"
    assert of(Reply, using.feed([Chunk(9, MADE.TIME_S + 1.0, START)]))


def test_what_we_sent_comes_back_and_is_nothing() -> None:
    ours = Sender(7, 1, 1, 9)
    back = [
        MADE.state(site=1, application=9),
        ours.stop(MADE.EVERYBODY, MADE.TIME_S, 1, 1),
        ours.acknowledge(MADE.SIM, MADE.TIME_S, kinds.START, 1),
    ]
    assert heard(*back, **NAMED) == []
    assert heard(*back) != []


def test_an_unknown_simulator_is_suggested() -> None:
    items = heard(MADE.STATES[4], sensors=MADE.SENSORS[:1])
    (new,) = of(NewSensor, items)
    assert new.match == {"simulator": "5/2"}
    assert 'kind = "system"' in new.suggestion
    assert faults(items) == [("feed", "message of a source that is not configured", 1)]


def test_links_are_streams_of_their_own_and_end() -> None:
    using = decoder(stream=True)
    for link in ("1", "2"):
        heard(MADE.STATES[0][:100], using=using, link=link)
    assert len(tracks(heard(MADE.STATES[0][100:], using=using, link="1"))) == 1
    items = using.feed([Chunk(3, MADE.TIME_S, b"", "2", ended=True)])
    assert faults(items) == [("feed", "PDU cut off by the end", 1)]


@pytest.mark.parametrize("kind", ["live", "recording", "exercise"])
def test_outside_an_exercise_all_of_it_is_quarantined(kind) -> None:
    sensors = [Sensor("sim", "dis", "system", nation="LVA")]
    ingest = Ingest([Feed("dis", "udp://0.0.0.0:3000", "dis")], sensors, kind)
    record = Record(1, MADE.TIME_S, "dis", "live", RecordKind.BYTES, MADE.STATES[0])
    batch = ingest.feed([record, Record(2, MADE.TIME_S + 0.1, "", "live", RecordKind.TICK, b"")])
    if kind == "exercise":
        assert len(batch.foreign) == 1
        assert batch.foreign.simulated.all()
        assert not batch.faults
    else:
        assert not len(batch.foreign)
        assert [fault.reason for fault in batch.faults] == ["simulated, outside an exercise: quarantined"]


@pytest.mark.parametrize("kind", ["live", "recording", "exercise"])
def test_a_freeze_outside_an_exercise_says_nothing_of_a_sensor(kind) -> None:
    sensors = [Sensor("sim", "dis", "system", nation="LVA")]
    ingest = Ingest([Feed("dis", "udp://0.0.0.0:3000", "dis")], sensors, kind)
    record = Record(1, MADE.TIME_S, "dis", "live", RecordKind.BYTES, STOP)
    batch = ingest.feed([record, Record(2, MADE.TIME_S + 0.1, "", "live", RecordKind.TICK, b"")])
    said = [("sim", "maintenance")] if kind == "exercise" else []
    assert [(one.sensor, one.status) for one in batch.statuses if one.simulated or one.maintenance_by] == said
    reasons = [] if kind == "exercise" else ["simulated, outside an exercise: quarantined"]
    assert [(fault.reason) for fault in batch.faults] == reasons
    silent = ingest.feed([Record(3, MADE.TIME_S + 60.0, "", "live", RecordKind.TICK, b"")])
    assert [one.status for one in silent.statuses] == ["silent"]


def test_an_entity_that_is_heard_no_more_coasts_and_ends_by_the_rules_of_the_picture() -> None:
    settings = PictureSettings()
    picture = Picture(MADE.SENSORS, settings, 1)
    using, statuses = decoder(), {}
    for k in range(4):  # a heartbeat each 5 s
        now_s = MADE.TIME_S + 5.0 * k
        items = using.feed([Chunk(k, now_s, MADE.state(time_s=now_s))])
        picture.update(now_s, Tracks.empty(), tracks(items))
    (track,) = picture.tracks()
    assert (track.number, track.simulated, track.status) == (1, True, "confirmed")
    for later_s in range(1, 70):
        for row in picture.update(now_s + later_s, Tracks.empty(), Tracks.empty()):
            statuses.setdefault(row.status, later_s)
    assert statuses["coasting"] == pytest.approx(settings.coast_after_intervals * 5.0, abs=1.5)
    assert statuses["ended"] == pytest.approx(settings.foreign_timeout_s, abs=1.5)
