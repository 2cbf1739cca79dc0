"""Standing: one aerodrome from update to update: what is in the way, since when, what became of it, what is advised.

Rule: an object is in the way from when it is inside, or expected inside, with the probability that drafts a closure. It
stays so until there is a reason why not (`HowResolved`): being lost is none. What is advised:

    none --something in the way--> closure --a closure is recorded--> wait
    closure, wait --all resolved, all seen, nobody else there--> reopening --recorded open, or some time later--> none
"""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np

from sargas.aerodrome import notices
from sargas.aerodrome.log import WHOLE, closed_s, recorded
from sargas.aerodrome.memory import Known
from sargas.aerodrome.outlook import AHEAD_S, Outlook, clear_by
from sargas.aerodrome.volumes import Charted
from sargas.model.aerodrome import (
    Advice,
    Aerodrome,
    AirObject,
    Apart,
    ClearBy,
    Expected,
    Going,
    Resolved,
)
from sargas.model.identity import BASES, IDENTITIES
from sargas.model.track import CLASSES
from sargas.searching import Settings as SearchingSettings

MOST_OBJECTS, MOST_RESOLVED = 200, 500
REDRAFT_S = 60.0
"""A draft is made anew when what it is of changes, or after this time."""
LIVE_SLACK_S = 60.0
_SEARCHING = SearchingSettings()


class Look(NamedTuple):
    """One object, as an update has it."""

    known: Known
    going: Going
    outlook: Outlook
    words: str


