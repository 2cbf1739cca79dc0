"""How often what is said to be inside is: P(inside) against the truth, decile by decile, through the whole core.

Flights on any course at 15 to 60 m/s that at a moment drawn at random are within 1.5 sigma of a plot of the true border
of Lithuania with Belarus (anywhere in that circle alike), 35 to 90 km from a radar of one of three accuracies (known to
the core): a track has an error of 30 to 300 m there, and the border bends within it. Of each flight one row counts,
that which is measured first from that moment on: rows are as independent as flights are. Bounds are those of Clopper
and Pearson (Biometrika 26 (1934) 404).
`python benchmarks/calibration.py 400` flies until each decile has so many rows; `400 90`: flights that turn by up to 90
degrees within the 40 s before.
"""

import sys
from typing import NamedTuple

import numpy as np
from crossing import BEYOND_M, HEIGHT_M, REGION, START, Crossing, border_places, judged
from measure import Figures, note
from numpy.typing import NDArray
from scipy.stats import beta

from sargas.core import Core
from sargas.exercise.flights import Flight, Waypoint
from sargas.exercise.laydown import Radar
from sargas.exercise.scenario import Scenario
from sargas.exercise.truth import Truth
from sargas.geo.geodesic import destination, near_distance_m
from sargas.geo.region import Regions
from sargas.incursion.presence import presence
from sargas.model.batch import Changes
from sargas.model.place import Site
from sargas.model.tracks import CONFIRMED

F8 = NDArray[np.float64]
ACCURACIES = ((50.0, 0.08), (100.0, 0.25), (150.0, 0.5))
"""(range_m, azimuth_deg), one sigma."""
NEAR_M, FAR_M, APART_M = 35_000.0, 90_000.0, 6_000.0
AT_ONCE, LASTS_S, ROTATION_S, MATCH_M, TICK_S = 24, 120.0, 4.0, 3_000.0, 0.5
COLUMN, PLACES = Regions([REGION]), border_places()


class Row(NamedTuple):
    """One row that counts."""

    said: float
    was: bool
    distance_m: float
    """Signed, that the core has ..."""
    true_m: float
    """... and that is."""
    sigma_m: float
    """Along the major axis."""


def night(seed: int, turn_deg: float = 0.0) -> list[Row]:
    """AT_ONCE flights before one radar; each turns by up to `turn_deg` within the 40 s before it counts."""
    rng = np.random.default_rng([2026, seed])
    range_m, azimuth_deg = ACCURACIES[seed % len(ACCURACIES)]
    radar, fit = _radar(rng, range_m, azimuth_deg)
    flights: list[Crossing] = []
    counts_s: list[float] = []
    taken = np.empty((0, 2))
    for _ in range(40 * AT_ONCE):
        place = fit[rng.integers(len(fit))]
        if len(flights) == AT_ONCE or (near_distance_m(*place, taken[:, 0], taken[:, 1]) < APART_M).any():
            continue
        taken = np.vstack([taken, place])
        counts_s.append(rng.uniform(50.0, LASTS_S - 10.0))
        flights.append(_flight(place, radar, counts_s[-1], turn_deg, f"f{len(flights)}", rng))
    scenario = Scenario("night", START, LASTS_S, seed, (radar,), tuple(one.flight for one in flights))
    rows: dict[int, Row] = {}

    def hear(changes: Changes, truth: Truth, core: Core) -> None:
        fresh = changes.tracks.updated_s > changes.tracks.time_s - 2.0 * TICK_S
        for i in np.flatnonzero((changes.tracks.status == CONFIRMED) & fresh).tolist():
            row = changes.tracks.take(np.array([i]))
            lat, lon, _, exists = truth.positions(np.full(len(truth), row.time_s[0]))
            off_m = np.where(exists, near_distance_m(row.lat_deg[0], row.lon_deg[0], lat, lon), np.inf)
            of = int(np.argmin(off_m))
            if off_m[of] > MATCH_M or of in rows or row.time_s[0] < scenario.start_s + counts_s[of]:
                continue
            found = presence(COLUMN, np.zeros(1, np.int64), row)
            true_m = float(REGION.signed_distance_m(lat[of], lon[of]))
            said, distance = float(found.probability[0]), float(found.distance_m[0])
            rows[of] = Row(said, true_m <= 0.0, distance, true_m, float(row.ellipses()[0][0]))

    judged(scenario, radar, flights, hear=hear, tick_s=TICK_S)
    return list(rows.values())


