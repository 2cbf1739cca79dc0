"""Outlook: inside now by the whole covariance and height; ahead; when it is clear, of one and of all."""

import math

import numpy as np
import pytest

from aerodrome.field import CTR, FIELD, charted, track, wind
from picture.scene import NOON_S
from sargas.aerodrome.outlook import AHEAD_S, Outlook, clear_by, outlook
from sargas.aerodrome.ways import ways
from sargas.incursion import Settings as IncursionSettings
from sargas.incursion.heights import Air
from sargas.model.height import Height

SEA = Air(np.zeros(1), np.full(1, np.nan), np.full(1, np.nan))
"""No QNH, and the geoid is the ellipsoid."""
ABOVE = IncursionSettings(ground_m=200.0, ground_sigma_m=20.0)


def look(
    balloon: float = 1.0, circles: float = 0.0, lost: bool = False, bands_m=FIELD.bands_m, **said: object
) -> Outlook:
    row = track(NOON_S, **said)
    return outlook(charted(bands_m=bands_m), row, ways(row, balloon, circles, wind(), FIELD)[0], SEA, ABOVE, lost)


def test_at_the_edge_it_is_inside_with_one_half() -> None:
    found = look(east_m=30_000.0, sigma_m=200.0)
    ctr, tma = found.inside
    assert ctr.probability == 0.0
    assert tma.probability == pytest.approx(0.5, abs=0.06)
    assert found.now_probability == tma.probability


def test_the_height_excludes_and_shares_out_to_bands() -> None:
    ctr, tma = look(height_m=590.0, sigma_height_m=60.0, bands_m=(300.0, 600.0)).inside
    assert ctr.probability == pytest.approx(0.57, abs=0.02)
    assert tma.probability == pytest.approx(0.43, abs=0.02)
    assert ctr.bands_probability == pytest.approx((0.0, ctr.probability, 0.0), abs=1e-3)
    assert sum(tma.bands_probability) == pytest.approx(tma.probability, abs=0.01)
    assert tma.bands_probability[2] == pytest.approx(tma.probability, abs=0.01)


def test_an_unknown_height_may_be_in_both_and_is_never_a_no() -> None:
    found = look(height_m=None, up_mps=None)
    assert not found.height_known
    for inside in found.inside:
        assert 0.1 <= inside.probability <= 0.95
        assert inside.outline_probability == 1.0
        assert inside.bands_probability == ()
        assert "height unknown" in inside.height_basis
    assert found.now_probability == 1.0, "what is judged by: it may be"


def test_ahead_it_drifts_out_and_a_climb_takes_it_through_bands() -> None:
    found = look(east_mps=8.0, east_m=20_000.0, up_mps=2.0, height_m=2_500.0)
    tma = found.ahead_probability[1]
    assert tma[0] > 0.95
    assert tma[-1] < 0.15
    assert found.ahead_bands[1].sum(axis=1) == pytest.approx(tma, abs=1e-6)
    rising = look(up_mps=3.0, height_m=1_050.0, sigma_height_m=50.0).ahead_bands[1]
    assert rising[0].argmax() < rising[3].argmax()
    assert len(AHEAD_S) == tma.size


def test_clear_is_halfway_from_the_last_time_inside() -> None:
    found = look(east_mps=8.0, east_m=20_000.0, sigma_mps=0.1)
    clear = clear_by([(found.way_exit_s, found.way_weight, "")], NOON_S, 14_400.0)
    assert clear.p50_s == pytest.approx(NOON_S + 1_250.0, abs=60.0)
    assert clear.p50_s < clear.p90_s < NOON_S + 2_400.0
    assert clear.why == ""


def test_what_comes_in_first_is_clear_when_it_has_left() -> None:
    """A drone on its way in: 10 km outside, 60 km through."""
    found = look(balloon=0.0, east_m=-40_000.0, east_mps=50.0, sigma_mps=0.5)
    clear = clear_by([(found.way_exit_s, found.way_weight, "")], NOON_S, 14_400.0)
    assert clear.p50_s == pytest.approx(NOON_S + 1_400.0, abs=150.0)
    assert found.by(150.0) < 0.1
    assert found.by(400.0) > 0.9


def test_what_hovers_inside_is_never_clear_and_says_why() -> None:
    found = look(balloon=0.0, circles=1.0, east_mps=0.0)
    clear = clear_by([(found.way_exit_s, found.way_weight, "track 4 hovers")], NOON_S, 14_400.0)
    assert (clear.p50_s, clear.p90_s, clear.why) == (None, None, "track 4 hovers")


def test_beyond_the_horizon_it_cannot_be_told() -> None:
    found = look(balloon=0.0, east_mps=0.2, sigma_mps=0.1)
    clear = clear_by([(np.full(10, math.inf), np.full(10, 0.1), "")], NOON_S, 14_400.0)
    assert (clear.p50_s, clear.why) == (None, "not within 4 h")
    assert np.isinf(found.way_exit_s).any()


def test_all_are_clear_when_the_last_is_and_they_go_their_own_ways() -> None:
    half = (np.array([60.0, 600.0]), np.array([0.5, 0.5]), "")
    alone, both = clear_by([half], 0.0, 14_400.0), clear_by([half, half], 0.0, 14_400.0)
    assert alone.p50_s == 60.0
    assert both.p50_s == 600.0
    never = (np.array([60.0, math.inf]), np.array([0.8, 0.2]), "track 9 was lost")
    one = clear_by([half, never], 0.0, 14_400.0)
    assert (one.p50_s, one.p90_s, one.why) == (600.0, None, "track 9 was lost")
    assert clear_by([], 5.0, 14_400.0).p90_s == 5.0


def test_what_was_lost_is_judged_by_its_ways_now_too() -> None:
    row = track(NOON_S, east_mps=8.0, east_m=25_000.0)
    later = ways(row, 1.0, 0.0, wind(), FIELD, age_s=1_800.0)[0]
    found = outlook(charted(), row, later, SEA, ABOVE, lost=True)
    assert found.inside[1].probability < 0.1
    assert outlook(charted(), row, later, SEA, ABOVE).inside[1].probability == pytest.approx(1.0)


def test_a_limit_above_the_ground_is_from_the_aerodrome() -> None:
    low = CTR.__class__("CTR", radius_m=10_000.0, ceiling=Height(400.0, "agl"))
    row = track(NOON_S, height_m=620.0, sigma_height_m=10.0)
    of = charted(volumes=(low,))
    found = outlook(of, row, ways(row, 1.0, 0.0, wind(), FIELD)[0], SEA, ABOVE)
    assert found.inside[0].probability == pytest.approx(0.18, abs=0.03), "20 m above it, 22 m of error"
