"""Characters and clocks of ASTERIX as arrays: six-bit and eight-bit call signs, times of day without a date.

Sources: ICAO Annex 10 vol. IV table 3-9 (six-bit characters); EUROCONTROL-SPEC-0149 Part 1 (times are seconds since
UTC midnight, in 1/128 s).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

DAY_S = 86400.0
DAY_LSBS = 86400 * 128
"""Of times of day: 1/128 s."""

_SIX = np.full(64, ord("?"), np.uint8)
_SIX[1:27] = np.arange(ord("A"), ord("Z") + 1)
_SIX[48:58] = np.arange(ord("0"), ord("9") + 1)
_SIX[32] = _SIX[0] = ord(" ")


def _stripped(characters: NDArray[np.uint8], given: NDArray[np.bool_]) -> tuple[NDArray[np.bytes_], NDArray[np.bool_]]:
    """Characters of the given rows as bytes without trailing blanks, and in which rows anything is left."""
    blank = np.logical_and.accumulate((characters == 32)[:, ::-1], axis=1)[:, ::-1]
    texts = np.zeros(len(given), f"S{characters.shape[1]}")
    there = given.copy()
    if len(characters):
        kept = np.where(blank, 0, characters).astype(np.uint8)
        texts[given] = kept.view(texts.dtype)[:, 0]
        there[given] = ~blank[:, 0]
    return texts, there


def six_bit(raw: NDArray[np.int64], given: NDArray[np.bool_]) -> tuple[NDArray[np.bytes_], NDArray[np.bool_]]:
    """Eight characters of six bits each, trailing blanks gone; unknown codes are `?`."""
    codes = (raw[given, None] >> np.arange(42, -1, -6)) & 63
    return _stripped(_SIX[codes], given)


def eight_bit(
    raw: NDArray[np.int64], octets: int, given: NDArray[np.bool_]
) -> tuple[NDArray[np.bytes_], NDArray[np.bool_]]:
    """`octets` characters of eight bits each, trailing blanks and zeros gone; what is not printable ASCII is `?`."""
    codes = (raw[given, None] >> np.arange(8 * (octets - 1), -1, -8)) & 255
    codes = np.where(codes == 0, 32, codes)
    return _stripped(np.where((codes < 32) | (codes > 126), ord("?"), codes).astype(np.uint8), given)


def to_six_bit(texts: NDArray[np.bytes_]) -> NDArray[np.int64]:
    """Eight characters as 48 bits, padded with blanks; what has no code becomes the undefined 63, read as `?`."""
    characters = np.frombuffer(texts.astype("S8").tobytes(), np.uint8).reshape(-1, 8).astype(np.int64)
    codes = np.where((characters == 0) | (characters == 32), 32, 63)
    codes = np.where((characters >= ord("A")) & (characters <= ord("Z")), characters - 64, codes)
    codes = np.where((characters >= ord("0")) & (characters <= ord("9")), characters, codes)
    result: NDArray[np.int64] = np.sum(codes << np.arange(42, -1, -6), axis=1)
    return result


def to_eight_bit(texts: NDArray[np.bytes_], octets: int) -> NDArray[np.int64]:
    """`octets` characters of eight bits, cut or padded with blanks."""
    characters = np.frombuffer(texts.astype(f"S{octets}").tobytes(), np.uint8).reshape(-1, octets).astype(np.int64)
    result: NDArray[np.int64] = np.sum(
        np.where(characters == 0, 32, characters) << np.arange(8 * (octets - 1), -1, -8), axis=1
    )
    return result


def dated(time_of_day_s: NDArray[np.float64], arrival_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """The UTC time nearest to arrival at this time of day: midnight wraps both ways."""
    # Whole days are added to what was read, so that no digit of the time of day is lost.
    days = np.round((arrival_s - time_of_day_s) / DAY_S)
    result: NDArray[np.float64] = days * DAY_S + time_of_day_s
    return result
