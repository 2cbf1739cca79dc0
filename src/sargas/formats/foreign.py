"""Reports of another system, placed like plots, as foreign tracks: they are correlated, never tracked again.

Rule: what the system does not say of its accuracy is assumed from the settings and marked so. Its name of the object,
as a number, is the reporter's; the class that it gives stays a word of the echo and says nothing here.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sargas.model.plots import Plots
from sargas.model.sensor import Sensor
from sargas.model.track import HEIGHT_SOURCES
from sargas.model.tracks import CONFIRMED, ENDED, HAS, Tracks

EE, NN, UU, VEVE, VNVN, VUVU = 0, 6, 11, 15, 18, 20
"""Places in the upper triangle of [E N U vE vN vU], rows first."""
_CARRIED = ("height_m", "up_mps", "callsign")


class Assumed(Protocol):
    """Errors, one sigma of an axis, of what says none; settings of a format."""

    @property
    def foreign_sigma_m(self) -> float:
        """Of the place."""

    @property
    def foreign_sigma_mps(self) -> float:
        """Of the velocity."""

    @property
    def foreign_sigma_height_m(self) -> float:
        """Of the height."""


def tracks_of(plots: Plots, lost: NDArray[np.bool_], sensors: Sequence[Sensor], settings: Assumed) -> Tracks:
    """Foreign tracks of geodetic plots, of which `lost` (N,) have ended."""
    tracks = Tracks.empty(len(plots), tuple(sensor.nation or sensor.id for sensor in sensors))
    tracks.reported_by[:] = plots.source
    tracks.time_s[:] = tracks.updated_s[:] = tracks.first_s[:] = plots.time_s
    tracks.lat_deg[:], tracks.lon_deg[:] = plots.lat_deg, plots.lon_deg
    tracks.east_mps[:], tracks.north_mps[:] = plots.east_mps, plots.north_mps
    for name in _CARRIED:
        getattr(tracks, name)[:] = getattr(plots, name)
        tracks.has |= plots.given(name) * np.uint32(HAS[name])
    tracks.reported_number[:] = plots.sensor_track
    tracks.has |= np.uint32(HAS["reported_number"])
    tracks.status[:] = np.where(lost, ENDED, CONFIRMED)
    tracks.existence[:] = 1.0
    high = plots.given("height_m")
    tracks.height_source[:] = np.where(high, HEIGHT_SOURCES.index("geometric"), 0)
    told = plots.given("sigma_horizontal_m")
    tracks.assumed_accuracy[:] = ~told
    place = np.where(told, plots.sigma_horizontal_m, settings.foreign_sigma_m)
    moving = np.where(plots.given("sigma_velocity_mps"), plots.sigma_velocity_mps, settings.foreign_sigma_mps)
    height = np.where(plots.given("sigma_height_m"), plots.sigma_height_m, settings.foreign_sigma_height_m)
    tracks.covariance[:, EE] = tracks.covariance[:, NN] = place**2
    tracks.covariance[:, VEVE] = tracks.covariance[:, VNVN] = moving**2
    tracks.covariance[:, UU] = np.where(high, height**2, 0.0)
    tracks.covariance[:, VUVU] = np.where(high, settings.foreign_sigma_mps**2, 0.0)
    tracks.simulated[:] = plots.simulated
    return tracks
