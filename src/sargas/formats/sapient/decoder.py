"""Decoder of SAPIENT, as the fusion node that sensors report to: plots, foreign tracks, statuses, replies.

Rule. A message is read (`wire`), held against its own rules (`rules`) and against what its node said before (`nodes`);
what stands becomes plots (`detections`), foreign tracks (`formats.foreign`, of fusion nodes) or statuses. The rest is
a Fault of its sensor, counted by the field and what is wrong with it, and goes back to the node as an error.
A connection is a `link` of the feed: nodes are told by their node_id, whichever link they come by. One link that
carries several nodes is a middleware's.
"""

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from sargas.formats import foreign
from sargas.formats.sapient import detections, statuses, tasks
from sargas.formats.sapient.clauses import Finding
from sargas.formats.sapient.nodes import Node, Nodes
from sargas.formats.sapient.replies import Replies
from sargas.formats.sapient.rules import check
from sargas.formats.sapient.settings import Settings
from sargas.formats.sapient.wire import Cut, Cutter, Message, payload, sent_s
from sargas.formats.sources import Sources
from sargas.model.batch import Item
from sargas.model.bounded import keep, kept
from sargas.model.checkpoint import pack, unpack
from sargas.model.decision import Ask, Decision
from sargas.model.fault import Fault
from sargas.model.plots import GEODETIC
from sargas.model.record import Chunk
from sargas.model.released import Reply
from sargas.model.sensor import Sensor, SensorKind
from sargas.model.status import SensorStatus

ERRORS_PER_S = 50
"""Messages of a link that are answered by an error, in one second of arrival: not each is, of one gone wild."""
MOST_LINKS = 1024
UNREGISTERED_BYTES, KEPT_BYTES = 1 << 16, 16 << 20
"""Of frames that are not complete: of a link on which nobody has registered, and of all."""
_KINDS: dict[str, SensorKind] = {
    "RADAR": "psr",
    "CAMERA": "eo",
    "LIDAR": "eo",
    "ACOUSTIC": "acoustic",
    "PASSIVE_RF": "rf",
    "HUMAN": "observer",
    "FUSION_NODE": "system",
}
_ANSWERS = ("task_ack", "error")
_PASSED = ("registration_ack", "alert_ack")
_STRANGER = Node()
_NOTHING: list[Finding] = []


