"""OpenAir: airspaces as text, versions 1 and 2.

AC, AY      class and type            kind: P prohibited; R, Q (danger), TRA, MIL restricted; TSA tsa; CTR ctr. Others
                                      are airspace that Sargas has no rule for: left out, counted by class
AN          name                      name; with a number, the id
AL, AH      floor, ceiling            feet or metres above mean sea level or ground, flight levels; UNL: none
DP          point
V X=, D=    centre, direction         D=+ clockwise, D=- the other way
DC          circle, nautical miles
DA          radius, from, to          an arc between two bearings
DB          two points                an arc around the centre
AA          active times (version 2)  intervals; NONE is open
DY, V W=    airways                   left out: a corridor restricts nothing
Source: OpenAir by Naviter, versions 1.0 and 2.1.
"""

import math
import re
from collections import Counter
from typing import Any

from sargas.formats.shapes import MOST_M, Place, arc, arc_between, circle

_KINDS = {
    "P": "prohibited",
    "R": "restricted",
    "Q": "restricted",
    "TRA": "restricted",
    "MIL": "restricted",
    "TSA": "tsa",
    "CTR": "ctr",
}
NM_M, FT_M, FL_M = 1852.0, 0.3048, 30.48
_COMMAND = re.compile(r"^\s*(A[A-Z]|D[ABCPY]|V|S[BP]|T[OC])\b\s*(.*?)\s*$", re.ASCII)
_POINT = re.compile(
    r"^\s*(\d{1,2}):(\d{1,2})(?::(\d{1,2}(?:\.\d+)?)|(\.\d+))?\s*([NS])[\s,]*"
    r"(\d{1,3}):(\d{1,2})(?::(\d{1,2}(?:\.\d+)?)|(\.\d+))?\s*([EW])",
    re.ASCII | re.IGNORECASE,
)
_LIMIT = re.compile(r"^(?:FL\s*(\d{1,3})|(\d{1,6})\s*(FT|F|M)?\s*(AMSL|MSL|ALT|AGL|GND|SFC|ASFC)?)$", re.ASCII)
_GROUND = ("GND", "SFC", "ASFC", "0")
_NONE = ("UNL", "UNLIM", "UNLIMITED", "UNLTD")


class _Airspace:
    """One that is being read."""

    def __init__(self, line: int, kind: str) -> None:
        self.line, self.kind, self.type = line, kind, ""
        self.name = ""
        self.limits: dict[str, str] = {}
        self.ring: list[Place] = []
        self.hours: list[str] = []
        self.wrong = ""
        self.centre: Place | None = None
        self.clockwise = True


def read(text: str, features: list[dict[str, Any]], left_out: list[str]) -> bool:
    """Zones to `features`, lines to `left_out`; False where there is no airspace in the text at all."""
    other: Counter[str] = Counter()
    now: _Airspace | None = None
    found = 0
    for number, raw in enumerate(text.splitlines(), 1):
        match = _COMMAND.match(raw.partition("*")[0])
        if match is None:
            continue
        command, rest = match[1], match[2]
        if command == "AC":
            _end(now, features, left_out, other)
            now, found = _Airspace(number, rest.upper()), found + 1
        elif now is not None and not now.wrong:
            try:
                _take(now, command, rest)
            except ValueError as error:
                now.wrong = f"line {number}: {error}"
    _end(now, features, left_out, other)
    left_out += [
        f"{count} airspaces of class {kind}: left out: there is no rule for them" for kind, count in other.items()
    ]
    return found > 0


def _take(now: _Airspace, command: str, rest: str) -> None:
    if command == "AN":
        now.name = rest
    elif command == "AY":
        now.type = rest.upper()
    elif command in ("AL", "AH"):
        now.limits[command] = rest  # the last one holds
    elif command == "AA":
        _hours(now, rest)
    elif command == "DP":
        now.ring.append(_point(rest))
    elif command == "DY":
        raise ValueError("an airway, which restricts nothing")
    elif command == "V":
        name, _, value = (part.strip() for part in rest.partition("="))
        if name.upper() == "X":
            now.centre = _point(value)
        elif name.upper() == "D":
            now.clockwise = value != "-"
        elif name.upper() == "W":
            raise ValueError("an airway, which restricts nothing")
    elif command in ("DC", "DA", "DB"):
        if now.centre is None:
            raise ValueError("a circle or an arc without a centre")
        now.ring += _curve(now, now.centre, command, rest)


