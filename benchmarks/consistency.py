"""Whether the tracker's covariance is honest, class of motion by class: NEES of place and velocity.

    consistency.py                 every class, by one radar, by two, by a radar and ADS-B; 50 flights each
    consistency.py balloon ...     only these
    consistency.py told            every class by a tracker that is told of the class: what could be reached

Each flight (`tests/tracking/flights.py`) has a `Tracker` of its own with shipped settings, told that its sensors have
no biases (with one target it cannot learn them, and their errors are not the motion's); ticks are the times of plots.
Errors [x y vx vy] are of the track nearest to the target at each tick from BEGIN_S on, straight flight and manoeuvres
together; 4 is right.
  NEES     mean over flights and time
  bounds   what an honest filter keeps with 95 %: chi-square with 4 n degrees, n the number of independent samples.
           Errors at neighbouring times are correlated: n = samples / tau, tau = 1 + 2 sum of autocorrelations of NEES
           about its flight's mean, to the first below 0.05 (Bar-Shalom, Li and Kirubarajan 2001, eq. 5.4.2-10)
  +-       1.96 standard errors of NEES by the spread between flights: what other flights would have given
  times    share of times at which the mean over flights lies in the textbook's bounds of as many independent samples
           as there are flights, [3.25, 4.83] of 50: 95 % of an honest filter's
  inside   share of samples inside their own 95 % ellipse
  RMS      of place and velocity
"""

import sys
import time
from typing import NamedTuple

import msgspec
import numpy as np
from measure import ROOT

sys.path.insert(0, str(ROOT / "tests"))
from sargas.model.plots import Plots
from sargas.model.sensor import Sensor
from sargas.scoring.chi_square import quantile
from sargas.tracking import Settings, Tracker
from sargas.tracking.registration_settings import RegistrationSettings
from tracking.flights import CLASSES, ORIGIN, SECONDS, SETS, START_S, STEP_S, Floats, flight, seen

TOLD = Settings(
    registration=RegistrationSettings(
        sigma_range_m=0.1, sigma_azimuth_deg=1e-4, sigma_time_s=1e-4, sigma_latency_s=1e-4
    )
)
CLASS_TOLD: dict[str, tuple[tuple[float, ...], tuple[float, ...], float, float]] = {
    "airliner straight": ((0.03,), (1.0,), 15.0, 0.0),
    "airliner turning": ((0.03, 12.0, 400.0), (1.0, 0.2, 0.2), 40.0, 0.0),
    "light aircraft circling": ((0.03, 12.0, 150.0), (1.0, 0.05, 0.05), 15.0, 0.5),
    "drone with waypoints": ((0.03, 12.0, 150.0), (1.0, 1.0, 1.0), 40.0, 0.5),
    "drone loitering": ((0.03, 12.0, 400.0), (1.0, 0.02, 0.2), 15.0, 0.5),
    "multirotor stop and go": ((0.03, 12.0, 150.0), (1.0, 0.2, 0.2), 40.0, 0.0),
    "balloon": ((0.05,), (1.0,), 15.0, 0.0),
    "glider": ((0.03, 12.0, 150.0), (0.1, 1.0, 0.1), 40.0, 0.0),
}
"""Noise, shares, memory and calm share of a tracker of this class alone, found on a grid with other flights."""
BEGIN_S = 30.0
FLIGHTS = 50


class Errors(NamedTuple):
    """Of one flight, at each tick."""

    time_s: Floats
    error: Floats
    """(T, 4) [x y vx vy]; nan without a track."""
    nees: Floats


def errors_of(name: str, seed: int, sensors: tuple[Sensor, ...], settings: Settings) -> Errors:
    """One flight through a tracker."""
    truth, rng = flight(name, seed), np.random.default_rng(seed)
    plots = Plots.concatenate([seen(sensor, truth, rng) for sensor in sensors])
    plots = plots.take(np.argsort(plots.time_s, kind="stable"))
    tracker = Tracker(sensors, ORIGIN, settings)
    times_s, cut = np.unique(plots.time_s, return_index=True)
    cut = np.append(cut, len(plots))
    error = np.full((len(times_s), 4), np.nan)
    nees = np.full(len(times_s), np.nan)
    for j, time_s in enumerate(times_s):
        tracker.update(float(time_s), plots.take(slice(cut[j], cut[j + 1])))
        k = round((time_s - START_S) / STEP_S)
        if k * STEP_S < BEGIN_S:
            continue
        now = tracker.on_plane()
        if not len(now.number):
            continue
        off = now.state - np.concatenate([truth.place_m[k], truth.velocity_mps[k]])
        i = int(np.argmin(np.hypot(off[:, 0], off[:, 1])))
        error[j], nees[j] = off[i], off[i] @ np.linalg.solve(now.covariance[i], off[i])
    late = times_s - START_S >= BEGIN_S
    return Errors(times_s[late] - START_S, error[late], nees[late])


