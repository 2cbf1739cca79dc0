"""Recorded flights as rows of the picture: state vectors of `sargas.formats.statevectors`, every claim left out."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np

from sargas.formats.format import Settings
from sargas.formats.framing.recording import read
from sargas.formats.statevectors.decoder import Decoder
from sargas.model.plots import HAS as PLOT_HAS
from sargas.model.plots import Plots
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor
from sargas.model.tracks import CONFIRMED, HAS, Tracks

SIGMA_MPS = 2.0
"""What a good multi-sensor track knows of a velocity; recorded ones are rounded to a knot and a degree."""


@cache
def plots_of(path: Path) -> Plots:
    """All plots with a velocity, in order of time."""
    decoder = Decoder([Sensor("archive", "feed", "adsb")], Settings("feed"))
    with path.open("rb") as file:
        chunks = [Chunk(i, f.time_s or 0.0, f.payload) for i, f in enumerate(read(file, name=path.name))]
    items = decoder.feed(chunks) + decoder.flush()
    plots = Plots.concatenate([item for item in items if isinstance(item, Plots)])
    moving = (plots.has & np.uint32(PLOT_HAS["east_mps"])) != 0
    plots = plots.take(moving)
    return plots.take(np.argsort(plots.time_s, kind="stable"))


def looks(plots: Plots, *, every_s: float, height: bool, airborne_mps: float = 10.0) -> Iterator[tuple[float, Tracks]]:
    """What a sensor that says nothing of who it is sees every `every_s`; number: order of first sight."""
    plots = plots.take(np.hypot(plots.east_mps, plots.north_mps) >= airborne_mps)
    number = np.unique(plots.mode_s, return_inverse=True)[1] + 1
    turn = np.floor((plots.time_s - plots.time_s[0]) / every_s).astype(np.int64)
    # The last report of each aircraft in each turn.
    last = np.unique((turn * (number.max() + 1) + number)[::-1], return_index=True)[1]
    rows = len(turn) - 1 - last
    rows = rows[np.argsort(turn[rows], kind="stable")]
    for k in np.unique(turn[rows]):
        mine = rows[turn[rows] == k]
        tracks = Tracks.empty(len(mine))
        tracks.number[:] = number[mine]
        tracks.time_s[:] = tracks.updated_s[:] = plots.time_s[mine]
        tracks.status[:] = CONFIRMED
        for name in ("lat_deg", "lon_deg", "east_mps", "north_mps"):
            getattr(tracks, name)[:] = getattr(plots, name)[mine]
        tracks.covariance[:, [15, 18]] = SIGMA_MPS**2
        if height:
            tracks.has[:] = HAS["height_m"] | HAS["up_mps"]
            tracks.height_m[:], tracks.up_mps[:] = plots.pressure_altitude_m[mine], plots.up_mps[mine]
            tracks.covariance[:, 11], tracks.covariance[:, 20] = 200.0**2, 1.0
        yield float(plots.time_s[mine].max()), tracks
