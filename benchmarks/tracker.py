"""Plots per CPU second of the tracker alone: 1,000 targets and 100 false plots a scan in a flat world.

With the comparison benchmark `mtt_bench.py` beside the recordings, its scene and its way of counting (prepare, step
and output); without, the made traffic of three radars through `Tracker.update`.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import traffic
from measure import ROOT, Figures, corpus, folder_on_disk, note

from sargas.commands.offline import batches
from sargas.tracking import Settings, Tracker


def _compared(bench: Path) -> Figures:
    with folder_on_disk() as folder:
        scene = str(folder / "scene.npz")
        make = [sys.executable, str(bench), "gen", "--targets", "1000", "--clutter", "100", "--seed", "1", "-o", scene]
        subprocess.run(make, check=True, capture_output=True)
        run = [sys.executable, str(bench), "run", scene, "--tracker", f"{ROOT / 'benchmarks' / 'mtt.py'}:Tracker"]
        result = subprocess.run(run, check=True, capture_output=True, text=True)
    told = json.loads(result.stdout.strip().splitlines()[-1])
    note("tracker: scene of mtt_bench.py, 1,000 targets, 100 false plots a scan, seed 1")
    return {
        "tracker_plots_per_cpu_s": told["plots_per_cpu_s_whole"],
        "tracker_step_plots_per_cpu_s": told["plots_per_cpu_s"],
    }


def _own() -> Figures:
    ingest = traffic.ingest(3)
    sent, _ = traffic.arrivals(3, 1_000, 60.0)
    read = [ingest.feed(records) for records in batches(iter(sent), "bench")]
    tracker = Tracker(traffic.sensors(3), traffic.ORIGIN, Settings())
    settled = len(read) // 3
    for batch in read[:settled]:
        tracker.update(batch.time_s, batch.plots)
    began_s = time.process_time()
    for batch in read[settled:]:
        tracker.update(batch.time_s, batch.plots)
    took_s = time.process_time() - began_s
    note("tracker: made traffic, 1,000 targets, three radars, a tick each 0.1 s (mtt_bench.py is not here)")
    return {"tracker_plots_per_cpu_s": sum(len(batch.plots) for batch in read[settled:]) / took_s}


def figures() -> Figures:
    folder = corpus()
    bench = folder.parent / "bench" / "mtt_bench.py" if folder else None
    return _compared(bench) if bench and bench.exists() else _own()
