"""Groups: which rows are one object, who leads, and what people said of it.

Rule: a group is a leading row (fusion `fused`) and the rows that name it (`part`): an own row leads before a foreign
one, then the lowest number, and where two own tracks were merged the number that the person kept. Per reporter a group
has one row. Rounds of comparison make and part groups (`sargas.picture.correlation`): first foreign rows are compared
with own ones, then those that fit no own one with each other. What a person holds together or apart comes before any
round, until it is reversed or one of both ends. An echo of ours belongs to no group.
"""

from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from sargas.model.columns import flag
from sargas.model.tracks import ACT_BITS, ALONE, ECHO, ENDED, FUSED, PART, PROPOSED
from sargas.picture.correlation import Pairs, agreed, comparable, compare, neighbours
from sargas.picture.echo import doubted, listen
from sargas.picture.foreign import key_of
from sargas.picture.settings import Settings
from sargas.picture.table import Rows, Table

Mask = NDArray[np.bool_]


class Holds(NamedTuple):
    """Pairs of numbers, in the order in which people said so."""

    together: list[tuple[int, int]]
    """The second is the same object as the first, and is known by it."""
    apart: list[tuple[int, int]]


def by_hand(table: Table) -> Mask:
    """Rows that a person began and no sensor sees."""
    return flag(table.tracks.acts, ACT_BITS["initiate"])


def stand_alone(table: Table, rows: Rows) -> None:
    """Rows that are nobody's part any more."""
    table.tracks.fusion[rows] = ALONE
    table.tracks.fused_with[rows] = 0
    for column in (table.memory.candidate, table.memory.agreeing, table.memory.disagreeing):
        column[rows] = 0


def join(table: Table, rows: Rows, numbers: NDArray[np.int64]) -> None:
    """Rows become parts of the objects that these numbers stand for."""
    stand_alone(table, rows)
    table.tracks.fusion[rows] = PART
    table.tracks.fused_with[rows] = numbers


def leaders(table: Table) -> Rows:
    """The row that stands for each row: itself, unless it is part of another."""
    tracks = table.tracks
    lead = np.arange(len(tracks))
    parts = np.flatnonzero(tracks.fusion == PART)
    if not len(parts):
        return lead
    rows = table.rows_of(tracks.fused_with[parts])
    lead[parts] = np.where(rows >= 0, rows, parts)
    return lead


def partners(table: Table) -> Rows:
    """The row whose evidence counts for each row, too: its leader, or its first part, or its echo; -1 for none."""
    tracks = table.tracks
    partner = np.full(len(tracks), -1, np.int64)
    if not tracks.fusion.any():
        return partner
    named = np.flatnonzero((tracks.fusion == FUSED) | (tracks.fusion == PART) | (tracks.fusion == ECHO))
    partner[named] = table.rows_of(tracks.fused_with[named])
    echoes = np.flatnonzero((tracks.fusion == ECHO) & (partner >= 0))
    free = echoes[partner[partner[echoes]] < 0]
    partner[partner[free]] = free
    return partner


def regroup(table: Table, holds: Holds, time_s: float, settings: Settings) -> None:
    """Make groups whole again after rows came, ended, were joined or parted, and people spoke."""
    if table.tracks.fusion.any() or holds.together:
        _make_whole(table, holds, time_s, settings)
    tracks = table.tracks
    table.set_flag("fused_with", np.arange(len(tracks)), tracks.fused_with > 0)


def _make_whole(table: Table, holds: Holds, time_s: float, settings: Settings) -> None:
    tracks = table.tracks
    live = table.active() & (tracks.status != ENDED)
    stand_alone(table, np.flatnonzero(~live & (tracks.fusion != ALONE)))
    _promote(table, live)
    for first, second in holds.together:
        _hold_together(table, first, second)
    for _ in range(3):
        # Who joined somebody brings his own along.
        parts = np.flatnonzero(tracks.fusion == PART)
        above = table.rows_of(tracks.fused_with[parts])
        deep = tracks.fusion[above] == PART
        tracks.fused_with[parts[deep]] = tracks.fused_with[above[deep]]
    parts = np.flatnonzero(tracks.fusion == PART)
    # Who was joined in a circle is led by nobody.
    stand_alone(table, parts[tracks.fusion[table.rows_of(tracks.fused_with[parts])] == PART])
    _release(table, holds)
    parts = np.flatnonzero(tracks.fusion == PART)
    led = tracks.fusion == FUSED
    tracks.fusion[led], tracks.fused_with[led] = ALONE, 0
    # The last write to a row wins: the lowest number.
    parts = parts[np.argsort(-tracks.number[parts], kind="stable")]
    lead = table.rows_of(tracks.fused_with[parts])
    tracks.fusion[lead] = FUSED
    tracks.fused_with[lead] = tracks.number[parts]
    offered = np.flatnonzero(tracks.fusion == PROPOSED)
    to = table.rows_of(tracks.fused_with[offered])
    stand_alone(table, offered[(to < 0) | ~live[to] | (tracks.fusion[to] >= PROPOSED)])
    _let_echoes_go(table, live, time_s, settings)


