"""System tracks of others as foreign tracks: CAT062.

Rule: what the source does not say of its accuracy is assumed from the settings and marked so. A height without QNH is a
pressure altitude, kept as a claim; as a height it is marked `pressure_standard`. A neighbour's Mode 4 and 5 result is
that neighbour's claim, `foreign_identity`.
Source: EUROCONTROL-SPEC-0149-9; I062/185 points to true north at the target (with some systems to the north of their
plane: `velocity_plane`), I062/130 is above the WGS-84 ellipsoid, I062/135 with its QNH bit above mean sea level.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sargas.formats.asterix.plots import MILITARY, emergency_of, give
from sargas.formats.asterix.text import dated, eight_bit, six_bit
from sargas.geo.geoid import undulation_m
from sargas.geo.plane import SystemPlane
from sargas.geo.wgs84 import METRES_PER_DEG
from sargas.model.identity import IDENTITIES
from sargas.model.track import HEIGHT_SOURCES
from sargas.model.tracks import COASTING, CONFIRMED, ENDED, HAS, TENTATIVE, Tracks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sargas.formats.asterix.columns import Records
    from sargas.formats.asterix.plots import Look
    from sargas.formats.asterix.settings import Settings

# I062/290: age of the last report of each technology, and the name it contributes under.
AGES = {
    "psr": "290/PSR/PSR",
    "ssr": "290/SSR/SSR",
    "mode_s": "290/MDS/MDS",
    "ads_c": "290/ADS/ADS",
    "adsb_es": "290/ES/ES",
    "vdl4": "290/VDL/VDL",
    "uat": "290/UAT/UAT",
    "mlat": "290/MLT/MLT",
}
TECHNOLOGIES = tuple(AGES)
PLAN = (("plan_callsign", "CS", 7), ("aircraft_type", "TAC", 4), ("departure", "DEP", 4), ("destination", "DST", 4))
"""What is kept of a flight plan: column of Tracks, subfield of I062/390, its octets."""

COLUMNS_062 = (
    "080/SRC",
    *("010/SAC", "010/SIC", "040/TRN", "060/V", "060/G", "060/MODE3A", "070/TOD", "080/CNF", "080/SIM", "080/TSE"),
    *("080/MD4", "080/ME", "080/MD5", "080/CST", "080/EMS", "100/X", "100/Y", "105/LAT", "105/LON", "130/ALT"),
    *(
        "135/QNH",
        "135/CTB",
        "136/MFL",
        "185/VX",
        "185/VY",
        "220/ROCD",
        "245/STI",
        "245/CHR",
        "290/TRK/TRK",
        *AGES.values(),
    ),
    *("380/ADR/ADR", "380/ID/ID", "390/CS/CS", "390/TAC/TAC", "390/DEP/DEP", "390/DST/DST"),
    *("500/APC/X", "500/APC/Y", "500/COV/COV", "500/APW/LAT", "500/APW/LON", "500/AGA/AGA", "500/ABA/ABA"),
    *("500/ATV/X", "500/ATV/Y", "500/ARC/ARC"),
)

EE, EN, UU, NN, VEVE, VNVN, VUVU = 0, 1, 11, 6, 15, 18, 20
"""Places in the upper triangle of [E N U vE vN vU], rows first."""

_GEOMETRIC, _QNH, _STANDARD = (
    HEIGHT_SOURCES.index(name) for name in ("geometric", "pressure_qnh", "pressure_standard")
)
# I062/080 SRC, of a height in I062/130: none, GNSS, 3D radar, triangulation, coverage, speed table, default, MLAT.
_SOURCE = np.array(
    [HEIGHT_SOURCES.index(name) for name in ["geometric"] * 2 + ["radar", "triangulated"] + ["geometric"] * 4]
)
_MEASURED = np.array([True] * 4 + [False] * 3 + [True])
"""Whether such a height was measured: one of a coverage or a table is none."""
STANDARD_SIGMA_M = 250.0
"""What a missing QNH adds: 30 hPa off the standard atmosphere are 250 m."""


def tracks_062(records: Records, look: Look, settings: Settings) -> tuple[Tracks, NDArray[np.bool_]]:
    """Foreign tracks of the records that have a position, and which records those are.

    I062/105 is taken first; I062/100 needs the system's reference point, the site of its `[[sensors]]` entry.
    """
    fine = records.has("105/LAT")
    placed = fine | (records.has("100/X") & look.sources.has_site[look.index])
    records, look, fine = records.take(placed), look.take(placed), fine[placed]
    names = (*look.sources.reporters, *TECHNOLOGIES)
    tracks = Tracks.empty(len(records), names)
    tracks.reported_by[:] = look.index
    timed = records.has("070/TOD")
    tracks.time_s[:] = np.where(timed, dated(records.quantity("070/TOD"), look.arrival_s), look.arrival_s)
    tracks.lat_deg[:], tracks.lon_deg[:] = records.quantity("105/LAT"), records.quantity("105/LON")
    for index in np.unique(look.index[~fine]).tolist():
        rows = ~fine & (look.index == index)
        plane = SystemPlane(float(look.sources.lat_deg[index]), float(look.sources.lon_deg[index]))
        place = plane.geodetic_from_plane(records.quantity("100/X")[rows], records.quantity("100/Y")[rows])
        tracks.lat_deg[rows], tracks.lon_deg[rows] = place
    _velocity(tracks, records, settings)
    give(tracks, HAS, "up_mps", records.quantity("220/ROCD"), records.has("220/ROCD"))
    give(tracks, HAS, "reported_number", records.raw("040/TRN"), records.has("040/TRN"))
    tracks.simulated[:] = records.flag("080/SIM")
    _status(tracks, records)
    _claims(tracks, records)
    _height(tracks, records)
    _covariance(tracks, records, settings)
    return tracks, placed


def _velocity(tracks: Tracks, records: Records, settings: Settings) -> None:
    along_x, along_y = records.quantity("185/VX"), records.quantity("185/VY")
    if settings.velocity_plane is not None:
        plane = SystemPlane(settings.velocity_plane.lat_deg, settings.velocity_plane.lon_deg)
        turn = np.radians(plane.convergence_deg(tracks.lat_deg, tracks.lon_deg))
        along_x, along_y = (
            along_x * np.cos(turn) + along_y * np.sin(turn),
            along_y * np.cos(turn) - along_x * np.sin(turn),
        )
    tracks.east_mps[:], tracks.north_mps[:] = along_x, along_y


def _status(tracks: Tracks, records: Records) -> None:
    """I062/080 and the ages of I062/290."""
    status = np.where(records.flag("080/CNF"), TENTATIVE, CONFIRMED)
    status = np.where(records.flag("080/CST"), COASTING, status)
    tracks.status[:] = np.where(records.flag("080/TSE"), ENDED, status)
    tracks.existence[:] = np.where(records.flag("080/CNF"), 0.5, 1.0)
    aged = records.has("290/TRK/TRK")
    tracks.first_s[:] = tracks.time_s - np.where(aged, records.quantity("290/TRK/TRK"), 0.0)
    newest = np.full(len(records), -np.inf)
    for k, name in enumerate(AGES.values()):
        given = records.has(name)
        seen_s = tracks.time_s - records.quantity(name)
        tracks.contributor[:, k] = np.where(given, len(tracks.sources) - len(TECHNOLOGIES) + k, 0)
        tracks.contributor_s[:, k] = np.where(given, seen_s, 0.0)
        newest = np.where(given, np.maximum(newest, seen_s), newest)
    tracks.updated_s[:] = np.where(np.isfinite(newest), newest, tracks.time_s)


def _claims(tracks: Tracks, records: Records) -> None:
    """Codes, call sign (I062/380, else I062/245 if that was down-linked), flight plan with its own, Mode 4 and 5."""
    clear = records.has("060/MODE3A") & ~records.flag("060/V") & ~records.flag("060/G")
    give(tracks, HAS, "mode_3a", records.raw("060/MODE3A"), clear)
    give(tracks, HAS, "mode_s", records.raw("380/ADR/ADR"), records.has("380/ADR/ADR"))
    said, given = six_bit(records.raw("380/ID/ID"), records.has("380/ID/ID"))
    other, other_given = six_bit(records.raw("245/CHR"), records.has("245/CHR") & (records.raw("245/STI") == 0))
    give(tracks, HAS, "callsign", np.where(given, said, other), given | other_given)
    planned = records.has("390/CS/CS")
    for name, path, octets in PLAN:
        text, there = eight_bit(records.raw(f"390/{path}/{path}"), octets, records.has(f"390/{path}/{path}"))
        give(tracks, HAS, name, text, there)
        planned |= there
    tracks.has |= np.where(planned, np.uint32(HAS["flight_plan"]), np.uint32(0))
    status = np.minimum(records.raw("080/EMS"), 7).astype(np.uint8)
    # EMS 7 is undefined in the document.
    status = np.where(status == 7, 0, status)
    emergency = np.where(status != 0, status, emergency_of(tracks.mode_3a.astype(np.int64))).astype(np.uint8)
    emergency = np.where(records.flag("080/ME") & (emergency == 0), MILITARY, emergency).astype(np.uint8)
    give(tracks, HAS, "emergency", emergency, emergency != 0)
    friendly = (records.raw("080/MD4") == 1) | (records.raw("080/MD5") == 1)
    identity = np.full(len(records), IDENTITIES.index("friend"), np.uint8)
    give(tracks, HAS, "foreign_identity", identity, friendly)


def _height(tracks: Tracks, records: Records) -> None:
    """Measured geometric first, then barometric with QNH, then the pressure altitude as it is."""
    measured, calculated = records.has("136/MFL"), records.has("135/CTB")
    qnh = calculated & records.flag("135/QNH")
    standard = measured | (calculated & ~qnh)
    pressure_m = np.where(measured, records.quantity("136/MFL"), records.quantity("135/CTB"))
    give(tracks, HAS, "pressure_altitude_m", pressure_m, standard)
    geometric = records.has("130/ALT") & _MEASURED[records.raw("080/SRC")]
    given = geometric | qnh | standard
    if not given.any():
        return
    undulation = undulation_m(tracks.lat_deg, tracks.lon_deg)
    height = np.where(qnh, records.quantity("135/CTB"), pressure_m) + undulation
    give(tracks, HAS, "height_m", np.where(geometric, records.quantity("130/ALT"), height), given)
    source = np.where(geometric, _SOURCE[records.raw("080/SRC")], np.where(qnh, _QNH, np.where(standard, _STANDARD, 0)))
    tracks.height_source[:] = source


def _covariance(tracks: Tracks, records: Records, settings: Settings) -> None:
    """I062/500 where it came; the configured sigmas elsewhere, marked as assumed."""
    local, world = records.has("500/APC/X"), records.has("500/APW/LAT")
    shrink = np.cos(np.radians(tracks.lat_deg))
    east = np.where(local, records.quantity("500/APC/X"), records.quantity("500/APW/LON") * METRES_PER_DEG * shrink)
    north = np.where(local, records.quantity("500/APC/Y"), records.quantity("500/APW/LAT") * METRES_PER_DEG)
    said = (local | world) & (east > 0) & (north > 0)
    tracks.assumed_accuracy[:] = ~said
    tracks.covariance[:, EE] = np.where(said, east, settings.foreign_sigma_m) ** 2
    tracks.covariance[:, NN] = np.where(said, north, settings.foreign_sigma_m) ** 2
    # I062/500 COV is the signed root of the covariance.
    cross = records.quantity("500/COV/COV")
    bound = 0.999 * np.sqrt(tracks.covariance[:, EE] * tracks.covariance[:, NN])
    tracks.covariance[:, EN] = np.where(said, np.clip(np.sign(cross) * cross**2, -bound, bound), 0.0)
    moving = records.has("500/ATV/X")
    for place, path in ((VEVE, "500/ATV/X"), (VNVN, "500/ATV/Y")):
        sigma = np.where(moving & (records.raw(path) > 0), records.quantity(path), settings.foreign_sigma_mps)
        tracks.covariance[:, place] = sigma**2
    geometric = ~np.isin(tracks.height_source, (_QNH, _STANDARD))
    vertical = np.where(geometric, records.quantity("500/AGA/AGA"), records.quantity("500/ABA/ABA"))
    unknown = np.where(tracks.height_source == _STANDARD, STANDARD_SIGMA_M, 0.0)
    sigma = np.hypot(np.where(vertical > 0, vertical, settings.foreign_sigma_height_m), unknown)
    climb = records.quantity("500/ARC/ARC")
    high = tracks.given("height_m")
    tracks.covariance[:, UU] = np.where(high, sigma**2, 0.0)
    tracks.covariance[:, VUVU] = np.where(high, np.where(climb > 0, climb, settings.foreign_sigma_mps) ** 2, 0.0)
