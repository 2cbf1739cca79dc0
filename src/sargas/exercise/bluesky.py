"""BlueSky: a traffic scenario of that simulator (`.scn`) -> flights, and every line of it that is not understood.

    HH:MM:SS.hh>COMMAND arguments, apart by commas or blanks; the aircraft may stand before the command
command                                     what becomes of it
CRE acid,type,lat,lon,hdg,alt,spd           an object, from then on
HDG acid,hdg; SPD acid,spd; ALT acid,alt,[vs]; VS acid,fpm      its course, speed, height
ADDWPT acid,wpt,[alt],[spd]; DEST acid,wpt  its route; at the destination it ends
DIRECT acid,wpt; LNAV acid,ON/OFF           goes on with the route there; flies the route, or its course
DEFWPT name,lat,lon                         a name for a place; others (airports, navaids) are not known here
DEL acid                                    its end
ORIG, VNAV                                  nothing
Heights are feet or flight levels, taken as above the sea, for an exercise's air is the standard atmosphere; speeds are
calibrated, in knots, below 1 or with an M Mach numbers; without wind. Turns are corners; a climb or descent is even,
1,500 ft/min where it is not said; a height said with a place is reached there, a speed is that from there on.
Sources: the simulator's own help texts (github.com/TUDelft-CNS-ATM/bluesky); ICAO Doc 7488 (standard atmosphere).
"""

import math
import re
from collections.abc import Callable
from typing import NamedTuple

from sargas.exercise.flights import Flight, Waypoint
from sargas.geo.geodesic import azimuth_deg, destination, distance_m
from sargas.model.track import ClassName

FOOT_M, KNOT_MPS, FPM_MPS = 0.3048, 1852.0 / 3600.0, 0.3048 / 60.0
_CLIMB_MPS = 1_500.0 * FPM_MPS
_LINE = re.compile(r"\s*(\d{1,3}):(\d{2}):(\d{2}(?:\.\d+)?)\s*>(.*)")
_ANGLE = re.compile(r"([NSEW]?)\s*(-?\d+(?:\.\d+)?)(?:'(\d+(?:\.\d+)?))?(?:'(\d+(?:\.\d+)?))?'?", re.IGNORECASE)
_KINDS: dict[str, ClassName] = {
    **dict.fromkeys(("M600", "M200", "MAVIC", "PHAN4", "AMZN", "HORSEFLY"), "multirotor"),
    **dict.fromkeys(("EC35", "EC45", "H60", "A139", "R44", "B06"), "helicopter"),
    **dict.fromkeys(("C150", "C152", "C172", "C182", "P28A", "DA20", "DA40", "SR20", "SR22", "BE58"), "light_aircraft"),
}
"""By types that are common there; others by their speed."""
_CROSS_SECTION_M2: dict[ClassName, float] = {"multirotor": 0.02, "light_aircraft": 2.0, "helicopter": 3.0}
_AIRLINER_M2, _AIRLINER_MPS = 12.0, 80.0
_FIRST_ADDRESS = 0x5F0000
"""Of a block of the European region that no state has (ICAO Annex 10, III, table 9-1)."""
_MOST_WAYPOINTS = 10_000
"""Of one object: a route that never ends is cut."""


class Imported(NamedTuple):
    """What a file says: flights, and of each line that was passed over its number, its words and why."""

    flights: tuple[Flight, ...]
    passed_over: tuple[str, ...]
    duration_s: float


class _Place(NamedTuple):
    lat_deg: float
    lon_deg: float
    altitude_m: float | None = None
    speed_mps: float | None = None
    name: str = ""
    is_last: bool = False