def _promote(table: Table, live: Mask) -> None:
    """Where the leader has gone, the best of its parts leads the others; what was begun by hand has ended with it."""
    tracks = table.tracks
    parts = np.flatnonzero(tracks.fusion == PART)
    lead = table.rows_of(tracks.fused_with[parts])
    orphans = parts[(lead < 0) | ~live[lead]]
    manual = by_hand(table)[orphans]
    tracks.status[orphans[manual]] = ENDED
    stand_alone(table, orphans[manual])
    orphans = orphans[~manual]
    if not len(orphans):
        return
    of, foreign = tracks.fused_with[orphans], tracks.reported_by[orphans] >= 0
    orphans = orphans[np.lexsort((tracks.number[orphans], foreign, of))]
    of = tracks.fused_with[orphans]
    first = np.r_[True, of[1:] != of[:-1]]
    heirs = orphans[first]
    tracks.fused_with[orphans] = np.repeat(tracks.number[heirs], np.diff(np.r_[np.flatnonzero(first), len(orphans)]))
    stand_alone(table, heirs)


def _hold_together(table: Table, first: int, second: int) -> None:
    tracks = table.tracks
    one, other = table.rows_of(np.array([first, second])).tolist()
    if one < 0 or other < 0 or ENDED in tracks.status[[one, other]]:
        return
    lead = leaders(table)
    if lead[one] == other:
        # The number that the person kept leads.
        tracks.fused_with[np.flatnonzero((tracks.fusion == PART) & (tracks.fused_with == second))] = first
        stand_alone(table, np.array([one]))
        lead[one] = one
    elif lead[other] == lead[one]:
        return
    join(table, np.array([other]), tracks.number[lead[[one]]])


def _release(table: Table, holds: Holds) -> None:
    """Parts that may not be: held apart, own ones that nobody merged, a second one of the same reporter."""
    tracks = table.tracks
    said = [second for _, second in holds.together]
    parts = np.flatnonzero(tracks.fusion == PART)
    forced = np.isin(tracks.number[parts], said)
    own = tracks.reported_by[parts] < 0
    lead = leaders(table)
    seat = key_of(tracks.reported_by[parts], lead[parts])
    order = np.lexsort((tracks.number[parts], ~forced, seat))
    again = np.zeros(len(parts), np.bool_)
    again[order[1:]] = seat[order[1:]] == seat[order[:-1]]
    again |= tracks.reported_by[parts] == tracks.reported_by[lead[parts]]
    stand_alone(table, parts[np.where(own, ~forced, again)])
    for first, second in holds.apart:
        one, other = table.rows_of(np.array([first, second])).tolist()
        if one >= 0 and other >= 0:
            lead = leaders(table)
            if lead[one] == lead[other]:
                stand_alone(table, np.array([one if lead[one] == other else other]))


def _let_echoes_go(table: Table, live: Mask, time_s: float, settings: Settings) -> None:
    """What still comes long after our track has ended is seen by somebody else."""
    tracks, memory = table.tracks, table.memory
    echoes = np.flatnonzero(tracks.fusion == ECHO)
    own = table.rows_of(tracks.fused_with[echoes])
    orphans = echoes[(own < 0) | ~live[own]]
    fresh = memory.echo_until_s[orphans] == 0.0
    memory.echo_until_s[orphans[fresh]] = time_s + settings.echo_linger_s
    over = orphans[tracks.time_s[orphans] > memory.echo_until_s[orphans]]
    stand_alone(table, over)
    memory.echo_evidence[over] = 0.0


def correlate(table: Table, holds: Holds, last_round_s: float, settings: Settings) -> None:
    """One round: part what disagrees, then look for partners of what stands alone; `regroup` comes after it."""
    tracks, memory = table.tracks, table.memory
    foreign = tracks.reported_by >= 0
    able = table.active() & comparable(tracks) & ~by_hand(table)
    news = able & foreign & (memory.heard_s > last_round_s)
    if news.any():
        _look(table, holds, able, news, settings)
    _propose(table, holds, able & (tracks.fusion < PROPOSED) & ~foreign, settings)


