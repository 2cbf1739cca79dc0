"""State as bytes: msgpack of plain values, with arrays as (dtype, shape, raw bytes). Same state, same bytes."""

from typing import Any

import msgspec
import numpy as np

_ARRAY = 1


def _encode(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        array = np.ascontiguousarray(value)
        return msgspec.msgpack.Ext(
            _ARRAY, msgspec.msgpack.encode((array.dtype.str, list(array.shape), array.tobytes()))
        )
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"cannot checkpoint a {type(value).__name__}")


def _decode(code: int, data: memoryview) -> Any:
    if code != _ARRAY:
        raise ValueError(f"unknown checkpoint extension {code}")
    dtype, shape, raw = msgspec.msgpack.decode(data, type=tuple[str, list[int], bytes])
    return np.frombuffer(raw, dtype).reshape(shape).copy()


_encoder = msgspec.msgpack.Encoder(enc_hook=_encode)
_decoder = msgspec.msgpack.Decoder(ext_hook=_decode)


def pack(state: dict[str, Any]) -> bytes:
    """Bytes of a dict of plain values, Structs (as their fields) and numpy arrays."""
    return _encoder.encode(state)


def unpack(data: bytes) -> dict[str, Any]:
    """The dict that `pack` was given; Structs come back as dicts (`msgspec.convert` makes them words again)."""
    state: dict[str, Any] = _decoder.decode(data)
    return state
