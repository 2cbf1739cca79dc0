"""Reports of the weather in text, a line each. Bytes -> rows; where the wind comes from stays here.

    time,wind,lat_deg,lon_deg,height_m,from_deg,speed_mps
    time,qnh,lat_deg,lon_deg,radius_m,pressure_hpa
    {"timestamp": time, "kind": "wind", "lat_deg": ..., "lon_deg": ..., "height_m": ..., "from_deg": ...,
     "speed_mps": ...}
    {"timestamp": time, "kind": "qnh", "lat_deg": ..., "lon_deg": ..., "radius_m": ..., "pressure_hpa": ...}

time          Unix seconds, or milliseconds
lat_deg ...   WGS-84
height_m      above the ellipsoid; above the sea is near enough for a wind
from_deg      where the wind comes from, clockwise from true north (WMO No. 306, code table 0877)
radius_m      how far around the place the pressure holds
pressure_hpa  reduced to mean sea level

Every field is needed; other fields of an object are passed over. A line that begins with # says nothing. Raises
ValueError with one line that says what is wrong.
"""

import math

import msgspec


class WindRow(msgspec.Struct, frozen=True, tag="wind", tag_field="kind", gc=False):
    """A wind at a place and height."""

    timestamp: float
    lat_deg: float
    lon_deg: float
    height_m: float
    from_deg: float
    speed_mps: float


class QnhRow(msgspec.Struct, frozen=True, tag="qnh", tag_field="kind", gc=False):
    """A pressure at mean sea level around a place."""

    timestamp: float
    lat_deg: float
    lon_deg: float
    radius_m: float
    pressure_hpa: float


Row = WindRow | QnhRow

RANGES: dict[str, tuple[float, float]] = {
    "lat_deg": (-90.0, 90.0),
    "lon_deg": (-180.0, 180.0),
    "height_m": (-1_000.0, 40_000.0),
    "from_deg": (0.0, 360.0),
    "speed_mps": (0.0, 150.0),
    "radius_m": (1.0, 2e6),
    "pressure_hpa": (850.0, 1_100.0),
}
"""Least and greatest of each field; pressures at sea level were measured from 870 to 1,085 hPa."""

_KINDS: dict[bytes, type[WindRow] | type[QnhRow]] = {b"wind": WindRow, b"qnh": QnhRow}
_rows = msgspec.json.Decoder(Row)


def row(line: bytes) -> Row | None:
    """The report of one line; None for a remark."""
    line = line.removeprefix(b"\xef\xbb\xbf").strip()
    if not line or line.startswith(b"#"):
        return None
    found = _of_json(line) if line.startswith(b"{") else _of_commas(line)
    for name in found.__struct_fields__[1:]:
        low, high = RANGES[name]
        if not low <= getattr(found, name) <= high:
            raise ValueError(f"report with an impossible {name}")
    return msgspec.structs.replace(found, timestamp=_unix_s(found.timestamp))


def _of_json(line: bytes) -> Row:
    try:
        found: Row = _rows.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ValueError("line that is neither a wind nor a QNH in JSON") from None
    return found


def _of_commas(line: bytes) -> Row:
    fields = [field.strip() for field in line.split(b",")]
    kind = _KINDS.get(fields[1].lower()) if len(fields) > 1 else None
    if kind is None or len(fields) != len(kind.__struct_fields__) + 1:
        raise ValueError("line that is neither a wind nor a QNH")
    try:
        return kind(float(fields[0]), *map(float, fields[2:]))
    except ValueError:
        raise ValueError("report with a field that is no number") from None


def _unix_s(timestamp: float) -> float:
    seconds = timestamp / 1000.0 if timestamp > 1e11 else timestamp
    if not math.isfinite(seconds) or not 1e8 <= seconds < 1e11:
        raise ValueError("report with an impossible time")
    return seconds
