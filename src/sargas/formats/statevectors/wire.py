"""State vectors as the library `traffic` saves them: one JSON object a row. Bytes -> rows; aviation units stay here.

field                    unit                               source
timestamp                Unix ms or s, or ISO 8601 in UTC   traffic 2.13, `Traffic.from_file`, `to_json`
icao24                   24-bit address, hex
callsign, squawk         text, four octal digits
latitude, longitude      deg, WGS-84
altitude                 ft, pressure altitude
geoaltitude              ft above the ellipsoid
groundspeed, track       kt, deg clockwise from true north
vertical_rate            ft/min

Every field but the position may be missing or null. Raises ValueError with one line that says what is wrong.
"""

from datetime import UTC, datetime

import msgspec


class Row(msgspec.Struct, frozen=True, gc=False):
    """One row; other fields are passed over."""

    timestamp: float | str | None = None
    icao24: str | None = None
    callsign: str | None = None
    squawk: str | int | None = None
    latitude: float | None = None
    longitude: float | None = None
    altitude: float | None = None
    geoaltitude: float | None = None
    groundspeed: float | None = None
    track: float | None = None
    vertical_rate: float | None = None


MOST = 1e6
"""No number of a row is larger in its unit."""

_rows = msgspec.json.Decoder(Row)


def row(line: bytes) -> Row:
    """The row of one line."""
    try:
        found = _rows.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ValueError("line that is not a state vector in JSON") from None
    for value in (found.altitude, found.geoaltitude, found.groundspeed, found.track, found.vertical_rate):
        if value is not None and abs(value) > MOST:
            raise ValueError("state vector with an impossible number")
    return found


def time_s(timestamp: float | str | None) -> float | None:
    """Unix seconds of a row's timestamp; None where it is missing."""
    if timestamp is None:
        return None
    if isinstance(timestamp, str):
        try:
            moment = datetime.fromisoformat(timestamp)
            timestamp = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        except (ValueError, OverflowError):
            raise ValueError("state vector with a timestamp that cannot be read") from None
    seconds = timestamp / 1000.0 if timestamp > 1e11 else timestamp
    if not 0.0 <= seconds < 1e11:
        raise ValueError("state vector with an impossible timestamp")
    return seconds


def address(icao24: str | None) -> int | None:
    """The 24-bit address; None where it is missing or made up."""
    try:
        number = int(icao24 or "", 16)
    except ValueError:
        return None
    return number if 0 < number < 1 << 24 else None


def mode_3a(squawk: str | int | None) -> int | None:
    """The 12-bit code; None where it is missing."""
    try:
        number = int(str(squawk), 8)
    except ValueError:
        return None
    return number if 0 <= number < 1 << 12 else None
