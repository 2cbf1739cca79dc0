"""METAR and SPECI: what an aerodrome's report tells of the wind at the ground and of QNH. A line -> Report.

[METAR|SPECI] [COR] CCCC YYGGggZ [AUTO] [NIL] dddff[Gff]KT ... Q1013|A2992 ... [RMK ...] [=]

CCCC       location indicator: where that is, the message does not say
YYGGggZ    day of the month, hour and minute, UTC: `dated` finds the month by the time of arrival
dddff      true direction in degrees from which it blows, mean speed in KT, MPS or KMH; VRB: variable;
           P before a speed: more than can be told; // missing; gusts and the sector of the direction are passed over
Q, A       QNH in hPa; altimeter setting in hundredths of an inch of mercury, taken where there is no Q

What follows RMK, or begins a trend (NOSIG, BECMG, TEMPO, INTER), is passed over, as is every other group. A forecast
(TAF) is told by its word or by its validity (0112/0212), and is no report.
Source: WMO No. 306, vol. I.1, FM 15 and FM 16 (2019), 15.2 to 15.5 and 15.11; ICAO Annex 3, app. 3.
"""

import re
from datetime import UTC, datetime
from typing import NamedTuple

MPS = {b"KT": 1852.0 / 3600.0, b"MPS": 1.0, b"KMH": 1.0 / 3.6}
INCH_HPA = 33.86389
"""Of mercury at 0 degrees Celsius, under standard gravity."""
LIGHT_MPS = 3.0 * MPS[b"KT"]
"""A wind that blows from anywhere and is no faster is as good as none; of a faster one the direction is missing."""
FASTEST_MPS = 150.0
LEAST_HPA, MOST_HPA = 850.0, 1_100.0
NEAR_DAYS = 1
"""A report of a day further from that of its arrival is of another month, or was not dated right."""
_CONTROL = bytes(octet for octet in (*range(9), *range(11, 32), 127) if octet != 13)
"""Octets that bulletins stand between (SOH, ETX, VT)."""

_HEAD = re.compile(
    rb"(?:(?:METAR|SPECI)\s+)?(?:COR\s+)?([A-Z][A-Z0-9]{3})\s+(?:COR\s+)?(\d{2})(\d{2})(\d{2})Z(?:[\s=]+(.*))?",
    re.DOTALL,
)
_WIND = re.compile(rb"(\d{3}|VRB|///)(?:P?(\d{2,3})|//)(?:G(?:P?\d{2,3}|//))?(KT|MPS|KMH)")
_PRESSURE = re.compile(rb"([QA])(?:(\d{4})(?:/\d{4})?|////)")
_PASSED = re.compile(
    rb"METAR|SPECI|TAF|\d{3,5}|NNNN|ZCZC.*|[A-Z]{4}\d{2} [A-Z]{4} \d{6}(?: [A-Z]{3})?|\d{4}/\d{2}/\d{2} \d{2}:\d{2}"
)
_VALIDITY = re.compile(rb"\d{4}/\d{4}(?![^\s=])")
_TAF = re.compile(
    rb"TAF\s.*|(?:(?:AMD|COR)\s+)?[A-Z][A-Z0-9]{3}\s+(?:(?:AMD|COR)\s+)?\d{6}Z\s+\d{4}/\d{4}(?:[\s=].*)?", re.DOTALL
)
_ENDS = (b"RMK", b"NOSIG", b"BECMG", b"TEMPO", b"INTER")


class Report(NamedTuple):
    """What was told; None where it was not. `wrong`: a line for each group that cannot be read."""

    station: str
    day: int
    of_day_s: float
    from_deg: float | None
    speed_mps: float | None
    pressure_hpa: float | None
    wrong: tuple[str, ...]
    ended: bool
    """Nothing of it follows in the next line."""
    bare: bool = False
    """Everything does: the line ends before the wind."""


def pieces(line: bytes) -> list[bytes]:
    """A line without control octets, cut where one report ends in it and another one, or what stands around, begins."""
    line = line.translate(None, _CONTROL).strip()
    if b"=" not in line[:-1] or line.startswith(b"{"):
        return [line]
    first, *more = line.split(b"=")
    found = [first]
    for part in more:
        text = part.strip()
        if _HEAD.fullmatch(text) or is_taf(text) or is_passed(text):
            found[-1] += b"="
            found.append(text)
        else:
            found[-1] += b"=" + part
    return [piece.strip() for piece in found]


def is_taf(line: bytes) -> bool:
    """Whether a line is a forecast, or begins one."""
    return _TAF.fullmatch(line) is not None


