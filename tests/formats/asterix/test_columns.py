"""Columns of records: presence, quantities, repetitions, slabs."""

import numpy as np
import pytest

from oracle.items import block
from oracle.recordings import final_format
from sargas.formats.asterix import kernels, wire
from sargas.formats.asterix.columns import Move, cut, read, repetitions
from sargas.formats.asterix.tables import table_of
from sargas.model.plots import HAS, Plots


def one(payload: bytes, category: int, **how):
    blocks, _ = cut(np.frombuffer(payload, np.uint8), np.array([0]), np.array([len(payload)]), loop=wire.cut)
    return read(blocks.of(category), table_of(category), loop=wire.walk, **how)


def test_presence_of_octets_of_an_extended_item() -> None:
    slabs, _ = one(block(48, bytes.fromhex("a0 0102 40"), bytes.fromhex("a0 0102 4180")), 48)
    records = slabs[0]
    assert records.has("020/TYP").tolist() == [True, True]
    assert records.has("020/TST").tolist() == [False, True]
    assert records.flag("020/TST").tolist() == [False, True]
    assert records.flag("no/such").tolist() == [False, False]


def test_repetitions_by_hand() -> None:
    first = bytes.fromhex("8120 0102 02" + "00000000000001" + "40" + "ff000000000000" + "53")
    slabs, unread = one(block(48, bytes.fromhex("80 0102"), first, bytes.fromhex("8120 0102 00")), 48)
    assert not unread
    rows, elements = repetitions(slabs[0], "250")
    assert rows.tolist() == [1, 1]
    assert elements["MBDATA"].tolist() == [1, 0xFF << 48]
    assert elements["BDS1"].tolist() == [4, 5]
    assert elements["BDS2"].tolist() == [0, 3]


def test_signed_repetitions() -> None:
    # CAT062 with I062/380 subfield 9, a point at -1500 ft on the date line.
    tid = bytes.fromhex("00ff6a000000800000000000000000")
    payload = block(62, bytes.fromhex("8110 0102 0140 01") + tid)
    slabs, unread = one(payload, 62)
    assert not unread
    _, elements = repetitions(slabs[0], "380/TID")
    assert elements["ALT"].tolist() == [-150]
    assert elements["LON"].tolist() == [-(2**23)]


def test_slabs_hold_what_one_read_holds(corpus) -> None:
    payload = b"".join(final_format(corpus / "radar/baltic_cat062_15min.ff")[:300])
    whole, _ = one(payload, 62, cells=1 << 30)
    parts, _ = one(payload, 62, cells=254 * 7)
    assert len(whole) == 1
    assert len(parts) == -(-len(whole[0]) // 8)
    for name in ("105/LAT", "040/TRN", "290/SSR/SSR"):
        assert np.concatenate([part.raw(name) for part in parts]).tolist() == whole[0].raw(name).tolist()
    assert np.concatenate([part.block for part in parts]).tolist() == whole[0].block.tolist()
    assert np.concatenate([part.number for part in parts]).tolist() == whole[0].number.tolist()


def test_take() -> None:
    slabs, _ = one(block(48, bytes.fromhex("80 0102"), bytes.fromhex("80 0103")), 48)
    assert slabs[0].take(np.array([False, True])).raw("010/SIC").tolist() == [3]
    with pytest.raises(KeyError):
        slabs[0].raw("999/NONE")


@pytest.mark.parametrize("loop", [wire.carry, kernels.carry], ids=["interpreted", "compiled"])
def test_elements_are_carried_where_they_came_and_nothing_vetoes_them(loop) -> None:
    """Code 7777 at FL10; both marked as garbled; neither given."""
    said = ("8c 0102 0fff 0028", "8c 0102 4fff 8028", "80 0102")
    (records,), _ = one(block(48, *map(bytes.fromhex, said)), 48)
    plots = Plots.empty(3)
    moves = (
        Move("mode_3a", HAS["mode_3a"], "070/MODE3A", ("070/V", "070/G")),
        Move("pressure_altitude_m", HAS["pressure_altitude_m"], "090/FL", ("090/V",)),
        Move("doppler_mps", HAS["doppler_mps"], "999/NONE"),
        Move("sensor_track", 0, "010/SAC"),
        Move("sensor_track", HAS["sensor_track"], "090/V"),  # over what was written before, where it came
    )
    records.carry(plots, moves, loop)
    assert plots.mode_3a.tolist() == [0o7777, 0, 0]
    assert plots.pressure_altitude_m.tolist() == [pytest.approx(304.8), 0.0, 0.0]
    assert plots.sensor_track.tolist() == [0, 1, 1]
    assert [
        plots.given(name).tolist() for name in ("mode_3a", "pressure_altitude_m", "doppler_mps", "sensor_track")
    ] == [
        [True, False, False],
        [True, False, False],
        [False, False, False],
        [True, True, False],
    ]


def test_an_element_is_carried_only_from_octets_that_came() -> None:
    slabs, _ = one(block(48, bytes.fromhex("a0 0102 40"), bytes.fromhex("a0 0102 4180")), 48)
    plots = Plots.empty(2)
    slabs[0].carry(plots, (Move("sensor_track", 1, "020/TST"), Move("radius_m", 2, "020/TYP")))
    assert plots.has.tolist() == [2, 3]
    assert (plots.sensor_track.tolist(), plots.radius_m.tolist()) == ([0, 1], [2.0, 2.0])
