"""Aerodromes: picture x their volumes -> what is in the way, until when; drafts of notices; what was decided."""

from sargas.aerodrome.aerodromes import Aerodromes
from sargas.aerodrome.settings import Settings

__all__ = ["Aerodromes", "Settings"]
