"""CAT020, what multilateration measured, as plots.

Rule: a place is I020/041, else I020/042 around the site of the `[[sensors]]` entry, which must be the reference point
of the system. A report that the system coasted (I020/170 CST) was measured by nobody and is no plot. Velocity
(I020/202) is of the system's own filter: not taken, as it is not independent of the places.
Source: EUROCONTROL-SPEC-0149-14; item numbers stand beside each line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sargas.formats.asterix.plots import Look, emergency_of, give, give_horizontal_sigma, move, purpose_of
from sargas.formats.asterix.text import six_bit
from sargas.geo.plane import SystemPlane
from sargas.model.plot import ECHOES
from sargas.model.plots import GEODETIC, HAS, Plots

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sargas.formats.asterix.columns import Records

COLUMNS_020 = (
    *("010/SAC", "010/SIC", "020/RAB", "020/SIM", "020/TST", "030/codes", "041/LAT", "041/LON", "042/X", "042/Y"),
    *("070/V", "070/G", "070/MODE3A", "090/V", "090/G", "090/FL", "105/HGT", "140/TOD", "161/TRN", "170/CST"),
    *("220/ADR", "245/CHR", "500/SDP/X", "500/SDP/Y", "500/SDH/SDH"),
)
_CARRIED = (
    move("lat_deg", "041/LAT"),
    move("lon_deg", "041/LON"),
    move("height_m", "105/HGT"),
    move("mode_3a", "070/MODE3A", "070/V", "070/G"),
    move("pressure_altitude_m", "090/FL", "090/V", "090/G"),
    move("mode_s", "220/ADR"),
    move("sensor_track", "161/TRN"),
)
_MODE_S, _SSR, _OTHER = (ECHOES.index(name) for name in ("mode_s", "ssr", "other"))


def plots_020(records: Records, look: Look) -> tuple[Plots, NDArray[np.bool_]]:
    """The records with a measured place, and which they are."""
    fine = records.has("041/LAT")
    seen = (fine | (records.has("042/X") & look.sources.has_site[look.index])) & ~records.flag("170/CST")
    records, look, fine = records.take(seen), look.take(seen), fine[seen]
    plots = look.begin(GEODETIC, ("horizontal_m", "height_m"))
    plots.time_s[:] = look.utc_s(records, "140/TOD")
    records.carry(plots, _CARRIED)
    from_plane(plots, records, look, ~fine)
    plots.give("sigma_height_m", records.quantity("500/SDH/SDH"))
    deviations = records.quantity("500/SDP/X"), records.quantity("500/SDP/Y")
    give_horizontal_sigma(plots, *deviations, np.ones(len(plots), np.bool_))
    plots.echo[:] = np.where(plots.given("mode_s"), _MODE_S, np.where(plots.given("mode_3a"), _SSR, _OTHER))
    plots.warnings[:] = records.raw("030/codes").astype(np.uint64)
    say(plots, records)
    return plots, seen


def say(plots: Plots, records: Records) -> None:
    """What CAT020 and CAT010 say in the same items: what the report is of, call sign, the emergency of the code."""
    plots.simulated[:] = records.flag("020/SIM")
    plots.purpose[:] = purpose_of(records.flag("020/TST"), records.flag("020/RAB"))
    give(plots, HAS, "callsign", *six_bit(records.raw("245/CHR"), records.has("245/CHR")))
    emergency = emergency_of(plots.mode_3a.astype(np.int64))
    give(plots, HAS, "emergency", emergency, emergency != 0)


def from_plane(plots: Plots, records: Records, look: Look, wanted: NDArray[np.bool_]) -> None:
    """Places of the rows wanted from item 042, metres east and north in the plane that touches at the sensor's site."""
    for index in np.unique(look.index[wanted]).tolist():
        rows = wanted & (look.index == index)
        plane = SystemPlane(float(look.sources.lat_deg[index]), float(look.sources.lon_deg[index]))
        place = plane.geodetic_from_plane(records.quantity("042/X")[rows], records.quantity("042/Y")[rows])
        plots.lat_deg[rows], plots.lon_deg[rows] = place
