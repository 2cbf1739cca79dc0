"""Coasting and ending for want of plots."""

from typing import Any

import numpy as np
import pytest

from sargas.geo.plane import SystemPlane
from sargas.model.tracks import COASTING, CONFIRMED, ENDED
from sargas.tracking import Settings
from sargas.tracking.rows import stations_of
from sargas.tracking.state import State, expect
from sargas.tracking.sweeping import due_of, sweep
from sargas.tracking.terms import terms_of
from tracking.conftest import two_confirmed

SETTINGS = Settings()
TERMS = terms_of(SETTINGS)[0]


@pytest.fixture
def state(make_radar: Any) -> State:
    """One radar of 4 s and two confirmed tracks last seen at 100 s."""
    return two_confirmed(stations_of([make_radar("a")], SystemPlane(55.0, 24.0), SETTINGS))


def test_want_of_plots_is_coasting_then_the_end(state: State) -> None:
    expect(state, 0, due_of(state.rows[0], TERMS))

    def status_at(time_s: float) -> int:
        sweep(state, TERMS, time_s)
        return int(state.rows["status"][0])

    assert status_at(107.0) == CONFIRMED
    assert status_at(109.0) == COASTING
    assert status_at(160.0) == COASTING
    assert status_at(101.0 + SETTINGS.coast_limit_s + 0.1) == ENDED


@pytest.mark.parametrize("steps", [[109.0, 145.0], list(np.arange(101.0, 145.1, 0.5))])
def test_a_lost_track_ends_at_the_same_time_however_often_it_is_looked_at(state: State, steps: list[float]) -> None:
    """Of 100 m/s of doubt: 4,000 m are reached between 28 and 29 s after its last plot (both axes together)."""
    state.rows["Pc"][:2, [7, 9]] = 100.0**2
    expect(state, 0, due_of(state.rows[0], TERMS))
    for time_s in steps:
        sweep(state, TERMS, time_s)
    assert state.rows["status"][0] == ENDED
    assert state.marks[2] == (145.0 if len(steps) == 2 else 129.5)