class Row(NamedTuple):
    """What an Errors of many flights comes to."""

    nees: float
    low: float
    high: float
    spread: float
    times: float
    inside: float
    place_m: float
    velocity_mps: float
    tau: float
    there: float
    """Share of ticks with a track."""


def row_of(flights: list[Errors], every_s: float) -> Row:
    """The figures of a class."""
    own = [f.nees[np.isfinite(f.nees)] for f in flights]
    pooled = np.concatenate(own)
    tau = correlation(own)
    n = len(pooled) / tau
    means = np.array([f.mean() for f in own if len(f)])
    # Mean over flights at equal times: the last sample of each flight in each turn of the radar.
    turns = np.arange(BEGIN_S + every_s, SECONDS, every_s)
    rows = np.array([f.nees[np.searchsorted(f.time_s, turns, "right") - 1] for f in flights])
    count = np.isfinite(rows).sum(axis=0)
    level = np.nanmean(rows, axis=0)
    fair = [quantile(0.025, 4 * c) / c <= v <= quantile(0.975, 4 * c) / c for c, v in zip(count, level, strict=True)]
    error = np.concatenate([f.error[np.isfinite(f.nees)] for f in flights])
    return Row(
        float(pooled.mean()), quantile(0.025, 4 * n) / n, quantile(0.975, 4 * n) / n,
        1.96 * float(means.std(ddof=1)) / np.sqrt(len(means)), float(np.mean(fair)),
        float((pooled < quantile(0.95, 4)).mean()),
        float(np.sqrt((error[:, :2] ** 2).sum(axis=1).mean())), float(np.sqrt((error[:, 2:] ** 2).sum(axis=1).mean())),
        tau, len(pooled) / sum(len(f.nees) for f in flights),
    )  # fmt: skip


def correlation(series: list[Floats]) -> float:
    """tau of the module's docstring."""
    off = [s - s.mean() for s in series if len(s) > 10]
    power = sum(float(s @ s) for s in off) / sum(len(s) for s in off)
    tau = 1.0
    for lag in range(1, min(len(s) for s in off) // 2):
        rho = sum(float(s[lag:] @ s[:-lag]) for s in off) / sum(len(s) - lag for s in off) / power
        if rho < 0.05:
            break
        tau += 2.0 * rho
    return tau


HEAD = f"{'':<42}  NEES       bounds    +-  times  inside  RMS m    m/s   tau  there"


def main(names: list[str]) -> None:
    """Prints the table."""
    print(HEAD)
    began_s = time.process_time()
    told = names == ["told"]
    for name in list(CLASSES) if told else names or list(CLASSES):
        settings = TOLD
        if told:
            keys = ("motion_noise_m2ps3", "motion_share", "motion_memory_s", "calm_share")
            settings = msgspec.structs.replace(TOLD, **dict(zip(keys, CLASS_TOLD[name], strict=True)))
        for word, sensors in SETS.items():
            flights = [errors_of(name, seed, sensors, settings) for seed in range(FLIGHTS)]
            r = row_of(flights, 4.0)
            good = " " if r.low <= r.nees <= r.high else "*"
            print(
                f"{name + ', ' + word:<42}{r.nees:6.2f}{good}{r.low:6.2f}-{r.high:4.2f} {r.spread:6.2f}"
                f" {100 * r.times:5.0f}% {100 * r.inside:6.1f}% {r.place_m:6.1f} {r.velocity_mps:6.2f} {r.tau:5.1f}"
                f" {100 * r.there:5.1f}%",
                flush=True,
            )
    print(f"{time.process_time() - began_s:.0f} CPU s")


if __name__ == "__main__":
    main(sys.argv[1:])
