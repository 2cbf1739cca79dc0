"""CAT205, what radio direction finders measured, as plots.

Rule: a report of one finder (types 2 and 5) with a local bearing is a bearing from the site of its `[[sensors]]` entry,
clockwise from true north; where finders share a SAC/SIC, `match` names `sensor` (I205/170) too. A position report
(types 1 and 3) is where several finders' bearings cross: a place as sure as its radius (I205/110), that holds the
transmitter: two sigma. The transmitter in conflict with it (I205/130) and the end of a detection (4) are passed over.
Source: EUROCONTROL-SPEC-0149-31; item numbers stand beside each line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sargas.formats.asterix.plots import Look, give
from sargas.model.plot import ECHOES
from sargas.model.plots import BEARING, GEODETIC, HAS, Plots

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sargas.formats.asterix.columns import Records

COLUMNS_205 = (
    *("010/SAC", "010/SIC", "000/TYP", "030/TOD", "050/LAT", "050/LON", "070/THETA", "110/EU", "160/TRN", "170/SENSOR"),
    "200/ELEVATION",
)
PLACES, BEARINGS = (1, 3), (2, 5)


def plots_205(records: Records, look: Look) -> tuple[Plots, NDArray[np.bool_]]:
    """The records that measure a place or a direction, and which they are."""
    kind = records.raw("000/TYP")
    place = np.isin(kind, PLACES) & records.has("050/LAT")
    seen = place | (np.isin(kind, BEARINGS) & records.has("070/THETA"))
    records, look, place = records.take(seen), look.take(seen), place[seen]
    plots = look.begin(BEARING, ("azimuth_deg", "elevation_deg", "horizontal_m"))
    plots.kind[place] = GEODETIC
    plots.time_s[:] = look.utc_s(records, "030/TOD")
    plots.lat_deg[:] = np.where(place, records.quantity("050/LAT"), 0.0)
    plots.lon_deg[:] = np.where(place, records.quantity("050/LON"), 0.0)
    plots.azimuth_deg[:] = np.where(place, 0.0, records.quantity("070/THETA"))
    give(plots, HAS, "elevation_deg", records.quantity("200/ELEVATION"), ~place & records.has("200/ELEVATION"))
    radius_m = records.quantity("110/EU")
    give(plots, HAS, "sigma_horizontal_m", radius_m / 2.0, place & (radius_m > 0))
    give(plots, HAS, "sensor_track", records.raw("160/TRN"), records.has("160/TRN"))
    plots.echo[:] = ECHOES.index("other")
    return plots, seen
