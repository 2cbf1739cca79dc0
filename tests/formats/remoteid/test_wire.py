"""Fields of messages against those that the reference encoder was given (data/remoteid), and against the tables."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from samples_of import samples
from sargas.errors import DecodeError
from sargas.formats.remoteid import wire

MADE = samples("remoteid")


def of(message: bytes) -> Any:
    return np.frombuffer(message, np.uint8).reshape(-1, wire.OCTETS)


def vectors(corpus: Path) -> list[dict[str, Any]]:
    return [json.loads(text) for text in (corpus / "remoteid/vectors.jsonl").read_text().splitlines()]


def messages(corpus: Path, name: str) -> Any:
    return of(b"".join(bytes.fromhex(one[name]["hex"]) for one in vectors(corpus)))


def test_packs_are_their_messages(corpus: Path) -> None:
    found = vectors(corpus)
    assert len(found) == 200
    for one in found:
        names = ("basic_id", "location", "self_id", "system", "operator_id")
        inside = sorted(one[name]["hex"] for name in names)
        whole = wire.messages_of(bytes.fromhex(one["pack"])).hex()
        assert sorted(whole[50 * k : 50 * k + 50] for k in range(len(whole) // 50)) == inside


def test_locations_are_what_the_reference_encoder_was_given(corpus: Path) -> None:
    given = [one["location"] for one in vectors(corpus)]
    found = wire.location(messages(corpus, "location"))
    same = {
        "status": "status", "direction": "direction_deg", "speed_h": "speed_mps", "speed_v": "up_mps", "lat": "lat_deg",
        "lon": "lon_deg", "alt_baro": "pressure_altitude_m", "alt_geo": "height_m", "height": "above_m",
        "height_type": "above_ground", "h_acc": "place_accuracy", "v_acc": "height_accuracy",
        "b_acc": "pressure_accuracy", "s_acc": "speed_accuracy", "timestamp": "of_hour_s",
    }  # fmt: skip
    for theirs, ours in same.items():
        assert_allclose(getattr(found, ours), [one[theirs] for one in given], atol=1e-6, err_msg=theirs)
    assert_allclose(found.time_accuracy_s, [0.1 * one["ts_acc"] for one in given])


def test_all_else_is_what_the_reference_encoder_was_given(corpus: Path) -> None:
    found, given = wire.system(messages(corpus, "system")), [one["system"] for one in vectors(corpus)]
    same = {
        "op_loc_type": "place_from", "class_type": "class_type", "op_lat": "lat_deg", "op_lon": "lon_deg",
        "area_count": "aircraft", "area_radius": "radius_m", "ceiling": "ceiling_m", "floor": "floor_m",
        "cat_eu": "category", "class_eu": "eu_class", "op_alt": "height_m",
    }  # fmt: skip
    for theirs, ours in same.items():
        assert_allclose(getattr(found, ours), [one[theirs] for one in given], atol=1e-6, err_msg=theirs)
    assert_allclose(found.unix_s - 1_546_300_800.0, [one["timestamp"] for one in given])
    kinds, aircraft, names = wire.identity(messages(corpus, "basic_id"))
    given = [one["basic_id"] for one in vectors(corpus)]
    assert kinds.tolist() == [one["id_type"] for one in given]
    assert aircraft.tolist() == [one["ua_type"] for one in given]
    assert [name.decode() for name in names.tolist()] == [one["uas_id"] for one in given]
    _, texts = wire.text(messages(corpus, "self_id"))
    assert [text.decode() for text in texts.tolist()] == [one["self_id"]["desc"] for one in vectors(corpus)]
    _, texts = wire.text(messages(corpus, "operator_id"))
    assert [text.decode() for text in texts.tolist()] == [one["operator_id"]["id"] for one in vectors(corpus)]


@pytest.mark.parametrize(
    ("more", "column", "wanted"),
    [
        ({"state": 0x26, "direction": 179}, "direction_deg", 359.0),
        ({"state": 0x26, "direction": 181}, "direction_deg", np.nan),
        ({"state": 0x25, "speed": 0}, "speed_mps", 63.75),
        ({"state": 0x25, "speed": 254}, "speed_mps", 254.25),
        ({"state": 0x25, "speed": 255}, "speed_mps", np.nan),
        ({"speed": 255}, "speed_mps", 63.75),
        ({"up": -124}, "up_mps", -62.0),
        ({"up": 126}, "up_mps", np.nan),
        ({"tenths": 36_000}, "of_hour_s", 3600.0),
        ({"tenths": 36_001}, "of_hour_s", np.nan),
        ({"tenths": 0xFFFF}, "of_hour_s", np.nan),
        ({"lat": 0.0, "lon": 0.0}, "lat_deg", np.nan),
        ({"lat": 0.0}, "lat_deg", 0.0),
        ({"lat": 90.1}, "lon_deg", np.nan),
        ({"lon": -180.1}, "lat_deg", np.nan),
    ],
)
def test_what_is_not_told_is_no_number(more: dict[str, Any], column: str, wanted: float) -> None:
    (found,) = getattr(wire.location(of(MADE.location(**more))), column)
    assert found == pytest.approx(wanted, nan_ok=True)


def test_a_height_of_minus_1000_m_is_none() -> None:
    message = bytearray(MADE.location())
    message[13:19] = bytes(6)
    found = wire.location(of(bytes(message)))
    assert np.isnan([found.pressure_altitude_m, found.height_m, found.above_m]).all()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no octets"),
        (b"\x12" * 26, "not whole"),
        (b"\xf2\x19", "head"),
        (b"\xf2\x18\x01" + bytes(25), "head"),
        (b"\xf2\x19\x00", "head"),
        (b"\xf2\x19\x0a" + bytes(250), "head"),
        (b"\xf2\x19\x02" + bytes(49), "cut off"),
    ],
)
def test_what_is_no_pack_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(DecodeError, match=reason):
        wire.messages_of(data)
