"""Tracks as others see them: against `sargas.geo` for places and against hashlib-free facts for names."""

from typing import Any

import numpy as np
import pytest

from sargas.geo.plane import SystemPlane
from sargas.model.tracks import Tracks
from sargas.tracking.motion import combine
from sargas.tracking.output import name_tracks, tracks_of
from sargas.tracking.rows import Rows, terms_of, track_row
from sargas.tracking.settings import Settings

PLANE = SystemPlane(55.0, 24.0)
TERMS = terms_of(Settings(motion_noise_m2ps3=(4.0,), motion_share=(1.0,)))


@pytest.fixture
def rows() -> Rows:
    rows = np.zeros(2, track_row(1))
    rows["mu"], rows["time_s"], rows["hits"] = 1.0, 100.0, 2
    x_m, y_m = PLANE.plane_from_geodetic([56.5, 54.0], [27.0, 21.5])
    rows["x"][:, 0, 0], rows["x"][:, 0, 1], rows["x"][:, 0, 2], rows["x"][:, 0, 3] = x_m, y_m, 80.0, -30.0
    rows["P"][:, 0, [0, 1, 4, 7, 8, 9]] = [10000.0, 3000.0, 2500.0, 100.0, 20.0, 49.0]
    for row in rows:
        combine(row)
    rows["number"] = [8, 9]
    rows["seed"][:, 0, 0], rows["seed"][:, 1, 0] = 90.0, 94.0
    return rows


def seen(rows: Rows, time_s: float) -> Tracks:
    return tracks_of(rows, np.arange(2), time_s, TERMS, PLANE.constants, ("r",))


def test_place_and_velocity(rows: Rows) -> None:
    tracks = seen(rows, 100.0)
    assert tracks.lat_deg == pytest.approx([56.5, 54.0])
    assert tracks.lon_deg == pytest.approx([27.0, 21.5])
    # A second later the place has moved by the velocity on the ellipsoid.
    later = seen(rows, 101.0)
    north = (later.lat_deg - tracks.lat_deg) * np.array([111_361.0, 111_311.0])
    east = (later.lon_deg - tracks.lon_deg) * 111_413.0 * np.cos(np.radians(tracks.lat_deg)) * 1.0023
    assert tracks.north_mps == pytest.approx(north, rel=2e-3)
    assert tracks.east_mps == pytest.approx(east, rel=2e-3)
    assert rows["time_s"].tolist() == [100.0, 100.0]


def test_covariance_turns_with_the_axes_and_grows_with_time(rows: Rows) -> None:
    tracks = seen(rows, 100.0)
    c = np.radians(PLANE.convergence_deg(tracks.lat_deg, tracks.lon_deg))
    k = PLANE.scale(tracks.lat_deg, tracks.lon_deg)
    for i in range(2):
        A = np.array([[np.cos(c[i]), np.sin(c[i])], [-np.sin(c[i]), np.cos(c[i])]]) / k[i]
        want = A @ np.array([[10000.0, 3000.0], [3000.0, 2500.0]]) @ A.T
        speed = A @ np.array([[100.0, 20.0], [20.0, 49.0]]) @ A.T
        assert tracks.covariance[i, [0, 1, 6]] == pytest.approx([want[0, 0], want[0, 1], want[1, 1]])
        assert tracks.covariance[i, [15, 16, 18]] == pytest.approx([speed[0, 0], speed[0, 1], speed[1, 1]])
    later = seen(rows, 110.0)
    trace = later.covariance[:, 0] + later.covariance[:, 6]
    assert trace * k**2 == pytest.approx(12500.0 + 100.0 * 149.0 + 2 * 4.0 * 1000.0 / 3.0, rel=1e-4)
    assert later.time_s.tolist() == [110.0, 110.0]
    assert np.all(later.covariance[:, [2, 5, 7, 10, 11, 12, 13, 14, 17, 19, 20]] == 0.0)


def test_height_with_its_unknown_qnh(rows: Rows) -> None:
    rows["height_source"][0], rows["h"][0], rows["Ph"][0] = 4, [3000.0, 5.0], [100.0, 3.0, 4.0]
    rows["height_s"][0], rows["height_bias_m2"][0] = 98.0, 200.0**2
    tracks = seen(rows, 100.0)
    assert tracks.track(0).height_m == pytest.approx(3010.0)
    assert tracks.track(0).height_source == "pressure_standard"
    q = Settings().vertical_noise_m2ps3
    assert tracks.covariance[0, 11] == pytest.approx(100.0 + 2 * (6.0 + 2 * 4.0) + q * 8 / 3 + 40_000.0)
    assert tracks.track(1).height_m is None
    assert len(tracks.track(1).covariance) == 10


def test_names_are_version_5_and_of_the_first_two_plots(rows: Rows) -> None:
    rows["hits"][1] = 1
    name_tracks(rows, np.arange(2), ("r",))
    first = seen(rows, 100.0).track(0).uid
    assert first[14] == "5"
    assert first[19] in "89ab"
    assert not rows["named"][1]
    again = rows.copy()
    again["named"], again["hits"], again["number"] = False, 7, 99
    name_tracks(again, np.arange(1), ("r",))
    assert again["uid"][0].tolist() == rows["uid"][0].tolist()
    again["named"], again["seed"][0, 1, 0] = False, 94.001
    name_tracks(again, np.arange(1), ("r",))
    assert again["uid"][0].tolist() != rows["uid"][0].tolist()


def test_claims_are_shown_when_made(rows: Rows) -> None:
    rows["address"] = [0x4CA123, 1 << 63 | 5]
    rows["claimed"], rows["mode_3a"], rows["callsign"] = [3, 0], 0o1234, np.frombuffer(b"LTU42   ", np.uint64)[0]
    claims: list[Any] = [track.claims for track in seen(rows, 100.0)]
    assert (claims[0].mode_s, claims[0].mode_3a, claims[0].callsign) == (0x4CA123, 0o1234, "LTU42   ")
    assert (claims[1].mode_s, claims[1].mode_3a, claims[1].callsign) == (None, None, None)
