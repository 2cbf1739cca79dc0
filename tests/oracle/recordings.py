"""Payloads of the recordings, by readers as small as they can be, for tests of ASTERIX alone."""

import struct
from collections.abc import Iterator
from pathlib import Path


def final_format(path: Path) -> list[bytes]:
    """IOSS final format: u16 length, 6 octets, blocks, A5A5A5A5."""
    octets, at, out = path.read_bytes(), 0, []
    while at + 8 <= len(octets):
        length = struct.unpack_from(">H", octets, at)[0]
        out.append(octets[at + 8 : at + length - 4])
        at += length
    return out


def gps(path: Path) -> list[bytes]:
    """A header of 2,200 octets, then blocks with a trailer of ten octets each."""
    octets, at, out = path.read_bytes(), 2200, []
    while at + 3 <= len(octets):
        length = struct.unpack_from(">H", octets, at + 1)[0]
        out.append(octets[at : at + length])
        at += length + 10
    return out


def pcap(path: Path) -> list[bytes]:
    """UDP payloads of a little-endian pcap of Ethernet frames."""
    octets, at, out = path.read_bytes(), 24, []
    while at + 16 <= len(octets):
        length = struct.unpack_from("<I", octets, at + 8)[0]
        frame = octets[at + 16 : at + 16 + length]
        start = 14 + (frame[14] & 15) * 4
        out.append(frame[start + 8 : start + struct.unpack_from(">H", frame, start + 4)[0]])
        at += 16 + length
    return out


def framed(payloads: list[bytes]) -> list[bytes]:
    """Blocks that stand behind a u16 length and four octets inside a payload."""
    out = []
    for payload in payloads:
        at = 0
        while at + 6 <= len(payload):
            length = struct.unpack_from(">H", payload, at)[0]
            out.append(payload[at + 6 : at + length])
            at += length
    return out


def radar(corpus: Path) -> Iterator[tuple[str, list[bytes]]]:
    """Every recording of radar/ that holds categories read here, with its payloads."""
    folder = corpus / "radar"
    yield "baltic_cat062_15min.ff", final_format(folder / "baltic_cat062_15min.ff")
    yield "jade_nats_cat048_tcas.ff", final_format(folder / "jade_nats_cat048_tcas.ff")
    yield "ifsnop_068test_bds30.gps", gps(folder / "ifsnop_068test_bds30.gps")
    yield "ifsnop_midnight_cross.gps", gps(folder / "ifsnop_midnight_cross.gps")
    yield "croatia_parsegps.gps", gps(folder / "croatia_parsegps.gps")
    yield "croatia_cat_034_048.pcap", pcap(folder / "croatia_cat_034_048.pcap")
    yield "croatia_cat_062_065.pcap", pcap(folder / "croatia_cat_062_065.pcap")
    yield "croatia_cat_001_002.pcap", framed(pcap(folder / "croatia_cat_001_002.pcap"))
    for name in ("croatia_cat034.raw", "croatia_cat048.raw", "croatia_cat062cat065.raw", "croatia_cat21_re.ast"):
        yield name, [(folder / name).read_bytes()]


def blocks(payloads: list[bytes]) -> Iterator[bytes]:
    """Data blocks, header included, of payloads that hold nothing else."""
    for payload in payloads:
        at = 0
        while at + 3 <= len(payload):
            length = struct.unpack_from(">H", payload, at + 1)[0]
            yield payload[at : at + length]
            at += length
