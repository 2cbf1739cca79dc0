"""Framing: how recordings hold payloads. `read` is the door; it finds the framing by itself.

A format reads payloads; a framing only cuts them out of a file and says when they were recorded. Everything here is
sans-IO, works on pieces of any size in bounded memory (`rows` excepted), and counts what it cannot read as Faults.
"""

from sargas.formats.framing.detect import detect
from sargas.formats.framing.framed import Framed
from sargas.formats.framing.recording import FRAMINGS, UNDATED, Recording, read

__all__ = ["FRAMINGS", "UNDATED", "Framed", "Recording", "detect", "read"]
