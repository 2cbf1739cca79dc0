import numpy as np
import pytest

from sargas.model.track import FUSIONS, FlightPlan
from sargas.model.tracks import ACT_BITS, CONFIRMED, HAS, Tracks, uid_text


def one(**columns: object) -> Tracks:
    tracks = Tracks.empty(1, ("kybartai-psr", "LVA"))
    for name, value in columns.items():
        getattr(tracks, name)[0] = value
    return tracks


def test_an_empty_row_is_our_own_track_with_nothing_known() -> None:
    track = one().track(0)
    assert track.reported_by == "own"
    assert track.height_m is None
    assert track.contributors == {}
    assert track.identity.name == "pending"


@pytest.mark.parametrize(
    ("own", "plan", "called"),
    [(None, None, None), (b"LOT1", None, "LOT1"), (None, b"LOT2", "LOT2"), (b"LOT1", b"LOT2", "LOT1")],
)
def test_two_call_signs_stay_two(own: bytes | None, plan: bytes | None, called: str | None) -> None:
    has = HAS["flight_plan"] | (HAS["callsign"] if own else 0) | (HAS["plan_callsign"] if plan else 0)
    tracks = one(callsign=own or b"", plan_callsign=plan or b"", has=has)
    track = tracks.track(0)
    assert track.claims.callsign == (own.decode() if own else None)
    assert track.flight_plan == FlightPlan(plan.decode() if plan else None)
    assert (track.called, tracks.called().tolist()) == (called, [(called or "").encode()])


def test_covariance_has_ten_values_without_height_and_twenty_one_with() -> None:
    triangle = np.arange(21.0)
    names = [(i, j) for i in range(6) for j in range(i, 6)]
    flat = [float(names.index((i, j))) for i in (0, 1, 3, 4) for j in (0, 1, 3, 4) if i <= j]
    assert list(one(covariance=triangle).track(0).covariance) == flat
    with_height = one(covariance=triangle, height_m=100.0, has=HAS["height_m"]).track(0)
    assert list(with_height.covariance) == triangle.tolist()


def test_contributors_carry_their_age() -> None:
    tracks = one(time_s=100.0, status=CONFIRMED)
    tracks.contributor[0, 0], tracks.contributor_s[0, 0] = 0, 96.0
    assert tracks.track(0).contributors == {"kybartai-psr": 4.0}


@pytest.mark.parametrize(
    ("east2", "cross", "north2", "major", "minor", "azimuth"),
    [(100.0, 0.0, 25.0, 10.0, 5.0, 90.0), (25.0, 0.0, 100.0, 10.0, 5.0, 0.0), (62.5, 37.5, 62.5, 10.0, 5.0, 45.0)],
)
def test_ellipse(east2: float, cross: float, north2: float, major: float, minor: float, azimuth: float) -> None:
    tracks = one()
    tracks.covariance[0, [0, 1, 6]] = east2, cross, north2
    assert [float(v[0]) for v in tracks.ellipses()] == pytest.approx([major, minor, azimuth])


def test_radius_holds_95_percent_of_a_round_error() -> None:
    tracks = one()
    tracks.covariance[0, [0, 6]] = 1.0
    drawn = np.hypot(*np.random.default_rng(1).normal(size=(2, 200_000)))
    assert np.mean(drawn < tracks.radius_95_m()[0]) == pytest.approx(0.95, abs=0.002)


def test_joined_tracks_keep_reporter_and_contributors() -> None:
    own, foreign = one(), Tracks.empty(1, ("EST", "x"))
    own.contributor[0, 0], own.contributor_s[0, 0] = 0, 1.0
    foreign.reported_by[0] = 0
    joined = Tracks.concatenate([own, foreign])
    assert [t.reported_by for t in joined] == ["own", "EST"]
    assert list(joined.track(0).contributors) == ["kybartai-psr"]


def test_uid_is_written_as_everybody_writes_it() -> None:
    from uuid import UUID

    raw = bytes(range(16))
    assert uid_text(raw.hex()) == str(UUID(bytes=raw))


def test_what_stands_for_an_object() -> None:
    tracks = Tracks.empty(6)
    tracks.fusion[:5] = range(5)
    tracks.acts[5] = ACT_BITS["drop"] | ACT_BITS["coast"]
    assert [t.fusion for t in tracks][:5] == list(FUSIONS)
    assert tracks.stands().tolist() == [True, True, True, False, False, False]  # alone, fused, proposed; not the rest
    assert tracks.track(5).acts == ("drop", "coast")
