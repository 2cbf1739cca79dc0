import msgspec

from exercise.review.sample import sample
from sargas.exercise.review.summary import (
    alert_leads_s,
    count,
    expected_of,
    headlines,
    share_in_words,
    short_falls,
    verdict_in_words,
    verdicts_in_words,
    warning_leads_s,
)


def test_a_warning_counts_where_one_was_expected_or_came() -> None:
    report = sample()
    assert [one.what for one in expected_of(report, "police-4")] == ["no_alert"]
    assert alert_leads_s(report) == [2_438.0, None, 1_608.0]
    assert warning_leads_s(report) == [1_910.0, None, -60.0]
    unasked = msgspec.structs.replace(report, met=())
    assert alert_leads_s(unasked) == [2_438.0, 1_608.0], "what came counts though nobody asked for it"
    assert headlines(msgspec.structs.replace(unasked, outcomes=report.outcomes[3:]))[1].value == "–"


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
    assert (headlines(silent)[1].value, headlines(silent)[1].note) == ("never", "of 1 object")
    assert verdict_in_words(silent) == (
        "13 of 31 (42 %) of the weight met; first alert never, 1 of 1 object without; "
        "public warning never, 1 of 1 object without."
    )


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
