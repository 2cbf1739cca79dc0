import asyncio

from sargas.exercise.controls import Controls
from sargas.live.clock import SystemClock, TapeClock
from sargas.live.directing import SCRIPT, Director, put_in
from sargas.model.decision import Decision
from sargas.model.direction import ChangeWind, FailSensor, MendSensor, Pace, PutIn


def decided(act):
    return Decision("Ona", 0.0, act)


def test_time_stands_still_when_that_was_taken_and_goes_on_when_it_is_asked_for():
    clock = TapeClock(4.0)
    clock.begin(100.0)
    clock.limit_s = 1e9
    director = Director(clock, Controls())
    director.before(decided(Pace(0.0)))
    assert clock.speed == 4.0
    director.after(decided(Pace(0.0)))
    assert clock.speed == 0.0
    stands_s = clock.now_s()
    assert clock.now_s() == stands_s
    assert clock.wait_s(stands_s + 1.0) == float("inf")
    director.before(decided(Pace(50.0)))
    assert clock.speed == 50.0
    assert 0.0 < clock.wait_s(stands_s + 1.0) <= 0.02


def test_sensors_and_wind():
    controls = Controls()
    director = Director(TapeClock(1.0), controls)
    director.after(decided(FailSensor("a")))
    director.after(decided(FailSensor("b")))
    director.after(decided(MendSensor("a")))
    director.after(decided(ChangeWind(90.0, 5.0)))
    assert controls.failed == {"b"}
    assert controls.wind_mps[0] < -4.9


def test_what_is_live_and_what_is_recorded_is_not_directed():
    Director(SystemClock()).after(decided(FailSensor("a")))
    clock = TapeClock(1.0)
    clock.begin(0.0)
    Director(clock).after(decided(Pace(0.0)))
    assert clock.speed == 1.0


def test_lines_are_put_in_at_their_times_and_none_that_was_due_before():
    said, now = [], [None]

    async def submit(decision):
        said.append((decision.by, decision.time_s, decision.act.text))
        return decision, None

    async def play():
        script = [(30.0, PutIn("Anna", "phone", "late")), (5.0, PutIn("Anna", "phone", "early")),
                  (20.0, PutIn("Anna", "radio", "middle"))]  # fmt: skip
        playing = asyncio.create_task(put_in(script, lambda: now[0], submit))
        for time_s in (10.0, 15.0, 21.0, 40.0):
            now[0] = time_s
            await asyncio.sleep(0.6)
        await asyncio.wait_for(playing, 5.0)

    asyncio.run(play())
    assert said == [(SCRIPT, 21.0, "middle"), (SCRIPT, 40.0, "late")]
