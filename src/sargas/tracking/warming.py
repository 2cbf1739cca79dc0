"""Compiles every kernel of the room on tiny inputs, telling how far it is: for a first start that a person watches.

Kernels are cached beside the code, so this costs seconds once and nothing later. The steps are the outer kernels in
the order in which an update calls them; those inside are compiled with the first that needs them.
"""

from collections.abc import Callable

import numpy as np

from sargas.geo.plane import SystemPlane
from sargas.model.place import Site
from sargas.model.plots import Plots
from sargas.model.sensor import Sensor
from sargas.tracking.assignment import assign
from sargas.tracking.cells import cut
from sargas.tracking.frame import frame_of
from sargas.tracking.gate import gate
from sargas.tracking.hits import take_plot
from sargas.tracking.measure import read, shots_of
from sargas.tracking.rows import stations_of
from sargas.tracking.settings import Settings
from sargas.tracking.state import new_state, occupy
from sargas.tracking.terms import terms_of
from sargas.tracking.tracker import Tracker


def warm(progress: Callable[[str, int, int], None]) -> None:
    """Compiles; calls `progress(what, done, of)` before each step and once at the end with done = of."""
    settings, sensors, origin = Settings(), [Sensor("radar", "", "psr", site=Site(55.0, 24.0))], (55.0, 24.0)
    plots = Plots(("radar",), time_s=np.array([100.0]), range_m=np.array([1e4]))
    plane = SystemPlane(*origin)
    frame = frame_of(sensors, plane, settings)
    terms = terms_of(settings)
    state = new_state(stations_of(sensors, plane, settings), len(settings.motion_share))

    progress("plots to the plane", 0, 6)
    shots = shots_of(read(plots, {"radar": 0}, frame, 100.0), plots, frame, (10, np.zeros((1, 1, 5))), 0)
    cut(shots, 1)
    progress("gates", 1, 6)
    gate(state, shots, terms[0], 0, 1, 0, np.ones(1))
    progress("assignment", 2, 6)
    assign(0, np.zeros(1, np.int64), np.zeros(1, np.int64), np.zeros(1), 0, 1)
    progress("updates", 3, 6)
    slot = occupy(state)
    state.rows["P"][..., [0, 4, 7, 9]], state.rows["mu"] = 1.0, 0.5
    take_plot(state, shots[0], terms[0], slot, 0.0)
    progress("tracking", 4, 6)
    tracker = Tracker(sensors, origin, settings)
    tracker.update(100.0, plots)
    progress("output", 5, 6)
    tracker.tracks()
    progress("ready", 6, 6)
