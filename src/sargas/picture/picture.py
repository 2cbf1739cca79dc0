"""Picture: the recognised air picture, every current track of ours and of others, judged.

Rule: own rows come from the tracker and keep their numbers; foreign rows, and those begun by hand, get a number of the
picture's block. All rows of one object stay rows; one of them leads and shows the fused answer, so that the objects are
the rows that `Tracks.stands` gives. The table holds what each source says: what is fused is made anew whenever a row is
told. Works on columns; nothing here loops over tracks, but for what is new.
"""

import math
from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from sargas.model.checkpoint import pack, unpack
from sargas.model.decision import Decision
from sargas.model.sensor import Sensor
from sargas.model.tracks import COASTING, CONFIRMED, ENDED, HAS, TENTATIVE, Tracks
from sargas.model.weather import Wind
from sargas.model.zone import Zone
from sargas.picture.acts import Acts, Done
from sargas.picture.claim_check import weigh_addresses, weigh_claims
from sargas.picture.classification import classify, due, show
from sargas.picture.contributors import Contributors
from sargas.picture.corridors import Corridors
from sargas.picture.echo import mark, tell
from sargas.picture.evidence import keep_listed, take_back
from sargas.picture.foreign import assume_accuracy, carry_over, is_another, key_of, ours_among, rounds, uid_of
from sargas.picture.fusion import show_fused
from sargas.picture.groups import correlate, leaders, partners, regroup
from sargas.picture.identity import GROUPS, judge, mark_emergencies, remember
from sargas.picture.manual import carry, next_step_s
from sargas.picture.settings import Settings
from sargas.picture.table import NO_KEY, Rows, Table
from sargas.sensing.wind import kept

_JUDGED = ("identity", "identity_basis", "proposed", "proposed_basis")
_ACTED_UPON = ("fused_with", "fusion", "acts", "claim_check", *_JUDGED)
_OURS = (*_ACTED_UPON, "classification", "confirmed_s", "evidence_s", "corridor", "incident", "number", "version")
"""Columns that neither the tracker nor a reporter fills."""
_TAKEN = tuple(name for name in Tracks.SPEC if name not in (*_OURS, "has", "reported_by", "contributor"))
_OUR_BITS = np.uint32(HAS["fused_with"])
_EARLY_S = 1e-3
"""What is due is looked at a millisecond early: a sum is rounded otherwise than a difference."""


