"""Settings of searching, and what may become of an object of each class, in one table.

Glide ratios as flight manuals have them: light aircraft 8 to 11, airliners 15 to 20, helicopters in autorotation 3 to
4.5. Judgement: 9 for small drones with wings, after their aspect ratio (Raymer, *Aircraft Design*, on estimating L/D);
sink rates of balloons; endurance, of which makers and press say 300 to 600 km at 160 km/h for a Gerbera. The shares of
what becomes of an object that is lost (`shares`) are judgement altogether: too few cases are known to count them. A
site that knows better says so. Cross-sections as in `sargas.picture.classes` (Skolnik, table 2.1).
"""

from typing import get_args

import msgspec

from sargas.model.search import Fate
from sargas.model.track import CLASSES, ClassName


class Prospect(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What may become of an object of one class once it is lost."""

    shares: dict[Fate, float]
    """Sum to 1."""
    endurance_s: float
    """It flies on for up to this long, any time alike."""
    glide_ratio: float = 0.0
    """Median; 0: it sinks with the air, at `sink_mps`."""
    glide_spread: float = 0.3
    """One sigma of the logarithm."""
    sink_mps: tuple[float, float] = (3.0, 8.0)
    cross_section_m2: float = 0.05
    """Median, to radars."""

    def __post_init__(self) -> None:
        if not 0.999 < sum(self.shares.values()) < 1.001 or min(self.shares.values(), default=0.0) < 0.0:
            raise ValueError("shares do not sum to 1")
        if not 0.0 <= self.endurance_s <= 172_800.0:
            raise ValueError(f"endurance_s {self.endurance_s:g} is outside 0..172800")


_DRONE: dict[Fate, float] = {"glides": 0.35, "falls": 0.15, "flies_on": 0.42, "loiters": 0.08}
_PILOTED: dict[Fate, float] = {"glides": 0.15, "falls": 0.10, "flies_on": 0.70, "loiters": 0.05}

PROSPECTS: dict[ClassName, Prospect] = {
    "unknown": Prospect(_DRONE, 14_400.0, 7.0, 0.5),
    "bird": Prospect({"flies_on": 0.9, "loiters": 0.1}, 21_600.0, 8.0, 0.3, cross_section_m2=0.01),
    "balloon": Prospect({"glides": 0.3, "falls": 0.05, "flies_on": 0.65}, 21_600.0),
    "multirotor": Prospect(
        {"glides": 0.25, "falls": 0.2, "flies_on": 0.35, "loiters": 0.2}, 2_400.0, 0.8, 0.5, cross_section_m2=0.03
    ),
    "fixed_wing_drone": Prospect(_DRONE, 14_400.0, 9.0, 0.3),
    "light_aircraft": Prospect(_PILOTED, 10_800.0, 9.0, 0.2, cross_section_m2=1.0),
    "airliner": Prospect({"glides": 0.02, "falls": 0.02, "flies_on": 0.96}, 14_400.0, 17.0, 0.1, cross_section_m2=20.0),
    "helicopter": Prospect(_PILOTED, 7_200.0, 3.5, 0.25, cross_section_m2=3.0),
    "other": Prospect(_DRONE, 14_400.0, 6.0, 0.6, cross_section_m2=0.1),
}


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[searching]`. `prospects` replaces the table's entry of a class as a whole."""

    prospects: dict[ClassName, Prospect] = {}
    opens: bool = True
    """A search begins by itself when the object of an incident is lost."""
    particles: int = 3_000
    """Possible courses of events that are followed in each search."""
    step_s: float = 60.0
    most_open: int = 24
    """More are not open at once: the oldest that nobody has acted upon is closed for a new one."""
    keep_closed_s: float = 86_400.0
    sector_m: float = 1_000.0
    """Side of a sector: what a team searches in some hours (judgement)."""
    sectors: int = 60
    """So many are listed, besides those that are assigned or were searched."""
    course_deg: float = 8.0
    """What flies on wanders off its course by this in ten minutes (one sigma, growing with the root of time) ..."""
    leg_s: float = 1_800.0
    """... and takes another course once in this time on average ..."""
    leg_deg: float = 50.0
    """... which is off the old one by this (one sigma)."""
    loiter_m: float = 1_500.0
    """Mean radius of circles."""
    glide_course_deg: float = 15.0
    """The course of a fall or a glide is off the last one by this (one sigma) ..."""
    glide_turn_deg: float = 1.5
    """... and half of the glides turn by this in a second (one sigma), as nobody steers."""
    ground_m: float = 100.0
    """Where no terrain is given: height of the ground above mean sea level ..."""
    ground_sigma_m: float = 50.0
    """... with this one-sigma error."""
    default_detection_probability: float = 0.8
    """Of a radar, for 1 m2 at its range, where its sensor says none."""
    most_looks: int = 3
    """Of a step that count: echoes that follow each other are not independent."""
    clearance_m: float = 50.0
    """What is not so high above the radio horizon counts as hidden by hills and trees."""
    coverage_trust: float = 0.9
    """That a sensor which is up would see this object as the model says; the rest: it never would."""

    def __post_init__(self) -> None:
        for kind in self.prospects:
            if kind not in get_args(ClassName):
                raise ValueError(f"prospects.{kind}: no such class; known: {', '.join(CLASSES)}")
        if not 200 <= self.particles <= 20_000:
            raise ValueError(f"particles {self.particles} is outside 200..20000")
        if not 5.0 <= self.step_s <= 600.0:
            raise ValueError(f"step_s {self.step_s:g} is outside 5..600")
        if not 1 <= self.most_open <= 200:
            raise ValueError(f"most_open {self.most_open} is outside 1..200")
        if not 100.0 <= self.sector_m <= 10_000.0:
            raise ValueError(f"sector_m {self.sector_m:g} is outside 100..10000")
        if not 1 <= self.sectors <= 300:
            raise ValueError(f"sectors {self.sectors} is outside 1..300")
        for name in ("default_detection_probability", "coverage_trust"):
            if not 0.0 < getattr(self, name) < 1.0:
                raise ValueError(f"{name} is not between 0 and 1")

    def prospect(self, name: ClassName) -> Prospect:
        """What may become of an object of a class."""
        return self.prospects.get(name, PROSPECTS[name])
