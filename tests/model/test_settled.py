"""Versions that a person acts upon, whichever room keeps the word."""

import msgspec
import pytest

from sargas.model.settled import Settled


class Word(msgspec.Struct, frozen=True):
    version: int = 1
    level: str = "advisory"
    distance_m: float = 0.0


class Kept(Settled[Word], msgspec.Struct):
    WORD = "word"

    word: Word
    settled: int = 1


def test_an_act_fits_until_what_it_is_upon_changes() -> None:
    kept = Kept(Word())
    assert kept.change(False, distance_m=1.0) == Word(2, distance_m=1.0)
    assert [kept.fits(seen) for seen in (None, 0, 1, 2, 3)] == [True, False, True, True, False]
    assert kept.change(True, level="alarm").version == 3
    assert [kept.fits(seen) for seen in (None, 1, 2, 3)] == [True, False, False, True]


@pytest.mark.parametrize("kept", [Kept(Word(3), 2)])
def test_it_is_written_down_with_its_word(kept: Kept) -> None:
    assert msgspec.convert(msgspec.to_builtins(kept), Kept) == kept
