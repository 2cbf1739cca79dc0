"""Aerodromes: the picture against the volumes of aerodromes, one `update` a tick.

Rule: forecasts are made anew at intervals, and at once when an object comes new near an aerodrome. An object that is
seen no more is kept as lost while it may fly. Nothing here closes or opens anything: a closure is what a person
recorded.
"""

import math
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from sargas.aerodrome.log import LogAct, added
from sargas.aerodrome.memory import Known, rejoined
from sargas.aerodrome.outlook import Outlook, now, outlook
from sargas.aerodrome.settings import Settings
from sargas.aerodrome.sight import Sight
from sargas.aerodrome.standing import Look, Standing, circles_share, endurance_s
from sargas.aerodrome.volumes import Charted, charted_or_raise
from sargas.aerodrome.ways import ways
from sargas.geo.geodesic import near_distance_m
from sargas.incursion import Settings as IncursionSettings
from sargas.incursion.authority import authorised, being_weighed
from sargas.incursion.pressure import Pressure
from sargas.model.aerodrome import AccountFor, Aerodrome, AerodromeAct, Apart, Resolved
from sargas.model.checkpoint import pack, unpack
from sargas.model.columns import flag
from sargas.model.decision import Decision
from sargas.model.identity import BASES
from sargas.model.sensor import Sensor
from sargas.model.status import SensorStatus
from sargas.model.track import CLASSES
from sargas.model.tracks import ACT_BITS, CONFIRMED, ENDED, PART, Tracks
from sargas.model.weather import Qnh, Wind
from sargas.model.zone import Zone
from sargas.motion import SHIPPED
from sargas.motion import Settings as Motion
from sargas.sensing.wind import kept

MOST_KNOWN = 1_000
"""Objects near aerodromes: of more, those that were measured longest ago are forgotten, who is in the way last."""
MOST_LOOKS = 100
"""So many are forecast for each aerodrome: who is in the way first, then the nearest; the others are counted."""
NEWS_S = 1.0
"""What comes new is judged at once, but no more often than this."""
NEAR_S, SLOWEST_MPS, BESIDE_M = 3_600.0, 15.0, 10_000.0
"""An object that may count is looked at from so far as it comes in an hour; another within this of the volumes."""
ASLEEP_S = 30.0
"""After a longer pause between updates nobody looked."""
GROUND_SIGMA_M = 20.0
"""Of the ground around an aerodrome, whose elevation is known."""
LEAST_LAWFUL = 0.5
_LISTED = BASES.index("authorised flight on the list")
MOST_NAME, MOST_REASON = 100, 2_000
"""Characters that are kept of a person."""


