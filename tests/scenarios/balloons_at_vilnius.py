"""The play of `balloons_at_vilnius.md`: a night with balloons, and what the aerodrome view said of it, when.

Everything of Sargas is real here: an exercise's radar sends ASTERIX, a feed of weather tells winds aloft, plots become
tracks, tracks are classified and held against the volumes of the aerodrome. Balloons and people are assumed: where the
first go is reckoned here, in steps of a minute, by code that shares no line with the forecast; when people act is a
number of the play. Its clock is that of the bytes, one batch a turn of the radar.
"""

import datetime
import math
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from sargas.commands.offline import batches, merged
from sargas.config import LoadedSite, load_text
from sargas.core import Core
from sargas.exercise.flights import Flight, Waypoint
from sargas.exercise.laydown import Radar
from sargas.exercise.player import chunks
from sargas.exercise.scenario import Scenario
from sargas.exercise.traffic import Across
from sargas.geo.geodesic import near_distance_m
from sargas.ingest import Ingest
from sargas.model.aerodrome import AccountFor, Aerodrome, AerodromeAct, ClearBy, RecordClosure, RecordReopening
from sargas.model.batch import Batch
from sargas.model.decision import Decision
from sargas.model.record import Record, RecordKind

AIRPORT = (54.637, 25.288)
RADIUS_M = 25_000.0
START = datetime.datetime(2025, 10, 21, 18, 10, tzinfo=datetime.UTC)
"""21:10 in Vilnius."""
POINTS = ((54.42, 25.83), (54.52, 25.90), (54.63, 25.95))
"""Assumed: where balloons begin, 38 to 43 km from the airport, beyond the border."""
COUNT, EVERY_S = 24, 960.0
FROM_DEG, SPEED_MPS, OFF_MPS, KEEPS_S = 105.0, 9.0, 3.0, 3_600.0
"""Assumed: the wind at 3,500 m as it was forecast, and what that is wrong by, for how long."""
FALLS, FALLS_AFTER_S = 7, 4_200.0
"""The balloon of this number comes down, so long after its start: inside the volume, and nobody sees it any more."""
RISES_MPS, SINKS_MPS, GROUND_M = 4.0, 9.0, 220.0
CLOSES_S, OPENS_S, FINDS_S = 300.0, 600.0, 3_000.0
"""Assumed: after the draft the air traffic service has closed, and opened; after a balloon is lost it is found."""
TURN_S = 8.0
"""Of the radar, and of a batch of the play."""
ASKED_S = tuple(3_600.0 * hours for hours in (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 6.5, 7.0, 7.25))

SITE = """
[site]
name = "Vilnius"
lat_deg = 54.637
lon_deg = 25.288

[[partitions]]
name = "drill"
kind = "exercise"

[[feeds]]
id = "radar"
from = "exercise://balloons"
format = "asterix"
partition = "drill"

[[feeds]]
id = "aloft"
from = "exercise://winds"
format = "weather"
partition = "drill"

[[sensors]]
id = "field"
feed = "radar"
match = { sac = 70, sic = 221 }
kind = "psr"
site = { lat_deg = 54.66, lon_deg = 25.27, height_m = 260.0 }
accuracy = { range_m = 50.0, azimuth_deg = 0.08 }
interval_s = 8.0
range_m = 111120.0
detection_probability = 0.9

[[aerodromes]]
icao = "EYVI"
name = "Vilnius"
fir = "EYVL"
lat_deg = 54.637
lon_deg = 25.288
elevation = { value_m = 197.0 }
runways = ["01/19"]
interval_s = 60.0
[[aerodromes.volumes]]
name = "approach"
radius_m = 25000.0
ceiling = { value_m = 2896.0, ref = "flight_level" }
"""


class Balloon(NamedTuple):
    """One balloon, really: its way, and when it is outside of the volume's outline for good (or on the ground)."""

    flight: Flight
    begins_s: float
    inside_s: float
    """First; inf where it never is."""
    clear_s: float


class Told(NamedTuple):
    """One run of the play; times in seconds after the start."""

    clock: dict[str, float]
    asked: list[tuple[float, ClearBy, int, float]]
    """(when, what was told, of how many objects, when those were really clear)."""
    last: Aerodrome
    words: dict[str, str]
    """Texts of drafts, as they were first made."""
    apart_most: int
    lost: list[tuple[float, str]]
    """(when, why it could not be told) while one was lost."""


def site() -> LoadedSite:
    """The site of the play, as a site file says it."""
    return load_text(SITE, Path())


