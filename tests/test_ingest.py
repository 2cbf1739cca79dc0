import datetime
import itertools
from typing import Any

import msgspec
import numpy as np
import pytest

from samples_of import samples
from sargas.formats.asterix.encoder import Encoder
from sargas.formats.asterix.settings import Settings, Source
from sargas.ingest import Connection, Ingest, PartitionKind, format_settings, is_personal, ticks_between
from sargas.model.batch import Batch
from sargas.model.decision import Acknowledge, Ask, Decision
from sargas.model.fault import Fault
from sargas.model.label import Label
from sargas.model.place import Site
from sargas.model.plots import GEODETIC, Plots
from sargas.model.record import Record, RecordKind
from sargas.model.released import Released, Simulated
from sargas.model.sensor import Feed, Sensor
from sargas.model.status import SensorStatus
from sargas.model.tracks import Tracks
from sargas.model.weather import Qnh, Wind

START = 1_753_680_000.0
FEED = Feed("lan", "udp://127.0.0.1:8600", "asterix")
RADAR = Sensor("radar", "lan", "psr", {"sac": 70, "sic": 201}, Site(54.6, 25.3, 250.0), interval_s=4.0)
ADSB = Feed("adsb", "file://x", "modes")
_numbers = itertools.count(1)


def record(kind: RecordKind, time_s: float, payload: bytes = b"", feed: str = "") -> Record:
    return Record(next(_numbers), time_s, feed, "live", kind, payload)


def tick(time_s: float) -> Record:
    return record(RecordKind.TICK, time_s)


def plot_048(time_s: float, simulated: bool = False) -> bytes:
    """CAT048 by hand: I048/010 70/201, /140, /020 PSR (SIM bit 5 of the first octet), /040 20 NM at 90 deg."""
    of_day = round((time_s % 86400) * 128)
    body = bytes([0b11110000, 70, 201]) + of_day.to_bytes(3, "big")
    body += bytes([0b00100000 | (0b00010000 if simulated else 0)]) + (20 * 256).to_bytes(2, "big") + b"\x40\x00"
    return bytes([48]) + (len(body) + 3).to_bytes(2, "big") + body


def test_ticks_are_multiples_of_100_ms_and_never_later_than_their_record() -> None:
    assert list(ticks_between(None, 10.07)) == [10.0]
    assert list(ticks_between(10.0, 10.31)) == [10.1, 10.2, 10.3]
    assert list(ticks_between(10.3, 10.35)) == []
    assert list(ticks_between(10.0, 10.1)) == [10.1]


def test_ticks_in_pieces_are_the_same_ticks() -> None:
    times = START + np.sort(np.random.default_rng(1).uniform(0.0, 50.0, 400))
    pieces, previous = [], None
    for time_s in times.tolist():
        new = list(ticks_between(previous, time_s))
        assert all(t <= time_s + 1e-6 for t in new)
        pieces += new
        previous = new[-1] if new else previous
    assert pieces == list(ticks_between(pieces[0] - 0.05, times[-1]))


def test_a_long_pause_is_crossed_by_a_bounded_number_of_ticks() -> None:
    crossed = list(ticks_between(0.0, 30 * 86400.0))
    assert len(crossed) < 10_000
    assert crossed[-1] == 30 * 86400.0


def test_bytes_of_one_tick_become_one_batch() -> None:
    ingest = Ingest([FEED], [RADAR])
    records = [record(RecordKind.BYTES, START + 0.02 * k, plot_048(START), "lan") for k in range(3)]
    batch = ingest.feed([*records, tick(START + 0.1)])
    assert batch.time_s == START + 0.1
    assert batch.plots.sources == ("radar",)
    assert batch.plots.range_m.tolist() == pytest.approx([20 * 1852.0] * 3)
    assert batch.plots.record_number.tolist() == [r.number for r in records]
    assert batch.first_record == records[0].number
    assert batch.last_record == records[-1].number + 1


