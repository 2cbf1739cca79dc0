"""Whether the covariance is honest, class of motion by class; `benchmarks/consistency.py` prints the whole table."""

import numpy as np
import pytest

from sargas.scoring.chi_square import quantile
from sargas.tracking import Settings, Tracker
from tracking.flights import AT_ONCE, CLASSES, NORTH, ORIGIN, START_S, STEP_S, STRAIGHT, flight, seen, since_the_turn

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
    known = {"airliner straight": (1.9, high), "balloon": (1.8, high), "glider": (low, 8.0)}
    least, most = known.get(name, (low, high))
    assert least < mean < most


@pytest.mark.parametrize("name", ["airliner straight", "multirotor stop and go", "drone with waypoints"])
def test_calm_flight_and_three_models_are_nearer_to_it_than_two_models_were(name: str) -> None:
    before = Settings(
        motion_noise_m2ps3=(0.1, 100.0),
        motion_share=(0.9, 0.1),
        motion_memory_s=40.0,
        onset_ps=0.0,
        calm_share=0.0,
    )
    now, then = (np.mean(np.concatenate(squared_errors(name, s))) for s in (Settings(), before))
    assert abs(np.log(now / 4.0)) < abs(np.log(then / 4.0))


@pytest.mark.parametrize(("least_mps", "most_mps", "most_degps"), [(15.0, 60.0, 10.0), (40.0, 80.0, 6.0)])
def test_of_slow_flight_the_covariance_knows_sooner_that_it_turns(
    least_mps: float, most_mps: float, most_degps: float
) -> None:
    """Within the upper bound of chi-square before the turn, at the first look after it, and from the eighth on. In
    between nobody who does not know of the turn can be (design/class_nees.py); what is known is bounded, and was more.
    """
    now, before = (
        since_the_turn(least_mps, most_mps, most_degps, settings)[10:]
        for settings in (Settings(), Settings(onset_ps=0.0))
    )
    most, turn = quantile(0.975, 2 * AT_ONCE) / AT_ONCE, STRAIGHT - 10
    mean, then = np.nanmean(now, axis=1), np.nanmean(before, axis=1)
    honest = [*range(turn + 2), *range(turn + 8, len(mean))]
    assert np.all(mean[honest] < most)
    late = slice(turn + 2, turn + 8)
    assert mean[late].max() < 0.9 * then[late].max() < 9.0
    outside = quantile(0.95, 2)
    assert (now[late] > outside).mean() < 0.92 * (before[late] > outside).mean()