def _look(table: Table, holds: Holds, able: Mask, news: Mask, settings: Settings) -> None:
    """At the rows with `news`, among those that are `able` to be somebody's partner."""
    tracks, memory = table.tracks, table.memory
    foreign = tracks.reported_by >= 0
    listen(table, np.flatnonzero(able & ~foreign), np.flatnonzero(news), settings)
    _verify(table, holds, np.flatnonzero(news & (tracks.fusion == PART)), settings)

    heads = tracks.fusion < PROPOSED
    seeking = np.flatnonzero(news & heads & ~doubted(memory))
    best = np.zeros(len(tracks), np.int64)
    pairs = _pairs(table, holds, np.flatnonzero(able & ~foreign & heads), seeking, settings)
    lead, rows = agreed(pairs, tracks.reported_by, settings.correlation_margin)
    best[rows] = tracks.number[lead]
    fits = np.zeros(len(tracks), np.bool_)
    fits[pairs.foreign[pairs.agrees]] = True
    strange = np.flatnonzero(able & foreign & heads & ~fits)
    pairs = _pairs(table, holds, strange, seeking[~fits[seeking]], settings)
    older = tracks.number[pairs.own] < tracks.number[pairs.foreign]
    pairs = pairs.take(older & (tracks.reported_by[pairs.own] != tracks.reported_by[pairs.foreign]))
    lead, rows = agreed(pairs, tracks.reported_by, settings.correlation_margin)
    best[rows] = tracks.number[lead]

    again = (best[seeking] > 0) & (best[seeking] == memory.candidate[seeking])
    memory.agreeing[seeking] = np.where(again, memory.agreeing[seeking] + 1, best[seeking] > 0)
    memory.candidate[seeking] = best[seeking]
    joined = seeking[memory.agreeing[seeking] >= settings.correlation_rounds]
    join(table, joined, best[joined])


def _verify(table: Table, holds: Holds, parts: Rows, settings: Settings) -> None:
    """Parts that disagree with who leads them for several rounds stand alone, unless a person holds them there."""
    tracks, memory = table.tracks, table.memory
    lead = leaders(table)[parts]
    recent = np.abs(tracks.time_s[parts] - tracks.time_s[lead]) <= settings.correlation_age_s
    parts, lead = parts[recent], lead[recent]
    pairs = compare(tracks, lead, parts, settings)
    off = np.ones(len(tracks), np.bool_)
    off[pairs.foreign[~pairs.disagrees]] = False
    memory.disagreeing[parts] = np.where(off[parts], memory.disagreeing[parts] + 1, 0)
    held = np.isin(tracks.number[parts], [second for _, second in holds.together])
    stand_alone(table, parts[(memory.disagreeing[parts] >= settings.correlation_rounds) & ~held])


def _pairs(table: Table, holds: Holds, lead: Rows, rows: Rows, settings: Settings) -> Pairs:
    """Compared pairs of leading rows and others near them: those whose seat is free and whom nobody holds apart."""
    tracks = table.tracks
    one, other = neighbours(tracks, lead, rows, settings.correlation_reach_m)
    pairs = compare(tracks, one, other, settings)
    parts = np.flatnonzero((tracks.fusion == PART) & (tracks.reported_by >= 0))
    above = leaders(table)
    seats = key_of(tracks.reported_by[parts], above[parts])
    free = ~np.isin(key_of(tracks.reported_by[pairs.foreign], pairs.own), seats)
    for first, second in holds.apart:
        row_1, row_2 = table.rows_of(np.array([first, second])).tolist()
        if row_1 >= 0 and row_2 >= 0:
            lead_1, lead_2 = above[row_1], above[row_2]
            free &= ~((pairs.own == lead_1) & (pairs.foreign == lead_2))
            free &= ~((pairs.own == lead_2) & (pairs.foreign == lead_1))
    return pairs.take(free)


def _propose(table: Table, holds: Holds, seen: Mask, settings: Settings) -> None:
    """Rows begun by hand are offered the likeliest own track; a person says whether it is the same."""
    tracks = table.tracks
    free = (tracks.fusion == ALONE) | (tracks.fusion == PROPOSED)
    manual = np.flatnonzero(by_hand(table) & free & (tracks.status != ENDED))
    if not len(manual):
        return
    wide = msgspec.structs.replace(settings, correlation_reach_m=settings.manual_reach_m)
    pairs = _pairs(table, holds, np.flatnonzero(seen), manual, wide)
    pairs = pairs.take(pairs.agrees)
    # The last write to a row wins: the cheapest.
    pairs = pairs.take(np.argsort(-pairs.cost, kind="stable"))
    stand_alone(table, manual[tracks.fusion[manual] == PROPOSED])
    tracks.fusion[pairs.foreign] = PROPOSED
    tracks.fused_with[pairs.foreign] = tracks.number[pairs.own]
