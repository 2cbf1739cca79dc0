"""Nodes: what their registrations declared and what they said before; the rules that need that memory.

rule         refused?  what is asked
effector     yes       a node that acts on its surroundings is not taken: Sargas is for sensors
registered   yes       a node registers, on the connection it speaks by, before it says anything else
status       yes       INFO_NEW before INFO_UNCHANGED, and UNCHANGED only while the system is as it was (as Apex asks)
time         yes       a detection or an alert is neither too old nor from the future
taxonomy     told      classes and behaviours are those that the registration declares
task         told      a task that is acknowledged was sent
object       told      associated detections are of objects that were reported

What is only told goes back to the node as an error, and the detection is used all the same: a drone is not thrown away
for the word that its sensor has for it.
Source: BSI Flex 335 v2.0, clauses 6.2 (registration), 6.3 (status), 6.4 (detection).
"""

from collections import Counter
from typing import Any

import msgspec
from sapient_msg.bsi_flex_335_v2_0.registration_pb2 import Registration

from sargas.formats.sapient.clauses import Finding
from sargas.formats.sapient.settings import Settings
from sargas.model.bounded import keep
from sargas.model.status import News

EFFECTORS = frozenset(("KINETIC", "JAMMER", "CYBER", "LDEW", "RFDEW"))
MOST_OF_LINK = 256
MOST_NODES, MOST_OBJECTS, MOST_CLASSES, MOST_TASKS = 1024, 512, 1000, 256
LONGEST, DEEPEST = 100, 8
"""Letters of a name that are kept; levels of classes."""
SECONDS = {1: 1e-9, 2: 1e-6, 3: 1e-3, 4: 1.0, 5: 60.0, 6: 3600.0, 7: 86400.0}
"""Registration.TimeUnits."""
_MPS = {1: 1.0, 2: 1.0 / 3.6}
"""SpeedUnits: metres a second, kilometres an hour."""
_KINDS = Registration.NodeType
_OTHERS = {"detection_report": ("associated_detection", "derived_detection"), "alert": ("associated_detection",)}
"""Fields that name objects of others."""


class Node(msgspec.Struct):
    """One node, as it registered last and as it was heard last."""

    kinds: tuple[str, ...] = ()
    """RADAR, CAMERA, ..."""
    name: str = ""
    refused: str = ""
    """Why its registration was refused; "" when it was accepted."""
    link: str = ""
    """Connection by which it is reached."""
    interval_s: float = 0.0
    """Time between its status reports."""
    horizontal_mps: float = 1.0
    """Unit of its east and north velocities ..."""
    up_mps: float = 1.0
    zone: str = ""
    """UTM zone of locations that name none."""
    classes: frozenset[str] = frozenset()
    """"Air Vehicle", "Air Vehicle/UAV Rotary Wing", ...; empty: it declared none, and may say any."""
    behaviours: frozenset[str] = frozenset()
    commands: frozenset[int] = frozenset()
    """Registration.CommandType that one of its modes takes."""
    system: int = 0
    """StatusReport.System of its last INFO_NEW; 0 before."""
    reported: News = ("ok", "")
    """What its last INFO_NEW said ..."""
    told: News = ("ok", "")
    """... and how it stands: an alert that is not cleared is worse."""
    site: tuple[float, float, float] | None = None
    """Where it says to be: lat_deg, lon_deg, height_m."""
    objects: dict[str, None] = {}
    """Objects it reported, the last MOST_OBJECTS of them."""


