"""The tables of the classes: whole, and what the descriptions say when they are drawn from instead of calculated."""

import numpy as np
import pytest

from sargas.model.track import CLASSES
from sargas.picture.classes import AIR_MPS, HABITS, JUDGED, LEAST, shares
from sargas.picture.levels import CHAINS, HEIGHT, HEIGHT_M, SPEED, SPEED_MPS, between


def test_every_class_has_a_table_and_nothing_is_impossible() -> None:
    assert ("unknown", *JUDGED) == CLASSES
    assert tuple(HABITS) == JUDGED
    for inside in CHAINS:
        table = shares()[inside]
        np.testing.assert_allclose(table.sum(axis=0), 1.0, atol=1e-5)
        assert table.min() >= 0.999 * LEAST / (inside.stop - inside.start)


@pytest.mark.parametrize("name", JUDGED)
def test_speeds_are_those_that_the_description_gives_when_drawn(name: str) -> None:
    rng, n = np.random.default_rng(11), 200_000
    mixture = HABITS[name].airspeed_mps
    part = rng.choice(len(mixture), n, p=[share for share, _, _ in mixture])
    mean, sigma = np.array([m[1] for m in mixture])[part], np.array([m[2] for m in mixture])[part]
    airspeed = rng.normal(mean, sigma)
    while (below := airspeed < 0).any():
        airspeed[below] = rng.normal(mean[below], sigma[below])
    edges = np.concatenate([[0.0], between(SPEED_MPS), [np.inf]])
    for a in (0, 3, 5):
        east_mps, north_mps = rng.normal(0.0, AIR_MPS[a], (2, n))
        drawn = np.histogram(np.hypot(airspeed + east_mps, north_mps), edges)[0] / n
        even = LEAST / len(SPEED_MPS)
        np.testing.assert_allclose(
            shares()[CHAINS[SPEED], JUDGED.index(name), a],
            (1 - LEAST) * drawn + even,
            atol=0.012,
        )


@pytest.mark.parametrize("name", JUDGED)
def test_heights_are_those_that_the_description_gives_when_drawn(name: str) -> None:
    rng, n = np.random.default_rng(12), 200_000
    mixture = HABITS[name].height_m
    part = rng.choice(len(mixture), n, p=[share for share, _, _ in mixture])
    median, sigma = np.array([m[1] for m in mixture])[part], np.array([m[2] for m in mixture])[part]
    edges = np.concatenate([[0.0], between(HEIGHT_M), [np.inf]])
    drawn = np.histogram(median * np.exp(sigma * rng.normal(size=n)), edges)[0] / n
    found = shares()[CHAINS[HEIGHT], JUDGED.index(name), 0]
    np.testing.assert_allclose(found, (1 - LEAST) * drawn + LEAST / len(HEIGHT_M), atol=0.01)


def test_what_was_published() -> None:
    """Most birds' airspeeds are 8 to 23 m/s (Alerstam et al. 2007); Gerbera and Shahed, at 36 to 52 m/s, are common."""
    table = shares()[CHAINS[SPEED], :, 0]
    flapping = (SPEED_MPS > 7) & (SPEED_MPS < 24)
    assert table[flapping, JUDGED.index("bird")].sum() > 0.6
    long_range = (SPEED_MPS > 35) & (SPEED_MPS < 54)
    assert table[long_range, JUDGED.index("fixed_wing_drone")].sum() > 0.4
    assert table[long_range, JUDGED.index("multirotor")].sum() < 0.05
