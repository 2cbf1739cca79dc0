"""The tracker as a whole, on simulated radars with known truth: consistency, fusion, identity, replay."""

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from scipy.stats import chi2

from running import said_under_two_hash_seeds
from sargas.model.checkpoint import pack, unpack
from sargas.model.plot import Plot, Polar
from sargas.model.plots import Plots
from sargas.model.tracks import ENDED, Tracks
from sargas.tracking import Settings, Tracker
from sargas.tracking.rows import HIGH
from tracking.late import SENSORS, Watch, scene_of

ORIGIN = (55.0, 24.0)
START_S = 1_750_000_000.0
CALM = 2.0


def grid(n: int = 225) -> tuple[Any, Any]:
    """Targets too far apart to be confused."""
    side = int(np.sqrt(n))
    x_m, y_m = np.meshgrid(np.linspace(-140e3, 140e3, side), np.linspace(-140e3, 140e3, side))
    return x_m.ravel() + 4e3, y_m.ravel() + 3e3


def fly(rng: Any, n: int, turns: int, dt: float, q: float) -> tuple[Any, Any, Any, Any]:
    """Nearly constant velocity with noise q, exactly as the model has it: (turns, n) each."""
    x, y = grid(n)
    vx, vy = rng.normal(0, 60, (2, n))
    out = []
    root = np.linalg.cholesky(q * np.array([[dt**3 / 3, dt**2 / 2], [dt**2 / 2, dt]]))
    for _ in range(turns):
        out.append((x, y, vx, vy))
        ex, ey = root @ rng.normal(size=(2, n)), root @ rng.normal(size=(2, n))
        x, y, vx, vy = x + dt * vx + ex[0], y + dt * vy + ey[0], vx + ex[1], vy + ey[1]
    return tuple(np.array(column) for column in zip(*out, strict=True))


def nees(scene: Any, tracker: Tracker, truth: Any) -> Any:
    _, error, covariance = scene.errors(tracker.tracks(), *truth)
    return np.einsum("ni,nij,nj->n", error, np.linalg.inv(covariance), error)


def test_the_matched_filter_is_consistent(scene: Any, make_radar: Any) -> None:
    """NEES of 225 independent targets inside its two-sided 99 % chi-square bounds at every turn from the fourth."""
    sensor, n = make_radar(), 225
    tracker = Tracker([sensor], ORIGIN, Settings(motion_noise_m2ps3=(CALM,), motion_share=(1.0,), speed_sigma_mps=60.0))
    truth = fly(scene.rng, n, 12, 4.0, CALM)
    low, high = chi2.ppf([0.005, 0.995], 4 * n) / n
    for k in range(12):
        tracker.update(START_S + 4 * k, scene.plots(sensor, START_S + 4 * k, truth[0][k], truth[1][k]))
        if k >= 3:
            assert low < nees(scene, tracker, [column[k] for column in truth]).mean() < high


def test_the_shipped_models_are_not_overconfident_on_turns(scene: Any, make_radar: Any) -> None:
    """Drones at 15 to 60 m/s and airliners at 250 m/s, straight and in turns of 2 to 7 m/s^2: mean NEES below 5.5
    (4 is exact), fewer than 5 % outside the 99.9 % bound, every target held."""
    sensor, n = make_radar(), 225
    tracker = Tracker([sensor], ORIGIN, Settings())
    x, y = grid(n)
    speed = np.where(np.arange(n) % 3 == 0, 250.0, scene.rng.uniform(15, 60, n))
    heading = scene.rng.uniform(0, 2 * np.pi, n)
    limit = np.where(speed > 200, 7.0, 2.5)
    values, first = [], None
    for k in range(40):
        tracker.update(START_S + 4 * k, scene.plots(sensor, START_S + 4 * k, x, y))
        vx, vy = speed * np.cos(heading), speed * np.sin(heading)
        tracks = tracker.tracks()
        if k == 8:
            first = scene.errors(tracks, x, y, vx, vy)[0]
            numbers = tracks.number[first]
        if k >= 8:
            values.append(nees(scene, tracker, (x, y, vx, vy)))
        turning = 12 <= k < 18
        for _ in range(40):
            x, y = x + 0.1 * speed * np.cos(heading), y + 0.1 * speed * np.sin(heading)
            heading = heading + (0.1 * limit / speed * (np.arange(n) % 2) if turning else 0.0)
    last = tracker.tracks()
    held = numbers == last.number[scene.errors(last, x, y, vx, vy)[0]]
    assert held.mean() > 0.98
    straight = np.array(values)[:4]
    assert 2.0 < straight.mean() < 4.5
    assert np.mean(np.array(values)) < 5.5
    assert np.mean(np.array(values) > chi2.ppf(0.999, 4)) < 0.05


