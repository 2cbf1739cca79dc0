"""Flights of the list against tracks: whose presence in which zones a listed flight makes lawful.

Rule: a track is a listed flight where every claim that both give agrees, and one that agrees was told lately and more
than once (`sargas.incursion.bearers`); where it now is within the flight's time, and within its outlines and its
ceiling, or else in one of its zones or on the way there; and where no other track elsewhere names the same flight.
Its claims must not have been found false against where it is (`Tracks.claim_check`), and an identity that a person
gave against it is stronger than any list. Codes of conspicuity and emergency, and blank call signs, are no claim: they
neither name a flight nor speak against one. What the zone accepts stays the zone's matter: `flight_plan` and
`flight_list` of `Zone.authorised_by`. The place of the track is what counts at first, not its ellipse: an outline is to
be drawn as wide as the flight needs. To have left it, it must be surely outside, or above the ceiling.
A flight whose time is over authorises nothing from that moment on.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np
import shapely
from numpy.typing import NDArray

from sargas.geo.region import Region
from sargas.incursion.bearers import NAMED, Bearer, Bearers, Place
from sargas.incursion.heights import LEVEL, NO_LIMIT, limits_of, nothing_known, shares_above
from sargas.incursion.settings import Settings
from sargas.model.claims import CONSPICUITY_CODES, names_nobody
from sargas.model.columns import hash_text
from sargas.model.flight import AUTHORITY, Flight
from sargas.model.identity import IDENTITIES
from sargas.model.tracks import COASTING, CONFIRMED, DISAGREES, IMPOSSIBLE, Tracks
from sargas.model.zone import Zone

_ALL = 10
"""More than the steps at which a flight may fail."""
_OUTSIDE_SIGMA = 2.0
_GROUND = 2.0
"""Times the error that is assumed of the ground: a ceiling above ground excludes only who is surely above it."""
_AGAINST = np.isin(IDENTITIES, ("suspect", "hostile", "joker", "faker"))
_TELL = ("ssr", "mode_s", "mlat", "adsb", "adsb_es", "ads_c", "vdl4", "uat", "remote_id")
"""Kinds of sensors of another system that give claims (I062/290)."""
_COLUMN = {"mode_s": 0, "remote_id": 0, "mode_3a": 1, "callsign": 2}
"""Of `Tracks.claim_told_s`."""
Floats = NDArray[np.float64]
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
    inside: Bools
    """Horizontally; always, of a flight that is authorised in zones."""
    told_s: Floats
    """When one of the claims that agree was told last; 0 never."""


class Flights:
    """The list, ready for many tracks at once, and who has named its flights."""

    def __init__(
        self,
        flights: Sequence[Flight],
        zones: Sequence[Zone],
        settings: Settings,
        conspicuity_codes: Sequence[str] = CONSPICUITY_CODES,
    ) -> None:
        self._flights, self._settings = list(flights), settings
        self._nobody = names_nobody(conspicuity_codes)
        self._wide = msgspec.structs.replace(settings, ground_sigma_m=_GROUND * settings.ground_sigma_m)
        self._bearers = Bearers(settings)
        self._regions: dict[int, Region] = {}
        """Of flights from which a distance was asked for."""
        self._ceilings = limits_of([flight.ceiling for flight in flights])
        self._begin_s = np.array([flight.begin_s for flight in flights])
        self._end_s = np.array([flight.end_s for flight in flights])
        self._shapes = np.array([_shape(flight) for flight in flights], object)
        self._by_zones = np.array([bool(flight.zones) for flight in flights], np.bool_)
        self._claims = {
            "mode_s": _claim([flight.mode_s for flight in flights], 0),
            "mode_3a": _claim([flight.mode_3a for flight in flights], 0),
            "callsign": _claim([f.callsign.encode() if f.callsign else None for f in flights], b""),
            "remote_id": _claim([_hash(flight.remote_id) for flight in flights], 0),
        }
        self._lawful_in = _lawful_in(flights, zones)

    def __len__(self) -> int:
        return len(self._flights)

    def lawful(self, tracks: Tracks) -> Bools:
        """Whether a flight makes the presence of each row in each zone lawful, bool (Z, N); remembers who named whom.

        To be asked once for each state of a row.
        """
        result = np.zeros((self._lawful_in.shape[1], len(tracks)), np.bool_)
        standing = tracks.stands() & ((tracks.status == CONFIRMED) | (tracks.status == COASTING))
        named = self.named(tracks)
        fits = np.flatnonzero(named.agrees & named.in_time & standing[named.row])
        fits = fits[np.arange(len(fits)) - np.searchsorted(named.row[fits], named.row[fits]) < NAMED]
        still: dict[int, list[int]] = {number: [] for number in tracks.number.tolist() if number in self._bearers}
        for number, flight in zip(tracks.number[named.row[fits]].tolist(), named.flight[fits].tolist(), strict=True):
            still.get(number, []).append(flight)
        for number, names in still.items():
            self._bearers.keep(number, names)
        rows, flights = named.row[fits], named.flight[fits]
        bearers = self._heard(tracks, rows, flights, named.told_s[fits], named.inside[fits])
        for row, flight, bearer in zip(rows.tolist(), flights.tolist(), bearers, strict=True):
            if self._bearers.of(bearer.track, flight) is bearer:
                bearer.counts = self._failing(tracks, row, bearer) is None
                result[:, row] |= self._lawful_in[flight] & bearer.counts
        return result

    def borne(self) -> list[int]:
        """Numbers of tracks that are a flight of the list, as of their last state."""
        return self._bearers.borne()

    def named(self, tracks: Tracks) -> Named:
        """Which flights the claims of each row name, and whether it can be them."""
        values, given = self._claims_of(tracks)
        pairs = [_matches(self._claims[name], values[name], given[name]) for name in self._claims]
        key = np.unique(np.concatenate([row * len(self._flights) + flight for row, flight in pairs]))
        row, flight = np.divmod(key, max(len(self._flights), 1))
        agrees = (tracks.claim_check != DISAGREES) & (tracks.claim_check != IMPOSSIBLE)
        agrees = agrees[row]
        told_s, heard_s = np.zeros(len(row)), _told_s(tracks) if len(row) else np.zeros((len(tracks), 3))
        for name, claim in self._claims.items():
            both = given[name][row] & claim.given[flight]
            equal = values[name][row] == claim.value[flight]
            agrees &= ~both | equal
            np.maximum(told_s, np.where(both & equal, heard_s[row, _COLUMN[name]], 0.0), out=told_s)
        time_s = tracks.time_s[row]
        in_time = (self._begin_s[flight] <= time_s) & (time_s < self._end_s[flight])
        inside = shapely.intersects_xy(self._shapes[flight], tracks.lon_deg[row], tracks.lat_deg[row])
        return Named(row, flight, agrees, in_time, inside | self._by_zones[flight], told_s)

    def reason(self, tracks: Tracks, i: int, z: int) -> tuple[bool, str]:
        """(whether a flight makes row i lawful in zone z, which one; else why that which it names does not, or "")."""
        one = tracks.take(np.array([i]))
        named = self.named(one)
        best = 0, ""
        for k, flight in enumerate(named.flight.tolist()):
            called = f"flight {self._flights[flight].id} of the list"
            bearer = self._bearers.of(int(one.number[0]), flight)
            failed: tuple[int, str] | None
            if not named.agrees[k]:
                failed = 1, f"names {called}, but with another claim, or a false one"
            elif not named.in_time[k]:
                failed = 2, f"names {called}, which is not now"
            elif bearer is None:
                failed = 3, f"names {called}, among too many others"
            else:
                failed = self._failing(one, 0, bearer)
                if failed is not None:
                    failed = failed[0], f"names {called}, {failed[1]}"
                elif not self._lawful_in[flight, z]:
                    failed = 9, f"is {called}, which counts for nothing here"
            step, words = failed or (_ALL, called)
            if step > best[0]:
                best = step, words
        return best[0] == _ALL, best[1]

    def packed(self) -> list[Any]:
        """Who has named whom, for a checkpoint."""
        return [[self._flights[said["flight"]].id, said] for said in self._bearers.packed()]

    def unpack(self, packed: list[Any]) -> None:
        """Inverse of `packed`; what names flights that are no more is left behind."""
        of_id = {flight.id: k for k, flight in reversed(list(enumerate(self._flights)))}
        known = []
        for name, said in packed:
            k = said["flight"]
            same = k < len(self._flights) and self._flights[k].id == name
            if same or name in of_id:
                known.append({**said, "flight": k if same else of_id[name]})
        self._bearers.unpack(known)

    def _heard(self, tracks: Tracks, rows: Ints, flights: Ints, told_s: Floats, inside: Bools) -> list[Bearer]:
        """The bearers of P pairs that fit, each (P,), brought up to date."""
        columns = (tracks.time_s, tracks.lat_deg, tracks.lon_deg, tracks.east_mps, tracks.north_mps)
        places = np.stack([column[rows] for column in (*columns, tracks.ellipses()[0])], axis=1).tolist()
        names = (tracks.number, tracks.mixed_with, tracks.simulated, tracks.updated_s)
        said = zip(*(column[rows].tolist() for column in names), strict=True)
        too_high = self._are_above(tracks, rows, flights).tolist()
        pairs = zip(flights.tolist(), told_s.tolist(), inside.tolist(), too_high, places, said, strict=True)
        found = []
        for flight, told, within, above, at, (number, mixed_with, simulated, updated_s) in pairs:
            place = Place(*at)
            bearer = self._bearers.of(number, flight)
            if bearer is None:
                bearer = Bearer(flight, number, simulated, place, mixed_with)
            self._bearers.take(bearer)
            bearer.place = place
            bearer.hear(told, mixed_with, self._settings)
            elsewhere = above or (bearer.in_place and not within and self._is_outside(flight, place))
            bearer.see(updated_s, within and not above, elsewhere, self._settings)
            found.append(bearer)
        return found

    def _is_outside(self, flight: int, place: Place) -> bool:
        """Surely."""
        if flight not in self._regions:
            self._regions[flight] = Region.from_rings(self._flights[flight].polygons)
        out_m = float(self._regions[flight].signed_distance_m(place.lat_deg, place.lon_deg))
        return out_m > _OUTSIDE_SIGMA * place.sigma_m

    def _failing(self, tracks: Tracks, row: int, bearer: Bearer) -> tuple[int, str] | None:
        """(at which step, why) a track that names a flight within its time is not that flight; None where it is."""
        settings, flight = self._settings, bearer.flight
        if not bearer.is_told(float(tracks.time_s[row]), settings):
            return 3, f"but not in the last {settings.claim_counts_s:.0f} s"
        if not bearer.is_held(settings):
            return 4, "but has not said so often enough"
        if not bearer.in_place:
            is_above = self._are_above(tracks, np.array([row]), np.array([flight]))[0]
            return (6, "which is lower") if is_above else (5, "which is not here")
        if self._bearers.has_rival(bearer):
            return 7, "which another track names too"
        if _AGAINST[tracks.identity[row]]:
            return 8, f"but a person holds it for {IDENTITIES[tracks.identity[row]]}"
        return None

    def _are_above(self, tracks: Tracks, rows: Ints, flights: Ints) -> Bools:
        """Which of the pairs, each (P,), have a row above the ceiling of its flight, as far as its height is known."""
        limit = self._ceilings.reference[flights]
        by_height, by_level = tracks.given("height_m")[rows], tracks.given("pressure_altitude_m")[rows]
        above: Bools = (limit != NO_LIMIT) & (by_height | (by_level & (limit == LEVEL)))
        some = np.flatnonzero(above)
        if len(some):
            there = tracks.take(rows[some])
            share, _ = shares_above(self._ceilings, flights[some], there, self._wide, nothing_known(there))
            above[some] = 1.0 - share < self._settings.height_excludes_below
        return above

    def _claims_of(self, tracks: Tracks) -> tuple[dict[str, NDArray[np.generic]], dict[str, Bools]]:
        """Claims of N rows, and where they are given; some sources fill call signs with spaces, and another system may
        know its tracks by their flight plans alone (I062/390)."""
        callsign = np.strings.rstrip(tracks.called()).astype("S8")
        values: dict[str, NDArray[np.generic]] = {
            "mode_s": tracks.mode_s.astype("u8"),
            "mode_3a": tracks.mode_3a.astype("u8"),
            "callsign": callsign,
            "remote_id": tracks.remote_id_hash,
        }
        given = {
            "mode_s": tracks.given("mode_s"),
            "mode_3a": tracks.given("mode_3a") & ~np.isin(tracks.mode_3a, self._nobody),
            "callsign": callsign != b"",
            "remote_id": tracks.remote_id_hash != 0,
        }
        return values, given


def _told_s(tracks: Tracks) -> Floats:
    """When the claims of each row were told last, (N, 3); of another system's track no later than when it last had a
    sensor that gives any, or, where it names none, its last update."""
    told_s = tracks.claim_told_s
    foreign = tracks.reported_by >= 0
    if foreign.any():
        tells = np.array([*(name in _TELL for name in tracks.sources), False])
        named = tracks.contributor_s > 0.0
        heard_s = np.where(named & tells[tracks.contributor], tracks.contributor_s, 0.0).max(axis=1)
        heard_s = np.where(named.any(axis=1), heard_s, tracks.updated_s)
        told_s = np.where(foreign[:, None], np.minimum(heard_s[:, None], told_s), told_s)
    return told_s


def _shape(flight: Flight) -> Any:
    parts = [shapely.Polygon(rings[0], rings[1:]) for rings in flight.polygons]
    whole = shapely.MultiPolygon(parts) if len(parts) != 1 else parts[0]
    return whole if whole.is_valid else shapely.union_all(parts)


def _lawful_in(flights: Sequence[Flight], zones: Sequence[Zone]) -> Bools:
    """Whether the presence of each flight is lawful in each zone, bool (F, Z)."""
    lawful = np.zeros((len(flights), len(zones)), np.bool_)
    accepts = {by: np.array([by in zone.authorised_by for zone in zones], np.bool_) for by in AUTHORITY.values()}
    place = {zone.id: z for z, zone in enumerate(zones)}
    for row, flight in zip(lawful, flights, strict=True):
        named = [place[zone] for zone in flight.zones if zone in place]
        at = np.array(named, np.int64) if flight.zones else np.arange(len(zones))
        row[at] = accepts[AUTHORITY[flight.kind]][at]
    return lawful


def _hash(remote_id: str | None) -> int | None:
    return None if remote_id is None else int(hash_text(np.array([remote_id.upper().encode()], "S24"))[0])


def _claim(said: Sequence[int | bytes | None], nothing: int | bytes) -> _Claim:
    given = np.array([value is not None for value in said], np.bool_)
    kind = "S8" if isinstance(nothing, bytes) else "u8"
    value = np.array([nothing if value is None else value for value in said], kind)
    rows = np.flatnonzero(given)
    return _Claim(value, given, rows[np.argsort(value[rows], kind="stable")])


def _matches(claim: _Claim, value: NDArray[np.generic], given: Bools) -> tuple[Ints, Ints]:
    """(rows, flights) of one claim that are equal."""
    rows, ordered = np.flatnonzero(given), claim.value[claim.order]
    first = np.searchsorted(ordered, value[rows], "left")
    count = np.searchsorted(ordered, value[rows], "right") - first
    begins = np.repeat(first - (np.cumsum(count) - count), count)
    return np.repeat(rows, count), claim.order[begins + np.arange(len(begins))]