class Standing:
    """Of one aerodrome. `word` is as it was told last; `settled` the version at which the log or the account of an
    object last changed: what a person acts upon.
    """

    def __init__(self, of: Charted, simulated: bool) -> None:
        entry = of.settings
        self.of, self._simulated = of, simulated
        self.word = Aerodrome(
            entry.icao, entry.name.strip(), 0, 0.0, entry.lat_deg, entry.lon_deg, of.elevation_m, of.volumes,
            entry.bands_m, entry.runways, simulated=simulated,
        )  # fmt: skip
        self.settled = 0
        self.since_s: dict[int, float] = {}
        """Objects in the way, by the first number under which each was known."""
        self.outside_s: dict[int, float] = {}
        self.resolved: dict[int, Resolved] = {}
        self.first_object_s: float | None = None
        self._drafted: tuple[Any, ...] = ()

    def change(self, settles: bool, **fields: Any) -> Aerodrome:
        """The next version."""
        self.word = msgspec.structs.replace(self.word, version=self.word.version + 1, **fields)
        if settles:
            self.settled = self.word.version
        return self.word

    def log_changed(self, log: Any, time_s: float) -> Aerodrome:
        """A person has recorded something."""
        now = recorded(log, time_s)
        if log[-1].kind == "reopening" and not now.closed:  # a new night begins
            self.resolved.clear()
            if not self.since_s:
                self.first_object_s = None
        return self.change(True, log=log, time_s=time_s, recorded=now, **self._closed(log, time_s))

    def resolve(self, root: int, one: Resolved) -> None:
        """It is in nobody's way any more."""
        self.since_s.pop(root, None)
        self.outside_s.pop(root, None)
        self.resolved.pop(root, None)
        self.resolved[root] = one
        while len(self.resolved) > MOST_RESOLVED:
            del self.resolved[next(iter(self.resolved))]

    def judge(self, time_s: float, looks: Sequence[Look], live_since_s: float) -> None:
        """Who comes into the way, and who is in it no more."""
        entry = self.of.settings
        for known, going, outlook, _ in looks:
            root = known.tracks[0]
            likely = max(outlook.now_probability, outlook.by(entry.lead_s))
            if root not in self.since_s and likely >= entry.closure_probability and not self._is_accounted(root):
                self.since_s[root] = time_s
                self.resolved.pop(root, None)
                if self.first_object_s is None:
                    self.first_object_s = time_s
            if root not in self.since_s:
                continue
            if going == "lost":
                self._judge_lost(time_s, known, live_since_s)
                continue
            away = max(outlook.now_probability, outlook.by(entry.reopen_lead_s)) < entry.left_probability
            if not away:
                self.outside_s.pop(root, None)
            elif time_s - self.outside_s.setdefault(root, time_s) >= entry.left_for_s:
                words = f"measured outside {time_s - known.measured_s:.0f} s ago, not expected inside within "
                words += f"{entry.reopen_lead_s / 60.0:.0f} min"
                self.resolve(root, Resolved(known.number, "outside", time_s, words))

    def _is_accounted(self, root: int) -> bool:
        """Whether a named person said what became of it."""
        one = self.resolved.get(root)
        return one is not None and bool(one.by)

    def _judge_lost(self, time_s: float, known: Known, live_since_s: float) -> None:
        over_s = known.measured_s + endurance_s(known)
        if time_s >= over_s and live_since_s <= known.measured_s + LIVE_SLACK_S:
            words = f"lost {notices.clock(known.measured_s)}, flies at most {endurance_s(known) / 3600.0:.1f} h, "
            words += "and was not seen again while sensors that are up saw the volumes"
            self.resolve(known.tracks[0], Resolved(known.number, "endurance_over", time_s, words))

    def tell(
        self, time_s: float, looks: Sequence[Look], apart: dict[Apart, int], seen: Sequence[float], live_since_s: float
    ) -> Aerodrome | None:
        """The next version, None where nothing changed but time."""
        entry = self.of.settings
        live = math.isfinite(live_since_s)
        shown = [one for one in looks if self._is_shown(one)]
        shown.sort(key=lambda one: (-one.outlook.now_probability, -one.outlook.hour_probability, one.known.number))
        shown = shown[:MOST_OBJECTS]
        exits = [self._exits(one) for one in shown]
        objects = tuple(self._object(time_s, one, exit_s) for one, exit_s in zip(shown, exits, strict=True))
        if not live:
            clear = ClearBy(why=f"sensors that are up see {min(seen):.0%} of a volume: what is not seen cannot be told")
        elif not objects:
            clear = ClearBy(why="nothing is known to be in the way")
        else:
            clear = clear_by(exits, time_s, entry.horizon_s)
        if not self.since_s and not self.word.recorded.closed:
            self.resolved = {r: one for r, one in self.resolved.items() if time_s - one.time_s <= entry.keep_s}
            self.first_object_s = self.first_object_s if self.resolved else None
        now = recorded(self.word.log, time_s)
        beside = self._beside(shown, apart)
        advice, basis, waits = self._advice(objects, now.closed and not now.volumes, live, seen, beside)
        volumes = tuple(
            msgspec.structs.replace(volume, seen_probability=share)
            for volume, share in zip(self.of.volumes, seen, strict=True)
        )
        fields: dict[str, Any] = {
            "volumes": volumes,
            "objects": objects,
            "resolved": tuple(self.resolved.values()),
            "apart": apart,
            "expected": _expected(self.of, [one.outlook for one in shown]),
            "clear": clear,
            "advice": advice,
            "advice_basis": basis,
            "reopening_waits": waits,
            "first_object_s": self.first_object_s,
            "recorded": now,
            "live": live,
            "live_since_s": live_since_s if live else None,
            "simulated": self._simulated or any(bool(one.known.row.simulated[0]) for one in shown),
        }
        fields |= self._drafts(time_s, advice, shown, objects, clear, min(seen), fields["simulated"])
        same = all(getattr(self.word, name) == value for name, value in fields.items())
        if same and self.word.version:
            return None
        return self.change(False, time_s=time_s, **fields, **self._closed(self.word.log, time_s))

    def _closed(self, log: Any, time_s: float) -> dict[str, Any]:
        closed = closed_s(log, [WHOLE, *(volume.name for volume in self.of.volumes)], time_s)
        return {"closed_s": closed.pop(WHOLE), "volumes_closed_s": closed}

    def _is_shown(self, one: Look) -> bool:
        root = one.known.tracks[0]
        return root in self.since_s or (
            one.outlook.hour_probability >= self.of.settings.left_probability and not self._is_accounted(root)
        )

    def _exits(self, one: Look) -> tuple[Any, Any, str]:
        outlook, known = one.outlook, one.known
        if one.going == "lost":
            until = notices.clock(known.measured_s + endurance_s(known))
            why = f"track {known.number} was lost {notices.clock(known.measured_s)} and may fly until {until}"
            inside = known.tracks[0] in self.since_s
            return np.full_like(outlook.way_exit_s, np.inf) if inside else outlook.way_exit_s, outlook.way_weight, why
        why = f"track {known.number} {one.going}" if one.going in ("hovers", "circles") else ""
        return outlook.way_exit_s, outlook.way_weight, why

    def _object(self, time_s: float, one: Look, exits: tuple[Any, Any, str]) -> AirObject:
        known, row = one.known, one.known.row
        name, probability = known.likeliest
        return AirObject(
            track=known.number,
            tracks=known.tracks,
            going=one.going,
            classification=name,
            classification_probability=probability,
            identity=IDENTITIES[row.identity[0]],
            identity_basis=BASES[row.identity_basis[0]],
            measured_s=known.measured_s,
            lat_deg=float(row.lat_deg[0]),
            lon_deg=float(row.lon_deg[0]),
            speed_mps=float(np.hypot(row.east_mps[0], row.north_mps[0])),
            height_m=float(row.height_m[0]) if row.given("height_m")[0] else None,
            inside=one.outlook.inside,
            expected_probability=one.outlook.hour_probability,
            clear=clear_by([exits], time_s, self.of.settings.horizon_s),
            basis=one.words,
            since_s=self.since_s.get(known.tracks[0]),
        )

    def _beside(self, shown: Sequence[Look], apart: dict[Apart, int]) -> str:
        """Who is not in the way and may be in the volumes for all that is known; "" for nobody."""
        least = self.of.settings.left_probability
        may = sum(one.known.tracks[0] not in self.since_s and one.outlook.now_probability >= least for one in shown)
        counted = (
            (apart.get("pending", 0), "in the volumes still being identified"),
            (may, "may be inside"),
            (apart.get("too_many", 0), "near, and not forecast"),
        )
        return ", ".join(f"{count} {words}" for count, words in counted if count)

    def _advice(
        self, objects: Sequence[AirObject], closed: bool, live: bool, seen: Sequence[float], beside: str
    ) -> tuple[Advice, str, str]:
        """(advice, why, why no reopening is drafted)."""
        there = [one for one in objects if one.since_s is not None]
        if there:
            lost = sum(one.going == "lost" for one in there)
            said = f"{len(there)} in the way" + (f", {lost} of them lost" if lost else "")
            return ("wait" if closed else "closure"), said, f"{said}: lost is not clear" if lost else said
        if not self.resolved:
            return "none", "", "no object was in the way: there is no basis to say anything" if closed else ""
        if not live:
            waits = f"sensors that are up see {min(seen):.0%} of a volume: silence says nothing there"
            return ("wait" if closed else "none"), f"{len(self.resolved)} resolved", waits
        if beside:
            return ("wait" if closed else "none"), f"{len(self.resolved)} resolved", beside
        return "reopening", f"all {len(self.resolved)} that were in the way are resolved", ""

    def _drafts(
        self,
        time_s: float,
        advice: Advice,
        shown: Sequence[Look],
        objects: Sequence[AirObject],
        clear: ClearBy,
        seen: float,
        exercise: bool,
    ) -> dict[str, Any]:
        there = [one for one in objects if one.since_s is not None]
        key = (advice, tuple((one.track, one.going) for one in there), tuple(self.resolved))
        before = self.word.closure or self.word.reopening
        if (
            before is not None
            and key == self._drafted
            and (advice == "reopening" or time_s - before.made_s < REDRAFT_S)
        ):
            return {"closure": self.word.closure, "reopening": self.word.reopening}
        self._drafted = key
        if advice == "closure":
            met = [v for v in range(len(self.of.parts)) if self._is_met(v, shown)]
            volumes = [self.of.volumes[v] for v in met or range(len(self.of.parts))]
            return {"closure": notices.closure(self.of, time_s, volumes, there, clear, exercise), "reopening": None}
        if advice == "reopening":
            made = notices.reopening(self.of, time_s, tuple(self.resolved.values()), seen, exercise)
            return {"closure": None, "reopening": made}
        return {"closure": None, "reopening": None}

    def _is_met(self, v: int, shown: Sequence[Look]) -> bool:
        """Whether one that is in the way is in this volume, or expected there within the hour."""
        least = self.of.settings.left_probability
        return any(
            one.known.tracks[0] in self.since_s
            and (
                one.outlook.surely(one.outlook.inside[v]) >= least
                or float(one.outlook.ahead_probability[v].max()) >= least
            )
            for one in shown
        )

    def packed(self) -> dict[str, Any]:
        """For a checkpoint."""
        return {
            "word": msgspec.to_builtins(self.word),
            "settled": self.settled,
            "since_s": list(self.since_s.items()),
            "outside_s": list(self.outside_s.items()),
            "resolved": [[root, msgspec.to_builtins(one)] for root, one in self.resolved.items()],
            "first_object_s": self.first_object_s,
            "drafted": msgspec.to_builtins(self._drafted),
        }

    def unpack(self, packed: dict[str, Any]) -> None:
        """Inverse of `packed`; volumes and places stay those of the site now."""
        told = msgspec.convert(packed["word"], Aerodrome)
        blind = tuple(msgspec.structs.replace(volume, seen_probability=0.0) for volume in told.volumes)
        site = ("name", "lat_deg", "lon_deg", "elevation_m", "bands_m", "runways")
        kept = {name: getattr(self.word, name) for name in (*site, *(("volumes",) * (blind != self.of.volumes)))}
        self.word = msgspec.structs.replace(told, **kept)
        self.settled = packed["settled"]
        self.since_s = {int(root): float(s) for root, s in packed["since_s"]}
        self.outside_s = {int(root): float(s) for root, s in packed["outside_s"]}
        self.resolved = {int(root): msgspec.convert(one, Resolved) for root, one in packed["resolved"]}
        self.first_object_s = packed["first_object_s"]
        drafted = packed["drafted"]
        if drafted:
            self._drafted = (drafted[0], tuple((int(n), g) for n, g in drafted[1]), tuple(map(int, drafted[2])))


