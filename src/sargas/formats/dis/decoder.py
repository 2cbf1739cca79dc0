"""Decoder of DIS: air platforms as foreign tracks, simulation management as health of the simulators that it concerns.

Rule. DIS is simulation: every track is marked so, whatever a PDU says of live players. Outside an exercise it is
quarantined at the door. Only platforms of the air become tracks; other entities are counted and passed over, and so are
other exercises and versions. PDUs of kinds that say nothing here are told once a kind. What we sent ourselves, and
hear back from the network, is nothing.

management              what becomes of it
Start/Resume,           told as the health of each simulator that it is addressed to: ok; maintenance, with who froze it
Stop/Freeze             and why. To us: acknowledged, if the settings say who we are, as waiting for a person. The clock
                        of an exercise here is its director's, not the network's. Of a sensor the last word between
                        two ticks is told, where it is another than before
Remove Entity           the tracks of the entities that it names have ended; of those that name many at once, some a
                        second are heard
Create, Acknowledge     nothing: a created entity tells of itself
"""

import re
from collections.abc import Sequence

from sargas.errors import DecodeError
from sargas.formats.dis import entities, kinds, wire
from sargas.formats.dis.entities import Row
from sargas.formats.dis.known import Known
from sargas.formats.dis.settings import Settings
from sargas.formats.dis.stream import Cutter, datagram
from sargas.formats.dis.wire import EVERY, STATE_OCTETS, Identifier, Request
from sargas.formats.dis.write import Sender
from sargas.formats.framing.framed import Findings
from sargas.formats.sources import Sources
from sargas.model.batch import Item
from sargas.model.bounded import kept
from sargas.model.checkpoint import pack, unpack
from sargas.model.record import Chunk
from sargas.model.released import Reply
from sargas.model.sensor import Sensor
from sargas.model.status import SensorStatus

MOST_LINKS = 1024
REMOVED_PER_S = 20
"""Remove Entity to many at once: each looks through all simulators."""
ANSWERS_PER_S = 20
"""Who asks oftener is not answered each time."""
_QUIET = (kinds.CREATE, kinds.ACKNOWLEDGE)
_MANAGED = (kinds.REMOVE, kinds.START, kinds.STOP)
_SIMULATOR = re.compile(r"(\d{1,5})/(\d{1,5})", re.ASCII)


