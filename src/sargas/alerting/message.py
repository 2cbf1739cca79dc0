"""What an alert says: one or two sentences that can be read out, with units and UTC.

Rule: the object is an "unidentified aerial object"; whose it is, is never presumed, and nothing is called an attack.
What is simulated begins with EXERCISE. Distress is told as distress and nothing else.
"""

import math
from collections.abc import Sequence
from datetime import UTC, datetime

from sargas.alerting.distress import Distress
from sargas.model.incident import Incident
from sargas.model.silence import Duty

DOUBT = 0.2
"""From this probability on it is not said to be outside."""
_WINDS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")
_LISTED = 30
_DECLARED = {
    "general": "general",
    "lifeguard": "medical flight",
    "minimum_fuel": "minimum fuel",
    "no_communications": "loss of radio communication",
    "unlawful_interference": "unlawful interference",
    "downed": "downed",
    "military": "military",
}
_WORDS = {
    "inside": "inside",
    "approaching": "approaching",
    "lost": "lost from view",
    "left": "left since",
    "merged": "merged",
}


def message_of(incident: Incident) -> str:
    """The text about one incident."""
    text = f"Unidentified aerial object {_fact(incident)}. {_course(incident)}, {_height(incident)}. "
    return _marked(text + f"{utc(incident.updated_s)}, incident {incident.number}.", incident.simulated)


def message_of_distress(distress: Distress) -> str:
    """The text about an aircraft in distress. Its end does not say what it was: not everybody may know."""
    name = f"Aircraft {distress.called}" if distress.called else "Aircraft of unknown name"
    where = f"{_place(distress)}. {_course(distress)}, {_height(distress)}. "
    if distress.over:
        fact = f"{name} no longer declares an emergency"
        if distress.is_lost:
            fact, where = f"{name} in distress is lost from view, and somebody sees to it", f"Last seen at {where}"
        else:
            where = f"At {where}"
    elif distress.is_lost:
        fact = f"{name}, which declared an emergency ({_declared(distress)}), is lost from view; that is no end"
        where = f"Last seen at {where}"
    else:
        fact, where = f"{name} declares an emergency: {_declared(distress)}", f"At {where}"
    doubt = "It says to be elsewhere than it is measured. " if distress.in_doubt else ""
    source = "" if distress.reported_by == "own" else f"Reported by {distress.reported_by}. "
    text = f"Distress. {fact}. {where}{doubt}{source}{utc(distress.updated_s)}, track {distress.track}."
    return _marked(text, distress.simulated)


def _declared(distress: Distress) -> str:
    words = _DECLARED[distress.emergency]
    return f"{words}, code {distress.code}" if distress.code in ("7500", "7600", "7700") else words


def _place(distress: Distress) -> str:
    north, east = "N" if distress.lat_deg >= 0 else "S", "E" if distress.lon_deg >= 0 else "W"
    return f"{abs(distress.lat_deg):.4f} {north} {abs(distress.lon_deg):.4f} {east}"


def digest_of(subjects: Sequence[Incident | Distress]) -> str:
    """The text about what is not told one by one: by how it is, each by its number."""
    incidents = [one for one in subjects if isinstance(one, Incident)]
    parts = []
    for situation, words in _WORDS.items():
        numbers = [one.number for one in incidents if one.situation == situation]
        if numbers:
            parts.append(f"{len(numbers)} {words}: {_listed(numbers)}")
    several = "incidents" if len(incidents) != 1 else "incident"
    text = f"{len(incidents)} {several} with unidentified aerial objects, not told one by one. {'; '.join(parts)}."
    if not incidents:
        text = "Too many aircraft in distress to tell one by one."
    if tracks := [one.track for one in subjects if isinstance(one, Distress)]:
        text += f" In distress: tracks {_listed(tracks)}."
    return _marked(text, all(one.simulated for one in subjects))


