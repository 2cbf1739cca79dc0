"""Where a sensor, a site or a thing with a fixed position is."""

import msgspec


class Site(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A fixed place: degrees, height above the WGS-84 ellipsoid in metres."""

    lat_deg: float
    lon_deg: float
    height_m: float = 0.0

    def __post_init__(self) -> None:
        if not -90.0 <= self.lat_deg <= 90.0:
            raise ValueError(f"lat_deg {self.lat_deg} is outside -90..90")
        if not -180.0 <= self.lon_deg <= 180.0:
            raise ValueError(f"lon_deg {self.lon_deg} is outside -180..180")
        if not -500.0 <= self.height_m <= 20000.0:
            raise ValueError(f"height_m {self.height_m} is outside -500..20000")
