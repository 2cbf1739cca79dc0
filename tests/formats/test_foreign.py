"""What another fusion node reports is its track: correlated with ours, never tracked again."""

import msgspec

from formats.sapient.talk import MADE, Talk
from sargas.model.place import Site
from sargas.model.tracks import CONFIRMED, ENDED

VELOCITY = {"eastRate": 12.0, "northRate": -5.0, "upRate": 1.0, "eastRateError": 2.0, "northRateError": 2.0}


def test_a_report_of_a_fusion_node_is_a_foreign_track() -> None:
    talk = Talk().say(
        MADE.detection(MADE.NEIGHBOUR, location=MADE.place(55.9, 26.1), enuVelocity=VELOCITY, id="YLABC"),
        MADE.detection(MADE.NEIGHBOUR, "gone", location=MADE.place(55.8, 26.2), state="Lost"),
    )
    assert not len(talk.plots)
    first, second = talk.tracks
    assert first.reported_by == "LVA"
    assert (first.lat_deg, first.lon_deg, first.height_m) == (55.9, 26.1, 300.0)
    assert (first.east_mps, first.north_mps, first.up_mps) == (12.0, -5.0, 1.0)
    assert first.claims.callsign == "YLABC"
    assert first.height_source == "geometric"
    assert not first.assumed_accuracy
    assert first.covariance[15] == first.covariance[18] == 4.0
    assert talk.tracks.status.tolist() == [CONFIRMED, ENDED]
    assert first.reported_number != second.reported_number


def test_what_it_does_not_say_of_its_error_is_assumed_and_marked() -> None:
    place = {"x": 26.1, "y": 55.9, **MADE.LAT_LON}
    (track,) = Talk(foreign_sigma_m=200.0).say(MADE.detection(MADE.NEIGHBOUR, location=place)).tracks
    assert track.assumed_accuracy
    assert track.height_m is None
    assert len(track.covariance) == 10
    assert track.covariance[0] == 40_000.0


def test_a_direction_of_another_system_is_a_place_or_nothing_never_a_look_of_ours() -> None:
    sited = [msgspec.structs.replace(sensor, site=Site(55.9, 26.0, 100.0)) for sensor in MADE.SENSORS]
    talk = Talk(sensors=sited).say(
        MADE.detection(MADE.NEIGHBOUR, rangeBearing=MADE.direction(range=900.0, rangeError=20.0)),
        MADE.detection(MADE.NEIGHBOUR, "gone", rangeBearing=MADE.direction(range=900.0), state="Object lost"),
        MADE.detection(MADE.NEIGHBOUR, "where", rangeBearing=MADE.direction()),
    )
    assert not len(talk.plots)
    assert talk.tracks.status.tolist() == [CONFIRMED, ENDED]
    assert len(talk.faults) == 1
