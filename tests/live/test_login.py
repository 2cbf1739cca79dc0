"""A login is a file of two lines; what is none is told without a word of what it holds."""

import pytest

from sargas.errors import Unavailable
from sargas.live.login import login


def test_name_and_password_are_two_lines(tmp_path):
    path = tmp_path / "login"
    path.write_text("näme\np a s s\nmore is not read\n", encoding="utf-8")
    assert login(str(path)) == ("näme", "p a s s")


@pytest.mark.parametrize("content", [b"", b"only a name\n", b"\xff\xfe\x00secret\n\x80"])
def test_what_is_no_login_is_told_without_its_words(tmp_path, content):
    path = tmp_path / "login"
    path.write_bytes(content)
    with pytest.raises(Unavailable, match="not a login of two lines") as refused:
        login(str(path))
    assert "secret" not in str(refused.value)
    with pytest.raises(Unavailable):
        login(str(tmp_path / "absent"))
