"""What we told, coming back, is known for what it is; a partner with sensors of his own is never taken for it."""

import numpy as np
import pytest

from picture.scene import NOON_S, NOTHING, SENSORS, rows
from picture.watchers import SYSTEM, Watcher, flights, through_cat062
from sargas.model.tracks import ALONE, ECHO, ENDED, PART, Tracks
from sargas.picture import Picture, Settings
from sargas.picture.echo import ENOUGH, MOST

FIRST = 1_000_001
N = 25


class Repeater:
    """Passes our tracks on as CAT062, `delay_s` later: with our time of the state, or as if it were of now."""

    def __init__(self, delay_s: int, restamped: bool, offset: int) -> None:
        self.delay_s, self.restamped, self.offset = delay_s, restamped, offset
        self.heard: list[tuple[int, Tracks]] = []

    def hear(self, second: int, told: Tracks) -> None:
        ours = told.take((told.reported_by < 0) & (told.status != ENDED))
        ours.number += self.offset
        self.heard.append((second, ours))

    def say(self, second: int) -> Tracks:
        due = [told for at, told in self.heard if at == second - self.delay_s and len(told)]
        if not due:
            return NOTHING
        said = through_cat062(due[0], NOON_S + second)
        if self.restamped:
            said.time_s[:] = said.updated_s[:] = NOON_S + second
        return said


def echoed(repeater: Repeater, q: float, speed_mps: float, seconds: int = 120) -> tuple[Picture, dict[int, int]]:
    """The picture afterwards, and second -> number of echoes."""
    path = flights(N, seconds, q, speed_mps, 5)
    own = Watcher(N, (80.0, 80.0), 4, q, 6)
    picture, count = Picture((SYSTEM,), Settings(), FIRST), {}
    for second in range(seconds + 1):
        looked = own.watch(second, path[second])
        mine = own.told(NOON_S + second) if looked and second > 20 else NOTHING
        told = picture.update(NOON_S + second, mine, repeater.say(second))
        repeater.hear(second, told if looked else NOTHING)
        count[second] = int((picture.tracks().fusion == ECHO).sum())
    return picture, count


@pytest.mark.parametrize("restamped", [False, True])
@pytest.mark.parametrize(("q", "speed_mps"), [(0.1, 15.0), (3.0, 45.0), (10.0, 220.0)])
def test_an_echo_through_cat062_two_seconds_late_is_known(restamped: bool, q: float, speed_mps: float) -> None:
    picture, count = echoed(Repeater(2, restamped, 3000), q, speed_mps)
    assert count[120] == N
    assert min(s for s, n in count.items() if n == N) <= 24 + 2 + 9 * 4  # eight looks, a round apart
    tracks = picture.tracks()
    echoes = tracks.take(tracks.reported_by >= 0)
    assert (echoes.fused_with == np.arange(1, N + 1)).all()
    # Never fused, never counted: our rows are ours alone.
    assert (tracks.fusion[tracks.reported_by < 0] == ALONE).all()
    assert tracks.stands().sum() == N


def test_it_was_never_fused_before_it_was_known() -> None:
    repeater = Repeater(2, False, 3000)
    path, own = flights(N, 60, 3.0, 45.0, 5), Watcher(N, (80.0, 80.0), 4, 3.0, 6)
    picture = Picture((SYSTEM,), Settings(), FIRST)
    for second in range(61):
        looked = own.watch(second, path[second])
        mine = own.told(NOON_S + second) if looked and second > 20 else NOTHING
        told = picture.update(NOON_S + second, mine, repeater.say(second))
        assert not (told.fusion == PART).any()
        repeater.hear(second, told if looked else NOTHING)


def test_our_number_on_it_makes_it_known_sooner() -> None:
    soon, late = (echoed(Repeater(2, False, offset), 3.0, 45.0, 60)[1] for offset in (0, 3000))
    assert min(s for s, n in soon.items() if n == N) < min(s for s, n in late.items() if n == N)


