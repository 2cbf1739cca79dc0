"""Replaying: a recording of who was where -> who flies, with the times of the scenario.

Taken are places that tell whose they are: by an address or identity that an aircraft says, or by the number of a track.
Who tells no height at all is left out, who is heard for less than half a minute (tracks that settle), and a place that
nobody can have got to from the one before.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.errors import ConfigError, DecodeError
from sargas.exercise.flights import Recorded
from sargas.exercise.making import Flown
from sargas.exercise.paths import Array
from sargas.exercise.paths import Path as Flight
from sargas.formats.framing import Recording, read
from sargas.formats.recorded import items_of
from sargas.formats.registry import format_named
from sargas.geo.geodesic import azimuth_deg, destination, distance_m, near_distance_m
from sargas.geo.geoid import undulation_m
from sargas.model.plots import GEODETIC, Plots
from sargas.model.track import CLASSES, ClassName
from sargas.model.tracks import HAS, Tracks

Rows = NDArray[np.intp]
_SHORTEST_S = 30.0
_LEAST_S, _FASTEST_MPS, _AIRLINER_MPS, _HOVERS_MPS = 1.0, 600.0, 120.0, 20.0


class _Places(NamedTuple):
    """Of one object, in any order."""

    time_s: list[float]
    lat_deg: list[float]
    lon_deg: list[float]
    height_m: list[float]
    """NaN where none was told."""
    said: dict[str, str]
    """mode_s, mode_3a, callsign, what."""


def replayed(recorded: Recorded, k: int, start_s: float) -> Iterator[Flown]:
    """Who flies; `start_s` of the scenario, `k` the recording's place in it. Raises ConfigError where it is none."""
    try:
        found = _heard(recorded)
    except (DecodeError, OSError, ValueError) as error:
        raise ConfigError(
            [f"recorded[{k}]: {Path(recorded.file).name}: {getattr(error, 'strerror', None) or error}"]
        ) from None
    times = [time_s for one in found.values() for time_s in one.time_s]
    if not times:
        raise ConfigError([f"recorded[{k}]: {Path(recorded.file).name}: nobody tells where he is"])
    begin_s = min(times) + recorded.from_s
    end_s = np.inf if recorded.to_s is None else min(times) + recorded.to_s
    centre = [float(np.mean(np.concatenate([one[axis] for one in found.values()]))) for axis in (1, 2)]
    number = 0
    for one in found.values():
        for path in _paths(one, begin_s, end_s, recorded.gap_s):
            number += 1
            moved = path if recorded.middle is None else _moved(path, centre, recorded.middle)
            moved = moved._replace(time_s=moved.time_s - begin_s + start_s + recorded.at_s)
            said = one.said
            yield Flown(
                f"recorded-{k + 1}-{number}",
                recorded.what or _kind(moved, said.get("what", "")),
                recorded.cross_section_m2,
                moved,
                said.get("mode_3a") or ("2000" if "mode_s" in said else None),
                said.get("mode_s"),
                said.get("callsign"),
                recorded.adsb and "mode_s" in said,
            )


def _heard(recorded: Recorded) -> dict[tuple[str, int | bytes], _Places]:
    form, file = format_named(recorded.format), Path(recorded.file)
    octets = file.read_bytes()

    def opened() -> Recording:
        return read(octets, recorded.framing, 0.0, form.clock, file.name, form.braces, form.bare)

    found: dict[tuple[str, int | bytes], _Places] = {}
    for item in items_of(opened, form):
        if isinstance(item, Plots | Tracks):
            _take(item, found)
    return found


def _take(rows: Plots | Tracks, found: dict[tuple[str, int | bytes], _Places]) -> None:
    pressed = rows.pressure_altitude_m + undulation_m(rows.lat_deg, rows.lon_deg)
    given = {name: _given(rows, name) for name in ("height_m", "pressure_altitude_m", "mode_s", "mode_3a", "callsign")}
    height_m = np.where(
        given["height_m"], rows.height_m, np.where(given["pressure_altitude_m"], pressed, np.nan)
    ).tolist()
    for i in range(len(rows)):
        who = _who(rows, i)
        if who is None:
            continue
        one = found.setdefault(who, _Places([], [], [], [], {}))
        row = float(rows.time_s[i]), float(rows.lat_deg[i]), float(rows.lon_deg[i]), height_m[i]
        for column, value in zip(one[:4], row, strict=True):
            column.append(value)
        if given["mode_s"][i]:
            one.said["mode_s"] = f"{int(rows.mode_s[i]):06x}"
        if given["mode_3a"][i]:
            one.said["mode_3a"] = f"{int(rows.mode_3a[i]):04o}"
        if given["callsign"][i]:
            one.said["callsign"] = bytes(rows.callsign[i]).decode("ascii", "replace")
        if isinstance(rows, Tracks) and rows.classification[i].any():
            likely = np.flatnonzero(rows.classification[i] == rows.classification[i].max())
            one.said["what"] = " ".join(CLASSES[k] for k in likely.tolist())