def _curve(now: _Airspace, centre: Place, command: str, rest: str) -> list[Place]:
    parts = rest.split(",")
    if command == "DB":
        if len(parts) != 2:
            raise ValueError("an arc that has not two ends")
        return arc(centre, _point(parts[0]), _point(parts[1]), now.clockwise)
    numbers = [float(part) for part in parts]
    radius_m = numbers[0] * NM_M
    if not 0.0 < radius_m <= MOST_M:
        raise ValueError("a radius that is none")
    if command == "DC":
        return circle(*centre, radius_m)
    if len(numbers) != 3:
        raise ValueError("an arc without two bearings")
    return arc_between(centre, radius_m, numbers[1], numbers[2], now.clockwise)


def _point(text: str) -> Place:
    """(lon, lat) of `54:38:00 N 025:17:00 E`, or with minutes and their parts."""
    match = _POINT.match(text)
    if match is None:
        raise ValueError("a place that cannot be read")
    lat = _degrees(match[1], match[2], match[3], match[4], 90.0)
    lon = _degrees(match[6], match[7], match[8], match[9], 180.0)
    return (lon if match[10].upper() == "E" else -lon), (lat if match[5].upper() == "N" else -lat)


def _degrees(degrees: str, minutes: str, seconds: str | None, part: str | None, most: float) -> float:
    # 60 minutes or seconds are found in files, and can mean one thing only
    whole_minutes, whole_seconds = float(minutes) + float(part or 0.0), float(seconds or 0.0)
    value = float(degrees) + whole_minutes / 60.0 + whole_seconds / 3600.0
    if whole_minutes > 60.0 or whole_seconds > 60.0 or value > most:
        raise ValueError("a place that is nowhere")
    return value


def _limit(text: str) -> dict[str, Any] | None:
    """A Height; None where there is none. Raises ValueError."""
    said = " ".join(text.upper().split())
    if said in _NONE:
        return None
    if said in _GROUND:
        return {"value_m": 0.0, "ref": "agl"}
    match = _LIMIT.match(said)
    if match is None:
        raise ValueError("a limit that cannot be read")
    if match[1]:
        return {"value_m": float(match[1]) * FL_M, "ref": "flight_level"}
    value_m = float(match[2]) * (1.0 if match[3] == "M" else FT_M)
    return {"value_m": value_m, "ref": "agl" if match[4] in ("AGL", "GND", "SFC", "ASFC") else "amsl"}


def _hours(now: _Airspace, rest: str) -> None:
    if rest.upper() == "NONE":
        return  # as notified: it may stand at any time
    begin, _, end = (part.strip() for part in rest.partition("/"))
    begin = "1970-01-01T00:00Z" if begin.upper() == "NONE" else begin
    end = "9999-12-31T00:00Z" if end.upper() == "NONE" else end
    if not end > begin:
        raise ValueError("a time that ends before it begins")
    now.hours.append(f"{begin}/{end}")


def _end(now: _Airspace | None, features: list[dict[str, Any]], left_out: list[str], other: Counter[str]) -> None:
    if now is None:
        return
    kind = _KINDS.get(now.type) or _KINDS.get(now.kind)
    if kind is None:
        other[(now.type or now.kind or "none")[:20]] += 1
        return
    name = now.name[:60] or f"airspace of line {now.line}"
    try:
        if now.wrong:
            raise ValueError(now.wrong)
        floor, ceiling = (_limit(now.limits[which]) if which in now.limits else None for which in ("AL", "AH"))
    except ValueError as error:
        left_out.append(f"{name}: left out: {error}")
        return
    if len(dict.fromkeys(now.ring)) < 3:
        left_out.append(f"{name}: left out: fewer than three places")
        return
    ring = [list(place) for place in now.ring]
    ring += [] if ring[0] == ring[-1] else [ring[0]]
    made: dict[str, Any] = {"id": f"{name} ({now.line})", "name": now.name or name, "kind": kind}
    for key, height in (("floor", floor), ("ceiling", ceiling)):
        if height is not None and math.isfinite(height["value_m"]):
            made[key] = height
    if now.hours:
        made["hours"] = now.hours
    features.append({"type": "Feature", "properties": made, "geometry": {"type": "Polygon", "coordinates": [ring]}})