def test_three_biased_radars_make_one_track_of_each_target(scene: Any, make_radar: Any) -> None:
    """Biases of 100 m and 0.1 degree, different intervals, each plot at its own time."""
    radars = [make_radar("a", 55.2, 22.5), make_radar("b", 54.6, 25.3, interval_s=5.0), make_radar("c", 55.9, 24.4)]
    bias = [(100.0, 0.1), (-100.0, -0.1), (0.0, 0.1)]
    tracker = Tracker(radars, ORIGIN, Settings())
    x, y = scene.rng.uniform(-60e3, 60e3, (2, 30))
    vx, vy = scene.rng.uniform(-150, 150, (2, 30))
    shown: set[int] = set()
    for tick in range(100):
        now_s, parts = START_S + tick, []
        for sensor, (bias_m, bias_deg), phase_s in zip(radars, bias, (0.0, 1.3, 2.2), strict=True):
            for i in range(30):
                # The last look no later than the tick, if it was not in the tick before.
                first_s = phase_s + 0.1 * i
                d = first_s + sensor.interval_s * np.floor((tick - first_s) / sensor.interval_s)
                if d >= first_s and np.ceil(d) == tick and scene.rng.random() < 0.9:
                    parts.append(
                        scene.plots(
                            sensor, START_S + d, x[i] + vx[i] * d, y[i] + vy[i] * d, bias_m=bias_m, bias_deg=bias_deg
                        )
                    )  # fmt: skip
        changed = tracker.update(now_s, Plots.concatenate(parts, [r.id for r in radars]))
        shown |= set(changed.number.tolist())
    tracks = tracker.tracks()
    row, error, _ = scene.errors(tracks, x + vx * 99, y + vy * 99, vx, vy)
    assert np.hypot(error[:, 0], error[:, 1]).max() < 600.0
    assert len(set(row.tolist())) == 30
    assert len(tracks) == 30
    assert len(shown) <= 32
    assert all(len(track.contributors) == 3 for track in tracks)


@pytest.mark.parametrize("addressed", [True, False])
def test_crossing_targets_keep_their_tracks(scene: Any, make_radar: Any, addressed: bool) -> None:
    """20 pairs cross at 60 degrees; addresses hold them all, motion alone nearly all."""
    sensor = make_radar()
    tracker = Tracker([sensor], ORIGIN, Settings())
    cx, cy = (v[:20] for v in grid(100))
    angle = np.concatenate([np.zeros(20), np.full(20, np.pi / 3)])
    vx, vy = 150 * np.cos(angle), 150 * np.sin(angle)
    x0, y0 = np.tile(cx, 2) - 80 * vx, np.tile(cy, 2) - 80 * vy
    more = {"mode_s": np.arange(1, 41)} if addressed else {}
    numbers = []
    for k in range(41):
        d = 4.0 * k
        tracker.update(START_S + d, scene.plots(sensor, START_S + d, x0 + vx * d, y0 + vy * d, **more))
        if k in (10, 40):
            tracks = tracker.tracks()
            numbers.append(tracks.number[scene.errors(tracks, x0 + vx * d, y0 + vy * d, vx, vy)[0]])
    same = np.mean(numbers[0] == numbers[1])
    assert same == 1.0 if addressed else same >= 0.85


def test_a_wrong_or_missing_code_loses_nothing(scene: Any, make_radar: Any) -> None:
    sensor = make_radar()
    tracker = Tracker([sensor], ORIGIN, Settings())
    for k in range(30):
        code = 0o4321 if k % 5 else 0o0017
        more = {} if k % 7 == 0 else {"mode_s": 0xABC if k % 11 else 0x123, "mode_3a": code}
        tracker.update(START_S + 4 * k, scene.plots(sensor, START_S + 4 * k, 5e4 + 400 * k, 2e4, **more))
    (track,) = tracker.tracks()
    assert (track.number, track.claims.mode_s, track.claims.mode_3a) == (1, 0xABC, 0o4321)


