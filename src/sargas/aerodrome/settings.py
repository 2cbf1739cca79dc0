"""Settings of one aerodrome: `[[aerodromes]]`, its volumes, what counts there, and how objects are taken to go on.

Judgement, where no source is named: how heights change, from which probability a closure is drafted, how much of the
volumes has to be seen. The wind's error of 3 m/s is that of forecasts over some hours; benchmarks/aerodromes.py tells
how often what follows from it is right.
"""

import msgspec

from sargas.model.height import Height
from sargas.model.track import CLASSES, ClassName
from sargas.model.zone import Authority


class VolumeSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[aerodromes.volumes]]`: a part of the air, by a radius, an outline or a zone of the site: one of the three."""

    name: str
    radius_m: float | None = None
    """Around the aerodrome's place."""
    polygon: tuple[tuple[float, float], ...] = ()
    """[lon_deg, lat_deg] of each corner, as in GeoJSON."""
    zone: str = ""
    """Id of a zone: its outline and, where they are not given here, its limits."""
    floor: Height | None = None
    """None: the ground."""
    ceiling: Height | None = None
    """None: no limit."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[aerodromes]]`: one of them."""

    icao: str
    """Location indicator (ICAO Doc 7910), four letters."""
    name: str
    lat_deg: float
    """Its reference point."""
    lon_deg: float
    elevation: Height
    """Of the aerodrome, with what it is measured from: `amsl` or `ellipsoid`."""
    volumes: tuple[VolumeSettings, ...]
    fir: str = ""
    """Location indicator of the flight information region, for item Q; left open where it is not given."""
    runways: tuple[str, ...] = ()
    """Like "01/19", for the notices."""
    bands_m: tuple[float, ...] = (300.0, 1_000.0, 2_000.0, 4_000.0)
    """Heights above mean sea level that part the height bands."""
    classes: tuple[ClassName, ...] = tuple(name for name in CLASSES if name != "bird")
    """What counts: an object that is of these with `least_class_probability` at least; one not judged too."""
    least_class_probability: float = 0.1
    lawful_by: tuple[Authority, ...] = (
        "flight_plan",
        "transponder",
        "neutral",
        "assumed_friend",
        "friend",
        "flight_list",
    )
    """Who shows this is traffic, which the air traffic service knows: counted apart."""
    covered_by: tuple[str, ...] = ()
    """Sensors (another system, say) that see the whole of the volumes while their status is ok, by the site's word."""
    closure_probability: float = 0.3
    """A closure is drafted from this probability on that an object is inside, now or within `lead_s`."""
    lead_s: float = 600.0
    left_probability: float = 0.05
    """An object is outside below this probability of being inside, now and within `reopen_lead_s` ..."""
    left_for_s: float = 60.0
    """... for so long."""
    reopen_lead_s: float = 1_800.0
    interval_s: float = 20.0
    """Forecasts are made anew after this time, and with each object that comes new into the way."""
    lost_after_s: float = 30.0
    """An object that nothing has measured for so long is lost."""
    coverage_share: float = 0.7
    """The volumes are seen while so much of them is."""
    seen_section_m2: float = 0.05
    """Cross-section for which that is asked."""
    wind_sigma_mps: float = 3.0
    """Error of the wind on each axis, at least ..."""
    wind_keeps_s: float = 3_600.0
    """... and after so long it is another (its correlation is 1/e)."""
    circling_m: float = 1_500.0
    """One sigma of where what hovers or circles may be."""
    horizon_s: float = 21_600.0
    """So far ahead it is looked for when it is clear."""
    keep_s: float = 3_600.0
    """What was resolved is told for so long where nobody records a closure."""