def message_of_duty(duty: Duty, until_s: dict[int, float], simulated: bool) -> str:
    """What goes to the next watch; `until_s`: of silenced incidents, until when."""
    count = f"{len(duty.open)} incidents go on" if len(duty.open) != 1 else "1 incident goes on"
    parts = [f"{count}: {_listed(duty.open)}" if duty.open else "No incident goes on"]
    if duty.unacknowledged:
        parts.append(f"Nobody has acknowledged {_listed(duty.unacknowledged)}")
    if duty.silenced:
        parts.append("Silenced: " + ", ".join(f"{number} until {utc(until_s[number])}" for number in duty.silenced))
    if duty.distress:
        parts.append(f"In distress: tracks {_listed(duty.distress)}")
    if duty.note:
        parts.append(f"Note: {duty.note}")
    return _marked(f"{duty.name} has the watch, from {duty.handed_by}. {'. '.join(parts)}.", simulated)


def _listed(numbers: Sequence[int]) -> str:
    names = ", ".join(str(number) for number in numbers[:_LISTED])
    return names + (f" and {len(numbers) - _LISTED} others" if len(numbers) > _LISTED else "")


def utc(time_s: float) -> str:
    """Date and time to the second."""
    return datetime.fromtimestamp(math.floor(time_s), UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _fact(incident: Incident) -> str:
    zone, distance = incident.zone_name, _distance(abs(incident.distance_m))
    if incident.situation == "approaching":
        if incident.probability >= DOUBT or incident.distance_m <= 0.0:
            error = _distance(incident.distance_sigma_m)
            side = "inside" if incident.distance_m <= 0 else "outside"
            may = f"probability {_share(incident)}, {distance} {side} its edge with an error of {error}"
            return f"may be inside {zone}, which cannot be told yet: {may}"
        entry_s = incident.time_to_border_s
        when = "" if entry_s is None else f", expected there in {_minutes(entry_s)}{_between(incident)}"
        return f"approaching {zone}: {distance} outside{when}"
    if incident.situation == "inside":
        return f"inside {zone}: {distance} from its edge, probability {_share(incident)}"
    if incident.situation == "merged":
        return f"of {zone} is that of another incident, which goes on"
    if incident.situation == "lost":
        side = "inside" if incident.distance_m <= 0 else "outside"
        return f"lost from view, last seen {distance} {side} {zone}"
    return f"has left {zone}" if incident.entered_s is not None else f"is no longer approaching {zone}"


def _share(incident: Incident) -> str:
    """Its probability of being inside: nothing is quite certain."""
    return f"{min(max(incident.probability, 0.01), 0.99):.2f}"


def _between(incident: Incident) -> str:
    """Between which eight of ten such courses enter, where that says more than the median."""
    low_s, high_s = incident.entry_p10_s, incident.entry_p90_s
    if low_s is None or high_s is None or _minutes(low_s) == _minutes(high_s):
        return ""
    return f" ({_minutes(low_s)} to {_minutes(high_s)})"


def _course(incident: Incident | Distress) -> str:
    speed_mps = math.hypot(incident.east_mps, incident.north_mps)
    if speed_mps < 1.0:
        return "Hardly moving"
    course_deg = round(math.degrees(math.atan2(incident.east_mps, incident.north_mps)) % 360.0) % 360
    wind = _WINDS[round(course_deg / 45.0) % 8]
    return f"Moving {wind} ({course_deg:03d} degrees) at {speed_mps:.0f} m/s ({3.6 * speed_mps:.0f} km/h)"


def _height(incident: Incident | Distress) -> str:
    return "height unknown" if incident.height_m is None else f"height {incident.height_m:.0f} m above the ellipsoid"


def _distance(distance_m: float) -> str:
    return f"{distance_m / 1000.0:.1f} km" if distance_m >= 1000.0 else f"{10 * round(distance_m / 10.0)} m"


def _minutes(time_s: float) -> str:
    return f"{time_s / 60.0:.0f} min" if time_s >= 120.0 else f"{time_s:.0f} s"


def _marked(text: str, simulated: bool) -> str:
    return f"EXERCISE EXERCISE EXERCISE. {text}" if simulated else text
