"""Pressure: what the reports of QNH say of a height that was measured by pressure alone.

Rule: of reports whose place is within their own radius and which are not older than `qnh_age_s` the nearest counts. A
pressure altitude is then moved by the height of the standard atmosphere between 1013.25 hPa and the QNH; what stays is
the error of the report, and of the way from its place: a front is some tens of hectopascals in a thousand kilometres.
Source: ICAO Doc 7488, Manual of the Standard Atmosphere, equation of the troposphere; METAR rounds QNH down to 1 hPa.
"""

from collections.abc import Iterable
from typing import Any

import msgspec
import numpy as np

from sargas.geo.geodesic import near_distance_m
from sargas.incursion.heights import Air, nothing_known
from sargas.incursion.settings import Settings
from sargas.model.bounded import keep
from sargas.model.tracks import Tracks
from sargas.model.weather import Qnh

STANDARD_HPA = 1013.25
MOST = 256
_SCALE_M, _EXPONENT = 44_330.77, 0.190263
_REPORT_SIGMA_M, _SIGMA_PER_M = 6.0, 2e-4
"""One sigma of a report, and of each metre from its place: 20 m in 100 km."""


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

    def air(self, tracks: Tracks) -> Air:
        """What is known where each row is, at its time."""
        nothing = nothing_known(tracks)
        if not self._reports:
            return nothing
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
        return Air(nothing.geoid_m, np.where(known, add_m, np.nan), np.where(known, sigma_m, np.nan))

    def packed(self) -> list[Any]:
        """For a checkpoint."""
        return [msgspec.to_builtins(report) for report in self._reports.values()]

    def unpack(self, packed: list[Any]) -> None:
        """Inverse of `packed`."""
        self._reports = {}
        self.hear(msgspec.convert(packed, list[Qnh]))
