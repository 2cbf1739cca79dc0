"""Picture x zones -> incidents: who is where without authority, since when, how surely."""

from sargas.incursion.incursions import Incursions
from sargas.incursion.settings import Settings

__all__ = ["Incursions", "Settings"]
