"""Session: Sargas as a simulation application that tells its tracks as entities.

    open -> Start/Resume (if it manages), a comment; Entity States as tracks come, and of each again at its heartbeat
    close -> every entity deactivated; Stop/Freeze (if it manages)
An entity is told at most once in LEAST_S, so that a track that comes once a second is told each time: no threshold of
dead reckoning is kept, for a second is well within it for what flies slowly. What did not come again is told each
HEARTBEAT_S, moved on: a simulator that hears nothing for 12 s (2.4 heartbeats) takes an entity for gone. So does who
hears us where nothing came of a track for LIVES_S: then it is not kept alive by us alone.
Nothing is heard: what others say comes by a feed, into an exercise.
Source: IEEE 1278.1-2012, 7.2.2 and the parameters HBT_ESPDU_PLATFORM_AIR and HBT_TIMEOUT_MPLIER.
"""

import math
from collections.abc import Sequence
from typing import Any

import msgspec

from sargas.formats.dis import kinds, reports
from sargas.formats.dis.reports import Told
from sargas.formats.dis.settings import Settings
from sargas.formats.dis.wire import EVERY, Identifier
from sargas.formats.dis.write import Sender
from sargas.formats.reckoning import NOT_FOR
from sargas.model.released import Released
from sargas.model.track import Track

LEAST_S, HEARTBEAT_S, COMMENT_S, LIVES_S = 0.9, 5.0, 60.0, 60.0
EVERYBODY = Identifier(EVERY, EVERY, EVERY)
UNKNOWN_HEIGHT = "a track without a height: told at the configured one, for DIS has no word for it"
TWICE = "two tracks with one entity number: the later is not told"


class _Entity:
    """One entity as it was told last, and what is to be told."""

    def __init__(self, told: Told, now_s: float) -> None:
        self.told = told
        self.known_s = now_s
        """When `told` came, by the clock of `tick`."""
        self.sent_s = -math.inf
        self.is_news = True

    def at(self, now_s: float) -> Told:
        """The same as much later as it is now."""
        later_s = max(now_s - self.known_s, 0.0)
        track, time_s, as_of_s = self.told
        return Told(track, time_s + later_s, as_of_s + later_s)


class Session:
    """See `sargas.formats.format.Session`."""

    def __init__(self, settings: Settings) -> None:
        """Raises ValueError without a site and an application of our own, or without an exercise."""
        if not settings.site or not settings.exercise:
            raise ValueError("an export needs a site, an application and an exercise of its own")
        self._settings = settings
        self._sender = Sender(settings.version, settings.exercise, settings.site, settings.application)
        self._entities: dict[int, _Entity] = {}
        """Entity number -> what was told of it."""
        self._now_s: float | None = None
        self._commented_s = 0.0
        self._requests = 0
        self._asks = True
        self._notes: list[str] = []
        self._noted: list[str] = []

    def open(self, time_s: float) -> list[bytes]:
        """The exercise goes on, as far as it is ours to say; what our entities are not for."""
        self._now_s = self._commented_s = time_s
        frames = [self._sender.start(EVERYBODY, time_s, self._next())] if self._settings.manages else []
        return [*frames, self._sender.comment(EVERYBODY, time_s, NOT_FOR)]

    def close(self, time_s: float) -> list[bytes]:
        """Our entities leave the exercise, which freezes, as far as it is ours to say."""
        ended = [_ended(one.at(time_s)) for one in self._entities.values()]
        self._entities.clear()
        frames = reports.states(ended, self._settings) if ended else []
        if self._settings.manages:
            frames.append(self._sender.stop(EVERYBODY, time_s, self._next(), kinds.RECESS))
        return frames

    def _next(self) -> int:
        self._requests += 1
        return self._requests

    def tick(self, time_s: float) -> list[bytes]:
        """What waits, and heartbeats of what did not come again."""
        self._now_s = time_s
        frames = self._said(time_s)
        if time_s - self._commented_s >= COMMENT_S:
            self._commented_s = time_s
            frames.append(self._sender.comment(EVERYBODY, time_s, NOT_FOR))
        return frames

    def _said(self, now_s: float) -> list[bytes]:
        """What is due of our entities."""
        due = [
            one
            for one in self._entities.values()
            if now_s - one.sent_s >= (LEAST_S if one.is_news else HEARTBEAT_S)
            and (one.is_news or now_s - one.known_s <= LIVES_S)
        ]
        if not due:
            return []
        for one in due:
            one.sent_s, one.is_news = now_s, False
        return reports.states([one.at(now_s) for one in due], self._settings)

    def tell(self, items: Sequence[Released[Any]], time_s: float, as_of_s: float) -> list[bytes]:
        """Simulated tracks; incidents and alerts have no PDU here."""
        now_s = time_s if self._now_s is None else self._now_s
        ended: list[Told] = []
        for one in items:
            if isinstance(one.item, Track):
                ended += self._take(one, Told(one.item, time_s, as_of_s), now_s)
        # Ends first: the number of an entity that has ended may be another's now.
        return (reports.states(ended, self._settings) if ended else []) + self._said(now_s)

    def _take(self, one: Released[Track], told: Told, now_s: float) -> list[Told]:
        """Takes in what is new of a track; its end, where it was told before and is told no more."""
        number = reports.entity_of(told.track.number)
        before = self._entities.get(number)
        reason = reports.withheld(one, self._settings)
        if before is not None and before.told.track.number != told.track.number:
            reason, before = reason or TWICE, None
        if reason:
            self._note(reason)
        if reason or told.track.status == "ended":
            if before is None:
                return []
            del self._entities[number]
            return [_ended(before.at(now_s))]
        if before is not None:
            before.told, before.known_s, before.is_news = told, now_s, True
            return []
        self._entities[number] = _Entity(told, now_s)
        if told.track.height_m is None:
            self._note(UNKNOWN_HEIGHT)
        return []

    def hear(self, data: bytes, time_s: float) -> list[bytes]:
        """Not for us."""
        return []

    def asks(self) -> bool:
        """A network wants everything, once it is there."""
        asks, self._asks = self._asks, False
        return asks

    def _note(self, note: str) -> None:
        if note not in self._noted:
            self._noted.append(note)
            self._notes.append(note)

    def notes(self) -> list[str]:
        """What was not told, and why; each of the few reasons once."""
        notes, self._notes = self._notes, []
        return notes


def _ended(told: Told) -> Told:
    """The end of what was told, with nothing that was not told of it already."""
    return told._replace(track=msgspec.structs.replace(told.track, status="ended"))
