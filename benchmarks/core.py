"""From bytes to tracks on one thread: CAT048 through Ingest and Core, cut at ticks of 0.1 s, under the whole border.

Two loads. National: three radars, 1,500 aircraft, some 110 plots a tick; most of the time is the fixed cost of a tick.
Heavy: thirty radars, 5,000 aircraft, some 3,600 plots a tick; what the system can take when it has to.
`python benchmarks/core.py profile [heavy]` prints where the time goes, `rooms` what each room takes of a tick, at both
loads and at a thin one: one ADS-B receiver that sends once a second, so that nine of ten ticks are quiet.
"""

import cProfile
import pstats
import sys
import time
from collections.abc import Callable
from typing import Any

import msgspec
import traffic
from measure import Figures, note

from sargas.commands.offline import batches
from sargas.config import bundled_border
from sargas.core import Core, Settings
from sargas.ingest import Ingest
from sargas.model.record import Record
from sargas.model.sensor import Feed, Sensor

NATIONAL = (3, 1_500, 40.0)
"""Radars, aircraft, seconds of traffic that are measured."""
HEAVY = (30, 5_000, 8.0)
SETTLE_S = 16.0


def _run(load: tuple[int, int, float], profile: cProfile.Profile | None = None) -> tuple[int, float, float]:
    """(plots, wall seconds, CPU seconds) of the measured part, after the tracks have settled."""
    radars, aircraft, measured_s = load
    sent, _ = traffic.arrivals(radars, aircraft, SETTLE_S + measured_s)
    cut = list(batches(iter(sent), "bench"))
    ingest, core = traffic.ingest(radars), traffic.core(radars)
    first = next(k for k, records in enumerate(cut) if records[-1].time_s > traffic.START_S + SETTLE_S)
    for records in cut[:first]:
        core.update(ingest.feed(records))
    plots = 0
    if profile is not None:
        profile.enable()
    began_s, began_cpu_s = time.perf_counter(), time.process_time()
    for records in cut[first:]:
        batch = ingest.feed(records)
        plots += len(batch.plots)
        core.update(batch)
    wall_s, cpu_s = time.perf_counter() - began_s, time.process_time() - began_cpu_s
    if profile is not None:
        profile.disable()
    note(
        f"core: {radars} radars, {aircraft} aircraft, {plots / measured_s:.0f} plots/s offered, {len(core.picture)} "
        f"tracks, {len(core.incidents)} incidents; bytes of our own encoder"
    )
    return plots, wall_s, cpu_s


def figures() -> Figures:
    plots, wall_s, cpu_s = _run(NATIONAL)
    heavy_plots, heavy_wall_s, heavy_cpu_s = _run(HEAVY)
    return {
        "core_bytes_to_tracks_plots_per_s": heavy_plots / heavy_wall_s,
        "core_bytes_to_tracks_plots_per_cpu_s": heavy_plots / heavy_cpu_s,
        "core_national_load_plots_per_s": plots / wall_s,
        "core_national_load_plots_per_cpu_s": plots / cpu_s,
    }


class Meter:
    """CPU seconds of each room; `ROOMS` in the order of a table, each named by who is called."""

    ROOMS = ("decoders", "ingest", "tracking", "picture", "incursion", "alerting", "core")

    def __init__(self, ingest: Ingest, core: Core) -> None:
        self.spent_s = dict.fromkeys(self.ROOMS, 0.0)
        self._inside_s = 0.0
        for decoder in ingest._decoders.values():
            self._watch(decoder, "feed", "decoders")
        for room, owner in zip(("tracking", "picture", "incursion", "alerting"), core._rooms(), strict=True):
            for verb in ("update", "hold", "incidents_of"):
                if hasattr(owner, verb):
                    self._watch(owner, verb, room)
        self._watch(ingest, "feed", "ingest")
        self._watch(core, "update", "core")

    def _watch(self, owner: object, verb: str, room: str) -> None:
        call: Callable[..., Any] = getattr(owner, verb)

        def timed(*given: object) -> object:
            outer_s, self._inside_s = self._inside_s, 0.0
            began_s = time.process_time()
            result = call(*given)
            took_s = time.process_time() - began_s
            self.spent_s[room] += took_s - self._inside_s
            self._inside_s = outer_s + took_s
            return result

        setattr(owner, verb, timed)


