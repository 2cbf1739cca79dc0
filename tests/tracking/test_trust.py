"""Claims against sensors that measure: a night of spoofing pulls no track, and what claims were off is kept."""

from typing import Any

import numpy as np
import pytest

from sargas.model.plots import GEODETIC, HAS, Plots
from sargas.model.sensor import Sensor
from sargas.model.sigma import Sigma
from sargas.tracking import Settings, Tracker
from tracking.conftest import ORIGIN, START_S, Scene, radar

RADARS = (radar("a", 55.2, 23.2), radar("b", 55.4, 24.9, interval_s=5.0))
ADSB = Sensor("adsb", "feed", "adsb", accuracy=Sigma(horizontal_m=30.0), interval_s=1.0)
SENSORS = (*RADARS, ADSB)


def night(seed: int, aircraft: int, seconds: int, shift_m: Any, from_s: float = 60.0) -> tuple[Plots, Any]:
    """Plots of two radars and ADS-B in order of time, and where(t) -> (x_m, y_m) of the aircraft.

    From `from_s` on each aircraft's ADS-B is `shift_m` off in a direction of its own. Addresses are 1, 2, ...
    """
    rng = np.random.default_rng(seed)
    scene = Scene(rng)
    x, y = rng.uniform(-80e3, 80e3, (2, aircraft))
    speed, heading, phase = rng.uniform(80, 240, aircraft), rng.uniform(0, 6.28, aircraft), rng.random(aircraft)
    vx, vy, aside = speed * np.cos(heading), speed * np.sin(heading), rng.uniform(0, 6.28, aircraft)
    parts = []
    for sensor in SENSORS:
        interval_s = sensor.interval_s or 1.0
        turn, one = (v.ravel() for v in np.mgrid[0 : int(seconds / interval_s), 0:aircraft])
        seen = rng.random(len(turn)) < 0.9
        one, d = one[seen], (turn[seen] + phase[one[seen]]) * interval_s
        px, py = x[one] + vx[one] * d, y[one] + vy[one] * d
        if sensor is not ADSB:
            parts.append(scene.plots(sensor, START_S + d, px, py, mode_s=one + 1))
            continue
        off = np.where(d > from_s, np.broadcast_to(shift_m, aircraft)[one], 0.0)
        lat, lon = scene.plane.geodetic_from_plane(
            px + off * np.cos(aside[one]) + rng.normal(0, 20, len(one)),
            py + off * np.sin(aside[one]) + rng.normal(0, 20, len(one)),
        )
        bits = HAS["mode_s"] | HAS["pressure_altitude_m"]
        high = np.full(len(one), 5000.0)
        parts.append(
            Plots(
                ("adsb",), time_s=START_S + d, kind=np.full(len(one), GEODETIC), has=np.full(len(one), bits),
                lat_deg=lat, lon_deg=lon, mode_s=one + 1, pressure_altitude_m=high,
            )
        )  # fmt: skip
    plots = Plots.concatenate(parts, [s.id for s in SENSORS])
    plots = plots.take(np.argsort(plots.time_s, kind="stable"))
    plots.record_number[:] = np.arange(len(plots))
    return plots, lambda t: (x + vx * t, y + vy * t)


def watch(plots: Plots, where: Any, seconds: int) -> tuple[Tracker, Any, int]:
    """The tracker at the end; the furthest that the nearest own track was from each aircraft; most tracks at once."""
    tracker = Tracker(SENSORS, ORIGIN, Settings())
    cuts = np.searchsorted(plots.time_s, START_S + np.arange(seconds + 1.0))
    furthest, most = 0.0, 0
    for t in range(seconds):
        tracker.update(START_S + t + 1.0, plots.take(slice(cuts[t], cuts[t + 1])))
        if t > 30 and t % 5 == 0:
            own, (x, y) = tracker.on_plane(), where(t + 1.0)
            off = np.hypot(own.state[:, 0] - x[:, None], own.state[:, 1] - y[:, None]).min(axis=1)
            furthest, most = np.maximum(furthest, off), max(most, len(own.number))
    return tracker, furthest, most


@pytest.mark.parametrize("seed", [3, 4])
def test_thirty_per_cent_shifted_pulls_no_track_half_a_kilometre(seed: int) -> None:
    """Shifts from 30 m to 300 km, evenly over the decades; no track is lost, and no false one begins."""
    rng, n = np.random.default_rng(seed), 40
    shift_m = np.where(rng.random(n) < 0.3, 10 ** rng.uniform(1.5, 5.5, n), 0.0)
    plots, where = night(seed, n, 300, shift_m)
    _, furthest, most = watch(plots, where, 300)
    assert furthest.max() < 500.0
    assert most == n


def test_what_a_claim_was_off_is_kept_on_the_track() -> None:
    shift_m = np.array([0.0, 20_000.0, 150_000.0])
    plots, where = night(7, 3, 150, shift_m)
    tracker, _, _ = watch(plots, where, 150)
    tracks = tracker.tracks()
    off = dict(zip(tracks.mode_s.tolist(), tracks.claim_off_m.tolist(), strict=True))
    sigma = dict(zip(tracks.mode_s.tolist(), tracks.claim_sigma_m.tolist(), strict=True))
    assert off[1] < 3.0 * sigma[1]
    assert off[2] == pytest.approx(20_000.0, abs=600.0)
    assert off[3] == pytest.approx(150_000.0, abs=600.0)
    assert np.all(tracks.claim_s > START_S + 140.0)


def test_honest_claims_are_used() -> None:
    """With ADS-B of 20 m the tracks are nearer than radars of 0.1 degrees could have them."""
    plots, where = night(9, 20, 120, 0.0)
    tracker, _, _ = watch(plots, where, 120)
    own, (x, y) = tracker.on_plane(), where(120.0)
    off = np.hypot(own.state[:, 0] - x[:, None], own.state[:, 1] - y[:, None]).min(axis=1)
    assert np.sqrt(np.mean(off**2)) < 30.0
