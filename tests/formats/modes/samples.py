"""Self-made Mode S: frames built bit by bit from ICAO Doc 9871, wrapped in each way that receivers do."""

import math

from sargas.model.sensor import Sensor

TIME_S = 1_700_000_000.0
SENSORS = [Sensor(id="receiver", feed="feed", kind="adsb")]


def crc(data: bytes) -> int:
    """Parity by long division, bit by bit: another way than the table of `modes.wire`."""
    bits = int.from_bytes(data) << 24
    for k in range(len(data) * 8 - 1, -1, -1):
        if bits >> (k + 24) & 1:
            bits ^= 0x1FFF409 << k
    return bits


def squitter(address: int, message: int, first: int = 0x8D) -> bytes:
    """DF17 (or what `first` says) with a 56-bit message."""
    body = bytes([first]) + address.to_bytes(3) + message.to_bytes(7)
    return body + crc(body).to_bytes(3)


def zones(lat_deg: float) -> int:
    """NL by the formula of Doc 9871, C.2.6.2."""
    if abs(lat_deg) >= 87.0:
        return 2 if abs(lat_deg) == 87.0 else 1
    ratio = (1 - math.cos(math.pi / 30)) / math.cos(math.radians(lat_deg)) ** 2
    return math.floor(2 * math.pi / math.acos(1 - ratio))


def cpr_encoded(lat_deg: float, lon_deg: float, odd: bool, surface: bool = False) -> tuple[int, int]:
    """(lat_cpr, lon_cpr) by Doc 9871, C.2.6.4."""
    scale = 2**19 if surface else 2**17
    dlat = 360.0 / (59 if odd else 60)
    yz = math.floor(scale * (lat_deg % dlat) / dlat + 0.5)
    back = dlat * (yz / scale + math.floor(lat_deg / dlat))
    dlon = 360.0 / max(zones(back) - odd, 1)
    xz = math.floor(scale * (lon_deg % dlon) / dlon + 0.5)
    return yz % 2**17, xz % 2**17


def airborne(address: int, lat_deg: float, lon_deg: float, altitude_ft: int, odd: bool, kind: int = 11) -> bytes:
    """Airborne position; altitude in steps of 25 ft."""
    n = (altitude_ft + 1000) // 25
    altitude = (n >> 4) << 5 | 1 << 4 | (n & 15)
    lat, lon = cpr_encoded(lat_deg, lon_deg, odd)
    return squitter(address, kind << 51 | altitude << 36 | odd << 34 | lat << 17 | lon)


def surface(address: int, lat_deg: float, lon_deg: float, movement: int, track_deg: float, odd: bool) -> bytes:
    """Surface position; `movement` is the code of Doc 9871 table A-2-6."""
    lat, lon = cpr_encoded(lat_deg, lon_deg, odd, surface=True)
    track = round(track_deg * 128 / 360) % 128
    return squitter(address, 7 << 51 | movement << 44 | 1 << 43 | track << 36 | odd << 34 | lat << 17 | lon)


def velocity(address: int, east_kt: int, north_kt: int, up_ftpm: int, above_ft: int | None = None) -> bytes:
    """Airborne velocity over ground, NACv 2; `above_ft`: geometric less pressure height in steps of 25 ft."""
    west, south, down = east_kt < 0, north_kt < 0, up_ftpm < 0
    east, north, up = abs(east_kt) + 1, abs(north_kt) + 1, abs(up_ftpm) // 64 + 1
    below = above_ft is not None and above_ft < 0
    above = 0 if above_ft is None else abs(above_ft) // 25 + 1
    message = 19 << 51 | 1 << 48 | 2 << 43 | west << 42 | east << 32 | south << 31 | north << 21
    return squitter(address, message | down << 19 | up << 10 | below << 7 | above)


_LETTERS = "#ABCDEFGHIJKLMNOPQRSTUVWXYZ##### ###############0123456789######"


def identification(address: int, callsign: str) -> bytes:
    """Callsign, category A3."""
    message = 4 << 51 | 3 << 48
    for k, letter in enumerate(callsign.ljust(8)):
        message |= _LETTERS.index(letter) << (42 - 6 * k)
    return squitter(address, message)


