"""Lists that people keep: rows of CSV or JSON, and the places, shapes, heights and times in them as texts.

place    degrees and their parts `54.63 25.28`, latitude first; or as in a NOTAM `543748N 0251648E`, `5437N02516E`
shape    `PLACE LENGTH` a circle with that radius; three places or more: an outline; two places or more with
         `width LENGTH`: a corridor as wide as that; LENGTH is a number with km, NM or m
height   `1500 ft AMSL`, `120 m AGL`, `FL095`; `GND` or `SFC`; `UNL`: none
time     ISO 8601 with its zone: `2026-12-01T06:00Z`, `2026-12-01T08:00+02:00`

Nothing is guessed: a height without what it is measured from, a length without its unit or a time without its zone is
an error (ValueError with one line), and so are a comma between digits (a decimal comma, or none) and whole numbers that
may be degrees and minutes. Places are never exchanged.
Fields stand between commas, semicolons or tabs, whichever the first line has most of; a field in quotation marks may go
on in the next line.
Sources: ICAO Doc 10066 (PANS-AIM), app. 3 (the forms of a NOTAM); ISO 8601; RFC 4180.
"""

import csv
import io
import json
import re
from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

import shapely

from sargas.formats.instants import instant_s
from sargas.formats.shapes import MOST_M, Place, circle, corridor
from sargas.model.height import Height, HeightReference

Polygons = list[list[list[Place]]]
"""Each polygon an outer ring and its holes, closed, in (lon_deg, lat_deg)."""

LENGTH_M = {"KM": 1000.0, "NM": 1852.0, "M": 1.0}
FT_M, FL_M = 0.3048, 30.48
REFERENCES: dict[str, HeightReference] = {"AMSL": "amsl", "MSL": "amsl", "AGL": "agl", "GND": "agl", "SFC": "agl"}
ALWAYS = ("1970-01-01T00:00Z", "5000-01-01T00:00Z")
"""What stands where an interval has no begin, or no end."""

