"""What a replay of the lag changes of the tracks that were told: their past is revised, their names are not.

A track of the replay is the live track with the same first plot, or else the one that took the same last plot; it takes
its number and uid. A track of the replay that has no live one is new. A live track that the replay does not have has
ended: in order, its plots belong to others. Nothing that has ended comes back under its number.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sargas.model.tracks import ENDED
from sargas.tracking.rows import HIGH, Ints, Rows
from sargas.tracking.state import State, clear, occupy, vacate

_NAMES = ("number", "uid", "named", "seed", "seed_sensor")
_SHOWN = ("status", "existence", "xc", "h", "updated_s", "address", "mode_3a")


def adopt(live: State, mended: State) -> State:
    """`mended`, which has room for the live tracks, with the names of `live`; rows that differ are marked changed."""
    old = live.rows[: int(live.counters[HIGH])]
    new = mended.rows[: int(mended.counters[HIGH])]
    told = np.flatnonzero((old["number"] > 0) & (old["alive"] | (old["status"] == ENDED)))
    mine = np.flatnonzero(new["alive"] | (new["status"] == ENDED))
    new["number"], new["changed"], new["named"] = 0, False, False
    for key in ("origin", "latest"):
        _, a, b = np.intersect1d(old[key][told], new[key][mine], return_indices=True)
        _name(old, new, told[a], mine[b])
        told, mine = np.delete(told, a), np.delete(mine, b)
    ended = mine[new["status"][mine] == ENDED]
    for i in ended:
        vacate(mended, i)
    new["changed"][mine[new["alive"][mine]]] = True
    for i in told:
        k = occupy(mended)
        row = mended.rows[k : k + 1]
        row[:] = old[i]
        row["status"], row["alive"], row["changed"] = ENDED, False, True
        clear(mended.spots, k)
    return mended


def _name(old: Rows, new: Rows, then: Ints, now: Ints) -> None:
    """Rows `now` of the replay are the live rows `then`."""
    for name in _NAMES:
        new[name][now] = old[name][then]
    differs: NDArray[np.bool_] = np.zeros(len(now), np.bool_)
    for name in _SHOWN:
        differs |= _unequal(old[name][then], new[name][now])
    moved = _unequal(old["xc"][then], new["xc"][now])
    new["revision"][now] = old["revision"][then] + moved
    new["changed"][now] = old["changed"][then] | differs


def _unequal(a: Any, b: Any) -> NDArray[np.bool_]:
    different: NDArray[np.bool_] = np.any((a != b).reshape(len(a), int(np.prod(a.shape[1:]))), axis=1)
    return different
