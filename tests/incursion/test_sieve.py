import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from incursion.land import zone
from picture.scene import NOON_S, rows
from sargas.geo.region import Region
from sargas.incursion.approach import Outline
from sargas.incursion.settings import Settings
from sargas.incursion.sieve import Leave, Sieve
from sargas.model.flight import Flight
from sargas.model.height import Height
from sargas.model.identity import IDENTITIES
from sargas.model.tracks import PART, Tracks

LAND = zone()
SITE = zone("site", (30, 30), (34, 30), (34, 34), (30, 34), id="site", hours=((NOON_S, NOON_S + 100.0),))
UNKNOWN = IDENTITIES.index("unknown")


def looked_at(sieve: Sieve, tracks: Tracks) -> tuple[Tracks, Leave]:
    return sieve.suspects(tracks, sieve.leave(tracks))


def test_hours() -> None:
    sieve = Sieve([LAND, SITE], Settings())
    assert sieve.active(NOON_S).tolist() == [True, True]
    assert sieve.active(NOON_S + 100.0).tolist() == [True, False]


def test_only_the_unauthorised_are_looked_at() -> None:
    neutral = {"identity": IDENTITIES.index("neutral"), "identity_basis": 3}
    said = [
        {"number": 1, "identity": UNKNOWN},
        {"number": 2, **neutral},
        {"number": 3, "mode_3a": 0o2345},
        {"number": 4, "status": 0},
    ]
    tracks = rows(NOON_S, *said)
    suspects, leave = looked_at(Sieve([LAND, SITE], Settings()), tracks)
    assert suspects.number.tolist() == [1, 2]
    assert leave.shown.tolist() == [[False, True], [False, False]]
    assert not leave.listed.any()
    assert looked_at(Sieve([LAND], Settings()), tracks)[0].number.tolist() == [1]


def test_who_is_lawful_by_a_flight_alone_is_looked_at() -> None:
    flight = Flight("x", "flight_plan", NOON_S, NOON_S + 60.0, callsign="LOT1", polygons=LAND.polygons)
    sieve = Sieve([LAND, SITE], Settings(claim_updates=1), [flight])
    said = {"callsign": b"LOT1", "east_m": 5000.0}
    tracks = rows(NOON_S, {**said, "number": 1, "identity": UNKNOWN}, {"number": 2, "identity": UNKNOWN})
    suspects, leave = looked_at(sieve, tracks)
    assert suspects.number.tolist() == [1, 2]
    assert leave.listed.tolist() == [[True, False], [False, False]]


def test_the_foreign_half_of_a_pair_is_not_looked_at_twice() -> None:
    foreign = rows(NOON_S, {"reported_number": 1, "identity": UNKNOWN, "fused_with": 5, "fusion": PART}, reporter="LVA")
    assert len(looked_at(Sieve([LAND], Settings()), foreign)[0]) == 0


def test_without_zones_nobody_is_looked_at() -> None:
    sieve = Sieve([], Settings())
    assert len(looked_at(sieve, rows(NOON_S, {"number": 1}))[0]) == 0
    assert sieve.active(NOON_S).tolist() == []


@settings(max_examples=100, deadline=None)
@given(
    st.floats(-300e3, 150e3), st.floats(-200e3, 200e3), st.floats(-330, 330), st.floats(-330, 330), st.floats(10, 3e3)
)
def test_it_never_drops_what_a_polygon_would_keep(
    east_m: float, north_m: float, east_mps: float, north_mps: float, sigma_m: float
) -> None:
    track = rows(
        NOON_S,
        {"east_m": east_m, "north_m": north_m, "east_mps": east_mps, "north_mps": north_mps, "sigma_m": sigma_m},
    )
    region = Region.from_rings(SITE.polygons)
    distance_m = region.signed_distance_m(track.lat_deg, track.lon_deg)
    enters = np.isfinite(Outline(SITE).time_to_entry_s(track, distance_m, SITE.approach_s, 1e6))[0]
    if enters or distance_m[0] < 4.0 * sigma_m:
        assert Sieve([SITE], Settings(farthest_approach_m=1e6)).in_reach(track)[0, 0]


def test_what_flies_far_above_is_not_looked_at() -> None:
    low = zone("restricted", ceiling=Height(1000.0), floor=Height(0.0))
    said = [{"east_m": 5000.0, "height_m": height_m} for height_m in (10_000.0, 1500.0, 500.0)]
    track = rows(NOON_S, *said, {"east_m": 5000.0})
    assert Sieve([low], Settings()).in_reach(track)[0].tolist() == [False, True, True, True]
    high = zone("restricted", floor=Height(9000.0))
    assert Sieve([high], Settings()).in_reach(track)[0].tolist() == [True, False, False, True]


def test_a_track_of_another_system_is_looked_at_from_half_a_minute_on() -> None:
    said = {"reported_number": 1, "identity": UNKNOWN}
    for age_s, count in ((29.0, 0), (30.0, 1)):
        foreign = rows(NOON_S, {**said, "first_s": NOON_S - age_s}, reporter="LVA")
        assert len(looked_at(Sieve([LAND], Settings()), foreign)[0]) == count


def test_what_flies_past_a_small_zone_is_not_looked_at() -> None:
    """Within the box of its way, and far from the way itself."""
    past = {"east_m": -20_000.0, "north_m": -20_000.0, "east_mps": 200.0, "north_mps": 40.0}
    towards = {"east_m": -20_000.0, "north_m": -20_000.0, "east_mps": 150.0, "north_mps": 150.0}
    tracks = rows(NOON_S, {**past, "number": 1}, {**towards, "number": 2})
    small = zone("site", (60, 60), (61, 60), (61, 61), (60, 61), id="small")
    assert Sieve([small], Settings()).in_reach(tracks)[0].tolist() == [False, True]
