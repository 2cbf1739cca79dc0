"""The lookout: which pairs it judges, which it lets rest, and what it notices of them."""

import numpy as np

from incursion.land import zone
from picture.scene import NOON_S, rows
from sargas.incursion.lookout import Lookout, Noticed
from sargas.incursion.pressure import Pressure
from sargas.incursion.settings import Settings
from sargas.model.identity import IDENTITIES

UNKNOWN = {"identity": IDENTITIES.index("unknown"), "identity_basis": 1}
LAWFUL = {"identity": IDENTITIES.index("neutral"), "identity_basis": 3}
LAND, SITE = zone(), zone("site", (4, -3), (9, -3), (9, 3), (4, 3), id="depot", hours=((NOON_S - 60, NOON_S + 60),))


def fly(lookout: Lookout, second: float, *said: dict, lost: tuple[str, ...] = ()) -> list[Noticed]:
    moved = [{**one, "number": k, "east_m": one["east_m"] + second * one["east_mps"]} for k, one in enumerate(said, 1)]
    tracks = rows(NOON_S + second, *moved)
    return lookout.look(tracks, lookout.sieve.leave(tracks), Pressure(Settings()), lost)


def test_all_pairs_at_once_ascending_by_zone_then_by_row() -> None:
    lookout = Lookout([LAND, SITE], Settings())
    said = [{**who, "east_m": -1_000.0, "east_mps": 50.0} for who in (UNKNOWN, LAWFUL, UNKNOWN)]
    for second in (0, 4):
        assert fly(lookout, second, *said) == []
    told = fly(lookout, 8, *said)
    pairs = [(one.watch.zone, one.row, one.events) for one in told]
    coming = ("cleared", "predicted")
    assert pairs == [(0, 0, coming), (0, 2, coming), (1, 0, coming), (1, 1, coming), (1, 2, coming)]
    assert all(one.watch == lookout.watches.each([one.place])[0] for one in told)
    assert [one.sight.distance_m for one in told[:2]] == [told[0].sight.distance_m] * 2


def test_who_is_far_off_rests_and_who_is_out_of_reach_is_forgotten_unless_of_an_incident() -> None:
    lookout = Lookout([LAND], Settings())
    coming = {**UNKNOWN, "east_m": -20_000.0, "east_mps": 60.0}
    fly(lookout, 0, coming)
    (watch,) = lookout.watches.each([0])
    assert watch.rest_s > NOON_S + 3.0
    measured_s = watch.measured_s
    fly(lookout, 2, coming)
    assert lookout.watches.each([0])[0].measured_s == measured_s, "not looked at"
    away = {**UNKNOWN, "east_m": -20_000.0, "east_mps": -60.0}
    fly(lookout, 600, away)
    assert len(lookout.watches) == 0
    fly(lookout, 604, coming)
    lookout.watches.table["incident"] = 7
    (told,) = fly(lookout, 1200, away)
    assert (told.watch.incident, told.events) == (7, ()), "it is followed as far as it goes"


def test_a_zone_has_its_hours() -> None:
    lookout = Lookout([SITE], Settings())
    over = {**UNKNOWN, "east_m": 5_000.0, "east_mps": 1.0}
    assert not lookout.over(NOON_S).any()
    fly(lookout, 0, over)
    assert lookout.changes_s == NOON_S + 60.0
    assert lookout.over(NOON_S + 60.0).tolist() == [True]
    lookout.watches.drop(lookout.over(NOON_S + 60.0))
    fly(lookout, 61, over)
    assert len(lookout.watches) == 0
    assert lookout.changes_s == np.inf


def test_who_is_first_seen_inside_is_noticed_where_another_was_lost() -> None:
    inside = {**UNKNOWN, "east_m": 60_000.0, "east_mps": 50.0}
    for lost, count in (((), 0), (("elsewhere",), 0), (("land",), 1)):
        lookout = Lookout([LAND], Settings())
        told = [fly(lookout, 4.0 * second, inside, lost=lost) for second in range(6)][-1]
        assert len(told) == count
        assert all((one.events, one.came) == (("declared",), False) for one in told)
