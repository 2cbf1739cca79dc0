"""How real flights go on: how often the true place is where the model of motion says, entries before p10, p50, p90.

842 aircraft over Switzerland and the Baltic recording (191 tracks): lines, climbs, approaches, turns at way-points;
no drone. From each flight every two minutes: the place after 5, 10 and 15 min against the region of 80 % (velocity from
the report, in the Baltic from the last 24 s of places; errors of 50 m and 1 m/s), and a straight edge laid across the
course 3 to 12 min ahead at a random angle: whether it is crossed, and when. 95 % bounds are of flights, drawn again
with all their rows (bootstrap): rows of one flight are not independent. `python benchmarks/motion.py`.
"""

import gzip
import json
import os
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import numpy as np
from measure import Figures, note
from numpy.typing import NDArray

from sargas.commands.offline import batches, discover, recording
from sargas.formats.recorded import sensors_of, timed
from sargas.formats.registry import format_named
from sargas.geo.wgs84 import enu_from_geodetic
from sargas.ingest import Ingest
from sargas.model.sensor import Feed
from sargas.motion import SHIPPED, Going, Settings, sigmas_m, ways

F8 = NDArray[np.float64]
CORPUS = Path(os.environ.get("SARGAS_CORPUS", Path(__file__).resolve().parents[2] / "shared" / "data"))
AFTER_S = (300.0, 600.0, 900.0)
EVERY_S, SLOWEST_MPS, WITHIN_S = 120.0, 30.0, 900.0
COVARIANCE = np.diag([50.0**2, 50.0**2, 1.0, 1.0])
KNOT_MPS = 0.514444


class Flight(NamedTuple):
    """What was reported of one aircraft: time_s, lat_deg, lon_deg, east_mps, north_mps, each (N,)."""

    time_s: F8
    lat_deg: F8
    lon_deg: F8
    east_mps: F8
    north_mps: F8


def switzerland() -> list[Flight]:
    """By address and call sign."""
    rows = defaultdict(list)
    for said in json.loads(gzip.decompress((CORPUS / "adsb" / "switzerland.json.gz").read_bytes())):
        if all(said.get(key) is not None for key in ("latitude", "longitude", "groundspeed", "track")):
            speed_mps, course = said["groundspeed"] * KNOT_MPS, np.radians(said["track"])
            state = (said["latitude"], said["longitude"], speed_mps * np.sin(course), speed_mps * np.cos(course))
            rows[said["icao24"], said.get("callsign")].append((said["timestamp"] / 1e3, *state))
    return [Flight(*np.array(sorted(found)).T) for found in rows.values()]


def baltic() -> list[Flight]:
    """By track number; the velocity is that of the last 24 s of places: what is reported is on another north."""
    path, form = CORPUS / "radar" / "baltic_cat062_15min.ff", format_named("asterix")
    editions = {"062": "1.19"}
    sensors = list(sensors_of(discover(path, form, "auto", "2025-01-01", "in", editions)))
    ingest = Ingest([Feed("in", "file://x", "asterix", editions=editions, partition="recording")], sensors)
    rows = defaultdict(list)
    for batch in batches(timed(recording(path, form, "auto", "2025-01-01", say=False), "in")):
        reports = ingest.feed(batch).foreign
        columns = (reports.reported_number, reports.time_s, reports.lat_deg, reports.lon_deg)
        for number, *state in zip(*(column.tolist() for column in columns), strict=True):
            rows[number].append(state)
    found = []
    for states in rows.values():
        time_s, lat, lon = np.array(sorted(states)).T
        before = np.searchsorted(time_s, time_s - 24.0)
        took_s = np.maximum(time_s - time_s[before], 1.0)
        east_m, north_m, _ = enu_from_geodetic(lat, lon, 0.0, lat[before], lon[before], 0.0)
        late = time_s - time_s[before] > 16.0
        found.append(Flight(*(column[late] for column in (time_s, lat, lon, east_m / took_s, north_m / took_s))))
    return [flight for flight in found if len(flight.time_s) > 1]


class Seen(NamedTuple):
    """One look ahead."""

    flight: int
    held: list[bool | None]
    """Whether the region of 80 % held the place after AFTER_S; None where nothing was reported then."""
    said: float
    """Probability of crossing the edge in time ..."""
    came: bool | None
    place: float | None
    """... and where between the times the crossing was: the share of ways that were there before."""


def looks(flights: list[Flight], settings: Settings, rng: np.random.Generator) -> list[Seen]:
    """From each flight every EVERY_S."""
    found = []
    for k, flight in enumerate(flights):
        for start_s in np.arange(flight.time_s[0] + 30.0, flight.time_s[-1] - AFTER_S[0], EVERY_S):
            i = int(np.searchsorted(flight.time_s, start_s))
            going = Going(*(float(column[i]) for column in flight), COVARIANCE)
            if going.speed_mps < SLOWEST_MPS or flight.time_s[i] - start_s > 15.0:
                continue
            east_m, north_m, _ = enu_from_geodetic(
                flight.lat_deg[i:], flight.lon_deg[i:], 0.0, going.lat_deg, going.lon_deg, 0.0
            )
            after_s, (east, north) = flight.time_s[i:] - going.time_s, going.course
            ahead_m, aside_m = east_m * east + north_m * north, east_m * north - north_m * east
            held = [_held(going, settings, t, after_s, ahead_m, aside_m) for t in AFTER_S]
            found.append(Seen(k, held, *_entered(going, settings, rng, after_s, ahead_m, aside_m)))
    return found


