"""The play of `vilnius_28_july.md`; the place of the find is read from the public list of incidents."""

import csv
import math
from pathlib import Path

import pytest

from picture.scene import LAT_DEG, LON_DEG, NOON_S
from sargas.geo.geodesic import distance_m
from sargas.geo.region import Region
from sargas.geo.wgs84 import enu_from_geodetic
from sargas.model.decision import CloseSearch, HandOverFind, RecordFind, ReportSearched
from sargas.model.search import Search
from sargas.model.tracks import ENDED
from sargas.searching import Searches, Settings
from searching.loss import act, go_on, incident, track

SEEN = (54.68, 25.28)
COURSE_DEG, SPEED_MPS = 315.0, 44.4
HEIGHT_M = 343.0
"""200 m above ground that is 120 m above the sea, 23 m of undulation."""
OPENED_S = NOON_S + 30.0


@pytest.fixture(scope="module")
def find(corpus: Path) -> tuple[float, float]:
    """Where it was found: a gazetteer's place of the training ground."""
    with (corpus / "incidents.csv").open(newline="") as lines:
        row = next(row for row in csv.DictReader(lines) if row["id"] == "LT-2025-07-28b")
    return float(row["lat_approx"]), float(row["lon_approx"])


def lost() -> tuple[Searches, Search]:
    east_m, north_m, _ = enu_from_geodetic(*SEEN, 0.0, LAT_DEG, LON_DEG, 0.0)
    course = math.radians(COURSE_DEG)
    said = {
        "east_m": float(east_m), "north_m": float(north_m), "sigma_m": 500.0, "height_m": HEIGHT_M,
        "east_mps": SPEED_MPS * math.sin(course), "north_mps": SPEED_MPS * math.cos(course),
    }  # fmt: skip
    searches = Searches([], Settings())
    searches.update(NOON_S, track(NOON_S, **said), [])
    end = track(OPENED_S, **said)
    end.updated_s[:], end.status[:] = NOON_S, ENDED
    (search,) = searches.update(OPENED_S, end, [incident()])
    return searches, search


def smallest(search: Search, place: tuple[float, float]) -> float | None:
    """The smallest area that holds a place, by its probability."""
    holding = [a.probability for a in search.areas if Region.from_rings(a.polygons).contains(*place)]
    return holding[0] if holding else None


def area_km2(search: Search) -> float:
    return search.areas[1].area_m2 / 1e6


def test_the_play(find: tuple[float, float]) -> None:
    searches, first = lost()
    # scene 1: a few square kilometres, and most likely in the air
    assert float(distance_m(*SEEN, *find)) > 60_000.0
    assert smallest(first, find) is None
    assert area_km2(first) < 10.0
    assert first.lying_probability < 0.35
    assert "no sensor that was up says anything" in first.basis

    # scene 2: after an hour the training ground is in the 90 % area
    (hour,) = go_on(searches, OPENED_S, OPENED_S + 3_600.0, 60.0)
    assert smallest(hour, find) == 0.9
    assert 10_000.0 < area_km2(hour) < 60_000.0
    assert 0.5 < hour.lying_probability < 0.7

    # scene 3: after six hours it still is, and the area is larger than the country
    (six,) = go_on(searches, OPENED_S + 3_600.0, OPENED_S + 21_600.0, 60.0)
    assert smallest(six, find) == 0.9
    assert area_km2(six) > 65_300.0
    assert six.lying_probability == pytest.approx(1.0)
    listed = [(s.south_deg, s.west_deg) for s in six.sectors]
    assert max(float(distance_m(*SEEN, *corner)) for corner in listed) < 20_000.0

    # scene 4: what was searched in vain near Vilnius makes it likelier that it flew on
    before = six.fates["flies_on"]
    now = six
    for _ in range(3):
        for sector in [s.number for s in six.sectors]:
            outcome = searches.decide(
                OPENED_S + 21_700.0, act(ReportSearched(1, sector, 0.7), time_s=OPENED_S + 21_700.0)
            )
            assert isinstance(outcome, Search)
            now = outcome
    assert now.fates["flies_on"] > 1.5 * before
    assert now.fates["glides"] < 0.5 * six.fates["glides"]
    assert smallest(now, find) is not None

    # scene 5: a find closes nothing; custody; a person closes
    found_s = OPENED_S + 4 * 86_400.0
    for what, who in (
        (RecordFind(1, *find, "a drone with wings, broken", photo_sha256="0f" * 32), "patrol 2"),
        (HandOverFind(1, 1, "police"), "patrol 2"),
        (HandOverFind(1, 1, "army, disposal of explosives"), "police"),
    ):
        outcome = searches.decide(found_s, act(what, time_s=found_s, by=who))
        assert isinstance(outcome, Search)
        assert outcome.status == "open"
    closed = searches.decide(found_s, act(CloseSearch(1), time_s=found_s, why="confirmed by the army as the object"))
    assert isinstance(closed, Search)
    assert closed.status == "closed"
    assert [step.who for step in closed.finds[0].custody] == ["police", "army, disposal of explosives"]
