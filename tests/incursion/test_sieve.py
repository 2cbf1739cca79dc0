import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from incursion.land import zone
from picture.scene import NOON_S, rows
from sargas.geo.region import Region
from sargas.incursion.approach import Outline
from sargas.incursion.settings import Settings
from sargas.incursion.sieve import Sieve
from sargas.model.height import Height
from sargas.model.identity import IDENTITIES
from sargas.model.tracks import PART

LAND = zone()
SITE = zone("site", (30, 30), (34, 30), (34, 34), (30, 34), id="site", hours=((NOON_S, NOON_S + 100.0),))
UNKNOWN = IDENTITIES.index("unknown")


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
    suspects, unauthorised = Sieve([LAND, SITE], Settings()).suspects(rows(NOON_S, *said))
    assert suspects.number.tolist() == [1, 2]
    assert unauthorised.tolist() == [[True, False], [True, True]]
    assert Sieve([LAND], Settings()).suspects(rows(NOON_S, *said))[0].number.tolist() == [1]


def test_the_foreign_half_of_a_pair_is_not_looked_at_twice() -> None:
    foreign = rows(NOON_S, {"reported_number": 1, "identity": UNKNOWN, "fused_with": 5, "fusion": PART}, reporter="LVA")
    assert len(Sieve([LAND], Settings()).suspects(foreign)[0]) == 0


def test_without_zones_nobody_is_looked_at() -> None:
    sieve = Sieve([], Settings())
    assert len(sieve.suspects(rows(NOON_S, {"number": 1}))[0]) == 0
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
