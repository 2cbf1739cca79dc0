"""Laydown: the sensors of a scenario, where they stand and how well they see or hear. Their models are beside."""

from typing import Literal

import msgspec

from sargas.exercise.script import Reaction
from sargas.formats.sapient.clauses import is_uuid
from sargas.model.place import Site
from sargas.sensing.detection import Fluctuation


def _within(said: msgspec.Struct, least: float, most: float, *names: str) -> None:
    """Raises ValueError for a field that is none of these numbers."""
    for name in names:
        value = getattr(said, name)
        if value is not None and not least <= value <= most:
            raise ValueError(f"{name} {value} is outside {least:g}..{most:g}")


_LEAST_S, _DAY_S = 0.05, 86_400.0
"""Shortest and longest time between two looks."""


class Screen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a radar's skyline (buildings, wood, hills): nothing below this elevation is seen there."""

    from_deg: float
    to_deg: float
    elevation_deg: float


class Doppler(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a radar does against all that stands still: slow and tangential targets go with it."""

    filters: Literal["mti", "mtd"] = "mti"
    """A canceller of two pulses, or a bank of filters without those about zero."""
    intervals_s: tuple[float, ...] = (0.001,)
    """Between pulses, taken in turn: each has blind speeds of its own, wavelength / 2 of it."""
    notch_mps: float = 5.0
    """Of a bank: what is slower toward or from the radar, or folds to that, is not seen."""
    sigma_mps: float | None = None
    """Error of the speed that is told, folded to the first interval (I048/120); none: nothing is told."""

    def __post_init__(self) -> None:
        if not self.intervals_s or min(self.intervals_s) <= 0.0:
            raise ValueError("intervals_s are positive, one at least")
        _within(self, 0.0, 1e3, "notch_mps", "sigma_mps")


class Lobes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where in elevation a radar's power goes."""

    reflection: float = 0.0
    """How well the ground before it reflects, 0 rough to 1 calm water: lobes, and low targets fade."""
    full_deg: float = 90.0
    """Up to here the full beam; above, a cosecant squared, the same echo at the same height ..."""
    top_deg: float = 90.0
    """... and above this nothing: the cone over the radar."""

    def __post_init__(self) -> None:
        _within(self, 0.0, 1.0, "reflection")
        _within(self, 0.1, 90.0, "full_deg", "top_deg")


class Resolution(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Resolution: objects as near as this to a stronger one are one plot with it."""

    range_m: float
    azimuth_deg: float

    def __post_init__(self) -> None:
        _within(self, 0.0, 1e5, "range_m")
        _within(self, 0.0, 180.0, "azimuth_deg")


class Clutter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What else a radar sees in a part of its circle, and how that is marked (I048/030)."""

    what: Literal["ground", "sea", "weather", "birds", "road", "wind_turbines", "angels"]
    near_m: float
    far_m: float
    from_deg: float = 0.0
    to_deg: float = 360.0
    plots_per_turn: float = 0.0
    """Of its own, Poisson."""
    places: int = 0
    """At which they are, always the same (masts, turbines); 0: anywhere in it, each turn anew."""
    noise_db: float = 0.0
    """What is left of it behind the radar's filters, over the noise: echoes in it must be louder; 0: nothing."""

    def __post_init__(self) -> None:
        _within(self, 0.0, 1e6, "near_m", "far_m", "plots_per_turn", "places")
        _within(self, 0.0, 100.0, "noise_db")
        if self.near_m > self.far_m:
            raise ValueError("near_m is beyond far_m")


class Radar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rotating radar with primary and secondary channel, and its errors."""

    sensor: str
    """Id of the sensor in the site file."""
    sac: int
    sic: int
    site: Site
    """Of the antenna."""
    ground_m: float
    """Height of the ground around it above the ellipsoid."""
    rotation_s: float = 4.0
    range_m: float = 111_120.0
    """Instrumented range of the primary channel; the secondary reaches twice as far."""
    reference_range_m: float = 60_000.0
    """Where an echo of 1 m2 is seen with probability 0.8."""
    sigma_range_m: float = 50.0
    sigma_azimuth_deg: float = 0.08
    false_plots_per_turn: float = 2.0
    screens: tuple[Screen, ...] = ()
    secondary: bool = True
    """Asks transponders; false: a primary channel alone."""
    fluctuation: Fluctuation = "swerling_1"
    """Of echoes from look to look: many scatterers alike, or (3) a large one among small ones."""
    wavelength_m: float = 0.1
    """10 cm: S band, 23 cm: L band, 3 cm: X band."""
    doppler: Doppler | None = None
    """None: what moves and what does not are seen alike."""
    lobes: Lobes | None = None
    """None: as much in every direction."""
    resolution: Resolution | None = None
    """None: each object is a plot of its own."""
    clutter: tuple[Clutter, ...] = ()
    garbled_m: float = 0.0
    """Replies of Mode A/C so near to each other in range, and within `resolution` in azimuth, overlap: every second is
    lost. 20.3 us are 3,000 m. Mode S asks one at a time. 0: none is."""
    sigma_elevation_deg: float | None = None
    """Of a radar that measures heights (I048/110)."""

    def __post_init__(self) -> None:
        if self.garbled_m > 0.0 and self.resolution is None:
            raise ValueError("garbled_m needs a resolution: within which azimuth replies overlap")
        _within(self, 1e-3, 10.0, "wavelength_m")
        _within(self, 0.0, 1e5, "garbled_m")


class Receiver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A receiver of ADS-B: it hears the positions that transponders broadcast twice a second."""

    sensor: str
    """Id of the sensor in the site file."""
    sac: int
    sic: int
    site: Site
    """Of the antenna."""
    ground_m: float
    gain_db: float = 5.0
    """Of the antenna, less its cable."""
    needed_dbm: float = -88.0
    """Sensitivity: where every second message is understood."""
    fruit_per_s: float = 2_000.0
    """Other messages on 1,090 MHz, which collide: replies to all the radars around (busy airspace: 10,000)."""


class Ears(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Listening posts of one kind: arrays tell a direction, nodes that something is near."""

    sensor: str
    """The posts are called so and a number, from 1: `ears-1`, `ears-2` ... in the site file."""
    kind: Literal["array", "node"]
    places: tuple[tuple[float, float], ...]
    """(lat_deg, lon_deg) of each."""
    height_m: float
    """Of their microphones."""
    interval_s: float = 1.0
    radius_m: float = 1_500.0
    """That a node tells: something was heard within it."""
    sigma_azimuth_deg: float = 4.0
    gain_db: float = 6.0
    """Of an array over one microphone."""
    noise_db: float = 35.0
    """At the place, without wind: 30 in a quiet night, 50 by a road."""
    needed_db: float = 6.0
    """Over the noise, to notice a sound as often as not."""
    false_per_hour: float = 0.5
    """Of each post: what was heard is none of these objects."""


class DirectionFinder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A radio direction finder: bearings of what drones' own links radiate."""

    sensor: str
    """Id of the sensor in the site file."""
    sac: int
    sic: int
    site: Site
    """Of the antenna."""
    ground_m: float
    interval_s: float = 1.0
    from_hz: float = 400e6
    """What is radiated outside of its band is not heard."""
    to_hz: float = 6e9
    gain_db: float = 3.0
    """Of the antenna, less its cable."""
    needed_dbm: float = -95.0
    """Where every second look finds a signal: -114 dBm in 1 MHz, 9 dB noise figure, 10 dB to be found."""
    sigma_azimuth_deg: float = 2.0
    """Of strong signals."""
    faint_azimuth_deg: float = 5.0
    """What noise adds, in squares, where the signal is just found."""
    false_per_hour: float = 0.5
    screens: tuple[Screen, ...] = ()

    def __post_init__(self) -> None:
        _within(self, _LEAST_S, _DAY_S, "interval_s")
        _within(self, 0.0, 3.6e6, "false_per_hour")
        _within(self, 0.0, 180.0, "sigma_azimuth_deg", "faint_azimuth_deg")
        if self.from_hz >= self.to_hz:
            raise ValueError("from_hz is not below to_hz")


class RemoteIdReceiver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A receiver of Remote ID: what drones broadcast of themselves, once a second."""

    sensor: str
    """Id of the sensor in the site file, and its own: the "sensor ID" of its messages."""
    site: Site
    """Of the antenna."""
    ground_m: float
    gain_db: float = 3.0
    needed_dbm: float = -92.0
    """Sensitivity: a beacon of Wi-Fi at 1 Mbit/s."""
    screens: tuple[Screen, ...] = ()


class Camera(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A camera that watches a part of the sky and tells directions, and what it takes an object for."""

    sensor: str
    """Id of the sensor in the site file."""
    site: Site
    ground_m: float
    azimuth_deg: float
    """Where the middle of its field points."""
    field_deg: float = 60.0
    """How wide its field is; 360: all around."""
    lowest_deg: float = 0.0
    """Elevations between which it sees."""
    highest_deg: float = 30.0
    across: int = 4096
    """Pixels over its width."""
    thermal: bool = False
    """Sees what is warm, by night too."""
    interval_s: float = 1.0
    sigma_deg: float = 0.1
    """Of azimuth and elevation."""
    confused: float = 0.3
    """Share of objects that are seen and not recognised that it takes for something else; it does not know the rest."""
    false_per_hour: float = 2.0
    """Clouds, insects, leaves."""
    screens: tuple[Screen, ...] = ()
    node_id: str = ""
    """Its UUID; made of `sensor` where it is not given."""

    def __post_init__(self) -> None:
        _within(self, _LEAST_S, _DAY_S, "interval_s")
        _within(self, 0.01, 360.0, "field_deg")
        _within(self, -90.0, 90.0, "lowest_deg", "highest_deg")
        _within(self, 1, 1e6, "across")
        _within(self, 0.0, 1.0, "confused")
        _within(self, 0.0, 3.6e6, "false_per_hour")
        _within(self, 1e-3, 90.0, "sigma_deg")
        if self.lowest_deg >= self.highest_deg:
            raise ValueError("lowest_deg is not below highest_deg")
        if self.node_id and not is_uuid(self.node_id):
            raise ValueError(f"node_id {self.node_id!r} is no UUID of version 4 in small letters")


class People(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """People out of doors in a circle, who see and hear and, some of them, report."""

    lat_deg: float
    lon_deg: float
    radius_m: float
    count: int
    ground_m: float
    by: Literal["citizen", "patrol"] = "citizen"
    attention_per_s: float = 0.01
    """Rate at which somebody notices what is as plain as can be; patrols who look for it: 0.1."""
    by_night: float = 0.1
    """Share of them who are awake and out when it is dark."""
    reports: float = 0.2
    """Share of those who notice something that they hold for a drone who tell of it."""
    delay: Reaction = Reaction(90.0, 600.0)
    """From noticing to the report."""
    mistaken: float = 0.1
    """Share of cases in which a bird or an airliner is held for a drone, and a drone for one of them."""
    wrong_per_hour: float = 0.01
    """Reports of each of what is nothing at all."""
    noise_db: float = 42.0
    """Around them, without wind."""
    tells_azimuth: float = 0.7
    """Share of reports with a direction ..."""
    tells_distance: float = 0.4
    """... and, of these, with a distance."""
    sigma_azimuth_deg: float = 15.0
    factor_distance: float = 2.0
    """One sigma: people guess distances to a factor of two."""
    accuracy_m: float = 30.0
    """Of the place that their phone tells, 95 in 100."""

    def __post_init__(self) -> None:
        shares = ("by_night", "reports", "mistaken", "tells_azimuth", "tells_distance")
        _within(self, 0.0, 1.0, *shares)
        _within(self, 1, 100_000, "count")
        _within(self, 0.0, 3_600.0, "attention_per_s", "wrong_per_hour")
        _within(self, 0.0, 180.0, "sigma_azimuth_deg")
        _within(self, 1.0, 100.0, "factor_distance")
        _within(self, 0.0, 1e5, "radius_m", "accuracy_m")


class Multilateration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Stations that place transponders by when they hear them."""

    sensor: str
    """Id of the sensor in the site file."""
    sac: int
    sic: int
    site: Site
    """Its reference point."""
    ground_m: float
    stations: tuple[Site, ...]
    """Their antennas."""
    interval_s: float = 1.0
    needed: int = 4
    """Stations that must hear a message."""
    sigma_range_m: float = 6.0
    """Of a time of arrival, times the speed of light: 20 ns."""
    gain_db: float = 5.0
    needed_dbm: float = -88.0

    def __post_init__(self) -> None:
        if not 3 <= self.needed <= len(self.stations):
            raise ValueError("needed is from 3 to as many stations as there are")
        _within(self, _LEAST_S, _DAY_S, "interval_s")
        _within(self, 0.01, 1e4, "sigma_range_m")
