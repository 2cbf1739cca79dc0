import numpy as np

from picture.scene import NOON_S, rows
from sargas.model.tracks import ACT_BITS, FUSED
from sargas.model.warning import PublicWarning
from sargas.warning.kept import Kept, seen_of, seen_of_incident
from warning.scene import incident, track


def test_a_track_as_it_was_seen_and_by_whom() -> None:
    tracks = track(-10.0)
    seen = seen_of(tracks, 0, 60.0)
    assert seen.sources == ["radar", "primary"]
    assert seen.why_weak == ""
    going = seen.going()
    assert (going.east_mps, going.time_s) == (45.0, NOON_S)
    assert np.array_equal(np.diag(going.covariance), [2500.0, 2500.0, 4.0, 4.0])


def test_a_source_is_one_for_a_while_only() -> None:
    tracks = track(-10.0)
    tracks.contributor_s[0, 1] = NOON_S - 61.0
    seen = seen_of(tracks, 0, 60.0)
    assert seen.why_weak == "one source: radar"
    tracks.fusion[:] = FUSED
    assert seen_of(tracks, 0, 60.0).why_weak == ""


def test_a_neighbour_is_one_source_and_a_person_s_report_none() -> None:
    theirs = rows(NOON_S, {"sensors": ["radar", "primary"]}, reporter="LVA")
    assert seen_of(theirs, 0, 60.0).why_weak == "one source: LVA"
    told = rows(NOON_S, {"acts": ACT_BITS["initiate"]})
    assert seen_of(told, 0, 60.0).why_weak == "no sensor sees it: a person's report"
    assert seen_of(rows(NOON_S, {}), 0, 60.0).why_weak == "no source now"


def test_an_incident_without_its_track_is_where_it_says_and_weak() -> None:
    seen = seen_of_incident(incident(lat_deg=54.0, lon_deg=25.0, east_mps=40.0))
    assert (seen.lat_deg, seen.east_mps) == (54.0, 40.0)
    assert seen.why_weak
    assert seen.going().covariance[0, 0] > 0.0


def test_what_a_person_saw_fits_until_something_settles() -> None:
    kept = Kept(PublicWarning(1, 1, "draft", False))
    kept.change(False, opened_s=1.0)
    assert [kept.misses(version) for version in (None, 1, 2)] == ["", "", ""]
    assert kept.misses(3)
    kept.change(True, opened_s=2.0)
    assert "has changed since version 2" in kept.misses(2)
    assert kept.misses(3) == ""
    assert not kept.is_live
