"""Captures: pcap and pcapng -> the payloads of their datagrams with the capture's times.

pcap    24-byte header: magic (A1B2C3D4 us, A1B23C4D ns, either endian), version, zone, accuracy, snap length, link
        type; each packet: seconds u32, fraction u32, captured length u32, length u32, bytes
        (draft-ietf-opsawg-pcap)
pcapng  blocks: type u32, length u32, body, length u32; section header 0A0D0D0A with the byte order 1A2B3C4D, interface
        description 1 (link type u16, options; option 9: resolution of times), enhanced packet 6, simple packet 3,
        the obsolete packet 2; others are skipped            (draft-ietf-opsawg-pcapng)
A datagram that is a chain of ORADIS frames is cut into its blocks.
"""

import struct

from sargas.formats.framing.blocks import Oradis, block_length, holds, oradis_length
from sargas.formats.framing.framed import Findings, Framed
from sargas.formats.framing.packets import datagram
from sargas.formats.framing.times import DAY_S, LATEST_S

PCAP_MAGIC = {
    b"\xd4\xc3\xb2\xa1": ("<", 1e-6),
    b"\xa1\xb2\xc3\xd4": (">", 1e-6),
    b"\x4d\x3c\xb2\xa1": ("<", 1e-9),
    b"\xa1\xb2\x3c\x4d": (">", 1e-9),
}
PCAPNG_MAGIC = b"\x0a\x0d\x0d\x0a"

MAX_PACKET = 262_144 + 65_536
"""Largest captured length that is believed (tcpdump's own limit is 262,144)."""

MAX_BLOCK = 16 << 20

_SECTION, _INTERFACE, _PACKET, _SIMPLE, _ENHANCED = 0x0A0D0D0A, 1, 2, 3, 6
_TIME_RESOLUTION, _TIME_OFFSET = 9, 14


class _Capture:
    """Bytes kept until a packet is whole."""

    def __init__(self, findings: Findings, date_s: float) -> None:
        self._findings = findings
        self._kept = b""
        self._offset = 0
        self._broken = False

    def feed(self, data: bytes) -> list[Framed]:
        """Payloads completed by these bytes."""
        if self._broken:
            return []
        data = self._kept + data if self._kept else data
        framed: list[Framed] = []
        used = self._read(data, framed)
        self._kept = b"" if self._broken else data[used:]
        self._offset += used
        return framed

    def flush(self) -> list[Framed]:
        """Nothing is held back; a packet cut off is counted."""
        if self._kept:
            self._findings.add("packet cut off by the end of the capture", self._offset)
        return []

    def _read(self, data: bytes, framed: list[Framed]) -> int:
        raise NotImplementedError

    def _break(self, reason: str, at: int) -> int:
        self._findings.add(f"{reason}: the rest of the capture is not read", self._offset + at)
        self._broken = True
        return at

    def _packet(self, packet: bytes, whole: int, link_type: int, time_s: float | None, at: int) -> list[Framed]:
        found = datagram(packet, link_type)
        if isinstance(found, str):
            cut = len(packet) < whole and found.startswith("packet shorter")
            self._findings.add("packet cut by the capture's snap length" if cut else found, self._offset + at)
            return []
        payload, source = found
        if not payload:
            return []
        if holds(payload, oradis_length) and not holds(payload, block_length):
            of_day_s = 0.0 if time_s is None else time_s % DAY_S
            frames = Oradis(self._findings, 0.0 if time_s is None else time_s - of_day_s)
            inner = frames.feed(payload)
            # a frame of just before midnight in a packet of just after it
            late = time_s is not None and bool(inner) and (inner[0].time_s or 0.0) > time_s + DAY_S / 2
            return [Framed(f.time_s - DAY_S if late and f.time_s else f.time_s, f.payload, source) for f in inner]
        return [Framed(time_s, payload, source)]


