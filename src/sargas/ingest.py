"""Ingest: records -> batches. Decoding, health of sensors and the door checks; pure, so a replay sees the same.

All bytes of one feed between two ticks are decoded in one call. What a decoder gives is checked here once: plots with
impossible times or places become Faults and are not tracked; what is simulated, plots, tracks, words of sensors and
warnings, is quarantined on a feed that is not an exercise; a sensor that stops speaking is told as silent by the clock
of the records, never by the clock on the wall.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from sargas.formats.format import Asking, Decoder
from sargas.formats.registry import format_named
from sargas.model.batch import Batch, Item
from sargas.model.checkpoint import pack, unpack
from sargas.model.decision import Decision, SensorAct
from sargas.model.fault import Fault
from sargas.model.notice import Notice
from sargas.model.plots import Plots
from sargas.model.record import Chunk, Record, RecordKind, link_of
from sargas.model.released import Reply
from sargas.model.sensor import Feed, Sensor
from sargas.model.status import NewSensor, SensorStatus, StatusName
from sargas.model.tracks import Tracks
from sargas.model.weather import Qnh, Wind

TICK_S = 0.1
"""Batches are cut at multiples of this."""

GAP_S = 900.0
"""A longer pause in a source without ticks is crossed by this much time only: every track has ended by then."""

FUTURE_S = 5.0
"""A measurement later than its arrival by more than this is implausible; less is a clock that is a little fast."""

MOST = 1e15
"""Of any quantity: variances of 30,000 km, times far from now."""

FASTEST_MPS = 3_000.0
"""Faster reports are not of aircraft."""

QUARANTINED = "simulated, outside an exercise: quarantined"

SILENT_INTERVALS = 3.0
"""A sensor is silent after so many of its expected intervals..."""

SILENT_S = 30.0
"""...or after this long when no interval is configured."""

Reports = TypeVar("Reports", Plots, Tracks)

PartitionKind = Literal["live", "recording", "exercise"]

_BEGINS = ("connected", "lost", "restarted")

STREAMS = ("tcp", "tls", "serial")
"""Schemes whose bytes are one stream however they were cut; a datagram, and a payload out of a file, stands alone. A
journal says which it holds: `&stream`."""


def ticks_between(previous_s: float | None, time_s: float) -> Iterator[float]:
    """Tick times t, multiples of TICK_S, with previous_s < t <= time_s; a record at time_s comes after them.

    Without a previous time: only the multiple at or before time_s, so that a source's first batch opens there.
    """
    last = math.floor(time_s / TICK_S + 1e-4)
    first = last if previous_s is None else math.floor(previous_s / TICK_S + 1e-4) + 1
    if last - first > GAP_S / TICK_S:
        yield from (k / 10.0 for k in range(first, first + int(GAP_S / TICK_S)))
        first = last
    yield from (k / 10.0 for k in range(first, last + 1))  # not k * 0.1: a tick is never later than its record


def format_settings(feed: Feed) -> dict[str, Any]:
    """What the format of a feed is told, to be converted to its Settings."""
    scheme, _, rest = feed.source.partition("://")
    stream = scheme in STREAMS or (scheme == "journal" and "stream" in rest.partition("?")[2].split("&"))
    return {**feed.settings, "feed": feed.id, "stream": stream, "editions": feed.editions}


def is_personal(feed: Feed) -> bool:
    """Whether its bytes hold personal data."""
    return format_named(feed.format).personal if feed.personal is None else feed.personal


class Ingest:
    """Decoders of all feeds of one partition; `feed` takes the records of one tick and gives one Batch."""

    def __init__(self, feeds: Sequence[Feed], sensors: Sequence[Sensor], kind: PartitionKind = "live") -> None:
        self._kind = kind
        self._ids = tuple(sensor.id for sensor in sensors)
        self._feed_of = {sensor.id: sensor.feed for sensor in sensors}
        self._decoders: dict[str, Decoder] = {}
        self._linked: set[str] = set()
        for feed in feeds:
            form = format_named(feed.format)
            own = [sensor for sensor in sensors if sensor.feed == feed.id]
            self._decoders[feed.id] = form.decoder(own, msgspec.convert(format_settings(feed), form.settings))
            if form.links:
                self._linked.add(feed.id)
        self._health = Health(sensors)

    def feed(self, records: Sequence[Record]) -> Batch:
        """One batch of the records up to and including a tick (without one: up to the last record's time)."""
        if not records:
            raise ValueError("a batch needs at least one record: a tick")
        time_s = records[-1].time_s
        refused: list[tuple[Decision, str]] = []
        chunks: dict[str, list[Chunk]] = {}
        decisions: list[Decision] = []
        found = _Found([], [], [], [], [], [], [], [])
        for record in records:
            feed, link = link_of(record.feed)
            if link and not feed:  # what the peer of an export said: its session has heard it
                continue
            if record.kind == RecordKind.BYTES and record.payload:  # an erased payload is empty
                chunks.setdefault(feed, []).append(Chunk(record.number, record.time_s, record.payload, link))
            elif record.kind == RecordKind.DECISION:
                decision = msgspec.msgpack.decode(record.payload, type=Decision)
                decisions.append(msgspec.structs.replace(decision, record_number=record.number))
            elif record.kind == RecordKind.CONNECT and feed in self._decoders:
                event = msgspec.msgpack.decode(record.payload, type=Connection)
                if not link:
                    found.statuses.extend(self._health.connection(feed, event, record.time_s))
                if feed in self._linked and event.event in _BEGINS:  # what was begun there is over
                    chunks.setdefault(feed, []).append(Chunk(record.number, record.time_s, b"", link, ended=True))
        for feed, of_feed in chunks.items():
            decoder = self._decoders.get(feed)
            if decoder is None:
                reason = "bytes of a feed that is not configured"
                found.faults.append(Fault(feed, reason, time_s, record_number=of_feed[0].number, count=len(of_feed)))
                continue
            for item in decoder.feed(of_feed):
                found.add(item)
        for decision in decisions:
            if isinstance(decision.act, SensorAct):
                reply = self._ask(decision, time_s)
                if isinstance(reply, str):
                    refused.append((decision, reply))
                else:
                    found.replies.append(reply)
        plots = self._admitted(Plots.concatenate(found.plots, self._ids), time_s, found.faults)
        foreign = self._admitted(Tracks.concatenate(found.foreign), time_s, found.faults)
        notices = self._heard(found.notices, time_s, found.faults)
        statuses = self._believed(found.statuses, time_s, found.faults)
        statuses.extend(self._health.update(time_s, plots, foreign, statuses))
        return Batch(
            time_s=time_s,
            plots=plots,
            foreign=foreign,
            statuses=self._marked(statuses),
            new_sensors=tuple(found.new_sensors),
            decisions=tuple(decisions),
            faults=tuple(found.faults),
            replies=tuple(found.replies),
            refused=tuple(refused),
            weather=tuple(found.weather),
            notices=notices,
            first_record=records[0].number,
            last_record=records[-1].number,
        )

    def _ask(self, decision: Decision, time_s: float) -> Reply | str:
        """What is said to a sensor, or why it cannot be asked."""
        feed = self._feed_of.get(decision.act.sensor) if isinstance(decision.act, SensorAct) else None
        decoder = self._decoders.get(feed or "")
        if decoder is None:
            return "there is no such sensor here"
        if not isinstance(decoder, Asking):
            return "this sensor cannot be asked for anything"
        return decoder.ask(decision, time_s)

    def _admitted(self, reports: Reports, time_s: float, faults: list[Fault]) -> Reports:
        """The plots or foreign tracks that may enter the picture, and a Fault per source and reason for the others.

        Everything inside an exercise is simulated; what is simulated does not enter anything else.
        """
        if not len(reports):
            return reports
        refused = [
            (reports.time_s > time_s + FUTURE_S, "implausible: measured in the future"),
            (_no_numbers(reports), "implausible: what is no number, or beyond what anything measures"),
            (_out_of_range(reports), "implausible: no such place"),
            (np.hypot(reports.east_mps, reports.north_mps) > FASTEST_MPS, "implausible: nothing flies as fast"),
        ]
        if self._kind == "exercise":
            reports.simulated[:] = True
        else:
            refused.append((reports.simulated, QUARANTINED))
        keep = np.ones(len(reports), np.bool_)
        for mask, reason in refused:
            if not (mask & keep).any():
                continue
            source = reports.source if isinstance(reports, Plots) else reports.reported_by
            for i in np.unique(source[mask & keep]).tolist():
                rows = np.flatnonzero(mask & keep & (source == i))
                number = int(reports.record_number[rows[0]]) if isinstance(reports, Plots) else -1
                faults.append(Fault(reports.sources[i], reason, time_s, record_number=number, count=len(rows)))
            keep &= ~mask
        return reports if keep.all() else reports.take(keep)

    def _believed(self, statuses: Sequence[SensorStatus], time_s: float, faults: list[Fault]) -> list[SensorStatus]:
        """What sensors say of themselves; outside an exercise nothing that is simulated."""
        if self._kind == "exercise":
            return list(statuses)
        for status in statuses:
            if status.simulated:
                faults.append(Fault(status.sensor, QUARANTINED, time_s, record_number=status.record_number))
        return [status for status in statuses if not status.simulated]

    def _marked(self, statuses: Sequence[SensorStatus]) -> tuple[SensorStatus, ...]:
        """What sensors say of themselves, and what is seen of them: inside an exercise all of it is simulated."""
        if self._kind != "exercise":
            return tuple(statuses)
        return tuple(msgspec.structs.replace(status, simulated=True) for status in statuses)

    def _heard(self, notices: Sequence[Notice], time_s: float, faults: list[Fault]) -> tuple[Notice, ...]:
        """Warnings of others: inside an exercise none is Actual, outside there is none of an exercise."""
        if self._kind == "exercise":
            return tuple(
                msgspec.structs.replace(notice, status="Exercise") if notice.status == "Actual" else notice
                for notice in notices
            )
        faults += [
            Fault(notice.feed, QUARANTINED, time_s, record_number=notice.record_number)
            for notice in notices
            if notice.simulated
        ]
        return tuple(notice for notice in notices if not notice.simulated)

    def checkpoint(self) -> bytes:
        """State of every decoder and of the sensors' health."""
        decoders = {feed: decoder.checkpoint() for feed, decoder in self._decoders.items()}
        return pack({"decoders": decoders, "health": self._health.checkpoint()})

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`, for the same feeds and sensors."""
        state = unpack(data)
        for feed, saved in state["decoders"].items():
            if feed in self._decoders:
                self._decoders[feed].restore(saved)
        self._health.restore(state["health"])


class Connection(msgspec.Struct, frozen=True):
    """Payload of a CONNECT record."""

    event: Literal["connected", "lost", "restarted", "dropped", "ended", "noted"]
    detail: str = ""


class _Found(NamedTuple):
    plots: list[Plots]
    foreign: list[Tracks]
    statuses: list[SensorStatus]
    new_sensors: list[NewSensor]
    faults: list[Fault]
    replies: list[Reply]
    weather: list[Wind | Qnh]
    notices: list[Notice]

    def add(self, item: Item) -> None:
        match item:
            case Plots():
                self.plots.append(item)
            case Tracks():
                self.foreign.append(item)
            case SensorStatus():
                self.statuses.append(item)
            case NewSensor():
                self.new_sensors.append(item)
            case Fault():
                self.faults.append(item)
            case Reply():
                self.replies.append(item)
            case Wind() | Qnh():
                self.weather.append(item)
            case Notice():
                self.notices.append(item)


def _no_numbers(reports: Plots | Tracks) -> NDArray[np.bool_]:
    """Rows that would overflow where they are squared, or are no numbers: whatever a decoder let through."""
    bad = np.zeros(len(reports), np.bool_)
    for name in reports.SPEC:
        column = getattr(reports, name)
        if column.dtype.kind == "f":
            beyond = ~(np.abs(column) < MOST)
            bad |= beyond if column.ndim == 1 else beyond.any(axis=1)
    return bad


def _out_of_range(reports: Plots | Tracks) -> NDArray[np.bool_]:
    """Rows that are nowhere: beyond the poles, farther than any radar sees, below the ground by far, above the air.

    Columns that a row does not have are 0, which is somewhere.
    """
    nowhere = (np.abs(reports.lat_deg) > 90.0) | (np.abs(reports.lon_deg) > 180.0)
    nowhere |= (reports.height_m < -1_000.0) | (reports.height_m > 40_000.0)
    if isinstance(reports, Plots):
        nowhere |= (reports.range_m < 0.0) | (reports.range_m > 1_000_000.0)
    result: NDArray[np.bool_] = nowhere
    return result


class Health:
    """When each sensor was last heard and what it is: ok, what it said of itself, silent, or its link lost."""

    def __init__(self, sensors: Sequence[Sensor]) -> None:
        self._sensors = tuple(sensors)
        self._index = {sensor.id: i for i, sensor in enumerate(sensors)}
        # a system's tracks are reported under its nation where that is configured
        self._reporter = {sensor.nation or sensor.id: i for i, sensor in enumerate(sensors)}
        patience = [SILENT_INTERVALS * s.interval_s if s.interval_s else SILENT_S for s in sensors]
        self._patience_s = np.array(patience, np.float64)
        self._heard_s = np.zeros(len(sensors))
        self._status: list[StatusName] = ["unknown"] * len(sensors)
        self._said: list[StatusName] = ["ok"] * len(sensors)
        self._due_s = -math.inf
        """Until then no sensor falls silent; what is told in between only makes it later."""

    def connection(self, feed: str, event: Connection, time_s: float) -> list[SensorStatus]:
        """Statuses of a feed's sensors when its link is lost; they are ok again when they are heard."""
        if event.event != "lost":
            return []
        rows = [i for i, sensor in enumerate(self._sensors) if sensor.feed == feed and self._status[i] != "fault"]
        return [self._set(i, "fault", f"link lost: {event.detail}", time_s) for i in rows]

    def update(self, time_s: float, plots: Plots, foreign: Tracks, said: Sequence[SensorStatus]) -> list[SensorStatus]:
        """Changes at this tick; `said` are the sensors' own words, already on their way."""
        for status in said:
            i = self._index.get(status.sensor)
            if i is None or (status.record_number < 0 and status.status == "fault"):
                continue  # of its link, not its own word
            self._heard_s[i], self._status[i] = time_s, status.status
            if status.status != "silent":  # who says goodbye is as it was when it comes back
                self._said[i] = status.status
            self._due_s = -math.inf
        if not len(plots) and not len(foreign) and time_s < self._due_s:
            return []
        spoke = np.zeros(len(self._sensors), np.bool_)
        spoke[plots.source] = True
        if len(foreign):
            reporters = np.array([self._reporter.get(name, -1) for name in foreign.sources])
            spoke[[i for i in np.unique(reporters[foreign.reported_by]).tolist() if i >= 0]] = True
        self._heard_s[spoke] = time_s
        changes: list[tuple[int, SensorStatus]] = []
        if time_s >= self._due_s:
            self._heard_s[self._heard_s == 0.0] = time_s  # the first tick: patience begins
            for i in np.flatnonzero(time_s - self._heard_s > self._patience_s).tolist():
                if self._status[i] not in ("silent", "fault"):
                    heard = time_s - self._heard_s[i]
                    changes.append((i, self._set(i, "silent", f"nothing for {heard:.0f} s", time_s)))
            # A millisecond early: the sum is rounded otherwise than the difference.
            ends_s = [
                heard_s + patience_s - 1e-3
                for heard_s, patience_s, status in zip(
                    self._heard_s.tolist(), self._patience_s.tolist(), self._status, strict=True
                )
                if status not in ("silent", "fault")
            ]
            self._due_s = min(ends_s, default=math.inf)
        for i in np.flatnonzero(spoke).tolist():
            if self._status[i] in ("unknown", "silent", "fault") and self._status[i] != self._said[i]:
                changes.append((i, self._set(i, self._said[i], "", time_s)))
                self._due_s = -math.inf
        return [status for _, status in sorted(changes, key=lambda change: change[0])]

    def _set(self, i: int, status: StatusName, detail: str, time_s: float) -> SensorStatus:
        self._status[i] = status
        return SensorStatus(self._sensors[i].id, time_s, status, detail)

    def checkpoint(self) -> bytes:
        """Heard times and statuses by sensor id."""
        ids = [sensor.id for sensor in self._sensors]
        return pack({"ids": ids, "heard_s": self._heard_s, "status": self._status, "said": self._said})

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`; sensors that are new since then begin as unknown."""
        state = unpack(data)
        for k, sensor in enumerate(state["ids"]):
            i = self._index.get(sensor)
            if i is not None:
                self._heard_s[i] = state["heard_s"][k]
                self._status[i], self._said[i] = state["status"][k], state["said"][k]
        self._due_s = -math.inf
