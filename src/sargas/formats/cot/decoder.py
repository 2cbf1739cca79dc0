"""Decoder of CoT: events of objects in the air as plots or, of another system, foreign tracks.

Rule. Only what is of the air is taken: where people and vehicles are (most of what a TAK server tells) is passed over.
An event says who may see it (access, caveat, releasableTo); one that says more than its sensor's configured label is
refused, for its tracks would leave with that label: a classification that is higher or unknown, a caveat that is not
configured, fewer nations than the label names. What it does not say is not made up: the label stands.
An event whose stale time has passed is refused; of a system, a deletion ends the track. Pings are answered.
"""

import math
import zlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sargas.errors import DecodeError
from sargas.formats import foreign
from sargas.formats.cot import kinds
from sargas.formats.cot.settings import Settings
from sargas.formats.cot.stream import MESH, Cutter, Message, datagram
from sargas.formats.cot.wire import Event, event_of
from sargas.formats.cot.write import xml
from sargas.formats.framing.framed import Findings
from sargas.formats.sources import Sources, callsign_text
from sargas.model.batch import Item
from sargas.model.bounded import keep, kept
from sargas.model.checkpoint import pack, unpack
from sargas.model.identity import IDENTITIES
from sargas.model.label import classification_level
from sargas.model.plot import ECHOES
from sargas.model.plots import GEODETIC, HAS, Plots
from sargas.model.record import Chunk
from sargas.model.released import Reply
from sargas.model.sensor import Sensor
from sargas.model.tracks import HAS as TRACK_HAS

MOST_KNOWN, MOST_LINKS = 8192, 1024
UNSPECIFIED = frozenset(("", "undefined", "unrestricted"))
"""Words of `access` that say nothing of a classification."""
_NAN = math.nan


class _Seen(NamedTuple):
    """One event that is a plot: numbers in the order of COLUMNS, NaN where not said."""

    numbers: tuple[float, ...]
    callsign: str
    uid: str


COLUMNS = (
    "source",
    "number",
    "time_s",
    "lat",
    "lon",
    "height",
    "ce",
    "le",
    "east",
    "north",
    "simulated",
    "lost",
    "who",
)