def test_life_of_a_track(scene: Any, make_radar: Any) -> None:
    """Confirmed, coasting when not seen, ended once, its number never given again."""
    sensor = make_radar()
    tracker = Tracker([sensor], ORIGIN, Settings(), first_number=500)
    told: list[tuple[int, str]] = []

    def note(tracks: Tracks) -> None:
        told.extend((t.number, t.status) for t in tracks)

    for k in range(6):
        note(tracker.update(START_S + 4 * k, scene.plots(sensor, START_S + 4 * k, 5e4, 2e4)))
    assert told[-1] == (500, "confirmed")
    for k in range(6, 40):
        note(tracker.update(START_S + 4 * k, Plots.empty(0)))
    assert told[-2:] == [(500, "coasting"), (500, "ended")]
    assert len(tracker.tracks()) == 0
    for k in range(40, 45):
        note(tracker.update(START_S + 4 * k, scene.plots(sensor, START_S + 4 * k, 5e4, 2e4)))
    assert told[-1] == (501, "confirmed")


def test_simulated_and_real_never_mix(scene: Any, make_radar: Any) -> None:
    sensor = make_radar()
    tracker = Tracker([sensor], ORIGIN, Settings())
    for k in range(8):
        parts = [scene.plots(sensor, START_S + 4 * k, 5e4, 2e4 + s, simulated=bool(s), mode_s=0xABC) for s in (0, 30.0)]
        tracker.update(START_S + 4 * k, Plots.concatenate(parts))
    assert sorted(t.simulated for t in tracker.tracks()) == [False, True]


def test_what_is_refused_is_told(make_radar: Any) -> None:
    tracker = Tracker([make_radar("a")], ORIGIN, Settings())
    late, wrong = Plot("a", START_S - 61, Polar(5e4, 5.0)), Plot("a", START_S, Polar(-1.0, 5.0))
    tracker.update(START_S, Plots.from_plots([late, late, Plot("x", START_S, Polar(5e4, 1.0)), wrong]))
    assert sorted((f.source, f.count) for f in tracker.faults) == [("a", 1), ("a", 2), ("x", 1)]
    tracker.update(START_S, Plots.empty(0))
    assert tracker.faults == []
    assert sum(tracker.refused.values()) == 4


def busy(tracker: Tracker, scene: Any, sensors: list[Any], ticks: range) -> list[bytes]:
    """Bytes of what each tick of a scene with clutter changed; the plots do not depend on where it is cut."""
    out = []
    for k in ticks:
        scene.rng = np.random.default_rng(k)
        now_s = START_S + 2.0 * k
        sensor = sensors[k % 2]
        x, y = scene.rng.permutation(12) * 0.0 + np.arange(12) * 9e3 + 100.0 * k, np.arange(12) * 5e3
        parts = [
            scene.plots(sensor, now_s - 0.3, x, y, mode_3a=np.arange(12) + 64),
            scene.clutter(sensor, now_s - 0.3, 60),
        ]
        changed = tracker.update(now_s, Plots.concatenate(parts, [s.id for s in sensors]))
        out.append(b"".join(column.tobytes() for column in changed.arrays().values()))
    return out


def test_restored_in_the_middle_the_future_is_identical(scene: Any, make_radar: Any) -> None:
    sensors = [make_radar("a"), make_radar("b", 55.4, 24.9)]
    whole, first, second = (Tracker(sensors, ORIGIN, Settings()) for _ in range(3))
    expected = busy(whole, scene, sensors, range(60))
    assert busy(first, scene, sensors, range(30)) == expected[:30]
    second.restore(first.checkpoint())
    assert second.checkpoint() == first.checkpoint()
    assert busy(second, scene, sensors, range(30, 60)) == expected[30:]
    assert second.checkpoint() == whole.checkpoint()
    assert len(whole.tracks()) >= 12