def _held(going: Going, settings: Settings, t: float, after_s: F8, ahead_m: F8, aside_m: F8) -> bool | None:
    j = int(np.searchsorted(after_s, t))
    if j == len(after_s) or after_s[j] - after_s[j - 1] > 30.0:
        return None
    ahead, aside = (float(np.interp(t, after_s, side)) for side in (ahead_m, aside_m))
    along_m, across_m = (float(side[0]) for side in sigmas_m(going, settings, np.array([t])))
    off = (np.hypot(ahead, aside) - going.speed_mps * t) / along_m
    turned = np.arctan2(aside, ahead) * going.speed_mps * t / across_m
    return bool(off**2 + turned**2 <= -2.0 * np.log(0.2))


def _entered(
    going: Going, settings: Settings, rng: np.random.Generator, after_s: F8, ahead_m: F8, aside_m: F8
) -> tuple[float, bool | None, float | None]:
    """An edge across the course: (said to cross it, whether it did, where between the times)."""
    entry_s, angle = rng.uniform(180.0, 720.0), rng.uniform(-1.0, 1.0)
    normal = np.cos(angle), np.sin(angle)
    edge_m = going.speed_mps * entry_s * normal[0]
    lat, lon, east_mps, north_mps = ways(going, settings, entry_s)
    east, north = going.course
    east_m, north_m, _ = enu_from_geodetic(lat, lon, 0.0, going.lat_deg, going.lon_deg, 0.0)
    from_m = (east_m * east + north_m * north) * normal[0] + (east_m * north - north_m * east) * normal[1]
    to_mps = (east_mps * east + north_mps * north) * normal[0] + (east_mps * north - north_mps * east) * normal[1]
    met_s = np.where(to_mps > 0.0, (edge_m - from_m) / np.where(to_mps > 0.0, to_mps, 1.0), np.inf)
    met_s = np.sort(met_s[met_s <= WITHIN_S])
    over = np.flatnonzero(ahead_m * normal[0] + aside_m * normal[1] >= edge_m)
    said = len(met_s) / len(lat)
    if len(over) and after_s[over[0]] <= WITHIN_S:
        return said, True, float(np.searchsorted(met_s, after_s[over[0]])) / max(len(met_s), 1)
    return said, (False if after_s[-1] >= WITHIN_S else None), None


def share(seen: list[tuple[int, bool]], rng: np.random.Generator) -> tuple[float, float, float, int]:
    """(share, low, high, flights): 95 % by drawing flights again."""
    flights = defaultdict(list)
    for flight, value in seen:
        flights[flight].append(value)
    hits, of = np.array([(sum(values), len(values)) for values in flights.values()]).T
    drawn = rng.integers(len(of), size=(2000, len(of)))
    low, high = np.quantile(hits[drawn].sum(axis=1) / of[drawn].sum(axis=1), [0.025, 0.975])
    return float(hits.sum() / of.sum()), float(low), float(high), len(of)


def told(name: str, flights: list[Flight], settings: Settings) -> list[float]:
    """Prints all of one set of flights; the shares held after AFTER_S."""
    rng = np.random.default_rng(5)
    seen = looks(flights, settings, rng)
    held = []
    for k, t in enumerate(AFTER_S):
        some = [(one.flight, bool(one.held[k])) for one in seen if one.held[k] is not None]
        if len(some) > 50:
            found = share(some, rng)
            held.append(found[0])
            bounds = f"{found[0]:.3f} ({found[1]:.3f} to {found[2]:.3f})"
            note(f"{name}: after {t / 60:.0f} min held by 80 %: {bounds}, {found[3]} flights")
    for words, limit in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9)):
        some = [(one.flight, one.place <= limit) for one in seen if one.place is not None]
        found = share(some, rng)
        note(f"{name}: entered before {words}: {found[0]:.3f} ({found[1]:.3f} to {found[2]:.3f}), {len(some)} entries")
    came = [one for one in seen if one.came is not None]
    said = float(np.mean([one.said for one in came]))
    note(f"{name}: said to enter {said:.3f}, entered {np.mean([bool(one.came) for one in came]):.3f} of {len(came)}")
    return held


def figures() -> Figures:
    if not CORPUS.is_dir():
        return {"motion_held_by_80_after_10_min": "no recordings here (SARGAS_CORPUS)"}
    told("Baltic", baltic(), SHIPPED)
    return {"motion_held_by_80_after_10_min": told("Switzerland", switzerland(), SHIPPED)[1]}


if __name__ == "__main__":
    print(figures())
