"""Zones that an operator draws: what fits, what does not, and that they are judged as any other."""

from typing import Any

import msgspec
import numpy as np
import pytest

from incursion.land import ring, zone
from incursion.test_incursions import UNKNOWN, Stage
from picture.scene import NOON_S
from sargas.geo.geodesic import distance_m
from sargas.incursion import Incursions, Settings
from sargas.incursion.drawn import MOST, Drawn
from sargas.model.decision import Decision, DrawZone, EndZone
from sargas.model.height import Height
from sargas.model.zone import DrawnZone

FIELD = ring((2, -2), (6, -2), (6, 2), (2, 2))


def decision(act: Any, time_s: float = NOON_S, why: str = "a visit of state") -> Decision:
    return Decision("Ona", time_s, act, why)


def field(**said: Any) -> DrawZone:
    return DrawZone(**{"name": "the visit", "kind": "restricted", "until_s": NOON_S + 3600.0, "outline": FIELD} | said)


def drawn(stage: Stage, act: Any, time_s: float = NOON_S) -> DrawnZone:
    outcome = stage.incursions.draw(decision(act, time_s))
    assert isinstance(outcome, DrawnZone), outcome
    return outcome


INTO = {**UNKNOWN, "east_m": 500.0, "east_mps": 50.0, "sigma_m": 30.0}


def far_away() -> Stage:
    return Stage(zone("border", (200, 200), (300, 200), (300, 300), (200, 300)))


def test_it_is_judged_from_when_it_was_drawn_and_not_before() -> None:
    stage = far_away()
    assert stage.fly(range(0, 41, 4), INTO) == []
    one = drawn(stage, field(), NOON_S + 42)
    assert (one.zone.id, one.zone.name, one.zone.hours) == ("drawn-1", "the visit", ((NOON_S + 42, NOON_S + 3600.0),))
    assert (one.drawn_by, one.drawn_s, one.why, one.version) == ("Ona", NOON_S + 42, "a visit of state", 1)
    told = stage.fly(range(44, 70, 4), INTO)
    assert {(incident.zone, incident.zone_name) for incident in told} == {("drawn-1", "the visit")}
    assert told[-1].situation == "inside"


def test_what_was_seen_in_other_zones_is_not_forgotten_when_one_is_drawn() -> None:
    plain, redrawn = Stage(), Stage()
    east = {**UNKNOWN, "east_m": -6000.0, "east_mps": 50.0, "sigma_m": 30.0}
    for stage in (plain, redrawn):
        stage.fly(range(0, 100, 4), east)
    drawn(redrawn, field(outline=ring((-9, -90), (-8, -90), (-8, -89))), NOON_S + 98)
    assert redrawn.fly(range(100, 200, 4), east) == plain.fly(range(100, 200, 4), east)


@pytest.mark.parametrize("said", [False, True])
def test_it_ends_at_its_time_or_before_when_somebody_says_so(said: bool) -> None:
    stage = far_away()
    drawn(stage, field(until_s=NOON_S + (3600.0 if said else 58.0)))
    assert stage.fly(range(0, 57, 4), INTO)[-1].situation == "inside"
    if said:
        ended = drawn(stage, EndZone("drawn-1"), NOON_S + 58.0)
        assert ended.zone.hours == ((NOON_S, NOON_S + 58.0),)
        assert (ended.ended_by, ended.ended_s, ended.version) == ("Ona", NOON_S + 58.0, 2)
    (last,) = stage.fly(range(60, 61), INTO)
    assert last.situation == "left"
    assert "the hours of the zone are over" in last.basis
    assert stage.fly(range(64, 100, 4), INTO) == []


def test_who_did_not_see_the_end_that_another_gave_it_is_refused() -> None:
    zones = Drawn(Settings(), ())
    zones.decide(decision(field()))
    sooner = Decision("Jonas", NOON_S + 5, EndZone("drawn-1", NOON_S + 60.0), "over soon", expected_version=1)
    assert isinstance(zones.decide(sooner), DrawnZone)
    assert zones.decide(msgspec.structs.replace(sooner, by="Ona", act=EndZone("drawn-1", NOON_S + 900.0))) == (
        "drawn-1 has changed since version 1: it is version 2"
    )
    assert [drawn.until_s for drawn in zones.all] == [NOON_S + 60.0]


def test_its_end_is_put_off_when_somebody_says_so() -> None:
    stage = far_away()
    drawn(stage, field(until_s=NOON_S + 40.0))
    drawn(stage, EndZone("drawn-1", NOON_S + 3600.0), NOON_S + 30.0)
    assert stage.fly(range(40, 69, 4), INTO)[-1].situation == "inside"


def test_a_circle_is_round_and_its_corners_are_at_its_radius() -> None:
    one = drawn(far_away(), field(outline=(), lat_deg=54.7, lon_deg=25.3, radius_m=3000.0))
    lon, lat = np.array(one.zone.polygons[0][0]).T
    assert distance_m(54.7, 25.3, lat, lon) == pytest.approx(np.full(len(lat), 3000.0), abs=0.1)
    assert one.zone.polygons[0][0][0] == one.zone.polygons[0][0][-1]


