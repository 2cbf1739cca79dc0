import msgspec

from exercise.small import TEXT, read, report
from sargas.commands.exercise import played


def test_the_same_seed_gives_the_same_report_to_the_byte_and_another_does_not() -> None:
    again = played(read())
    assert msgspec.json.encode(again) == msgspec.json.encode(report())
    other = played(read(TEXT.replace("seed = 5", "seed = 6")))
    assert other.origin.bytes_sha256 != again.origin.bytes_sha256


def test_where_nothing_is_expected_an_incident_is_false() -> None:
    assert not report().false_incidents
    text = TEXT.replace('flight = "drone"', 'flight = "below-*"')
    (false,) = played(read(text)).false_incidents
    assert (false.object, false.what, false.alerted) == ("drone", "fixed_wing_drone", True)
    assert false.situations == ("approaching", "inside")


def test_clocks_and_cells() -> None:
    told = report()
    assert {one.step for one in told.clocks} >= {"first plot to track confirmed", "first alert to acknowledged"}
    (anna,) = told.cells
    assert (anna.of, anna.step, anna.count, anna.deadline_s, anna.within) == (
        "Anna",
        "alert to acknowledged",
        1,
        120.0,
        1,
    )
    (clock,) = [one for one in told.clocks if one.step == "first alert to acknowledged"]
    assert clock.p50_s == anna.p50_s


def test_the_picture_over_time_and_the_map() -> None:
    told = report()
    assert told.gospa is not None
    assert told.score is not None
    assert len(told.gospa.times_s) == len(told.gospa.distance_m) == 84
    assert max(told.gospa.objects) == 3
    assert [path.id for path in told.map.truth] == ["drone", "below-everything", "airliner"]
    assert [path.is_expected for path in told.map.truth] == [True, True, False]
    assert any(path.is_expected for path in told.map.tracks)
    assert told.map.sensors == (("a", 54.575, 25.33),)
    assert told.map.zones


def test_messages_in_and_out() -> None:
    came, sent = report().messages
    assert (came.of, came.direction, came.faults) == ("asterix", "in", {})
    assert (sent.of, sent.format, sent.faults) == ("LVA", "asterix", {})
    assert sent.count > 100
    assert sent.withheld
