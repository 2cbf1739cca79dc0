"""Mode S frames in the wrappings that receivers send, and decoded text (SBS): bytes -> frames and fields.

wrapping   what                                                                     source
Beast      1A, kind '1' Mode A/C, '2' 7 bytes, '3' 14 bytes, '4' receiver status;   jetvision wiki, Mode-S Beast
           clock u48 12 MHz, signal u8, frame; 1A doubled after the first
AVR        *hex; or @ + 12 hex digits of clock + hex;                               jetvision wiki, AVR
CSV        seconds,"hex",... : recordings of pyModeS                                pyModeS sample data
JSON       {"timestamp": seconds, "frame": hex, "metadata": [{"serial", "name"}]}   jet1090, one object a line
SBS        MSG,n,-,-,address,-,date,time,date,time,callsign,altitude ft,speed kt,   Kinetic Avionics, SBS-1 socket
           track deg,lat,lon,ft/min,squawk,alert,emergency,spi,on ground            data; "-" is not used here

DF5, DF21   bits 20-32 C1 A1 C2 A2 C4 A4 X B1 D1 B2 D2 B4 D4; last 24 bits       ICAO Annex 10 Vol. IV, 3.1.2.6.7,
           parity xor address                                                       3.1.2.3.3

Frames are 7 or 14 bytes; their first 5 bits are the downlink format (ICAO Annex 10 Vol. IV, 3.1.2.3). Every function
raises ValueError, with one line that says what is wrong, and nothing else.
"""

from typing import NamedTuple

import msgspec

_BEAST_LONG = {0x32: 7, 0x33: 14}
_BEAST_HEAD = 8
"""Kind, clock and signal, before the frame."""

_AVR_CLOCK = 12
"""Hex digits of the clock after @."""

LENGTHS = frozenset((7, 14))

MOST = 1e6
"""No field of SBS text is larger in its unit."""


class Receiver(msgspec.Struct, frozen=True):
    """Which receiver heard a frame, as jet1090 says it."""

    serial: int | str | None = None
    name: str | None = None


class JsonFrame(msgspec.Struct, frozen=True):
    """A JSON line; everything else in it is passed over."""

    frame: str
    timestamp: float | None = None
    metadata: list[Receiver] = []


class Sbs(NamedTuple):
    """Fields of one SBS line; None where it says nothing."""

    kind: int
    address: int
    callsign: str | None
    altitude_ft: float | None
    speed_kt: float | None
    track_deg: float | None
    lat_deg: float | None
    lon_deg: float | None
    vertical_rate_ftpm: float | None
    squawk: int | None


_POLYNOMIAL = 0x1FFF409
"""Generator of the parity field (Annex 10 Vol. IV, 3.1.2.3.3.1.2)."""


def _remainder(byte: int) -> int:
    value = byte << 16
    for _ in range(8):
        value <<= 1
        if value & 0x1000000:
            value ^= _POLYNOMIAL
    return value


_REMAINDERS = tuple(_remainder(byte) for byte in range(256))

_json = msgspec.json.Decoder(JsonFrame)


def beast_frame(message: bytes) -> bytes:
    """The frame of a whole Beast message, its bytes still doubled; b"" if the message is of another kind."""
    length = _BEAST_LONG.get(message[1])
    if length is None:
        return b""
    body = message[1:]
    if b"\x1a" in body:
        body = body.replace(b"\x1a\x1a", b"\x1a")
    return body[_BEAST_HEAD : _BEAST_HEAD + length]


def parity(data: bytes) -> int:
    """The 24-bit parity of the bytes before it."""
    value, table = 0, _REMAINDERS
    for byte in data:
        value = (value << 8 & 0xFFFFFF) ^ table[value >> 16 ^ byte]
    return value


def identity_reply(frame: bytes) -> tuple[int, int]:
    """(address, Mode 3/A code) of a DF5 or DF21 frame; a damaged frame gives some address that nobody has."""
    code = frame[2] << 8 | frame[3]
    a = code >> 11 & 1 | code >> 8 & 2 | code >> 5 & 4
    b = code >> 5 & 1 | code >> 2 & 2 | code << 1 & 4
    c = code >> 12 & 1 | code >> 9 & 2 | code >> 6 & 4
    d = code >> 4 & 1 | code >> 1 & 2 | code << 2 & 4
    return parity(frame[:-3]) ^ int.from_bytes(frame[-3:]), a << 9 | b << 6 | c << 3 | d


def avr_frame(line: bytes) -> bytes:
    """The frame of an AVR line, or b"" for Mode A/C."""
    digits = line[1 + _AVR_CLOCK :] if line[:1] == b"@" else line[1:]
    return _frame(digits.rstrip(b"; \t"))


def csv_frame(line: bytes) -> tuple[bytes, float | None]:
    """(frame, Unix seconds or None) of a line of fields of which the first or second is a frame in hex."""
    fields = [field.strip(b'" \xef\xbb\xbf') for field in line.split(b",", 3)]
    for k in (0, 1):
        if k < len(fields) and len(fields[k]) in (14, 28):
            return _frame(fields[k]), _number(fields[0]) if k else None
    for field in fields[2:3]:
        if len(field) in (14, 28):
            return _frame(field), _number(fields[0])
    raise ValueError("line of no known kind")


def json_frame(line: bytes) -> tuple[bytes, float | None, Receiver]:
    """(frame, Unix seconds or None, receiver) of a JSON line."""
    try:
        found = _json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ValueError("JSON line without a raw frame") from None
    time_s = found.timestamp
    if time_s is not None and not 0.0 <= time_s < 1e11:
        raise ValueError("JSON line with an impossible timestamp")
    return _frame(found.frame.encode("ascii", "replace")), time_s, found.metadata[0] if found.metadata else Receiver()


def sbs_fields(line: bytes) -> Sbs | None:
    """The fields of a line of SBS text; None for lines that are not MSG."""
    fields = line.decode("ascii", "replace").split(",")
    if fields[0] != "MSG":
        return None
    if len(fields) < 18:
        raise ValueError("SBS line with too few fields")
    try:
        squawk = fields[17].strip()
        return Sbs(
            kind=int(fields[1]),
            address=int(fields[4], 16) & 0xFFFFFF,
            callsign=fields[10].strip() or None,
            altitude_ft=_value(fields[11]),
            speed_kt=_value(fields[12]),
            track_deg=_value(fields[13]),
            lat_deg=_value(fields[14]),
            lon_deg=_value(fields[15]),
            vertical_rate_ftpm=_value(fields[16]),
            squawk=int(squawk, 8) & 0o7777 if squawk else None,
        )
    except ValueError:
        raise ValueError("SBS line with a field that is no number") from None


def _frame(digits: bytes) -> bytes:
    try:
        frame = bytes.fromhex(digits.decode("ascii"))
    except ValueError:
        raise ValueError("frame that is not in hex digits") from None
    if len(frame) == 2:
        return b""
    if len(frame) not in LENGTHS:
        raise ValueError("frame that is not 7 or 14 bytes long")
    return frame


def _number(text: bytes) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 1e8 <= value < 1e11 else None


def _value(text: str) -> float | None:
    text = text.strip()
    if not text:
        return None
    value = float(text)
    if not abs(value) <= MOST:
        raise ValueError(text)
    return value
