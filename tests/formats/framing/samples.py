"""Self-made recordings of every framing: the same few ASTERIX blocks, or messages of the Mode S samples, wrapped."""

import gzip
import json
import struct

from samples_of import samples

BLOCKS = [
    bytes.fromhex("220010f6190e023a692b408840408000"),
    bytes.fromhex("300008") + bytes([0x80, 25, 201, 1, 2]),
    bytes.fromhex("3e000a") + bytes(range(7)),
]
"""CAT034, 048 and 062: lengths are true, contents are nobody's business here."""

TIMES_S = [86_398.5, 86_399.75, 0.25]
"""Times of day, across midnight."""

DATE_S = 1_699_920_000.0


def final(time_s: float, block: bytes) -> bytes:
    return struct.pack(">HBBB", len(block) + 12, 0, 1, 2) + round(time_s * 100).to_bytes(3) + block + b"\xa5" * 4


def gps(time_s: float, block: bytes) -> bytes:
    return block + bytes(6) + round(time_s * 128).to_bytes(3) + b"\0"


def oradis(time_s: float, block: bytes) -> bytes:
    return struct.pack(">HI", len(block) + 6, round(time_s * 1000)) + block


def udp(payload: bytes) -> bytes:
    return struct.pack(">HHHH", 5000, 8600, len(payload) + 8, 0) + payload


def ipv4(payload: bytes, protocol: int = 17, fragment: int = 0) -> bytes:
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), 7, fragment, 64, protocol, 0)
    return head + bytes([192, 0, 2, 1, 239, 1, 1, 1]) + payload


def ipv6(payload: bytes, following: int = 17) -> bytes:
    addresses = bytes.fromhex("20010db8000000000000000000000001ff020000000000000000000000000001")
    return struct.pack(">IHBB", 6 << 28, len(payload), following, 64) + addresses + payload


def ethernet(payload: bytes, kind: int = 0x0800, tags: bytes = b"") -> bytes:
    return bytes.fromhex("01005e010101020000000001") + tags + kind.to_bytes(2) + payload


def pcap(packets: list[tuple[float, bytes]], endian: str = "<", nano: bool = False, link_type: int = 1) -> bytes:
    magic, unit = (0xA1B23C4D, 1e9) if nano else (0xA1B2C3D4, 1e6)
    out = struct.pack(endian + "IHHiIII", magic, 2, 4, 0, 0, 65535, link_type)
    for time_s, packet in packets:
        whole = int(time_s)
        out += struct.pack(endian + "IIII", whole, round((time_s - whole) * unit), len(packet), len(packet)) + packet
    return out


def _pcapng_block(endian: str, kind: int, body: bytes) -> bytes:
    body += bytes(-len(body) % 4)
    length = len(body) + 12
    return struct.pack(endian + "II", kind, length) + body + struct.pack(endian + "I", length)


def pcapng(packets: list[tuple[float, bytes]], endian: str = "<", nano: bool = False, link_type: int = 1) -> bytes:
    out = _pcapng_block(endian, 0x0A0D0D0A, struct.pack(endian + "IHHq", 0x1A2B3C4D, 1, 0, -1))
    options = struct.pack(endian + "HHB3xHH", 9, 1, 9, 0, 0) if nano else b""
    out += _pcapng_block(endian, 1, struct.pack(endian + "HHI", link_type, 0, 0) + options)
    out += _pcapng_block(endian, 5, bytes(12))  # statistics: skipped
    for time_s, packet in packets:
        units = round(time_s * (1e9 if nano else 1e6))
        head = struct.pack(endian + "IIIII", 0, units >> 32, units & 0xFFFFFFFF, len(packet), len(packet))
        out += _pcapng_block(endian, 6, head + packet)
    return out


_UDP = [(DATE_S + k, ethernet(ipv4(udp(block)))) for k, block in enumerate(BLOCKS)]
_MODES = samples("modes")
_FRAMES = _MODES.flight(0x503A11, 54.6, 25.2, 6)
_ROWS = [
    {
        "timestamp": (DATE_S + k % 3) * 1000,
        "icao24": f"50{k:04x}",
        "latitude": 54.0 + k,
        "longitude": 25.0,
        "callsign": "}{é",
    }
    for k in range(9)
]

ALERT = b'<?xml version="1.0"?>\n<!-- <event/> -->\n<cap:alert xmlns:cap="urn:x">\n <a>1</a>\n</cap:alert>\n'

RECORDINGS: dict[str, bytes] = {
    "cap": ALERT + ALERT,
    "raw": b"".join(BLOCKS),
    "ff": b"".join(map(final, TIMES_S, BLOCKS)),
    "gps": bytes(2200) + b"".join(map(gps, TIMES_S, BLOCKS)),
    "oradis": b"".join(map(oradis, TIMES_S, BLOCKS)),
    "pcap": pcap(_UDP),
    "pcapng": pcapng(_UDP),
    "beast": _MODES.beast(_FRAMES),
    "avr": _MODES.avr(_FRAMES),
    "sbs": _MODES.SBS,
    "jsonl": _MODES.json_lines(_FRAMES),
    "lines": b"1700000000.5,something\r\nno time,else\n1700000001.5,last",
    "rows": json.dumps(_ROWS, indent=1, ensure_ascii=False).encode(),
}

PACKED = {name: gzip.compress(data, mtime=0) for name, data in RECORDINGS.items()}
