"""The wind at a track: close to a report, far from all, and between two."""

import numpy as np
import pytest

from sargas.model.weather import Wind
from sargas.sensing.wind import KEPT_S, MOST, NEAR_MPS, air, kept, usual_mps

NOON_S = 1_753_660_800.0


def report(east_mps: float, *, lat_deg: float = 54.7, lon_deg: float = 25.3, height_m: float = 1000.0,
           time_s: float = NOON_S) -> Wind:  # fmt: skip
    return Wind(time_s, lat_deg, lon_deg, height_m, east_mps, -3.0)


def at(winds: list[Wind], lat_deg: float = 54.7, lon_deg: float = 25.3, height_m: float = 1000.0) -> list[float]:
    found = air(winds, NOON_S, *(np.array([v]) for v in (lat_deg, lon_deg, height_m, height_m)))
    return [float(column[0]) for column in found]


def test_without_reports_only_the_usual_spread_is_known() -> None:
    assert at([]) == [0.0, 0.0, float(usual_mps(np.array(1000.0)))]
    assert usual_mps(np.array([0.0, 3000.0, 50_000.0])).tolist() == [6.0, pytest.approx(9.9), 19.0]


def test_at_a_report_it_is_the_report() -> None:
    east_mps, north_mps, sigma_mps = at([report(12.0)])
    assert east_mps == pytest.approx(12.0, rel=0.06)
    assert north_mps == pytest.approx(-3.0, rel=0.06)
    assert NEAR_MPS <= sigma_mps < 1.3 * NEAR_MPS


@pytest.mark.parametrize(
    "away", [{"lat_deg": 60.0}, {"lon_deg": 35.0}, {"height_m": 6000.0}, {"time_s": NOON_S - 20_000.0}]
)
def test_far_from_a_report_it_says_nothing(away: dict[str, float]) -> None:
    east_mps, _, sigma_mps = at([report(30.0, **away)])
    assert abs(east_mps) < 0.5
    assert sigma_mps == pytest.approx(at([])[2], rel=0.02)


def test_the_farther_the_less_sure() -> None:
    sigmas = [at([report(12.0, lat_deg=54.7 + off)])[2] for off in (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)]
    assert sigmas == sorted(sigmas)


def test_between_two_reports_it_is_their_mean() -> None:
    both = [report(10.0, height_m=700.0), report(20.0, height_m=1300.0)]
    assert at(both)[0] == pytest.approx(15.0, rel=0.06)
    assert at(both, height_m=1250.0)[0] > 17.0


def test_across_the_date_line() -> None:
    assert at([report(12.0, lon_deg=179.9)], lon_deg=-179.9)[0] == pytest.approx(12.0, rel=0.1)


def test_old_reports_are_forgotten() -> None:
    assert at([report(12.0, time_s=NOON_S - 30_000.0)]) == at([])


def test_reports_are_forgotten_after_six_hours_and_the_last_ones_kept() -> None:
    winds = [report(float(k), time_s=NOON_S + k) for k in range(MOST + 3)]
    assert kept(winds, NOON_S) == tuple(winds[3:])
    assert kept(winds[:5], NOON_S + KEPT_S + 2.0) == tuple(winds[2:5])
    assert kept([report(1.0, time_s=NOON_S + 3600.0)], NOON_S), "a forecast"
    assert kept([report(1.0, time_s=NOON_S + KEPT_S + 1.0)], NOON_S) == ()
