"""Released tracks and incidents -> events.

what                     becomes                                                                  source
uid of a track           uid, the same on every node and in every replay
identity, class          type (`kinds`)
place, height            point; ce and le one sigma, the root of the mean square of both axes     CoT event 2.0
velocity                 track: course from true north, speed over ground
label                    access, releasableTo: as it was released, always said; again in the remarks and in the
                         detail, for servers lose these attributes
simulated                opex "s-...", how "m-s"; what is real is how "m-f" (fused by a machine)  CoT event 2.0
track ended              a deletion (t-x-d-d) that names it
incident                 geo-fence breached (b-a-g) where the object is; deleted when it is over
Every event says what it is not for. A label that says more than access and releasableTo can is not written: it would
lose what it says. Nobody's name, and no sensor's, is in any of it.
"""

import math

import msgspec

from sargas.formats.cot import kinds
from sargas.formats.cot.settings import Settings
from sargas.formats.cot.wire import Event
from sargas.formats.reckoning import NOT_FOR, reckoned
from sargas.model.incident import Incident
from sargas.model.label import Label, classification_level
from sargas.model.released import Released
from sargas.model.track import Track

BREACH = "b-a-g"


def labelled(event: Event, label: Label) -> Event:
    """The event with the words for a label. Raises ValueError for a classification that has no level: others would read
    it as none."""
    if classification_level(label.security_classification) is None:
        raise ValueError("a classification that CoT cannot say")
    nations = " ".join(label.releasable_to)
    words = f"{label.security_classification} REL {nations}. " if event.remarks else ""
    return msgspec.structs.replace(
        event, access=label.security_classification, releasable_to=nations, remarks=f"{words}{event.remarks}"
    )


def of_track(told: Released[Track], settings: Settings, time_s: float, as_of_s: float) -> Event:
    """A track as of `as_of_s`, stamped `time_s` (`sargas.formats.reckoning`); or its end."""
    track = told.item
    if track.status == "ended":
        return deletion(track.uid, told.label, time_s, track.simulated, track.lat_deg, track.lon_deg)
    at = reckoned(track, time_s, as_of_s)
    height_sigma_m = math.sqrt(max(track.covariance[11], 0.0)) if track.height_m is not None else None
    name = track.called or f"{settings.callsign}-{track.number:04d}"
    event = Event(
        uid=track.uid,
        type=kinds.type_of(track),
        how="m-s" if track.simulated else "m-f",
        time_s=at.time_s,
        start_s=at.time_s,
        stale_s=at.time_s + settings.stale_s,
        lat_deg=at.lat_deg,
        lon_deg=at.lon_deg,
        hae_m=track.height_m,
        ce_m=math.hypot(*at.sigma_m) / math.sqrt(2.0),
        le_m=height_sigma_m,
        opex="s-Sargas" if track.simulated else "",
        callsign=name,
        course_deg=math.degrees(math.atan2(track.east_mps, track.north_mps)) % 360.0,
        speed_mps=math.hypot(track.east_mps, track.north_mps),
        remarks=_remarks(track),
    )
    return labelled(event, told.label)


def _remarks(track: Track) -> str:
    best = max(track.classification, key=lambda name: track.classification[name], default="")
    words = [f"{best.replace('_', ' ')} {track.classification[best]:.0%}"] if best else []
    if track.claim_check in ("disagrees", "impossible"):
        words.append("says to be elsewhere")
    if track.height_source == "none":
        words.append("height not known")
    return ". ".join([*words, NOT_FOR])


def deletion(uid: str, label: Label, time_s: float, simulated: bool, lat_deg: float, lon_deg: float) -> Event:
    """What `uid` names is to be taken off the map."""
    event = Event(
        uid=f"{uid}-end",
        type=kinds.DELETE,
        how="m-s" if simulated else "m-g",
        time_s=time_s,
        start_s=time_s,
        stale_s=time_s + 20.0,
        lat_deg=lat_deg,
        lon_deg=lon_deg,
        opex="s-Sargas" if simulated else "",
        link_uid=uid,
    )
    return labelled(event, label)


def of_incident(told: Released[Incident], settings: Settings, time_s: float) -> Event:
    """An incident where it is now, until it is over."""
    incident = told.item
    uid = f"{settings.callsign}-incident-{incident.number}"
    if incident.is_done or incident.situation in ("left", "lost"):
        return deletion(uid, told.label, time_s, incident.simulated, incident.lat_deg, incident.lon_deg)
    inside = f"{incident.probability:.0%} inside" if incident.situation == "inside" else "approaching"
    event = Event(
        uid=uid,
        type=BREACH,
        how="m-s" if incident.simulated else "m-g",
        time_s=time_s,
        start_s=time_s,
        stale_s=time_s + max(settings.stale_s, 60.0),
        lat_deg=incident.lat_deg,
        lon_deg=incident.lon_deg,
        hae_m=incident.height_m,
        ce_m=incident.distance_sigma_m or None,
        opex="s-Sargas" if incident.simulated else "",
        callsign=f"{settings.callsign} incident {incident.number}",
        remarks=f"Unidentified aerial object, {inside}: {incident.zone_name}. {NOT_FOR}",
    )
    return labelled(event, told.label)
