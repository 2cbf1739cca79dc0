"""Warming tells how far it is, and leaves nothing for the first update to compile."""

from typing import Any

from sargas.tracking import Settings, Tracker, warm
from sargas.tracking.cells import sweep_at, track_cells
from sargas.tracking.output import changed_rows, look_at


def test_progress_and_completeness(scene: Any, make_radar: Any) -> None:
    told: list[tuple[str, int, int]] = []
    warm(lambda what, done, of: told.append((what, done, of)))
    assert [done for _, done, _ in told] == list(range(told[-1][2] + 1))
    assert len({what for what, *_ in told}) == len(told)
    kernels: list[Any] = [track_cells, sweep_at, changed_rows, look_at]
    before = [len(kernel.signatures) for kernel in kernels]
    tracker = Tracker([make_radar()], (55.0, 24.0), Settings())
    for k in range(4):
        tracker.update(100.0 + 4.0 * k, scene.plots(make_radar(), 100.0 + 4.0 * k, [5e4], [5e4]))
    assert len(tracker.tracks()) == 1
    assert [len(kernel.signatures) for kernel in kernels] == before
