"""Self-made Remote ID: every kind of message and of carrier, and what is none."""

import base64
import json
import struct

from sargas.model.sensor import Sensor

TIME_S = 1_753_679_400.0
"""Ten minutes after a full hour."""
SENSORS = [
    Sensor("mast", "feed", "remote_id", match={"receiver": "mast-1"}),
    Sensor("any", "feed", "remote_id"),
]


def basic_id(name: bytes = b"1596F000000000592740", kind: int = 1, aircraft: int = 2) -> bytes:
    return struct.pack("<BB20s3x", 0x02, kind << 4 | aircraft, name)


def location(lat: float = 54.7, lon: float = 25.3, tenths: int = 6_000, **more: int) -> bytes:
    """At 161 degrees, 12.5 m/s, climbing 2 m/s; 440 m by pressure, 452 m above the ellipsoid, 120 m above ground."""
    octets = {"state": 0x24, "direction": 161, "speed": 50, "up": 4, "accuracy": 0x4A, "speeds": 0x33, **more}
    return struct.pack(
        "<BBBBbiiHHHBBHBx", 0x12, octets["state"], octets["direction"], octets["speed"], octets["up"],
        round(lat * 1e7), round(lon * 1e7), 2880, 2904, 2240, octets["accuracy"], octets["speeds"], tenths, 2,
    )  # fmt: skip


def system(lat: float = 54.71, lon: float = 25.31) -> bytes:
    return struct.pack(
        "<BBiiHBHHBHI1x", 0x42, 0x05, round(lat * 1e7), round(lon * 1e7), 1, 16, 2240, 2000, 0x15, 2196, 200_161_259
    )


SELF_ID, OPERATOR_ID = (
    struct.pack("<BB23s", 0x32, 0, b"Survey flight"),
    struct.pack("<BB20s3x", 0x52, 0, b"LTU87astrdge"),
)
AUTHENTICATION = b"\x22\x10" + bytes(23)


def pack(*messages: bytes) -> bytes:
    return b"\xf2\x19" + bytes([len(messages)]) + b"".join(messages)


ALL = pack(basic_id(), location(), AUTHENTICATION, SELF_ID, system(), OPERATOR_ID)
MAC = bytes.fromhex("84cca8604324")


def beacon(content: bytes, address: bytes = MAC) -> bytes:
    """An 802.11 beacon: header, time, interval, name, rates, the element of ASD-STAN, and a check sum."""
    head = b"\x80\x00\x00\x00" + b"\xff" * 6 + address + address + b"\x00\x00"
    elements = (
        b"\x00\x03UAS" + b"\x01\x01\x8c" + b"\xdd" + bytes([5 + len(content)]) + b"\xfa\x0b\xbc\x0d\x07" + content
    )
    return head + bytes(8) + b"\xb8\x0b\x21\x04" + elements + b"\x01\x02\x03\x04"


def aware(content: bytes, address: bytes = MAC) -> bytes:
    """A NAN service discovery frame: another attribute, the service's, its extension."""
    head = b"\xd0\x00\x00\x00" + bytes.fromhex("516f9a010000") + address + bytes.fromhex("506f9a0100ff") + b"\x00\x00"
    said = b"\x88\x69\x19\x9d\x92\x09\x01\x00\x10" + bytes([1 + len(content)]) + b"\x07" + content
    attributes = (
        b"\x00\x02\x00\xfe\xea" + b"\x03" + len(said).to_bytes(2, "little") + said + b"\x0e\x04\x00\x01\x00\x02\x07"
    )
    return head + b"\x04\x09\x50\x6f\x9a\x13" + attributes


def advertisement(content: bytes, address: bytes = MAC) -> bytes:
    """A legacy advertising PDU of Bluetooth LE, the address with its last octet first."""
    data = bytes([5 + len(content)]) + b"\x16\xfa\xff\x0d\x07" + content
    return b"\x42" + bytes([6 + len(data)]) + address[::-1] + data


def extended(content: bytes) -> bytes:
    """An extended advertising PDU: its head tells no address here."""
    data = bytes([5 + len(content)]) + b"\x16\xfa\xff\x0d\x07" + content
    return b"\x47" + bytes([3 + len(data)]) + b"\x02\x00\x00" + data


def memory(lat: float = 54.7, lon: float = 25.3, of_hour_s: float = 600.0) -> bytes:
    """ODID_UAS_Data as a receiver has it in memory, with an id and a location."""
    data = bytearray(920)
    struct.pack_into("<ii21s", data, 0, 2, 1, b"1596F000000000592740")
    struct.pack_into("<ifffddffif", data, 64, 2, 161.0, 12.5, 2.0, lat, lon, 440.0, 452.0, 1, 120.0)
    struct.pack_into("<iiiiif", data, 112, 10, 4, 3, 3, 2, of_hour_s)
    data[892] = data[894] = 1
    return bytes(data)


def line(content: bytes, receiver: str = "mast-1", address: str = "84:CC:A8:60:43:24", **more: object) -> bytes:
    """A receiver's JSON."""
    data = {"sensor ID": receiver, "RSSI": -60, "channel": 6, "timestamp": TIME_S * 1e3, "MAC address": address,
            "type": "BLE legacy", "UASdata": base64.b64encode(content).decode(), **more}  # fmt: skip
    return json.dumps({"protocol": 1.0, "data": data}).encode() + b"\n"


SAMPLES = [
    ALL.hex().encode() + b"\n" + b"84:cc:a8:60:43:24 " + basic_id().hex().encode() + b"\r\n"
    b"84-CC-A8-60-43-24," + location(54.71).hex().upper().encode() + b"\n",
    line(ALL) + line(memory()) + b'{"protocol": 1.0, "status": {"sensor ID": "mast-1", "status": "ok"}}\n'
    + line(pack(location(0.0, 0.0))) + line(location(91.0)) + b"{]\nhello\n" + line(b"\xff" * 25)
    + line(ALL, "mast-9", "", timestamp=-1.0) + line(memory(200.0, float("nan"), float("inf"))),
    line(pack(basic_id(b"LTU-0001", 2), basic_id(b"\x01" * 20, 4), location(tenths=0xFFFF)), "mast-2"),
]  # fmt: skip
DATAGRAMS = [ALL, location(), beacon(ALL), aware(ALL), advertisement(location()), extended(ALL)]
"""What is no text, and comes whole."""
