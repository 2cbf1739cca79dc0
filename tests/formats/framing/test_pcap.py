import struct
from pathlib import Path

import pytest

from samples_of import samples
from sargas.formats.framing.framed import Findings, Framed
from sargas.formats.framing.pcap import Pcap, Pcapng

made = samples("framing")
PACKETS = [(made.DATE_S + 0.25 * k, made.ethernet(made.ipv4(made.udp(block)))) for k, block in enumerate(made.BLOCKS)]
ENDS = "192.0.2.1:5000>239.1.1.1:8600"


def read(data: bytes, piece: int = 1 << 20) -> tuple[list[Framed], dict[str, int]]:
    findings = Findings()
    kind = Pcapng if data[:4] == b"\x0a\x0d\x0d\x0a" else Pcap
    deframer = kind(findings, 0.0)
    framed = [f for at in range(0, len(data), piece) for f in deframer.feed(data[at : at + piece])] + deframer.flush()
    return framed, {fault.reason: fault.count for fault in findings.faults("", 0.0)}


@pytest.mark.parametrize("make", [made.pcap, made.pcapng])
@pytest.mark.parametrize("endian", ["<", ">"])
@pytest.mark.parametrize("nano", [False, True])
@pytest.mark.parametrize("piece", [1, 7, 1 << 20])
def test_captures_of_both_endians_and_resolutions(make: object, endian: str, nano: bool, piece: int) -> None:
    framed, faults = read(make(PACKETS, endian, nano), piece)
    assert [f.payload for f in framed] == made.BLOCKS
    assert [f.time_s for f in framed] == pytest.approx([t for t, _ in PACKETS], abs=1e-6)
    assert {f.source for f in framed} == {ENDS}
    assert not faults


@pytest.mark.parametrize("make", [made.pcap, made.pcapng])
def test_a_capture_cut_off(make: object) -> None:
    framed, faults = read(make(PACKETS)[:-5])
    assert len(framed) == 2
    assert faults == {"packet cut off by the end of the capture": 1}


@pytest.mark.parametrize(("make", "header"), [(made.pcap, 24), (made.pcapng, 28 + 20)])
def test_nonsense_ends_the_reading_with_one_line(make: object, header: int) -> None:
    data = make(PACKETS)
    framed, faults = read(data + b"\xee" * 500)
    assert len(framed) == 3
    (reason,) = faults
    assert reason.endswith("the rest of the capture is not read")
    assert read(data[:header])[0] == []


def test_other_packets_are_counted() -> None:
    other = [
        (made.DATE_S, made.ethernet(made.ipv4(b"x" * 30, 6))),
        (made.DATE_S, made.ethernet(made.ipv4(made.udp(b"x" * 30), fragment=0x2000))),
    ]
    framed, faults = read(made.pcap(PACKETS + other * 2))
    assert len(framed) == 3
    assert faults == {"IP packet that is not UDP": 2, "IP fragment: fragments are not put together": 2}


def test_a_packet_cut_by_the_snap_length() -> None:
    packet = PACKETS[0][1]
    data = made.pcap([]) + struct.pack("<IIII", 1, 0, 44, len(packet)) + packet[:44]
    assert read(data) == ([], {"packet cut by the capture's snap length": 1})


def test_oradis_within_datagrams() -> None:
    midnight = made.DATE_S + 86_400.0
    payload = made.oradis(86_399.75, made.BLOCKS[0]) + made.oradis(86_399.875, made.BLOCKS[1])
    framed, faults = read(made.pcap([(midnight + 0.125, made.ethernet(made.ipv4(made.udp(payload))))]))
    assert framed == [Framed(midnight - 0.25, made.BLOCKS[0], ENDS), Framed(midnight - 0.125, made.BLOCKS[1], ENDS)]
    assert not faults


def test_recordings_of_croatia(corpus: Path) -> None:
    """Counts of the manifest; tcpdump's own times of the first packets."""
    framed, faults = read((corpus / "radar" / "croatia_cat_034_048.pcap").read_bytes())
    assert (len(framed), faults) == (100, {})
    assert framed[0].time_s == pytest.approx(1462433756.508910, abs=1e-6)
    assert {f.payload[0] for f in framed} == {34, 48}
    inner, faults = read((corpus / "radar" / "croatia_cat_001_002.pcap").read_bytes())
    assert [f.payload[0] for f in inner] == [1, 1, 2, 1, 1, 1]
    assert all(len(f.payload) == int.from_bytes(f.payload[1:3]) for f in inner)
    assert inner[0].time_s == pytest.approx(1393332226.101, abs=1e-6)
    assert not faults
