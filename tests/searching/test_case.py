"""A case: steps at fixed times, whenever they are asked for; what is not behind is drawn; packed and back."""

import msgspec
import numpy as np
import pytest

from sargas.model.checkpoint import pack, unpack
from sargas.model.search import Search
from sargas.searching.case import STEPS, Case
from sargas.searching.particles import Air, Last
from sargas.searching.settings import Settings
from searching.falls import GROUND_M, START_S, lost
from searching.trials import Plain

SETTINGS = Settings(particles=400)
GROUND = Plain(50.0)


def begun(number: int = 1) -> Case:
    said, _ = lost(np.random.default_rng(1))
    search = Search(number, "open", 0, START_S, START_S, START_S, said.lat_deg, said.lon_deg, 100.0, 0.0, 0.0)
    case = Case(search, said)
    case.begin(Air(3.0, 1.0, 2.0), GROUND, SETTINGS)
    return case


def go_on(case: Case, *times_s: float) -> list[bool]:
    return [case.go_on(START_S + t, 0.0, [], GROUND, SETTINGS) for t in times_s]


def test_the_map_does_not_depend_on_when_it_was_asked_for() -> None:
    one, other = begun(), begun()
    go_on(one, *range(5, 1805, 5))
    go_on(other, 900.0, 1800.0)
    assert one.draw(START_S + 1800.0, GROUND, SETTINGS) == other.draw(START_S + 1800.0, GROUND, SETTINGS)
    third = begun(2)
    go_on(third, 1800.0)
    made, elsewhere = (case.draw(START_S + 1800.0, GROUND, SETTINGS)["areas"] for case in (one, third))
    assert made != elsewhere


def test_a_map_is_due_at_intervals_that_grow_and_not_while_it_is_behind() -> None:
    case = begun()
    assert go_on(case, 5.0) == [True]
    case.draw(START_S + 5.0, GROUND, SETTINGS)
    assert go_on(case, 30.0, 64.0, 65.0) == [False, False, True]
    behind = begun()
    after_s = 60.0 * (STEPS + 30)
    assert go_on(behind, after_s, after_s) == [False, True]
    behind.draw(START_S + after_s, GROUND, SETTINGS)
    assert go_on(behind, after_s + 120.0, after_s + 600.0) == [False, True]


def test_what_falls_falls_at_once() -> None:
    case = begun()
    fields = case.draw(START_S + 50.0, GROUND, SETTINGS)
    assert fields["lying_probability"] > 0.0
    assert fields["sectors"]


def test_searching_takes_weight_from_what_lies_there_by_then() -> None:
    case = begun()
    go_on(case, 1200.0)
    fields = case.draw(START_S + 1200.0, GROUND, SETTINGS)
    sector = fields["sectors"][0]
    case.searched(sector, 0.9, START_S - 1.0)  # before anything lay there
    assert case.draw(START_S + 1200.0, GROUND, SETTINGS)["sectors"][0].probability == sector.probability
    case.searched(sector, 0.9, START_S + 1200.0)
    now = next(s for s in case.draw(START_S + 1200.0, GROUND, SETTINGS)["sectors"] if s.number == sector.number)
    assert now.probability == pytest.approx(0.1 * sector.probability / (1.0 - 0.9 * sector.probability))


def test_fates_and_probabilities_sum_to_one() -> None:
    case = begun()
    go_on(case, 3600.0)
    fields = case.draw(START_S + 3600.0, GROUND, SETTINGS)
    assert sum(fields["fates"].values()) == pytest.approx(1.0)
    assert sum(sector.probability for sector in fields["sectors"]) <= fields["lying_probability"] + 1e-12
    assert "wind from 252 degrees, 3 m/s" in fields["basis"]
    assert "a plain" in fields["basis"]


def test_packed_and_back() -> None:
    case = begun()
    go_on(case, 600.0)
    case.change(True, **case.draw(START_S + 600.0, GROUND, SETTINGS))
    again = Case.from_packed(unpack(pack(case.packed())))
    go_on(case, 1200.0)
    go_on(again, 1200.0)
    assert again.draw(START_S + 1200.0, GROUND, SETTINGS) == case.draw(START_S + 1200.0, GROUND, SETTINGS)
    assert (again.settled, again.search, again.is_touched) == (case.settled, case.search, False)


def test_a_height_below_the_ground_is_no_trouble() -> None:
    said, _ = lost(np.random.default_rng(1))
    case = Case(begun().search, msgspec.structs.replace(said, height_m=GROUND_M - 500.0))
    case.begin(Air(0.0, 0.0, 1.0), GROUND, SETTINGS)
    assert isinstance(case.last, Last)
    assert np.isfinite(case.draw(START_S + 60.0, GROUND, SETTINGS)["lying_probability"])
