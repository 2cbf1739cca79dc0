"""Lists that people keep: rows of CSV or JSON, and the places, shapes, heights and times in them as texts.

place    degrees and their parts `54.63 25.28`, latitude first; or as in a NOTAM `543748N 0251648E`, `5437N02516E`
shape    `PLACE LENGTH` a circle with that radius; three places or more: an outline; two places or more with
         `width LENGTH`: a corridor as wide as that; LENGTH is a number with km, NM or m
height   `1500 ft AMSL`, `120 m AGL`, `FL095`; `GND` or `SFC`; `UNL`: none
time     ISO 8601 with its zone: `2026-12-01T06:00Z`, `2026-12-01T08:00+02:00`

Nothing is guessed: a height without what it is measured from, a length without its unit or a time without its zone is
an error (ValueError with one line). Places are never exchanged.
Sources: ICAO Doc 10066 (PANS-AIM), app. 3 (the forms of a NOTAM); ISO 8601; RFC 4180.
"""

import csv
import json
import re
from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

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

    Columns that are neither needed nor in `more` are told and not used. Lines of CSV that begin with # are passed over.
    """
    text = text.removeprefix("\ufeff")
    found = _json_rows(text, needed) if text.lstrip()[:1] == "[" else _csv_rows(text, needed)
    if found is not None:
        names = dict.fromkeys(chain.from_iterable(row.fields for row in found.rows))
        odd = [name for name in names if name not in needed and name not in more]
        found.left_out[:0] = [f"column {name[:40]!r} is not used" for name in odd]
    return found


def _csv_rows(text: str, needed: Sequence[str]) -> Listed | None:
    lines = ["" if line.lstrip().startswith("#") else line for line in text.splitlines()]
    head = next((line for line in lines if line.strip()), "")
    found, names = Listed([], []), list[str]()
    reader = csv.reader(lines, delimiter=";" if head.count(";") > head.count(",") else ",", strict=True)
    try:
        for cells in reader:
            cells = [" ".join(cell.split()) for cell in cells]
            if not any(cells):
                continue
            if not names:
                names = [cell.lower() for cell in cells]
                if not set(needed) <= set(names) or len(set(names)) < len(names):
                    return None
            elif len(cells) != len(names):
                found.left_out.append(
                    f"line {reader.line_num}: left out: {len(cells)} fields where the first line has {len(names)}"
                )
            else:
                found.rows.append(Row(f"line {reader.line_num}", dict(zip(names, cells, strict=True))))
    except csv.Error as error:
        if not names:
            return None
        found.left_out.append(f"line {reader.line_num}: left out, and all below it: {error}")
    return found if names else None


def _json_rows(text: str, needed: Sequence[str]) -> Listed | None:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not any(isinstance(one, dict) and set(needed) <= {name.lower() for name in one} for one in said):
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


def shape(text: str) -> Polygons:
    """A circle, an outline or a corridor. Raises ValueError."""
    match = _SHAPE.fullmatch(" ".join(text.upper().replace(" - ", " ").replace(",", " ").replace(";", " ").split()))
    places = _places(match[1].split() if match else [])
    word, length_m = (match[2], float(match[3] or 0.0) * LENGTH_M[match[4] or "M"]) if match else (None, 0.0)
    if word and not length_m:
        raise ValueError(f"a {word.lower()} without its length and unit (km, NM or m)")
    if length_m > MOST_M:
        raise ValueError("a length of more than a thousand kilometres")
    if length_m and len(places) == 1 and word != "WIDTH":
        return [[circle(*places[0], length_m)]]
    if length_m and len(places) > 1 and word == "WIDTH":
        return corridor(places, length_m)
    if not length_m and len(dict.fromkeys(places)) > 2:
        return [[[*places, places[0]] if places[0] != places[-1] else places]]
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
        try:
            numbers = [float(word) for word in words]
        except ValueError:
            raise ValueError("a place that cannot be read; 54.63 25.28 is one") from None
        if len(numbers) % 2:
            raise ValueError("a latitude without a longitude, or a length without its unit (km, NM or m)")
        found = list(zip(numbers[1::2], numbers[::2], strict=True))
    if any(not (abs(lon) <= 180.0 and abs(lat) < 89.0) for lon, lat in found):
        raise ValueError("a place that is nowhere, or at a pole")
    return found


def _of_notam(match: re.Match[str]) -> Place:
    lat, lon = (
        float(degrees) + float(minutes) / 60.0 + float(seconds or 0.0) / 3600.0
        for degrees, minutes, seconds in (match.group(1, 2, 3), match.group(5, 6, 7))
    )
    if any(float(part or 0.0) >= 60.0 for part in match.group(2, 3, 6, 7)):
        raise ValueError("a place with sixty minutes or seconds, or more")
    return (lon if match[8] == "E" else -lon), (lat if match[4] == "N" else -lat)
