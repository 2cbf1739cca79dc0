"""Patterns of the past: how often by place, hour, kind, height and route, and where it comes in again and again.

Shares have Wilson's 95 % interval (Wilson, *J. Am. Stat. Assoc.* 22 (1927) 209). Rates of a cell are Poisson with
Jeffreys's prior: after k incidents in T years Gamma(k + 1/2, T), whose quantiles are those of chi-square with 2 k + 1
degrees (Brown, Cai and DasGupta, *Statistica Sinica* 13 (2003) 19). A cell is a **hot spot** when its rate surely is
above the mean of all cells where something happened: the lower bound, at 5 % shared among these cells (Bonferroni), is
above that mean. Fewer than `FEWEST` incidents say "not enough data", whatever the figures are: with few incidents most
cells do, and that is the answer.
What was not seen is not in any list: a cell without incidents may be one without sensors.
"""

import datetime
import math
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import msgspec

from sargas.archive.past import PARTS_OF_DAY, Past
from sargas.geo.wgs84 import MERIDIAN_M_PER_DEG, METRES_PER_DEG
from sargas.scoring.chi_square import quantile

CELL_M = 25_000.0
FEWEST = 5
_Z = 1.959964

Verdict = Literal["hot spot", "no more than elsewhere", "not enough data"]


class Share(msgspec.Struct, frozen=True):
    """Of `known` incidents of which this is known, `count` are so; 95 % interval of the share."""

    name: str
    count: int
    known: int
    share: float
    low: float
    high: float
    enough: bool
    """Whether there are enough to say anything."""


class Cell(msgspec.Struct, frozen=True):
    """A piece of ground, bounded by meridians and parallels, and how often something happened there."""

    west_deg: float
    south_deg: float
    east_deg: float
    north_deg: float
    count: int
    per_year: float
    low_per_year: float
    """90 % interval."""
    high_per_year: float
    verdict: Verdict


class Patterns(msgspec.Struct, frozen=True):
    """All of it."""

    incidents: int
    first: str
    last: str
    years: float
    places: Literal["entries", "places"]
    """What cells count: where it came in, where that is known of half at least, else where it was seen or found."""
    mean_per_year: float
    """Of the cells where something happened."""
    cells: tuple[Cell, ...]
    hours: tuple[Share, ...]
    parts: tuple[Share, ...]
    kinds: tuple[Share, ...]
    heights: tuple[Share, ...]
    routes: tuple[Share, ...]
    note: str = ""


class _Band(NamedTuple):
    name: str
    below_m: float


HEIGHTS = (_Band("below 150 m", 150.0), _Band("150 to 500 m", 500.0), _Band("500 to 3,000 m", 3000.0))
"""Above the ground or the sea, as it was told."""
HIGHER = "above 3,000 m"


def patterns(history: Sequence[Past], cell_m: float = CELL_M) -> Patterns:
    """What a history shows. Raises ValueError for a cell below 1 km or above 1,000."""
    if not 1_000.0 <= cell_m <= 1_000_000.0:
        raise ValueError(f"cells of {cell_m:g} m: 1 to 1,000 km a side")
    dates = sorted(past.date for past in history)
    years = _years(dates)
    entries = [past for past in history if past.entry_lat_deg is not None and past.entry_lon_deg is not None]
    by_entry = bool(history) and 2 * len(entries) >= len(history)
    at = [
        (past.entry_lat_deg or 0.0, past.entry_lon_deg or 0.0) if by_entry else (past.lat_deg, past.lon_deg)
        for past in (entries if by_entry else history)
    ]
    cells, mean = _cells(at, years, cell_m)
    hot = sum(cell.verdict == "hot spot" for cell in cells)
    few = sum(cell.verdict == "not enough data" for cell in cells)
    return Patterns(
        incidents=len(history),
        first=dates[0] if dates else "",
        last=dates[-1] if dates else "",
        years=years,
        places="entries" if by_entry else "places",
        mean_per_year=mean,
        cells=cells,
        hours=_shares(history, lambda past: None if past.hour is None else f"{past.hour:02d}", sort=True),
        parts=_shares(history, lambda past: past.part, PARTS_OF_DAY),
        kinds=_shares(history, lambda past: past.kind),
        heights=_shares(history, _height, (*(band.name for band in HEIGHTS), HIGHER)),
        routes=_shares(history, lambda past: past.route or None),
        note=f"{len(cells)} cells with incidents: {hot} hot spots, {few} with not enough data (fewer than {FEWEST}); "
        "what no sensor and nobody saw is not counted",
    )


