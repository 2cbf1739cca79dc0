"""Corridors: within the outline, the band, the hours and the course, as a table of flights."""

import msgspec
import numpy as np
import pytest

from incursion.land import zone
from picture.scene import NOON_S, rows
from sargas.geo.geoid import undulation_m
from sargas.model.height import Height
from sargas.model.zone import Zone
from sargas.picture.corridors import Corridors
from sargas.picture.settings import Settings
from sargas.picture.table import Table

LANE = zone("corridor", (-50, -5), (50, -5), (50, 5), (-50, 5), id="lane")
EAST = {"number": 1, "east_mps": 60.0}
LOW = {"floor": Height(300.0), "ceiling": Height(1000.0)}
GEOMETRIC, STANDARD = 2, 4


def followed(lane: Zone, *said: dict[str, object], step_s: float = 4.0) -> tuple[list[int], list[float]]:
    """(corridor, seconds since when) after each of the states of one track."""
    table, corridors = Table(), Corridors([zone("site", id="other"), lane], Settings())
    row = table.add(np.array([1]), np.array([1]))
    kept, since_s = [], []
    for k, state in enumerate(said):
        seen = rows(NOON_S + step_s * k, {**EAST, **state})
        for name in seen.SPEC:
            if name not in ("corridor", "reported_by"):
                getattr(table.tracks, name)[row] = getattr(seen, name)
        corridors.follow(table, row)
        kept.append(int(table.tracks.corridor[row[0]]))
        since_s.append(max(float(table.memory.corridor_since_s[row[0]]) - NOON_S, -1.0))
    return kept, since_s


def with_(**said: object) -> Zone:
    return msgspec.structs.replace(LANE, **said)


FLIGHTS = [
    # the corridor, the track -> whether it keeps to it
    (LANE, {}, True),
    (LANE, {"north_m": 6000.0}, False),
    (with_(hours=((NOON_S, NOON_S + 60.0),)), {}, True),
    (with_(hours=((NOON_S - 60.0, NOON_S),)), {}, False),
    (with_(courses_deg=(90.0, 270.0)), {}, True),
    (with_(courses_deg=(90.0, 270.0)), {"east_mps": -60.0}, True),
    (with_(courses_deg=(90.0,)), {"east_mps": -60.0}, False),
    (with_(courses_deg=(0.0,)), {"east_mps": 10.0, "north_mps": 60.0}, True),
    (with_(courses_deg=(90.0,)), {"east_mps": 1.0}, False),
    (with_(**LOW), {"height_m": 500.0, "height_source": GEOMETRIC}, True),
    (with_(**LOW), {"height_m": 2000.0, "height_source": GEOMETRIC}, False),
    (with_(**LOW), {}, False),
    (with_(**LOW), {"height_m": 500.0, "height_source": STANDARD}, False),
    (with_(ceiling=Height(1000.0, "flight_level")), {"pressure_altitude_m": 900.0}, True),
    (with_(ceiling=Height(1000.0, "flight_level")), {"height_m": 900.0, "height_source": GEOMETRIC}, False),
    (with_(ceiling=Height(120.0, "agl")), {"height_m": 240.0, "height_source": GEOMETRIC}, True),
    (with_(floor=Height(0.0, "agl")), {}, True),
    (with_(ceiling=Height(1000.0, "ellipsoid")), {"height_m": 1010.0, "height_source": GEOMETRIC}, False),
]


@pytest.mark.parametrize(("lane", "said", "keeps"), FLIGHTS)
def test_flights(lane: Zone, said: dict[str, object], keeps: bool) -> None:
    assert followed(lane, said)[0] == [2 if keeps else 0]


def test_a_height_above_the_sea_is_no_height_above_the_ellipsoid() -> None:
    over_m = float(undulation_m(54.7, 25.3))
    assert over_m > 20.0
    state = {"height_m": 1000.0 + over_m - 5.0, "height_source": GEOMETRIC}
    assert followed(with_(ceiling=Height(1000.0)), state)[0] == [2]
    assert followed(with_(ceiling=Height(1000.0, "ellipsoid")), state)[0] == [0]


def test_who_leaves_it_begins_anew() -> None:
    kept, since_s = followed(LANE, {}, {}, {"north_m": 6000.0}, {}, {})
    assert kept == [2, 2, 0, 2, 2]
    assert since_s == [0.0, 0.0, -1.0, 12.0, 12.0]


def test_other_zones_are_none() -> None:
    assert followed(zone("uas", id="x"), {"east_m": 1000.0})[0] == [0]


def test_of_a_site_that_has_no_corridor_any_more_nothing_is_kept() -> None:
    table = Table()
    row = table.add(np.array([1]), np.array([1]))
    table.tracks.corridor[row], table.memory.corridor_since_s[row] = 2, NOON_S
    Corridors([zone("site", id="other")], Settings()).follow(table, row)
    assert (table.tracks.corridor[0], table.memory.corridor_since_s[0]) == (0, 0.0)