MOST_LINES = 20
"""A row is never longer."""
_SEPARATOR = re.compile(r'"?sep=(.)"?\s*', re.ASCII | re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?", re.ASCII)
_NOTAM = re.compile(r"(\d{2})(\d{2})(\d{2}(?:\.\d+)?)?([NS])(\d{3})(\d{2})(\d{2}(?:\.\d+)?)?([EW])", re.ASCII)
_SHAPE = re.compile(r"(.*?)\s*(?:\b(WIDTH|RADIUS)\b\s*)?(?:\b(\d+(?:\.\d+)?)\s*(KM|NM|M))?", re.ASCII)
_HEIGHT = re.compile(r"(?:FL\s?(\d{1,3})|(\d{1,5}(?:\.\d+)?)\s?(FT|M)\s(\w+))", re.ASCII)


class Row(NamedTuple):
    """One row: where it stands, and its fields by the name of their column, small letters; "" where nothing stands."""

    where: str
    fields: dict[str, str]


class Listed(NamedTuple):
    """`rows` that can be read, and a line for each thing that cannot."""

    rows: list[Row]
    left_out: list[str]


def read(text: str, needed: Sequence[str], more: Sequence[str]) -> Listed | None:
    """The rows of a list whose columns include all of `needed`; None where the text is no such list.

    Columns that are neither needed nor in `more` are told and not used. Lines of CSV that begin with #, outside of
    quotation marks, are passed over, and so is a first line like `sep=;`.
    """
    text = text.removeprefix("\ufeff")
    found = _json_rows(text, needed) if text.lstrip()[:1] == "[" else _csv_rows(text, needed)
    if found is not None:
        if not found.rows and not found.left_out:
            found.left_out.append("it has no rows")
        names = dict.fromkeys(chain.from_iterable(row.fields for row in found.rows))
        odd = [name for name in names if name not in needed and name not in more]
        found.left_out[:0] = [f"column {name[:40]!r} is not used" for name in odd]
    return found


def _csv_rows(text: str, needed: Sequence[str]) -> Listed | None:
    lines = io.StringIO(text, newline=None).readlines()
    found, names = Listed([], []), list[str]()
    delimiter, k = "", 0
    while k < len(lines):
        line = lines[k]
        told = _SEPARATOR.fullmatch(line)
        if not line.strip() or line.lstrip().startswith("#") or (told and not names):
            delimiter, k = told[1] if told else delimiter, k + 1
            continue
        delimiter = delimiter or max(",;\t", key=line.count)
        cells, count, wrong = _record(lines[k : k + MOST_LINES], delimiter, len(names))
        where, k = f"line {k + 1}", k + count
        if not names:
            names = [cell.lower() for cell in cells]
            named = [name for name in names if name]
            if wrong or not set(needed) <= set(named) or len(set(named)) < len(named):
                return None
        elif wrong:
            found.left_out.append(f"{where}: left out: {wrong}")
        elif any(cells):
            found.rows.append(
                Row(where, {name: cell for name, cell in zip(names, cells, strict=False) if name or cell})
            )
    return found if names else None


def _record(lines: Sequence[str], delimiter: str, wanted: int) -> tuple[list[str], int, str]:
    """(cells, in how many lines, what is wrong) of the record that begins with the first of some lines; `wanted`: its
    number of cells, 0 for any. What is wrong costs the first line alone.
    """
    wrong = ""
    for count in range(1, len(lines) + 1):
        try:
            row = next(csv.reader(lines[:count], delimiter=delimiter, strict=True), [])
        except csv.Error as error:
            wrong = wrong or f"its quotation marks do not fit ({error})"
            continue
        cells = [" ".join(cell.split()) for cell in row]
        if not wanted or (len(cells) >= wanted and not any(cells[wanted:])) or not any(cells):
            return cells, count, ""
        return [], 1, wrong or f"{len(cells)} fields where the first line has {wanted}"
    return [], 1, wrong


def _json_rows(text: str, needed: Sequence[str]) -> Listed | None:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if said and not any(isinstance(one, dict) and set(needed) <= {name.lower() for name in one} for one in said):
        return None
    found = Listed([], [])
    for k, one in enumerate(said, 1):
        if not isinstance(one, dict) or any(isinstance(value, dict | list | bool) for value in one.values()):
            found.left_out.append(f"row {k}: left out: not an object of texts and numbers")
            continue
        fields = dict.fromkeys(needed, "") | {name.lower(): _text(value) for name, value in one.items()}
        found.rows.append(Row(f"row {k}", fields))
    return found


def _text(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())


def name_of(row: Row) -> str:
    """How a row with an id is called in a line to the operator."""
    return f"{row.fields['id'][:60]} ({row.where})" if row.fields["id"] else row.where


def interval_s(begin: str, end: str) -> tuple[float, float]:
    """UTC Unix seconds of both. Raises ValueError, also where the end is not after the begin."""
    begin_s, end_s = _instant_s(begin), _instant_s(end)
    if not end_s > begin_s:
        raise ValueError("it ends before it begins")
    return begin_s, end_s


def _instant_s(text: str) -> float:
    try:
        return instant_s(text)
    except ValueError:
        raise ValueError(f"time {text[:40]!r} is none, or does not say its zone (end with Z)") from None


def height(text: str) -> Height | None:
    """A limit; None where the text says that there is none. Raises ValueError."""
    said = text.upper()
    if said in ("UNL", "UNLTD", "UNLIMITED"):
        return None
    if said in ("GND", "SFC"):
        return Height(0.0, "agl")
    match = _HEIGHT.fullmatch(said)
    if match is not None and match[1]:
        return Height(float(match[1]) * FL_M, "flight_level")
    if match is None or match[4] not in REFERENCES:
        raise ValueError(f"height {text[:40]!r} is none like 1500 ft AMSL, 120 m AGL, FL095, GND or UNL")
    return Height(float(match[2]) * (FT_M if match[3] == "FT" else 1.0), REFERENCES[match[4]])


def above_ground(ceiling: Height) -> Height:
    """The same. Raises ValueError where nothing is below it."""
    if ceiling.is_ground:
        raise ValueError("a ceiling at the ground or below")
    return ceiling


def shape(text: str) -> Polygons:
    """A circle, an outline or a corridor. Raises ValueError."""
    if re.search(r"\d,\d", text, re.ASCII):
        raise ValueError("a comma between digits: write 54.63 25.28, or 54.63, 25.28")
    match = _SHAPE.fullmatch(" ".join(text.upper().replace(" - ", " ").replace(",", " ").replace(";", " ").split()))
    words = match[1].split() if match else []
    places = _places(words)
    word, length_m = (match[2], float(match[3] or 0.0) * LENGTH_M[match[4] or "M"]) if match else (None, 0.0)
    if word and not length_m:
        raise ValueError(f"a {word.lower()} without its length and unit (km, NM or m)")
    if _may_be_minutes(words, 1 if length_m and word != "WIDTH" else 2 if length_m else 3):
        raise ValueError("whole numbers that may be degrees and minutes: write 54.0 25.0, or 5400N 02500E")
    if length_m > MOST_M:
        raise ValueError("a length of more than a thousand kilometres")
    if length_m and len(places) == 1 and word != "WIDTH":
        return [[circle(*places[0], length_m)]]
    if length_m and len(places) > 1 and word == "WIDTH":
        return corridor(places, length_m)
    if not length_m and len(dict.fromkeys(places)) > 2:
        ring = [*places, places[0]] if places[0] != places[-1] else places
        if not shapely.Polygon(ring).is_valid:
            raise ValueError("an outline that crosses itself")
        return [[ring]]
    raise ValueError("neither a place with a radius, nor three places, nor two places with a width")


def _places(words: list[str]) -> list[Place]:
    """(lon_deg, lat_deg) of each."""
    joined = " ".join(words)
    if re.search(r"[NSEW]", joined):
        whole = joined.replace(" ", "")
        if _NOTAM.sub("", whole):
            raise ValueError("a place that cannot be read; 543748N 0251648E is one")
        found = [_of_notam(match) for match in _NOTAM.finditer(whole)]
    else:
        if not all(_NUMBER.fullmatch(word) for word in words):
            raise ValueError("a place that cannot be read; 54.63 25.28 is one")
        numbers = [float(word) for word in words]
        if len(numbers) % 2:
            raise ValueError("a latitude without a longitude, or a length without its unit (km, NM or m)")
        found = list(zip(numbers[1::2], numbers[::2], strict=True))
    if any(not (abs(lon) <= 180.0 and abs(lat) < 89.0) for lon, lat in found):
        raise ValueError("a place that is nowhere, or at a pole")
    return found


def _may_be_minutes(words: Sequence[str], fewest: int) -> bool:
    """Whether numbers are `fewest` places or more as well when each is read as degrees and minutes, or seconds too."""
    if not all(_NUMBER.fullmatch(word) for word in words):
        return False
    for parts in (2, 3):
        each = [words[k : k + parts] for k in range(0, len(words), parts)]
        fits = all(
            all("." not in part for part in one[:-1]) and all(0.0 <= float(m) < 60.0 for m in one[1:]) for one in each
        )
        if fits and len(words) % (2 * parts) == 0 and len(words) >= 2 * parts * fewest:
            return True
    return False


def _of_notam(match: re.Match[str]) -> Place:
    lat, lon = (
        float(degrees) + float(minutes) / 60.0 + float(seconds or 0.0) / 3600.0
        for degrees, minutes, seconds in (match.group(1, 2, 3), match.group(5, 6, 7))
    )
    if any(float(part or 0.0) >= 60.0 for part in match.group(2, 3, 6, 7)):
        raise ValueError("a place with sixty minutes or seconds, or more")
    return (lon if match[8] == "E" else -lon), (lat if match[4] == "N" else -lat)
