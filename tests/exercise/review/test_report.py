import msgspec

from sargas.exercise.review.report import MapShown, Met, Origin, Report


def report(*met: Met) -> Report:
    origin = Origin("x", "x.toml", "00", 1, "0", "2026-01-01T00:00:00Z", 60.0, "00", "00")
    return Report(origin, {}, (), met, (), (), (), (), None, None, (), (), MapShown())


def test_what_was_met_weighs_and_what_was_late_does_not() -> None:
    done = Met("alert", "a", "", 60.0, 30.0, "met", "", weight=2.0)
    late = Met("alert", "b", "", 60.0, 90.0, "late", "late by the rule", weight=1.0)
    assert report(done, late).weight_met == (2.0, 3.0)


def test_it_is_read_back_as_it_was_written() -> None:
    told = report(Met("no_alert", "b", "", None, None, "met", ""))
    assert msgspec.json.decode(msgspec.json.encode(told), type=Report) == told