def is_passed(line: bytes) -> bool:
    """Whether a line is what stands around reports in bulletins and files: headings, numbers, ends, dates."""
    return _PASSED.fullmatch(line) is not None


def report(line: bytes) -> Report | None:
    """The report that a line is or begins; None where it is none. Raises ValueError at an impossible time."""
    head = _HEAD.fullmatch(line)
    if head is None or _VALIDITY.match(head[5] or b""):
        return None
    day, hour, minute = (int(part) for part in head.group(2, 3, 4))
    if not (1 <= day <= 31 and hour < 24 and minute < 60):
        raise ValueError("METAR with an impossible time")
    groups, ended = body(head[5] or b"")
    ended = ended or line.endswith(b"=")
    told, wrong = None, []
    try:
        told = wind(groups)
    except ValueError as error:
        wrong.append(str(error))
    pressure_hpa = None
    try:
        pressure_hpa = pressure(groups)
    except ValueError as error:
        wrong.append(str(error))
    from_deg, speed_mps = told or (None, None)
    of_day_s = 3600.0 * hour + 60.0 * minute
    return Report(
        head[1].decode(), day, of_day_s, from_deg, speed_mps, pressure_hpa, tuple(wrong), ended, is_bare(groups)
    )


def body(text: bytes) -> tuple[list[bytes], bool]:
    """(groups before remarks and trends, whether the report ends within the text)."""
    said, ends, _ = text.partition(b"=")
    groups = said.split()
    stop = next((k for k, group in enumerate(groups) if group in _ENDS), len(groups))
    return groups[:stop], bool(ends) or stop < len(groups)


def is_bare(groups: list[bytes]) -> bool:
    """Whether nothing of a report is in its groups yet."""
    return all(group in (b"AUTO", b"COR") for group in groups)


def wind(groups: list[bytes]) -> tuple[float, float] | None:
    """(from where in degrees, m/s) that one of the first groups tells; None where none does. Raises ValueError."""
    said = next((group for group in groups[:3] if group.endswith(tuple(MPS))), None)
    return None if said is None else _wind(said)


def pressure(groups: list[bytes]) -> float | None:
    """QNH in hPa; None where no group tells it. Raises ValueError where one cannot be read."""
    said = [match for match in map(_PRESSURE.fullmatch, groups) if match is not None and match[2]]
    if not said:
        if any(re.match(rb"Q[\d/]", group) and not _PRESSURE.fullmatch(group) for group in groups):
            raise ValueError("METAR with a pressure that cannot be read")
        return None
    best = next((match for match in said if match[1] == b"Q"), said[0])
    pressure_hpa = float(best[2]) * (1.0 if best[1] == b"Q" else INCH_HPA / 100.0)
    if not LEAST_HPA <= pressure_hpa <= MOST_HPA:
        raise ValueError("METAR with an impossible pressure")
    return pressure_hpa


def dated(day: int, of_day_s: float, arrived_s: float) -> float | None:
    """The time with this day of a month that is nearest to that of arrival; None where that is not near."""
    arrived = datetime.fromtimestamp(arrived_s, UTC)
    found = []
    for turn in (-1, 0, 1):
        year, month = divmod(12 * arrived.year + arrived.month - 1 + turn, 12)
        try:
            found.append(datetime(year, month + 1, day, tzinfo=UTC).timestamp() + of_day_s)
        except ValueError:
            continue  # a month without that day
    nearest_s = min(found, key=lambda time_s: abs(time_s - arrived_s))
    days = datetime.fromtimestamp(nearest_s, UTC).date() - arrived.date()
    return nearest_s if abs(days.days) <= NEAR_DAYS else None


def clock(payload: bytes) -> float | None:
    """Seconds since midnight of the first line of a payload that is a report."""
    head = _HEAD.match(payload)
    return None if head is None else 3600.0 * int(head[3]) + 60.0 * int(head[4])


def _wind(group: bytes) -> tuple[float, float] | None:
    match = _WIND.fullmatch(group)
    if match is None:
        raise ValueError("METAR with a wind that cannot be read")
    if match[1] == b"///" or match[2] is None:
        return None
    speed_mps = float(match[2]) * MPS[match[3]]
    if match[1] == b"VRB":
        return (0.0, 0.0) if speed_mps <= LIGHT_MPS else None
    if float(match[1]) > 360.0 or speed_mps > FASTEST_MPS:
        raise ValueError("METAR with an impossible wind")
    return float(match[1]), speed_mps