class Nodes:
    """By node_id. Bounded: of a link that has more than its part, or of the fullest, the node that registered first is
    forgotten first; so no link can push out another's.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._nodes: dict[str, Node] = {}
        self.tasks: dict[str, str] = {}
        """What was asked by task_id, the last MOST_TASKS of them."""

    def get(self, node_id: str) -> Node | None:
        """What is known of a node."""
        return self._nodes.get(node_id)

    def register(self, message: Any, link: str) -> list[Finding]:
        """Takes a sound registration; what it is refused for, if anything."""
        self._nodes.pop(message.node_id, None)
        node = self._nodes[message.node_id] = declared(message.registration)
        node.link = link
        self._make_room(link)
        acting = sorted(EFFECTORS.intersection(node.kinds))
        if not acting:
            return []
        node.refused = f"is an effector ({', '.join(acting)}): Sargas takes sensors only"
        return [Finding("registration.node_definition.node_type", "effector", node.refused)]

    def _make_room(self, link: str) -> None:
        own = [node_id for node_id, node in self._nodes.items() if node.link == link]
        if len(own) > MOST_OF_LINK:
            del self._nodes[own[0]]
        elif len(self._nodes) > MOST_NODES:
            fullest = Counter(node.link for node in self._nodes.values()).most_common(1)[0][0]
            del self._nodes[next(node_id for node_id, node in self._nodes.items() if node.link == fullest)]

    def speaks(self, link: str) -> bool:
        """Whether a node that was accepted has registered on a link."""
        return any(node.link == link and not node.refused for node in self._nodes.values())

    def judge(
        self, message: Any, content: str, link: str, sent_s: float, now_s: float
    ) -> tuple[list[Finding], list[Finding]]:
        """(what a sound message other than a registration is refused for, what is only told) at its arrival."""
        node = self._nodes.get(message.node_id)
        if node is None or node.link != link:
            if self._settings.registered:
                return [Finding("node_id", "registered", "is of a node that has not registered on this connection")], []
        elif node.refused:
            return [Finding("node_id", "refused", "is of a node whose registration was refused")], []
        if content == "status_report":
            return self._status(message.status_report, node), []
        if content == "task_ack" and message.task_ack.task_id not in self.tasks:
            return [], [Finding("task_ack.task_id", "task", "is of a task that was not sent")]
        if content not in _OTHERS:
            return [], []
        if now_s - sent_s > self._settings.oldest_s:
            return [Finding("timestamp", "time", f"is more than {self._settings.oldest_s:g} s old")], []
        if sent_s - now_s > self._settings.newest_s:
            return [Finding("timestamp", "time", f"is more than {self._settings.newest_s:g} s in the future")], []
        body = getattr(message, content)
        told: list[Finding] = []
        for name in _OTHERS[content]:
            if others := getattr(body, name):
                told += self._unknown(others, f"{content}.{name}.object_id")
        if content == "detection_report" and node is not None:
            told += _taxonomy(body, node)
            keep(node.objects, body.object_id, None, MOST_OBJECTS)
        return [], told

    def tasked(self, task_id: str, what: str) -> None:
        """A task was sent."""
        keep(self.tasks, task_id, what, MOST_TASKS)

    def asked(self, task_id: str) -> str:
        """What a task asks; "" for one that we did not send."""
        return self.tasks.get(task_id, "")

    def leave(self, link: str) -> list[str]:
        """Forgets the nodes of a link that has ended, and names those that were accepted: they register anew. The end
        of the feed's own link, "", is that of all."""
        gone = {node_id: node for node_id, node in self._nodes.items() if link in ("", node.link)}
        for node_id in gone:
            del self._nodes[node_id]
        return [node_id for node_id, node in gone.items() if not node.refused]

    def _status(self, report: Any, node: Node | None) -> list[Finding]:
        if node is None:
            return []
        if report.info == report.INFO_NEW:
            node.system = report.system
        elif not node.system:
            return [Finding("status_report.info", "status", "is INFO_UNCHANGED before any INFO_NEW")]
        elif report.system != node.system:
            return [Finding("status_report.system", "status", "has changed with INFO_UNCHANGED")]
        return []

    def _unknown(self, others: Any, path: str) -> list[Finding]:
        nodes = ((self._nodes.get(other.node_id), other.object_id) for other in others)
        known = all(node is not None and object_id in node.objects for node, object_id in nodes)
        return [] if known else [Finding(path, "object", "is of an object that was not reported")]

    def state(self) -> list[Any]:
        """For a checkpoint; `set_state` is its inverse."""
        return [[node_id, msgspec.to_builtins(_listed(node))] for node_id, node in self._nodes.items()]

    def set_state(self, state: list[Any]) -> None:
        """Inverse of `state`."""
        self._nodes = {node_id: msgspec.convert(node, Node) for node_id, node in state}


