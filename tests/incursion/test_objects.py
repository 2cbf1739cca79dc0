"""One object is one incident, whoever sees it, whatever people say of its tracks: the picture before the zones."""

import math
from typing import Any

import pytest

from incursion.land import zone
from picture.scene import LAT_DEG, LON_DEG, NOON_S, NOTHING, SENSORS, rows
from sargas.incursion import Incursions, Settings
from sargas.model.decision import Act, Correlate, Decision, Decorrelate, Drop, Initiate, Merge, Undo
from sargas.model.sensor import Sensor
from sargas.model.tracks import ENDED, Tracks
from sargas.picture import Picture
from sargas.picture import Settings as PictureSettings

FIRST = 1_000_001
OFF_M = {"LVA": 60.0, "POL": -70.0, "own": 0.0, "second": 40.0}
NUMBER = {"own": 1, "second": 2}


class Border:
    """A drone flies east over the border at east 0, seen by those who are named; `ended` own ones end."""

    def __init__(self) -> None:
        self.picture = Picture((*SENSORS, Sensor("POL", "link", "system")), PictureSettings(pending_s=0.0), FIRST)
        self.incursions = Incursions([zone()], Settings())
        self.record = 0

    def act(self, second: int, what: Act) -> None:
        self.record += 1
        decision = Decision("ona", NOON_S + second, what, "as seen", record_number=self.record)
        assert self.picture.decide(NOON_S + second, decision) is None

    def fly(self, seconds: range, *who: str, ended: tuple[str, ...] = ()) -> None:
        for t in seconds[::4]:
            place: dict[str, Any] = {"east_m": -8000.0 + 50.0 * t, "east_mps": 50.0, "sigma_m": 30.0}
            own = [
                {"number": NUMBER[w], **place, "north_m": OFF_M[w], "status": ENDED if w in ended else 1}
                for w in (*who, *ended)
                if w in NUMBER
            ]
            theirs = [
                rows(NOON_S + t, {"reported_number": 7, **place, "north_m": OFF_M[w]}, reporter=w)
                for w in who
                if w not in NUMBER
            ]
            told = self.picture.update(
                NOON_S + t,
                rows(NOON_S + t, *own) if own else NOTHING,
                Tracks.concatenate(theirs) if theirs else NOTHING,
            )
            self.incursions.update(NOON_S + t, told)

    @property
    def now(self) -> list[tuple[str, tuple[int, ...]]]:
        return [(incident.situation, incident.tracks) for incident in self.incursions.incidents]


def test_two_neighbours_see_it_and_we_do_not() -> None:
    border = Border()
    border.fly(range(300), "LVA", "POL")
    assert border.now == [("inside", (FIRST,))]


def test_we_see_it_later_and_lose_it_again() -> None:
    border = Border()
    border.fly(range(100), "LVA", "POL")
    border.fly(range(100, 200), "LVA", "POL", "own")
    assert border.now == [("inside", (FIRST, 1))]
    border.fly(range(200, 204), "LVA", "POL", ended=("own",))
    border.fly(range(204, 300), "LVA", "POL")
    assert border.now == [("inside", (FIRST, 1))]


def test_two_of_our_tracks_that_a_person_merged() -> None:
    border = Border()
    border.fly(range(4), "own", "second")
    border.act(4, Merge(1, 2))
    border.fly(range(4, 240), "own", "second")
    assert border.now == [("inside", (1,))]
    # The tracker ends the one whose number was kept: the incident does not notice.
    border.fly(range(240, 244), "second", ended=("own",))
    border.fly(range(244, 300), "second")
    assert border.now == [("inside", (1,))]


def test_what_was_dropped_makes_no_incident_until_it_stands_again() -> None:
    border = Border()
    border.fly(range(8), "own")
    border.act(8, Drop(1))
    border.fly(range(8, 240), "own")
    assert border.now == []
    border.act(240, Undo(1))
    border.fly(range(240, 280), "own")
    assert [tracks for _, tracks in border.now] == [(1,)]