def _radar(rng: np.random.Generator, range_m: float, azimuth_deg: float) -> tuple[Radar, F8]:
    """A radar inside the country, and the places of the border in its reach."""
    while True:
        lat, lon = (float(v) for v in destination(*PLACES[rng.integers(len(PLACES))], rng.uniform(180.0, 360.0), 5e4))
        off_m = near_distance_m(lat, lon, PLACES[:, 0], PLACES[:, 1])
        fit = PLACES[(off_m > NEAR_M) & (off_m < FAR_M)]
        if len(fit) > 400 and bool(REGION.contains(lat, lon)):
            site = Site(lat, lon, 180.0)
            radar = Radar(
                "radar",
                70,
                1,
                site,
                ground_m=140.0,
                rotation_s=ROTATION_S,
                reference_range_m=150_000.0,
                sigma_range_m=range_m,
                sigma_azimuth_deg=azimuth_deg,
            )
            return radar, fit


def _flight(place: F8, radar: Radar, after_s: float, turn_deg: float, name: str, rng: np.random.Generator) -> Crossing:
    """Near a place of the border `after_s`."""
    across_m = np.radians(radar.sigma_azimuth_deg) * near_distance_m(radar.site.lat_deg, radar.site.lon_deg, *place)
    near_m = 1.5 * float(max(across_m, radar.sigma_range_m)) * np.sqrt(rng.uniform())
    through = destination(*place, rng.uniform(0.0, 360.0), near_m)
    speed_mps, course_deg = rng.uniform(15.0, 60.0), rng.uniform(0.0, 360.0)
    turned_s, before_deg = rng.uniform(0.0, 40.0), course_deg + turn_deg * rng.uniform(-1.0, 1.0)
    corner = destination(*through, course_deg + 180.0, speed_mps * turned_s)
    first = destination(*corner, before_deg + 180.0, speed_mps * (after_s - turned_s))
    last = destination(*through, course_deg, speed_mps * (LASTS_S - after_s) + BEYOND_M)
    path = tuple(Waypoint(float(a), float(b), 6.0 * HEIGHT_M, float(speed_mps)) for a, b in (first, corner, last))
    return Crossing(Flight(name, path, cross_section_m2=1.0), np.inf)


def bounds(hits: int, of: int) -> tuple[float, float]:
    """95 % of a share."""
    low = float(beta.ppf(0.025, hits, of - hits + 1)) if hits else 0.0
    high = float(beta.ppf(0.975, hits + 1, of - hits)) if hits < of else 1.0
    return low, high


def deciles(rows: list[Row]) -> list[tuple[float, float, float, float, int]]:
    """(said in the mean, were, between, and, how many) by decile of what was said."""
    said, was = np.array([row.said for row in rows]), np.array([row.was for row in rows])
    decile = np.minimum((said * 10).astype(int), 9)
    found = []
    for k in range(10):
        here = decile == k
        if here.any():
            hits, of = int(was[here].sum()), int(here.sum())
            found.append((float(said[here].mean()), hits / of, *bounds(hits, of), of))
    return found


def flown(least: int, turn_deg: float = 0.0, most_nights: int = 1500) -> list[Row]:
    """Rows until each decile has so many."""
    rows: list[Row] = []
    for seed in range(most_nights):
        rows += night(seed, turn_deg)
        found = deciles(rows)
        if len(found) == 10 and min(of for *_, of in found) >= least:
            break
    note(f"calibration: {len(rows)} flights")
    return rows


def figures() -> Figures:
    worst = max(abs(was - mean) for mean, was, *_ in deciles(flown(250)))
    return {"inside_calibration_worst_decile": worst}


if __name__ == "__main__":
    least, turn_deg = int(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 0.0
    for mean, was, low, high, count in deciles(flown(least, turn_deg)):
        print(f"said {mean:.3f}, were {was:.3f} ({low:.3f} to {high:.3f}) of {count}")
