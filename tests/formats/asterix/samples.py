"""Self-made ASTERIX of every category read, for the contract test: places and flights are invented."""

from sargas.model.place import Site
from sargas.model.sensor import Sensor
from sargas.model.sigma import Sigma


def block(category: int, *records: str) -> bytes:
    """A data block of records in hex."""
    body = bytes.fromhex("".join(records).replace(" ", ""))
    return bytes((category,)) + (len(body) + 3).to_bytes(2, "big") + body


TIME_S = 1_700_049_605.0
"""12:00:05 UTC, a little after what the samples say."""

_SITE = Site(54.64, 22.76, 70.0)
SENSORS = [
    Sensor("kybartai", "feed", "psr", {"sac": 70, "sic": 1}, _SITE, accuracy=Sigma(range_m=60.0, azimuth_deg=0.1)),
    Sensor("salos", "feed", "ssr", {"sac": 70, "sic": 2}),
    Sensor("ads", "feed", "adsb", {"sac": 70, "sic": 9}),
    Sensor("neighbour", "feed", "system", {"sac": 70, "sic": 16}),
    Sensor("drones", "feed", "psr", {"sac": 70, "sic": 5}, _SITE),
    Sensor("wam", "feed", "mlat", {"sac": 70, "sic": 3}),
    Sensor("surface", "feed", "mlat", {"sac": 70, "sic": 6}, _SITE),
    Sensor("finder", "feed", "rf", {"sac": 70, "sic": 4, "sensor": 7}, _SITE),
    Sensor("gateway", "feed", "remote_id", {"sac": 70, "sic": 7}),
    Sensor("finders", "feed", "rf", {"sac": 70, "sic": 4}),
]
SETTINGS = {
    "sac": 70,
    "sic": 16,
    "sources": {
        "kybartai": {"sac": 70, "sic": 1, "site": {"lat_deg": 54.64, "lon_deg": 22.76, "height_m": 70.0}},
        "salos": {"sac": 70, "sic": 2},
        "ads": {"sac": 70, "sic": 9},
        "wam": {"sac": 70, "sic": 3},
        "surface": {"sac": 70, "sic": 6},
        "gateway": {"sac": 70, "sic": 7},
        "neighbour": {"sac": 70, "sic": 16},
        "drones": {"sac": 70, "sic": 5},
    },
}

PLOTS = block(
    48,
    # PSR plot with warnings 5, 8, 13, Doppler and amplitude; no transponder.
    "f3114446 015460c0 20 2110 08c6 08 b9 0011 0b111a 80 03e9",
    # Combined, Mode 3/A 7700, call sign LTU12A.
    "fdc04601 5460cde0 36a9 0000 0fc0 0190 4ca123 314571c81820",
    # Mode S below the standard pressure level.
    "ffc04602 5460daa0 1599 8000 029c 3ff8 20c4 500001 042820820820",
    # Field monitor (RAB) and test target (TST).
    "f8460254 60e64200 8a40 00 0fff",
    "f8460254 60f34180 0114 40b6 0000",
    # A 3D radar's height.
    "f1010846 01546100 201aff2000 00cb",
)
SIMULATED = block(48, "f8 4601 546100 b0 1000 4000 0fff")
TRACKS = block(
    62,
    "9b5f2f04 46105461 80009b4e 820047f6 e60028ff ea04e5c0 50000131 4571c818 20138900 c0500401 90819400 2f4b804c 5455",
    "31324120 41333230 45595649 45444446 cd80003c 0050ffd8 0308081f",
    "9b5f2646 105461a0 009c28f6 0046d3a0 fcdf0050 0f80c04c a2d14994 b5617820 138a0301 010120c0 50040528 00004b80 5259",
    "52355857 20423733 38455057 41454648 4b",
    "9b0f1104 46105461 c0009d03 6afffe93 e9000c00 0c138b01 010180c0 5004004f d5800064 00640014 0508081f",
    "9b4f2046 105461e0 009dddde 0041b4e8 0000001c 02001 38c0140c 050040028",
)
RADAR = block(34, "f4 4601 01 5460c0 00 94 00 40 0000", "f0 4602 02 546100 20") + block(2, "f0 4602 02 08 5461c0")
OLD = block(1, "f2 4602 20 0100 4000 0123 6100", "f0 4602 90 0012 0100 4000")
CLAIM = block(
    21,
    "ed11430b80 4609 00 0123 546200 270a4d 11fdb7 4ca777 0627 0190 06e94000 546240 314571c81820",
)
NOBODY = block(
    21,
    # Without an address, which the document asks for.
    "84 4609 270a4d 11fdb7",
)
STATES = (
    block(63, "b8 4610 546240 4602 00")
    + block(65, "f4 4610 01 00 546280 40")
    # A server of safety nets that misses sensors, and its alert.
    + block(4, "d2 4610 01 546280 0f0c", "d98140 4610 07 546280 0005 0011 0012")
    # A multilateration system without its remote station 7; a ground station that suspects spoofing.
    + block(19, "fc 4603 02 546240 00 d0 02 066c 0764")
    + block(23, "d8 4609 01 546240 04", "f180 4609 02 02 546240 08")
)
SYSTEM_AND_RADAR = block(62, "98 4610 546200 009c28f6 0046d3a0") + PLOTS

GROUND = block(
    10,
    # An airport: an echo of the surface radar, Mode S multilateration with a call sign, the system's status.
    "f520460601605461a00591b4000123",
    "f30f2180460601205461a0084afd0b0fc0503a1100314571c818200190080c0000",
    "d101044606035461a008",
)
SEEN = block(
    15,
    # Polar with elevation and range rate; the place of a multi-static report.
    "d70105c0460506005460000203b4003039000032fffb7f00000500a040000174a004000400",
    "d50646050640546000a0270c0f79121391dd0014001c00a000c3500003e8",
)
HEARD = block(
    20,
    # A place to 6 m and 9 m of height, Mode 3/A 7700, address, call sign.
    "f58d8846 0340546000009b97530047f6e601230fc0503a1100314571c818200200600014001c00000012",
) + block(
    205,
    # A bearing of finder 7; a place that holds the transmitter within 1,200 m.
    "b141104604055460c06a0e07",
    "b3084604015460d0009b975300483fb70c",
)
NAMED = block(
    129,
    # A drone's serial number, place, height, accuracy and velocity.
    "bfd38046074142435831203031323334353637383941424c54546000136d744808fd0ab20004b3000cffb2e001f40fff6a",
)
DRONE = NAMED + block(
    129,
    # A country, but no serial number: it is seen, and has no name.
    "878046074c56546080143b2a190891a2b4",
)
SAMPLES = [
    PLOTS + RADAR,
    SIMULATED + OLD,
    CLAIM + NOBODY + TRACKS,
    STATES + SYSTEM_AND_RADAR,
    HEARD + SEEN + GROUND + DRONE,
]
ENCODED = [PLOTS, SIMULATED, TRACKS, CLAIM, NAMED]
