"""Biases learned from what has settled, in force by the time of a plot, and taken off."""

from typing import Any

import numpy as np
import pytest

from sargas.geo.plane import SystemPlane
from sargas.geo.wgs84 import enu_from_geodetic, polar_from_enu
from sargas.model.place import Site
from sargas.model.plot import PURPOSES
from sargas.model.plots import HAS, POLAR, Plots
from sargas.model.status import SensorBias
from sargas.tracking import Settings, Tracker
from sargas.tracking.frame import frame_of
from sargas.tracking.learning import Learning
from sargas.tracking.measure import BLOCK_S
from sargas.tracking.registration_settings import RegistrationSettings
from tracking.conftest import ORIGIN, START_S, radar
from tracking.test_trust import RADARS, SENSORS, night


def biased(plots: Plots, bias: dict[str, tuple[float, float]]) -> Plots:
    """The radars' plots as sensors with these biases of range and azimuth give them."""
    for k, name in enumerate(plots.sources):
        if name in bias:
            mine = plots.source == k
            plots.range_m[mine] += bias[name][0]
            plots.azimuth_deg[mine] += bias[name][1]
    return plots


def run(
    plots: Plots, seconds: int, tracker: Tracker, at_s: float = 0.0, told: dict[str, SensorBias] | None = None
) -> Tracker:
    cuts = np.searchsorted(plots.time_s, START_S + np.arange(seconds + 1.0))
    for t in range(int(at_s), seconds):
        tracker.update(START_S + t + 1.0, plots.take(slice(cuts[t], cuts[t + 1])))
        if told is not None:
            told |= {bias.sensor: bias for bias in tracker.learned}
    return tracker


def test_biases_are_found_stated_and_taken_off() -> None:
    plots, where = night(5, 30, 260, 0.0)
    plots = biased(plots, {"a": (120.0, 0.12), "b": (-90.0, -0.1)})
    told: dict[str, SensorBias] = {}
    tracker = run(plots, 260, Tracker(SENSORS, ORIGIN, Settings()), told=told)
    found = tracker.biases()
    wanted = np.array([[120.0, np.radians(0.12)], [-90.0, np.radians(-0.1)]])
    assert np.all(np.abs(found.value[:2, :2] - wanted) < 4.0 * found.sigma[:2, :2])
    assert np.all(found.sigma[:2, :2] < np.array([15.0, np.radians(0.01)]))
    assert np.all(found.observable[:2, :2])
    assert told["a"].range_m == (found.value[0, 0], found.sigma[0, 0])
    assert told["a"].azimuth_deg == pytest.approx((0.12, 0.0), abs=0.03)
    assert told["a"].pairs == found.pairs[0]
    own, (x, y) = tracker.on_plane(), where(260.0)
    assert np.hypot(own.state[:, 0] - x[:, None], own.state[:, 1] - y[:, None]).min(axis=1).max() < 60.0


def test_nothing_within_the_lag_teaches_and_late_plots_teach_the_same() -> None:
    plots, _ = night(6, 12, 240, 0.0)
    plots = biased(plots, {"a": (150.0, 0.1)})
    tracker = Tracker(SENSORS, ORIGIN, Settings())
    run(plots, 60, tracker)
    assert np.all(tracker.biases().pairs == 0)
    late = plots.take(slice(None))
    rng = np.random.default_rng(1)
    arrival_s = late.time_s + np.where(rng.random(len(late)) < 0.1, rng.uniform(0, 50, len(late)), 0.0)
    order = np.argsort(arrival_s, kind="stable")
    late, arrival_s = late.take(order), arrival_s[order]
    cuts = np.searchsorted(arrival_s, START_S + np.arange(301.0))
    other = Tracker(SENSORS, ORIGIN, Settings())
    for t in range(300):
        other.update(START_S + t + 1.0, late.take(slice(cuts[t], cuts[t + 1])))
    same = run(plots, 240, tracker, at_s=60)
    for t in range(240, 300):
        same.update(START_S + t + 1.0, Plots.empty(0))
    a, b = same.biases(), other.biases()
    assert a.pairs[0] > 100
    assert np.array_equal(a.value, b.value)
    assert np.array_equal(a.sigma, b.sigma)


def reference(sensor: Any, place: Site, time_s: Any, bias_m: float, bias_deg: float, rng: Any) -> Plots:
    site = sensor.site
    r, a, _ = polar_from_enu(
        *enu_from_geodetic(place.lat_deg, place.lon_deg, place.height_m, site.lat_deg, site.lon_deg, site.height_m)
    )
    n = len(time_s)
    return Plots(
        (sensor.id,),
        time_s=time_s,
        kind=np.full(n, POLAR),
        purpose=np.full(n, PURPOSES.index("reference")),
        range_m=r + bias_m + rng.normal(0, 50, n),
        azimuth_deg=a + bias_deg + rng.normal(0, 0.1, n),
        has=np.full(n, HAS["mode_3a"]),
    )


def test_a_reference_transponder_tells_the_bias_and_forms_no_track() -> None:
    place = Site(55.4, 24.6, 300.0)
    sensor = radar("a", monitors=(place,))
    times = START_S + np.arange(0.0, 1200.0, 4.0)
    plots = reference(sensor, place, times, 60.0, 0.15, np.random.default_rng(2))
    # Another fixed transponder, of which nothing is known, is 30 km away.
    other = reference(sensor, Site(55.1, 24.6, 300.0), times, 0.0, 0.0, np.random.default_rng(3))
    # Traffic that lets time settle.
    traffic, _ = night(1, 3, 1200, 0.0)
    tracker = Tracker((sensor,), ORIGIN, Settings())
    mine = traffic.take(traffic.source == 0)
    plots = Plots.concatenate([plots, other, mine], ["a", *traffic.sources])
    plots = plots.take(np.argsort(plots.time_s, kind="stable"))
    run(plots, 1200, tracker)
    found = tracker.biases()
    assert found.pairs[0] > 200
    assert found.value[0, 0] == pytest.approx(60.0, abs=15.0)
    assert np.degrees(found.value[0, 1]) == pytest.approx(0.15, abs=0.03)
    assert len(tracker.tracks()) <= 3


def test_what_is_in_force_depends_on_the_time_of_a_plot() -> None:
    plane = SystemPlane(*ORIGIN)
    learning = Learning(RADARS, plane, frame_of(RADARS, plane, Settings()), RegistrationSettings(), 65.0)
    first, table = learning.in_force(START_S, START_S + 2 * BLOCK_S)
    assert (first, table.shape) == (int(START_S // BLOCK_S), (3, 2, 5))
    assert np.all(table[:, :, :3] == 0.0)
    settings = RegistrationSettings()
    assert np.all(table[:, :, 3] == settings.sigma_range_m)
    assert table[0, 0, 4] == pytest.approx(np.radians(settings.sigma_azimuth_deg))


def test_restored_it_goes_on_the_same() -> None:
    plots, _ = night(8, 10, 240, 0.0)
    plots = biased(plots, {"a": (150.0, 0.1)})
    whole = run(plots, 240, Tracker(SENSORS, ORIGIN, Settings()))
    first = run(plots, 170, Tracker(SENSORS, ORIGIN, Settings()))
    second = Tracker(SENSORS, ORIGIN, Settings())
    second.restore(first.checkpoint())
    run(plots, 240, second, at_s=170)
    assert second.checkpoint() == whole.checkpoint()
