"""Tracks: many tracks as columns (structure of arrays); row i is the `Track` that `track(i)` shows."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sargas.model.claims import EMERGENCIES, Claims
from sargas.model.columns import Columns
from sargas.model.identity import BASES, IDENTITIES, Identity
from sargas.model.track import CLASSES, HEIGHT_SOURCES, STATUSES, FlightPlan, Track

TENTATIVE, CONFIRMED, COASTING, ENDED = 0, 1, 2, 3
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
)
HAS: dict[str, int] = {name: 1 << i for i, name in enumerate(_OPTIONAL)}

_TRIANGLE_4 = (0, 1, 3, 4, 6, 8, 9, 15, 16, 18)
"""Places of the [E N vE vN] triangle within the 21 values of [E N U vE vN vU]."""


def uid_text(uid: bytes) -> str:
    """The 16 bytes of a uid in the usual writing, 8-4-4-4-12 hex digits (RFC 9562)."""
    digits = uid.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


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
    pressure_altitude_m: NDArray[np.float64]
    emergency: NDArray[np.uint8]
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

    def given(self, name: str) -> NDArray[np.bool_]:
        """Rows in which the optional column `name` was given, bool (N,)."""
        result: NDArray[np.bool_] = (self.has & np.uint32(HAS[name])) != 0
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
        has = int(self.has[i])

        def maybe(name: str, number: type[float] | type[int] = float) -> Any:
            return number(getattr(self, name)[i]) if has & HAS[name] else None

        def text(name: str) -> str | None:
            return bytes(getattr(self, name)[i]).decode("ascii", "replace") if has & HAS[name] else None

        height_m = maybe("height_m")
        triangle = [float(value) for value in self.covariance[i]]
        time_s = float(self.time_s[i])
        reporter = int(self.reported_by[i])
        return Track(
            number=int(self.number[i]),
            uid=uid_text(self.uid[i].tobytes()),
            time_s=time_s,
            status=STATUSES[int(self.status[i])],
            lat_deg=float(self.lat_deg[i]),
            lon_deg=float(self.lon_deg[i]),
            east_mps=float(self.east_mps[i]),
            north_mps=float(self.north_mps[i]),
            covariance=tuple(triangle if height_m is not None else (triangle[j] for j in _TRIANGLE_4)),
            existence=float(self.existence[i]),
            radius_95_m=float(self.take(np.array([i])).radius_95_m()[0]),
            height_m=height_m,
            up_mps=maybe("up_mps"),
            height_source=HEIGHT_SOURCES[int(self.height_source[i])],
            assumed_accuracy=bool(self.assumed_accuracy[i]),
            updated_s=float(self.updated_s[i]),
            first_s=float(self.first_s[i]),
            contributors={
                self.sources[int(self.contributor[i, k])]: time_s - float(self.contributor_s[i, k])
                for k in range(CONTRIBUTORS)
                if self.contributor_s[i, k] > 0
            },
            reported_by="own" if reporter < 0 else self.sources[reporter],
            reported_number=maybe("reported_number", int),
            claims=Claims(
                mode_s=maybe("mode_s", int),
                mode_3a=maybe("mode_3a", int),
                callsign=text("callsign"),
                pressure_altitude_m=maybe("pressure_altitude_m"),
                emergency=EMERGENCIES[int(self.emergency[i])] if has & HAS["emergency"] else None,
            ),
            flight_plan=FlightPlan(text("callsign"), text("aircraft_type"), text("departure"), text("destination"))
            if has & HAS["flight_plan"]
            else None,
            identity=Identity(IDENTITIES[int(self.identity[i])], BASES[int(self.identity_basis[i])]),
            foreign_identity=IDENTITIES[int(self.foreign_identity[i])] if has & HAS["foreign_identity"] else None,
            classification={
                name: float(self.classification[i, k])
                for k, name in enumerate(CLASSES)
                if self.classification[i, k] > 0
            },
            fused_with=(int(self.fused_with[i]),) if has & HAS["fused_with"] else (),
            incident=maybe("incident", int),
            simulated=bool(self.simulated[i]),
        )

    def __iter__(self) -> Iterator[Track]:
        return (self.track(i) for i in range(len(self)))

    @classmethod
    def concatenate(cls, parts: Iterable["Tracks"], sources: Sequence[str] | None = None) -> Self:
        """One Tracks of all parts in order; `sources` fixes the table of names (it must hold all of them)."""
        parts = list(parts)
        if sources is None:
            sources = list(dict.fromkeys(name for part in parts for name in part.sources))
        if not parts:
            return cls.empty(0, sources)
        index = {name: i for i, name in enumerate(sources)}
        arrays = {name: np.concatenate([getattr(part, name) for part in parts]) for name in cls.SPEC}
        own = np.array([-1], np.int16)
        tables = [np.concatenate([np.array([index[s] for s in part.sources], np.int16), own]) for part in parts]
        arrays["reported_by"] = np.concatenate([t[p.reported_by] for t, p in zip(tables, parts, strict=True)])
        arrays["contributor"] = np.concatenate([t[p.contributor] for t, p in zip(tables, parts, strict=True)])
        return cls(sources, **arrays)
