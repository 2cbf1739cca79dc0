"""Acts: what people do with a search: assign, report as searched, record a find, hand it over, close.

Rule: everything is refused with a reason that the one who did it can use. Whether a find is the object, and whether the
search is over, only a person says: recording a find changes nothing else.
"""

import math
import re

import msgspec

from sargas.model.decision import (
    AssignSector,
    CloseSearch,
    Decision,
    HandOverFind,
    RecordFind,
    ReopenSearch,
    ReportSearched,
    SearchAct,
)
from sargas.model.search import Custody, Find, Search, Searched, Sector
from sargas.searching.case import Case
from sargas.searching.sectors import MOST_KEPT, is_kept, koopman

MOST_FINDS, MOST_STEPS, MOST_TIMES = 200, 50, 50
"""Finds of a search, steps of custody of a find, times that a sector was searched."""
_LONGEST = 2_000
_SHA256 = re.compile(r"[0-9a-f]{64}")


def decided(case: Case, decision: Decision) -> Search | str:
    """The search after a decision, or why it is refused."""
    search, seen, act = case.search, decision.expected_version, decision.act
    if not case.fits(seen):
        return (
            f"search {search.number} has changed since version {seen}: it is {search.status} (version {search.version})"
        )
    if not decision.by.strip() or not decision.why.strip():
        return "an act on a search needs a name and a reason"
    if isinstance(act, ReopenSearch):
        if search.status != "closed":
            return f"search {search.number} is not closed"
        if case.particles is None:
            return f"search {search.number} was closed by itself, and what it knew is not kept: open one for its track"
        return case.change(True, status="open")
    if search.status == "closed" and not isinstance(act, HandOverFind):
        return f"search {search.number} is closed"
    if isinstance(act, CloseSearch):
        return case.change(True, status="closed", time_s=max(search.time_s, decision.time_s))
    if isinstance(act, RecordFind):
        return _found(case, act, decision)
    if isinstance(act, HandOverFind):
        return _handed_over(case, act, decision)
    if isinstance(act, AssignSector | ReportSearched):
        return _on_sector(case, act, decision)
    return "not an act on a search that there is"


def _on_sector(case: Case, act: AssignSector | ReportSearched, decision: Decision) -> Search | str:
    search = case.search
    cell, sector = next(((at, s) for at, s in case.cells.items() if s.number == act.sector), (None, None))
    if cell is None or sector is None:
        return f"search {search.number} has no sector {act.sector} now: the list has changed"
    if not is_kept(sector) and sum(map(is_kept, case.cells.values())) >= MOST_KEPT:
        return f"{MOST_KEPT} sectors of search {search.number} are in hand already"
    changed: Sector | str
    if isinstance(act, AssignSector):
        if not 0 < len(act.to.strip()) <= 100:
            return "assigned to whom: a name of 1 to 100 characters"
        changed = msgspec.structs.replace(sector, assigned_to=act.to.strip(), assigned_s=decision.time_s)
    else:
        changed = _searched(case, sector, act, decision)
    if isinstance(changed, str):
        return changed
    case.cells[cell] = changed
    return case.change(True, sectors=tuple(case.cells.values()))


def _searched(case: Case, sector: Sector, act: ReportSearched, decision: Decision) -> Sector | str:
    effort, how = (act.sweep_width_m, act.track_m), act.detection_probability
    if (how is None) == (effort == (None, None)) or (how is None and None in effort):
        return "either detection_probability, or sweep_width_m and track_m"
    if how is None:
        width_m, track_m = effort[0] or 0.0, effort[1] or 0.0
        if not (0.0 < width_m <= 10_000.0 and 0.0 < track_m <= 10_000_000.0):
            return "sweep_width_m is 0 to 10000, track_m 0 to 10000000"
        how = koopman(width_m, track_m, sector.area_m2)
    if not 0.0 < how <= 1.0:
        return "detection_probability is 0 to 1"
    if len(sector.searched) >= MOST_TIMES:
        return f"sector {sector.number} was searched {MOST_TIMES} times already"
    case.searched(sector, how, decision.time_s)
    done = Searched(decision.by, decision.time_s, how)
    return msgspec.structs.replace(sector, searched=(*sector.searched, done))


def _found(case: Case, act: RecordFind, decision: Decision) -> Search | str:
    search = case.search
    if not (abs(act.lat_deg) <= 90.0 and abs(act.lon_deg) <= 180.0):
        return "no place on Earth"
    if not 0 < len(act.what.strip()) <= 200 or len(act.note) > _LONGEST:
        return f"what: 1 to 200 characters; note: at most {_LONGEST}"
    if act.photo_sha256 and not _SHA256.fullmatch(act.photo_sha256):
        return "photo_sha256: 64 hexadecimal digits, small letters"
    if act.report_record is not None and act.report_record < 0:
        return "report_record: no such record"
    if len(search.finds) >= MOST_FINDS:
        return f"search {search.number} has {MOST_FINDS} finds already"
    find = Find(
        number=len(search.finds) + 1,
        lat_deg=act.lat_deg,
        lon_deg=act.lon_deg,
        what=act.what.strip(),
        by=decision.by,
        time_s=decision.time_s,
        note=act.note,
        photo_sha256=act.photo_sha256,
        report_record=act.report_record,
    )
    return case.change(True, finds=(*search.finds, find))


def _handed_over(case: Case, act: HandOverFind, decision: Decision) -> Search | str:
    finds = list(case.search.finds)
    at = next((k for k, find in enumerate(finds) if find.number == act.find), None)
    if at is None:
        return f"search {case.search.number} has no find {act.find}"
    if not 0 < len(act.to.strip()) <= 100 or len(act.note) > _LONGEST:
        return f"to: a name of 1 to 100 characters; note: at most {_LONGEST}"
    if len(finds[at].custody) >= MOST_STEPS:
        return f"find {act.find} was handed over {MOST_STEPS} times already"
    before = finds[at].custody
    if before and not before[-1].time_s <= decision.time_s < math.inf:
        return "handed over before it was handed over last"
    step = Custody(act.to.strip(), decision.time_s, decision.by, act.note)
    finds[at] = msgspec.structs.replace(finds[at], custody=(*before, step))
    return case.change(True, finds=tuple(finds))


def search_of(act: SearchAct) -> int | None:
    """Number of the search that an act is on; None for one that opens it."""
    number: int | None = getattr(act, "search", None)
    return number
