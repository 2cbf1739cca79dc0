"""Fields to bytes: Entity States as columns, PDUs of simulation management one by one.

Timestamps are absolute, in UTC: who reads them may believe them as far as the clock of this machine is right.
"""

import struct

import numpy as np
from numpy.typing import NDArray

from sargas.formats.dis import kinds
from sargas.formats.dis.wire import ENTITY_STATE, HOUR_S, STATE_OCTETS, UNIT_S, Identifier

_ABSOLUTE = 1


def timestamps(time_s: NDArray[np.float64]) -> NDArray[np.uint32]:
    """Absolute timestamps of UTC Unix seconds, (N,)."""
    units = np.floor(np.mod(time_s, HOUR_S) / UNIT_S).astype(np.uint32)
    result: NDArray[np.uint32] = (units << np.uint32(1)) | np.uint32(_ABSOLUTE)
    return result


def entity_states(columns: NDArray[np.void], version: int, exercise: int) -> list[bytes]:
    """Entity States of an array (N,) of ENTITY_STATE whose header is not filled in yet, but for the timestamp."""
    columns["version"], columns["exercise"] = version, exercise
    columns["kind"], columns["family"] = kinds.ENTITY_STATE, kinds.FAMILIES[kinds.ENTITY_STATE]
    columns["length"] = STATE_OCTETS
    columns["status"] = kinds.CONSTRUCTIVE if version >= 7 else 0
    octets = columns.tobytes()
    return [octets[at : at + STATE_OCTETS] for at in range(0, len(octets), STATE_OCTETS)]


def no_states(count: int) -> NDArray[np.void]:
    """Rows of ENTITY_STATE that say nothing."""
    rows: NDArray[np.void] = np.zeros(count, ENTITY_STATE)
    return rows


class Sender:
    """Who speaks: version, exercise and our simulation application."""

    def __init__(self, version: int, exercise: int, site: int, application: int) -> None:
        self._version, self._exercise = version, exercise
        self._own = Identifier(site, application, 0)

    def _pdu(self, kind: int, whom: Identifier, time_s: float, body: bytes) -> bytes:
        length = 24 + len(body)
        timestamp = int(timestamps(np.array([time_s]))[0])
        status = kinds.CONSTRUCTIVE if self._version >= 7 else 0
        head = struct.pack(
            ">BBBBIHBx", self._version, self._exercise, kind, kinds.FAMILIES[kind], timestamp, length, status
        )
        return head + struct.pack(">6H", *self._own, *whom) + body

    def start(self, whom: Identifier, time_s: float, request: int) -> bytes:
        """Start/Resume, now."""
        return self._pdu(kinds.START, whom, time_s, clock_time(time_s) * 2 + struct.pack(">I", request))

    def stop(self, whom: Identifier, time_s: float, request: int, reason: int) -> bytes:
        """Stop/Freeze, now."""
        return self._pdu(kinds.STOP, whom, time_s, clock_time(time_s) + struct.pack(">BBxxI", reason, 0, request))

    def acknowledge(self, whom: Identifier, time_s: float, kind: int, request: int) -> bytes:
        """Acknowledge of a Start/Resume or Stop/Freeze: a person has to act."""
        body = struct.pack(">HHI", kinds.ACKNOWLEDGES[kind], kinds.PENDING_OPERATOR, request)
        return self._pdu(kinds.ACKNOWLEDGE, whom, time_s, body)

    def remove(self, whom: Identifier, time_s: float, request: int) -> bytes:
        """Remove Entity."""
        return self._pdu(kinds.REMOVE, whom, time_s, struct.pack(">I", request))

    def comment(self, whom: Identifier, time_s: float, text: str) -> bytes:
        """Comment with one text."""
        words = text.encode("ascii", "replace")
        filled = words.ljust((len(words) + 7) // 8 * 8, b"\0")
        return self._pdu(kinds.COMMENT, whom, time_s, struct.pack(">IIII", 0, 1, 0, 8 * len(words)) + filled)


def clock_time(time_s: float) -> bytes:
    """Hours since 1970 and units past the hour of UTC Unix seconds, absolute."""
    return struct.pack(">II", int(time_s // HOUR_S), int(timestamps(np.array([time_s]))[0]))