class Pcap(_Capture):
    """pcap of either endian, microseconds or nanoseconds."""

    _packet_header: struct.Struct | None = None
    _fraction_s = 0.0
    _link_type = 0

    def _read(self, data: bytes, framed: list[Framed]) -> int:
        at, size = 0, len(data)
        if self._packet_header is None:
            if size < 24:
                return 0
            if data[:4] not in PCAP_MAGIC:
                return self._break("not a pcap header", 0)
            endian, self._fraction_s = PCAP_MAGIC[data[:4]]
            self._packet_header = struct.Struct(endian + "IIII")
            self._link_type = struct.unpack_from(endian + "I", data, 20)[0] & 0x0FFF_FFFF
            at = 24
        header = self._packet_header
        while at + 16 <= size:
            seconds, fraction, captured, whole = header.unpack_from(data, at)
            if captured > MAX_PACKET or fraction * self._fraction_s >= 2.0:
                return self._break("not a packet header", at)
            end = at + 16 + captured
            if end > size:
                break
            time_s = seconds + fraction * self._fraction_s
            framed.extend(self._packet(data[at + 16 : end], whole, self._link_type, time_s, at))
            at = end
        return at


class Pcapng(_Capture):
    """pcapng: any number of sections and interfaces."""

    def __init__(self, findings: Findings, date_s: float) -> None:
        super().__init__(findings, date_s)
        self._endian = ""
        self._interfaces: list[tuple[int, float, int]] = []
        """(link type, seconds per unit of time, offset in s) of each in this section."""

    def _read(self, data: bytes, framed: list[Framed]) -> int:
        at, size = 0, len(data)
        while at + 12 <= size:
            if data[at : at + 4] == PCAPNG_MAGIC:
                self._endian = {b"\x4d\x3c\x2b\x1a": "<", b"\x1a\x2b\x3c\x4d": ">"}.get(data[at + 8 : at + 12], "")
                self._interfaces = []
            if not self._endian:
                return self._break("not a pcapng section header", at)
            kind, length = struct.unpack_from(self._endian + "II", data, at)
            if length < 12 or length % 4 or length > MAX_BLOCK:
                return self._break("not a pcapng block", at)
            end = at + length
            if end > size:
                break
            if data[end - 4 : end] != data[at + 4 : at + 8]:
                return self._break("not a pcapng block", at)
            framed.extend(self._block(kind, data[at + 8 : end - 4], at))
            at = end
        return at

    def _block(self, kind: int, body: bytes, at: int) -> list[Framed]:
        endian = self._endian
        if kind == _INTERFACE and len(body) >= 8:
            self._interfaces.append(self._interface(body))
        elif kind == _SIMPLE and len(body) >= 4 and self._interfaces:
            whole = struct.unpack_from(endian + "I", body)[0]
            return self._packet(body[4 : 4 + whole], whole, self._interfaces[0][0], None, at)
        elif kind in (_ENHANCED, _PACKET) and len(body) >= 20:
            interface, high, low, captured, whole = struct.unpack_from(endian + "IIIII", body)
            if kind == _PACKET:
                interface = struct.unpack_from(endian + "H", body)[0]
            if interface < len(self._interfaces) and captured <= len(body) - 20:
                link_type, unit_s, offset_s = self._interfaces[interface]
                time_s = (high << 32 | low) * unit_s + offset_s
                told_s = time_s if 0.0 <= time_s < LATEST_S else None
                return self._packet(body[20 : 20 + captured], whole, link_type, told_s, at)
            self._findings.add("packet of an interface that was not described", self._offset + at)
        return []

    def _interface(self, body: bytes) -> tuple[int, float, int]:
        unit_s, offset_s, at = 1e-6, 0, 8
        while at + 4 <= len(body):
            code, length = struct.unpack_from(self._endian + "HH", body, at)
            value = body[at + 4 : at + 4 + length]
            if code == 0:
                break
            if code == _TIME_RESOLUTION and value:
                unit_s = 2.0 ** -(value[0] & 0x7F) if value[0] & 0x80 else 10.0 ** -value[0]
            elif code == _TIME_OFFSET and len(value) == 8:
                offset_s = struct.unpack(self._endian + "q", value)[0]
            at += 4 + length + (-length) % 4
        return struct.unpack_from(self._endian + "H", body)[0], unit_s, offset_s
