"""Sargas: sensor bytes to plots, tracks, one recognised air picture, incidents, alerts, and only what is released.

Situational awareness, not for engagement: a person decides, and nothing here commands, aims or cues a weapon.
"""

__version__ = "0.1.0"
