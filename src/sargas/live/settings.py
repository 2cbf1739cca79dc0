"""Settings of the live room: how long and how much may wait, and how a lost link is tried again."""

import msgspec

from sargas.journal import Retention


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[live]` of a site file."""

    commit_s: float = 0.02
    """Records become durable together, at most this late..."""
    commit_bytes: int = 64_000
    """...or at this many bytes."""
    intake_bytes: int = 16_000_000
    """What may wait to be journaled, per partition: beyond it streams wait and datagrams are dropped, counted."""
    backlog_bytes: int = 64_000_000
    """What may wait, journaled, for the core, per partition: beyond it the intake is held back."""
    checkpoint_interval_s: float = 30.0
    """Time between checkpoints: what a restart has to go through again."""
    stop_s: float = 5.0
    """How long the core may go on with what waits when the system is asked to stop; the rest is in the journal."""
    reconnect_s: float = 0.5
    """First pause before a lost link is tried again; doubled each time."""
    reconnect_max_s: float = 30.0
    personal: Retention = Retention()
    """How long personal data is kept: reports by people, operators of drones."""