def endurance_s(known: Known) -> float:
    """The longest that anything may fly that it may be (`sargas.searching.settings`)."""
    judged = known.row.classification[0]
    names = [name for name, p in zip(CLASSES, judged.tolist(), strict=True) if p >= 0.1] or ["unknown"]
    return max(_SEARCHING.prospect(name).endurance_s for name in names)


def circles_share(known: Known) -> float:
    """Of what was lost and is no balloon: how probably it stays about there (`sargas.searching.settings`)."""
    shares = _SEARCHING.prospect(known.likeliest[0]).shares
    stays, goes = shares.get("loiters", 0.0), shares.get("flies_on", 0.0)
    return stays / (stays + goes) if stays + goes > 0.0 else 0.0


def _expected(of: Charted, outlooks: Sequence[Outlook]) -> tuple[Expected, ...]:
    made = []
    for v, part in enumerate(of.parts):
        for a, after_s in enumerate(AHEAD_S):
            each = [float(one.ahead_probability[v, a]) for one in outlooks]
            bands = sum((one.ahead_bands[v, a] for one in outlooks), np.zeros(len(of.settings.bands_m) + 1))
            unknown = math.fsum(p for p, one in zip(each, outlooks, strict=True) if not one.height_known)
            least_one = 1.0 - math.prod(1.0 - min(p, 1.0) for p in each)
            made.append(Expected(part.zone.name, after_s, math.fsum(each), least_one, tuple(bands.tolist()), unknown))
    return tuple(made)
