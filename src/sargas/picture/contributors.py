"""Contributors: when a sensor of each group of kinds last contributed to a track.

Rule: sensors are asked for by group, since evidence is: who asked, who measured, who only repeats what the target says.
A foreign track names kinds of sensors (I062/290), not sensors; another system that names none is taken to have asked.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sargas.geo.kernel import kernel
from sargas.model.tracks import Tracks
from sargas.picture.classification import GROUPS as OF_FACTS
from sargas.picture.identity import GROUPS as OF_IDENTITY
from sargas.picture.table import Rows

GROUPS = {**OF_IDENTITY, **OF_FACTS}
_ASKING = list(GROUPS).index("asking")


class Contributors:
    """The groups of all sources; `kinds`: sensor id -> kind."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self._kinds = kinds
        self._groups: NDArray[np.uint8] = np.zeros(0, np.uint8)
        self._names: tuple[str, ...] = ()

    def latest(self, tracks: Tracks, rows: Rows, sources: Mapping[str, int]) -> dict[str, NDArray[np.float64]]:
        """Of each group, the time at which one of it last contributed to each of `rows`; 0 for never, (n,).

        `sources`: name -> index in `contributor`.
        """
        if self._names != tuple(sources):
            self._names = tuple(sources)
            kinds = [*(self._kinds.get(name, name) for name in sources), None]
            bits = [sum((kind in members) << g for g, members in enumerate(GROUPS.values())) for kind in kinds]
            self._groups = np.array(bits, np.uint8)
        latest_s = np.zeros((len(GROUPS), len(rows)))
        columns = tracks.contributor, tracks.contributor_s, tracks.reported_by, tracks.updated_s
        _latest(rows, *columns, self._groups, latest_s)
        return dict(zip(GROUPS, latest_s, strict=True))


@kernel
def _latest(
    rows: Rows, contributor: Any, contributor_s: Any, reported_by: Any, updated_s: Any, groups: Any, latest_s: Any
) -> None:
    """`groups`: bit g of each source says whether it is of group g; the last entry is for the index -1."""
    for i in range(len(rows)):
        row = rows[i]
        named = False
        for k in range(contributor.shape[1]):
            at_s = contributor_s[row, k]
            if at_s > 0.0:
                named = True
                of = groups[contributor[row, k]]
                for g in range(latest_s.shape[0]):
                    if of >> g & 1 != 0 and at_s > latest_s[g, i]:
                        latest_s[g, i] = at_s
        if reported_by[row] >= 0 and not named:
            latest_s[_ASKING, i] = updated_s[row]
