"""Acts of people on tracks: who, when, why; what is in force follows from their list alone.

Rule: an act is refused, with the reason, when its track is unknown, has ended, is part of another or has changed since
the version that the person saw; when somebody must say it by name and why, and has not. What was taken is kept with who
reversed it. In force are the acts that nobody reversed, in their order: the last word on a pair or a track holds.
  initiate    a row begins (`sargas.picture.manual`)
  drop        the row stays, stands for no object and stands again when a sensor that had not seen it before does, when
              another's track is found to be the same, when it declares an emergency, or when the act is reversed
  merge       two own rows are one group under the number that was kept. When the tracker ends that one, the number goes
              over to the other, and the other number ends
  split       a merged row stands alone; or a second object begins by hand where the track is
  reassociate two own numbers exchange the objects that they follow, with all that is known by number
  coast       the tracker gives the row no plots (`coasting` tells it which)
  identity    no rule changes the identity
  correlate   held together, decorrelate: held apart, whatever the rounds find, until reversed or one of both ends
Undo of an act restores what it changed as far as both tracks live; nothing else is ever reversed by code.
"""

import math
from collections.abc import Iterable
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from sargas.model.decision import (
    Coast,
    Correlate,
    Decision,
    Decorrelate,
    Drop,
    Initiate,
    LockIdentity,
    Merge,
    Reassociate,
    Split,
    TrackAct,
    Undo,
)
from sargas.model.identity import BASES, IDENTITIES
from sargas.model.track import ActName
from sargas.model.tracks import ACT_BITS, ENDED, FUSED, PART, Tracks
from sargas.picture.groups import Holds, by_hand, join, stand_alone
from sargas.picture.manual import begin, second, senseless
from sargas.picture.refusals import absent, in_emergency, unfit
from sargas.picture.settings import Settings
from sargas.picture.table import Table

_OPERATOR = BASES.index("operator")
_BITS: dict[type, ActName] = {
    Drop: "drop",
    Merge: "merge",
    Split: "split",
    Reassociate: "reassociate",
    Coast: "coast",
    LockIdentity: "identity",
    Correlate: "correlate",
    Decorrelate: "decorrelate",
}
_INITIATE = np.uint16(ACT_BITS["initiate"])


class Done(msgspec.Struct):
    """An act that was taken. Kept as a list, in order: `Picture.acts`."""

    decision: Decision
    undone: Decision | None = None
    """Who reversed it."""
    number: int = 0
    """Of the row that it began."""
    was: list[int] = []
    """What was so before: sensors that had seen a dropped track (and -1 for a partner), the identity that was locked,
    1 for a pair that was correlated."""


def decisions_of(acts: Iterable[Done]) -> list[Decision]:
    """The acts, and those that reversed them, in order of record."""
    both = {one.record_number: one for done in acts for one in (done.decision, done.undone) if one is not None}
    return [both[number] for number in sorted(both)]


