"""Target reports as plots: CAT048 and CAT001 (a radar's look), CAT021 (what an aircraft claims of itself).

Rule: a report without a measured position is no plot. Codes that the radar marks as garbled or not validated are not
passed on as claims. Doppler is a feature; a range rate too where the feed says what its sign means, which the documents
do not fix. It is the calculated one, which the radar holds to be unambiguous and not doubtful; I048/120 RDS is not.
Sources: EUROCONTROL-SPEC-0149-4 (CAT048), -2a (CAT001), -12 (CAT021); item numbers stand beside each line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sargas.formats.asterix.columns import Move, Records
from sargas.formats.asterix.text import DAY_S, dated, six_bit
from sargas.geo.geoid import undulation_m
from sargas.model.claims import EMERGENCIES
from sargas.model.plot import ECHOES, PURPOSES
from sargas.model.plots import GEODETIC, HAS, POLAR, Plots

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from sargas.formats.asterix.sources import Sources

COLUMNS_048 = (
    *("010/SAC", "010/SIC", "020/TYP", "020/SIM", "020/RAB", "020/TST", "020/ME", "030/codes", "040/RHO", "040/THETA"),
    *("070/V", "070/G", "070/MODE3A", "090/V", "090/G", "090/FL", "110/3DH", "120/CAL/D", "120/CAL/CAL"),
    *("130/SAM/SAM", "130/PAM/PAM", "140/TOD", "161/TRN", "220/ADR", "240/ID"),
)
COLUMNS_001 = (
    *("010/SAC", "010/SIC", "020/TYP", "020/SIM", "020/SSRPSR", "020/RAB", "020/TST", "020/ME", "020/DS1DS2"),
    *("030/codes", "040/RHO", "040/THETA", "070/V", "070/G", "070/MODE3A", "090/V", "090/G", "090/HGT"),
    *("120/SPEED", "131/POWER", "141/TOD", "161/TRN"),
)
_COMMON_021 = (
    *("010/SAC", "010/SIC", "040/SIM", "040/TST", "040/RAB", "080/ADR", "130/LAT", "130/LON", "145/FL"),
    *("157/GVR", "160/GS", "160/TA", "170/TI", "200/PS", "070/MODE3A"),
)
COLUMNS_021 = (
    *_COMMON_021,
    *("071/TOD", "073/TOD", "077/TOD", "090/NACP", "131/LAT", "131/LON", "140/GH", "161/TRNUM", "132/MAM", "200/ME"),
)
COLUMNS_021_OLD = (*_COMMON_021, "030/TOD", "140/ALT", "131/SAM", "070/V", "070/G")


def move(column: str, element: str, *unless: str) -> Move:
    """An element that is taken over into a column of Plots as it is, but where one of the others is set."""
    return Move(column, HAS.get(column, 0), element, unless)


def _radar(level: str) -> tuple[Move, ...]:
    """What CAT048 and CAT001 say in the same items; `level`: of Mode C."""
    return (
        move("range_m", "040/RHO"),
        move("azimuth_deg", "040/THETA"),
        move("mode_3a", "070/MODE3A", "070/V", "070/G"),
        move("pressure_altitude_m", level, "090/V", "090/G"),
        # The plot profile of CAT001 has no track number: I001/161 came with the track profile alone.
        move("sensor_track", "161/TRN"),
    )


_CARRIED_048 = (
    *_radar("090/FL"),
    # dBm at the receiver: of the primary echo where both came.
    move("amplitude_db", "130/SAM/SAM"),
    move("amplitude_db", "130/PAM/PAM"),
    move("mode_s", "220/ADR"),
    move("doppler_mps", "120/CAL/CAL", "120/CAL/D"),
)
_CARRIED_001 = (*_radar("090/HGT"), move("amplitude_db", "131/POWER"), move("doppler_mps", "120/SPEED"))
_CARRIED_021 = (
    move("lat_deg", "130/LAT"),
    move("lon_deg", "130/LON"),
    move("lat_deg", "131/LAT"),
    move("lon_deg", "131/LON"),
    move("height_m", "140/GH"),
    move("height_m", "140/ALT"),
    move("up_mps", "157/GVR"),
    move("mode_s", "080/ADR"),
    move("pressure_altitude_m", "145/FL"),
    move("mode_3a", "070/MODE3A", "070/V", "070/G"),
    move("amplitude_db", "132/MAM"),
    move("amplitude_db", "131/SAM"),
    move("sensor_track", "161/TRNUM"),
)
"""Elements that are taken over as they are. In either edition of CAT021, those that it has."""

# I048/020 TYP: none, PSR, SSR, SSR+PSR, all-call, roll-call, all-call+PSR, roll-call+PSR.
_ECHO_048 = np.array(
    [ECHOES.index(e) for e in ["other", "psr", "ssr", "combined", "mode_s", "mode_s", "combined", "combined"]], np.uint8
)
# I001/020 SSR/PSR: none, primary, secondary, both.
_ECHO_001 = np.array([ECHOES.index(e) for e in ["other", "psr", "ssr", "combined"]], np.uint8)
_GENERAL, _RADIO, _UNLAWFUL, MILITARY = (
    EMERGENCIES.index(name) for name in ("general", "no_communications", "unlawful_interference", "military")
)
_BY_CODE = np.zeros(1 << 12, np.uint8)
_BY_CODE[[0o7700, 0o7600, 0o7500]] = _GENERAL, _RADIO, _UNLAWFUL
# 95 % horizontal bound by NACp (RTCA DO-260B table 2-71), and how many sigmas of an axis that is.
CIRCLE_95 = 2.448
EPU_M = np.array([0, 18520, 7408, 3704, 1852, 926, 555.6, 185.2, 92.6, 30, 10, 3, 0, 0, 0, 0])
EARTH_M = 6371008.8


def give(to: Any, has: dict[str, int], name: str, values: NDArray[Any], given: NDArray[np.bool_]) -> None:
    """Set an optional column of Plots or Tracks where it is given, and its bit."""
    np.copyto(getattr(to, name), values, where=given, casting="unsafe")
    to.has |= given * np.uint32(has[name])


def give_horizontal_sigma(
    plots: Plots, east_m: NDArray[np.float64], north_m: NDArray[np.float64], where: NDArray[np.bool_]
) -> None:
    """One sigma of each axis becomes the root of their mean square, where both are told (0 is not)."""
    told = where & (east_m > 0) & (north_m > 0)
    give(plots, HAS, "sigma_horizontal_m", np.hypot(east_m, north_m) / np.sqrt(2.0), told)


def emergency_of(mode_3a: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Emergency code (index into EMERGENCIES) that a Mode 3/A code stands for, 0 for none; ICAO Annex 10."""
    codes: NDArray[np.uint8] = _BY_CODE[mode_3a]
    return codes