class _Flying:
    """One object: where it is at `time_s`, where it goes, and the corners of its path so far."""

    def __init__(self, acid: str, type_name: str, place: _Place, course_deg: float, time_s: float) -> None:
        self.acid, self.type_name, self.start_s, self.time_s = acid, type_name, time_s, time_s
        self.lat_deg, self.lon_deg, self.course_deg = place.lat_deg, place.lon_deg, course_deg
        self.altitude_m, self.speed_mps = place.altitude_m or 0.0, place.speed_mps or 0.0
        self.wanted_m, self.climb_mps = self.altitude_m, _CLIMB_MPS
        self.route: list[_Place] = []
        self.on_route, self.ended = False, False
        self.corners: list[Waypoint] = []
        self._corner()

    def _corner(self) -> None:
        corner = Waypoint(
            round(self.lat_deg, 7), round(self.lon_deg, 7), None, round(self.speed_mps, 3),
            altitude_amsl_m=round(self.altitude_m, 2),
        )  # fmt: skip
        before = self.corners[-1] if self.corners else None
        if before and distance_m(before.lat_deg, before.lon_deg, corner.lat_deg, corner.lon_deg) < 1.0:
            self.corners.pop()
        self.corners.append(corner)

    def advance(self, until_s: float) -> None:
        """Flies on, corner by corner."""
        while not self.ended and self.time_s < until_s - 1e-6 and len(self.corners) < _MOST_WAYPOINTS:
            goal = self.route[0] if self.on_route and self.route else None
            span_s, rate_mps = until_s - self.time_s, 0.0
            arrives = False
            if goal is not None:
                self.course_deg = float(azimuth_deg(self.lat_deg, self.lon_deg, goal.lat_deg, goal.lon_deg))
                far_m = float(distance_m(self.lat_deg, self.lon_deg, goal.lat_deg, goal.lon_deg))
                leg_s = far_m / self.speed_mps
                arrives, span_s = leg_s <= span_s, min(leg_s, span_s)
            if goal is not None and goal.altitude_m is not None:
                rate_mps = (goal.altitude_m - self.altitude_m) / max(leg_s, 1e-3)
            elif self.wanted_m != self.altitude_m:
                rate_mps = math.copysign(self.climb_mps, self.wanted_m - self.altitude_m)
                level_s = (self.wanted_m - self.altitude_m) / rate_mps
                arrives, span_s = (False, level_s) if level_s < span_s else (arrives, span_s)
            self._fly(span_s, rate_mps)
            if arrives and goal is not None:
                self._reached(goal)
            self._corner()

    def _fly(self, span_s: float, rate_mps: float) -> None:
        lat, lon = destination(self.lat_deg, self.lon_deg, self.course_deg, self.speed_mps * span_s)
        self.lat_deg, self.lon_deg, self.time_s = float(lat), float(lon), self.time_s + span_s
        self.altitude_m += rate_mps * span_s
        if abs(self.altitude_m - self.wanted_m) < 1e-6:
            self.altitude_m = self.wanted_m

    def _reached(self, goal: _Place) -> None:
        self.lat_deg, self.lon_deg = goal.lat_deg, goal.lon_deg
        self.route.pop(0)
        if goal.altitude_m is not None:
            self.altitude_m = self.wanted_m = goal.altitude_m
        self.speed_mps = goal.speed_mps or self.speed_mps
        self.ended = goal.is_last

    def changed(self) -> None:
        """A corner for what is another from now on."""
        self._corner()


