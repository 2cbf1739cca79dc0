"""What Remote ID comes in: a payload -> the messages that it carries and who sent them.

carrier                 form                                                                  source
hex                     a line: one message, several, or a pack, in hex digits; before it,    `sargas decode`
                        if known, the transmitter's address and a blank
JSON                    a line: {"protocol": 1.0, "data": {"sensor ID", "timestamp" (ms),     BlueMark DroneScout, MQTT
                        "MAC address", "UASdata" (base64)}}; "status" is passed over
octets                  a message, several, or a pack, as they are
Wi-Fi beacon            80 ..; vendor element DD, FA 0B BC, 0D, counter, pack                 EN 4709-002, 5.4.7
Wi-Fi NAN               D0 ..; public action 04 09 50 6F 9A 13, attribute 03 of service       F3411-22a, 5.4.8; Wi-Fi
                        88 69 19 9D 92 09: counter, pack                                      Aware 4.0, 9.5.4
Bluetooth LE            advertising PDU: kind, length, address; data 16 FA FF 0D, counter,    F3411-22a, 5.4.6;
                        message or pack                                                       Core 5.4, 6.B.2.3

UASdata is a message, several, a pack, or the reference library's own structure in memory (ODID_UAS_Data, of 64-bit
little endian machines): fields at fixed places, each message with an octet that says whether it was ever heard.
Raises DecodeError, with one line that says what is wrong, and nothing else.
"""

import base64
import binascii
import re
import struct
from typing import NamedTuple

import msgspec

from sargas.errors import DecodeError
from sargas.formats.remoteid import wire, write


class Heard(NamedTuple):
    """Messages of one transmitter, without a pack's head; `time_s` where the carrier tells when they were heard."""

    messages: bytes
    transmitter: str = ""
    """Address, "84:cc:a8:60:43:24"; "" where it is not told: then nothing is known of what came before."""
    receiver: str = ""
    time_s: float | None = None


NOTHING = Heard(b"")
"""Of a payload that is no Remote ID and need not be: another beacon, a receiver's own status."""


class _Reception(msgspec.Struct, frozen=True, rename={"receiver": "sensor ID", "address": "MAC address"}):
    receiver: str | int = ""
    timestamp: float | None = None
    address: str = ""
    UASdata: str = ""


class _Line(msgspec.Struct, frozen=True):
    protocol: float = 0.0
    data: _Reception | None = None
    status: object = None


_lines = msgspec.json.Decoder(_Line)
_ADDRESS = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}")
_BEACON, _ACTION = 0x80, 0xD0
_VENDOR, _ASD_STAN = 0xDD, b"\xfa\x0b\xbc\x0d"
_NAN = b"\x04\x09\x50\x6f\x9a\x13"
_SERVICE = b"\x88\x69\x19\x9d\x92\x09"
_ADVERTISED = b"\x16\xfa\xff\x0d"
_TEXT = bytes((9, 10, 13, *range(0x20, 0x7F)))


def is_text(payload: bytes) -> bool:
    """Whether a datagram is lines of text."""
    return not payload.translate(None, _TEXT)


def line(text: bytes) -> Heard:
    """Of one line."""
    if text[:1] == b"{":
        return _json(text)
    *before, digits = text.decode("ascii", "replace").replace(",", " ").split() or [""]
    address = _address(before[0]) if before else ""
    if len(before) > 1 or (before and not address):
        raise DecodeError("not a line of Remote ID: neither hex digits nor JSON", 0)
    try:
        messages = bytes.fromhex(digits)
    except ValueError:
        raise DecodeError("not a line of Remote ID: neither hex digits nor JSON", 0) from None
    return Heard(wire.messages_of(messages), address)


def octets(payload: bytes) -> Heard:
    """Of one datagram or captured frame that is no text."""
    if payload[0] in (_BEACON, _ACTION):
        return _wifi(payload)
    if _ADVERTISED in payload[3:] and payload[0] >> 4 != wire.PACK:
        return _bluetooth(payload)
    return Heard(wire.messages_of(payload))


