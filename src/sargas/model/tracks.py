"""Tracks: many tracks as columns (structure of arrays); row i is the `Track` that `track(i)` shows."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sargas.model.claims import EMERGENCIES, UNLAWFUL, UNLAWFUL_CODE, Claims
from sargas.model.columns import Columns, set_bits
from sargas.model.identity import BASES, IDENTITIES, Identity, Proposal
from sargas.model.track import (
    ACT_NAMES,
    CLAIM_CHECKS,
    CLASSES,
    FUSIONS,
    HEIGHT_SOURCES,
    STATUSES,
    ActName,
    Echoes,
    FlightPlan,
    Track,
)

TENTATIVE, CONFIRMED, COASTING, ENDED = 0, 1, 2, 3
ALONE, FUSED, PROPOSED, PART, ECHO = range(5)
UNCHECKED, AGREES, DISAGREES, IMPOSSIBLE = range(4)
ACT_BITS: dict[ActName, int] = {name: 1 << i for i, name in enumerate(ACT_NAMES)}
MOST_BASES = 20
"""Places for `BASES`, with room for more: what is kept of tracks keeps its shape."""
CONTRIBUTORS = 8
"""Sensors remembered per track: the most recent ones."""

_OPTIONAL = (
    "height_m",
    "up_mps",
    "mode_s",
    "mode_3a",
    "callsign",
    "pressure_altitude_m",
    "emergency",
    "aircraft_type",
    "departure",
    "destination",
    "flight_plan",
    "reported_number",
    "foreign_identity",
    "fused_with",
    "incident",
    "strength_db",
    "said_bird",
    "said_helicopter",
    "plan_callsign",
)
HAS: dict[str, int] = {name: 1 << i for i, name in enumerate(_OPTIONAL)}

FOUR = np.array([[0, 1, 3, 4], [1, 6, 8, 9], [3, 8, 15, 16], [4, 9, 16, 18]])
"""Places of the [E N vE vN] covariance (4, 4) within the 21 values of [E N U vE vN vU]."""
_TRIANGLE_4 = (0, 1, 3, 4, 6, 8, 9, 15, 16, 18)
"""Places of the [E N vE vN] triangle within the 21 values of [E N U vE vN vU]."""


_CLAIMED = sum(HAS[name] for name in ("mode_s", "mode_3a", "callsign", "pressure_altitude_m", "emergency"))
_ECHOED = sum(HAS[name] for name in ("strength_db", "said_bird", "said_helicopter"))
NO_CLAIMS, NO_ECHOES = Claims(), Echoes()


def _text(value: bytes) -> str:
    return value.decode("ascii", "replace")


@cache
def _identity(name: int, basis: int) -> Identity:
    """One of the few there are: the words are immutable."""
    return Identity(IDENTITIES[name], BASES[basis])


@cache
def _proposal(name: int, basis: int) -> Proposal:
    return Proposal(IDENTITIES[name], BASES[basis])


@cache
def _acts(bits: int) -> tuple[ActName, ...]:
    return tuple(ACT_NAMES[i] for i in set_bits(bits))


def uid_text(digits: str) -> str:
    """The 32 hex digits of a uid in the usual writing, 8-4-4-4-12 (RFC 9562)."""
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


class Tracks(Columns):
    """N tracks. `sources` holds sensor ids and reporters; `reported_by` is -1 for our own tracks."""

    SPEC = {  # noqa: RUF012 (ClassVar by the parent)
        "number": ("i8", ()),
        "uid": ("u1", (16,)),
        "time_s": ("f8", ()),
        "updated_s": ("f8", ()),
        "first_s": ("f8", ()),
        "status": ("u1", ()),
        "has": ("u4", ()),
        "lat_deg": ("f8", ()),
        "lon_deg": ("f8", ()),
        "height_m": ("f8", ()),
        "east_mps": ("f8", ()),
        "north_mps": ("f8", ()),
        "up_mps": ("f8", ()),
        "covariance": ("f8", (21,)),
        "height_source": ("u1", ()),
        "assumed_accuracy": ("?", ()),
        "existence": ("f8", ()),
        "contributor": ("i2", (CONTRIBUTORS,)),
        "contributor_s": ("f8", (CONTRIBUTORS,)),
        "reported_by": ("i2", ()),
        "reported_number": ("i4", ()),
        "mode_s": ("u4", ()),
        "mode_3a": ("u2", ()),
        "callsign": ("S8", ()),
        "pressure_altitude_m": ("f8", ()),
        "emergency": ("u1", ()),
        "plan_callsign": ("S8", ()),
        "aircraft_type": ("S4", ()),
        "departure": ("S4", ()),
        "destination": ("S4", ()),
        "identity": ("u1", ()),
        "identity_basis": ("u1", ()),
        "foreign_identity": ("u1", ()),
        "classification": ("f4", (len(CLASSES),)),
        "fused_with": ("i8", ()),
        "incident": ("i8", ()),
        "simulated": ("?", ()),
        "revision": ("u2", ()),
        "mixed_with": ("i8", ()),
        "fusion": ("u1", ()),
        "claim_check": ("u1", ()),
        "acts": ("u2", ()),
        "version": ("u4", ()),
        "claim_s": ("f8", ()),
        "claim_off_m": ("f4", ()),
        "claim_sigma_m": ("f4", ()),
        "claim_jump_mps": ("f4", ()),
        "strength_db": ("f4", ()),
        "said_bird": ("f4", ()),
        "said_helicopter": ("f4", ()),
        "remote_id_hash": ("u8", ()),
        "claim_told_s": ("f8", (3,)),
        "confirmed_s": ("f8", ()),
        "evidence_s": ("f8", (MOST_BASES,)),
        "corridor": ("i2", ()),
        "proposed": ("u1", ()),
        "proposed_basis": ("u1", ()),
    }
    FILL = {"reported_by": -1}  # noqa: RUF012
    __slots__ = tuple(SPEC)

    number: NDArray[np.int64]
    """From the site's block; 0 where not numbered yet (a foreign track before the picture took it in)."""
    uid: NDArray[np.uint8]
    time_s: NDArray[np.float64]
    updated_s: NDArray[np.float64]
    first_s: NDArray[np.float64]
    status: NDArray[np.uint8]
    has: NDArray[np.uint32]
    lat_deg: NDArray[np.float64]
    lon_deg: NDArray[np.float64]
    height_m: NDArray[np.float64]
    east_mps: NDArray[np.float64]
    north_mps: NDArray[np.float64]
    up_mps: NDArray[np.float64]
    covariance: NDArray[np.float64]
    """(N, 21) upper triangle of [E N U vE vN vU], SI, ENU at the track; the U terms are 0 without height."""
    height_source: NDArray[np.uint8]
    assumed_accuracy: NDArray[np.bool_]
    existence: NDArray[np.float64]
    contributor: NDArray[np.int16]
    """(N, 8) indices into `sources`, used where `contributor_s` > 0."""
    contributor_s: NDArray[np.float64]
    """(N, 8) time of that sensor's last contribution, 0 where unused."""
    reported_by: NDArray[np.int16]
    reported_number: NDArray[np.int32]
    mode_s: NDArray[np.uint32]
    mode_3a: NDArray[np.uint16]
    callsign: NDArray[np.bytes_]
    """What the target says of itself ..."""
    pressure_altitude_m: NDArray[np.float64]
    emergency: NDArray[np.uint8]
    plan_callsign: NDArray[np.bytes_]
    """... and what the flight plan calls it."""
    aircraft_type: NDArray[np.bytes_]
    departure: NDArray[np.bytes_]
    destination: NDArray[np.bytes_]
    identity: NDArray[np.uint8]
    """Index into IDENTITIES."""
    identity_basis: NDArray[np.uint8]
    """Index into BASES."""
    foreign_identity: NDArray[np.uint8]
    classification: NDArray[np.float32]
    """(N, 9) probabilities in the order of CLASSES; all 0 before it was judged."""
    fused_with: NDArray[np.int64]
    incident: NDArray[np.int64]
    simulated: NDArray[np.bool_]
    revision: NDArray[np.uint16]
    mixed_with: NDArray[np.int64]
    """Number of a track with which this one may have changed places; 0 none."""
    fusion: NDArray[np.uint8]
    """Index into FUSIONS."""
    claim_check: NDArray[np.uint8]
    """Index into CLAIM_CHECKS."""
    acts: NDArray[np.uint16]
    """Bits of ACT_NAMES."""
    version: NDArray[np.uint32]
    claim_s: NDArray[np.float64]
    """When a position claim with this track's address (ADS-B, Remote ID) was last held against it; 0: never."""
    claim_off_m: NDArray[np.float32]
    """How far that claim was from where the track had the target without it ..."""
    claim_sigma_m: NDArray[np.float32]
    """... and the one-sigma error of this distance, along it; 0: nothing but claims makes this track."""
    claim_jump_mps: NDArray[np.float32]
    """Speed that the last two position claims imply."""
    strength_db: NDArray[np.float32]
    """Mean strength of its echoes, at equal distance, over those of targets that answer the same radar."""
    said_bird: NDArray[np.float32]
    """Part of its radar plots, the latest above all, that the radar calls birds (I048/030 codes 5, 19, 20) ..."""
    said_helicopter: NDArray[np.float32]
    """... and a helicopter (24)."""
    remote_id_hash: NDArray[np.uint64]
    """`hash_text` of the Remote ID that it tells, in capital letters; 0 none."""
    claim_told_s: NDArray[np.float64]
    """When a plot, or another system's report of its own, last told its address or Remote ID, its Mode 3/A code, and
    its call sign (or that of its flight plan, where it tells no other), as they are here; 0: none did."""

    confirmed_s: NDArray[np.float64]
    """Tick at which the picture had it as confirmed first; 0: not yet; negative: not known."""
    evidence_s: NDArray[np.float64]
    """(N, bases) since when each of BASES holds of it, as its own source has it; 0: it does not."""
    corridor: NDArray[np.int16]
    """Place of the corridor that it keeps to among the zones, from 1 on; 0 none."""
    proposed: NDArray[np.uint8]
    """Index into IDENTITIES of what is proposed; 0: nothing is ..."""
    proposed_basis: NDArray[np.uint8]
    """... and into BASES, why."""

    def given(self, name: str) -> NDArray[np.bool_]:
        """Rows in which the optional column `name` was given, bool (N,)."""
        result: NDArray[np.bool_] = (self.has & np.uint32(HAS[name])) != 0
        return result

    def called(self) -> NDArray[np.bytes_]:
        """What each is called, by itself, else by its flight plan; S8 (N,), b"" where by neither."""
        return np.where(self.given("callsign"), self.callsign, self.plan_callsign)

    def unlawful(self) -> NDArray[np.bool_]:
        """Rows that say that somebody interferes unlawfully, as `Claims.unlawful`; bool (N,)."""
        coded = self.given("mode_3a") & (self.mode_3a == UNLAWFUL_CODE)
        result: NDArray[np.bool_] = coded | (self.given("emergency") & (self.emergency == UNLAWFUL))
        return result

    def stands(self) -> NDArray[np.bool_]:
        """Rows that stand for one object each: no part or echo of another, and not dropped by a person; bool (N,)."""
        result: NDArray[np.bool_] = (self.fusion < PART) & ((self.acts & np.uint16(ACT_BITS["drop"])) == 0)
        return result

    def ellipses(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """One-sigma position ellipses: (major_m, minor_m, azimuth_deg of the major axis), each (N,)."""
        ee, en, nn = self.covariance[:, 0], self.covariance[:, 1], self.covariance[:, 6]
        mean, half = (ee + nn) / 2, np.hypot((ee - nn) / 2, en)
        azimuth = np.degrees(0.5 * np.arctan2(2 * en, nn - ee)) % 180.0
        return np.sqrt(np.maximum(mean + half, 0)), np.sqrt(np.maximum(mean - half, 0)), azimuth

    def radius_95_m(self) -> NDArray[np.float64]:
        """Radius that holds the position with at least 95 % (2.448 sigma of the major axis, chi-square, 2 degrees)."""
        return 2.4477 * self.ellipses()[0]

    def track(self, i: int) -> Track:
        """The track of row i."""
        return next(iter(self.take(np.array([i]))))

    def __iter__(self) -> Iterator[Track]:
        values = {name: getattr(self, name).tolist() for name in self.SPEC if name not in ("uid", "classification")}
        digits = self.uid.tobytes().hex()
        values["uid"] = [digits[32 * i : 32 * i + 32] for i in range(len(self))]
        judged: list[bool] = list(np.any(self.classification > 0, axis=1))
        values["classification"] = [
            row.tolist() if known else () for row, known in zip(self.classification, judged, strict=True)
        ]
        rows = zip(*(values[name] for name in self.SPEC), self.radius_95_m().tolist(), strict=True)
        return (self._track(*row) for row in rows)

    def _track(
        self, number: int, uid: str, time_s: float, updated_s: float, first_s: float, status: int, has: int,
        lat_deg: float, lon_deg: float, height_m: float, east_mps: float, north_mps: float, up_mps: float,
        covariance: list[float], height_source: int, assumed_accuracy: bool, existence: float,
        contributor: list[int], contributor_s: list[float], reported_by: int, reported_number: int,
        mode_s: int, mode_3a: int, callsign: bytes, pressure_altitude_m: float, emergency: int,
        plan_callsign: bytes, aircraft_type: bytes, departure: bytes, destination: bytes,
        identity: int, identity_basis: int,
        foreign_identity: int, classification: Sequence[float], fused_with: int, incident: int, simulated: bool,
        revision: int, mixed_with: int, fusion: int, claim_check: int, acts: int, version: int,
        _claim_s: float, _claim_off_m: float, _claim_sigma_m: float, _claim_jump_mps: float,
        strength_db: float, said_bird: float, said_helicopter: float, _remote_id_hash: int, _claim_told_s: list[float],
        _confirmed_s: float, _evidence_s: list[float], _corridor: int, proposed: int, proposed_basis: int,
        radius_95_m: float,
    ) -> Track:  # fmt: skip
        """One row, its values in the order of SPEC and then the radius."""
        claimed = has & _CLAIMED
        return Track(
            number=number,
            uid=uid_text(uid),
            time_s=time_s,
            status=STATUSES[status],
            lat_deg=lat_deg,
            lon_deg=lon_deg,
            east_mps=east_mps,
            north_mps=north_mps,
            covariance=tuple(covariance) if has & HAS["height_m"] else tuple([covariance[k] for k in _TRIANGLE_4]),
            existence=existence,
            radius_95_m=radius_95_m,
            height_m=height_m if has & HAS["height_m"] else None,
            up_mps=up_mps if has & HAS["up_mps"] else None,
            height_source=HEIGHT_SOURCES[height_source],
            assumed_accuracy=assumed_accuracy,
            updated_s=updated_s,
            first_s=first_s,
            contributors={
                self.sources[k]: time_s - at_s for k, at_s in zip(contributor, contributor_s, strict=True) if at_s > 0.0
            },
            reported_by="own" if reported_by < 0 else self.sources[reported_by],
            reported_number=reported_number if has & HAS["reported_number"] else None,
            claims=Claims(
                mode_s=mode_s if has & HAS["mode_s"] else None,
                mode_3a=mode_3a if has & HAS["mode_3a"] else None,
                callsign=_text(callsign) if has & HAS["callsign"] else None,
                pressure_altitude_m=pressure_altitude_m if has & HAS["pressure_altitude_m"] else None,
                emergency=EMERGENCIES[emergency] if has & HAS["emergency"] else None,
            )
            if claimed
            else NO_CLAIMS,
            flight_plan=FlightPlan(
                _text(plan_callsign) if has & HAS["plan_callsign"] else None,
                _text(aircraft_type) if has & HAS["aircraft_type"] else None,
                _text(departure) if has & HAS["departure"] else None,
                _text(destination) if has & HAS["destination"] else None,
            )
            if has & HAS["flight_plan"]
            else None,
            identity=_identity(identity, identity_basis),
            proposed=_proposal(proposed, proposed_basis) if proposed else None,
            foreign_identity=IDENTITIES[foreign_identity] if has & HAS["foreign_identity"] else None,
            classification={CLASSES[k]: p for k, p in enumerate(classification) if p > 0.0},
            fused_with=(fused_with,) if has & HAS["fused_with"] else (),
            incident=incident if has & HAS["incident"] else None,
            simulated=simulated,
            revision=revision,
            mixed_with=mixed_with or None,
            fusion=FUSIONS[fusion],
            claim_check=CLAIM_CHECKS[claim_check],
            acts=_acts(acts),
            version=version,
            echoes=Echoes(
                strength_db if has & HAS["strength_db"] else None,
                said_bird if has & HAS["said_bird"] else None,
                said_helicopter if has & HAS["said_helicopter"] else None,
            )
            if has & _ECHOED
            else NO_ECHOES,
        )

    @classmethod
    def concatenate(cls, parts: Iterable["Tracks"], sources: Sequence[str] | None = None) -> Self:
        """One Tracks of all parts in order; `sources` fixes the table of names (it must hold all of them)."""
        parts = list(parts)
        if sources is None:
            sources = list(dict.fromkeys(name for part in parts for name in part.sources))
        filled = [part for part in parts if len(part)]
        if not filled:
            return cls.empty(0, sources)
        index = {name: i for i, name in enumerate(sources)}
        columns = cls.of(sources, (np.concatenate([getattr(part, name) for part in filled]) for name in cls.SPEC))
        # the last entry of each table is for -1: our own
        tables = [np.array([*(index[name] for name in part.sources), -1], np.int16) for part in filled]
        columns.reported_by = np.concatenate([t[p.reported_by] for t, p in zip(tables, filled, strict=True)])
        columns.contributor = np.concatenate([t[p.contributor] for t, p in zip(tables, filled, strict=True)])
        return columns
