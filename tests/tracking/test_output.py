"""Tracks as others see them: against `sargas.geo` for places and against hashlib-free facts for names."""

from typing import Any

import numpy as np
import pytest

from sargas.geo.plane import SystemPlane
from sargas.model.tracks import COASTING, CONFIRMED, ENDED, TENTATIVE, Tracks
from sargas.tracking.motion import combine
from sargas.tracking.output import changed_rows, hashable, name_tracks, on_plane, tracks_of
from sargas.tracking.rows import STATION, Rows, stations_of
from sargas.tracking.settings import Settings
from sargas.tracking.terms import terms_of
from tracking.conftest import blank, state_of

PLANE = SystemPlane(55.0, 24.0)
TERMS = terms_of(Settings(motion_noise_m2ps3=(4.0,), motion_share=(1.0,)))

STATIONS = np.zeros(1, STATION)
STATIONS["radar"] = -1


@pytest.fixture
def rows() -> Rows:
    rows = blank(2, 1)
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
    return tracks_of(rows, STATIONS, np.arange(2), time_s, TERMS, PLANE.constants, ("r",))


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
    name_tracks(rows, np.arange(1), (hashable("r"),))
    first = seen(rows, 100.0).track(0).uid
    assert first[14] == "5"
    assert first[19] in "89ab"
    assert rows["named"].tolist() == [True, False]
    again = rows.copy()
    again["named"], again["hits"], again["number"] = False, 7, 99
    name_tracks(again, np.arange(1), (hashable("r"),))
    assert again["uid"][0].tolist() == rows["uid"][0].tolist()
    again["named"], again["seed"][0, 1, 0] = False, 94.001
    name_tracks(again, np.arange(1), (hashable("r"),))
    assert again["uid"][0].tolist() != rows["uid"][0].tolist()


def test_claims_are_shown_when_made(rows: Rows) -> None:
    rows["address"] = [0x4CA123, 1 << 63 | 5]
    rows["claimed"], rows["mode_3a"], rows["callsign"] = [3, 0], 0o1234, np.frombuffer(b"LTU42   ", np.uint64)[0]
    claims: list[Any] = [track.claims for track in seen(rows, 100.0)]
    assert (claims[0].mode_s, claims[0].mode_3a, claims[0].callsign) == (0x4CA123, 0o1234, "LTU42   ")
    assert (claims[1].mode_s, claims[1].mode_3a, claims[1].callsign) == (None, None, None)
    assert seen(rows, 100.0).remote_id_hash.tolist() == [0, 1 << 63 | 5]


def test_what_changed_is_told_once_and_new_ones_are_numbered(make_radar: Any) -> None:
    """Rows: unchanged, new, tentative, tentative that was told, ended, ended before it had a number, new again."""
    rows = blank(7)
    rows["alive"] = [True, True, True, True, False, False, True]
    rows["status"] = [CONFIRMED, CONFIRMED, TENTATIVE, TENTATIVE, ENDED, ENDED, COASTING]
    rows["changed"] = [False, True, True, True, True, True, True]
    rows["number"] = [3, 0, 0, 5, 6, 0, 0]
    rows["hits"][[1, 4]] = 2  # enough for a name
    stations = stations_of([make_radar()], PLANE, Settings())
    for show, numbers in ((False, [3, 7, 0, 5, 6, 0, 8]), (True, [3, 7, 8, 5, 6, 0, 9])):
        state = state_of(stations, rows)
        shown, told, ended, new, following = changed_rows(state, 7, show)
        # A tentative track that was told, and that a replay took back, is not told again as tentative.
        assert shown.tolist() == [i for i in (1, 2, 3, 4, 6) if numbers[i] and (show or i != 3)]
        assert ended.tolist() == [4, 5]
        assert (state.rows["number"][:7].tolist(), following) == (numbers, max(numbers) + 1)
        assert told.tolist() == [numbers[i] for i in shown.tolist()]
        assert new.tolist() == [i for i in shown.tolist() if i in (1, 4)]
        assert [len(slots) for slots in changed_rows(state, following, show)[:4]] == [0, 0, 0, 0]


def test_on_the_plane_it_is_the_same_track(rows: Rows) -> None:
    """Predicted as `tracks_of` does, without the turn of the axes."""
    shown, tracks = on_plane(rows, STATIONS, np.arange(2), 110.0, TERMS), seen(rows, 110.0)
    assert shown.number.tolist() == [8, 9]
    lat_deg, lon_deg = PLANE.geodetic_from_plane(shown.state[:, 0], shown.state[:, 1])
    assert (lat_deg, lon_deg) == (pytest.approx(tracks.lat_deg), pytest.approx(tracks.lon_deg))
    F = np.eye(4) + 10.0 * np.eye(4, k=2)
    q = 4.0 * np.array([[1000.0 / 3, 50.0], [50.0, 10.0]])
    P = np.zeros((4, 4))
    P[np.triu_indices(4)] = rows["P"][0, 0]
    P = P + np.triu(P, 1).T
    assert shown.covariance[0] == pytest.approx(F @ P @ F.T + np.kron(q, np.eye(2)))
    assert shown.state[0] == pytest.approx(F @ rows["x"][0, 0])
    assert rows["time_s"].tolist() == [100.0, 100.0]
