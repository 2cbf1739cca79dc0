"""A recording without frames is one payload, where its format says so and nothing else is found."""

import pytest

from samples_of import samples
from sargas.errors import DecodeError
from sargas.formats import framing
from sargas.formats.framing import whole

BYTES = bytes(range(256)) * 4_000


def test_all_of_it_is_one_payload_however_it_is_read() -> None:
    (framed,) = framing.read(BYTES, "whole")
    assert framed.payload == BYTES
    assert framed.time_s is None


def test_only_what_is_nothing_else_is_read_so() -> None:
    with pytest.raises(DecodeError, match="no known framing"):
        framing.read(BYTES)
    assert framing.read(BYTES, bare="whole").framing == "whole"
    for name, recording in samples("framing").RECORDINGS.items():
        assert framing.read(recording, bare="whole").framing == framing.read(recording).framing, name
    for nothing in (b"", b"\0" * 100):
        with pytest.raises(DecodeError):
            framing.read(nothing, bare="whole")


def test_what_is_too_much_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "MOST_BYTES", 300_000)
    recording = framing.read(BYTES, "whole")
    assert [len(framed.payload) for framed in recording] == [300_000]
    assert ["without frames" in fault.reason for fault in recording.faults()] == [True]
