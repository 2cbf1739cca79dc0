"""Every carrier gives the same messages; the real captures; what is cut short says so."""

import base64
import json
from pathlib import Path

import pytest

from samples_of import samples
from sargas.errors import DecodeError
from sargas.formats import framing
from sargas.formats.remoteid import carriers

MADE = samples("remoteid")
MAC, MESSAGES = "84:cc:a8:60:43:24", MADE.ALL[3:]


@pytest.mark.parametrize("payload", [MADE.beacon(MADE.ALL), MADE.aware(MADE.ALL)])
def test_wifi_tells_messages_and_transmitter(payload: bytes) -> None:
    assert carriers.octets(payload) == carriers.Heard(MESSAGES, MAC)


def test_bluetooth_tells_the_transmitter_where_it_lies_always() -> None:
    assert carriers.octets(MADE.advertisement(MADE.location())) == carriers.Heard(MADE.location(), MAC)
    assert carriers.octets(MADE.extended(MADE.ALL)) == carriers.Heard(MESSAGES)


def test_bare_octets_tell_no_transmitter() -> None:
    assert carriers.octets(MADE.ALL) == carriers.Heard(MESSAGES)
    assert carriers.octets(MADE.location() + MADE.basic_id()) == carriers.Heard(MADE.location() + MADE.basic_id())


def test_lines_of_hex_may_begin_with_the_transmitter() -> None:
    digits = MADE.ALL.hex().encode()
    assert carriers.line(digits) == carriers.Heard(MESSAGES)
    for before in (b"84:cc:a8:60:43:24 ", b"84-CC-A8-60-43-24, "):
        assert carriers.line(before + digits.upper() + b" \r") == carriers.Heard(MESSAGES, MAC)


def test_json_tells_receiver_and_time() -> None:
    assert carriers.line(MADE.line(MADE.ALL)) == carriers.Heard(MESSAGES, MAC, "mast-1", MADE.TIME_S)
    assert carriers.line(b'{"protocol": 1.0, "status": {}}') == carriers.NOTHING
    unnamed = json.dumps({"data": {"UASdata": base64.b64encode(MADE.location()).decode(), "MAC address": "?"}}).encode()
    assert carriers.line(unnamed) == carriers.Heard(MADE.location())


def test_the_library_s_memory_is_the_messages_it_came_from() -> None:
    assert carriers.line(MADE.line(MADE.memory())).messages == MADE.basic_id() + MADE.location()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1e300, 1e39, 400.0])
def test_numbers_in_memory_that_are_none_are_not_told(value: float) -> None:
    found = carriers.line(MADE.line(MADE.memory(value, value, -1.0 if abs(value) > 1e30 else value))).messages
    assert found[:25] == MADE.basic_id()
    assert found[30:38] == bytes(8)


@pytest.mark.parametrize(("name", "plots"), [("odid_wifi_bcn_sample.pcap", 21), ("odid_wifi_sample.pcap", 31)])
def test_the_real_captures_are_read(corpus: Path, name: str, plots: int) -> None:
    with (corpus / "remoteid" / name).open("rb") as file:
        recording = framing.read(file, name=name)
        heard = [carriers.octets(framed.payload) for framed in recording]
        assert recording.faults() == []
    assert {one.transmitter for one in heard if one.messages} == {MAC}
    assert sum(one.messages[k] >> 4 == 1 for one in heard for k in range(0, len(one.messages), 25)) == plots


@pytest.mark.parametrize("carry", [MADE.beacon, MADE.aware, MADE.advertisement])
def test_what_is_cut_off_or_changed_never_reads_beyond(carry: object) -> None:
    whole = carry(MADE.ALL if carry is not MADE.advertisement else MADE.location())
    for length in range(1, len(whole)):
        try:
            found = carriers.octets(whole[:length])
        except DecodeError:
            continue
        assert found.messages in (b"", MESSAGES)


def test_other_frames_are_no_fault() -> None:
    assert carriers.octets(b"\x80" + bytes(60)) == carriers.NOTHING
    assert carriers.octets(b"\xd0" + bytes(60)) == carriers.NOTHING
    other = MADE.beacon(MADE.ALL).replace(b"\xfa\x0b\xbc", b"\x00\x0b\xbc")
    assert carriers.octets(other) == carriers.NOTHING


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"hello", "neither hex digits nor JSON"),
        (b"f21", "neither"),
        (b"{]", "in JSON"),
        (b'{"protocol": 1.0}', "in JSON"),
        (b'{"data": {"UASdata": "*"}}', "base64"),
        (b'{"data": {"UASdata": "", "timestamp": 1}}', "no octets"),
        (MADE.line(MADE.ALL, timestamp=-5.0), "time"),
    ],
)
def test_lines_that_are_none_say_why(text: bytes, reason: str) -> None:
    with pytest.raises(DecodeError, match=reason):
        carriers.line(text)
