import pytest

from sargas.alerting.settings import Audience, Settings


def test_an_exercise_has_an_audience_of_its_own() -> None:
    plain = Settings()
    assert [a.name for a in plain.of_partition(is_exercise=False).audiences] == ["operators"]
    of_exercise = plain.of_partition(is_exercise=True)
    assert [(a.name, a.exercise) for a in of_exercise.audiences] == [("exercise", True), ("operators", False)]
    taken = Settings((Audience("exercise"),)).of_partition(is_exercise=True)
    assert [(a.name, a.exercise) for a in taken.audiences] == [("exercise (1)", True), ("exercise", False)]


def test_who_is_told_comes_first() -> None:
    both = Settings((Audience("trainees", exercise=True), Audience("operators")))
    assert [a.name for a in both.of_partition(is_exercise=False).audiences] == ["operators", "trainees"]
    only = Settings((Audience("trainees", exercise=True),)).of_partition(is_exercise=False)
    assert [a.name for a in only.audiences] == ["operators", "trainees"], "what is real is told to somebody"


@pytest.mark.parametrize(
    ("audiences", "reason"),
    [
        ((Audience("a", escalate_to="b"),), "'b', which is none"),
        ((Audience("a", escalate_to="a"),), "a to a: an escalation that goes round"),
        ((Audience("a", escalate_to="b"), Audience("b", escalate_to="a")), "goes round"),
        ((Audience("a", escalate_to="b"), Audience("b", exercise=True)), "do not mix"),
    ],
)
def test_escalations_that_cannot_be(audiences: tuple[Audience, ...], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Settings(audiences)


def test_limits() -> None:
    with pytest.raises(ValueError, match="most_alarms"):
        Audience("a", most_alarms=3)
    with pytest.raises(ValueError, match="escalate_s"):
        Audience("a", escalate_s=0.0)
    with pytest.raises(ValueError, match="distress_over_updates"):
        Settings(distress_over_updates=0)
