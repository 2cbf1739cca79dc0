"""One writer per journal: a lock that the operating system drops when its holder dies."""

import fcntl
import os
from pathlib import Path

from sargas.errors import JournalError

NAME = "writer.lock"


def take(folder: Path) -> int:
    """Descriptor that holds the lock until it is closed. Raises JournalError when another writer has it, OSError."""
    descriptor = os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, 20).decode("ascii", "replace").strip() or "unknown"
        os.close(descriptor)
        raise JournalError(f"journal {folder} is being written by another process (pid {holder})") from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, b"%d\n" % os.getpid(), 0)
    return descriptor
