"""Fusion against the textbook, against a search, and against the truth with errors that are not independent."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from picture.scene import LAT_DEG, LON_DEG, NOON_S, NOTHING, SENSORS, rows
from picture.watchers import Watcher, flights, lanes_deg, noise, step
from sargas.geo.wgs84 import enu_from_geodetic
from sargas.model.tracks import COASTING, CONFIRMED, FUSED, PART, Tracks
from sargas.picture import Picture, Settings
from sargas.picture.fusion import FOUR, carried, intersect

FIRST = 1_000_001


def covariances(rng: np.random.Generator, n: int, m: int = 4) -> np.ndarray:
    """(n, m, m) of all sizes and shapes."""
    a = rng.normal(size=(n, m, m)) * 10.0 ** rng.uniform(-0.5, 1.5, (n, m, 1))
    return a @ a.transpose(0, 2, 1) + 1e-3 * np.eye(m)


def textbook(x1, p1, x2, p2, w):
    """Julier and Uhlmann 1997, as it stands."""
    i1, i2 = np.linalg.inv(p1), np.linalg.inv(p2)
    p = np.linalg.inv(w * i1 + (1 - w) * i2)
    return p @ (w * i1 @ x1 + (1 - w) * i2 @ x2), p


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_it_is_the_textbook_at_the_weight_that_a_search_finds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    p1, p2 = covariances(rng, 20), covariances(rng, 20)
    x1, x2 = rng.normal(size=(2, 20, 4))
    found = intersect(x1, p1, x2, p2)
    grid = np.linspace(0.0, 1.0, 2001)
    for i in range(20):
        x, p = textbook(x1[i], p1[i], x2[i], p2[i], found.weight[i])
        assert np.allclose(found.p[i], p, rtol=1e-5, atol=1e-8 * p.max())
        assert np.allclose(found.x[i], x, rtol=1e-4, atol=1e-4)
        i1, i2 = np.linalg.inv(p1[i]), np.linalg.inv(p2[i])
        least = -np.linalg.slogdet(grid[:, None, None] * i1 + (1 - grid)[:, None, None] * i2)[1]
        assert np.linalg.slogdet(p)[1] <= least.min() + 1e-5


def test_what_adds_nothing_changes_nothing() -> None:
    p = np.diag([100.0, 100.0, 4.0, 4.0])[None]
    x1, x2 = np.zeros((1, 4)), np.ones((1, 4))
    better = intersect(x1, p, x2, 9 * p)
    assert (better.weight[0], better.x[0].tolist()) == (1.0, [0.0] * 4)
    worse = intersect(x1, 9 * p, x2, p)
    assert worse.weight[0] == 0.0
    assert np.allclose(worse.x[0], 1.0)
    twice = intersect(x1, p, x1, p)
    assert np.allclose(twice.p, p)  # the same thing said twice is not surer


def inverse_intersection(p1, p2, steps=401):
    """Gains and covariance of Noack et al. 2017, at the weight of the smallest determinant."""
    i1, i2 = np.linalg.inv(p1), np.linalg.inv(p2)
    best = None
    for w in np.linspace(0.0, 1.0, steps):
        common = np.linalg.inv(w * p1 + (1 - w) * p2)
        p = np.linalg.inv(i1 + i2 - common)
        if best is None or np.linalg.det(p) < np.linalg.det(best[2]):
            best = p @ (i1 - w * common), p @ (i2 - (1 - w) * common), p
    return best


def joint(rng: np.random.Generator, m: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(P1, P2, P12) of two errors whose correlation is anything up to complete."""
    p1, p2 = covariances(rng, 2, m)
    turn, _ = np.linalg.qr(rng.normal(size=(m, m)))
    share = np.diag(rng.choice([1.0, 0.0, rng.uniform(-1, 1)], m))
    return p1, p2, np.linalg.cholesky(p1) @ share @ turn @ np.linalg.cholesky(p2).T


