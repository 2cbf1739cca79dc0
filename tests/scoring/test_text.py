import numpy as np

from sargas.scoring import Paths, Settings, score
from sargas.scoring.text import lines_of
from scoring.scenes import random_scene


def test_every_measure_with_what_was_assumed() -> None:
    truth, tracks = random_scene(np.random.default_rng(4))
    found = score(truth, tracks, Settings(cutoff_m=750.0, order=1.5))
    lines = lines_of(found)
    text = "\n".join(lines)
    assert "cut-off c 750 m, order p 1.5, alpha 2" in text
    assert "at the times of the rows themselves" in text
    assert f"{found.objects} objects and {found.tracks} tracks, 1970-01-01 00:00:" in lines[0]
    row = next(line for line in lines if line.startswith("GOSPA"))
    assert row.split()[2:4] == [f"{found.gospa.distance_m:.1f}", "m"]
    for word in ("OSPA", "localisation", "missed", "false", "SIAP ambiguity", "NEES state", "ESASSP 5 NM", "switches"):
        assert word in text
    assert "followed least" in text
    assert max(map(len, lines[2:])) <= 120


def test_what_is_not_known_is_a_dash() -> None:
    truth = Paths.of([0.0, 1.0], [1, 1], np.zeros((2, 2)))
    lines = lines_of(score(truth, Paths.of([], [], np.zeros((0, 2))), Settings(interval_s=1.0)))
    row = next(line for line in lines if line.startswith("velocity error"))
    assert row.split()[3] == "-"
    assert "every 1 s (2 times)" in lines[0]
    assert any("1: 0 % of 1 s by 0 tracks" in line for line in lines)
