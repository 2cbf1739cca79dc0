"""Protocol data units of DIS: bytes -> fields. Everything is big endian.

octet   every PDU                                               IEEE 1278.1-2012, clause
0       version: 5 is 1278.1-1995, 6 1278.1a-1998, 7 1278.1-2012     6.2.66
1       exercise
2, 3    type of PDU, protocol family (`kinds`)
4-7     timestamp: upper 31 bits units of 3600 s / 2^31 past the     6.2.88
        hour; lowest bit 1 absolute (UTC), 0 relative
8-9     length of the whole PDU in octets
10      version 7: status, bits 1-2 live, virtual, constructive      6.2.67
11      padding; with octet 10 before version 7

octet   Entity State (type 1)                                        7.2.2
12-17   entity: site, application, entity                            6.2.28
18      force: 0 other, then friendly, opposing, neutral in turn     SISO-REF-010, UID 6
19      how many variable parameters follow, 16 octets each
20-27   entity type: kind, domain, country (2), category,            6.2.30
        subcategory, specific, extra
28-35   entity type shown to other forces: passed over
36-47   linear velocity, m/s, 3 x float32: in world axes; in those   6.2.95
        of the body for dead-reckoning algorithms 6 to 9
48-71   location, m, 3 x float64: ECEF on WGS 84                     6.2.97
72-83   orientation psi, theta, phi, rad, 3 x float32: turns about   6.2.33
        z, y, x that bring the world's axes to the body's (forward,
        right, down)
84-87   appearance: bit 21 frozen, bit 23 deactivated (bit 0 last)   SISO-REF-010, UID 32
88      dead-reckoning algorithm (`kinds`)                           UID 44
89-103  its parameters: passed over
104-127 linear acceleration m/s^2, angular velocity rad/s: float32
128     character set of the marking, 1 ASCII                        6.2.29
129-139 marking, 11 octets, filled up with 0
140-143 capabilities: passed over
144-    variable parameters (articulated and attached parts): passed over

octet   simulation management (family 5)                             7.5
12-17   who asks, as an entity identifier                            6.2.28
18-23   who is asked; FFFF stands for every site, application or entity, entity 0 for the application itself
24-     Create Entity 11, Remove Entity 12: request (4)              7.5.2, 7.5.3
24-     Start/Resume 13: real-world time (8), simulation time (8),   7.5.4
        request (4)
24-     Stop/Freeze 14: real-world time (8), reason (1), behaviour   7.5.5
        while frozen (1), padding (2), request (4)
24-     Acknowledge 15: what (2), response (2), request (4)          7.5.6
24-     Comment 22: how many fixed and variable datums (4 + 4); of   7.5.13
        a variable one: id (4), length in bits (4), value filled
        up with 0 to a multiple of 8 octets
times   hours since 1970 (4), units past the hour as above (4)       6.2.16

Versions 5 to 7 have all of these alike. Raises DecodeError with one line that says what is wrong.
"""

import struct
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.errors import DecodeError

VERSIONS = (5, 6, 7)
HEADER_OCTETS, STATE_OCTETS, PARAMETER_OCTETS = 12, 144, 16
MOST_OCTETS = 8192
"""Of one PDU (IEEE 1278.1-2012, MAX_PDU_SIZE_OCTETS)."""
HOUR_S = 3600.0
UNIT_S = HOUR_S / 2**31
"""Of a timestamp."""
FROZEN, DEACTIVATED = 1 << 21, 1 << 23
"""Bits of an appearance."""
EVERY = 0xFFFF
"""Site, application or entity: each of them."""
ASCII = 1

Floats = NDArray[np.float64]

