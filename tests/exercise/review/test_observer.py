from exercise.small import report


def test_a_status_is_told_where_it_became_another() -> None:
    assert [line.text for line in report().log if line.what == "sensor"] == ["ok"]


def test_what_is_counted() -> None:
    counts = report().counts
    assert counts["plots"] > 300
    assert counts["decisions"] == 2
    assert (counts["incidents"], counts["alerts"], counts["refused"], counts["faults"]) == (1, 1, 0, 0)
