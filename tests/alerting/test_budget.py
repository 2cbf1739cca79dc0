import math

from hypothesis import given
from hypothesis import strategies as st

from sargas.alerting.budget import gap_s, left, singles


def test_half_is_kept_for_digests_when_many_go_on() -> None:
    assert singles([], 10, 19) == 5
    assert singles([], 10, 2) == 7
    assert singles([0.0] * 6, 10, 19) == 0
    assert left([0.0] * 6, 10) == 4


def test_what_is_left_lasts() -> None:
    assert [gap_s([0.0] * told, 10) for told in (5, 6, 9, 10)] == [60.0, 75.0, 300.0, 300.0]


def test_without_a_limit_there_is_always_room() -> None:
    assert left([0.0] * 1000, 0) == singles([0.0] * 1000, 0, 1000) == math.inf
    assert gap_s([0.0] * 1000, 0) == 0.0


@given(st.integers(0, 40), st.integers(4, 30), st.integers(0, 100))
def test_a_digest_always_finds_room_after_singles(told: int, most: int, subjects: int) -> None:
    alone = int(singles([0.0] * told, most, subjects))
    assert alone == 0 or left([0.0] * (told + alone), most) >= 2