def balloons() -> list[Balloon]:
    """Every balloon of the night: the wind that was forecast, and what it was wrong by, the same for all."""
    rng = np.random.default_rng(20251021)
    off = [rng.normal(0.0, OFF_MPS, 2)]
    kept = math.exp(-60.0 / KEEPS_S)
    for _ in range(700):
        off.append(kept * off[-1] + OFF_MPS * math.sqrt(1.0 - kept**2) * rng.normal(size=2))
    return [_balloon(k, rng, off) for k in range(COUNT)]


def wind(height_m: float) -> tuple[float, float]:
    """The forecast, toward east and north: weaker below."""
    speed = SPEED_MPS * (0.5 + 0.5 * min(height_m / 3_500.0, 1.2))
    turn = math.radians(FROM_DEG + (3_500.0 - height_m) / 200.0)
    return -speed * math.sin(turn), -speed * math.cos(turn)


def _balloon(k: int, rng: np.random.Generator, off: list[np.ndarray]) -> Balloon:
    lat, lon = POINTS[k % len(POINTS)]
    begins_s, floats_m, high_m = k * EVERY_S, float(rng.uniform(3_000.0, 4_000.0)), GROUND_M
    way, inside_s, clear_s, after_s = [], math.inf, 0.0, 0.0
    while after_s < 16_000.0 and begins_s + after_s < 38_000.0:
        falls = k == FALLS and after_s >= FALLS_AFTER_S
        part = min(high_m / 1_000.0, 1.0)
        east, north = np.array(wind(high_m)) + part * off[int((begins_s + after_s) // 60.0)]
        speed = max(math.hypot(east, north), 0.2)
        way.append(Waypoint(lat, lon, high_m, speed))
        lat += north * 60.0 / 111_200.0
        lon += east * 60.0 / (111_319.5 * math.cos(math.radians(lat)))
        high_m = max(high_m - SINKS_MPS * 60.0, GROUND_M) if falls else min(high_m + RISES_MPS * 60.0, floats_m)
        after_s += 60.0
        if float(near_distance_m(*AIRPORT, lat, lon)) <= RADIUS_M:
            inside_s, clear_s = min(inside_s, begins_s + after_s), begins_s + after_s
        if (falls and high_m <= GROUND_M) or float(near_distance_m(*AIRPORT, lat, lon)) > 90_000.0:
            break
    return Balloon(Flight(f"balloon-{k}", tuple(way), 0.3, begins_s), begins_s, inside_s, clear_s)


def scenario(of: LoadedSite, flown: list[Balloon], until_s: float) -> Scenario:
    """Balloons of 0.3 m2, some lawful traffic around, and one radar, which measures no heights."""
    (sensor,) = of.sensors_of("drill")
    assert sensor.site is not None
    radar = Radar(sensor.id, 70, 221, sensor.site, 160.0, TURN_S, false_plots_per_turn=0.5)
    lat_deg, lon_deg = AIRPORT
    lawful = Across(
        count=12, lat_deg=lat_deg, lon_deg=lon_deg, radius_m=60_000.0, speed_mps=(90.0, 150.0),
        height_m=(1_500.0, 2_400.0),
    )  # fmt: skip
    flights = tuple(one.flight for one in flown)
    return Scenario("Balloons", START, until_s, 20251021, (radar,), flights, (lawful,))


def aloft(start_s: float, until_s: float) -> Iterator[tuple[float, str, bytes]]:
    """The forecast, told anew each hour."""
    for k in range(int(until_s // 3_600.0) + 1):
        lines = []
        for high_m in range(500, 5_001, 500):
            east, north = wind(float(high_m))
            from_deg = math.degrees(math.atan2(-east, -north)) % 360.0
            place = f"{AIRPORT[0]},{AIRPORT[1]},{high_m}"
            lines.append(f"{start_s + 3_600.0 * k},wind,{place},{from_deg:.1f},{math.hypot(east, north):.2f}\n")
        yield start_s + 3_600.0 * k + 0.5, "aloft", "".join(lines).encode()


def turns(of: Iterator[list[Record]]) -> Iterator[list[Record]]:
    """Batches as long as a turn of the radar: a night is long."""
    waiting: list[Record] = []
    for k, records in enumerate(of):
        closes = k % round(10 * TURN_S) == 0
        waiting += records if closes else [one for one in records if one.kind != RecordKind.TICK]
        if closes:
            yield waiting
            waiting = []


def play(until_s: float = 7.7 * 3_600.0) -> Told:
    """The night."""
    here, flown = site(), balloons()
    plot = scenario(here, flown, until_s)
    start_s, sensors = plot.start_s, here.sensors_of("drill")
    ingest = Ingest(here.feeds_of("drill"), sensors, "exercise")
    core = Core(sensors, here.zones, here.core_settings("drill"))
    radar = ((time_s, "radar", payload) for time_s, payload in chunks(plot))
    people, words, asked, lost = People(), {}, [], []
    clock: dict[str, float] = {}
    apart_most, due = 0, list(ASKED_S)
    for records in turns(batches(merged([radar, aloft(start_s, until_s)]), "drill")):
        changes = core.update(people.act(ingest.feed(records)))
        assert not changes.refused, changes.refused
        at_s = changes.time_s - start_s
        for word in changes.aerodromes:
            people.see(changes.time_s, word)
            _note(word, at_s, clock, words)
            apart_most = max(apart_most, word.apart.get("lawful", 0))
            if any(one.going == "lost" and one.since_s is not None for one in word.objects):
                lost.append((at_s, word.clear.why))
        if due and at_s >= due[0] and core.aerodromes:
            now = core.aerodromes[0]
            there = sum(one.since_s is not None for one in now.objects)
            asked.append((due.pop(0), now.clear, there, _really(flown, at_s)))
    clock["first inside, really"] = min(one.inside_s for one in flown)
    clock["last outside, really"] = max(one.clear_s for one in flown)
    clock |= {name: at_s - start_s for name, at_s in people.clock.items()}
    return Told(clock, asked, core.aerodromes[0], words, apart_most, lost)


def _really(flown: list[Balloon], at_s: float) -> float:
    """When all that were in the air for a quarter of an hour were clear."""
    return max((one.clear_s for one in flown if one.begins_s + 900.0 <= at_s), default=0.0)


def _note(word: Aerodrome, at_s: float, clock: dict[str, float], words: dict[str, str]) -> None:
    if word.objects:
        clock.setdefault("first object in the view", at_s)
    if word.closure is not None:
        clock.setdefault("closure drafted", at_s)
        words.setdefault("closure", word.closure.text)
    if word.reopening is not None and word.recorded.closed:
        clock["reopening drafted, last"] = clock.get("reopening drafted, last", at_s)
        words["reopening"] = word.reopening.text
    elif word.recorded.closed:
        clock.pop("reopening drafted, last", None)


class People:
    """The air traffic service, as somebody records what it decides; and who finds the balloon that came down."""

    def __init__(self) -> None:
        self.clock: dict[str, float] = {}
        self._todo: list[tuple[float, str, AerodromeAct, str]] = []
        self._is_closing = self._is_opening = False
        self._sought: dict[int, float] = {}

    def act(self, batch: Batch) -> Batch:
        """The batch with what people do in it."""
        due = [one for one in self._todo if one[0] <= batch.time_s]
        self._todo = [one for one in self._todo if one[0] > batch.time_s]
        made = tuple(Decision(by, batch.time_s, act, why) for _, by, act, why in due)
        return msgspec.structs.replace(batch, decisions=made)

    def see(self, time_s: float, word: Aerodrome) -> None:
        """What they see on the screen."""
        if word.advice == "closure" and not word.recorded.closed and not self._is_closing:
            self._is_closing, self._is_opening = True, False
            closes_s = time_s + CLOSES_S
            self._todo.append((closes_s, "Ona", RecordClosure("EYVI", closes_s), "told by the tower"))
            self.clock.setdefault("closure recorded", closes_s)
        opens = word.advice == "reopening" and word.recorded.closed
        if opens and not self._is_opening:
            self._is_opening = True
            opens_s = time_s + OPENS_S
            self._todo.append((opens_s, "Ona", RecordReopening("EYVI", opens_s), "told by the tower"))
            self.clock["reopening recorded"] = opens_s
        elif not opens and word.recorded.closed and self._is_opening:  # something came: they stay closed
            self._is_opening, self._is_closing = False, True
            self._todo = [one for one in self._todo if not isinstance(one[2], RecordReopening)]
            self.clock.pop("reopening recorded", None)
        if not word.recorded.closed and word.advice != "closure":
            self._is_closing = False
        for one in word.objects:
            if one.going == "lost" and one.since_s is not None and one.track not in self._sought:
                self._sought[one.track] = time_s + FINDS_S
                found = AccountFor("EYVI", one.track, "found")
                self._todo.append((time_s + FINDS_S, "Jonas", found, "a patrol found it in a field"))
                self.clock.setdefault("first lost", time_s)
                self.clock.setdefault("first lost is found", time_s + FINDS_S)
