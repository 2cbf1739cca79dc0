"""The chains of levels: against scipy, against integration by hand, and against the forward recursion in matrices."""

import numpy as np
import pytest
from scipy.special import i0e

from sargas.picture import classes, levels
from sargas.picture.classes import JUDGED
from sargas.picture.levels import CHAINS, DRIFT_S, HEIGHT, LEVELS, MANOEUVRE, SPEED, Looks, advance, bounded, likelihood

UNSEEN = np.inf


def one_look(**seen: float) -> Looks:
    """A look at one track; what is not given was not seen."""
    blank = {name: UNSEEN if name.endswith("variance") else 0.0 for name in Looks._fields}
    return Looks(**{name: np.array([value], np.float32) for name, value in {**blank, **seen}.items()})


@pytest.mark.parametrize("sigma_mps", [0.8, 3.0, 12.0])
def test_a_ring_is_the_integral_over_all_directions(sigma_mps: float) -> None:
    speed, ring = np.meshgrid(np.array([0.0, 1.0, 7.0, 44.0, 230.0]), np.array([0.0, 2.0, 9.0, 44.0, 245.0]))
    variance = sigma_mps**2
    expected = np.log(i0e(speed * ring / variance) / variance) - (speed - ring) ** 2 / (2 * variance)
    found = levels.log_ring(speed.astype("f4"), ring.astype("f4"), np.full(speed.shape, variance, "f4"))
    np.testing.assert_allclose(found, expected, atol=0.006, rtol=1e-4)
    # And that is what it says it is: a circle of normals, added up.
    toward = np.linspace(0, 2 * np.pi, 20_000, endpoint=False)
    at = np.array([7.0, 0.0])
    off2 = (at[0] - 9.0 * np.cos(toward)) ** 2 + (at[1] - 9.0 * np.sin(toward)) ** 2
    summed = np.log(np.mean(np.exp(-off2 / (2 * variance))) / variance)
    assert levels.log_ring(*(np.array([v], "f4") for v in (7.0, 9.0, variance)))[0] == pytest.approx(summed, abs=0.006)


def test_a_speed_is_likeliest_on_its_own_level() -> None:
    long_ago = np.array([1e6], np.float32)
    for k, speed_mps in enumerate(levels.SPEED_MPS):
        chances = likelihood(one_look(speed_mps=float(speed_mps), speed_variance=0.25), long_ago)[:, 0]
        assert int(chances[CHAINS[SPEED]].argmax()) == k
        assert np.all(chances[CHAINS[HEIGHT]] == chances[CHAINS[HEIGHT]][0])
    for k, height_m in enumerate(levels.HEIGHT_M):
        chances = likelihood(one_look(height_m=float(height_m), height_variance=100.0), long_ago)[:, 0]
        assert int(chances[CHAINS[HEIGHT]].argmax()) == k


@pytest.mark.parametrize("side", [-1.0, 1.0])
def test_a_circle_either_way_is_a_circle(side: float) -> None:
    """A glider at 27 m/s in a circle of 21 s: 8 m/s2 across, nothing along."""
    turn = one_look(
        across_mps2=side * 8.1, across_variance=1.0, along_mps2=0.1, along_variance=1.0, path_mps=27.0
    )  # fmt: skip
    chances = likelihood(turn, np.array([1e6], np.float32))[CHAINS[MANOEUVRE], 0]
    assert int(chances.argmax()) == len(levels.ACCELERATION_MPS2)
    straight = turn._replace(across_mps2=np.zeros(1, np.float32))
    chances = likelihood(straight, np.array([1e6], np.float32))[CHAINS[MANOEUVRE], 0]
    assert chances[-1] < 0.2 * chances.max()


