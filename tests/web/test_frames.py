"""Frames against the documented table, read with struct alone."""

import struct

import numpy as np
import pytest
from pyproj import Geod

from sargas.model.plot import Bearing, Geodetic, Plot, Polar, Presence
from sargas.model.plots import Plots
from sargas.model.tracks import Tracks
from sargas.web.frames import PLOT_ROW, TRACK_ROW, PlotPlaces, track_frame
from web.bench import SENSORS, T0, tracks_of

ROW = "<IBBBBddfffffffffHh8sIIfHHd"
NAMES = """number status identity class flags lat_deg lon_deg height_m east_mps north_mps up_mps age_s radius_95_m
major_m minor_m azimuth_deg mode_3a level callsign mode_s incident existence sensors reserved updated_s"""
FIELDS = NAMES.split()


def read(frame):
    """(header, rows, tombstones) of a track frame by the table of docs/reference/web.md."""
    magic, kind, flags, stride, sequence, count, tombs, reserved, time_s, speed = struct.unpack_from(
        "<4sBBHIIIIdd", frame
    )
    assert (magic, reserved) == (b"SGT1", 0)
    rows = [dict(zip(FIELDS, struct.unpack_from(ROW, frame, 40 + i * stride), strict=True)) for i in range(count)]
    ended = struct.unpack_from(f"<{tombs}I", frame, 40 + count * stride)
    assert len(frame) == 40 + count * stride + 4 * tombs
    header = {"kind": kind, "flags": flags, "stride": stride, "sequence": sequence, "time_s": time_s, "speed": speed}
    return header, rows, list(ended)


def test_strides_are_the_documented_ones():
    assert (TRACK_ROW.itemsize, struct.calcsize(ROW), PLOT_ROW.itemsize) == (96, 96, 32)


def test_a_track_with_everything():
    tracks = tracks_of([4_000_000_123], height_m=1200.5, up_mps=-2.0, mode_3a=0o7700, mode_s=0x4CA123, callsign=b"LTU1")
    tracks.identity[:], tracks.classification[0, 3] = 5, 0.8
    tracks.simulated[:], tracks.assumed_accuracy[:], tracks.reported_by[:] = True, True, 0
    more = tracks_of([1], pressure_altitude_m=-76.2, incident=77, fused_with=9, emergency=1)
    for name in ("pressure_altitude_m", "incident", "fused_with", "emergency"):
        getattr(tracks, name)[:] = getattr(more, name)
    tracks.has |= more.has
    tracks.contributor_s[0, :3] = T0 - 1.0, T0 - 19.0, T0 - 200.0
    tracks.updated_s[:] = T0 - 3.5
    header, (row,), ended = read(track_frame(1, 3, 5, tracks, [8, 9], T0, 4.0))
    assert header == {"kind": 1, "flags": 3, "stride": 96, "sequence": 5, "time_s": T0, "speed": 4.0}
    assert ended == [8, 9]
    assert (row["number"], row["status"], row["identity"], row["class"]) == (4_000_000_123, 1, 5, 3)
    assert row["flags"] == 1 + 2 + 4 + 8 + 16 + 32
    assert (row["lat_deg"], row["lon_deg"], row["height_m"], row["up_mps"]) == (54.5, 24.0, 1200.5, -2.0)
    assert (row["mode_3a"], row["level"], row["mode_s"], row["incident"]) == (0o7700, -10, 0x4CA123, 77)
    assert row["callsign"] == b"LTU1    "
    assert (row["sensors"], row["age_s"], row["updated_s"]) == (2, 3.5, T0 - 3.5)
    assert row["radius_95_m"] == pytest.approx(244.77)


def test_a_track_with_nothing():
    _, (row,), _ = read(track_frame(0, 0, 0, tracks_of([1]), [], T0, 1.0))
    assert (row["mode_3a"], row["level"], row["mode_s"], row["incident"]) == (0xFFFF, 0x7FFF, 0xFFFFFFFF, 0)
    assert (row["flags"], row["class"], row["callsign"], row["height_m"]) == (0, 0, b" " * 8, 0.0)