class Decoder:
    """See `sargas.formats.format.Decoder`. State: unfinished PDUs of each link, entities (`known`), what is frozen."""

    def __init__(self, sensors: Sequence[Sensor], settings: Settings) -> None:
        self._settings = settings
        self._sensors = tuple(sensors)
        self._simulators = tuple(map(_simulator, sensors))
        self._sources = Sources(sensors, settings.feed, "simulator", "system")
        self._own = Identifier(settings.site, settings.application, 0) if settings.site else None
        self._own_octets = b"" if self._own is None else bytes.fromhex(f"{settings.site:04x}{settings.application:04x}")
        self._findings = Findings()
        self._cutters: dict[str, Cutter] = {}
        """Those of a run that was broken off never end: bounded."""
        self._known = Known()
        self._frozen: dict[str, bool] = {}
        """Of each sensor, what was told last of its simulator."""
        self._paused: dict[str, tuple[Request, Chunk, bool]] = {}
        """Of each sensor, what was said last, since the last call."""
        self._passed: list[int] = []
        """Kinds of PDUs that were told of as passed over."""
        self._rows: list[Row] = []
        self._items: list[Item] = []
        self._answers = (0, 0)
        """Second, and answers in it."""
        self._removals = (0, 0)
        """The same of Remove Entity to many."""
        self._last = Chunk(-1, 0.0, b"")

    def feed(self, chunks: Sequence[Chunk]) -> list[Item]:
        """Foreign tracks of these chunks, then statuses and replies, new sources and Faults."""
        for chunk in chunks:
            if chunk.payload:
                cut = kept(self._cutters, chunk.link, Cutter, MOST_LINKS).feed if self._settings.stream else datagram
                pdus, faults = cut(chunk.payload)
                for octets in pdus:
                    self._hear(octets, chunk)
                self._count(faults)
            if chunk.ended:
                self._end(chunk.link)
            self._last = Chunk(chunk.number, chunk.time_s, b"")
        return self._told()

    def flush(self) -> list[Item]:
        """Faults for PDUs that the end cut off."""
        for link in list(self._cutters):
            self._end(link)
        return self._told()

    def checkpoint(self) -> bytes:
        """Unfinished PDUs, entities, what is frozen, sources and kinds told of."""
        return pack(
            {
                "cutters": [[link, cutter.kept, cutter.lost] for link, cutter in self._cutters.items()],
                "known": self._known.state(),
                "frozen": list(self._frozen.items()),
                "passed": self._passed,
                "answers": self._answers,
                "removals": self._removals,
                "sources": self._sources.state(),
                "last": [self._last.number, self._last.time_s],
            }
        )

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`."""
        state = unpack(data)
        self._cutters = {link: Cutter(*kept) for link, *kept in state["cutters"]}
        self._known.set_state(state["known"])
        self._frozen = dict(state["frozen"])
        self._passed = list(state["passed"])
        self._answers, self._removals = tuple(state["answers"]), tuple(state["removals"])
        self._sources.set_state(state["sources"])
        number, time_s = state["last"]
        self._last = Chunk(number, time_s, b"")

    def _end(self, link: str) -> None:
        cutter = self._cutters.pop(link, None)
        if cutter is not None:
            self._count(cutter.flush())

    def _count(self, faults: Sequence[str]) -> None:
        for reason in faults:
            self._findings.add(reason)

    def _hear(self, octets: bytes, chunk: Chunk) -> None:
        version, exercise, kind = octets[0], octets[1], octets[2]
        if version not in wire.VERSIONS:
            self._findings.add("PDU of a version that is not covered: passed over")
        elif self._settings.exercise not in (0, exercise):
            self._findings.add("PDU of another exercise: passed over")
        elif kind == kinds.ENTITY_STATE or kind in _MANAGED:
            try:
                if kind == kinds.ENTITY_STATE:
                    self._take(octets, chunk)
                else:
                    self._manage(kind, octets, chunk)
            except DecodeError as error:
                self._findings.add(error.reason)
        elif kind not in self._passed and kind not in _QUIET:
            self._passed.append(kind)
            name = kinds.NAMES.get(kind)
            self._findings.add(f"{name} PDUs: passed over" if name else "PDUs of kinds that are not known: passed over")

    def _take(self, octets: bytes, chunk: Chunk) -> None:
        wire.check_state(octets)
        if octets[20] != kinds.PLATFORM or octets[21] != kinds.AIR:
            self._findings.add("entity that is no platform of the air: passed over")
            return
        who = octets[12:18]
        if who[:4] == self._own_octets:
            return
        index = self._index(who, chunk)
        if index < 0:
            return
        state = octets[:STATE_OCTETS]
        self._rows.append(Row(index, chunk.number, chunk.time_s, state, False, self._known.number_of(who)))
        if octets[85] & wire.DEACTIVATED >> 16:
            self._known.let_go(who)
        else:
            self._known.take(who, state)

    def _index(self, who: bytes, chunk: Chunk) -> int:
        """Sensor of the simulator of an entity."""
        return self._sources.index(f"{who[0] << 8 | who[1]}/{who[2] << 8 | who[3]}", chunk)

    def _manage(self, kind: int, octets: bytes, chunk: Chunk) -> None:
        asked = wire.request(octets)
        if self._own is not None and asked.who[:2] == self._own[:2]:
            return
        if kind == kinds.REMOVE:
            self._remove(asked.whom, chunk)
        elif asked.whom.entity in (0, EVERY):
            for sensor, named in zip(self._sensors, self._simulators, strict=True):
                if self._concerns(asked.whom, sensor, named):
                    self._paused[sensor.id] = (asked, chunk, kind == kinds.STOP)
            if self._own is not None and asked.whom._replace(entity=0).covers(self._own):
                self._answer(kind, asked, octets, chunk)

    def _remove(self, whom: Identifier, chunk: Chunk) -> None:
        if EVERY in whom:
            self._removals = _counted(self._removals, chunk.time_s)
            if self._removals[1] > REMOVED_PER_S:
                self._findings.add("Remove Entity of many at once, again and again: passed over")
                return
        for who in self._known.covered(whom):
            state, index = self._known.let_go(who), self._index(who, chunk)
            if state is not None and index >= 0:
                row = Row(index, chunk.number, chunk.time_s, state, True, self._known.number_of(who))
                self._rows.append(row)

    def _statuses(self) -> list[SensorStatus]:
        """Health of the sensors whose simulators are asked to go on or to freeze, where that is news."""
        statuses = []
        for sensor, (asked, chunk, frozen) in self._paused.items():
            if self._frozen.get(sensor, False) == frozen:
                continue
            self._frozen[sensor] = frozen
            who = f"{asked.who.site}/{asked.who.application}"
            reason = kinds.REASONS[asked.reason] if asked.reason < len(kinds.REASONS) else str(asked.reason)
            statuses.append(
                SensorStatus(
                    sensor,
                    chunk.time_s,
                    "maintenance" if frozen else "ok",
                    f"simulation frozen by {who}: {reason}" if frozen else f"simulation started or resumed by {who}",
                    maintenance_by=who if frozen else None,
                    simulated=True,
                    record_number=chunk.number,
                )
            )
        self._paused.clear()
        return statuses

    def _concerns(self, whom: Identifier, sensor: Sensor, named: Identifier | None) -> bool:
        """Whether a simulator that is found as this sensor, maybe by its name, is among those addressed."""
        if named is not None:
            return whom._replace(entity=0).covers(named)
        if self._own is not None and whom[:2] == self._own[:2]:
            return False
        index = self._sources.find(f"{whom.site}/{whom.application}")
        return index >= 0 and self._sensors[index] is sensor

    def _answer(self, kind: int, asked: Request, octets: bytes, chunk: Chunk) -> None:
        assert self._own is not None, "only asked for where it is known"
        if asked.whom[:2] == self._own[:2]:
            name = kinds.NAMES[kind]
            self._findings.add(f"asked for {name}: acknowledged, and left to the director of the exercise")
        self._answers = _counted(self._answers, chunk.time_s)
        if self._answers[1] <= ANSWERS_PER_S:
            sender = Sender(octets[0], octets[1], self._own.site, self._own.application)
            payload = sender.acknowledge(asked.who, chunk.time_s, kind, asked.number)
            self._items.append(Reply(self._settings.feed, payload, chunk.number, chunk.link))

    def _told(self) -> list[Item]:
        items: list[Item] = []
        if self._rows:
            tracks = entities.tracks_of(self._rows, self._sensors, self._settings, self._findings)
            items += [tracks] if len(tracks) else []
        items += self._statuses()
        items += self._items
        items += self._sources.take()
        items += self._findings.take(self._sources.fault_source, self._last.time_s, self._last.number)
        self._rows, self._items = [], []
        return items


def _counted(before: tuple[int, int], time_s: float) -> tuple[int, int]:
    """(second, how many in it) with one more."""
    second, count = before
    return (second, count + 1) if second == int(time_s) else (int(time_s), 1)


def _simulator(sensor: Sensor) -> Identifier | None:
    """The site and application by which a sensor is found."""
    found = _SIMULATOR.fullmatch(str(sensor.match.get("simulator", "")))
    return Identifier(int(found[1]), int(found[2]), 0) if found else None
