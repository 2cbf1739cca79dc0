import numpy as np
import pytest

from sargas.model.columns import flag, hash_text, set_bits
from sargas.model.plots import Plots
from sargas.model.tracks import Tracks


def test_take_by_index_and_by_mask() -> None:
    plots = Plots(("a",), time_s=np.array([1.0, 2.0, 3.0]))
    assert plots.take(np.array([2, 0])).time_s.tolist() == [3.0, 1.0]
    assert plots.take(np.array([False, True, False])).time_s.tolist() == [2.0]
    assert plots.take(np.array([0])).sources == ("a",)


def test_unequal_lengths_and_unknown_columns_are_errors() -> None:
    with pytest.raises(ValueError, match="column kind has shape"):
        Plots((), time_s=np.zeros(2), kind=np.zeros(3))
    with pytest.raises(TypeError, match="no column 'colour'"):
        Plots((), colour=np.zeros(2))


def test_a_column_that_is_not_given_is_filled() -> None:
    tracks = Tracks((), number=np.array([7, 8]))
    assert tracks.reported_by.tolist() == [-1, -1]
    assert tracks.covariance.shape == (2, 21)


def test_flags() -> None:
    assert flag(np.array([0, 4, 6], np.uint32), 4).tolist() == [False, True, True]
    assert list(set_bits(0b10110)) == [1, 2, 4]


def test_remote_ids_are_hashed_by_fnv() -> None:
    got = hash_text(np.array([b"ab", b"ab", b"ac"], "S4"))
    value = 14695981039346656037
    for octet in b"ab\0\0":
        value = (value ^ octet) * 1099511628211 % 2**64
    assert int(got[0]) == value | 1 << 63
    assert got[0] == got[1] != got[2]
