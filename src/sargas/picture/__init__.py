"""Tracks -> recognised air picture: numbers for foreign tracks, correlation, identity by rule, ageing."""

from sargas.picture.picture import Picture
from sargas.picture.settings import Settings

__all__ = ["Picture", "Settings"]
