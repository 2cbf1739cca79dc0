"""What a SAPIENT feed is configured with: who we are, which times are believed, what an unregistered node is."""

import hashlib

from sargas.formats import format
from sargas.formats.sapient.clauses import is_uuid


class Settings(format.Settings, frozen=True, forbid_unknown_fields=True):
    """Settings of one feed or export."""

    node_id: str = ""
    """Our own UUID (version 4, small letters); made of the feed's id where it is not given."""
    oldest_s: float = 60.0
    """A detection or an alert that was sent longer before it arrived is refused: later than the tracker can use. The
    Apex middleware is content with 0.9."""
    newest_s: float = 1.0
    """One that was sent so long after it arrived comes from a clock that is wrong. Apex: 0.1."""
    registered: bool = True
    """Refuse what a node says before it has registered; recordings that begin in the middle are read without."""
    declination_deg: float | None = None
    """Magnetic north, clockwise from true north, where the sensors are; without it azimuths from it are not used."""
    name: str = "Sargas"
    """For exports: what we are called where we register."""
    status_interval_s: float = 5.0
    """For exports: time between our status reports."""
    awaits_ack: bool = True
    """For exports: nothing is told before our registration was accepted."""
    foreign_sigma_m: float = 300.0
    """Assumed of each horizontal axis of another fusion node's track that says nothing of its error."""
    foreign_sigma_mps: float = 15.0
    foreign_sigma_height_m: float = 100.0

    def __post_init__(self) -> None:
        if self.node_id and not is_uuid(self.node_id):
            raise ValueError(f"node_id {self.node_id!r} is no UUID of version 4 in small letters")
        if not 0.1 <= self.status_interval_s <= 3600.0:
            raise ValueError(f"status_interval_s {self.status_interval_s} is outside 0.1..3600")
        if self.oldest_s < 0.0 or self.newest_s < 0.0:
            raise ValueError("oldest_s and newest_s are 0 or more")

    @property
    def own_id(self) -> str:
        """Our UUID."""
        return self.node_id or uuid_of(f"sapient node of {self.feed}")


def uuid_of(text: str) -> str:
    """A UUID of version 4's layout that is always the same for a text (RFC 9562, 5.4; the bits are of a hash)."""
    digits = hashlib.sha256(text.encode()).hexdigest()
    variant = "89ab"[int(digits[16], 16) % 4]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"


_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def ulid_of(time_s: float, text: str) -> str:
    """A ULID: 48 bits of milliseconds, then 80 of a hash, 5 to a letter (github.com/ulid/spec)."""
    number = (max(int(time_s * 1000.0), 0) & (1 << 48) - 1) << 80
    number |= int.from_bytes(hashlib.sha256(text.encode()).digest()[:10])
    return "".join(_CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))
