"""Radars of known biases look at targets; the numbers below are what Registration must find, and no more surely."""

import numpy as np
import pytest

from sargas.geo import wgs84
from sargas.geo.polar import plane_from_polar, site_constants
from sargas.model.checkpoint import pack, unpack
from sargas.tracking.registration import Registration, RegistrationSettings
from sargas.tracking.registration_pairs import TRUTH, Pairs, interpolated, joined, taken
from tracking.registration_sky import (
    AZIMUTH_RAD,
    BOTH_AND_REPORTS,
    LATENCY_S,
    PLACE_M,
    PLANE,
    PRIOR,
    RANGE_M,
    SENSORS,
    Sky,
    radar,
)

STEADY = RegistrationSettings(memory_s=1e12)


def watch(sky, registration, from_s, to_s, per_s=5):
    """Every 10 s what happened since: all changes told."""
    told = []
    for t in range(from_s, to_s, 10):
        registration.learn(sky.pairs(t, t + 10, 10 * per_s))
        told += registration.solve(t + 10.0)
    return told


def nees(registration, biases):
    """Normalised error squared of all biases that sensors have, and how many they are."""
    off = (registration.biases().value - biases).ravel()
    P = registration.covariance().reshape(len(off), -1)
    rows = np.flatnonzero(np.diag(P) > 0)
    return off[rows] @ np.linalg.solve(P[np.ix_(rows, rows)], off[rows]), len(rows)


def inside(values, freedom):
    """Whether the sum of chi-square values is inside its 99 % bounds (Wilson and Hilferty's approximation)."""
    k = freedom * len(values)
    low, high = (k * (1 - 2 / (9 * k) + z * np.sqrt(2 / (9 * k))) ** 3 for z in (-2.576, 2.576))
    return low < np.sum(values) < high


def test_two_radars_and_reports_are_known_as_surely_as_stated():
    values = []
    for seed in range(30):
        sky, registration = Sky(seed), Registration(SENSORS, PLANE, STEADY)
        assert watch(sky, registration, 0, 120) == []
        value, freedom = nees(registration, sky.biases)
        values.append(value)
    assert freedom == 7
    assert inside(values, freedom)
    found = registration.biases()
    assert found.observable[:2].all()
    assert np.all(found.sigma[:2] < [7.0, np.radians(0.01), 0.15])
    np.testing.assert_array_equal(found.sigma[2, :2], 0.0)
    np.testing.assert_array_equal(found.pairs > 300, True)
    assert found.status == ("ok", "ok", "ok")


def test_biases_that_wander_are_known_as_surely_as_stated():
    memory_s, values = 2000.0, []
    keep = np.exp(-10.0 / memory_s)
    for seed in range(30):
        sky = Sky(seed)
        registration = Registration(SENSORS, PLANE, RegistrationSettings(memory_s=memory_s, drift_memory_s=memory_s))
        for t in range(0, 300, 10):
            registration.learn(sky.pairs(t, t + 10, 30))
            registration.solve(t + 10.0)
            last = sky.biases
            sky.biases = keep * sky.biases + np.sqrt(1 - keep**2) * sky.drawn()
        value, freedom = nees(registration, last)
        values.append(value)
    assert inside(values, freedom)


def test_two_radars_alone_know_their_difference_and_no_more():
    """Targets in one place: what shifts both radars' plots alike is not seen, and their common time never is."""
    values = []
    for seed in range(20):
        sky, registration = Sky(seed, couples=((0, 1),), half_m=2e3), Registration(SENSORS, PLANE, STEADY)
        assert watch(sky, registration, 0, 100) == []
        value, freedom = nees(registration, sky.biases)
        values.append(value)
    assert inside(values, freedom)
    found = registration.biases()
    np.testing.assert_array_equal(found.observable[:, [0, 2]], False)
    assert np.all(found.sigma[:2, 2] > 0.9 * PRIOR[2] / np.sqrt(2))
    np.testing.assert_allclose(found.sigma[2, 2], LATENCY_S)
    P = registration.covariance()
    apart = P[0, 2, 0, 2] + P[1, 2, 1, 2]
    assert np.sqrt(apart - 2 * P[0, 2, 1, 2]) < 0.1 < 0.25 < np.sqrt(apart)


