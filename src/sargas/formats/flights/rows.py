"""Rows of a list of flights -> Flights; see `sargas.formats.lists` for the texts.

id           needed; how the flight is called to the operator
kind         needed; flight_plan, or uas for an authorised flight of an unmanned aircraft
from, until  needed; ISO 8601 with its zone
callsign     up to eight letters and digits          } at least one of these: by what the aircraft is known.
mode_s       the address, six hexadecimal digits     } Every one that is given and that the aircraft tells must agree
mode_3a      the code, four octal digits             }
remote_id    serial number or registration           }
shape        a circle, an outline or a corridor: within it ...
zones        ... or, instead of it, ids of zones with ; between them: there, and on the way there
ceiling      needed; UNL where there is none

Tolerant: a row that cannot be read, or leaves open who, when or where, is told in one line and left out.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple, get_args

from sargas.formats import lists
from sargas.model.claims import CONSPICUITY_CODES, names_nobody
from sargas.model.flight import Flight, FlightKind
from sargas.model.zone import Ring

NEEDED = ("id", "kind", "from", "until")
CLAIMS = ("callsign", "mode_s", "mode_3a", "remote_id")
MORE = (*CLAIMS, "shape", "zones", "ceiling")
_FORMS = {
    "callsign": (r"[A-Z0-9]{2,8}", "two to eight letters and digits"),
    "mode_s": (r"(?!000000|FFFFFF)[0-9A-F]{6}", "six hexadecimal digits"),
    "mode_3a": (r"[0-7]{4}", "four octal digits"),
    "remote_id": (r"[!-~]{4,24}", "four to twenty-four letters and digits"),
}


class Found(NamedTuple):
    """`flights` in the order of their rows; `left_out`: a line for each that is not among them."""

    flights: list[Flight]
    left_out: list[str]


def read(text: str, conspicuity_codes: Sequence[str] = CONSPICUITY_CODES) -> Found | None:
    """The flights of a list; None where the text is no such list. A Mode 3/A code of many names no flight."""
    listed = lists.read(text, NEEDED, MORE)
    if listed is None:
        return None
    found = Found([], listed.left_out)
    for row in listed.rows:
        try:
            found.flights.append(_flight(row.fields, conspicuity_codes))
        except ValueError as error:
            found.left_out.append(f"{lists.name_of(row)}: left out: {error}")
    return found


def _flight(said: dict[str, str], codes: Sequence[str]) -> Flight:
    if not said["id"]:
        raise ValueError("it has no id")
    kind = said["kind"].lower()
    if kind not in get_args(FlightKind):
        raise ValueError(f"kind {said['kind'][:40]!r} is none of {', '.join(get_args(FlightKind))}")
    begin_s, end_s = lists.interval_s(said["from"], said["until"])
    claims = {name: _claim(name, said[name], codes) for name in CLAIMS if said.get(name)}
    if not claims:
        raise ValueError(f"nothing by which it is known: {', '.join(CLAIMS)}")
    zones = tuple(zone.strip() for zone in said.get("zones", "").split(";") if zone.strip())
    if bool(zones) == bool(said.get("shape")):
        raise ValueError("where it may be: either a shape or zones")
    if not said.get("ceiling"):
        raise ValueError("no ceiling (UNL where there is none)")
    ceiling = lists.height(said["ceiling"])
    code, address = claims.get("mode_3a"), claims.get("mode_s")
    return Flight(
        id=said["id"],
        kind=kind,  # type: ignore[arg-type]  # checked above
        begin_s=begin_s,
        end_s=end_s,
        mode_s=int(address, 16) if address else None,
        mode_3a=int(code, 8) if code else None,
        callsign=claims.get("callsign"),
        remote_id=claims.get("remote_id"),
        polygons=() if zones else _polygons(said["shape"]),
        zones=zones,
        ceiling=None if ceiling is None else lists.above_ground(ceiling),
    )


def _claim(name: str, text: str, codes: Sequence[str]) -> str:
    said = text if name == "remote_id" else text.upper()
    form, words = _FORMS[name]
    if name == "remote_id" and re.fullmatch(r"\d+(\.\d+)?E\+?\d+", said, re.ASCII | re.IGNORECASE):
        raise ValueError(f"remote_id {text[:40]!r} is what a spreadsheet makes of digits: keep the column as text")
    if not re.fullmatch(form, said, re.ASCII):
        raise ValueError(f"{name} {text[:40]!r} is not {words}")
    if name == "mode_3a" and int(said, 8) in names_nobody(codes):
        raise ValueError(f"code {said} names nobody")
    return said


def _polygons(text: str) -> tuple[tuple[Ring, ...], ...]:
    return tuple(tuple(tuple(ring) for ring in rings) for rings in lists.shape(text))