def _listed(node: Node) -> dict[str, Any]:
    """Fields in one order: sets have none."""
    fields = msgspec.structs.asdict(node)
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in fields.items()}


def _taxonomy(report: Any, node: Node) -> list[Finding]:
    found = []
    if node.classes and not _are_declared(report.classification, "", node.classes):
        found.append(Finding("detection_report.classification", "taxonomy", "is of a class that was not declared"))
    if (
        node.behaviours
        and report.behaviour
        and not all(said.type[:LONGEST].lower() in node.behaviours for said in report.behaviour)
    ):
        found.append(Finding("detection_report.behaviour", "taxonomy", "is of a behaviour that was not declared"))
    return found


def _are_declared(classes: Any, above: str, declared: frozenset[str]) -> bool:
    """Whether classes, and their sub-classes under `above`, are among those declared."""
    for one in classes:
        name = f"{above}{one.type[:LONGEST]}".lower()
        if name not in declared:
            return False
        below = one.sub_class
        if below and not _are_declared(below, f"{name}/", declared):
            return False
    return True


def _collect(classes: Any, above: str, names: set[str], depth: int = 0) -> None:
    """Classes and their sub-classes, "air vehicle/uav rotary wing", in small letters, as far as there is room."""
    for one in classes:
        if len(names) >= MOST_CLASSES or depth >= DEEPEST:
            return
        name = f"{above}{one.type[:LONGEST]}".lower()
        names.add(name)
        _collect(one.sub_class, f"{name}/", names, depth + 1)


def declared(registration: Any) -> Node:
    """What a registration says, of all its modes together; of more than anybody needs, the first."""
    kinds = dict.fromkeys(_KINDS.Name(one.node_type) for one in registration.node_definition)
    node = Node(
        kinds=tuple(kind.removeprefix("NODE_TYPE_") for kind in kinds),
        name=registration.name[:LONGEST],
        objects={},
    )
    interval = registration.status_definition.status_interval
    node.interval_s = interval.value * SECONDS.get(interval.units, 0.0)
    classes: set[str] = set()
    behaviours: set[str] = set()
    commands: set[int] = set()
    node.zone = registration.status_definition.location_definition.zone[:LONGEST]
    for mode in registration.mode_definition:
        commands.update(command.type for command in mode.task.command)
        for detection in mode.detection_definition:
            node.zone = detection.location_type.zone[:LONGEST] or node.zone
            units = detection.velocity_type.enu_velocity_units
            node.horizontal_mps = _MPS.get(units.east_north_rate_units, node.horizontal_mps)
            node.up_mps = _MPS.get(units.up_rate_units, node.horizontal_mps)
            for one in detection.behaviour_definition[:MOST_CLASSES]:
                behaviours.add(one.type[:LONGEST].lower())
            for definition in detection.detection_class_definition:
                _collect(definition.class_definition, "", classes)
                for dock in definition.taxonomy_dock_definition:
                    _collect_dock(dock, classes)
    node.classes, node.commands = frozenset(classes), frozenset(commands)
    node.behaviours = frozenset(sorted(behaviours)[:MOST_CLASSES])
    return node


def _collect_dock(dock: Any, names: set[str]) -> None:
    path = dock.Dock_class[: DEEPEST * LONGEST].lower().replace(".", "/")
    for name in ("", *(one.Subclass_name[:LONGEST].lower() for one in dock.Extension_subclass)):
        if len(names) < MOST_CLASSES:
            names.add(f"{path}/{name}" if name else path)
