import msgspec
import numpy as np
import pytest

from sargas.scoring import Paths, Score, Settings, score
from scoring.scenes import random_scene


def test_all_measures_of_a_perfect_picture() -> None:
    truth, _ = random_scene(np.random.default_rng(1))
    found = score(truth, truth, Settings(pairs_confirm=1))
    assert found.gospa.distance_m == found.gospa.ospa_m == found.errors.position_rms_m == 0.0
    assert found.siap.completeness == found.siap.ambiguity == 1.0
    assert found.siap.spuriousness == found.siap.velocity_error_mps == 0.0
    assert (found.continuity.switches, found.continuity.breaks, found.continuity.never_tracked) == (0, 0, 0)
    assert found.continuity.latency_mean_s == 0.0
    assert found.objects == found.tracks == len(found.targets) == 8
    assert found.nees_position is None
    assert found.nees_skipped == len(truth), "a covariance of zeros says nothing"


def test_it_goes_through_json_and_holds_what_it_assumed() -> None:
    truth, tracks = random_scene(np.random.default_rng(2))
    settings = Settings(cutoff_m=700.0, order=1.0)
    found = score(truth, tracks, settings, names={0: "first"})
    assert msgspec.json.decode(msgspec.json.encode(found), type=Score) == found
    assert found.assumed == settings
    assert found.targets[0].name == "first"
    assert found.nees_state is not None
    assert (found.nees_state.degrees, found.nees_position and found.nees_position.degrees) == (4, 2)


def test_the_same_to_the_byte() -> None:
    made = [random_scene(np.random.default_rng(3)) for _ in range(2)]
    one, other = (msgspec.json.encode(score(*scene, Settings(interval_s=2.0))) for scene in made)
    assert one == other


def test_without_velocities_heights_or_tracks() -> None:
    truth = Paths.of([0.0, 1.0, 2.0], [1, 1, 1], np.zeros((3, 2)))
    found = score(truth, Paths.of([1.0], [4], [[30.0, 40.0]]))
    assert found.errors.position_rms_m == 50.0
    assert found.errors.velocity_rms_mps is found.errors.height_rms_m is found.nees_state is found.nees_position is None
    nobody = score(truth, Paths.of([], [], np.zeros((0, 2))))
    assert (nobody.tracks, nobody.gospa.missed, nobody.continuity.never_tracked) == (0, 1.0, 1)
    assert nobody.errors.position_rms_m is None


def test_heights_where_both_are_known() -> None:
    truth = Paths.of([0.0, 1.0, 2.0], [1, 1, 1], np.zeros((3, 2)), height_m=[100.0, 110.0, 120.0])
    tracks = Paths.of(
        [0.0, 1.0, 2.0], [1] * 3, np.zeros((3, 2)), height_m=[103.0, 0.0, 124.0], has_height=[True, False, True]
    )
    errors = score(truth, tracks).errors
    assert errors.height_pairs == 2
    assert errors.height_rms_m == pytest.approx(np.sqrt((9.0 + 16.0) / 2))
