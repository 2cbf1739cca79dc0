import gzip
import json
from pathlib import Path

import pytest

from samples_of import samples
from sargas.formats import framing
from sargas.formats.format import Settings
from sargas.formats.statevectors.decoder import Decoder
from sargas.model.fault import Fault
from sargas.model.plot import Geodetic
from sargas.model.plots import Plots
from sargas.model.record import Chunk

made = samples("statevectors")


def decode(data: bytes) -> tuple[Plots, list[Fault]]:
    decoder = Decoder(made.SENSORS, Settings(feed="feed", stream=True))
    items = decoder.feed([Chunk(5, made.TIME_S, data)]) + decoder.flush()
    plots = Plots.concatenate(item for item in items if isinstance(item, Plots))
    return plots, [item for item in items if isinstance(item, Fault)]


def test_units_and_what_is_missing() -> None:
    plots, faults = decode(made.SAMPLES[0])
    full, bare, strange = plots
    assert not faults
    assert isinstance(full.measurement, Geodetic)
    assert full.time_s == 1.7e9
    assert full.measurement.height_m == pytest.approx(1100 * 0.3048)
    assert full.measurement.east_mps == pytest.approx(100 * 1852 / 3600)
    assert full.measurement.north_mps == pytest.approx(0.0, abs=1e-5)
    assert full.measurement.up_mps == pytest.approx(-600 * 0.3048 / 60)
    assert full.claims.pressure_altitude_m == pytest.approx(304.8)
    assert (full.claims.mode_s, full.claims.mode_3a, full.claims.callsign) == (0x503A11, 0o7700, "TST001")
    assert full.record_number == 5
    assert bare.measurement == Geodetic(54.5, 24.251)
    assert bare.claims.callsign is None
    assert strange.claims.mode_s is None
    assert strange.claims.mode_3a == 0o1200
    assert isinstance(strange.measurement, Geodetic)
    assert strange.measurement.east_mps is not None
    assert strange.measurement.east_mps < 0  # track -121 points west


def test_bad_rows_are_counted() -> None:
    plots, faults = decode(made.SAMPLES[1])
    assert len(plots) == 2
    assert set(plots.time_s) == {made.TIME_S}  # no timestamp: arrival
    assert {fault.reason: fault.count for fault in faults} == {
        "implausible position: no such place": 1,
        "line that is not a state vector in JSON": 1,
    }


@pytest.mark.parametrize("name", ["bornholm.json.gz", "gliders/franconia.json.gz"])
def test_every_row_of_a_recording(corpus: Path, name: str) -> None:
    with gzip.open(corpus / "adsb" / name) as file:
        rows = json.load(file)
    with (corpus / "adsb" / name).open("rb") as file:
        plots, faults = decode(b"".join(framed.payload for framed in framing.read(file)))
    assert not faults
    assert len(plots) == len(rows)
    assert (plots.time_s[1:] >= plots.time_s[:-1]).all()
    rows.sort(key=lambda row: row["timestamp"])
    for plot, row in list(zip(plots, rows, strict=True))[::25]:
        assert isinstance(plot.measurement, Geodetic)
        assert plot.time_s == row["timestamp"] / 1000
        assert (plot.measurement.lat_deg, plot.measurement.lon_deg) == (row["latitude"], row["longitude"])
        assert plot.claims.pressure_altitude_m == pytest.approx(row["altitude"] * 0.3048)
        assert plot.claims.mode_s == int(row["icao24"], 16)


@pytest.mark.parametrize(("name", "rows", "aircraft"), [("switzerland_30min", 6947, 93), ("bornholm", 2572, 1)])
def test_the_bundled_flights(root: Path, name: str, rows: int, aircraft: int) -> None:
    with (root / "third_party" / "traffic_samples" / f"{name}.jsonl.gz").open("rb") as file:
        recording = framing.read(file)
        plots, faults = decode(b"".join(framed.payload for framed in recording))
    assert recording.framing == "jsonl"
    assert not faults
    assert len(plots) == rows
    assert len(set(plots.mode_s.tolist())) == aircraft
    assert (plots.time_s[1:] >= plots.time_s[:-1]).all()
