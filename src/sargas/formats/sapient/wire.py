"""SAPIENT on the wire: bytes -> messages of BSI Flex 335 v2.0, in protobuf or as protobuf JSON.

form      what it is                                                                                source
frame     u32 little endian, length of what follows; a SapientMessage in protobuf, at most 1 MiB    clause 5, protobuf
          0A n  timestamp {08 seconds, 10 nanoseconds}   12 24  node_id, 36 letters   ...           encoding
text      one JSON object a message, in any layout; several follow each other or stand in a list    protobuf JSON

A connection carries frames; recordings and datagrams carry either, as their first four bytes say: as a length they are
more than 1 MiB where a text begins.
Protobuf has no marks to find one's place again. Where a length cannot be, or a frame cannot be read, the next place
that looks like the beginning of a frame is taken: a length, a timestamp and a node_id of 36 letters.
"""

import json
import re
import struct
from typing import Any, NamedTuple

import msgspec
from google.protobuf import json_format
from google.protobuf.message import DecodeError as NotProtobuf
from sapient_msg.bsi_flex_335_v2_0.sapient_message_pb2 import SapientMessage

from sargas.formats.framing.framed import Findings
from sargas.formats.framing.objects import Objects

MAX_BYTES = 1 << 20
LENGTH_BYTES = 4
_TEXT = frozenset(b"{[ \t\r\n\xef")
_UNKNOWN = re.compile(r'has no field named "([^"]{1,64})" at "SapientMessage\.?([^"]{0,200})"')
_PATHS = (re.compile(r'at "?SapientMessage\.?([\w.\[\]]*\w)'), re.compile(r".*Failed to parse (\w+) field"))
"""What the library says of a field; of several the innermost."""
_INDEX = re.compile(r"\[\d+\]")
_length = struct.Struct("<I").unpack_from
_STAMP_BYTES = 18
"""The longest timestamp that is one."""
_STAMPS = b"|".join(re.escape(bytes((n,))) + b".{%d}" % n for n in range(2, _STAMP_BYTES + 1))
_HEAD = re.compile(b"\x0a(?:" + _STAMPS + b")\x12\\x24", re.DOTALL)
"""Timestamp and the beginning of a node_id."""
_HEAD_BYTES = LENGTH_BYTES + 2 + _STAMP_BYTES + 2
"""Bytes of a frame by which its beginning can be told."""


class Message(msgspec.Struct, frozen=True, gc=False):
    """One message as it came, without its length, and as it was read; `unknown` is the path of a field that only the
    names of JSON can tell not to exist."""

    octets: bytes
    content: Any
    unknown: str = ""


class Cut(NamedTuple):
    """What was cut out of bytes, in its order, and what was wrong, each time it was."""

    messages: list[Message]
    faults: list[str]


class Cutter:
    """Pieces of one connection -> whole messages. It keeps at most one that is not complete, in `kept`."""

    def __init__(self, kept: bytes = b"", lost: bool = False, doubted: bool = False) -> None:
        self.kept = kept
        self.lost = lost
        """Looking for the next beginning of a frame: nothing else is one now."""
        self.doubted = doubted
        """A frame could not be read, and none since: the next one that cannot is passed over whole, so that no octet is
        gone through more than twice."""

    def feed(self, data: bytes) -> Cut:
        """What these bytes complete."""
        cut = Cut([], [])
        data = self.kept + data
        self.kept = data[self._cut(data, cut) :]
        return cut

    def flush(self) -> Cut:
        """A fault for what the end cuts off."""
        cut = Cut([], ["frame cut off by the end"] if self.kept and not self.lost else [])
        self.kept, self.lost, self.doubted = b"", False, False
        return cut

    def _cut(self, data: bytes, cut: Cut) -> int:
        """Cuts whole frames; gives the place up to which that is done. The same, however the bytes were split."""
        at, size = 0, len(data)
        while at + LENGTH_BYTES < size:
            if self.lost:
                begin = _begin(data, at)
                if begin < 0:
                    return max(at, size - _HEAD_BYTES)  # there may be one that cannot be told yet
                at, self.lost = begin, False
            end = at + LENGTH_BYTES + _length(data, at)[0]
            # Every field of a SapientMessage has a length (wire type 2); a frame without any says nothing.
            if not LENGTH_BYTES < end - at <= LENGTH_BYTES + MAX_BYTES or data[at + LENGTH_BYTES] & 7 != 2:
                cut.faults.append("bytes that are no frame: skipped")
                at, self.lost = at + 1, True
                continue
            if end > size:
                break
            octets = data[at + LENGTH_BYTES : end]
            try:
                cut.messages.append(Message(octets, SapientMessage.FromString(octets)))
                self.doubted = False
            except NotProtobuf:
                cut.faults.append("frame that is no SapientMessage")
                begin = -1 if self.doubted else _begin(data[:end], at + 1)  # its length may be what is wrong with it
                self.doubted, end = True, end if begin < 0 else begin
            at = end
        return at


