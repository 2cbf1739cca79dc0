"""Aerodromes through the core: acts are decisions of a batch, checkpoints of before know none, a newcomer is told how
they stand, and nothing depends on the order of a set.
"""

import hashlib
from pathlib import Path

from aerodrome.field import FIELD, OK, RADAR, wind
from picture.scene import NOON_S
from running import said_under_two_hash_seeds
from sargas.core import Core, Settings
from sargas.model.aerodrome import RecordClosure, RecordReopening
from sargas.model.batch import Batch
from sargas.model.checkpoint import pack, unpack
from sargas.model.decision import Decision
from sargas.model.plots import Plots
from sargas.model.tracks import Tracks

SCRIPT = """
import hashlib, sys
sys.path.insert(0, "tests")
from aerodrome.field import drift, track, watched, wind
from picture.scene import NOON_S
of = watched()
of.hear(NOON_S, wind())
for number in range(1, 9):
    of.update(NOON_S, track(NOON_S, number, north_m=700.0 * number))
drift(of, NOON_S + 10.0, NOON_S + 200.0)
print(hashlib.sha256(of.checkpoint()).hexdigest())
"""


def core() -> Core:
    return Core((RADAR,), (), Settings(54.7, 25.3, aerodromes=(FIELD,)))


def batch(at_s: float, *decisions: Decision, **more: object) -> Batch:
    return Batch(NOON_S + at_s, Plots.empty(), Tracks.empty(), decisions=decisions, **more)


def said(act: object, at_s: float, number: int, **more: object) -> Decision:
    return Decision("Ona", NOON_S + at_s, act, "told by the tower", record_number=number, **more)


def test_acts_of_a_batch_are_taken_in_order_and_refused_with_a_reason() -> None:
    one = core()
    changes = one.update(batch(0.0, statuses=(OK,), weather=tuple(wind())))
    assert [word.live for word in changes.aerodromes] == [True]
    assert not changes.is_quiet()
    reopen = said(RecordReopening("EYXX", NOON_S), 1.0, 1)
    changes = one.update(batch(1.0, reopen, said(RecordClosure("EYXX", NOON_S + 1.0), 1.0, 2)))
    assert [reason for _, reason in changes.refused] == ["nothing is recorded closed at 2025-07-28T00:00:00.000Z"]
    assert [decision.record_number for decision in changes.decisions] == [2]
    (word,) = changes.aerodromes
    assert word.recorded.closed
    assert one.aerodromes == [word]
    assert one.standing(NOON_S + 2.0).aerodromes == (word,)


def test_a_checkpoint_goes_on_and_one_of_before_knows_no_aerodromes() -> None:
    one, other, old = core(), core(), core()
    one.update(batch(1.0, said(RecordClosure("EYXX", NOON_S), 1.0, 1), statuses=(OK,)))
    other.restore(one.checkpoint())
    assert other.aerodromes == one.aerodromes
    assert hashlib.sha256(other.checkpoint()).digest() == hashlib.sha256(one.checkpoint()).digest()
    state = unpack(one.checkpoint())
    del state["aerodromes"]
    old.restore(pack(state))
    assert old.aerodromes == []


def test_two_hash_seeds_say_the_same(root: Path) -> None:
    assert len(said_under_two_hash_seeds(SCRIPT, root)) == 1
