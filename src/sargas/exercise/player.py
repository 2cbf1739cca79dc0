"""Player: a scenario as the bytes its sensors send, in the order of their arrival."""

import heapq
from collections.abc import Iterator

import numpy as np

from sargas.exercise.radar import RadarModel
from sargas.exercise.scenario import Radar, Scenario
from sargas.exercise.truth import Truth
from sargas.formats.asterix.encoder import Encoder
from sargas.formats.asterix.settings import Settings, Source
from sargas.model.released import Simulated
from sargas.model.status import SensorStatus

SECTORS = 16
"""A radar sends what it saw after each sixteenth of a turn, and at north that it turns (CAT034), as real ones do."""


def chunks(scenario: Scenario) -> Iterator[tuple[float, bytes]]:
    """(arrival time_s, ASTERIX bytes) of every radar, merged in time; the same scenario gives the same bytes."""
    truth = Truth(scenario)
    streams = [_stream(scenario, truth, radar, k) for k, radar in enumerate(scenario.radars)]
    return heapq.merge(*streams, key=lambda chunk: chunk[0])


def _stream(scenario: Scenario, truth: Truth, radar: Radar, k: int) -> Iterator[tuple[float, bytes]]:
    model = RadarModel(radar, truth, scenario.start_s, np.random.default_rng([scenario.seed, k]))
    source = Source(radar.sac, radar.sic, radar.site, "psr")
    encoder = Encoder(Settings(feed="exercise", sources={radar.sensor: source}))
    for turn in range(int(scenario.duration_s // radar.rotation_s)):
        north_s = model.opens_s(turn)
        marker = SensorStatus(radar.sensor, north_s, "ok", rotation_s=radar.rotation_s, simulated=True)
        for block in encoder.encode(Simulated(marker)):
            yield north_s + scenario.latency_s, block
        plots = model.turn(turn)
        # Where the beam was, not where a noisy azimuth says: north would else be seen at both ends of a turn.
        sector = np.floor((plots.time_s - north_s) / radar.rotation_s * SECTORS)
        for part in np.unique(sector):
            of_sector = plots.take(sector == part)
            for block in encoder.encode(Simulated(of_sector)):
                yield float(of_sector.time_s[-1]) + scenario.latency_s, block
