"""Stand-ins for ingest and core that keep to their contract: small, deterministic, with a digest of all they were told.

A payload is lines of `number lat_deg lon_deg`, each a plot; `!number` opens an incident on that track, `?text` is
answered by `!text`, `#` is a fault.
"""

import hashlib

import msgspec

from sargas.ingest import Connection
from sargas.model.alert import Alert
from sargas.model.batch import Batch, Changes
from sargas.model.checkpoint import pack, unpack
from sargas.model.decision import Decision
from sargas.model.fault import Fault
from sargas.model.incident import Incident
from sargas.model.plots import GEODETIC, Plots
from sargas.model.record import RecordKind, link_of
from sargas.model.released import Reply
from sargas.model.status import SensorStatus
from sargas.model.tracks import CONFIRMED, Tracks


class FakeIngest:
    def __init__(self, sensors=("s",)):
        self.sensors = tuple(sensors)
        self.bytes = 0

    def feed(self, records):
        assert records[-1].kind == RecordKind.TICK
        assert [r.kind for r in records].count(RecordKind.TICK) == 1
        rows, faults, decisions, statuses, replies = [], [], [], [], []
        for record in records:
            if record.kind == RecordKind.BYTES:
                self.bytes += len(record.payload)
                for line in record.payload.decode("ascii", "replace").splitlines():
                    if line.startswith("?"):
                        feed, link = link_of(record.feed)
                        replies.append(Reply(feed, f"!{line[1:]}\n".encode(), record.number, link))
                        continue
                    if line.startswith("!"):
                        rows.append((int(line[1:]), 91.0, 0.0, record.time_s))
                        continue
                    try:
                        number, lat, lon = line.split()
                        rows.append((int(number), float(lat), float(lon), record.time_s))
                    except ValueError:
                        faults.append(Fault(record.feed, "not a plot", record.time_s, record_number=record.number))
            elif record.kind == RecordKind.DECISION:
                decision = msgspec.msgpack.decode(record.payload, type=Decision)
                decisions.append(msgspec.structs.replace(decision, record_number=record.number))
            elif record.kind == RecordKind.CONNECT:
                event = msgspec.msgpack.decode(record.payload, type=Connection)
                status = "fault" if event.event == "lost" else "ok"
                statuses.append(SensorStatus(self.sensors[0], record.time_s, status, event.detail))
        plots = Plots.empty(len(rows), self.sensors)
        plots.kind[:] = GEODETIC
        for i, (number, lat, lon, time_s) in enumerate(rows):
            plots.sensor_track[i], plots.lat_deg[i], plots.lon_deg[i], plots.time_s[i] = number, lat, lon, time_s
        return Batch(
            records[-1].time_s,
            plots,
            Tracks.empty(),
            statuses=tuple(statuses),
            decisions=tuple(decisions),
            faults=tuple(faults),
            replies=tuple(replies),
            first_record=records[0].number,
            last_record=records[-1].number,
        )

    def checkpoint(self):
        return pack({"bytes": self.bytes})

    def restore(self, data):
        self.bytes = unpack(data)["bytes"]


