import pytest

from sargas.exercise.nodes import Node, Sighting, node_id_of
from sargas.formats.sapient.clauses import is_uuid
from sargas.formats.sapient.decoder import Decoder
from sargas.formats.sapient.rules import check
from sargas.formats.sapient.settings import Settings
from sargas.formats.sapient.wire import payload
from sargas.model.fault import Fault
from sargas.model.place import Site
from sargas.model.plot import Bearing
from sargas.model.plots import Plots
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor

TIME_S = 1_753_679_400.0
SEEN = Sighting("object 7", TIME_S, 359.5, 12.0, 0.2, "multirotor", 0.9)


def node() -> Node:
    return Node("eye", "", "CAMERA")


def test_every_message_stands_before_the_rules_of_the_standard() -> None:
    one = node()
    frames = [one.registration(TIME_S), one.status(TIME_S, True), one.status(TIME_S + 10.0, False)]
    frames += [one.detection(SEEN), one.detection(SEEN._replace(what=None)), one.detection(SEEN._replace(what="bird"))]
    for frame in frames:
        cut = payload(frame)
        assert not cut.faults
        assert check(cut.messages[0].content) == []


def test_a_fusion_node_hears_it_without_a_word_against_it() -> None:
    one = node()
    frames = [one.registration(TIME_S), one.status(TIME_S, True), one.detection(SEEN), one.status(TIME_S + 1.0, False)]
    sensors = [Sensor("eye", "f", "eo", {"node_id": node_id_of("eye")}, Site(54.7, 25.3, 140.0))]
    items = Decoder(sensors, Settings(feed="f")).feed([Chunk(k, TIME_S + 0.2, frame) for k, frame in enumerate(frames)])
    assert not [item for item in items if isinstance(item, Fault)]
    (plots,) = (item for item in items if isinstance(item, Plots))
    plot = plots.plot(0)
    assert plot.measurement == Bearing(pytest.approx(359.5, abs=1e-4), pytest.approx(12.0, abs=1e-4))
    assert (plot.sigma.azimuth_deg, plot.sigma.elevation_deg) == pytest.approx((0.2, 0.2))
    replies = [payload(item.payload).messages[0].content for item in items if type(item).__name__ == "Reply"]
    assert [reply.registration_ack.acceptance for reply in replies] == [True]


def test_an_object_keeps_its_name_and_a_report_has_its_own() -> None:
    one = node()
    reports = [payload(one.detection(SEEN)).messages[0].content.detection_report for _ in range(2)]
    assert reports[0].object_id == reports[1].object_id
    assert reports[0].report_id != reports[1].report_id


def test_a_sensor_without_a_uuid_gets_one_that_is_always_the_same() -> None:
    assert is_uuid(node_id_of("eye"))
    assert node_id_of("eye") == node_id_of("eye") != node_id_of("other")
    assert node_id_of("eye", "22222222-0000-4000-8000-000000000001") == "22222222-0000-4000-8000-000000000001"
