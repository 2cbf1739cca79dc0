"""Motions: the path of each track over time, as KML (Google Earth, QGIS) and as Moving Features JSON.

Rows are kept as numbers until the end (40 bytes each), for a path is one element of these files. Heights are those that
the tracks have; in KML above the geoid (EGM96), as it wants them, in MF-JSON above the ellipsoid.
Source: OGC 12-007r2 (KML 2.3) with the gx:Track that programs read; OGC 19-045r3 (MF-JSON), MovingPoint.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

from sargas.formats.instants import instant_text
from sargas.geo.geoid import undulation_m
from sargas.model.tracks import Tracks, uid_text


class Trajectory(NamedTuple):
    """One track: its name and uid, times (N,) in UTC Unix seconds, places (N, 3): lon_deg, lat_deg, height_m or NaN."""

    name: str
    uid: str
    time_s: NDArray[np.float64]
    places: NDArray[np.float64]
    simulated: bool

    @property
    def has_heights(self) -> bool:
        """Whether each place has one."""
        return bool(np.isfinite(self.places[:, 2]).all())


class Motions:
    """Collects updates; `write` makes the file."""

    def __init__(self) -> None:
        self._rows: list[NDArray[np.float64]] = []
        self._told: dict[int, tuple[str, str, bool]] = {}

    def take(self, tracks: Tracks) -> None:
        """Updates of tracks, in any order."""
        height_m = np.where(tracks.given("height_m"), tracks.height_m, np.nan)
        self._rows.append(np.stack([tracks.number, tracks.time_s, tracks.lon_deg, tracks.lat_deg, height_m], axis=1))
        names = tracks.called().tolist()
        for number, uid, name, simulated in zip(
            tracks.number.tolist(), tracks.uid, names, tracks.simulated, strict=True
        ):
            if number not in self._told or name:
                said = bytes(name).decode("ascii", "replace").strip()
                text = "".join(letter for letter in said if letter.isprintable()) or f"{number:04d}"
                self._told[number] = (text, uid_text(uid.tobytes().hex()), bool(simulated))

    def paths(self) -> Iterator[Trajectory]:
        """Each track once, by number, in order of time; of several rows of one time the last."""
        rows = np.concatenate(self._rows) if self._rows else np.empty((0, 5))
        rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
        same = (rows[:-1, :2] == rows[1:, :2]).all(axis=1)
        rows = rows[np.append(~same, True)] if len(rows) else rows
        for part in np.split(rows, np.flatnonzero(np.diff(rows[:, 0])) + 1):
            if len(part):
                name, uid, simulated = self._told[int(part[0, 0])]
                yield Trajectory(name, uid, part[:, 1], part[:, 2:], simulated)


def kml(motions: Motions) -> Iterator[str]:
    """The lines of a KML file."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2" '
    yield 'xmlns:gx="http://www.google.com/kml/ext/2.2"><Document><name>Sargas tracks</name>\n'
    for path in motions.paths():
        mode = "absolute" if path.has_heights else "clampToGround"
        said = "simulated, " if path.simulated else ""
        words = f"{said}uid {path.uid}; situational awareness, not for engagement"
        yield f"<Placemark><name>{escape(path.name)}</name><description>{words}</description>"
        heights = (
            path.places[:, 2] - undulation_m(path.places[:, 1], path.places[:, 0])
            if path.has_heights
            else [0.0] * len(path.time_s)
        )
        places = [(*place, height) for place, height in zip(path.places[:, :2].tolist(), heights, strict=True)]
        when = [f"<when>{instant_text(time_s)}</when>" for time_s in path.time_s.tolist()]
        if len(places) == 1:  # a line of one place is none
            at = "{:.7f},{:.7f},{:.1f}".format(*places[0])
            yield f"<TimeStamp>{when[0]}</TimeStamp>"
            yield f"<Point><altitudeMode>{mode}</altitudeMode><coordinates>{at}</coordinates></Point>"
        else:
            yield f"<gx:Track><altitudeMode>{mode}</altitudeMode>\n"
            yield from when
            yield from ("<gx:coord>{:.7f} {:.7f} {:.1f}</gx:coord>".format(*place) for place in places)
            yield "</gx:Track>"
        yield "</Placemark>\n"
    yield "</Document></kml>\n"


def moving_features(motions: Motions) -> Iterator[str]:
    """The lines of an MF-JSON file: a feature a line."""
    yield '{"type":"FeatureCollection","features":[\n'
    between = ""
    for path in motions.paths():
        feature = {
            "type": "Feature",
            "id": path.uid,
            "properties": {"name": path.name, "simulated": path.simulated},
            "crs": {
                "type": "Name",
                "properties": {"name": f"urn:ogc:def:crs:{'EPSG::4979' if path.has_heights else 'OGC:1.3:CRS84'}"},
            },
            "temporalGeometry": {
                "type": "MovingPoint",
                "datetimes": [instant_text(time_s) for time_s in path.time_s.tolist()],
                "coordinates": path.places[:, : 3 if path.has_heights else 2].tolist(),
                "interpolation": "Linear",
            },
        }
        yield between + json.dumps(feature, separators=(",", ":"))
        between = ",\n"
    yield "\n]}\n"


WRITERS: dict[str, Callable[[Motions], Iterator[str]]] = {".kml": kml, ".mfjson": moving_features}
"""By the ending of the file."""


def write(motions: Motions, path: Path) -> None:
    """The file that the ending of `path` says."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(WRITERS[path.suffix](motions))
