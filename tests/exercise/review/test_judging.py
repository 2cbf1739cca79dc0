from exercise.small import TEXT, read, report
from sargas.commands.exercise import played
from sargas.exercise.review.judging import objectives
from sargas.exercise.review.report import Met


def verdict(what: str, of: str) -> tuple[str, str]:
    (met,) = [one for one in report().met if (one.what, one.of) == (what, of)]
    return met.verdict, met.why


def test_what_came_in_time_is_met() -> None:
    assert verdict("tracked", "drone") == ("met", "")
    assert verdict("alert", "drone") == ("met", "")
    assert verdict("told", "drone") == ("met", "")
    assert verdict("no_incident", "airliner") == ("met", "")
    assert verdict("initiate", "Anna") == ("met", "")


def test_what_came_late_says_which_step_was_late() -> None:
    assert verdict("acknowledged", "drone") == ("late", "53 s late: the step `detected` was too late already")
    text = TEXT.replace('what = "acknowledged"\nflight = "drone"\nwithin_s = 1.0', (
        'what = "acknowledged"\nflight = "drone"\nwithin_s = 30.0'
    ))  # fmt: skip
    (late,) = [one for one in played(read(text)).met if one.what == "acknowledged"]
    assert late.why == "24 s late, by people"


def test_what_did_not_come_says_why() -> None:
    assert verdict("detected", "below-everything") == ("missed", "no sensor had a plot that fits it")
    text = TEXT.replace('what = "detected"\nflight = "below-*"', 'what = "alert"\nflight = "airliner"')
    (missed,) = [one for one in played(read(text)).met if (one.what, one.of) == ("alert", "airliner")]
    assert missed.why == "it was tracked, and not judged to be where it must not be"


def test_what_must_not_come_and_came_names_who() -> None:
    text = TEXT.replace('what = "no_incident"\nflight = "airliner"', 'what = "no_incident"\nflight = "*"')
    (came,) = [one for one in played(read(text)).met if one.what == "no_incident"]
    assert (came.verdict, came.why, came.done_s) == ("missed", "of 1: drone", 24.5)


def test_objectives_weigh() -> None:
    met = [
        Met("alert", "a", "", 1.0, 0.5, "met", "", "told", 2.0),
        Met("alert", "b", "", 1.0, 2.0, "late", "", "told", 1.0),
        Met("tracked", "b", "", 1.0, 0.5, "met", "", "seen", 1.0),
    ]
    assert [(one.name, one.met, one.weight) for one in objectives(met)] == [("told", 2.0, 3.0), ("seen", 1.0, 1.0)]


def test_it_entered_when_the_truth_did() -> None:
    drone, unseen = report().outcomes
    assert drone.entered_s is not None
    assert 240.0 < drone.entered_s < 265.0
    assert unseen.entered_s is None
