import numpy as np
import pytest

from sargas.model.checkpoint import pack, unpack
from sargas.model.tracks import Tracks


def test_state_comes_back() -> None:
    state = {"a": np.arange(6, dtype=np.int16).reshape(2, 3), "b": [1, "x", None], "c": np.float64(2.5), "d": b"\0"}
    back = unpack(pack(state))
    assert back["a"].dtype == np.int16
    assert back["a"].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert (back["b"], back["c"], back["d"]) == ([1, "x", None], 2.5, b"\0")


def test_columns_come_back() -> None:
    tracks = Tracks.empty(3, ("a",))
    tracks.callsign[1] = b"LOT1"
    back = Tracks.from_packed(unpack(pack(tracks.packed())))
    assert back.callsign.tolist() == tracks.callsign.tolist()
    assert back.reported_by.tolist() == [-1, -1, -1]


def test_same_state_same_bytes() -> None:
    assert pack({"x": np.ones(3)}) == pack({"x": np.ones(3)})
    assert pack({"x": np.ones((3, 2)).T}) == pack({"x": np.ones((2, 3))})


def test_restored_arrays_can_be_written() -> None:
    unpack(pack({"x": np.zeros(2)}))["x"][0] = 1.0


def test_what_cannot_be_kept_is_an_error() -> None:
    with pytest.raises(TypeError, match="cannot checkpoint a function"):
        pack({"x": pack})
