"""Labels: what a track may be released as, which is what everything that ever made it may be released as.

The label of a sensor is configured. Of several the classification is the highest and the nations are those that all of
them name: one sensor that is for ourselves alone makes its tracks ours alone, for good (`state` carries that over a
restart). A track that another was fused into is made of both. What no known sensor made (a track begun by hand, or by a
sensor that is not configured any more) has no label, and leaves to nobody.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from sargas.model.bounded import keep
from sargas.model.label import Label, classification_level
from sargas.model.sensor import Sensor
from sargas.model.tracks import ECHO, PART, Tracks

MOST_TRACKS = 200_000
NOBODY = "\0"
"""A maker that is not known: no label covers it."""
_UNKNOWN_LEVEL = 99
_NONE: frozenset[str] = frozenset()


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
            reporter = int(tracks.reported_by[i])
            if reporter >= 0:  # what contributed to a neighbour's track are its technologies, not sensors of ours
                found = frozenset((self._known(names[reporter]),))
            else:
                used = tracks.contributor[i][tracks.contributor_s[i] > 0.0].tolist()
                found = frozenset(self._known(names[k]) for k in used)
            self._add(int(tracks.number[i]), found)
            if parts[i]:  # with all that ever made it, not only those that do now
                self._add(int(tracks.fused_with[i]), self._makers[int(tracks.number[i])])

    def _known(self, name: str) -> str:
        return name if name in self._by_name else NOBODY

    def distrust(self, numbers: Iterable[int]) -> None:
        """Of these nobody knows any more who made them."""
        for number in numbers:
            self._add(number, frozenset((NOBODY,)))

    def _add(self, number: int, makers: frozenset[str]) -> None:
        before = self._makers.get(number, _NONE)
        keep(self._makers, number, before if makers <= before else before | makers, MOST_TRACKS)

    def of(self, numbers: Sequence[int]) -> Label | None:
        """Of what these tracks make together."""
        makers = [self._makers.get(number, _NONE) for number in numbers]
        if not makers or not all(makers):
            return None
        whole = _NONE.union(*makers)
        if NOBODY in whole:
            return None
        if whole not in self._made:
            labels = [self._by_name.get(name) for name in sorted(whole)]
            covered = all(label is not None for label in labels)
            self._made[whole] = joined(label for label in labels if label is not None) if covered else None
        return self._made[whole]

    def of_makers(self) -> dict[str, Label | None]:
        """The label of each that made one of these tracks: as what everything was released so far."""
        names = _NONE.union(*set(self._makers.values())) - {NOBODY}
        return {name: self._by_name.get(name) for name in sorted(names)}

    def are_still(self, earlier: Mapping[str, Label | None]) -> bool:
        """Whether all of these have the label that they had."""
        return all(self._by_name.get(name) == label for name, label in earlier.items())

    def state(self) -> list[Any]:
        """[makers, numbers of their tracks], for a checkpoint."""
        by_makers: dict[frozenset[str], list[int]] = {}
        for number, makers in self._makers.items():
            by_makers.setdefault(makers, []).append(number)
        return [[sorted(makers), numbers] for makers, numbers in by_makers.items()]

    def set_state(self, state: list[Any]) -> None:
        """Inverse of `state`; a sensor that is not configured any more is nobody."""
        for makers, numbers in state:
            found = frozenset(self._known(name) for name in makers)
            for number in numbers:
                self._add(number, found)
