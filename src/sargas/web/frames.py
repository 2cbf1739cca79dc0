"""Frames of the track stream: columns -> bytes, once per tick for all clients. Layout: docs/reference/web.md.

Header of 40 bytes, then rows of a fixed stride, then numbers of ended tracks. Little-endian.
"""

import struct

import numpy as np
from numpy.typing import NDArray

from sargas.geo.wgs84 import A_M, E2, enu_from_polar, geodetic_from_enu
from sargas.model.columns import Array
from sargas.model.plots import GEODETIC, POLAR, PRESENCE, Plots
from sargas.model.sensor import Sensor
from sargas.model.tracks import Tracks

SNAPSHOT, DELTA, PLOTS = 0, 1, 2
EXERCISE, RECORDING = 1, 2

HEADER = struct.Struct("<4sBBHIIIIdd")

TRACK_ROW = np.dtype(
    [
        ("number", "<u4"),
        ("status", "u1"),
        ("identity", "u1"),
        ("class", "u1"),
        ("flags", "u1"),
        ("lat_deg", "<f8"),
        ("lon_deg", "<f8"),
        ("height_m", "<f4"),
        ("east_mps", "<f4"),
        ("north_mps", "<f4"),
        ("up_mps", "<f4"),
        ("age_s", "<f4"),
        ("radius_95_m", "<f4"),
        ("major_m", "<f4"),
        ("minor_m", "<f4"),
        ("azimuth_deg", "<f4"),
        ("mode_3a", "<u2"),
        ("level", "<i2"),
        ("callsign", "u1", (8,)),
        ("mode_s", "<u4"),
        ("incident", "<u4"),
        ("existence", "<f4"),
        ("sensors", "<u2"),
        ("reserved", "<u2"),
        ("updated_s", "<f8"),
    ]
)
PLOT_ROW = np.dtype(
    [
        ("lat_deg", "<f8"),
        ("lon_deg", "<f8"),
        ("sensor", "<u2"),
        ("echo", "u1"),
        ("flags", "u1"),
        ("reserved", "<u4"),
        ("time_s", "<f8"),
    ]
)

NO_CODE, NO_LEVEL, NO_ADDRESS = 0xFFFF, 0x7FFF, 0xFFFFFFFF
LEVEL_M = 25 * 0.3048
"""A quarter of a flight level: the resolution of Mode C in Mode S transponders."""

CONTRIBUTES_S = 20.0
"""A sensor contributes now when it did so within this time: longer than the slowest antenna turns."""

_EMERGENCY_CODES = np.array([0o7500, 0o7600, 0o7700], np.uint16)
_CARRIED_S = 60.0
"""Positions are carried on to the tick for no longer than this."""


def header(kind: int, flags: int, sequence: int, rows: Array, ended: int, time_s: float, speed: float) -> bytes:
    """The 40 bytes before `rows` (a structured array, 1-D) and `ended` numbers."""
    return HEADER.pack(b"SGT1", kind, flags, rows.itemsize, sequence & 0xFFFFFFFF, len(rows), ended, 0, time_s, speed)


def track_frame(
    kind: int, flags: int, sequence: int, tracks: Tracks, ended: list[int], time_s: float, speed: float
) -> bytes:
    """A snapshot or delta of `tracks` at the tick `time_s`, with the numbers of ended tracks."""
    rows = track_rows(tracks, time_s)
    tombstones = np.array(ended, "<u4").tobytes()
    return header(kind, flags, sequence, rows, len(ended), time_s, speed) + rows.tobytes() + tombstones


def track_rows(tracks: Tracks, time_s: float) -> Array:
    """Rows (N,) of TRACK_ROW; positions are carried on from each track's own time to the tick with its velocity."""
    rows = np.zeros(len(tracks), TRACK_ROW)
    carried_s = np.clip(time_s - tracks.time_s, 0.0, _CARRIED_S)
    lat_rad = np.radians(tracks.lat_deg)
    w = np.sqrt(1.0 - E2 * np.sin(lat_rad) ** 2)
    meridian_m, normal_m = A_M * (1.0 - E2) / w**3, A_M / w  # radii of curvature, Snyder PP 1395 p. 25
    rows["lat_deg"] = tracks.lat_deg + np.degrees(tracks.north_mps * carried_s / meridian_m)
    rows["lon_deg"] = tracks.lon_deg + np.degrees(tracks.east_mps * carried_s / (normal_m * np.cos(lat_rad)))
    for name in ("number", "status", "identity", "height_m", "east_mps", "north_mps", "up_mps", "existence"):
        rows[name] = getattr(tracks, name)
    rows["class"] = np.argmax(tracks.classification, axis=1)  # all zero: the first, unknown
    rows["flags"] = _flags(tracks)
    rows["age_s"] = time_s - tracks.updated_s
    major_m, minor_m, azimuth_deg = tracks.ellipses()
    rows["major_m"], rows["minor_m"], rows["azimuth_deg"] = major_m, minor_m, azimuth_deg
    rows["radius_95_m"] = tracks.radius_95_m()
    rows["mode_3a"] = np.where(tracks.given("mode_3a"), tracks.mode_3a, NO_CODE)
    level = np.clip(np.rint(tracks.pressure_altitude_m / LEVEL_M), -0x8000, NO_LEVEL - 1)
    rows["level"] = np.where(tracks.given("pressure_altitude_m"), level, NO_LEVEL)
    rows["callsign"] = _printable(tracks.called())
    rows["mode_s"] = np.where(tracks.given("mode_s"), tracks.mode_s, NO_ADDRESS)
    rows["incident"] = np.where(tracks.given("incident"), tracks.incident, 0)
    used = tracks.contributor_s > 0.0
    rows["sensors"] = (used & (time_s - tracks.contributor_s <= CONTRIBUTES_S)).sum(axis=1)
    rows["updated_s"] = tracks.updated_s
    return rows


