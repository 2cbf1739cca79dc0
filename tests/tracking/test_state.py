"""The bundle of rows: slots are given out, come back, are copied, packed and found again by other sensors."""

from typing import Any

import numpy as np
import pytest

from sargas.geo.plane import SystemPlane
from sargas.model.checkpoint import pack, unpack
from sargas.model.sensor import Sensor
from sargas.tracking.rows import DUE, FREE, HIGH, STATION, stations_of
from sargas.tracking.settings import Settings
from sargas.tracking.state import (
    CODE,
    SV,
    SX,
    SY,
    TIME,
    UNTIL,
    VX,
    VY,
    State,
    X,
    Y,
    code_of,
    copied,
    expect,
    find_again,
    new_state,
    occupy,
    packed,
    place,
    unpacked,
    vacate,
    vacate_all,
    with_room,
)
from tracking.conftest import MODELS, blank, radar, state_of

PLANE = SystemPlane(55.0, 24.0)


def stations(*names: str, settings: Settings | None = None) -> Any:
    sensors = [Sensor(n, "", "adsb") if n.startswith("sv") else radar(n, interval_s=None) for n in names]
    return stations_of(sensors, PLANE, settings or Settings())


def used() -> State:
    """Five tracks that were, of which slots 3 and 1 are free again; every column tells its slot."""
    rows = blank(5)
    rows["alive"], rows["number"] = True, np.arange(1, 6)
    rows["mu"], rows["xc"][:, 0] = 0.5, 1000.0 * np.arange(5)
    state = state_of(stations("a", "sv", "b"), rows)
    state.look_s[:, :5] = [[10.0, 11.0, 12.0, 13.0, 14.0], [20.0, 21.0, 22.0, 23.0, 24.0]]
    state.seen_s[:] = state.look_s
    vacate_all(state, np.array([3, 1]))
    return state


def same(one: State, other: State) -> bool:
    """Whether what is used of both is the same to the byte."""
    return pack(packed(one)) == pack(packed(other))


def test_looks_are_kept_for_radars_only() -> None:
    state = new_state(stations("a", "sv", "b", "sv2"), 2)
    assert state.look_s.shape == state.seen_s.shape == (2, len(state.rows))
    assert state.stations["radar"].tolist() == [0, -1, 1, -1]
    assert np.all(state.spots[SX] < 0.0)


def test_the_slot_that_came_back_last_is_used_first() -> None:
    state = used()
    assert [occupy(state) for _ in range(4)] == [1, 3, 5, 6]
    assert (state.counters[HIGH], state.counters[FREE]) == (7, 0)


def test_a_vacated_slot_is_nobodys() -> None:
    state = used()
    assert not state.rows["alive"][1]
    assert not state.rows["changed"][1]
    assert state.rows["number"][:5].tolist() == [1, 0, 3, 0, 5]
    assert state.spots[SX, 1] == -1.0
    assert state.look_s[:, :5].tolist() == [[10.0, 0.0, 12.0, 0.0, 14.0], [20.0, 0.0, 22.0, 0.0, 24.0]]
    occupy(state)
    vacate(state, 1)
    assert state.free[: state.counters[FREE]].tolist() == [3, 1]


def test_room_is_doubled_and_slots_keep_their_places() -> None:
    state = used()
    assert with_room(state, 10) is state
    for plots, capacity in ((4091, 4096), (4092, 8192), (9000, 16384)):
        larger = with_room(state, plots)
        assert {len(larger.rows), larger.spots.shape[1], len(larger.free), larger.look_s.shape[1]} == {capacity}
        assert same(larger, state)
        assert np.all(larger.spots[SX, 5:] < 0.0)
        assert not larger.rows["alive"][5:].any()


def test_a_copy_shares_nothing_and_has_all() -> None:
    state = used()
    other = copied(state)
    assert (len(other.rows), len(other.free)) == (5, 2)
    assert same(other, state)
    for name, column in other._asdict().items():
        assert not np.shares_memory(column, getattr(state, name)), name
    before = pack(packed(state))
    other = with_room(other, 3)
    vacate(other, 0)
    for array in other:
        array.view(np.uint8)[:] = 1
    assert pack(packed(state)) == before


def test_packed_and_unpacked_it_goes_on_alike() -> None:
    state = used()
    again = unpacked(unpack(pack(packed(state))), MODELS)
    assert again is not None
    assert same(again, state)
    again = with_room(again, 4)
    for one in (state, again):
        for _ in range(3):
            place(one.spots, occupy(one), one.rows[0])
        expect(one, 1, 77.0)
        vacate(one, 2)
    assert same(again, state)
    assert again.marks[DUE] == 77.0


def test_rows_of_other_models_are_not_unpacked() -> None:
    assert unpacked(unpack(pack(packed(used()))), MODELS + 1) is None


