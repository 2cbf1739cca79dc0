import pytest

from sargas.live import clock
from sargas.live.clock import SystemClock, TapeClock


class FakeTime:
    def __init__(self):
        self.wall_s, self.monotonic_s = 1000.0, 5.0

    def time(self):
        return self.wall_s

    def monotonic(self):
        return self.monotonic_s

    def go(self, seconds):
        self.wall_s += seconds
        self.monotonic_s += seconds


@pytest.fixture
def machine(monkeypatch):
    machine = FakeTime()
    monkeypatch.setattr(clock, "time", machine)
    return machine


def test_the_system_clock_follows_the_machine_forward(machine):
    system = SystemClock()
    machine.go(3.0)
    assert (system.now_s(), system.behind_s) == (1003.0, 0.0)
    machine.wall_s += 100.0
    assert system.now_s() == 1103.0
    assert system.wait_s(1103.5) == 0.5


def test_a_step_back_does_not_stop_time_and_is_told(machine):
    system = SystemClock()
    machine.wall_s -= 0.5
    assert (system.now_s(), system.behind_s) == (1000.0, 0.0)  # waited out
    machine.go(1.0)
    assert system.now_s() == 1000.5
    machine.wall_s -= 3600.0
    machine.go(2.0)
    assert system.now_s() == pytest.approx(1002.5)
    assert system.behind_s == pytest.approx(3600.0)
    machine.go(2.0)
    assert system.now_s() == pytest.approx(1004.5)
    machine.wall_s += 3600.0
    assert (system.now_s(), system.behind_s) == (pytest.approx(1004.5), 0.0)


def test_a_tape_goes_at_its_speed_but_never_past_what_it_has_given(machine):
    tape = TapeClock(4.0)
    assert (tape.now_s(), tape.speed, tape.has_begun) == (0.0, 0.0, False)
    tape.begin(500.0)
    tape.limit_s = 502.0
    machine.go(0.25)
    assert (tape.now_s(), tape.speed) == (501.0, 4.0)
    assert tape.wait_s(503.0) == 0.5
    machine.go(10.0)
    assert tape.now_s() == 502.0


def test_a_tape_as_fast_as_can_be_waits_for_nothing(machine):
    tape = TapeClock(0.0)
    tape.begin(500.0)
    tape.limit_s = 9000.0
    assert (tape.now_s(), tape.wait_s(1e9), tape.speed) == (9000.0, 0.0, 1e9)