def test_simulated_plots_do_not_enter_a_live_picture() -> None:
    bytes_in = record(RecordKind.BYTES, START, plot_048(START, simulated=True), "lan")
    live = Ingest([FEED], [RADAR]).feed([bytes_in, tick(START + 0.1)])
    assert len(live.plots) == 0
    assert [(f.source, f.reason) for f in live.faults] == [("radar", "simulated, outside an exercise: quarantined")]
    exercise = Ingest([FEED], [RADAR], "exercise").feed([bytes_in, tick(START + 0.1)])
    assert exercise.plots.simulated.tolist() == [True]


def test_everything_in_an_exercise_is_marked() -> None:
    real = record(RecordKind.BYTES, START, plot_048(START), "lan")
    assert Ingest([FEED], [RADAR], "exercise").feed([real, tick(START + 0.1)]).plots.simulated.tolist() == [True]


@pytest.mark.parametrize("kind", ["live", "exercise"])
def test_what_a_radar_says_of_itself_in_an_exercise_is_marked_too(kind: PartitionKind) -> None:
    """CAT034 has no bit for it; and what is seen of a radar there, that it fell silent, is of the exercise as well."""
    encoder = Encoder(Settings(feed="lan", sources={"radar": Source(70, 201)}))
    (marker,) = encoder.encode(Simulated(SensorStatus("radar", START, "ok", rotation_s=4.0)))
    ingest = Ingest([FEED], [RADAR], kind)
    batch = ingest.feed([record(RecordKind.BYTES, START, marker, "lan"), tick(START + 0.1)])
    silent = ingest.feed([tick(START + 60.0)])
    assert [(status.status, status.simulated) for status in (*batch.statuses, *silent.statuses)] == [
        ("ok", kind == "exercise"),
        ("silent", kind == "exercise"),
    ]


def test_a_measurement_from_the_future_is_a_fault() -> None:
    early = record(RecordKind.BYTES, START, plot_048(START + 600.0), "lan")
    batch = Ingest([FEED], [RADAR]).feed([early, tick(START + 0.1)])
    assert len(batch.plots) == 0
    assert "future" in batch.faults[0].reason


def test_a_feed_that_is_not_configured_and_erased_bytes() -> None:
    ingest = Ingest([FEED], [RADAR])
    batch = ingest.feed(
        [record(RecordKind.BYTES, START, b"x", "other"), record(RecordKind.BYTES, START, b"", "lan"), tick(START + 0.1)]
    )
    assert [f.reason for f in batch.faults] == ["bytes of a feed that is not configured"]


def test_a_bad_feed_does_not_disturb_another() -> None:
    ingest = Ingest([FEED, ADSB], [RADAR, Sensor("rx", "adsb", "adsb")])
    noise = np.random.default_rng(2).bytes(5000)
    batch = ingest.feed(
        [
            record(RecordKind.BYTES, START, noise, "adsb"),
            record(RecordKind.BYTES, START, noise, "lan"),
            record(RecordKind.BYTES, START, plot_048(START), "lan"),
            tick(START + 0.1),
        ]
    )
    assert len(batch.plots) == 1
    assert {f.source for f in batch.faults} >= {"lan", "rx"}


def status_changes(ingest: Ingest, *batches: list[Record]) -> list[tuple[float, str]]:
    return [(s.time_s - START, s.status) for records in batches for s in ingest.feed(records).statuses]


def test_a_sensor_that_stops_is_silent_and_is_ok_when_it_is_heard_again() -> None:
    ingest = Ingest([FEED], [RADAR])
    first = [record(RecordKind.BYTES, START, plot_048(START), "lan"), tick(START)]
    ticks = [[tick(START + t)] for t in range(1, 20)]
    again = [record(RecordKind.BYTES, START + 30.0, plot_048(START + 30.0), "lan"), tick(START + 30.0)]
    assert status_changes(ingest, first, *ticks, again) == [(0.0, "ok"), (13.0, "silent"), (30.0, "ok")]


