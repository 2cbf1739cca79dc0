"""Settings that say nothing are refused."""

import pytest

from sargas.formats.cot.settings import Settings


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="stale_s"):
        Settings("f", stale_s=0.0)
    for callsign in ("", "x" * 21, "a\nb"):
        with pytest.raises(ValueError, match="callsign"):
            Settings("f", callsign=callsign)
