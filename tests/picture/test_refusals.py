"""What does not fit is refused, in words, and changes nothing."""

import pytest

from picture.desk import FIRST, Desk, desk
from sargas.model.decision import (
    Acknowledge,
    Act,
    Coast,
    Correlate,
    Drop,
    LockIdentity,
    Merge,
    Split,
    Undo,
)
from sargas.model.tracks import ENDED


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (Drop(99), "there is no track 99"),
        (Drop(3), "track 3 has ended"),
        (Merge(1, 99), "there is no track 99"),
        (Merge(1, 1), "a track and itself"),
        (Merge(1, FIRST), "only tracks of our own sensors can do that"),
        (Coast(FIRST), f"track {FIRST} is part of track 1"),
        (Drop(FIRST), f"track {FIRST} is part of track 1"),
        (Split(1, 2), "track 2 was not merged into track 1"),
        (Correlate(1, 2), "own tracks are merged, not correlated"),
        (LockIdentity(1, "faker"), "faker exists in exercises only"),
        (LockIdentity(1, "pending"), "pending is no identity"),
        (Undo(77), "there is no act on a track under record 77"),
        (Acknowledge(1), "not an act on a track"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_reason(act: Act, reason: str) -> None:
    at = Desk().fly(8, own=(1, 2, 3))
    at.fly(4, own=(1, 2, 3), of_3={"status": ENDED}).fly(28)
    before = at.picture.checkpoint()
    assert at.act(act) == reason
    assert at.picture.checkpoint() == before


def test_an_act_needs_a_name_and_a_reason() -> None:
    at = desk()
    assert at.act(Drop(1), why=" ") == at.act(Drop(1), by="") == "an act on a track needs a name and a reason"


def test_an_old_version_is_refused() -> None:
    at = desk()
    version = at.row(1).version
    assert at.act(Drop(1), version=version - 1) == (
        f"track 1 has changed since version {version - 1}: it is version {version}"
    )
    # Flying on is no change that a person acts upon.
    at.fly(12)
    assert at.act(Drop(1), version=version) is None
    at.fly(1)
    assert at.row(1).version == version + 1
