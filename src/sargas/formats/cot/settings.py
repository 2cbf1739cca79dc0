"""What a CoT feed or export is configured with."""

from sargas.formats import format


class Settings(format.Settings, frozen=True, forbid_unknown_fields=True):
    """Settings of one feed or export."""

    caveats: tuple[str, ...] = ()
    """Caveats that an event may have and be read all the same."""
    stale_s: float = 15.0
    """For exports: how long after it was told a track may be shown."""
    protobuf: bool = False
    """For exports: TAK protocol version 1; over a stream only once the peer has offered it."""
    callsign: str = "SARGAS"
    """For exports: what we are called, and what the names of tracks begin with."""
    foreign_sigma_m: float = 300.0
    """Assumed of each horizontal axis of a foreign track that says nothing of its error (ce)."""
    foreign_sigma_mps: float = 15.0
    foreign_sigma_height_m: float = 100.0

    def __post_init__(self) -> None:
        if not 1.0 <= self.stale_s <= 3600.0:
            raise ValueError(f"stale_s {self.stale_s} is outside 1..3600")
        if not self.callsign.strip() or not self.callsign.isprintable() or len(self.callsign) > 20:
            raise ValueError("callsign is 1 to 20 letters")