class FakeCore:
    """`fail_on`: raises when a plot has this number."""

    def __init__(self, fail_on=None):
        self.digest = b""
        self.places = {}
        self.open = {}
        self.fail_on = fail_on

    def update(self, batch):
        plots = batch.plots
        facts = (batch.time_s, batch.first_record, batch.last_record, batch.decisions, batch.statuses)
        self.digest = hashlib.sha256(
            self.digest + msgspec.msgpack.encode(facts) + plots.lat_deg.tobytes() + plots.sensor_track.tobytes()
        ).digest()
        incidents, alerts, changed = [], [], []
        for number, lat, lon, time_s in zip(
            plots.sensor_track.tolist(),
            plots.lat_deg.tolist(),
            plots.lon_deg.tolist(),
            plots.time_s.tolist(),
            strict=True,
        ):
            if number == self.fail_on:
                raise RuntimeError("a bug in the core")
            if lat > 90.0:
                incident = Incident(number, "z", "Z", (number,), "inside", "new", 1, time_s, time_s)
                self.open[number] = incident
                incidents.append(incident)
                alerts.append(Alert(number, number, "warning", "all", "look", "opened", time_s))
            else:
                self.places[number] = (lat, lon, time_s)
                changed.append(number)
        refused = []
        for decision in batch.decisions:
            incident = self.open.get(decision.act.incident)
            if incident is None or decision.expected_version not in (None, incident.version):
                refused.append((decision, "the incident has changed since"))
                continue
            incident = msgspec.structs.replace(
                incident, handling="acknowledged", acknowledged_by=decision.by, version=incident.version + 1
            )
            self.open[incident.number] = incident
            incidents.append(incident)
        return Changes(
            batch.time_s,
            plots,
            self.tracks(changed, batch.time_s),
            tuple(incidents),
            tuple(alerts),
            batch.statuses,
            decisions=tuple(d for d in batch.decisions if all(d is not r for r, _ in refused)),
            refused=tuple(refused),
            faults=batch.faults,
            last_record=batch.last_record,
        )

    def tracks(self, numbers, time_s):
        tracks = Tracks.empty(len(numbers))
        tracks.number[:], tracks.time_s[:], tracks.status[:] = numbers, time_s, CONFIRMED
        for i, number in enumerate(numbers):
            tracks.lat_deg[i], tracks.lon_deg[i], tracks.updated_s[i] = self.places[number]
        return tracks

    @property
    def picture(self):
        return self.tracks(sorted(self.places), max((p[2] for p in self.places.values()), default=0.0))

    @property
    def incidents(self):
        return list(self.open.values())

    @property
    def alerts(self):
        return []

    @property
    def searches(self):
        return []

    def standing(self, time_s):
        return Changes(time_s, Plots.empty(), self.tracks([], time_s))

    def checkpoint(self):
        places = [[n, *p] for n, p in self.places.items()]
        opened = [msgspec.to_builtins(i) for i in self.open.values()]
        return pack({"digest": self.digest, "places": places, "open": opened})

    def restore(self, data):
        state = unpack(data)
        self.digest = state["digest"]
        self.places = {n: (lat, lon, t) for n, lat, lon, t in state["places"]}
        opened = msgspec.convert(state["open"], list[Incident])
        self.open = {i.number: i for i in opened}


class Watcher:
    """A subscriber that remembers."""

    def __init__(self):
        self.states, self.pictures, self.changed, self.seen, self.order = [], [], [], [], []

    def state(self, partition, state):
        self.states.append(state)

    def picture(self, partition, time_s, tracks, incidents, alerts):
        self.pictures.append((time_s, tracks, incidents, alerts))
        self.order.append("picture")

    def searches(self, partition, time_s, searches):
        """Always with the picture."""
        assert self.order[-1] == "picture"

    def plots(self, partition, time_s, plots):
        self.seen.append((time_s, plots))
        self.order.append("plots")

    def changes(self, partition, changes):
        self.changed.append(changes)
        self.order.append("changes")

    @property
    def numbers(self):
        """Track numbers in the order in which the core told of them."""
        return [int(n) for changes in self.changed for n in changes.tracks.number]


def offline(folder):
    """The digest of a journal gone through from its first record by a fresh ingest and core."""
    from sargas.journal import Reader

    ingest, core, group = FakeIngest(), FakeCore(), []
    with Reader(folder) as reader:
        for record in reader:
            if record.kind not in (RecordKind.BYTES, RecordKind.TICK, RecordKind.DECISION, RecordKind.CONNECT):
                continue
            if record.feed == "journal":
                continue
            group.append(record)
            if record.kind == RecordKind.TICK:
                core.update(ingest.feed(group))
                group = []
    return core


def lines(*numbers):
    return "".join(f"{n} 54.{n % 100:02d} 24.0\n" for n in numbers).encode()
