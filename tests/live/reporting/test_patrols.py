"""Patrols by their tokens."""

import pytest

from sargas.errors import Unavailable
from sargas.live.reporting.patrols import Patrols


def test_a_token_is_one_patrol_s(tmp_path):
    path = tmp_path / "patrols"
    path.write_text("# border guards\n\nguards-1  0123456789abcdef\nguards-2 fedcba9876543210\n")
    patrols = Patrols(str(path))
    assert patrols.named("0123456789abcdef") == "guards-1"
    assert patrols.named("fedcba9876543210") == "guards-2"
    for other in ("", "0123456789abcde", "guards-1", "0123456789abcdeff"):
        assert patrols.named(other) is None
    assert Patrols(None).named("0123456789abcdef") is None


@pytest.mark.parametrize("line", ["guards", "guards short", "a#b 0123456789abcdef", "guards 0123456789abcdef more"])
def test_a_line_that_is_none_is_told_without_its_token(tmp_path, line):
    path = tmp_path / "patrols"
    path.write_text(f"guards-1 0123456789abcdef\n{line}\n")
    with pytest.raises(Unavailable, match="line 2 is no name and token") as caught:
        Patrols(str(path))
    assert "0123456789abcdef" not in str(caught.value)


def test_no_file(tmp_path):
    with pytest.raises(Unavailable, match="not a file of patrols"):
        Patrols(str(tmp_path / "nowhere"))
