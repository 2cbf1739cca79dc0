"""Observations: the JSON of one, or of several, -> what was heard, by whom, when.

field                      is
result                     what was heard, see below
phenomenonTime             when the sound reached the microphones; of an interval, its middle
resultTime                 the same, where phenomenonTime is not given
parameters                 more of what was heard: sigma_azimuth_deg, sigma_elevation_deg, sigma_horizontal_m,
                           sigma_height_m (one sigma), radius_m, amplitude_db, simulated
Datastream, Thing          who heard: by @iot.id and name; Datastream.Thing too. Ids of Things are as they are, those of
                           Datastreams are Datastreams(ID): they are counted apart
Datastream                 what a bare result is: by the name of its ObservedProperty, its own, or the topic's last part

result                                                     is
{"azimuth_deg": A, "elevation_deg": E}                     a bearing from true north; the elevation may be missing
a number, of something called bearing or azimuth           the same; degrees, or radians where the unit's symbol is rad
true, {"presence": true, "radius_m": R}                    something within a radius of the sensor
false, {"presence": false}, a number of presence           the same; nothing was heard where it is false or 0
{"type": "Point", "coordinates": [LON, LAT, HEIGHT]}       where several posts together place it (RFC 7946, 3.1.2);
                                                           above the ellipsoid, the height may be missing
Posts tell of other things too, of the wind, of their power, of where they stand: a bare result of a Datastream or an
ObservedProperty with a name counts only where the name says that it is one of these (_WORDS), by a word of its own.
Source: OGC 18-088 (SensorThings API part 1, 1.1), tables 12 and 14, clause 14 (MQTT).
"""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from sargas.errors import DecodeError
from sargas.formats.instants import instant_s
from sargas.model.plots import BEARING, GEODETIC, PRESENCE

NOTHING = -1
"""Kind of an observation that nothing was heard."""
_WORDS = {
    BEARING: frozenset(("bearing", "azimuth")),
    PRESENCE: frozenset(("presence", "detection", "detected")),
    GEODETIC: frozenset(("triangulation", "triangulated", "localisation", "localization", "source", "target")),
}
"""Words by which a name says what a result is."""
_OTHER = frozenset(("wind", "last", "seconds", "count"))
_DEGREES, _RADIANS = ("", "°", "deg", "degree"), ("rad",)
_PARAMETERS = {
    "sigma_azimuth_deg": (1e-3, 180.0),
    "sigma_elevation_deg": (1e-3, 90.0),
    "sigma_horizontal_m": (1e-2, 1e5),
    "sigma_height_m": (1e-2, 1e4),
    "radius_m": (1.0, 1e5),
    "amplitude_db": (-200.0, 200.0),
}
"""Numbers of `parameters` (or of the result itself) and their bounds."""
_TOPIC = re.compile(r"(?:^|/)(Things|Datastreams)\('?([^')]*)'?\)")
_WORD = re.compile(r"[a-z]+")


class _Named(msgspec.Struct):
    id: str | int | None = msgspec.field(default=None, name="@iot.id")
    name: str | None = None
    Thing: "_Named | None" = None
    ObservedProperty: "_Named | None" = None
    unitOfMeasurement: Any = None


class _Observation(msgspec.Struct):
    result: Any
    phenomenonTime: str | None = None
    resultTime: str | None = None
    parameters: dict[str, Any] | None = None
    Datastream: _Named | None = None
    Thing: _Named | None = None


class _Several(msgspec.Struct):
    value: list[msgspec.Raw]


class Heard(NamedTuple):
    """One observation."""

    names: tuple[str, ...]
    """What its sensor may be called, the most telling first."""
    kind: int
    """BEARING, PRESENCE, GEODETIC or NOTHING."""
    time_s: float | None
    values: dict[str, float]
    """By column of Plots; a presence may lack its radius_m."""
    simulated: bool


_ONE = msgspec.json.Decoder(_Observation)
_MANY = msgspec.json.Decoder(list[msgspec.Raw])
_LIST = msgspec.json.Decoder(_Several)


def objects(payload: bytes) -> Iterator[bytes | memoryview]:
    """The observations in one payload: one, an array, or `{"value": [...]}`. Raises DecodeError."""
    try:
        if payload.lstrip()[:1] == b"[":
            yield from (memoryview(one) for one in _MANY.decode(payload))
        elif b'"value"' in payload and b'"result"' in payload:
            yield from (memoryview(one) for one in _LIST.decode(payload).value)
        else:
            yield payload
    except (msgspec.DecodeError, RecursionError):
        raise DecodeError("text that is no observation", 0) from None


