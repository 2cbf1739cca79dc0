"""Settings of weather: where the stations of METARs are, and how far their QNH holds."""

import re

import msgspec

from sargas.formats import format as formats
from sargas.model.place import Site


class Settings(formats.Settings, frozen=True, forbid_unknown_fields=True):
    """What may be tuned."""

    stations: dict[str, Site] = msgspec.field(default_factory=dict)
    """Places of aerodromes by location indicator (EYVI): a METAR does not say where it is from. Others are not used."""
    qnh_radius_m: float = 80_000.0
    """How far around its station the QNH of a METAR holds."""

    def __post_init__(self) -> None:
        for name in self.stations:
            if not re.fullmatch(r"[A-Z][A-Z0-9]{3}", name, re.ASCII):
                raise ValueError(f"stations.{name}: a location indicator has four capital letters")
        if not 1_000.0 <= self.qnh_radius_m <= 500_000.0:
            raise ValueError(f"qnh_radius_m {self.qnh_radius_m} is outside 1000..500000")
