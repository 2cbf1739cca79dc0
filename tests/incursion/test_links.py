"""Earlier incidents near by: which are named, in which order, and what people change."""

from typing import Any

import msgspec
import pytest

from incursion.incident import INCIDENT
from incursion.test_incursions import UNKNOWN, Stage
from picture.scene import LAT_DEG, LON_DEG, NOON_S
from sargas.geo.geodesic import destination
from sargas.geo.wgs84 import geodetic_from_enu
from sargas.incursion import Incursions, Settings
from sargas.incursion.links import MOST_BY_HAND, earlier, linked, way_of
from sargas.model.decision import Act, Decision, LinkIncident, UnlinkIncident
from sargas.model.incident import Crossing, Earlier, Incident


def came(number: int, north_km: float = 0.0, hours_ago: float = 1.0, **more: Any) -> Incident:
    """An incident that came in east-bound at 50 m/s, so far to the north of the scene's place."""
    lat, lon, _ = geodetic_from_enu(0.0, 1000.0 * north_km, 0.0, LAT_DEG, LON_DEG, 0.0)
    way = {"east_mps": 50.0, "north_mps": 0.0, "height_m": None} | {
        name: more.pop(name) for name in ("east_mps", "north_mps", "height_m") if name in more
    }
    said = {"crossing": Crossing(float(lat), float(lon), **way), "updated_s": NOON_S - 3600.0 * hours_ago, **more}
    return msgspec.structs.replace(INCIDENT, **{"number": number, "tracks": (number,), **said})


NOW = came(50, hours_ago=0.0, opened_s=NOON_S)


def named(*others: Incident, now: Incident = NOW, unlinked: tuple[int, ...] = (), **tuned: Any) -> list[int]:
    return [link.incident for link in earlier(now, others, unlinked, Settings(**tuned))]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (came(1), True),
        (came(1, 9.9), True),
        (came(1, 10.1), False),
        (came(1, hours_ago=23.9), True),
        (came(1, hours_ago=24.1), False),
        (came(1, hours_ago=-1.0), True),  # it still goes on
        (came(1, east_mps=-50.0), False),
        (came(1, east_mps=30.0, north_mps=50.0), True),  # 59 degrees off
        (came(1, east_mps=29.0, north_mps=52.0), False),
        (came(1, east_mps=-1.0), True),  # hovering: no course
        (came(1, height_m=300.0), True),  # of this one no height is known
        (came(1, situation="merged", merged_into=2), False),
        (came(1, tracks=(50,)), False),  # the same object in another zone
        (came(51), False),  # no earlier one
    ],
)
def test_who_is_named(other: Incident, expected: bool) -> None:
    assert named(other) == ([1] if expected else [])


@pytest.mark.parametrize(("height_m", "expected"), [(1200.0, True), (1400.0, False)])
def test_heights_that_are_known_are_alike(height_m: float, expected: bool) -> None:
    low = came(50, hours_ago=0.0, opened_s=NOON_S, height_m=300.0)
    assert bool(named(came(1, height_m=height_m), now=low)) == expected


def test_the_nearest_first_and_not_too_many() -> None:
    others = [came(k, north_km=9.0 - k) for k in range(1, 9)]
    assert named(*others) == [8, 7, 6, 5, 4]
    assert named(*others, link_most=2) == [8, 7]
    assert named(*others, link_most=0) == []
    (link,) = earlier(NOW, [came(3, 4.0, 2.0)], (), Settings())
    assert link == Earlier(3, pytest.approx(4000.0, abs=5.0), pytest.approx(7200.0))


def test_while_it_approaches_the_place_foreseen_counts() -> None:
    at = {"lat_deg": LAT_DEG, "lon_deg": LON_DEG - 0.5, "east_mps": 50.0}
    coming = msgspec.structs.replace(INCIDENT, situation="approaching", **at)
    assert way_of(coming, Settings()).lon_deg == LON_DEG - 0.5
    foreseen = msgspec.structs.replace(coming, entry_lat_deg=LAT_DEG + 0.01, entry_lon_deg=LON_DEG)
    assert way_of(foreseen, Settings())[:3] == (LAT_DEG + 0.01, LON_DEG, 90.0)


