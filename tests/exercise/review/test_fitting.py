import numpy as np

from exercise.small import read
from sargas.commands.exercise import site_of
from sargas.exercise.review.fitting import Fitting
from sargas.exercise.running import PARTITION
from sargas.exercise.truth import Truth
from sargas.geo.wgs84 import enu_from_geodetic, polar_from_enu
from sargas.model.plots import BEARING, GEODETIC, POLAR, PRESENCE, Plots


def seen(kind: int, off_m: float = 0.0, off_deg: float = 0.0) -> tuple[int, int]:
    """How many of ten plots of the drone fit it, and how many fit the one far away."""
    one = read()
    truth, sensors = Truth(one.scenario), site_of(one).sensors_of(PARTITION)
    fitting = Fitting(truth, np.array([0, 1]), sensors)
    times_s = one.scenario.start_s + np.arange(10.0) * 20.0 + 100.0
    lat, lon, height_m, _ = truth.positions(times_s, np.zeros(10, np.intp))
    site = sensors[0].site
    assert site is not None
    east, north, up = enu_from_geodetic(lat, lon, height_m, site.lat_deg, site.lon_deg, site.height_m)
    plots = Plots.empty(10, ("a",))
    plots.time_s[:], plots.kind[:] = times_s, kind
    range_m, azimuth_deg, _ = polar_from_enu(east, north, up)
    plots.range_m[:], plots.azimuth_deg[:] = range_m + off_m, (azimuth_deg + off_deg) % 360.0
    plots.lat_deg[:], plots.lon_deg[:] = lat + off_m / 111_000.0, lon
    plots.radius_m[:] = range_m + off_m
    fitting.hear(plots)
    fit = fitting.fit()
    if fit.plots[0]:
        assert fit.first_s[0] == times_s[0]
    assert np.isnan(fit.first_s[1]) == (fit.plots[1] == 0)
    return int(fit.plots[0]), int(fit.plots[1])


def test_a_plot_fits_who_was_there_and_nobody_else() -> None:
    assert seen(POLAR) == (10, 0)
    assert seen(GEODETIC) == (10, 0)
    assert seen(PRESENCE)[0] == 10


def test_a_plot_that_is_off_in_one_number_fits_nobody() -> None:
    assert seen(POLAR, off_m=500.0) == (0, 0)
    assert seen(POLAR, off_deg=2.0) == (0, 0)
    assert seen(GEODETIC, off_m=3_000.0) == (0, 0)
    assert seen(PRESENCE, off_m=-3_000.0) == (0, 0)


def test_nothing_is_heard_from_far_away() -> None:
    """The drone is between 17 and 30 km from the sensor."""
    assert seen(BEARING) == (0, 0)