def called(border: Border, east_m: float, sigma_m: float, **said: Any) -> None:
    lon_deg = LON_DEG + east_m / 111_320.0 / math.cos(math.radians(LAT_DEG))
    border.act(0, Initiate(LAT_DEG, lon_deg, NOON_S, sigma_m, **said))
    border.fly(range(60))


def test_what_a_person_reports_inside_is_an_incident_and_reckoning_never_ends_it() -> None:
    border = Border()
    called(border, 3000.0, 1500.0)
    assert border.now == [("inside", (FIRST,))]
    (incident,) = border.incursions.incidents
    assert 0.95 < incident.probability < 0.99, "two sigma from the edge"
    assert 1000.0 < incident.distance_sigma_m < 2000.0
    border.fly(range(60, 1900))
    assert border.now == [("lost", (FIRST,))], "the track ended; nobody saw it leave"


@pytest.mark.parametrize(
    ("east_m", "sigma_m", "said"),
    [
        (3000.0, 6000.0, {}),  # as likely outside as not quite
        (-3000.0, 1500.0, {}),
        (-9000.0, 500.0, {"east_mps": -40.0, "north_mps": 0.0, "sigma_mps": 3.0}),  # going away
        (-9000.0, 500.0, {"east_mps": 40.0, "north_mps": 0.0, "sigma_mps": 30.0}),  # who knows where to
        (40_000.0, 1500.0, {}),  # it rose inland: it crossed nothing
    ],
)
def test_a_report_that_says_less_is_none(east_m: float, sigma_m: float, said: dict) -> None:
    border = Border()
    called(border, east_m, sigma_m, **said)
    border.fly(range(60, 400))
    assert border.now == []


def test_a_call_is_counted_once_and_not_again_when_a_sensor_sees_it() -> None:
    border = Border()
    border.act(0, Initiate(LAT_DEG, LON_DEG - 0.12, NOON_S, 500.0, east_mps=40.0, north_mps=0.0, sigma_mps=3.0))
    border.fly(range(60))
    assert border.now == [("approaching", (FIRST,))]
    border.fly(range(60, 68), "own")
    border.act(68, Correlate(1, FIRST))
    border.fly(range(68, 260), "own")
    assert border.now == [("inside", (FIRST, 1))]


def test_an_incident_of_the_call_and_one_of_the_sensor_turn_out_to_be_one_object() -> None:
    border = Border()
    called(border, -7700.0, 500.0, east_mps=40.0, north_mps=0.0, sigma_mps=3.0)
    border.fly(range(60, 80), "own")
    border.act(80, Correlate(1, FIRST))
    border.fly(range(80, 260), "own")
    assert border.now == [("inside", (FIRST, 1)), ("merged", (1,))]
    assert "the same object as in incident 1" in border.incursions.incidents[1].basis


def test_what_is_only_reckoned_to_have_entered_stays_approaching() -> None:
    border = Border()
    called(border, -2000.0, 300.0, east_mps=40.0, north_mps=0.0, sigma_mps=3.0)
    border.fly(range(60, 400))
    assert border.now == [("approaching", (FIRST,))]


def test_undone_the_report_leaves_a_lost_object_behind() -> None:
    border = Border()
    called(border, 3000.0, 500.0)
    border.act(60, Undo(1))
    border.fly(range(60, 80))
    assert border.now == [("lost", (FIRST,))]


def test_two_incidents_of_us_and_a_neighbour_are_one_while_they_are_correlated() -> None:
    border = Border()
    border.fly(range(80), "LVA")
    border.fly(range(80, 84), "LVA", "own")
    border.act(84, Decorrelate(1, FIRST))
    border.fly(range(84, 200), "LVA", "own")
    assert border.now == [("inside", (FIRST,)), ("inside", (1,))]
    border.act(200, Correlate(1, FIRST))
    border.fly(range(200, 240), "LVA", "own")
    assert border.now == [("inside", (FIRST, 1)), ("merged", (1,))]
    border.fly(range(240, 244), "LVA", ended=("own",))
    border.fly(range(244, 300), "LVA")
    assert border.now == [("inside", (FIRST, 1)), ("merged", (1,))]
