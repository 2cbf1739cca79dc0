"""Streams and datagrams of TAK: bytes -> XML texts and TakMessages, and back.

mesh      BF 01 BF, a TakMessage; or XML: one a datagram                     TAK protocol version 1
stream    BF, varint length, a TakMessage; or XML: one after another, mixed

An XML event ends at </event> and begins at the last <event before it: what stands between is skipped and counted once.
"""

import re

import msgspec

MAX_BYTES = 1 << 20
MAGIC, MESH = 0xBF, b"\xbf\x01\xbf"
_SPACE = b" \t\r\n\x00"
_NOTHING = re.compile(rb"(?:[\s\x00]|<\?[^>]*\?>|<!--(?:[^-]|-[^-])*-->)*+")
"""What XML may begin or end with and be nothing: a declaration, comments."""
_MARK = re.compile(rb"[<\xbf]")
_END, _BEGIN, _DECLARED = b"</event>", b"<event", b"<?xml"


class Message(msgspec.Struct, frozen=True, gc=False):
    """One message out of a stream or a datagram: a TakMessage without its header, or XML."""

    octets: bytes
    is_protobuf: bool


class Cutter:
    """Pieces of a stream -> messages; keeps at most one that is not complete."""

    def __init__(self, kept: bytes = b"", seen: int = 0, lost: bool = False) -> None:
        self.kept = kept
        self.seen = seen
        """Up to where `kept` was looked through for the end of an event."""
        self.lost = lost
        """The fault for what is being skipped was told."""

    def feed(self, data: bytes) -> tuple[list[Message], list[str]]:
        """(messages, faults) completed by these bytes."""
        data, at = self.kept + data, 0
        messages: list[Message] = []
        faults: list[str] = []
        while at < len(data):
            if data[at] == MAGIC:
                begin, end = _framed(data, at)
                if begin < 0 or end > len(data):
                    break
                if begin > 0:
                    messages.append(Message(data[begin:end], True))
                    at, self.lost = end, False
                else:
                    at = self._skip(data, at, at + 1, faults)
            elif data[at] == 0x3C:  # <
                end = data.find(_END, max(at, at + self.seen - len(_END)))
                if end < 0:
                    self.seen = len(data) - at
                    if self.seen > MAX_BYTES:
                        at = self._skip(data, at, len(data), faults)
                    break
                begin = max(data.rfind(_BEGIN, at, end), at)
                if not data.startswith(_DECLARED, at):
                    self._skip(data, at, begin, faults)
                at = end + len(_END)
                messages.append(Message(data[begin:at], False))
                self.seen, self.lost = 0, False
            else:
                mark = _MARK.search(data, at)
                at = self._skip(data, at, mark.start() if mark else len(data), faults)
        self.kept = data[at:]
        return messages, faults

    def _skip(self, data: bytes, at: int, end: int, faults: list[str]) -> int:
        """Passes over bytes that are nothing, counted once until something is."""
        self.seen = 0
        if data[at:end].strip(_SPACE) and not self.lost:
            faults.append("bytes that are neither an event nor a TAK message: skipped")
            self.lost = True
        return end

    def flush(self) -> list[str]:
        """A fault for what the end cuts off."""
        cut = [] if _NOTHING.fullmatch(self.kept) else ["event cut off by the end"]
        self.kept, self.seen, self.lost = b"", 0, False
        return cut


def _framed(data: bytes, at: int) -> tuple[int, int]:
    """(begin, end) of the TakMessage whose header is at `at`; begin -1 if more is needed to tell, 0 if it is none."""
    length = 0
    for k in range(4):
        if at + 1 + k >= len(data):
            return -1, 0
        length |= (data[at + 1 + k] & 0x7F) << 7 * k
        if not data[at + 1 + k] & 0x80:
            begin = at + 2 + k
            return (begin, begin + length) if 0 < length <= MAX_BYTES else (0, 0)
    return 0, 0


def datagram(payload: bytes) -> Message:
    """What a datagram holds."""
    if payload[: len(MESH)] == MESH:
        return Message(payload[len(MESH) :], True)
    return Message(payload, False)


def streamed(octets: bytes) -> bytes:
    """A TakMessage with the header of a stream."""
    length, head = len(octets), bytearray((MAGIC,))
    while length > 0x7F:
        head.append(length & 0x7F | 0x80)
        length >>= 7
    return bytes((*head, length)) + octets