def excess(k, l, p, p1, p2, p12) -> float:  # noqa: E741 (L of the paper)
    """Largest eigenvalue of (true covariance of k e1 + l e2) in units of the P that is claimed: 1 at most is honest."""
    true = k @ p1 @ k.T + l @ p2 @ l.T + k @ p12 @ l.T + l @ p12.T @ k.T
    return float(np.linalg.eigvals(np.linalg.solve(p, true)).real.max())


def test_it_is_consistent_for_every_correlation_and_the_inverse_kind_is_not() -> None:
    rng = np.random.default_rng(4)
    worst = {"covariance": 0.0, "inverse": 0.0}
    for _ in range(150):
        p1, p2, p12 = joint(rng, 2)
        # Four axes of which two are a unit of their own: the code wants four.
        big = [np.block([[p, np.zeros((2, 2))], [np.zeros((2, 2)), np.eye(2)]]) for p in (p1, p2)]
        found = intersect(np.zeros((1, 4)), big[0][None], np.zeros((1, 4)), big[1][None])
        p, w = found.p[0, :2, :2], found.weight[0]
        gains = w * p @ np.linalg.inv(p1), (1 - w) * p @ np.linalg.inv(p2)
        worst["covariance"] = max(worst["covariance"], excess(*gains, p, p1, p2, p12))
        worst["inverse"] = max(worst["inverse"], excess(*inverse_intersection(p1, p2, 101), p1, p2, p12))
    assert worst["covariance"] <= 1.0 + 1e-6
    assert worst["inverse"] > 1.05


@pytest.mark.parametrize("dt_s", [7.0, -3.0])
def test_states_are_carried_either_way(dt_s: float) -> None:
    rng = np.random.default_rng(2)
    p = covariances(rng, 1)
    f, back = step(dt_s), noise(2.0, abs(dt_s))
    if dt_s < 0:  # x(t - h) = F(-h) (x(t) - noise of h)
        back = f @ back @ f.T
    assert np.allclose(carried(p, np.array([dt_s]), 2.0)[0], f @ p[0] @ f.T + back)


@pytest.mark.parametrize("ours_in_theirs", [False, True])
@pytest.mark.parametrize(
    ("q", "sigma_own", "sigma_other"), [(1.0, (80.0, 80.0), (60.0, 60.0)), (10.0, (40.0, 160.0), (160.0, 40.0))]
)
def test_the_fused_error_is_no_larger_than_is_claimed(q, sigma_own, sigma_other, ours_in_theirs: bool) -> None:
    """Errors share the target's manoeuvres, and where `ours_in_theirs` the partner takes our track for a measurement of
    his own every 10 s: to take the two for independent claims too much, the intersection does not.
    """
    n, seconds = 400, 160
    path = flights(n, seconds, q, 50.0, 11)
    own, other = Watcher(n, sigma_own, 4, q, 12), Watcher(n, sigma_other, 5, q, 13)
    fused, naive, alone = [], [], []
    for second in range(seconds + 1):
        truth = path[second]
        own.watch(second, truth)
        other.watch(second, truth)
        if ours_in_theirs and second % 10 == 9:
            other.x, other.p, _ = intersect(other.x, other.p, own.x, own.p)
        if second > 60 and second % 20 == 0:
            found = intersect(own.x, own.p, other.x, other.p)
            i1, i2 = np.linalg.inv(own.p), np.linalg.inv(other.p)
            p = np.linalg.inv(i1 + i2)
            x = np.einsum("nij,nj->ni", p, np.einsum("nij,nj->ni", i1, own.x) + np.einsum("nij,nj->ni", i2, other.x))
            for told, (state, cov) in ((fused, found[:2]), (naive, (x, p)), (alone, (own.x, own.p))):
                e = state - truth
                told.append(np.einsum("ni,ni->n", e, np.linalg.solve(cov, e[:, :, None])[:, :, 0]))
    count = n * len(fused)
    bound = chi2.ppf(0.975, 4 * count) / count
    assert np.mean(alone) < bound * 1.05  # the filters themselves are honest
    assert np.mean(fused) <= bound
    assert np.mean(naive) > 1.3 * bound


