"""Packets: one captured frame -> the payload of its UDP datagram, or of its LLC frame; of a frame that was heard by
radio, the frame itself.

Link types: https://www.tcpdump.org/linktypes.html. Ethernet II and 802.3 with LLC and SNAP (IEEE 802.2), VLAN tags
(802.1Q, 802.1ad), Linux cooked v1 and v2, BSD loopback, raw IP, PPP and Cisco HDLC; IPv4 (RFC 791) and IPv6 with its
extension headers (RFC 8200); UDP (RFC 768). Fragments are counted, not put together. By radio: management frames of
802.11, with radiotap or without (radiotap.org); advertising PDUs of Bluetooth LE, without access address and CRC.
"""

from functools import lru_cache
from typing import NamedTuple

NULL, ETHERNET, PPP, LOOP, PPP_HDLC, C_HDLC, COOKED, COOKED_2 = 0, 1, 9, 108, 50, 104, 113, 276
WIFI, WIFI_RADIOTAP, BLUETOOTH_LE, BLUETOOTH_LE_PHDR = 105, 127, 251, 256
RAW_IP = frozenset((12, 14, 101, 228, 229))
LINK_TYPES = RAW_IP | {NULL, ETHERNET, PPP, LOOP, PPP_HDLC, C_HDLC, COOKED, COOKED_2}
LINK_TYPES |= {WIFI, WIFI_RADIOTAP, BLUETOOTH_LE, BLUETOOTH_LE_PHDR}

_IPV4, _IPV6, _VLAN = 0x0800, 0x86DD, frozenset((0x8100, 0x88A8, 0x9100))
_PPP_IPV4, _PPP_IPV6 = 0x0021, 0x0057
_UDP = 17
_EXTENSIONS = frozenset((0, 43, 51, 60))
"""IPv6 hop-by-hop, routing, authentication and destination options."""
_FRAGMENT = 44
_ADVERTISING = b"\xd6\xbe\x89\x8e"
"""Access address of the channels on which everybody listens (Bluetooth Core 5.4, 6.B.2.1.2)."""


class Datagram(NamedTuple):
    """Payload and its addresses."""

    payload: bytes
    source: str


def datagram(packet: bytes, link_type: int) -> Datagram | str:
    """The datagram in a captured frame, or one line that says why there is none."""
    try:
        return _link(packet, link_type)
    except IndexError:
        return "packet shorter than its headers"


def _link(packet: bytes, link_type: int) -> Datagram | str:
    if link_type == ETHERNET:
        return _ethernet(packet, 12)
    if link_type in RAW_IP:
        return _network(packet, 0, _IPV4 if packet[0] >> 4 == 4 else _IPV6)
    if link_type == COOKED:
        return _network(packet, 16, _u16(packet, 14))
    if link_type == COOKED_2:
        return _network(packet, 20, _u16(packet, 0))
    if link_type in (NULL, LOOP):
        return _network(packet, 4, _IPV4 if packet[4] >> 4 == 4 else _IPV6)
    if link_type == C_HDLC:
        return _network(packet, 4, _u16(packet, 2))
    if link_type in (PPP, PPP_HDLC):
        at = 2 if packet[0] == 0xFF else 0
        return _network(packet, at + 2, {_PPP_IPV4: _IPV4, _PPP_IPV6: _IPV6}.get(_u16(packet, at), 0))
    if link_type in (WIFI, WIFI_RADIOTAP):
        return _wifi(packet, packet[2] | packet[3] << 8 if link_type == WIFI_RADIOTAP else 0)
    if link_type in (BLUETOOTH_LE, BLUETOOTH_LE_PHDR):
        return _bluetooth(packet, 10 if link_type == BLUETOOTH_LE_PHDR else 0)
    return f"packets of link type {link_type} are not read"


def _wifi(packet: bytes, at: int) -> Datagram | str:
    if packet[at] & 0x0C:
        return "Wi-Fi frame that is no management frame"
    if len(packet) < at + 24:
        return "packet shorter than its headers"
    return Datagram(packet[at:], f"{packet[at + 10 : at + 16].hex(':')}>{packet[at + 4 : at + 10].hex(':')}")


def _bluetooth(packet: bytes, at: int) -> Datagram | str:
    if packet[at : at + 4] != _ADVERTISING:
        return "Bluetooth packet that is no advertisement"
    end = at + 6 + packet[at + 5]
    if len(packet) < end:
        return "packet shorter than its headers say"
    return Datagram(packet[at + 4 : end], "")


def _ethernet(packet: bytes, at: int) -> Datagram | str:
    kind = _u16(packet, at)
    while kind in _VLAN:
        at += 4
        kind = _u16(packet, at)
    if kind > 1500:
        return _network(packet, at + 2, kind)
    if packet[at + 2 : at + 5] == b"\xaa\xaa\x03":  # SNAP
        return _network(packet, at + 10, _u16(packet, at + 8))
    control = packet[at + 4]
    header = 3 if control & 3 == 3 else 4  # an unnumbered frame has one control byte, the others two
    payload = packet[at + 2 + header : at + 2 + kind]
    if len(payload) < kind - header:
        return "packet shorter than its headers say"
    return Datagram(payload, f"{packet[6:12].hex(':')}>{packet[:6].hex(':')}")


def _network(packet: bytes, at: int, kind: int) -> Datagram | str:
    if kind == _IPV4:
        if packet[at] >> 4 != 4 or packet[at] & 15 < 5:
            return "not an IPv4 header"
        protocol, start = packet[at + 9], at + (packet[at] & 15) * 4
        if _u16(packet, at + 6) & 0x3FFF:
            return "IP fragment: fragments are not put together"
        addresses = packet[at + 12 : at + 20]
    elif kind == _IPV6:
        if packet[at] >> 4 != 6:
            return "not an IPv6 header"
        protocol, start = packet[at + 6], at + 40
        while protocol in _EXTENSIONS:
            length = (packet[start + 1] + 2) * 4 if protocol == 51 else (packet[start + 1] + 1) * 8
            protocol, start = packet[start], start + length
        if protocol == _FRAGMENT:
            return "IP fragment: fragments are not put together"
        addresses = packet[at + 8 : at + 40]
    else:
        return "packet that is not IP"
    if protocol != _UDP:
        return "IP packet that is not UDP"
    length = _u16(packet, start + 4)
    if length < 8:
        return "not a UDP header"
    payload = packet[start + 8 : start + length]
    if len(payload) < length - 8:
        return "packet shorter than its headers say"
    return Datagram(payload, _ends(addresses, packet[start : start + 4]))


@lru_cache(1024)
def _ends(addresses: bytes, ports: bytes) -> str:
    """Both addresses and both ports as text; a capture holds few pairs."""
    half = len(addresses) // 2
    ends = (addresses[:half], addresses[half:])
    texts = [".".join(map(str, end)) if half == 4 else f"[{end.hex(':', 2)}]" for end in ends]
    return f"{texts[0]}:{_u16(ports, 0)}>{texts[1]}:{_u16(ports, 2)}"


def _u16(packet: bytes, at: int) -> int:
    return packet[at] << 8 | packet[at + 1]