def _years(dates: Sequence[str]) -> float:
    """Of the history, at least a quarter of one: rates of a week are none."""
    if not dates:
        return 0.0
    first, last = (datetime.date.fromisoformat(date) for date in (dates[0], dates[-1]))
    return max(((last - first).days + 1) / 365.25, 0.25)


def _height(past: Past) -> str | None:
    if past.height_m is None:
        return None
    return next((band.name for band in HEIGHTS if past.height_m < band.below_m), HIGHER)


def _shares(
    history: Sequence[Past], of: Callable[[Past], str | None], names: Sequence[str] = (), sort: bool = False
) -> tuple[Share, ...]:
    counts = dict.fromkeys(names, 0)
    for past in history:
        name = of(past)
        if name is not None:
            counts[name] = counts.get(name, 0) + 1
    known = sum(counts.values())
    made = [Share(name, count, known, *wilson(count, known), known >= FEWEST) for name, count in counts.items()]
    if sort:
        return tuple(sorted(made, key=lambda share: share.name))
    return tuple(made) if names else tuple(sorted(made, key=lambda share: (-share.count, share.name)))


def wilson(count: int, known: int) -> tuple[float, float, float]:
    """(share, low, high): Wilson's 95 % interval."""
    if known == 0:
        return 0.0, 0.0, 1.0
    share = count / known
    middle = (share + _Z**2 / (2 * known)) / (1 + _Z**2 / known)
    half = _Z * math.sqrt(share * (1 - share) / known + _Z**2 / (4 * known**2)) / (1 + _Z**2 / known)
    return share, min(max(middle - half, 0.0), share), max(min(middle + half, 1.0), share)


def rate(count: int, years: float, probability: float) -> float:
    """Quantile of a rate per year after `count` incidents in `years`, with Jeffreys's prior."""
    return quantile(probability, 2.0 * count + 1.0) / (2.0 * years)


def _cells(at: Sequence[tuple[float, float]], years: float, cell_m: float) -> tuple[tuple[Cell, ...], float]:
    """Cells where something happened, most first, and their mean rate."""
    high_deg = cell_m / MERIDIAN_M_PER_DEG
    counts: dict[tuple[int, int], int] = {}
    for lat_deg, lon_deg in at:
        row = math.floor(lat_deg / high_deg)
        where = row, math.floor(lon_deg / _wide_deg(row, high_deg, cell_m))
        counts[where] = counts.get(where, 0) + 1
    if not counts:
        return (), 0.0
    mean = len(at) / len(counts) / years
    made = []
    for (row, column), count in counts.items():
        wide_deg = _wide_deg(row, high_deg, cell_m)
        verdict: Verdict = "not enough data"
        if count >= FEWEST:
            surely = rate(count, years, 0.05 / len(counts))
            verdict = "hot spot" if surely > mean else "no more than elsewhere"
        made.append(
            Cell(
                column * wide_deg,
                row * high_deg,
                (column + 1) * wide_deg,
                (row + 1) * high_deg,
                count,
                count / years,
                rate(count, years, 0.05),
                rate(count, years, 0.95),
                verdict,
            )
        )
    return tuple(sorted(made, key=lambda cell: (-cell.count, cell.south_deg, cell.west_deg))), mean


def _wide_deg(row: int, high_deg: float, cell_m: float) -> float:
    """Width of the cells of a row: as wide as they are high in their middle."""
    middle = math.radians((row + 0.5) * high_deg)
    return cell_m / (METRES_PER_DEG * max(math.cos(middle), 0.01))
