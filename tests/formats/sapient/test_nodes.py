"""What a node's registration declares, and what is asked of it by what it said before."""

from formats.sapient.talk import MADE, Talk
from sargas.formats.sapient.nodes import MOST_NODES, MOST_OBJECTS, Nodes, declared
from sargas.formats.sapient.settings import Settings
from sargas.formats.sapient.wire import payload

UNREGISTERED = "77777777-0000-4000-8000-000000000001"


def registration(**more):
    content = payload(MADE.frame(MADE.registration(MADE.RADAR, "RADAR", **more))).messages[0].content
    return content.registration


def test_a_registration_is_read() -> None:
    node = declared(registration(kph=True))
    assert node.kinds == ("RADAR",)
    assert node.name == "RADAR of Vilnius"
    assert node.interval_s == 5.0
    assert abs(node.horizontal_mps - 1 / 3.6) < 1e-12
    assert node.up_mps == 1.0
    assert node.zone == "35U"
    assert "air vehicle/uav rotary wing" in node.classes
    assert "human" in node.classes
    assert node.behaviours == {"active"}
    assert node.commands == {1, 3, 5, 6}


def test_docked_classes_are_declared_too() -> None:
    message = registration()
    classes = message.mode_definition[0].detection_definition[0].detection_class_definition[0]
    dock = classes.taxonomy_dock_definition.add(
        Dock_class_namespace="sapient_core", Dock_class="Air Vehicle.UAV Fixed Wing"
    )
    dock.Extension_subclass.add(Subclass_namespace="x", Subclass_name="Gerbera")
    assert {"air vehicle/uav fixed wing", "air vehicle/uav fixed wing/gerbera"} <= declared(message).classes


def test_a_stranger_is_refused_told_and_asked_to_register() -> None:
    talk = Talk(registered=False).say(MADE.detection(MADE.RADAR, location=MADE.place()))
    assert not len(talk.plots)
    assert talk.faults == ["radar: node_id: is of a node that has not registered on this connection"]
    error, task = talk.answers
    assert error.error.error_message == ["node_id: is of a node that has not registered on this connection"]
    assert error.error.packet == MADE.frame(MADE.detection(MADE.RADAR, location=MADE.place()))[4:]
    assert error.destination_id == task.destination_id == MADE.RADAR
    assert task.task.command.request == "Registration"
    talk.say(MADE.registration(MADE.RADAR, "RADAR"), MADE.detection(MADE.RADAR, location=MADE.place()))
    assert len(talk.plots) == 1


def test_recordings_that_begin_in_the_middle_can_be_read() -> None:
    talk = Talk(registered=False)
    talk.decoder._nodes._settings = Settings("feed", registered=False)
    assert len(talk.say(MADE.detection(MADE.RADAR, location=MADE.place())).plots) == 1


def test_effectors_are_refused_with_the_reason_and_never_heard() -> None:
    for kind in ("KINETIC", "JAMMER", "CYBER", "LDEW", "RFDEW"):
        talk = Talk(registered=False).say(MADE.registration(MADE.RADAR, kind))
        (ack,) = talk.answers
        assert not ack.registration_ack.acceptance
        assert f"is an effector ({kind})" in ack.registration_ack.ack_response_reason[0]
        assert any("is an effector" in fault for fault in talk.faults)
        talk.say(MADE.detection(MADE.RADAR, location=MADE.place()), MADE.status(MADE.RADAR))
        assert not len(talk.plots)
        assert not talk.statuses
        assert [answer.WhichOneof("content") for answer in talk.answers] == ["error", "error"]


def test_a_node_that_is_a_sensor_and_an_effector_is_an_effector() -> None:
    both = [{"nodeType": "NODE_TYPE_RADAR"}, {"nodeType": "NODE_TYPE_CYBER"}]
    talk = Talk(registered=False).say(MADE.registration(MADE.RADAR, "RADAR", nodeDefinition=both))
    assert not talk.answers[0].registration_ack.acceptance


def test_unchanged_needs_a_new_one_before_it() -> None:
    talk = Talk().say(MADE.status(MADE.RADAR, "INFO_UNCHANGED"))
    assert talk.faults == ["radar: status_report.info: is INFO_UNCHANGED before any INFO_NEW"]
    assert not talk.statuses
    assert talk.say(MADE.status(MADE.RADAR), MADE.status(MADE.RADAR, "INFO_UNCHANGED")).faults == []
    talk.say(MADE.status(MADE.RADAR, "INFO_UNCHANGED", "SYSTEM_ERROR"))
    assert talk.faults == ["radar: status_report.system: has changed with INFO_UNCHANGED"]
    talk.say(MADE.registration(MADE.RADAR, "RADAR"), MADE.status(MADE.RADAR, "INFO_UNCHANGED"))
    assert talk.faults, "a new registration begins anew"


def test_times_outside_the_window_are_refused_but_not_old_registrations_and_statuses() -> None:
    """A middleware passes registrations and statuses on to who joins late."""
    talk = Talk(oldest_s=0.9, newest_s=0.1)
    detection = MADE.detection(MADE.RADAR, location=MADE.place())
    assert talk.say(detection, time_s=MADE.TIME_S + 0.6).faults == []
    late = talk.say(detection, MADE.status(MADE.RADAR), time_s=MADE.TIME_S + 0.8)
    assert late.faults == ["radar: timestamp: is more than 0.9 s old"]
    assert len(late.statuses) == 1
    early = talk.say(detection, time_s=MADE.TIME_S - 0.4)
    assert early.faults == ["radar: timestamp: is more than 0.1 s in the future"]


def test_undeclared_classes_are_told_and_the_drone_is_kept() -> None:
    talk = Talk().say(
        MADE.detection(
            MADE.RADAR,
            location=MADE.place(),
            classification=[{"type": "Air Vehicle", "subClass": [{"type": "Balloon", "level": 1}]}],
            behaviour=[{"type": "Loitering"}],
        )
    )
    assert len(talk.plots) == 1
    assert talk.faults == [
        "radar: detection_report.classification: is of a class that was not declared",
        "radar: detection_report.behaviour: is of a behaviour that was not declared",
    ]
    assert list(talk.answers[0].error.error_message) == [fault.removeprefix("radar: ") for fault in talk.faults]


def test_associated_objects_must_have_been_reported() -> None:
    other = {"nodeId": MADE.RADAR, "objectId": MADE.ulid(f"{MADE.RADAR} drone")}
    talk = Talk()
    follows = MADE.detection(MADE.CAMERA, rangeBearing=MADE.direction(), associatedDetection=[other])
    assert talk.say(follows).faults == [
        "camera: detection_report.associated_detection.object_id: is of an object that was not reported"
    ]
    assert len(talk.plots) == 1
    assert talk.say(MADE.detection(MADE.RADAR, location=MADE.place()), follows).faults == []


def test_memory_is_bounded() -> None:
    nodes = Nodes(Settings("feed"))
    message = payload(MADE.frame(MADE.registration(MADE.RADAR, "RADAR"))).messages[0].content
    for k in range(MOST_NODES + 10):
        message.node_id = f"{k:08d}-0000-4000-8000-000000000001"
        nodes.register(message, "")
    assert nodes.get("00000009-0000-4000-8000-000000000001") is None
    assert nodes.get(f"{MOST_NODES + 9:08d}-0000-4000-8000-000000000001") is not None
    talk = Talk()
    talk.say(*(MADE.detection(MADE.RADAR, f"{k}", location=MADE.place()) for k in range(MOST_OBJECTS + 5)))
    assert len(talk.decoder._nodes.get(MADE.RADAR).objects) == MOST_OBJECTS
