import msgspec

from exercise.small import read
from sargas.commands.exercise import site_of
from sargas.exercise.described import forms, sensors
from sargas.exercise.laydown import Camera, DirectionFinder, Ears, Multilateration, People, Receiver, RemoteIdReceiver
from sargas.exercise.nodes import node_id_of
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
        direction_finders=(DirectionFinder("df", 70, 220, Site(54.6, 25.4, 200.0), 180.0),),
        mlat=(Multilateration("wam", 70, 230, Site(54.6, 25.3, 200.0), 180.0, (Site(54.6, 25.3, 200.0),) * 4),),
        remote_id=(RemoteIdReceiver("mast", Site(54.6, 25.5, 200.0), 180.0),),
        cameras=(Camera("eye", Site(54.6, 25.6, 200.0), 180.0, 90.0),),
        people=(People(54.6, 25.3, 5_000.0, 10, 180.0), People(54.7, 25.3, 5_000.0, 10, 180.0)),
        weather=Weather(54.6, 25.5, (Layer(300.0, 250.0, 6.0),)),
    )
    assert forms(more) == ["asterix", "acoustic", "citizen", "remoteid", "sapient", "weather"]
    site = site_of(one._replace(scenario=more))
    assert [feed.source for feed in site.feeds_of(PARTITION)] == ["exercise://small"] * 6
    found = {sensor.id: sensor for sensor in site.sensors_of(PARTITION)}
    posts = ["arrays-1", "arrays-2", "nodes-1"]
    assert list(found) == ["a", "adsb", *posts, "df", "wam", "mast", "eye", "people-citizen"]
    kinds = ["psr", "adsb", *["acoustic"] * 3, "rf", "mlat", "remote_id", "eo", "observer"]
    assert [found[name].kind for name in found] == kinds
    assert found["mast"].match == {"receiver": "mast"}
    assert found["eye"].match == {"node_id": node_id_of("eye")}
    assert found["a"].site == one.scenario.radars[0].site
    assert (found["a"].accuracy.range_m, found["a"].interval_s) == (50.0, 4.0)
    assert found["arrays-2"].match == {"thing": "arrays-2"}
    assert (found["arrays-2"].accuracy.azimuth_deg, found["nodes-1"].range_m) == (4.0, 800.0)
    assert all(sensor.label.releasable_to == ("LVA",) for sensor in found.values())


def test_what_is_not_said_to_be_releasable_is_not() -> None:
    scenario = msgspec.structs.replace(read().scenario, releasable_to=())
    assert all("label" not in sensor for sensor in sensors(scenario))
