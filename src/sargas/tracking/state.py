"""Everything that a run of the tracker changes, in one bundle that kernels take and that is copied for the lag.

A track lives in one slot of `rows` from its first plot to its end; free slots are a stack. `spots` repeats, for each
slot, the little that tells whether a plot may be near, a column for each quantity: a pass over all tracks then reads
little of each, several tracks in one instruction. The looks of radars are kept per radar and slot.
"""

import hashlib
from typing import Any, NamedTuple

import numpy as np

from sargas.geo.kernel import leaf
from sargas.tracking.rows import DUE, F8, FREE, HIGH, SHOT, STATION, Ints, Rows, duplicate, track_row
from sargas.tracking.standing import CELLS, SPREAD, STANDING

TIME, X, Y, VX, VY, SX, SY, SV, HEIGHT, CODE, SIGN, UNTIL = range(12)
SPOT = 12
"""Rows of `spots`, where a track is, roughly: time_s, mean x_m, y_m, vx_mps, vy_mps of its row, the one-sigma extent of
its widest motion model (m, m, m/s; SX negative where no track lives in the slot), height_m (0 where it is not known),
`code_of` its address and `sign_of` that, and the time at which it changes for want of plots.
"""

_CAPACITY = 4096
"""Slots at first: zeros that nobody touched cost no memory, and growing costs a copy of all."""
_CODE = np.uint64((1 << 53) - 1)
"""A float holds whole numbers up to this."""

PARTIAL = np.dtype(
    [
        ("time_s", "f8"),
        ("x_m", "f8"),
        ("y_m", "f8"),
        ("bearing_rad", "f8"),
        ("variance", "f8"),  # of the bearing, rad^2, or of each coordinate, m^2
        ("elevation_rad", "f8"),
        ("elevation_rad2", "f8"),  # its variance; 0: none
        ("first", "f8", (2,)),
        ("serial", "i8"),  # -1: used or empty
        ("sensor", "i8"),
        ("kind", "u1"),
        ("simulated", "?"),
    ],
    align=True,
)
"""A plot that says something of where, but not where: it waits for another, see `sargas.tracking.crossing`."""
WAITING = 1024
"""Partial plots kept; the oldest is overwritten."""


class State(NamedTuple):
    """`rows` (N,) of `track_row`, `spots` (SPOT, N), `stations` (S,) of STATION, `look_s` and `seen_s` (radars, N),
    `free` (N,) stack of slots, `partials` (WAITING,) of PARTIAL, `standing` (radars, CELLS) of
    STANDING, `counters` and `marks` as their places in `sargas.tracking.rows` say.

    look_s: time of the last look of a radar at a slot that was accounted for, hit or missed; 0 where it never saw the
    track. seen_s: time of its last hit.
    """

    rows: Rows
    spots: F8
    stations: Rows
    look_s: F8
    seen_s: F8
    free: Ints
    partials: Rows
    standing: Rows
    counters: Ints
    marks: F8


def new_state(stations: Rows, models: int) -> State:
    """No tracks; `stations` is kept, not copied."""
    radars = int(np.count_nonzero(stations["radar"] >= 0))
    spots = np.zeros((SPOT, _CAPACITY))
    spots[SX], spots[UNTIL] = -1.0, np.inf
    return State(
        np.zeros(_CAPACITY, track_row(models)),
        spots,
        stations,
        np.zeros((radars, _CAPACITY)),
        np.zeros((radars, _CAPACITY)),
        np.zeros(_CAPACITY, np.int64),
        no_partials(),
        np.zeros((radars, CELLS), STANDING),
        np.zeros(3, np.int64),
        np.array([np.inf, 0.0, 0.0]),
    )


def no_partials() -> Rows:
    """None that wait."""
    partials = np.zeros(WAITING, PARTIAL)
    partials["serial"] = -1
    return partials


