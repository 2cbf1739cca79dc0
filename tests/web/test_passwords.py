"""Passwords: what is kept of them, and what is none."""

import pytest

from sargas.web import passwords
from sargas.web.passwords import hashed, matches, refused


def test_what_is_kept_is_argon2id_with_a_salt_of_its_own():
    first, second = hashed("correct horse battery"), hashed("correct horse battery")
    assert first != second
    assert first.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert "horse" not in first
    assert matches("correct horse battery", first)
    assert not matches("correct horse batterz", first)


def test_one_that_is_typed_on_another_machine_is_the_same():
    assert matches("žuvis ant stogo", hashed("z\u030cuvis ant stogo"))


def test_nobody_s_is_compared_too_and_is_never_right(monkeypatch):
    """As much is done for a user that there is not as for one that there is."""
    compared = []
    real = passwords.Argon2id.verify_phc_encoded

    class Watched:
        @staticmethod
        def verify_phc_encoded(given, kept):
            compared.append(kept.rsplit("$", 2)[0])
            return real(given, kept)

    kept = hashed("correct horse battery")
    matches("warm", "")
    monkeypatch.setattr(passwords, "Argon2id", Watched)
    assert not matches("anything", "")
    assert not matches("anything", kept)
    assert compared[0] == compared[1]


@pytest.mark.parametrize("kept", ["none", "$argon2id$v=19$m=8,t=1,p=1$$", "$5$x", "x" * 10_000])
def test_what_is_no_hash_is_nobody_s(kept):
    assert not matches("none", kept)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "12 to 1000 characters"),
        ("x" * 1_001, "12 to 1000 characters"),
        ("aaaabbbbaaaa", "a few letters"),
        ("R. Petrauskas!", "not the name"),
    ],
)
def test_what_is_no_password(password, why):
    assert why in refused(password, "r. petrauskas")


def test_what_is_one():
    assert refused("correct horse battery", "Ona") == ""


def test_hostile_bytes_are_only_wrong():
    assert not matches("\ud800\x00" * 5_000, hashed("correct horse battery"))
