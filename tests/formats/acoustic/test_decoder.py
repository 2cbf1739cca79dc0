"""Observations as plots of the posts that are configured, and what becomes of the others."""

import json

import pytest

from samples_of import samples
from sargas.formats.acoustic import FORMAT
from sargas.formats.format import Settings
from sargas.model.fault import Fault
from sargas.model.plot import Bearing, Geodetic, Presence
from sargas.model.plots import Plots
from sargas.model.record import Chunk
from sargas.model.status import NewSensor, SensorStatus

MADE = samples("acoustic")


def decoded(*said, topic="", stream=False):
    decoder = FORMAT.decoder(MADE.SENSORS, Settings("feed", stream=stream))
    chunks = [Chunk(k, MADE.TIME_S + 9.0, json.dumps(one).encode() + b"\n", topic) for k, one in enumerate(said)]
    items = decoder.feed(chunks) + decoder.flush()
    return [plot for item in items if isinstance(item, Plots) for plot in item], items


@pytest.mark.parametrize("stream", [True, False])
def test_a_bearing_a_presence_and_a_place_become_plots(stream) -> None:
    (bearing, presence, place), _ = decoded(MADE.BEARING, MADE.PRESENT, MADE.PLACE, stream=stream)
    assert (bearing.sensor, bearing.measurement) == ("array", Bearing(123.4, 11.0))
    assert (bearing.time_s, bearing.sigma.azimuth_deg) == (MADE.TIME_S, 5.0), "when it was heard, not when it came"
    assert (presence.sensor, presence.measurement, presence.features.amplitude_db) == ("post", Presence(800.0), 62.5)
    assert place.measurement == Geodetic(54.67, 25.31, 320.0)
    assert (place.sigma.horizontal_m, place.sigma.height_m, place.simulated) == (120.0, 80.0, True)


def test_a_presence_without_a_radius_has_that_of_its_sensor_or_is_counted() -> None:
    (plot,), items = decoded(MADE.observation(True, 17), MADE.observation(True))
    assert plot.measurement == Presence(1500.0)
    (fault,) = [item for item in items if isinstance(item, Fault)]
    assert fault.reason == "presence without a radius: configure the sensor's range_m"


def test_that_nothing_was_heard_is_no_plot_and_the_post_is_well() -> None:
    plots, items = decoded(MADE.observation(False, 17))
    assert not plots
    (status,) = [item for item in items if isinstance(item, SensorStatus)]
    assert (status.sensor, status.status, status.time_s) == ("post", "ok", MADE.TIME_S + 9.0)


def test_a_post_is_found_by_its_topic() -> None:
    for topic in ("v1.1/Things(17)/Datastreams(3)/Observations", "17", "17/presence"):
        (plot,), _ = decoded({"result": True}, topic=topic)
        assert (plot.sensor, plot.time_s) == ("post", MADE.TIME_S + 9.0), "without a time: when it came"


def test_a_post_that_is_not_configured_is_suggested_once() -> None:
    plots, items = decoded(*[MADE.observation(True, "stranger")] * 3)
    assert not plots
    (new,) = [item for item in items if isinstance(item, NewSensor)]
    assert new.match == {"thing": "stranger"}
    assert 'kind = "acoustic"' in new.suggestion
    (fault,) = [item for item in items if isinstance(item, Fault)]
    assert fault.count == 3


def test_one_wrong_observation_of_several_does_not_spoil_the_others() -> None:
    plots, items = decoded([MADE.BEARING, {"result": 1}, MADE.PRESENT])
    assert [plot.sensor for plot in plots] == ["array", "post"]
    assert [item.count for item in items if isinstance(item, Fault)] == [1]
