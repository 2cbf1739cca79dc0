import pytest

from sargas.formats.citizen.settings import Settings


def test_reaches_are_bounded() -> None:
    assert Settings("feed").reach_seen_m == 3000.0
    for name in ("reach_seen_m", "reach_heard_m"):
        with pytest.raises(ValueError, match=name):
            Settings("feed", **{name: 1.0})
