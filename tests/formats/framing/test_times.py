import pytest

from sargas.formats.framing.framed import Framed
from sargas.formats.framing.times import Counter, Days, Steady


def test_midnight_is_crossed_both_ways() -> None:
    days = Days(864_000.0)
    assert [days.time_s(t) - 864_000.0 for t in (86_399.0, 1.0, 86_398.5, 2.0, 86_399.5, 3.0)] == [
        86_399.0,
        86_401.0,
        86_398.5,
        86_402.0,
        86_399.5,
        86_403.0,
    ]


def test_one_wrong_time_of_day_costs_no_day_and_a_pause_is_believed() -> None:
    days = Days(0.0)
    times = [100.0, 101.0, 30_000.0, 102.0, 40_000.0, 40_001.0, 83_000.0, 83_001.0, 10.0, 11.0]
    assert [days.time_s(t) for t in times] == [*times[:-2], 86_410.0, 86_411.0]


def test_times_of_day_that_come_half_hours_apart_are_counted_over_days() -> None:
    """And one wrong one among them costs nothing; of four hours of a night nothing came."""
    days, true = Days(0.0), [1800.0 * k for k in range(40)] + [1800.0 * k for k in range(48, 150)]
    assert [days.time_s(time_s % 86_400.0) for time_s in true] == true
    days = Days(0.0)
    assert [days.time_s(t) for t in (0.0, 1800.0, 3600.0, 50_000.0, 5400.0, 7200.0)][-2:] == [5400.0, 7200.0]


def test_a_counter_gives_its_steps_alone() -> None:
    counter = Counter(1000.0, 12e6)
    readings = [5_000_000, 17_000_000, 3, 12_000_003, 12_000_003 + 12_000_000 * 601, 12_000_003 + 12_000_000 * 602]
    assert [counter.time_s(reading) for reading in readings] == [1000.0, 1001.0, 1001.0, 1002.0, 1002.0, 1003.0]


def settled(times: list[float | None]) -> tuple[list[float | None], int]:
    steady, out = Steady(), []
    for k, time_s in enumerate(times):
        out += steady.feed(Framed(time_s, bytes([k])))
    out += steady.flush()
    assert [framed.payload for framed in out] == [bytes([k]) for k in range(len(times))]
    return [framed.time_s for framed in out], steady.wrong


@pytest.mark.parametrize(
    ("times", "expected", "wrong"),
    [
        ([1.0, 2.0, 1.5, 3.0], [1.0, 2.0, 2.0, 3.0], 0),
        ([None, 1.0, None, 2.0], [None, 1.0, 1.0, 2.0], 0),
        ([1.0, 50_000.0, 2.0, 3.0], [1.0, 1.0, 2.0, 3.0], 1),
        ([1.0, 50_000.0, 50_001.0, 50_002.0], [1.0, 50_000.0, 50_001.0, 50_002.0], 0),
        ([1.0, 50_000.0, 90_000.0, 2.0], [1.0, 1.0, 1.0, 2.0], 2),
        ([1.0, 1801.0, 3601.0, 5401.0], [1.0, 1801.0, 3601.0, 5401.0], 0),
        ([1.0, 1801.0, 601.0, 1201.0], [1.0, 1.0, 601.0, 1201.0], 1),
        # two wrong times among dense ones; a report between reports; a pause among dense ones
        ([0.0, 1.0, 5000.0, 9000.0, 2.0, 3.0], [0.0, 1.0, 1.0, 1.0, 2.0, 3.0], 2),
        ([0.0, 1.0, 20_000.0, 2.0, 21_000.0, 22_000.0, 4.0], [0.0, 1.0, 1.0, 2.0, 2.0, 2.0, 4.0], 3),
        ([0.0, 60.0, 1800.0, 3600.0, 5400.0, 7200.0], [0.0, 60.0, 1800.0, 3600.0, 5400.0, 7200.0], 0),
        ([0.0, 0.0, 1800.0, 2100.0, 3600.0, 5400.0], [0.0, 0.0, 1800.0, 2100.0, 3600.0, 5400.0], 0),
        ([0.0, 1.0, 5000.0, 5700.0, 5701.0], [0.0, 1.0, 5000.0, 5700.0, 5701.0], 0),
        ([0.0, 1.0, 5000.0, 5700.0], [0.0, 1.0, 5000.0, 5700.0], 0),
        ([1.0, 50_000.0], [1.0, 50_000.0], 0),
        ([50_000.0, 1.0, 50_001.0], [50_000.0, 50_000.0, 50_001.0], 1),
        ([], [], 0),
    ],
)
def test_arrival_times_never_decrease_and_one_wrong_time_is_not_believed(
    times: list[float | None], expected: list[float | None], wrong: int
) -> None:
    assert settled(times) == (expected, wrong)