class Picture:
    """Tracks of the tracker and of others -> the picture, one `update` a tick, with or without news."""

    def __init__(
        self, sensors: Sequence[Sensor], settings: Settings, first_foreign_number: int, zones: Sequence[Zone] = ()
    ) -> None:
        self._settings = settings
        self._corridors = Corridors(zones, settings)
        self._contributors = Contributors({sensor.id: sensor.kind for sensor in sensors})
        self._next_round_s = 0.0
        self._last_round_s = 0.0
        self._next_look_s = 0.0
        self._sources: dict[str, int] = {}
        self._table = Table()
        self._acts = Acts(self._table, settings, first_foreign_number)
        self._before: dict[str, NDArray[np.generic]] | None = None
        self._due_s = -math.inf
        """Until then a tick without news changes nothing."""
        self._aged_s = -math.inf
        """Until then nothing coasts or ends by its silence."""
        self._carried_s = -math.inf
        """Until then nothing that was begun by hand takes a step."""
        self.unnumbered = 0
        """Foreign reports left out because their reporter gave no number to follow them by."""
        self.wind: tuple[Wind, ...] = ()
        """Reports of the wind, for the classification; without any it knows only how strong winds usually are."""

    def hear(self, time_s: float, winds: Sequence[Wind]) -> None:
        """Take in reports of the wind; the next look at each track knows of them."""
        self.wind = kept((*self.wind, *winds), time_s)

    def list_flights(self, time_s: float, numbers: Sequence[int]) -> None:
        """Take in which tracks are flights of the list now: evidence, from the next update on."""
        if keep_listed(self._table, time_s, numbers):
            self._look_again()

    def refusal(self, time_s: float, decision: Decision) -> str | None:
        """Why an act on a track does not fit, or None; changes nothing."""
        return self._acts.refusal(time_s, decision)

    def decide(self, time_s: float, decision: Decision) -> str | None:
        """Take a person's act on a track; the next `update` tells of it. Why it is refused, or None."""
        self._remember()
        reason = self._acts.decide(time_s, decision)
        if reason is None:
            self._look_again()
            # The next act of the same tick is on the groups as they are now.
            regroup(self._table, self._acts.holds, time_s, self._settings)
        return reason

    @property
    def acts(self) -> list[Done]:
        """Every act on a track that is remembered, oldest first, with who reversed it."""
        return list(self._acts.done)

    @property
    def coasting(self) -> list[int]:
        """The tracker's numbers of tracks that are to take no plots, ascending."""
        return self._acts.coasting()

    def update(self, time_s: float, own: Tracks, foreign: Tracks) -> Tracks:
        """Take in what the tracker changed and what others report; rows that changed, ended ones for the last time."""
        if time_s < self._due_s - _EARLY_S and not len(own) and not len(foreign):
            return Tracks.empty(0, tuple(self._sources))
        self._remember()
        table, settings = self._table, self._settings
        touched = [self._take_own(time_s, self._acts.take_over(own)), *self._take_foreign(time_s, foreign)]
        if time_s >= self._aged_s - _EARLY_S:
            touched.append(self._age(time_s))
        if time_s >= self._carried_s - _EARLY_S:
            touched.append(carry(table, time_s, settings))
            self._carried_s = next_step_s(table, settings)
        changed = np.zeros(len(table.tracks), np.bool_)
        for rows in touched:
            changed[rows] = True
        regroup(table, self._acts.holds, time_s, settings)
        if time_s >= self._next_round_s:
            changed |= self._correlate(time_s)
            self._last_round_s = time_s
            self._next_round_s = time_s + settings.correlation_interval_s
        self._acts.enforce(time_s)
        self._acts.unlock_identities()
        judged_s = judge(table, partners(table), tuple(self._sources), time_s, settings)
        self._acts.lock_identities()
        if time_s >= self._next_look_s:
            changed[self._classify(time_s)] = True
            self._next_look_s = time_s + settings.classification_interval_s
        settled = self._new_versions()
        self._due_s = min(
            self._next_round_s, self._next_look_s, self._aged_s, self._carried_s, judged_s, self._acts.due_s
        )
        if settled.any():
            self._due_s = -math.inf
        changed |= settled | (table.tracks.status == ENDED)
        # What a part says is part of the answer that its leader shows.
        changed[leaders(table)[np.flatnonzero(changed)]] = True
        told = np.flatnonzero(changed & table.active())
        show(table.tracks, table.memory, told)
        self._tell(told)
        result = self._shown(table.taken(told))
        ended = np.flatnonzero(table.active() & (table.tracks.status == ENDED))
        if len(ended):
            table.free(ended)
            self._due_s = -math.inf
        return result

    def tracks(self) -> Tracks:
        """All current rows, ordered by number: a copy."""
        return self._shown(self._table.current())

    def sources_of(self, number: int) -> Tracks:
        """The rows that are one object with track `number`, each as its own source says, the leading one first."""
        table = self._table
        row = table.rows_of(np.array([number]))
        if row[0] < 0:
            return Tracks.empty(0, tuple(self._sources))
        lead = leaders(table)
        rows = np.flatnonzero(table.active() & (lead == lead[row[0]]))
        rows = rows[np.lexsort((table.tracks.number[rows], rows != lead[row[0]]))]
        found = table.tracks.take(rows)
        found.sources = tuple(self._sources)
        return found

    def checkpoint(self) -> bytes:
        """State as bytes; the same state gives the same bytes."""
        return pack(
            {
                "next_round_s": self._next_round_s,
                "last_round_s": self._last_round_s,
                "next_look_s": self._next_look_s,
                "wind": list(self.wind),
                "sources": list(self._sources),
                "unnumbered": self.unnumbered,
                "acts": self._acts.packed(),
                "table": self._table.packed(),
            }
        )

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`."""
        state = unpack(data)
        self._next_round_s = state["next_round_s"]
        self._last_round_s = state["last_round_s"]
        self._next_look_s = state["next_look_s"]
        self.wind = msgspec.convert(state["wind"], tuple[Wind, ...])
        self._sources = {name: i for i, name in enumerate(state["sources"])}
        self.unnumbered = state["unnumbered"]
        self._table.unpack(state["table"])
        self._acts.unpack(state["acts"])
        self._before = None
        self._look_again()

    def _look_again(self) -> None:
        """Nothing is known of when something is due: the next tick finds out."""
        self._due_s = self._aged_s = self._carried_s = -math.inf

    def _take_own(self, time_s: float, own: Tracks) -> Rows:
        table = self._table
        if not len(own):
            return np.empty(0, np.int64)
        rows = table.rows_of(own.number)
        fresh = np.flatnonzero(rows < 0)
        if len(fresh):
            rows[fresh] = table.add(own.number[fresh], np.full(len(fresh), NO_KEY))
            table.memory.pending_until_s[rows[fresh]] = time_s + self._settings.pending_s
        measured = own.updated_s > table.tracks.updated_s[rows]
        self._write(rows, own)
        mark_emergencies(table.tracks, rows)
        table.memory.heard_s[rows] = time_s
        table.confirm(rows, time_s)
        self._aged_s = min(self._aged_s, time_s + self._settings.own_timeout_s)
        self._weigh(rows[measured])
        return rows

    def _take_foreign(self, time_s: float, foreign: Tracks) -> list[Rows]:
        if not len(foreign):
            return []
        numbered = foreign.given("reported_number") & (foreign.reported_by >= 0)
        self.unnumbered += int(np.count_nonzero(~numbered))
        if not numbered.all():
            foreign = foreign.take(numbered)
        if not len(foreign):
            return []
        reporter = self._table_of(foreign)[foreign.reported_by]
        keys = key_of(reporter, foreign.reported_number)
        taken = []
        for turn in rounds(keys):
            taken += self._take_turn(time_s, foreign.take(turn), keys[turn])
        return taken

    def _take_turn(self, time_s: float, foreign: Tracks, keys: NDArray[np.int64]) -> list[Rows]:
        """Foreign reports, at most one of each key."""
        table, settings = self._table, self._settings
        assume_accuracy(foreign, settings)
        rows = table.rows_of_keys(keys)
        known = np.flatnonzero(rows >= 0)
        other = known[is_another(table.tracks.take(rows[known]), foreign.take(known), settings)]
        replaced = rows[other]
        table.tracks.status[replaced] = ENDED
        table.forget_keys(replaced)
        rows[other] = -1

        # An older report than the row holds has been overtaken on its way.
        late = (rows >= 0) & (foreign.time_s < table.tracks.time_s[rows])
        fresh = np.flatnonzero((rows < 0) & (foreign.status != ENDED))
        rows[fresh] = self._begin(time_s, foreign.take(fresh), keys[fresh])
        use = np.flatnonzero((rows >= 0) & ~late)
        rows, foreign = rows[use], foreign.take(use)

        memory, tracks = table.memory, table.tracks
        gap_s = time_s - memory.heard_s[rows]
        rhythm_s = memory.interval_s[rows] + 0.2 * (np.clip(gap_s, 0.5, 30.0) - memory.interval_s[rows])
        memory.interval_s[rows] = np.where(memory.heard_s[rows] > 0, rhythm_s, memory.interval_s[rows])
        memory.heard_s[rows] = time_s
        intervals_s = settings.coast_after_intervals * memory.interval_s[rows].min(initial=np.inf)
        self._aged_s = min(self._aged_s, time_s + min(intervals_s, settings.foreign_timeout_s))
        carry_over(tracks.take(rows), foreign)
        says, own = ours_among(foreign, tracks)
        foreign.first_s[:] = tracks.first_s[rows]
        foreign.uid[:] = tracks.uid[rows]
        foreign.updated_s[:] = np.where(foreign.updated_s > 0, foreign.updated_s, foreign.time_s)
        measured = foreign.updated_s > tracks.updated_s[rows]
        take_back(tracks, rows, foreign)
        self._write(rows, foreign)
        table.confirm(rows, time_s)
        mark_emergencies(tracks, rows)
        mark(table, rows[says], own)
        self._weigh(rows[measured])
        ended = rows[tracks.status[rows] == ENDED]
        if len(ended):
            table.forget_keys(ended)
        return [replaced, rows]

    def _begin(self, time_s: float, foreign: Tracks, keys: NDArray[np.int64]) -> Rows:
        """Rows, numbers and uids for objects not seen before."""
        if not len(foreign):
            return np.empty(0, np.int64)
        numbers = self._acts.numbers(len(foreign))
        rows = self._table.add(numbers, keys)
        tracks, memory = self._table.tracks, self._table.memory
        tracks.first_s[rows] = foreign.time_s
        names = [foreign.sources[i] for i in foreign.reported_by]
        for row, name, number, first_s in zip(
            rows.tolist(), names, foreign.reported_number.tolist(), foreign.time_s.tolist(), strict=True
        ):
            tracks.uid[row] = np.frombuffer(uid_of(name, number, first_s), np.uint8)
        memory.interval_s[rows] = self._settings.foreign_interval_s
        memory.pending_until_s[rows] = time_s + self._settings.pending_s
        return rows

    def _write(self, rows: Rows, news: Tracks) -> None:
        """Copy rows in, except what is the picture's own to say."""
        if not len(rows):
            return
        tracks, table_of = self._table.tracks, self._table_of(news)
        for name in _TAKEN:
            getattr(tracks, name)[rows] = getattr(news, name)
        tracks.has[rows] = (tracks.has[rows] & _OUR_BITS) | (news.has & ~_OUR_BITS)
        tracks.reported_by[rows] = table_of[news.reported_by]
        tracks.contributor[rows] = table_of[news.contributor]

    def _table_of(self, news: Tracks) -> NDArray[np.int16]:
        """Index of each source of `news` in the picture's own list; the last entry maps -1 to -1."""
        return np.array([*(self._sources.setdefault(name, len(self._sources)) for name in news.sources), -1], np.int16)

    def _weigh(self, rows: Rows) -> None:
        """Take the evidence of rows that were just measured."""
        if not len(rows):
            return
        latest_s = self._latest(rows)
        remember(self._table.tracks, self._table.memory, rows, latest_s, self._settings)
        weigh_claims(self._table, rows, latest_s, self._settings)
        self._corridors.follow(self._table, rows)

    def _classify(self, time_s: float) -> Rows:
        """Look at what was measured since the last look; rows that are likeliest something else now. All of a second
        or two at once: each call has a fixed cost.
        """
        table = self._table
        rows = due(table.tracks, table.memory, self._settings)
        self.wind = kept(self.wind, time_s)
        if not len(rows):
            return rows
        latest_s = self._latest(rows)
        return rows[classify(table.tracks, table.memory, rows, self.wind, time_s, latest_s, self._settings)]

    def _latest(self, rows: Rows) -> dict[str, NDArray[np.float64]]:
        return self._contributors.latest(self._table.tracks, rows, self._sources)

    def _age(self, time_s: float) -> Rows:
        """Coast and end what has been silent for too long; rows whose status changed."""
        tracks, memory, settings = self._table.tracks, self._table.memory, self._settings
        rows = np.flatnonzero(self._table.active() & (tracks.status != ENDED))
        foreign, status = tracks.reported_by[rows] >= 0, tracks.status[rows]
        silent_s = time_s - memory.heard_s[rows]
        timeout_s = np.where(foreign, settings.foreign_timeout_s, settings.own_timeout_s)
        over = silent_s > timeout_s
        moves = foreign & ((status == CONFIRMED) | (status == TENTATIVE))
        patience_s = settings.coast_after_intervals * memory.interval_s[rows]
        coasts = moves & (silent_s > patience_s) & ~over
        tracks.status[rows[over]], tracks.status[rows[coasts]] = ENDED, COASTING
        if over.any():
            self._table.forget_keys(rows[over])
        left_s = np.where(moves & ~coasts, np.minimum(patience_s, timeout_s), timeout_s) - silent_s
        self._aged_s = time_s + float(left_s[~over].min(initial=np.inf))
        changed: Rows = rows[over | coasts]
        return changed

    def _correlate(self, time_s: float) -> NDArray[np.bool_]:
        """One round of correlation and of claims; rows whose part in the fused answer changed, (N,)."""
        table, settings, acts = self._table, self._settings, self._acts
        off = table.memory.disagreeing > 0
        correlate(table, acts.holds, self._last_round_s, settings)
        regroup(table, acts.holds, time_s, settings)
        rows = np.flatnonzero(table.active())
        latest_s = {group: np.zeros(len(table.tracks)) for group in GROUPS}
        found = self._latest(rows)
        for group, seen_s in latest_s.items():
            seen_s[rows] = found[group]
        weigh_addresses(table, time_s, latest_s, settings)
        changed: NDArray[np.bool_] = off != (table.memory.disagreeing > 0)
        return changed

    def _remember(self) -> None:
        """What was told last of what a person acts upon, before anything changes it."""
        if self._before is None:
            self._before = {name: getattr(self._table.tracks, name).copy() for name in _ACTED_UPON}

    def _new_versions(self) -> NDArray[np.bool_]:
        """A new version for every row of which something a person acts upon has changed; these rows, (N,)."""
        tracks, before = self._table.tracks, self._before
        assert before is not None, "remembered first"
        changed = np.zeros(len(tracks), np.bool_)
        for name, was in before.items():
            changed[: len(was)] |= getattr(tracks, name)[: len(was)] != was
            changed[len(was) :] = True
        changed &= self._table.active()
        tracks.version[changed] += 1
        self._before = None
        return changed

    def _shown(self, rows: Tracks) -> Tracks:
        """Copies of rows as they are told: with the fused answers, and the names of all sources."""
        show_fused(rows, self._table, self._settings)
        rows.sources = tuple(self._sources)
        return rows

    def _tell(self, told: Rows) -> None:
        """Remember where our own sensors had what is told, as long as somebody is there who might tell it back."""
        tracks = self._table.tracks
        if (tracks.reported_by >= 0).any():
            own = told[(tracks.reported_by[told] < 0) & (tracks.status[told] != ENDED)]
            tell(self._table.memory, own, tracks.take(own))