class _Reading:
    """The state while lines are read: objects, names of places, what was passed over."""

    def __init__(self) -> None:
        self.flying: dict[str, _Flying] = {}
        self.all: list[_Flying] = []
        self.places: dict[str, _Place] = {}
        self.commands: dict[str, Callable[[list[str], float], None]] = {
            "CRE": self._create, "CREATE": self._create, "HDG": self._course, "SPD": self._speed, "ALT": self._altitude,
            "VS": self._climb, "ADDWPT": self._waypoint, "DEST": self._destination, "DIRECT": self._direct,
            "LNAV": self._route, "DEFWPT": self._define, "DEL": self._delete, "DELETE": self._delete,
            "ORIG": self._known, "VNAV": self._known,
        }  # fmt: skip

    def take(self, words: list[str], time_s: float) -> None:
        """One command; raises ValueError with why it is not understood."""
        if words[0].upper() in self.flying and len(words) > 1:
            words = [words[1], words[0], *words[2:]]
        command = self.commands.get(words[0].upper())
        if command is None:
            raise ValueError("no command that is understood here")
        command(words[1:], time_s)

    def _one(self, words: list[str], time_s: float) -> _Flying:
        one = self.flying.get(words[0].upper()) if words else None
        if one is None:
            raise ValueError("of an aircraft that is not there")
        one.advance(time_s)
        return one

    def _known(self, words: list[str], time_s: float) -> None:
        self._one(words, time_s)

    def _place(self, words: list[str]) -> tuple[_Place, list[str]]:
        """(the place with which they begin, the others)."""
        if not words:
            raise ValueError("a place is missing")
        if words[0].upper() in self.places:
            return self.places[words[0].upper()], words[1:]
        if len(words) < 2 or not _ANGLE.fullmatch(words[0]) or not _ANGLE.fullmatch(words[1]):
            raise ValueError(f"{words[0][:20]!r} is no place that is known here")
        return _Place(_angle(words[0]), _angle(words[1]), name=f"{words[0]},{words[1]}"), words[2:]

    def _create(self, words: list[str], time_s: float) -> None:
        if len(words) < 6:
            raise ValueError("a call sign, a type, a place, a heading, an altitude and a speed are needed")
        place, rest = self._place(words[2:])
        if len(rest) < 3:
            raise ValueError("a heading, an altitude and a speed are needed")
        altitude_m = _altitude(rest[1])
        speed_mps = _true_speed(rest[2], altitude_m)
        if words[0].upper() in self.flying:
            raise ValueError("there is one of that name already")
        one = _Flying(
            words[0].upper(), words[1].upper(), place._replace(altitude_m=altitude_m, speed_mps=speed_mps),
            float(rest[0]), time_s,
        )  # fmt: skip
        self.flying[one.acid] = one
        self.all.append(one)

    def _course(self, words: list[str], time_s: float) -> None:
        one, course_deg = self._one(words, time_s), float(words[1])
        one.course_deg, one.on_route = course_deg % 360.0, False
        one.changed()

    def _speed(self, words: list[str], time_s: float) -> None:
        one = self._one(words, time_s)
        one.speed_mps = _true_speed(words[1], one.altitude_m)
        one.changed()

    def _altitude(self, words: list[str], time_s: float) -> None:
        one = self._one(words, time_s)
        one.wanted_m = _altitude(words[1])
        one.climb_mps = abs(float(words[2])) * FPM_MPS if len(words) > 2 and words[2] else one.climb_mps
        one.changed()

    def _climb(self, words: list[str], time_s: float) -> None:
        rate_mps = abs(float(words[1])) * FPM_MPS
        if rate_mps == 0.0:
            raise ValueError("a rate of nothing")
        self._one(words, time_s).climb_mps = rate_mps

    def _waypoint(self, words: list[str], time_s: float, is_last: bool = False) -> None:
        one = self._one(words, time_s)
        place, rest = self._place(words[1:])
        altitude_m = _altitude(rest[0]) if rest and rest[0] else None
        height_m = one.altitude_m if altitude_m is None else altitude_m
        speed_mps = _true_speed(rest[1], height_m) if len(rest) > 1 and rest[1] else None
        goal = place._replace(altitude_m=altitude_m, speed_mps=speed_mps, is_last=is_last)
        # the destination stays the end, whatever is added later
        at = len(one.route) - (not is_last and bool(one.route) and one.route[-1].is_last)
        one.on_route = one.on_route or not one.route
        one.route.insert(at, goal)
        one.changed()

    def _destination(self, words: list[str], time_s: float) -> None:
        one = self._one(words, time_s)
        self._place(words[1:])
        one.route = [goal for goal in one.route if not goal.is_last]
        self._waypoint(words, time_s, is_last=True)

    def _direct(self, words: list[str], time_s: float) -> None:
        one = self._one(words, time_s)
        names = [goal.name.upper() for goal in one.route]
        wanted = ",".join(words[1:]).upper()
        if wanted not in names:
            raise ValueError("no place of its route")
        one.route, one.on_route = one.route[names.index(wanted) :], True
        one.changed()

    def _route(self, words: list[str], time_s: float) -> None:
        one = self._one(words, time_s)
        one.on_route = len(words) < 2 or words[1].upper() in ("ON", "TRUE", "1")
        one.changed()

    def _define(self, words: list[str], time_s: float) -> None:
        place, _ = self._place(words[1:])
        self.places[words[0].upper()] = place._replace(name=words[0])

    def _delete(self, words: list[str], time_s: float) -> None:
        self._one(words, time_s).ended = True
        del self.flying[words[0].upper()]


