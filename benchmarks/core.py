"""From bytes to tracks on one thread: CAT048 through Ingest and Core, cut at ticks of 0.1 s, under the whole border.

Two loads. National: three radars, 1,500 aircraft, some 110 plots a tick; most of the time is the fixed cost of a tick.
Heavy: thirty radars, 5,000 aircraft, some 3,600 plots a tick; what the system can take when it has to.
`python benchmarks/core.py profile [heavy]` prints where the time goes.
"""

import cProfile
import pstats
import sys
import time

import traffic
from measure import Figures, note

from sargas.commands.offline import batches

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


if __name__ == "__main__" and sys.argv[1:2] == ["profile"]:
    profile = cProfile.Profile()
    print("plots {}, {:.2f} s, {:.2f} CPU s".format(*_run(HEAVY if "heavy" in sys.argv else NATIONAL, profile)))
    pstats.Stats(profile).sort_stats("tottime").print_stats(45)
