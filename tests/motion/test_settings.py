import pytest

from sargas.motion import Settings
from sargas.typed import typed


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"turn_deg": 90.0}, "motion: turn_deg: 90.0 is outside 0..30"),
        ({"speed_share": -0.1}, "motion: speed_share: -0.1 is outside 0..0.5"),
        ({"turn": 3.0}, "motion.turn: unknown key; did you mean turn_deg?"),
    ],
)
def test_what_cannot_be_is_named(given: dict, reason: str) -> None:
    found: list[str] = []
    typed(given, Settings, "motion", found)
    assert found == [reason]
