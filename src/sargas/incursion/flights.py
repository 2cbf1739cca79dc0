"""Flights of the list against tracks: whose presence in which zones a listed flight makes lawful.

Rule: a track is a listed flight where every claim that both give agrees, and one does; where it now is within the
flight's time, and within its outlines and its ceiling, or else in one of its zones or on the way there. Its claims must
not have been found false against where it is (`Tracks.claim_check`). Codes of conspicuity and emergency are no claim:
they neither name a flight nor speak against one. What the zone accepts stays the zone's matter:
`flight_plan` and `flight_list` of `Zone.authorised_by`. The place of the track is what counts, not its ellipse: an
outline is to be drawn as wide as the flight needs. The ceiling excludes as the limits of zones do, only where the
track is surely above it.
Nothing is remembered: a flight whose time is over authorises nothing from that moment on.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from sargas.geo.region import Region
from sargas.incursion.presence import share_above
from sargas.incursion.settings import Settings
from sargas.model.columns import hash_text
from sargas.model.flight import AUTHORITY, NAMES_NOBODY, Flight
from sargas.model.tracks import DISAGREES, IMPOSSIBLE, Tracks
from sargas.model.zone import Zone

_ALL = 6
"""More than the five steps at which a flight may fail."""
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class _Claim(NamedTuple):
    """One kind of claim of F flights."""

    value: NDArray[np.generic]
    given: Bools
    order: Ints
    """The flights that give it, by its value."""


class Named(NamedTuple):
    """Pairs of a track and a flight that one of its claims names, each (P,), by track and flight."""

    row: Ints
    flight: Ints
    agrees: Bools
    """No other claim of the track is against it, and none was found false."""
    in_time: Bools
    in_place: Bools
    """Horizontally; always, of a flight that is authorised in zones."""


class Flights:
    """The list, ready for many tracks at once."""

    def __init__(self, flights: Sequence[Flight], zones: Sequence[Zone], settings: Settings) -> None:
        self._flights, self._settings = list(flights), settings
        self._begin_s = np.array([flight.begin_s for flight in flights])
        self._end_s = np.array([flight.end_s for flight in flights])
        self._shapes = np.array(
            [Region.from_rings(f.polygons).shape if f.polygons else shapely.Polygon() for f in flights], object
        )
        self._by_zones = np.array([bool(flight.zones) for flight in flights], np.bool_)
        self._claims = {
            "mode_s": _claim([flight.mode_s for flight in flights], 0),
            "mode_3a": _claim([flight.mode_3a for flight in flights], 0),
            "callsign": _claim([f.callsign.encode() if f.callsign else None for f in flights], b""),
            "remote_id": _claim([_hash(flight.remote_id) for flight in flights], 0),
        }
        self._lawful_in = np.array(
            [
                [
                    AUTHORITY[flight.kind] in zone.authorised_by and zone.id in (flight.zones or (zone.id,))
                    for zone in zones
                ]
                for flight in flights
            ],
            np.bool_,
        ).reshape(len(flights), len(zones))

    def __len__(self) -> int:
        return len(self._flights)

    def lawful(self, tracks: Tracks) -> Bools:
        """Whether a flight makes the presence of each row in each zone lawful, bool (Z, N)."""
        result = np.zeros((self._lawful_in.shape[1], len(tracks)), np.bool_)
        named = self.named(tracks)
        for k in np.flatnonzero(named.agrees & named.in_time & named.in_place).tolist():
            row, flight = int(named.row[k]), int(named.flight[k])
            if self._lawful_in[flight].any() and not self._is_above(tracks, row, flight):
                result[:, row] |= self._lawful_in[flight]
        return result

    def named(self, tracks: Tracks) -> Named:
        """Which flights the claims of each row name, and whether it can be them."""
        values, given = _claims_of(tracks)
        pairs = [_matches(self._claims[name], values[name], given[name]) for name in self._claims]
        key = np.unique(np.concatenate([row * len(self._flights) + flight for row, flight in pairs]))
        row, flight = np.divmod(key, max(len(self._flights), 1))
        agrees = (tracks.claim_check != DISAGREES) & (tracks.claim_check != IMPOSSIBLE)
        agrees = agrees[row]
        for name, claim in self._claims.items():
            both = given[name][row] & claim.given[flight]
            agrees &= ~both | (values[name][row] == claim.value[flight])
        time_s = tracks.time_s[row]
        in_time = (self._begin_s[flight] <= time_s) & (time_s < self._end_s[flight])
        inside = shapely.intersects_xy(self._shapes[flight], tracks.lon_deg[row], tracks.lat_deg[row])
        return Named(row, flight, agrees, in_time, inside | self._by_zones[flight])

    def reason(self, tracks: Tracks, i: int, z: int) -> tuple[bool, str]:
        """(whether a flight makes row i lawful in zone z, which one; else why that which it names does not, or "")."""
        one = tracks.take(np.array([i]))
        best = 0, ""
        for _, flight, agrees, in_time, in_place in zip(*self.named(one), strict=True):
            called = f"flight {self._flights[flight].id} of the list"
            steps = (
                (agrees, f"names {called}, but with another claim, or a false one"),
                (in_time, f"names {called}, which is not now"),
                (in_place, f"names {called}, which is not here"),
                (not self._is_above(one, 0, int(flight)), f"names {called}, which is lower"),
                (self._lawful_in[flight, z], f"is {called}, which counts for nothing here"),
            )
            met = next((k for k, (holds, _) in enumerate(steps, 1) if not holds), _ALL)
            if met > best[0]:
                best = met, called if met == _ALL else steps[met - 1][1]
        return best[0] == _ALL, best[1]

    def _is_above(self, tracks: Tracks, row: int, flight: int) -> bool:
        limit = self._flights[flight].ceiling
        by_level = limit is not None and limit.ref == "flight_level" and tracks.given("pressure_altitude_m")[row]
        if limit is None or not (by_level or tracks.given("height_m")[row]):
            return False
        return 1.0 - share_above(limit, tracks, row, self._settings)[0] < self._settings.height_excludes_below


def _hash(remote_id: str | None) -> int | None:
    return None if remote_id is None else int(hash_text(np.array([remote_id.encode()], "S24"))[0])


def _claim(said: Sequence[int | bytes | None], nothing: int | bytes) -> _Claim:
    given = np.array([value is not None for value in said], np.bool_)
    kind = "S8" if isinstance(nothing, bytes) else "u8"
    value = np.array([nothing if value is None else value for value in said], kind)
    rows = np.flatnonzero(given)
    return _Claim(value, given, rows[np.argsort(value[rows], kind="stable")])


def _claims_of(tracks: Tracks) -> tuple[dict[str, NDArray[np.generic]], dict[str, Bools]]:
    """Claims of N rows, and where they are given; some sources fill call signs with spaces."""
    values: dict[str, NDArray[np.generic]] = {
        "mode_s": tracks.mode_s.astype("u8"),
        "mode_3a": tracks.mode_3a.astype("u8"),
        "callsign": np.strings.rstrip(tracks.callsign).astype("S8"),
        "remote_id": tracks.remote_id_hash,
    }
    given = {name: tracks.given(name) for name in ("mode_s", "mode_3a", "callsign")}
    given["mode_3a"] &= ~np.isin(tracks.mode_3a, NAMES_NOBODY)
    return values, given | {"remote_id": tracks.remote_id_hash != 0}


def _matches(claim: _Claim, value: NDArray[np.generic], given: Bools) -> tuple[Ints, Ints]:
    """(rows, flights) of one claim that are equal."""
    rows, ordered = np.flatnonzero(given), claim.value[claim.order]
    first = np.searchsorted(ordered, value[rows], "left")
    count = np.searchsorted(ordered, value[rows], "right") - first
    begins = np.repeat(first - (np.cumsum(count) - count), count)
    return np.repeat(rows, count), claim.order[begins + np.arange(len(begins))]
