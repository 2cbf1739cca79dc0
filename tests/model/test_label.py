import pytest

from sargas.model.label import CLASSIFICATIONS, classification_level


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("UNCLASSIFIED", 0),
        ("NATO UNCLASSIFIED", 0),
        ("restricted", 1),
        ("COSMIC TOP SECRET", 4),
        ("NATO SECRET", 3),
        ("TOPSECRET", None),
        ("", None),
    ],
)
def test_level_of_words(words: str, level: int | None) -> None:
    assert classification_level(words) == level
    assert CLASSIFICATIONS[0] == "UNCLASSIFIED"
