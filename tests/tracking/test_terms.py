"""Settings as rows of numbers."""

from typing import Any

import numpy as np
import pytest

from sargas.tracking.settings import Settings
from sargas.tracking.terms import MOST_CODES, terms_of


def test_every_term_has_its_setting() -> None:
    terms = terms_of(
        Settings(address_agrees=np.e, lost_sigma_m=3.0, conspicuity_codes=(0o7000,), motion_share=(2.0, 2.0, 4.0))
    )
    assert terms["log_address_agrees"][0] == pytest.approx(1.0)
    assert terms["lost_m2"][0] == 9.0
    assert terms["conspicuity_codes"][0].tolist() == [0o7000] * MOST_CODES
    assert terms["motion_share"][0].tolist() == [0.25, 0.25, 0.5]
    zero = [name for name in terms.dtype.names or () if not np.any(terms[name])]
    assert zero == ["show_tentative"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"motion_share": (1.0,)},
        {"motion_share": (0.65, 0.35, 0.0)},
        {"calm_share": 1.0},
        {"conspicuity_codes": ()},
        {"conspicuity_codes": (1,) * 17},
    ],
)
def test_settings_that_do_not_fit(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"motion|codes|calm"):
        terms_of(Settings(**wrong))
