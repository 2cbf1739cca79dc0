"""Scores scenes with Stone Soup's own metrics, in an environment of its own: JSON lines in, JSON lines out.

In: `{"truth": [[time, number, x, y, vx, vy, label], ...], "tracks": [... and 16 values of the covariance],
"cutoff": c, "order": p, "confirm": n, "end": m}`; times are whole seconds, label 0 says nothing.
Out: GOSPA parts (p-th powers, as Stone Soup has them) and OSPA of each time, SIAP, ID SIAP, and the squared Mahalanobis
distance of each track row to the object with the same number and time. The rate of track number changes comes as all
values that several runs gave: Stone Soup orders equal tracks by where they lie in memory.
Source: dstl/Stone-Soup 1.9.1 (MIT).
"""

import datetime
import json
import sys

import numpy as np
from scipy.optimize import linear_sum_assignment
from stonesoup.dataassociator.tracktotrack import TrackToTruth
from stonesoup.measures import Euclidean, SquaredMahalanobis
from stonesoup.metricgenerator.manager import SimpleManager
from stonesoup.metricgenerator.ospametric import GOSPAMetric, OSPAMetric
from stonesoup.metricgenerator.tracktotruthmetrics import IDSIAPMetrics
from stonesoup.types.array import StateVector
from stonesoup.types.groundtruth import GroundTruthPath, GroundTruthState
from stonesoup.types.state import GaussianState
from stonesoup.types.track import Track

START = datetime.datetime(2025, 1, 1)
POSITION, VELOCITY = [0, 1], [2, 3]


def grouped(rows):
    """Rows by number, in order of time."""
    groups = {}
    for row in sorted(rows, key=lambda row: (row[1], row[0])):
        groups.setdefault(row[1], []).append(row)
    return groups


def when(row):
    return START + datetime.timedelta(seconds=row[0])


def paths_of(rows):
    """A GroundTruthPath for each object."""
    paths = {}
    for number, own in grouped(rows).items():
        states = [GroundTruthState(StateVector(row[2:6]), timestamp=when(row)) for row in own]
        paths[number] = GroundTruthPath(states)
        for state in states:
            state.metadata["name"] = own[0][6] or None
    return paths


def tracks_of(rows):
    """A Track for each number, whose states say their label."""
    tracks = {}
    for number, own in grouped(rows).items():
        states = [
            GaussianState(StateVector(row[2:6]), np.array(row[7:23]).reshape(4, 4), timestamp=when(row)) for row in own
        ]
        track = Track(states)
        track.metadatas = [{"name": row[6] or None} for row in own]
        tracks[number] = track
    return tracks


def siap(tracks, paths, asked):
    """All attributes by title."""
    generator = IDSIAPMetrics(
        position_measure=Euclidean(mapping=POSITION),
        velocity_measure=Euclidean(mapping=VELOCITY),
        truth_id="name",
        track_id="name",
    )
    associator = TrackToTruth(
        association_threshold=asked["cutoff"],
        consec_pairs_confirm=asked["confirm"],
        consec_misses_end=asked["end"],
        measure=Euclidean(mapping=POSITION),
    )
    manager = SimpleManager([generator], associator=associator)
    manager.add_data(paths.values(), tracks.values())
    found = manager.generate_metrics()
    metrics = found.get(generator.generator_name, found)
    return {title: metric.value for title, metric in metrics.items() if "at times" not in title}


def main():
    """Answer each line of standard input."""
    for line in sys.stdin:
        asked = json.loads(line)
        paths, tracks = paths_of(asked["truth"]), tracks_of(asked["tracks"])
        measure = Euclidean(mapping=POSITION)
        gospa = GOSPAMetric(c=asked["cutoff"], p=asked["order"], measure=measure)
        ospa = OSPAMetric(c=asked["cutoff"], p=asked["order"], measure=measure)
        manager = SimpleManager([gospa, ospa])
        manager.add_data(paths.values(), tracks.values())
        gospa_steps = [m.value for m in gospa.compute_metric(manager).value]
        ospa_steps = [m.value for m in ospa.compute_metric(manager).value]
        # Stone Soup's OSPA chooses pairs by distance and raises to the power afterwards: where the best pairs of the
        # definition (by the power) are others, its own value is not the least.
        states = {}
        for name, group in (("truth", paths), ("tracks", tracks)):
            for path in group.values():
                for state in path.states:
                    states.setdefault(state.timestamp, {"truth": [], "tracks": []})[name].append(state)
        least = []
        for time in sorted(states):
            seen, true = states[time]["tracks"], states[time]["truth"]
            cost = ospa.compute_cost_matrix(seen, true, complete=True) ** asked["order"]
            least.append((cost[linear_sum_assignment(cost)].sum() / len(cost)) ** (1 / asked["order"]))
        runs = [siap(tracks_of(asked["tracks"]), paths_of(asked["truth"]), asked) for _ in range(4)]
        mahalanobis = SquaredMahalanobis(state_covar_inv_cache_size=0)
        squared = []
        for row in sorted(asked["tracks"], key=lambda row: (row[1], row[0])):
            path = paths.get(row[1])
            true = [s for s in path.states if s.timestamp == when(row)] if path else []
            if true:
                squared.append(float(mahalanobis(tracks[row[1]][when(row)], true[0])))
        answer = {
            "gospa": gospa_steps,
            "ospa": ospa_steps,
            "ospa_least": least,
            "siap": runs[0],
            "rates": [run["SIAP Rate of Track Number Change"] for run in runs],
            "squared": squared,
        }
        print(json.dumps(answer, default=float))


if __name__ == "__main__":
    main()
