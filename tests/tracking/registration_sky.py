"""A sky of targets and what two radars and an ADS-B receiver of known biases say of them, on a flat plane."""

import numpy as np

from sargas.geo.plane import SystemPlane
from sargas.model.place import Site
from sargas.model.sensor import Sensor
from sargas.tracking.registration_pairs import TRUTH, Pairs

PLANE = SystemPlane(55.0, 24.0)
PRIOR = np.array([70.0, np.radians(0.07), 0.3])
LATENCY_S = 0.15
RANGE_M, AZIMUTH_RAD, PLACE_M = 50.0, np.radians(0.08), 20.0
"""Noise of radars and of reports."""


def radar(name, lat_deg, lon_deg):
    return Sensor(id=name, feed="f", kind="ssr", site=Site(lat_deg, lon_deg, 100.0))


SENSORS = [radar("a", 54.6, 22.8), radar("b", 55.6, 25.0), Sensor(id="adsb", feed="f", kind="adsb")]
BOTH_AND_REPORTS = ((0, 2), (1, 2), (0, 1))


class Sky:
    """Draws targets anywhere and what sensors of known biases say of them, on a flat plane, by trigonometry."""

    def __init__(self, seed, couples=BOTH_AND_REPORTS, biases=None, half_m=180e3):
        self.rng, self.couples, self.half_m = np.random.default_rng(seed), np.array(couples), half_m
        self.biases = self.drawn() if biases is None else np.array(biases, float)
        self.spoofed, self.spoof_m, self.noise = 0.0, None, 1.0

    def drawn(self):
        biases = self.rng.standard_normal((3, 3)) * PRIOR
        biases[2] = 0.0, 0.0, LATENCY_S * self.rng.standard_normal()
        return biases

    def pairs(self, from_s, to_s, n):
        rng = self.rng
        couple = self.couples[rng.integers(0, len(self.couples), n)]
        x_m, y_m = rng.uniform(-self.half_m, self.half_m, (2, n))
        speed, heading, rise_m = rng.uniform(60, 260, n), rng.uniform(0, 2 * np.pi, n), rng.uniform(500, 11e3, n)
        vx, vy = speed * np.sin(heading), speed * np.cos(heading)
        said = [self._said(couple[:, side], x_m, y_m, vx, vy, rise_m) for side in (0, 1)]
        (xi, yi, Ri), (xj, yj, Rj) = said
        columns = (xi, yi, xj, yj, vx, vy, *(Ri + Rj), rise_m, rise_m)
        return Pairs(rng.uniform(from_s, to_s, n), couple[:, 0], couple[:, 1], *columns)

    def _said(self, sensor, x_m, y_m, vx, vy, rise_m):
        rng, n = self.rng, len(sensor)
        bias = np.concatenate((self.biases, np.zeros((1, 3))))[sensor]
        x_m, y_m = x_m - vx * bias[:, 2], y_m - vy * bias[:, 2]
        sites = [PLANE.plane_from_geodetic(s.site.lat_deg, s.site.lon_deg) for s in SENSORS[:2]]
        site = np.array([*sites, (0, 0), (0, 0)])[sensor]
        range_m = np.sqrt((x_m - site[:, 0]) ** 2 + (y_m - site[:, 1]) ** 2 + rise_m**2) + bias[:, 0]
        azimuth = np.arctan2(x_m - site[:, 0], y_m - site[:, 1]) + bias[:, 1]
        range_m += self.noise * RANGE_M * rng.standard_normal(n)
        azimuth += self.noise * AZIMUTH_RAD * rng.standard_normal(n)
        ground_m = np.sqrt(np.maximum(range_m**2 - rise_m**2, 1.0))
        u, v = np.sin(azimuth), np.cos(azimuth)
        along, across = (RANGE_M * range_m / ground_m) ** 2, (AZIMUTH_RAD * ground_m) ** 2
        R = np.array([along * u * u + across * v * v, (along - across) * u * v, along * v * v + across * u * u])
        reports = sensor == 2
        place_m = PLACE_M * reports
        # Always drawn, so that a sky with spoofers is else the same.
        shift_m, towards = 300e3 * rng.random(n), rng.uniform(0, 2 * np.pi, n)
        if self.spoof_m is not None:
            shift_m, towards = np.full(n, np.hypot(*self.spoof_m)), np.arctan2(*self.spoof_m)
        shift_m *= reports & (rng.random(n) < self.spoofed)
        x_m = x_m + place_m * rng.standard_normal(n) + shift_m * np.sin(towards)
        y_m = y_m + place_m * rng.standard_normal(n) + shift_m * np.cos(towards)
        polar = sensor < 2
        polar &= sensor != TRUTH
        known = np.stack((place_m**2 + 1e-6, 0 * place_m, place_m**2 + 1e-6))
        x_said, y_said = site[:, 0] + ground_m * u, site[:, 1] + ground_m * v
        return np.where(polar, x_said, x_m), np.where(polar, y_said, y_m), np.where(polar, R, known)
