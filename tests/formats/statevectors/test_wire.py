import pytest

from sargas.formats.statevectors import wire


def test_row() -> None:
    row = wire.row(b'{"timestamp":1700000000000,"icao24":"503a11","latitude":54.5,"altitude":null,"onground":true}')
    assert row == wire.Row(timestamp=1700000000000, icao24="503a11", latitude=54.5)


@pytest.mark.parametrize(
    ("timestamp", "time_s"),
    [
        (1700000000000, 1.7e9),
        (1700000000.5, 1700000000.5),
        ("2023-11-14T22:13:20Z", 1.7e9),
        ("2023-11-14 22:13:20", 1.7e9),
        ("2023-11-15T00:13:20+02:00", 1.7e9),
        (None, None),
    ],
)
def test_timestamp(timestamp: float | str | None, time_s: float | None) -> None:
    assert wire.time_s(timestamp) == time_s


@pytest.mark.parametrize("timestamp", [-1.0, 1e300, "yesterday"])
def test_a_timestamp_that_cannot_be(timestamp: float | str) -> None:
    with pytest.raises(ValueError, match="timestamp"):
        wire.time_s(timestamp)


@pytest.mark.parametrize(
    "line", [b"", b"[]", b'{"latitude":"x"}', b'{"altitude":1e30}', b'{"latitude":NaN}', b"\xff{", b"{" * 9999]
)
def test_a_line_that_is_no_row(line: bytes) -> None:
    with pytest.raises(ValueError, match="state vector"):
        wire.row(line)


def test_identities() -> None:
    assert wire.address("503a11") == 0x503A11
    assert [wire.address(text) for text in ("anonymous", "", None, "1000000", "0")] == [None] * 5
    assert (wire.mode_3a("7700"), wire.mode_3a(1200)) == (0o7700, 0o1200)
    assert [wire.mode_3a(text) for text in ("78", None, "12345", -1)] == [None] * 4