def test_silence_is_told_at_the_same_tick_by_whoever_was_restored_a_moment_ago() -> None:
    def shift(forgetful: bool) -> tuple[list[tuple[float, str]], bytes]:
        ingest, told = Ingest([FEED], [RADAR]), []
        for t in range(120):
            if forgetful:
                data = ingest.checkpoint()
                ingest = Ingest([FEED], [RADAR])
                ingest.restore(data)
            spoken = [record(RecordKind.BYTES, START + t, plot_048(START + t), "lan")] if t in (20, 24, 28, 90) else []
            told += status_changes(ingest, [*spoken, tick(START + t)])
        return told, ingest.checkpoint()

    assert shift(forgetful=False) == shift(forgetful=True)
    assert shift(forgetful=False)[0] == [
        (13.0, "silent"),
        (20.0, "ok"),
        (41.0, "silent"),
        (90.0, "ok"),
        (103.0, "silent"),
    ]


def test_the_weather_comes_in_the_order_of_its_records() -> None:
    ingest = Ingest([FEED, Feed("met", "udp://127.0.0.1:8700", "weather")], [RADAR])
    lines = [f"{START},wind,54.6,25.3,{height_m},270,10".encode() for height_m in (500, 1500)]
    batch = ingest.feed(
        [
            record(RecordKind.BYTES, START, lines[0], "met"),
            record(RecordKind.BYTES, START, plot_048(START), "lan"),
            record(RecordKind.BYTES, START, f"{START},qnh,54.6,25.3,80000,1008".encode(), "met"),
            record(RecordKind.BYTES, START, lines[1] + b"\nsnow", "met"),
            tick(START + 0.1),
        ]
    )
    low, qnh, high = batch.weather
    assert (type(low), type(qnh), type(high)) == (Wind, Qnh, Wind)
    assert (low.height_m, high.height_m) == (500.0, 1500.0)
    assert len(batch.plots) == 1
    assert [(fault.source, fault.count) for fault in batch.faults] == [("met", 1)]
    assert batch.statuses[0].sensor == "radar", "no sensor belongs to the weather"
    assert ingest.feed([tick(START + 0.2)]).weather == ()


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("live", [("lt-met-17", "Actual"), ("lt-met-18", "Actual"), ("lt-met-19", "Actual")]),
        ("recording", [("lt-met-17", "Actual"), ("lt-met-18", "Actual"), ("lt-met-19", "Actual")]),
        ("exercise", [(f"lt-met-{number}", "Exercise") for number in (17, 18, 19, 20)]),
    ],
)
def test_warnings_of_others_come_in_and_an_exercise_stays_one(kind: PartitionKind, told: list[tuple[str, str]]) -> None:
    ingest = Ingest([Feed("met", "udp://127.0.0.1:8700", "cap")], [], kind)
    arrived = [record(RecordKind.BYTES, START, text.encode(), "met") for text in samples("cap").GOOD]
    batch = ingest.feed([*arrived, tick(START + 0.1)])
    assert [(notice.identifier, notice.status) for notice in batch.notices] == told
    assert [notice.record_number for notice in batch.notices] == [one.number for one in arrived[: len(told)]]
    quarantined = [("met", "simulated, outside an exercise: quarantined", arrived[3].number)]
    faults = [(fault.source, fault.reason, fault.record_number) for fault in batch.faults]
    assert faults == ([] if kind == "exercise" else quarantined)
    assert ingest.feed([tick(START + 0.2)]).notices == ()


def test_a_lost_link_is_a_fault_of_its_sensors() -> None:
    ingest = Ingest([FEED], [RADAR])
    lost = msgspec.msgpack.encode(Connection("lost", "peer went away"))
    statuses = ingest.feed([record(RecordKind.CONNECT, START, lost, "lan"), tick(START + 0.1)]).statuses
    assert [(s.sensor, s.status, s.detail) for s in statuses] == [("radar", "fault", "link lost: peer went away")]


def test_the_journals_own_notes_are_not_connections() -> None:
    note = msgspec.msgpack.encode({"event": "erased", "detail": "", "numbers": []})
    assert Ingest([FEED], [RADAR]).feed([record(RecordKind.CONNECT, START, note, "journal"), tick(START)]).faults == ()


SYSTEM = Sensor("neighbour", "lan", "system", {"sac": 70, "sic": 16}, nation="LVA", interval_s=5.0)


