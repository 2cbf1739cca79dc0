"""The door of the room: Tracker.update(time_s, plots) -> the tracks that changed.

Between updates a track is tentative, confirmed or coasting; it is ended once, and told once:

    tentative --confirmed by existence and plots--> confirmed --no plot for a while--> coasting
        |                                             ^  |                               |  |
        `--came to nothing: dropped, never told       |  `--existence gone--> ended <----'  |
                                                      `--------------a plot-----------------'

Same plots at the same ticks, same bytes. The same plots at other ticks, late by up to `late_limit_s`, make the same
states once the lag has passed (`sargas.tracking.lag`); numbers and uids that were given out stay with their tracks.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from sargas.geo.plane import SystemPlane
from sargas.model.checkpoint import pack, unpack
from sargas.model.fault import Fault
from sargas.model.plots import Plots
from sargas.model.sensor import Sensor
from sargas.model.status import SensorBias, SensorStatus
from sargas.model.tracks import Tracks
from sargas.tracking.cells import cut, sweep_at, track_cells
from sargas.tracking.frame import frame_of
from sargas.tracking.lag import Lag
from sargas.tracking.learning import Learning
from sargas.tracking.measure import NO_FAULT, REASONS, Reading, read, shots_of
from sargas.tracking.output import OnPlane, changed_rows, current_rows, hashable, name_tracks, on_plane, tracks_of
from sargas.tracking.registration import Biases
from sargas.tracking.revision import adopt
from sargas.tracking.rows import ACTED, F8, HIGH, STATION, Ints, Rows, duplicate, stations_of, taken
from sargas.tracking.settings import Settings
from sargas.tracking.state import State, find_again, layout, new_state, packed, unpacked, vacate_all, with_room
from sargas.tracking.terms import terms_of

REPLAY_LEAST = 5_000
"""Plots of a replay run at a tick, at the least."""


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
        self._names = tuple(hashable(source) for source in self._sources)
        self._index = {sensor_id: i for i, sensor_id in enumerate(self._sources)}
        if len(self._index) != len(self._sources):
            raise ValueError("two sensors have the same id")
        self._plane = SystemPlane(*origin)
        self._frame = frame_of(sensors, self._plane, settings)
        self._terms = terms_of(settings)
        self._models = len(settings.motion_share)
        self._configured = stations_of(sensors, self._plane, settings)
        self._state = new_state(duplicate(self._configured), self._models)
        self._lag_s = settings.late_limit_s + settings.early_limit_s
        """How far a plot may be behind the newest: late by the one limit, that one early by the other."""
        self._lag = Lag(self._state, self._lag_s, settings.cell_s)
        self._learning = Learning(sensors, self._plane, self._frame, settings.registration, self._lag_s)
        self._next = first_number
        self._serial = 0
        self._time_s = 0.0
        self._held: dict[int, tuple[int, float]] = {}
        """Number -> (origin, since when) of tracks that a person has coast."""
        self._ever_held = False
        """Whether holds were ever set, so that rows must be marked."""
        self.faults: list[Fault] = []
        """Plots that the last update refused, one Fault per sensor and reason with its count."""
        self._untold: list[Fault] = []
        """Of `restore`, for the next update."""
        self.statuses: list[SensorStatus] = []
        """What the last update found of sensors: a bias that jumped or drifts."""
        self.learned: list[SensorBias] = []
        """Biases that the last update learned anew."""
        self.refused: dict[str, int] = {}
        """Plots refused since the beginning, by reason."""

    def update(self, time_s: float, plots: Plots) -> Tracks:
        """Takes the plots that came before the tick `time_s`; the tracks that changed by them, in order of number.

        Rows are at `time_s`, or at their own last plot where that is later. Ended tracks are in it once.
        """
        self._time_s = time_s
        reading = read(plots, self._index, self._frame, time_s)
        self.faults, self._untold = [*self._untold, *self._refuse(reading, plots, time_s)], []
        self._learning.references(plots, reading.sensor)
        shots = shots_of(reading, plots, self._frame, self._biases(plots, reading), self._serial)
        self._serial += len(shots)
        self._take(shots)
        mended = self._lag.replay(self._run, max(REPLAY_LEAST, 4 * len(shots)))
        if mended is not None:
            self._state = adopt(self._state, with_room(mended, int(self._state.counters[HIGH])))
        self._learn()
        sweep_at(self._state, self._terms, time_s)
        return self._tell()

    def hold(self, numbers: Iterable[int]) -> None:
        """The tracks of these numbers, and no others, coast: they take no plots from now on until they are let go."""
        wanted = sorted(dict.fromkeys(numbers))
        if not wanted and not self._held:
            return
        rows = self._state.rows[: int(self._state.counters[HIGH])]
        origins = {int(rows["number"][i]): int(rows["origin"][i]) for i in np.flatnonzero(rows["number"] > 0)}
        self._held = {
            number: self._held.get(number, (origins[number], self._time_s)) for number in wanted if number in origins
        }
        self._ever_held = True

    def tracks(self) -> Tracks:
        """Every current track at the last tick, confirmed and coasting (tentative too if settings show them)."""
        return tracks_of(
            self._state.rows, self._state.stations, self._current(), self._time_s, self._terms,
            self._plane.constants, self._sources,
        )  # fmt: skip

    def on_plane(self) -> OnPlane:
        """The same tracks on the system plane: for comparison with a truth, or another tracker, of a flat world."""
        return on_plane(self._state.rows, self._state.stations, self._current(), self._time_s, self._terms)

    def biases(self) -> Biases:
        """Range, azimuth and time bias of every sensor as they are believed now, with their uncertainty."""
        return self._learning.biases()

    def _biases(self, plots: Plots, reading: Reading) -> tuple[int, F8]:
        rows = reading.rows
        if not len(rows):
            return 0, np.zeros((0, 0, 5))
        # In the order of time.
        return self._learning.in_force(float(plots.time_s[rows[0]]), float(plots.time_s[rows[-1]]))

    def _learn(self) -> None:
        """What has settled teaches."""
        self.statuses, self.learned = [], []
        settled = self._lag.settled()
        if settled is not None:
            shots, cell = settled
            self._learning.settled(shots, cell * self._settings.cell_s)
            self.statuses, self.learned = self._learning.statuses, self._learning.learned

    def _take(self, shots: Rows) -> None:
        """The plots into the live state and into the lag."""
        if not len(shots):
            return
        # A cell is closed by a plot of a later one, and by a tick that ended a track in it.
        closed = max(self._lag.head, self._lag.cell_of(self._state.marks[ACTED]))
        # In the order of time: none is late if the first is not.
        if shots[0]["cell"] > closed:
            self._lag.keep_clean(self._state)
            self._state, shots = self._run(self._state, shots)
            self._lag.add(shots, None, self._run)
            return
        late = shots["cell"] <= closed
        head_s = self._lag.head * self._settings.cell_s
        direct = shots["time_s"] > head_s - self._settings.late_direct_s
        self._state, _ = self._run(
            self._state, taken(shots, np.flatnonzero(direct)), head_s - self._settings.late_birth_s
        )
        self._lag.add(shots, late, self._run)

    def _run(self, state: State, shots: Rows, oldest_birth_s: float = 0.0) -> tuple[State, Rows]:
        """Plots, sorted by time and sensor, through the kernels; those older than that begin no tracks."""
        if not len(shots):
            return state, shots
        state = with_room(state, len(shots))
        self._apply_holds(state)
        order, begins, kept = cut(shots, len(self._sources))
        if not kept:
            shots = taken(shots, order)
        track_cells(state, shots, begins, self._terms, oldest_birth_s)
        return state, shots

    def _apply_holds(self, state: State) -> None:
        """Marks the rows that people have coast, in whatever state is run; all others are free."""
        if not self._ever_held:
            return
        rows = state.rows[: int(state.counters[HIGH])]
        rows["held_s"] = 0.0
        for origin, from_s in self._held.values():
            rows["held_s"][rows["origin"] == origin] = from_s

    def _current(self) -> Ints:
        slots, numbers = current_rows(self._state, self._settings.show_tentative)
        return slots[np.argsort(numbers)]

    def _tell(self) -> Tracks:
        """The rows that changed, numbered if they are new; those that ended are free then."""
        shown, numbers, ended, new, self._next = changed_rows(self._state, self._next, self._settings.show_tentative)
        shown, rows = shown[np.argsort(numbers)], self._state.rows
        name_tracks(rows, new, self._names)
        tracks = tracks_of(
            rows, self._state.stations, shown, self._time_s, self._terms, self._plane.constants, self._sources
        )
        vacate_all(self._state, ended)
        return tracks

    def checkpoint(self) -> bytes:
        """Everything that the future depends on besides sensors, origin and settings."""
        return pack(
            {
                "layout": layout(),
                "sources": list(self._sources),
                "plane": self._plane.constants,
                "state": packed(self._state),
                "lag": self._lag.checkpoint(),
                "learning": self._learning.checkpoint(),
                "next": self._next,
                "serial": self._serial,
                "time_s": self._time_s,
                "held": [[number, *held] for number, held in self._held.items()],
                "ever_held": self._ever_held,
                "refused": self.refused,
            }
        )

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`. The configuration may have changed since: sensors are found again by id and what was
        learned of them is kept; the lag begins anew then. Where the plane or the motion models are others, no track is
        carried over, nor where rows lay otherwise in memory: the next update tells of that. No number is given twice.
        """
        saved = unpack(data)
        self._next, self._serial, self._time_s = saved["next"], saved["serial"], saved["time_s"]
        self._held = {number: (origin, from_s) for number, origin, from_s in saved["held"]}
        self._ever_held = saved["ever_held"]
        self.refused, self.faults, self.statuses = saved["refused"], [], []
        if saved.get("layout") != layout():
            self._held, self._untold = {}, [Fault("", "tracks of another version were not carried over", self._time_s)]
            self._learning.restore(saved["learning"], same=False)
            return
        state = unpacked(saved["state"], self._models)
        sources = tuple(saved["sources"])
        self._learning.restore(saved["learning"], sources == self._sources)
        learned = saved["state"]["stations"].view(STATION)
        if state is None or not np.array_equal(saved["plane"], self._plane.constants):
            self._state = find_again(self._state, learned, sources, self._sources)
        else:
            kept = state._replace(stations=self._state.stations)
            self._state = find_again(kept, learned, sources, self._sources)
            if sources == self._sources:
                self._lag.restore(saved["lag"], self._models, self._configured, sources)
                self._state = with_room(self._state, 0)
                return
        self._state = with_room(self._state, 0)
        self._lag = Lag(self._state, self._lag_s, self._settings.cell_s)
        self._lag.head = int(saved["lag"]["head"])

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
