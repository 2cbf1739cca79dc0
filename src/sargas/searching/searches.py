"""Searches: what was lost -> where it may be, one `update` a tick.

Rule: a search opens when the object of an incident is lost, and by hand for any track that has ended; it is of the last
state that was measured, not of where reckoning carried it. An object that is seen again stops its search; lost again,
it begins anew from there, with the same number, finds and searched sectors. Only a person closes one (but for the
oldest that nobody acted upon, when there are too many). Maps are made at intervals, not at each tick.

    lost --> open --act--> closed          open --seen in the air--> seen_again --lost--> open
             closed --act--> open
"""

import math
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from sargas.geo.ground import Flat, Ground
from sargas.geo.wgs84 import MERIDIAN_M_PER_DEG
from sargas.model.bounded import keep
from sargas.model.checkpoint import pack, unpack
from sargas.model.columns import flag
from sargas.model.decision import Decision, OpenSearch, SearchAct
from sargas.model.incident import Incident
from sargas.model.search import Search
from sargas.model.sensor import Sensor
from sargas.model.status import SensorStatus
from sargas.model.tracks import ACT_BITS, ENDED, FOUR, Tracks
from sargas.model.weather import Wind
from sargas.searching.acts import decided, search_of
from sargas.searching.case import Case
from sargas.searching.coverage import Coverage
from sargas.searching.particles import Air, Last
from sargas.searching.settings import Settings
from sargas.sensing.wind import air, kept

MOST_SEEN, MOST_ENDED = 2_000, 500
"""Tracks of incidents, and tracks that ended, of which the last state is kept."""
LEAST_LIFE_S = 10.0
"""A track that ended sooner is nothing to search for, unless a person began it."""
MOST_CLOSED = 50
ASLEEP_S = 30.0
"""After a longer pause between updates nobody looked: what was not seen until then says nothing."""
NO_STATE_SIGMA_M, NO_STATE_SIGMA_MPS = 500.0, 10.0
"""Assumed of an incident whose track's last state is not known."""
_TRIANGLE = FOUR[np.triu_indices(4)]