def _json(text: bytes) -> Heard:
    try:
        found = _lines.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise DecodeError("line that is no Remote ID in JSON", 0) from None
    data = found.data
    if data is None:
        if found.status is not None:
            return NOTHING
        raise DecodeError("line that is no Remote ID in JSON", 0)
    try:
        carried = base64.b64decode(data.UASdata, validate=True)
    except (binascii.Error, ValueError):
        raise DecodeError("UASdata that is not base64", 0) from None
    messages = _of_memory(carried) if len(carried) >= _MEMORY else wire.messages_of(carried)
    time_s = None if data.timestamp is None else data.timestamp / 1000.0
    if time_s is not None and not 0.0 < time_s < 1e11:
        raise DecodeError("line with an impossible time", 0)
    return Heard(messages, _address(data.address), str(data.receiver), time_s)


def _address(said: str) -> str:
    """A transmitter's address in the one way that all carriers have it; "" where it is none."""
    address = said.lower().replace("-", ":")
    return address if _ADDRESS.fullmatch(address) else ""


def _wifi(frame: bytes) -> Heard:
    """Of an 802.11 management frame: address 2 at octet 10, body at octet 24."""
    if len(frame) < 24:
        raise DecodeError("Wi-Fi frame cut off", len(frame))
    address = frame[10:16].hex(":")
    if frame[0] == _ACTION:
        return _action(frame, address)
    at = 36
    # Elements: id, length, body; what follows the last whole one is the frame's check sum.
    while at + 2 <= len(frame):
        end = at + 2 + frame[at + 1]
        if frame[at] == _VENDOR and frame[at + 2 : at + 6] == _ASD_STAN:
            if end > len(frame):
                raise DecodeError("Wi-Fi element cut off", len(frame))
            return Heard(wire.messages_of(frame[at + 7 : end]), address)
        at = end
    return NOTHING


def _action(frame: bytes, address: str) -> Heard:
    if frame[24:30] != _NAN:
        return NOTHING
    at = 30
    # Attributes: id, length of two octets, body.
    while at + 3 <= len(frame):
        end = at + 3 + int.from_bytes(frame[at + 1 : at + 3], "little")
        if frame[at] == 3 and frame[at + 3 : at + 9] == _SERVICE:
            # Instance, requestor, control, length of what the service says; a counter before the pack.
            info = at + 13
            if info > len(frame) or info + frame[info - 1] > len(frame):
                raise DecodeError("Wi-Fi attribute cut off", len(frame))
            return Heard(wire.messages_of(frame[info + 1 : info + frame[info - 1]]), address)
        at = end
    return NOTHING


def _bluetooth(pdu: bytes) -> Heard:
    """Of an advertising PDU. Where the address of an extended one lies depends on its flags, so only legacy ones,
    whose address is at octet 2, tell it.
    """
    at = pdu.index(_ADVERTISED, 3)
    end = at + pdu[at - 1]
    if end > len(pdu):
        raise DecodeError("Bluetooth advertisement cut off", len(pdu))
    legacy = pdu[0] & 15 in (0, 2, 6)
    return Heard(wire.messages_of(pdu[at + 5 : end]), pdu[7:1:-1].hex(":") if legacy and at > 8 else "")


_IDS, _LOCATION_AT = (0, 32), 64
_VALID, _MEMORY = (892, 893, 894), 914
"""Places of the octets that say whether an id, another one and a location were heard; least length of the whole."""


def _of_memory(data: bytes) -> bytes:
    """Messages of the reference library's structure: each field as that library would send it."""
    messages = b""
    try:
        for at, told in zip(_IDS, _VALID[:2], strict=True):
            if data[told] == 1:
                aircraft, kind = struct.unpack_from("<ii", data, at)
                messages += write.basic_id(data[at + 8 : at + 28], kind, aircraft)
        if data[_VALID[2]] == 1:
            messages += _location_of(data)
    except (struct.error, OverflowError, ValueError):
        raise DecodeError("UASdata with a number out of range", 0) from None
    return messages


def _location_of(data: bytes) -> bytes:
    """A Location message from ODID_Location_data."""
    at = _LOCATION_AT
    status, direction, speed, up, lat, lon = struct.unpack_from("<ifffdd", data, at)
    pressure, height, above_ground, above = struct.unpack_from("<ffif", data, at + 32)
    *codes, of_hour_s = struct.unpack_from("<iiiiif", data, at + 48)
    heights_m = pressure, height, above
    state = status, bool(above_ground & 1)
    return write.location(lat, lon, of_hour_s, direction, speed, up, heights_m, tuple(codes), *state)
