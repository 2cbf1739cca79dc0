"""From bytes to items: real recordings, editions that do not fit, sources not configured, any noise."""

import tomllib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle.items import NOON_S, block, chunks, everything, faults, of, plots, statuses, tracks
from oracle.recordings import blocks, final_format, framed, gps, pcap, radar
from sargas.formats.asterix.decoder import Decoder
from sargas.formats.asterix.settings import Settings
from sargas.model.fault import Fault
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor
from sargas.model.status import NewSensor

ANY = [Sensor("any", "f", "ssr")]


def decoder(sensors: list[Sensor] = ANY, **more: object) -> Decoder:
    return Decoder(sensors, Settings(feed="f", **more))


def test_the_baltic(corpus) -> None:
    payloads = final_format(corpus / "radar/baltic_cat062_15min.ff")
    items = decoder([Sensor("baltic", "f", "system", match={"sac": 70, "sic": 16}, nation="POL")]).feed(
        chunks(payloads)
    )
    found = tracks(items)
    assert not faults(items)
    assert len(found) == 16_727
    assert found.given("mode_3a").all()
    assert found.assumed_accuracy.all()
    assert 51.1 < found.lat_deg.min() < found.lat_deg.max() < 59.3
    assert 15.1 < found.lon_deg.min() < found.lon_deg.max() < 31.1
    assert found.track(0).reported_by == "POL"
    planned = found.take(found.given("flight_plan"))
    assert len(np.unique(planned.reported_number)) == 36


def test_nine_radars_in_one_feed(corpus) -> None:
    payloads = pcap(corpus / "radar/croatia_cat_034_048.pcap")
    sensors = everything(payloads)
    items = decoder(sensors).feed(chunks(payloads))
    found = plots(items)
    assert not faults(items)
    assert len(np.unique(found.mode_s[found.given("mode_s")])) >= 60
    assert {status.sensor for status in statuses(items)} <= {sensor.id for sensor in sensors}
    assert len(sensors) >= 7


def test_an_old_edition_is_flagged_and_not_decoded(corpus) -> None:
    payloads = pcap(corpus / "radar/croatia_asterix.pcap")
    for edition in ("1.16", "1.19", "1.21"):
        items = decoder(editions={"062": edition}).feed(chunks(payloads))
        assert not tracks(items)
        counts = faults(items)
        assert counts[f"CAT062 does not fit edition {edition}"] == 1
        assert counts[f"CAT062 blocks not decoded: they do not fit edition {edition}"] == 100


