"""Picture: the recognised air picture, every current track of ours and of others, judged.

Rule: own rows come from the tracker and keep their numbers; foreign rows get a number of their own block and are never
merged into ours: a correlated pair stays two rows that name each other in `fused_with`, so that a count of objects is
the rows that are own plus the foreign ones without a partner. Works on columns; nothing here loops over tracks, but
for what is new.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sargas.model.checkpoint import pack, unpack
from sargas.model.sensor import Sensor
from sargas.model.tracks import COASTING, CONFIRMED, ENDED, HAS, TENTATIVE, Tracks
from sargas.picture.correlation import agreed, comparable, compare, neighbours
from sargas.picture.foreign import is_another, key_of, rounds, uid_of
from sargas.picture.identity import GROUPS, judge, mark_emergencies, remember
from sargas.picture.settings import Settings
from sargas.picture.table import NO_KEY, Rows, Table

_OURS = ("identity", "identity_basis", "fused_with", "incident", "number")
_OUR_BITS = np.uint32(HAS["fused_with"])
_LASTING = ("mode_s", "mode_3a", "callsign", "flight_plan", "aircraft_type", "departure", "destination")
"""What a report that does not repeat it does not withdraw."""


class Picture:
    """Tracks of the tracker and of others -> the picture, one `update` a tick, with or without news."""

    def __init__(self, sensors: Sequence[Sensor], settings: Settings, first_foreign_number: int) -> None:
        self._settings = settings
        self._kinds = {sensor.id: sensor.kind for sensor in sensors}
        self._next_number = first_foreign_number
        self._next_round_s = 0.0
        self._last_round_s = 0.0
        self._sources: dict[str, int] = {}
        self._groups: dict[str, NDArray[np.bool_]] = {}
        self._table = Table()
        self.unnumbered = 0
        """Foreign reports left out because their reporter gave no number to follow them by."""

    def update(self, time_s: float, own: Tracks, foreign: Tracks) -> Tracks:
        """Take in what the tracker changed and what others report; rows that changed, ended ones for the last time."""
        before = self._table.tracks.fused_with.copy()
        touched = [self._take_own(time_s, own), *self._take_foreign(time_s, foreign), self._age(time_s)]
        table = self._table
        changed = np.zeros(len(table.tracks), np.bool_)
        for rows in touched:
            changed[rows] = True
        self._part_ended()
        if time_s >= self._next_round_s:
            self._correlate()
            self._last_round_s = time_s
            self._next_round_s = time_s + self._settings.correlation_interval_s
        tracks = table.tracks
        changed[: len(before)] |= tracks.fused_with[: len(before)] != before
        changed |= judge(tracks, table.memory, self._partners(), time_s, self._settings)
        result = table.taken(np.flatnonzero(changed & table.active()))
        ended = np.flatnonzero(table.active() & (tracks.status == ENDED))
        if len(ended):
            table.free(ended)
        result.sources = tuple(self._sources)
        return result

    def tracks(self) -> Tracks:
        """All current rows, ordered by number: a copy."""
        current = self._table.current()
        current.sources = tuple(self._sources)
        return current

    def checkpoint(self) -> bytes:
        """State as bytes; the same state gives the same bytes."""
        return pack(
            {
                "next_number": self._next_number,
                "next_round_s": self._next_round_s,
                "last_round_s": self._last_round_s,
                "sources": list(self._sources),
                "unnumbered": self.unnumbered,
                "table": self._table.packed(),
            }
        )

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`."""
        state = unpack(data)
        self._next_number = state["next_number"]
        self._next_round_s = state["next_round_s"]
        self._last_round_s = state["last_round_s"]
        self._sources = {name: i for i, name in enumerate(state["sources"])}
        self._groups = {}
        self.unnumbered = state["unnumbered"]
        self._table.unpack(state["table"])

    def _take_own(self, time_s: float, own: Tracks) -> Rows:
        table = self._table
        rows = table.rows_of(own.number)
        fresh = np.flatnonzero(rows < 0)
        if len(fresh):
            rows[fresh] = table.add(own.number[fresh], np.full(len(fresh), NO_KEY))
            table.memory.pending_until_s[rows[fresh]] = time_s + self._settings.pending_s
        measured = own.updated_s > table.tracks.updated_s[rows]
        self._write(rows, own)
        mark_emergencies(table.tracks, rows)
        table.memory.heard_s[rows] = time_s
        self._weigh(rows[measured])
        return rows

    def _take_foreign(self, time_s: float, foreign: Tracks) -> list[Rows]:
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
        self._carry_over(rows, foreign)
        foreign.first_s[:] = tracks.first_s[rows]
        foreign.uid[:] = tracks.uid[rows]
        foreign.updated_s[:] = np.where(foreign.updated_s > 0, foreign.updated_s, foreign.time_s)
        measured = foreign.updated_s > tracks.updated_s[rows]
        self._write(rows, foreign)
        mark_emergencies(tracks, rows)
        self._weigh(rows[measured])
        ended = rows[tracks.status[rows] == ENDED]
        if len(ended):
            table.forget_keys(ended)
        return [replaced, rows]

    def _begin(self, time_s: float, foreign: Tracks, keys: NDArray[np.int64]) -> Rows:
        """Rows, numbers and uids for objects not seen before."""
        if not len(foreign):
            return np.empty(0, np.int64)
        numbers = self._next_number + np.arange(len(foreign))
        self._next_number += len(foreign)
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

    def _carry_over(self, rows: Rows, foreign: Tracks) -> None:
        known = self._table.tracks
        for name in _LASTING:
            bit = np.uint32(HAS[name])
            keep = ((foreign.has & bit) == 0) & ((known.has[rows] & bit) != 0)
            if keep.any():
                foreign.has[keep] |= bit
                if name != "flight_plan":
                    getattr(foreign, name)[keep] = getattr(known, name)[rows[keep]]

    def _write(self, rows: Rows, news: Tracks) -> None:
        """Copy rows in, except what is the picture's own to say."""
        if not len(rows):
            return
        tracks, table_of = self._table.tracks, self._table_of(news)
        for name, column in tracks.arrays().items():
            if name not in (*_OURS, "has", "reported_by", "contributor"):
                column[rows] = getattr(news, name)
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
        tracks = self._table.tracks
        if len(next(iter(self._groups.values()), ())) != len(self._sources) + 1:
            # A foreign track names kinds of sensors (I062/290), not sensors.
            kinds = [*(self._kinds.get(name, name) for name in self._sources), None]
            self._groups = {group: np.array([kind in members for kind in kinds]) for group, members in GROUPS.items()}
        used = tracks.contributor_s[rows] > 0
        latest_s = {}
        for group, belongs in self._groups.items():
            mine = used & belongs[tracks.contributor[rows]]
            latest_s[group] = np.where(mine, tracks.contributor_s[rows], 0.0).max(axis=1, initial=0.0)
        # Another system that does not name its sensors: its codes are answers, it is not broadcast.
        silent = (tracks.reported_by[rows] >= 0) & ~used.any(axis=1)
        latest_s["asking"] = np.where(silent, tracks.updated_s[rows], latest_s["asking"])
        remember(tracks, self._table.memory, rows, latest_s, self._settings)

    def _age(self, time_s: float) -> Rows:
        """Coast and end what has been silent for too long; rows whose status changed."""
        tracks, memory, settings = self._table.tracks, self._table.memory, self._settings
        active, foreign = self._table.active(), tracks.reported_by >= 0
        silent_s = time_s - memory.heard_s
        timeout_s = np.where(foreign, settings.foreign_timeout_s, settings.own_timeout_s)
        over = active & (silent_s > timeout_s) & (tracks.status != ENDED)
        late = foreign & (silent_s > settings.coast_after_intervals * memory.interval_s)
        coasts = active & late & ~over & ((tracks.status == CONFIRMED) | (tracks.status == TENTATIVE))
        tracks.status[over], tracks.status[coasts] = ENDED, COASTING
        ended = np.flatnonzero(over)
        if len(ended):
            self._table.forget_keys(ended)
        return np.flatnonzero(over | coasts)

    def _partners(self) -> Rows:
        """Row that each row is correlated with, -1 for none."""
        tracks = self._table.tracks
        partner = np.full(len(tracks), -1, np.int64)
        fused = np.flatnonzero(tracks.fused_with > 0)
        partner[fused] = self._table.rows_of(tracks.fused_with[fused])
        return partner

    def _part_ended(self) -> None:
        """Foreign rows whose partner has ended stand alone again, and the other way round."""
        table = self._table
        tracks, partner = table.tracks, self._partners()
        gone = (tracks.fused_with > 0) & ((partner < 0) | (tracks.status[partner] == ENDED) | (tracks.status == ENDED))
        if gone.any():
            self._fuse(np.flatnonzero(gone & (tracks.reported_by >= 0)), np.int64(0))
            self._name_partners()

    def _fuse(self, foreign: Rows, own_numbers: NDArray[np.int64] | np.int64) -> None:
        tracks, memory = self._table.tracks, self._table.memory
        tracks.fused_with[foreign] = own_numbers
        self._table.set_flag("fused_with", foreign, tracks.fused_with[foreign] > 0)
        for column in (memory.candidate, memory.agreeing, memory.disagreeing):
            column[foreign] = 0

    def _name_partners(self) -> None:
        """Own rows name the foreign partner with the lowest number; each of its partners names the own row."""
        table = self._table
        tracks = table.tracks
        own = np.flatnonzero(table.active() & (tracks.reported_by < 0))
        foreign = np.flatnonzero((tracks.fused_with > 0) & (tracks.reported_by >= 0))
        foreign = foreign[np.argsort(-tracks.number[foreign], kind="stable")]
        tracks.fused_with[own] = 0
        # The last write to a row wins: the lowest number.
        tracks.fused_with[table.rows_of(tracks.fused_with[foreign])] = tracks.number[foreign]
        table.set_flag("fused_with", own, tracks.fused_with[own] > 0)

    def _correlate(self) -> None:
        """One round: part what disagrees, then look for partners of what is alone."""
        table, settings = self._table, self._settings
        tracks, memory = table.tracks, table.memory
        able = table.active() & comparable(tracks)
        news = able & (tracks.reported_by >= 0) & (memory.heard_s > self._last_round_s)
        partner = self._partners()

        fused = np.flatnonzero(news & (tracks.fused_with > 0))
        fused = fused[np.abs(tracks.time_s[fused] - tracks.time_s[partner[fused]]) <= settings.correlation_age_s]
        pairs = compare(tracks, partner[fused], fused, settings)
        apart = np.ones(len(tracks), np.bool_)
        apart[pairs.foreign[~pairs.disagrees]] = False
        memory.disagreeing[fused] = np.where(apart[fused], memory.disagreeing[fused] + 1, 0)
        parted = fused[memory.disagreeing[fused] >= settings.correlation_rounds]
        self._fuse(parted, np.int64(0))

        alone = np.flatnonzero(news & (tracks.fused_with == 0))
        own = np.flatnonzero(able & (tracks.reported_by < 0))
        own_rows, foreign_rows = neighbours(tracks, own, alone, settings.correlation_reach_m)
        pairs = compare(tracks, own_rows, foreign_rows, settings)
        pairs = pairs.take(~self._seated(pairs.own, pairs.foreign))
        own_rows, foreign_rows = agreed(pairs, tracks.reported_by, settings.correlation_margin)
        best = np.zeros(len(tracks), np.int64)
        best[foreign_rows] = tracks.number[own_rows]
        again = (best[alone] > 0) & (best[alone] == memory.candidate[alone])
        memory.agreeing[alone] = np.where(again, memory.agreeing[alone] + 1, best[alone] > 0)
        memory.candidate[alone] = best[alone]
        joined = alone[memory.agreeing[alone] >= settings.correlation_rounds]
        self._fuse(joined, memory.candidate[joined].copy())
        if len(parted) or len(joined):
            self._name_partners()

    def _seated(self, own: Rows, foreign: Rows) -> NDArray[np.bool_]:
        """Pairs whose own row already has a partner of the same reporter."""
        tracks = self._table.tracks
        taken = np.flatnonzero((tracks.fused_with > 0) & (tracks.reported_by >= 0))
        seats = key_of(tracks.reported_by[taken], self._table.rows_of(tracks.fused_with[taken]))
        result: NDArray[np.bool_] = np.isin(key_of(tracks.reported_by[foreign], own), seats)
        return result
