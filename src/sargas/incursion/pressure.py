"""Pressure: what the reports of QNH say of a height that was measured by pressure alone.

Rule: of reports whose place is within their own radius and which are not older than `qnh_age_s` the nearest counts. A
pressure altitude is then moved by the height of the standard atmosphere between 1013.25 hPa and the QNH; what stays is
the error of the report, and of the way from its place: a front is some tens of hectopascals in a thousand kilometres.
Source: ICAO Doc 7488, Manual of the Standard Atmosphere, equation of the troposphere; METAR rounds QNH down to 1 hPa.
"""

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from sargas.geo.geodesic import near_distance_m
from sargas.geo.geoid import undulation_m
from sargas.incursion.presence import Air
from sargas.incursion.settings import Settings
from sargas.model.bounded import keep
from sargas.model.tracks import Tracks
from sargas.model.weather import Qnh

Floats = NDArray[np.float64]

STANDARD_HPA = 1013.25
MOST = 256
_SCALE_M, _EXPONENT = 44_330.77, 0.190263
_REPORT_SIGMA_M, _SIGMA_PER_M = 6.0, 2e-4
"""One sigma of a report, and of each metre from its place: 20 m in 100 km."""


class Corrections(NamedTuple):
    """Of N rows, each (N,): NaN where nothing is known."""

    add_m: Floats
    """To be added to a height from pressure."""
    sigma_m: Floats
    """Its one-sigma error."""


class Pressure:
    """The last report of each place."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._reports: dict[tuple[float, float], Qnh] = {}

    def hear(self, reports: Iterable[Qnh]) -> None:
        """Newer reports."""
        for report in reports:
            place = (report.lat_deg, report.lon_deg)
            before = self._reports.get(place)
            if before is None or report.time_s >= before.time_s:
                keep(self._reports, place, report, MOST)

    def at(self, tracks: Tracks) -> Corrections | None:
        """What is known where each row is, at its time; None where nothing was ever reported."""
        if not self._reports:
            return None
        told = list(self._reports.values())
        lat_deg, lon_deg, radius_m, time_s, hpa = np.array(
            [(one.lat_deg, one.lon_deg, one.radius_m, one.time_s, one.pressure_hpa) for one in told]
        ).T[:, :, None]
        off_m = near_distance_m(tracks.lat_deg, tracks.lon_deg, lat_deg, lon_deg)
        age_s = tracks.time_s - time_s
        off_m = np.where((off_m <= radius_m) & (age_s >= 0.0) & (age_s <= self._settings.qnh_age_s), off_m, np.inf)
        nearest, rows = off_m.argmin(axis=0), np.arange(len(tracks))
        off_m = off_m[nearest, rows]
        known = np.isfinite(off_m)
        add_m = _SCALE_M * ((hpa[nearest, 0] / STANDARD_HPA) ** _EXPONENT - 1.0)
        sigma_m = _REPORT_SIGMA_M + _SIGMA_PER_M * np.where(known, off_m, 0.0)
        return Corrections(np.where(known, add_m, np.nan), np.where(known, sigma_m, np.nan))

    def air(self, tracks: Tracks) -> list[Air]:
        """What is known beside each row."""
        geoid_m = undulation_m(tracks.lat_deg, tracks.lon_deg).tolist()
        found = self.at(tracks)
        if found is None:
            return [Air(g) for g in geoid_m]
        known = zip(geoid_m, found.add_m.tolist(), found.sigma_m.tolist(), strict=True)
        return [Air(g, a, s) if math.isfinite(a) else Air(g) for g, a, s in known]

    def packed(self) -> list[Any]:
        """For a checkpoint."""
        return [msgspec.to_builtins(report) for report in self._reports.values()]

    def unpack(self, packed: list[Any]) -> None:
        """Inverse of `packed`."""
        self._reports = {}
        self.hear(msgspec.convert(packed, list[Qnh]))
