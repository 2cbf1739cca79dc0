"""Tracks as CAT062 records.

Rule: a height goes where its source says: a measured one in I062/130, corrected by QNH in I062/135 with its bit, a
pressure altitude in I062/136; what a person estimates, or nobody is known to have measured, in none. Accuracy is
written only where it is known, never where it was assumed. I062/080 says where a height in I062/130 comes from (SRC)
if that is a radar or triangulation: a "geometric" one may be of satellite navigation, multilateration or a neighbour,
and is not laid to one of them. It says that the height is more reliable than a pressure altitude where there is none
(MRH), and monosensor (MON) where one contributor is known and no other; what is not known is 0, for these bits cannot
be absent.
Source: EUROCONTROL-SPEC-0149-9; the reading side, with the same items, is `tracks`.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from sargas.formats.asterix import pack
from sargas.formats.asterix.plots import MILITARY
from sargas.formats.asterix.tables.layout import FT_M
from sargas.formats.asterix.text import DAY_LSBS, to_eight_bit, to_six_bit
from sargas.formats.asterix.tracks import AGES, EE, EN, NN, PLAN, STANDARD_SIGMA_M, TECHNOLOGIES, UU, VEVE, VNVN, VUVU
from sargas.geo.geoid import undulation_m
from sargas.model.identity import IDENTITIES
from sargas.model.track import HEIGHT_SOURCES
from sargas.model.tracks import COASTING, ENDED, TENTATIVE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sargas.formats.asterix.settings import ExportSettings, Settings, Source
    from sargas.formats.asterix.tables import Table
    from sargas.model.tracks import Tracks

# The kinds of our own sensors and the technology under which their age is told.
_TECHNOLOGY_OF = {"psr": "psr", "ssr": "ssr", "mlat": "mlat", "adsb": "adsb_es"}

LOWEST_M, HIGHEST_M = -1_500 * FT_M, 150_000 * FT_M
"""Of I062/130, /135 and /136."""
_QNH, _STANDARD = (HEIGHT_SOURCES.index(name) for name in ("pressure_qnh", "pressure_standard"))
_MEASURED = np.array([name in ("geometric", "radar", "triangulated") for name in HEIGHT_SOURCES])
# Source of a height -> I062/080 SRC.
_SRC = np.array([{"radar": 2, "triangulated": 3}.get(name, 0) for name in HEIGHT_SOURCES], np.int64)


def draft_062(
    table: Table,
    tracks: Tracks,
    ours: Settings | ExportSettings,
    sources: Mapping[str, Source] = MappingProxyType({}),
    simulated: bool = False,
) -> pack.Draft:
    """Tracks as CAT062 records of our own SAC/SIC; `sources` are sensors of ours, by id, whose ages are told under
    their technology; `simulated` sets SIM on all of them.
    """
    n = len(tracks)
    draft = pack.Draft(n)
    always = np.ones(n, np.bool_)

    def raw(values: NDArray[Any], name: str, low: int, high: int) -> NDArray[np.int64]:
        result: NDArray[np.int64] = np.clip(
            np.round(values.astype(np.float64) / table.columns[name].lsb), low, high
        ).astype(np.int64)
        return result

    draft.put("010", always, SAC=np.full(n, ours.sac), SIC=np.full(n, ours.sic))
    draft.put("015", always, SI=np.full(n, ours.service))
    draft.put("070", always, TOD=np.round(tracks.time_s * 128.0).astype(np.int64) % DAY_LSBS)
    latitude = raw(tracks.lat_deg, "105/LAT", -(2**24), 2**24)
    draft.put("105", always, LAT=latitude, LON=raw(tracks.lon_deg, "105/LON", -(2**25), 2**25))
    east, north = (raw(v, "185/VX", -32768, 32767) for v in (tracks.east_mps, tracks.north_mps))
    draft.put("185", always, VX=east, VY=north)
    draft.put("060", tracks.given("mode_3a"), MODE3A=tracks.mode_3a.astype(np.int64))
    reported = tracks.given("reported_number")
    draft.put("040", always, TRN=np.where(reported, tracks.reported_number, tracks.number).astype(np.int64) & 65535)
    draft.put("220", tracks.given("up_mps"), ROCD=raw(tracks.up_mps, "220/ROCD", -32768, 32767))
    _status(draft, tracks, simulated)
    _ages(draft, tracks, sources)
    _claims(draft, tracks)
    _height(draft, tracks, raw)
    _accuracy(draft, tracks, raw)
    return draft


def _status(draft: pack.Draft, tracks: Tracks, simulated: bool) -> None:
    """I062/080, as many octets as are needed."""
    tentative = (tracks.status == TENTATIVE) | (tracks.existence <= 0.5)
    sim, ended, coasting = tracks.simulated | simulated, tracks.status == ENDED, tracks.status == COASTING
    said = tracks.given("emergency")
    military = said & (tracks.emergency == MILITARY)
    emergency = np.where(said & ~military, tracks.emergency, 0).astype(np.int64)
    friend = tracks.given("foreign_identity") & (tracks.foreign_identity == IDENTITIES.index("friend"))
    mono = (tracks.reported_by < 0) & (np.count_nonzero(tracks.contributor_s > 0, axis=1) == 1)
    source = np.where(_measured(tracks), _SRC[tracks.height_source], 0)
    surer = _measured(tracks) & ~_levelled(tracks)
    bits = {"CNF": tentative, "SIM": sim, "TSE": ended, "ME": military, "MD4": friend, "CST": coasting}
    bits |= {"MON": mono, "MRH": surer, "SRC": source}
    elements = {name: bit.astype(np.int64) for name, bit in bits.items()}
    draft.put("080", np.ones(len(tracks), np.bool_), EMS=emergency, **elements)
    octets = np.where(sim | ended, 2, 1)
    octets = np.where(military | friend, 3, octets)
    octets = np.where(coasting, 4, octets)
    draft.octets["080"] = np.where(emergency > 0, 5, octets)


def _ages(draft: pack.Draft, tracks: Tracks, sources: Mapping[str, Source]) -> None:
    """I062/290: age of the track, and of the last report of each technology that contributed."""
    age = np.clip(np.round((tracks.time_s - tracks.first_s) * 4.0), 0, 255).astype(np.int64)
    draft.put("290/TRK", age > 0, TRK=age)
    technology = []
    for name in tracks.sources:
        source = sources.get(name)
        kind = _TECHNOLOGY_OF.get(source.kind) if source else name
        technology.append(TECHNOLOGIES.index(kind) if kind in TECHNOLOGIES else -1)
    known = np.array([*technology, -1], np.int64)[tracks.contributor]
    for k, path in enumerate(AGES.values()):
        mine = (known == k) & (tracks.contributor_s > 0)
        newest = np.max(np.where(mine, tracks.contributor_s, -np.inf), axis=1)
        given = np.isfinite(newest)
        # The ADS-C age is of 16 bits, the others of 8; the greatest value means itself or more.
        most = 65535 if TECHNOLOGIES[k] == "ads_c" else 255
        ages = np.clip(np.round((tracks.time_s - np.where(given, newest, tracks.time_s)) * 4.0), 0, most)
        subfield, _, element = path.rpartition("/")
        draft.put(subfield, given, **{element: ages.astype(np.int64)})


def _claims(draft: pack.Draft, tracks: Tracks) -> None:
    """I062/380 for what was down-linked, I062/390 for the flight plan: of two call signs each where it belongs."""
    draft.put("380/ADR", tracks.given("mode_s"), ADR=tracks.mode_s.astype(np.int64))
    draft.put("380/ID", tracks.given("callsign"), ID=to_six_bit(tracks.callsign))
    for name, path, octets in PLAN:
        texts = getattr(tracks, name)
        fits = np.strings.str_len(texts) <= octets
        draft.put(f"390/{path}", tracks.given(name) & fits, **{path: to_eight_bit(texts, octets)})


def _within(height_m: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether a height fits its item: what does not, is left out."""
    rows: NDArray[np.bool_] = (height_m >= LOWEST_M) & (height_m <= HIGHEST_M)
    return rows


