"""Weather as input records: with place and time, because a height band is judged by them."""

import msgspec


class Qnh(msgspec.Struct, frozen=True, tag="qnh"):
    """Pressure at mean sea level at a place, valid for `radius_m` around it."""

    time_s: float
    lat_deg: float
    lon_deg: float
    radius_m: float
    pressure_hpa: float


class Wind(msgspec.Struct, frozen=True, tag="wind"):
    """Wind at a place and height; `toward`: the direction the air moves to is (east_mps, north_mps)."""

    time_s: float
    lat_deg: float
    lon_deg: float
    height_m: float
    east_mps: float
    north_mps: float
