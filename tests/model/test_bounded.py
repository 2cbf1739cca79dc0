"""What outsiders name does not grow."""

from sargas.model.bounded import keep, kept


def test_the_one_kept_longest_goes_first() -> None:
    names: dict[str, int] = {}
    for name in ("a", "b", "a", "c"):
        assert keep(names, name, len(names), 2) == names[name]
    assert list(names) == ["a", "c"], "a was named again after b"


def test_what_there_is_not_is_made_and_what_there_is_stays_in_its_place() -> None:
    names: dict[str, list[int]] = {}
    first = kept(names, "a", list, 2)
    assert kept(names, "b", list, 2) is not first
    assert kept(names, "a", list, 2) is first
    kept(names, "c", list, 2)
    assert list(names) == ["b", "c"], "a was begun first"
