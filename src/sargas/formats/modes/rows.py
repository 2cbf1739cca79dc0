"""Rows: plots of aircraft as they are found, then all at once as columns; feet, knots and categories end here.

Accuracy categories as 95 % radii: NACp (DO-260B table A-13), NACv (A-14), GVA (A-15); NUCp of messages whose version is
not known (DO-260, table 2-11). One sigma of an axis is the radius / 2.448 (two axes), of a height the bound / 1.96.
"""

import math
from typing import NamedTuple

import numpy as np

from sargas.formats.modes.aircraft import CLAIM_S, HEIGHT_S, VELOCITY_S, Aircraft
from sargas.model.claims import EMERGENCIES
from sargas.model.plot import ECHOES
from sargas.model.plots import GEODETIC, HAS, Plots

M_PER_FT = 0.3048
MPS_PER_KT = 1852.0 / 3600.0
MPS_PER_FTPM = 0.3048 / 60.0

_RADIUS_95, _BOUND_95 = 2.448, 1.96

NACP_SIGMA_M = {
    category: radius_m / _RADIUS_95
    for category, radius_m in {
        1: 18_520.0, 2: 7_408.0, 3: 3_704.0, 4: 1_852.0, 5: 926.0, 6: 555.6, 7: 185.2, 8: 92.6, 9: 30.0, 10: 10.0,
        11: 3.0,
    }.items()
}  # fmt: skip
NUCP_SIGMA_M = {
    category: radius_m / _RADIUS_95
    for category, radius_m in {
        1: 18_520.0, 2: 9_260.0, 3: 1_852.0, 4: 926.0, 5: 463.0, 6: 185.2, 7: 92.6, 8: 10.0, 9: 3.0,
    }.items()
}  # fmt: skip
NACV_SIGMA_MPS = {category: bound / _RADIUS_95 for category, bound in {1: 10.0, 2: 3.0, 3: 1.0, 4: 0.3}.items()}
GVA_SIGMA_M = {1: 150.0 / _BOUND_95, 2: 45.0 / _BOUND_95}

HEIGHT_SIGMA_M = 60.0
"""Of a geometric height whose accuracy is not said: senders before version 2 may mean height above mean sea level."""

EMERGENCY_CODES = {0o7500: "unlawful_interference", 0o7600: "no_communications", 0o7700: "general"}

_ADSB = ECHOES.index("adsb")
_BITS = {name: HAS[name] for name in HAS}


class Row(NamedTuple):
    """One plot; the order is that of COLUMNS."""

    time_s: float
    source: int
    has: int
    lat_deg: float
    lon_deg: float
    height_m: float
    east_mps: float
    north_mps: float
    up_mps: float
    sigma_horizontal_m: float
    sigma_height_m: float
    sigma_velocity_mps: float
    mode_s: int
    mode_3a: int
    callsign: str
    pressure_altitude_m: float
    emergency: int
    record_number: int


class Seen(NamedTuple):
    """What the position message itself says besides the place."""

    time_s: float
    source: int
    record_number: int
    mode_s: int | None
    pressure_altitude_m: float | None
    height_m: float | None
    sigma_m: float | None
    """By the kind of message; what the aircraft said of its accuracy goes first."""


def row(seen: Seen, lat_deg: float, lon_deg: float, aircraft: Aircraft) -> Row:
    """The plot of a position message, with what the aircraft said of itself lately."""
    time_s, has, bits = seen.time_s, 0, _BITS
    height_m, pressure_m = seen.height_m, seen.pressure_altitude_m
    above_m = aircraft.above_pressure_m.at(time_s, HEIGHT_S)
    if height_m is None and pressure_m is not None and above_m is not None:
        height_m = pressure_m + above_m
    sigma_height_m = None
    if height_m is not None:
        sigma_height_m = aircraft.sigma_height_m.at(time_s, CLAIM_S) or HEIGHT_SIGMA_M
        has |= bits["height_m"] | bits["sigma_height_m"]
    sigma_m = aircraft.sigma_m.at(time_s, CLAIM_S) or seen.sigma_m
    callsign = aircraft.callsign.at(time_s, CLAIM_S)
    mode_3a = aircraft.mode_3a.at(time_s, CLAIM_S)
    emergency = aircraft.emergency.at(time_s, CLAIM_S)
    if mode_3a in EMERGENCY_CODES and emergency in (None, "none"):
        emergency = EMERGENCY_CODES[mode_3a]
    velocity = aircraft.velocity
    east = north = up = sigma_mps = None
    if velocity is not None and abs(time_s - velocity.time_s) <= VELOCITY_S:
        east, north, up, sigma_mps = velocity.east_mps, velocity.north_mps, velocity.up_mps, velocity.sigma_mps
        has |= bits["east_mps"] | bits["north_mps"] if east is not None else 0
        has |= bits["up_mps"] if up is not None else 0
        has |= bits["sigma_velocity_mps"] if sigma_mps is not None else 0
    has |= bits["sigma_horizontal_m"] if sigma_m is not None else 0
    has |= bits["mode_s"] if seen.mode_s is not None else 0
    has |= bits["mode_3a"] if mode_3a is not None else 0
    has |= bits["callsign"] if callsign is not None else 0
    has |= bits["emergency"] if emergency is not None else 0
    has |= bits["pressure_altitude_m"] if pressure_m is not None else 0
    return Row(
        time_s,
        seen.source,
        has,
        lat_deg,
        lon_deg,
        height_m or 0.0,
        east or 0.0,
        north or 0.0,
        up or 0.0,
        sigma_m or 0.0,
        sigma_height_m or 0.0,
        sigma_mps or 0.0,
        seen.mode_s or 0,
        mode_3a or 0,
        callsign or "",
        pressure_m or 0.0,
        EMERGENCIES.index(emergency) if emergency is not None else 0,
        seen.record_number,
    )


def plots(rows: list[Row], sources: tuple[str, ...]) -> Plots:
    """Columns of the rows."""
    columns = {name: np.array(values) for name, values in zip(Row._fields, zip(*rows, strict=True), strict=True)}
    n = len(rows)
    return Plots(sources, kind=np.full(n, GEODETIC), echo=np.full(n, _ADSB), **columns)


def velocity_parts(speed_kt: float, track_deg: float) -> tuple[float, float]:
    """(east_mps, north_mps)."""
    track_rad, speed_mps = math.radians(track_deg), speed_kt * MPS_PER_KT
    return speed_mps * math.sin(track_rad), speed_mps * math.cos(track_rad)
