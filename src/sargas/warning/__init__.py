"""Public warning: incidents -> drafts -> what two persons release -> what every area is told, until it is over."""

from sargas.warning.settings import Settings
from sargas.warning.warnings import Warnings

__all__ = ["Settings", "Warnings"]
