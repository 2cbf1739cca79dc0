import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from incursion.land import zone
from picture.scene import NOON_S, rows
from sargas.geo.region import Region
from sargas.incursion.approach import Outlines
from sargas.incursion.settings import Settings
from sargas.incursion.sieve import Sieve
from sargas.model.flight import Flight
from sargas.model.height import Height
from sargas.model.identity import IDENTITIES
from sargas.model.tracks import PART, Tracks
from sargas.model.zone import Zone

LAND = zone()
SITE = zone("site", (30, 30), (34, 30), (34, 34), (30, 34), id="site", hours=((NOON_S, NOON_S + 100.0),))
UNKNOWN = IDENTITIES.index("unknown")


def met(zones: list[Zone], tracks: Tracks, **tuned: float) -> list[tuple[int, int]]:
    """Pairs of a zone and a track number that are to be looked at, whatever the hours."""
    sieve = Sieve(zones, Settings(**tuned))
    of, at = sieve.suspects(tracks, sieve.leave(tracks), np.ones(len(zones), np.bool_))
    return list(zip(of.tolist(), tracks.number[at].tolist(), strict=True))


def test_hours() -> None:
    sieve = Sieve([LAND, SITE], Settings())
    assert sieve.active(NOON_S).tolist() == [True, True]
    assert sieve.active(NOON_S + 100.0).tolist() == [True, False]


def test_only_the_unauthorised_are_looked_at() -> None:
    neutral = {"identity": IDENTITIES.index("neutral"), "identity_basis": 3}
    there = {"east_m": 32_000.0, "north_m": 32_000.0}
    said = [
        {**there, "number": 1, "identity": UNKNOWN},
        {**there, "number": 2, **neutral},
        {**there, "number": 3, "mode_3a": 0o2345},
        {**there, "number": 4, "status": 0},
    ]
    tracks = rows(NOON_S, *said)
    assert met([LAND, SITE], tracks) == [(0, 1), (1, 1), (1, 2)], "ascending by zone, then by row"
    sieve = Sieve([LAND, SITE], Settings())
    assert sieve.looked_at(tracks).tolist() == [True, True, False, False]
    zones, _ = sieve.suspects(tracks, sieve.leave(tracks), np.array([True, False]))
    assert zones.tolist() == [0], "outside its hours a zone looks at nobody"


def test_leave_is_told_of_pairs() -> None:
    flight = Flight("x", "flight_plan", NOON_S, NOON_S + 60.0, callsign="LOT1", polygons=LAND.polygons)
    sieve = Sieve([LAND, SITE], Settings(claim_updates=1), [flight])
    said = {"callsign": b"LOT1", "east_m": 5000.0}
    neutral = {"identity": IDENTITIES.index("neutral"), "identity_basis": 3}
    tracks = rows(NOON_S, {**said, "number": 1, "identity": UNKNOWN}, {"number": 2, **neutral})
    zones, at = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    shown, listed = sieve.leave(tracks).of(zones, at)
    assert shown.tolist() == [False, True, False, False]
    assert listed.tolist() == [True, False, False, False]
    assert not Sieve([LAND, SITE], Settings()).leave(tracks).of(zones, at)[1].any()


def test_the_foreign_half_of_a_pair_is_not_looked_at_twice() -> None:
    foreign = rows(NOON_S, {"reported_number": 1, "identity": UNKNOWN, "fused_with": 5, "fusion": PART}, reporter="LVA")
    assert met([LAND], foreign) == []


def test_without_zones_nobody_is_looked_at() -> None:
    assert met([], rows(NOON_S, {"number": 1})) == []
    assert Sieve([], Settings()).active(NOON_S).tolist() == []


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
    places, velocities = (track.lat_deg, track.lon_deg), (track.east_mps, track.north_mps)
    within_s = np.array([SITE.approach_s])
    entry_s = Outlines([SITE]).met_after_s(np.zeros(1, np.int64), places, velocities, distance_m, within_s, 1e6)
    if np.isfinite(entry_s[0]) or distance_m[0] < 4.0 * sigma_m:
        assert met([SITE], track, farthest_approach_m=1e6)


def test_what_flies_far_above_is_not_looked_at() -> None:
    low = zone("restricted", ceiling=Height(1000.0), floor=Height(0.0))
    heights_m = (10_000.0, 1500.0, 500.0)
    said = [{"number": k, "east_m": 5000.0, "height_m": height_m} for k, height_m in enumerate(heights_m)]
    track = rows(NOON_S, *said, {"number": 3, "east_m": 5000.0})
    assert met([low], track) == [(0, 1), (0, 2), (0, 3)]
    high = zone("restricted", floor=Height(9000.0))
    assert met([high], track) == [(0, 0), (0, 3)]


def test_a_track_of_another_system_is_looked_at_from_half_a_minute_on() -> None:
    said = {"reported_number": 1, "identity": UNKNOWN}
    for age_s, count in ((29.0, 0), (30.0, 1)):
        foreign = rows(NOON_S, {**said, "first_s": NOON_S - age_s}, reporter="LVA")
        assert len(met([LAND], foreign)) == count


def test_what_flies_past_a_small_zone_is_not_looked_at() -> None:
    """Within the box of its way, and far from the way itself."""
    past = {"east_m": -20_000.0, "north_m": -20_000.0, "east_mps": 200.0, "north_mps": 40.0}
    towards = {"east_m": -20_000.0, "north_m": -20_000.0, "east_mps": 150.0, "north_mps": 150.0}
    tracks = rows(NOON_S, {**past, "number": 1}, {**towards, "number": 2})
    small = zone("site", (60, 60), (61, 60), (61, 61), (60, 61), id="small")
    assert met([small], tracks) == [(0, 2)]