def heard(text: bytes | memoryview, topic: str = "") -> Heard:
    """One observation that came by `topic`. Raises DecodeError with a reason that holds nothing of the sender's."""
    try:
        said = _ONE.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise DecodeError("text that is no observation", 0) from None
    more = said.parameters or {}
    kind, values = _result(said, topic)
    sources = (said.result, more) if isinstance(said.result, dict) else (more,)
    if kind != NOTHING:
        for name, bounds in _PARAMETERS.items():
            value = next((source[name] for source in sources if source.get(name) is not None), None)
            if value is not None:
                values[name] = _number(value, *bounds, name)
    return Heard(_names(said, topic), kind, _time_s(said), values, more.get("simulated") is True)


def _result(said: _Observation, topic: str) -> tuple[int, dict[str, float]]:
    result = said.result
    if isinstance(result, Mapping):
        if result.get("type") == "Point":
            _named(said, topic, GEODETIC)
            return GEODETIC, _place(result.get("coordinates"))
        if "azimuth_deg" in result:
            return BEARING, _direction(result["azimuth_deg"], result.get("elevation_deg"))
        if isinstance(result.get("presence"), bool):
            return (PRESENCE if result["presence"] else NOTHING), {}
    if isinstance(result, bool):
        _named(said, topic, PRESENCE)
        return (PRESENCE if result else NOTHING), {}
    words, _ = _words(said, topic)
    if words & _WORDS[BEARING]:
        return BEARING, _direction(_number(result, -1e4, 1e4, "result") * _unit_deg(said), None)
    if words & _WORDS[PRESENCE]:
        return (PRESENCE if _number(result, -1e9, 1e9, "result") > 0.0 else NOTHING), {}
    raise DecodeError("result that is no bearing, presence or place", 0)


def _named(said: _Observation, topic: str, kind: int) -> None:
    """Raises DecodeError where the result has a name, and that says that it is something else."""
    words, is_named = _words(said, topic)
    if is_named and not words & _WORDS[kind]:
        raise DecodeError("result that is no bearing, presence or place", 0)


def _words(said: _Observation, topic: str) -> tuple[frozenset[str], bool]:
    """Words of the names of what is observed, or of the last part of the topic; and whether there is such a name."""
    stream = said.Datastream
    names = (stream.ObservedProperty.name if stream.ObservedProperty else None, stream.name) if stream else ()
    given = " ".join(name for name in names if name)
    words = frozenset(_WORD.findall((given or re.split(r"[/.]", topic)[-1]).lower()))
    return (frozenset() if words & _OTHER else words), bool(given)


def _unit_deg(said: _Observation) -> float:
    unit = said.Datastream.unitOfMeasurement if said.Datastream else None
    symbol = str(unit.get("symbol") or "").strip().lower() if isinstance(unit, dict) else ""
    if symbol not in (*_DEGREES, *_RADIANS):
        raise DecodeError("bearing in a unit that is neither degrees nor radians", 0)
    return math.degrees(1.0) if symbol in _RADIANS else 1.0


def _direction(azimuth: Any, elevation: Any) -> dict[str, float]:
    # a tiny negative angle is 360 after the first
    values = {"azimuth_deg": _number(azimuth, -1e6, 1e6, "azimuth_deg") % 360.0 % 360.0}
    if elevation is not None:
        values["elevation_deg"] = _number(elevation, -90.0, 90.0, "elevation_deg")
    return values


def _place(coordinates: Any) -> dict[str, float]:
    if not isinstance(coordinates, list) or not 2 <= len(coordinates) <= 3:
        raise DecodeError("place without longitude and latitude", 0)
    bounds = ((-180.0, 180.0, "longitude"), (-90.0, 90.0, "latitude"), (-1000.0, 40_000.0, "height"))
    numbers = [_number(value, *of) for value, of in zip(coordinates, bounds, strict=False)]
    return dict(zip(("lon_deg", "lat_deg", "height_m"), numbers, strict=False))


def _number(value: Any, least: float, most: float, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise DecodeError(f"{name} is no number from {least:g} to {most:g}", 0)
    return float(value)


def _time_s(said: _Observation) -> float | None:
    text = said.phenomenonTime or said.resultTime
    if text is None:
        return None
    try:
        ends = [instant_s(part) for part in text.split("/", 1)]
    except ValueError:
        raise DecodeError("time that is none, or without its zone", 0) from None
    return sum(ends) / len(ends)


def _names(said: _Observation, topic: str) -> tuple[str, ...]:
    """Topic before payload, for a broker may guard it; Thing before Datastream, and not both. Of a topic that is no
    SensorThings path, it and what is above."""
    found: list[str | int | None] = []
    stream = said.Datastream
    parts = dict(_TOPIC.findall(topic))
    if "Things" in parts:
        found.append(parts["Things"])
    elif "Datastreams" in parts:
        found.append(f"Datastreams({parts['Datastreams']})")
    elif topic:
        found += [topic, topic.rpartition("/")[0]]
    thing = said.Thing or (stream.Thing if stream else None)
    if thing is not None:
        found += [thing.name, thing.id]
    elif stream is not None:
        found += [stream.name, None if stream.id is None else f"Datastreams({stream.id})"]
    return tuple(dict.fromkeys(str(name) for name in found if name not in (None, "")))