class Searches:
    """See the module."""

    def __init__(self, sensors: Sequence[Sensor], settings: Settings, ground: Ground | None = None) -> None:
        self._settings = settings
        self._ground: Ground = ground or Flat(settings.ground_m, settings.ground_sigma_m)
        self._coverage = Coverage(sensors)
        self._winds: tuple[Wind, ...] = ()
        self._seen: dict[int, Last] = {}
        self._ended: dict[int, Last] = {}
        self._cases: dict[int, Case] = {}
        self._next_number = 1
        self._due_s = -math.inf
        self._given_up: list[Search] = []
        """Closed in this batch for others."""
        self._time_s = self._awake_s = -math.inf
        """Time of the last update, and since when there was no pause."""

    @property
    def searches(self) -> list[Search]:
        """Every search, oldest first."""
        return [case.search for case in self._cases.values()]

    def hear(self, time_s: float, winds: Sequence[Wind], statuses: Sequence[SensorStatus]) -> None:
        """Reports of the wind, and how sensors are."""
        if winds:
            self._winds = kept((*self._winds, *winds), time_s)
        if statuses:
            self._coverage.hear(statuses)

    def decide(self, time_s: float, decision: Decision) -> Search | str:
        """A person's act: the search that it changed, or why it is refused."""
        act = decision.act
        if not isinstance(act, SearchAct):
            return "not an act on a search"
        self._due_s = -math.inf
        if isinstance(act, OpenSearch):
            return self._open_by_hand(time_s, act, decision)
        case = self._cases.get(search_of(act) or 0)
        if case is None:
            return f"there is no search {search_of(act)}"
        outcome = decided(case, decision)
        if isinstance(outcome, Search) and case.map_s == -math.inf and case.particles is not None:
            outcome = self._draw(case, time_s)
        return outcome

    def update(self, time_s: float, tracks: Tracks, incidents: Sequence[Incident]) -> list[Search]:
        """Tracks with their incidents, and the incidents that changed; searches that changed, in order of number."""
        if time_s - self._time_s > ASLEEP_S:
            self._awake_s = time_s if math.isfinite(self._time_s) else -math.inf
        self._time_s = time_s
        if not len(tracks) and not incidents and time_s < self._due_s and not self._given_up:
            return []
        if len(tracks):
            self._keep_states(tracks)
        changed = {search.number: search for search in self._given_up}
        self._given_up = []
        gone = tracks.number[tracks.status == ENDED].tolist()
        for incident in incidents:
            self._follow(time_s, incident, gone, changed)
        if time_s >= self._due_s:
            looking = self._coverage.up()
            for number, case in list(self._cases.items()):
                if case.search.status == "open" and case.go_on(
                    time_s, self._awake_s, looking, self._ground, self._settings
                ):
                    changed[number] = self._draw(case, time_s)
            self._forget(time_s)
            is_open = any(case.search.status == "open" and not case.done for case in self._cases.values())
            self._due_s = time_s + (5.0 if is_open else 60.0)
        return [changed[number] for number in sorted(changed)]

    def _keep_states(self, tracks: Tracks) -> None:
        """The last measured state of each track of an incident, and of each that ended."""
        ended = tracks.status == ENDED
        for i in np.flatnonzero((tracks.incident > 0) & ~ended).tolist():
            number, before = int(tracks.number[i]), self._seen.get(int(tracks.number[i]))
            if before is None or tracks.updated_s[i] > before.time_s:
                keep(self._seen, number, _state(tracks, i), MOST_SEEN)
        by_hand = flag(tracks.acts, ACT_BITS["initiate"])
        lived = ended & tracks.stands() & ((tracks.updated_s - tracks.first_s >= LEAST_LIFE_S) | by_hand)
        for i in np.flatnonzero(lived).tolist():
            number = int(tracks.number[i])
            keep(self._ended, number, self._seen.get(number) or _state(tracks, i), MOST_ENDED)

    def _follow(self, time_s: float, incident: Incident, gone: Sequence[int], changed: dict[int, Search]) -> None:
        """`gone`: the tracks that ended now."""
        numbers = (incident.number, *incident.merged)
        of = [one for one in self._cases.values() if one.search.incident in numbers and one.search.status != "closed"]
        case = next(iter(of), None)
        if incident.situation in ("approaching", "inside"):
            for one in of:
                if one.search.status == "open":
                    changed[one.search.number] = one.change(True, status="seen_again")
        if incident.situation != "lost":
            return
        for other in of[1:]:  # two incidents are one: so are the searches, but for what people have done
            if not other.is_touched:
                basis = f"goes on as search {of[0].search.number}"
                changed[other.search.number] = other.change(True, status="closed", time_s=time_s, basis=basis)
                other.particles = None
        if not any(number in gone for number in incident.tracks):
            return  # the same loss, of which something else has changed; or its object is that of another incident
        last = self._last_of(incident)
        if case is not None:
            case.last, case.loss = last, case.loss + 1
            self._begin(case, time_s)
            found = self._draw(case, time_s, settles=True, status="open", tracks=incident.tracks, **_where(last))
            changed[case.search.number] = found
        elif self._settings.opens and incident.handling != "closed":
            fields = {"incident": incident.number, "zone": incident.zone, "zone_name": incident.zone_name}
            search = self._open(time_s, last, tracks=incident.tracks, **fields)
            changed |= {one.number: one for one in (*self._given_up, search) if one is not None}
            self._given_up = []

    def _last_of(self, incident: Incident) -> Last:
        states = [self._seen[number] for number in incident.tracks if number in self._seen]
        if states:
            return max(states, key=lambda state: state.time_s)
        place, speed = NO_STATE_SIGMA_M**2, NO_STATE_SIGMA_MPS**2
        covariance = (place, 0.0, 0.0, 0.0, place, 0.0, 0.0, speed, 0.0, speed)
        return Last(
            incident.updated_s, incident.lat_deg, incident.lon_deg, incident.east_mps, incident.north_mps,
            incident.height_m, 100.0, covariance, (), incident.simulated,
        )  # fmt: skip

    def _open_by_hand(self, time_s: float, act: OpenSearch, decision: Decision) -> Search | str:
        if not decision.by.strip() or not decision.why.strip():
            return "an act on a search needs a name and a reason"
        last = self._ended.get(act.track)
        if last is None:
            return f"track {act.track} has not ended, or its end is not remembered"
        for case in self._cases.values():
            if act.track in case.search.tracks and case.search.status != "closed":
                return f"track {act.track} is searched for already: search {case.search.number}"
        opened = self._open(time_s, last, tracks=(act.track,))
        return opened or f"{self._settings.most_open} searches are open, all in somebody's hands"

    def _open(self, time_s: float, last: Last, **fields: Any) -> Search | None:
        """The search that is opened; None where there are too many and none gives way."""
        going_on = [case for case in self._cases.values() if case.search.status != "closed"]
        if len(going_on) >= self._settings.most_open:
            untouched = next((case for case in going_on if not case.is_touched), None)
            if untouched is None:
                return None
            basis = "closed by itself: too many were open"
            self._given_up.append(untouched.change(True, status="closed", time_s=time_s, basis=basis))
            untouched.particles = None
        number, self._next_number = self._next_number, self._next_number + 1
        where = _where(last)
        case = Case(Search(number, "open", 0, time_s, time_s, simulated=last.simulated, **where, **fields), last)
        self._cases[number] = case
        self._begin(case, time_s)
        search = self._draw(case, time_s)
        case.settled = search.version
        return search

    def _begin(self, case: Case, time_s: float) -> None:
        last = case.last
        at = np.array([last.lat_deg]), np.array([last.lon_deg])
        ground_m = self._ground.height_m(*at)
        height_m = ground_m + 250.0 if last.height_m is None else np.array([last.height_m])
        wind = air(self._winds, last.time_s, *at, height_m / 2 + ground_m / 2, np.maximum(height_m - ground_m, 0.0) / 2)
        known = Air(float(wind.east_mps[0]), float(wind.north_mps[0]), float(wind.sigma_mps[0]))
        case.begin(known, self._ground, self._settings)
        case.cells = {
            cell: sector for cell, sector in case.cells.items() if sector.searched
        }  # before it was seen again
        case.go_on(time_s, self._awake_s, self._coverage.up(), self._ground, self._settings)
        self._due_s = -math.inf

    def _draw(self, case: Case, time_s: float, settles: bool = False, **fields: Any) -> Search:
        return case.change(settles, **fields, **case.draw(time_s, self._ground, self._settings))

    def _forget(self, time_s: float) -> None:
        """Searches that were closed long ago, and the oldest of very many."""
        closed = {number: case for number, case in self._cases.items() if case.search.status == "closed"}
        for k, (number, case) in enumerate(closed.items()):
            if time_s - case.search.time_s > self._settings.keep_closed_s or k < len(closed) - MOST_CLOSED:
                del self._cases[number]

    def checkpoint(self) -> bytes:
        """State as bytes; the same state gives the same bytes."""
        return pack(
            {
                "next_number": self._next_number,
                "times": [self._due_s, self._time_s, self._awake_s],
                "cases": [case.packed() for case in self._cases.values()],
                "winds": [msgspec.to_builtins(wind) for wind in self._winds],
                "coverage": self._coverage.state(),
                "seen": [[number, msgspec.to_builtins(last)] for number, last in self._seen.items()],
                "ended": [[number, msgspec.to_builtins(last)] for number, last in self._ended.items()],
            }
        )

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`."""
        state = unpack(data)
        self._next_number = state["next_number"]
        self._due_s, self._time_s, self._awake_s = state["times"]
        cases = [Case.from_packed(packed) for packed in state["cases"]]
        self._cases = {case.search.number: case for case in cases}
        self._winds = msgspec.convert(state["winds"], tuple[Wind, ...])
        self._coverage.set_state(state["coverage"])
        self._seen = {number: msgspec.convert(last, Last) for number, last in state["seen"]}
        self._ended = {number: msgspec.convert(last, Last) for number, last in state["ended"]}


def _state(tracks: Tracks, i: int) -> Last:
    """Row i, carried back to when it was measured last."""
    back_s = float(tracks.time_s[i] - tracks.updated_s[i])
    lat, lon = float(tracks.lat_deg[i]), float(tracks.lon_deg[i])
    east_mps, north_mps = float(tracks.east_mps[i]), float(tracks.north_mps[i])
    has_height = bool(tracks.given("height_m")[i])
    return Last(
        time_s=float(tracks.updated_s[i]),
        lat_deg=lat - north_mps * back_s / MERIDIAN_M_PER_DEG,
        lon_deg=lon - east_mps * back_s / (MERIDIAN_M_PER_DEG * max(math.cos(math.radians(lat)), 0.01)),
        east_mps=east_mps,
        north_mps=north_mps,
        height_m=float(tracks.height_m[i]) if has_height else None,
        sigma_height_m=math.sqrt(max(float(tracks.covariance[i, 11]), 0.0)) if has_height else 0.0,
        covariance=tuple(tracks.covariance[i][_TRIANGLE].tolist()),
        classes=tuple(float(p) for p in tracks.classification[i]),
        simulated=bool(tracks.simulated[i]),
    )


def _where(last: Last) -> dict[str, Any]:
    """The fields of a search that say where it was seen last."""
    ee, en, nn = last.covariance[0], last.covariance[1], last.covariance[4]
    major2 = (ee + nn) / 2.0 + math.hypot((ee - nn) / 2.0, en)
    return {
        "lost_s": last.time_s,
        "lat_deg": last.lat_deg,
        "lon_deg": last.lon_deg,
        "radius_95_m": 2.4477 * math.sqrt(max(major2, 0.0)),
        "east_mps": last.east_mps,
        "north_mps": last.north_mps,
        "height_m": last.height_m,
    }
