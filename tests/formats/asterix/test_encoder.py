"""Plots as CAT048: read back the same, SIM always where it belongs, and what has no place there."""

import numpy as np
import pytest

from oracle.items import NOON_S, chunks, everything, plots
from oracle.recordings import gps, pcap
from sargas.formats.asterix.decoder import Decoder
from sargas.formats.asterix.encoder import Encoder
from sargas.formats.asterix.settings import Settings, Source
from sargas.model.label import Label
from sargas.model.plot import Bearing, Geodetic, Plot, Polar
from sargas.model.plots import Plots
from sargas.model.released import Released, Reply, Simulated
from sargas.model.sensor import Sensor


def released(item: object) -> Released:
    return Released(item, "partner", Label())


@pytest.mark.parametrize("name", ["ifsnop_068test_bds30.gps", "croatia_cat_034_048.pcap", "croatia_parsegps.gps"])
def test_a_recording_read_written_and_read_again_is_the_same(corpus, name: str) -> None:
    payloads = (gps if name.endswith("gps") else pcap)(corpus / "radar" / name)
    sensors = everything(payloads)
    first = plots(Decoder(sensors, Settings(feed="f")).feed(chunks(payloads)))
    assert len(first) > 10
    sources = {sensor.id: Source(int(sensor.match["sac"]), int(sensor.match["sic"])) for sensor in sensors}
    encoder = Encoder(Settings(feed="out", sources=sources))
    again = plots(Decoder(sensors, Settings(feed="f")).feed(chunks(encoder.encode(released(first)))))
    for column, array in first.arrays().items():
        if column != "record_number":
            assert np.array_equal(array, getattr(again, column)), column


SENSORS = [Sensor("a", "f", "psr", {"sac": 1, "sic": 2}), Sensor("b", "f", "psr", {"sac": 1, "sic": 3})]
SETTINGS = Settings(feed="f", sources={"a": Source(1, 2), "b": Source(1, 3)})


def through(item: object) -> Plots:
    return plots(Decoder(SENSORS, SETTINGS).feed(chunks(Encoder(SETTINGS).encode(item))))


def test_everything_simulated_says_so() -> None:
    made = Plots.from_plots([Plot("a", NOON_S, Polar(1852.0, 90.0)), Plot("b", NOON_S, Polar(3704.0, 0.0), echo="psr")])
    assert through(Simulated(made)).simulated.tolist() == [True, True]
    assert through(released(made)).simulated.tolist() == [False, False]
    made.simulated[1] = True
    assert through(released(made)).simulated.tolist() == [False, True]


def test_values_are_rounded_to_the_last_bit() -> None:
    made = through(released(Plot("b", NOON_S + 0.003, Polar(10_000.0, 359.999), echo="psr"))).plot(0)
    assert made.sensor == "b"
    assert made.measurement.range_m == pytest.approx(10_000.0, abs=1852 / 512)
    assert made.measurement.azimuth_deg == 0.0
    assert made.time_s == NOON_S


def test_what_has_no_place_in_cat048_is_left_out() -> None:
    rows = [
        Plot("a", NOON_S, Bearing(1.0)),
        Plot("a", NOON_S, Geodetic(54.0, 25.0)),
        Plot("a", NOON_S, Polar(5e5, 1.0)),
    ]
    encoder = Encoder(SETTINGS)
    assert encoder.encode(released(Plots.from_plots(rows))) == []
    assert len(through(released(Plots.from_plots([*rows, Plot("a", NOON_S, Polar(4e5, 1.0))])))) == 1


def test_what_is_refused() -> None:
    encoder = Encoder(SETTINGS)
    with pytest.raises(ValueError, match="no SAC/SIC is configured for c"):
        encoder.encode(released(Plot("c", NOON_S, Polar(1.0, 1.0))))
    with pytest.raises(TypeError, match="takes Released, Reply or Simulated"):
        encoder.encode(Plot("a", NOON_S, Polar(1.0, 1.0)))
    with pytest.raises(TypeError, match="does not write str"):
        encoder.encode(released("x"))
    assert encoder.encode(Reply("f", b"ack")) == [b"ack"]


def test_blocks_fit_a_datagram() -> None:
    many = Plots.from_plots([Plot("a", NOON_S, Polar(1000.0 + k, 1.0), echo="psr") for k in range(700)])
    made = Encoder(SETTINGS).encode(Simulated(many))
    assert max(map(len, made)) <= 1400
    assert len(through(Simulated(many))) == 700


def test_the_sectors_of_a_turn_are_as_if_each_was_written_alone() -> None:
    made = Plots.from_plots(
        [Plot("a", NOON_S + k, Polar(9e5 if k == 7 else 2_000.0 * k, 17.0 * k), echo="psr") for k in range(20)]
    )
    sector = (np.arange(20) * 7) % 3
    encoder = Encoder(SETTINGS)
    alone = [(k, encoder.encode(Simulated(made.take(sector == k)))) for k in range(3)]
    assert list(encoder.encode_sectors(Simulated(made), sector)) == alone
