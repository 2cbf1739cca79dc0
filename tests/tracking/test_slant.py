"""A plot without height on a track that has one, against the same plot with that height."""

import math
from typing import Any

import numpy as np
import pytest

from sargas.geo.plane import SystemPlane
from sargas.geo.polar import ASSUMED_HEIGHT_M, plane_from_polar, site_constants
from sargas.model.plots import HAS, Plots
from sargas.tracking import Settings, Tracker
from sargas.tracking.gate import gate
from sargas.tracking.hits import take_plot
from sargas.tracking.motion import combine
from sargas.tracking.rows import HIGH, Rows, stations_of
from sargas.tracking.slant import further_m, ground_m, place_of
from sargas.tracking.terms import terms_of
from tracking.conftest import MODELS, ORIGIN, START_S, Scene, blank, shots_at, state_of

SETTINGS = Settings()
TERMS = terms_of(SETTINGS)[0]
PLANE = SystemPlane(*ORIGIN)
SITE = (55.0, 24.0, 200.0)


@pytest.fixture
def stations(make_radar: Any) -> Rows:
    return stations_of([make_radar("a")], PLANE, SETTINGS)


def flat_plot(slant_m: float, azimuth_deg: float) -> Rows:
    """One plot as `sargas.tracking.measure` makes it of a range and an azimuth."""
    seen = plane_from_polar(PLANE, site_constants(*SITE), slant_m, azimuth_deg, 50.0, 0.1)
    (xx, xy), (_, yy) = np.squeeze(seen.covariance_m2)
    return shots_at(
        seen.x_m, seen.y_m, rxx=xx, rxy=xy, ryy=yy, slant_m=slant_m, slant_m2=50.0**2, first=[slant_m, azimuth_deg]
    )


def track_at(x_m: float, y_m: float, height_m: float, sigma_m: float) -> Rows:
    track = blank(1)
    track["alive"], track["hits"], track["time_s"], track["height_s"] = True, 5, 100.0, 100.0
    track["height_source"], track["h"][0, 0], track["Ph"][0, 0] = 2, height_m, sigma_m**2
    track["mu"] = 1.0 / MODELS
    track["x"][:, :, 0], track["x"][:, :, 1] = x_m, y_m
    track["P"][:, :, [0, 4]], track["P"][:, :, [7, 9]] = 400.0, 25.0
    combine(track[0])
    return track


@pytest.mark.parametrize("slant_m", [13_000.0, 20_000.0, 60_000.0, 200_000.0])
@pytest.mark.parametrize(("height_m", "sigma_m"), [(11_000.0, 30.0), (9_000.0, 200.0), (100.0, 50.0)])
def test_place_is_that_of_the_plot_with_the_height_of_the_track(
    stations: Rows, slant_m: float, height_m: float, sigma_m: float
) -> None:
    """Against `plane_from_polar` with that height: moves of up to 6 km to a part in 300, R to 2 %."""
    shot, track = flat_plot(slant_m, 130.0)[0], track_at(0.0, 0.0, height_m, sigma_m)[0]
    wanted = plane_from_polar(
        PLANE, site_constants(*SITE), slant_m, 130.0, 50.0, 0.1, height_m=height_m, sigma_height_m=sigma_m
    )
    x, y, xx, xy, yy = place_of(track, shot, stations[0])
    moved_m = math.hypot(float(wanted.x_m) - shot["x_m"], float(wanted.y_m) - shot["y_m"])
    assert math.hypot(x - float(wanted.x_m), y - float(wanted.y_m)) < 1.0 + moved_m / 300.0
    assert np.array([[xx, xy], [xy, yy]]) == pytest.approx(np.squeeze(wanted.covariance_m2), rel=0.02, abs=60.0)


def test_without_a_height_of_either_the_plot_stays(stations: Rows) -> None:
    shot, track = flat_plot(20_000.0, 130.0)[0], track_at(0.0, 0.0, 11_000.0, 30.0)[0]
    stays = (shot["x_m"], shot["y_m"], shot["rxx"], shot["rxy"], shot["ryy"])
    assert place_of(track, shot, stations[0]) != stays
    for name, value in (("height_source", 0), ("Ph", [4e6, 0.0, 0.0]), ("h", [25_000.0, 0.0])):
        other = track_at(0.0, 0.0, 11_000.0, 30.0)[0]
        other[name] = value
        assert place_of(other, shot, stations[0]) == stays
    shot["slant_m"] = 0.0
    assert place_of(track, shot, stations[0]) == stays


def test_ground_and_how_far_off_a_plot_without_height_is(stations: Rows) -> None:
    assert ground_m(5_000.0, 3_000.0) == pytest.approx(4_000.0, abs=2.5)
    assert ground_m(5_000.0, 6_000.0) < 0.0
    track = track_at(0.0, 0.0, 11_000.0, 1.0)[0]
    shot = flat_plot(20_000.0, 0.0)[0]
    _, y, *_ = place_of(track, shot, stations[0])
    assert further_m(y, 11_000.0, stations[0]) == pytest.approx(shot["y_m"] - y, rel=0.02)
    assert further_m(50_000.0, ASSUMED_HEIGHT_M, stations[0]) < 10.0


def test_the_gate_finds_it_and_the_track_takes_it_where_it_is(stations: Rows) -> None:
    """3 km from the track on the plane; another plot of the slice makes the grid."""
    shots = np.concatenate([flat_plot(20_000.0, 60.0), flat_plot(60_000.0, 200.0)])
    there = plane_from_polar(PLANE, site_constants(*SITE), 20_000.0, 60.0, 50.0, 0.1, height_m=11_000.0)
    x_m, y_m = float(there.x_m), float(there.y_m)
    assert math.hypot(shots["x_m"][0] - x_m, shots["y_m"][0] - y_m) > 3_000.0
    for height_source, edges in ((2, [0]), (0, [])):
        tracks = track_at(x_m, y_m, 11_000.0, 30.0)
        tracks["height_source"] = height_source
        state = state_of(stations, tracks)
        _, _, _, plot, log = gate(state, shots, TERMS, 0, 2, 0, np.full(2, 1e-10))
        count = 0 if not edges else 1
        assert plot[:count].tolist() == edges
        if edges:
            take_plot(state, shots[0], TERMS, 0, float(log[0]))
            assert math.hypot(state.rows["xc"][0, 0] - x_m, state.rows["xc"][0, 1] - y_m) < 20.0
            assert shots["taker"][0] == -1


def test_an_airliner_whose_replies_are_missed_is_one_track(make_radar: Any) -> None:
    """Every second look is an echo alone; it passes the radar at 12 km on the ground, 11 km high."""
    scene, sensor = Scene(height_m=11_000.0), make_radar("a")
    tracker, numbers = Tracker([sensor], ORIGIN, SETTINGS), set()
    for k in range(60):
        x_m = -25_000.0 + 4.0 * k * 220.0
        plots: Plots = scene.plots(sensor, START_S + 4.0 * k, x_m, 12_000.0)
        if k % 2:
            plots.has[:] &= ~np.uint32(HAS["pressure_altitude_m"])
        numbers.update(tracker.update(START_S + 4.0 * k, plots).number.tolist())
    tracks = tracker.on_plane()
    assert numbers == {1}
    assert math.hypot(tracks.state[0, 0] - x_m, tracks.state[0, 1] - 12_000.0) < 150.0
    # A track that no echo is of would still be tentative: there is none but the one.
    assert int(tracker._state.counters[HIGH]) == 1
