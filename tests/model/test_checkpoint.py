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


@pytest.mark.parametrize("dtype", ["u1", "f8", "i2", "S8"])
def test_large_arrays_that_are_mostly_zero_are_small_and_come_back_to_the_bit(dtype: str) -> None:
    array = np.zeros((1 << 18, 16), dtype)
    array[7, 3], array[100_000, 15] = 1, 3
    packed = pack({"x": array})
    assert len(packed) < 1000
    back = unpack(packed)["x"]
    assert back.dtype == array.dtype
    assert back.shape == array.shape
    assert back.tobytes() == array.tobytes()
    back[0, 0] = 1
    full = np.full((1 << 18, 16), 1).astype(dtype)
    assert unpack(pack({"x": full}))["x"].tobytes() == full.tobytes()
    assert len(pack({"x": full})) > full.nbytes
    assert unpack(pack({"x": -np.zeros(1 << 18)}))["x"].tobytes() == (-np.zeros(1 << 18)).tobytes(), (
        "minus zero is not 0"
    )