def _spent(ingest: Ingest, core: Core, cut: list[list[Record]], first: int) -> tuple[dict[str, float], int]:
    """(CPU seconds of each room in the ticks from `first` on, those ticks)."""
    for records in cut[:first]:
        core.update(ingest.feed(records))
    meter = Meter(ingest, core)
    for records in cut[first:]:
        core.update(ingest.feed(records))
    return meter.spent_s, len(cut) - first


def _thin(aircraft: int, seconds: int) -> tuple[Ingest, Core, list[list[Record]]]:
    """One ADS-B receiver that says once a second where `aircraft` are."""
    sensor = Sensor("receiver", "air", "adsb", {})
    sent = []
    for second in range(seconds):
        rows = [
            {
                "timestamp": traffic.START_S + second,
                "icao24": f"{0x500000 + k:x}",
                "latitude": 54.5 + second * 200.0 / 111_200.0,
                "longitude": 22.0 + 4.0 * k / aircraft,
                "geoaltitude": 30_000.0,
                "groundspeed": 388.8,
                "track": 0.0,
            }
            for k in range(aircraft)
        ]
        payload = b"".join(msgspec.json.encode(row) + b"\n" for row in rows)
        sent.append((traffic.START_S + second + 0.05, "air", payload))
    ingest = Ingest([Feed("air", "udp://127.0.0.1:30000", "statevectors")], [sensor], "recording")
    core = Core([sensor], bundled_border("LTU"), Settings(*traffic.ORIGIN))
    return ingest, core, list(batches(iter(sent), "bench"))


def _quiet(aircraft: int) -> tuple[dict[str, float], int]:
    """(CPU seconds of each room in quiet ticks, those ticks) while so many are followed."""
    ingest, core, cut = _thin(max(aircraft, 1), 60)
    meter, ticks = None, 0
    for records in cut:
        quiet = len(records) == 1
        if not aircraft:
            records = records[-1:]
        if meter is not None and not quiet:
            before = dict(meter.spent_s)
        core.update(ingest.feed(records))
        if meter is not None and not quiet:
            meter.spent_s = before
        ticks += quiet and meter is not None
        if meter is None and records[-1].time_s > traffic.START_S + SETTLE_S:
            meter = Meter(ingest, core)
    assert meter is not None
    return meter.spent_s, ticks


def rooms() -> None:
    """What each room takes of a tick, in milliseconds of CPU."""
    columns = {}
    for name, (radars, aircraft, measured_s) in (("national", NATIONAL), ("heavy", HEAVY)):
        sent, _ = traffic.arrivals(radars, aircraft, SETTLE_S + measured_s)
        cut = list(batches(iter(sent), "bench"))
        first = next(k for k, records in enumerate(cut) if records[-1].time_s > traffic.START_S + SETTLE_S)
        columns[name] = _spent(traffic.ingest(radars), traffic.core(radars), cut, first)
    columns["quiet, none"], columns["quiet, 100"] = _quiet(0), _quiet(100)
    columns["thin, busy"] = _spent(*_thin(100, 60), 200)
    print(f"{'CPU ms a tick':<14}" + "".join(f"{name:>14}" for name in columns))
    for room in Meter.ROOMS:
        print(f"{room:<14}" + "".join(f"{1000 * spent[room] / ticks:>14.3f}" for spent, ticks in columns.values()))
    for words, left_out in (("all", ()), ("but tracking", ("tracking",))):
        sums = (sum(s for room, s in spent.items() if room not in left_out) / n for spent, n in columns.values())
        print(f"{words:<14}" + "".join(f"{1000 * each:>14.3f}" for each in sums))


if __name__ == "__main__" and sys.argv[1:2] == ["rooms"]:
    rooms()
if __name__ == "__main__" and sys.argv[1:2] == ["profile"]:
    profile = cProfile.Profile()
    print("plots {}, {:.2f} s, {:.2f} CPU s".format(*_run(HEAVY if "heavy" in sys.argv else NATIONAL, profile)))
    pstats.Stats(profile).sort_stats("tottime").print_stats(45)