class Decoder:
    """See `sargas.formats.format.Decoder`. State: unfinished events of each link, where a system's objects were."""

    def __init__(self, sensors: Sequence[Sensor], settings: Settings) -> None:
        self._settings = settings
        self._sensors = tuple(sensors)
        self._sources = Sources(sensors, settings.feed, "uid", "system")
        self._findings = Findings()
        self._cutters: dict[str, Cutter] = {}
        """Those of a run that was broken off never end: bounded."""
        self._known: dict[str, _Seen] = {}
        """Of other systems: uid -> where it was last."""
        self._seen: list[_Seen] = []
        self._replies: list[Item] = []
        self._last = Chunk(-1, 0.0, b"")

    def feed(self, chunks: Sequence[Chunk]) -> list[Item]:
        """Plots and foreign tracks of these chunks, then replies, new sources and Faults."""
        for chunk in chunks:
            if not self._settings.stream and chunk.payload:
                for message in self._alone(chunk.payload):
                    self._hear(message, chunk)
            elif chunk.payload:
                messages, faults = kept(self._cutters, chunk.link, Cutter, MOST_LINKS).feed(chunk.payload)
                self._count(faults)
                for message in messages:
                    self._hear(message, chunk)
            if chunk.ended:
                self._end(chunk.link)
            self._last = Chunk(chunk.number, chunk.time_s, b"", chunk.link)
        return self._told()

    def _alone(self, payload: bytes) -> list[Message]:
        """Messages of a payload that stands alone: a mesh message, or events one after another."""
        if payload.startswith(MESH):
            return [datagram(payload)]
        cutter = Cutter()
        messages, faults = cutter.feed(payload)
        self._count([*faults, *cutter.flush()])
        return messages

    def flush(self) -> list[Item]:
        """Faults for events that the end cut off."""
        for link in list(self._cutters):
            self._end(link)
        return self._told()

    def checkpoint(self) -> bytes:
        """Unfinished events, objects of other systems, sources told of."""
        return pack(
            {
                "cutters": [[link, c.kept, c.seen, c.lost] for link, c in self._cutters.items()],
                "known": [[list(seen.numbers), seen.callsign, seen.uid] for seen in self._known.values()],
                "sources": self._sources.state(),
                "last": [self._last.number, self._last.time_s],
            }
        )

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`."""
        state = unpack(data)
        self._cutters = {link: Cutter(*kept) for link, *kept in state["cutters"]}
        self._known = {uid: _Seen(tuple(numbers), callsign, uid) for numbers, callsign, uid in state["known"]}
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

    def _hear(self, message: Message, chunk: Chunk) -> None:
        try:
            event = event_of(message.octets, message.is_protobuf)
        except DecodeError as error:
            self._findings.add(error.reason)
            return
        if event is None:
            return
        if event.type == kinds.PING:
            self._replies.append(Reply(self._settings.feed, pong(chunk.time_s), chunk.number, chunk.link))
        elif event.type == kinds.DELETE:
            self._delete(event, chunk)
        elif kinds.is_air(event.type):
            self._take(event, chunk)

    def _delete(self, event: Event, chunk: Chunk) -> None:
        before = self._known.pop(event.link_uid, None)
        if before is not None:
            numbers = dict(zip(COLUMNS, before.numbers, strict=True)) | {"lost": 1.0}
            numbers |= {"number": chunk.number, "time_s": event.time_s}
            self._seen.append(before._replace(numbers=tuple(numbers.values())))

    def _take(self, event: Event, chunk: Chunk) -> None:
        if event.stale_s < chunk.time_s and chunk.time_s > 0.0:
            self._findings.add("event that was stale when it came")
            return
        index = self._sources.index(event.uid, chunk)
        if index < 0:
            return
        reason = self._withheld(event, self._sensors[index])
        if reason:
            self._findings.add(reason)
            return
        east = north = _NAN
        if event.course_deg is not None and event.speed_mps is not None:
            turn = math.radians(event.course_deg)
            east, north = event.speed_mps * math.sin(turn), event.speed_mps * math.cos(turn)
        who = kinds.identity_of(event.type)
        seen = _Seen(
            (
                *(index, chunk.number, event.time_s, event.lat_deg, event.lon_deg),
                *(_NAN if value is None else value for value in (event.hae_m, event.ce_m, event.le_m)),
                *(east, north, float(is_simulated(event)), 0.0, -1.0 if who is None else IDENTITIES.index(who)),
            ),
            event.callsign,
            event.uid,
        )
        self._seen.append(seen)
        if self._sensors[index].kind == "system":
            keep(self._known, event.uid, seen, MOST_KNOWN)

    def _withheld(self, event: Event, sensor: Sensor) -> str:
        """Why an event may not be taken under the label of its sensor; "" when it may."""
        if event.caveat and event.caveat not in self._settings.caveats:
            return "event with a caveat that is not configured: refused"
        if event.access.strip().lower() not in UNSPECIFIED:
            level, ours = classification_level(event.access), classification_level(sensor.label.security_classification)
            if level is None or ours is None or level > ours:
                return "event of a higher classification than its sensor's label, or an unknown one: refused"
        if event.releasable_to:
            nations = set(event.releasable_to.upper().replace(",", " ").split())
            if not nations.issuperset(nation.upper() for nation in sensor.label.releasable_to):
                return "event that is releasable to fewer than its sensor's label: refused"
        return ""

    def _told(self) -> list[Item]:
        items: list[Item] = self._reports() if self._seen else []
        items += self._replies
        items += self._sources.take()
        items += self._findings.take(self._sources.fault_source, self._last.time_s, self._last.number)
        self._seen, self._replies = [], []
        return items

    def _reports(self) -> list[Item]:
        table = np.array([one.numbers for one in self._seen], np.float64)
        of = {name: table[:, k] for k, name in enumerate(COLUMNS)}
        plots = Plots.empty(len(table), self._sources.ids)
        plots.source[:], plots.record_number[:], plots.time_s[:] = of["source"], of["number"], of["time_s"]
        plots.kind[:], plots.echo[:] = GEODETIC, ECHOES.index("other")
        plots.lat_deg[:], plots.lon_deg[:] = of["lat"], of["lon"]
        plots.simulated[:] = of["simulated"] == 1.0
        plots.give("height_m", of["height"])
        plots.give("east_mps", of["east"])
        plots.give("north_mps", of["north"])
        plots.give("sigma_horizontal_m", of["ce"])
        plots.give("sigma_height_m", of["le"], plots.given("height_m"))
        plots.sensor_track[:] = [zlib.crc32(one.uid.encode()) & 0x7FFFFFFF for one in self._seen]
        plots.has |= np.uint32(HAS["sensor_track"])
        for k, one in enumerate(self._seen):
            if one.callsign and (text := callsign_text(one.callsign)) is not None:
                plots.callsign[k] = text.encode()
                plots.has[k] |= np.uint32(HAS["callsign"])
        of_system = np.array([sensor.kind == "system" for sensor in self._sensors], np.bool_)[plots.source]
        seen = (of["lost"] == 0.0) & ~of_system
        items: list[Item] = [plots.take(seen)] if seen.any() else []
        if of_system.any():
            tracks = foreign.tracks_of(
                plots.take(of_system), of["lost"][of_system] == 1.0, self._sensors, self._settings
            )
            who = of["who"][of_system]
            tracks.foreign_identity[:] = np.where(who >= 0.0, who, 0.0)
            tracks.has |= (who >= 0.0) * np.uint32(TRACK_HAS["foreign_identity"])
            items.append(tracks)
        return items


def is_simulated(event: Event) -> bool:
    """An exercise or a simulation (opex), or made by a machine that simulates (how)."""
    return event.opex[:1] in ("e", "s") or event.how == "m-s"


def pong(time_s: float) -> bytes:
    """The answer to a ping."""
    return xml(Event("sargas-pong", kinds.PONG, "m-g", time_s, time_s, time_s + 20.0, 0.0, 0.0))
