"""Decoder of Remote ID: fields of plots, who is who, times, personal data that stays out, and what hostile bytes do."""

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from samples_of import samples
from sargas.formats import framing
from sargas.formats.format import Settings
from sargas.formats.remoteid.decoder import FORGET_S, MOST_TRANSMITTERS, Decoder
from sargas.model.batch import Item
from sargas.model.fault import Fault
from sargas.model.plots import Plots
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor
from sargas.model.sigma import Sigma
from sargas.model.status import NewSensor

MADE = samples("remoteid")
NOW_S = MADE.TIME_S
ID = b"1596F000000000592740"


def decoder(*sensors: Sensor) -> Decoder:
    return Decoder(sensors or MADE.SENSORS, Settings("feed"))


def plots_of(items: list[Item]) -> Plots:
    return Plots.concatenate([item for item in items if isinstance(item, Plots)])


def told(payload: bytes, time_s: float = NOW_S, of: Decoder | None = None) -> list[Item]:
    return (of or decoder()).feed([Chunk(7, time_s, payload)])


@pytest.mark.parametrize("payload", [MADE.ALL, MADE.beacon(MADE.ALL), MADE.aware(MADE.ALL), MADE.extended(MADE.ALL)])
def test_a_pack_is_a_plot_with_all_that_it_says(payload: bytes) -> None:
    (plot,) = plots_of(told(payload))
    assert (plot.sensor, plot.time_s, plot.record_number, plot.echo) == ("any", NOW_S, 7, "other")
    at = plot.measurement
    assert (at.lat_deg, at.lon_deg, at.height_m, at.up_mps) == pytest.approx((54.7, 25.3, 452.0, 2.0))
    turn = np.radians(161.0)
    assert (at.east_mps, at.north_mps) == pytest.approx((12.5 * np.sin(turn), 12.5 * np.cos(turn)))
    assert (plot.claims.remote_id, plot.claims.pressure_altitude_m) == (ID.decode(), 440.0)
    assert plot.claims.emergency is None
    said = plot.sigma
    assert said.horizontal_m == pytest.approx(10.0 / 2.448)
    assert said.height_m == pytest.approx(10.0 / 1.96)
    assert said.velocity_mps == pytest.approx(1.0 / 2.448)


def test_what_is_not_told_is_not_given() -> None:
    message = MADE.location(direction=181, state=0x22, up=126, accuracy=0, speeds=0)
    (plot,) = plots_of(told(message))
    assert plot.measurement.east_mps is plot.measurement.up_mps is None
    assert plot.claims.remote_id is None
    assert plot.sigma == Sigma()
    sure = Sensor("sure", "feed", "remote_id", accuracy=Sigma(horizontal_m=8.0))
    (plot,) = plots_of(told(message, of=decoder(sure)))
    assert plot.sigma.horizontal_m == 8.0


def test_no_place_is_no_plot_and_an_emergency_is_one() -> None:
    assert told(MADE.location(0.0, 0.0)) == told(MADE.location(91.0)) == []
    (plot,) = plots_of(told(MADE.location(state=0x34)))
    assert plot.claims.emergency == "general"


def test_a_transmitter_is_who_it_said_it_was() -> None:
    one, (mine, other) = decoder(), (MADE.MAC, bytes(5) + b"\x01")
    assert told(MADE.advertisement(MADE.basic_id(), mine), of=one) == []
    names = []
    for address, after_s in ((mine, 1.0), (other, 2.0), (mine, FORGET_S - 1.0), (mine, FORGET_S + 1.0)):
        (plot,) = plots_of(told(MADE.advertisement(MADE.location(tenths=0xFFFF), address), NOW_S + after_s, one))
        names.append(plot.claims.remote_id)
    assert names == [ID.decode(), None, ID.decode(), None]


def test_without_its_transmitter_a_message_stands_alone() -> None:
    one = decoder()
    told(MADE.basic_id(), of=one)
    (plot,) = plots_of(told(MADE.location(), of=one))
    assert plot.claims.remote_id is None
    (plot,) = plots_of(told(MADE.location() + MADE.basic_id(), of=one))
    assert plot.claims.remote_id == ID.decode()