def _flags(tracks: Tracks) -> NDArray[np.uint8]:
    emergency = tracks.given("emergency") & (tracks.emergency > 0)
    emergency |= tracks.given("mode_3a") & np.isin(tracks.mode_3a, _EMERGENCY_CODES)
    bits = (
        tracks.simulated,
        tracks.reported_by >= 0,
        tracks.given("height_m"),
        emergency,
        tracks.given("fused_with"),
        tracks.assumed_accuracy,
    )
    flags = np.zeros(len(tracks), np.uint8)
    for i, bit in enumerate(bits):
        flags |= bit.astype(np.uint8) << np.uint8(i)
    return flags


def _printable(callsigns: NDArray[np.bytes_]) -> NDArray[np.uint8]:
    """(N, 8) ASCII codes, padded with spaces; what is not printable ASCII becomes a question mark."""
    codes = np.frombuffer(callsigns.tobytes(), np.uint8).reshape(len(callsigns), 8)
    shown = np.where((codes >= 0x20) & (codes < 0x7F), codes, 0x3F)
    result: NDArray[np.uint8] = np.where(codes == 0, 0x20, shown).astype(np.uint8)
    return result


class PlotPlaces:
    """Where plots are drawn: from their sensor's site, or where they say they are."""

    def __init__(self, sensors: tuple[Sensor, ...]) -> None:
        self._row = {sensor.id: i for i, sensor in enumerate(sensors)}
        self._sited = np.array([sensor.site is not None for sensor in sensors] + [False])
        sites = [(s.site.lat_deg, s.site.lon_deg, s.site.height_m) if s.site else (0.0, 0.0, 0.0) for s in sensors]
        self._sites = np.array([*sites, (0.0, 0.0, 0.0)])

    def frame(self, flags: int, plots: Plots, time_s: float, speed: float) -> bytes:
        """A frame of kind 2; plots with no place (bearings, a sensor without site) are left out."""
        rows = self.rows(plots)
        return header(PLOTS, flags, 0, rows, 0, time_s, speed) + rows.tobytes()

    def rows(self, plots: Plots) -> Array:
        """Rows of PLOT_ROW for the targets among `plots` that have a place."""
        unknown = len(self._row)
        sensor = np.array([self._row.get(name, unknown) for name in plots.sources] or [unknown])[plots.source]
        placed = (plots.kind == GEODETIC) | (((plots.kind == POLAR) | (plots.kind == PRESENCE)) & self._sited[sensor])
        keep = np.flatnonzero(placed & (plots.purpose == 0))
        plots, sensor = plots.take(keep), sensor[keep]
        rows = np.zeros(len(plots), PLOT_ROW)
        site = self._sites[sensor]
        lat_deg, lon_deg = site[:, 0].copy(), site[:, 1].copy()
        polar = np.flatnonzero(plots.kind == POLAR)
        if len(polar):
            lat_deg[polar], lon_deg[polar] = _polar_places(plots.take(polar), site[polar])
        geodetic = plots.kind == GEODETIC
        rows["lat_deg"] = np.where(geodetic, plots.lat_deg, lat_deg)
        rows["lon_deg"] = np.where(geodetic, plots.lon_deg, lon_deg)
        rows["sensor"], rows["echo"], rows["time_s"] = sensor, plots.echo, plots.time_s
        rows["flags"] = plots.simulated
        return rows


def _polar_places(plots: Plots, site: Array) -> tuple[Array, Array]:
    """(lat_deg, lon_deg); without elevation it follows from the height over the curved Earth, without that it is 0."""
    above_m = np.where(plots.given("height_m"), plots.height_m, plots.pressure_altitude_m) - site[:, 2]
    range_m = np.maximum(plots.range_m, 1.0)
    sine = np.clip(above_m / range_m - range_m / (2.0 * A_M), -1.0, 1.0)
    risen = plots.given("height_m") | plots.given("pressure_altitude_m")
    elevation_deg = np.where(risen, np.degrees(np.arcsin(sine)), 0.0)
    elevation_deg = np.where(plots.given("elevation_deg"), plots.elevation_deg, elevation_deg)
    east_m, north_m, up_m = enu_from_polar(plots.range_m, plots.azimuth_deg, elevation_deg)
    lat_deg, lon_deg, _ = geodetic_from_enu(east_m, north_m, up_m, site[:, 0], site[:, 1], site[:, 2])
    return lat_deg, lon_deg
