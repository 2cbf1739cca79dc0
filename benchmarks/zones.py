"""Zones: 10,000 tracks against 200 zones once a second: the share of a core that it takes.

Zones of eight to forty corners, 2 to 30 km across, up to 120 to 3,000 m, and four borders of thousands of corners, over
600 km. Of the tracks, which fly anywhere in it, 8,000 are airliners and 1,500 light aircraft that are identified, 500
are low and unknown; each is measured anew every second. `zones_unidentified_core_share` is that of a sky in which
nobody is identified: some 2,500 incidents at once.
`python benchmarks/zones.py profile` prints where the time goes.
"""

import cProfile
import pstats
import sys
import time

import numpy as np
from measure import Figures, note
from numpy.typing import NDArray

from sargas.config import bundled_border
from sargas.geo.geodesic import destination
from sargas.geo.plane import SystemPlane
from sargas.incursion import Incursions, Settings
from sargas.model.height import Height
from sargas.model.identity import BASES, IDENTITIES
from sargas.model.tracks import CONFIRMED, HAS, Tracks
from sargas.model.zone import Zone, ZoneKind

TRACKS, ZONES, SECONDS, START_S = 10_000, 200, 20, 1_750_000_000.0
PLANE = SystemPlane(55.5, 24.0)
KINDS: tuple[ZoneKind, ...] = ("restricted", "site", "uas", "ctr", "prohibited")
F8 = NDArray[np.float64]


def zones(rng: np.random.Generator) -> list[Zone]:
    """All of them."""
    made = [zone for country in ("LTU", "LVA", "EST", "POL") for zone in bundled_border(country)]
    for k in range(ZONES - len(made)):
        lat, lon = PLANE.geodetic_from_plane(*rng.uniform(-300e3, 300e3, 2))
        turn = np.sort(rng.uniform(0.0, 360.0, int(rng.integers(8, 40))))
        size_m = rng.uniform(1_000.0, 15_000.0)
        ring = destination(lat, lon, turn, size_m * rng.uniform(0.6, 1.0, len(turn)))
        outline = tuple(zip(ring[1].tolist(), ring[0].tolist(), strict=True))
        ceiling = Height(float(rng.uniform(120.0, 3000.0)), "amsl")
        made.append(Zone(f"z{k}", f"zone {k}", KINDS[k % len(KINDS)], (((*outline, outline[0]),),), ceiling=ceiling))
    return made


class Sky:
    """TRACKS that fly straight."""

    def __init__(self, rng: np.random.Generator, identified: bool) -> None:
        k = np.arange(TRACKS)
        self._known = (k % 20 > 0) & identified
        self._at = rng.uniform(-300e3, 300e3, (2, TRACKS))
        fast = k % 5 > 0
        speed = np.where(fast, rng.uniform(150.0, 250.0, TRACKS), rng.uniform(15.0, 60.0, TRACKS))
        course = rng.uniform(0.0, 2.0 * np.pi, TRACKS)
        self._velocity = speed * np.stack([np.sin(course), np.cos(course)])
        self._height_m = np.where(fast, rng.uniform(3_000.0, 12_000.0, TRACKS), rng.uniform(50.0, 500.0, TRACKS))

    def rows(self, second: int) -> Tracks:
        """Everything, measured just now."""
        tracks = Tracks.empty(TRACKS)
        tracks.number[:] = np.arange(1, TRACKS + 1)
        tracks.lat_deg[:], tracks.lon_deg[:] = PLANE.geodetic_from_plane(*(self._at + second * self._velocity))
        tracks.east_mps[:], tracks.north_mps[:] = self._velocity
        tracks.height_m[:] = self._height_m
        tracks.has[:] = np.uint32(HAS["height_m"])
        tracks.covariance[:, [0, 6]], tracks.covariance[:, 11], tracks.covariance[:, [15, 18]] = 60.0**2, 900.0, 4.0
        tracks.time_s[:] = tracks.updated_s[:] = START_S + second
        tracks.first_s[:] = START_S - 600.0
        tracks.status[:], tracks.identity[:] = CONFIRMED, IDENTITIES.index("unknown")
        tracks.identity[self._known] = IDENTITIES.index("neutral")
        tracks.identity_basis[self._known] = BASES.index("transponder code and address held for the time required")
        tracks.reported_by[:] = -1
        return tracks


def share(identified: bool, profile: cProfile.Profile | None = None) -> float:
    """CPU seconds a second."""
    rng = np.random.default_rng(3)
    room, sky = Incursions(zones(rng), Settings()), Sky(rng, identified)
    rows = [sky.rows(second) for second in range(SECONDS)]
    for second in range(SECONDS // 2):
        room.update(START_S + second, rows[second])
    if profile is not None:
        profile.enable()
    began_s = time.process_time()
    for second in range(SECONDS // 2, SECONDS):
        room.update(START_S + second, rows[second])
    took_s = time.process_time() - began_s
    note(f"zones: {TRACKS} tracks, {ZONES} zones, {len(room.incidents)} incidents")
    return took_s / (SECONDS - SECONDS // 2)


def figures() -> Figures:
    return {"track_zone_check_core_share": share(True), "zones_unidentified_core_share": share(False)}


if __name__ == "__main__":
    if sys.argv[1:] == ["profile"]:
        profile = cProfile.Profile()
        print(share(True, profile))
        pstats.Stats(profile).sort_stats("tottime").print_stats(30)
    else:
        print(figures())
