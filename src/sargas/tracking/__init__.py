"""Plots -> tracks: predict, gate, associate, update, judge existence.

Rule: one class with one verb, `Tracker.update(time_s, plots) -> tracks that changed`; no clock, no chance, no files.
`Tracker` and `warm` load numba on first use; `Settings` does not.
"""

from typing import TYPE_CHECKING, Any

from sargas.tracking.settings import Settings

if TYPE_CHECKING:
    from sargas.tracking.tracker import Tracker
    from sargas.tracking.warming import warm

__all__ = ["Settings", "Tracker", "warm"]


def __getattr__(name: str) -> Any:
    if name == "Tracker":
        from sargas.tracking.tracker import Tracker

        return Tracker
    if name == "warm":
        from sargas.tracking.warming import warm

        return warm
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
