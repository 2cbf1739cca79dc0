import msgspec

from exercise.review.sample import sample
from sargas.exercise.review.summary import (
    count,
    expected_of,
    headlines,
    share_in_words,
    short_falls,
    to_be_found,
    verdict_in_words,
    verdicts_in_words,
)


def test_who_is_to_be_left_alone_is_in_no_figure_of_warning() -> None:
    report = sample()
    assert [one.flight for one in to_be_found(report)] == ["gerbera-1", "gerbera-2", "balloon-3"]
    assert [one.what for one in expected_of(report, "police-4")] == ["no_alert"]


def test_the_median_says_of_how_many_it_is_and_how_many_had_none() -> None:
    weight, alert, warning, false, picture, messages = headlines(sample())
    assert (weight.value, weight.note) == ("13 of 31 (42 %)", "8 met, 4 late, 5 missed")
    assert alert.value == "33.7 min before arrival"
    assert alert.note == "median of 2 of 3 objects, least 26.8 min before it; 1 without"
    assert warning.note == "median of 2 of 3 objects, least 1.0 min after it; 1 without"
    assert (false.value, false.note) == ("2", "1 of them raised an alert")
    assert picture.value.endswith(" m")
    assert (messages.value, messages.note) == ("8", "of 39,631 messages")


def test_a_run_without_any_warning_says_never() -> None:
    report = sample()
    silent = msgspec.structs.replace(report, outcomes=report.outcomes[1:2])
    assert headlines(silent)[1].value == "never"
    assert "of 1 object 1 without an alert, 1 without a warning" in verdict_in_words(silent)


def test_what_fell_short_is_told_by_weight_and_missed_before_late() -> None:
    fallen = short_falls(sample().met)
    assert [(one.weight, one.verdict) for one in fallen] == sorted(
        ((one.weight, one.verdict) for one in fallen), key=lambda pair: (-pair[0], pair[1] == "late")
    )
    assert all(one.verdict != "met" for one in fallen)


def test_words_for_numbers() -> None:
    assert (count(1, "object"), count(1_200, "object")) == ("1 object", "1,200 objects")
    assert (share_in_words(1.5, 6.0), share_in_words(0.0, 0.0)) == ("1.5 of 6 (25 %)", "0 of 0")
    assert verdicts_in_words(()) == "0 met, 0 late, 0 missed"
