"""A released search -> what searchers see on their map.

what                 becomes                                                                           source
sector               a drawn area (u-d-f): links to its corners, closed by the first again, colours    ATAK's drawings
                     by its rank; what it holds in the remarks
find                 a spot (b-m-p-s-m)                                                                ATAK's markers
last place seen      a spot, with the size of the areas in the remarks
search closed, or a sector that is not listed any more: deleted by the session, which knows what it told
Every text begins with what to do when something is found: nothing but to keep away and call. Times and labels as in
`reports`. Drawings stay until they are stale: for STALE_S, as searchers lose their link in the woods.
"""

from sargas.formats.cot.reports import labelled
from sargas.formats.cot.settings import Settings
from sargas.formats.cot.wire import Event
from sargas.formats.reckoning import NOT_FOR
from sargas.model.label import Label
from sargas.model.released import Released
from sargas.model.search import SAFETY, Find, Search, Sector

AREA, SPOT = "u-d-f", "b-m-p-s-m"
STALE_S = 7_200.0
MOST_DRAWN = 100
"""Sectors on a map: the likeliest, and those that were searched."""
RED, YELLOW, GREEN = -65536, -256, -16711936
"""ARGB as signed numbers: the likeliest sectors and finds, the others, and what was searched."""
LIKELIEST = 20


def of_search(told: Released[Search], settings: Settings, time_s: float) -> list[Event]:
    """Everything of it that is to be on the map; nothing of one that is closed. Raises ValueError as `labelled`."""
    search, label = told.item, told.label
    if search.status == "closed":
        return []
    name = f"{settings.callsign}-search-{search.number}"
    called = f"{settings.callsign} search {search.number}"
    events = [_last_seen(search, label, name, called, time_s)]
    events += [_find(search, find, label, name, called, time_s) for find in search.finds]
    if search.status == "open":
        listed = search.sectors[:MOST_DRAWN]
        events += [_sector(search, sector, label, name, called, time_s) for sector in listed]
    return events


def _event(
    search: Search, label: Label, uid: str, kind: str, callsign: str, time_s: float, at: tuple[float, float],
    remarks: str, colour_argb: int, outline: tuple[tuple[float, float], ...] = (),
) -> Event:  # fmt: skip
    event = Event(
        uid=uid,
        type=kind,
        how="m-s" if search.simulated else "m-g",
        time_s=time_s,
        start_s=time_s,
        stale_s=time_s + STALE_S,
        lat_deg=at[0],
        lon_deg=at[1],
        opex="s-Sargas" if search.simulated else "",
        callsign=callsign,
        remarks=f"{SAFETY} {remarks} {NOT_FOR}",
        outline=outline,
        colour_argb=colour_argb,
    )
    return labelled(event, label)


def _last_seen(search: Search, label: Label, name: str, called: str, time_s: float) -> Event:
    sizes = ", ".join(f"{area.probability:.0%} within {area.area_m2 / 1e6:,.0f} km2" for area in search.areas)
    words = f"Unidentified aerial object, seen last here. {search.lying_probability:.0%} that it is down. {sizes}."
    if search.status == "seen_again":
        words = "Seen again in the air: the search stands still."
    return _event(search, label, f"{name}-last", SPOT, called, time_s, (search.lat_deg, search.lon_deg), words, YELLOW)


def _sector(search: Search, sector: Sector, label: Label, name: str, called: str, time_s: float) -> Event:
    corners = [
        (sector.south_deg, sector.west_deg),
        (sector.south_deg, sector.east_deg),
        (sector.north_deg, sector.east_deg),
        (sector.north_deg, sector.west_deg),
    ]
    rank = f"rank {sector.rank}" if sector.rank else "not among the likeliest"
    words = f"Sector {sector.number}: {rank}, {sector.probability:.1%} in {sector.area_m2 / 1e6:.2f} km2."
    if sector.searched:
        best = max(done.detection_probability for done in sector.searched)
        words += f" Searched {len(sector.searched)} times, at best {best:.0%}."
    middle = (sector.south_deg + sector.north_deg) / 2.0, (sector.west_deg + sector.east_deg) / 2.0
    colour = GREEN if sector.searched else RED if 0 < sector.rank <= LIKELIEST else YELLOW
    uid, callsign = f"{name}-sector-{sector.number}", f"{called} S{sector.number}"
    return _event(search, label, uid, AREA, callsign, time_s, middle, words, colour, (*corners, corners[0]))


def _find(search: Search, find: Find, label: Label, name: str, called: str, time_s: float) -> Event:
    words = "Something was found here; whether it is what is searched for is not known."
    uid, callsign, at = f"{name}-find-{find.number}", f"{called} F{find.number}", (find.lat_deg, find.lon_deg)
    return _event(search, label, uid, SPOT, callsign, time_s, at, words, RED)


def drawn(event: Event) -> str:
    """XML of how an area or a spot looks; "" for other events."""
    if event.type == SPOT:
        return f'<color argb="{event.colour_argb}"/>'
    if event.type != AREA:
        return ""
    faint = (event.colour_argb & 0xFFFFFF) | 0x30 << 24
    return (
        f'<strokeColor value="{event.colour_argb}"/><strokeWeight value="3.0"/><fillColor value="{faint}"/>'
        '<labels_on value="true"/>'
    )
