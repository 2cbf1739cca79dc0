"""Messages of Remote ID, 25 octets each, and packs of them: bytes -> fields.

octet   Basic ID (type 0)                                    source: ASTM F3411-22a, tables 1 to 10; the same in
0       type (high half), protocol version (low)             ASD-STAN prEN 4709-002; numbers little endian
1       id type (high half), kind of aircraft (low)
2-21    identification, NUL filled: serial number (id type 1), registration (2), UTM id (3, 16 octets), session id (4)

octet   Location (type 1)
1       status (high half); bit 2 height type, bit 1 + 180 degrees, bit 0 speed in long steps
2       direction, degrees
3       speed: 0.25 m/s, or with bit 0 63.75 m/s + 0.75 m/s; 255 in long steps: none
4       vertical speed, signed, 0.5 m/s; 63 m/s: none
5-12    latitude, longitude, signed, 1e-7 degrees; both 0: none
13-18   pressure altitude (1013.25 hPa), height above the ellipsoid, height above take-off or ground:
        0.5 m - 1000 m; -1000 m: none
19      accuracy of height (high half) and of place (low), codes
20      accuracy of pressure altitude (high half) and of speed (low), codes
21-22   time, 0.1 s after the full hour UTC; FFFF: none
23      accuracy of time (low half), 0.1 s

octet   Self ID (type 3)            octet   System (type 4)
1       kind of text                1       class type (bits 2-4), where the operator's place is from (bits 0-1)
2-24    text                        2-9     the operator's latitude, longitude, as above
                                    10-11   aircraft, 12 radius in 10 m, 13-16 ceiling and floor as above
octet   Operator ID (type 5)        17      EU category (high half) and class (low)
1       kind of id                  18-19   the operator's height above the ellipsoid, as above
2-21    id                          20-23   time, seconds since 2019-01-01

pack    F0-F2, 25, count (at most 9), messages.      Type 2, authentication, is passed over.

Every function takes (N, 25) uint8, N messages of one type.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.errors import DecodeError

OCTETS, MOST = 25, 9
BASIC_ID, LOCATION, AUTHENTICATION, SELF_ID, SYSTEM, OPERATOR_ID, PACK = 0, 1, 2, 3, 4, 5, 15
NO_KIND, SERIAL_NUMBER, REGISTRATION, UTM_ID, SESSION_ID = range(5)
EMERGENCY = 3
"""Of the states of a Location."""

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Location(NamedTuple):
    """Columns (N,); what is not told is NaN. `*_accuracy` are codes, 0 unknown."""

    status: Ints
    direction_deg: Floats
    speed_mps: Floats
    up_mps: Floats
    lat_deg: Floats
    lon_deg: Floats
    pressure_altitude_m: Floats
    height_m: Floats
    above_m: Floats
    """Above the ground where `above_ground`, else above the place of take-off."""
    above_ground: NDArray[np.bool_]
    place_accuracy: Ints
    height_accuracy: Ints
    pressure_accuracy: Ints
    speed_accuracy: Ints
    time_accuracy_s: Floats
    of_hour_s: Floats


class System(NamedTuple):
    """Columns (N,). Where the operator is is personal data: the decoder keeps nothing of it."""

    place_from: Ints
    class_type: Ints
    lat_deg: Floats
    lon_deg: Floats
    aircraft: Ints
    radius_m: Floats
    ceiling_m: Floats
    floor_m: Floats
    category: Ints
    eu_class: Ints
    height_m: Floats
    unix_s: Floats


def messages_of(data: bytes) -> bytes:
    """The messages of a pack, or of one or more messages in a row, without the pack's head; DecodeError for neither."""
    if not data:
        raise DecodeError("a Remote ID message of no octets", 0)
    if data[0] >> 4 != PACK:
        if len(data) % OCTETS:
            raise DecodeError("not whole Remote ID messages of 25 octets", len(data))
        return data
    if len(data) < 3 or data[1] != OCTETS or not 0 < data[2] <= MOST:
        raise DecodeError("not the head of a Remote ID pack", 1)
    end = 3 + OCTETS * data[2]
    if len(data) < end:
        raise DecodeError("Remote ID pack cut off", len(data))
    return data[3:end]


def types(messages: Bytes) -> Ints:
    """Type of each message, (N,)."""
    return (messages[:, 0] >> 4).astype(np.int64)


