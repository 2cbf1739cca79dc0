import tomllib

from sargas.formats.sources import MOST_NEW, Sources, callsign_text
from sargas.model.fault import Fault
from sargas.model.place import Site
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor
from sargas.model.sigma import Sigma
from sargas.model.status import NewSensor

CHUNK = Chunk(7, 100.0, b"")
ROOF = Sensor(
    id="roof",
    feed="f",
    kind="adsb",
    match={"receiver": 42},
    site=Site(lat_deg=54.0, lon_deg=25.0, height_m=10.0),
    accuracy=Sigma(horizontal_m=30.0),
    range_m=4e5,
)
OTHERS = Sensor(id="others", feed="f", kind="adsb")


def test_a_named_sensor_goes_before_the_one_that_takes_all() -> None:
    sources = Sources((OTHERS, ROOF), "f", "receiver")
    assert sources.called((None, 42)) == "42"
    assert sources.called(("cellar", 42)) == "42"
    assert sources.called(("cellar", 7)) == "cellar"
    assert sources.called((None, None)) == ""
    assert [sources.index(name, CHUNK) for name in ("42", "cellar", "")] == [1, 0, 0]
    assert (sources.site_deg(1), sources.range_m(1), sources.sigma_m(1)) == ((54.0, 25.0), 4e5, 30.0)
    assert (sources.site_deg(0), sources.range_m(0), sources.sigma_m(0)) == (None, None, None)
    assert sources.take() == []


def test_an_unknown_source_is_told_once_with_the_stanza_that_would_fit() -> None:
    sources = Sources((ROOF,), "f", "receiver")
    assert [sources.index('a "b"', CHUNK) for _ in range(3)] == [-1, -1, -1]
    new, fault = sources.take()
    assert isinstance(new, NewSensor)
    stanza = tomllib.loads(new.suggestion)["sensors"][0]
    assert stanza == {"id": "f-1", "feed": "f", "kind": "adsb", "match": {"receiver": 'a "b"'}}
    assert isinstance(fault, Fault)
    assert (fault.count, fault.source, fault.record_number) == (3, "f", 7)
    again = Sources((ROOF,), "f", "receiver")
    again.set_state(sources.state())
    again.index('a "b"', CHUNK)
    assert [type(item) for item in again.take()] == [Fault]


def test_made_up_names_are_not_followed_for_ever() -> None:
    sources = Sources((), "f", "receiver")
    for k in range(MOST_NEW + 50):
        sources.index(str(k), CHUNK)
    assert len(sources.take()) == MOST_NEW + 1


def test_callsign_text() -> None:
    assert callsign_text("  LOT 123 \x00") == "LOT 123"
    assert callsign_text("ABCDEFGHIJ") == "ABCDEFGH"
    assert [callsign_text(text) for text in (None, "", "  ", "žųć")] == [None] * 4
