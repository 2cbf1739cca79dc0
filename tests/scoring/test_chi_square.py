import numpy as np
import pytest
from scipy.stats import chi2

from sargas.scoring.chi_square import probability_below, quantile


@pytest.mark.parametrize("degrees", [1, 2, 4, 6, 40, 1000, 200_000])
def test_scipys(degrees: int) -> None:
    for probability in (1e-6, 0.025, 0.5, 0.95, 0.975, 1 - 1e-6):
        expected = float(chi2.ppf(probability, degrees))
        assert quantile(probability, degrees) == pytest.approx(expected, rel=1e-9)
        assert probability_below(expected, degrees) == pytest.approx(probability, rel=1e-7)
    for value in np.linspace(0.1, 3.0, 7) * degrees:
        assert probability_below(float(value), degrees) == pytest.approx(float(chi2.cdf(value, degrees)), abs=1e-9)


def test_limits() -> None:
    assert probability_below(0.0, 2) == probability_below(-1.0, 2) == 0.0
    for wrong in (0.0, 1.0):
        with pytest.raises(ValueError):
            quantile(wrong, 2)