def payload(data: bytes) -> Cut:
    """Of bytes that stand alone: whole frames, or texts."""
    if data and data[0] in _TEXT and int.from_bytes(data[:LENGTH_BYTES], "little") > MAX_BYTES:
        return _texts(data)
    cutter = Cutter()
    cut, rest = cutter.feed(data), cutter.flush()
    return Cut(cut.messages, cut.faults + rest.faults)


def _begin(data: bytes, at: int) -> int:
    """The first place from `at` on that looks like the beginning of a frame, length first; -1 if there is none."""
    found = _HEAD.search(data, at + LENGTH_BYTES)
    while found is not None:
        begin = found.start() - LENGTH_BYTES
        if found.end() - found.start() <= _length(data, begin)[0] <= MAX_BYTES:
            return begin
        found = _HEAD.search(data, found.start() + 1)
    return -1


def _texts(data: bytes) -> Cut:
    findings = Findings()
    objects = Objects(findings, 0.0)
    cut = Cut([], [])
    for framed in objects.feed(data):
        try:
            cut.messages.append(_of_text(framed.payload))
        except ValueError as error:
            cut.faults.append(str(error))
    objects.flush()
    cut.faults.extend(fault.reason for fault in findings.faults("", 0.0))
    return cut


def _of_text(text: bytes) -> Message:
    """Raises ValueError with one line that holds no value of the sender's."""
    try:
        content = json.loads(text)
        try:
            return Message(text, json_format.ParseDict(content, SapientMessage()))
        except json_format.ParseError as error:
            unknown = _UNKNOWN.search(str(error))
            if unknown is None:
                raise
            path = ".".join(filter(None, (_INDEX.sub("", unknown[2]), unknown[1])))
            return Message(text, json_format.ParseDict(content, SapientMessage(), ignore_unknown_fields=True), path)
    except json_format.ParseError as error:
        places = (path.search(str(error)) for path in _PATHS)
        field = next((_INDEX.sub("", place[1]) for place in places if place), "")
        raise ValueError(f"JSON that is no SapientMessage: {field or 'a field'} cannot be read") from None
    except (ValueError, RecursionError, TypeError, AttributeError, OverflowError):
        raise ValueError("text that is no JSON object") from None


def message_from(node_id: str, time_s: float, to: str = "") -> Any:
    """A SapientMessage from a node, sent at `time_s`, to the millisecond; to all, or to the node `to`."""
    message = SapientMessage(node_id=node_id)
    if to:
        message.destination_id = to
    message.timestamp.FromNanoseconds(round(time_s * 1000.0) * 1_000_000)
    return message


def frame_of(message: Any) -> bytes:
    """The frame that says a SapientMessage."""
    octets: bytes = message.SerializeToString()
    return len(octets).to_bytes(LENGTH_BYTES, "little") + octets


def sent_s(message: Any) -> float:
    """When a SapientMessage says that it was sent, UTC Unix seconds."""
    stamp = message.timestamp
    return float(stamp.seconds + stamp.nanos * 1e-9)


def time_s(data: bytes) -> float | None:
    """When the first message of a payload was sent; None where that is not told."""
    messages = payload(data).messages
    return sent_s(messages[0].content) or None if messages else None