def test_of_several_identities_that_of_the_aircraft_counts() -> None:
    """Registration, session, serial number; octets as base64; what cannot be printed is a question mark."""
    one = decoder()
    names = []
    for messages in (
        [MADE.basic_id(b"LTU\x00\xff;--\n", 2)],
        [MADE.basic_id(b"\x01" * 20, 4), MADE.basic_id(b"LTU-1", 2)],
        [MADE.basic_id(ID, 1)],
        [MADE.basic_id(b"\x02" * 16, 3)],
        [],
        [MADE.basic_id(b"9", 9)],
    ):
        place = MADE.location(54.0 + 0.001 * len(names))
        (plot,) = plots_of(told(MADE.beacon(MADE.pack(*messages, place)), of=one))
        names.append(plot.claims.remote_id)
    assert names == ["LTU??;--?", "AQEBAQEBAQEBAQEBAQEBAQEB", *[ID.decode()] * 4]
    (plot,) = plots_of(told(MADE.pack(MADE.basic_id(b"\x02" * 16, 3), MADE.location())))
    assert plot.claims.remote_id == "AgICAgICAgICAgICAgICAg"


def test_a_receiver_s_name_finds_its_sensor_and_a_new_one_is_told_once() -> None:
    mast = Sensor("mast", "feed", "remote_id", match={"receiver": "mast-1"})
    one = decoder(mast)
    (plot,) = plots_of(told(MADE.line(MADE.ALL), of=one))
    assert plot.sensor == "mast"
    for first in (True, False):
        items = told(MADE.line(MADE.ALL, "mast-9"), of=one)
        assert [item.reason for item in items if isinstance(item, Fault)] == [
            "message of a source that is not configured"
        ]
        new = [item for item in items if isinstance(item, NewSensor)]
        assert len(new) == first
        assert all('kind = "remote_id"' in item.suggestion for item in new)


@pytest.mark.parametrize(
    ("arrived_s", "tenths", "wanted_s"),
    [
        (NOW_S + 0.7, 6_003, NOW_S + 0.3),
        (NOW_S - 600.0 + 0.2, 35_999, NOW_S - 600.1),
        (NOW_S - 600.2, 1, NOW_S - 599.9),
        (NOW_S + 5.0, 0xFFFF, NOW_S + 5.0),
        (NOW_S + 40.0, 6_000, NOW_S + 40.0),
    ],
)
def test_times_are_of_the_hour_that_is_nearest(arrived_s: float, tenths: int, wanted_s: float) -> None:
    items = told(MADE.location(tenths=tenths), arrived_s)
    assert plots_of(items).time_s[0] == pytest.approx(wanted_s, abs=1e-6)
    assert any(isinstance(item, Fault) for item in items) == (arrived_s == NOW_S + 40.0)


def test_a_line_s_own_time_is_that_of_its_arrival() -> None:
    items = told(MADE.line(MADE.location(tenths=0xFFFF)), NOW_S + 3.0)
    assert plots_of(items).time_s[0] == NOW_S


def test_where_and_who_the_operator_is_stays_in_the_recorded_bytes() -> None:
    """Neither in an item nor in a checkpoint: not as a number, not as text."""
    one, here = decoder(), (54.123456, 25.654321)
    secret = MADE.pack(MADE.basic_id(), MADE.location(), MADE.system(*here), MADE.OPERATOR_ID, MADE.SELF_ID)
    items = told(MADE.beacon(secret), of=one)
    rows: list[Any] = [row for item in items for row in (item if isinstance(item, Plots) else [item])]
    written = msgspec.json.encode(rows) + one.checkpoint()
    assert ID in written
    for hidden in (b"LTU87", b"Survey", b"54.12", b"25.65"):
        assert hidden not in written
    for number in here:
        assert np.float64(number).tobytes() not in written
        assert round(number * 1e7).to_bytes(4, "little") not in written


