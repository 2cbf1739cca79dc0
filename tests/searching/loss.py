"""A drone inside a zone, seen for a while and then lost, as the core's rooms tell it."""

from typing import Any

from picture.scene import NOON_S, NOTHING, rows
from sargas.model.decision import Decision, SearchAct
from sargas.model.incident import Incident, Situation
from sargas.model.place import Site
from sargas.model.search import Search
from sargas.model.sensor import Sensor
from sargas.model.tracks import ENDED
from sargas.searching import Searches, Settings

SMALL = Settings(particles=400)
RADAR = Sensor(
    "primary", "lan", "psr", site=Site(54.7, 25.3, 150.0), range_m=100_000.0, interval_s=4.0, detection_probability=0.9
)
DRONE = (0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0)


def incident(situation: Situation = "lost", number: int = 7, tracks: tuple[int, ...] = (4,), **more: Any) -> Incident:
    said: dict[str, Any] = {
        "updated_s": NOON_S,
        "lat_deg": 54.7,
        "lon_deg": 25.3,
        "version": 2,
        "opened_s": NOON_S,
        **more,
    }
    return Incident(number, "LTU", "Lithuania", tracks, situation, "new", **said)


def track(time_s: float, number: int = 4, **more: Any) -> Any:
    given = {"number": number, "incident": 7, "east_mps": -30.0, "north_mps": 30.0, "height_m": 350.0}
    made = rows(time_s, {**given, "classification": DRONE, **more}, sensors=["primary"])
    made.first_s[:] = NOON_S - 100.0
    return made


def lose(searches: Searches, number: int = 4, of: int = 7, time_s: float = NOON_S) -> list[Search]:
    """Seen at `time_s`; 30 s later its track ends."""
    searches.update(time_s, track(time_s, number, incident=of), [])
    end = track(time_s + 30.0, number, incident=of)
    end.updated_s[:], end.status[:] = time_s, ENDED
    return searches.update(time_s + 30.0, end, [incident(number=of, tracks=(number,))])


def go_on(searches: Searches, from_s: float, to_s: float, step_s: float = 5.0) -> list[Search]:
    """Ticks without news; the last version of each search that was told."""
    told: dict[int, Search] = {}
    time_s = from_s + step_s
    while time_s <= to_s:
        told |= {search.number: search for search in searches.update(time_s, NOTHING, [])}
        time_s += step_s
    return list(told.values())


def act(what: SearchAct, expected_version: int | None = None, time_s: float = NOON_S + 600.0, **more: Any) -> Decision:
    return Decision(
        **{"by": "Ona", "time_s": time_s, "act": what, "why": "told by radio"} | more, expected_version=expected_version
    )
