import sargas.errors
from sargas.errors import ConfigError, DecodeError, SargasError


def test_the_tree_is_as_drawn() -> None:
    drawn = sargas.errors.__doc__ or ""
    for name in ("ConfigError", "DecodeError", "Unavailable", "Rejected", "JournalError"):
        assert issubclass(getattr(sargas.errors, name), SargasError)
        assert name in drawn


def test_findings_are_all_told() -> None:
    error = ConfigError(["a: wrong", "b: wrong too"])
    assert error.findings == ("a: wrong", "b: wrong too")
    assert str(error) == "a: wrong\nb: wrong too"


def test_where_bytes_are_wrong() -> None:
    error = DecodeError("length runs over", 17)
    assert isinstance(error, ValueError)
    assert (error.reason, error.offset) == ("length runs over", 17)
    assert "byte 17" in str(error)
