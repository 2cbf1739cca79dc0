"""The bytes of a segment file, format version 1. All numbers are little-endian; no padding anywhere.

A segment is a header, records and, once finished, a seal. Its name: first record number in 20 digits, `.sargas`.

Header                                        Record
  0   8  magic "SARGASJ\\n"                      0   4  magic "SREC"
  8   2  u16 format version (1)                 4   4  u32 length of the payload
 10   2  u16 length n of the partition          8   8  u64 number
 12   8  u64 number of the first record        16   8  f64 time_s (arrival, UTC Unix seconds)
 20   8  f64 time_s of the first record        24   1  u8 kind (model.RecordKind)
 28  32  chain of the last record before;      25   1  u8 flags: 1 personal, 2 first of a commit,
         zeros in the first segment                    4 time was clamped, 8 a note of the journal itself
 60   4  CRC-32 of bytes 0..59 and partition   26   2  u16 length n of the feed id
 64   n  partition, UTF-8                      28  32  H = SHA-256(salt, payload)
                                               60  32  chain = SHA-256(link, bytes 0..59, feed id)
Seal                                           92   4  CRC-32 of bytes 0..91 and feed id
  0   4  magic "SEAL"                          96   4  CRC-32 of salt and payload; 0 once erased
  4   4  u32 1 = sealed by hand, 0 = another  100   4  state: zeros, or "ERSD" once erased
         segment follows                      104  16  salt; zeros once erased
  8   8  u64 number of the last record        120   n  feed id, UTF-8
 16   8  f64 time_s of the last record     120 + n     payload; zeros once erased
 24   8  u64 count of records
 32   8  u64 offset of this seal
 40  32  chain of the last record
 72  32  SHA-256 of bytes 0..71

link = chain of the record before; for the first record of a segment SHA-256 of the segment header (which holds that
chain). So the chain covers headers of segments and records, feed ids and H, but neither salt nor payload: both can be
zeroed and the chain still verifies. The salt goes with the payload, and the CRC too: what stays of a telephone number
must not be a fingerprint that a list of all telephone numbers can be tried against.
"""

import re
import struct
from hashlib import sha256
from pathlib import Path
from typing import Literal
from zlib import crc32

import msgspec

from sargas.errors import JournalError
from sargas.model.record import Record

VERSION = 1
SUFFIX = ".sargas"
MAGIC = b"SARGASJ\n"
RECORD_MAGIC = b"SREC"
SEAL_MAGIC = b"SEAL"
PRESENT = b"\0\0\0\0"
ERASED = b"ERSD"
NO_CHAIN = bytes(32)
SALT_BYTES = 16
MAX_PAYLOAD_BYTES = 1 << 30
MAX_NAME_BYTES = 255
"""Longest feed id or partition, in UTF-8 bytes."""

PERSONAL = 1
FIRST_OF_COMMIT = 2
CLAMPED = 4
NOTE = 8

HEADER = struct.Struct("<8sHHQd32s")
HEADER_SIZE = HEADER.size + 4
CHAINED = struct.Struct("<4sIQdBBH32s")
"""The part of a record's head that the chain covers, besides the feed id."""
UNCHAINED = struct.Struct("<32sI")
BODY = struct.Struct("<I4s16s")
HEAD = struct.Struct("<4sIQdBBH32s32sII4s16s")
SEAL = struct.Struct("<4sIQdQQ32s")
SEAL_SIZE = SEAL.size + 32

_NAME = re.compile(r"\d{20}\.sargas")


class Stored(Record, frozen=True):
    """A Record as the journal holds it. An erased one has payload b"" and `erased`; it keeps its place in the chain.

    `personal` marks what erasure by age may take; `clamped` says that the clock had gone backwards and `time_s` is the
    last record's; `note` marks a record of the journal about itself (kind CONNECT, feed "journal").
    """

    personal: bool = False
    erased: bool = False
    clamped: bool = False
    note: bool = False


class Note(msgspec.Struct, frozen=True):
    """Payload of a record of the journal about itself (msgpack). `numbers`: first and last of each stretch meant.

    event "erased": these payloads were erased, `detail` says why; "unrecorded": these numbers were given and never
    became durable, `detail` says what the disk answered.
    """

    event: Literal["erased", "unrecorded"]
    detail: str
    numbers: list[tuple[int, int]]


class Header(msgspec.Struct, frozen=True):
    """Head of a segment: where it stands in the journal. `link` is what its first record is chained to."""

    first_number: int
    time_s: float
    previous_chain: bytes
    partition: str
    link: bytes
    size: int


class Seal(msgspec.Struct, frozen=True):
    """End of a finished segment. `digest` stands for every record up to here: kept elsewhere, it proves the journal."""

    by_hand: bool
    last_number: int
    last_time_s: float
    records: int
    offset: int
    chain: bytes
    digest: bytes


def segments(folder: Path) -> list[Path]:
    """Segment files of a journal in record order; [] when there is none."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))


def segment_name(first_number: int) -> str:
    """File name of the segment that begins with this record."""
    return f"{first_number:020d}{SUFFIX}"


def header_bytes(first_number: int, time_s: float, previous_chain: bytes, partition: str) -> bytes:
    """A segment header. Raises ValueError when the partition is longer than 255 bytes."""
    name = partition.encode()
    if len(name) > MAX_NAME_BYTES:
        raise ValueError(f"partition longer than {MAX_NAME_BYTES} bytes")
    head = HEADER.pack(MAGIC, VERSION, len(name), first_number, time_s, previous_chain)
    return head + struct.pack("<I", crc32(name, crc32(head))) + name


def header_from(data: bytes) -> Header | None:
    """The header at the start of these bytes, None if they hold none. Raises JournalError on a newer format version."""
    if len(data) < HEADER_SIZE:
        return None
    magic, version, length, first_number, time_s, previous_chain = HEADER.unpack_from(data)
    if magic != MAGIC:
        return None
    size = HEADER_SIZE + length
    name = data[HEADER_SIZE:size]
    (crc,) = struct.unpack_from("<I", data, HEADER.size)
    if len(name) != length or crc32(name, crc32(data[: HEADER.size])) != crc:
        return None
    if version > VERSION:
        raise JournalError(f"journal format version {version}; this program reads up to {VERSION}")
    return Header(first_number, time_s, previous_chain, name.decode(), sha256(data[:size]).digest(), size)


def seal_bytes(by_hand: bool, last_number: int, last_time_s: float, records: int, offset: int, chain: bytes) -> bytes:
    """A seal, to stand at `offset`."""
    head = SEAL.pack(SEAL_MAGIC, by_hand, last_number, last_time_s, records, offset, chain)
    return head + sha256(head).digest()


def seal_from(data: bytes) -> Seal | None:
    """The seal at the start of these bytes, None if they hold none."""
    if len(data) < SEAL_SIZE or data[:4] != SEAL_MAGIC:
        return None
    digest = data[SEAL.size : SEAL_SIZE]
    if sha256(data[: SEAL.size]).digest() != digest:
        return None
    _, by_hand, last_number, last_time_s, records, offset, chain = SEAL.unpack_from(data)
    return Seal(bool(by_hand), last_number, last_time_s, records, offset, chain, digest)
