"""Whether the covariance is honest, class of motion by class; `benchmarks/consistency.py` prints the whole table."""

import numpy as np
import pytest

from sargas.scoring.chi_square import quantile
from sargas.tracking import Settings, Tracker
from tracking.flights import CLASSES, NORTH, ORIGIN, START_S, STEP_S, flight, seen

FLIGHTS = 12
NAMES = list(CLASSES)


def squared_errors(name: str, settings: Settings) -> list[np.ndarray]:
    """NEES of place and velocity of each flight by one radar, from 30 s on; every tick must have its track."""
    found = []
    for seed in range(FLIGHTS):
        truth = flight(name, seed)
        plots = seen(NORTH, truth, np.random.default_rng(seed))
        tracker, own = Tracker([NORTH], ORIGIN, settings), []
        for j, time_s in enumerate(plots.time_s):
            tracker.update(float(time_s), plots.take(slice(j, j + 1)))
            k = round((time_s - START_S) / STEP_S)
            if k * STEP_S < 30.0:
                continue
            now = tracker.on_plane()
            assert len(now.number) == 1
            error = now.state[0] - np.concatenate([truth.place_m[k], truth.velocity_mps[k]])
            own.append(error @ np.linalg.solve(now.covariance[0], error))
        found.append(np.array(own))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_no_class_is_far_from_honest(name: str) -> None:
    """The mean of straight flight and balloons, too cautious, and of gliders, too sure, is known and bounded; all else
    lies in the bounds of as many independent samples as there are flights.
    """
    mean = float(np.mean([f.mean() for f in squared_errors(name, Settings())]))
    low, high = (quantile(p, 4 * FLIGHTS) / FLIGHTS for p in (0.025, 0.975))
    known = {"airliner straight": (1.9, high), "balloon": (1.9, high), "glider": (low, 8.0)}
    least, most = known.get(name, (low, high))
    assert least < mean < most


@pytest.mark.parametrize("name", ["airliner straight", "balloon", "multirotor stop and go", "drone with waypoints"])
def test_calm_flight_and_three_models_are_nearer_to_it_than_two_models_were(name: str) -> None:
    before = Settings(
        motion_noise_m2ps3=(0.1, 100.0),
        motion_share=(0.9, 0.1),
        motion_memory_s=40.0,
        calm_share=0.0,
    )
    now, then = (np.mean(np.concatenate(squared_errors(name, s))) for s in (Settings(), before))
    assert abs(np.log(now / 4.0)) < abs(np.log(then / 4.0))
