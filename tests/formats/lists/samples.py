"""Self-made files of zones and flights, one of each kind that a site may name: `make fuzz` changes them."""

import json

RING = [[25.2, 54.6], [25.3, 54.6], [25.3, 54.7], [25.2, 54.6]]
_HEIGHTS = {"value_m": 120.0, "ref": "agl"}
OURS = {"id": "site", "name": "Site", "kind": "restricted", "ceiling": _HEIGHTS, "authorised_by": ["flight_list"]}
_VOLUME = {
    "uomDimensions": "FT", "lowerLimit": 0, "lowerVerticalReference": "AGL",
    "upperLimit": 400, "upperVerticalReference": "AMSL",
    "horizontalProjection": {"type": "Polygon", "coordinates": [RING]},
}  # fmt: skip
_ROUND = {**_VOLUME, "horizontalProjection": {"type": "Circle", "center": [25.25, 54.65], "radius": 1000}}
_TIMES = [{"permanent": "NO", "schedule": [{"day": ["MON"], "startTime": "06:00Z", "endTime": "18:00Z"}]}]
_LAYER = {"lower": 60, "lowerReference": "AGL", "upper": 500, "upperReference": "AMSL", "uom": "ft"}
_POINT = {"type": "Point", "coordinates": [25.2, 54.6], "extent": {"subType": "Circle", "radius": 500}, "layer": _LAYER}


def _feature(properties: dict[str, object], geometry: dict[str, object]) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _collection(*features: dict[str, object]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


SAMPLES = (
    _collection(_feature(OURS, {"type": "Polygon", "coordinates": [RING]})),
    json.dumps(
        {
            "UASZoneList": [
                {"identifier": "EYR1", "country": "LTU", "restriction": "PROHIBITED", "geometry": [_VOLUME, _ROUND]},
                {"identifier": "EYR2", "country": "LTU", "applicability": _TIMES, "geometry": [_VOLUME]},
            ]
        }
    ).encode(),
    _collection(
        _feature(
            {"identifier": "EYP7", "type": "PROHIBITED", "name": [{"text": "Vilnius", "lang": "lt-LT"}]},
            {"type": "GeometryCollection", "geometries": [_POINT, _POINT]},
        )
    ),
    b"* zones\nAC R\nAN EYR1 Vilnius\nAL GND\nAH FL095\nDP 54:38:00 N 025:17:00 E\nDP 54:38:00 N 025:27:00 E\n"
    b"DP 54:48:00 N 025:27:00 E\n\nAC Q\nAN EYD2\nAL 1500 FT MSL\nAH UNLIM\nV X=54:40:00 N 025:20:00 E\nDC 5\n\n"
    b"AC P\nAN EYP3\nAL SFC\nAH 300m MSL\nV D=+\nV X=54:40:00 N 025:20:00 E\nDA 5,10,190\n"
    b"DB 54:38:00 N 025:17:00 E, 54:48:00 N 025:27:00 E\n",
    b"id,name,kind,from,until,floor,ceiling,shape\n"
    b"A1,Air show,restricted,2026-12-01T06:00Z,2026-12-01T18:00Z,GND,FL095,54.63 25.28 5 km\n"
    b"A2,,uas,,,,120 m AGL,5400N 02500E 5400N 02600E 5500N 02600E\n",
    b"id,kind,callsign,mode_s,mode_3a,remote_id,from,until,shape,zones,ceiling\n"
    b"LOT3XY,flight_plan,LOT3XY,48ac01,2345,,2026-12-01T06:00Z,2026-12-01T08:00Z,54 25 55 26 width 20 km,,UNL\n"
    b"bridge,uas,,,,1596F1234567,2026-12-01T06:00Z,2026-12-01T08:00Z,,site; A1,120 m AGL\n",
)