def test_what_is_due_first_is_due() -> None:
    state = used()
    for i, due_s in ((0, 50.0), (1, 40.0), (0, 60.0)):
        expect(state, i, due_s)
    assert state.marks[DUE] == 40.0
    assert state.spots[UNTIL, :2].tolist() == [60.0, 40.0]


CONFIGURED = (
    *("x_m", "y_m", "height_m", "sited", "reporting", "claiming", "declared", "radar", "share", "range_m"),
    *("detection_probability", "sound_mps", "air_x_mps", "air_y_mps", "air_sigma", "wind_m2ps2"),
)
LEARNED = tuple(name for name in STATION.names or () if name not in (*CONFIGURED, "interval_s"))
"""All that plots teach, besides the interval where none is declared."""


def taught(rows: Any) -> Any:
    """Every column that plots teach has its own numbers for each sensor."""
    rows["interval_s"] = 7.0 + np.arange(len(rows))
    for name in LEARNED:
        rows[name] = np.arange(1.0, rows[name].size + 1.0).reshape(rows[name].shape)
    return rows


@pytest.mark.parametrize("now", [("a", "sv", "b"), ("b", "new", "a"), ("b",), ("new",)])
def test_what_was_learned_goes_with_the_sensors_id(now: tuple[str, ...]) -> None:
    """All of it, the births too; the rest is as configured now."""
    state, known = used(), ("a", "sv", "b")
    learned = taught(stations(*known))
    fresh = stations(*now)
    again = find_again(state._replace(stations=fresh.copy()), learned, known, now)
    for i, name in enumerate(now):
        wanted = learned[known.index(name)] if name in known else fresh[i]
        for column in ("interval_s", *LEARNED):
            assert np.array_equal(again.stations[column][i], wanted[column]), (name, column)
        assert again.stations["x_m"][i] == fresh["x_m"][i]
        assert again.stations["radar"][i] == fresh["radar"][i]
    looks = {"a": 10.0, "b": 20.0}
    radars = [name for name in now if name != "sv"]
    assert again.look_s.shape[0] == len(radars)
    assert again.look_s[:, 0].tolist() == [looks.get(name, 0.0) for name in radars]
    assert again.seen_s[:, 4].tolist() == [looks.get(name, -4.0) + 4.0 for name in radars]


def test_a_sensor_that_became_a_radar_has_looks() -> None:
    """Its kind was corrected, its id is the same: kernels index looks by `radar`."""
    before, after = stations("sv", "a"), stations("a", "b")
    rows = blank(3)
    rows["alive"] = True
    state = state_of(before, rows)
    assert state.look_s.shape[0] == 1
    again = find_again(state._replace(stations=after), before, ("x", "y"), ("x", "y"))
    assert again.look_s.shape[0] == again.seen_s.shape[0] == 2


def test_a_declared_interval_is_not_overridden() -> None:
    fresh = stations_of([radar("a")], PLANE, Settings())
    learned = taught(stations("a"))
    assert find_again(new_state(fresh, 2), learned, ("a",), ("a",)).stations["interval_s"][0] == 4.0


def test_contributors_and_seeds_are_found_again() -> None:
    state = used()
    rows = state.rows
    rows["contributor"][0, :2], rows["contributor_s"][0, :2], rows["seed_sensor"][0] = [2, 0], [9.0, 8.0], [2, 0]
    again = find_again(state._replace(stations=stations("b", "c")), taught(stations("a", "sv", "b")),
                       ("a", "sv", "b"), ("b", "c"))  # fmt: skip
    row = again.rows[0]
    assert (row["contributor"][0], row["contributor_s"][:2].tolist()) == (0, [9.0, 0.0])
    assert row["seed_sensor"][0] == 0


def test_a_place_is_where_any_model_may_have_it() -> None:
    rows = blank(1, 2)
    rows["alive"], rows["time_s"], rows["mu"] = True, 50.0, 0.5
    rows["xc"], rows["address"] = [1.0, 2.0, 3.0, 4.0], 7
    rows["P"][0, :, 0], rows["P"][0, :, 4] = [100.0, 400.0], [900.0, 2500.0]
    rows["P"][0, :, 7], rows["P"][0, :, 9] = [16.0, 25.0], [36.0, 4.0]
    spot = state_of(stations("a"), rows).spots[:, 0]
    assert spot[[TIME, X, Y, VX, VY]].tolist() == [50.0, 1.0, 2.0, 3.0, 4.0]
    assert spot[[SX, SY, SV]].tolist() == [20.0, 50.0, 6.0]
    assert spot[CODE] == code_of(7) == 7.0
    assert code_of(0) == 0.0
    assert code_of(np.uint64((1 << 63) | 7)) == 7.0, "a hash of a Remote ID fits too"
