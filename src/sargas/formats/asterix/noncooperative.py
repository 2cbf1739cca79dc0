"""CAT015, what sensors of non-cooperative targets measured (counter-drone and passive radars), as plots.

Rule: a report of one mono-static sensor with range and azimuth is a polar plot from the site of its `[[sensors]]`
entry, with elevation and range rate where they came, and with azimuth alone a bearing. A multi-static one measures the
length of a path by way of a transmitter, which is no range: it is a plot where it tells its place (I015/600), and so is
any report without range. What was extrapolated (I015/170 CSTP) was measured by nobody, the end of a track (type 5)
neither; velocity is of the sensor's own filter and is not taken, as it is not independent of the places.
Source: EUROCONTROL-SPEC-0149-30; item numbers stand beside each line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sargas.formats.asterix.plots import Look, give, purpose_of
from sargas.model.plot import ECHOES
from sargas.model.plots import BEARING, GEODETIC, HAS, POLAR, Plots

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sargas.formats.asterix.columns import Records

COLUMNS_015 = (
    *("010/SAC", "010/SIC", "000/MT", "020/MOMU", "020/TTAX", "145/TOA", "161/TPN", "170/CSTP"),
    *("600/P84/LATITUDE", "600/P84/LONGITUDE", "600/HPP/SDHPX", "600/HPP/SDHPY", "601/GH/GH", "601/SDGH/SDGH"),
    *("625/R/R", "625/SDR/SDR", "625/RR/RR", "625/SDRR/SDRR", "626/DV/DV", "627/AZ/AZ", "627/SDASZ/SDASZ"),
    *("628/EL/EL", "628/SDEL/SDEL"),
)
MONO_STATIC, TRACK_END = 0, 5
REFERENCE, SYNTHETIC = 1, 2
"""Of I015/020 TTAX; from SYNTHETIC on the target is none."""
_SIGMAS = ("range_m", "azimuth_deg", "elevation_deg", "range_rate_mps", "horizontal_m", "height_m")


def plots_015(records: Records, look: Look) -> tuple[Plots, NDArray[np.bool_]]:
    """The records that measure a place or a direction, and which they are."""
    mono = ~records.has("020/MOMU") | (records.raw("020/MOMU") == MONO_STATIC)
    directed = mono & records.has("627/AZ/AZ")
    ranged = directed & (records.raw("625/R/R") > 0)
    placed = records.has("600/P84/LATITUDE") & ~ranged
    seen = (directed | placed) & (records.raw("000/MT") != TRACK_END) & ~records.flag("170/CSTP")
    records, look, ranged, placed = records.take(seen), look.take(seen), ranged[seen], placed[seen]
    seen_from = ~placed
    plots = look.begin(POLAR, _SIGMAS)
    plots.kind[:] = np.where(ranged, POLAR, np.where(placed, GEODETIC, BEARING))
    plots.time_s[:] = look.utc_s(records, "145/TOA")
    plots.range_m[:] = np.where(ranged, records.quantity("625/R/R"), 0.0)
    plots.azimuth_deg[:] = np.where(seen_from, records.quantity("627/AZ/AZ"), 0.0)
    plots.lat_deg[:] = np.where(placed, records.quantity("600/P84/LATITUDE"), 0.0)
    plots.lon_deg[:] = np.where(placed, records.quantity("600/P84/LONGITUDE"), 0.0)

    def taken(column: str, element: str, of: NDArray[np.bool_]) -> None:
        give(plots, HAS, column, records.quantity(element), of & records.has(element))

    def sure(column: str, sigma: NDArray[np.float64], of: NDArray[np.bool_]) -> None:
        # A deviation of nothing is one that was not told.
        give(plots, HAS, column, sigma, of & (sigma > 0.0))

    taken("elevation_deg", "628/EL/EL", seen_from)
    taken("range_rate_mps", "625/RR/RR", ranged)
    taken("doppler_mps", "626/DV/DV", seen_from)
    taken("height_m", "601/GH/GH", placed)
    sure("sigma_range_m", records.quantity("625/SDR/SDR"), ranged)
    sure("sigma_range_rate_mps", records.quantity("625/SDRR/SDRR"), ranged)
    sure("sigma_azimuth_deg", records.quantity("627/SDASZ/SDASZ"), seen_from)
    sure("sigma_elevation_deg", records.quantity("628/SDEL/SDEL"), seen_from)
    sure("sigma_height_m", records.quantity("601/SDGH/SDGH"), placed)
    x_m, y_m = records.quantity("600/HPP/SDHPX"), records.quantity("600/HPP/SDHPY")
    sure("sigma_horizontal_m", np.hypot(x_m, y_m) / np.sqrt(2.0), placed)
    give(plots, HAS, "sensor_track", records.raw("161/TPN"), records.has("161/TPN"))
    target = records.raw("020/TTAX")
    plots.simulated[:] = target >= SYNTHETIC
    plots.purpose[:] = purpose_of(np.zeros(len(plots), np.bool_), target == REFERENCE)
    plots.echo[:] = ECHOES.index("psr")
    return plots, seen
