"""The whole system as one synchronous call: Core.update(batch) -> Changes. The nave: it calls seven rooms in order.

Same batches, same changes, to the byte: nothing here reads a clock, a random number or a file.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

import msgspec
import numpy as np

from sargas.aerodrome import Aerodromes
from sargas.aerodrome import Settings as AerodromeSettings
from sargas.alerting import Alerting
from sargas.alerting import Settings as AlertingSettings
from sargas.geo.ground import Ground
from sargas.incursion import Incursions
from sargas.incursion import Settings as IncursionSettings
from sargas.model.aerodrome import Aerodrome, AerodromeAct
from sargas.model.alert import Alert
from sargas.model.batch import Batch, Changes
from sargas.model.checkpoint import pack, unpack
from sargas.model.decision import AlertAct, Decision, SearchAct, SensorAct, TrackAct, WarningAct, ZoneAct
from sargas.model.direction import Direction
from sargas.model.flight import Flight
from sargas.model.incident import Incident
from sargas.model.plots import Plots
from sargas.model.search import Search
from sargas.model.sensor import Sensor
from sargas.model.tracks import HAS, Tracks
from sargas.model.warning import PublicWarning, Town, WarningArea
from sargas.model.weather import Qnh, Wind
from sargas.model.zone import Zone
from sargas.motion import Settings as MotionSettings
from sargas.picture import Picture
from sargas.picture import Settings as PictureSettings
from sargas.picture.acts import decisions_of
from sargas.searching import Searches
from sargas.searching import Settings as SearchingSettings
from sargas.tracking import Settings as TrackingSettings
from sargas.tracking import Tracker
from sargas.warning import Settings as WarningSettings
from sargas.warning import Warnings

Word = TypeVar("Word")


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the rooms are told, and the site's block of numbers."""

    lat_deg: float
    """Origin of the system plane."""
    lon_deg: float
    first_track_number: int = 1
    """Own tracks count from here; foreign ones from here plus a million."""
    tracking: TrackingSettings = TrackingSettings()
    picture: PictureSettings = PictureSettings()
    incursion: IncursionSettings = IncursionSettings()
    motion: MotionSettings = MotionSettings()
    alerting: AlertingSettings = AlertingSettings()
    warning: WarningSettings | None = None
    searching: SearchingSettings = SearchingSettings()
    aerodromes: tuple[AerodromeSettings, ...] = ()
    simulated: bool = False
    """Everything here is: an exercise."""


