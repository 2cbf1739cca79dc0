"""Labels: what a track may be released as, which is what everything that ever made it may be released as.

The label of a sensor is configured. Of several the classification is the highest and the nations are those that all of
them name: one sensor that is for ourselves alone makes its tracks ours alone, for good. A track that another was fused
into is made of both. What no known sensor made (a track begun by hand) has no label, and leaves to nobody.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from sargas.model.label import Label, classification_level
from sargas.model.sensor import Sensor
from sargas.model.tracks import ECHO, PART, Tracks

MOST_TRACKS = 200_000
_UNKNOWN_LEVEL = 99


def joined(labels: Iterable[Label]) -> Label | None:
    """The label of what is made of all of these; None of nothing."""
    known = list(labels)
    if not known:
        return None
    highest = max(known, key=_level)
    shared = [nation for nation in known[0].releasable_to if all(nation in label.releasable_to for label in known[1:])]
    return Label(highest.security_classification, tuple(shared))


def _level(label: Label) -> int:
    level = classification_level(label.security_classification)
    return _UNKNOWN_LEVEL if level is None else level


class Labels:
    """Remembers of each track who made it, of the MOST_TRACKS that changed last: incidents outlive their tracks."""

    def __init__(self, sensors: Sequence[Sensor]) -> None:
        by_name: dict[str, list[Label]] = {}
        for sensor in sensors:
            by_name.setdefault(sensor.id, []).append(sensor.label)
            if sensor.nation and sensor.kind == "system":  # its tracks are reported under its nation
                by_name.setdefault(sensor.nation, []).append(sensor.label)
        self._by_name = {name: joined(labels) for name, labels in by_name.items()}
        self._makers: dict[int, frozenset[str]] = {}
        self._made: dict[frozenset[str], Label | None] = {}

    def see(self, tracks: Tracks) -> None:
        """Takes in who made these, the parts of others first."""
        names = tracks.sources
        parts = (tracks.fusion == PART) | (tracks.fusion == ECHO)
        for i in np.argsort(~parts, kind="stable").tolist():
            makers = {names[k] for k in tracks.contributor[i][tracks.contributor_s[i] > 0.0].tolist()}
            if tracks.reported_by[i] >= 0:
                makers.add(names[int(tracks.reported_by[i])])
            # A technology that a neighbour tells of (psr, mode_s) is no sensor of ours and says nothing of who may see.
            found = frozenset(name for name in makers if name in self._by_name)
            self._add(int(tracks.number[i]), found)
            if parts[i]:
                self._add(int(tracks.fused_with[i]), found)

    def _add(self, number: int, makers: frozenset[str]) -> None:
        before = self._makers.pop(number, makers)
        self._makers[number] = before if makers <= before else before | makers
        if len(self._makers) > MOST_TRACKS:
            del self._makers[next(iter(self._makers))]

    def of(self, numbers: Sequence[int]) -> Label | None:
        """Of what these tracks make together."""
        makers = [self._makers.get(number) for number in numbers]
        if not makers or not all(makers):
            return None
        whole = frozenset().union(*(names for names in makers if names))
        if whole not in self._made:
            labels = [self._by_name[name] for name in sorted(whole)]
            self._made[whole] = joined(label for label in labels if label is not None)
        return self._made[whole]
