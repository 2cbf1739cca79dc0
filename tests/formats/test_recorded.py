import json

from sargas.formats.framing import Recording, read
from sargas.formats.recorded import chunked, decoder_of, heard_in, items_of, sensors_of, timed
from sargas.formats.registry import format_named
from sargas.model.plots import Plots

FORM = format_named("statevectors")
ROWS = b"\n".join(
    json.dumps(
        {"timestamp": 1.6e12 + 1000 * k, "icao24": "3003ae", "latitude": 47.0, "longitude": 8.0 + 0.001 * k,
         "altitude": 3000.0, "callsign": "ABC1", "groundspeed": 100.0, "track": 90.0}
    ).encode()
    for k in range(20)
)  # fmt: skip


def opened() -> Recording:
    return read(ROWS, "auto", 0.0, FORM.clock, "rows.jsonl", FORM.braces, FORM.bare)


def test_a_recording_is_read_with_the_sensors_that_it_names() -> None:
    stanzas = heard_in(opened(), FORM, "x", {})
    assert len(sensors_of(stanzas)) == 1
    items = list(items_of(opened, FORM))
    assert sum(len(item) for item in items if isinstance(item, Plots)) == 20
    assert not [item for item in items if type(item).__name__ == "NewSensor"]


def test_payloads_come_with_times_that_never_go_back() -> None:
    times = [time_s for time_s, feed, _ in timed(opened(), "x")]
    assert times == sorted(times)
    assert times[0] == 1.6e9
    assert [len(chunks) for chunks in chunked(opened())] == [len(times)]
    assert decoder_of(FORM, (), "x", {}).feed([]) == []
