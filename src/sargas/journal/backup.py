"""backup: a copy of a journal that verifies, taken while it is being written.

Rule: a copy goes to a new folder, never over another: an older copy may hold what has been erased since, and a damaged
journal must not replace a good copy.
"""

import os
from pathlib import Path

from sargas.errors import JournalError
from sargas.journal.recovery import sync_folder, write_all
from sargas.journal.segment import segments
from sargas.journal.verify import Verification, verify
from sargas.journal.walk import Walk, read_header

_PIECE_BYTES = 1 << 22


def backup(folder: Path, target: Path) -> Verification:
    """Copies every segment, the active one up to its last whole record, makes the copy durable and verifies it.

    Damage in the journal is in the copy too, and in the findings returned. Raises JournalError when there is no
    journal, when `target` is not an empty or new folder, or when it cannot be written.
    """
    paths = segments(folder)
    if not paths:
        raise JournalError(f"no journal at {folder}")
    try:
        target.mkdir(parents=True, exist_ok=True)
        if any(target.iterdir()):
            raise JournalError(f"{target} is not empty: a backup goes to a new folder")
        while paths:
            for path in paths:
                sealed = _copy(path, target / path.name, active=path == paths[-1])
            # sealed since it was listed: what followed belongs to the copy too
            paths = [path for path in segments(folder) if path.name > paths[-1].name] if sealed else []
        sync_folder(target)
        sync_folder(target.parent)
        return verify(target)
    except OSError as error:
        raise JournalError(f"backup of {folder}: {error}") from error


def _copy(source: Path, target: Path, active: bool) -> bool:
    reading = os.open(source, os.O_RDONLY | os.O_CLOEXEC)
    try:
        end, sealed = os.fstat(reading).st_size, not active
        if active:
            header = read_header(reading)
            walk = Walk(reading, header.size if header else 0, active=True, bodies=False)
            for _ in walk:
                pass
            end, sealed = walk.end, walk.seal is not None
        writing = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        try:
            offset = 0
            while offset < end:
                piece = os.pread(reading, min(_PIECE_BYTES, end - offset), offset)
                write_all(writing, piece, offset)
                offset += len(piece)
            os.fsync(writing)
            if sealed:
                os.fchmod(writing, 0o444)
        finally:
            os.close(writing)
    finally:
        os.close(reading)
    return sealed