def test_what_authorises_is_that_of_its_kind_unless_it_says() -> None:
    stage = far_away()
    assert drawn(stage, field()).zone.authorised_by == Settings().rule("restricted").authorised_by
    assert drawn(stage, field(authorised_by=("transponder",))).zone.authorised_by == ("transponder",)
    assert drawn(stage, field(authorised_by=())).zone.authorised_by == ()


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (field(kind="border"), "a border is not drawn"),
        (field(kind="fir"), "a fir is not drawn"),
        (field(name=" "), "a zone has a name"),
        (field(name="x" * 101), "a zone has a name"),
        (field(until_s=NOON_S), "ends after it begins, after now"),
        (field(from_s=NOON_S - 100.0, until_s=NOON_S - 50.0), "after now"),
        (field(from_s=NOON_S + 9000.0), "ends after it begins"),
        (field(until_s=NOON_S + 91 * 86_400.0), "within 90 days"),
        (field(until_s=float("nan")), "ends after it begins"),
        (field(outline=FIELD[:2]), "an outline has 3 to"),
        (field(outline=FIELD[:1] * 600), "an outline has 3 to"),
        (field(outline=()), "an outline, or a circle"),
        (field(lat_deg=54.0), "not both"),
        (field(outline=(), lat_deg=54.0, lon_deg=25.0, radius_m=10.0), "a radius of 50 m"),
        (field(outline=(), lat_deg=89.0, lon_deg=25.0, radius_m=1000.0), "the middle is no place"),
        (field(outline=(), lat_deg=float("nan"), lon_deg=25.0, radius_m=1000.0), "the middle is no place"),
        (field(outline=((25.0, 54.0), (25.1, 54.1), (25.1, 54.0), (25.0, 54.1))), "the outline: "),
        (field(outline=((25.0, 54.0), (225.1, 54.1), (25.1, 54.0))), "no longitude and latitude"),
        (field(outline=((25.0, 54.0), (float("inf"), 54.1), (25.1, 54.0))), "no longitude and latitude"),
        (field(floor=Height(500.0, "amsl"), ceiling=Height(400.0, "amsl")), "the ceiling is not above"),
        (EndZone("land"), "no zone that was drawn"),
        (EndZone("drawn-1", NOON_S - 1.0), "not before now"),
        (EndZone("drawn-1", NOON_S + 91 * 86_400.0), "within 90 days"),
        (EndZone("drawn-1", float("nan")), "not before now"),
        (EndZone("drawn-2", NOON_S + 100.0), "is over already"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_reason_and_changes_nothing(act: Any, why: str) -> None:
    stage = far_away()
    drawn(stage, field())
    drawn(stage, field(from_s=NOON_S - 100.0, until_s=NOON_S - 10.0), NOON_S - 50.0)
    before = stage.incursions.drawn
    outcome = stage.incursions.draw(decision(act))
    assert isinstance(outcome, str)
    assert why in outcome
    assert stage.incursions.drawn == before


def test_no_zone_without_a_reason_and_no_more_than_can_be_watched() -> None:
    kept = Drawn(Settings(), ["drawn-2"])
    assert kept.decide(decision(field(), why=" ")) == "a zone is drawn, and ended, for a reason"
    made = [kept.decide(decision(field())) for _ in range(MOST)]
    assert [one.zone.id for one in made if isinstance(one, DrawnZone)][:3] == ["drawn-1", "drawn-3", "drawn-4"]
    assert "are in force" in str(kept.decide(decision(field())))
    assert isinstance(kept.decide(decision(field(until_s=NOON_S + 7200.0), NOON_S + 3601.0)), DrawnZone)


def test_what_is_long_over_is_forgotten_unless_an_incident_is_of_it() -> None:
    kept = Drawn(Settings(), [])
    for until_s in (60.0, 3600.0):
        kept.decide(decision(field(until_s=NOON_S + until_s)))
    assert not kept.forget(NOON_S + 61.0, set())
    assert not kept.forget(NOON_S + 61.0 + 86_400.0, {"drawn-1"})
    assert kept.forget(NOON_S + 61.0 + 86_400.0, set())
    assert [one.zone.id for one in kept.all] == ["drawn-2"]


def test_who_draws_and_ends_all_day_does_not_fill_the_house() -> None:
    stage = far_away()
    for k in range(MOST + 20):
        one = drawn(stage, field(), NOON_S + 2.0 * k)
        drawn(stage, EndZone(one.zone.id), NOON_S + 2.0 * k + 1.0)
    assert len(stage.incursions.drawn) == MOST
    assert stage.incursions.drawn[-1].zone.id == f"drawn-{MOST + 20}"


def test_a_restart_knows_them_and_goes_on_the_same() -> None:
    stage, again = far_away(), far_away()
    drawn(stage, field())
    stage.fly(range(0, 41, 4), INTO)
    again.incursions.restore(stage.incursions.checkpoint())
    assert again.incursions.drawn == stage.incursions.drawn
    assert again.fly(range(44, 70, 4), INTO) == stage.fly(range(44, 70, 4), INTO)
    assert again.incursions.checkpoint() == stage.incursions.checkpoint()
    assert drawn(again, field(), NOON_S + 71).zone.id == "drawn-2"


def test_a_drawn_site_is_a_place_to_which_the_time_is_told() -> None:
    stage = Stage()
    drawn(stage, field(kind="site", name="the stadium", outline=ring((10, -1), (11, -1), (11, 1), (10, 1))))
    told = stage.fly(range(0, 117, 4), {**UNKNOWN, "east_m": -6000.0, "east_mps": 50.0, "sigma_m": 30.0})
    assert [place.name for place in told[-1].places] == ["the stadium"]


def test_older_checkpoints_know_of_none() -> None:
    room = Incursions([zone()], Settings())
    from sargas.model.checkpoint import pack, unpack

    state = unpack(room.checkpoint())
    del state["drawn"]
    room.restore(pack(state))
    assert room.drawn == []
    assert msgspec.to_builtins(room.drawn) == []
