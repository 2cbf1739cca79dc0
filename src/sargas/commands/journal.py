"""`sargas journal verify|show|access|seal|erase|backup`: the record, looked at and looked after."""

import sys
import time
from pathlib import Path

import msgspec

from sargas.commands.track import progress
from sargas.config import from_record
from sargas.errors import ConfigError
from sargas.formats.instants import instant_text
from sargas.journal import (
    Hold,
    Journal,
    Reader,
    Retention,
    Verification,
    backup,
    erase,
    expired,
    latest_config,
    show,
    verify,
)
from sargas.model.access import Access
from sargas.model.record import RecordKind


def existing(folder: Path) -> Path:
    """The folder, or ConfigError when there is no journal in it."""
    if not folder.is_dir() or not any(folder.glob("*.sargas")):
        raise ConfigError([f"{folder}: no journal here (a folder with files *.sargas)"])
    return folder


def _told(result: Verification, as_json: bool) -> int:
    if as_json:
        row = {
            "ok": not result.findings,
            "findings": result.findings,
            "records": result.records,
            "first_number": result.first_number,
            "last_number": result.last_number,
            "chain": result.chain.hex(),
            "erased": result.erased,
            "unrecorded": result.unrecorded,
            "segments": result.segments,
            "size_bytes": result.size_bytes,
        }
        print(msgspec.json.encode(row).decode())
        return int(bool(result.findings))
    for finding in result.findings:
        print(finding)
    verdict = f"{len(result.findings)} findings" if result.findings else f"sound up to record {result.last_number}"
    size = f"{result.segments} segments, {result.size_bytes / 1e6:.1f} MB"
    print(f"{result.records} records in {size}, {result.erased} erased: {verdict}")
    print(f"chain {result.chain.hex()}")
    return int(bool(result.findings))


def anchor_of(text: str | None) -> tuple[int, bytes] | None:
    """`NUMBER:CHAIN` as it was noted elsewhere; raises ConfigError."""
    if text is None:
        return None
    number, _, chain = text.partition(":")
    try:
        return int(number), bytes.fromhex(chain)
    except ValueError:
        raise ConfigError([f"--anchor {text}: write NUMBER:CHAIN, the chain in hexadecimal"]) from None


def run_verify(folder: Path, anchor: str | None, as_json: bool) -> int:
    """Exit code 1 when anything is found."""
    known = anchor_of(anchor)
    with progress() as bar:
        task = bar.add_task("verifying", total=None)
        result = verify(existing(folder), lambda done, of: bar.update(task, completed=done, total=of), known)
    return _told(result, as_json)


def run_show(folder: Path, first: int | None, limit: int, as_json: bool) -> int:
    """Segments when no record is asked for, else the records from `first` on."""
    encoder = msgspec.json.Encoder()
    if first is None:
        for summary in show(existing(folder)):
            kinds = ", ".join(f"{count} {kind}" for kind, count in summary.kinds.items())
            begins = instant_text(summary.first_time_s) if summary.first_time_s is not None else "no readable record"
            sealed = "sealed" if summary.sealed else "open"
            print(encoder.encode(summary).decode() if as_json else f"{summary.segment} {begins} {sealed}: {kinds}")
        return 0
    reader = Reader(existing(folder), first=first, damaged=lambda finding: print(finding, file=sys.stderr))
    left = limit
    while left > 0 and (stored := reader.read(min(left, 1000))):
        left -= len(stored)
        for record in stored:
            row = {
                "number": record.number,
                "time_s": record.time_s,
                "feed": record.feed,
                "kind": record.kind.name.lower(),
                "bytes": len(record.payload),
                "erased": record.erased,
            }
            what = "erased" if record.erased else f"{len(record.payload)} bytes"
            text = f"{record.number:>10} {instant_text(record.time_s)} {row['kind']:<10} {record.feed:<16} {what}"
            print(encoder.encode(row).decode() if as_json else text)
    reader.close()
    return 0


def run_access(folder: Path, as_json: bool) -> int:
    """Every access, oldest first."""
    with Reader(existing(folder), damaged=lambda finding: print(finding, file=sys.stderr)) as reader:
        for record in reader:
            if record.kind != RecordKind.ACCESS or record.erased:
                continue
            access = msgspec.msgpack.decode(record.payload, type=Access)
            if as_json:
                print(msgspec.json.encode({"number": record.number, **msgspec.structs.asdict(access)}).decode())
            else:
                who = access.by or "nobody known"
                said = f"{access.event:<8} {who!r} {access.way} {access.what!r} {access.address}"
                print(f"{record.number:>10} {instant_text(access.time_s)} {said}")
    return 0


def run_payload(folder: Path, number: int, out: Path) -> int:
    """The payload of a record as a file of its own."""
    with Reader(existing(folder), first=number, damaged=lambda finding: print(finding, file=sys.stderr)) as reader:
        found = reader.read(1)
    if not found or found[0].number != number:
        raise ConfigError([f"{folder}: no record {number}"])
    if found[0].erased:
        raise ConfigError([f"record {number} was erased"])
    try:
        with out.open("xb") as file:
            file.write(found[0].payload)
    except OSError as error:
        raise ConfigError([f"{out}: {error.strerror}"]) from None
    print(f"{len(found[0].payload)} bytes of {found[0].feed or 'the system'} written to {out}")
    return 0


def run_seal(folder: Path) -> int:
    """Closes the last segment."""
    with Journal.resume(existing(folder)) as journal:
        seal = journal.seal()
    print(f"sealed up to record {seal.last_number}; digest {seal.digest.hex()}\nchain {seal.chain.hex()}")
    return 0


def run_erase(folder: Path, records: list[int], older_than_days: float | None, reason: str) -> int:
    """Erases payloads, of these records or of those that hold personal data and are older; what remains verifies."""
    if bool(records) == (older_than_days is not None):
        raise ConfigError(["--record or --older-than-days: one of them says what is to be erased"])
    with Journal.resume(existing(folder)) as journal:
        chosen = list(records)
        if older_than_days is not None:
            retention = Retention(older_than_days, _holds(folder))
            chosen = [number for one in expired(folder, retention, time.time()) for number in one.numbers]
        done = erase(journal, chosen, reason, time.time())
    print(f"erased {len(done.numbers)} records: {reason}")
    return 0


def _holds(folder: Path) -> tuple[Hold, ...]:
    """The legal holds of the configuration that the journal was written under last."""
    config = latest_config(folder)
    try:
        return from_record(config.payload)[0].config.live.personal.holds if config is not None else ()
    except (ConfigError, KeyError, TypeError, ValueError):
        raise ConfigError([f"{folder}: its configuration cannot be read, so nobody knows what is held"]) from None


def run_backup(folder: Path, target: Path) -> int:
    """Copies and verifies the copy."""
    if existing(folder).resolve() in target.resolve().parents:
        raise ConfigError([f"{target}: is inside the journal; a backup goes elsewhere"])
    result = backup(folder, target)
    print(f"copied to {target}")
    return _told(result, False)
