"""Past: one incident of the past; the history is a file of them, a line of JSON each.

Rule: what is not known is None, never guessed. An id is in the history once: what is added again takes its place.
Where an object came from is a fact of its way, as it was told; whose it is, is nowhere in here.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec

from sargas.errors import SargasError

PastKind = Literal["fixed_wing_drone", "drone", "balloon", "aircraft", "other"]
"""`drone`: of no known build."""
PartOfDay = Literal["night", "morning", "afternoon", "evening"]
PARTS_OF_DAY: tuple[PartOfDay, ...] = ("night", "morning", "afternoon", "evening")
"""Six hours each from midnight, local time."""
MOST = 100_000
"""Incidents of a history."""


class Past(msgspec.Struct, frozen=True, omit_defaults=True):
    """One incident. Several objects at once are one."""

    id: str
    date: str
    """YYYY-MM-DD, local."""
    lat_deg: float
    lon_deg: float
    nation: str = ""
    """In whose airspace."""
    place: str = ""
    hour: int | None = None
    """Local, 0 to 23."""
    part: PartOfDay | None = None
    kind: PastKind = "other"
    objects: int | None = None
    route: str = ""
    """Where from, as it was told."""
    height_m: float | None = None
    speed_mps: float | None = None
    entry_lat_deg: float | None = None
    """Where it came in, where that is known."""
    entry_lon_deg: float | None = None
    certainty: str = ""
    source: str = ""


def read_history(path: Path) -> list[Past]:
    """The incidents of a history. Raises SargasError that names the line; none where there is no file."""
    if not path.exists():
        return []
    found = []
    for k, line in enumerate(path.read_bytes().splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(msgspec.json.decode(line, type=Past))
        except msgspec.DecodeError as error:
            raise SargasError(f"{path}, line {k}: {error}") from None
        if len(found) > MOST:
            raise SargasError(f"{path}: more than {MOST} incidents")
    return found


def add(history: Iterable[Past], new: Iterable[Past]) -> tuple[list[Past], int]:
    """(the history with what is new, in order of date and id; how many took the place of one that was there)."""
    by_id = {past.id: past for past in history}
    replaced = 0
    for past in new:
        replaced += past.id in by_id
        by_id[past.id] = past
    return sorted(by_id.values(), key=lambda past: (past.date, past.id)), replaced


def write_history(path: Path, history: Iterable[Past]) -> None:
    """The whole file anew."""
    lines = b"".join(msgspec.json.encode(past) + b"\n" for past in history)
    beside = path.with_name(f"{path.name}.new")
    beside.write_bytes(lines)
    beside.replace(path)