def copied(state: State) -> State:
    """The same, sharing nothing; capacity that is not used is left out."""
    high = int(state.counters[HIGH])
    return State(
        duplicate(state.rows[:high]),
        state.spots[:, :high].copy(),
        duplicate(state.stations),
        state.look_s[:, :high].copy(),
        state.seen_s[:, :high].copy(),
        state.free[: int(state.counters[FREE])].copy(),
        duplicate(state.partials),
        duplicate(state.standing),
        state.counters.copy(),
        state.marks.copy(),
    )


def with_room(state: State, plots: int) -> State:
    """Room for one new track per plot: capacity doubled when short; slots keep their places."""
    wanted = max(len(state.rows), _CAPACITY)
    while wanted < int(state.counters[HIGH]) + plots:
        wanted *= 2
    if wanted == len(state.rows) == len(state.free):
        return state
    spots = _wider(state.spots, wanted)
    spots[SX, state.spots.shape[1] :], spots[UNTIL, state.spots.shape[1] :] = -1.0, np.inf
    return state._replace(
        rows=_longer(state.rows, wanted),
        spots=spots,
        look_s=_wider(state.look_s, wanted),
        seen_s=_wider(state.seen_s, wanted),
        free=_longer(state.free, wanted),
    )


def layout() -> str:
    """A digest of how rows lie in memory: a checkpoint of another is not read."""
    rows = (track_row(1), STATION, SHOT, PARTIAL, STANDING)
    return hashlib.sha256(repr(([row.descr for row in rows], SPOT)).encode()).hexdigest()


def packed(state: State) -> dict[str, Any]:
    """For a checkpoint."""
    small = copied(state)
    high = len(small.rows)
    return {
        **small._asdict(),
        "rows": small.rows.view(np.uint8).reshape(high, small.rows.itemsize),
        "stations": small.stations.view(np.uint8),
        "partials": small.partials.view(np.uint8),
        "standing": small.standing.view(np.uint8),
    }


def unpacked(saved: dict[str, Any], models: int) -> State | None:
    """Inverse of `packed`; None where the rows of that time were others."""
    row, high = track_row(models), int(saved["counters"][HIGH])
    if saved["rows"].size != high * row.itemsize or saved["stations"].size % STATION.itemsize:
        return None
    return State(
        **{
            **saved,
            "rows": saved["rows"].reshape(-1).view(row),
            "stations": saved["stations"].view(STATION),
            "partials": saved["partials"].view(PARTIAL),
            "standing": saved["standing"].view(STANDING),
        }
    )


_LEARNED = (
    *("interval_s", "jitter_s2", "oldest_s", "watermark_s", "exposure", "clutter", "unsettled", "hits", "looks"),
    *("rates", "rated", "says", "speaks", "words", "worded", "levels", "leveled", "loud"),
    *("turn_s", "plots", "born", "proved", "heights", "speeds"),
)
"""Fields of STATION that come from plots and not from the configuration."""


def find_again(state: State, learned: Rows, sources: tuple[str, ...], now: tuple[str, ...]) -> State:
    """The state, whose sensors were `sources`, for the sensors `now`; `state.stations` are of those, `learned` of the
    others. A sensor that is gone contributes no more.
    """
    known = {sensor_id: k for k, sensor_id in enumerate(sources)}
    stations = state.stations
    for i, sensor_id in enumerate(now):
        if sensor_id in known:
            for name in _LEARNED:
                if name != "interval_s" or not stations["declared"][i]:
                    stations[name][i] = learned[name][known[sensor_id]]
    same = sources == now and np.array_equal(learned["radar"], stations["radar"])
    if same or int(state.counters[HIGH]) == 0:
        return state
    index = {sensor_id: i for i, sensor_id in enumerate(now)}
    place_of = np.array([*(index.get(sensor_id, -1) for sensor_id in sources), -1], np.int16)
    rows = state.rows
    contributor = place_of[rows["contributor"]]
    rows["contributor_s"][contributor < 0] = 0.0
    rows["contributor"] = np.maximum(contributor, 0)
    rows["seed_sensor"] = np.maximum(place_of[rows["seed_sensor"]], 0)
    looks = [np.zeros((int(np.count_nonzero(stations["radar"] >= 0)), len(rows))) for _ in range(2)]
    standing = np.zeros((len(looks[0]), CELLS), STANDING)
    for i, sensor_id in enumerate(now):
        radar = stations["radar"][i]
        if radar >= 0 and sensor_id in known and learned["radar"][known[sensor_id]] >= 0:
            standing[radar] = state.standing[learned["radar"][known[sensor_id]]]
            for look, before in zip(looks, (state.look_s, state.seen_s), strict=True):
                look[radar] = before[learned["radar"][known[sensor_id]], : len(rows)]
    return state._replace(look_s=looks[0], seen_s=looks[1], standing=standing)


