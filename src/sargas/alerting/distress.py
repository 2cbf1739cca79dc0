"""Distress: tracks that declare an emergency, from the update that first says so to its end.

  confirmed and declares one                              opened, with that update
  declares another                                        goes on, told anew; a less grave one after `over_updates`
  measured `over_updates` times in a row without one      over
  its track has ended                                     lost: goes on, for that is not over
  a track of the same address or call sign declares one   the same distress, on its new track
  ... is there again without one                          over
  lost, and acknowledged                                  over

Rule: a distress is about safety: it changes no identity and is told as nothing else. What an aircraft declares is its
own word and may be garbled or false, so nothing is concluded from it; and it is told at once, for it may be true. Rows
that are part of another stand for that one, echoes of our own tracks for nothing. A row that says nothing of codes (a
primary radar's) says nothing of an end either. Words: Mode 3/A 7500, 7600, 7700; ASTERIX I021/200; ADS-B emergency.
"""

from typing import Any

import msgspec
import numpy as np

from sargas.model.alert import Level
from sargas.model.claims import EMERGENCIES
from sargas.model.columns import flag
from sargas.model.track import Track
from sargas.model.tracks import CONFIRMED, ECHO, ENDED, HAS, PART, Tracks

MOST = 256
"""Distresses that are followed at one time."""
LONG_S = 1800.0
"""One that is lost for so long makes room."""
SECRET = "unlawful_interference"
GRAVITY = ("lifeguard", "minimum_fuel", "no_communications", "general", "military", "downed", SECRET)
"""The gravest last: of two sources that disagree it counts."""
LEVELS: dict[str, Level] = {
    "general": "warning",
    "lifeguard": "advisory",
    "minimum_fuel": "caution",
    "no_communications": "caution",
    "unlawful_interference": "warning",
    "downed": "warning",
    "military": "warning",
}
_SAYS = HAS["emergency"] | HAS["mode_3a"]


class Distress(msgspec.Struct, frozen=True):
    """One aircraft that declares an emergency, or did."""

    number: int
    track: int
    """Which it is now, or was last."""
    row: int
    """The track that says so: the same, or a part of it."""
    emergency: str
    called: str
    """Call sign, else address; "" where it says neither."""
    code: str
    """Mode 3/A in octal digits, where it is known."""
    updated_s: float
    """When it was measured last."""
    lat_deg: float
    lon_deg: float
    east_mps: float
    north_mps: float
    height_m: float | None
    mode_s: int | None
    reported_by: str
    in_doubt: bool
    """It says to be elsewhere than it is measured, or flies as nothing does."""
    simulated: bool
    since_s: float
    without: int = 0
    """Updates in a row in which it did not declare it."""
    is_lost: bool = False
    acknowledged: bool = False
    over: str = ""
    """Why it is over."""
    lighter: int = 0
    """Updates in a row in which it declared something less grave."""
    was_open: bool = False
    """It has been something else than an unlawful interference: others than those who are cleared may know of it."""

    @property
    def is_secret(self) -> bool:
        """For those alone who are cleared, as it is now."""
        return self.emergency == SECRET and (not self.over or not self.was_open)

    @property
    def words(self) -> str:
        """How it is; another word is news."""
        return "lost" if self.is_lost else self.emergency


