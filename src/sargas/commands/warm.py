"""Compiling the kernels: once per machine and version, kept on disk by numba. In a process of its own, so that a
system which is already serving its screens is not held up.
"""

import contextlib
import subprocess
import sys
from collections.abc import Callable

import numpy as np

from sargas.model.record import Chunk

BLOCK = bytes.fromhex("3000078046c900")
"""A CAT048 data block: one record with its source only, and an octet that is no record."""

Progress = Callable[[float, str], None]
"""(done 0..1, what is being done)."""


def compile_kernels(progress: Progress) -> None:
    """Compiles or loads every kernel here and now."""
    from sargas.formats.asterix import FORMAT
    from sargas.model.tracks import Tracks
    from sargas.picture import Picture, Settings
    from sargas.tracking import warm as warm_tracking

    progress(0.0, "compiling the ASTERIX decoder")
    FORMAT.decoder((), FORMAT.settings(feed="warm")).feed([Chunk(0, 0.0, BLOCK)])

    def step(what: str, done: int, total: int) -> None:
        progress(0.2 + 0.7 * done / max(total, 1), f"compiling {what}")

    warm_tracking(step)
    progress(0.9, "compiling the picture")
    Picture((), Settings(), 2).update(1.0, Tracks((), number=np.array([1]), updated_s=np.array([1.0])), Tracks.empty())
    progress(1.0, "kernels ready")


def warm(progress: Progress) -> None:
    """The same in a process of its own, whose progress is passed on; raises RuntimeError when it fails.

    Afterwards this process loads the kernels from the disk in well under a second.
    """
    command = [sys.executable, "-m", "sargas.commands.warm"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, bufsize=1) as child:
        assert child.stdout is not None
        for line in child.stdout:
            done, _, what = line.strip().partition(" ")
            progress(float(done), what)
    if child.returncode:
        raise RuntimeError(f"compiling the kernels failed with exit code {child.returncode}")


def main() -> None:
    """A line `0.40 what` for each step."""
    with contextlib.suppress(BrokenPipeError):  # whoever wanted to know has ended
        compile_kernels(lambda done, what: print(f"{done:.2f} {what}", flush=True))


if __name__ == "__main__":
    main()
