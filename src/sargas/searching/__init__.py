"""Lost tracks -> search areas: where what was lost may be by now, what is searched, what was found."""

from sargas.searching.searches import Searches
from sargas.searching.settings import Settings

__all__ = ["Searches", "Settings"]
