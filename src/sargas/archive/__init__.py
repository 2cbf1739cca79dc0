"""History: incidents of the past, from lists and from our own journals, and the patterns in them."""

from sargas.archive.clock import clock_of, same_object
from sargas.archive.listing import read_list
from sargas.archive.past import Past, add, read_history
from sargas.archive.patterns import Patterns, patterns

__all__ = ["Past", "Patterns", "add", "clock_of", "patterns", "read_history", "read_list", "same_object"]
