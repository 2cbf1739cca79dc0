"""Durable plots per second of the journal: numbered, hashed, chained, written and synced on the disk of the project."""

import time
from pathlib import Path

from measure import Figures, folder_on_disk, note

from sargas.journal import Journal
from sargas.model.record import RecordKind

PLOTS = 100
PAYLOAD = bytes(range(250)) * 20
"""A hundred plots of fifty bytes."""
COMMIT_BYTES = 64_000
"""As `[live] commit_bytes`: what becomes durable together under load."""


def _rate(folder: Path, commit_bytes: int, batches: int) -> float:
    with Journal(folder, "bench", b"configuration") as journal:
        journal.append(1.0e9, "radar", RecordKind.BYTES, PAYLOAD)
        journal.commit()
        began_s = time.perf_counter()
        for k in range(batches):
            journal.append(1.0e9 + k / 1000.0, "radar", RecordKind.BYTES, PAYLOAD)
            if journal.pending_bytes >= commit_bytes:
                journal.commit()
        journal.commit()
        took_s = time.perf_counter() - began_s
        assert journal.durable_number >= batches
    return PLOTS * batches / took_s


def figures() -> Figures:
    with folder_on_disk() as folder:
        grouped = _rate(folder / "grouped", COMMIT_BYTES, 6_000)
        single = _rate(folder / "single", 1, 600)
    note(f"journal: records of {len(PAYLOAD)} bytes; {single / PLOTS:.0f} synced commits/s one by one")
    return {"journal_durable_plots_per_s": grouped, "journal_one_commit_a_batch_plots_per_s": single}