PAIR = [Sensor("good", "f", "ssr", match={"sac": 1, "sic": 2}), Sensor("bad", "f", "ssr", match={"sac": 1, "sic": 3})]
GOOD = block(48, bytes.fromhex("f0 0102 000080 40 0100 4000"))
WRONG = {
    "bad": block(48, bytes.fromhex("f0 0103 000080 40 01")),
    "unknown": block(48, bytes.fromhex("f0 0909 000080 40 01")),
    "nameless": block(48, bytes.fromhex("70 000080 40 01")),
    "noise": block(48, b"\xff" * 12),
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("small", [False, True])
def test_a_source_cannot_silence_its_neighbour(name: str, small: bool) -> None:
    payloads = [GOOD, *[WRONG[name]] * 6, GOOD, *[WRONG[name]] * 40, GOOD, GOOD]
    one = decoder(PAIR)
    calls = [[chunk] for chunk in chunks(payloads)] if small else [chunks(payloads)]
    items = [item for call in calls for item in one.feed(call)]
    found = plots(items)
    assert found.record_number.tolist() == [0, 7, 48, 49]
    assert {found.sources[source] for source in found.source} == {"good"}
    told = {fault.source for fault in of(items, Fault)}
    assert told == {"bad" if name == "bad" else "f"}
    counts = faults(items)
    assert counts["CAT048 does not fit edition 1.32"] == 1
    assert counts["CAT048 blocks not decoded: they do not fit edition 1.32"] == 46


def test_several_editions_of_one_category_side_by_side() -> None:
    """I048/020 has a third octet since 1.31: of one sensor it is sound, of another beyond its edition."""
    three = "f0 01{} 000080 212110 0100 4000"
    payloads = [block(48, bytes.fromhex(three.format(sic))) for sic in ("02", "03", "02")]
    items = decoder(PAIR, editions={"048": "1.32"}, sensor_editions={"bad": {"48": "1.30"}}).feed(chunks(payloads))
    assert plots(items).record_number.tolist() == [0, 1, 2]
    assert [(fault.source, fault.reason) for fault in of(items, Fault)] == [
        ("bad", "CAT048 not zero: 020/octets beyond the edition")
    ]
    assert not faults(decoder(PAIR, editions={"048": "1.32"}).feed(chunks(payloads)))


def test_a_station_of_the_old_adsb_reports_beside_new_ones(corpus) -> None:
    """CAT021 0.26 is another category in all but number: the station that still sends it has its own edition."""
    old = (corpus / "asterix_vectors/cat021ed0.26.bin").read_bytes()
    new = (corpus / "radar/croatia_cat21_re.ast").read_bytes()
    at = next(k for k in range(3, len(old)) if not old[k] & 1) + 1
    sensors = [Sensor("old", "f", "adsb", {"sac": old[at], "sic": old[at + 1]}), Sensor("new", "f", "adsb")]
    payloads = [new, old, new]
    alone = {name: plots(decoder(sensors, editions={"021": name}).feed(chunks(payloads))) for name in ("0.26", "2.4")}
    items = decoder(sensors, editions={"021": "2.4"}, sensor_editions={"old": {"021": "0.26"}}).feed(chunks(payloads))
    assert not faults(items)
    found = plots(items)
    assert found.record_number.tolist() == [0, 0, 1, 2, 2]
    whole = {row: alone["0.26" if row == 1 else "2.4"] for row in (0, 1, 2)}
    assert list(found) == [
        plot for row, of_edition in whole.items() for plot in of_edition if plot.record_number == row
    ]
    assert list(found) != list(alone["2.4"])


def test_a_silenced_sensor_stays_so_alone_over_a_checkpoint() -> None:
    first = decoder(PAIR)
    first.feed(chunks([GOOD, *[WRONG["bad"]] * 5]))
    second = decoder(PAIR[::-1])
    second.restore(first.checkpoint())
    assert second.checkpoint() == first.checkpoint()
    sound = GOOD.replace(b"\x01\x02", b"\x01\x03", 1)
    for one in (first, second):
        found = plots(one.feed(chunks([sound] * 8 + [GOOD, sound])))
        assert found.record_number.tolist() == [8, 9]
        assert [found.sources[source] for source in found.source] == ["good", "bad"]
    # A sensor that is configured no more leaves nothing behind.
    third = decoder(PAIR[:1])
    third.restore(first.checkpoint())
    assert third.checkpoint() != first.checkpoint()
    assert len(plots(third.feed(chunks([GOOD])))) == 1


def test_values_out_of_range_are_faults_of_their_sensor() -> None:
    high = [
        block(48, bytes.fromhex("f4 01") + sic + bytes.fromhex("000080 40 0100 4000 1fff")) for sic in (b"\2", b"\3")
    ]
    items = decoder(PAIR, editions={"048": "1.32"}).feed(chunks([*high, high[1]]))
    assert {fault.source: fault.count for fault in of(items, Fault) if "out of range" in fault.reason} == {
        "good": 1,
        "bad": 2,
    }


def test_sources_that_nobody_knows_are_judged_together_and_bounded() -> None:
    one = decoder(PAIR)
    one.feed(chunks([block(48, bytes((0xF0, i >> 8, i & 255)) + bytes.fromhex("000080 40 01")) for i in range(65536)]))
    assert len(one.checkpoint()) < 1000


def test_every_radar_of_a_feed_lives_beside_one_that_breaks(corpus) -> None:
    payloads = pcap(corpus / "radar/croatia_cat_034_048.pcap")
    sensors = everything(payloads)
    sound = plots(decoder(sensors).feed(chunks(payloads)))
    broken = sensors[0].match
    wrong = block(48, bytes((0xFE, int(broken["sac"]), int(broken["sic"]))))
    mixed = [octets for payload in payloads for octets in (payload, wrong, wrong)]
    left = plots(decoder(sensors).feed(chunks(mixed)))

    def counts(found) -> list[int]:
        return np.bincount(found.source, minlength=len(sensors)).tolist()

    assert [sensor.id for sensor in sensors] == list(left.sources) == list(sound.sources)
    assert counts(left)[1:] == counts(sound)[1:]
    assert counts(left)[0] < counts(sound)[0]


def test_the_old_edition_in_small_calls(corpus) -> None:
    one = decoder()
    found = [item for payload in pcap(corpus / "radar/croatia_asterix.pcap") for item in one.feed(chunks([payload]))]
    assert not tracks(found)
    assert faults(found)["CAT062 blocks not decoded: they do not fit edition 1.21"] == 100


def test_editions_of_cat021_are_told_apart(corpus) -> None:
    old = (corpus / "asterix_vectors/cat021ed0.26.bin").read_bytes()
    new = (corpus / "asterix_vectors/cat021ed2.1.bin").read_bytes()
    for payload, wrong, right, callsign in ((old, "2.7", "0.26", "FM012"), (new, "0.26", "2.1", "EZS14ZH")):
        assert not len(plots(decoder(editions={"021": wrong}).feed(chunks([payload]))))
        found = plots(decoder(editions={"021": right}).feed(chunks([payload])))
        assert [plot.claims.callsign for plot in found] == [callsign]


def test_a_source_without_an_entry_is_told_once(corpus) -> None:
    payload = (corpus / "radar/croatia_cat048.raw").read_bytes()
    one = decoder([])
    first, second = one.feed(chunks([payload, payload])), one.feed(chunks([payload]))
    new = of(first, NewSensor)
    assert [told.match for told in new] == [{"sac": 25, "sic": 201}]
    entry = tomllib.loads(new[0].suggestion)["sensors"][0]
    assert entry["match"] == new[0].match
    assert faults(first) == {"SAC/SIC 25/201 matches no sensor": 2}
    assert not of(second, NewSensor)
    assert faults(second) == {"SAC/SIC 25/201 matches no sensor": 1}
    assert not plots(first)


def test_midnight(corpus) -> None:
    """A recording of times around 00:00 and one whose times of day lie before and after its arrival."""
    before = block(48, bytes.fromhex("f0 0102") + (86399 * 128).to_bytes(3, "big") + bytes.fromhex("40 0100 4000"))
    after = block(48, bytes.fromhex("f0 0102") + (2 * 128).to_bytes(3, "big") + bytes.fromhex("40 0100 4000"))
    midnight = NOON_S + 43_200.0
    found = plots(decoder().feed([Chunk(1, midnight + 1.0, before), Chunk(2, midnight - 1.0, after)]))
    assert found.time_s.tolist() == [midnight - 1.0, midnight + 2.0]
    payloads = gps(corpus / "radar/croatia_parsegps.gps")
    found = plots(decoder().feed(chunks(payloads, NOON_S - 43_200.0)))
    assert np.abs(found.time_s - (NOON_S - 43_200.0)).max() < 43_200.0


def test_llc_framed_older_radars(corpus) -> None:
    payloads = framed(pcap(corpus / "radar/croatia_cat_001_002.pcap"))
    items = decoder().feed(chunks(payloads))
    assert not faults(items)
    # Five blocks of CAT001, the first with three records.
    assert [payload[0] for payload in blocks(payloads)].count(1) == 5
    assert len(plots(items)) == 7
    assert {status.status for status in statuses(items)} == {"ok"}


def test_unknown_categories_are_counted(corpus) -> None:
    octets = (corpus / "asterix_vectors/cat247ed1.2.bin").read_bytes()
    assert faults(decoder().feed(chunks([octets] * 5))) == {"CAT247 is not read": 5}


def test_the_datagram_that_crashes_others(corpus) -> None:
    octets = (corpus / "asterix_vectors/malformed_cat062.bin").read_bytes()
    items = decoder().feed(chunks([octets]))
    assert len(tracks(items)) <= 2


def test_records_before_a_bad_one_stand_once_the_edition_is_trusted() -> None:
    good = bytes.fromhex("f0 0102 000080 40 0100 4000")
    payload = block(48, good, b"\xff")
    assert not len(plots(decoder().feed(chunks([payload]))))
    items = decoder().feed(chunks([block(48, good), payload, block(48, good)]))
    assert plots(items).record_number.tolist() == [0, 1, 2]
    assert faults(items) == {"CAT048 field specification runs over the block": 1}
    fault = next(item for item in items if hasattr(item, "reason"))
    assert fault.detail == "record 2 of its block, at octet 15: FSPEC"
    assert fault.record_number == 1


def test_two_categories_keep_the_order_of_their_bytes() -> None:
    new = bytes.fromhex("f0 0102 000080 40 0100 4000")
    old = bytes.fromhex("f0 0102 20 0100 4000 0123")
    found = plots(decoder().feed(chunks([block(48, new) + block(1, old) + block(48, new), block(1, old)])))
    assert [plot.echo for plot in found] == ["ssr", "ssr", "ssr", "ssr"]
    assert found.given("mode_3a").tolist() == [False, True, False, True]


@given(st.lists(st.binary(max_size=80), max_size=6), st.booleans())
@settings(max_examples=120, deadline=None)
def test_noise_never_raises(payloads: list[bytes], stream: bool) -> None:
    one = decoder(stream=stream)
    assert isinstance(one.feed(chunks(payloads)), list)
    assert isinstance(one.flush(), list)


def mutated(corpus, chance: np.random.Generator) -> list[bytes]:
    some = []
    for _, payloads in radar(corpus):
        for _ in range(30):
            octets = bytearray(payloads[int(chance.integers(len(payloads)))])
            for _ in range(int(chance.integers(1, 8))):
                octets[int(chance.integers(len(octets)))] = int(chance.integers(256))
            some.append(bytes(octets[: int(chance.integers(len(octets) + 1))]))
    return some


def test_mutated_recordings_never_raise_and_stay_in_range(corpus) -> None:
    for seed in range(6):
        payloads = mutated(corpus, np.random.default_rng(seed))
        items = decoder(stream=bool(seed % 2)).feed(chunks(payloads))
        found, foreign = plots(items), tracks(items)
        assert np.isfinite(found.time_s).all()
        assert (np.abs(found.lat_deg) <= 90).all()
        assert (np.abs(foreign.lat_deg) <= 90).all()
        for columns in (found, foreign):
            for array in columns.arrays().values():
                assert array.dtype.kind != "f" or np.isfinite(array).all()
        assert all(fault.count > 0 for fault in items if hasattr(fault, "reason"))


@pytest.mark.parametrize("step", [1, 7, 64, 1000])
def test_a_stream_gives_the_same_however_it_is_cut(corpus, step: int) -> None:
    octets = b"".join(
        payload for name in ("ifsnop_068test_bds30.gps",) for payload in gps(corpus / "radar" / name)[:120]
    )
    octets += (corpus / "radar/croatia_cat062cat065.raw").read_bytes()
    whole = decoder(stream=True).feed([Chunk(0, NOON_S, octets)])
    one, parts = decoder(stream=True), []
    for at in range(0, len(octets), step):
        parts += one.feed([Chunk(0, NOON_S, octets[at : at + step])])
    assert same(plots(whole), plots(parts))
    assert same(tracks(whole), tracks(parts))
    assert statuses(whole) == statuses(parts)
    assert faults(whole) == faults(parts)


def same(one, other) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one.arrays().values(), other.arrays().values(), strict=True))


def test_a_checkpoint_goes_on_with_the_same_future(corpus) -> None:
    octets = b"".join(gps(corpus / "radar/ifsnop_068test_bds30.gps")[:60])
    octets += b"".join(pcap(corpus / "radar/croatia_asterix.pcap")[:5])
    cut_at = len(octets) // 2 + 1
    first = decoder(stream=True)
    first.feed([Chunk(0, NOON_S, octets[:cut_at])])
    second = decoder(stream=True)
    second.restore(first.checkpoint())
    assert second.checkpoint() == first.checkpoint()
    rest = [Chunk(1, NOON_S, octets[cut_at:])]
    a, b = first.feed(rest), second.feed(rest)
    assert same(plots(a), plots(b))
    assert (statuses(a), faults(a)) == (statuses(b), faults(b))
    assert first.checkpoint() == second.checkpoint()


def test_the_end_of_a_stream_inside_a_block() -> None:
    one = decoder(stream=True)
    one.feed(chunks([block(48, b"\x80\x01\x02")[:-1]]))
    assert faults(one.flush()) == {"stream ended inside a data block": 1}
    assert one.flush() == []
