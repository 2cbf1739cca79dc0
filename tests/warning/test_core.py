"""Warnings through the core: acts are decisions of a batch, checkpoints of before know none, and nothing depends on
the order of a set.
"""

import hashlib
from pathlib import Path

import pytest

from picture.scene import NOON_S
from running import said_under_two_hash_seeds
from sargas.core import Core, Settings
from sargas.model.batch import Batch
from sargas.model.checkpoint import pack, unpack
from sargas.model.decision import Acknowledge, Decision
from sargas.model.plots import Plots
from sargas.model.tracks import Tracks
from sargas.model.warning import DraftWarning, ReleaseWarning
from warning.scene import AREAS, LAND, SETTINGS

SCRIPT = """
import hashlib, sys
sys.path.insert(0, "tests")
from warning.scene import decide, draft, release, room, track, incident
from picture.scene import NOON_S
warnings = room()
draft(warnings)
told = release(warnings)
warnings.update(NOON_S + 600.0, track(21.0, time_s=NOON_S + 600.0), [incident("inside", 2)])
print(told.notice.identifier, hashlib.sha256(warnings.checkpoint()).hexdigest())
"""


def core() -> Core:
    return Core((), (LAND,), Settings(54.7, 25.3, warning=SETTINGS), (), AREAS)


def batch(at_s: float, *decisions: Decision) -> Batch:
    return Batch(NOON_S + at_s, Plots.empty(), Tracks.empty(), decisions=decisions)


def said(by: str, act, at_s: float, number: int) -> Decision:
    return Decision(by, NOON_S + at_s, act, "a farmer called", record_number=number)


def test_acts_of_a_batch_are_taken_in_order_and_refused_with_a_reason() -> None:
    one = core()
    act = DraftWarning("found", "advisory", areas=("far",))
    changes = one.update(batch(1.0, said("Ona", act, 1.0, 1), said("Ona", ReleaseWarning(1), 1.0, 2)))
    assert [w.version for w in changes.warnings] == [2]
    assert len(changes.decisions) == 2
    changes = one.update(batch(2.0, said("Ona", ReleaseWarning(1), 2.0, 3), said("Ona", Acknowledge(9), 2.0, 4)))
    assert [reason for _, reason in changes.refused] == [
        "there is no incident 9",
        "Ona has released it already: another person is needed",
    ]
    assert changes.decisions == ()
    changes = one.update(batch(3.0, said("Jonas", ReleaseWarning(1), 3.0, 5)))
    assert changes.warnings[0].state == "released"
    assert not changes.is_quiet()
    assert one.warnings == list(changes.warnings)


def test_a_checkpoint_goes_on_and_one_of_before_knows_no_warnings() -> None:
    one, other, old = core(), core(), core()
    one.update(batch(1.0, said("Ona", DraftWarning("found", "alarm", areas=("far",)), 1.0, 1)))
    other.restore(one.checkpoint())
    assert other.warnings == one.warnings
    state = unpack(one.checkpoint())
    del state["warnings"]
    old.restore(pack(state))
    assert old.warnings == []
    assert hashlib.sha256(other.checkpoint()).digest() == hashlib.sha256(one.checkpoint()).digest()


@pytest.mark.parametrize("script", [SCRIPT])
def test_two_hash_seeds_say_the_same(script: str, root: Path) -> None:
    assert len(said_under_two_hash_seeds(script, root)) == 1