class Look:
    """Where the rows came from: sensor index, arrival time and record number of each, and the feed's sources."""

    __slots__ = ("arrival_s", "index", "number", "sources")

    def __init__(
        self, sources: Sources, index: NDArray[np.int64], arrival_s: NDArray[np.float64], number: NDArray[np.int64]
    ) -> None:
        self.sources, self.index, self.arrival_s, self.number = sources, index, arrival_s, number

    def take(self, rows: NDArray[np.bool_]) -> Look:
        """The look of some rows."""
        if rows.all():
            return self
        return Look(self.sources, self.index[rows], self.arrival_s[rows], self.number[rows])

    def utc_s(self, records: Records, element: str) -> NDArray[np.float64]:
        """UTC time of each row from a time of day, that of arrival where none is told."""
        time_s = dated(records.quantity(element), self.arrival_s)
        return np.where(records.has(element), time_s, self.arrival_s)

    def begin(self, kind: int, sigmas: tuple[str, ...]) -> Plots:
        """Plots of these rows with source, record number and the configured sigmas."""
        plots = Plots.empty(len(self.index), self.sources.ids)
        plots.source[:], plots.record_number[:], plots.kind[:] = self.index, self.number, kind
        for name in self.sources.sigmas_given:
            if name not in sigmas:
                continue
            sigma = self.sources.sigma[name][self.index]
            give(plots, HAS, f"sigma_{name}", sigma, sigma > 0)
        return plots


