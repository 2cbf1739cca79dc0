import datetime

import numpy as np

from sargas.exercise.flights import Flight, Waypoint
from sargas.exercise.looks import LIT, LOUD_DB, OWN_CONTRAST, SIZE_M, contrasts, loudness_db, sizes_m
from sargas.exercise.scenario import Scenario
from sargas.exercise.truth import Truth

KINDS = ("bird", "airliner", "multirotor", "balloon")


def truth() -> Truth:
    path = (Waypoint(54.6, 25.3, 500.0, 20.0), Waypoint(54.7, 25.3, 500.0, 20.0))
    flights = tuple(Flight(what, path, 1.0, what=what) for what in KINDS)
    return Truth(Scenario("x", datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC), 60.0, 1, (), flights))


def test_each_kind_looks_as_the_tables_say() -> None:
    of = truth()
    assert sizes_m(of).tolist() == [SIZE_M[what] for what in KINDS]
    assert loudness_db(of).tolist() == [LOUD_DB.get(what, -np.inf) for what in KINDS]
    assert contrasts(of, False, False).tolist() == [OWN_CONTRAST] * 4
    assert contrasts(of, False, True).tolist() == [float(what in LIT) for what in KINDS] == [0.0, 1.0, 0.0, 0.0]
    assert contrasts(of, True, True).tolist() == contrasts(of, True, False).tolist() == [0.2, 0.6, 0.15, 0.03]
