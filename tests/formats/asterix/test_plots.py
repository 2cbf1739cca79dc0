"""Target reports as plots: units, claims, purpose, and what is no plot."""

import numpy as np
import pytest

from oracle.items import NOON_S, block, chunks, plots
from sargas.formats.asterix.decoder import Decoder
from sargas.formats.asterix.plots import elevation_deg, emergency_of, truncated
from sargas.formats.asterix.settings import Settings
from sargas.geo.geoid import undulation_m
from sargas.geo.wgs84 import enu_from_geodetic, geodetic_from_enu
from sargas.model.place import Site
from sargas.model.plot import Geodetic, Polar
from sargas.model.sensor import Sensor
from sargas.model.sigma import Sigma

SITE = Site(54.64, 22.76, 70.0)
SENSORS = [Sensor("a", "f", "psr", {"sac": 1, "sic": 2}, SITE, accuracy=Sigma(range_m=50.0, azimuth_deg=0.1))]
NOON_HEX = (43_200 * 128).to_bytes(3, "big").hex()


def plot(category: int, record: str, **more: object):
    settings = Settings(feed="f", **more)
    found = list(plots(Decoder(SENSORS, settings).feed(chunks([block(category, bytes.fromhex(record))]))))
    return found[0] if found else None


def test_primary_plot_with_everything_a_radar_says_of_it() -> None:
    # 010 140 020 040 | 130 (PAM -70) 161 (5) | 030 (5, 19) 120 (CAL -12)
    made = plot(48, f"f3 11 44 0102 {NOON_HEX} 20 0180 2000 08 ba 0005 0b26 80 03f4")
    assert made.sensor == "a"
    assert made.time_s == NOON_S
    assert made.measurement == Polar(1.5 * 1852.0, 45.0)
    assert (made.echo, made.purpose, made.simulated, made.sensor_track) == ("psr", "target", False, 5)
    assert made.features.warnings == (5, 19)
    assert made.features.amplitude_db == -70.0
    assert made.features.doppler_mps == -12.0
    assert (made.sigma.range_m, made.sigma.azimuth_deg) == (50.0, pytest.approx(0.1))
    assert made.claims.mode_3a is None


def test_warnings_of_cat001_are_in_the_words_of_cat048() -> None:
    """Garbled (1) is none, angel 6, vehicles 7, 80 and above one; of both echo and reply nobody says whose power."""
    for combined in (False, True):
        # 010 020 040 | 131 (-60) 030 (1, 6, 7, 80)
        made = plot(1, f"e1 22 0102 {'30' if combined else '10'} 0180 2000 c4 03 0d 0f a0")
        assert made is not None
        assert made.features.amplitude_db == (None if combined else -60.0)
        assert made.features.warnings == (5, 6, 62)


@pytest.mark.parametrize(
    ("typ", "item", "amplitude_db"),
    [("20", "08 ba", -70.0), ("40", "20 c4", -60.0), ("60", "28 c4 ba", -70.0), ("60", "20 c4", None)],
)
def test_an_amplitude_is_the_echo_s_where_there_is_one(typ: str, item: str, amplitude_db: float | None) -> None:
    """Echo, reply, both, and both with the amplitude of the reply alone."""
    made = plot(48, f"f3 11 40 0102 {NOON_HEX} {typ} 0180 2000 {item} 0005 0b26")
    assert made.features.amplitude_db == amplitude_db


@pytest.mark.parametrize(("doppler", "rate_mps"), [("unknown", None), ("opening", -12.0), ("closing", 12.0)])
def test_doppler_is_a_range_rate_where_its_sign_is_told(doppler: str, rate_mps: float | None) -> None:
    """One that the radar doubts (D) is neither; CAT001 has 1/256 NM/s."""
    made = plot(48, f"f3 11 44 0102 {NOON_HEX} 20 0180 2000 08 ba 0005 0b26 80 03f4", doppler=doppler)
    assert made.measurement.range_rate_mps == rate_mps
    assert made.features.doppler_mps == -12.0
    doubted = plot(48, f"f3 11 44 0102 {NOON_HEX} 20 0180 2000 08 ba 0005 0b26 80 83f4", doppler=doppler)
    assert (doubted.measurement.range_rate_mps, doubted.features.doppler_mps) == (None, None)


@pytest.mark.parametrize(
    ("code", "level", "mode_3a", "altitude_m"),
    [
        ("0fc0", "0190", 0o7700, 3048.0),
        ("8fc0", "4190", None, None),
        ("4fc0", "8190", None, None),
        ("2123", "3fd8", 0o443, -304.8),
    ],
)
def test_codes_not_validated_or_garbled_are_no_claims(
    code: str, level: str, mode_3a: int | None, altitude_m: float | None
) -> None:
    made = plot(48, f"fc 0102 {NOON_HEX} 40 0100 4000 {code} {level}")
    assert made.claims.mode_3a == mode_3a
    assert made.claims.pressure_altitude_m == (None if altitude_m is None else pytest.approx(altitude_m))
    assert made.claims.emergency == ("general" if mode_3a == 0o7700 else None)