def test_a_stream_of_lines_and_datagrams_say_the_same() -> None:
    text = b"".join(MADE.SAMPLES)
    live, apart = Decoder(MADE.SENSORS, Settings("feed", stream=True)), decoder()
    streamed = live.feed([Chunk(7, NOW_S, text[:333]), Chunk(7, NOW_S, text[333:])]) + live.flush()
    lines = [item for line in text.splitlines() for item in told(line, of=apart)]
    assert plots_of(streamed).packed().keys() == plots_of(lines).packed().keys()
    assert [plot.claims for plot in plots_of(streamed)] == [plot.claims for plot in plots_of(lines)]


def test_identities_kept_are_bounded() -> None:
    one = decoder()
    chunks = [
        Chunk(k, NOW_S, MADE.advertisement(MADE.basic_id(), k.to_bytes(6, "big")))
        for k in range(MOST_TRANSMITTERS + 50)
    ]
    one.feed(chunks)
    names = [
        plots_of(told(MADE.advertisement(MADE.location(), k.to_bytes(6, "big")), of=one)).remote_id[0]
        for k in (0, 49, 50, MOST_TRANSMITTERS)
    ]
    assert names == [b"", b"", ID, ID]


@trying(max_examples=300, deadline=None)
@given(data=st.data())
def test_damaged_datagrams_never_raise_and_are_no_nonsense(data: st.DataObject) -> None:
    payload = bytearray(data.draw(st.sampled_from(MADE.DATAGRAMS)))
    for _ in range(data.draw(st.integers(0, 6))):
        payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(payload[: data.draw(st.integers(1, len(payload)))])
    for item in told(cut):
        if isinstance(item, Plots):
            assert np.all(np.abs(item.lat_deg) <= 90.0)
            assert np.all(np.abs(item.lon_deg) <= 180.0)
            for column in item.arrays().values():
                assert column.dtype.kind != "f" or np.isfinite(column).all()


def test_what_is_heard_twice_is_one_measurement() -> None:
    """By two carriers, by two receivers; another place, or the same a second later, is one more."""
    one = decoder()
    counts = [
        len(plots_of(told(payload, NOW_S + after_s, one)))
        for payload, after_s in (
            (MADE.beacon(MADE.ALL), 0.0),
            (MADE.aware(MADE.ALL), 0.01),
            (MADE.line(MADE.ALL, "mast-1", timestamp=(NOW_S + 0.3) * 1e3), 0.4),
            (MADE.line(MADE.ALL, "mast-2", "84:cc:a8:60:43:25", timestamp=(NOW_S + 0.3) * 1e3), 0.4),
            (MADE.beacon(MADE.pack(MADE.location(54.70001))), 0.5),
            (MADE.beacon(MADE.pack(MADE.location(54.70001))), 1.6),
            (MADE.ALL, 1.7),
            (MADE.ALL, 1.7),
        )
    ]
    assert counts == [1, 0, 0, 1, 1, 1, 1, 1]


def test_real_captures_are_flights(corpus: Path) -> None:
    """Two drones near Hillsboro, Oregon: 21 and 31 Locations, 16 and 17 of them new; no step faster than 60 m/s."""
    for name, count, who in (
        ("odid_wifi_bcn_sample.pcap", 16, b"MFG1A0123456789"),
        ("odid_wifi_sample.pcap", 17, None),
    ):
        one = decoder(Sensor("mast", "feed", "remote_id"))
        with (corpus / "remoteid" / name).open("rb") as file:
            chunks = [Chunk(k, f.time_s or 0.0, f.payload) for k, f in enumerate(framing.read(file, name=name))]
        plots = plots_of(one.feed(chunks))
        assert len(plots) == count
        north_m = np.diff(plots.lat_deg) * 111_200.0
        east_m = np.diff(plots.lon_deg) * 111_200.0 * np.cos(np.radians(45.5))
        assert np.all(np.hypot(north_m, east_m) < 60.0 * (np.diff(plots.time_s) + 1.0))
        assert len(set(plots.remote_id.tolist()) - {b""}) <= 1
        if who is not None:
            assert set(plots.remote_id.tolist()) == {who}