class Aerodromes:
    """See the module."""

    def __init__(
        self,
        entries: Sequence[Settings],
        zones: Sequence[Zone] = (),
        sensors: Sequence[Sensor] = (),
        simulated: bool = False,
        motion: Motion = SHIPPED,
    ) -> None:
        """Raises ConfigError where the entries do not hold together."""
        self._of, self._motion = charted_or_raise(entries, zones), motion
        self._standings = [Standing(one, simulated) for one in self._of]
        self._sight = Sight(self._of, sensors)
        self._pressure = Pressure(IncursionSettings())
        self._winds: tuple[Wind, ...] = ()
        self._known: dict[int, Known] = {}
        """Who may count, by the number under which each is known now."""
        self._apart: dict[int, tuple[Apart, Tracks]] = {}
        self._time_s = self._due_s = self._told_s = -math.inf
        self._has_news = False

    @property
    def aerodromes(self) -> list[Aerodrome]:
        """Every aerodrome, in the order of the site file."""
        return [one.word for one in self._standings if one.word.version]

    def hear(
        self, time_s: float, winds: Sequence[Wind], qnh: Sequence[Qnh] = (), statuses: Sequence[SensorStatus] = ()
    ) -> None:
        """Reports of the weather, and how sensors are."""
        if not self._of:
            return
        if winds:
            self._winds = kept((*self._winds, *winds), time_s)
        self._pressure.hear(qnh)
        self._sight.hear(statuses)

    def decide(self, time_s: float, decision: Decision) -> Aerodrome | str:
        """A person's act: the aerodrome that it changed, or why it is refused."""
        act = decision.act
        if not isinstance(act, AerodromeAct):
            return "not an act on an aerodrome"
        standing = next((one for one in self._standings if one.of.settings.icao == act.aerodrome), None)
        if standing is None:
            return f"there is no aerodrome {act.aerodrome[:20]!r}"
        if not decision.by.strip() or not decision.why.strip():
            return "an act on an aerodrome needs a name and a reason"
        if len(decision.by) > MOST_NAME or len(decision.why) > MOST_REASON:
            return f"a name has at most {MOST_NAME} characters, a reason {MOST_REASON}"
        seen = decision.expected_version
        if seen is not None and not standing.settled <= seen <= standing.word.version:
            return f"{act.aerodrome} has changed since version {seen}: {standing.word.recorded.words}"
        self._due_s = -math.inf
        if isinstance(act, LogAct):
            log = added(standing.word.log, decision, [part.zone.name for part in standing.of.parts])
            return log if isinstance(log, str) else standing.log_changed(log, time_s)
        return self._account(standing, act, decision, time_s)

    def _account(self, standing: Standing, act: AccountFor, decision: Decision, time_s: float) -> Aerodrome | str:
        known = next((one for one in self._known.values() if act.track in one.tracks), None)
        if known is None or known.tracks[0] not in standing.since_s:
            return f"track {act.track} is not in the way of {act.aerodrome}"
        one = Resolved(known.number, act.how, time_s, decision.why.strip(), decision.by)
        standing.resolve(known.tracks[0], one)
        return standing.change(True, resolved=tuple(standing.resolved.values()))

    def update(self, time_s: float, tracks: Tracks) -> list[Aerodrome]:
        """Tracks that changed, with their incidents; aerodromes that changed, in the order of the site file."""
        if not self._of:
            return []
        seen = self._sight.look(time_s, time_s - self._time_s <= ASLEEP_S)  # each time: a break may be short
        self._time_s = time_s
        self._has_news |= self._take(tracks)
        if time_s < self._due_s and not (self._has_news and time_s - self._told_s >= NEWS_S):
            return []
        self._told_s, self._has_news = time_s, False
        self._due_s = time_s + min(one.settings.interval_s for one in self._of)
        changed = []
        for k, standing in enumerate(self._standings):
            looks, others = self._looks(standing, time_s)
            standing.judge(time_s, looks, self._sight.live_since_s[k])
            apart = self._count_apart(standing.of) | ({"too_many": others} if others else {})
            word = standing.tell(time_s, looks, apart, seen[k], self._sight.live_since_s[k])
            changed += [word] if word is not None else []
        self._forget(time_s)
        return changed

    def _take(self, tracks: Tracks) -> bool:
        """Rows that changed; whether one is new that may count."""
        if not len(tracks):
            return False
        far_m = np.stack(
            [
                near_distance_m(one.settings.lat_deg, one.settings.lon_deg, tracks.lat_deg, tracks.lon_deg)
                - one.reach_m
                for one in self._of
            ]
        ).min(axis=0)
        speed_mps = np.hypot(tracks.east_mps, tracks.north_mps)
        reach_m = np.minimum(np.maximum(speed_mps, SLOWEST_MPS) * NEAR_S, 300_000.0)
        standing = tracks.stands() & (tracks.status >= CONFIRMED)
        near = standing & (far_m <= reach_m)
        ours = np.isin(tracks.number, np.array([*self._known, *self._apart], np.int64))
        apart = self._apart_of(tracks)
        is_new = False
        # Who does not count, and is beside no volume, is passed over: so is most traffic.
        passing = np.array([why is not None for why in apart]) & (far_m > BESIDE_M) & ~ours
        for i in np.flatnonzero((near | ours) & ~passing).tolist():
            number, row = int(tracks.number[i]), tracks.take(np.array([i]))
            if not standing[i]:
                self._gone(number, row)
            elif tracks.status[i] == ENDED:
                self._apart.pop(number, None)
                if number in self._known:
                    self._known[number].ended = True
            elif apart[i] is not None:
                self._set_apart(number, row, apart[i], float(far_m[i]))
            else:
                self._apart.pop(number, None)
                is_new |= self._see(number, row)
        return is_new

    def _apart_of(self, tracks: Tracks) -> list[Apart | None]:
        """Why each row does not count; None where it does."""
        entries = [one.settings for one in self._of]
        # What counts at one aerodrome is followed for all; each judges by its own settings (`_looks`).
        lawful = np.all([_lawful(tracks, entry) for entry in entries], axis=0)
        pending = being_weighed(tracks)
        counts = np.any([_counts(tracks, entry) for entry in entries], axis=0)
        names: list[Apart | None] = ["lawful", "pending", "other_class", None]
        code = np.select([lawful, pending, ~counts], [0, 1, 2], 3)
        return [names[k] for k in code.tolist()]

    def _see(self, number: int, row: Tracks) -> bool:
        known = self._known.get(number)
        if known is not None:
            if float(row.updated_s[0]) > known.measured_s:
                known.see(row)
            return False
        lost = [one for one in self._known.values() if one.ended]
        known = rejoined(row, lost) if lost else None
        if known is None:
            self._let_go(number)
            known = Known(row, (number,))
        else:
            del self._known[known.number]
            known.tracks = (*known.tracks, number)
        known.see(row)
        self._known[number] = known
        return True

    def _let_go(self, number: int) -> None:
        """It stands for itself again: who goes on under another number is another object, in the way as it was."""
        for other in self._known.values():
            if number in other.tracks:
                was = other.tracks[0]
                other.tracks = tuple(one for one in other.tracks if one != number)
                for standing in self._standings:
                    if was != other.tracks[0] and was in standing.since_s:
                        standing.since_s.setdefault(other.tracks[0], standing.since_s[was])

    def _set_apart(self, number: int, row: Tracks, why: Apart | None, far_m: float) -> None:
        """It does not count, or does no more."""
        known = self._known.pop(number, None)
        if known is not None and why is not None:
            for standing in self._standings:
                if known.tracks[0] in standing.since_s and why == "pending":
                    self._known[number] = known  # it was in the way before it said anything: until that is judged
                    known.see(row)
                elif known.tracks[0] in standing.since_s:
                    words = "lawful by its identity" if why == "lawful" else f"{known.likeliest[0]}: it does not count"
                    standing.resolve(known.tracks[0], Resolved(number, "identified", float(row.time_s[0]), words))
        if why is not None and far_m <= BESIDE_M:
            self._apart[number] = why, row
        else:
            self._apart.pop(number, None)

    def _gone(self, number: int, row: Tracks) -> None:
        """It stands for no object of its own any more: a part of another, or dropped by a person."""
        self._apart.pop(number, None)
        known = self._known.pop(number, None)
        if known is None:
            return
        other = int(row.fused_with[0]) if row.fusion[0] >= PART else 0
        if other and other in self._known:  # the same object: it is in the way since it was as either
            for standing in self._standings:
                since_s = standing.since_s.pop(known.tracks[0], None)
                if since_s is not None:
                    standing.since_s.setdefault(self._known[other].tracks[0], since_s)
        elif other:
            known.tracks = (*known.tracks, other)
            self._known[other] = known
        elif flag(row.acts, ACT_BITS["drop"])[0]:
            for standing in self._standings:
                if known.tracks[0] in standing.since_s:
                    words = "an operator holds it for nothing to look at"
                    standing.resolve(known.tracks[0], Resolved(number, "identified", float(row.time_s[0]), words))

    def _looks(self, standing: Standing, time_s: float) -> tuple[list[Look], int]:
        """(who is near an aerodrome and counts there, how many more there are)."""
        of, made = standing.of, []
        settings = msgspec.structs.replace(IncursionSettings(), ground_m=of.elevation_m, ground_sigma_m=GROUND_SIGMA_M)
        near = [
            (known.tracks[0] not in standing.since_s, self._far_m(of, known), known.number)
            for known in self._known.values()
            if known.tracks[0] in standing.since_s or self._comes_near(of, known, time_s)
        ]
        for *_, number in sorted(near)[:MOST_LOOKS]:
            known = self._known[number]
            row, going = known.row, known.going(time_s, of.settings.lost_after_s)
            lost = going == "lost"
            state, age_s = (row, time_s - float(row.time_s[0])) if lost else (known.advanced(time_s), 0.0)
            circles = circles_share(known) if lost else float(going in ("hovers", "circles"))
            drawn, words = ways(state, known.balloon, circles, self._winds, of.settings, age_s, self._motion)
            if lost:
                drawn = drawn._replace(stays=np.ones(len(drawn.stays), np.bool_))
            found: Outlook = outlook(of, state, drawn, self._pressure.air(state), settings, lost)
            made.append(Look(known, going, found, words))
        return made, max(len(near) - MOST_LOOKS, 0)

    def _far_m(self, of: Charted, known: Known) -> float:
        row = known.row
        return float(near_distance_m(of.settings.lat_deg, of.settings.lon_deg, row.lat_deg[0], row.lon_deg[0]))

    def _comes_near(self, of: Charted, known: Known, time_s: float) -> bool:
        row = known.row
        if _lawful(row, of.settings)[0] or not _counts(row, of.settings)[0]:
            return False
        speed_mps = max(float(np.hypot(row.east_mps[0], row.north_mps[0])), SLOWEST_MPS)
        age_s = max(time_s - float(row.time_s[0]), 0.0)
        return self._far_m(of, known) - of.reach_m <= speed_mps * (NEAR_S + age_s)

    def _count_apart(self, of: Charted) -> dict[Apart, int]:
        """Who is inside a volume and does not count."""
        counted: dict[Apart, int] = {}
        settings = IncursionSettings()
        for why, row in self._apart.values():
            outline, heights = now(of, row, self._pressure.air(row), settings)
            if float((outline * heights.probability).max()) >= LEAST_LAWFUL:
                counted[why] = counted.get(why, 0) + 1
        return {name: counted[name] for name in sorted(counted)}

    def _forget(self, time_s: float) -> None:
        """Who is in nobody's way: what ended outside, what flew away, what cannot fly any more, and the oldest."""
        in_the_way = [root for standing in self._standings for root in standing.since_s]
        accounted = [root for standing in self._standings for root in standing.resolved]
        for number, known in list(self._known.items()):
            root = known.tracks[0]
            if root in in_the_way:
                continue
            lost = known.ended or time_s - known.measured_s > 600.0
            over = time_s - known.measured_s > endurance_s(known)
            expected = any(known.number == o.track for one in self._standings for o in one.word.objects)
            if over or (lost and (root in accounted or not expected)):
                del self._known[number]
        if len(self._known) > MOST_KNOWN:
            order = sorted(self._known.values(), key=lambda one: (one.tracks[0] in in_the_way, one.measured_s))
            for known in order[: len(self._known) - MOST_KNOWN]:
                del self._known[known.number]

    def checkpoint(self) -> bytes:
        """State as bytes; the same state gives the same bytes."""
        return pack(
            {
                "times": [self._time_s, self._due_s, self._told_s],
                "has_news": self._has_news,
                "winds": [msgspec.to_builtins(wind) for wind in self._winds],
                "qnh": self._pressure.packed(),
                "sight": self._sight.state(),
                "known": [known.packed() for known in self._known.values()],
                "apart": [[number, why, row.packed()] for number, (why, row) in self._apart.items()],
                "standings": [one.packed() for one in self._standings],
            }
        )

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`; aerodromes that are no more are left behind."""
        state: dict[str, Any] = unpack(data)
        self._time_s, self._due_s, self._told_s = state["times"]
        self._has_news = state["has_news"]
        self._winds = msgspec.convert(state["winds"], tuple[Wind, ...])
        self._pressure.unpack(state["qnh"])
        self._sight.set_state(state["sight"])
        known = [Known.from_packed(packed) for packed in state["known"]]
        self._known = {one.number: one for one in known}
        self._apart = {number: (why, Tracks.from_packed(row)) for number, why, row in state["apart"]}
        by_icao = {packed["word"]["icao"]: packed for packed in state["standings"]}
        for standing in self._standings:
            if standing.of.settings.icao in by_icao:
                standing.unpack(by_icao[standing.of.settings.icao])


def _lawful(tracks: Tracks, entry: Settings) -> NDArray[np.bool_]:
    """Rows that the air traffic service knows, bool (N,). A flight of the list is one in its place and time, until
    somebody gave it another identity."""
    listed = (tracks.identity_basis == _LISTED) & ("flight_list" in entry.lawful_by)
    result: NDArray[np.bool_] = authorised(tracks, entry.lawful_by) | listed
    return result


def _counts(tracks: Tracks, entry: Settings) -> NDArray[np.bool_]:
    """Rows of a class that counts, or of none yet, bool (N,)."""
    named = [CLASSES.index(name) for name in entry.classes]
    judged = tracks.classification.sum(axis=1)
    result: NDArray[np.bool_] = (judged <= 0.0) | (
        tracks.classification[:, named].sum(axis=1) >= entry.least_class_probability * judged
    )
    return result