def test_a_look_that_comes_soon_says_little_and_none_says_everything() -> None:
    slow = one_look(speed_mps=12.0, speed_variance=1.0)
    soon = likelihood(slow, np.array([0.1], np.float32))[CHAINS[SPEED], 0]
    late = likelihood(slow, np.array([1e6], np.float32))[CHAINS[SPEED], 0]
    assert soon.max() / soon[0] < 2.0 < late.max() / late[0]
    assert late.max() / late.min() < 1.0 / levels.OUTLIER + 2.0


def test_one_step_is_the_forward_recursion_in_matrices() -> None:
    rng = np.random.default_rng(3)
    shares = rng.uniform(0.1, 1.0, (LEVELS, 2, 1))
    for inside in CHAINS:
        shares[inside] /= shares[inside].sum(axis=0)
    belief = shares.astype(np.float32).copy()
    told = np.zeros((4, 2, 1))
    textbook = [shares[inside, :, 0].copy() for inside in CHAINS]
    expected = np.zeros((4, 2))
    for _ in range(6):
        dt_s = rng.uniform(2.0, 9.0)
        chances = rng.uniform(0.001, 1.0, (LEVELS, 1))
        told += advance(belief, shares.astype(np.float32), chances.astype("f4"), np.array([dt_s], np.float32))
        for k, inside in enumerate(CHAINS):
            size = inside.stop - inside.start
            keep = np.exp(-dt_s / levels.ANEW_S[inside][0, 0])
            hop = min(dt_s / (2 * DRIFT_S[k]), 1 / 3) if k in DRIFT_S else 0.0
            for c in range(2):
                anew = keep * np.eye(size) + (1 - keep) * np.outer(shares[inside, c, 0], np.ones(size))
                drift, share = np.eye(size), shares[inside, c, 0]
                for i in range(size - 1):
                    up, down = (hop * min(share[j] / share[m], 1.0) for j, m in ((i + 1, i), (i, i + 1)))
                    drift[i + 1, i], drift[i, i + 1] = up, down
                    drift[i, i] -= up
                    drift[i + 1, i + 1] -= down
                np.testing.assert_allclose(drift @ share, share, atol=1e-12, err_msg="drift keeps the shares")
                joint = chances[inside, 0] * (anew @ drift @ textbook[k][:, c])
                expected[k, c] += np.log(joint.sum())
                textbook[k][:, c] = joint / joint.sum()
    np.testing.assert_allclose(told[:, :, 0], expected, atol=2e-4)
    for k, inside in enumerate(CHAINS):
        np.testing.assert_allclose(belief[inside, :, 0], textbook[k], atol=1e-5)


def test_a_hundred_looks_at_one_speed_are_one_fact() -> None:
    """Seven minutes at 44 m/s: for a drone against a light aircraft as much as that speed is commoner in the one, and
    not that to the hundredth; a little more, because it is also kept to.
    """
    drone, aircraft = JUDGED.index("fixed_wing_drone"), JUDGED.index("light_aircraft")
    table = classes.shares()[:, :, :1]
    belief, told = table.copy(), np.zeros((4, len(JUDGED), 1))
    dt_s = np.array([4.0], np.float32)
    for _ in range(100):
        chances = likelihood(one_look(speed_mps=44.0, speed_variance=4.0), dt_s)
        told += advance(belief, table.copy(), chances, dt_s)
    level = int(np.flatnonzero(levels.SPEED_MPS == 44)[0])
    at_once = table[level, drone, 0] / table[level, aircraft, 0]
    assert 2.0 < at_once < 3.0
    assert at_once < np.exp(told[SPEED, drone, 0] - told[SPEED, aircraft, 0]) < 3.0 * at_once


def test_no_manner_of_flying_decides_alone() -> None:
    evidence = np.zeros((4, 3, 1), np.float32)
    evidence[MANOEUVRE, 1:] = -1e3
    total = bounded(evidence)[:, 0]
    assert total[0] - total[1] == pytest.approx(np.log(1 / levels.STRANGE[MANOEUVRE, 0, 0]), rel=1e-3)
    assert bounded(np.zeros((4, 3, 1), np.float32)) == pytest.approx(0.0, abs=1e-6)