class Core:
    """Plots -> tracks -> picture -> incidents -> alerts, drafts of warnings, searches for what was lost, aerodromes."""

    def __init__(
        self,
        sensors: Sequence[Sensor],
        zones: Sequence[Zone],
        settings: Settings,
        flights: Sequence[Flight] = (),
        areas: Sequence[WarningArea] = (),
        towns: Sequence[Town] = (),
        ground: Ground | None = None,
    ) -> None:
        """`ground`: terrain, on which what was lost may lie; flat where it is not given."""
        first = settings.first_track_number
        self._simulated = settings.simulated
        self._tracker = Tracker(sensors, (settings.lat_deg, settings.lon_deg), settings.tracking, first)
        self._picture = Picture(sensors, settings.picture, first + 1_000_000, zones)
        self._incursions = Incursions(
            zones,
            settings.incursion,
            flights=flights,
            conspicuity_codes=settings.picture.conspicuity_codes,
            motion=settings.motion,
        )
        self._alerting = Alerting(settings.alerting)
        self._warnings = Warnings(settings.warning, areas, towns, zones, settings.simulated, settings.motion)
        self._searches = Searches(sensors, settings.searching, ground)
        self._aerodromes = Aerodromes(settings.aerodromes, zones, sensors, settings.simulated, settings.motion)

    def update(self, batch: Batch) -> Changes:
        """One batch through the rooms; what changed comes out."""
        self._hear(batch)
        refused = [*batch.refused, *self._act(batch)]
        self._tracker.hold(self._picture.coasting)
        own = self._tracker.update(batch.time_s, batch.plots)
        self._picture.list_flights(batch.time_s, self._incursions.listed)
        tracks = self._picture.update(batch.time_s, own, batch.foreign)
        # Before anybody is judged by them.
        zones = {z.zone.id: z for z in self._taken(batch, ZoneAct, self._incursions.draw, refused)}
        incidents, searches = self._decide(batch, refused)
        incidents |= {i.number: i for i in self._incursions.update(batch.time_s, tracks)}
        changed = list(incidents.values())
        warn = partial(self._warnings.decide, batch.time_s)
        warnings = {w.number: w for w in self._taken(batch, WarningAct, warn, refused)}
        warnings |= {w.number: w for w in self._warnings.update(batch.time_s, tracks, changed)}
        tracks = self._with_incidents(tracks)
        searches |= {s.number: s for s in self._searches.update(batch.time_s, tracks, changed)}
        record = partial(self._aerodromes.decide, batch.time_s)
        aerodromes = {a.icao: a for a in self._taken(batch, AerodromeAct, record, refused)}
        aerodromes |= {a.icao: a for a in self._aerodromes.update(batch.time_s, tracks)}
        changes = Changes(
            time_s=batch.time_s,
            plots=batch.plots,
            tracks=tracks,
            incidents=tuple(changed),
            alerts=tuple(self._alerting.update(batch.time_s, changed, tracks)),
            warnings=tuple(warnings.values()),
            statuses=batch.statuses + tuple(self._tracker.statuses),
            new_sensors=batch.new_sensors,
            decisions=tuple(d for d in batch.decisions if all(d is not r for r, _ in refused)),
            refused=tuple(refused),
            faults=batch.faults + tuple(self._tracker.faults),
            replies=batch.replies,
            notices=batch.notices,
            silences=tuple(self._alerting.changed_silences()),
            duty=self._alerting.changed_duty(),
            searches=tuple(searches[number] for number in sorted(searches)),
            zones=tuple(zones.values()),
            aerodromes=tuple(aerodromes.values()),
            weather=batch.weather,
            biases=tuple(self._tracker.learned),
            last_record=batch.last_record,
        )
        log = self._alerting.write_down(changes)
        return msgspec.structs.replace(changes, log=tuple(log)) if log else changes

    def _hear(self, batch: Batch) -> None:
        """Reports of the weather to the rooms that ask for them, before anything is judged by it."""
        winds = [report for report in batch.weather if isinstance(report, Wind)]
        if winds:
            self._picture.hear(batch.time_s, winds)
        qnh = [report for report in batch.weather if isinstance(report, Qnh)]
        self._incursions.hear(qnh)
        self._searches.hear(batch.time_s, winds, batch.statuses)
        self._aerodromes.hear(batch.time_s, winds, qnh, batch.statuses)

    def _act(self, batch: Batch) -> list[tuple[Decision, str]]:
        """Acts on tracks in their order, before the tracks move on; those that no longer fitted, with the reason."""
        on_tracks = [d for d in batch.decisions if isinstance(d.act, TrackAct)]
        outcomes = [(decision, self._picture.decide(batch.time_s, decision)) for decision in on_tracks]
        return [(decision, reason) for decision, reason in outcomes if reason is not None]

    def _decide(
        self, batch: Batch, refused: list[tuple[Decision, str]]
    ) -> tuple[dict[int, Incident], dict[int, Search]]:
        """Acts on incidents, alerts and searches, in their order; to `refused`, those that no longer fitted."""
        changed: dict[int, Incident] = {}
        searches: dict[int, Search] = {}
        for decision in batch.decisions:
            if isinstance(decision.act, Direction):
                if not self._simulated:
                    refused.append((decision, "this is no exercise: nobody directs what is real"))
                continue
            if isinstance(decision.act, TrackAct | SensorAct | WarningAct | ZoneAct | AerodromeAct):
                continue
            outcome: Incident | Search | str | None
            if isinstance(decision.act, SearchAct):
                outcome = self._searches.decide(batch.time_s, decision)
            elif isinstance(decision.act, AlertAct):
                outcome = self._alerting.decide(batch.time_s, decision)
            else:
                outcome = self._incursions.decide(decision)
            if isinstance(outcome, Incident):
                changed[outcome.number] = outcome
            elif isinstance(outcome, Search):
                searches[outcome.number] = outcome
            elif outcome is not None:
                refused.append((decision, outcome))
        return changed, searches

    def _taken(
        self, batch: Batch, kind: Any, decide: Callable[[Decision], Word | str], refused: list[tuple[Decision, str]]
    ) -> list[Word]:
        """Acts of a kind in their order: what each changed; to `refused`, those that no longer fitted."""
        changed: list[Word] = []
        for decision in batch.decisions:
            if isinstance(decision.act, kind):
                outcome = decide(decision)
                if isinstance(outcome, str):
                    refused.append((decision, outcome))
                else:
                    changed.append(outcome)
        return changed

    def _with_incidents(self, tracks: Tracks) -> Tracks:
        if not len(tracks):
            return tracks
        numbers = self._incursions.incidents_of(tracks.number)
        tracks.incident[:] = numbers
        bit = np.uint32(HAS["incident"])
        tracks.has[:] = np.where(numbers > 0, tracks.has | bit, tracks.has & ~bit)
        return tracks

    @property
    def picture(self) -> Tracks:
        """Every current track, own and foreign, with its incident."""
        return self._with_incidents(self._picture.tracks())

    @property
    def incidents(self) -> list[Incident]:
        """Every incident, oldest first."""
        return self._incursions.incidents

    @property
    def alerts(self) -> list[Alert]:
        """Every alert, oldest first."""
        return self._alerting.alerts

    @property
    def warnings(self) -> list[PublicWarning]:
        """Every public warning, oldest first."""
        return self._warnings.warnings

    @property
    def searches(self) -> list[Search]:
        """Every search, oldest first."""
        return self._searches.searches

    @property
    def aerodromes(self) -> list[Aerodrome]:
        """Every aerodrome, in the order of the site file."""
        return self._aerodromes.aerodromes

    def standing(self, time_s: float) -> Changes:
        """What goes on and is no track, incident, alert or search: silences, the watch and its log, warnings, drawn
        zones, aerodromes, and the acts on tracks that may be undone.
        """
        silences, duty = tuple(self._alerting.silences), self._alerting.duty
        warnings, zones = tuple(self.warnings), tuple(self._incursions.drawn)
        acts, log = tuple(decisions_of(self._picture.acts)), tuple(self._alerting.log)
        return Changes(
            time_s, Plots.empty(), Tracks.empty(), silences=silences, duty=duty, warnings=warnings, zones=zones,
            aerodromes=tuple(self.aerodromes), decisions=acts, log=log,
        )  # fmt: skip

    def checkpoint(self) -> bytes:
        """State of the rooms."""
        rooms = [room.checkpoint() for room in self._rooms()]
        beside = {"warnings": self._warnings.checkpoint(), "aerodromes": self._aerodromes.checkpoint()}
        return pack({"rooms": rooms, **beside})

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`, for the same sensors, zones and settings."""
        state = unpack(data)
        for room, saved in zip(self._rooms(), state["rooms"], strict=False):  # before, there was no searching
            room.restore(saved)
        if "warnings" in state:  # before, there were none
            self._warnings.restore(state["warnings"])
        if "aerodromes" in state:
            self._aerodromes.restore(state["aerodromes"])

    def _rooms(self) -> tuple[Tracker | Picture | Incursions | Alerting | Searches, ...]:
        return self._tracker, self._picture, self._incursions, self._alerting, self._searches