@pytest.mark.parametrize(("own", "shown"), [({}, b"KLM4    "), ({"callsign": b"LTU1"}, b"LTU1    ")])
def test_a_track_that_says_no_call_sign_has_its_flight_plans(own, shown):
    _, (row,), _ = read(track_frame(0, 0, 0, tracks_of([1], plan_callsign=b"KLM4", **own), [], T0, 1.0))
    assert row["callsign"] == shown


def test_hostile_callsigns_are_shown_as_ascii():
    _, (row,), _ = read(track_frame(0, 0, 0, tracks_of([1], callsign=b"<a\x00\xff\x1b>"), [], T0, 1.0))
    assert row["callsign"] == b"<a ??>  "


def test_positions_are_those_of_the_tick():
    tracks = tracks_of([1], time_s=T0 - 4.0, lat_deg=60.0, east_mps=200.0, north_mps=-150.0)
    _, (row,), _ = read(track_frame(0, 0, 0, tracks, [], T0, 1.0))
    azimuth_deg, _, distance_m = Geod(ellps="WGS84").inv(24.0, 60.0, row["lon_deg"], row["lat_deg"])
    assert distance_m == pytest.approx(1000.0, abs=0.2)
    assert azimuth_deg % 360.0 == pytest.approx(np.degrees(np.arctan2(200.0, -150.0)), abs=0.02)


def test_the_ellipse():
    tracks = tracks_of([1])
    tracks.covariance[0, [0, 1, 6]] = 2_500.0, 1_500.0, 2_500.0  # 45 degrees: 4000 along, 1000 across
    _, (row,), _ = read(track_frame(0, 0, 0, tracks, [], T0, 1.0))
    assert (row["major_m"], row["minor_m"]) == (pytest.approx(4000**0.5), pytest.approx(1000**0.5))
    assert row["azimuth_deg"] == pytest.approx(45.0)


def test_no_tracks():
    assert read(track_frame(0, 2, 9, Tracks.empty(), [], T0, 0.0))[1:] == ([], [])


def test_plots_have_their_place():
    plots = Plots.from_plots(
        [
            Plot("psr-1", T0, Polar(50_000.0, 90.0, elevation_deg=0.0), echo="psr", simulated=True),
            Plot("adsb", T0 + 1, Geodetic(55.0, 24.5), echo="adsb"),
            Plot("psr-1", T0, Bearing(10.0)),
            Plot("adsb", T0, Polar(1000.0, 0.0)),  # no site: nowhere
            Plot("psr-1", T0, Presence(500.0)),
            Plot("psr-1", T0, Polar(1000.0, 0.0), purpose="test"),
            Plot("stranger", T0, Geodetic(55.0, 24.5)),
        ]
    )
    frame = PlotPlaces(SENSORS).frame(1, plots, T0, 1.0)
    assert struct.unpack_from("<4sBBHIII", frame) == (b"SGT1", 2, 1, 32, 0, 4, 0)
    rows = [struct.unpack_from("<ddHBBId", frame, 40 + 32 * i) for i in range(4)]
    assert [row[2:] for row in rows] == [(0, 0, 1, 0, T0), (1, 4, 0, 0, T0 + 1), (0, 5, 0, 0, T0), (2, 5, 0, 0, T0)]
    _, _, distance_m = Geod(ellps="WGS84").inv(22.76, 54.64, rows[0][1], rows[0][0])
    assert distance_m == pytest.approx(50_000.0, rel=1e-3)
    assert rows[1][:2] == (55.0, 24.5)
    assert rows[2][:2] == (54.64, 22.76)


def test_a_slant_range_becomes_a_ground_range_with_the_height_that_is_claimed():
    from sargas.model.claims import Claims

    high = Plot("psr-1", T0, Polar(20_000.0, 45.0), claims=Claims(pressure_altitude_m=12_000.0))
    (row,) = PlotPlaces(SENSORS).rows(Plots.from_plots([high]))
    _, _, distance_m = Geod(ellps="WGS84").inv(22.76, 54.64, row["lon_deg"], row["lat_deg"])
    assert distance_m == pytest.approx((20_000.0**2 - 11_930.0**2) ** 0.5, rel=3e-3)