def test_a_sensor_added_before_the_others_disturbs_no_track(scene: Any, make_radar: Any) -> None:
    sensors = [make_radar("a"), make_radar("b", 55.4, 24.9)]
    first = Tracker(sensors, ORIGIN, Settings())
    busy(first, scene, sensors, range(30))
    second = Tracker([make_radar("new", 54.0, 23.0), *sensors], ORIGIN, Settings())
    second.restore(first.checkpoint())
    before, after = first.tracks(), second.tracks()
    assert [(t.number, t.uid, t.lat_deg, t.contributors) for t in after] == [
        (t.number, t.uid, t.lat_deg, t.contributors) for t in before
    ]
    busy(second, scene, sensors, range(30, 40))
    assert set(before.number.tolist()) <= set(second.tracks().number.tolist())


def test_a_sensor_that_is_gone_contributes_no_more(scene: Any, make_radar: Any) -> None:
    sensors = [make_radar("a"), make_radar("b", 55.4, 24.9)]
    first = Tracker(sensors, ORIGIN, Settings())
    busy(first, scene, sensors, range(30))
    second = Tracker(sensors[1:], ORIGIN, Settings())
    second.restore(first.checkpoint())
    assert second.tracks().number.tolist() == first.tracks().number.tolist()
    assert {name for track in second.tracks() for name in track.contributors} == {"b"}


@pytest.mark.parametrize("changed", ["origin", "models"])
def test_no_number_is_given_twice_where_tracks_cannot_be_carried_over(
    changed: str, scene: Any, make_radar: Any
) -> None:
    sensors = [make_radar("a"), make_radar("b", 55.4, 24.9)]
    first = Tracker(sensors, ORIGIN, Settings())
    busy(first, scene, sensors, range(30))
    settings = Settings()
    if changed == "models":
        kept = {"motion_noise_m2ps3": settings.motion_noise_m2ps3[:1], "motion_share": (1.0,)}
        settings = msgspec.structs.replace(settings, **kept)
    second = Tracker(sensors, (55.1, 24.0) if changed == "origin" else ORIGIN, settings)
    second.restore(first.checkpoint())
    assert len(second.tracks()) == 0
    busy(second, scene, sensors, range(30, 60))
    assert second.tracks().number.min() > first.tracks().number.max()


def test_a_corrected_site_is_taken_and_what_was_learned_stays(scene: Any, make_radar: Any) -> None:
    sensors = [make_radar("a", interval_s=None), make_radar("b", 55.4, 24.9)]
    first = Tracker(sensors, ORIGIN, Settings())
    busy(first, scene, sensors, range(30))
    moved = [make_radar("a", 55.01, interval_s=None), sensors[1]]
    fresh, second = Tracker(moved, ORIGIN, Settings()), Tracker(moved, ORIGIN, Settings())
    second.restore(first.checkpoint())
    assert second._state.stations["y_m"].tolist() == fresh._state.stations["y_m"].tolist()
    assert second._state.stations["interval_s"].tolist() == first._state.stations["interval_s"].tolist()


def test_a_corrected_site_holds_through_the_next_replay(make_radar: Any) -> None:
    """What the lag kept is of the sensor as it stood before; what is mended by it is not."""
    plots = scene_of(12, 6, 60.0, 1)
    first = Watch()
    first.play(plots, np.zeros(len(plots)), 0, 40)
    moved = Watch(sensors=(make_radar("a", 55.01), *SENSORS[1:]))
    moved.tracker.restore(first.tracker.checkpoint())
    wanted = moved.tracker._state.stations["y_m"].tolist()
    late = plots.take(np.flatnonzero((plots.time_s > START_S + 35.0) & (plots.time_s < START_S + 36.0)))
    late.range_m[:] += 3000.0
    moved.tracker.update(START_S + 41.0, late)
    assert moved.tracker._state.stations["y_m"].tolist() == wanted


