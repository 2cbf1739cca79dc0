"""Messages of Remote ID, written: what a drone would broadcast of itself, 25 octets each, by the table of `wire`.

What is not told, or has no place in a field, is written as the table says for none. Raises struct.error, OverflowError
or ValueError for a number that no field holds.
"""

import math
import struct
from collections.abc import Sequence

from sargas.formats.remoteid.wire import BASIC_ID, LOCATION, MOST, OCTETS, PACK, SERIAL_NUMBER

VERSION = 2
"""Of F3411-22a, in the low half of a message's first octet."""


def basic_id(name: bytes, kind: int = SERIAL_NUMBER, aircraft: int = 0) -> bytes:
    """Who it is."""
    return struct.pack("<BB20s3x", BASIC_ID << 4 | VERSION, (kind & 15) << 4 | aircraft & 15, name)


def location(
    lat_deg: float,
    lon_deg: float,
    of_hour_s: float,
    direction_deg: float = math.nan,
    speed_mps: float = math.nan,
    up_mps: float = math.nan,
    heights_m: tuple[float, float, float] = (math.nan, math.nan, math.nan),
    accuracies: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0),
    status: int = 2,
    above_ground: bool = False,
) -> bytes:
    """Where it is. `heights_m`: pressure altitude, above the ellipsoid, above take-off or ground. `accuracies`: codes
    of place, height, pressure altitude, speed, and tenths of a second of time. `status` 2: in the air.
    """
    if not 0.0 <= direction_deg <= 360.0:
        direction_deg = 361.0
    degrees, turned = (round(direction_deg), 0) if direction_deg < 180.0 else (round(direction_deg) - 180, 2)
    long_steps = not 0.0 <= speed_mps <= 63.75
    steps = (
        255 if not 0.0 <= speed_mps < 255.0 else round((speed_mps - 63.75) / 0.75 if long_steps else speed_mps / 0.25)
    )
    place, height, pressure, speed, time = (code & 15 for code in accuracies)
    return struct.pack(
        "<BBBBbiiHHHBBHBx",
        LOCATION << 4 | VERSION,
        (status & 15) << 4 | int(above_ground) << 2 | turned | int(long_steps),
        degrees,
        steps,
        round(up_mps / 0.5) if abs(up_mps) < 63.0 else 126,
        round(lat_deg * 1e7) if abs(lat_deg) <= 90.0 else 0,
        round(lon_deg * 1e7) if abs(lon_deg) <= 180.0 else 0,
        *(_height_steps(value) for value in heights_m),
        height << 4 | place,
        pressure << 4 | speed,
        round(10.0 * of_hour_s) if 0.0 <= of_hour_s <= 3600.0 else 0xFFFF,
        time,
    )


def pack(messages: Sequence[bytes]) -> bytes:
    """Up to nine messages together."""
    if len(messages) > MOST:
        raise ValueError(f"a pack holds at most {MOST} messages")
    return bytes((PACK << 4 | VERSION, OCTETS, len(messages))) + b"".join(messages)


def _height_steps(height_m: float) -> int:
    return round((height_m + 1000.0) / 0.5) if math.isfinite(height_m) and -1000.0 < height_m <= 31_767.5 else 0
