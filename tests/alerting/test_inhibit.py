import msgspec
import pytest

from alerting.scene import distress, incident
from sargas.alerting.inhibit import inhibited
from sargas.alerting.settings import Audience

LIVE, TRAINEES = Audience("operators"), Audience("trainees", exercise=True)


@pytest.mark.parametrize("simulated", [False, True])
def test_exercise_and_real_never_meet(simulated: bool) -> None:
    for subject in (incident(simulated=simulated), distress(simulated=simulated)):
        assert inhibited(LIVE, subject) == simulated
        assert inhibited(TRAINEES, subject) != simulated


def test_unlawful_interference_is_for_those_who_are_cleared() -> None:
    hijacked = distress(emergency="unlawful_interference")
    cleared = Audience("command", cleared=True)
    assert inhibited(LIVE, hijacked)
    assert not inhibited(cleared, hijacked)
    assert not inhibited(LIVE, distress())
    over = msgspec.structs.replace(hijacked, over="no longer declared")
    assert inhibited(LIVE, over), "that it was, is as secret as that it is"
    assert not inhibited(LIVE, msgspec.structs.replace(over, was_open=True)), "who knows of another hears its end"


def test_who_wants_no_distress() -> None:
    assert inhibited(Audience("mayor", distress=False), distress())
    assert not inhibited(Audience("mayor", distress=False), incident())
