import pytest

from samples_of import samples
from sargas.formats.framing import packets
from sargas.formats.framing.packets import Datagram, datagram

made = samples("framing")
BLOCK = made.BLOCKS[0]
V4, V6 = made.ipv4(made.udp(BLOCK)), made.ipv6(made.udp(BLOCK))
ENDS_4 = "192.0.2.1:5000>239.1.1.1:8600"
ENDS_6 = "[2001:0db8:0000:0000:0000:0000:0000:0001]:5000>[ff02:0000:0000:0000:0000:0000:0000:0001]:8600"
HOP_BY_HOP = bytes([17, 0, 5, 2, 0, 0, 1, 0])


@pytest.mark.parametrize(
    ("packet", "link_type", "ends"),
    [
        (made.ethernet(V4), 1, ENDS_4),
        (made.ethernet(V4 + bytes(18)), 1, ENDS_4),  # padded to the shortest frame
        (made.ethernet(V4, tags=bytes.fromhex("81000005")), 1, ENDS_4),
        (made.ethernet(V4, tags=bytes.fromhex("88a8000581000006")), 1, ENDS_4),
        (made.ethernet(V6, 0x86DD), 1, ENDS_6),
        (made.ethernet(made.ipv6(HOP_BY_HOP + made.udp(BLOCK), 0), 0x86DD), 1, ENDS_6),
        (made.ethernet(bytes.fromhex("aaaa03000000 0800") + V4, len(V4) + 8), 1, ENDS_4),
        (V4, 101, ENDS_4),
        (V6, 229, ENDS_6),
        (bytes(14) + b"\x08\x00" + V4, packets.COOKED, ENDS_4),
        (b"\x86\xdd" + bytes(18) + V6, packets.COOKED_2, ENDS_6),
        (b"\x02\x00\x00\x00" + V4, packets.NULL, ENDS_4),
        (b"\x0f\x00\x08\x00" + V4, packets.C_HDLC, ENDS_4),
        (b"\xff\x03\x00\x21" + V4, packets.PPP, ENDS_4),
        (b"\x00\x57" + V6, packets.PPP_HDLC, ENDS_6),
    ],
)
def test_datagrams_of_every_link(packet: bytes, link_type: int, ends: str) -> None:
    assert datagram(packet, link_type) == Datagram(BLOCK, ends)


def test_asterix_right_in_an_llc_frame() -> None:
    packet = made.ethernet(bytes.fromhex("fefe03") + BLOCK + bytes(20), len(BLOCK) + 3)
    assert datagram(packet, 1) == Datagram(BLOCK, "02:00:00:00:00:01>01:00:5e:01:01:01")


WIFI = bytes.fromhex("80000000ffffffffffff84cca860432484cca86043240000") + b"body"
ADVERTISEMENT = b"\x42\x09" + bytes(6) + b"abc"


def test_what_was_heard_by_radio_is_the_frame() -> None:
    """Radiotap says its own length; check sums of Wi-Fi stay, for nothing says whether there are any."""
    ends = "84:cc:a8:60:43:24>ff:ff:ff:ff:ff:ff"
    assert datagram(WIFI, packets.WIFI) == Datagram(WIFI, ends)
    assert datagram(b"\x00\x00\x0b\x00" + bytes(7) + WIFI, packets.WIFI_RADIOTAP) == Datagram(WIFI, ends)
    heard = bytes.fromhex("d6be898e") + ADVERTISEMENT + bytes(3)
    assert datagram(heard, packets.BLUETOOTH_LE) == Datagram(ADVERTISEMENT, "")
    assert datagram(bytes(10) + heard, packets.BLUETOOTH_LE_PHDR) == Datagram(ADVERTISEMENT, "")


@pytest.mark.parametrize(
    ("packet", "link_type", "reason"),
    [
        (made.ethernet(made.ipv4(made.udp(BLOCK), fragment=0x2000)), 1, "IP fragment: fragments are not put together"),
        (made.ethernet(made.ipv4(BLOCK, fragment=185)), 1, "IP fragment: fragments are not put together"),
        (made.ethernet(made.ipv6(bytes(8) + BLOCK, 44), 0x86DD), 1, "IP fragment: fragments are not put together"),
        (made.ethernet(made.ipv4(BLOCK, 6)), 1, "IP packet that is not UDP"),
        (made.ethernet(bytes(28), 0x0806), 1, "packet that is not IP"),
        (made.ethernet(V4[:-3]), 1, "packet shorter than its headers say"),
        (made.ethernet(V4[:21]), 1, "packet shorter than its headers"),
        (b"", 1, "packet shorter than its headers"),
        (b"\x08" + WIFI[1:], packets.WIFI, "Wi-Fi frame that is no management frame"),
        (WIFI[:20], packets.WIFI, "packet shorter than its headers"),
        (b"\x00\x00\x0b\x00", packets.WIFI_RADIOTAP, "packet shorter than its headers"),
        (bytes(20), packets.BLUETOOTH_LE, "Bluetooth packet that is no advertisement"),
        (b"\xd6\xbe\x89\x8e\x42\x09abc", packets.BLUETOOTH_LE, "packet shorter than its headers say"),
        (V4, 147, "packets of link type 147 are not read"),
        (made.ethernet(bytes(40)), 1, "not an IPv4 header"),
    ],
)
def test_what_is_no_datagram_says_why(packet: bytes, link_type: int, reason: str) -> None:
    assert datagram(packet, link_type) == reason