class Decoder:
    """See `sargas.formats.format.Decoder`. State: nodes, an unfinished frame of each link, sources told of."""

    def __init__(self, sensors: Sequence[Sensor], settings: Settings) -> None:
        self._settings = settings
        self._sources = Sources(sensors, settings.feed, "node_id", "system")
        self._sensors = tuple(sensors)
        self._nodes = Nodes(settings)
        self._replies = Replies(settings.own_id)
        self._cutters: dict[str, Cutter] = {}
        """Those of a run that was broken off never end: bounded."""
        self._errors: dict[str, tuple[int, int]] = {}
        """By link: second of arrival, and how many errors were sent in it."""
        self._last = Chunk(-1, 0.0, b"")
        self._begin()

    def _begin(self) -> None:
        self._items: list[Item] = []
        self._seen: list[detections.Seen] = []
        self._of: list[tuple[int, float, int, bool]] = []
        """Of each of `_seen`: sensor, when it was sent, record number, whether the object was lost."""
        self._faults: dict[tuple[str, str], Fault] = {}

    def feed(self, chunks: Sequence[Chunk]) -> list[Item]:
        """Items of these chunks: plots, foreign tracks, then statuses and replies in order, new sources, faults."""
        for chunk in chunks:
            if not self._settings.stream:
                self._take(payload(chunk.payload), chunk)
            elif chunk.payload:
                self._take(kept(self._cutters, chunk.link, Cutter, MOST_LINKS).feed(chunk.payload), chunk)
                self._bound(chunk)
            if chunk.ended:
                self._end(chunk)
            self._last = Chunk(chunk.number, chunk.time_s, b"", chunk.link)
        return self._told()

    def ask(self, decision: Decision, time_s: float) -> Reply | str:
        """A task for a sensor, or why it gets none."""
        act = decision.act
        sensor = next((s for s in self._sensors if isinstance(act, Ask) and s.id == act.sensor), None)
        if sensor is None or not isinstance(act, Ask):
            return "there is no such sensor here"
        node_id = str(sensor.match.get("node_id", ""))
        node = self._nodes.get(node_id)
        reason = tasks.unfit(act, sensor, node)
        if reason or node is None:
            return reason
        task_id, frame = tasks.task(decision, act, self._settings.own_id, node_id, time_s)
        self._nodes.tasked(task_id, f"{act.what}, asked by {decision.by}")
        return Reply(self._settings.feed, frame, decision.record_number, node.link)

    def flush(self) -> list[Item]:
        """Faults for frames that the end cut off."""
        for link in list(self._cutters):
            self._end(Chunk(self._last.number, self._last.time_s, b"", link))
        return self._told()

    def checkpoint(self) -> bytes:
        """Nodes, unfinished frames, sources told of."""
        return pack(
            {
                "nodes": self._nodes.state(),
                "tasks": self._nodes.tasks,
                "cutters": [[link, c.kept, c.lost, c.doubted] for link, c in self._cutters.items()],
                "sources": self._sources.state(),
                "errors": [[link, *errors] for link, errors in self._errors.items()],
                "last": [self._last.number, self._last.time_s],
            }
        )

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`."""
        state = unpack(data)
        self._nodes.set_state(state["nodes"])
        self._nodes.tasks = dict(state["tasks"])
        self._cutters = {link: Cutter(*kept) for link, *kept in state["cutters"]}
        self._sources.set_state(state["sources"])
        self._errors = {link: (second, count) for link, second, count in state["errors"]}
        number, time_s = state["last"]
        self._last = Chunk(number, time_s, b"")

    def _bound(self, chunk: Chunk) -> None:
        """Who has not registered may not make us keep much, and all together not too much."""
        cutter = self._cutters[chunk.link]
        if len(cutter.kept) <= UNREGISTERED_BYTES or (self._nodes.speaks(chunk.link) and self._kept() <= KEPT_BYTES):
            return
        self._fault(self._sources.fault_source, "frame too long for what may be kept: skipped", chunk)
        cutter.kept, cutter.lost = b"", True

    def _kept(self) -> int:
        return sum(len(cutter.kept) for cutter in self._cutters.values())

    def _end(self, chunk: Chunk) -> None:
        """Of a link: what was not complete is lost, and so is the way to its nodes. With the feed's own link, "", all
        links end: they were of a connection, or of a run, that is over.
        """
        for link in [chunk.link] if chunk.link else list(self._cutters):
            cutter = self._cutters.pop(link, None)
            if cutter is not None:
                self._take(cutter.flush(), chunk)
        for node_id in self._nodes.leave(chunk.link) if chunk.ended else ():
            index = self._sources.find(node_id)
            if index >= 0:
                self._status(index, ("silent", "its connection was lost"), chunk.time_s, chunk)

    def _take(self, cut: Cut, chunk: Chunk) -> None:
        for reason in cut.faults:
            self._fault(self._sources.fault_source, reason, chunk)
        for message in cut.messages:
            self._hear(message, chunk)

    def _hear(self, message: Message, chunk: Chunk) -> None:
        content, body = message.content, message.content.WhichOneof("content") or ""
        refused, told = check(content), _NOTHING
        if message.unknown:
            refused.append(Finding("unknown_fields", "unknown", "are not in this edition", message.unknown))
        if body == "registration":
            if not refused:
                refused = self._nodes.register(content, chunk.link)
                self._introduce(content, chunk)
            reasons = self._wrong(content.node_id, refused, chunk)
            self._reply(self._replies.registration_ack(content.node_id, chunk.time_s, reasons), chunk)
            return
        time_s = sent_s(content)
        if not refused:
            refused, told = self._nodes.judge(content, body, chunk.link, time_s, chunk.time_s)
        if refused or told:
            self._object(message, refused + told, chunk)
        if not refused and body not in _PASSED:
            self._use(content, body, time_s, chunk)

    def _object(self, message: Message, wrong: list[Finding], chunk: Chunk) -> None:
        """Counts what is wrong with a message and tells its node, but never answers an error by an error."""
        node_id = message.content.node_id
        reasons = self._wrong(node_id, wrong, chunk)
        if message.content.WhichOneof("content") == "error" or not self._may_answer(chunk):
            return
        self._reply(self._replies.error(node_id, chunk.time_s, message.octets, reasons), chunk)
        if any(finding.rule == "registered" for finding in wrong):
            self._reply(self._replies.ask_to_register(node_id, chunk.time_s), chunk)

    def _wrong(self, node_id: str, findings: list[Finding], chunk: Chunk) -> list[str]:
        """Each once, counted; for the node with what it said itself."""
        for reason in dict.fromkeys(map(str, findings)):
            self._fault(self._sources.name_of(node_id), reason, chunk)
        said = (f"{finding} ({finding.detail})" if finding.detail else str(finding) for finding in findings)
        return list(dict.fromkeys(said))

    def _use(self, content: Any, body: str, time_s: float, chunk: Chunk) -> None:
        """A message in which nothing was refused."""
        node = self._nodes.get(content.node_id) or _STRANGER
        if body == "task":
            text = "Sargas is the fusion node here: it takes no tasks"
            self._reply(self._replies.task_refused(content.node_id, chunk.time_s, content.task.task_id, text), chunk)
            self._fault(self._sources.name_of(content.node_id), f"task refused: {text}", chunk)
            return
        index = self._sources.index(content.node_id, chunk)
        if body == "alert":
            self._reply(self._replies.alert_ack(content.node_id, chunk.time_s, content.alert.alert_id), chunk)
        if index < 0:
            return
        if body == "detection_report":
            self._detect(content.detection_report, node, index, time_s, chunk)
        elif body == "status_report":
            node.site = statuses.site_of(content.status_report, node) or node.site
            self._status(index, statuses.status_of(content.status_report, node), time_s, chunk)
        elif body == "alert":
            self._status(index, statuses.alert_of(content.alert, node), time_s, chunk)
        elif body in _ANSWERS:
            asked = self._nodes.asked(content.task_ack.task_id) if body == "task_ack" else ""
            self._status(index, statuses.answer_of(getattr(content, body), node, asked), time_s, chunk)

    def _detect(self, report: Any, node: Node, index: int, time_s: float, chunk: Chunk) -> None:
        lost = bool(report.state) and "lost" in report.state.lower()
        sensor = self._sensors[index]
        found = detections.seen(report, node, sensor, self._settings.declination_deg)
        if isinstance(found, str):
            self._fault(self._sources.ids[index], found, chunk)
        elif not lost or sensor.kind == "system":
            self._seen.append(found)
            self._of.append((index, time_s, chunk.number, lost))

    def _status(self, index: int, news: Any, sent_s: float, chunk: Chunk) -> None:
        status, detail = news
        time_s = min(sent_s, chunk.time_s)
        self._items.append(SensorStatus(self._sources.ids[index], time_s, status, detail, record_number=chunk.number))

    def _introduce(self, content: Any, chunk: Chunk) -> None:
        """Tells that a sensor has registered; of a node that no sensor matches, which kind of one it says to be."""
        node_id = content.node_id
        node = self._nodes.get(node_id)
        if node is None or node.refused:
            return
        kinds = [_KINDS[kind] for kind in node.kinds if kind in _KINDS]
        self._sources.introduce(node_id, kinds[0] if kinds else "system", chunk)
        index = self._sources.find(node_id)
        if index >= 0:
            self._status(index, statuses.registered(node), sent_s(content), chunk)

    def _may_answer(self, chunk: Chunk) -> bool:
        second, count = self._errors.get(chunk.link, (0, 0))
        if second != int(chunk.time_s):
            second, count = int(chunk.time_s), 0
        keep(self._errors, chunk.link, (second, count + 1), MOST_LINKS)
        return count < ERRORS_PER_S

    def _reply(self, frame: bytes, chunk: Chunk) -> None:
        self._items.append(Reply(self._settings.feed, frame, chunk.number, chunk.link))

    def _fault(self, source: str, reason: str, chunk: Chunk) -> None:
        before = self._faults.get((source, reason))
        count = 1 if before is None else before.count + 1
        number = chunk.number if before is None else before.record_number
        self._faults[source, reason] = Fault(source, reason, chunk.time_s, record_number=number, count=count)

    def _told(self) -> list[Item]:
        items: list[Item] = []
        if self._seen:
            items += self._reports()
        items += self._items
        items += self._sources.take()
        items += self._faults.values()
        self._begin()
        return items

    def _reports(self) -> list[Item]:
        plots, somewhere = detections.plots_of(self._seen, self._sources.ids)
        kept = list(itertools.compress(self._of, somewhere))
        for index, _, _, _ in itertools.compress(self._of, ~somewhere):
            self._fault(self._sources.ids[index], "location beyond its UTM zone", self._last)
        plots.source[:] = [index for index, _, _, _ in kept]
        plots.time_s[:] = [time_s for _, time_s, _, _ in kept]
        plots.record_number[:] = [number for _, _, number, _ in kept]
        kinds = np.array([sensor.kind == "system" for sensor in self._sensors], np.bool_)
        of_system = kinds[plots.source] & (plots.kind == GEODETIC)
        items: list[Item] = [] if of_system.all() else [plots.take(~of_system)]
        if of_system.any():
            ended = np.array([lost for _, _, _, lost in kept], np.bool_)[of_system]
            items.append(foreign.tracks_of(plots.take(of_system), ended, self._sensors, self._settings))
        return items
