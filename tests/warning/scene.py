"""A country to the west of a straight border, municipalities in it, and an object that flies in: for this room's tests.

The scene's place (`picture.scene`) is on the border; the country is east of it. Municipalities are 20 km deep strips,
`near` from the border on, `middle` 20 km behind it, `far` 40 km, each 40 km from south to north; `aside` is far to the
north of them.
"""

from typing import Any

import msgspec

from incursion.land import ring, zone
from picture.scene import NOON_S, rows
from sargas.model.decision import Act, Decision
from sargas.model.incident import Incident
from sargas.model.notice import Coded
from sargas.model.tracks import Tracks
from sargas.model.warning import PublicWarning, ReleaseWarning, WarningArea
from sargas.warning import Settings, Warnings
from sargas.warning.settings import Levels, Terms

TERMS = Terms(
    category=("Safety",), urgency="Immediate", severity="Severe", certainty="Likely", response_types=("Shelter",),
    expires_s=1800.0, eu_alert="EU-Alert Level 2",
)  # fmt: skip
LEVELS = Levels(
    advisory=msgspec.structs.replace(TERMS, urgency="Expected", response_types=("Prepare",), eu_alert=None),
    alarm=TERMS,
    all_clear=msgspec.structs.replace(TERMS, urgency="Past", response_types=("AllClear",), expires_s=600.0),
)
SETTINGS = Settings(roster=("Ona", "Jonas", "Rasa"), sender="warn.example", sender_name="Rescue service", levels=LEVELS)
LAND = zone()


def area(name: str, west_km: float, south_km: float, east_km: float, north_km: float, **more: Any) -> WarningArea:
    outline = ring((west_km, south_km), (east_km, south_km), (east_km, north_km), (west_km, north_km))
    return WarningArea(name, name.capitalize(), ((outline,),), **more)


AREAS = (
    area("near", 0, -20, 20, 20, names={"lv": "Tuvējais"}, geocodes=(Coded("LAU", "0001"),), population=9_000),
    area("middle", 20, -20, 40, 20),
    area("far", 40, -20, 60, 20),
    area("aside", 0, 70, 60, 99),
)


def room(settings: Settings | None = SETTINGS, **more: Any) -> Warnings:
    return Warnings(settings, AREAS, (), (LAND,), **more)


def track(
    at_km: float,
    mps: float = 45.0,
    time_s: float = NOON_S,
    sensors: tuple[str, ...] = ("radar", "primary"),
    **more: Any,
) -> Tracks:
    """Track 5, on its way east, `at_km` east of the border (negative: before it)."""
    return rows(time_s, {"number": 5, "east_m": 1000.0 * at_km, "east_mps": mps, "sensors": sensors, **more})


def incident(situation: str = "approaching", version: int = 1, time_s: float = NOON_S, **more: Any) -> Incident:
    said = {"opened_s": NOON_S, "updated_s": time_s, "probability": 0.5, **more}
    return Incident(1, "land", "the land", (5,), situation, "new", version, **said)


def draft(warnings: Warnings, at_km: float = -10.0, situation: str = "approaching", **more: Any) -> PublicWarning:
    """The draft of an object that has just become an incident."""
    (one,) = warnings.update(NOON_S, track(at_km), [incident(situation, **more)])
    return one


def decide(
    warnings: Warnings, act: Act, by: str = "Ona", at_s: float = 1.0, why: str = "", seen: int | None = None
) -> PublicWarning | str:
    return warnings.decide(NOON_S + at_s, Decision(by, NOON_S + at_s, act, why, seen))


def done(outcome: PublicWarning | str) -> PublicWarning:
    """What an act came to; fails with the reason where it was refused."""
    assert isinstance(outcome, PublicWarning), outcome
    return outcome


def release(warnings: Warnings, number: int = 1, at_s: float = 1.0, why: str = "") -> PublicWarning:
    """Released by Ona and Jonas."""
    done(decide(warnings, ReleaseWarning(number), "Ona", at_s, why))
    return done(decide(warnings, ReleaseWarning(number), "Jonas", at_s + 5.0, why))