ENTITY_STATE = np.dtype(
    [
        ("version", "u1"),
        ("exercise", "u1"),
        ("kind", "u1"),
        ("family", "u1"),
        ("timestamp", ">u4"),
        ("length", ">u2"),
        ("status", "u1"),
        ("padding", "u1"),
        ("site", ">u2"),
        ("application", ">u2"),
        ("entity", ">u2"),
        ("force", "u1"),
        ("parameters", "u1"),
        ("entity_kind", "u1"),
        ("domain", "u1"),
        ("country", ">u2"),
        ("category", "u1"),
        ("subcategory", "u1"),
        ("specific", "u1"),
        ("extra", "u1"),
        ("shown_as", "V8"),
        ("velocity_mps", ">f4", 3),
        ("location_m", ">f8", 3),
        ("orientation_rad", ">f4", 3),
        ("appearance", ">u4"),
        ("algorithm", "u1"),
        ("algorithm_parameters", "V15"),
        ("acceleration_mps2", ">f4", 3),
        ("rotation_radps", ">f4", 3),
        ("character_set", "u1"),
        ("marking", "S11"),
        ("capabilities", ">u4"),
    ]
)
"""The 144 octets of an Entity State that every one has."""

_HEADER = struct.Struct(">BBBBIH")
_IDENTIFIER = struct.Struct(">HHH")
_REQUESTS = {11: 24, 12: 24, 13: 40, 14: 36, 15: 28}
"""Type of PDU -> octet at which its request is."""


class Header(NamedTuple):
    """What every PDU begins with."""

    version: int
    exercise: int
    kind: int
    family: int
    timestamp: int
    length: int


class Identifier(NamedTuple):
    """An entity; with entity 0, a simulation application."""

    site: int
    application: int
    entity: int

    def covers(self, other: "Identifier") -> bool:
        """Whether what is addressed to this one concerns `other`."""
        return all(ours in (EVERY, theirs) for ours, theirs in zip(self, other, strict=True))


class Request(NamedTuple):
    """A PDU of simulation management: Create, Remove, Start/Resume, Stop/Freeze or Acknowledge."""

    who: Identifier
    whom: Identifier
    number: int
    reason: int
    """Of Stop/Freeze; of Acknowledge what is acknowledged."""


def header(octets: bytes) -> Header:
    """The header of a PDU that has all its octets."""
    if len(octets) < HEADER_OCTETS:
        raise DecodeError("PDU shorter than its header", len(octets))
    return Header._make(_HEADER.unpack_from(octets))


def check_state(octets: bytes) -> None:
    """Raises DecodeError unless an Entity State has the octets that it says."""
    if len(octets) < STATE_OCTETS:
        raise DecodeError("Entity State PDU shorter than its fields", len(octets))
    if len(octets) < STATE_OCTETS + PARAMETER_OCTETS * octets[19]:
        raise DecodeError("Entity State PDU shorter than its variable parameters", len(octets))


def entity_states(octets: bytes) -> NDArray[np.void]:
    """N Entity States of 144 octets, one after another, as an array (N,) of ENTITY_STATE."""
    return np.frombuffer(octets, ENTITY_STATE)


def identifier(octets: bytes, at: int) -> Identifier:
    """The three numbers at an offset."""
    return Identifier._make(_IDENTIFIER.unpack_from(octets, at))


def request(octets: bytes) -> Request:
    """A PDU of simulation management whose type is 11 to 15."""
    kind = octets[2]
    at = _REQUESTS[kind]
    if len(octets) < at + 4:
        raise DecodeError("simulation management PDU shorter than its fields", len(octets))
    reason = octets[32] if kind == 14 else int.from_bytes(octets[24:26]) if kind == 15 else 0
    return Request(identifier(octets, 12), identifier(octets, 18), int.from_bytes(octets[at : at + 4]), reason)


def comment(octets: bytes) -> list[bytes]:
    """Values of the variable datums of a Comment, the filling left out."""
    if len(octets) < 32:
        raise DecodeError("Comment PDU shorter than its fields", len(octets))
    fixed, variable = struct.unpack_from(">II", octets, 24)
    at, values = 32 + 8 * fixed, list[bytes]()
    for _ in range(variable):
        if at + 8 > len(octets):
            raise DecodeError("Comment PDU shorter than its datums", at)
        bits = int.from_bytes(octets[at + 4 : at + 8])
        if at + 8 + (bits + 7) // 8 > len(octets):
            raise DecodeError("Comment PDU shorter than its datums", at)
        values.append(octets[at + 8 : at + 8 + (bits + 7) // 8])
        at += 8 + (bits + 63) // 64 * 8
    return values
