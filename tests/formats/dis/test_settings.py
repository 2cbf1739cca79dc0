"""Settings that say nothing are refused."""

import pytest

from sargas.formats.dis.settings import Settings


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"exercise": 256}, "exercise 256 is outside 0..255"),
        ({"site": 65_534, "application": 1}, "site 65534 is outside"),
        ({"site": 1}, "site and application belong together"),
        ({"version": 4}, "version 4 is none of 5, 6, 7"),
        ({"callsign": "TOOLONG"}, "callsign"),
        ({"callsign": ""}, "callsign"),
        ({"classification": "OURS"}, "classification is none of"),
        ({"unknown_height_m": 50_000.0}, "unknown_height_m"),
    ],
)
def test_what_cannot_be_is_refused(given, reason) -> None:
    with pytest.raises(ValueError, match=reason):
        Settings("f", **given)


def test_defaults_are_right() -> None:
    assert Settings("f").exercise == 1
    assert not Settings("f").manages