@leaf
def code_of(address: int) -> float:
    """A number in the place of an address, the same for the same; 0 without one."""
    return float(address & _CODE)


@leaf
def hashed(code: float, size: int) -> int:
    """Where a code is looked for first in a table of `size`, a power of two."""
    return int((np.uint64(np.int64(code)) * SPREAD) >> np.uint64(32)) & (size - 1)


@leaf
def sign_of(code: float) -> float:
    """A number of 0 to 4095 that stands for a code: what has another is another."""
    return float(hashed(code, 4096))


@leaf
def place(spots: F8, i: int, track: Any) -> None:
    """Keeps the spot of slot i as its track is now."""
    xc, P = track.xc, track.P
    spots[TIME, i], spots[X, i], spots[Y, i], spots[VX, i], spots[VY, i] = track.time_s, xc[0], xc[1], xc[2], xc[3]
    xx, yy, vv = 0.0, 0.0, 0.0
    for m in range(P.shape[0]):
        xx, yy, vv = max(xx, P[m, 0]), max(yy, P[m, 4]), max(vv, P[m, 7], P[m, 9])
    spots[SX, i], spots[SY, i], spots[SV, i] = np.sqrt(xx + track.Pr[0]), np.sqrt(yy + track.Pr[2]), np.sqrt(vv)
    spots[HEIGHT, i] = track.h[0] if track.height_source != 0 else 0.0
    code = code_of(track.address)
    if code != spots[CODE, i]:
        spots[CODE, i], spots[SIGN, i] = code, sign_of(code)


@leaf
def clear(spots: F8, i: int) -> None:
    """No living track is in slot i."""
    spots[SX, i], spots[UNTIL, i], spots[CODE, i], spots[SIGN, i] = -1.0, np.inf, 0.0, 0.0


@leaf
def occupy(state: State) -> int:
    """A slot for a new track."""
    if state.counters[FREE] > 0:
        state.counters[FREE] -= 1
        return int(state.free[state.counters[FREE]])
    state.counters[HIGH] += 1
    return int(state.counters[HIGH]) - 1


@leaf
def vacate(state: State, i: int) -> None:
    """Slot i is free again."""
    state.rows[i].alive, state.rows[i].changed, state.rows[i].number, state.rows[i].status = False, False, 0, 0
    clear(state.spots, i)
    for radar in range(state.look_s.shape[0]):
        state.look_s[radar, i] = 0.0
    state.free[state.counters[FREE]] = i
    state.counters[FREE] += 1


@leaf
def vacate_all(state: State, slots: Ints) -> None:
    """The same for several."""
    for i in slots:
        vacate(state, i)


@leaf
def expect(state: State, i: int, due_s: float) -> None:
    """Slot i changes at that time for want of plots."""
    state.spots[UNTIL, i] = due_s
    state.marks[DUE] = min(state.marks[DUE], due_s)


def _wider(array: F8, length: int) -> F8:
    """The same columns (..., N) and columns of zeros after them."""
    wider = np.zeros((len(array), length))
    wider[:, : array.shape[1]] = array
    return wider


def _longer(array: Any, length: int) -> Any:
    """The same rows and zeros after them."""
    longer = np.zeros((length, *array.shape[1:]), array.dtype)
    whole, part = (np.ascontiguousarray(a).view(np.uint8) for a in (longer, array))
    whole.reshape(-1)[: part.size] = part.reshape(-1)
    return longer