def location(messages: Bytes) -> Location:
    """Fields of Location messages."""
    m = messages
    turned, long_steps = (m[:, 1] & 2) != 0, (m[:, 1] & 1) != 0
    direction_deg = _number(m, 2, np.uint8) + np.where(turned, 180.0, 0.0)
    steps = _number(m, 3, np.uint8)
    speed_mps = np.where(long_steps, 63.75 + 0.75 * steps, 0.25 * steps)
    up_mps = 0.5 * _number(m, 4, np.int8)
    lat_deg, lon_deg = _place(m, 5)
    tenths = _number(m, 21, np.uint16)
    return Location(
        status=_high(m[:, 1]),
        direction_deg=_known(direction_deg, direction_deg <= 360.0),
        speed_mps=_known(speed_mps, speed_mps < 255.0),
        up_mps=_known(up_mps, np.abs(up_mps) < 63.0),
        lat_deg=lat_deg,
        lon_deg=lon_deg,
        pressure_altitude_m=_height(m, 13),
        height_m=_height(m, 15),
        above_m=_height(m, 17),
        above_ground=(m[:, 1] & 4) != 0,
        place_accuracy=_low(m[:, 19]),
        height_accuracy=_high(m[:, 19]),
        pressure_accuracy=_high(m[:, 20]),
        speed_accuracy=_low(m[:, 20]),
        time_accuracy_s=_low(m[:, 23]) / 10.0,
        of_hour_s=_known(tenths / 10.0, tenths <= 36_000),
    )


def system(messages: Bytes) -> System:
    """Fields of System messages."""
    m = messages
    lat_deg, lon_deg = _place(m, 2)
    seconds = _number(m, 20, np.uint32)
    return System(
        place_from=(m[:, 1] & 3).astype(np.int64),
        class_type=(m[:, 1] >> 2 & 7).astype(np.int64),
        lat_deg=lat_deg,
        lon_deg=lon_deg,
        aircraft=_number(m, 10, np.uint16).astype(np.int64),
        radius_m=10.0 * _number(m, 12, np.uint8),
        ceiling_m=_height(m, 13),
        floor_m=_height(m, 15),
        category=_high(m[:, 17]),
        eu_class=_low(m[:, 17]),
        height_m=_height(m, 18),
        unix_s=_known(seconds + 1_546_300_800.0, seconds > 0),
    )


def identity(messages: Bytes) -> tuple[Ints, Ints, NDArray[np.bytes_]]:
    """(id type, kind of aircraft, the 20 octets) of Basic ID messages."""
    return _high(messages[:, 1]), _low(messages[:, 1]), _octets(messages, 20)


def text(messages: Bytes) -> tuple[Ints, NDArray[np.bytes_]]:
    """(kind, octets without the NULs that fill them) of Self ID and Operator ID messages: 23 and 20 octets."""
    length = 23 if len(messages) and messages[0, 0] >> 4 == SELF_ID else 20
    return messages[:, 1].astype(np.int64), _octets(messages, length)


def _octets(m: Bytes, length: int) -> NDArray[np.bytes_]:
    # numpy's fixed text drops the NULs at its end by itself.
    return np.ascontiguousarray(m[:, 2 : 2 + length]).view(f"S{length}")[:, 0]


def _high(octets: Bytes) -> Ints:
    return (octets >> 4).astype(np.int64)


def _low(octets: Bytes) -> Ints:
    return (octets & 15).astype(np.int64)


def _number(m: Bytes, at: int, kind: type[np.integer]) -> Floats:
    size = np.dtype(kind).itemsize
    little = np.dtype(kind).newbyteorder("<")
    result: Floats = np.ascontiguousarray(m[:, at : at + size]).view(little)[:, 0].astype(np.float64)
    return result


def _known(values: Floats, known: NDArray[np.bool_]) -> Floats:
    result: Floats = np.where(known, values, np.nan)
    return result


def _height(m: Bytes, at: int) -> Floats:
    steps = _number(m, at, np.uint16)
    return _known(0.5 * steps - 1000.0, steps > 0)


def _place(m: Bytes, at: int) -> tuple[Floats, Floats]:
    """(lat_deg, lon_deg), both NaN where there is no such place."""
    lat_deg, lon_deg = _number(m, at, np.int32) / 1e7, _number(m, at + 4, np.int32) / 1e7
    known = (np.abs(lat_deg) <= 90.0) & (np.abs(lon_deg) <= 180.0) & ((lat_deg != 0.0) | (lon_deg != 0.0))
    return _known(lat_deg, known), _known(lon_deg, known)
