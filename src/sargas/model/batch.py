"""Batch and Changes: the units that flow into and out of the core."""

from typing import Any

import msgspec

from sargas.model.aerodrome import Aerodrome
from sargas.model.alert import Alert
from sargas.model.decision import Decision
from sargas.model.fault import Fault
from sargas.model.incident import Incident
from sargas.model.notice import Notice
from sargas.model.plots import Plots
from sargas.model.released import Reply
from sargas.model.search import Search
from sargas.model.silence import Duty, Silence
from sargas.model.status import NewSensor, SensorBias, SensorStatus
from sargas.model.tracks import Tracks
from sargas.model.warning import PublicWarning
from sargas.model.watch import WatchEntry
from sargas.model.weather import Qnh, Wind
from sargas.model.zone import DrawnZone

Item = Plots | Tracks | SensorStatus | NewSensor | Fault | Reply | Wind | Qnh | Notice
"""What a decoder gives: own sensors' plots, others' tracks, health, faults, replies to the peer, the weather, others'
warnings."""


class Batch(msgspec.Struct, frozen=True):
    """Everything between two ticks, in record order. `time_s` is the tick that closed it."""

    time_s: float
    plots: Plots
    foreign: Tracks
    statuses: tuple[SensorStatus, ...] = ()
    new_sensors: tuple[NewSensor, ...] = ()
    decisions: tuple[Decision, ...] = ()
    faults: tuple[Fault, ...] = ()
    replies: tuple[Reply, ...] = ()
    refused: tuple[tuple[Decision, str], ...] = ()
    """Of `decisions`, what a sensor was asked for and cannot be, with the reason."""
    weather: tuple[Wind | Qnh, ...] = ()
    notices: tuple[Notice, ...] = ()
    """Warnings of others that came in."""
    first_record: int = -1
    last_record: int = -1


class Changes(msgspec.Struct, frozen=True):
    """What one update changed. `tracks` holds the rows that changed, ended ones included, as the picture has them."""

    time_s: float
    plots: Plots
    tracks: Tracks
    incidents: tuple[Incident, ...] = ()
    alerts: tuple[Alert, ...] = ()
    statuses: tuple[SensorStatus, ...] = ()
    new_sensors: tuple[NewSensor, ...] = ()
    decisions: tuple[Decision, ...] = ()
    refused: tuple[tuple[Decision, str], ...] = ()
    """Decisions that no longer fitted (old version, no such incident), with the reason."""
    faults: tuple[Fault, ...] = ()
    replies: tuple[Reply, ...] = ()
    notices: tuple[Notice, ...] = ()
    """Warnings of others that came in."""
    silences: tuple[Silence, ...] = ()
    """That began, muted something, or ended."""
    duty: Duty | None = None
    """Who has the watch now, where that changed."""
    log: tuple[WatchEntry, ...] = ()
    """New lines of the watch log."""
    warnings: tuple[PublicWarning, ...] = ()
    """Our own to the public, drafts and what was told."""
    searches: tuple[Search, ...] = ()
    zones: tuple[DrawnZone, ...] = ()
    """That were drawn, or given another end."""
    aerodromes: tuple[Aerodrome, ...] = ()
    weather: tuple[Wind | Qnh, ...] = ()
    """Reports that came in."""
    biases: tuple[SensorBias, ...] = ()
    """Of sensors, as often as they are learned anew."""
    last_record: int = -1

    def is_quiet(self) -> bool:
        """Nothing to tell anybody."""
        parts: tuple[Any, ...] = (self.plots, self.tracks, self.incidents, self.alerts, self.statuses, self.faults)
        others: tuple[Any, ...] = (self.decisions, self.new_sensors, self.notices, self.silences, self.warnings)
        return not any(map(len, (*parts, *others, self.log, self.searches, self.zones, self.aerodromes)))
