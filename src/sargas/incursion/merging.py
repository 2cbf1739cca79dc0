"""Merging: two incidents of one object become one file, and two again where that was wrong.

Rule: the lower number goes on for both. It takes over what is known and what was done with the other (tracks, earliest
times, the deepest place, handling that is further on) and, where nobody sees its own object any more, where the other's
is. Of two tracks that both fly on one leads; the other leads when that has ended. Reversed, what has not changed since
goes back, and each track to the incident that it came from.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from sargas.incursion.case import Case
from sargas.incursion.forecast import ENTRY, NO_ENTRY
from sargas.incursion.situation import situation_after
from sargas.incursion.watches import Watches
from sargas.model.incident import HANDLINGS, Incident

_STATE = (
    "situation", "updated_s", "left_s", "lost_s", "probability", "distance_m", "distance_sigma_m", "time_to_border_s",
    *ENTRY, "places", "arrival_s", "arrival_at", "arrived", "lat_deg", "lon_deg", "east_mps", "north_mps", "height_m",
    "basis",
)  # fmt: skip
"""What follows the object."""
_EARLIEST = ("first_plot_s", "confirmed_s", "entered_s")
_DEEPEST = ("deepest_m", "deepest_sigma_m", "deepest_s")
_HANDLED = ("handling", "acknowledged_by", "acknowledged_s", "assigned_to")


def followers(watches: Watches, incident: int) -> list[int]:
    """The tracks that are watched for an incident, ascending."""
    tracks: list[int] = watches.table["track"][watches.on(incident)].tolist()
    return tracks


def unmergeable(one: Incident, other: Incident) -> str | None:
    """Why two incidents cannot be one, or None."""
    for incident in (one, other):
        if incident.merged_into is not None:
            return f"incident {incident.number} is merged into incident {incident.merged_into} already"
    older = min(one, other, key=lambda incident: incident.number)
    if one.number == other.number:
        return "an incident is the same as itself"
    if one.zone != other.zone:
        return "they are of two zones: one object has an incident in each"
    if one.simulated != other.simulated:
        return "what is simulated and what is real is never one"
    if older.handling == "closed":
        return f"incident {older.number} would go on for both, and is closed: reopen it first"
    return None


def merge(one: Case, other: Case, watches: Watches, by: str, time_s: float, why: str) -> tuple[Incident, Incident]:
    """(the incident that goes on for both, the other)."""
    older, younger = sorted((one, other), key=lambda case: case.incident.number)
    mine, theirs = older.incident, younger.incident
    watches.table["incident"][watches.on(theirs.number)] = mine.number
    if _flies(theirs) and not _flies(mine):
        older.track, older.partner, older.foreseen_s = younger.track, younger.partner, younger.foreseen_s
        older.variance_m2, older.variance_m2ps2 = younger.variance_m2, younger.variance_m2ps2
    younger.was, younger.took_over, younger.by_hand = theirs.situation, mine, bool(by)
    situation = situation_after(theirs.situation, "same")
    assert situation is not None, "what is merged is not merged again"
    taken = _taken_over(mine, theirs)
    told = older.logged("merge_incident", by, time_s, f"incident {theirs.number} is of the same object: {why}")
    on = older.change(True, **taken, **told)
    fields: dict[str, Any] = {"situation": situation, "merged_into": mine.number, "places": (), **NO_ENTRY}
    fields["basis"] = f"{theirs.basis.removesuffix('.')}; the same object as in incident {mine.number}: {why}."
    told = younger.logged("merge_incident", by, time_s, f"into incident {mine.number}: {why}")
    return on, younger.change(True, **fields, **told)


def separate(older: Case, younger: Case, watches: Watches, by: str, time_s: float, why: str) -> Sequence[Incident]:
    """(the incident that went on for both, the other as it was)."""
    mine, theirs, before = older.incident, younger.incident, younger.took_over
    assert before is not None, "merged before it is separated"
    back = set(theirs.tracks) - set(before.tracks)
    rows = watches.on(mine.number)
    rows = rows[np.isin(watches.table["track"][rows], sorted(back))]
    watches.table["incident"][rows] = theirs.number
    seen = followers(watches, theirs.number)
    situation = situation_after("merged", "apart", younger.was)
    fields: dict[str, Any] = {"situation": situation, "merged_into": None}
    if not seen and situation in ("approaching", "inside"):
        fields |= {"situation": "lost", "lost_s": time_s}
    elif seen and younger.track not in seen:
        younger.track = seen[0]
    younger.was = younger.took_over = None
    taken = _taken_over(before, msgspec.structs.replace(theirs, situation=situation))
    given = {name: getattr(before, name) for name, value in taken.items() if getattr(mine, name) == value}
    gone = (theirs.number, *theirs.merged)
    given |= {"tracks": tuple(t for t in mine.tracks if t not in back)}
    given |= {"merged": tuple(number for number in mine.merged if number not in gone)}
    if older.track in back:
        given |= _left_alone(older, before, watches, time_s)
    told = older.logged("separate", by, time_s, f"incident {theirs.number} is of another object: {why}")
    alone = older.change(True, **given, **told)
    told = younger.logged("separate", by, time_s, f"from incident {mine.number}: {why}")
    return alone, younger.change(True, **fields, **told)


def _left_alone(older: Case, before: Incident, watches: Watches, time_s: float) -> dict[str, Any]:
    """What it says when the track that led it is that of another: its own last state, until its own track is seen."""
    heirs = followers(watches, before.number)
    if heirs:
        older.track = heirs[0]
        return {}
    older.track = before.tracks[-1]
    state = {name: getattr(before, name) for name in _STATE}
    return state | {"situation": "lost", "lost_s": time_s} if _flies(before) else state


def _flies(incident: Incident) -> bool:
    return incident.situation in ("approaching", "inside")


def _taken_over(mine: Incident, theirs: Incident) -> dict[str, Any]:
    """What the incident that goes on takes over from the other."""
    fields: dict[str, Any] = {
        "tracks": (*mine.tracks, *(track for track in theirs.tracks if track not in mine.tracks)),
        "merged": (*mine.merged, theirs.number, *theirs.merged),
        "highest_probability": max(mine.highest_probability, theirs.highest_probability),
    }
    for name in _EARLIEST:
        known = [at_s for at_s in (getattr(mine, name), getattr(theirs, name)) if at_s is not None]
        fields[name] = min(known, default=None)
    if fields["entered_s"] != mine.entered_s:
        fields["crossing"] = theirs.crossing
    if theirs.deepest_m is not None and (mine.deepest_m is None or theirs.deepest_m < mine.deepest_m):
        fields |= {name: getattr(theirs, name) for name in _DEEPEST}
    if theirs.handling != "closed" and HANDLINGS.index(theirs.handling) > HANDLINGS.index(mine.handling):
        fields |= {name: getattr(theirs, name) for name in _HANDLED}
    if _flies(theirs) and not _flies(mine):
        fields |= {name: getattr(theirs, name) for name in _STATE}
    return fields