def off_m(shown: Tracks, truth: np.ndarray, second: int) -> tuple[np.ndarray, np.ndarray]:
    """Errors of place (n,), and NEES (n,), of each row against the truth carried to the row's time."""
    dt_s = shown.time_s - (NOON_S + second)
    east_m, north_m, _ = enu_from_geodetic(shown.lat_deg, shown.lon_deg, 0.0, LAT_DEG, lanes_deg(len(truth)), 0.0)
    e = np.stack([east_m, north_m, shown.east_mps, shown.north_mps], axis=1) - truth
    e[:, :2] -= truth[:, 2:] * dt_s[:, None]
    nees = np.einsum("ni,ni->n", e, np.linalg.solve(shown.covariance[:, FOUR], e[:, :, None])[:, :, 0])
    return np.hypot(e[:, 0], e[:, 1]), nees


def test_the_picture_is_honest_and_better_where_our_radar_is_blind() -> None:
    """Objects fly below our horizon for the last minute, and are still seen by the neighbour."""
    n, q = 60, 4.0
    path = flights(n, 180, q, 45.0, 21)
    own, other = Watcher(n, (60.0, 60.0), 4, q, 22), Watcher(n, (90.0, 90.0), 5, q, 23)
    picture = made()
    seen, nees, blind = [], [], []
    for second in range(181):
        looked = own.watch(second, path[second], sees=second <= 120)
        theirs = other.watch(second, path[second])
        mine = own.told(NOON_S + second, status=CONFIRMED if second <= 120 else COASTING) if looked else NOTHING
        reports = other.told(NOON_S + second, "LVA") if theirs else NOTHING
        if second > 20:
            picture.update(NOON_S + second, mine, reports)
        if second in (60, 80, 100, 120, 140, 160, 180):
            shown = picture.tracks()
            shown = shown.take(shown.reported_by < 0)
            assert (shown.fusion == FUSED).all()
            far_m, squared = off_m(shown, path[second], second)
            nees.append(squared)
            if second == 180:
                seen = far_m
                blind = off_m(own.told(NOON_S + second), path[second], second)[0]
    assert np.mean(nees) <= chi2.ppf(0.975, 4 * n * len(nees)) / (n * len(nees))
    assert np.sqrt(np.mean(np.square(seen))) < 0.25 * np.sqrt(np.mean(np.square(blind)))


def fly(picture: Picture, seconds, own: dict | None, foreign: dict, reporter: str = "LVA") -> Tracks:
    told = []
    for t in seconds:
        moved = {"east_mps": 100.0, "east_m": 100.0 * t}
        news = NOTHING if own is None else rows(NOON_S + t, {"number": 1, **moved, **own})
        report = rows(NOON_S + t, {"reported_number": 7, **moved, **foreign}, reporter=reporter)
        told.append(picture.update(NOON_S + t, news, report))
    return told[-1]


def made(**tuned: object) -> Picture:
    return Picture(SENSORS, Settings(**tuned), FIRST)


def test_our_row_shows_the_answer_and_every_source_keeps_its_own() -> None:
    picture = made(fusion_bias_m=0.0, fusion_bias_mps=0.0)
    fly(picture, range(0, 40, 4), {"sigma_m": 400.0}, {"north_m": 200.0, "sigma_m": 40.0})
    ours, theirs = picture.tracks()
    assert (ours.fusion, ours.fused_with, theirs.fusion, theirs.fused_with) == ("fused", (FIRST,), "part", (1,))
    north_m = [float(enu_from_geodetic(t.lat_deg, t.lon_deg, 0.0, LAT_DEG, LON_DEG, 0.0)[1]) for t in (ours, theirs)]
    assert north_m[0] == pytest.approx(200.0, abs=2.0)  # the partner is ten times as exact
    assert north_m[1] == pytest.approx(200.0, abs=2.0)
    assert ours.radius_95_m < 110.0
    sources = list(picture.sources_of(FIRST))
    assert [t.number for t in sources] == [1, FIRST]
    assert enu_from_geodetic(sources[0].lat_deg, sources[0].lon_deg, 0.0, LAT_DEG, LON_DEG, 0.0)[1] == pytest.approx(
        0, abs=2
    )
    assert sources[0].radius_95_m > 900.0


