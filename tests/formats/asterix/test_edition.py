"""Trust in an edition: noise is borne, a misfit is found, and the fast way judges as the slow one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sargas.formats.asterix.edition import KEEP, LAST, ODD, SILENCED, SOUND, WITHHELD, WRONG, Fit


def judged(fit: Fit, *blocks: int) -> list[int]:
    return fit.judge(np.array(blocks, np.int64)).tolist()


def test_nothing_of_a_wrong_block_before_there_is_trust() -> None:
    fit = Fit()
    assert judged(fit, WRONG) == [WITHHELD]
    assert judged(Fit(), SOUND, WRONG) == [KEEP, KEEP]
    assert judged(Fit(), ODD, WRONG) == [KEEP, WITHHELD]


def test_four_wrong_blocks_at_the_start_are_a_misfit() -> None:
    fit = Fit()
    judged(fit, WRONG, WRONG, WRONG)
    assert not fit.misfit
    assert judged(fit, WRONG) == [LAST]
    assert fit.misfit
    assert judged(fit, *[SOUND] * 8) == [SILENCED] * 8
    assert judged(fit, SOUND, SOUND) == [KEEP, KEEP]


def test_noise_on_a_good_line_is_borne_and_a_misfit_is_not() -> None:
    chance = np.random.default_rng(3)
    good = Fit()
    keep = good.judge(np.where(chance.random(2000) < 0.1, WRONG, SOUND).astype(np.int64))
    assert (keep == KEEP).mean() > 0.99
    bad = Fit(8)
    bad.judge(np.where(chance.random(200) < 0.6, WRONG, SOUND).astype(np.int64))
    assert bad.misfit


def test_spare_bits_alone_stop_nothing() -> None:
    fit = Fit()
    assert judged(fit, *[ODD] * 100) == [KEEP] * 100
    assert not fit.misfit


@given(st.lists(st.sampled_from([SOUND, SOUND, SOUND, ODD, WRONG]), max_size=60), st.integers(0, 60))
def test_the_same_however_it_is_cut(blocks: list[int], cut: int) -> None:
    whole, parts = Fit(), Fit()
    assert judged(whole, *blocks) == judged(parts, *blocks[:cut]) + judged(parts, *blocks[cut:])
    assert (whole.trust, whole.misfit) == (parts.trust, parts.misfit)
