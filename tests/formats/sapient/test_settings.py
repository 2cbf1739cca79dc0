"""Identifiers made of a text are the same each time, and right by the rules."""

import pytest

from sargas.formats.sapient.clauses import is_ulid, is_uuid
from sargas.formats.sapient.settings import Settings, ulid_of, uuid_of


def test_made_identifiers_are_sound_and_lasting() -> None:
    texts = [f"node {k}" for k in range(500)]
    assert all(is_uuid(uuid_of(text)) for text in texts)
    assert len({uuid_of(text) for text in texts}) == 500
    assert uuid_of("vilnius") == uuid_of("vilnius")
    ulids = [ulid_of(1_753_679_400.0 + k, f"{k}") for k in range(500)]
    assert all(map(is_ulid, ulids))
    assert ulids == sorted(ulids), "their order is that of time"


def test_a_ulid_begins_with_its_milliseconds() -> None:
    """The example of the ULID specification: 1469918176385 ms is 01ARYZ6S41."""
    assert ulid_of(1469918176.385, "").startswith("01ARYZ6S41")


def test_our_node_is_named_by_the_settings_or_by_the_feed() -> None:
    own = "a8654cdf-4328-47de-81fa-c495589e30c9"
    assert Settings("f", node_id=own).own_id == own
    assert is_uuid(Settings("f").own_id)
    assert Settings("f").own_id != Settings("g").own_id
    with pytest.raises(ValueError, match="no UUID"):
        Settings("f", node_id="me")
    with pytest.raises(ValueError, match="0 or more"):
        Settings("f", oldest_s=-1.0)
