"""CAT010, what surface movement radars and multilateration of an airport measured, as plots.

Rule: I010/040 is a polar plot from the site of the `[[sensors]]` entry; else a place is I010/041, else I010/042 around
the site. What was extrapolated (I010/170 CST) was measured by nobody. A report that says it is a ground vehicle
(I010/020 TOT 2, I010/300) is none of the air picture, and what an aircraft claims (TYP 2, ADS-B) is not passed on as
measured: claims come by CAT021. Velocity is of the sensor's own filter and is not taken.
Source: EUROCONTROL-SPEC-0149-7; item numbers stand beside each line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sargas.formats.asterix.multilateration import from_plane, say
from sargas.formats.asterix.plots import Look, give_horizontal_sigma, move
from sargas.model.plot import ECHOES
from sargas.model.plots import GEODETIC, POLAR, Plots

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sargas.formats.asterix.columns import Records

COLUMNS_010 = (
    *("010/SAC", "010/SIC", "000/TYPE", "020/TYP", "020/SIM", "020/TST", "020/RAB", "020/TOT", "040/RHO", "040/TH"),
    *("041/LAT", "041/LON", "042/X", "042/Y", "060/V", "060/G", "060/MODE3A", "090/V", "090/G", "090/FL", "140/TOD"),
    *("161/TRK", "170/CST", "220/ADR", "245/CHR", "300/VFI", "500/DEVX", "500/DEVY"),
    *("550/NOGO", "550/OVL", "550/TSV", "550/DIV", "550/TTF"),
)
TARGET_REPORT = 1
CLAIMED = 2
"""Of I010/020 TYP."""
VEHICLE = 2
"""Of I010/020 TOT."""
_CARRIED = (
    move("mode_3a", "060/MODE3A", "060/V", "060/G"),
    move("pressure_altitude_m", "090/FL", "090/V", "090/G"),
    move("mode_s", "220/ADR"),
    move("sensor_track", "161/TRK"),
)
# I010/020 TYP: SSR and Mode S multilateration, ADS-B, PSR, magnetic loop, HF multilateration, none, other.
_ECHO = np.array(
    [ECHOES.index(e) for e in ["ssr", "mode_s", "adsb", "psr", "other", "other", "other", "other"]], np.uint8
)


def plots_010(records: Records, look: Look) -> tuple[Plots, NDArray[np.bool_]]:
    """The records with a measured place of what may fly, and which they are."""
    polar, fine = records.has("040/RHO"), records.has("041/LAT")
    placed = polar | fine | (records.has("042/X") & look.sources.has_site[look.index])
    vehicle = (records.raw("020/TOT") == VEHICLE) | records.has("300/VFI")
    measured = (records.raw("020/TYP") != CLAIMED) & ~records.flag("170/CST")
    seen = placed & measured & ~vehicle & (records.raw("000/TYPE") == TARGET_REPORT)
    records, look, polar, fine = records.take(seen), look.take(seen), polar[seen], fine[seen]
    plots = look.begin(GEODETIC, ("range_m", "azimuth_deg", "horizontal_m"))
    plots.kind[polar] = POLAR
    plots.time_s[:] = look.utc_s(records, "140/TOD")
    records.carry(plots, _CARRIED)
    plots.range_m[:], plots.azimuth_deg[:] = records.quantity("040/RHO"), records.quantity("040/TH")
    plots.lat_deg[:] = np.where(polar, 0.0, records.quantity("041/LAT"))
    plots.lon_deg[:] = np.where(polar, 0.0, records.quantity("041/LON"))
    from_plane(plots, records, look, ~polar & ~fine)
    give_horizontal_sigma(plots, records.quantity("500/DEVX"), records.quantity("500/DEVY"), ~polar)
    plots.echo[:] = _ECHO[records.raw("020/TYP")]
    say(plots, records)
    return plots, seen