class Acts:
    """Decisions on tracks, over the rows of one table."""

    def __init__(self, table: Table, settings: Settings, first_number: int) -> None:
        self._table = table
        self._first_number = self._next_number = first_number
        self._settings = settings
        self.done: list[Done] = []
        self.holds = Holds([], [])
        self.due_s = -math.inf
        """Until then none is forgotten."""
        self._labels: dict[int, int] = {}
        """The tracker's number -> the number under which it is known, where they are not the same."""
        self._ruled: dict[int, tuple[int, int]] = {}
        """Identity and basis that the rules last gave to what is locked, by number."""
        self._highest_own = 0

    def refusal(self, time_s: float, decision: Decision) -> str | None:
        """Why an act does not fit, None where it does; changes nothing."""
        act = decision.act
        if not isinstance(act, TrackAct):
            return "not an act on a track"
        if not decision.by.strip() or not decision.why.strip():
            return "an act on a track needs a name and a reason"
        if isinstance(act, Undo):
            return self._undo_refusal(act)
        if isinstance(act, Initiate):
            return senseless(act, time_s, self._settings)
        other = getattr(act, "other", None)
        for number in (act.track, other):
            reason = None if number is None else absent(self._table, number, self._given())
            if reason:
                return reason
        row = self._row(act.track)
        version = int(self._table.tracks.version[row])
        if decision.expected_version is not None and decision.expected_version != version:
            return f"track {act.track} has changed since version {decision.expected_version}: it is version {version}"
        if other == act.track:
            return "a track and itself"
        return unfit(self._table, self.holds, act, row, -1 if other is None else self._row(other))

    def decide(self, time_s: float, decision: Decision) -> str | None:
        """Take an act: why it is refused, or None."""
        reason = self.refusal(time_s, decision)
        if reason is not None:
            return reason
        act, done = decision.act, Done(decision)
        tracks = self._table.tracks
        if isinstance(act, Undo):
            self._undo(act, decision)
        elif isinstance(act, Initiate):
            done.number = self._begin(act, time_s)
        elif isinstance(act, Split) and act.other is None:
            done.number = self._begin(second(self._table, self._row(act.track)), time_s)
        elif isinstance(act, Reassociate):
            self._exchange(act.track, act.other)
        elif isinstance(act, Drop):
            row = self._row(act.track)
            seen = tracks.contributor[row][tracks.contributor_s[row] > 0].tolist()
            done.was = [*seen, -1] if tracks.fusion[row] == FUSED else seen
        elif isinstance(act, LockIdentity):
            as_it_is = int(tracks.identity[self._row(act.track)])
            done.was = [as_it_is if act.identity is None else IDENTITIES.index(act.identity)]
        elif isinstance(act, Correlate | Decorrelate):
            one, other = self._row(act.track), self._row(act.other)
            done.was = [int(tracks.fusion[other] == PART and tracks.fused_with[other] == tracks.number[one])]
        if not isinstance(act, Undo):
            self.done.append(done)
        self._settle()
        return None

    def take_over(self, own: Tracks) -> Tracks:
        """The tracker's rows under the numbers by which they are known; numbers that were merged go over first."""
        numbers = own.number
        self._highest_own = max(self._highest_own, int(numbers.max(initial=0)))
        ended = numbers[own.status == ENDED]
        if self.holds.together and len(ended):
            for raw in ended.tolist():
                self._inherit(self._labels.get(raw, raw), {self._labels.get(n, n) for n in ended.tolist()})
        if not self._labels:
            return own
        rows = [i for i, raw in enumerate(numbers.tolist()) if raw in self._labels]
        if not rows:
            return own
        own = own.take(np.arange(len(own)))
        for i in rows:
            own.number[i] = known = self._labels[int(own.number[i])]
            row = self._row(known)
            if row >= 0:
                own.uid[i], own.first_s[i] = self._table.tracks.uid[row], self._table.tracks.first_s[row]
        return own

    def coasting(self) -> list[int]:
        """The tracker's numbers of rows that are to take no plots, ascending."""
        raw = {known: number for number, known in self._labels.items()}
        held = [done.decision.act.track for done in self._in_force() if isinstance(done.decision.act, Coast)]
        return sorted({raw.get(number, number) for number in held if self._row(number) >= 0})

    def enforce(self, time_s: float) -> None:
        """Acts in force on the rows as they are now: what is dropped may stand again, and rows say what is in force."""
        if not self.done:
            self.due_s = math.inf
            return
        tracks = self._table.tracks
        for done in self._in_force():
            if isinstance(done.decision.act, Drop) and self._seen_again(done):
                done.undone = done.decision
        tracks.acts &= _INITIATE
        for done in self._in_force():
            act = done.decision.act
            name = _BITS.get(type(act))
            for number in (getattr(act, "track", 0), getattr(act, "other", None) or 0):
                row = self._row(number) if name and number else -1
                if name and row >= 0:
                    tracks.acts[row] |= np.uint16(ACT_BITS[name])
        kept_s = time_s - self._settings.acts_kept_s
        kept = [d for d in self.done if d.decision.time_s > kept_s]
        forgotten = len(kept) < len(self.done)
        self.done = kept
        if forgotten:
            self._settle()
        oldest_s = min((d.decision.time_s for d in kept), default=math.inf)
        self.due_s = -math.inf if forgotten else oldest_s + self._settings.acts_kept_s
        self._labels = {raw: known for raw, known in self._labels.items() if self._row(known) >= 0}

    def unlock_identities(self) -> None:
        """Let the rules go on from what they said last."""
        for number, (identity, basis) in self._ruled.items():
            row = self._row(number)
            if row >= 0:
                self._table.tracks.identity[row], self._table.tracks.identity_basis[row] = identity, basis

    def lock_identities(self) -> None:
        """Write the identities that people locked over what the rules say; the last word for each."""
        tracks = self._table.tracks
        locked: dict[int, int] = {}
        for done in self._in_force():
            if isinstance(done.decision.act, LockIdentity):
                row = self._row(done.decision.act.track)
                if row >= 0:
                    locked[row] = done.was[0]
        self._ruled = {}
        for row, identity in locked.items():
            self._ruled[int(tracks.number[row])] = int(tracks.identity[row]), int(tracks.identity_basis[row])
            tracks.identity[row], tracks.identity_basis[row] = identity, _OPERATOR
            tracks.proposed[row] = tracks.proposed_basis[row] = 0

    def packed(self) -> dict[str, Any]:
        """For a checkpoint."""
        labels = [list(pair) for pair in self._labels.items()]
        done = [msgspec.to_builtins(done) for done in self.done]
        ruled = [[number, *said] for number, said in self._ruled.items()]
        numbers = [self._highest_own, self._next_number]
        return {"done": done, "labels": labels, "ruled": ruled, "numbers": numbers}

    def unpack(self, packed: dict[str, Any]) -> None:
        """Inverse of `packed`."""
        self.done = msgspec.convert(packed["done"], list[Done])
        self._labels = {int(raw): int(known) for raw, known in packed["labels"]}
        self._ruled = {int(number): (int(name), int(basis)) for number, name, basis in packed["ruled"]}
        self._highest_own, self._next_number = packed["numbers"]
        self._settle()

    def numbers(self, count: int) -> NDArray[np.int64]:
        """The next numbers of the picture's block."""
        self._next_number += count
        return np.arange(self._next_number - count, self._next_number)

    def _begin(self, act: Initiate, time_s: float) -> int:
        number = int(self.numbers(1)[0])
        begin(self._table, number, act, time_s, self._settings)
        return number

    def _given(self) -> tuple[range, range]:
        return range(1, self._highest_own + 1), range(self._first_number, self._next_number)

    def _in_force(self) -> list[Done]:
        return [done for done in self.done if done.undone is None]

    def _row(self, number: int) -> int:
        return int(self._table.rows_of(np.array([number]))[0])

    def _undo_refusal(self, act: Undo) -> str | None:
        done = self._done(act.record)
        if done is None:
            return f"there is no act on a track under record {act.record}"
        if done.undone is not None:
            how = "been lifted" if done.undone == done.decision else f"been reversed by {done.undone.by}"
            return f"the act of record {act.record} has {how}"
        what = done.decision.act
        numbers = [done.number] if done.number else [getattr(what, "track", 0), getattr(what, "other", None) or 0]
        for number in numbers:
            reason = absent(self._table, number, self._given()) if number else None
            if reason:
                return reason
        return None

    def _done(self, record: int) -> Done | None:
        found = [done for done in self.done if done.decision.record_number == record >= 0]
        return found[-1] if found else None

    def _undo(self, act: Undo, decision: Decision) -> None:
        done = self._done(act.record)
        assert done is not None, "asked for by refusal"
        done.undone = decision
        table, what = self._table, done.decision.act
        self._settle()
        if done.number:
            table.tracks.status[self._row(done.number)] = ENDED
        elif isinstance(what, Reassociate):
            self._exchange(what.track, what.other)
        elif isinstance(what, Correlate) and not done.was[0]:
            stand_alone(table, np.array([self._row(what.other)]))
        elif isinstance(what, Decorrelate) and done.was[0]:
            join(table, np.array([self._row(what.other)]), np.array([what.track]))

    def _settle(self) -> None:
        """What is held together and apart: the acts in force, each pair as was said last."""
        together: list[tuple[int, int]] = []
        apart: list[tuple[int, int]] = []
        for done in self._in_force():
            act = done.decision.act
            if isinstance(act, Correlate | Merge):
                apart = [p for p in apart if p not in ((act.track, act.other), (act.other, act.track))]
                together = [p for p in together if p[1] != act.other]
                if _leads(together, act.other, act.track):
                    together = [p for p in together if p[1] != act.track]
                together.append((act.track, act.other))
            elif isinstance(act, Decorrelate | Split) and act.other is not None:
                together = [p for p in together if p not in ((act.track, act.other), (act.other, act.track))]
                if isinstance(act, Decorrelate):
                    apart.append((act.track, act.other))
        self.holds = Holds(together, apart)

    def _inherit(self, number: int, ending: set[int]) -> None:
        """The number of a track that the tracker ends goes over to a live one that was merged into it."""
        tracks = self._table.tracks
        parts = (tracks.fusion == PART) & (tracks.fused_with == number) & (tracks.reported_by < 0)
        parts &= ~by_hand(self._table) & (tracks.status != ENDED)
        heirs = sorted(n for n in tracks.number[parts].tolist() if n not in ending)
        if heirs:
            self._exchange(number, heirs[0])

    def _exchange(self, one: int, other: int) -> None:
        """Two rows exchange numbers; who names either goes on naming the same object."""
        table = self._table
        rows = table.rows_of(np.array([one, other]))
        raw = {known: number for number, known in self._labels.items()}
        raw_one, raw_other = raw.get(one, one), raw.get(other, other)
        table.exchange_numbers(int(rows[0]), int(rows[1]))
        for column in (table.tracks.fused_with, table.memory.echo_of, table.memory.candidate):
            was_one, was_other = column == one, column == other
            column[was_one], column[was_other] = other, one
        for number, known in ((raw_one, other), (raw_other, one)):
            self._labels.pop(number, None)
            if number != known:
                self._labels[number] = known

    def _seen_again(self, done: Done) -> bool:
        """Whether a dropped track is seen by something that had not seen it before."""
        tracks = self._table.tracks
        row = self._row(done.decision.act.track)  # type: ignore[union-attr]  # a Drop
        if row < 0:
            return False
        seen = tracks.contributor[row][tracks.contributor_s[row] > 0].tolist()
        partnered = tracks.fusion[row] in (FUSED, PART) and -1 not in done.was
        return in_emergency(tracks, row) or partnered or any(sensor not in done.was for sensor in seen)


def _leads(together: list[tuple[int, int]], leader: int, number: int) -> bool:
    """Whether `number` is held under `leader`, at any depth; each number is held under one other at most."""
    above = {second: first for first, second in together}
    while number in above:
        number = above[number]
        if number == leader:
            return True
    return False