def track_062(time_s: float, simulated: bool = False) -> bytes:
    """CAT062 through the project's own encoder: one foreign track over Riga."""
    tracks = Tracks.empty(1, ("LVA",))
    tracks.time_s[:] = tracks.updated_s[:] = tracks.first_s[:] = time_s
    tracks.number[:], tracks.status[:], tracks.lat_deg[:], tracks.lon_deg[:] = 7, 1, 56.9, 24.1
    tracks.east_mps[:] = 100.0
    encoder = Encoder(Settings(feed="lan", sac=70, sic=16))
    item = Simulated(tracks) if simulated else Released(tracks, "us", Label())
    return b"".join(encoder.encode(item))


def foreign_batch(payload: bytes, kind: PartitionKind = "live") -> Batch:
    bytes_in = record(RecordKind.BYTES, START, payload, "lan")
    return Ingest([FEED], [SYSTEM], kind).feed([bytes_in, tick(START + 0.1)])


def test_a_system_that_sends_tracks_is_heard() -> None:
    batch = foreign_batch(track_062(START))
    assert len(batch.foreign) == 1
    assert [(s.sensor, s.status) for s in batch.statuses] == [("neighbour", "ok")]


def test_simulated_foreign_tracks_are_quarantined_with_a_fault() -> None:
    batch = foreign_batch(track_062(START, simulated=True))
    assert len(batch.foreign) == 0
    assert [(f.source, f.reason) for f in batch.faults] == [("LVA", "simulated, outside an exercise: quarantined")]
    assert foreign_batch(track_062(START, simulated=True), "exercise").foreign.simulated.tolist() == [True]


def test_foreign_tracks_faster_than_anything_are_faults() -> None:
    tracks = Tracks.empty(2, ("LVA",))
    tracks.reported_by[:], tracks.time_s[:], tracks.east_mps[:] = 0, START, (100.0, 8000.0)
    faults: list[Fault] = []
    kept = Ingest([FEED], [SYSTEM])._admitted(tracks, START, faults)
    assert kept.east_mps.tolist() == [100.0]
    assert [(f.source, f.reason) for f in faults] == [("LVA", "implausible: nothing flies as fast")]


def test_decisions_carry_their_record() -> None:
    decision = msgspec.msgpack.encode(Decision("Ona", START, Acknowledge(3)))
    batch = Ingest([FEED], [RADAR]).feed([given := record(RecordKind.DECISION, START, decision), tick(START + 0.1)])
    assert [(d.by, d.act, d.record_number) for d in batch.decisions] == [("Ona", Acknowledge(3), given.number)]


def test_a_checkpoint_in_mid_stream_gives_the_same_future() -> None:
    def later(k: int) -> list[Record]:
        time_s = START + 0.1 * k
        return [record(RecordKind.BYTES, time_s, plot_048(time_s), "lan")] * (k % 3) + [tick(time_s + 0.1)]

    batches = [later(k) for k in range(200)]
    straight, restored = Ingest([FEED], [RADAR]), Ingest([FEED], [RADAR])
    for records in batches[:100]:
        straight.feed(records)
    restored.restore(straight.checkpoint())
    for records in batches[100:]:
        one, two = straight.feed(records), restored.feed(records)
        assert one.plots.time_s.tolist() == two.plots.time_s.tolist()
        assert (one.statuses, one.faults) == (two.statuses, two.faults)
    assert straight.checkpoint() == restored.checkpoint()


def test_no_records_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="at least one record"):
        Ingest([FEED], [RADAR]).feed([])


def test_a_journal_says_whether_it_holds_a_stream() -> None:
    def stream(source: str) -> object:
        return format_settings(Feed("f", source, "asterix"))["stream"]

    assert stream("tcp://h:1")
    assert stream("tls://h:1?ca=a&cert=b&key=c")
    assert stream("journal://a?feed=f&stream")
    assert not stream("journal://stream?feed=f")
    assert not stream("file://a")


def asked(sensor: str, time_s: float) -> Record:
    decision = Decision("A. Person", time_s, Ask(sensor, "status"), "why")
    return Record(3, time_s, "", "live", RecordKind.DECISION, msgspec.msgpack.encode(decision))


