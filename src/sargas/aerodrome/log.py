"""Log: what the air traffic service decided, as named persons recorded it; never erased, corrected by further entries.

Rule: an entry in the place of another (`corrects`) counts instead of it; a withdrawal makes one count no more. A
closure lasts until a reopening of the same, until the time that it names, or is going on. A reopening of the whole
opens every volume; while the whole is closed no single volume can be opened: the whole is, and what stays closed is
closed anew.

    (open) --closure--> closed --reopening, its end--> (open)
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from sargas.formats.instants import instant_text
from sargas.model.aerodrome import LogEntry, LogKind, RecordClosure, RecordedState, RecordReopening, WithdrawEntry
from sargas.model.decision import Decision

MOST_ENTRIES = 5_000
LATEST_S = 86_400.0 * 7.0
"""No entry is of a time so much later than when it is recorded ..."""
EARLIEST_S = 86_400.0 * 31.0
"""... or earlier by so much."""
WHOLE = ""
LogAct = RecordClosure | RecordReopening | WithdrawEntry


class Span(NamedTuple):
    """The whole (`WHOLE`) or a volume was closed from ... to; inf while it is."""

    volume: str
    from_s: float
    to_s: float
    entry: LogEntry


def added(log: Sequence[LogEntry], decision: Decision, volumes: Sequence[str]) -> tuple[LogEntry, ...] | str:
    """The log with one entry more, or why it is refused."""
    act = decision.act
    assert isinstance(act, LogAct), "asked by the kind of the act"
    if len(log) >= MOST_ENTRIES:
        return f"the log holds {MOST_ENTRIES} entries"
    corrected = next((one for one in log if one.number == act.corrects), None)
    if act.corrects is not None and corrected is None:
        return f"the log has no entry {act.corrects}"
    if corrected is not None and corrected.corrected_by is not None:
        return f"entry {corrected.number} is corrected by entry {corrected.corrected_by} already"
    number = len(log) + 1
    if isinstance(act, WithdrawEntry):
        assert corrected is not None, "a withdrawal names an entry"
        if corrected.kind == "withdrawal":
            return f"entry {corrected.number} is a withdrawal: what it took back is recorded anew"
        entry = LogEntry(
            number, "withdrawal", decision.by, decision.time_s, corrected.from_s, None, corrected.volumes, decision.why,
            act.corrects,
        )  # fmt: skip
    else:
        if wrong := _wrong(act, decision.time_s, volumes):
            return wrong
        until_s = act.until_s if isinstance(act, RecordClosure) else None
        kind: LogKind = "closure" if isinstance(act, RecordClosure) else "reopening"
        entry = LogEntry(
            number, kind, decision.by, decision.time_s, act.from_s, until_s, tuple(dict.fromkeys(act.volumes)),
            decision.why, act.corrects,
        )  # fmt: skip
    kept = tuple(msgspec.structs.replace(one, corrected_by=number) if one is corrected else one for one in log)
    if entry.kind == "reopening" and (wrong := _opens_nothing(kept, entry)):
        return wrong
    return (*kept, entry)


def _wrong(act: RecordClosure | RecordReopening, recorded_s: float, volumes: Sequence[str]) -> str:
    unknown = [name for name in act.volumes if name not in volumes]
    if unknown:
        return f"there is no volume {unknown[0][:60]!r}: {', '.join(volumes)}"
    if not recorded_s - EARLIEST_S <= act.from_s <= recorded_s + LATEST_S:
        return "from_s: more than a week ahead, a month ago, or no time"
    until_s = act.until_s if isinstance(act, RecordClosure) else None
    if until_s is not None and not act.from_s < until_s <= act.from_s + EARLIEST_S:
        return "until_s: not after from_s, or more than a month"
    return ""


def _opens_nothing(log: Sequence[LogEntry], entry: LogEntry) -> str:
    """Why a reopening does not fit; "" where it does."""
    closed = [span for span in spans(log) if span.from_s <= entry.from_s < span.to_s]
    if not closed:
        return f"nothing is recorded closed at {instant_text(entry.from_s)}"
    if entry.volumes and any(span.volume == WHOLE for span in closed):
        return "the whole is recorded closed: record that it is open, and what stays closed as closed anew"
    shut = [span.volume for span in closed]
    never = [name for name in entry.volumes if name not in shut]
    return f"{never[0]!r} is not recorded closed at {instant_text(entry.from_s)}" if never else ""


def spans(log: Sequence[LogEntry]) -> list[Span]:
    """Every closure by its subject, from when to when, in order of their begin."""
    counted = sorted(
        (one for one in log if one.corrected_by is None and one.kind != "withdrawal"),
        key=lambda one: (one.from_s, one.number),
    )
    made: list[Span] = []
    for k, entry in enumerate(counted):
        if entry.kind != "closure":
            continue
        for volume in entry.volumes or (WHOLE,):
            opened_s = next(
                (
                    later.from_s
                    for later in counted[k + 1 :]
                    if later.kind == "reopening" and (not later.volumes or volume in later.volumes)
                ),
                math.inf,
            )
            end_s = math.inf if entry.until_s is None else entry.until_s
            made.append(Span(volume, entry.from_s, min(opened_s, end_s), entry))
    return made


def recorded(log: Sequence[LogEntry], time_s: float) -> RecordedState:
    """What the log says of a time."""
    made = spans(log)
    now = [span for span in made if span.from_s <= time_s < span.to_s]
    if not now:
        ran_out = [(s.to_s, "closed until", s.entry.by) for s in made if s.to_s == s.entry.until_s and s.to_s <= time_s]
        past = [(one.from_s, "open by ATS from", one.by) for one in log
                if one.kind == "reopening" and one.corrected_by is None and one.from_s <= time_s]  # fmt: skip
        if not (past or ran_out):
            return RecordedState()
        at_s, what, by = max((*ran_out, *past), key=lambda one: one[0])
        return RecordedState(words=f"recorded {what} {instant_text(at_s)} (by {by})")
    whole = [span for span in now if span.volume == WHOLE] or now
    latest = max(whole, key=lambda span: span.entry.number)
    since_s = min(span.from_s for span in whole)
    volumes = () if whole[0].volume == WHOLE else tuple(dict.fromkeys(span.volume for span in whole))
    until_s = None if math.isinf(latest.to_s) else latest.to_s
    what = ", ".join(volumes) + " " if volumes else ""
    until = f" until {instant_text(until_s)}" if until_s is not None else ""
    words = f"{what}recorded closed by ATS at {instant_text(since_s)}{until} (by {latest.entry.by})"
    return RecordedState(True, volumes, since_s, until_s, latest.entry.by, words)


def closed_s(log: Sequence[LogEntry], volumes: Sequence[str], time_s: float) -> dict[str, float]:
    """How long each of some volumes, or the whole, was closed up to a time; a volume is while the whole is."""
    made, closed = [span for span in spans(log) if span.from_s < time_s], {}
    for volume in volumes:
        total, until_s = 0.0, -math.inf
        for span in made:
            if span.volume in (volume, WHOLE):
                to_s = min(span.to_s, time_s)
                total += max(to_s - max(span.from_s, until_s), 0.0)
                until_s = max(until_s, to_s)
        closed[volume] = total
    return closed
