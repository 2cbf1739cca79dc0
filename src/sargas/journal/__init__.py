"""The record: append-only, hash-chained segments of raw bytes, ticks, decisions, configuration, checkpoints, outputs.

Rule: bytes are written down before anything else happens to them. Imports model only; synchronous.
"""

from sargas.journal.backup import backup
from sargas.journal.erase import Erasure, erase, erase_found
from sargas.journal.expiry import Expired, Hold, Retention, expired
from sargas.journal.finding import Finding
from sargas.journal.reader import Reader, latest_checkpoint, latest_config
from sargas.journal.recovery import Recovery
from sargas.journal.segment import Note, Seal, Stored
from sargas.journal.settings import Settings
from sargas.journal.show import Summary, show
from sargas.journal.verify import Verification, verify
from sargas.journal.writer import Journal

__all__ = [
    "Erasure",
    "Expired",
    "Finding",
    "Hold",
    "Journal",
    "Note",
    "Reader",
    "Recovery",
    "Retention",
    "Seal",
    "Settings",
    "Stored",
    "Summary",
    "Verification",
    "backup",
    "erase",
    "erase_found",
    "expired",
    "latest_checkpoint",
    "latest_config",
    "show",
    "verify",
]
