"""Random scenes for tests of scoring: objects on straight lines, and tracks of them that break, double and swap."""

from typing import Any

import numpy as np

from sargas.scoring.paths import Paths


def random_scene(
    chance: np.random.Generator, objects: int = 8, steps: int = 20, area_m: float = 20_000.0, error_m: float = 150.0
) -> tuple[Paths, Paths]:
    """(truth, tracks) at whole seconds 0 .. steps - 1; no path has a gap, labels 1 .. 3, tracks with covariances."""
    truth: list[tuple[Any, ...]] = []
    tracks: list[tuple[Any, ...]] = []
    place_m, speed_mps = chance.uniform(0, area_m, (objects, 2)), chance.normal(0, 100, (objects, 2))
    lives = [(int(chance.integers(0, steps // 3)), int(chance.integers(2 * steps // 3, steps + 1))) for _ in place_m]

    def at(i: int, k: int) -> Any:
        return place_m[i] + k * speed_mps[i]

    for i, (begin, end) in enumerate(lives):
        label = int(chance.integers(0, 4))
        truth += [(k, i, at(i, k), speed_mps[i], label, np.zeros((4, 4))) for k in range(begin, end)]
    for number in range(objects + objects // 2 + 2):
        one, other = (int(v) for v in chance.integers(0, objects, 2))
        begin, end = sorted(chance.choice(steps + 1, 2, replace=False).tolist())
        turn = int(chance.integers(begin, end + 1)) if chance.random() < 0.3 else end
        stray_m = chance.uniform(-area_m, area_m, 2) if chance.random() < 0.15 else np.zeros(2)
        spread = chance.normal(0, 1, (4, 4))
        covariance = spread @ spread.T + np.eye(4)
        label = int(chance.integers(0, 4))
        for k in range(begin, end):
            i = one if k < turn else other
            error = chance.normal(0, error_m, 2)
            speed = speed_mps[i] + chance.normal(0, 5, 2)
            tracks.append((k, number, at(i, k) + error + stray_m, speed, label, covariance))
    return paths(truth), paths(tracks)


def paths(rows: list[tuple[Any, ...]]) -> Paths:
    """Paths of (time_s, number, position_m, velocity_mps, label, covariance)."""
    time_s, number, position_m, velocity_mps, label, covariance = zip(*rows, strict=True)
    return Paths.of(
        time_s, number, position_m, velocity_mps=velocity_mps, label=label, covariance=np.array(covariance, float)
    )