@pytest.mark.parametrize(
    ("q", "speed_mps", "sigma_m", "every_s"),
    [
        (0.01, 45.0, 80.0, 4),
        (3.0, 45.0, 80.0, 4),
        (10.0, 220.0, 80.0, 4),
        (0.05, 20.0, 15.0, 1),
        (0.01, 0.0, 5.0, 1),  # both very exact, the target stands still
    ],
)
def test_an_independent_partner_is_none(q: float, speed_mps: float, sigma_m: float, every_s: int) -> None:
    seconds = 240
    path = flights(N, seconds, q, speed_mps, 8)
    own, other = (Watcher(N, (sigma_m, sigma_m), every_s, q, seed) for seed in (9, 10))
    picture, most = Picture((SYSTEM,), Settings(), FIRST), 0
    for second in range(seconds + 1):
        looked, theirs = own.watch(second, path[second]), other.watch(second, path[second])
        mine = own.told(NOON_S + second) if looked and second > 20 else NOTHING
        # The same numbers as ours: the worst case.
        reports = other.told(NOON_S + second, "LVA") if theirs and second > 20 else NOTHING
        picture.update(NOON_S + second, mine, reports)
        most = max(most, int((picture.tracks().fusion == ECHO).sum()))
    tracks = picture.tracks()
    assert most == 0
    assert (tracks.fusion[tracks.reported_by >= 0] == PART).all()


def repeat(picture: Picture, seconds: range, own: bool = True, north_m: float = 0.0) -> None:
    """An own track that wanders, and one that says the same a second later (or north of it)."""
    for t in seconds[::4]:
        place: dict[str, float] = {
            "east_m": 60.0 * t,
            "east_mps": 60.0,
            "north_mps": 3.0 * np.sin(t),
            "north_m": 40.0 * np.sin(t / 7),
        }
        mine = rows(NOON_S + t, {"number": 1, **place}) if own else NOTHING
        place["north_m"] += north_m
        picture.update(NOON_S + t, mine, NOTHING)
        report = rows(NOON_S + t, {"reported_number": 70, **place}, reporter="LVA")
        picture.update(NOON_S + t + 1, NOTHING, report)


def state(picture: Picture, number: int = FIRST) -> tuple[str, tuple[int, ...]]:
    track = next(t for t in picture.tracks() if t.number == number)
    return track.fusion, track.fused_with


def test_an_echo_that_begins_to_differ_is_a_track_again() -> None:
    picture = Picture(SENSORS, Settings(), FIRST)
    repeat(picture, range(44))
    assert state(picture) == ("echo", (1,))
    assert state(picture, 1) == ("alone", ())
    repeat(picture, range(44, 60), north_m=90.0)
    assert state(picture) == ("alone", ())
    repeat(picture, range(60, 80), north_m=90.0)
    assert state(picture) == ("part", (1,))


def test_an_echo_may_outlive_our_track_for_a_moment_only() -> None:
    picture = Picture(SENSORS, Settings(), FIRST)
    repeat(picture, range(44))
    picture.update(NOON_S + 48, rows(NOON_S + 48, {"number": 1, "status": ENDED}), NOTHING)
    repeat(picture, range(48, 60), own=False)
    assert state(picture) == ("echo", (1,))
    repeat(picture, range(64, 72), own=False)
    assert state(picture) == ("alone", ())  # somebody sees it who is not us


def test_who_carries_our_uid_is_an_echo_at_once() -> None:
    picture = Picture(SENSORS, Settings(), FIRST)
    mine = rows(NOON_S, {"number": 1}, {"number": 2, "north_m": 900.0})
    mine.uid[0], mine.uid[1] = 7, 9
    picture.update(NOON_S, mine, NOTHING)
    report = rows(NOON_S, {"reported_number": 70, "north_m": 500.0}, reporter="LVA")
    report.uid[0] = 9
    picture.update(NOON_S + 1, NOTHING, report)
    assert state(picture) == ("echo", (2,))
    picture.update(NOON_S + 5, NOTHING, rows(NOON_S + 5, {"reported_number": 71}, reporter="LVA"))
    assert state(picture, FIRST + 1) == ("alone", ())


def test_a_flight_plan_that_comes_with_an_echo_counts_for_ours() -> None:
    picture = Picture(SENSORS, Settings(), FIRST)
    repeat(picture, range(44))
    place = {"east_m": 2880.0, "east_mps": 60.0, "north_mps": 3.0 * np.sin(48), "north_m": 40.0 * np.sin(48 / 7)}
    report = rows(NOON_S + 48, {"reported_number": 70, "flight_plan": True, **place}, reporter="LVA")
    picture.update(NOON_S + 48, rows(NOON_S + 48, {"number": 1, **place}), report)
    assert {t.identity.basis for t in picture.tracks()} == {"flight plan correlated"}


def test_one_look_is_never_enough() -> None:
    assert 7 * MOST < ENOUGH <= 8 * MOST
    picture = Picture(SENSORS, Settings(), FIRST)
    repeat(picture, range(28))
    assert state(picture) == ("alone", ())
