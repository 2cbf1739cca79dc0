"""What a DIS feed or export is configured with: which exercise, who we are in it, what DIS cannot say."""

from sargas.formats import format
from sargas.formats.dis.wire import EVERY, VERSIONS
from sargas.model.label import CLASSIFICATIONS, classification_level


class Settings(format.Settings, frozen=True, forbid_unknown_fields=True):
    """Settings of one feed or export."""

    exercise: int = 1
    """Exercise identifier: PDUs of others are passed over. 0, for feeds only: every exercise."""
    site: int = 0
    """Our site, as the exercise's agreement has it. A feed: 0 is none, and nobody is answered; an export needs one."""
    application: int = 0
    """Our application at that site."""
    version: int = 7
    """For exports: 7 is IEEE 1278.1-2012, 6 1278.1a-1998, 5 1278.1-1995. All three are read."""
    manages: bool = False
    """For exports: say Start/Resume to everybody when the link opens and Stop/Freeze when it closes."""
    real_as_simulated: bool = False
    """For exports: the partition has feeds of real sensors, too, and what they see is told as simulated."""
    callsign: str = "SGS"
    """For exports: what the markings of entities begin with."""
    classification: str = "UNCLASSIFIED"
    """For exports: the highest that the simulation network may hold. DIS has no label: what is higher is not told."""
    unknown_height_m: float = 500.0
    """For exports: height above the ellipsoid of an entity whose height is not known: DIS has no word for that."""
    foreign_sigma_m: float = 10.0
    """Assumed of each horizontal axis of an entity: DIS says no error. Simulators tell again what is off by 1 m."""
    foreign_sigma_mps: float = 3.0
    foreign_sigma_height_m: float = 10.0

    def __post_init__(self) -> None:
        if not 0 <= self.exercise <= 255:
            raise ValueError(f"exercise {self.exercise} is outside 0..255")
        for name, value in (("site", self.site), ("application", self.application)):
            if not 0 <= value < EVERY - 1:
                raise ValueError(f"{name} {value} is outside 0..{EVERY - 2}")
        if bool(self.site) != bool(self.application):
            raise ValueError("site and application belong together")
        if self.version not in VERSIONS:
            raise ValueError(f"version {self.version} is none of {', '.join(map(str, VERSIONS))}")
        if not self.callsign.isascii() or not self.callsign.isalnum() or len(self.callsign) > 5:
            raise ValueError("callsign is 1 to 5 letters and digits")
        if classification_level(self.classification) is None:
            raise ValueError(f"classification is none of {', '.join(CLASSIFICATIONS)}")
        if not -1_000.0 <= self.unknown_height_m <= 40_000.0:
            raise ValueError(f"unknown_height_m {self.unknown_height_m} is outside -1000..40000")