def squawk_bits(code: int) -> int:
    """13-bit identity field: C1 A1 C2 A2 C4 A4 0 B1 D1 B2 D2 B4 D4."""
    a, b, c, d = code >> 9, code >> 6 & 7, code >> 3 & 7, code & 7
    bits = [c & 1, a & 1, c >> 1 & 1, a >> 1 & 1, c >> 2, a >> 2, 0]
    bits += [b & 1, d & 1, b >> 1 & 1, d >> 1 & 1, b >> 2, d >> 2]
    return int("".join(map(str, bits)), 2)


def emergency(address: int, state: int, code: int) -> bytes:
    """Aircraft status: emergency state and Mode 3/A code."""
    return squitter(address, 28 << 51 | 1 << 48 | state << 45 | squawk_bits(code) << 32)


def operational(address: int, nacp: int, gva: int) -> bytes:
    """Operational status, airborne, version 2."""
    return squitter(address, 31 << 51 | 2 << 13 | nacp << 8 | gva << 6)


def identity_reply(address: int, code: int) -> bytes:
    """DF5: Mode 3/A code, address overlaid on the parity."""
    body = bytes([5 << 3, 0]) + squawk_bits(code).to_bytes(2)
    return body + (crc(body) ^ address).to_bytes(3)


def flight(address: int, lat_deg: float, lon_deg: float, seconds: int) -> list[bytes]:
    """What an aircraft sends while it flies east at 200 kt."""
    frames = [identification(address, f"TST{address % 1000:03d}"), operational(address, 9, 2)]
    frames += [velocity(address, 200, -10, 640, 150), identity_reply(address, 0o2345)]
    for k in range(seconds):
        frames.append(airborne(address, lat_deg, lon_deg + 0.0016 * k, 3000 + 25 * (k % 8), bool(k & 1)))
        if k == seconds // 2:
            frames.append(emergency(address, 1, 0o7700))
    return frames


def beast(frames: list[bytes], clock: int = 0x1A00001A) -> bytes:
    """A Beast stream; the clock holds 1A, which is doubled."""
    out = b""
    for k, frame in enumerate(frames):
        body = (clock + 12_000_000 * k).to_bytes(6) + b"\x7f" + frame
        out += b"\x1a" + (b"3" if len(frame) == 14 else b"2") + body.replace(b"\x1a", b"\x1a\x1a")
    return out


def avr(frames: list[bytes]) -> bytes:
    """AVR lines, every other one with a clock."""
    lines = [
        b"@%012X%s;\r\n" % (k, f.hex().upper().encode()) if k % 2 else b"*%s;\n" % f.hex().encode()
        for k, f in enumerate(frames)
    ]
    return b"".join(lines)


def json_lines(frames: list[bytes]) -> bytes:
    """Lines of jet1090."""
    text = '{"timestamp":%.3f,"frame":"%s","df":"17","metadata":[{"serial":42,"name":"roof"}]}\n'
    return "".join(text % (TIME_S + k / 2, f.hex()) for k, f in enumerate(frames)).encode()


SBS = (
    b"MSG,1,1,1,4CA2D6,1,2023/11/14,22:13:20.000,2023/11/14,22:13:20.000,RYR1427 ,,,,,,,,,,,\r\n"
    b"MSG,4,1,1,4CA2D6,1,2023/11/14,22:13:20.100,2023/11/14,22:13:20.100,,,400,90,,,-640,,,,,\r\n"
    b"MSG,6,1,1,4CA2D6,1,2023/11/14,22:13:20.200,2023/11/14,22:13:20.200,,,,,,,,7700,0,0,0,0\r\n"
    b"MSG,3,1,1,4CA2D6,1,2023/11/14,22:13:20.300,2023/11/14,22:13:20.300,,37000,,,54.5,24.25,,,0,0,0,0\r\n"
    b"STA,,5,179,400AE7,10103,2023/11/14,22:13:20.400,2023/11/14,22:13:20.400,RM\r\n"
    b"MSG,3,1,1,4CA2D6,1,2023/11/14,22:13:21.300,2023/11/14,22:13:21.300,,36975,,,54.5,24.253,,,0,0,0,0\r\n"
)

_FRAMES = [
    f for pair in zip(flight(0x503A11, 54.6, 25.2, 8), flight(0x4CA1FA, 55.9, 21.1, 8), strict=True) for f in pair
]

SAMPLES = [
    beast(_FRAMES),
    avr(_FRAMES),
    json_lines(_FRAMES),
    SBS,
    b"junk\x00\x1a\x1a" + beast(_FRAMES[:6]) + avr(_FRAMES[6:12]) + b"\x1a9" + beast(_FRAMES[12:]) + SBS,
]
