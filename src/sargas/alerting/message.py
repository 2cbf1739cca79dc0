"""What an alert says: one or two sentences that can be read out, with units and UTC.

Rule: the object is an "unidentified aerial object"; whose it is, is never presumed, and nothing is called an attack.
What is simulated begins with EXERCISE.
"""

import math
from collections.abc import Sequence
from datetime import UTC, datetime

from sargas.model.incident import Incident

_WINDS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")
_LISTED = 12


def message_of(incident: Incident) -> str:
    """The text about one incident."""
    text = f"Unidentified aerial object {_fact(incident)}. {_course(incident)}, {_height(incident)}. "
    return _marked(text + f"{utc(incident.updated_s)}, incident {incident.number}.", incident.simulated)


def digest_of(incidents: Sequence[Incident]) -> str:
    """The text about incidents that are not told one by one."""
    names = ", ".join(str(incident.number) for incident in incidents[:_LISTED])
    rest = f" and {len(incidents) - _LISTED} others" if len(incidents) > _LISTED else ""
    count = f"{len(incidents)} more incidents" if len(incidents) > 1 else "1 more incident"
    text = f"{count} with unidentified aerial objects, not told one by one: {names}{rest}."
    return _marked(text, all(incident.simulated for incident in incidents))


def utc(time_s: float) -> str:
    """Date and time to the second."""
    return datetime.fromtimestamp(math.floor(time_s), UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _fact(incident: Incident) -> str:
    zone, distance = incident.zone_name, _distance(abs(incident.distance_m))
    if incident.situation == "approaching":
        entry_s = incident.time_to_border_s
        when = "" if entry_s is None else f", expected there in {_minutes(entry_s)}"
        return f"approaching {zone}: {distance} outside{when}"
    if incident.situation == "inside":
        return f"inside {zone}: {distance} from its edge, probability {min(max(incident.probability, 0.01), 0.99):.2f}"
    if incident.situation == "lost":
        side = "inside" if incident.distance_m <= 0 else "outside"
        return f"lost from view, last seen {distance} {side} {zone}"
    return f"has left {zone}" if incident.entered_s is not None else f"is no longer approaching {zone}"


def _course(incident: Incident) -> str:
    speed_mps = math.hypot(incident.east_mps, incident.north_mps)
    if speed_mps < 1.0:
        return "Hardly moving"
    course_deg = round(math.degrees(math.atan2(incident.east_mps, incident.north_mps)) % 360.0) % 360
    wind = _WINDS[round(course_deg / 45.0) % 8]
    return f"Moving {wind} ({course_deg:03d} degrees) at {speed_mps:.0f} m/s ({3.6 * speed_mps:.0f} km/h)"


def _height(incident: Incident) -> str:
    return "height unknown" if incident.height_m is None else f"height {incident.height_m:.0f} m above the ellipsoid"


def _distance(distance_m: float) -> str:
    return f"{distance_m / 1000.0:.1f} km" if distance_m >= 1000.0 else f"{10 * round(distance_m / 10.0)} m"


def _minutes(time_s: float) -> str:
    return f"{time_s / 60.0:.0f} min" if time_s >= 120.0 else f"{time_s:.0f} s"


def _marked(text: str, simulated: bool) -> str:
    return f"EXERCISE EXERCISE EXERCISE. {text}" if simulated else text