def _measured(tracks: Tracks) -> NDArray[np.bool_]:
    """Tracks with a height that was measured, and not by pressure."""
    rows: NDArray[np.bool_] = tracks.given("height_m") & _MEASURED[tracks.height_source] & _within(tracks.height_m)
    return rows


def _by_qnh(tracks: Tracks) -> NDArray[np.bool_]:
    """Tracks with a height by pressure, corrected by QNH."""
    rows: NDArray[np.bool_] = tracks.given("height_m") & (tracks.height_source == _QNH) & _within(tracks.height_m)
    return rows


def _levelled(tracks: Tracks) -> NDArray[np.bool_]:
    """Tracks with a pressure altitude."""
    rows: NDArray[np.bool_] = tracks.given("pressure_altitude_m") & _within(tracks.pressure_altitude_m)
    return rows


def _height(draft: pack.Draft, tracks: Tracks, raw: Any) -> None:
    """I062/130, /135 and /136."""
    qnh = _by_qnh(tracks)
    draft.put("130", _measured(tracks), ALT=raw(tracks.height_m, "130/ALT", -240, 24000))
    draft.put("136", _levelled(tracks), MFL=raw(tracks.pressure_altitude_m, "136/MFL", -60, 6000))
    if qnh.any():
        above_sea = tracks.height_m - undulation_m(tracks.lat_deg, tracks.lon_deg)
        draft.put("135", qnh, QNH=qnh.astype(np.int64), CTB=raw(above_sea, "135/CTB", -60, 6000))


def _accuracy(draft: pack.Draft, tracks: Tracks, raw: Any) -> None:
    """I062/500 of tracks whose accuracy is known; greatest values mean themselves or more."""
    known = ~tracks.assumed_accuracy
    sigma = np.sqrt(np.maximum(tracks.covariance, 0.0))
    position = {name: raw(sigma[:, place], f"500/APC/{name}", 1, 65535) for name, place in (("X", EE), ("Y", NN))}
    draft.put("500/APC", known, **position)
    cross = tracks.covariance[:, EN]
    root = np.sign(cross) * np.sqrt(np.abs(cross))
    draft.put("500/COV", known & (cross != 0.0), COV=raw(root, "500/COV/COV", -32768, 32767))
    velocity = {name: raw(sigma[:, place], f"500/ATV/{name}", 1, 255) for name, place in (("X", VEVE), ("Y", VNVN))}
    draft.put("500/ATV", known, **velocity)
    standard = tracks.height_source == _STANDARD
    barometric = known & (_by_qnh(tracks) | (tracks.given("height_m") & standard & _within(tracks.height_m)))
    measured = known & _measured(tracks)
    # The reader adds what a missing QNH may be off; it is taken out here.
    own = np.sqrt(np.maximum(tracks.covariance[:, UU] - np.where(standard, STANDARD_SIGMA_M**2, 0.0), 0.0))
    draft.put("500/AGA", measured, AGA=raw(own, "500/AGA/AGA", 1, 255))
    draft.put("500/ABA", barometric, ABA=raw(own, "500/ABA/ABA", 1, 255))
    climb = raw(sigma[:, VUVU], "500/ARC/ARC", 1, 65535)
    draft.put("500/ARC", (measured | barometric) & (climb <= 255), ARC=climb)
