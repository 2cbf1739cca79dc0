"""Notice: the words of one message of the Common Alerting Protocol, ours or another's.

Rule: what was not said is "", empty or None, and stands for no default but the one of the standard (language). Texts
are as they were typed: never HTML, never trusted. Whether a signature is right is not known here.
Source: OASIS CAP 1.2, 3.2; the names in brackets are its elements.
"""

from typing import Literal

import msgspec

NoticeStatus = Literal["Actual", "Exercise", "System", "Test", "Draft"]
MessageType = Literal["Alert", "Update", "Cancel", "Ack", "Error"]
Scope = Literal["Public", "Restricted", "Private"]
Category = Literal[
    "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other"
]
ResponseType = Literal["Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None"]
Urgency = Literal["Immediate", "Expected", "Future", "Past", "Unknown"]
Severity = Literal["Extreme", "Severe", "Moderate", "Minor", "Unknown"]
Certainty = Literal["Observed", "Likely", "Possible", "Unlikely", "Unknown"]


class Reference(msgspec.Struct, frozen=True):
    """Another message: who sent it, what it is called, when it was sent (UTC Unix seconds)."""

    sender: str
    identifier: str
    sent_s: float


class Coded(msgspec.Struct, frozen=True):
    """A value of somebody's list of codes (eventCode, parameter, geocode)."""

    name: str
    """Of the list (valueName)."""
    value: str


class Circle(msgspec.Struct, frozen=True):
    """All that is within a distance of a place, WGS-84."""

    lat_deg: float
    lon_deg: float
    radius_m: float


class Area(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where it is: the union of the shapes and codes, or only the description where there is none."""

    description: str
    polygons: tuple[tuple[tuple[float, float], ...], ...] = ()
    """Each a closed ring of (lat_deg, lon_deg), WGS-84: the last place is the first."""
    circles: tuple[Circle, ...] = ()
    geocodes: tuple[Coded, ...] = ()
    altitude_amsl_m: float | None = None
    """The height; with a ceiling the lower end of a range. On the wire in feet: to the millimetre here."""
    ceiling_amsl_m: float | None = None


class Resource(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file that belongs to it, by its address. Content inside the message (derefUri) stays in the recorded bytes."""

    description: str
    mime_type: str
    size_bytes: int | None = None
    uri: str = ""
    digest: str = ""
    """SHA-1 in hexadecimal digits, as it was said; not checked."""


class Block(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is said of the event in one language (info)."""

    category: tuple[Category, ...]
    event: str
    urgency: Urgency
    severity: Severity
    certainty: Certainty
    language: str = "en-US"
    """RFC 3066."""
    response_types: tuple[ResponseType, ...] = ()
    audience: str = ""
    event_codes: tuple[Coded, ...] = ()
    effective_s: float | None = None
    """When what is said begins to hold; None: when it was sent."""
    onset_s: float | None = None
    """When the event is expected to begin."""
    expires_s: float | None = None
    """When what is said no longer holds; None: each reader's own judgement."""
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    contact: str = ""
    parameters: tuple[Coded, ...] = ()
    resources: tuple[Resource, ...] = ()
    areas: tuple[Area, ...] = ()


class Notice(msgspec.Struct, frozen=True, tag="notice", omit_defaults=True):
    """One message (alert)."""

    identifier: str
    sender: str
    sent_s: float
    """UTC Unix seconds; on the wire whole ones, as all times of a notice."""
    status: NoticeStatus
    msg_type: MessageType
    scope: Scope
    source: str = ""
    restriction: str = ""
    """Who it is for, where the scope is Restricted."""
    addresses: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    note: str = ""
    references: tuple[Reference, ...] = ()
    incidents: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    signed: bool = False
    """It held a signature, which nobody has verified: it says nothing of who sent it."""
    feed: str = ""
    """Where it came in; "" of our own."""
    record_number: int = -1

    @property
    def simulated(self) -> bool:
        """Of an exercise."""
        return self.status == "Exercise"
