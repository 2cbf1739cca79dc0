"""Token buckets: a burst, and then one in so long; each name by itself."""

import pytest

from sargas.live.reporting import pace
from sargas.live.reporting.pace import Pace


def test_a_burst_and_then_one_in_so_long() -> None:
    one = Pace(burst=3, every_s=10.0)
    assert [one.wait_s("a", 100.0) for _ in range(3)] == [0.0, 0.0, 0.0]
    assert one.wait_s("a", 100.0) == pytest.approx(10.0)
    assert one.wait_s("a", 104.0) == pytest.approx(6.0), "asking costs nothing"
    assert one.wait_s("a", 110.0) == 0.0
    assert one.wait_s("b", 100.0) == 0.0
    assert [one.wait_s("a", 1_000.0) for _ in range(3)] == [0.0, 0.0, 0.0], "full again, and no fuller"
    assert one.wait_s("a", 1_000.0) > 0.0


def test_what_costs_more_takes_more() -> None:
    octets = Pace(burst=1_000.0, every_s=0.01)
    assert octets.wait_s("", 0.0, 900.0) == 0.0
    assert octets.wait_s("", 0.0, 200.0) == pytest.approx(1.0)
    assert octets.wait_s("", 0.0, 100.0) == 0.0
    assert octets.wait_s("", 60.0, 1_001.0) > 0.0, "more than it ever holds"


def test_names_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "MOST_NAMES", 10)
    one = Pace(burst=1, every_s=1e6)
    assert [one.wait_s(str(k), 0.0) for k in range(11)] == [0.0] * 11
    assert one.wait_s("10", 0.0) > 0.0
    assert one.wait_s("0", 0.0) == 0.0, "the one that was not here for longest is forgotten"
