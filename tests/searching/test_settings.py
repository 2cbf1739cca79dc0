"""The table and what may be set."""

import msgspec
import pytest

from sargas.model.track import CLASSES
from sargas.searching.settings import PROSPECTS, Prospect, Settings


def test_every_class_has_prospects() -> None:
    assert set(PROSPECTS) == set(CLASSES)
    own = Prospect({"falls": 1.0}, 0.0)
    assert Settings(prospects={"balloon": own}).prospect("balloon") == own
    assert Settings().prospect("balloon") == PROSPECTS["balloon"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"particles": 10}, "particles 10"),
        ({"step_s": 1}, "step_s"),
        ({"most_open": 0}, "most_open"),
        ({"sector_m": 10}, "sector_m"),
        ({"sectors": 0}, "sectors"),
        ({"coverage_trust": 1.0}, "coverage_trust"),
        ({"prospects": {"balloon": {"shares": {"falls": 0.5}, "endurance_s": 0}}}, "sum to 1"),
        ({"prospects": {"balloon": {"shares": {"falls": 1.0}, "endurance_s": 1e9}}}, "endurance_s"),
        ({"prospects": {"zeppelin": {"shares": {"falls": 1.0}, "endurance_s": 1}}}, "zeppelin"),
    ],
)
def test_what_makes_no_sense_is_refused(said: dict[str, object], why: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=why):
        msgspec.convert(said, Settings)
