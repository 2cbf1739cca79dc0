"""The door of the room: Tracker.update(time_s, plots) -> the tracks that changed.

Between updates a track is tentative, confirmed or coasting; it is ended once, and told once:

    tentative --confirmed by existence and plots--> confirmed --no plot for a while--> coasting
        |                                             ^  |                               |  |
        `--came to nothing: dropped, never told       |  `--existence gone--> ended <----'  |
                                                      `--------------a plot-----------------'

Same plots at the same ticks, same bytes. The same plots cut into other ticks may differ in three ways: a slice of a
sensor ends at a tick; coasting and ending for want of plots are judged at ticks; plots that came late, in a later tick
than younger ones, are taken after them.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sargas.geo.plane import SystemPlane
from sargas.model.checkpoint import pack, unpack
from sargas.model.fault import Fault
from sargas.model.plots import Plots
from sargas.model.sensor import Sensor
from sargas.model.tracks import ENDED, Tracks
from sargas.tracking.measure import NO_FAULT, REASONS, Reading, frame_of, read, shots_of
from sargas.tracking.output import name_tracks, tracks_of
from sargas.tracking.rows import FREE, HIGH, NEXT, STATION, Ints, Rows, stations_of, terms_of, track_row
from sargas.tracking.settings import Settings
from sargas.tracking.slices import cut, track_slices

_FIRST_CAPACITY = 256
_LEARNED = ("interval_s", "jitter_s2", "watermark_s", "exposure", "clutter", "unsettled")
"""Fields of STATION that come from plots and not from the configuration."""


class Tracker:
    """Plots of many sensors to system tracks, on the plane around `origin` (lat_deg, lon_deg).

    Numbers count from `first_number` and are never given twice. Raises ValueError for settings that do not fit
    together or two sensors of one id.
    """

    def __init__(
        self, sensors: Sequence[Sensor], origin: tuple[float, float], settings: Settings, first_number: int = 1
    ) -> None:
        self._settings = settings
        self._sources = tuple(sensor.id for sensor in sensors)
        self._index = {sensor_id: i for i, sensor_id in enumerate(self._sources)}
        if len(self._index) != len(self._sources):
            raise ValueError("two sensors have the same id")
        self._plane = SystemPlane(*origin)
        self._frame = frame_of(sensors, self._plane, settings)
        self._terms = terms_of(settings)
        self._stations = stations_of(sensors, self._plane, settings)
        self._rows: Rows = np.zeros(_FIRST_CAPACITY, track_row(len(settings.motion_share)))
        self._look_s = np.zeros((len(sensors), _FIRST_CAPACITY))
        """Per sensor and slot: time of the last look accounted for, hit or missed; 0 where it never saw the track."""
        self._seen_s = np.zeros((len(sensors), _FIRST_CAPACITY))
        """Per sensor and slot: time of the last hit."""
        self._free = np.zeros(_FIRST_CAPACITY, np.int64)
        self._counters = np.array([0, 0, first_number], np.int64)
        self._time_s = 0.0
        self.faults: list[Fault] = []
        """Plots that the last update refused, one Fault per sensor and reason with its count."""
        self.refused: dict[str, int] = {}
        """Plots refused since the beginning, by reason."""

    def update(self, time_s: float, plots: Plots) -> Tracks:
        """Takes the plots that came before the tick `time_s`; the tracks that changed by them, in order of number.

        Rows are at `time_s`, or at their own last plot where that is later. Ended tracks are in it once.
        """
        self._time_s = time_s
        reading = read(plots, self._index, self._frame, time_s)
        self.faults = self._refuse(reading, plots, time_s)
        self._make_room(len(reading.rows))
        order, begins = cut(
            plots.time_s[reading.rows], reading.sensor, reading.address, len(self._sources), self._settings.slice_s
        )
        shots = shots_of(reading, order, self._frame)
        track_slices(
            self._rows, self._stations, self._look_s, self._seen_s, shots, self._terms, self._free, self._counters,
            begins, time_s,
        )  # fmt: skip
        rows = self._rows[: int(self._counters[HIGH])]
        slots = np.flatnonzero(rows["changed"] & (rows["number"] > 0))
        slots = slots[np.argsort(rows["number"][slots])]
        name_tracks(rows, slots, self._sources)
        changed = self._tracks(slots)
        rows["changed"] = False
        self._release(slots[rows["status"][slots] == ENDED])
        return changed

    def tracks(self) -> Tracks:
        """Every current track at the last tick, confirmed and coasting (tentative too if settings show them)."""
        rows = self._rows[: int(self._counters[HIGH])]
        slots = np.flatnonzero(rows["alive"] & (rows["number"] > 0))
        return self._tracks(slots[np.argsort(rows["number"][slots])])

    def checkpoint(self) -> bytes:
        """Everything that the future depends on besides sensors, origin and settings."""
        high = int(self._counters[HIGH])
        return pack(
            {
                "sources": list(self._sources),
                "plane": self._plane.constants,
                "rows": self._rows[:high].view(np.uint8).reshape(high, self._rows.itemsize),
                "stations": self._stations.view(np.uint8),
                "look_s": self._look_s[:, :high],
                "seen_s": self._seen_s[:, :high],
                "free": self._free[: int(self._counters[FREE])],
                "counters": self._counters,
                "time_s": self._time_s,
                "refused": self.refused,
            }
        )

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`. The configuration may have changed since: sensors are found again by id and what was
        learned of them is kept; where the plane or the motion models are others, no track is carried over, but no
        number is given twice.
        """
        state = unpack(data)
        counters = state["counters"]
        high = int(counters[HIGH])
        self._time_s, self.refused, self.faults = state["time_s"], state["refused"], []
        known = {sensor_id: k for k, sensor_id in enumerate(state["sources"])}
        stations = state["stations"].view(STATION)
        for i, sensor_id in enumerate(self._sources):
            if sensor_id in known:
                self._learn(i, stations[known[sensor_id]])
        same_plane = np.array_equal(state["plane"], self._plane.constants)
        if not same_plane or state["rows"].size != high * self._rows.itemsize:
            self._counters[NEXT] = counters[NEXT]
            return
        self._rows = state["rows"].reshape(-1).view(self._rows.dtype)
        self._look_s, self._seen_s = state["look_s"], state["seen_s"]
        self._free, self._counters = state["free"], counters
        if tuple(state["sources"]) != self._sources:
            self._find_again(known)
        self._make_room(0)

    def _learn(self, sensor: int, saved: Any) -> None:
        """What was learned of a sensor before; what is configured of it stays."""
        for name in _LEARNED:
            if name != "interval_s" or not self._stations["declared"][sensor]:
                self._stations[name][sensor] = saved[name]

    def _find_again(self, known: dict[str, int]) -> None:
        """Indices of sensors in the rows as they are now; a sensor that is gone contributes no more."""
        now = np.array([*(self._index.get(sensor_id, -1) for sensor_id in known), -1], np.int16)
        contributor = now[self._rows["contributor"]]
        self._rows["contributor_s"][contributor < 0] = 0.0
        self._rows["contributor"] = np.maximum(contributor, 0)
        self._rows["seed_sensor"] = np.maximum(now[self._rows["seed_sensor"]], 0)
        then = np.array([known.get(sensor_id, len(known)) for sensor_id in self._sources])
        new = np.zeros((1, self._look_s.shape[1]))
        self._look_s = np.concatenate((self._look_s, new))[then]
        self._seen_s = np.concatenate((self._seen_s, new))[then]

    def _tracks(self, slots: Any) -> Tracks:
        if not len(slots):
            return Tracks.empty(0, self._sources)
        return tracks_of(self._rows, slots, self._time_s, self._terms, self._plane.constants, self._sources)

    def _make_room(self, plots: int) -> None:
        """Capacity for one new track per plot, doubled when short; slots keep their places."""
        wanted = max(len(self._rows), _FIRST_CAPACITY)
        while wanted < int(self._counters[HIGH]) + plots:
            wanted *= 2
        if wanted == len(self._rows) == len(self._free):
            return
        self._rows = _longer(self._rows, wanted)
        self._free = _longer(self._free, wanted)
        self._look_s = np.ascontiguousarray(_longer(self._look_s.T, wanted).T)
        self._seen_s = np.ascontiguousarray(_longer(self._seen_s.T, wanted).T)

    def _release(self, ended: Ints) -> None:
        """Slots of tracks whose end was told are free again."""
        start = int(self._counters[FREE])
        self._free[start : start + len(ended)] = ended
        self._counters[FREE] += len(ended)
        self._look_s[:, ended] = 0.0
        self._rows["number"][ended] = 0

    def _refuse(self, reading: Reading, plots: Plots, time_s: float) -> list[Fault]:
        if len(reading.rows) == len(plots):
            return []
        faults = []
        codes = reading.reasons.astype(np.int64) * max(len(plots.sources), 1) + plots.source
        for code, count in zip(*np.unique(codes[reading.reasons > 0], return_counts=True), strict=True):
            kind, source = divmod(int(code), max(len(plots.sources), 1))
            reason = REASONS[kind]
            self.refused[reason] = self.refused.get(reason, 0) + int(count)
            if kind not in NO_FAULT:
                faults.append(Fault(plots.sources[source], reason, time_s, count=int(count)))
        return faults


def _longer(array: Any, length: int) -> Any:
    """The same rows and zeros after them."""
    longer = np.zeros((length, *array.shape[1:]), array.dtype)
    longer[: len(array)] = array
    return longer