def imported(text: str, duration_s: float | None = None) -> Imported:
    """The flights of a file; they fly on to the end, `duration_s` or an hour after its last line."""
    reading, passed, timed = _Reading(), [], []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _LINE.fullmatch(line)
        if found is None:
            passed.append((number, line, "no time stamp and command"))
            continue
        hours, minutes, seconds, said = found.groups()
        time_s = 3600.0 * int(hours) + 60.0 * int(minutes) + float(seconds)
        timed += [(time_s, number, one.strip()) for one in said.split(";") if one.strip()]
    timed.sort(key=lambda one: one[:2])
    end_s = (timed[-1][0] if timed else 0.0) + 3600.0 if duration_s is None else duration_s
    for time_s, number, said in timed:
        if time_s >= end_s:
            passed.append((number, said, "after the end"))
            continue
        try:
            reading.take(re.split(r"\s*,\s*|\s+", said.rstrip(" ,")), time_s)
        except (ValueError, IndexError) as error:
            why = str(error) if isinstance(error, ValueError) else "something is missing"
            passed.append((number, said, why))
    ids: dict[str, int] = {}
    flights = []
    for order, one in enumerate(reading.all):
        one.advance(end_s)
        if len(one.corners) > 1:
            ids[one.acid] = ids.get(one.acid, 0) + 1
            name = one.acid if ids[one.acid] == 1 else f"{one.acid}-{ids[one.acid]}"
            flights.append(_flight(one, name, order))
    told = [f"line {number}: {said.strip()[:80]}: {why}" for number, said, why in sorted(passed)]
    return Imported(tuple(flights), tuple(told), end_s)


def _flight(one: _Flying, name: str, order: int) -> Flight:
    fast = max(corner.speed_mps for corner in one.corners) > _AIRLINER_MPS
    what = _KINDS.get(one.type_name, "airliner" if fast else "light_aircraft")
    answers = what != "multirotor"
    return Flight(
        name,
        tuple(one.corners),
        _CROSS_SECTION_M2.get(what, _AIRLINER_M2),
        start_s=one.start_s,
        mode_3a="2000" if answers else None,
        mode_s=f"{_FIRST_ADDRESS + order:06x}" if answers else None,
        callsign=one.acid[:8] if answers else None,
        adsb=answers,
        what=what,
    )


def _angle(text: str) -> float:
    """Degrees, with N, S, E, W before them; minutes and seconds behind quotation marks."""
    found = _ANGLE.fullmatch(text)
    if found is None:
        raise ValueError(f"{text[:20]!r} is no angle")
    side, degrees, minutes, seconds = found.groups()
    value = abs(float(degrees)) + float(minutes or 0.0) / 60.0 + float(seconds or 0.0) / 3600.0
    return -value if side.upper() in ("S", "W") or degrees.startswith("-") else value


def _altitude(text: str) -> float:
    """Metres, of feet or a flight level."""
    level = text.upper().startswith("FL")
    return (100.0 * float(text[2:]) if level else float(text)) * FOOT_M


def _true_speed(text: str, altitude_m: float) -> float:
    """True airspeed of a calibrated one in knots, or of a Mach number, in the standard atmosphere."""
    kelvin = max(288.15 - 0.0065 * altitude_m, 216.65)
    pressure = (kelvin / 288.15) ** 5.25588
    if altitude_m > 11_000.0:
        pressure *= math.exp(-9.80665 * (altitude_m - 11_000.0) / (287.05287 * 216.65))
    sound_mps = math.sqrt(1.4 * 287.05287 * kelvin)
    mach = text.upper().startswith("M")
    value = float(text[1:] if mach else text)
    if mach and value >= 10.0:  # M78
        value /= 100.0
    if value <= 0.0:
        raise ValueError("a speed of nothing")
    if mach or value < 1.0:
        return value * sound_mps
    impact = (1.0 + 0.2 * (value * KNOT_MPS / 340.294) ** 2) ** 3.5 - 1.0
    return sound_mps * math.sqrt(5.0 * ((impact / pressure + 1.0) ** (2.0 / 7.0) - 1.0))
