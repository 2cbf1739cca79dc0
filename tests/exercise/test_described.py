import msgspec

from exercise.small import read
from sargas.commands.exercise import site_of
from sargas.exercise.described import forms, sensors
from sargas.exercise.laydown import Ears, Receiver
from sargas.exercise.running import PARTITION
from sargas.exercise.scenario import Layer, Weather
from sargas.model.place import Site


def test_a_site_is_made_of_the_scenario_and_each_sensor_stands_where_it_does_there() -> None:
    one = read()
    more = msgspec.structs.replace(
        one.scenario,
        receivers=(Receiver("adsb", 70, 210, Site(54.6, 25.3, 200.0), 180.0),),
        ears=(
            Ears("arrays", "array", ((54.5, 25.7), (54.6, 25.7)), 180.0),
            Ears("nodes", "node", ((54.7, 25.7),), 190.0, radius_m=800.0),
        ),
        weather=Weather(54.6, 25.5, (Layer(300.0, 250.0, 6.0),)),
    )
    assert forms(more) == ["asterix", "acoustic", "weather"]
    site = site_of(one._replace(scenario=more))
    assert [feed.source for feed in site.feeds_of(PARTITION)] == ["exercise://small"] * 3
    found = {sensor.id: sensor for sensor in site.sensors_of(PARTITION)}
    assert list(found) == ["a", "adsb", "arrays-1", "arrays-2", "nodes-1"]
    assert [found[name].kind for name in found] == ["psr", "adsb", "acoustic", "acoustic", "acoustic"]
    assert found["a"].site == one.scenario.radars[0].site
    assert (found["a"].accuracy.range_m, found["a"].interval_s) == (50.0, 4.0)
    assert found["arrays-2"].match == {"thing": "arrays-2"}
    assert (found["arrays-2"].accuracy.azimuth_deg, found["nodes-1"].range_m) == (4.0, 800.0)
    assert all(sensor.label.releasable_to == ("LVA",) for sensor in found.values())


def test_what_is_not_said_to_be_releasable_is_not() -> None:
    scenario = msgspec.structs.replace(read().scenario, releasable_to=())
    assert all("label" not in sensor for sensor in sensors(scenario))
