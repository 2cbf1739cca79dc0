"""Sensors and faults as they are told."""

import msgspec
import pytest

from sargas.model.fault import Fault
from sargas.model.plot import Geodetic, Plot
from sargas.model.plots import Plots
from sargas.model.sensor import Sensor
from sargas.model.status import SensorBias, SensorStatus
from sargas.web.board import Board
from web.bench import T0, State, ask, changes, run, served, tracks_of


def test_sensors_and_faults():
    async def play():
        async with served() as bench:
            for k in range(50):
                rows = [Plot("adsb", T0 + k * 0.1 - 0.5, Geodetic(55.0, 24.0))] * 4
                bench.screens.plots("live", T0 + k * 0.1, Plots.from_plots(rows))
            silent = SensorStatus("psr-1", T0, "silent", "nothing for 12 s")
            faults = (
                Fault("psr-1", "cut off", T0, count=3),
                Fault("radar", "cut off", T0),
                Fault("psr-1", "cut off", T0),
            )
            bench.screens.changes("live", changes(statuses=(silent,), faults=faults))
            bench.screens.state("live", State(T0 + 5.0))
            psr, adsb = (await ask(bench, "/api/sensors"))["sensors"]
            assert (psr["id"], psr["status"], psr["detail"], psr["faults"]) == (
                "psr-1",
                "silent",
                "nothing for 12 s",
                4,
            )
            assert (psr["last_plot_s"], psr["latency_s"], psr["plots_per_s"], psr["plots"]) == (None, None, 0.0, 0)
            assert psr["site"] == {"lat_deg": 54.64, "lon_deg": 22.76, "height_m": 70.0}
            assert (adsb["plots"], adsb["plots_per_s"], adsb["latency_s"]) == (200, 20.0, 0.5)
            assert adsb["last_plot_s"] == pytest.approx(T0 + 4.4)
            faults = (await ask(bench, "/api/faults"))["faults"]
            assert {"source": "psr-1", "reason": "cut off", "count": 4, "last_s": T0} in faults
            assert len(faults) == 2

    run(play())


def test_what_is_known_of_a_sensor_besides():
    async def play():
        async with served() as bench:
            ready = SensorStatus(
                "psr-1", T0, "maintenance", "", 4.0, maintenance_by="Ona", maintenance_until_s=T0 + 60.0
            )
            bias = SensorBias("psr-1", T0, 40, (35.0, 8.0), (0.1, 0.02))
            faults = (Fault("psr-1", "cut off", T0 + 1.0), Fault("psr-1", "length 0", T0 + 2.0))
            told = changes(statuses=(ready,), biases=(bias, SensorBias("other", T0, 1)), faults=faults)
            bench.screens.changes("live", told)
            psr, adsb = (await ask(bench, "/api/sensors"))["sensors"]
            assert msgspec.convert(psr["bias"], SensorBias) == bias
            assert psr["last_fault"] == {"reason": "length 0", "time_s": T0 + 2.0}
            assert (psr["rotation_s"], psr["maintenance_by"], psr["maintenance_until_s"]) == (4.0, "Ona", T0 + 60.0)
            assert (adsb["bias"], adsb["last_fault"], adsb["maintenance_by"]) == (None, None, None)

    run(play())


def test_tracks_of_a_system_count_as_what_it_tells():
    sensors = (Sensor("psr-1", "f", "psr", nation="EST"), Sensor("crc", "g", "system", nation="EST"))
    board = Board(sensors, False)
    for k in range(10):
        tracks = tracks_of([1, 2, 3], T0 + k)
        tracks = type(tracks)(("EST", "nobody"), **tracks.arrays())
        tracks.reported_by[:] = (0, 1, -1)
        board.reports(T0 + k + 0.3, tracks)
        board.reports(T0 + k + 0.4, tracks)  # no news
    psr, crc = board.rows(T0 + 9.0)
    assert (psr["plots"], psr["latency_s"]) == (0, None)
    assert (crc["plots"], crc["latency_s"], crc["last_plot_s"]) == (10, 0.3, T0 + 9.0)
    assert crc["plots_per_s"] == 1.0