def test_a_reference_transponder_tells_range_and_azimuth_but_no_time():
    sky, registration = Sky(4), Registration(SENSORS, PLANE, STEADY)
    n, place = 150, (30e3, 60e3)
    sky.couples, sky.half_m = np.array([(0, TRUTH)]), 0.0
    for t in range(0, 300, 10):
        pairs = sky.pairs(t, t + 10, n // 30)
        site = np.array(PLANE.plane_from_geodetic(54.6, 22.8))
        bias, rng = sky.biases[0], sky.rng
        dx_m, dy_m = place[0] - site[0], place[1] - site[1]
        ground_m = np.hypot(dx_m, dy_m) + bias[0] + RANGE_M * rng.standard_normal(5)
        azimuth = np.arctan2(dx_m, dy_m) + bias[1] + AZIMUTH_RAD * rng.standard_normal(5)
        x_m, y_m = site[0] + ground_m * np.sin(azimuth), site[1] + ground_m * np.cos(azimuth)
        u, v = np.sin(azimuth), np.cos(azimuth)
        along, across = RANGE_M**2, (AZIMUTH_RAD * ground_m) ** 2
        registration.learn(
            pairs._replace(
                x_i_m=x_m, y_i_m=y_m, x_j_m=np.full(5, place[0]), y_j_m=np.full(5, place[1]), vx_mps=np.zeros(5),
                vy_mps=np.zeros(5), rise_i_m=np.zeros(5), rise_j_m=np.zeros(5), rxx_m2=along * u**2 + across * v**2,
                rxy_m2=(along - across) * u * v, ryy_m2=along * v**2 + across * u**2,
            )
        )  # fmt: skip
        registration.solve(t + 10.0)
    found = registration.biases()
    np.testing.assert_array_equal(found.observable[0], [True, True, False])
    assert found.sigma[0, 0] == pytest.approx(RANGE_M / np.sqrt(150), rel=0.15)
    assert found.sigma[0, 1] == pytest.approx(AZIMUTH_RAD / np.sqrt(150), rel=0.15)
    assert found.sigma[0, 2] == pytest.approx(PRIOR[2])
    assert np.all(np.abs(found.value[0, :2] - sky.biases[0, :2]) < 3.5 * found.sigma[0, :2])


@pytest.mark.parametrize(("spoof_m", "sigmas"), [(None, 1.0), ((40e3, -20e3), 1.0), ((600.0, 300.0), 1.5)])
def test_reports_of_which_a_third_is_spoofed_move_no_bias_by_its_sigma(spoof_m, sigmas):
    """All alike by 670 m is the hardest: at 180 km that is 2.7 sigma of a radar's azimuth, inside any gate."""
    for seed in range(4):
        clean, spoofed = (Registration(SENSORS, PLANE) for _ in range(2))
        sky = Sky(seed)
        assert watch(sky, clean, 0, 300) == []
        liar = Sky(seed)
        liar.spoofed, liar.spoof_m = 0.3, spoof_m
        assert watch(liar, spoofed, 0, 300) == []
        np.testing.assert_array_equal(liar.biases, sky.biases)
        honest, other = clean.biases(), spoofed.biases()
        moved = np.abs(other.value - honest.value)
        assert np.all(moved <= sigmas * honest.sigma)


def test_large_biases_are_found_from_the_start():
    """Far outside the prior and not linear: 0.8 degrees at 180 km is 2.5 km, and bends 18 m."""
    for seed in range(3):
        sky, registration = Sky(seed), Registration(SENSORS, PLANE)
        sky.biases[0] = 500.0, np.radians(0.8), 2.0
        sky.spoofed = 0.3
        assert watch(sky, registration, 0, 300) == []
        found = registration.biases()
        assert np.all(np.abs(found.value - sky.biases)[0] < 4 * found.sigma[0])
        assert found.observable[0, :2].all()


JUMPS = {
    "azimuth 0.3": ((0.0, np.radians(0.3), 0.0), "azimuth bias by +0.", 40),
    "range 150": ((150.0, 0.0, 0.0), "range bias by +1", 80),
    "time 1": ((0.0, 0.0, 1.0), "time bias by +", 60),
    "azimuth 3": ((0.0, np.radians(3.0), 0.0), "azimuth bias by +", 100),
}


@pytest.mark.parametrize("spoofed", [0.0, 0.3])
@pytest.mark.parametrize("name", JUMPS)
def test_a_jump_is_told_and_followed(name, spoofed):
    jump, words, within_s = JUMPS[name]
    for seed in range(3):
        sky, registration = Sky(seed), Registration(SENSORS, PLANE)
        sky.spoofed = spoofed
        assert watch(sky, registration, 0, 600) == []
        sky.biases[0] += jump
        told = watch(sky, registration, 600, 600 + 2 * within_s)
        assert [change.sensor for change in told] == ["a"]
        change = told[0]
        assert change.status == "jumped"
        assert words in change.detail
        assert change.time_s <= 600 + within_s
        np.testing.assert_allclose(change.range_m, jump[0], rtol=0, atol=35.0)
        np.testing.assert_allclose(change.azimuth_deg, np.degrees(jump[1]), rtol=0, atol=0.05)
        np.testing.assert_allclose(change.bias_time_s, jump[2], rtol=0, atol=0.3)
        found = registration.biases()
        assert np.all(np.abs(found.value - sky.biases)[0] < 4.5 * found.sigma[0])
        assert found.status == ("jumped", "ok", "ok")


def test_a_jump_that_may_be_of_either_of_two_names_both():
    sky = Sky(1, couples=((0, 1),), half_m=10e3, biases=np.zeros((3, 3)))
    registration = Registration(SENSORS, PLANE, RegistrationSettings(sigma_time_s=0.01))
    sky.couples = np.array(BOTH_AND_REPORTS)
    assert watch(sky, registration, 0, 600) == []
    sky.couples = np.array([(0, 1)])
    watch(sky, registration, 600, 900)
    sky.biases[0, 1] += np.radians(0.5)
    told = watch(sky, registration, 900, 960)
    assert told
    assert {told[0].sensor, *told[0].perhaps} == {"a", "b"}
    assert "or it is" in told[0].detail


def test_a_drift_is_told_and_followed():
    for seed in range(2):
        sky, registration, told = Sky(seed), Registration(SENSORS, PLANE), []
        start = sky.biases.copy()
        for t in range(0, 3000, 10):
            sky.biases[0, 1] = start[0, 1] + np.radians(0.2) * t / 3600
            registration.learn(sky.pairs(t, t + 10, 30))
            told += registration.solve(t + 10.0)
        assert {(change.sensor, change.status) for change in told} == {("a", "drifting")}
        assert told[0].time_s < 1800
        assert "azimuth bias by +0.0" in told[0].detail
        found = registration.biases()
        assert found.status == ("drifting", "ok", "ok")
        assert np.all(np.abs(found.value - sky.biases)[0] < 3.5 * found.sigma[0])


def test_a_changed_sensor_is_called_so_for_a_while_only():
    sky, registration = Sky(0), Registration(SENSORS, PLANE, RegistrationSettings(hold_s=300.0))
    watch(sky, registration, 0, 300)
    sky.biases[0, 1] += np.radians(0.5)
    watch(sky, registration, 300, 400)
    assert registration.biases().status[0] == "jumped"
    watch(sky, registration, 400, 800)
    assert registration.biases().status[0] == "ok"


def test_noise_stated_too_small_is_found():
    values = []
    for seed in range(20):
        sky, registration = Sky(seed), Registration(SENSORS, PLANE, STEADY)
        sky.noise = 3.0
        assert watch(sky, registration, 0, 300) == []
        value, freedom = nees(registration, sky.biases)
        values.append(value)
    # Reports are of the noise stated, so pairs with them are raised by nearly as much.
    assert 0.6 * freedom < np.mean(values) < 1.4 * freedom


def test_the_order_of_pairs_does_not_matter():
    one, two = (Registration(SENSORS, PLANE) for _ in range(2))
    sky, rng = Sky(5), np.random.default_rng(6)
    for t in range(0, 100, 10):
        pairs = sky.pairs(t, t + 10, 60)
        one.learn(pairs)
        shuffled = taken(pairs, rng.permutation(60))
        two.learn(taken(shuffled, np.arange(25)))
        two.learn(taken(shuffled, np.arange(25, 60)))
        one.solve(t + 10.0)
        two.solve(t + 10.0)
    assert pack(one.checkpoint()) == pack(two.checkpoint())


def test_biases_already_taken_off_are_put_back():
    plain, other = (Registration(SENSORS, PLANE) for _ in range(2))
    sky = Sky(7)
    applied = np.array([[400.0, 0.02, 0.0], [-90.0, -0.01, 0.0], [0.0, 0.0, 0.0]])
    pairs = sky.pairs(0, 10, 200)
    plain.learn(pairs)
    sites = [PLANE.plane_from_geodetic(s.site.lat_deg, s.site.lon_deg) for s in SENSORS[:2]]

    def corrected(sensor, x_m, y_m, rise_m):
        site, off = np.array([*sites, (0.0, 0.0)])[sensor], applied[sensor]
        dx_m, dy_m = x_m - site[:, 0], y_m - site[:, 1]
        slant_m, azimuth = np.sqrt(dx_m**2 + dy_m**2 + rise_m**2) - off[:, 0], np.arctan2(dx_m, dy_m) - off[:, 1]
        ground_m = np.sqrt(slant_m**2 - rise_m**2)
        return site[:, 0] + ground_m * np.sin(azimuth), site[:, 1] + ground_m * np.cos(azimuth)

    x_i, y_i = corrected(pairs.i, pairs.x_i_m, pairs.y_i_m, pairs.rise_i_m)
    x_j, y_j = corrected(pairs.j, pairs.x_j_m, pairs.y_j_m, pairs.rise_j_m)
    other.learn(pairs._replace(x_i_m=x_i, y_i_m=y_i, x_j_m=x_j, y_j_m=y_j), applied)
    plain.solve(10.0)
    other.solve(10.0)
    np.testing.assert_allclose(other.biases().value, plain.biases().value, rtol=0, atol=1e-6)


def test_a_restored_registration_has_the_same_future():
    sky, registration = Sky(8), Registration(SENSORS, PLANE)
    watch(sky, registration, 0, 300)
    sky.biases[0, 1] += np.radians(0.3)
    watch(sky, registration, 300, 360)
    registration.learn(sky.pairs(360, 365, 30))
    other = Registration(SENSORS, PLANE)
    other.restore(unpack(pack(registration.checkpoint())))
    assert pack(other.checkpoint()) == pack(registration.checkpoint())
    rest = [sky.pairs(t, t + 10, 50) for t in range(365, 665, 10)]
    for k, pairs in enumerate(rest):
        for each in (registration, other):
            each.learn(pairs)
        assert registration.solve(375.0 + 10 * k) == other.solve(375.0 + 10 * k)
    assert pack(other.checkpoint()) == pack(registration.checkpoint())


def test_a_restored_registration_knows_its_sensors_by_name():
    sky, registration = Sky(9), Registration(SENSORS, PLANE)
    watch(sky, registration, 0, 300)
    before = registration.biases()
    other = Registration([SENSORS[2], radar("new", 54.0, 25.0), SENSORS[1]], PLANE)
    other.restore(unpack(pack(registration.checkpoint())))
    after = other.biases()
    for now, then in ((0, 2), (2, 1)):
        np.testing.assert_allclose(after.value[now], before.value[then], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(after.sigma[now], before.sigma[then], rtol=1e-9, atol=1e-12)
        assert after.pairs[now] == before.pairs[then]
    np.testing.assert_allclose(after.sigma[1], PRIOR)
    moved = Registration([radar("a", 54.7, 22.8), *SENSORS[1:]], PLANE)
    moved.restore(unpack(pack(registration.checkpoint())))
    np.testing.assert_allclose(moved.biases().sigma[0], PRIOR)
    assert other.biases().status == ("ok", "ok", "ok")
    pairs = Sky(9, couples=((1, 2),), biases=sky.biases).pairs(300, 310, 60)
    other.learn(pairs._replace(i=np.full(60, 2), j=np.full(60, 0)))
    assert other.solve(310.0) == []
    assert np.all(other.biases().sigma[2] < after.sigma[2])


def test_it_solves_no_oftener_than_set_and_bears_having_nothing():
    registration = Registration(SENSORS, PLANE)
    assert registration.solve(5.0) == []
    registration.learn(Sky(0).pairs(0, 10, 50))
    assert registration.solve(14.9) == []
    assert registration.biases().pairs.sum() == 0
    registration.solve(15.0)
    assert registration.biases().pairs.sum() > 0
    assert Registration([], PLANE).solve(0.0) == []


def test_real_geometry_two_turning_radars_and_interpolated_reports():
    """Plots by ellipsoid and projection, ADS-B each second, radars of 4 and 5 s; pairs as a tracker makes them."""
    values = []
    for seed in range(8):
        sky, registration = Sky(seed), Registration(SENSORS, PLANE, STEADY)
        rng, b = sky.rng, sky.biases
        n, every = 25, 1.0
        start, velocity = rng.uniform(-1.5e5, 1.5e5, (2, n)), rng.uniform(-180, 180, (2, n))
        height_m = rng.uniform(1000, 11_000, n)
        reports_s = np.arange(-2.0, 130.0, every)
        x, y = (start[a][:, None] + velocity[a][:, None] * (reports_s - b[2, 2]) for a in (0, 1))
        x, y = x + PLACE_M * rng.standard_normal(x.shape), y + PLACE_M * rng.standard_normal(x.shape)
        parts = []
        for r, turn_s in ((0, 4.0), (1, 5.0)):
            site = SENSORS[r].site
            for k in range(int(120 / turn_s)):
                t = (k + rng.random(n)) * turn_s
                lat, lon = PLANE.geodetic_from_plane(*(start + velocity * (t - b[r, 2])))
                enu = wgs84.enu_from_geodetic(lat, lon, height_m, site.lat_deg, site.lon_deg, site.height_m)
                range_m, azimuth_deg, _ = wgs84.polar_from_enu(*enu)
                plots = plane_from_polar(
                    PLANE, site_constants(site.lat_deg, site.lon_deg, site.height_m),
                    range_m + b[r, 0] + RANGE_M * rng.standard_normal(n),
                    azimuth_deg + np.degrees(b[r, 1] + AZIMUTH_RAD * rng.standard_normal(n)),
                    RANGE_M, np.degrees(AZIMUTH_RAD), height_m=height_m, sigma_height_m=10.0,
                )  # fmt: skip
                left, rows = np.searchsorted(reports_s, t, "right") - 1, np.arange(n)
                squares = np.full(n, PLACE_M**2)
                report = interpolated(
                    t,
                    *((reports_s[m], x[rows, m], y[rows, m], squares, 0 * squares, squares) for m in (left, left + 1)),
                    0.5,
                )
                R = plots.covariance_m2
                parts.append(
                    Pairs(
                        t, np.full(n, r), np.full(n, 2), plots.x_m, plots.y_m, report.x_m, report.y_m,
                        velocity[0], velocity[1], R[:, 0, 0] + report.rxx_m2, R[:, 0, 1] + report.rxy_m2,
                        R[:, 1, 1] + report.ryy_m2, height_m - 100.0, height_m - 100.0,
                    )
                )  # fmt: skip
        everything = joined(parts)
        for t in range(0, 130, 10):
            registration.learn(taken(everything, (everything.time_s >= t) & (everything.time_s < t + 10)))
            assert registration.solve(t + 10.0) == []
        value, freedom = nees(registration, b)
        values.append(value)
    assert inside(values, freedom)
