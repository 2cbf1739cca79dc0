"""What outsiders name does not grow."""

from sargas.model.bounded import keep


def test_the_one_kept_longest_goes_first() -> None:
    kept: dict[str, int] = {}
    for name in ("a", "b", "a", "c"):
        assert keep(kept, name, len(kept), 2) == kept[name]
    assert list(kept) == ["a", "c"], "a was named again after b"
