from itertools import pairwise

import numpy as np
import pytest

from sargas.model.tracks import ENDED, Tracks
from sargas.web.rows import Rows, Trails
from web.bench import T0, tracks_of


def by_number(tracks):
    return {track.number: track for track in tracks}


def test_rows_hold_what_a_plain_dict_would():
    rng = np.random.default_rng(4)
    rows, plain = Rows(), {}
    for step in range(200):
        numbers = rng.choice(700, size=rng.integers(0, 60), replace=False) + 1
        tracks = tracks_of(numbers, T0 + step)
        tracks.lat_deg[:] = rng.uniform(50, 60, len(numbers))
        tracks.status[:] = np.where(rng.random(len(numbers)) < 0.3, ENDED, 1)
        if step % 2:  # another table of names, in another order
            tracks = Tracks(("x", *reversed(tracks.sources)), **tracks.arrays())
            tracks.contributor[:, 0], tracks.contributor_s[:, 0] = 0, T0 + step - 1
        alive, ended = rows.apply(tracks)
        for track in tracks:
            plain.pop(track.number, None)
            if track.status != "ended":
                plain[track.number] = track
        assert sorted(alive + ended) == sorted(numbers.tolist())
    assert len(rows) == len(plain) > 100
    assert by_number(rows.all()) == plain
    some = list(plain)[::7]
    assert by_number(rows.some([*some, 9999])) == {n: plain[n] for n in some}
    assert rows.track(some[0]) == plain[some[0]]
    assert rows.track(9999) is None


def test_trails_are_spaced_and_bounded():
    trails = Trails()
    for k in range(4_000):
        trails.add(tracks_of([1, 2], T0 + k * 0.5, lat_deg=50.0 + k * 1e-4))
    points = trails.points(1)
    assert len(points) == Trails.LONGEST
    assert points[-1] == (T0 + 1998.0, pytest.approx(50.3996), 24.0, None)
    assert [round(b[0] - a[0], 6) for a, b in pairwise(points)] == [2.0] * 599
    assert trails.points(3) == []


def test_trails_remember_heights_and_go_on_when_the_ring_is_full(monkeypatch):
    monkeypatch.setattr(Trails, "POINTS", 10)
    trails = Trails()
    for k in range(12):
        trails.add(tracks_of([1], T0 + 2 * k, height_m=100.0 + k))
    assert [p[3] for p in trails.points(1)] == [102.0 + k for k in range(10)]
    assert [p[0] for p in trails.points(1)] == sorted(p[0] for p in trails.points(1))


def test_a_track_that_ended_may_come_back_under_its_number():
    trails = Trails()
    trails.add(tracks_of([1], T0))
    trails.forget([1])
    trails.add(tracks_of([1], T0 + 0.5))
    assert len(trails.points(1)) == 2