@pytest.mark.parametrize(
    ("descriptor", "echo", "purpose", "simulated"),
    [("40", "ssr", "target", False), ("50", "ssr", "target", True), ("42", "ssr", "reference", False),
     ("4180", "ssr", "test", False), ("a0", "mode_s", "target", False), ("e0", "combined", "target", False),
     ("80", "mode_s", "target", False), ("60", "combined", "target", False), ("c0", "combined", "target", False)],
)  # fmt: skip
def test_descriptor(descriptor: str, echo: str, purpose: str, simulated: bool) -> None:
    made = plot(48, f"f0 0102 {NOON_HEX} {descriptor} 0100 4000")
    assert (made.echo, made.purpose, made.simulated) == (echo, purpose, simulated)


def test_no_detection_and_no_position_are_no_plots() -> None:
    assert plot(48, f"f0 0102 {NOON_HEX} 00 0100 4000") is None
    assert plot(48, f"e0 0102 {NOON_HEX} 20") is None
    assert plot(1, "e0 0102 00 0100 4000") is None


def test_height_of_a_3d_radar_becomes_elevation() -> None:
    """A target of known place: its slant range and its height above the sea give the elevation it has in ENU."""
    east, north, up = 30_000.0, 0.0, 2_500.0
    lat, lon, height = geodetic_from_enu(east, north, up, SITE.lat_deg, SITE.lon_deg, SITE.height_m)
    above_sea = float(height) - float(undulation_m(SITE.lat_deg, SITE.lon_deg))
    raw = round(above_sea / (25 * 0.3048))
    slant = round(float(np.sqrt(east**2 + north**2 + up**2)) / (1852 / 256))
    # 110 is the fifth slot of the third octet.
    made = plot(48, f"f1 01 08 0102 {NOON_HEX} 20 {slant:04x} 4000 {raw:04x}")
    expected = np.degrees(np.arctan2(up, np.hypot(east, north)))
    assert made.measurement.elevation_deg == pytest.approx(expected, abs=0.02)
    assert enu_from_geodetic(lat, lon, height, SITE.lat_deg, SITE.lon_deg, SITE.height_m)[2] == pytest.approx(up)


def test_elevation_by_hand() -> None:
    # At 10 km and 1000 m above the site: asin(0.1) less half the earth's curvature, 10 km / 2 R = 0.045 degrees.
    angle = elevation_deg(np.array([1000.0]), np.array([0.0]), np.array([10_000.0]))
    assert angle[0] == pytest.approx(np.degrees(np.arcsin(0.1)) - 0.045, abs=0.001)


def test_older_radar() -> None:
    made = plot(1, "fa 0102 20 0080 4000 0123 0190 c0c0")
    assert made.measurement == Polar(1852.0, 90.0)
    assert made.echo == "ssr"
    assert made.claims.pressure_altitude_m == pytest.approx(3048.0)
    track = plot(1, "f0 0102 90 0017 0080 4000")
    assert (track.echo, track.sensor_track) == ("psr", 0x17)


@pytest.mark.parametrize("late_s", [-150.0, -3.0, 0.0, 150.0])
@pytest.mark.parametrize("of_day_s", [0.5, 100.0, 511.75, 43_200.5, 86_399.5])
def test_truncated_time(of_day_s: float, late_s: float) -> None:
    true_s = 20_000 * 86_400.0 + of_day_s
    low = np.array([int(of_day_s * 128) & 0xFFFF]) / 128.0
    assert truncated(low, np.array([true_s + late_s])).tolist() == [true_s]


def test_claim_of_position() -> None:
    made = plot(21, "ed11430b80 0102 00 0123 546000 270a4d 11fdb7 4ca777 0627 0190 06e94000 546240 314571c81820")
    assert isinstance(made.measurement, Geodetic)
    assert made.measurement.lat_deg == pytest.approx(54.9, abs=1e-3)
    assert made.measurement.lon_deg == pytest.approx(25.3, abs=1e-3)
    assert made.measurement.height_m == pytest.approx(1575 * 6.25 * 0.3048)
    assert made.measurement.east_mps == pytest.approx(1769 * 1852 / 16384)
    assert made.measurement.north_mps == pytest.approx(0.0, abs=1e-9)
    assert made.time_s == NOON_S
    assert (made.claims.mode_s, made.claims.callsign, made.echo) == (0x4CA777, "LTU12A", "adsb")
    assert made.sensor_track == 0x123


def test_fine_position_accuracy_and_emergency_of_a_claim() -> None:
    # 040 with SIM, 130 and 131, 090 with NACp 9, 200 with priority status 5.
    fine = b"".join(round(angle / 180 * 2**30).to_bytes(4, "big") for angle in (54.9, 25.3)).hex()
    made = plot(21, f"c7 01 21 40 0102 0120 270a4d11fdb7 {fine} 0112 14")
    assert made.measurement.lat_deg == pytest.approx(54.9, abs=1e-7)
    assert made.measurement.lon_deg == pytest.approx(25.3, abs=1e-7)
    assert made.simulated
    assert made.sigma.horizontal_m == pytest.approx(30 / 2.448)
    assert made.claims.emergency == "unlawful_interference"


def test_emergency_codes() -> None:
    assert emergency_of(np.array([0o7700, 0o7600, 0o7500, 0o7777])).tolist() == [1, 4, 5, 0]