def test_a_checkpoint_of_other_rows_is_not_read_and_that_is_told(scene: Any, make_radar: Any) -> None:
    first, second = (Tracker([make_radar("a")], ORIGIN, Settings()) for _ in range(2))
    for k in range(4):
        first.update(START_S + 4.0 * k, scene.plots(make_radar("a"), START_S + 4.0 * k, 30e3 + 400.0 * k, 20e3))
    assert first.tracks().number.tolist() == [1]
    other = unpack(first.checkpoint())
    other["layout"], other["state"]["stations"] = "of old", other["state"]["stations"][:-8]
    for saved in (other, {name: value for name, value in other.items() if name != "layout"}):
        second.restore(pack(saved))
        assert len(second.tracks()) == 0
        for k in range(4, 8):
            second.update(START_S + 4.0 * k, scene.plots(make_radar("a"), START_S + 4.0 * k, 30e3 + 400.0 * k, 20e3))
            told = [fault.reason for fault in second.faults]
            assert told == ["tracks of another version were not carried over"] * (k == 4)
        assert second.tracks().number.tolist() == [2]
        second = Tracker([make_radar("a")], ORIGIN, Settings())


def test_restored_for_fewer_radars_elsewhere_it_begins_anew() -> None:
    plots = scene_of(12, 6, 40.0, 1)
    first = Watch()
    first.play(plots, np.zeros(len(plots)), 0, 40)
    fewer = Tracker(SENSORS[1:], (55.1, 24.0), Settings())
    fewer.restore(first.tracker.checkpoint())
    assert len(fewer.tracks()) == 0


def test_two_sensors_of_one_id_are_refused(make_radar: Any) -> None:
    with pytest.raises(ValueError, match="same id"):
        Tracker([make_radar("a"), make_radar("a")], ORIGIN, Settings())


def test_replay_is_the_same_under_any_hash_seed(root: Path) -> None:
    script = (
        "import sys, hashlib; sys.path.insert(0, 'tests')\n"
        "from tracking.conftest import Scene, radar\n"
        "from tracking.test_tracker import busy, Tracker, Settings, ORIGIN\n"
        "sensors = [radar('a'), radar('b', 55.4, 24.9)]\n"
        "tracker = Tracker(sensors, ORIGIN, Settings())\n"
        "out = busy(tracker, Scene(), sensors, range(20))\n"
        "print(hashlib.sha256(b''.join(out) + tracker.checkpoint()).hexdigest())\n"
    )
    assert len(said_under_two_hash_seeds(script, root)) == 1


def test_ended_tracks_give_their_slots_back(scene: Any, make_radar: Any) -> None:
    """20 minutes of clutter need no more room than the first four, of which one minute fills the lag."""
    sensor = make_radar()
    tracker = Tracker([sensor], ORIGIN, Settings())
    sizes, slots = [], []
    for k in range(300):
        tracker.update(START_S + 4 * k, scene.clutter(sensor, START_S + 4 * k, 50))
        sizes.append(len(tracker.checkpoint()))
        slots.append(int(tracker._state.counters[HIGH]))
    assert max(sizes) < 1.2 * max(sizes[:60])
    assert max(slots) <= 1.5 * max(slots[:10])
    assert not np.any(tracker.tracks().status == ENDED)


def test_a_track_that_is_held_coasts_until_it_is_let_go(scene: Any, make_radar: Any) -> None:
    """It takes no plots, through a replay and a restart too; another target's track goes on."""
    sensor = make_radar()
    tracker = Tracker([sensor], ORIGIN, Settings())

    def turn(tracker: Tracker, k: int, late_s: float = 0.0) -> None:
        t = START_S + 4.0 * k
        tracker.update(t + late_s, scene.plots(sensor, t, np.full(2, 5e4 + 400.0 * k), np.array([2e4, 9e4])))

    for k in range(8):
        turn(tracker, k)
    held, free = tracker.tracks().number.tolist()
    tracker.hold([held])
    turn(tracker, 8)
    late = scene.plots(sensor, START_S + 30.5, 5e4 + 3050.0, np.array([9e4]))
    tracker.update(START_S + 33.0, late)
    again = Tracker([sensor], ORIGIN, Settings())
    again.restore(tracker.checkpoint())
    for one in (tracker, again):
        one.hold([held])
        one.update(START_S + 35.5, Plots.empty(0))
        kept = {t.number: t for t in one.tracks()}
        assert kept[held].updated_s == START_S + 28.0
        assert kept[free].updated_s == START_S + 32.0
        one.hold([])
        scene.rng = np.random.default_rng(9)
        turn(one, 9)
        assert {t.number: t.updated_s for t in one.tracks()}[held] == START_S + 36.0