def _given(rows: Plots | Tracks, name: str) -> list[bool]:
    bits: list[bool] = (
        rows.given(name) if isinstance(rows, Plots) else (rows.has & np.uint32(HAS[name])) != 0
    ).tolist()
    return bits


def _who(rows: Plots | Tracks, i: int) -> tuple[str, int | bytes] | None:
    """By what it is known, None: by nothing, or it is nowhere."""
    if isinstance(rows, Tracks):
        reported = int(rows.reported_by[i])
        return (f"track {reported}", int(rows.reported_number[i] if reported >= 0 else rows.number[i]))
    if rows.kind[i] != GEODETIC:
        return None
    for name in ("mode_s", "remote_id", "sensor_track"):
        if rows.given(name)[i]:
            by = f"{name} {rows.sources[int(rows.source[i])]}" if name == "sensor_track" else name
            value = getattr(rows, name)[i]
            return by, bytes(value) if name == "remote_id" else int(value)
    return None


def _paths(one: _Places, begin_s: float, end_s: float, gap_s: float) -> Iterator[Flight]:
    """What it flew between these times, in one piece or several."""
    order = np.argsort(np.array(one.time_s), kind="stable")
    time_s, lat, lon, height_m = (np.array(column, np.float64)[order] for column in one[:4])
    told = ~np.isnan(height_m)
    if not told.any():
        return
    height_m = np.interp(time_s, time_s[told], height_m[told])
    rows = _plausible(np.flatnonzero((time_s >= begin_s) & (time_s <= end_s)), time_s, lat, lon)
    for piece in np.split(rows, np.flatnonzero(np.diff(time_s[rows]) > gap_s) + 1):
        if len(piece) > 1 and time_s[piece[-1]] - time_s[piece[0]] >= _SHORTEST_S:
            yield Flight(time_s[piece], lat[piece], lon[piece], height_m[piece])


def _plausible(rows: Rows, time_s: Array, lat: Array, lon: Array) -> Rows:
    """Those of the rows that come after the one before by as long as a step, and as near as it can have got."""
    rows = rows[np.unique(np.floor(time_s[rows] / _LEAST_S), return_index=True)[1]] if len(rows) else rows
    since_s = np.diff(time_s[rows])
    far_m = near_distance_m(lat[rows[:-1]], lon[rows[:-1]], lat[rows[1:]], lon[rows[1:]])
    if (far_m <= _FASTEST_MPS * since_s).all():
        return rows
    kept = rows[:1].tolist()
    for i in rows[1:].tolist():
        far = float(near_distance_m(lat[i], lon[i], lat[kept[-1]], lon[kept[-1]]))
        if far <= _FASTEST_MPS * (time_s[i] - time_s[kept[-1]]):
            kept.append(i)
    return np.array(kept, np.intp)


def _moved(path: Flight, centre: list[float], middle: tuple[float, float]) -> Flight:
    """As far and in the same direction from `middle` as it was from `centre`."""
    toward_deg = azimuth_deg(centre[0], centre[1], path.lat_deg, path.lon_deg)
    lat, lon = destination(*middle, toward_deg, distance_m(centre[0], centre[1], path.lat_deg, path.lon_deg))
    return path._replace(lat_deg=np.asarray(lat), lon_deg=np.asarray(lon))


def _kind(path: Flight, said: str) -> ClassName:
    """The class that was said; which of two unmanned ones, or of none said, by its speed."""
    far_m: Array = distance_m(path.lat_deg[:-1], path.lon_deg[:-1], path.lat_deg[1:], path.lon_deg[1:])
    speed_mps = float(np.median(far_m / np.diff(path.time_s)))
    if said in CLASSES:
        return next(name for name in CLASSES if name == said)
    if "multirotor" in said:
        return "fixed_wing_drone" if speed_mps > _HOVERS_MPS else "multirotor"
    return "airliner" if speed_mps > _AIRLINER_MPS else "light_aircraft"
