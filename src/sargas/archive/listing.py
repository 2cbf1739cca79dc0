"""A list of incidents that people keep, in CSV -> the past, and what could not be read of it.

Columns, those marked * are needed: id* date_local* lat_approx* lon_approx*, time_local country place_named object_type
count from alt_m speed_kmh confidence source_url; `lat_deg`, `lon_deg`, `date` will do too, others are passed over.
People write what they know: "~08:00", "night", "50-60", "dozens". What is clear is taken, the rest stays unknown and is
told. A row that cannot be placed in time and space costs that row alone. A row that is a sum over time, or that says it
is the find site of another row, is no incident of its own, and left out.
"""

import csv
import datetime
import io
import re
from typing import NamedTuple

from sargas.archive.past import PARTS_OF_DAY, PartOfDay, Past, PastKind

MOST_ROWS, MOST_BYTES = 20_000, 20_000_000
_TIME = re.compile(r"^~?\s*(\d{1,2}):(\d{2})")
_NUMBER = re.compile(r"^~?\s*(\d{1,9}(?:\.\d{1,9})?)(?:\s*-\s*(\d{1,9}(?:\.\d{1,9})?))?$")
_WORDS = re.compile(r"[^\s,;()]+")
_SUM = re.compile(r"\bto date\b|\bin total\b|\bso far\b", re.IGNORECASE)
_KINDS: tuple[tuple[PastKind, re.Pattern[str]], ...] = (
    ("balloon", re.compile(r"balloon", re.IGNORECASE)),
    ("aircraft", re.compile(r"manned|\bsu-?\d|\bmig-?\d|\bil-?\d|helicopter|aeroplane", re.IGNORECASE)),
    ("fixed_wing_drone", re.compile(r"gerbera|shahed|geran|fixed.wing", re.IGNORECASE)),
    ("drone", re.compile(r"drone|\bua[vs]\b|unmanned", re.IGNORECASE)),
)


class Listing(NamedTuple):
    """`faults` are rows left out, `doubts` cells that stayed unknown; each with its line and why."""

    found: list[Past]
    faults: list[str]
    doubts: list[str]


def read_list(data: bytes) -> Listing:
    """The incidents of a CSV file."""
    result = Listing([], [], [])
    if len(data) > MOST_BYTES:
        result.faults.append(f"more than {MOST_BYTES} bytes: nothing was read")
        return result
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        result.faults.append(f"is not UTF-8 at byte {error.start}: nothing was read")
        return result
    rows = csv.DictReader(io.StringIO(text), restkey="", restval="")
    try:
        names = [name.strip() for name in rows.fieldnames or ()]
    except csv.Error as error:
        result.faults.append(f"is no CSV ({error}): nothing was read")
        return result
    rows.fieldnames = names
    needed = (("id",), ("date_local", "date"), ("lat_approx", "lat_deg"), ("lon_approx", "lon_deg"))
    missing = [either[0] for either in needed if not any(name in names for name in either)]
    if missing:
        result.faults.append(f"has no column {', '.join(missing)}: nothing was read")
        return result
    ids: dict[str, None] = {}
    try:
        for row in rows:
            if len(result.found) + len(result.faults) >= MOST_ROWS:
                result.faults.append(f"line {rows.line_num}: more than {MOST_ROWS} rows: the rest was not read")
                break
            cells = {k: " ".join(v.split()) for k, v in row.items() if isinstance(v, str)}
            _add(cells, f"line {rows.line_num}", ids, result)
    except csv.Error as error:
        result.faults.append(f"line {rows.line_num}: {error}: the rest was not read")
    return result


def _add(cells: dict[str, str], where: str, ids: dict[str, None], result: Listing) -> None:
    name = cells.get("id", "")
    if not name or len(name) > 100:
        result.faults.append(f"{where}: no id of 1 to 100 characters")
        return
    where = f"{where} ({name})"
    if name in ids:
        result.faults.append(f"{where}: the id stands twice: only the first is taken")
        return
    date = cells.get("date_local") or cells.get("date", "")
    try:
        datetime.date.fromisoformat(date)
    except ValueError:
        result.faults.append(f"{where}: date {date[:40]!r} is not YYYY-MM-DD")
        return
    try:
        lat_deg = float(cells.get("lat_approx") or cells.get("lat_deg", ""))
        lon_deg = float(cells.get("lon_approx") or cells.get("lon_deg", ""))
    except ValueError:
        lat_deg = lon_deg = 999.0
    if not (abs(lat_deg) <= 90.0 and abs(lon_deg) <= 180.0):
        result.faults.append(f"{where}: no place in degrees")
        return
    if _SUM.search(cells.get("count", "")):
        result.faults.append(f"{where}: the count is a sum over time, not an incident: left out")
        return
    words = _WORDS.findall(cells.get("place_named", ""))
    other = next((word for word in words if word in ids), None)
    if other:
        result.faults.append(f"{where}: the same incident as {other}: counted once")
        return
    ids[name] = None
    said = {column: _number(cells, column, where, result.doubts) for column in ("alt_m", "speed_kmh", "count")}
    hour, part = _when(cells.get("time_local", ""), where, result.doubts)
    kind: PastKind = next((kind for kind, words in _KINDS if words.search(cells.get("object_type", ""))), "other")
    result.found.append(
        Past(
            id=name,
            date=date,
            lat_deg=lat_deg,
            lon_deg=lon_deg,
            nation=cells.get("country", "")[:10],
            place=cells.get("place_named", "")[:200],
            hour=hour,
            part=part if hour is None else PARTS_OF_DAY[hour // 6],
            kind=kind,
            objects=None if said["count"] is None else int(said["count"]),
            route=cells.get("from", "")[:100],
            height_m=said["alt_m"],
            speed_mps=None if said["speed_kmh"] is None else round(said["speed_kmh"] / 3.6, 2),
            certainty=cells.get("confidence", "")[:20],
            source=cells.get("source_url", "")[:400],
        )
    )


def _number(cells: dict[str, str], column: str, where: str, doubts: list[str]) -> float | None:
    """A number, or the middle of a range; None with a doubt for words."""
    text = cells.get(column, "")
    if not text:
        return None
    match = _NUMBER.match(text)
    if match is None:
        doubts.append(f"{where}: {column} {text[:60]!r} is no number or range: not known")
        return None
    low = float(match[1])
    return low if match[2] is None else (low + float(match[2])) / 2.0


def _when(text: str, where: str, doubts: list[str]) -> tuple[int | None, PartOfDay | None]:
    """(hour, part of the day)."""
    match = _TIME.match(text)
    if match and int(match[1]) < 24 and int(match[2]) < 60:
        if re.search(r"\b(GMT|UTC)\b", text):
            doubts.append(f"{where}: time_local {text[:60]!r} is not local: the hour there is not known")
            return None, None
        return int(match[1]), None
    words = text.lower()
    part = next((part for part in PARTS_OF_DAY if part in words), None)
    if text and part is None:
        doubts.append(f"{where}: time_local {text[:60]!r} says no hour: not known")
    return None, part
