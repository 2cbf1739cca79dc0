import msgspec
import pytest

from alerting.scene import incident
from sargas.alerting.level import TABLE, ends, graver, level_of, worst_of
from sargas.model.incident import SITUATIONS


@pytest.mark.parametrize(
    ("situation", "probability", "level"),
    [
        ("approaching", 0.0, "advisory"),
        ("inside", 0.92, "caution"),
        ("inside", 0.95, "warning"),
        ("left", 0.0, None),
        ("lost", 1.0, None),
    ],
)
def test_levels(situation: str, probability: float, level: str | None) -> None:
    assert level_of(incident(situation=situation, probability=probability), 0.95) == level


def test_the_table_knows_only_situations_and_each_once() -> None:
    assert len({row[:2] for row in TABLE}) == len(TABLE)
    assert {row[0] for row in TABLE} <= set(SITUATIONS)


def test_the_graver() -> None:
    assert graver("advisory", None) == "advisory"
    assert graver("caution", "warning") == "warning"


def test_lost_is_never_clear() -> None:
    assert ends(incident(situation="lost")) is None
    assert ends(incident(situation="left")) == "all clear"
    assert ends(incident(situation="inside", handling="closed")) == "closed"


def test_the_worst_of_what_is_lost() -> None:
    lost = incident(situation="lost", highest_probability=0.97, entered_s=None)
    assert worst_of(lost, 0.95) == "advisory", "it never entered"
    assert worst_of(msgspec.structs.replace(lost, entered_s=1.0), 0.95) == "warning"
    assert worst_of(msgspec.structs.replace(lost, entered_s=1.0), 0.99) == "caution"
