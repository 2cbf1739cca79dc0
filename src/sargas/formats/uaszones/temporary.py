"""Temporary zones as a list: what a NOTAM says, a row each, as CSV or JSON; see `sargas.formats.lists` for the texts.

id          needed; shown, and how a flight of the list of flights names the zone
kind        needed; one of our kinds: restricted, prohibited, tsa, uas ...
shape       needed; a circle, an outline or a corridor
name        the id where it is not given
nation      ISO 3166
from, until ISO 8601 with its zone; an open end where nothing stands
floor       from the ground where nothing stands, GND, SFC or no height at all (0 ft)
ceiling     none where nothing stands, or UNL
"""

from typing import Any

import msgspec

from sargas.formats import lists
from sargas.formats.lists import ALWAYS

NEEDED = ("id", "kind", "shape")
MORE = ("name", "nation", "from", "until", "floor", "ceiling")


def read(text: str, features: list[dict[str, Any]], left_out: list[str]) -> bool:
    """Zones to `features`, lines to `left_out`; False where the text is no such list."""
    found = lists.read(text, NEEDED, MORE)
    if found is None:
        return False
    left_out += found.left_out
    for row in found.rows:
        try:
            features.append(_feature(row.fields))
        except ValueError as error:
            left_out.append(f"{lists.name_of(row)}: left out: {error}")
    return True


def _feature(said: dict[str, str]) -> dict[str, Any]:
    if not said["id"]:
        raise ValueError("it has no id")
    made: dict[str, Any] = {"id": said["id"], "name": said.get("name") or said["id"], "kind": said["kind"].lower()}
    if said.get("nation"):
        made["nation"] = said["nation"]
    floor, ceiling = lists.height(said.get("floor") or "GND"), lists.height(said.get("ceiling") or "UNL")
    if floor is None:
        raise ValueError("a floor above all air")
    if not floor.is_ground:
        made["floor"] = msgspec.to_builtins(floor)
    if ceiling is not None:
        made["ceiling"] = msgspec.to_builtins(lists.above_ground(ceiling))
    begin, end = said.get("from") or ALWAYS[0], said.get("until") or ALWAYS[1]
    lists.interval_s(begin, end)
    if (begin, end) != ALWAYS:
        made["hours"] = [f"{begin}/{end}"]
    return {
        "type": "Feature",
        "properties": made,
        "geometry": {"type": "MultiPolygon", "coordinates": lists.shape(said["shape"])},
    }