def test_a_fused_answer_is_of_the_latest_time_and_never_fed_back() -> None:
    picture = made()
    fly(picture, range(0, 40, 4), {"sigma_m": 100.0}, {"north_m": 50.0, "sigma_m": 100.0})
    before = picture.tracks()
    told = fly(picture, [41], None, {"north_m": 50.0, "sigma_m": 100.0})
    assert told.number.tolist() == [1, FIRST]  # news of the partner is news of ours
    assert told.time_s.tolist() == [NOON_S + 41.0] * 2
    # Told again and again without news it does not become surer.
    again = picture.tracks()
    assert np.array_equal(again.covariance, picture.tracks().covariance)
    assert before.covariance[0, 0] < 100.0**2 * 1.5
    assert np.array_equal(picture.sources_of(1).covariance[0], rows(NOON_S, {"sigma_m": 100.0}).covariance[0])


def test_a_coasting_track_of_ours_goes_on_from_the_partner() -> None:
    picture = made()
    fly(picture, range(0, 40, 4), {"sigma_m": 60.0}, {"north_m": 50.0, "sigma_m": 60.0})
    fly(
        picture,
        range(40, 44, 4),
        {"sigma_m": 900.0, "status": COASTING, "north_m": -400.0},
        {"north_m": 50.0, "sigma_m": 60.0},
    )
    ours = picture.tracks().track(0)
    assert ours.status == "confirmed"
    assert picture.sources_of(1).status[0] == COASTING
    assert abs(float(enu_from_geodetic(ours.lat_deg, ours.lon_deg, 0.0, LAT_DEG, LON_DEG, 0.0)[1]) - 50.0) < 60.0


def test_what_was_assumed_of_the_partner_is_said_where_it_counts() -> None:
    picture = made()
    fly(picture, range(0, 40, 4), {"sigma_m": 400.0}, {"north_m": 50.0, "sigma_m": 150.0, "assumed_accuracy": True})
    assert picture.tracks().assumed_accuracy.tolist() == [True, True]
    picture = made()
    fly(picture, range(0, 40, 4), {"sigma_m": 20.0, "sigma_mps": 1.0}, {"north_m": 50.0, "assumed_accuracy": True})
    assert picture.tracks().assumed_accuracy.tolist() == [False, True]


@pytest.mark.parametrize(
    ("own", "foreign", "height_m"),
    [
        ({}, {"height_m": 700.0}, 700.0),
        ({"height_m": 300.0, "sigma_height_m": 30.0}, {"height_m": 400.0, "sigma_height_m": 100.0}, 300.0),
        ({"height_m": 300.0, "sigma_height_m": 300.0}, {"height_m": 400.0, "sigma_height_m": 30.0}, 400.0),
        ({"height_m": 300.0}, {}, 300.0),
        ({}, {}, None),
    ],
)
def test_height_is_of_the_surest_source(own: dict, foreign: dict, height_m: float | None) -> None:
    picture = made()
    fly(picture, range(0, 40, 4), own, {"north_m": 50.0, **foreign})
    assert picture.tracks().track(0).height_m == (None if height_m is None else pytest.approx(height_m, abs=0.1))


def test_a_pair_that_disagrees_is_not_averaged() -> None:
    picture = made()
    fly(picture, range(0, 40, 4), {"sigma_m": 60.0}, {"north_m": 50.0, "sigma_m": 30.0})
    fly(picture, range(40, 44, 4), {"sigma_m": 60.0}, {"north_m": 3000.0, "sigma_m": 10.0})
    shown = picture.tracks()
    assert shown.fusion.tolist() == [FUSED, PART]
    assert shown.status.tolist() == [CONFIRMED, CONFIRMED]
    lat_deg = picture.sources_of(1).lat_deg[0]
    assert shown.lat_deg[0] == pytest.approx(lat_deg, abs=1e-9)
