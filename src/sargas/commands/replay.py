"""`sargas replay`: a journal again through ingest and core; the same records give the same result to the byte."""

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from sargas.commands.journal import existing
from sargas.commands.tables import TrackFile
from sargas.commands.track import progress
from sargas.config import from_record
from sargas.core import Core
from sargas.ingest import Ingest, PartitionKind
from sargas.journal import Reader
from sargas.model.batch import Changes
from sargas.model.checkpoint import pack
from sargas.model.record import INPUTS, Record, RecordKind


class Replayed(msgspec.Struct):
    """What a replay gave. `digest`: SHA-256 over every change in order: equal runs have equal digests."""

    records: int = 0
    batches: int = 0
    plots: int = 0
    updates: int = 0
    incidents: int = 0
    alerts: int = 0
    last_record: int = 0
    digest: str = ""


def changes_of(folder: Path) -> Iterator[tuple[Changes, int]]:
    """(changes, records in the batch) of every batch of a journal, from its first record on."""
    reader = Reader(folder)
    config: bytes | None = None
    ingest: Ingest | None = None
    core: Core | None = None
    waiting: list[Record] = []
    while stored := reader.read():
        for record in stored:
            if record.kind == RecordKind.CONFIG and record.payload != config:
                config, before = record.payload, (ingest, core)
                ingest, core = _built(config)
                if before[0] is not None and before[1] is not None:  # numbers, incidents and decisions are carried over
                    ingest.restore(before[0].checkpoint())
                    core.restore(before[1].checkpoint())
            if record.kind not in INPUTS:
                continue
            waiting.append(record)
            if record.kind == RecordKind.TICK and ingest is not None and core is not None:
                yield core.update(ingest.feed(waiting)), len(waiting)
                waiting = []
    reader.close()


def _built(config: bytes) -> tuple[Ingest, Core]:
    site, partition = from_record(config)
    kinds: dict[str, PartitionKind] = {p.name: p.kind for p in site.config.partitions}
    feeds, sensors = site.feeds_of(partition), site.sensors_of(partition)
    return Ingest(feeds, sensors, kinds[partition]), site.core_of(partition, sensors)


def run_replay(folder: Path, out: Path | None, speed: float | None, port: int, headless: bool, as_json: bool) -> int:
    """Offline through the core, or in the console when a speed is given."""
    if speed is not None:
        from sargas.commands.serve import checked_speed, journal_site, run_site

        at = checked_speed(speed)
        return run_site(journal_site(existing(folder), at), None, port, headless, None)
    existing(folder)
    summary, digest = Replayed(), hashlib.sha256()
    incidents, alerts = {}, {}
    encoder = msgspec.msgpack.Encoder()
    with contextlib.ExitStack() as stack:
        file = stack.enter_context(TrackFile(out)) if out is not None else None
        bar = stack.enter_context(progress())
        task = bar.add_task("replaying", total=None)
        for changes, count in changes_of(folder):
            summary.records += count
            summary.batches += 1
            summary.plots += len(changes.plots)
            summary.updates += len(changes.tracks)
            summary.last_record = changes.last_record
            incidents.update({incident.number: incident for incident in changes.incidents})
            alerts.update({alert.number: alert for alert in changes.alerts})
            digest.update(pack(changes.tracks.packed()))
            digest.update(encoder.encode([changes.incidents, changes.alerts, changes.statuses]))
            if file is not None:
                file.write(changes.tracks)
            bar.update(task, description=f"record {changes.last_record}, {summary.plots} plots")
    summary.incidents, summary.alerts, summary.digest = len(incidents), len(alerts), digest.hexdigest()
    if as_json:
        print(msgspec.json.encode(summary).decode())
    else:
        print(
            f"{summary.records} records, {summary.plots} plots, {summary.updates} track updates, "
            f"{summary.incidents} incidents, {summary.alerts} alerts" + (f"; written to {out}" if out else "")
        )
        print(f"digest {summary.digest}")
    return 0