def purpose_of(test: NDArray[np.bool_], reference: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Index into PURPOSES of each report."""
    purpose = np.full(len(test), PURPOSES.index("target"), np.uint8)
    purpose[reference] = PURPOSES.index("reference")
    purpose[test] = PURPOSES.index("test")
    return purpose


def elevation_deg(
    height_m: NDArray[np.float64], site_m: NDArray[np.float64], range_m: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Elevation at which a slant range reaches a height, both heights above the same sphere; degrees."""
    radius = EARTH_M + site_m
    sine = ((EARTH_M + height_m) ** 2 - radius**2 - range_m**2) / (2.0 * radius * np.maximum(range_m, 1.0))
    result: NDArray[np.float64] = np.degrees(np.arcsin(np.clip(sine, -1.0, 1.0)))
    return result


_POLAR_SIGMAS = ("range_m", "azimuth_deg", "elevation_deg", "range_rate_mps")


def _polar(
    records: Records, look: Look, echo: NDArray[np.uint8], time_s: NDArray[np.float64], carried: tuple[Move, ...]
) -> Plots:
    """A radar's reports, with the echo and the UTC time of each, and the emergency that a code stands for."""
    plots = look.begin(POLAR, _POLAR_SIGMAS)
    plots.time_s[:], plots.echo[:] = time_s, echo
    records.carry(plots, carried)
    plots.simulated[:] = records.flag("020/SIM")
    plots.purpose[:] = purpose_of(records.flag("020/TST"), records.flag("020/RAB"))
    plots.warnings[:] = records.raw("030/codes").astype(np.uint64)
    emergency = np.where(records.flag("020/ME"), np.uint8(MILITARY), emergency_of(plots.mode_3a.astype(np.int64)))
    give(plots, HAS, "emergency", emergency, emergency != 0)
    return plots


def plots_048(records: Records, look: Look) -> tuple[Plots, NDArray[np.bool_]]:
    """CAT048: the records with a position (I048/040) and a detection (I048/020 TYP not 0), and which they are."""
    seen = records.has("040/RHO") & ~(records.has("020/TYP") & (records.raw("020/TYP") == 0))
    records, look = records.take(seen), look.take(seen)
    echo = _ECHO_048[records.raw("020/TYP")]
    plots = _polar(records, look, echo, look.utc_s(records, "140/TOD"), _CARRIED_048)
    # Of a plot with echo and reply, the amplitude is the echo's; one of the reply alone would be taken for it.
    _drop_amplitude(plots, (echo == ECHOES.index("combined")) & ~records.has("130/PAM/PAM"))
    give(plots, HAS, "callsign", *six_bit(records.raw("240/ID"), records.has("240/ID")))
    # I048/110 is above mean sea level; the site's height above the ellipsoid, so the geoid stands between them.
    site = look.sources
    raised = records.has("110/3DH") & site.has_site[look.index]
    if raised.any():
        undulation = undulation_m(site.lat_deg[look.index], site.lon_deg[look.index])
        height = records.quantity("110/3DH") + undulation
        angle = elevation_deg(height, site.height_m[look.index], plots.range_m)
        give(plots, HAS, "elevation_deg", angle, raised)
    return plots, seen


def plots_001(records: Records, look: Look) -> tuple[Plots, NDArray[np.bool_]]:
    """CAT001: the records with a position (I001/040) and a detection (I001/020 SSR/PSR), and which they are."""
    seen = records.has("040/RHO") & ~(records.has("020/TYP") & (records.raw("020/SSRPSR") == 0))
    records, look = records.take(seen), look.take(seen)
    # I001/141 holds the low 16 bits only and wraps every 512 s.
    time_s = truncated(records.quantity("141/TOD"), look.arrival_s)
    echo = _ECHO_001[records.raw("020/SSRPSR")]
    plots = _polar(records, look, echo, np.where(records.has("141/TOD"), time_s, look.arrival_s), _CARRIED_001)
    # I001/030 has a list of its own: 2 to 7 are 1 to 6 of I048/030, 1 is a garbled reply; 80 and above are one here.
    codes = records.raw("030/codes")
    plots.warnings[:] = ((codes & 0b1111_1100) >> 1 | codes & (1 << 62)).astype(np.uint64)
    # Nothing says whose power I001/131 is where echo and reply came.
    _drop_amplitude(plots, echo == ECHOES.index("combined"))
    return plots, seen


def _drop_amplitude(plots: Plots, rows: NDArray[np.bool_]) -> None:
    plots.amplitude_db[rows] = 0.0
    plots.has[rows] &= ~np.uint32(HAS["amplitude_db"])


def truncated(time_s: NDArray[np.float64], arrival_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """The UTC time nearest to arrival whose time of day ends in these low 16 bits: 512 s, counted from midnight."""
    midnight = np.floor(arrival_s / DAY_S) * DAY_S
    best = np.full(len(time_s), np.inf)
    # 86400 s are not whole periods, so the day before and the day after count on their own.
    for start in (midnight, midnight - DAY_S, midnight + DAY_S):
        last = np.ceil((DAY_S - time_s) / 512.0) - 1.0
        periods = np.clip(np.round((arrival_s - start - time_s) / 512.0), 0.0, last)
        other = start + periods * 512.0 + time_s
        best = np.where(np.abs(other - arrival_s) < np.abs(best - arrival_s), other, best)
    return best


def add_range_rates(plots: Plots, positive: str) -> None:
    """Doppler as range rates, where a positive one means that the range is "opening" or "closing"."""
    sign = {"opening": 1.0, "closing": -1.0}[positive]
    give(plots, HAS, "range_rate_mps", sign * plots.doppler_mps.astype(np.float64), plots.given("doppler_mps"))


def plots_021(records: Records, look: Look) -> tuple[Plots, NDArray[np.bool_]]:
    """CAT021, editions 2.x and 0.26: the records with a position (I021/131, else /130), and which they are."""
    columns = records.table.columns
    fine = records.has("131/LAT") if "131/LAT" in columns else np.zeros(len(records), np.bool_)
    seen = fine | records.has("130/LAT")
    records, look = records.take(seen), look.take(seen)
    plots = look.begin(GEODETIC, ("horizontal_m", "height_m", "velocity_mps"))
    plots.time_s[:] = look.arrival_s
    # Last wins: applicability of the position, its reception, transmission of the report.
    for name in ("077/TOD", "073/TOD", "071/TOD", "030/TOD"):
        if name in columns:
            timed = records.has(name)
            plots.time_s[timed] = dated(records.quantity(name), look.arrival_s)[timed]
    records.carry(plots, _CARRIED_021)
    moving = records.has("160/GS")
    speed, angle = records.quantity("160/GS"), np.radians(records.quantity("160/TA"))
    give(plots, HAS, "east_mps", speed * np.sin(angle), moving)
    give(plots, HAS, "north_mps", speed * np.cos(angle), moving)
    plots.echo[:] = ECHOES.index("adsb")
    plots.simulated[:] = records.flag("040/SIM")
    plots.purpose[:] = purpose_of(records.flag("040/TST"), records.flag("040/RAB"))
    give(plots, HAS, "callsign", *six_bit(records.raw("170/TI"), records.has("170/TI")))
    status = np.minimum(records.raw("200/PS"), 6).astype(np.uint8)
    emergency = np.where(status != 0, status, emergency_of(plots.mode_3a.astype(np.int64)))
    emergency = np.where(records.flag("200/ME") & (emergency == 0), np.uint8(MILITARY), emergency)
    give(plots, HAS, "emergency", emergency, emergency != 0)
    if "090/NACP" in columns:
        bound = EPU_M[records.raw("090/NACP")] / CIRCLE_95
        given = records.has("090/NACP") & (bound > 0)
        give(
            plots,
            HAS,
            "sigma_horizontal_m",
            np.where(given, bound, plots.sigma_horizontal_m),
            given | (plots.sigma_horizontal_m > 0),
        )
    return plots, seen
