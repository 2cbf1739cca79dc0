"""Log: what was decided, as it was recorded; corrected, never erased; how long it was closed."""

import pytest

from aerodrome.field import act
from picture.scene import NOON_S
from sargas.aerodrome.log import MOST_ENTRIES, added, closed_s, recorded
from sargas.model.aerodrome import LogEntry, RecordClosure, RecordReopening, WithdrawEntry

NAMES = ("CTR", "TMA")
Log = tuple[LogEntry, ...]


def log(*acts: object) -> Log:
    made: Log = ()
    for k, what in enumerate(acts):
        outcome = added(made, act(what, NOON_S + 60.0 * k), NAMES)
        assert not isinstance(outcome, str), outcome
        made = outcome
    return made


def shut(
    from_s: float = 0.0, until_s: float | None = None, *volumes: str, corrects: int | None = None
) -> RecordClosure:
    return RecordClosure("EYXX", NOON_S + from_s, None if until_s is None else NOON_S + until_s, volumes, corrects)


def opened(from_s: float, *volumes: str, corrects: int | None = None) -> RecordReopening:
    return RecordReopening("EYXX", NOON_S + from_s, volumes, corrects)


def test_closed_from_until_it_is_opened() -> None:
    of = log(shut(), opened(3_600.0))
    assert [(one.number, one.kind, one.by) for one in of] == [(1, "closure", "Ona"), (2, "reopening", "Ona")]
    assert recorded(of, NOON_S - 1.0).words == "no closure is recorded"
    now = recorded(of, NOON_S + 60.0)
    assert (now.closed, now.since_s, now.by) == (True, NOON_S, "Ona")
    assert now.words == "recorded closed by ATS at 2025-07-28T00:00:00.000Z until 2025-07-28T01:00:00.000Z (by Ona)"
    after = recorded(of, NOON_S + 3_600.0)
    assert not after.closed
    assert after.words.startswith("recorded open by ATS from 2025-07-28T01:00")
    assert [closed_s(of, [""], NOON_S + s)[""] for s in (-1.0, 60.0, 9_999.0)] == [0.0, 60.0, 3_600.0]


def test_a_closure_with_an_end_is_over_then_and_one_more_makes_it_longer() -> None:
    of = log(shut(0.0, 600.0))
    assert recorded(of, NOON_S + 599.0).until_s == NOON_S + 600.0
    assert not recorded(of, NOON_S + 600.0).closed
    of = log(shut(0.0, 600.0), shut(300.0, 1_200.0))
    assert recorded(of, NOON_S + 900.0).closed
    assert closed_s(of, [""], NOON_S + 9_999.0)[""] == 1_200.0, "the time that both say counts once"


def test_after_a_closure_ran_out_no_reopening_of_another_night_is_told() -> None:
    of = log(shut(), opened(3_600.0), shut(7_200.0, 9_000.0))
    over = recorded(of, NOON_S + 9_000.0)
    assert not over.closed
    assert over.words == "recorded closed until 2025-07-28T02:30:00.000Z (by Ona)"


def test_volumes_and_the_whole() -> None:
    of = log(shut(0.0, None, "TMA"), opened(600.0, "TMA"), shut(1_200.0), opened(1_500.0))
    assert recorded(of, NOON_S + 60.0).volumes == ("TMA",)
    assert recorded(of, NOON_S + 60.0).words.startswith("TMA recorded closed")
    assert list(closed_s(of, ("", "TMA", "CTR"), NOON_S + 9_999.0).values()) == [300.0, 900.0, 300.0]


def test_a_correction_counts_in_the_place_of_another_which_stays() -> None:
    of = log(shut(0.0), shut(600.0, corrects=1), opened(1_200.0))
    assert len(of) == 3
    assert (of[0].corrected_by, of[1].corrects, of[0].from_s) == (2, 1, NOON_S)
    assert closed_s(of, [""], NOON_S + 9_999.0)[""] == 600.0
    gone = log(shut(0.0), WithdrawEntry("EYXX", 1))
    assert not recorded(gone, NOON_S + 60.0).closed
    assert [one.kind for one in gone] == ["closure", "withdrawal"]
    back = log(shut(0.0), opened(600.0), WithdrawEntry("EYXX", 2))
    assert recorded(back, NOON_S + 900.0).closed


@pytest.mark.parametrize(
    ("before", "what", "why"),
    [
        ((), opened(0.0), "nothing is recorded closed"),
        ((shut(),), opened(60.0, "TMA"), "the whole is recorded closed"),
        ((shut(0.0, None, "TMA"),), opened(60.0, "CTR"), "'CTR' is not recorded closed"),
        ((), shut(0.0, None, "tower"), "there is no volume 'tower'"),
        ((), shut(0.0, -5.0), "until_s"),
        ((), shut(0.0, 86_400.0 * 60.0), "until_s"),
        ((), shut(86_400.0 * 30.0), "from_s"),
        ((), shut(-86_400.0 * 60.0), "from_s"),
        ((), shut(float("nan")), "from_s"),
        ((), shut(0.0, corrects=4), "no entry 4"),
        ((), WithdrawEntry("EYXX", 4), "no entry 4"),
        ((shut(), WithdrawEntry("EYXX", 1)), WithdrawEntry("EYXX", 1), "is corrected by entry 2 already"),
        ((shut(), WithdrawEntry("EYXX", 1)), WithdrawEntry("EYXX", 2), "entry 2 is a withdrawal"),
    ],
)
def test_what_does_not_fit_is_refused(before: tuple[object, ...], what: object, why: str) -> None:
    outcome = added(log(*before), act(what), NAMES)
    assert isinstance(outcome, str)
    assert why in outcome


def test_it_is_bounded() -> None:
    full = tuple(LogEntry(k + 1, "closure", "Ona", NOON_S, NOON_S, NOON_S + 1.0) for k in range(MOST_ENTRIES))
    assert "holds" in str(added(full, act(shut()), NAMES))
