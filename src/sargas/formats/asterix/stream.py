"""Cutting what arrives into data blocks: datagrams that stand alone, or one stream cut anywhere.

Rule for datagrams: what cannot be cut ends that datagram and nothing else.
Rule for a stream: an incomplete block waits for its rest (at most 65,535 octets are kept). A length below 3 loses the
rhythm; it is found again at the first octet that is a category read here, with a length of at most 8192 and such a
category right behind it; what lies between is one Fault. All of it depends on the bytes alone, not on how they came.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from sargas.formats.asterix.columns import Blocks, cut
from sargas.formats.asterix.tables import EDITIONS
from sargas.formats.asterix.wire import CUT_REASONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sargas.model.record import Chunk

LONGEST_AFTER_LOSS = 8192
_CATEGORY = re.compile(b"[" + b"".join(re.escape(bytes((category,))) for category in EDITIONS) + b"]", re.DOTALL)
LOST = "lost the rhythm of data blocks"


class Cutter:
    """Chunks of one feed -> blocks. `kept` and `hunting` are all its state."""

    def __init__(self, stream: bool) -> None:
        self.stream = stream
        self.kept = b""
        self.hunting = False

    def cut(self, chunks: Sequence[Chunk]) -> tuple[Blocks, list[tuple[int, str, int]]]:
        """Blocks, each with the index of the chunk its last octet came in, and (chunk, reason, offset) of faults."""
        sizes = np.array([len(chunk.payload) for chunk in chunks], np.int64)
        ends = np.cumsum(sizes)
        if not self.stream:
            data = np.frombuffer(b"".join(chunk.payload for chunk in chunks), np.uint8)
            blocks, codes = cut(data, ends - sizes, ends)
            faults = [
                (int(i), CUT_REASONS[codes[0, i]], int(codes[1, i] - ends[i] + sizes[i]))
                for i in np.flatnonzero(codes[0])
            ]
            return blocks, faults
        octets = self.kept + b"".join(chunk.payload for chunk in chunks)
        data = np.frombuffer(octets, np.uint8)
        before = len(self.kept)
        parts: list[Blocks] = []
        stream_faults: list[tuple[int, str, int]] = []
        at = 0
        while True:
            if self.hunting:
                at, found = _next_block(octets, at)
                if not found:
                    break
                self.hunting = False
            blocks, codes = cut(data, np.array([at], np.int64), np.array([len(octets)], np.int64))
            if len(blocks):
                parts.append(blocks)
                at = int(blocks.end[-1])
            if codes[0, 0] != 2:
                break
            stream_faults.append((min(_chunk(ends, at + 3 - before), len(chunks) - 1), LOST, at))
            at += 1
            self.hunting = True
        self.kept = octets[at:]
        category, start, end = (
            np.concatenate([getattr(part, name) for part in parts] or [np.zeros(0, np.int64)])
            for name in ("category", "start", "end")
        )
        came = np.minimum(np.searchsorted(ends, end - before, side="left"), len(chunks) - 1).astype(np.int64)
        return Blocks(data, category, start, end, came), stream_faults

    def flush(self) -> bytes:
        """What the end of the stream leaves unread."""
        kept, self.kept, self.hunting = self.kept, b"", False
        return kept


def _chunk(ends: np.ndarray[tuple[int], np.dtype[np.int64]], octets: int) -> int:
    return int(np.searchsorted(ends, octets, side="left"))


def _next_block(octets: bytes, at: int) -> tuple[int, bool]:
    """Where blocks begin again from `at` on; (place to look again with more octets, False) when it cannot be told."""
    for match in _CATEGORY.finditer(octets, at):
        place = match.start()
        if place + 3 > len(octets):
            return place, False
        length = octets[place + 1] << 8 | octets[place + 2]
        if not 4 <= length <= LONGEST_AFTER_LOSS:
            continue
        if place + length >= len(octets):
            return place, False
        if octets[place + length] in EDITIONS:
            return place, True
    return len(octets), False
