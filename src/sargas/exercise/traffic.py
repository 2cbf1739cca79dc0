"""Traffic: tables of a scenario of which the seed makes objects by the dozen; a kind for each way of flying."""

import msgspec

Span = tuple[float, float]
"""Least and most, of which each is as likely."""


class _Made(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """What all have: how many in the whole scenario, and how strong an echo."""

    count: int
    cross_section_m2: float


class _Circle(_Made, frozen=True, kw_only=True):
    """... that begin anywhere in a circle."""

    lat_deg: float
    lon_deg: float
    radius_m: float


class _Piloted(_Made, frozen=True, kw_only=True):
    """... of which a share answers a secondary radar."""

    transponders: float = 1.0
    adsb: float = 0.0
    """Share of those that answer, which broadcast where they are too."""


class Across(_Circle, frozen=True, kw_only=True, tag="across"):
    """Airliners and who else flies across the circle, straight, at random bearings, transponders on.

    `adsb`: the share that broadcasts where it is.
    """

    speed_mps: Span
    height_m: Span
    cross_section_m2: float = 10.0
    adsb: float = 0.0
    callsigns: tuple[str, ...] = ("LOT", "RYR", "WZZ", "BTI", "FIN", "SAS", "DLH")


class Local(_Piloted, frozen=True, kw_only=True, tag="local"):
    """Light aircraft: from an aerodrome over some places around it and back."""

    fields: tuple[tuple[float, float], ...]
    """(lat_deg, lon_deg) of aerodromes."""
    ground_m: float
    radius_m: float
    speed_mps: Span = (40.0, 65.0)
    height_m: Span = (300.0, 1_300.0)
    cross_section_m2: float = 2.0


class Soaring(_Piloted, frozen=True, kw_only=True, tag="soaring"):
    """Gliders: circles in rising air, straight glides between; from an aerodrome and back."""

    fields: tuple[tuple[float, float], ...]
    ground_m: float
    radius_m: float
    height_m: Span = (700.0, 1_700.0)
    lasts_s: Span = (3_600.0, 10_800.0)
    cross_section_m2: float = 1.0
    transponders: float = 0.5


class Patrols(_Piloted, frozen=True, kw_only=True, tag="patrols"):
    """Helicopters that fly along a line, to and fro."""

    along: tuple[tuple[float, float], ...]
    """(lat_deg, lon_deg) of its corners."""
    speed_mps: Span = (35.0, 60.0)
    height_m: Span = (250.0, 500.0)
    lasts_s: Span = (1_800.0, 7_200.0)
    cross_section_m2: float = 3.0

    def __post_init__(self) -> None:
        if len(self.along) < 2:
            raise ValueError("a line needs two places")


class Balloons(_Circle, frozen=True, kw_only=True, tag="balloons"):
    """They rise, drift with the wind at their height, and fall."""

    height_m: Span = (3_000.0, 4_000.0)
    lasts_s: Span = (5_400.0, 14_400.0)
    climb_mps: Span = (2.5, 5.0)
    ground_m: float = 150.0
    cross_section_m2: float = 0.05


class Flocks(_Circle, frozen=True, kw_only=True, tag="flocks"):
    """Birds that fly together: a wandering course through the air, which the wind carries."""

    toward_deg: float | None = None
    """Where they migrate to, give or take 25 degrees; None: anywhere."""
    airspeed_mps: Span = (9.0, 18.0)
    height_m: Span = (200.0, 900.0)
    lasts_s: Span = (600.0, 5_400.0)
    cross_section_m2: float = 0.03


Traffic = Across | Local | Soaring | Patrols | Balloons | Flocks
