"""Real recordings through decoder and tracker: targets are held as long as they are seen."""

from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from sargas.formats.asterix.decoder import Decoder as Asterix
from sargas.formats.asterix.settings import Settings as AsterixSettings
from sargas.formats.format import Settings as FormatSettings
from sargas.formats.framing.recording import read
from sargas.formats.statevectors.decoder import Decoder as StateVectors
from sargas.model.place import Site
from sargas.model.plots import Plots
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor
from sargas.tracking import Settings, Tracker

DAY_S = 1_600_000_000.0 // 86_400.0 * 86_400.0


def chunks(path: Path) -> list[Chunk]:
    with path.open("rb") as file:
        return [Chunk(i, f.time_s or 0.0, f.payload) for i, f in enumerate(read(file, date_s=DAY_S, name=path.name))]


def play(plots: Plots, sensors: list[Sensor], origin: tuple[float, float]) -> tuple[dict[int, list[int]], Tracker]:
    """Updates per track number: the Mode S addresses that were claimed."""
    plots = plots.take(np.argsort(plots.time_s, kind="stable"))
    tracker, told = Tracker(sensors, origin, Settings()), defaultdict(list)
    edges = np.arange(np.floor(plots.time_s[0]) + 1.0, plots.time_s[-1] + 2.0)
    cuts = np.concatenate([[0], np.searchsorted(plots.time_s, edges)])
    for k, now_s in enumerate(edges):
        changed = tracker.update(float(now_s), plots.take(np.arange(cuts[k], cuts[k + 1])))
        for number, address in zip(changed.number.tolist(), changed.mode_s.tolist(), strict=True):
            told[number].append(address)
    return told, tracker


def test_79_minutes_of_a_mode_s_radar(corpus: Path) -> None:
    """Two aircraft, 1,830 plots: one held throughout, the other broken only where it was not seen for 25 s and more."""
    bare = Sensor("radar", "f", "ssr", match={"sac": 20, "sic": 4}, site=Site(40.0, -3.7, 600.0))
    items = Asterix([bare], AsterixSettings("f")).feed(chunks(corpus / "radar" / "ifsnop_068test_bds30.gps"))
    plots = Plots.concatenate([item for item in items if isinstance(item, Plots)])
    assert len(plots) == 1830
    told, tracker = play(plots, [bare], (40.0, -3.7))
    assert tracker.refused == {}
    assert all(len(set(addresses)) == 1 for addresses in told.values())
    by_address = {a: [n for n, seen in told.items() if seen[0] == a] for a in np.unique(plots.mode_s).tolist()}
    assert sorted(len(numbers) for numbers in by_address.values()) == [1, 3]
    for address, numbers in by_address.items():
        gaps = np.diff(np.sort(plots.time_s[plots.mode_s == address]))
        assert len(numbers) - 1 <= np.sum(gaps > 24.0)
    assert tracker._state.stations["interval_s"][0] == pytest.approx(5.0, abs=0.2)


def test_an_hour_over_switzerland(corpus: Path) -> None:
    """State vectors every 10 s, some of them stale: few flights in two tracks, no track of two flights."""
    sensor = Sensor("sv", "f", "adsb")
    decoder = StateVectors([sensor], FormatSettings("f", stream=True))
    items = decoder.feed(chunks(corpus / "adsb" / "switzerland.json.gz")) + decoder.flush()
    plots = Plots.concatenate([item for item in items if isinstance(item, Plots)])
    plots = plots.take(plots.time_s < plots.time_s.min() + 3600.0)
    told, _ = play(plots, [sensor], (46.8, 8.2))
    order = np.lexsort((plots.time_s, plots.mode_s))
    address, time_s = plots.mode_s[order], plots.time_s[order]
    flights = 1 + int(np.sum((np.diff(address) != 0) | (np.diff(time_s) > 60.0)))
    assert flights <= len(told) + 2
    assert len(told) <= 1.2 * flights
    assert all(len(set(addresses)) == 1 for addresses in told.values())
