"""Detect: which framing a recording has, told by its content; the name decides only where content cannot."""

from sargas.errors import DecodeError
from sargas.formats.framing.alerts import begins_an_alert
from sargas.formats.framing.blocks import (
    GPS_HEADER,
    Link,
    block_length,
    final_length,
    gps_length,
    oradis_length,
)
from sargas.formats.framing.messages import BODY
from sargas.formats.framing.pcap import PCAP_MAGIC, PCAPNG_MAGIC
from sargas.formats.framing.prefixed import prefixed_length

HEAD = 1 << 18
"""Bytes of a recording's beginning that are looked at."""

_TEXT = frozenset(range(0x20, 0x7F)) | {9, 10, 13}


def detect(data: bytes, name: str = "") -> str:
    """Name of the framing of the (unpacked) beginning `data` of a recording called `name`; DecodeError if none fits."""
    data = data[:HEAD]
    if not data.strip(b"\x00"):
        raise DecodeError("an empty recording" if not data else "nothing but zero bytes", 0)
    if data[:4] in PCAP_MAGIC:
        return "pcap"
    if data[:4] == PCAPNG_MAGIC:
        return "pcapng"
    text = _text(data)
    if text:
        return text
    beast = _beast(data)
    binary = (("ff", final_length, 0), ("oradis", oradis_length, 0), ("gps", gps_length, GPS_HEADER))
    for framing, link, start in binary:
        if _chain(data, link, start) >= 1:
            return framing
    blocks, prefixed = _chain(data, block_length, 0), _chain(data, prefixed_length, 0)
    if blocks >= max(beast, prefixed, 1):
        return "raw"
    if beast >= 2:
        return "beast"
    if prefixed >= 1:
        return "u32le"
    if block_length(data) > 0 and name.lower().endswith((".ast", ".raw", ".asterix")):
        return "raw"
    known = "ASTERIX blocks, pcap, pcapng, .ff, .gps, Beast, messages with their length or lines of text"
    raise DecodeError(f"no known framing: not {known}", 0)


def _text(data: bytes) -> str | None:
    """Framing of lines, when the first of them is text."""
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    line = start.partition(b"\n")[0][:4096].strip()
    if not line or sum(byte in _TEXT for byte in line) < 0.95 * len(line) or b"\x00" in line:
        return None
    if line[:1] == b"<" and begins_an_alert(start):
        return "cap"
    if line.startswith((b"<?xml", b"<event")) and not _declared(start).endswith((b"</event>", b"/>")):
        return "whole"  # XML laid out over lines
    if line[:1] == b"[":
        return "rows"
    if line[:1] == b"{":
        return "jsonl"
    if line[:1] in b"*@" and line[-1:] == b";":
        return "avr"
    if line.split(b",", 1)[0] in (b"MSG", b"SEL", b"ID", b"AIR", b"STA", b"CLK"):
        return "sbs"
    return "lines" if len(line) >= 4 else None


def _declared(start: bytes) -> bytes:
    """The first line of XML that says more than that it is some."""
    line, _, rest = start.partition(b"\n")
    declares = line.startswith(b"<?xml") and line.rstrip().endswith(b"?>") and line.count(b"<") == 1
    return (rest.lstrip().partition(b"\n")[0] if declares else line).rstrip()


def _chain(data: bytes, link: Link, at: int) -> int:
    """Whole frames one after another from `at`; 0 where the chain breaks before it could convince.

    Three frames convince, or fewer that end exactly with the data; the last may be cut off by the end.
    """
    count = 0
    while at < len(data):
        length = link(data, at)
        if length == 0:
            return count if count >= 3 else 0
        if length < 0 or at + length > len(data):
            break
        count, at = count + 1, at + length
    return count


def _beast(data: bytes) -> int:
    """Beast frames found, each begun by a single 1A; the beginning may lie within one."""
    count, at = 0, data.find(b"\x1a")
    while 0 <= at < len(data) - 1:
        if data[at + 1] in BODY:
            count += 1
        at = data.find(b"\x1a", at + 2)
    return count if count * 60 >= len(data) else 0