class Distresses:
    """Rows that changed -> distresses that changed."""

    def __init__(self, over_updates: int) -> None:
        self._over_updates = over_updates
        self._next_number = 1
        self.known: dict[int, Distress] = {}
        """By number, until they are forgotten."""

    def update(self, time_s: float, tracks: Tracks) -> list[Distress]:
        """Those that changed, in order of number."""
        declares = flag(tracks.has, HAS["emergency"]) & (tracks.emergency > 0)
        declares &= (tracks.status >= CONFIRMED) & (tracks.status != ENDED) & (tracks.fusion != ECHO)
        going_on = [one for one in self.known.values() if not one.over]
        if not going_on and not declares.any():
            return []
        changed: dict[int, Distress] = {}
        by_row = {one.row: one for one in going_on}
        for i in np.flatnonzero(declares).tolist():
            one = self._declared(time_s, tracks, i, by_row)
            if one is not None:
                by_row[one.row] = changed[one.number] = self.known[one.number] = one
        followed = [(one.row, one) for one in by_row.values() if one.number not in changed]
        for row, one in followed:
            for i in np.flatnonzero(tracks.number == row).tolist():
                after = self._seen(tracks, i, one)
                if after is not None:
                    changed[one.number] = self.known[one.number] = after
        self._returned(tracks, declares, changed)
        self._crowd_out(changed)
        return [changed[number] for number in sorted(changed)]

    def _crowd_out(self, changed: dict[int, Distress]) -> None:
        """No outsider can make the list grow, nor push one out that is known: first those go that are lost for long,
        then the newest."""
        going_on = [one for one in self.known.values() if not one.over]
        if len(going_on) <= MOST:
            return
        now_s = max(one.updated_s for one in going_on)
        order = sorted(going_on, key=lambda one: (one.is_lost and now_s - one.updated_s > LONG_S, one.number))
        for one in order[MOST:]:
            changed[one.number] = self.known[one.number] = msgspec.structs.replace(one, over="too many to follow")

    def _declared(self, time_s: float, tracks: Tracks, i: int, by_row: dict[int, Distress]) -> Distress | None:
        """What row i declares; None where that is known and nothing has changed."""
        track = tracks.track(i)
        stands_for = int(tracks.fused_with[i]) if tracks.fusion[i] == PART else track.number
        before = by_row.get(track.number) or self._same(track, stands_for)
        said = _said(track, stands_for, before)
        if before is None:
            self._next_number += 1
            return Distress(number=self._next_number - 1, since_s=time_s, **said)
        said["was_open"] = said["was_open"] or before.was_open
        is_lighter = GRAVITY.index(said["emergency"]) < GRAVITY.index(before.emergency)
        lighter = before.lighter + 1 if is_lighter and not before.is_lost else 0
        if 0 < lighter < self._over_updates:  # another source may say less of the same aircraft
            said |= {"emergency": before.emergency, "code": before.code}
        else:
            lighter = 0
        after = msgspec.structs.replace(before, without=0, is_lost=False, lighter=lighter, **said)
        if after.words != before.words:
            keeps = before.acknowledged and (before.is_lost or is_lighter)
            after = msgspec.structs.replace(after, acknowledged=keeps)
        return after

    def _same(self, track: Track, stands_for: int) -> Distress | None:
        """What is known of the same aircraft under another row, if anything."""
        for one in self.known.values():
            if one.over:
                continue
            if stands_for in (one.track, one.row) or track.number == one.track:
                return one
            if one.is_lost and one.simulated == track.simulated and _is_same(one, track):
                return one
        return None

    def _seen(self, tracks: Tracks, i: int, one: Distress) -> Distress | None:
        """A known one whose row changed without declaring anything."""
        if tracks.status[i] == ENDED:
            return _after_loss(msgspec.structs.replace(one, is_lost=True))
        if float(tracks.updated_s[i]) <= one.updated_s or not tracks.has[i] & np.uint32(_SAYS):
            return None
        without = one.without + 1
        over = "no longer declared" if without >= self._over_updates else ""
        place = _place(tracks.track(i))
        return msgspec.structs.replace(one, without=without, over=over, **place)

    def _returned(self, tracks: Tracks, declares: np.ndarray, changed: dict[int, Distress]) -> None:
        """Lost ones that are there again under another number and declare nothing."""
        lost = [one for one in self.known.values() if one.is_lost and not one.over]
        if not lost:
            return
        said = flag(tracks.has, HAS["mode_s"]) & ~declares & (tracks.status >= CONFIRMED) & (tracks.status != ENDED)
        for one in lost:
            rows = np.flatnonzero(said & (tracks.mode_s == (one.mode_s or -1)) & (tracks.updated_s > one.updated_s))
            if one.mode_s is not None and len(rows):
                place = _place(tracks.track(int(rows[0])))
                track = int(tracks.number[rows[0]])
                over = msgspec.structs.replace(one, over="no longer declared", is_lost=False, track=track, **place)
                changed[one.number] = self.known[one.number] = over

    def acknowledge(self, number: int) -> Distress | str:
        """Somebody takes it up; or why that does not fit."""
        one = self.known.get(number)
        if one is None or one.over:
            return "the distress is over"
        if one.acknowledged:
            return "the distress is acknowledged already"
        after = _after_loss(msgspec.structs.replace(one, acknowledged=True))
        self.known[number] = after
        return after

    def forget(self, numbers: list[int]) -> None:
        """Nobody is told of these any more."""
        for number in numbers:
            self.known.pop(number, None)

    def state(self) -> list[object]:
        """For a checkpoint."""
        return [self._next_number, [msgspec.to_builtins(one) for one in self.known.values()]]

    def set_state(self, state: list[object]) -> None:
        """Inverse of `state`."""
        self._next_number = msgspec.convert(state[0], int)
        self.known = {one.number: one for one in msgspec.convert(state[1], list[Distress])}


def _is_same(one: Distress, track: Track) -> bool:
    if one.mode_s is not None and track.claims.mode_s is not None:
        return one.mode_s == track.claims.mode_s
    return bool(one.called) and one.called == _called(track)


def _after_loss(one: Distress) -> Distress:
    """Lost ones go on until somebody has taken them up."""
    over = "lost, and acknowledged" if one.is_lost and one.acknowledged else ""
    return msgspec.structs.replace(one, over=over)


def _called(track: Track) -> str:
    address = track.claims.mode_s
    return (track.called or "").strip() or ("" if address is None else f"with address {address:06X}")


def _place(track: Track) -> dict[str, Any]:
    return {
        "updated_s": track.updated_s,
        "lat_deg": track.lat_deg,
        "lon_deg": track.lon_deg,
        "east_mps": track.east_mps,
        "north_mps": track.north_mps,
        "height_m": track.height_m,
    }


def _said(track: Track, stands_for: int, before: Distress | None) -> dict[str, Any]:
    """What is known from a row that declares an emergency."""
    emergency = SECRET if track.claims.unlawful else track.claims.emergency or EMERGENCIES[1]
    code = track.claims.mode_3a
    called, address = _called(track), track.claims.mode_s
    if before is not None:
        called, address = called or before.called, before.mode_s if address is None else address
    return {
        **_place(track),
        "track": stands_for,
        "row": track.number,
        "emergency": emergency,
        "called": called,
        "code": "" if code is None else f"{code:04o}",
        "mode_s": address,
        "reported_by": track.reported_by,
        "in_doubt": track.claim_check in ("disagrees", "impossible"),
        "simulated": track.simulated,
        "was_open": emergency != SECRET,
    }