def test_what_people_linked_stays_and_what_they_unlinked_is_not_named_again() -> None:
    by_hand = Earlier(2, 50_000.0, 0.0, "ona")
    now = msgspec.structs.replace(NOW, earlier=(by_hand,))
    assert named(came(1), came(2), came(3), now=now, unlinked=(3,)) == [1, 2]


@pytest.mark.parametrize("lat_deg", [0.0, 54.7, -70.0, 84.0])
@pytest.mark.parametrize("lon_deg", [25.3, 179.99, -179.99])
def test_all_within_the_distance_are_named_wherever_it_is(lat_deg: float, lon_deg: float) -> None:
    now = msgspec.structs.replace(NOW, crossing=Crossing(lat_deg, lon_deg, 0.0, 0.0))
    for k, course_deg in enumerate(range(0, 360, 30)):
        for off_m, expected in ((9_990.0, True), (10_010.0, False)):
            at = destination(lat_deg, lon_deg, course_deg, off_m)
            there = Crossing(float(at[0]), float(at[1]), 0.0, 0.0)
            assert bool(named(came(k + 1, crossing=there), now=now)) == expected, (course_deg, off_m)


def test_links_by_hand() -> None:
    links = linked(NOW, came(4, 300.0), "ona", Settings())
    assert isinstance(links, tuple)
    assert links == (Earlier(4, pytest.approx(300_000.0, rel=1e-3), 3600.0, "ona"),)
    now = msgspec.structs.replace(NOW, earlier=links)
    assert "linked already, by ona" in linked(now, came(4), "jonas", Settings())
    assert "no earlier one" in linked(NOW, came(51), "ona", Settings())
    full = msgspec.structs.replace(NOW, earlier=tuple(Earlier(k, 1.0, 0.0, "ona") for k in range(MOST_BY_HAND)))
    assert "by hand already" in linked(full, came(30), "ona", Settings())


def test_an_evening_at_one_stretch_of_the_border() -> None:
    """The second comes 2 km beside the first an hour later, the third far away; and a person knows better."""
    stage = Stage()

    def flies(second: int, number: int, north_m: float) -> None:
        east = {**UNKNOWN, "number": number, "east_m": -6000.0 - 50.0 * second, "east_mps": 50.0, "north_m": north_m}
        stage.fly(range(second, second + 160, 4), {**east, "first_s": NOON_S + second})
        stage.end(second + 170, number)

    flies(0, 1, 0.0)
    flies(3600, 2, 2000.0)
    flies(7200, 3, 50_000.0)
    first, second, third = stage.incursions.incidents
    assert first.crossing is not None
    assert (first.crossing.lat_deg, first.crossing.lon_deg) == (
        pytest.approx(LAT_DEG, abs=1e-4), pytest.approx(LON_DEG, abs=1e-4),
    )  # fmt: skip
    assert [(link.incident, round(link.distance_m, -1)) for link in second.earlier] == [(1, 2000.0)]
    assert second.earlier[0].before_s == pytest.approx(3600.0 - 156.0 + 8.0, abs=10.0)
    assert third.earlier == ()

    def act(what: Act, why: str = "the same launch", **said: Any) -> Incident | str:
        return stage.incursions.decide(Decision("ona", NOON_S + 8000, what, why, **said))

    told = act(LinkIncident(3, 1))
    assert [(link.incident, link.by) for link in told.earlier] == [(1, "ona")]
    assert told.log[-1].text == "incident 1: the same launch"
    told = act(UnlinkIncident(2, 1), "another kind")
    assert told.earlier == ()
    again = Incursions([], Settings())
    again.restore(stage.incursions.checkpoint())
    assert again.incidents == stage.incursions.incidents
    assert act(UnlinkIncident(2, 1)) == "incident 1 is not linked"
    assert act(LinkIncident(3, 9)) == "there is no incident 9"
    assert "needs a name, and a reason" in act(LinkIncident(3, 2), " ")
    assert "has changed since" in act(LinkIncident(3, 2), expected_version=1)


def test_settings_that_cannot_be() -> None:
    with pytest.raises(ValueError, match="link_most"):
        Settings(link_most=51)