def test_what_a_sensor_is_asked_goes_to_its_feed_or_is_refused() -> None:
    made = samples("sapient")
    feeds = (Feed("feed", "tcp://127.0.0.1:1?listen", "sapient"), Feed("other", "udp://:1", "asterix"))
    ingest = Ingest(feeds, [*made.SENSORS, Sensor("old", "other", "ssr", match={"sac": 1, "sic": 2})], "live")
    registered = Record(1, made.TIME_S, "feed#7", "live", RecordKind.BYTES, made.frame(made.REGISTRATIONS[0]))
    tick = Record(9, made.TIME_S, "", "live", RecordKind.TICK, b"")
    asks = [asked(sensor, made.TIME_S) for sensor in ("radar", "old", "nobody", "camera")]
    batch = ingest.feed([registered, *asks, tick])
    assert [reply.link for reply in batch.replies] == ["7", "7"], "the acknowledgement and the task"
    assert [reason for _, reason in batch.refused] == [
        "this sensor cannot be asked for anything",
        "there is no such sensor here",
        "the node has not registered",
    ]
    assert len(batch.decisions) == 4
    lost = msgspec.msgpack.encode({"event": "lost", "detail": ""})
    batch = ingest.feed([Record(10, made.TIME_S, "feed#7", "live", RecordKind.CONNECT, lost), tick])
    assert [
        (status.sensor, status.status) for status in batch.statuses if status.detail == "its connection was lost"
    ] == [("radar", "silent")]
    heard = Record(11, made.TIME_S, "#POL#1", "live", RecordKind.BYTES, b"what a recipient says")
    assert not ingest.feed([heard, tick]).faults


def test_a_sensor_that_says_fault_is_heard_and_stays_so_until_it_says_otherwise() -> None:
    made = samples("sapient")
    feeds = (Feed("feed", "tcp://127.0.0.1:1?listen", "sapient"),)
    ingest = Ingest(feeds, made.SENSORS, "live")

    def said(time_s: float, *messages: Any) -> list[tuple[str, str]]:
        stamp = datetime.datetime.fromtimestamp(time_s, datetime.UTC).isoformat()
        data = b"".join(made.frame({**message, "timestamp": stamp}) for message in messages)
        record = Record(1, time_s, "feed#7", "live", RecordKind.BYTES, data)
        batch = ingest.feed([record, Record(2, time_s, "", "live", RecordKind.TICK, b"")])
        return [(status.status, status.detail) for status in batch.statuses if status.sensor == "radar"]

    start_s = made.TIME_S
    said(start_s, made.REGISTRATIONS[0])
    broken = made.status(made.RADAR, system="SYSTEM_ERROR")
    told = [one for k in range(12) for one in said(start_s + 5.0 * k, broken)]
    assert {status for status, _ in told} == {"fault"}, "never silent"
    detection = made.detection(made.RADAR, location=made.place())
    assert said(start_s + 60.0, detection) == [], "a detection does not mend it"
    assert said(start_s + 61.0, made.status(made.RADAR)) == [("ok", "")]


@pytest.mark.parametrize(("column", "value"), [("sigma_horizontal_m", np.inf), ("up_mps", np.nan), ("lat_deg", np.nan)])
def test_what_is_no_number_is_not_tracked_whatever_a_decoder_let_through(column: str, value: float) -> None:
    plots = Plots.empty(3, ("s",))
    plots.kind[:], plots.time_s[:] = GEODETIC, 100.0
    getattr(plots, column)[1] = value
    faults: list[Fault] = []
    kept = Ingest((), (), "live")._admitted(plots, 100.0, faults)
    assert len(kept) == 2
    assert [(fault.source, fault.count) for fault in faults] == [("s", 1)]
    tracks = Tracks.empty(2, ("LVA",))
    tracks.time_s[:], tracks.reported_by[:] = 100.0, 0
    tracks.covariance[0, 3] = np.inf
    assert len(Ingest((), (), "live")._admitted(tracks, 100.0, faults)) == 1


def test_whose_bytes_are_personal() -> None:
    def of(form: str, personal: bool | None = None) -> bool:
        return is_personal(Feed("f", "udp://:1", form, personal=personal))

    assert [of(name) for name in ("citizen", "remoteid", "asterix", "sapient")] == [True, True, False, False]
    assert of("asterix", True)
    assert not of("remoteid", False), "where somebody has said so"
