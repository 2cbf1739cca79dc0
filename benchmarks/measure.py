"""What every benchmark shares: where the recordings are, a folder on the project's own disk, and timing.

A figure is a number, or a text that says why there is none.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
Figures = dict[str, float | str]


def corpus() -> Path | None:
    """Folder of real recordings: SARGAS_CORPUS, or beside the project; None where there are none."""
    folder = Path(os.environ.get("SARGAS_CORPUS", ROOT.parent / "shared" / "data"))
    return folder if (folder / "radar").is_dir() else None


def recording(name: str) -> list[bytes] | None:
    """Payloads of an ASTERIX recording; None where it is not there."""
    from sargas.formats.framing import read

    folder = corpus()
    if folder is None or not (folder / "radar" / name).exists():
        return None
    return [framed.payload for framed in read((folder / "radar" / name).read_bytes(), name=name)]


def note(text: str) -> None:
    """A line for whoever reads the table: what was measured on."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def folder_on_disk() -> Iterator[Path]:
    """A folder on the disk of the project (a temporary folder of the system may be memory), removed afterwards."""
    (ROOT / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=ROOT / "build") as folder:
        yield Path(folder)


def best_rate(count: int, work: Callable[[], object], repeats: int = 7) -> float:
    """`count` per CPU second of this process, the best of `repeats` after one that is not counted."""
    work()
    best_s = float("inf")
    for _ in range(repeats):
        began_s = time.process_time()
        work()
        best_s = min(best_s, time.process_time() - began_s)
    return count / best_s
