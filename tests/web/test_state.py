"""How a partition stands, told when more than its clock has gone on."""

from sargas.web.state import StateRow
from web.bench import T0, State


def test_a_row_takes_what_the_live_room_says_and_keeps_where_it_is() -> None:
    row = StateRow("live", exercise=False, lat_deg=54.7, lon_deg=25.3)
    after = row.after(State(time_s=T0, phase="running", message="one sensor is silent", recorded=False))
    assert (after.name, after.lat_deg, after.lon_deg) == ("live", 54.7, 25.3)
    assert (after.time_s, after.phase, after.message, after.recorded) == (T0, "running", "one sensor is silent", False)


def test_a_clock_that_goes_on_is_no_news() -> None:
    row = StateRow("live", exercise=False)
    assert row.after(State(time_s=T0)).timeless == row.after(State(time_s=T0 + 1.0)).timeless
    assert row.after(State(speed=2.0)).timeless != row.after(State(speed=1.0)).timeless
